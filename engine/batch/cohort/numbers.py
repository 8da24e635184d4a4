"""Exact numbers by the row: whole numbers over one denominator, or places in a table of fractions."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Final

import polars as pl

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What 64 bits hold on either side of 0.
MOST: Final = 2**63 - 1
ONE: Final = Fraction(1)
ZERO: Final = Fraction(0)


class Numbers(Record):
    """Each row's number is ``value / over * times + plus``: ``values`` are Int64, null where there is none.

    ``over`` is above 0; ``times`` and ``plus`` are calculated only for rows that are asked for.
    """

    values: pl.Series
    over: int = 1
    times: Fraction = ONE
    plus: Fraction = ZERO

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.values.len()

    @property
    def known(self) -> pl.Series:
        """Which rows have a number."""
        return self.values.is_not_null()

    @property
    def plain(self) -> bool:
        """Whether the numbers are the values over the denominator and nothing more."""
        return self.times == 1 and not self.plus

    def where(self, rows: pl.Series) -> Numbers:
        """The rows of a mask, in their order."""
        return self._of(self.values if rows.all() else self.values.filter(rows))

    def gather(self, rows: pl.Series) -> Numbers:
        """The rows of these numbers."""
        return self._of(self.values.gather(rows))

    def spread(self, rows: pl.Series, height: int) -> Numbers:
        """The numbers in these rows of so many, and none in the others."""
        return self._of(spread(self.values, rows, height))

    def fractions(self, start: int = 0, height: int | None = None) -> tuple[Fraction | None, ...]:
        """Some rows as fractions."""
        held = self.values.slice(start, height)
        if self.plain:
            over = self.over
            return tuple([None if x is None else Fraction(x, over) for x in held])
        by, plus = self.times / self.over, self.plus
        return tuple([None if x is None else x * by + plus for x in held])

    def _of(self, values: pl.Series) -> Numbers:
        return Numbers(values, self.over, self.times, self.plus)


class Coded(Record):
    """``codes`` are places in ``table``, which holds the numbers; null where a row has none."""

    codes: pl.Series
    table: tuple[Fraction, ...]

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.codes.len()

    @property
    def known(self) -> pl.Series:
        """Which rows have a number."""
        return self.codes.is_not_null()

    def where(self, rows: pl.Series) -> Coded:
        """The rows of a mask, in their order."""
        return Coded(self.codes.filter(rows), self.table)

    def gather(self, rows: pl.Series) -> Coded:
        """The rows of these numbers."""
        return Coded(self.codes.gather(rows), self.table)

    def spread(self, rows: pl.Series, height: int) -> Coded:
        """The numbers in these rows of so many, and none in the others."""
        return Coded(spread(self.codes, rows, height), self.table)

    def fractions(self, start: int = 0, height: int | None = None) -> tuple[Fraction | None, ...]:
        """Some rows as fractions."""
        table = self.table
        return tuple([None if code is None else table[code] for code in self.codes.slice(start, height)])


Column = Numbers | Coded


def column_of(numbers: Iterable[Fraction | None]) -> Column:
    """Fractions as a column, over one denominator where all of them fit 64 bits."""
    places: dict[Fraction, int] = {}
    codes = [None if x is None else places.setdefault(x, len(places)) for x in numbers]
    return _whole(Coded(pl.Series(codes, dtype=pl.UInt32()), tuple(places)))


def _whole(column: Coded) -> Column:
    """Over one denominator where that fits."""
    over = _over(number.denominator for number in column.table)
    wholes = [x.numerator * (over // x.denominator) for x in column.table] if over else []
    if not over or any(abs(whole) > MOST for whole in wholes):
        return column
    return Numbers(pl.Series(wholes, dtype=pl.Int64()).gather(column.codes), over)


def _over(denominators: Iterable[int]) -> int:
    """The denominator that all share, 0 where 64 bits do not hold it."""
    over = 1
    for one in set(denominators):
        over = lcm(over, one)
        if over > MOST:
            return 0
    return over


def same(number: Fraction | None, height: int) -> Column:
    """One number in every row."""
    code = pl.Series([None if number is None else 0], dtype=pl.UInt32())
    return Coded(code.new_from_index(0, height), () if number is None else (number,))


def largest(values: pl.Series) -> int:
    """The largest distance of a whole number from 0."""
    ends = (values.min(), values.max())
    return max((abs(int(end)) for end in ends if end is not None), default=0)  # type: ignore[arg-type]


def joined(columns: Sequence[Column], rows: Sequence[pl.Series], height: int) -> Column:
    """A column from those of disjoint sets of rows; ``rows`` are the numbers of the rows of each set."""
    if len(columns) == 1:
        return columns[0].spread(rows[0], height)
    whole = [column for column in columns if isinstance(column, Numbers) and column.plain]
    over = _over(column.over for column in whole) if len(whole) == len(columns) else 0
    at = pl.concat([pl.Series([], dtype=pl.UInt32()), *rows])
    if over and all(largest(one.values) * (over // one.over) <= MOST for one in whole):
        scaled = [one.values * (over // one.over) for one in whole]
        return Numbers(spread(pl.concat([pl.Series([], dtype=pl.Int64()), *scaled]), at, height), over)
    table: list[Fraction] = []
    codes = [pl.Series([], dtype=pl.UInt32())]
    for column in map(coded, columns):
        codes.append((column.codes + len(table)).cast(pl.UInt32()))
        table += column.table
    return Coded(spread(pl.concat(codes), at, height), tuple(table))


def coded(column: Column) -> Coded:
    """The same numbers by a table of them."""
    if isinstance(column, Coded):
        return column
    distinct = column.values.drop_nulls().unique().sort()
    codes = (column.values.rank("dense") - 1).cast(pl.UInt32())
    table = Numbers(distinct, column.over, column.times, column.plus).fractions()
    return Coded(codes, tuple(number for number in table if number is not None))


def spread(values: pl.Series, rows: pl.Series, height: int) -> pl.Series:
    """The values in these rows of so many, null in the others."""
    if rows.len() == height and rows.is_sorted():
        return values
    return pl.repeat(None, height, dtype=values.dtype, eager=True).scatter(rows, values)
