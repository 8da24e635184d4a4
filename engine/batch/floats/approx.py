"""What a part of a formula comes to in float64, how far off that may be, and where it is sure."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

import polars as pl

from rubric.record import Record

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    # Names an intermediate column: it is calculated once however often it is used.
    Keep = Callable[[pl.Expr], pl.Expr]
    # What a name comes to; raises Unsupported for one that it does not know.
    Env = Callable[[str], "Value"]
    # Another tier's exact answer for a part, None where it has none.
    Exactly = Callable[[ast.expr], "Value | None"]
    # A condition, what a number is where it holds, and what it is otherwise.
    Pieces = Callable[[], tuple["Truth", "Value", "Value"]]

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
# The unit roundoff of float64, and its least number above 0.
UNIT: Final = Fraction(1, 2**53)
TINY: Final = Fraction(1, 2**1074)
# Nothing is calculated beyond it, so that no sum or product of two numbers overflows.
LARGE: Final = Fraction(2**500)
# A bound of the whole column above it decides too little: then each row gets its own.
USEFUL: Final = Fraction(1, 2**34)
# Room for the few roundings of an error's own calculation.
MARGIN: Final = 1 + Fraction(1, 2**40)
LONGEST_BITS: Final = 400


class Unsupported(Exception):  # noqa: N818 - not a fault: another tier calculates it
    """The tree has a part that float64 cannot approximate: a table, a number beyond 2**500."""


class Never(Record):
    """A part that is sure in no row that reaches it."""


class Truth(Record):
    """A condition: its value where ``sure`` (None: everywhere); ``known`` if it is the same in every row."""

    value: pl.Expr
    sure: pl.Expr | None = None
    known: bool | None = None


class Word(Record):
    """A choice or a text where ``sure`` (None: everywhere); ``literal`` where a formula writes it."""

    value: pl.Expr
    sure: pl.Expr | None = None
    literal: str | None = None


class Approx(Record):
    """A number, approximately.

    Wherever ``sure`` (None: everywhere) holds, ``value`` is neither null nor NaN and

    * the exact value lies within [``lo``, ``hi``] and |value| ≤ ``size``,
    * |exact - value| ≤ ``absolute`` + ``relative`` · |value| + ``rows`` (an expression ≥ 0, None: 0),
    * the exact value is a multiple of ``grid``, and 0 or at least ``least`` from 0 (None: not known),
    * its numerator and denominator have at most ``bits`` bits.

    ``pieces`` tell apart what one branch knows better than both: a constant is compared as what it is.
    """

    value: pl.Expr
    lo: Fraction
    hi: Fraction
    size: Fraction
    absolute: Fraction = ZERO
    relative: Fraction = ZERO
    rows: pl.Expr | None = None
    grid: Fraction | None = None
    least: Fraction | None = None
    bits: int = 64
    sure: pl.Expr | None = None
    pieces: Pieces | None = None

    @property
    def point(self) -> Fraction | None:
        """The exact value, where it is the same in every row."""
        return self.lo if self.lo == self.hi else None

    @property
    def exact(self) -> bool:
        """Whether the value is the exact one."""
        return not self.absolute and not self.relative and self.rows is None

    @property
    def magnitude(self) -> Fraction:
        """The largest distance of an exact value from 0."""
        return max(abs(self.lo), abs(self.hi))

    @property
    def nonzero(self) -> Fraction | None:
        """The least distance from 0 of an exact value that is not 0."""
        if self.lo > 0 or self.hi < 0:
            return min(abs(self.lo), abs(self.hi))
        return self.grid if self.least is None else self.least


Value = Approx | Truth | Word | Never
NEVER: Final = Never()
TRUE: Final = Truth(pl.lit(True), None, True)
FALSE: Final = Truth(pl.lit(False), None, False)


# -- made ----------------------------------------------------------------------------------------------


def number(x: Fraction | float) -> pl.Expr:
    """A literal of float64."""
    return pl.lit(float(x), dtype=pl.Float64)


def settled(c: Fraction, sure: pl.Expr | None = None) -> Approx:
    """A number that is the same in every row. Raises Unsupported beyond 2**500 and below 2**-500."""
    if abs(c) > LARGE or 0 < abs(c) < 1 / LARGE:
        raise Unsupported("a constant beyond float64")
    near = Fraction(float(c))
    off = abs(c - near) / abs(near) if near != c else ZERO
    bits = max(abs(c.numerator).bit_length(), c.denominator.bit_length())
    return Approx(number(c), c, c, abs(near), ZERO, off, None, abs(c) or None, None, bits, sure)


def column(numerators: pl.Expr, over: int, lo: int, hi: int, known: pl.Expr | None = None) -> Approx:
    """Int64 numerators ``lo`` to ``hi`` over one denominator; sure where they are ``known``: not null.

    A cast to float64 rounds to nearest (Rust ``as``), exactly up to 2**53; so do 1/over and the product.
    """
    known = numerators.is_not_null() if known is None else known
    if lo == hi:
        return settled(Fraction(lo, over), known)
    most = max(abs(lo), abs(hi))
    cast = ZERO if most <= 2**53 else UNIT
    value = numerators.cast(pl.Float64)
    exact = over & (over - 1) == 0 and over <= 2**400
    if over > LARGE:
        raise Unsupported("a denominator beyond float64")
    if over != 1:
        value *= number(Fraction(1, over))
    off = ZERO if exact else 2 * UNIT + 2 * UNIT**2
    grid = Fraction(1, over)
    bits = max(most.bit_length(), over.bit_length())
    size = Fraction(most, over) * (1 + 4 * UNIT)
    return Approx(
        value, Fraction(lo, over), Fraction(hi, over), size, ZERO, up(cast + off + cast * off), None, grid,
        None, bits, known,
    )  # fmt: skip


# -- bounds --------------------------------------------------------------------------------------------


def up(x: Fraction) -> Fraction:
    """A number of few digits that is at least ``x`` ≥ 0: float64 holds it exactly."""
    if not x:
        return x
    shift = x.numerator.bit_length() - x.denominator.bit_length() - 30
    unit = max(Fraction(2) ** shift, TINY)
    return -(-x // unit) * unit


def outward(lo: Fraction, hi: Fraction) -> tuple[Fraction, Fraction]:
    """An interval that holds this one, with ends of a bearable length."""
    return (lo if _short(lo) else -_shortened(-lo)), (hi if _short(hi) else _shortened(hi))


def _short(x: Fraction) -> bool:
    return max(x.numerator.bit_length(), x.denominator.bit_length()) <= LONGEST_BITS


def _shortened(x: Fraction) -> Fraction:
    unit = Fraction(2) ** (x.numerator.bit_length() - x.denominator.bit_length() - 100)
    return -(-x // unit) * unit


def both(*sures: pl.Expr | None) -> pl.Expr | None:
    """Where all are sure."""
    found: pl.Expr | None = None
    for sure in sures:
        if sure is not None:
            found = sure if found is None else found & sure
    return found


def joined(*rows: pl.Expr | None) -> pl.Expr | None:
    """The sum of errors."""
    found: pl.Expr | None = None
    for row in rows:
        if row is not None:
            found = row if found is None else found + row
    return found


def grown(rows: pl.Expr | None, by: Fraction) -> pl.Expr | None:
    """An error times a constant ≥ 1, rounded up."""
    return None if rows is None else rows * number(up(by * MARGIN))


def flat(a: Approx) -> tuple[Fraction, pl.Expr | None]:
    """The error in two parts, neither of them relative to the value."""
    static = a.relative * a.size
    if static <= USEFUL or a.point is not None:
        return a.absolute + static, a.rows
    return a.absolute + 4 * TINY, joined(a.rows, a.value.abs() * number(up(a.relative * MARGIN)))


def error_of(a: Approx) -> Fraction | pl.Expr:
    """All of the error: one number where that is small, otherwise one a row."""
    absolute, rows = flat(a)
    return up(absolute) if rows is None else spread(absolute, rows)


def spread(absolute: Fraction, rows: pl.Expr | None) -> pl.Expr:
    """Both parts of an error as one expression."""
    fixed = number(up(absolute * MARGIN))
    return fixed if rows is None else (rows + fixed if absolute else rows) * number(up(MARGIN))


def finished(a: Approx, keep: Keep) -> Approx:
    """The result of an operation: its columns named, its bounds short, and sure only within 2**500."""
    value, rows = keep(a.value), None if a.rows is None else keep(a.rows)
    lo, hi = outward(a.lo, a.hi)
    sure, size = a.sure, _shortened(a.size) if a.size else a.size
    absolute, relative = up(a.absolute), up(a.relative)
    if relative > Fraction(1, 2**10) or absolute > LARGE:
        raise Unsupported("an error beyond any use")
    if size > LARGE or max(abs(lo), abs(hi)) > LARGE:
        whole = spread(absolute, joined(rows, value.abs() * number(up(relative * MARGIN))))
        sure = both(sure, value.abs() + whole < number(LARGE / 2))
        lo, hi, size = max(lo, -LARGE), min(hi, LARGE), min(size, LARGE)
    sure = None if sure is None else keep(sure)
    least = a.grid if a.least is None else a.least
    bits = a.bits
    if a.grid is not None:
        under = a.grid.denominator
        most = max(abs(lo), abs(hi)) * under
        bits = min(bits, max(under.bit_length(), int(most).bit_length() + 1))
    return Approx(value, lo, hi, size, absolute, relative, rows, a.grid, least, bits, sure)


def mapped(a: Approx, each: Callable[[Approx], Value]) -> Pieces | None:
    """The pieces of what becomes of a number, made when they are first asked for."""
    pieces = a.pieces
    if pieces is None:
        return None

    def made() -> tuple[Truth, Value, Value]:
        test, one, other = pieces()
        return test, _each(one, each), _each(other, each)

    return cache(made)


def _each(value: Value, each: Callable[[Approx], Value]) -> Value:
    return each(value) if isinstance(value, Approx) else value


def grid_of(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    """The coarsest grid that holds both: the greatest common divisor."""
    if a is None or b is None:
        return None
    over, under = a.numerator * b.denominator, a.denominator * b.denominator
    return Fraction(_gcd(over, b.numerator * a.denominator), under)


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def is_whole(grid: Fraction | None, size: Fraction) -> bool:
    """Whether float64 holds every multiple of ``grid`` up to ``size`` exactly."""
    if grid is None or grid.denominator & (grid.denominator - 1) or grid.denominator > 2**400:
        return False
    return size * grid.denominator <= 2**53
