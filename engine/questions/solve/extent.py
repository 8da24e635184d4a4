"""All that a sum of products can come to while its names keep within their ranges, to the very ends.

A sum in which no name is multiplied by itself is linear in each name, so that over a box it is least and
greatest at corners; and it reaches a corner's value inside a face of the box exactly where all corners of
that face share it. Looking at both ends and at one number between them therefore tells the extent and
whether its ends are reached, with half-open ranges as with closed ones.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.questions.solve.terms import Poly, fixed, is_affine, names
from rubric.range import HALF, Range, add, hull, mul, power_int

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WIDEST_COVER: Final = 4


class Extent(NamedTuple):
    """A range that holds every value; ``sharp`` says that each number of it is one."""

    range: Range
    sharp: bool


class Corner(NamedTuple):
    """Ends (or inner points) of some ranges; ``reached`` says that all of them belong to their range."""

    values: dict[str, Fraction]
    reached: bool


def extent(poly: Poly, domains: Mapping[str, Range]) -> Extent:
    """What a sum comes to over a box."""
    poly = fixed(poly, points(poly, domains))
    if len(poly) <= 1 and not any(poly):
        return Extent(Range.point(poly.get((), Fraction(0))), True)
    cover = cover_of(poly) if is_affine(poly) else None
    if cover is None or len(cover) > WIDEST_COVER or not all(_finite(domains[n]) for n in cover):
        return Extent(_loose(poly, domains), False)
    found = [(_linear(fixed(poly, c.values), domains), c.reached) for c in corners(cover, domains)]
    return Extent(_joined(found), True)


def points(poly: Poly, domains: Mapping[str, Range]) -> dict[str, Fraction]:
    """The names of a sum that can be one number only, with that number."""
    held = ((name, domains[name]) for name in names(poly))
    return {name: one.lo for name, one in held if one.is_point and one.lo is not None}


def cover_of(poly: Poly, but: str = "") -> list[str]:
    """Names without which every product holds one name at most, not counting ``but``."""
    cover: list[str] = []
    while True:
        left = [[n for n in term if n != but and n not in cover] for term in poly]
        many = Counter(name for term in left if len(term) > 1 for name in term)
        if not many:
            return cover
        cover.append(max(many, key=lambda name: (many[name], name)))


def corners(cover: list[str], domains: Mapping[str, Range]) -> Iterator[Corner]:
    """Every choice of an end or an inner point for each name; the ranges must be finite."""
    for chosen in product(*(_stations(domains[name]) for name in cover)):
        values = {name: value for name, (value, _) in zip(cover, chosen, strict=True)}
        yield Corner(values, all(reached for _, reached in chosen))


def inside(held: Range) -> Fraction:
    """A number of a range, its middle where it has one."""
    if held.lo is None or held.hi is None:
        end = held.lo if held.lo is not None else held.hi
        step = 1 if held.lo is not None else -1
        return Fraction(0) if end is None else end + step
    return (held.lo + held.hi) * HALF


def _stations(held: Range) -> list[tuple[Fraction, bool]]:
    assert held.lo is not None  # asked for finite ranges only
    assert held.hi is not None
    if held.is_point:
        return [(held.lo, True)]
    return [(held.lo, not held.lo_open), (inside(held), True), (held.hi, not held.hi_open)]


def _finite(held: Range) -> bool:
    return held.lo is not None and held.hi is not None


def _linear(poly: Poly, domains: Mapping[str, Range]) -> Range:
    parts = (
        mul(Range.point(factor), domains[term[0]]) if term else Range.point(factor)
        for term, factor in poly.items()
    )
    return reduce(add, parts, Range.point(Fraction(0)))


def _joined(found: list[tuple[Range, bool]]) -> Range:
    """The hull of ranges, an end being open where no corner that is reached has it."""
    whole = reduce(hull, (held for held, _ in found))
    low = any(reached and held.lo == whole.lo and not held.lo_open for held, reached in found)
    high = any(reached and held.hi == whole.hi and not held.hi_open for held, reached in found)
    return Range(whole.lo, whole.hi, not low, not high)


def _loose(poly: Poly, domains: Mapping[str, Range]) -> Range:
    total = Range.point(Fraction(0))
    for term, factor in poly.items():
        part = Range.point(factor)
        for name in dict.fromkeys(term):
            power = power_int(domains[name], term.count(name))
            part = mul(part, power if power is not None else Range.whole())
        total = add(total, part)
    return total
