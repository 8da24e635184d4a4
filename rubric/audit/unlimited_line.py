"""A line of an award that adds without a limit beside other lines: alone it can fill the item.

Exact: reported where the line has no ``max`` and facts within their ranges bring it to the item's points.
A line that stands alone is limited by the points, as its author says there; it is not reported.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from rubric.audit.finding import Finding
from rubric.audit.places import excerpt_of, of_item
from rubric.formula.check import called
from rubric.number import show
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.rules.base import Branch


class UnlimitedLine(Finding):
    """The other lines then count for nothing."""

    check = "unlimited-line"
    code = "A004"
    severity = "hint"
    zh = "“{item}”的加分“{line}”没有写最多加多少。"
    en = "The line “{line}” of “{item}” does not say how much it adds at most."
    effect_zh = "只靠这一项就能加满 {points} 分，其余各项不再起作用。"
    effect_en = "It can fill all {points} points alone; the other lines then count for nothing."
    fix_zh = "写“最多”；本意就是可以加满，写“最多: {points}”。"
    fix_en = "Write max; where it may indeed fill the item, write max: {points}."
    item: str
    line: str
    points: str


def check(reading: Reading) -> Iterator[Finding]:
    """Lines of an award that has others beside them."""
    for rule in reading.rules:
        item = rule.scope.item
        if item is None or rule.lowered.rule != "award" or rule.scope.table is not None:
            continue
        for branch in rule.lowered.branches if len(rule.lowered.branches) > 1 else ():
            if branch.amount is None or _limited(branch):
                continue
            found = reading.survey(rule.scope).of(branch.amount)
            if isinstance(found, Range) and found.hi is None and branch.place is not None:
                yield UnlimitedLine(
                    place=branch.place,
                    labels=of_item(item),
                    item=item.name,
                    line=excerpt_of(branch.place),
                    points=show(item.points),
                )


def _limited(branch: Branch) -> bool:
    return isinstance(branch.amount, ast.Call) and called(branch.amount) == "min"
