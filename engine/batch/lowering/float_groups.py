"""A group by approximation, where whole numbers do not hold it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.batch import floats
from engine.batch.lowering.choosing import choose
from engine.batch.lowering.floating import Floating, rounded_cells
from engine.batch.lowering.group_own import ADDS, any_of
from engine.batch.lowering.groups import places_of, points_of, rounding_of
from engine.batch.lowering.quotient import Quotient, kept, number
from engine.batch.lowering.refused import Unsupported
from engine.batch.lowering.scores import Scores
from engine.group import joining
from rubric.worth import SUM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.batch.lowering.names import Names
    from engine.batch.lowering.placing import Placed
    from rubric.model import Item

ZERO: Final = Fraction(0)


def float_group(
    item: Item, children: Sequence[Scores], names: Names, placed: Placed, places: int, *, flags: bool
) -> Scores:
    """The scores of a group from those of its items. Raises NoColumns."""
    applied, place = placed.applied[item.path], placed.places[item.path]
    counted = [child for child in children if not child.gone]
    open_ = any_of([child.open for child in counted], names.sheet)
    known = applied.applies is True and place.factor.is_point and open_.fixed is not True
    if not known or (flags and item.applies is not None):
        raise Unsupported("an approximated group that may not apply")
    rounding, misfit = rounding_of(item, children, names)
    start = floats.scaled(_together(item, counted, names, misfit=misfit), 1 / place.by, names.sheet.held)
    whole = Floating(names, {"points": number(item.points), SUM: start})
    found = floats.scaled(whole.approximate(item.worth.expr), place.by, whole.keep)
    low = rounded_cells(found, rounding, places, _outer(item, children, place.by), names)
    if open_.fixed is None:
        closed = choose([open_], [None, kept(low, names.sheet)], names.sheet)
        assert isinstance(closed, Quotient)  # what is closed has a number
        low = closed
    low = kept(low, names.sheet)
    points, counts = points_of(item, children, placed), places_of(children, rounding)
    return Scores(item, low, low, None, points, counts, open=open_, approx=found)


def _together(item: Item, counted: Sequence[Scores], names: Names, *, misfit: bool) -> floats.Value:
    keys = [child.item.name if item.combined is not None else f"@{at}" for at, child in enumerate(counted)]
    values = {key: _approx(child, misfit=misfit) for key, child in zip(keys, counted, strict=True)}
    floating = Floating(names, {"points": number(item.points), **values})
    if not counted:
        return floats.settled(ZERO)
    if item.combine in ADDS:
        return floats.summed([floating.env(key) for key in keys], floating.keep)
    return floating.approximate(item.combined if item.combined is not None else joining(item, keys))


def _approx(child: Scores, *, misfit: bool) -> Quotient | floats.Value:
    """What a group is made of: the score of an item before its rounding, or after."""
    if child.approx is not None and (misfit or child.places is None):
        return child.approx
    value = child.exact if misfit else child.low
    if value is None:
        raise Unsupported("an exact score that columns do not hold")
    return value


def _outer(item: Item, children: Sequence[Scores], by: Fraction) -> tuple[Fraction, Fraction]:
    """What the score of a group lies between, also where bonus items carry it beyond its points."""
    beyond = sum((abs(child.low.high) + abs(child.low.low) for child in children), ZERO)
    bonus = any(child.bonus for child in item.walk()[1:])
    return item.least * by, max(item.points * by, beyond) if bonus else item.points * by
