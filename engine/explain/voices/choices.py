"""One of several, as a person would tell it: the band, the case, the row, the stretch of a line."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.explain.choices import stretch
from engine.explain.figures import decided
from engine.explain.voices.spoken import (
    DUE,
    about,
    earns,
    in_words,
    measured,
    points_of,
    within,
)
from engine.explain.words import commas, formula
from rubric.number import show, show_percent

if TYPE_CHECKING:
    from engine.scorecard import ItemScore
    from rubric.problems import Language


def band(item: ItemScore, language: Language) -> list[str]:
    """The figure, the band that holds it, and what that earns."""
    use = decided(item)
    if use is None:
        return [measured(item, language)]
    where = ""
    if use.branch.interval is not None:
        where = within(use.branch.interval, language, percent=item.trace.percent)
    return [commas([measured(item, language), where, earns(use.amount, language, DUE[language])], language)]


def case(item: ItemScore, language: Language) -> list[str]:
    """The case that decided in the author's words, and what it earns."""
    use = decided(item)
    if use is None:
        return []
    if use.branch.because:
        head = use.branch.because
    elif use.branch.label:
        head = _condition(use.branch.label, language)
    else:
        head = "属于其余情形" if language == "zh" else "none of the listed cases holds"
    return [commas([head, earns(use.amount, language, DUE[language])], language)]


def _condition(text: str, language: Language) -> str:
    said = in_words(formula(text, language), language)
    return f"符合“{said}”的情形" if language == "zh" else f"it is the case that {said}"


def row(item: ItemScore, language: Language) -> list[str]:
    """What was looked up, and what its row earns."""
    use = decided(item)
    if use is None:
        return []
    words, names = use.branch.label.split("、"), item.trace.formula.split("，")
    zh = language == "zh"
    shown = [{"yes": "是", "no": "否"}.get(word, word) if zh else word for word in words]
    if len(names) == len(shown):
        pairs = zip(names, shown, strict=True)
        shown = [f"{name}为“{word}”" if zh else f"{name} is {word}" for name, word in pairs]
    return [commas([*shown, earns(use.amount, language, DUE[language])], language)]


def point(item: ItemScore, language: Language) -> list[str]:
    """Between which points the figure lies, and what that earns."""
    use, zh = decided(item), language == "zh"
    if use is None:
        return [measured(item, language)]
    between, held = stretch(use, item), use.branch.interval
    if between is not None and use.branch.label:
        low, high = (_vertex(end, item, language) for end in between)
        where = f"介于 {low}与 {high}之间" if zh else f"between {low} and {high}"
        how = "按插值" if zh else " by interpolation"
    else:
        where = within(held, language, percent=item.trace.percent) if held is not None else ""
        how = "按端点" if zh else " as the end point does"
    return [commas([measured(item, language), where, earns(use.amount, language, how)], language)]


def _vertex(end: tuple[Fraction, Fraction], item: ItemScore, language: Language) -> str:
    x = about(show_percent(end[0]) if item.trace.percent else show(end[0]), language)
    worth = points_of(end[1], language)
    return f"{x}（{worth}）" if language == "zh" else f"{x} ({worth})"
