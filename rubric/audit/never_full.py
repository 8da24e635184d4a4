"""An item that no facts can earn its full points.

Exact where it is reported: everything the leaf can be worth was enclosed and ends below its points, in
print too. A leaf whose enclosure reaches the points may still never earn them; that is not reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.finding import Finding
from rubric.audit.places import of_item
from rubric.audit.scopes import Scope
from rubric.number import show
from rubric.range import Range, intersect, mul, round_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Rule
    from rubric.model import Item


class NeverFull(Finding):
    """The best case falls short."""

    check = "never-full"
    code = "A002"
    zh = "“{item}”分值 {points}，最多只能得 {most}。"
    en = "“{item}” holds {points} points and can earn {most} at most."
    effect_zh = "谁都至少失 {lost} 分：满分从来得不到。"
    effect_en = "Everybody loses at least {lost} points: full marks are out of reach."
    fix_zh = "核对规则里的最高一档（或加分合计），或把分值改为 {most}。"
    fix_en = "Check the highest arm (or the sum of what is added), or make the points {most}."
    item: str
    points: str
    most: str
    lost: str


def check(reading: Reading) -> Iterator[Finding]:
    """Leaves with points whose worth ends below them, and groups whose ceiling does."""
    yield from _capped(reading)
    for rule in reading.rules:
        item = rule.scope.item
        found = worth_of(reading, rule)
        if item is None or found is None or item.points <= 0 or found.hi is None:
            continue
        if item.otherwise == "full":
            continue  # whoever it does not apply to has them
        if found.hi < item.points and not _prints_full(reading, item, found):
            most, lost = show(found.hi), show(item.points - found.hi)
            yield NeverFull(
                place=item.place, labels=(), item=item.name, points=show(item.points), most=most, lost=lost
            )


def _capped(reading: Reading) -> Iterator[Finding]:
    for item in reading.items:
        if not item.is_group or item.worth.ceiling is None or item.points <= 0:
            continue
        found = reading.survey(Scope(item), applied=False).of(item.worth.ceiling.expr)
        if isinstance(found, Range) and found.hi is not None and found.hi < item.points:
            most, lost = show(found.hi), show(item.points - found.hi)
            yield NeverFull(
                place=item.worth.ceiling.place or item.place,
                labels=of_item(item),
                item=item.name,
                points=show(item.points),
                most=most,
                lost=lost,
            )


def _prints_full(reading: Reading, item: Item, found: Range) -> bool:
    """Whether rounding, on the scale of the item's parent, may lift it to its points."""
    rounding = reading.rubric.rounding.get("item")
    if rounding is None:
        return False
    ends = (mul(held, Range.point(item.scale)) for held in (found, Range.point(item.points)))
    most, full = (round_(held, rounding.places, rounding.mode).hi for held in ends)
    return most is None or full is None or most >= full


def worth_of(reading: Reading, rule: Rule) -> Range | None:
    """Everything that a leaf can score where it applies and has a score; None for anything else."""
    item = rule.scope.item
    if item is None or rule.worth is None or rule.scope.table is not None or item.is_group:
        return None
    survey, found = reading.surveyed(rule.worth.expr, rule.scope)
    found = found if survey.possible else None
    if not isinstance(found, Range) or item.least > item.points:
        return None
    return intersect(found, Range(item.least, item.points))
