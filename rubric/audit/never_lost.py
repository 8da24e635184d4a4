"""A leaf that earns its full points whatever the facts say.

Exact where it is reported: its worth was enclosed and is its points alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.finding import Finding
from rubric.audit.never_full import worth_of
from rubric.number import show
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading


class NeverLost(Finding):
    """Nothing can cost a point."""

    check = "never-lost"
    code = "A003"
    severity = "hint"
    zh = "“{item}”无论事实如何都得满分 {points}。"
    en = "“{item}” earns its full {points} points whatever the facts say."
    effect_zh = "这 {points} 分人人都有，不区分好坏。"
    effect_en = "Everybody has these {points} points: they tell nobody apart."
    fix_zh = "写出什么情况下失分；若规则还没有定，用“给定”。"
    fix_en = "Say what costs points; where the rule is not written down yet, use given."
    item: str
    points: str


def check(reading: Reading) -> Iterator[Finding]:
    """Leaves with points whose worth is the points; one that is 0 where it does not apply can lose them."""
    for rule in reading.rules:
        item = rule.scope.item
        if item is None or item.points <= 0 or item.otherwise == "zero":
            continue
        if worth_of(reading, rule) == Range.point(item.points):
            yield NeverLost(place=item.place, labels=(), item=item.name, points=show(item.points))
