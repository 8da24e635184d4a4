"""The form a quantity has in one number: a ratio of two linear functions, calculated with exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from rubric.number import sqrt_
from rubric.record import Record

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)


class Form(Record):
    """``(a x + b) / (c x + d)``. Made by the functions below, equal forms are equal data.

    It is a constant where ``a`` and ``c`` are 0; otherwise no two numbers have the same value.
    """

    a: Fraction
    b: Fraction
    c: Fraction
    d: Fraction

    @property
    def is_constant(self) -> bool:
        """Whether it is the same for every x."""
        return self.a == 0 and self.c == 0

    def at(self, x: Fraction) -> Fraction | None:
        """Its value, None at its pole."""
        under = self.c * x + self.d
        return None if under == 0 else (self.a * x + self.b) / under

    def reaching(self, y: Fraction) -> Fraction | None:
        """The x with the value ``y``; None where it never, or always, has that value."""
        slope = self.a - y * self.c
        return None if self.is_constant or slope == 0 else (y * self.d - self.b) / slope

    @property
    def pole(self) -> Fraction | None:
        """The x where it has no value."""
        return -self.d / self.c if self.c else None


def constant(value: Fraction) -> Form:
    """A number that does not depend on x."""
    return Form(ZERO, value, ZERO, ONE)


X: Final = Form(ONE, ZERO, ZERO, ONE)


def _made(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> Form | None:
    """The form with its denominator scaled to one leading 1; None where that is 0 for every x."""
    if c == 0 and d == 0:
        return None
    if a * d == b * c:
        return constant(a / c if c else b / d)
    by = c or d
    return Form(a / by, b / by, c / by, d / by)


def plus(f: Form, g: Form) -> Form | None:
    """The sum, None where that is no ratio of linear functions."""
    if g.is_constant:
        return _made(f.a + g.b * f.c, f.b + g.b * f.d, f.c, f.d)
    if f.is_constant:
        return plus(g, f)
    if (f.c, f.d) == (g.c, g.d):
        return _made(f.a + g.a, f.b + g.b, f.c, f.d)
    return None


def minus(f: Form, g: Form) -> Form | None:
    """The difference, None where that is no ratio of linear functions."""
    return plus(f, negative(g))


def negative(f: Form) -> Form:
    """The form with the other sign."""
    return Form(-f.a, -f.b, f.c, f.d)


def times(f: Form, g: Form) -> Form | None:
    """The product, None where that is no ratio of linear functions."""
    for (p, q), (over, under) in _pairings(f, g):
        # p/q is a number, so the product is that many times over/under.
        share = _quotient(p, q)
        if share is not None:
            return _made(share * over[0], share * over[1], under[0], under[1])
    return None


def over(f: Form, g: Form) -> Form | None:
    """The quotient, None where that is no ratio of linear functions or divides by 0."""
    inverse = _made(g.c, g.d, g.a, g.b)
    return None if inverse is None else times(f, inverse)


_Line = tuple[Fraction, Fraction]
_Pair = tuple[_Line, _Line]


def _pairings(f: Form, g: Form) -> list[tuple[_Pair, _Pair]]:
    """Each numerator of a product with each denominator, and with it the other two."""
    tops, bottoms = ((f.a, f.b), (g.a, g.b)), ((f.c, f.d), (g.c, g.d))
    return [((tops[i], bottoms[j]), (tops[1 - i], bottoms[1 - j])) for i in (0, 1) for j in (0, 1)]


def _quotient(p: _Line, q: _Line) -> Fraction | None:
    """The number that one linear function is of another, None where they are not proportional."""
    if p[0] * q[1] != p[1] * q[0]:
        return None
    return p[0] / q[0] if q[0] else p[1] / q[1]


def meeting(f: Form, g: Form) -> tuple[Fraction, ...] | None:
    """Every x where two different forms are equal, ascending; None where some x is not rational."""
    if f == g:
        return ()
    square = f.a * g.c - g.a * f.c
    linear = f.a * g.d + f.b * g.c - g.a * f.d - g.b * f.c
    rest = f.b * g.d - g.b * f.d
    if square == 0:
        return _where(f, g, () if linear == 0 else (-rest / linear,))
    inside = linear * linear - 4 * square * rest
    if inside < 0:
        return ()
    root = sqrt_(inside)
    if root * root != inside:
        return None
    ends = {(-linear - root) / (2 * square), (-linear + root) / (2 * square)}
    return _where(f, g, tuple(sorted(ends)))


def _where(f: Form, g: Form, xs: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    # Clearing the denominators may have added a pole of one of them.
    return tuple(x for x in xs if f.at(x) is not None and g.at(x) is not None)
