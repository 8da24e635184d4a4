"""What a quantity over all subjects comes to in one set of them, all of whose numbers are known."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Final, get_args

import polars as pl

from engine.batch.cohort.numbers import MOST, Coded, Numbers, coded, largest, same
from engine.batch.cohort.ordered import apart, ordered
from engine.scorecard import Lacks
from rubric.number import sqrt_
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.batch.cohort.numbers import Column
    from engine.batch.cohort.ordered import Ordered
    from rubric.model import Cohort

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
WHYS: Final[tuple[Lacks, ...]] = get_args(Lacks)
# What all subjects of a set have in common, whether they take part or not.
SHARED: Final = frozenset(("mean", "median", "least", "most", "sum", "count"))


class Common(Record):
    """The one value of a set, None for a reason."""

    value: Fraction | None
    why: Lacks | None = None


class Own(Record):
    """A value for each who takes part, and why those who have none have none."""

    values: Column
    why: Lacks | None = None


def common(one: Cohort, numbers: Column) -> Common:
    """What a set has in common; ``numbers`` are of those who take part, for ``count`` 1 and 0."""
    if one.kind == "count":
        return Common(ordered(numbers).total if numbers.height else ZERO)
    if not numbers.height:
        return Common(None, "nobody")
    return Common(_COMMON[one.kind](ordered(numbers)))


_COMMON: Final[dict[str, Callable[[Ordered], Fraction]]] = {
    "mean": lambda held: held.total / held.height,
    "sum": lambda held: held.total,
    "median": lambda held: held.median,
    "least": lambda held: held.least,
    "most": lambda held: held.most,
}


def own(one: Cohort, numbers: Column) -> Own:
    """What each who takes part has of its own."""
    if not numbers.height:
        return Own(numbers)
    return _OWN[one.kind](one, ordered(numbers))


def _rank(one: Cohort, held: Ordered) -> Own:
    assert one.order is not None  # a rank always has them
    assert one.ties is not None
    return Own(held.places(one.order, one.ties))


def _percentile(one: Cohort, held: Ordered) -> Own:
    place = _rank(one, held).values
    assert isinstance(place, Numbers)  # places are whole, or halves
    if one.denominator == "all":
        return Own(Numbers(place.values, place.over * held.height))
    if held.height == 1:
        return _without(held, "spread")
    return Own(Numbers(place.values - place.over, place.over * (held.height - 1)))


def _minmax(one: Cohort, held: Ordered) -> Own:
    ends = {"least": held.least, "most": held.most}
    start = one.start if isinstance(one.start, Fraction) else ends[str(one.start)]
    end = one.end if isinstance(one.end, Fraction) else ends[str(one.end)]
    # The least of all as a start, and the most as an end, say that more is better; the others that less is.
    rises = one.start == "least" or one.end == "most"
    falls = one.start == "most" or one.end == "least"
    if start == end or (rises and start > end) or (falls and start < end):
        return _without(held, "spread")
    return Own(_way(held, start, end, clamp=one.outside == "clamp"), "beyond")


def _way(held: Ordered, start: Fraction, end: Fraction, *, clamp: bool) -> Column:
    """How far each number is on the way from start to end; beyond both it is held there, or has no value."""
    over = lcm(held.over, start.denominator, end.denominator)
    first, last, by = int(start * over), int(end * over), over // held.over
    length = abs(last - first)
    if held.table is None and max(largest(held.keys) * by + abs(first), length) <= MOST:
        gone = (held.keys * by - first) * (1 if last > first else -1)
        kept = gone.clip(0, length) if clamp else gone.set((gone < 0) | (gone > length), None)
        return Numbers(kept, length)
    ways = [(x - start) / (end - start) for x in coded(held.column).table]
    return _held(ways, coded(held.column).codes, clamp=clamp)


def _held(ways: list[Fraction], codes: pl.Series, *, clamp: bool) -> Coded:
    if clamp:
        return Coded(codes, tuple(min(max(way, ZERO), ONE) for way in ways))
    inside = pl.Series([at if 0 <= way <= 1 else None for at, way in enumerate(ways)], dtype=pl.UInt32())
    return Coded(inside.gather(codes), tuple(ways))


def _zscore(one: Cohort, held: Ordered) -> Own:
    n = held.height
    mean = held.total / n
    # The sum of the squared distances from the mean, without taking any of them.
    squares = held.squares - n * mean * mean
    by = n if one.deviation == "population" else n - 1
    if not squares:  # as of one alone, of which a sample has no deviation
        return _without(held, "spread")
    return Own(apart(held, sqrt_(squares / by), mean))


_OWN: Final[dict[str, Callable[[Cohort, Ordered], Own]]] = {
    "rank": _rank,
    "percentile": _percentile,
    "minmax": _minmax,
    "zscore": _zscore,
}


def _without(held: Ordered, why: Lacks) -> Own:
    return Own(same(None, held.height), why)
