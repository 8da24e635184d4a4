"""Neighbouring bands that earn the same, exactly or as printed.

Exact: what a band earns is compared where it is one number, whatever the facts.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rubric.audit.bands_of import rules_with_bands
from rubric.audit.finding import Finding, Label
from rubric.number import show
from rubric.range import Range, round_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Rule
    from rubric.rules.base import Branch


class SameBand(Finding):
    """The cut between two bands changes nothing."""

    check = "same-band"
    code = "A006"
    severity = "hint"
    zh = "相邻两档 {first} 和 {second} {rounded_zh}都得 {earns}。"
    en = "The neighbouring bands {first} and {second} both earn {earns}{rounded_en}."
    effect_zh = "“{item}”在两档之间的分界不改变得分。"
    effect_en = "The cut between them does not change what “{item}” earns."
    fix_zh = "核对两档的分数；本意相同就并成一档。"
    fix_en = "Check what the two earn; where the same is meant, make them one band."
    item: str
    first: str
    second: str
    earns: str
    rounded_zh: str
    rounded_en: str


def check(reading: Reading) -> Iterator[Finding]:
    """Pairs of neighbours, from the lowest band up."""
    for rule, _ in rules_with_bands(reading):
        for first, second in pairwise(rule.lowered.branches):
            found = _same(reading, rule, first, second)
            if found is not None:
                yield found


def _same(reading: Reading, rule: Rule, first: Branch, second: Branch) -> Finding | None:
    low, high = (earned(reading, rule, branch) for branch in (first, second))
    if low is None or high is None:
        return None
    rounding = reading.rubric.rounding.get("item") if rule.worth is not None else None
    equal = low == high
    if not equal and rounding is not None:
        low, high = (round_(one, rounding.places, rounding.mode) for one in (low, high))
    if low != high or low.lo is None:
        return None
    also = Label(first.place, "与它相邻", "its neighbour") if first.place is not None else None
    return SameBand(
        place=second.place,
        labels=(also,) if also is not None else (),
        item=rule.name,
        first=first.label,
        second=second.label,
        earns=show(low.lo),
        rounded_zh="" if equal else "舍入后",
        rounded_en="" if equal else " once rounded",
    )


def earned(reading: Reading, rule: Rule, branch: Branch) -> Range | None:
    """What a band earns where that is one number, whatever the facts."""
    found = reading.survey(rule.scope).of(branch.amount) if branch.amount is not None else None
    return found if isinstance(found, Range) and found.is_point else None
