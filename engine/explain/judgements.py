"""What a person decided: the level, the share, and the reason given for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explain.words import aside, brackets, colon, commas, value_of

if TYPE_CHECKING:
    from engine.scorecard import ItemScore
    from rubric.problems import Language


def short(item: ItemScore, language: Language) -> list[str]:
    """The level and the share, then the reason."""
    trace = item.trace
    said = commas([_judged(item, language), _share(item, language)], language)
    return [colon(said, trace.reason or "", language)]


def reading(item: ItemScore, language: Language) -> list[str]:
    """The level with its ends, the share that was given, and the reason."""
    trace = item.trace
    held = next((b.branch.interval for b in trace.branches if b.branch.label == trace.level), None)
    within = aside(brackets(held, percent=True), language) if held else ""
    share = _share(item, language)
    got = (f"给 {share}" if language == "zh" else f"given {share}") if share else ""
    judged = _judged(item, language)
    text = commas([judged + within if judged else "", got], language)
    return [colon(text, trace.reason or "", language)]


def given(item: ItemScore, language: Language) -> list[str]:
    """Points that were typed in, with the reason."""
    share = _share(item, language)
    said = commas(["由人给定" if language == "zh" else "given by a person", share], language)
    return [colon(said, item.trace.reason or "", language)]


def _judged(item: ItemScore, language: Language) -> str:
    if not item.trace.level:
        return ""
    return f"评定为{item.trace.level}" if language == "zh" else f"judged {item.trace.level}"


def _share(item: ItemScore, language: Language) -> str:
    return value_of(item.trace.quantity, language, percent=True)
