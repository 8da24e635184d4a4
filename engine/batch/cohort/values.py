"""A quantity over all subjects for every one of them: sets, who takes part, and what of those who lack it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from engine.batch.cohort.kinds import SHARED, WHYS, common, own
from engine.batch.cohort.numbers import joined, same, spread
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from engine.batch.cohort.numbers import Column
    from engine.scorecard import Lacks
    from rubric.model import Cohort


class Quantity(Record):
    """What a quantity reads of each subject, one a row: its numbers (of ``count`` 1 and 0), whether it takes
    part, and the set that it belongs to. Null is open; without ``where`` all take part, without ``by``
    they are one set."""

    of: Column
    where: pl.Series | None = None
    by: pl.Series | None = None

    @property
    def height(self) -> int:
        """How many subjects there are."""
        return self.of.height


class Values(Record):
    """The value of each subject; of those without one the number of the reason in ``WHYS``, else null."""

    values: Column
    why: pl.Series

    def lacks(self, at: int) -> Lacks | None:
        """Why a subject has no value, None where it has one."""
        why = self.why[at]
        return None if why is None else WHYS[why]

    def part(self, start: int, height: int) -> tuple[Fraction | None, ...]:
        """The values of some subjects, in their order."""
        return self.values.fractions(start, height)


def cohort_values(one: Cohort, read: Quantity) -> Values:
    """The value of a quantity for every subject, by exact arithmetic alone.

    A subject whose number, part or set is open takes no part; where ``missing`` is open, its whole set then
    has no value, and where its set is open no set has one. Those that take no part have what their set has
    in common (a mean, a sum), and no value of their own (a rank).
    """
    height = read.height
    where = _all(height) if read.where is None else read.where
    lacks = where.fill_null(value=True) & (where.is_null() | ~read.of.known)
    lost = _none(height) if read.by is None else read.by.is_null() & where.fill_null(value=True)
    takes = where & ~lacks
    waits = bool(lost.any()) and one.missing == "open"
    pieces = [_set(one, read.of, rows, takes, lacks, waits=waits) for rows in _sets(read)]
    values = joined([piece.values for piece in pieces], [piece.rows for piece in pieces], height)
    why = _joined_whys(pieces, height)
    nowhere = _none(height) if read.by is None else read.by.is_null()
    return Values(values, why.set(nowhere, _code("missing")))


class Piece(Record):
    """The values of one set, the numbers of whose rows are ``rows``."""

    rows: pl.Series
    values: Column
    why: pl.Series


def _sets(read: Quantity) -> Iterator[pl.Series]:
    numbers = pl.int_range(read.height, eager=True, dtype=pl.UInt32())
    if read.by is None:
        yield numbers
        return
    frame = pl.DataFrame({"by": read.by, "at": numbers}).filter(pl.col("by").is_not_null())
    for part in frame.partition_by("by", maintain_order=True):
        yield part["at"]


def _set(
    one: Cohort, of: Column, rows: pl.Series, takes: pl.Series, lacks: pl.Series, *, waits: bool
) -> Piece:
    """One set. It waits where a subject whose own set is not known may belong to it."""
    inside, lacking = takes.gather(rows), lacks.gather(rows)
    if one.missing == "open" and (waits or lacking.any()):
        return Piece(rows, same(None, rows.len()), _whys(rows.len(), "open").set(lacking, _code("missing")))
    numbers = of.gather(rows).where(inside)
    if one.kind in SHARED:
        found = common(one, numbers)
        return Piece(rows, same(found.value, rows.len()), _whys(rows.len(), found.why))
    mine = own(one, numbers)
    values = joined([mine.values], [pl.Series(inside.arg_true(), dtype=pl.UInt32())], rows.len())
    why = _whys(rows.len(), None).set(~values.known, _code(mine.why))
    return Piece(rows, values, why.set(~inside, _code("apart")).set(lacking, _code("missing")))


def _joined_whys(pieces: list[Piece], height: int) -> pl.Series:
    """The reasons of all sets, in the order of the subjects."""
    if not pieces:
        return _whys(height, None)
    return spread(pl.concat([p.why for p in pieces]), pl.concat([p.rows for p in pieces]), height)


def _whys(height: int, why: Lacks | None) -> pl.Series:
    return pl.repeat(_code(why), height, dtype=pl.UInt8(), eager=True)


def _code(why: Lacks | None) -> int | None:
    return None if why is None else WHYS.index(why)


def _all(height: int) -> pl.Series:
    return pl.repeat(value=True, n=height, dtype=pl.Boolean(), eager=True)


def _none(height: int) -> pl.Series:
    return pl.repeat(value=False, n=height, dtype=pl.Boolean(), eager=True)
