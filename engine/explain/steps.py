"""The steps after a rule, or after the sum of a group: each named, with what it added or took away."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.figures import conversions, factor
from engine.explain.lines import line, stop
from engine.explain.words import (
    amount,
    aside,
    clauses,
    colon,
    commas,
    equation,
    figure,
    interval,
    points,
    ratio,
    signed,
)
from engine.scorecard import CONVERSIONS
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.scorecard import ItemScore, Step, StepKind
    from rubric.problems import Language

NAMES: Final[Mapping[Language, Mapping[StepKind, str]]] = {
    "zh": {
        "held": "限于满分",
        "then_deduct": "再扣",
        "ceiling": "上限",
        "veto": "否决",
        "scale": "换算",
        "redistribute": "分摊",
        "rescale": "全表折算",
    },
    "en": {
        "held": "held at full",
        "then_deduct": "deducted",
        "ceiling": "ceiling",
        "veto": "veto",
        "scale": "scaled",
        "redistribute": "redistributed",
        "rescale": "rescaled",
    },
}


def name_of(step: Step, language: Language) -> str:
    """What a step is called beside its amount."""
    if step.kind == "held" and step.amount > 0:
        return "限于最低分" if language == "zh" else "held at least"
    return NAMES[language][step.kind]


def why(step: Step, item: ItemScore, language: Language) -> str:
    """What made a step, without its name and its amount."""
    zh = language == "zh"
    if step.kind == "held":
        if step.amount > 0:
            return "不低于最低分" if zh else "no less than the least"
        return "超过满分的部分不计" if zh else "what is beyond the full points does not count"
    if step.kind == "then_deduct":
        # Where one condition alone took points, their amount stands beside it already.
        alone = len(step.uses) == 1 and step.uses[0].branch.count is None
        if alone:
            return step.uses[0].branch.because or step.uses[0].branch.label
        return _taken(step, item, language)
    if step.kind == "ceiling":
        return _ceiling(step, language)
    if step.kind == "veto":
        return step.because or step.label
    by = next((one.by for one in conversions(item) if one.step is step), None)
    return "" if by is None else f"× {ratio(by)}"


def sentence(step: Step, item: ItemScore, language: Language) -> str:
    """A step in a line of reasons: ``再扣：偏离目标30%及以上（−2）``."""
    if step.kind == "held":
        return stop(item, step.amount, language)
    moved = aside(signed(step.amount), language) if step.amount else ""
    if step.kind == "then_deduct":
        # Every line that took something says how much it took.
        return colon(NAMES[language]["then_deduct"], _taken(step, item, language), language)
    if step.kind in CONVERSIONS:
        after = next((one.after for one in conversions(item) if one.step is step), None)
        if not step.amount or after is None:
            return ""
        return equation(f"{NAMES[language][step.kind]} {why(step, item, language)}".rstrip(), show(after))
    return colon(NAMES[language][step.kind], why(step, item, language), language) + moved


def _taken(step: Step, item: ItemScore, language: Language) -> str:
    said = [line(use, item, language, adds=False) for use in step.uses]
    took = sum((use.amount for use in step.uses if isinstance(use.amount, Fraction)), Fraction(0))
    stopped = took > -step.amount and factor(item) == 1 and not item.items
    return clauses([*said, ("扣完为止" if language == "zh" else "no further") if stopped else ""], language)


def _ceiling(step: Step, language: Language) -> str:
    """``执行率 ≈ 79.99%，不低于 70% 且低于 80%，至多 89``."""
    use = next(iter(step.uses), None)
    held = use.branch.interval if use is not None else None
    percent = use is not None and "%" in use.branch.label
    said = step.label
    if isinstance(step.quantity, Fraction):
        said = equation(step.label, figure(step.quantity, percent=percent, held=held))
    where = interval(held, language, percent=percent) if held is not None else ""
    most = amount(use.amount) if use is not None else ""
    limit = (f"至多 {most}" if language == "zh" else f"at most {most}") if most else ""
    if language == "en" and limit:
        limit = f"so {limit} points"
    return commas([said, where, limit], language)


def running(item: ItemScore, language: Language) -> list[str]:
    """The way of a leaf from its rule to its exact score, a step a line with what it came to."""
    if not item.steps or item.exact is None:
        return []
    zh = language == "zh"
    at = item.exact - sum((step.amount for step in item.steps), Fraction(0))
    # A veto that stands before everything else leaves nothing to calculate.
    vetoed = item.trace.raw is None and item.steps[0].kind == "veto"
    lines = [] if vetoed else [f"按规则得 {points(at, None)}" if zh else f"the rule gives {points(at, None)}"]
    for step in item.steps:
        at += step.amount
        said = sentence(step, item, language) or NAMES[language][step.kind]
        comes = f"计 {points(at, None)}" if zh else f"comes to {points(at, None)}"
        lines.append(said if step.kind in CONVERSIONS else commas([said, comes], language))
    return lines
