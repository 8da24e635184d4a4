"""The facts of one subject, read from YAML, JSON, CSV or XLSX and held against what the rubric declares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.facts_cells import cells_of_csv, mapping_of
from engine.facts_given import Facts, Given, GivenRow
from engine.facts_problems import WrongForm
from engine.facts_shape import in_order
from engine.facts_xlsx import at_their_cells, cells_by_name, read_workbook
from engine.facts_yaml import read_table
from engine.rows import row_problems
from engine.scorecard import Notice
from rubric.source import Source, Table, Text, read_source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.facts_cells import Cells
    from engine.facts_entry import CellNames
    from rubric.model import Rubric
    from rubric.problems import Problem

__all__ = ("Facts", "Given", "GivenRow", "Notice", "load_facts", "load_facts_text", "read_facts")


def load_facts(path: str | Path, rubric: Rubric) -> tuple[Facts | None, list[Problem]]:
    """The facts in a file, or every problem in it."""
    path = Path(path)
    kind = path.suffix.lower()
    if kind == ".xlsx":
        book, problems = read_workbook(path, rubric)
        return (None, problems) if book is None else _read_cells(book.facts, rubric, book.tables)
    source, problems = read_source(path)
    if source is None:
        return None, problems
    if kind != ".csv":
        return read_facts(source, rubric)
    cells, problems = cells_of_csv(source)
    return (None, problems) if cells is None else _read_cells(cells, rubric)


def load_facts_text(text: str, rubric: Rubric) -> tuple[Facts | None, list[Problem]]:
    """The facts in a text, or every problem in it."""
    return read_facts(Source.of_text(text), rubric)


def read_facts(source: Source, rubric: Rubric) -> tuple[Facts | None, list[Problem]]:
    """The facts in a source of YAML or JSON, or every problem in it."""
    table, problems = _mapping(source)
    if table is None:
        return None, problems
    return facts_in(table, rubric, table.place.source)


def facts_in(
    table: Table, rubric: Rubric, origin: Source, cells: CellNames | None = None
) -> tuple[Facts | None, list[Problem]]:
    """The facts in the mapping of a facts file, or every problem in it; see ``table_of``."""
    return _whole(*read_table(table, rubric, origin, cells), rubric)


def table_of(path: Path, rubric: Rubric) -> tuple[Table | None, CellNames, list[Problem]]:
    """The mapping that a facts file of any form holds, not yet read, and the names of its cells."""
    kind = path.suffix.lower()
    sheets: Mapping[str, Cells] = {}
    if kind == ".xlsx":
        book, problems = read_workbook(path, rubric)
        cells, sheets = (book.facts, book.tables) if book is not None else (None, sheets)
    else:
        source, problems = read_source(path)
        if source is not None and kind != ".csv":
            table, problems = _mapping(source)
            return table, {}, problems
        cells, problems = cells_of_csv(source) if source is not None else (None, problems)
    if cells is None:
        return None, {}, problems
    names = cells_by_name(cells, *sheets.values())
    table, problems = mapping_of(cells, rubric, sheets)
    return (None, {}, at_their_cells(problems, names)) if problems else (table, names, [])


def _mapping(source: Source) -> tuple[Table | None, list[Problem]]:
    is_json = source.name.lower().endswith(".json")
    if is_json:
        # YAML takes no tab between values. JSON allows none inside a text, so no character is lost.
        source = Source.of_text(source.text.replace("\t", " "), source.name, source.path)
    value, problems = read_yaml(source)
    if value is None:
        return None, problems
    if not isinstance(value, Table):
        due = {"due_zh": "名称到内容的对照", "due_en": "a mapping of names"}
        return None, [WrongForm(place=value.place, name=source.name, **due)]
    return (_without_null(value) if is_json else value), []


def _read_cells(
    cells: Cells, rubric: Rubric, sheets: Mapping[str, Cells] | None = None
) -> tuple[Facts | None, list[Problem]]:
    sheets = sheets or {}
    names = cells_by_name(cells, *sheets.values())
    table, problems = mapping_of(cells, rubric, sheets)
    facts, found = _whole(*read_table(table, rubric, cells.source, names), rubric)
    problems = in_order([*problems, *found], cells.source)
    return (None, at_their_cells(problems, names)) if problems else (facts, [])


def _whole(
    facts: Facts | None, problems: list[Problem], rubric: Rubric
) -> tuple[Facts | None, list[Problem]]:
    """The facts, unless the rows of their tables do not fit the groups that take them."""
    if facts is None or not facts.tables:
        return facts, problems
    found = row_problems(rubric, facts)
    return (None, found) if found else (facts, problems)


def _without_null(value: Any) -> Any:
    """The value with JSON's null made empty: it is how JSON says that something is not known."""
    if isinstance(value, Text):
        return Text.at("", value.place) if value == "null" and not value.quoted else value
    if isinstance(value, Table):
        for key, held in value.items():
            value[key] = _without_null(held)
    elif isinstance(value, list):
        value[:] = [_without_null(held) for held in value]
    return value
