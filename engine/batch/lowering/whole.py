"""Whole: a column of whole numbers that is known to fit 64 bits, and the arithmetic of such columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from engine.batch.lowering.nulls import NEVER, Nulls, strict
from engine.batch.lowering.refused import Overflow
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

# One less than fits, so that a number behind the last can still be written.
LARGEST: Final = (1 << 63) - 2
INT64: Final = pl.Int64()


class Line(NamedTuple):
    """``of * by + plus``: constants that follow each other are one, which saves passes over the column."""

    of: pl.Expr
    by: int
    plus: int

    @property
    def expr(self) -> pl.Expr:
        """The line as an expression."""
        if self.by == -1:
            return lit(self.plus) - self.of
        product = self.of if self.by == 1 else self.of * lit(self.by)
        return product + lit(self.plus) if self.plus else product


class Whole(Record):
    """Whole numbers from ``lo`` to ``hi``, null where a row has none.

    In rows where nobody asks for the number it may be anything: bounds hold where it is reached. ``stage``
    is the first in which the columns that it reads are there; ``name`` that of the column that it is, if it
    is a bare one; ``line`` what it is of other numbers, if constants were all that came to them.
    """

    expr: pl.Expr
    lo: int
    hi: int
    stage: int = 0
    nulls: Nulls = NEVER
    name: str | None = None
    line: Line | None = None

    def _made(self) -> None:
        if self.lo < -LARGEST or self.hi > LARGEST:
            raise Overflow(f"{self.lo} – {self.hi}")

    @property
    def constant(self) -> int | None:
        """The number that every row has, None where they differ."""
        return self.lo if self.lo == self.hi and self.nulls.never else None

    def within(self, lo: int, hi: int) -> Whole:
        """The same where it is known to lie between two numbers; never an empty range."""
        least, most = max(self.lo, lo), min(self.hi, hi)
        if least > most or (least == self.lo and most == self.hi):
            return self
        return Whole(self.expr, least, most, self.stage, self.nulls, self.name, self.line)


def literal(value: int) -> Whole:
    """The same number in every row."""
    return Whole(lit(value), value, value)


def lit(value: int | None) -> pl.Expr:
    """A literal of 64 bits: polars gives small ones 32, and wraps what is calculated with them."""
    return pl.lit(value, dtype=INT64)


def derived(expr: pl.Expr, lo: int, hi: int, *parts: Whole) -> Whole:
    """What is calculated from parts, and has a value where all of them have."""
    nulls = strict(part.nulls for part in parts)
    if lo == hi and nulls.never:
        return literal(lo)
    return Whole(expr, lo, hi, stage_of(parts), nulls)


def stage_of(parts: Iterable[Whole]) -> int:
    """The first stage in which all the parts are there."""
    return max((part.stage for part in parts), default=0)


def add(a: Whole, b: Whole) -> Whole:
    """The sum."""
    for one, other in ((a, b), (b, a)):
        if other.constant is not None:
            return _moved(one, 1, other.constant)
    return derived(a.expr + b.expr, a.lo + b.lo, a.hi + b.hi, a, b)


def sub(a: Whole, b: Whole) -> Whole:
    """The difference."""
    if b.constant is not None:
        return _moved(a, 1, -b.constant)
    if a.constant is not None:
        return _moved(b, -1, a.constant)
    return derived(a.expr - b.expr, a.lo - b.hi, a.hi - b.lo, a, b)


def mul(a: Whole, b: Whole) -> Whole:
    """The product."""
    for one, other in ((a, b), (b, a)):
        if other.constant is not None:
            return _moved(one, other.constant, 0)
    corners = [x * y for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
    return derived(a.expr * b.expr, min(corners), max(corners), a, b)


def _moved(a: Whole, by: int, plus: int) -> Whole:
    """``a * by + plus``."""
    if by == 1 and plus == 0:
        return a
    lo, hi = sorted((a.lo * by + plus, a.hi * by + plus))
    if lo == hi and a.nulls.never:
        return literal(lo)
    before = a.line or Line(a.expr, 1, 0)
    line = Line(before.of, before.by * by, before.plus * by + plus)
    if max(abs(lo - line.plus), abs(hi - line.plus), abs(line.by), abs(line.plus)) > LARGEST:
        line = Line(a.expr, by, plus)
    return Whole(line.expr, lo, hi, a.stage, a.nulls, None, line)


def times(a: Whole, by: int) -> Whole:
    """A multiple."""
    return a if by == 1 else mul(a, literal(by))


def _with(a: Whole) -> pl.Expr:
    return a.expr if a.constant is None else lit(a.constant)


def over(a: Whole, by: Whole) -> Whole:
    """The quotient rounded down; ``by`` is above 0."""
    if by.constant == 1:
        return a
    ends = [x // y for x in (a.lo, a.hi) for y in (by.lo, by.hi)]
    return derived(_with(a) // _with(by), min(ends), max(ends), a, by)


def absolute(a: Whole) -> Whole:
    """The number without its sign."""
    if a.lo >= 0:
        return a
    if a.hi <= 0:
        return sub(literal(0), a)
    return derived(a.expr.abs(), 0, max(-a.lo, a.hi), a)


def least(a: Whole, b: Whole) -> Whole:
    """The lesser of two."""
    if a.hi <= b.lo and b.nulls.never:
        return a
    if b.hi <= a.lo and a.nulls.never:
        return b
    lo, hi = min(a.lo, b.lo), min(a.hi, b.hi)
    return derived(_chosen(a, b, less=True), lo, hi, a, b)


def most(a: Whole, b: Whole) -> Whole:
    """The greater of two."""
    if a.lo >= b.hi and b.nulls.never:
        return a
    if b.lo >= a.hi and a.nulls.never:
        return b
    lo, hi = max(a.lo, b.lo), max(a.hi, b.hi)
    return derived(_chosen(a, b, less=False), lo, hi, a, b)


def _chosen(a: Whole, b: Whole, *, less: bool) -> pl.Expr:
    for one, other in ((a, b), (b, a)):
        end = other.constant
        if end is not None:
            # Half of what `clip` takes; where there is no number, `otherwise` leaves none.
            beyond = one.expr > lit(end) if less else one.expr < lit(end)
            return pl.when(beyond).then(lit(end)).otherwise(one.expr)
    if a.nulls.never and b.nulls.never:
        return pl.when(a.expr <= b.expr if less else a.expr >= b.expr).then(a.expr).otherwise(b.expr)
    # A null must win, which `otherwise` alone would not let it.
    first = a.expr <= b.expr if less else a.expr >= b.expr
    other_ = a.expr > b.expr if less else a.expr < b.expr
    return pl.when(first).then(a.expr).when(other_).then(b.expr).otherwise(lit(None))
