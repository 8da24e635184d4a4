"""A level of a judgement in which no points can be given, because rounding leaves nothing between its ends.

Exact: the ends are rounded as leaves are, as they are when facts are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.finding import Finding
from rubric.audit.places import of_item
from rubric.number import round_places, show
from rubric.range import ONE, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from rubric.audit.reading import Reading
    from rubric.model import Item, Rounding
    from rubric.rules.base import Branch


class EmptyLevel(Finding):
    """Both ends of a level print as the same points."""

    check = "empty-level"
    code = "A007"
    zh = "等次“{level}”按 {places} 位小数舍入后没有分数可给：“{item}”只有 {points} 分。"
    en = "The level “{level}” has no points to give at {places} places: “{item}” holds only {points}."
    effect_zh = "两端舍入后都是 {end}，给不出属于这一等次的得分。"
    effect_en = "Both its ends round to {end}, so no points belong to it."
    fix_zh = "提高分值、增加小数位，或给这个指标少设一个等次。"
    fix_en = "Raise the points, keep more places, or give this item one level less."
    item: str
    level: str
    points: str
    places: int
    end: str


def check(reading: Reading) -> Iterator[Finding]:
    """Levels of every judged leaf."""
    rounding = reading.rubric.rounding.get("item")
    if rounding is None:
        return
    for item in reading.leaves:
        rule = item.rule
        if rule is None or rule.rule != "judgement" or item.points <= 0:
            continue
        for level in rule.branches:
            end = _empty(level, item, rounding)
            if end is not None:
                yield _finding(item, level, rounding, end)


def _empty(level: Branch, item: Item, rounding: Rounding) -> Fraction | None:
    held = level.interval
    if held is None:
        return None
    low, high = (ZERO if held.lo is None else held.lo), (ONE if held.hi is None else held.hi)
    ends = [round_places(end * item.points, rounding.places, rounding.mode) for end in (low, high)]
    closed = not held.lo_open and not held.hi_open
    step = 1 / (10**rounding.places * ONE)
    first = ends[0] + (step if held.lo_open else 0)
    last = ends[1] - (step if held.hi_open else 0)
    return ends[0] if first > last and not (closed and ends[0] == ends[1]) else None


def _finding(item: Item, level: Branch, rounding: Rounding, end: Fraction) -> Finding:
    return EmptyLevel(
        place=level.place,
        labels=of_item(item),
        item=item.name,
        level=level.label,
        points=show(item.points),
        places=rounding.places,
        end=show(end),
    )
