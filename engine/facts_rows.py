"""Rows of cells as the rows of a table: the first row names the columns."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from engine.facts_problems import GivenTwice, StrayCell
from engine.facts_table_problems import NoSuchColumn
from rubric.problems import did_you_mean
from rubric.source import Place, Row, Table, Text

if TYPE_CHECKING:
    from engine.facts_cells import Cells
    from rubric.model import Fact
    from rubric.problems import Problem


def rows_of(cells: Cells, fact: Fact) -> tuple[Row, list[Problem]]:
    """The rows in the form of a YAML list, and what is wrong with their heads or lies beyond them."""
    filled = [row for row in cells.rows if any(row)]
    rows = Row()
    rows.place = Place(cells.source, 0, 0)
    if not filled:
        return rows, []
    heads, problems = _heads(filled[0], fact)
    for row in filled[1:]:
        # A cell that is open is left out; beside a head that is wrong it is not looked at.
        held = Table()
        held.place = next(cell.place for cell in row if cell)
        for at, cell in enumerate(row):
            head = heads[at] if at < len(heads) else ""
            if cell and head == "":
                problems.append(_beyond(cell))
            elif cell and head is not None:
                held[Text.at(head, cell.place)] = cell
        rows.append(held)
    return rows, problems


def _heads(row: tuple[Text, ...], fact: Fact) -> tuple[list[str | None], list[Problem]]:
    """The column each head names: '' where it is empty, None where it names none or one twice."""
    heads: list[str | None] = []
    problems: list[Problem] = []
    first: dict[str, Text] = {}
    for cell in row:
        name = unicodedata.normalize("NFKC", cell).strip()
        if name in first:
            problems.append(GivenTwice(place=cell.place, name=name, line=first[name].place.line))
        elif name and name not in fact.columns:
            problems.append(no_such_column(cell, fact))
        heads.append(name if not name or (name in fact.columns and name not in first) else None)
        if name:
            first.setdefault(name, cell)
    return heads, problems


def _beyond(cell: Text) -> Problem:
    return StrayCell(place=cell.place, why_zh="表头没有这一列", why_en="its column has no head")


def no_such_column(name: Text, fact: Fact) -> Problem:
    """A column that the table does not have."""
    shown = name if len(name) <= 20 else name[:20] + "…"
    zh, en = did_you_mean(name, fact.columns)
    allowed = "、".join(fact.columns)
    return NoSuchColumn(
        place=name.place, table=fact.name, name=shown, allowed=allowed, near_zh=zh, near_en=en
    )
