"""The facts of one row of a table, read as a facts file with the same cells would be."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.cohort.kinds import WHYS
from engine.facts import facts_in, load_facts
from engine.facts_given import Given
from engine.facts_xlsx import at_their_cells
from rubric.keywords import canonical_word
from rubric.number import fold, fraction_string
from rubric.place import Place, Row, Source, Table, Text
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from engine.batch.columns import Meaning
    from engine.batch.part import Part
    from engine.facts_given import Facts
    from rubric.model import Rubric
    from rubric.problems import Problem

SECTIONS: Final = ("facts", "judgements", "attached")
# Kinds of numbers that 64 bits with a sign hold.
WHOLE: Final = frozenset(
    (pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64(), pl.UInt8(), pl.UInt16(), pl.UInt32())
)
CELLS: Final = ("fact", "element")
JUDGED: Final = ("share", "level", "points", "reason")


def facts_of(
    part: Part, at: int, rubric: Rubric, only: Collection[str] | None = None
) -> tuple[Facts | None, list[Problem]]:
    """The facts of the row ``at`` of a part, or every problem in it; its problems name the cell.

    Of facts and elements no columns but ``only`` these are read, where that is given.
    """
    if at in part.broken:
        return None, list(part.broken[at])
    if part.files:
        facts, problems = load_facts(part.files[at], rubric)
    else:
        cells = _Cells(part, at)
        table, names = cells.mapping(rubric, only)
        facts, problems = facts_in(table, rubric, cells.source, {part.file: names})
        problems = at_their_cells(problems, {part.file: names})
    if facts is not None and part.cohort:
        facts = _among(facts, part, at)
    return facts, problems


def _among(facts: Facts, part: Part, at: int) -> Facts:
    """The facts with what was calculated over all subjects, or why it was not; the row's own go before."""
    made = {name: column[at] for name, column in part.cohort.items()}
    computed = {name: Given(name, x, fraction_string(x)) for name, x in made.items() if x is not None}
    whys = {name: whys[at] for name, whys in part.lacks.items()}
    lacks = {name: WHYS[why] for name, why in whys.items() if why is not None}
    return replace(facts, facts={**computed, **facts.facts}, lacks=lacks)


class RowSource(Source):
    """The cells of one row as a text of a single line, which stands on the row of its table."""

    row: int = 1

    def line_of(self, index: int) -> int:  # noqa: ARG002 - wherever it stands
        """The number of the row."""
        return self.row

    def line_column(self, index: int) -> tuple[int, int]:
        """The number of the row, and the column in characters."""
        return self.row, super().line_column(index)[1]


class _Cells:
    """The cells of one row, laid out as a line of text so that a problem has a line to show."""

    def __init__(self, part: Part, at: int) -> None:
        self.part, self.at = part, at
        self.row = {name: text_of(cell) for name, cell in part.row(at).items()}
        texts = [_flat(text) if isinstance(text, str) else "" for text in self.row.values()]
        self.source = RowSource(part.file, "\t".join(texts), None, part.first + at)
        self.names: dict[int, str] = {}
        self.named = any(meaning.kind == "subject" for meaning in part.columns.of.values())

    def mapping(self, rubric: Rubric, only: Collection[str] | None = None) -> tuple[Table, Mapping[int, str]]:
        """The mapping of a facts file, and the names of the cells by where they stand in the line."""
        top = self._table()
        sections = {name: self._table() for name in SECTIONS}
        start, row = 0, self.part.first + self.at
        letter = {column: letters(number) for number, column in enumerate(self.part.columns.of)}
        for column, held in self.row.items():
            text = held if isinstance(held, str) else ""
            self.names[start] = f"{letter.get(column, '')}{row}" if self.part.lettered else column
            meaning = self.part.columns.of.get(column)
            left_out = only is not None and column not in only
            if meaning is not None and not (left_out and meaning.kind in CELLS):
                self._put(meaning, column, held, Place(self.source, start, start + len(text)), sections, top)
            start += len(text) + 1
        self._tables(rubric, sections["facts"])
        for name, section in sections.items():
            top[Text.at(name, section.place)] = section
        return top, self.names

    def _put(
        self,
        meaning: Meaning,
        column: str,
        held: Any,
        place: Place,
        sections: Mapping[str, Table],
        top: Table,
    ) -> None:
        if meaning.kind in ("fact", "element", "table"):
            sections["facts"][Text.at(meaning.name, place)] = self._given(meaning, held, place)
        elif meaning.kind in JUDGED and held:
            _under(sections["judgements"], meaning.name, meaning.kind, Text.at(held, place))
        elif meaning.kind == "attached" and held and meaning.attached and not says_no(held):
            _under(sections["attached"], meaning.name, meaning.attached, Text.at(held, place))
        elif meaning.kind == "subject" or (column == self.part.columns.id and not self.named):
            top.setdefault(Text.at("subject", place), Text.at(held, place))

    def _given(self, meaning: Meaning, held: Any, place: Place) -> Any:
        if not isinstance(held, str):
            return _rows(held, place)
        value = Text.at(held, place, quoted=True)
        if not meaning.unit or not held:
            return value
        entry = self._table(place)
        entry[Text.at("value", place)] = value
        entry[Text.at("unit", place)] = Text.at(meaning.unit, place)
        return entry

    def _tables(self, rubric: Rubric, facts: Table) -> None:
        """The rows of the tables within this subject that stand in files of their own."""
        known = self.row.get(self.part.columns.id or "")
        end = len(self.source.text)
        for name, subjects in self.part.tables.items():
            if name in rubric.facts and isinstance(known, str) and known:
                # Nothing of them stands in this line: what is wrong in them goes by the table's name.
                place = Place(self.source, end, end)
                self.names[end] = name
                facts[Text.at(name, place)] = _rows(subjects.get(known, ()), place)

    def _table(self, place: Place | None = None) -> Table:
        table = Table()
        table.place = place or Place(self.source, 0, 0)
        return table


def _under(section: Table, name: str, word: str, text: Text) -> None:
    key = Text.at(name, text.place)
    if key not in section:
        section[key] = Table()
        section[key].place = text.place
    section[key][Text.at(word, text.place)] = text


def _rows(rows: Any, place: Place) -> Row:
    made = Row()
    made.place = place
    for row in rows:
        cells = Table((Text.at(name, place), Text.at(text_of(held), place)) for name, held in row.items())
        cells.place = place
        made.append(cells)
    return made


def says_no(text: Any) -> bool:
    """Whether a cell that should say what is attached says that nothing is."""
    return isinstance(text, str) and canonical_word(fold(text).strip().lower()) == "no"


def text_of(cell: Any) -> Any:
    """A cell as a person would type it: yes and no, every digit of a number, nothing where there is none.

    A binary fraction is the shortest decimal that stands for it. A list of rows stays one.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        text = repr(cell)
        return _decimal(Decimal(text)) if "e" in text else text.removesuffix(".0")
    if isinstance(cell, Decimal):
        return _decimal(cell)
    return cell if isinstance(cell, list) else str(cell)


def _decimal(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def letters(number: int) -> str:
    """The letters of a column, as a spreadsheet has them: A is 0, AA is 26."""
    above, own = divmod(number, 26)
    return (letters(above - 1) if above else "") + chr(ord("A") + own)


def _flat(text: str) -> str:
    return "".join(" " if char in "\t\r\n\ufeff" else char for char in text)


def ids_of(part: Part) -> pl.Series:
    """The id of every row: its cell in the id's column, the name of its file, or else its number.

    Whole numbers are left as such, in all parts of a table; anything else is text.
    """
    if part.files:
        return pl.Series("id", [path.name for path in part.files], dtype=pl.String())
    numbers = pl.int_range(part.first, part.first + part.height, eager=True, dtype=pl.Int64())
    if part.columns.id is None:
        return numbers.alias("id")
    ids = part.frame[part.columns.id].alias("id")
    if ids.dtype in WHOLE:
        whole = ids.cast(pl.Int64())
        return whole.zip_with(whole.is_not_null(), numbers) if whole.null_count() else whole
    ids = ids.cast(pl.String()).str.strip_chars()
    return ids.zip_with((ids != "").fill_null(value=False), numbers.cast(pl.String()))


def cells_of(part: Part, rows: list[int], columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """The cells of these rows in these columns, as a key of what a score can depend on."""
    if not columns:  # a frame without columns has no rows either
        return (() for _ in rows)
    frame = part.frame.select(columns)[rows]
    return (tuple(map(_hashable, row)) for row in frame.iter_rows())


def _hashable(cell: Any) -> Any:
    return repr(cell) if isinstance(cell, list) else cell
