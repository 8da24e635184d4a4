"""Figures, intervals and lists in the words of either language."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rubric.formula.functions import FUNCTIONS, OPERATORS
from rubric.number import fits, fixed, fraction_string, round_places, shortest_places, show, show_percent
from rubric.range import Range, show_range

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.scorecard import Known
    from rubric.problems import Language

_MOST_PLACES: Final = 10
_LONGEST_FRACTION: Final = 40
_CHINESE: Final = {f.name: f.chinese for f in FUNCTIONS}
_CALL: Final = re.compile(rf"\b({'|'.join(_CHINESE)})\(")
_OPERATORS: Final = {english: chinese for chinese, english in OPERATORS.items()}
_OPERATOR: Final = re.compile(rf"(?<= )({'|'.join(_OPERATORS)})(?= )|^(not)(?= )")
_HYPHEN: Final = re.compile(r"(?<![\w\"“”)）])-(?=[\d.])")
_PRINT: Final = {">=": "≥", "<=": "≤", "!=": "≠", "==": "="}
_SIGN: Final = re.compile("|".join(_PRINT))
_NAME: Final = re.compile(r"[^\W\d]\w*")
_YES_NO: Final = {"zh": ("是", "否"), "en": ("yes", "no")}


def amount(value: Known | None) -> str:
    """Points as they are said in a sentence."""
    return show(value) if isinstance(value, Fraction) else ""


def minus(value: Fraction) -> str:
    """Points taken away, with a true minus sign."""
    return taken(value, None) if value >= 0 else f"+{show(-value)}"


def signed(value: Fraction) -> str:
    """Points added or taken away, always with their sign."""
    return f"+{show(value)}" if value > 0 else minus(-value)


def share(value: Fraction) -> str:
    """A share of the target or of the points; one below the whole is never shown as the whole."""
    places = shortest_places(value * 100, 4)
    if places is not None:
        return true_minus(show_percent(value, places))
    part = Range(Fraction(0), Fraction(1), hi_open=True)
    return figure(value, percent=True, held=part if part.contains(value) else None)


def decimal_or_fraction(value: Fraction) -> str:
    """A number to the last digit: in decimals where few are exact, else as a fraction."""
    if shortest_places(value, 10) is not None:
        return true_minus(show(value))
    return exactly(value)


def exactly(value: Fraction) -> str:
    """A number as an exact fraction; what was calculated to 50 digits is told to 20."""
    text = fraction_string(value)
    return true_minus(text if len(text) <= _LONGEST_FRACTION else show(value, 20))


def true_minus(text: str) -> str:
    """A number's hyphen as the minus sign it is."""
    return _HYPHEN.sub("−", text)


def ratio(value: Fraction) -> str:
    """A factor: in decimals where few are exact, else as a fraction."""
    return show(value) if shortest_places(value, 4) is not None else fraction_string(value)


def value_of(value: Known | None, language: Language, *, percent: bool = False) -> str:
    """A value of any kind; ``≈`` marks a figure that is shown shorter than it is."""
    if isinstance(value, bool):
        return _YES_NO[language][0 if value else 1]
    if isinstance(value, Fraction):
        return show_percent(value) if percent else show(value)
    return value or ""


def figure(value: Fraction, *, percent: bool, held: Range | None = None) -> str:
    """A figure with as many decimals as it takes to still lie in the interval that holds it."""
    text = true_minus(show_percent(value) if percent else show(value))
    if held is None or not text.startswith("≈"):
        return text
    scale = 100 if percent else 1
    for places in range(2 if percent else 4, _MOST_PLACES + 1):
        near = round_places(value * scale, places, "half_up")
        if held.contains(near / scale):
            return true_minus(f"≈{fixed(near, places)}{'%' if percent else ''}")
    return text


def equation(left: str, right: str) -> str:
    """``left = right``, or ``left ≈ right``; one of them where they are the same or one is empty."""
    if not left or left in (right, right.removeprefix("≈")):
        return right
    return f"{left} ≈ {right[1:]}" if right.startswith("≈") else f"{left} = {right}"


def operand(text: str) -> str:
    """A part of a product or a quotient, in brackets where it is a sum or a quotient itself."""
    depth = 0
    for char in text:
        depth += (char in "(（") - (char in ")）")
        if char == " " and depth == 0:
            return f"({text})"
    return text


def spelled(text: str) -> str:
    """An author's comparison with the signs of print."""
    return _SIGN.sub(lambda m: _PRINT[m[0]], text)


def is_name(text: str) -> bool:
    """Whether a formula is one name and nothing else."""
    return _NAME.fullmatch(text.strip()) is not None


def interval(held: Range, language: Language, *, percent: bool) -> str:
    """An interval in words that name which end belongs to it."""
    zh = language == "zh"
    parts = []
    if held.is_point and held.lo is not None:
        return f"等于 {_end(held.lo, percent)}" if zh else f"exactly {_end(held.lo, percent)}"
    if held.lo is not None:
        word = ("高于" if held.lo_open else "不低于") if zh else ("above" if held.lo_open else "at least")
        parts.append(f"{word} {_end(held.lo, percent)}")
    if held.hi is not None:
        word = ("低于" if held.hi_open else "不超过") if zh else ("below" if held.hi_open else "at most")
        parts.append(f"{word} {_end(held.hi, percent)}")
    if not parts:
        return "任何值" if zh else "any value"
    return (" 且" if zh else " and ").join(parts)


def brackets(held: Range, *, percent: bool) -> str:
    """An interval in its notation, which never breaks over two lines."""
    return show_range(held, percent).replace(" ", "\N{NO-BREAK SPACE}")


def _end(x: Fraction, percent: bool) -> str:
    return show(x * 100) + "%" if percent else show(x)


def where(file: str, line: int, language: Language) -> str:
    """A line of a file."""
    return f"{file} 第 {line} 行" if language == "zh" else f"{file} line {line}"


def listed(parts: Iterable[str], language: Language) -> str:
    """A list of names."""
    return ("、" if language == "zh" else ", ").join(parts)


def clauses(parts: Iterable[str], language: Language) -> str:
    """Clauses of one sentence."""
    return ("；" if language == "zh" else "; ").join(part for part in parts if part)


def commas(parts: Iterable[str], language: Language) -> str:
    """Parts of one clause."""
    return ("，" if language == "zh" else ", ").join(part for part in parts if part)


def aside(text: str, language: Language) -> str:
    """A remark in the brackets of the language, nothing for no remark."""
    if not text:
        return ""
    return f"（{text}）" if language == "zh" else f" ({text})"


def formula(text: str, language: Language) -> str:
    """A formula with its words and functions as the reader's language names them."""
    text = true_minus(text)
    if language == "en":
        return text
    named = _CALL.sub(lambda m: f"{_CHINESE[m[1]]}(", text)
    return _OPERATOR.sub(lambda m: _OPERATORS[m[0]], named)


def colon(head: str, text: str, language: Language) -> str:
    """What is spoken of, and what is said of it; one of them where the other is empty."""
    return ("：" if language == "zh" else ": ").join(part for part in (head, text) if part)


def route(path: str) -> str:
    """A path as it is read."""
    return path.replace("/", " / ")


def points(value: Fraction, places: int | None) -> str:
    """Points with the places that the rubric rounds to, where these hold all of them."""
    return true_minus(show(value, places) if places is None or fits(value, places) else show(value))


def taken(value: Fraction, places: int | None) -> str:
    """Points that were lost, with the places of the table: ``−1.00``."""
    text = points(value, places)
    return f"≈−{text[1:]}" if text.startswith("≈") else f"−{text}"


def span(low: Fraction, high: Fraction, places: int | None, *, open_: bool) -> str:
    """A score, or the range of one that is open."""
    text = points(low, places)
    return f"{text} – {points(high, places)}" if open_ else text
