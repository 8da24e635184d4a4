"""A row of a table that somebody asks for, by its id or by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from engine.batch.facts_row import facts_of, ids_of
from engine.batch.problems import NoSuchRow, SeveralRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.batch.part import Part
    from engine.facts_given import Facts
    from rubric.model import Rubric
    from rubric.problems import Problem


class FoundRow(NamedTuple):
    """A row by the part that holds it."""

    part: Part
    at: int

    def facts(self, rubric: Rubric) -> tuple[Facts | None, list[Problem]]:
        """Its facts, or every problem in it."""
        return facts_of(self.part, self.at, rubric)


def find_row(parts: Iterable[Part], wanted: str) -> FoundRow | Problem:
    """The row with this id, else the one with this number; or why there is no one such row."""
    named: list[FoundRow] = []
    numbered: FoundRow | None = None
    for part in parts:
        named += [FoundRow(part, at) for at in _named(part, wanted)]
        number = int(wanted) - part.first if wanted.isdecimal() and len(wanted) < 12 else -1
        if 0 <= number < part.height:
            numbered = FoundRow(part, number)
    if len(named) > 1:
        return SeveralRows(name=wanted, rows=_rows(named))
    found = named[0] if named else numbered
    return found or NoSuchRow(name=wanted)


def _named(part: Part, wanted: str) -> Sequence[int]:
    if part.columns.id is None and not part.files:
        return ()
    ids = ids_of(part)
    return (ids.cast(pl.String()) == wanted).arg_true().to_list()


def _rows(found: Sequence[FoundRow]) -> str:
    shown = [str(one.part.first + one.at) for one in found[:5]]
    return "、".join(shown) + (" …" if len(found) > 5 else "")
