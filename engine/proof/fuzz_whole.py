"""What must be true of every whole scorecard: all is defined, conserved and within bounds, grades exist."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.proof.fuzz_worth import BOUNDS, lacking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric

CONSERVED: Final = "conserved"
GRADE: Final = "grade"
ADDS: Final = ("sum", "weighted")


def broken_in(card: Scorecard, rubric: Rubric) -> Iterator[tuple[str, str]]:
    """The path and the property of everything that is not as it must be, for facts that are all known."""
    items = {item.path: item for item in rubric.root.walk()}
    for one in card.root.walk():
        if one.state == "unscored":
            yield from _undefined(one, row=one.path not in items)
            continue
        if not conserved(one):
            yield one.path, CONSERVED
        item = items.get(one.path)
        if not _within(one, item.least if item is not None else Fraction(0), rubric):
            yield one.path, BOUNDS
        grades = card.grades if not one.path else one.grades
        if item is not None and item.grades is not None and not grades and one.state == "scored":
            yield one.path, GRADE


def _undefined(one: ItemScore, *, row: bool) -> Iterator[tuple[str, str]]:
    """Where no score begins: what rests on an item without one is not told again."""
    why = one.undefined
    if why is None or any(child.state == "unscored" for child in one.items):
        return
    what = lacking(why, row=row)
    if what is not None:
        yield one.path, what


def conserved(one: ItemScore) -> bool:
    """Whether an item's score is what its parts come to: exactly, and for what adds up as printed."""
    if one.exact is None:
        return True
    steps = sum((step.amount for step in one.steps), Fraction(0))
    if one.items and one.combine in ADDS and one.state == "scored":
        printed = sum((child.low for child in one.items if not gone(child)), Fraction(0))
        return one.low == printed + steps + one.difference
    if not one.items and one.state == "scored" and one.trace.raw is not None:
        return one.exact == one.trace.raw + steps
    return True


def gone(one: ItemScore) -> bool:
    """Whether an item's points went to others, so that it counts nowhere."""
    return one.state == "not_applicable" and one.otherwise in ("redistribute", "rescale")


def _within(one: ItemScore, least: Fraction, rubric: Rubric) -> bool:
    if one.exact is None:
        return True
    beyond = rubric.beyond_full and any(below.bonus for below in one.walk())
    # Points that others handed over, or that were scaled, move a least other than 0 as well.
    low = least if least >= 0 or not one.points else None
    return (low is None or one.exact >= min(low, Fraction(0))) and (bool(beyond) or one.exact <= one.points)
