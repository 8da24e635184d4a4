"""Figures, intervals, facts and conditions as they are read aloud: no signs of calculation."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.figures import decided
from engine.explain.words import commas, figure, is_name, listed, points, spelled, true_minus, value_of
from engine.scorecard import FactUse
from rubric.number import show, show_percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.scorecard import ItemScore, ValueUse
    from rubric.problems import Language
    from rubric.range import Range

DUE: Final[Mapping[Language, str]] = {"zh": "按规定", "en": " by the rubric"}
# More facts than these behind one figure are a table and no sentence.
MOST: Final = 4
_NAME: Final = re.compile(r"[^\W\d]\w*")
_QUOTIENT: Final = re.compile(r"\s*([^\W\d]\w*)\s*[/÷]\s*([^\W\d]\w*)\s*")
_SIGNS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {"≥": "达到", "≤": "不超过", ">": "大于", "<": "小于", "=": "为", "≠": "不为"},
    "en": {"≥": "is at least", "≤": "is at most", ">": "is above", "<": "is below", "=": "is", "≠": "is not"},
}
_BEFORE: Final = re.compile(r"(?<=[^\s\x00-\x7f]) (?=约 )|(?<=\d) (?=约 )")
_SIGN: Final = re.compile(r"\s*([≥≤><=≠])\s*")


def about(text: str, language: Language) -> str:
    """A figure whose ``≈`` is a word."""
    return true_minus(text).replace("≈ ", "≈").replace("≈", "约 " if language == "zh" else "about ")


def tidy(text: str) -> str:
    """A Chinese sentence in which no blank stands before a word."""
    return _BEFORE.sub("", text).replace("为约 ", "约 ")


def joined(left: str, right: str) -> str:
    """Two parts of a Chinese clause, a blank between a number and a word."""
    if not left or not right:
        return left + right
    apart = left[-1].isascii() != right[0].isascii() and " " not in (left[-1], right[0])
    return f"{left} {right}" if apart else left + right


def points_of(value: Fraction, language: Language) -> str:
    """``1 分``, ``1.5 points``."""
    text = about(points(value, None), language)
    if language == "zh":
        return f"{text} 分"
    return f"{text} point" if value == 1 else f"{text} points"


def earns(value: object, language: Language, how: str = "") -> str:
    """``按规定得 4 分``, ``按规定不得分``; ``how`` is what it was reached by."""
    if not isinstance(value, Fraction):
        return ""
    if language == "zh":
        return f"{how}得 {points_of(value, 'zh')}" if value else f"{how}不得分"
    return f"which earns {points_of(value, 'en')}{how}" if value else f"which earns nothing{how}"


def within(held: Range, language: Language, *, percent: bool) -> str:
    """``达到 80% 但不足 90%``: which end belongs to it is told by the word."""
    zh = language == "zh"
    lo, hi = (_end(x, language, percent=percent) for x in (held.lo, held.hi))
    if held.is_point:
        return f"等于 {lo}" if zh else f"exactly {lo}"
    low = ("超过" if held.lo_open else "达到") if zh else ("above" if held.lo_open else "at least")
    high = ("不足" if held.hi_open else "不超过") if zh else ("below" if held.hi_open else "at most")
    ends = [*([f"{low} {lo}"] if lo else []), *([f"{high} {hi}"] if hi else [])]
    return (" 但" if zh else " but ").join(ends)


def _end(value: Fraction | None, language: Language, *, percent: bool) -> str:
    if value is None:
        return ""
    return about(f"{show(value * 100)}%" if percent else true_minus(show(value)), language)


def in_words(text: str, language: Language) -> str:
    """A condition with words for its signs: ``采购预算大于 0``."""
    words = _SIGNS[language]

    def said(found: re.Match[str]) -> str:
        word, before, behind = words[found[1]], found.string[: found.start()], found.string[found.end() :]
        if language == "en":
            return f" {word} "
        return joined(before[-1:], word)[1:] + (" " if behind[:1].isascii() else "")

    return about(_SIGN.sub(said, spelled(text)), language)


# -- facts -----------------------------------------------------------------------------------------


def known(name: str, item: ItemScore) -> FactUse | ValueUse | None:
    """The fact or named value of that name that an item rests on."""
    uses: tuple[FactUse | ValueUse, ...] = (*item.trace.facts, *item.trace.values)
    return next((use for use in uses if use.name == name), None)


def amount_of(use: FactUse | ValueUse, language: Language) -> str:
    """What a fact or value comes to, with its unit: ``1338.87 万元``."""
    if isinstance(use, FactUse):
        if not isinstance(use.value, Fraction) or not use.text:
            return value_of(use.value, language) or use.text
        text = true_minus(use.text)
        return f"{text} {use.unit}" if use.unit and not text.endswith(use.unit) else text
    if isinstance(use.value, Fraction):
        return about(figure(use.value, percent=use.percent), language)
    return value_of(use.value, language)


def named(use: FactUse | ValueUse, language: Language) -> str:
    """``在职人数 27 人``."""
    text = amount_of(use, language)
    return use.name if not text else f"{use.name} {text}" if language == "zh" else f"{use.name} is {text}"


def listed_facts(text: str, item: ItemScore, language: Language) -> str:
    """The numbers behind a formula, nothing where they are too many to be said."""
    names = _behind(text, item)
    uses = [use for use in item.trace.facts if use.name in names and isinstance(use.value, Fraction)]
    if not uses or len(uses) > MOST:
        return ""
    return listed((f"{use.name} {amount_of(use, language)}" for use in uses), language)


def _behind(text: str, item: ItemScore) -> set[str]:
    """The names in a formula, and in those of the named values that it reads."""
    formulas = {use.name: use.formula for use in item.trace.values}
    found, waiting = set[str](), [text]
    while waiting:
        for name in _NAME.findall(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting.append(formulas.get(name, ""))
    return found


# -- what was measured -----------------------------------------------------------------------------


def measured(item: ItemScore, language: Language) -> str:
    """``在职人数 27 人，相当于编制数 31 人的 87.10%``."""
    value, use = item.trace.quantity, decided(item)
    if not isinstance(value, Fraction):
        return ""
    held = use.branch.interval if use is not None else None
    return quantity(item.trace.formula, value, item, language, percent=item.trace.percent, held=held)


def quantity(
    text: str, value: Fraction, item: ItemScore, language: Language, *, percent: bool, held: Range | None
) -> str:
    """A quantity that was measured by the formula ``text``, with the figures behind it."""
    zh, shown = language == "zh", about(figure(value, percent=percent, held=held), language)
    if text.strip() in ("points", "分值"):
        return f"满分 {shown}" if zh else f"the full points are {shown}"
    if is_name(text):
        return _alone(text.strip(), shown, item, language)
    parts = [known(name, item) for name in found.groups()] if (found := _QUOTIENT.fullmatch(text)) else []
    over, under = parts if len(parts) == 2 else (None, None)
    if over is not None and under is not None:
        base = (
            f"{under.name} {amount_of(under, language)}"
            if zh
            else f"{under.name} ({amount_of(under, language)})"
        )
        if percent:
            tail = f"{joined(f'相当于{base}', '的')} {shown}" if zh else f"{shown} of {base}"
        else:
            tail = f"{joined(f'除以{base}', '为')} {shown}" if zh else f"divided by {base} that is {shown}"
        return commas([named(over, language), tail], language)
    facts = listed_facts(text, item, language)
    if zh:
        return (
            f"{joined(f'据{facts}', '计算')}，结果为 {shown}"
            if facts
            else f"按评分表的公式计算，结果为 {shown}"
        )
    return (
        f"calculated from {facts}, the figure is {shown}" if facts else f"the rubric's formula gives {shown}"
    )


def _alone(name: str, shown: str, item: ItemScore, language: Language) -> str:
    use, zh = known(name, item), language == "zh"
    if isinstance(use, FactUse) and use.text:
        return named(use, language)
    said = f"{joined(name, '为')} {shown}" if zh else f"{name} is {shown}"
    facts = listed_facts(name, item, language)
    if not facts:
        return said
    return f"{said}（{facts}）" if zh else f"{said} ({facts})"


def difference(value: Fraction, language: Language, *, percent: bool) -> str:
    """``3.23 个百分点``, or a plain number."""
    if not percent:
        return about(show(value), language)
    text = about(show_percent(value).removesuffix("%"), language)
    if language == "zh":
        return f"{text} 个百分点"
    return f"{text} percentage point" + ("" if value * 100 == 1 else "s")
