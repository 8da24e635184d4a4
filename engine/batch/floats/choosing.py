"""The least and the greatest of numbers, and one part or the other by a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from engine.batch.floats.approx import (
    Approx,
    Never,
    Truth,
    Unsupported,
    Value,
    Word,
    both,
    finished,
    grid_of,
    joined,
    mapped,
    number,
    settled,
)
from engine.batch.floats.arithmetic import negative, replaced
from rubric.record import replace

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.batch.floats.approx import Keep


def greatest(a: Approx, b: Approx, keep: Keep) -> Approx:
    """The greater of two; which one need not be decided.

    As x + absolute + relative·|x| rises with x, what is calculated is off by the greater error at most.
    """
    sure = both(a.sure, b.sure)
    if a.lo >= b.hi:
        return replaced(a, sure)
    if b.lo >= a.hi:
        return replaced(b, sure)
    value = pl.when(a.value >= b.value).then(a.value).otherwise(b.value)
    lo, hi = max(a.lo, b.lo), max(a.hi, b.hi)
    found = finished(_mixed(a, b, value, joined(a.rows, b.rows), lo, hi, sure), keep)
    if found.grid is None and b.point is not None:
        return replace(found, pieces=mapped(a, lambda part: greatest(part, b, keep)))
    if found.grid is None and a.point is not None:
        return replace(found, pieces=mapped(b, lambda part: greatest(a, part, keep)))
    return found


def smallest(a: Approx, b: Approx, keep: Keep) -> Approx:
    """The smaller of two."""
    return negative(greatest(negative(a), negative(b), keep))


def _mixed(
    a: Approx,
    b: Approx,
    value: pl.Expr,
    rows: pl.Expr | None,
    lo: Fraction,
    hi: Fraction,
    sure: pl.Expr | None,
) -> Approx:
    """A number that is one or the other."""
    least = None if a.nonzero is None or b.nonzero is None else min(a.nonzero, b.nonzero)
    grid = a.grid if b.point == 0 else b.grid if a.point == 0 else grid_of(a.grid, b.grid)
    if 0 in (a.point, b.point):
        least = a.nonzero if b.point == 0 else b.nonzero
    return Approx(
        value, lo, hi, max(a.size, b.size), max(a.absolute, b.absolute), max(a.relative, b.relative), rows,
        grid, least, max(a.bits, b.bits), sure,
    )  # fmt: skip


def chosen(test: Truth, a: Value, b: Value, keep: Keep) -> Value:
    """``a`` where the condition holds, otherwise ``b``: what is not reached need not be sure."""
    if test.known is not None:
        return _reached(a if test.known else b, test.sure)
    sure = both(test.sure, _either(test, a, b))
    if isinstance(a, Never) or isinstance(b, Never):
        one = b if isinstance(a, Never) else a
        return one if isinstance(one, Never) else _settle(one, sure, keep)
    if isinstance(a, Approx) and isinstance(b, Approx):
        if a.point is not None and a.point == b.point:
            return settled(a.point, None if sure is None else keep(sure))
        value = pl.when(test.value).then(a.value).otherwise(b.value)
        rows = None
        if a.rows is not None or b.rows is not None:
            none = number(0)
            rows = pl.when(test.value).then(none if a.rows is None else a.rows)
            rows = rows.otherwise(none if b.rows is None else b.rows)  # type: ignore[assignment]  # Then and Expr
        found = finished(_mixed(a, b, value, rows, min(a.lo, b.lo), max(a.hi, b.hi), sure), keep)
        return found if found.grid is not None else replace(found, pieces=lambda: (test, a, b))
    if isinstance(a, Truth) and isinstance(b, Truth):
        held = pl.when(test.value).then(a.value).otherwise(b.value)
        return Truth(keep(held), None if sure is None else keep(sure))
    if isinstance(a, Word) and isinstance(b, Word):
        held = pl.when(test.value).then(a.value).otherwise(b.value)
        return Word(keep(held), None if sure is None else keep(sure))
    raise Unsupported("branches of two kinds")


def _reached(value: Value, sure: pl.Expr | None) -> Value:
    if isinstance(value, Never) or sure is None:
        return value
    return type(value)(**(vars(value) | {"sure": both(sure, value.sure)}))


def _settle(value: Approx | Truth | Word, sure: pl.Expr | None, keep: Keep) -> Value:
    return type(value)(**(vars(value) | {"sure": None if sure is None else keep(sure)}))


def _either(test: Truth, a: Value, b: Value) -> pl.Expr | None:
    sides = [pl.lit(False) if isinstance(side, Never) else side.sure for side in (a, b)]
    if all(side is None for side in sides):
        return None
    then, otherwise = (pl.lit(True) if side is None else side for side in sides)
    return pl.when(test.value).then(then).otherwise(otherwise)
