"""Roots, logarithms, exponentials and powers, which the language knows to 50 digits.

* ``sqrt`` is IEEE 754's, correctly rounded.
* ``ln``, ``exp`` and ``**`` are those of the platform's libm, through Rust's ``f64``. glibc documents at most
  1 ulp for log, exp and pow on x86_64 (manual, "Errors in Math Functions"); 2**-49, eight ulp, is taken;
  tests/batch/test_floats_functions.py measures them against 50 digits.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.floats.approx import (
    NEVER,
    TINY,
    UNIT,
    ZERO,
    Approx,
    Never,
    both,
    error_of,
    finished,
    joined,
    number,
    settled,
    spread,
    up,
)
from engine.batch.floats.arithmetic import divide, multiply, replaced
from engine.batch.floats.choosing import chosen
from engine.batch.floats.decide import compare
from rubric.number import EXACT_POWER, DomainError, exp_, ln_, power_, sqrt_

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.batch.floats.approx import Keep

# Eight ulp, and what 50 digits leave out.
LIBM: Final = Fraction(1, 2**49)
_DIGITS: Final = Fraction(1, 10**48)
_SPECK: Final = 64 * TINY
_QUARTER: Final = Fraction(1, 4)
_EXACT_BITS: Final = 1 << 16
# Of the exponents that have a value (up to 1000) those whose power float64 holds with all its digits.
_FARTHEST: Final = Fraction(340)
_FIFTY: Final = 190


def _exactly(x: Approx, calculate: Callable[[Fraction], Fraction]) -> Approx | Never:
    assert x.point is not None  # the caller has looked
    try:
        return settled(calculate(x.point), x.sure)
    except DomainError:
        return NEVER


def root(x: Approx, keep: Keep) -> Approx | Never:
    """The square root; |√a - √A| ≤ e/√A and ≤ √e."""
    if x.point is not None:
        return _exactly(x, sqrt_)
    if x.hi < 0:
        return NEVER
    sure = x.sure
    if x.lo < 0:
        held = compare(x, ast.GtE, settled(ZERO), keep)
        sure = both(sure, held.value, held.sure)
    # A value below 0 is nearer to its number, which is not, as 0.
    floor = keep(pl.when(x.value > 0).then(x.value).otherwise(number(0)))
    value = keep(floor.sqrt())
    relative, fixed, rows = x.relative * (1 + x.relative) + 2 * UNIT + _DIGITS, ZERO, None
    if x.absolute or x.rows is not None:
        least = (x.lo - x.absolute) / (1 + x.relative) if x.lo > 0 and x.rows is None else ZERO
        if least > 0 and x.absolute <= least / 2**40:
            relative += x.absolute / least
        else:
            off = keep(spread(x.absolute, x.rows) * number(1 + 2 * Fraction(1, 2**10)))
            rows = pl.when(off < floor).then(off / value * number(Fraction(3, 2)))
            rows = rows.otherwise(off.sqrt() * number(Fraction(3, 2)))  # type: ignore[assignment]  # Then and Expr
    lo, hi = sqrt_(max(x.lo, ZERO)) * (1 - _DIGITS), sqrt_(x.hi) * (1 + _DIGITS)
    size = sqrt_(x.size) * (1 + 4 * UNIT)
    least_root = None if x.nonzero is None else sqrt_(x.nonzero) * (1 - _DIGITS)
    return finished(
        Approx(value, lo, hi, size, fixed, relative, rows, None, least_root, x.bits + _FIFTY, sure), keep
    )


def logarithm(x: Approx, keep: Keep) -> Approx | Never:
    """The natural logarithm: a relative error of its number is an absolute one of its own."""
    if x.point is not None:
        return _exactly(x, ln_)
    if x.hi <= 0:
        return NEVER
    off, sure, rows = x.relative * (1 + 4 * x.relative), x.sure, None
    least = x.lo
    if x.absolute or x.rows is not None:
        steady = x.rows is None and x.lo > 0 and x.absolute <= x.lo / 2**40
        if steady:
            off += 2 * x.absolute / x.lo
        else:
            part = keep(spread(x.absolute, x.rows) / x.value)
            off *= Fraction(3, 2)
            rows, sure = part * number(Fraction(3, 2)), both(sure, part < number(_QUARTER), x.value > 0)
    elif x.lo <= 0:
        sure = both(sure, x.value > 0)
    if x.lo <= 0 and x.nonzero is not None:
        least = x.nonzero
    lo = Fraction(-760) if least <= 0 else _around(ln_(least))[0]
    hi = _around(ln_(x.hi))[1]
    size = max(abs(lo), abs(hi), Fraction(760)) + 1
    return finished(
        Approx(
            x.value.log(), lo, hi, size, off + _SPECK, LIBM + _DIGITS, rows, None, None, x.bits + _FIFTY, sure
        ),
        keep,
    )


def _around(x: Fraction) -> tuple[Fraction, Fraction]:
    """What 50 digits leave of a number, with room."""
    off = abs(x) * _DIGITS
    return x - off, x + off


def exponential(x: Approx, keep: Keep) -> Approx | Never:
    """The exponential: an absolute error of its exponent is a relative one of its own."""
    if x.point is not None:
        return _exactly(x, exp_)
    if x.lo > _FARTHEST or x.hi < -_FARTHEST:
        return NEVER
    sure = x.sure
    if max(abs(x.lo), abs(x.hi)) > _FARTHEST:
        sure = both(sure, x.value.abs() + spread(ZERO, _as_rows(error_of(x))) < number(_FARTHEST))
    value = keep(x.value.exp())
    error, relative, rows = error_of(x), LIBM + _DIGITS, None
    if isinstance(error, Fraction) and error <= Fraction(1, 2**30):
        relative += error * (1 + error)
    else:
        off = keep(_as_rows(error))
        rows, sure = value * off * number(2), both(sure, off < number(_QUARTER))
    lo, hi = _around(exp_(max(x.lo, -_FARTHEST)))[0], _around(exp_(min(x.hi, _FARTHEST)))[1]
    return finished(
        Approx(value, lo, hi, exp_(_FARTHEST + 1), ZERO, relative, rows, None, lo, 1400, sure), keep
    )


def _as_rows(error: Fraction | pl.Expr) -> pl.Expr:
    return number(up(error)) if isinstance(error, Fraction) else error


# -- powers ----------------------------------------------------------------------------------------------


def power(x: Approx, y: Approx, keep: Keep) -> Approx | Never:
    """``x ** y``: by products for whole exponents up to 64, otherwise of numbers ≥ 0 only."""
    n = y.point
    if x.point is not None and n is not None:
        try:
            return settled(power_(x.point, n), both(x.sure, y.sure))
        except DomainError:
            return NEVER
    if n is not None and n.denominator == 1 and abs(n) <= EXACT_POWER:
        if x.bits * abs(n) > _EXACT_BITS:
            return NEVER
        found = _product(replaced(x, both(x.sure, y.sure)), int(abs(n)), keep)
        return divide(settled(Fraction(1)), found, keep) if n < 0 else found
    # Where a root is rational its power is exact, and may then be too long to have a value.
    written = EXACT_POWER if n is None else min(EXACT_POWER, abs(n.numerator))
    if x.bits * written > _EXACT_BITS or x.hi < 0:
        return NEVER
    return _of_positive(x, y, keep)


def _product(x: Approx, n: int, keep: Keep) -> Approx:
    if n == 0:
        return settled(Fraction(1), x.sure)
    found: Approx | None = None
    square = x
    while n:
        if n & 1:
            found = square if found is None else multiply(found, square, keep)
        n >>= 1
        if n:
            square = _square(square, keep)
    assert found is not None  # n was above 0
    return found


def _square(x: Approx, keep: Keep) -> Approx:
    found = multiply(x, x, keep)
    return replaced(found, found.sure, lo=max(found.lo, ZERO))


def _of_positive(x: Approx, y: Approx, keep: Keep) -> Approx | Never:
    """exp(y·ln x): of 0 it is 0 where the exponent is above 0."""
    n = y.point
    above = _of_above(x, y, keep)
    if x.lo > 0 or n is None or n < 0:
        return above
    zero = compare(x, ast.Eq, settled(ZERO), keep)
    return chosen(zero, settled(ZERO, y.sure), above, keep)  # type: ignore[return-value]  # both are numbers


def _of_above(x: Approx, y: Approx, keep: Keep) -> Approx:
    """|ln| of the power is held below 340: a relative error of the exponent counts at most 340 times."""
    sure, rows = both(x.sure, y.sure, x.value > 0), []
    exponent = y.value
    value = keep(x.value.pow(exponent))
    log = keep(value.log().abs())
    near = exp_(_FARTHEST)
    sure = both(sure, log < number(_FARTHEST - 1))
    # The platform's pow; polars raises to a whole exponent by repeated products.
    relative = LIBM + _DIGITS + (4 * UNIT * abs(y.point) if y.point is not None else ZERO)
    most = max(abs(y.lo), abs(y.hi))
    if x.absolute or x.rows is not None:
        part = keep(spread(x.absolute, x.rows) / x.value * exponent.abs() * number(2))
        rows.append(value * part)
        sure = both(sure, part < number(_QUARTER), spread(x.absolute, x.rows) < x.value * number(_QUARTER))
    if y.point is not None:
        relative += (
            x.relative * most * (1 + 2 * x.relative * most) * (1 + 4 * x.relative)
            + y.relative * _FARTHEST * 2
        )
    else:
        part = keep(exponent.abs() * number(up(2 * x.relative)) + _lifted(y, x))
        rows.append(value * part)
        sure = both(sure, part < number(_QUARTER))
    bits = max(x.bits, 24) * EXACT_POWER if y.point is None else max(x.bits * abs(y.point.numerator), 1400)
    return finished(
        Approx(
            value, 1 / near, near, near * 2, ZERO, relative, joined(*rows), None, 1 / near,
            min(bits, _EXACT_BITS), sure,
        ),
        keep,
    )  # fmt: skip


def _lifted(y: Approx, x: Approx) -> pl.Expr:
    """What an error of the exponent makes of the power, relatively."""
    return _as_rows(error_of(y)) * (x.value.log().abs() + number(1)) * number(2)
