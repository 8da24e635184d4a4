"""What came after the rule, as a person would tell it: steps, rounding, what does not apply."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.figures import conversions
from engine.explain.lines import stop
from engine.explain.reasons import became, not_applicable
from engine.explain.voices.lines import line
from engine.explain.voices.spoken import about, in_words, points_of, within
from engine.explain.words import clauses, commas, figure, formula, is_name
from engine.scorecard import CONVERSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.scorecard import ItemScore, Step
    from rubric.problems import Language

_CONVERTED: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "scale": "按本表比例折算为 {to}",
        "redistribute": "分摊不适用指标的分值后为 {to}",
        "rescale": "全表折算后为 {to}",
    },
    "en": {
        "scale": "on the scale of the table that is {to}",
        "redistribute": "with its share of the points of what does not apply that is {to}",
        "rescale": "scaled back to the full table that is {to}",
    },
}


def steps(item: ItemScore, language: Language) -> list[str]:
    """A clause for every step, in order; none for one that changed nothing and says nothing."""
    return [said for said in (step_told(step, item, language) for step in item.steps) if said]


def step_told(step: Step, item: ItemScore, language: Language) -> str:
    """One step after a rule, or after the sum of a group."""
    if step.kind == "held":
        return about(stop(item, step.amount, language), language)
    if step.kind == "then_deduct":
        return clauses((line(use, item, language, adds=False, again=True) for use in step.uses), language)
    if step.kind == "ceiling":
        return _ceiling(step, language)
    if step.kind == "veto":
        return _veto(step, item, language)
    assert step.kind in CONVERSIONS  # nothing else is left
    after = next((one.after for one in conversions(item) if one.step is step), None)
    if not step.amount or after is None:
        return ""
    return _CONVERTED[language][step.kind].format(to=points_of(after, language))


def _ceiling(step: Step, language: Language) -> str:
    use, zh = next(iter(step.uses), None), language == "zh"
    held = use.branch.interval if use is not None else None
    percent = use is not None and "%" in use.branch.label
    name = formula(step.label, language)
    if isinstance(step.quantity, Fraction):
        shown = about(figure(step.quantity, percent=percent, held=held), language)
        name = f"{name}为 {shown}" if zh else f"{name} is {shown}"
    where = within(held, language, percent=percent) if held is not None else ""
    most = use.amount if use is not None else None
    limit = ""
    if isinstance(most, Fraction):
        limit = (
            f"得分最多 {points_of(most, 'zh')}" if zh else f"so it comes to {points_of(most, 'en')} at most"
        )
    return commas([name, where, limit, taken(step.amount, language)], language)


def _veto(step: Step, item: ItemScore, language: Language) -> str:
    zh, cause = language == "zh", step.because or in_words(formula(step.label, language), language)
    head = f"因“{cause}”一票否决" if zh else f"a veto applies: {cause}"
    if item.trace.raw is None and not item.items and item.exact == 0:
        return commas([head, "本项不得分" if zh else "nothing is earned"], language)
    return commas([head, taken(step.amount, language)], language)


def taken(amount: Fraction, language: Language) -> str:
    """``减 6 分``, ``加 2 分``, nothing for nothing."""
    if not amount:
        return ""
    worth, less = points_of(abs(amount), language), amount < 0
    if language == "zh":
        return f"{'减' if less else '加'} {worth}"
    return f"{worth} {'less' if less else 'more'}"


def rounded(item: ItemScore, language: Language) -> str:
    """That the score is a rounded one, where it is."""
    if item.exact is None or item.exact == item.low:
        return ""
    to = points_of(item.low, language)
    return f"按规定舍入为 {to}" if language == "zh" else f"rounded to {to}"


def aside_of(item: ItemScore, language: Language) -> str:
    """That an item does not apply and why, in words."""
    if not item.condition or is_name(item.condition) or item.table is not None:
        return in_words(not_applicable(item, language), language)
    cause = in_words(formula(item.condition, language), language)
    after = became(item, language)
    if language == "zh":
        return f"不适用（“{cause}”不成立），{after}"
    return f"does not apply (it is not so that {cause}): {after}"
