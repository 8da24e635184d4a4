"""A formula that comes to more than the points, or to less than the least, for facts within their ranges.

Exact where it is reported: such facts were found. Where none was found among those tried, nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rubric.audit.finding import Finding
from rubric.audit.places import of_item
from rubric.audit.witness import example, find
from rubric.number import show
from rubric.range import Range, intersect, show_range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Rule
    from rubric.formula import Bound
    from rubric.model import Item

EXACT_RULES: Final = frozenset(("formula", "cases", "bands", "lookup", "interpolate"))


class BeyondBounds(Finding):
    """Such facts leave the item without a score."""

    check = "beyond-bounds"
    code = "A013"
    zh = "“{item}”的得分会{side_zh} {bound}：如 {example_zh} 时算出 {found_zh}。"
    en = "“{item}” can come to {side_en} {bound}: for example {example_en} gives {found_en}."
    effect_zh = "这时“{item}”没有得分，{points} 分悬而未决。"
    effect_en = "Then “{item}” has no score: {points} points are open."
    fix_zh = "公式旁写“封顶: 是”，或用“最小”“限于”写明界限，或改事实的范围。"
    fix_en = "Write clamp: yes beside a formula, or min or clamp inside it, or correct the declared ranges."
    item: str
    side_zh: str
    side_en: str
    bound: str
    example_zh: str
    example_en: str
    found_zh: str
    found_en: str
    points: str


def check(reading: Reading) -> Iterator[Finding]:
    """Leaves whose rule is not held within the bounds by itself: each end is told once."""
    for rule in reading.rules:
        item = rule.scope.item
        if item is None or rule.worth is None or rule.scope.table is not None or item.is_group:
            continue
        if rule.lowered.rule in EXACT_RULES and not rule.lowered.clamps:
            yield from _beyond(reading, rule, item)


def _beyond(reading: Reading, rule: Rule, item: Item) -> Iterator[Finding]:
    _, whole = reading.surveyed(rule.lowered.expr, rule.scope)
    above, below = Range(item.points, None, lo_open=True), Range(None, item.least, hi_open=True)
    for side, words, bound in (
        (above, ("高于满分", "more than its points,"), item.points),
        (below, ("低于最低", "less than its least,"), item.least),
    ):
        if not isinstance(whole, Range) or not whole.meets(side):
            continue
        found: list[Range] = []

        def out(_: object, bound: Bound, side: Range = side, found: list[Range] = found) -> bool | None:
            both = intersect(bound, side) if isinstance(bound, Range) else None
            surely = both is not None and both == bound
            found[:] = [both] if surely and both is not None else []
            return surely or (False if both is None and isinstance(bound, Range) else None)

        given = find(reading, rule.lowered.expr, rule.scope, rule.lowered.expr, out)
        if given is not None and found:
            zh_found, en_found = _figure(found[0])
            zh, en = example(reading, given, rule.scope)
            yield BeyondBounds(
                place=rule.lowered.place or item.place,
                labels=of_item(item),
                item=item.name,
                side_zh=words[0],
                side_en=words[1],
                bound=show(bound),
                example_zh=zh,
                example_en=en,
                found_zh=zh_found,
                found_en=en_found,
                points=show(item.points),
            )


def _figure(found: Range) -> tuple[str, str]:
    """What comes out: one number, or where it lies while other facts are open."""
    if found.is_point and found.lo is not None:
        return show(found.lo), show(found.lo)
    return f"{show_range(found)} 内的数", f"a number in {show_range(found)}"
