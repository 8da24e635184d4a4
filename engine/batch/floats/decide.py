"""Comparisons and roundings, decided only where the error allows.

Where the exact difference of two sides is a multiple of a grid, |difference| + error < grid leaves 0 alone:
so even equal numbers are decided.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from math import inf, nextafter
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.floats.approx import (
    MARGIN,
    ONE,
    UNIT,
    ZERO,
    Approx,
    Truth,
    Value,
    both,
    error_of,
    finished,
    grid_of,
    number,
    settled,
    up,
)
from engine.batch.floats.arithmetic import multiply, replaced, subtract
from engine.batch.floats.choosing import chosen
from rubric.number import round_places
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.batch.floats.approx import Keep
    from rubric.model import Mode

HALF: Final = Fraction(1, 2)
# Whole numbers up to it have a half between them in float64.
_WHOLE: Final = Fraction(2**51)


class Sign(Record):
    """Where a number is above and below 0, both True or False where ``sure`` (None: everywhere)."""

    above: pl.Expr
    below: pl.Expr
    sure: pl.Expr | None


def sign_of(value: pl.Expr, error: Fraction | pl.Expr, grid: Fraction | None, keep: Keep) -> Sign:
    """The sign of what is calculated as ``value``, within the error, and is a multiple of ``grid``."""
    if isinstance(error, Fraction):
        if error == 0:
            return Sign(value > 0, value < 0, None)
        if grid is not None and error <= grid / 4:
            half = number(grid / 2)
            return Sign(value > half, -value > half, None)
    # NaN is the greatest number to polars: whatever is compared must be the smaller side to be found sure.
    off = number(error) if isinstance(error, Fraction) else keep(error)
    above, below = keep(off < value), keep(off < -value)
    sure = above | below
    if grid is not None:
        sure |= value.abs() + off < number(grid / MARGIN)
    return Sign(above, below, keep(sure))


_HOLDS: Final[Mapping[type[ast.cmpop], Callable[[Sign], pl.Expr]]] = {
    ast.Lt: lambda sign: sign.below,
    ast.LtE: lambda sign: ~sign.above,
    ast.Gt: lambda sign: sign.above,
    ast.GtE: lambda sign: ~sign.below,
    ast.Eq: lambda sign: ~(sign.above | sign.below),
    ast.NotEq: lambda sign: sign.above | sign.below,
}
_STATIC: Final[Mapping[type[ast.cmpop], Callable[[int], bool]]] = {
    ast.Lt: lambda sign: sign < 0,
    ast.LtE: lambda sign: sign <= 0,
    ast.Gt: lambda sign: sign > 0,
    ast.GtE: lambda sign: sign >= 0,
    ast.Eq: lambda sign: sign == 0,
    ast.NotEq: lambda sign: sign != 0,
}


def compare(a: Approx, op: type[ast.cmpop], b: Approx, keep: Keep) -> Truth:
    """Whether the comparison holds."""
    both_sure = both(a.sure, b.sure)
    if _splits(a, b):
        return _truth(_by_pieces(a, lambda part: compare(part, op, b, keep), keep), both_sure)
    if _splits(b, a):
        return _truth(_by_pieces(b, lambda part: compare(a, op, part, keep), keep), both_sure)
    lo, hi = a.lo - b.hi, a.hi - b.lo
    if lo > 0 or hi < 0 or lo == hi == 0:
        known = _STATIC[op]((lo > 0) - (hi < 0))
        return Truth(pl.lit(known), both_sure, known)
    sign = _difference(a, b, keep)
    held = _one_sided(op, lo, hi)
    if held is not None:
        return Truth(pl.lit(held), both_sure, held)
    return Truth(keep(_HOLDS[op](sign)), both(both_sure, sign.sure), None)


def _splits(a: Approx, b: Approx) -> bool:
    return a.pieces is not None and b.point is not None and a.lo <= b.point <= a.hi


def _by_pieces(a: Approx, each: Callable[[Approx], Value], keep: Keep) -> Value:
    """What becomes of a number, branch by branch."""
    assert a.pieces is not None  # the caller has looked
    test, one, other = a.pieces()
    sides = [each(side) if isinstance(side, Approx) else side for side in (one, other)]
    return chosen(test, sides[0], sides[1], keep)


def _truth(found: Value, sure: pl.Expr | None) -> Truth:
    if isinstance(found, Truth):
        return Truth(found.value, both(sure, found.sure), found.known)
    return Truth(pl.lit(False), pl.lit(False))


def _one_sided(op: type[ast.cmpop], lo: Fraction, hi: Fraction) -> bool | None:
    """What touches 0 with one end only: ``>=`` holds of whatever is never below."""
    if (lo >= 0 and op is ast.GtE) or (hi <= 0 and op is ast.LtE):
        return True
    return False if (lo >= 0 and op is ast.Lt) or (hi <= 0 and op is ast.Gt) else None


def _difference(a: Approx, b: Approx, keep: Keep) -> Sign:
    grid = a.nonzero if b.point == 0 else b.nonzero if a.point == 0 else grid_of(a.grid, b.grid)
    if b.point is not None and a.rows is None:
        return _beside(a, b.point, grid, keep)
    if a.point is not None and b.rows is None:
        sign = _beside(b, a.point, grid, keep)
        return Sign(sign.below, sign.above, sign.sure)
    if grid is not None and a.rows is None and b.rows is None:
        off = a.absolute + a.relative * a.size + b.absolute + b.relative * b.size + UNIT * (a.size + b.size)
        if off <= grid / 4:
            return sign_of(keep(a.value - b.value), up(off), grid, keep)
    difference = subtract(a, b, keep)
    return sign_of(difference.value, error_of(difference), grid, keep)


def _beside(a: Approx, c: Fraction, grid: Fraction | None, keep: Keep) -> Sign:
    """The sign of ``a - c``, surely that of values beyond two numbers which are the same in every row."""
    above, below = keep(a.value > number(_over(a, c))), keep(a.value < number(_under(a, c)))
    # An error that is relative only leaves a number its sign, and 0 is 0.
    if (a.exact and Fraction(float(c)) == c) or (c == 0 and not a.absolute):
        return Sign(above, below, None)
    sure = above | below
    if grid is not None:
        low, high = _over(a, c - grid), _under(a, c + grid)
        if low < _under(a, c) and high > _over(a, c):
            return Sign(above, below, None)
        sure |= (a.value > number(low)) & (a.value < number(high))
    return Sign(above, below, keep(sure))


def _over(a: Approx, c: Fraction) -> float:
    """A value above it has an exact one above ``c``: x - absolute - relative·|x| rises with x."""
    absolute, relative = error_parts(a)
    end = c + absolute
    return _upwards(end / (1 - relative if end >= 0 else 1 + relative))


def _under(a: Approx, c: Fraction) -> float:
    """A value below it has an exact one below ``c``."""
    absolute, relative = error_parts(a)
    end = absolute - c
    return -_upwards(end / (1 - relative if end >= 0 else 1 + relative))


def error_parts(a: Approx) -> tuple[Fraction, Fraction]:
    """The two parts of an error that are the same in every row."""
    return a.absolute, a.relative


def _upwards(x: Fraction) -> float:
    near = float(x)
    return near if Fraction(near) >= x else nextafter(near, inf)


# -- rounding --------------------------------------------------------------------------------------------


def rounded(x: Approx, step: Fraction, mode: Mode, keep: Keep) -> Approx:
    """The multiple of ``step`` > 0 next to ``x``, as ``mode`` chooses; exact but for its own rounding."""
    if x.grid is not None and (x.grid / step).denominator == 1:
        return x
    return multiply(whole(multiply(x, settled(1 / step), keep), mode, keep), settled(step), keep)


def rounded_to(quotient: Approx, step: Approx, mode: Mode, keep: Keep) -> Approx:
    """The multiple of a step that varies, from the number divided by it."""
    return multiply(whole(quotient, mode, keep), step, keep)


def whole(y: Approx, mode: Mode, keep: Keep) -> Approx:
    """The whole number next to ``y``, exactly, where the error leaves one only."""
    lo, hi = (round_places(end, 0, mode) for end in (y.lo, y.hi))
    if lo == hi:
        return settled(lo, y.sure)
    if y.pieces is not None:
        found = _by_pieces(y, lambda part: whole(part, mode, keep), keep)
        if isinstance(found, Approx):
            return replaced(found, both(y.sure, found.sure))
    if y.grid is not None and y.grid.denominator == 1 and y.size <= _WHOLE:
        return _nearest(y, keep)
    error = error_of(y)
    # Only an error below a quarter leaves no other whole number than the two beside the value.
    narrow = None if isinstance(error, Fraction) and error < Fraction(1, 4) else _narrow(error)
    small = None if y.size <= _WHOLE else y.value.abs() < number(_WHOLE)
    value, sure = (_halves if mode in ("half_up", "half_even") else _ends)(y, error, mode, keep)
    sized = Approx(
        value,
        lo,
        hi,
        min(y.size, _WHOLE) + 2,
        grid=ONE,
        bits=y.bits + 2,
        sure=both(y.sure, narrow, small, sure),
    )
    found = finished(sized, keep)
    return replaced(found, found.sure, lo=max(found.lo, -_WHOLE - 2), hi=min(found.hi, _WHOLE + 2))


def _narrow(error: Fraction | pl.Expr) -> pl.Expr:
    return pl.lit(False) if isinstance(error, Fraction) else error < number(Fraction(1, 4))


def _nearest(y: Approx, keep: Keep) -> Approx:
    """A number that is whole: its value may still be off by its error."""
    if y.exact:
        return y
    error = error_of(y)
    narrow = None if isinstance(error, Fraction) and error < Fraction(1, 4) else _narrow(error)
    sure = both(y.sure, narrow)
    size = y.size + 1
    return finished(
        Approx((y.value + number(HALF)).floor(), y.lo, y.hi, size, grid=y.grid, bits=y.bits, sure=sure), keep
    )


def _ends(y: Approx, error: Fraction | pl.Expr, mode: Mode, keep: Keep) -> tuple[pl.Expr, pl.Expr | None]:
    """Modes that turn at whole numbers. ``y - near`` is exact: what is left of y behind its point."""
    near = keep((y.value + number(HALF)).floor())
    sign = sign_of(keep(y.value - near), error, grid_of(y.grid, ONE), keep)
    up_by, down_by = sign.above, sign.below
    if mode == "floor":
        return near - down_by.cast(pl.Float64), sign.sure
    if mode == "ceiling":
        return near + up_by.cast(pl.Float64), sign.sure
    if mode == "up":
        up_by, down_by = up_by & (near >= 0), down_by & (near <= 0)
    else:
        up_by, down_by = up_by & (near < 0), down_by & (near > 0)
    sure = sign.sure if sign.sure is None or mode == "up" else sign.sure | (near == 0)
    return near + up_by.cast(pl.Float64) - down_by.cast(pl.Float64), sure


def _halves(y: Approx, error: Fraction | pl.Expr, mode: Mode, keep: Keep) -> tuple[pl.Expr, pl.Expr | None]:
    """Modes that turn half way between whole numbers."""
    below = keep(y.value.floor())
    # Below 1 the half taken from y rounds by at most half a unit: 2**-54.
    wider = up(error + UNIT) if isinstance(error, Fraction) else error + number(UNIT * 2)
    if isinstance(error, Fraction) and not error and y.grid is not None:
        wider = ZERO if _binary(y.grid) else wider
    sign = sign_of(keep(y.value - (below + number(HALF))), wider, grid_of(y.grid, HALF), keep)
    tie = ~sign.below & ((below >= 0) if mode == "half_up" else ((below * number(HALF)).floor() * 2 != below))
    return below + (sign.above | tie).cast(pl.Float64), sign.sure


def _binary(grid: Fraction) -> bool:
    return grid.denominator & (grid.denominator - 1) == 0 and grid.denominator <= 2**52
