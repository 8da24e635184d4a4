"""The figures that a quoted text says, where a machine can read them: so much a step, at most, in all."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, Protocol

from rubric.number import fold, read_number
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rubric.rules.base import Count

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
_ONCE: Final = {
    "deduct": (
        rf"(?<!多)(?<!高)[扣减]\s*{_N}\s*分",
        rf"(?:deduct|deducts|take|takes) {_N} points?\b(?! (?:for|per) (?:each|every))",
    ),
    "award": (
        rf"(?<!多)(?<!高)加\s*{_N}\s*分",
        rf"(?:add|adds) {_N} points?\b(?! (?:for|per) (?:each|every))",
    ),
}
_POINTS: Final = (
    rf"(?:满分|分值)[为是:（(]?\s*{_N}\s*分",
    rf"(?:out of|full marks:?|worth) {_N}(?: points?)?\b",
)
_EACH: Final = (
    rf"(?:各|每项|每个要点|每个|每条)\s*(?:得|计|占)?\s*{_N}\s*分",
    rf"{_N} points? (?:each|apiece)\b",
)
_WEIGHTS: Final = (rf"权重\s*(?:为|是|占|:)?\s*{_N}\s*(?P<sign>%)?", rf"weight(?:ed)?:? {_N}\s*(?P<sign>%)?")
_PER: Final = re.compile(
    r"(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十])\s*(?P<pp>个?百分点|%)"
    r"|(?P<m>\d+(?:\.\d+)?|one) (?P<ppe>percentage points?)"
)
_ALL: Final = re.compile(r"扣完(?:本项|该项)?(?:分值)?为止|until (?:nothing is left|all points are gone)")
_PART: Final = r"不[足满][^。；;，,]{1,10}[，,]?"
_COUNTS: Final[tuple[tuple[Count, re.Pattern[str]], ...]] = (
    ("started", re.compile(_PART + r"(?:也?按|均按|以|算|计为?)[^。；;，,不]{0,8}?[1一](?:个|项|次|%)?")),
    ("complete", re.compile(_PART + r"的?(?:不扣|不加|不计|不予|舍去|忽略)")),
)
_UP: Final = re.compile(r"超|高|多|增|升")
_DOWN: Final = re.compile(r"低|少|降|减少|欠|不足|落后")
_BETTER: Final = (
    ("higher", re.compile(r"越[高大多]越好|正向指标|the (?:higher|more) the better")),
    ("lower", re.compile(r"越[低小少]越好|[反逆]向指标|the (?:lower|less|fewer) the better")),
)
_EARNING: Final = re.compile(rf"[^,;。、，；]*?[^\d,;。、，；.扣减满共]\s*\(?{_N}\s*分\)?")


class Span(Protocol):
    """Some characters of a text."""

    @property
    def start(self) -> int:
        """The first of them."""

    @property
    def end(self) -> int:
        """The one behind the last."""


class Figure(Record):
    """A figure and the characters of the text that say it; ``sign`` says that it is a percentage."""

    value: Fraction
    start: int
    end: int
    sign: bool = False


class Said(Record):
    """Something other than a figure that a text says, and the characters that say it."""

    word: str
    start: int
    end: int


def steps(text: str, rule: str) -> list[Figure]:
    """What single steps take (``deduct``) or add (``award``), in the order of the text."""
    return _apart(_found(_STEPS[rule], text))


def once(text: str, rule: str) -> list[Figure]:
    """What is taken or added at one go: no step, and no limit."""
    others = [*steps(text, rule), *_found(_LIMITS[rule], text)]
    figures = _apart(_found(_ONCE[rule], text))
    return [one for one in figures if not any(held.start < one.end <= held.end for held in others)]


def limit(text: str, rule: str) -> Figure | None:
    """What is taken or added at most, where the text says it once."""
    return _only(_found(_LIMITS[rule], text))


def points(text: str) -> Figure | None:
    """The full points, where the text says them once."""
    return _only(_found(_POINTS, text))


def each(text: str) -> Figure | None:
    """What every element earns, where the text says one figure for all of them."""
    return _only(_found(_EACH, text))


def earnings(text: str) -> list[Figure]:
    """What the clauses of a text earn one after the other: 有制度2分；得到执行3分."""
    return _apart(_found((_EARNING.pattern,), text))


def weight(text: str) -> Figure | None:
    """The weight, where the text says it once."""
    return _only(_found(_WEIGHTS, text))


def per(text: str, within: Figure) -> Figure | None:
    """The size of a step in percent, in what is said of the step, where it is said once; its ``sign`` says
    that the text speaks of percentage points."""
    found = list(_PER.finditer(fold(text), within.start, within.end))
    value = _number(found[0]["n"] or found[0]["m"]) if len(found) == 1 else None
    if value is None:
        return None
    plain = "%" not in (found[0]["pp"] or "")
    return Figure(value / 100, within.start, within.end, plain)


def all_of_it(text: str) -> Said | None:
    """That deductions go on until nothing is left."""
    found = _ALL.search(fold(text))
    return Said(found[0], *found.span()) if found else None


def count(text: str) -> Said | None:
    """What the text says of a part of a step: ``started`` or ``complete``; None where it says both."""
    found = [Said(word, *one.span()) for word, shape in _COUNTS for one in shape.finditer(fold(text))]
    return found[0] if len({one.word for one in found}) == 1 else None


def way(text: str, step: Figure) -> Literal[1, -1] | None:
    """Whether a step is one above something (1) or below it (-1), where its words say one of the two."""
    words = text[step.start : step.end]
    up, down = _UP.search(words), _DOWN.search(words)
    return None if bool(up) == bool(down) else 1 if up else -1


def better(text: str) -> Said | None:
    """Whether ``higher`` or ``lower`` is better; None where the text says neither or both."""
    found = [Said(word, *one.span()) for word, shape in _BETTER for one in shape.finditer(fold(text))]
    return found[0] if len({one.word for one in found}) == 1 else None


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
        for found in re.finditer(pattern, plain, re.IGNORECASE):
            value = _number(found["n"])
            if value is not None:
                yield Figure(value, *found.span(), bool(found.groupdict().get("sign")))


def _apart(found: Iterable[Figure]) -> list[Figure]:
    """Figures in the order of the text, those that say the same characters once."""
    kept: list[Figure] = []
    for figure in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return kept


def _only(found: Iterator[Figure]) -> Figure | None:
    figures = list(found)
    return figures[0] if len(figures) == 1 else None
