"""A grade that no score can have, as scores are printed or at all.

Exact: grades read on the rounded score are looked for on the places to which it is rounded.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from rubric.audit.finding import Finding
from rubric.audit.places import of_item
from rubric.number import show
from rubric.range import Range, intersect, on_grid, show_range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.model import Grade, Item, Stage


class EmptyGrade(Finding):
    """Its interval holds no score."""

    check = "empty-grade"
    code = "A028"
    zh = "等级“{grade}”{held} 里没有一个得分：{why_zh}。"
    en = "No score lies in the grade “{grade}” {held}: {why_en}."
    effect_zh = "“{item}”永远评不上“{grade}”。"
    effect_en = "“{item}” is never graded “{grade}”."
    fix_zh = "核对等级的两端，或按“舍入前”评等级。"
    fix_en = "Check the ends of the grade, or read grades on the exact score."
    item: str
    grade: str
    held: str
    why_zh: str
    why_en: str


def check(reading: Reading) -> Iterator[Finding]:
    """The grades of the whole and of every item that has some."""
    for item in reading.items:
        if item.grades is None:
            continue
        step = _step(reading, item) if item.grades.on == "rounded" else None
        for grade in item.grades.grades:
            finding = _finding(item, grade, step)
            if finding is not None:
                yield finding


def _step(reading: Reading, item: Item) -> Fraction | None:
    """The step between two scores of an item, where all of them are rounded at its stage."""
    stage: Stage = "item" if not item.is_group else "group" if item.path else "total"
    rounding = reading.rubric.rounding.get(stage)
    return None if rounding is None else Fraction(10) ** -rounding.places


def _finding(item: Item, grade: Grade, step: Fraction | None) -> Finding | None:
    extra = sum((one.points for one in item.walk() if one.bonus), Fraction(0))
    bounds = Range(item.least, max(item.least, item.points + extra))
    both = intersect(grade.interval, bounds)
    if both is not None and (step is None or on_grid(both, step) is not None):
        return None
    shown = show_range(bounds)
    why = (f"得分在 {shown} 之内", f"scores lie within {shown}")
    if both is not None and step is not None:
        why = (f"得分舍入到 {show(step)}", f"scores are rounded to steps of {show(step)}")
    place = grade.place or item.place
    return EmptyGrade(
        place=place,
        labels=of_item(item) if place is not item.place else (),
        item=item.name,
        grade=grade.name,
        held=show_range(grade.interval),
        why_zh=why[0],
        why_en=why[1],
    )
