"""Facts as rows of cells: a CSV text read with the place of every cell, and rows as the mapping they mean."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from engine.facts_entry import ENTRY
from engine.facts_problems import (
    BadQuote,
    GivenTwice,
    NoHeader,
    NothingThere,
    StrayCell,
    TooManyCells,
    UnknownColumn,
)
from engine.facts_rows import rows_of
from engine.facts_shape import TEXTS, words_of
from engine.judgements import KEYS as JUDGEMENT
from rubric.keywords import canonical_key
from rubric.number import read_number
from rubric.problems import did_you_mean
from rubric.record import Record
from rubric.source import MOST_PARTS, Place, Row, Table, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rubric.model import Fact, Rubric
    from rubric.problems import Problem
    from rubric.source import Source

# What a form tells the person who fills it in; it says nothing of the subject.
TOLD: Final = frozenset(("type", "range", "description"))
HEADS: Final = ENTRY | JUDGEMENT | TOLD | {"name"}
SECTIONS: Final = frozenset(("judgements", "attached"))
_ALLOWED: Final = {
    "judgements": JUDGEMENT,
    "attached": frozenset(("reason", "evidence")),
    "top": frozenset(("value",)),
    "facts": ENTRY,
}
_SEVERAL: Final = re.compile(r"\s*[;；、]\s*")
_CELL: Final = '"(?:[^"]|"")*"|[^{0}\n]*'


class Cells(Record):
    """Rows of cells; ``names`` tells the cell of a workbook (B3) by where its text starts."""

    source: Source
    rows: tuple[tuple[Text, ...], ...]
    names: Mapping[int, str] = MappingProxyType({})


# -- CSV -------------------------------------------------------------------------------------------------


def cells_of_csv(source: Source) -> tuple[Cells | None, list[Problem]]:
    """The cells of a text: parted by commas, semicolons or tabs, whichever its first line has most of."""
    first = source.text.split("\n", 1)[0]
    parting = max(",;\t", key=first.count)
    rows: list[tuple[Text, ...]] = []
    row: list[Text] = []
    for count, (cell, ends) in enumerate(_cells(source, parting)):
        if cell is None:
            return None, [BadQuote(place=ends)]
        row.append(cell)
        if count > MOST_PARTS:
            return None, [TooManyCells(place=cell.place)]
        if ends is not None:
            rows.append(tuple(row))
            row = []
    if not any(cell for one in rows for cell in one):
        return None, [NothingThere(name=source.name)]
    return Cells(source, tuple(rows)), []


def _cells(source: Source, parting: str) -> Iterator[tuple[Text | None, Place | None]]:
    """Each cell, with a place where it is the last of its row; no cell where its quotes do not match."""
    text, at = source.text, 0
    pattern = re.compile(_CELL.format(re.escape(parting)))
    while True:
        found = pattern.match(text, at)
        assert found is not None  # an empty cell is a cell
        raw, at = found[0], found.end()
        place = Place(source, found.start(), at)
        behind = text[at : at + 1]
        if behind not in ("", "\n", parting) or (raw[:1] == '"' and not found[0].endswith('"')) or raw == '"':
            yield None, Place(source, found.start(), found.start() + 1)
            return
        quoted = raw[:1] == '"'
        value = raw[1:-1].replace('""', '"') if quoted else raw
        last = behind != parting
        yield Text.at(value.strip(), place, quoted=quoted), place if last else None
        if not behind:
            return
        at += 1


# -- rows ------------------------------------------------------------------------------------------------


def mapping_of(
    cells: Cells, rubric: Rubric, sheets: Mapping[str, Cells] | None = None
) -> tuple[Table, list[Problem]]:
    """The mapping that the rows mean, in the form of a YAML file, and what cannot be placed in it.

    ``sheets`` are tables of their own, by the name of their fact.
    """
    rows = _Rows(cells, rubric)
    table, problems = rows.mapping()
    for name, sheet in (sheets or {}).items():
        problems += rows.put(rubric.facts[name], sheet)
    return table, problems


class _Rows:
    """One pass over the rows that collects what is wrong with them."""

    def __init__(self, cells: Cells, rubric: Rubric) -> None:
        self.rows = [row for row in cells.rows if any(row)]
        whole = Place(cells.source, 0, 0)
        self.declared = {*rubric.facts, *rubric.elements, *(e.name for e in rubric.elements.values())}
        self.problems: list[Problem] = []
        self.tables = {name: _table(whole) for name in ("top", "facts", "judgements", "attached")}

    def mapping(self) -> tuple[Table, list[Problem]]:
        heads = self._heads(self.rows[0])
        if not self.problems:
            for row in self.rows[1:]:
                self._row(heads, row)
        top = self.tables["top"]
        for name in ("facts", "judgements", "attached"):
            top[Text.at(name, top.place)] = self.tables[name]
        return top, self.problems

    def put(self, fact: Fact, sheet: Cells) -> list[Problem]:
        """Put the rows of a sheet in the place of a table's value.

        A sheet with nothing but its heads is a form that is not filled in, and stays open.
        """
        rows, problems = rows_of(sheet, fact)
        facts = self.tables["facts"]
        key = next((key for key in facts if key == fact.name), None)
        if not rows:
            return problems
        if key is None:
            key = Text.at(fact.name, rows[0].place)
            facts[key] = _table(rows[0].place)
        first = next((value for head, value in facts[key].items() if head == "value"), None)
        if first is not None:
            line = first.place.line
            return [*problems, GivenTwice(place=rows[0].place, name=fact.name, line=line)]
        facts[key][Text.at("value", rows.place)] = rows
        return problems

    def _heads(self, row: tuple[Text, ...]) -> list[str]:
        heads = [canonical_key(unicodedata.normalize("NFKC", cell), HEADS) if cell else "" for cell in row]
        allowed = "、".join(sorted(word for word in words_of(HEADS) if not word.isascii()))
        if "name" not in heads or "value" not in heads:
            self.problems.append(NoHeader(place=row[0].place, allowed=allowed))
            return heads
        for at, (head, cell) in enumerate(zip(heads, row, strict=True)):
            if cell and (head not in HEADS or head in heads[:at]):
                zh, en = did_you_mean(cell, words_of(HEADS)) if head not in HEADS else ("", "")
                name = cell if len(cell) <= 20 else cell[:20] + "…"
                problem = UnknownColumn(place=cell.place, name=name, allowed=allowed, near_zh=zh, near_en=en)
                self.problems.append(problem)
        return heads

    def _row(self, heads: list[str], row: tuple[Text, ...]) -> None:
        for cell in (c for c, head in zip(row, [*heads, *([""] * len(row))], strict=False) if c and not head):
            self._stray(cell, "表头没有这一列", "its column has no head")
        by_head = {head: cell for head, cell in zip(heads, row, strict=False) if head}
        name = by_head.pop("name")
        parts = {head: cell for head, cell in by_head.items() if cell and head not in TOLD}
        if not name:
            for cell in parts.values():
                self._stray(cell, "这一行没有名称", "its row has no name")
            return
        section, key = self._section(name)
        if section == "judgements":
            parts = _judgement(parts)
        for head, cell in parts.items():
            if head not in _ALLOWED[section]:
                self._stray(cell, "这一行不用这一列", "its row does not use this column")
        table = self.tables[section]
        if key in table:
            line = next(k for k in table if k == key).place.line
            self.problems.append(GivenTwice(place=key.place, name=key, line=line))
            return
        value = by_head.get("value", key)
        if section == "top":
            table[key] = parts.get("value", Text.at("", value.place))
        else:
            table[key] = _entry(parts, key.place)

    def _section(self, name: Text) -> tuple[str, Text]:
        plain = unicodedata.normalize("NFKC", name)
        key = Text.at(plain, name.place)
        if plain in self.declared:
            return "facts", key
        if canonical_key(plain, frozenset(TEXTS)) in TEXTS:
            return "top", key
        first, slash, rest = plain.partition("/")
        section = canonical_key(first, SECTIONS)
        if slash and section in SECTIONS:
            return section, Text.at(rest, name.place)
        return "facts", key

    def _stray(self, cell: Text, why_zh: str, why_en: str) -> None:
        self.problems.append(StrayCell(place=cell.place, why_zh=why_zh, why_en=why_en))


def _judgement(parts: dict[str, Text]) -> dict[str, Text]:
    """A judgement with its share or level in the value's column and its reason in the note's, if it must."""
    parts = dict(parts)
    if "value" in parts and not parts.keys() & {"share", "points"}:
        head = "level" if read_number(parts["value"]) is None else "share"
        if head not in parts:
            parts[head] = parts.pop("value")
    if "note" in parts and "reason" not in parts:
        parts["reason"] = parts.pop("note")
    return parts


def _entry(parts: Mapping[str, Text], place: Place) -> Table:
    entry = _table(place)
    for head, cell in parts.items():
        entry[Text.at(head, cell.place)] = _several(cell) if head == "evidence" else cell
    return entry


def _several(cell: Text) -> Row:
    row = Row(Text.at(one, cell.place) for one in _SEVERAL.split(cell) if one)
    row.place = cell.place
    return row


def _table(place: Place) -> Table:
    table = Table()
    table.place = place
    return table
