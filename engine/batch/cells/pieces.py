"""Numbers of a column read in two goes, brought to one power of ten that loses the fewest of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.cells.column import either, extremes, without
from engine.batch.cells.floats import PLACES
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.batch.cells.column import Ends

# Numerators stay within this, so that a sum of two of them is still a number of 64 bits.
MOST: Final = 1 << 62
# More decimals than the usual are kept where more than one number in so many has them.
_FEW: Final = 256
_DEEPEST: Final = 18


class Whole(Record):
    """Numbers ``values / 10**places`` of a whole column, null where a cell has none.

    ``ends`` are the least and the most of the values, where they are known.
    """

    values: pl.Series
    places: int = 0
    ends: Ends | None = None


class Some(Record):
    """Numbers ``values / 10**places`` (a count each) at some ``rows``, null where a cell has none."""

    rows: pl.Series
    values: pl.Series
    places: pl.Series


class Exact(Record):
    """Numbers ``values / 10**places`` of a whole column; ``odd`` are cells with something else in them.

    ``ends`` are the least and the most of the values, where they are known.
    """

    values: pl.Series
    places: int
    odd: pl.Series | None = None
    ends: Ends | None = None


class _Size(Record):
    """How many numbers have so many decimals, and the largest of their numerators."""

    places: int
    count: int
    most: int


def joined(first: Whole, second: Some | None = None, odd: pl.Series | None = None) -> Exact:
    """The numbers over one power of ten; those that do not fit 64 bits over it become odd."""
    if second is None and first.places <= PLACES:
        return Exact(first.values, first.places, odd, first.ends)
    sizes = [*_size(first), *([] if second is None else _sizes(second))]
    places = _chosen(sizes)
    values = _rescaled(first.values, pl.repeat(first.places, len(first.values), eager=True), places)
    had = first.values.is_not_null()
    if second is not None:
        values = values.scatter(second.rows, _rescaled(second.values, second.places, places))
        had = had.scatter(second.rows, second.values.is_not_null())
    return Exact(values, places, either(odd, had & values.is_null()))


def within(numerators: pl.Series, places: int = 0) -> Whole:
    """Numerators of 64 bits, null in the place of those that are too large to be worked with."""
    values = numerators.cast(pl.Int64, strict=False)
    lo, hi = extremes(values)
    if lo is None or hi is None or (lo >= -MOST and hi <= MOST):
        return Whole(values, places, (lo, hi))
    return Whole(without(values, (values < -MOST) | (values > MOST)), places)


def _size(piece: Whole) -> Iterator[_Size]:
    lo, hi = piece.ends or extremes(piece.values)
    if lo is not None and hi is not None:
        yield _Size(piece.places, len(piece.values) - piece.values.null_count(), max(abs(lo), abs(hi)))


def _sizes(piece: Some) -> Iterator[_Size]:
    frame = pl.DataFrame({"n": piece.values, "places": piece.places}).drop_nulls()
    parts = frame.group_by("places").agg(n=pl.len(), lo=pl.col("n").min(), hi=pl.col("n").max())
    for places, count, lo, hi in parts.iter_rows():
        yield _Size(places, count, max(abs(lo), abs(hi)))


def _chosen(sizes: list[_Size]) -> int:
    """The fewest decimals that lose the fewest numbers: the usual ones, unless many have more."""
    total = sum(size.count for size in sizes)
    lost = {places: _lost(sizes, places) for places in sorted({size.places for size in sizes} | {0})}
    usual = _least({places: count for places, count in lost.items() if places <= PLACES})
    deeper = _least({places: count for places, count in lost.items() if places <= _DEEPEST})
    return deeper if lost[usual] * _FEW > total else usual


def _least(lost: dict[int, int]) -> int:
    return min(lost, key=lambda places: (lost[places], places))


def _lost(sizes: Iterable[_Size], places: int) -> int:
    """The numbers that have more decimals than that or become too large with them."""
    return sum(
        size.count
        for size in sizes
        if size.places > places or size.most * 10 ** (places - size.places) > MOST
    )


def _rescaled(values: pl.Series, has: pl.Series, places: int) -> pl.Series:
    """The numerators over ``10**places``, null where they are none or too large."""
    more = pl.Series([places - had for had in range(places + 1)], dtype=pl.Int64)
    powers = pl.Series([10 ** min(n, _DEEPEST) for n in more], dtype=pl.Int64)
    limits = pl.Series([MOST // 10**n for n in more], dtype=pl.Int64)
    at = has.clip(upper_bound=places)
    fits = (has <= places) & (values.abs() <= limits.gather(at))
    return without(values, ~fits) * powers.gather(at)
