"""A printed figure and the numbers that it stands for: half a unit of its last digit on either side."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from rubric.range import HALF, ZERO, Range, intersect
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.facts_given import Given
    from rubric.model import Fact

_SCALE: Final = {"%": 100, "％": 100, "‰": 1000}
MOST_LISTED: Final = 10_000


class Members(Record):
    """The multiples of ``step`` from ``first`` to ``last``; either end is None where there is none."""

    first: Fraction | None
    last: Fraction | None
    step: Fraction

    @property
    def count(self) -> int | None:
        """How many there are, None where they do not end."""
        if self.first is None or self.last is None:
            return None
        return int((self.last - self.first) / self.step) + 1

    def __iter__(self) -> Iterator[Fraction]:
        """Each in turn. Raises ValueError where they do not end, or are beyond all listing."""
        count = self.count
        if count is None or self.first is None or count > MOST_LISTED:
            raise ValueError(f"{count} numbers cannot be listed")
        return (self.first + n * self.step for n in range(count))


def unit_of(given: Given[Any]) -> Fraction:
    """What one of the last printed digit is worth, in the declared unit; 0 of a figure that is exact.

    An integer is exact unless the facts file says how far it goes.
    """
    if given.precision is not None:
        return given.precision
    if not given.places:
        return ZERO
    return Fraction(1, _SCALE.get(str(given.text).rstrip()[-1:], 1) * 10**given.places)


def stands_for(given: Given[Any], *, cut: bool = False) -> Range:
    """Every number that is printed as this figure, or the known range of one that is given as a range."""
    held = given.value
    return held if isinstance(held, Range) else prints_as(held, unit_of(given), cut=cut)


def prints_as(figure: Fraction, unit: Fraction, *, cut: bool = False) -> Range:
    """Every number that is printed as ``figure`` where its last digit is worth ``unit``.

    Printing rounds half away from 0, so that the end nearer to 0 is printed as the figure and the
    other as the next one: 126.98 stands for [126.975, 126.985), −126.98 for (−126.985, −126.975],
    0.00 for (−0.005, 0.005). With ``cut`` the digits behind the last are dropped: [126.98, 126.99).
    """
    if unit == 0:
        return Range.point(figure)
    if figure < 0:
        found = prints_as(-figure, unit, cut=cut)
        return Range(-found.hi if found.hi is not None else None, -(found.lo or ZERO), True, False)
    below, above = (ZERO, unit) if cut else (unit * HALF, unit * HALF)
    if figure == 0:
        return Range(-above, above, True, True)
    return Range(figure - below, figure + above, False, True)


def printed_in(ranges: Iterable[Range], unit: Fraction) -> Iterator[Members]:
    """The figures that are printed for the numbers of some ranges, ``unit`` being the last digit's worth."""
    mirrored = [(_first(held, unit), _first(_mirrored(held), unit)) for held in ranges]
    spans = [(low, None if high is None else -high) for low, high in mirrored]
    yield from _joined(sorted(spans, key=lambda span: (span[0] is not None, span[0] or ZERO)), unit)


def whole_in(ranges: Iterable[Range]) -> Iterator[Members]:
    """The whole numbers of some ranges."""
    for held in ranges:
        low, high = _inner(held), _inner(_mirrored(held))
        last = None if high is None else -high
        if low is None or last is None or low <= last:
            yield Members(low, last, Fraction(1))


def inward(held: Range) -> Range | None:
    """The range from the first to the last whole number of a range, None where it has none."""
    found = next(whole_in([held]), None)
    return None if found is None else Range(found.first, found.last)


def domain_of(fact: Fact | None) -> Range:
    """Everything that a fact can be before it is given; a fact of nobody's can be any number."""
    return fact.range if fact is not None and fact.range is not None else Range.whole()


def _mirrored(held: Range) -> Range:
    low = None if held.hi is None else -held.hi
    return Range(low, None if held.lo is None else -held.lo, held.hi_open, held.lo_open)


def _inner(held: Range) -> Fraction | None:
    """The least whole number of a range."""
    if held.lo is None:
        return None
    return Fraction(math.floor(held.lo) + 1 if held.lo_open else math.ceil(held.lo))


def _first(held: Range, unit: Fraction) -> Fraction | None:
    """The least figure that stands for a number of the range."""
    if held.lo is None:
        return None
    near = Fraction(math.floor(held.lo / unit)) * unit
    steps = (near + n * unit for n in range(-1, 4))
    return next(figure for figure in steps if intersect(prints_as(figure, unit), held) is not None)


def _joined(spans: list[tuple[Fraction | None, Fraction | None]], unit: Fraction) -> Iterator[Members]:
    before: tuple[Fraction | None, Fraction | None] | None = None
    for low, high in spans:
        if before is None:
            before = low, high
        elif before[1] is None or (low is not None and low > before[1] + unit):
            yield Members(*before, unit)
            before = low, high
        else:
            before = before[0], None if high is None else max(before[1], high)
    if before is not None:
        yield Members(*before, unit)
