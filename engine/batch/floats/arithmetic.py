"""Sums, products and quotients, with the error of each.

Rounding to nearest: |fl(x) - x| ≤ u·|fl(x)| with u = 2**-53, but for an underflow of at most 2**-1074.
polars calculates ``x / constant`` as ``x * (1 / constant)``: a quotient is taken to round three times.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.batch.floats.approx import (
    LARGE,
    NEVER,
    TINY,
    UNIT,
    USEFUL,
    ZERO,
    Approx,
    Never,
    both,
    finished,
    flat,
    grid_of,
    grown,
    is_whole,
    joined,
    mapped,
    number,
    settled,
    spread,
    up,
)
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from engine.batch.floats.approx import Keep

# What underflows in one operation and in the calculation of its error.
_SPECK = 64 * TINY
# Below it, nothing that is not 0 is near an underflow.
_SAFE = Fraction(1, 2**900)
_STEADY = Fraction(1, 2**30)
_QUARTER = Fraction(1, 4)


# -- sums ----------------------------------------------------------------------------------------------


def add(a: Approx, b: Approx, keep: Keep) -> Approx:
    """The sum. Where both have one sign, relative errors stay relative: nothing cancels."""
    sure = both(a.sure, b.sure)
    if a.point is not None and b.point is not None:
        return settled(a.point + b.point, sure)
    if 0 in (a.point, b.point):
        return replaced(b if a.point == 0 else a, sure)
    grid, size = grid_of(a.grid, b.grid), (a.size + b.size) * (1 + UNIT)
    rounds = ZERO if a.exact and b.exact and is_whole(grid, size) else UNIT
    if (a.lo >= 0 and b.lo >= 0) or (a.hi <= 0 and b.hi <= 0):
        worst = max(a.relative, b.relative)
        grow = 1 + 4 * worst + 4 * UNIT
        absolute, relative = (a.absolute + b.absolute) * grow, worst * grow + rounds
        rows = grown(joined(a.rows, b.rows), grow)
    else:
        (absolute_a, off_a, rows_a), (absolute_b, off_b, rows_b) = _beside(a, b), _beside(b, a)
        absolute, relative = absolute_a + absolute_b, (off_a + off_b) * (1 + 4 * UNIT) + rounds
        rows = joined(rows_a, rows_b)
    found = finished(
        Approx(
            a.value + b.value, a.lo + b.lo, a.hi + b.hi, size, absolute, relative, rows, grid, None,
            a.bits + b.bits + 1, sure,
        ),
        keep,
    )  # fmt: skip
    return _pieced(found, a, b, lambda x, y: add(x, y, keep))


def _pieced(found: Approx, a: Approx, b: Approx, operate: Callable[[Approx, Approx], Approx]) -> Approx:
    """The result with the pieces of the one of two operands that is not the same in every row."""
    if found.grid is None and b.point is not None:
        return replace(found, pieces=mapped(a, lambda part: operate(part, b)))
    if found.grid is None and a.point is not None:
        return replace(found, pieces=mapped(b, lambda part: operate(a, part)))
    return found


def _beside(a: Approx, b: Approx) -> tuple[Fraction, Fraction, pl.Expr | None]:
    """The error of one of two numbers of any sign, as parts of their sum's: |a| ≤ |a + b| + |b|."""
    if a.relative * a.size > USEFUL and (b.point is not None or a.relative * b.size <= USEFUL):
        return a.absolute + a.relative * b.size, a.relative, a.rows
    absolute, rows = flat(a)
    return absolute, ZERO, rows


def negative(a: Approx) -> Approx:
    """The number with the other sign."""
    if a.point is not None:
        return settled(-a.point, a.sure)
    return replaced(a, a.sure, value=-a.value, lo=-a.hi, hi=-a.lo, pieces=mapped(a, negative))


def subtract(a: Approx, b: Approx, keep: Keep) -> Approx:
    """The difference."""
    return add(a, negative(b), keep)


def absolute(a: Approx, keep: Keep) -> Approx:
    """The distance from 0."""
    if a.lo >= 0 or a.point is not None:
        return a if a.lo >= 0 else negative(a)
    if a.hi <= 0:
        return negative(a)
    return replaced(a, a.sure, value=keep(a.value.abs()), lo=ZERO, hi=a.magnitude)


def replaced(a: Approx, sure: pl.Expr | None, **changes: Any) -> Approx:
    """The same number, changed in some fields."""
    kept = {} if changes.keys() <= {"pieces"} else {"pieces": None}
    return replace(a, **(kept | {"sure": sure} | changes))


def total(parts: list[Approx], keep: Keep) -> Approx:
    """The sum of any number of parts."""
    found = parts[0] if parts else settled(ZERO)
    for part in parts[1:]:
        found = add(found, part, keep)
    return found


# -- products ------------------------------------------------------------------------------------------


def multiply(a: Approx, b: Approx, keep: Keep) -> Approx:
    """The product: relative errors add, absolute ones are multiplied by the other factor."""
    sure = both(a.sure, b.sure)
    if a.point is not None and b.point is not None:
        return settled(a.point * b.point, sure)
    for one, other in ((a, b), (b, a)):
        if one.point == 0:
            return settled(ZERO, sure)
        if one.point == 1:
            return replaced(other, sure)
    grid = None if a.grid is None or b.grid is None else a.grid * b.grid
    size = a.size * b.size * (1 + UNIT) + TINY
    ends = [x * y for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
    exact = a.exact and b.exact and is_whole(grid, size)
    relative = (a.relative + b.relative + a.relative * b.relative) * (1 + 4 * UNIT) + (
        ZERO if exact else UNIT
    )
    fixed, rows = _crossed(a, b)
    least = None if a.nonzero is None or b.nonzero is None else a.nonzero * b.nonzero
    clean = not fixed and rows is None and (exact or (least is not None and least > _SAFE))
    found = finished(
        Approx(
            a.value * b.value, min(ends), max(ends), size, fixed + (ZERO if clean else _SPECK), relative,
            rows, grid, least, a.bits + b.bits, sure,
        ),
        keep,
    )  # fmt: skip
    return _pieced(found, a, b, lambda x, y: multiply(x, y, keep))


def _crossed(a: Approx, b: Approx) -> tuple[Fraction, pl.Expr | None]:
    """What the absolute error of each factor becomes in the product."""
    if a.rows is None and b.rows is None:
        static = a.absolute * b.size * (1 + b.relative) + b.absolute * a.size * (1 + a.relative)
        static += a.absolute * b.absolute
        if static <= USEFUL or (a.point is not None or b.point is not None):
            return static, None
    parts = [_times(a, b), _times(b, a)]
    if not (a.rows is None and a.absolute == 0) and not (b.rows is None and b.absolute == 0):
        parts.append(spread(a.absolute, a.rows) * spread(b.absolute, b.rows))
    return ZERO, grown(joined(*parts), Fraction(1))


def _times(a: Approx, b: Approx) -> pl.Expr | None:
    if a.rows is None and not a.absolute:
        return None
    if b.point is not None:
        return spread(a.absolute, a.rows) * number(up(b.size * (1 + b.relative)))
    return spread(a.absolute, a.rows) * b.value.abs() * number(up(1 + b.relative))


# -- quotients -----------------------------------------------------------------------------------------


class Divisor(Record):
    """What a divisor does to a quotient.

    Its relative error (``relative``, and ``rows`` a row), the least |value|, and where it is surely not 0.
    """

    relative: Fraction
    rows: pl.Expr | None
    least: Fraction | None
    sure: pl.Expr | None


def divide(a: Approx, b: Approx, keep: Keep) -> Approx | Never:
    """The quotient, sure only where the divisor is sure not to be 0.

    |a/b - A/B| ≤ (e(a) + |A/B|·e(b)) / |b| for calculated A, B.
    """
    if b.point == 0:
        return NEVER
    if b.point is not None:
        return _shared(a, b, keep)
    by = _divisor(b, keep)
    sure = both(a.sure, b.sure, by.sure)
    if a.point == 0:
        return settled(ZERO, sure)
    value = keep(a.value / b.value)
    # 1/(1 - e) for the relative error e of the divisor: at most 1.36 where that is held below a quarter.
    grow = 1 + 2 * by.relative if by.rows is None else Fraction(3, 2)
    relative = (a.relative + by.relative) * grow * (1 + 8 * UNIT) + 4 * UNIT
    rows = None if by.rows is None else value.abs() * by.rows * number(up(grow * (1 + 8 * UNIT)))
    fixed = ZERO
    if a.absolute or a.rows is not None:
        if a.rows is None and by.least is not None and a.absolute / by.least <= USEFUL:
            fixed = a.absolute / by.least * grow
        else:
            rows = joined(rows, spread(a.absolute, a.rows) / b.value.abs() * number(up(grow)))
    nonzero = None if a.nonzero is None else a.nonzero / b.magnitude
    clean = not fixed and rows is None and nonzero is not None and nonzero > _SAFE
    lo, hi = _quotient(a, b)
    size = LARGE * 2 if by.least is None else a.size / by.least * (1 + 8 * UNIT) + TINY
    return finished(
        Approx(
            value, lo, hi, size, fixed + (ZERO if clean else _SPECK), relative, grown(rows, Fraction(1)),
            None, nonzero, a.bits + b.bits, sure,
        ),
        keep,
    )  # fmt: skip


def _shared(a: Approx, b: Approx, keep: Keep) -> Approx:
    """A quotient by a constant."""
    assert b.point is not None  # the caller has looked
    if a.point is not None:
        return settled(a.point / b.point, both(a.sure, b.sure))
    return multiply(a, settled(1 / b.point, b.sure), keep)


def _divisor(b: Approx, keep: Keep) -> Divisor:
    least, apart = b.nonzero, b.lo > 0 or b.hi < 0
    if b.rows is None and not b.absolute:
        held = None if least is None else least / (1 + b.relative)
        return Divisor(b.relative, None, held, None if apart else b.value != 0)
    if b.rows is None and least is not None:
        held = (least - b.absolute) / (1 + b.relative)
        if held > 0 and b.absolute / held <= _STEADY:
            held *= 1 - Fraction(1, 2**20)
            off = b.relative + b.absolute / held
            return Divisor(off, None, held, None if apart else b.value.abs() > number(held))
    off_rows = keep(spread(b.absolute, b.rows) / b.value.abs() * number(up(Fraction(1) + 8 * UNIT)))
    return Divisor(b.relative, off_rows, None, off_rows <= number(_QUARTER))


def _quotient(a: Approx, b: Approx) -> tuple[Fraction, Fraction]:
    if b.nonzero is None:
        return -2 * LARGE, 2 * LARGE
    sides = [
        side for side in ((max(b.lo, b.nonzero), b.hi), (b.lo, min(b.hi, -b.nonzero))) if side[0] <= side[1]
    ]
    ends = [x / y for x in (a.lo, a.hi) for side in sides for y in side]
    return (min(ends), max(ends)) if ends else (ZERO, ZERO)
