"""The file of a sheet that was handed in, read and put to the items of a scorecard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.facts_cells import cells_of_csv
from engine.facts_xlsx import at_their_cells, cells_by_name, read_sheet
from engine.questions.reconcile.reported_cells import sheet_of
from engine.questions.reconcile.reported_heads import plain
from engine.questions.reconcile.reported_match import matched
from engine.questions.reconcile.reported_problems import NotAnEntry, WhichReport
from engine.questions.reconcile.reported_yaml import sheet_of_yaml
from rubric.source import Row, Table, read_source, read_yaml

if TYPE_CHECKING:
    from engine.facts_cells import Cells
    from engine.questions.reconcile.reported import Reported, Sheet
    from engine.scorecard import Scorecard
    from rubric.model import Rubric
    from rubric.problems import Problem

SHEETS: Final = ("自评表", "自评", "得分", "评分", "复核表", "核对", "scores", "reported", "self")


def load_reported(path: str | Path, rubric: Rubric, card: Scorecard) -> tuple[Reported | None, list[Problem]]:
    """The scores in a YAML, JSON, CSV or XLSX file by the items of a scorecard, or every problem in it."""
    path = Path(path)
    cells: Cells | None = None
    former = (item.was.rpartition("/")[2] for item in rubric.root.walk() if item.was)
    items = frozenset(map(plain, (*(item.name for item in card.root.walk() if item.path), *former)))
    sheet: Sheet | None
    if path.suffix.lower() in (".csv", ".xlsx"):
        cells, problems = _cells(path)
        sheet, problems = (None, problems) if cells is None else sheet_of(cells, items)
    else:
        sheet, problems = _yaml(path, items)
    reported: Reported | None = None
    if sheet is not None:
        reported, problems = matched(sheet, rubric, card)
    return reported, at_their_cells(problems, cells_by_name(cells)) if cells is not None else problems


def _cells(path: Path) -> tuple[Cells | None, list[Problem]]:
    if path.suffix.lower() == ".xlsx":
        return read_sheet(path, SHEETS, lambda sheets: WhichReport(name=path.name, sheets=sheets))
    source, problems = read_source(path)
    return (None, problems) if source is None else cells_of_csv(source)


def _yaml(path: Path, items: frozenset[str]) -> tuple[Sheet | None, list[Problem]]:
    source, problems = read_source(path)
    if source is None:
        return None, problems
    value, problems = read_yaml(source)
    if isinstance(value, Table | Row):
        return sheet_of_yaml(value, source, items)
    if value is not None:
        due = ("指标到得分的对照", "a mapping of items to scores")
        return None, [NotAnEntry(place=value.place, name=source.name, due_zh=due[0], due_en=due[1])]
    return None, problems
