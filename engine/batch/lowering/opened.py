"""Opened: the scores of a leaf of which some rows were scored alone, over the columns that this gave."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.lowering import truth
from engine.batch.lowering.choosing import choose
from engine.batch.lowering.nulls import NEVER
from engine.batch.lowering.quotient import Quotient, quotient
from engine.batch.lowering.quotient import kept as quotient_kept
from engine.batch.lowering.scores import Scores
from engine.batch.lowering.subjects import strangers
from engine.batch.lowering.truth import Truth
from engine.batch.lowering.whole import Whole
from engine.leaf import otherwise
from rubric.number import round_places
from rubric.range import Range
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.batch.lowering.alone import Filled
    from engine.batch.lowering.placing import Placed
    from engine.batch.lowering.sheet import Sheet
    from rubric.model import Item, Rubric

ZERO: Final = Fraction(0)
UNSCORED: Final = 2
ABSENT: Final = 1


def columns_of(number_: int, filled: Filled, height: int) -> list[pl.Series]:
    """What was found alone as columns of all rows, null in those that were not open."""
    found = {"fl": filled.low, "fh": filled.high, "fs": filled.state}
    if filled.over:
        found |= {"el": filled.least, "eh": filled.most}
    return [
        pl.Series([None], dtype=one.dtype)
        .new_from_index(0, height)
        .scatter(filled.rows, one)
        .alias(f"{name}:{number_}")
        for name, one in found.items()
    ]


def rows_to_ask(frame: pl.DataFrame, low: pl.Series | None, reads: Collection[str]) -> pl.Series:
    """The rows in which a leaf is open, ``low`` being null there, or has a strange cell among its ``reads``;
    all of them where there is no ``low``."""
    if low is None:
        return pl.int_range(frame.height, eager=True)
    strange = strangers(frame, reads)
    if strange is None:
        return low.is_null().arg_true() if low.null_count() else pl.Series([], dtype=pl.UInt32())
    return (low.is_null() | strange).arg_true()


class Fill(Record):
    """A leaf of which some rows were scored alone, with so many decimals, and exactly ``over`` a denominator;
    ``given`` are the scores of the others."""

    number: int
    places: int
    over: int
    given: Scores | None


def opened(item: Item, fill: Fill, placed: Placed, rubric: Rubric, sheet: Sheet) -> Scores:
    """The scores of a leaf with what was found alone put in. Raises NoColumns."""
    given, place, rounding = fill.given, placed.places[item.path], rubric.rounding.get("item")
    outer = outer_of(item, placed)
    ends = outer if rounding is None else [round_places(end, rounding.places, rounding.mode) for end in outer]
    fewest, largest = (_alone(f"{one}:{fill.number}", ends, 10**fill.places) for one in ("fl", "fh"))
    exact = [_alone(f"{one}:{fill.number}", outer, fill.over) for one in ("el", "eh")] if fill.over else None
    state = pl.col(f"fs:{fill.number}")
    open_ = Truth((state == UNSCORED).fill_null(value=False))
    if given is None:
        counts = rounding.places if rounding is not None else None
        span = None if exact is None else (exact[0], exact[1])
        one = None if exact is None else exact[0]
        applies = Truth(state != ABSENT)
        points = place.points(item)
        return Scores(item, fewest, largest, one, points, counts, open=open_, applies=applies, span=span)
    there = Truth(state.is_not_null())
    if given.open.fixed is True:
        open_ = Truth((state == UNSCORED).fill_null(value=True))
    low, high = _either(there, fewest, given.low, sheet), _either(there, largest, given.high, sheet)
    own = given.span or (None if given.exact is None else (given.exact, given.exact))
    span = None
    if own is not None and exact is not None:
        span = _either(there, exact[0], own[0], sheet), _either(there, exact[1], own[1], sheet)
    applies = truth.fixed(True)
    if given.applies.fixed is not True:
        held = given.applies.expr.fill_null(value=True)
        applies = Truth(pl.when(there.expr).then(state != ABSENT).otherwise(held))
    one = span[0] if span is not None else None
    return Scores(item, low, high, one, given.points, given.places, open=open_, applies=applies, span=span)


def outer_of(item: Item, placed: Placed) -> list[Fraction]:
    """What a leaf may count, and 0."""
    applied, place = placed.applied[item.path], placed.places[item.path]
    ranges = [
        place.counted(Range(min(item.least, ZERO), max(item.points, ZERO))),
        otherwise(item, applied, place),
    ]
    return [ZERO, *(end for held in ranges for end in (held.lo, held.hi) if end is not None)]


def _alone(name: str, ends: Sequence[Fraction], by: int) -> Quotient:
    lo, hi = math.floor(min(ends) * by), math.ceil(max(ends) * by)
    return quotient(Whole(pl.col(name), lo, hi, 0, NEVER, name), by)


def _either(found: Truth, alone: Quotient, given: Quotient, sheet: Sheet) -> Quotient:
    """What was found alone where it was looked for, else what columns gave, which then is never null."""
    full = replace(given, over=replace(given.over, nulls=NEVER))
    chosen = choose([found], [alone, full], sheet)
    assert isinstance(chosen, Quotient)  # both are
    return quotient_kept(chosen, sheet)
