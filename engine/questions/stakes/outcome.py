"""What the total can be, and what of an item makes a difference to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explain.undefined import WAITING
from rubric.record import Record, replace

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.scorecard import ItemScore


class Outcome(Record):
    """What the total can be: printed, and exactly; ``grades`` those still possible.

    ``faults`` counts the items that these values leave without a score although nothing is missing.
    """

    low: Fraction
    high: Fraction
    span: tuple[Fraction, Fraction]
    exact: Fraction | None
    grades: tuple[str, ...]
    faults: int

    @property
    def width(self) -> Fraction:
        """How much of the total is open."""
        return self.high - self.low


def within(found: Outcome, now: Outcome) -> Outcome:
    """What is left after answers, as far as it was possible before them: to know more never opens more."""
    if found.exact is not None or (now.low <= found.low and found.high <= now.high):
        return found
    span = max(found.span[0], now.span[0]), min(found.span[1], now.span[1])
    grades = tuple(grade for grade in found.grades if grade in now.grades)
    return replace(
        found, low=max(found.low, now.low), high=min(found.high, now.high), span=span, grades=grades
    )


def outcome_of(root: ItemScore, grades: tuple[str, ...], faults: int) -> Outcome:
    """What the scoring of the whole says of the total."""
    return Outcome(root.low, root.high, root.span, root.exact, grades, faults)


def faults_of(root: ItemScore) -> frozenset[str]:
    """The items without a score for which no fact is missing."""
    return frozenset(
        one.path for one in root.walk() if one.undefined is not None and one.undefined.kind not in WAITING
    )


def settled_at(item: ItemScore, *, high: bool) -> ItemScore:
    """An open item as the most, or the least, that it can be."""
    exact, printed = (item.span[1], item.high) if high else (item.span[0], item.low)
    return replace(
        item, state="scored", exact=exact, span=(exact, exact), low=printed, high=printed, undefined=None
    )
