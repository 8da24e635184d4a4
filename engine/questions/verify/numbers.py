"""Numbers, figures and ranges in the sentences about checks, in either language."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.words import true_minus
from rubric.number import fits, fixed, round_places, shortest_places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.questions.verify.printed import Members
    from rubric.model import Mode
    from rubric.problems import Language
    from rubric.range import Range

MOST_NAMED: Final = 3
_LEAST_PLACES: Final = 4
_MOST_PLACES: Final = 10


def told(x: Fraction, *, percent: bool = False, places: int = 0, mode: Mode = "half_up") -> str:
    """A number with as few places as write it, or with ``≈`` and some more than ``places`` has.

    What is not 0 is never shown as 0.
    """
    scaled = x * 100 if percent else x
    sign = "%" if percent else ""
    most = max(places + 2, _LEAST_PLACES)
    exact = shortest_places(scaled, min(most, _MOST_PLACES))
    if exact is not None:
        return true_minus(fixed(scaled, exact) + sign)
    near = round_places(scaled, most, mode)
    while near == 0:
        most += 1
        near = round_places(scaled, most, mode)
    return "≈" + true_minus(fixed(near, most) + sign)


def difference(x: Fraction, language: Language, *, percent: bool, places: int) -> str:
    """How far two numbers are apart: rates in percentage points."""
    text = told(abs(x) * 100 if percent else abs(x), places=places)
    if not percent:
        return text
    return f"{text} 个百分点" if language == "zh" else f"{text} percentage points"


def as_printed(x: Fraction, *, percent: bool, places: int) -> str:
    """A number with the places that it is printed with, where these write it."""
    scaled = x * 100 if percent else x
    if not fits(scaled, places):
        return told(x, percent=percent, places=places)
    return true_minus(fixed(scaled, places) + ("%" if percent else ""))


def count_of(found: Sequence[Members]) -> int | None:
    """How many figures there are, None where they do not end."""
    counts = [some.count for some in found]
    return None if None in counts else sum(count for count in counts if count is not None)


def are_named(found: Sequence[Members]) -> bool:
    """Whether figures are few enough to be named one by one."""
    count = count_of(found)
    return count is not None and count <= MOST_NAMED


def members(found: Sequence[Members], said: Callable[[Fraction], str], language: Language) -> str:
    """Figures: each where they are few, else the first and the last of those that follow each other."""
    if are_named(found):
        parts = [said(x) for some in found for x in some]
    else:
        parts = [_span(some, said, language) for some in found]
    *most, last = parts
    either, comma = (" 或 ", "、") if language == "zh" else (" or ", ", ")
    return either.join(part for part in (comma.join(most), last) if part)


def _span(some: Members, said: Callable[[Fraction], str], language: Language) -> str:
    low = None if some.first is None else said(some.first)
    high = None if some.last is None else said(some.last)
    if low is not None and low == high:
        return low
    if language == "zh":
        if low is None or high is None:
            return f"不小于 {low}" if low else f"不大于 {high}" if high else "任何数"
        return f"{low} 至 {high}"
    if low is None or high is None:
        return f"{low} or more" if low else f"{high} or less" if high else "any number"
    return f"{low} to {high}"


def intervals(found: Sequence[Range], language: Language, *, percent: bool) -> str:
    """Ranges in words; an end that few places do not write is moved outwards."""
    either = " 或 " if language == "zh" else " or "
    return either.join(_interval(held, percent=percent, zh=language == "zh") for held in found)


def _interval(held: Range, *, percent: bool, zh: bool) -> str:
    if held.is_point and held.lo is not None:
        return told(held.lo, percent=percent)
    parts: list[str] = []
    if held.lo is not None:
        word = ("大于" if held.lo_open else "不小于") if zh else ("above" if held.lo_open else "at least")
        parts.append(f"{word} {told(held.lo, percent=percent, mode='floor')}")
    if held.hi is not None:
        word = ("小于" if held.hi_open else "不大于") if zh else ("below" if held.hi_open else "at most")
        parts.append(f"{word} {told(held.hi, percent=percent, mode='ceiling')}")
    return ("、" if zh else " and ").join(parts) or ("任何数" if zh else "any number")
