"""What one condition leaves of the range of one name while the others keep in theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.questions.solve.sets import Solved, solved
from engine.questions.solve.terms import around
from rubric.range import ZERO, Range, add, div, intersect, mul, neg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.questions.solve.pose import Posed

_LEFT: Final = Range(None, ZERO, True, True)
_RIGHT: Final = Range(ZERO, None, True, True)


def without_zero(held: Range) -> Range:
    """The range without a 0 at its end; one in the middle stays."""
    for side in (_LEFT, _RIGHT):
        both = intersect(held, side)
        other = intersect(held, _RIGHT if side is _LEFT else _LEFT)
        if both is not None and other is None:
            return both
    return held


def values_for(one: Posed, name: str, domains: Mapping[str, Range]) -> Solved:
    """The values of a name for which a condition can hold, on both sides of 0 where it must not be 0."""
    if name not in one.nonzero:
        return solved(one.poly, one.sign, name, domains)
    held = domains[name]
    sides = [both for side in (_LEFT, _RIGHT) if (both := intersect(held, side)) is not None]
    found = [solved(one.poly, one.sign, name, {**domains, name: side}) for side in sides]
    ranges = tuple(held for each in found for held in each.ranges)
    return Solved(ranges, all(each.sharp for each in found), sum(each.cost for each in found))


def line(one: Posed, name: str, domains: Mapping[str, Range]) -> Solved:
    """What a name of a linear condition can be: the rest is carried to the other side and divided."""
    a, b = around(one.poly, name)
    rest = Range.point(b.get((), ZERO))
    for term, factor in b.items():
        rest = add(rest, mul(Range.point(factor), domains[term[0]])) if term else rest
    held = div(neg(rest), Range.point(a[()]))
    assert held is not None  # a factor of a sum is not 0
    if one.sign == "==":
        return Solved((held,), True)
    strict = one.sign == "<"
    if a[()] > 0:
        return Solved((Range(None, held.hi, True, held.hi_open or strict),), True)
    return Solved((Range(held.lo, None, held.lo_open or strict, True),), True)
