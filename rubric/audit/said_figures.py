"""The figures that a quoted text says, where a machine can read them: so much a step, at most, in all."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rubric.number import fold, read_number
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

_N: Final = r"(?P<n>\d+(?:\.\d+)?)"
_HAN: Final = dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_STEPS: Final = {
    "deduct": (
        rf"每[^。；;每]{{1,24}}?[扣减]\s*{_N}\s*分",
        rf"{_N} points? (?:(?:is|are) )?(?:deducted|taken off|lost) (?:for|per) (?:each|every)\b[^.;]*",
        rf"(?:deduct|deducts|take|takes) {_N} points? (?:for|per) (?:each|every)\b[^.;]*",
    ),
    "award": (
        rf"每[^。；;每]{{1,24}}?加\s*{_N}\s*分",
        rf"{_N} points? (?:(?:is|are) )?(?:added|awarded) (?:for|per) (?:each|every)\b[^.;]*",
    ),
}
_LIMITS: Final = {
    "deduct": (
        rf"(?:最多|最高|至多|累计最多)扣\s*{_N}\s*分",
        rf"at most {_N} points? (?:are )?(?:deducted|taken)",
    ),
    "award": (
        rf"(?:最多|最高|至多|累计最多)加\s*{_N}\s*分",
        rf"at most {_N} points? (?:are )?(?:added|awarded)",
    ),
}
_POINTS: Final = (
    rf"(?:满分|分值)[为是:（(]?\s*{_N}\s*分",
    rf"(?:out of|full marks:?|worth) {_N}(?: points?)?\b",
)
_PER: Final = re.compile(
    r"(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十])\s*(?:个?百分点|%)"
    r"|(?P<m>\d+(?:\.\d+)?|one) percentage points?"
)


class Figure(Record):
    """A figure and the characters of the text that say it."""

    value: Fraction
    start: int
    end: int


def step(text: str, rule: str) -> Figure | None:
    """What one step takes (``deduct``) or adds (``award``), where the text says it of one step only."""
    return _only(_found(_STEPS[rule], text))


def limit(text: str, rule: str) -> Figure | None:
    """What is taken or added at most, where the text says it once."""
    return _only(_found(_LIMITS[rule], text))


def points(text: str) -> Figure | None:
    """The full points, where the text says them once."""
    return _only(_found(_POINTS, text))


def per(text: str, within: Figure) -> Figure | None:
    """The size of a step in percent, in what is said of the step, where it is said once."""
    found = list(_PER.finditer(fold(text), within.start, within.end))
    value = _number(found[0]["n"] or found[0]["m"]) if len(found) == 1 else None
    return None if value is None else Figure(value / 100, within.start, within.end)


def _number(text: str) -> Fraction | None:
    if text in _HAN or text == "one":
        return Fraction(_HAN.get(text, 1))
    written = read_number(text)
    return None if written is None else written.value


def _found(patterns: tuple[str, ...], text: str) -> Iterator[Figure]:
    plain = fold(text)
    if len(plain) != len(text):
        return  # a character was read as several, and places would slip
    for pattern in patterns:
        for found in re.finditer(pattern, plain):
            value = _number(found["n"])
            if value is not None:
                yield Figure(value, *found.span())


def _only(found: Iterator[Figure]) -> Figure | None:
    figures = list(found)
    return figures[0] if len(figures) == 1 else None
