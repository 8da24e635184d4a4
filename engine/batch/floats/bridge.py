"""Between the two tiers: what whole numbers hold goes into float64, and what float64 is sure of comes back.

::

    found = approximated(item.worth.expr, names.lowering(own), names)    # where whole numbers refused
    found = times_constant(found, by, sheet)
    low = cells(found, rounding.places, rounding.mode, sheet)            # a Quotient, or None
    keep = keeper(sheet)
    total = added([borrowed(child.exact, keep) for child in children], sheet)    # not rounded before

A row of which float64 is not sure is null in what comes back, as is one that has no value.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.floats import (
    NEVER,
    Approx,
    Never,
    Truth,
    Unsupported,
    Value,
    Walk,
    Word,
    column,
    quotient,
    scaled,
    settled,
    summed,
    to_places,
    within,
)
from engine.batch.lowering import quotient as whole_quotient
from engine.batch.lowering.nulls import Nulls
from engine.batch.lowering.quotient import Quotient
from engine.batch.lowering.refused import NoColumns
from engine.batch.lowering.truth import Truth as WholeTruth
from engine.batch.lowering.whole import Whole, times
from rubric.number import round_places
from rubric.record import replace

if TYPE_CHECKING:
    import ast

    from engine.batch.floats.approx import Keep
    from engine.batch.lowering.choosing import Value as WholeValue
    from engine.batch.lowering.names import Names
    from engine.batch.lowering.sheet import Sheet
    from engine.batch.lowering.tree import Lowering
    from rubric.model import Mode

# The largest number up to which float64 holds every whole one.
LARGEST: Final = 1 << 53


def keeper(sheet: Sheet) -> Keep:
    """Names intermediate columns of float64 on a sheet, each in the first stage that has what it reads."""
    there: dict[str, int] = {}

    def stage_of(name: str) -> int:
        if name not in there:
            there.update((held, at + 1) for held, at in sheet.names().items())
            there.setdefault(name, 0)  # a column of the part itself
        return there[name]

    def keep(expr: pl.Expr) -> pl.Expr:
        if expr.meta.is_column() or expr.meta.is_literal():
            return expr
        stage = max((stage_of(name) for name in expr.meta.root_names()), default=0)
        name, there_at = sheet.keep(expr, stage)
        there[name] = there_at
        return pl.col(name)

    return keep


# -- into float64 ----------------------------------------------------------------------------------------


def borrowed(value: WholeValue, keep: Keep) -> Value:
    """What whole numbers hold, in float64; its bounds are those that it has where it is reached."""
    if value is None:
        return NEVER
    if not isinstance(value, Quotient):
        known = None if value.nulls.never else value.expr.is_not_null()
        if isinstance(value, WholeTruth):
            return Truth(value.expr, known, value.fixed)
        return Word(value.expr, known, value.fixed)
    over = _column(value.over, value.by)
    if value.of is None:
        return _within(over, value)
    found = quotient(over, _column(value.of, 1), keep)
    return _within(found, value) if isinstance(found, Approx) else found


def _column(held: Whole, by: int) -> Approx:
    known = pl.lit(value=True) if held.nulls.never else held.expr.is_not_null()
    found = column(held.expr, by, held.lo, held.hi, known)
    return replace(found, sure=None) if held.nulls.never else found


def _within(found: Approx, value: Quotient) -> Approx:
    lo, hi = max(found.lo, value.low), min(found.hi, value.high)
    if lo > hi or found.point is not None:
        return found
    size = (
        min(found.size, max(abs(lo), abs(hi)) * (1 + 2 * found.relative))
        if not found.absolute
        else found.size
    )
    size = found.size if found.rows is not None else size
    if lo == hi:
        return settled(lo, found.sure)
    return replace(found, lo=lo, hi=hi, size=size)


def approximated(tree: ast.expr, lowering: Lowering, names: Names) -> Value:
    """A tree that whole numbers refused, over the names of a lowering; whatever turns in it is asked of whole
    numbers first. Raises Unsupported."""
    return _walk(lowering, names).value(tree)


def _walk(lowering: Lowering, names: Names) -> Walk:
    keep = keeper(names.sheet)

    def exactly(node: ast.expr) -> Value | None:
        try:
            return borrowed(lowering.value(node), keep)
        except NoColumns:
            return None

    def env(name: str) -> Value:
        try:
            return borrowed(lowering.env(name), keep)
        except NoColumns as none:
            return named(name.removeprefix("known:"), name, none)

    def named(name: str, asked: str, none: NoColumns) -> Value:
        value = names.rubric.values.get(name)
        if value is None:
            raise Unsupported(none.why) from none
        found = walk.value(value.lowered.expr)
        if value.range is not None:
            found = within(found, value.range, keep)
        if asked == name or isinstance(found, Never):
            return found
        return Truth(pl.lit(value=True), found.sure)

    walk = Walk(env, keep, exactly)
    return walk


# -- and back --------------------------------------------------------------------------------------------


def times_constant(found: Value, by: Fraction, sheet: Sheet) -> Value:
    """Points of an item's own as those of the table."""
    return scaled(found, by, keeper(sheet))


def added(parts: list[Value], sheet: Sheet) -> Value:
    """The sum of parts that are not rounded."""
    return summed(parts, keeper(sheet))


def cells(found: Value, places: int, mode: Mode, sheet: Sheet) -> Quotient | None:
    """A number rounded to decimals; null where float64 is not sure, None where that is everywhere."""
    keep = keeper(sheet)
    if not isinstance(found, Approx):
        return None
    counts, sure = to_places(found, places, mode, keep)
    unit = Fraction(10) ** -places
    ends = [round_places(end, places, mode) / unit for end in (found.lo, found.hi)]
    low, high = max(math.floor(ends[0]), -LARGEST), min(math.ceil(ends[1]), LARGEST)
    if low > high:
        return None
    name = keep(pl.when(sure).then(counts).otherwise(pl.lit(None, dtype=pl.Int64))).meta.output_name()
    held = Whole(pl.col(name), low, high, sheet.names()[name] + 1, Nulls.of(name), name)
    if places < 0:
        return whole_quotient.quotient(times(held, 10**-places))
    return whole_quotient.quotient(held, 10**places)
