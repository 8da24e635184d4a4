"""What an item is worth where some facts are known: everything that it can still be, as it is printed."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

from rubric.audit.scopes import Scope
from rubric.range import ONE, ZERO, Range, add, intersect, maximum, minimum, mul, round_
from rubric.worth import SUM

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from rubric.audit.reading import Reading
    from rubric.formula import Bound
    from rubric.model import Item

_TOGETHER: Final[dict[str, Callable[[Range, Range], Range]]] = {
    "sum": add,
    "weighted": add,
    "mean": add,
    "best": maximum,
    "worst": minimum,
}


def worth_at(reading: Reading, item: Item, given: Mapping[str, Bound]) -> Range | None:
    """The range of an item's score on its own scale; None where it may have none or is not followed.

    Groups that share out points of what does not apply, that combine by a formula, and those whose
    leaves are rows of a table are not followed.
    """
    if item.each is not None or item.otherwise in ("redistribute", "rescale"):
        return None
    parts: dict[str, Bound] = {}
    if item.items:
        total = _below(reading, item, given)
        if total is None:
            return None
        parts = {SUM: total}
    return _here(reading, item, {**given, **parts})


def _below(reading: Reading, item: Item, given: Mapping[str, Bound]) -> Range | None:
    together = _TOGETHER.get(item.combine)
    if together is None:
        return None
    found = []
    for child in item.items:
        worth = worth_at(reading, child, given)
        if worth is None:
            return None
        found.append(mul(worth, Range.point(child.scale)))
    whole = reduce(together, found)
    return mul(whole, Range.point(ONE / len(found))) if item.combine == "mean" else whole


def _here(reading: Reading, item: Item, given: Mapping[str, Bound]) -> Range | None:
    applies = True
    if item.applies is not None:
        held = reading.survey(Scope(item), given).of(item.applies.when)
        if not isinstance(held, bool):
            return None
        applies = held
    if not applies:
        return Range.point(item.points if item.otherwise == "full" else ZERO)
    found = reading.survey(Scope(item), given).of(item.worth.expr)
    if not isinstance(found, Range):
        return None
    if not item.items:
        # A score outside the bounds is none.
        within = intersect(found, Range(min(item.least, item.points), item.points))
        return None if within is None else _rounded(reading, item, within)
    return found


def _rounded(reading: Reading, item: Item, found: Range) -> Range:
    rounding = reading.rubric.rounding.get("item")
    plain: Fraction = item.scale
    return round_(found, rounding.places, rounding.mode) if rounding is not None and plain == 1 else found
