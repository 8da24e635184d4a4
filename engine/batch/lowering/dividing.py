"""Dividing by a column, which must not be 0 and may be below it."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from engine.batch.lowering import whole
from engine.batch.lowering.nulls import Nulls, strict
from engine.batch.lowering.quotient import Quotient, product, quotient, scaled
from engine.batch.lowering.whole import Whole, lit, stage_of

if TYPE_CHECKING:
    from engine.batch.lowering.sheet import Sheet


def div(a: Quotient, b: Quotient, sheet: Sheet) -> Quotient | None:
    """The quotient, null where the divisor is 0; None where it is 0 in every row."""
    if b.constant is not None:
        return None if b.constant == 0 else scaled(a, 1 / b.constant)
    if b.over.lo == b.over.hi == 0:
        return None
    top = a.over if b.of is None else whole.mul(a.over, b.of)
    shared = math.gcd(a.by, b.by)
    top, by = whole.times(top, b.by // shared), a.by // shared
    low, high = _bounds(a, b)
    fixed = b.over.constant
    if fixed is not None:
        top = top if fixed > 0 else whole.sub(whole.literal(0), top)
        return quotient(top, by * abs(fixed), a.of, low, high)
    under = sheet.kept(b.over)
    top, of = _above_zero(top, under, sheet)
    return quotient(top, by, product(a.of, of, sheet), low, high)


def _bounds(a: Quotient, b: Quotient) -> tuple[Fraction | None, Fraction | None]:
    """Every quotient, where the divisor keeps away from 0."""
    if b.low <= 0 <= b.high:
        return None, None
    ends = [x / y for x in (a.low, a.high) for y in (b.low, b.high)]
    return min(ends), max(ends)


def _above_zero(top: Whole, under: Whole, sheet: Sheet) -> tuple[Whole, Whole]:
    """The same quotient with a divisor that is at least 1 in every row; null where it was 0 or null."""
    if under.lo >= 1 and under.nulls.never:
        return top, under
    held = under.expr
    sign = 1 if under.lo >= 0 else -1 if under.hi <= 0 else 0
    valid = held > lit(0) if sign > 0 else held < lit(0) if sign < 0 else held != lit(0)
    size = held if sign > 0 else -held if sign < 0 else held.abs()
    turned = top.expr if sign > 0 else -top.expr if sign < 0 else top.expr * held.sign()
    zero = Nulls.of(f"{under.name}=0") if under.lo <= 0 <= under.hi else Nulls()
    nulls = strict((top.nulls, under.nulls, zero))
    ends = (top.lo, top.hi) if sign > 0 else (-top.hi, -top.lo)
    if not sign:
        ends = (-max(abs(top.lo), abs(top.hi)), max(abs(top.lo), abs(top.hi)))
    stage = stage_of((top, under))
    over = Whole(pl.when(valid).then(turned).otherwise(lit(None)), *ends, stage, nulls)
    return over, _size(pl.when(valid).then(size).otherwise(lit(1)), sign, under, sheet)


def _size(expr: pl.Expr, sign: int, under: Whole, sheet: Sheet) -> Whole:
    """The divisor without its sign, 1 where there is none; made once for each column."""
    name, far = f"|{under.name}|{sign}", max(abs(under.lo), abs(under.hi))
    near = 1 if under.lo <= 0 <= under.hi else min(abs(under.lo), abs(under.hi))
    # Where there is no divisor it is 1.
    near = near if under.nulls.never else 1
    return sheet.once(name, Whole(expr, near, far, under.stage))
