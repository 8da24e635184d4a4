"""What a group's items can come to together, if each keeps within its own bounds."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.group import ADDS
from rubric.number import round_places
from rubric.range import Range

if TYPE_CHECKING:
    from rubric.model import Item, Rubric

ZERO: Final = Fraction(0)
MOVES: Final = ("redistribute", "rescale")


def bonus_below(item: Item) -> Fraction:
    """What bonus items below an item may add to its points, on its own scale."""
    own = sum((child.points * child.scale for child in item.items if child.bonus), ZERO)
    return own + sum((bonus_below(child) * child.scale for child in item.items), ZERO)


def most_of(item: Item, rubric: Rubric) -> Fraction:
    """The most that an item may come to on its own scale: its points, and the bonus beyond them."""
    if not item.path and rubric.beyond_full is not True:
        return item.points
    return item.points + bonus_below(item)


def end_of(child: Item, group: Item, rubric: Rubric) -> Range:
    """The bounds of an item's printed score in its group's points; 0 where it may not apply."""
    least = min(child.least, ZERO) if child.applies is not None else child.least
    low, high = least * child.scale, max(least, most_of(child, rubric)) * child.scale
    # An end that the places cannot write may be printed beyond itself. Groups that add take exact scores
    # where the full points are such an end.
    low = min(low, *_printed(low, rubric), low)
    return Range(low, high if group.combine in ADDS else max(high, *_printed(high, rubric), high))


def _printed(x: Fraction, rubric: Rubric) -> list[Fraction]:
    return [round_places(x, stage.places, stage.mode) for stage in rubric.rounding.values()]


def sum_of(item: Item, rubric: Rubric) -> Range:
    """The bounds of what a group's items come to together; points that move stay within the group."""
    if item.each is not None:
        return Range(ZERO, item.points)
    spans = [end_of(child, item, rubric) for child in item.items]
    lows, highs = [span.lo or ZERO for span in spans], [span.hi or ZERO for span in spans]
    if item.combine not in ADDS:
        return Range(min(lows, default=ZERO), max(highs, default=ZERO))
    moved = any(child.otherwise in MOVES for child in item.items)
    # What takes over the points of others also counts more below 0.
    low = None if moved and any(low < 0 for low in lows) else sum(lows, ZERO)
    return Range(low, sum(highs, ZERO))
