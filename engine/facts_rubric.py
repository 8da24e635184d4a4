"""The rubric that a facts file names."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from engine.facts_cells import HEADS, cells_of_csv
from engine.facts_shape import TEXTS
from engine.facts_xlsx import read_workbook
from engine.output_problems import NamesNoRubric, NotFacts
from rubric.keywords import canonical_key
from rubric.load import CATALOG
from rubric.source import Table, Text, read_source, read_yaml

if TYPE_CHECKING:
    from engine.facts_cells import Cells
    from rubric.problems import Problem

TOP = frozenset(TEXTS)
OWN = frozenset(("items", "points", "rounding"))


def rubric_of(facts: str) -> tuple[str | None, list[Problem]]:
    """The rubric for ``facts`` as its file names it: a file, found from its folder, or a ready-made one."""
    path = Path(facts)
    if "/" not in facts and not path.exists() and (CATALOG / facts).is_dir():
        return None, [NotFacts(name=facts)]
    told, problems = _told(path)
    if problems:
        return None, problems
    if told is None or not told.strip():
        return None, [NamesNoRubric(name=facts)]
    beside = path.parent / told.strip()
    ready = "/" not in told and not beside.exists() and (CATALOG / told.strip() / "rubric.yaml").exists()
    return told.strip() if ready else str(beside), []


def name_for(rubric: str, facts: str | None) -> str:
    """How a facts file in ``facts`` names its rubric: a file as found from its folder."""
    if not os.path.lexists(rubric) or not facts:
        return rubric
    try:
        return Path(os.path.relpath(rubric, Path(facts).parent)).as_posix()
    except ValueError:  # on another drive
        return str(Path(rubric).resolve())


def _told(path: Path) -> tuple[Text | None, list[Problem]]:
    kind = path.suffix.lower()
    if kind == ".xlsx":
        none: Any = SimpleNamespace(facts={})  # whatever tables it has, they are not looked at
        book, problems = read_workbook(path, none)
        return (_in_cells(book.facts) if book else None), problems
    source, problems = read_source(path)
    if source is None:
        return None, problems
    if kind == ".csv":
        cells, problems = cells_of_csv(source)
        return (_in_cells(cells) if cells else None), problems
    value, problems = read_yaml(source)
    if not isinstance(value, Table):
        return None, problems
    if any(canonical_key(key, OWN) in OWN for key in value):
        return None, [NotFacts(name=str(path))]
    return _text(next((held for key, held in value.items() if _word(key) == "rubric"), None)), problems


def _in_cells(cells: Cells) -> Text | None:
    rows = [row for row in cells.rows if any(row)]
    heads = [canonical_key(unicodedata.normalize("NFKC", cell), HEADS) for cell in rows[0]]
    if "name" not in heads or "value" not in heads:
        return None
    name, value = heads.index("name"), heads.index("value")
    found = (row[value] for row in rows[1:] if len(row) > max(name, value) and _word(row[name]) == "rubric")
    return next(found, None)


def _word(key: str) -> str:
    return canonical_key(unicodedata.normalize("NFKC", key), TOP)


def _text(held: Any) -> Text | None:
    return held if isinstance(held, Text) else None
