"""The cuts that a quoted text says: at which percentages how many points are due."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from rubric.number import fold
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

Side = Literal["<", "<=", "=", ">=", ">", "between"]

_N: Final = r"(?P<{}>\d+(?:\.\d+)?)"
_PERCENT: Final = _N.format("cut") + r"\s*%"
_BEFORE: Final[dict[str, Side]] = {
    **dict.fromkeys(("达到", "不低于", "不小于", "不少于", "大于等于", "大于或等于", ">=", "≥"), ">="),
    **dict.fromkeys(("高于", "超过", "大于", "多于", ">"), ">"),
    **dict.fromkeys(("不高于", "不超过", "不大于", "小于等于", "小于或等于", "<=", "≤"), "<="),
    **dict.fromkeys(("低于", "小于", "不足", "不到", "少于", "未达到", "未达", "<"), "<"),
    **dict.fromkeys(("at least ", "no less than ", "not below ", "reaches "), ">="),
    **dict.fromkeys(("more than ", "above ", "over "), ">"),
    **dict.fromkeys(("at most ", "no more than ", "not above ", "up to "), "<="),
    **dict.fromkeys(("less than ", "below ", "under "), "<"),
}
_AFTER: Final[dict[str, Side]] = {
    **dict.fromkeys(("及以上", "或以上", "以上(含)", " or more", " and above"), ">="),
    **dict.fromkeys(("及以下", "或以下", "及以内", "以下(含)", "以内(含)", " or less", " and below"), "<="),
    "以上": ">",
    "以下": "<",
    "以内": "<",
}
_OPEN: Final[dict[str, Side]] = {">=": ">", "<=": "<"}
_CLOSED: Final[dict[str, Side]] = {">": ">=", "<": "<="}


def _words(table: dict[str, Side]) -> str:
    return "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))


_ENDS: Final = r"(?P<ends>\((?:含|不含)[^)]{0,8}\))?"
# What may stand between a cut and what it earns; a figure that is taken away is none that is earned.
_GAP: Final = r"[^,;。.0-9%扣减加每]{0,8}?,?[^,;。.0-9%扣减加每]{0,8}?"
_EARNS: Final = (
    r"(?P<full>满分|不扣分|full (?:points|marks))"
    r"|(?P<none>不得分|不计分|不给分|(?<![\d.])0\s*分|nothing|no points)"
    r"|" + _N.format("points") + r"\s*(?:分(?![以之])| points?\b)"
)
_SINGLE: Final = re.compile(
    rf"(?P<before>{_words(_BEFORE)})?\s*{_PERCENT}\s*(?:\((?P<end>含|不含)\))?(?P<after>{_words(_AFTER)})?"
    rf"{_ENDS}{_GAP}(?:{_EARNS})",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    rf"{_N.format('low')}\s*%?\s*(?:\((?:含|不含)\))?\s*(?:至|到|[-–—~～]+| to )\s*{_PERCENT}"
    rf"\s*{_ENDS}(?:之?间)?{_GAP}(?:{_EARNS})"
)
_DENIED: Final = re.compile(r"(?:没有|没|未|不|每[^,;。]*|相差|增长|提高|下降|降低|的|not )$")
_CLAUSE: Final = re.compile(r"[,;。.]")


class Cut(Record):
    """At ``cut`` (or between ``low`` and ``cut``) and on this ``side`` of it so many ``points`` are due.

    ``points`` is a number, or None where all of them are; the characters of the text say so.
    """

    side: Side
    cut: Fraction
    points: Fraction | None
    start: int
    end: int
    low: Fraction | None = None


def cuts(text: str) -> Iterator[Cut]:
    """Every cut that a text says in one of a few fixed ways; what it says otherwise is not read."""
    plain = fold(text)
    if len(plain) != len(text):
        return  # a character was read as several, and places would slip
    taken: list[tuple[int, int]] = []
    for found in _BETWEEN.finditer(plain):
        taken.append(found.span())
        yield Cut("between", _share(found["cut"]), _points(found), *found.span(), _share(found["low"]))
    for found in _SINGLE.finditer(plain):
        if not any(start < found.end() and found.start() < end for start, end in taken) and _plain(found):
            yield Cut(_side(found), _share(found["cut"]), _points(found), *found.span())


def _plain(found: re.Match[str]) -> bool:
    """Whether nothing before the cut turns it into something else: 没有达到95%, 每超过1%."""
    before = found.string[: found.start()]
    clause = _CLAUSE.split(before)[-1].strip()
    return _DENIED.search(clause) is None and "每" not in clause


def _side(found: re.Match[str]) -> Side:
    before, after = found["before"], found["after"]
    side: Side = _AFTER[after.lower()] if after else _BEFORE[before.lower()] if before else "="
    marks = (found["end"] or "") + (found["ends"] or "")
    if "不含" in marks:
        return _OPEN.get(side, side)
    return _CLOSED.get(side, side) if "含" in marks else side


def _share(text: str) -> Fraction:
    return Fraction(text) / 100


def _points(found: re.Match[str]) -> Fraction | None:
    if found["full"]:
        return None
    return Fraction(0) if found["none"] else Fraction(found["points"])
