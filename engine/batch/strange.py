"""Strange cells: what is not plainly written, read as a facts file is, each text of a column once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.cells.column import either
from engine.batch.facts_row import text_of
from engine.facts_entry import Entries
from engine.facts_names import Names
from rubric.place import Place, Source, Text
from rubric.record import replace
from rubric.source import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.batch.columns import Meaning
    from engine.batch.part import Part
    from engine.batch.plain import Plain
    from engine.facts_given import Given
    from rubric.model import Rubric

NOWHERE: Final = Place(Source.of_text(""), 0, 0)
# So many texts that were read already are kept for parts to come.
KEPT: Final = 1 << 14
BAD: Final = object()


class Strange:
    """Reads the strange cells of the parts of one table."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric, self.names = rubric, Names(rubric)
        self.known: dict[tuple[str, str, Any], Any] = {}

    def read(self, plain: Plain, part: Part) -> Plain:
        """The same with what its strange cells say; its odd rows are those that cannot be read so."""
        if not plain.strange:
            return plain
        columns = self._columns(part)
        codes: dict[str, pl.Series] = {}
        given: dict[str, tuple[Given[Any], ...]] = {}
        odd: list[pl.Series | None] = [plain.apart]
        for name, mask in plain.strange.items():
            if not mask.any():
                continue
            found = self._column(name, *columns[name], mask, part)
            codes[name], given[name], bad = found
            odd.append(bad)
        none = pl.repeat(value=False, n=plain.height, eager=True)
        return replace(plain, odd=either(none, *odd), codes=codes, given=given)

    def columns(self, plain: Plain, part: Part) -> Mapping[str, pl.Series]:
        """The strange cells of a part by the columns in which they stand."""
        columns = self._columns(part) if plain.strange else {}
        return {columns[name][0]: mask for name, mask in plain.strange.items()}

    def _columns(self, part: Part) -> Mapping[str, tuple[str, Meaning]]:
        """The column of every fact and element by its name."""
        found: dict[str, tuple[str, Meaning]] = {}
        for column, meaning in part.columns.of.items():
            name, _ = self.names.fact(Text.at(meaning.name, NOWHERE))
            if name is not None and meaning.kind in ("fact", "element", "table"):
                found[name] = (column, meaning)
        return found

    def _column(
        self, name: str, column: str, meaning: Meaning, mask: pl.Series, part: Part
    ) -> tuple[pl.Series, tuple[Given[Any], ...], pl.Series]:
        """The numbers of what the strange cells give, that, and which cells cannot be read."""
        rows = mask.arg_true()
        cells = part.frame[column].gather(rows).to_list()
        given: dict[int, int] = {}
        all_: list[Given[Any]] = []
        numbers: list[int | None] = []
        bad: list[bool] = []
        for cell in cells:
            found = self._cell(name, meaning, cell)
            bad.append(found is BAD)
            if found is BAD or found is None:
                numbers.append(None)
                continue
            if id(found) not in given:
                given[id(found)] = len(all_)
                all_.append(found)
            numbers.append(given[id(found)])
        height = part.height
        made = pl.Series([None], dtype=pl.UInt32()).new_from_index(0, height)
        made = made.scatter(rows, pl.Series(numbers, dtype=pl.UInt32()))
        wrong = pl.repeat(value=False, n=height, eager=True).scatter(rows, pl.Series(bad, dtype=pl.Boolean()))
        return made, tuple(all_), wrong

    def _cell(self, name: str, meaning: Meaning, cell: Any) -> Any:
        """What a cell gives, None where that is nothing; BAD where it cannot be read so."""
        key = (name, meaning.unit or "", cell if isinstance(cell, str) else (type(cell).__name__, repr(cell)))
        if key not in self.known:
            if len(self.known) >= KEPT:
                self.known.clear()
            self.known[key] = self._read(name, meaning, text_of(cell))
        return self.known[key]

    def _read(self, name: str, meaning: Meaning, text: Any) -> Any:
        if not isinstance(text, str):
            return BAD
        entries = Entries(self.rubric, {})
        entry: Any = Text.at(text, NOWHERE, quoted=True)
        if meaning.unit and text:
            value, entry = entry, Table()
            entry.place = NOWHERE
            entry[Text.at("value", NOWHERE)] = value
            entry[Text.at("unit", NOWHERE)] = Text.at(meaning.unit, NOWHERE)
        key = Text.at(meaning.name, NOWHERE)
        found = entries.given(name, key, entry, self.rubric.facts.get(name))
        return BAD if entries.problems or entries.notices else found
