"""Numbers in their order: the places that it gives, the ends, the middle, and exact sums."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.cohort.numbers import MOST, Coded, Numbers, largest
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from engine.batch.cohort.numbers import Column

# What 128 bits hold.
WIDEST: Final = 2**127 - 1


class Ordered(Record):
    """Plain numbers, none missing, by ``keys``: whole numbers in the same order. ``table`` holds the numbers
    for the keys from 0; where there is none, a key over ``over`` is the number."""

    keys: pl.Series
    over: int
    table: tuple[Fraction, ...] | None = None

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.keys.len()

    @property
    def column(self) -> Column:
        """The numbers by their rows."""
        if self.table is None:
            return Numbers(self.keys, self.over)
        return Coded(self.keys.cast(pl.UInt32()), self.table)

    @property
    def least(self) -> Fraction:
        """The least number."""
        return self._number(self.keys.min())

    @property
    def most(self) -> Fraction:
        """The greatest number."""
        return self._number(self.keys.max())

    @property
    def median(self) -> Fraction:
        """The number in the middle, or the mean of the two."""
        keys, n = self.keys.sort(), self.height
        return (self._number(keys[(n - 1) // 2]) + self._number(keys[n // 2])) / 2

    @property
    def total(self) -> Fraction:
        """The sum over all rows."""
        if self.table is not None:
            return sum((self.table[key] * count for key, count in self._counts()), Fraction(0))
        kind = pl.Int64() if largest(self.keys) * self.height <= MOST else pl.Int128()
        return Fraction(int(self.keys.cast(kind).sum()), self.over)

    @property
    def squares(self) -> Fraction:
        """The sum of the squares over all rows."""
        if self.table is not None:
            return sum((self.table[key] ** 2 * count for key, count in self._counts()), Fraction(0))
        most = largest(self.keys) ** 2 * self.height
        if most <= WIDEST:
            wide = self.keys.cast(pl.Int64() if most <= MOST else pl.Int128())
            return Fraction(int((wide * wide).sum()), self.over**2)
        return Fraction(sum(key * key * count for key, count in self._counts()), self.over**2)

    def places(
        self, order: Literal["ascending", "descending"], ties: Literal["min", "max", "mean", "dense"]
    ) -> Numbers:
        """The place of every row, 1 for the first; who tie share the best of their places, the worst, the
        mean of both, or one place that the next follows (dense)."""
        falls = order == "descending"
        if ties != "mean":
            return Numbers(self.keys.rank(ties, descending=falls).cast(pl.Int64()))
        ends = [self.keys.rank(end, descending=falls).cast(pl.Int64()) for end in ("min", "max")]
        return Numbers(ends[0] + ends[1], 2)

    def _number(self, key: object) -> Fraction:
        assert isinstance(key, int)  # there is a row, and none is without a number
        return Fraction(key, self.over) if self.table is None else self.table[key]

    def _counts(self) -> list[tuple[int, int]]:
        """How often each key stands."""
        return pl.DataFrame({"key": self.keys}).group_by("key").len().rows()


def ordered(column: Column) -> Ordered:
    """The numbers of a column in which every row has one."""
    if isinstance(column, Numbers):
        assert column.plain  # only what is calculated here is not
        return Ordered(column.values, column.over)
    used = column.codes.unique().to_list()
    keys = _keys([column.table[code] for code in used])
    numbers = dict(zip(keys, used, strict=True))
    places = {key: at for at, key in enumerate(sorted(numbers))}
    new = [0] * len(column.table)
    for key, code in zip(keys, used, strict=True):
        new[code] = places[key]
    table = tuple(column.table[numbers[key]] for key in places)
    return Ordered(pl.Series(new, dtype=pl.Int64()).gather(column.codes), 1, table)


def _keys(numbers: Sequence[Fraction]) -> list[int]:
    """A whole number for each number, in the same order and equal only where the numbers are.

    Two fractions whose denominators are at most D are no nearer than 1/D²: so many binary digits of each
    tell them apart. Whole numbers are compared many times faster than fractions.
    """
    digits = 2 * max((number.denominator for number in numbers), default=1).bit_length() + 1
    return [(number.numerator << digits) // number.denominator for number in numbers]


def apart(held: Ordered, by: Fraction, mean: Fraction) -> Column:
    """How far each number lies from ``mean``, in units of ``by``; worked out where a row is asked for."""
    if held.table is None:
        return Numbers(held.keys, held.over, 1 / by, -mean / by)
    return Coded(held.keys.cast(pl.UInt32()), tuple((number - mean) / by for number in held.table))
