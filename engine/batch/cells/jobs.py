"""What is to be read of a part: a job for each fact, judgement and attachment that its columns give."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.cells.attached import read_attached
from engine.batch.cells.column import Column, Read
from engine.batch.cells.floats import first_tries
from engine.batch.cells.judged import read_judged
from engine.batch.cells.numbers import read_numbers, signs_of
from engine.batch.cells.printed import names_printed
from engine.batch.cells.shares import short_shares
from engine.batch.cells.short_texts import short_texts
from engine.batch.cells.texts import given
from engine.batch.cells.words import read_words
from engine.facts_names import Names
from rubric.place import Place, Source, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.batch.cells.raw import Made
    from engine.batch.cells.texts import Signs
    from engine.batch.columns import Meaning
    from engine.batch.part import Part
    from rubric.model import Attachment, Rubric

    Job = Callable[[], Read]

_NOWHERE: Final = Place(Source.of_text(""), 0, 0)
_GIVEN: Final = ("fact", "element", "table")
_JUDGED: Final = ("share", "level", "points", "reason")


class Jobs:
    """The jobs by what they read; ``others`` only find odd rows, and are ``beyond`` where every row is."""

    def __init__(self, part: Part, rubric: Rubric) -> None:
        self.part, self.rubric, self.names = part, rubric, Names(rubric)
        self.items = {item.path: item for item in rubric.root.walk()}
        self.printed = names_printed(rubric)
        self.facts: dict[str, Job] = {}
        self.judged: dict[str, Job] = {}
        self.attached: dict[tuple[str, Attachment], Job] = {}
        self.others: list[Job] = []
        # Files and rows of tables within the subjects are read one by one.
        self.beyond = bool(part.files or (part.tables and part.columns.id))
        if not self.beyond:
            self._columns()

    def _columns(self) -> None:
        judged: dict[str, dict[str, pl.Series]] = {}
        made = self._made()
        for column, meaning in self.part.columns.of.items():
            if meaning.kind in _GIVEN:
                self._given(meaning, self.part.frame[column], made.get(column))
            elif meaning.kind in _JUDGED:
                parts = judged.setdefault(meaning.name, {})
                self.beyond |= meaning.kind in parts
                parts[meaning.kind] = self.part.frame[column]
            elif meaning.kind == "attached" and meaning.attached:
                self._attached(meaning.name, meaning.attached, self.part.frame[column])
        for path, parts in judged.items():
            self.judged[path] = partial(read_judged, parts, self.items.get(path), self.rubric)

    def _made(self) -> dict[str, Made]:
        """The columns of numbers that are texts or binary fractions, all of a kind at once."""
        frame, kinds, letters = self.part.frame, self.part.frame.schema, self.part.letters
        signs = {
            name: one for name, of in self.part.columns.of.items() if (one := self._signs(of)) is not None
        }
        doubles = [
            name for name, one in signs.items() if one.bare is not None and kinds[name] == pl.Float64()
        ]
        texts = {name: frame[name] for name in signs if kinds[name] == pl.String()}
        shares = short_shares({n: cells for n, cells in texts.items() if signs[n].signed}, letters=letters)
        left = [name for name in texts if name not in shares and signs[name].bare is not None]
        made: dict[str, Made] = dict(shares)
        made |= zip(doubles, first_tries([frame[name] for name in doubles]), strict=True)
        made |= zip(left, short_texts([texts[name] for name in left], letters=letters), strict=True)
        return made

    def _signs(self, meaning: Meaning) -> Signs | None:
        """How a column takes signs, None where it is no column of numbers."""
        fact = self.rubric.facts.get(meaning.name) if meaning.kind == "fact" else None
        if fact is None or fact.type not in ("number", "integer"):
            return None
        return signs_of(fact, meaning.unit)

    def _given(self, meaning: Meaning, cells: pl.Series, made: Made | None) -> None:
        name, _ = self.names.fact(Text.at(meaning.name, _NOWHERE))
        # A name that is no fact's, or a second column for the same, is a problem of every row.
        if name is None or name in self.facts:
            self.beyond = True
            return
        fact, unit = self.rubric.facts.get(name), meaning.unit
        if fact is not None and fact.type == "table":
            self.others.append(partial(_filled, cells))
        elif fact is not None and fact.type in ("number", "integer"):
            printed = name in self.printed
            self.facts[name] = partial(read_numbers, cells, fact, unit, self.rubric, made, printed=printed)
        else:
            self.facts[name] = partial(read_words, cells, fact, unit, self.rubric)

    def _attached(self, name: str, kind: Attachment, cells: pl.Series) -> None:
        item, _ = self.names.item(Text.at(name, _NOWHERE))
        if item is None:
            self.others.append(partial(_filled, cells))
            return
        self.beyond |= (item.path, kind) in self.attached
        self.attached[item.path, kind] = partial(read_attached, cells)


def _filled(cells: pl.Series) -> Read:
    """Cells of which any with something in it has to be read by itself."""
    filled = given(cells)
    return Read(Column(filled), filled)
