"""Over all: the quantities that all subjects decide together, and the quotas of grades, pass by pass."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import polars as pl

from engine.batch.cohort.numbers import joined
from engine.batch.cohort.values import Quantity, cohort_values
from engine.batch.over_part import read_part
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.batch.cohort.values import Values
    from engine.batch.over_part import Piece
    from engine.batch.part import Part
    from rubric.model import Cohort, Rubric


class OverAll:
    """The quantities of one table; those that read others are calculated after them.

    ``read`` goes over the table once for each level of them.
    """

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self.values: dict[str, Values] = {}
        self.starts: dict[int, int] = {}

    @property
    def levels(self) -> list[list[Cohort]]:
        """The quantities by what they read of each other."""
        cohort = self.rubric.cohort.values()
        most = max((one.level for one in cohort), default=-1)
        return [[one for one in cohort if one.level == level] for level in range(most + 1)]

    def read(self, parts: Callable[[], Iterator[Part]], told: Callable[[int], None]) -> None:
        """Calculate all of them; ``told`` hears how many rows each part has. Raises TableUnreadError."""
        for level in self.levels:
            pieces: list[list[Piece]] = []
            start = 0
            for part in parts():
                self.starts[part.number] = start
                start += part.height
                pieces.append(read_part(self.given(part), self.rubric, level))
                told(part.height)
            for one, own in zip(level, zip(*pieces, strict=True), strict=False):
                self.values[one.name] = cohort_values(one, _together(own, start))

    def given(self, part: Part) -> Part:
        """The part with what has been calculated of its subjects."""
        if not self.values:
            return part
        start = self.starts[part.number]
        cohort = {name: one.part(start, part.height) for name, one in self.values.items()}
        lacks = {name: one.why.slice(start, part.height) for name, one in self.values.items()}
        return replace(part, cohort=cohort, lacks=lacks)


def _together(pieces: Sequence[Piece], height: int) -> Quantity:
    """What a quantity reads in all parts."""
    ends = [0]
    for piece in pieces:
        ends.append(ends[-1] + piece.of.height)
    rows = [pl.int_range(a, b, eager=True, dtype=pl.UInt32()) for a, b in itertools.pairwise(ends)]
    return Quantity(
        joined([piece.of for piece in pieces], rows, height),
        _column([piece.where for piece in pieces]),
        _column([piece.by for piece in pieces]),
    )


def _column(columns: Sequence[pl.Series | None]) -> pl.Series | None:
    held: list[Any] = [column for column in columns if column is not None]
    return pl.concat(held) if held else None
