"""Quotient: exact numbers as whole numbers over one number or column, and their arithmetic.

Source of the method: fractions over a common denominator; every numerator is bounded before it is made.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.batch.lowering import whole
from engine.batch.lowering.whole import Whole, literal
from rubric.record import Record

if TYPE_CHECKING:
    from engine.batch.lowering.nulls import Nulls
    from engine.batch.lowering.sheet import Sheet


class Quotient(Record):
    """``over / (by * of)``: ``by`` is at least 1, ``of`` a bare column that is at least 1 in every row and
    never null, or None for 1. ``low`` and ``high`` hold every value that is reached."""

    over: Whole
    by: int = 1
    of: Whole | None = None
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)

    @property
    def constant(self) -> Fraction | None:
        """The number that every row has, None where they differ."""
        same = self.over.constant
        return Fraction(same, self.by) if same is not None and self.of is None else None

    @property
    def nulls(self) -> Nulls:
        """Where it has no value."""
        return self.over.nulls

    @property
    def stage(self) -> int:
        """The first stage in which it can be calculated."""
        return max(self.over.stage, self.of.stage if self.of is not None else 0)

    def within(self, low: Fraction, high: Fraction) -> Quotient:
        """The same where it is known to lie between two numbers."""
        if low > self.high or high < self.low:
            return self  # nobody gets there
        return quotient(self.over, self.by, self.of, max(low, self.low), min(high, self.high))


def quotient(
    over: Whole,
    by: int = 1,
    of: Whole | None = None,
    low: Fraction | None = None,
    high: Fraction | None = None,
) -> Quotient:
    """The quotient with the narrowest bounds that its parts and ``low`` and ``high`` leave."""
    if over.constant == 0:
        by, of = 1, None
    least, most = (of.lo, of.hi) if of is not None else (1, 1)
    ends = [Fraction(x, by * y) for x in (over.lo, over.hi) for y in (least, most)]
    lo, hi = min(ends), max(ends)
    lo, hi = lo if low is None else max(lo, low), hi if high is None else min(hi, high)
    if lo > hi:
        lo, hi = min(ends), max(ends)
    if of is None:
        over = over.within(math.ceil(lo * by), math.floor(hi * by))
        common = math.gcd(over.constant, by) if over.constant is not None else 1
        if common > 1 and over.constant is not None:
            over, by = literal(over.constant // common), by // common
    return Quotient(over, by, of, lo, hi)


def number(value: Fraction) -> Quotient:
    """The same number in every row."""
    return Quotient(literal(value.numerator), value.denominator, None, value, value)


def kept(a: Quotient, sheet: Sheet) -> Quotient:
    """The same with its numerators as a column of their own."""
    return Quotient(sheet.kept(a.over), a.by, a.of, a.low, a.high)


# -- a common denominator ------------------------------------------------------------------------------


def same(a: Whole | None, b: Whole | None) -> bool:
    """Whether two denominators are one column."""
    return a is b or (a is not None and b is not None and a.name is not None and a.name == b.name)


def common(a: Quotient, b: Quotient, sheet: Sheet) -> tuple[Whole, Whole, int, Whole | None]:
    """Both numerators over one denominator, and that."""
    by = math.lcm(a.by, b.by)
    one, other = whole.times(a.over, by // a.by), whole.times(b.over, by // b.by)
    if same(a.of, b.of):
        return one, other, by, a.of
    if b.of is not None:
        one = whole.mul(one, b.of)
    if a.of is not None:
        other = whole.mul(other, a.of)
    return one, other, by, product(a.of, b.of, sheet)


def product(a: Whole | None, b: Whole | None, sheet: Sheet) -> Whole | None:
    """The product of two denominators."""
    if a is None or b is None:
        return a or b
    return sheet.kept(whole.mul(a, b))


# -- arithmetic ----------------------------------------------------------------------------------------


def add(a: Quotient, b: Quotient, sheet: Sheet) -> Quotient:
    """The sum."""
    one, other, by, of = common(a, b, sheet)
    return quotient(whole.add(one, other), by, of, a.low + b.low, a.high + b.high)


def sub(a: Quotient, b: Quotient, sheet: Sheet) -> Quotient:
    """The difference."""
    one, other, by, of = common(a, b, sheet)
    return quotient(whole.sub(one, other), by, of, a.low - b.high, a.high - b.low)


def neg(a: Quotient) -> Quotient:
    """The number with the other sign."""
    return quotient(whole.sub(literal(0), a.over), a.by, a.of, -a.high, -a.low)


def mul(a: Quotient, b: Quotient, sheet: Sheet) -> Quotient:
    """The product."""
    for one, other in ((a, b), (b, a)):
        if one.constant is not None:
            return scaled(other, one.constant)
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    of = product(a.of, b.of, sheet)
    return quotient(whole.mul(a.over, b.over), a.by * b.by, of, min(corners), max(corners))


def scaled(a: Quotient, by: Fraction) -> Quotient:
    """A multiple."""
    shared = math.gcd(by.numerator, a.by)
    factor, under = by.numerator // shared, a.by // shared * by.denominator
    ends = (a.low * by, a.high * by)
    return quotient(whole.times(a.over, factor), under, a.of, min(ends), max(ends))


def absolute(a: Quotient) -> Quotient:
    """The number without its sign."""
    inside = Fraction(0) if a.low <= 0 <= a.high else min(abs(a.low), abs(a.high))
    return quotient(whole.absolute(a.over), a.by, a.of, inside, max(abs(a.low), abs(a.high)))


def least(a: Quotient, b: Quotient, sheet: Sheet) -> Quotient:
    """The lesser of two."""
    one, other, by, of = common(a, b, sheet)
    return quotient(whole.least(one, other), by, of, min(a.low, b.low), min(a.high, b.high))


def most(a: Quotient, b: Quotient, sheet: Sheet) -> Quotient:
    """The greater of two."""
    one, other, by, of = common(a, b, sheet)
    return quotient(whole.most(one, other), by, of, max(a.low, b.low), max(a.high, b.high))
