"""An expectation: what a test says that the whole or an item comes to, read and compared, exactly."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from engine.proof.cases_problems import NoSuchGrade, WrongExpectation
from rubric.keywords import canonical_word
from rubric.misfit import NoContent
from rubric.number import fold, fraction_string, read_number, shortest_places, show
from rubric.place import Missing, Row, Table, Text
from rubric.problems import Problem, did_you_mean
from rubric.range import read_range
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.scorecard import ItemScore
    from rubric.problems import Language

Kind = Literal["number", "range", "state", "grade", "problem", "empty"]
STATES: Final = {"unscored": "不计分", "not_applicable": "不适用"}
ZERO: Final = Fraction(0)
_FRACTION: Final = re.compile(r"(-?[0-9]{1,30})\s*/\s*([1-9][0-9]{0,29})")
POINTS_DUE: Final = {
    "due_zh": "一个得分、一个范围或一种状态",
    "due_en": "points, a range or a state",
    "like_zh": '如 4.5；得分未定时写两端 "[2, 5]"；状态写“不计分”或“不适用”。',
    "like_en": 'Such as 4.5; "[2, 5]" for the two ends of an open score; unscored or not_applicable.',
}
CODES_DUE: Final = {
    "due_zh": "问题的代号",
    "due_en": "the code of a problem",
    "like_zh": "如 F604，几个写成 [F602, F604]；代号见 rubric score 的提示。",
    "like_en": "Such as F604, or [F602, F604] for several; rubric score prints the codes.",
}


class Expectation(Record):
    """One line of ``expect``.

    ``path`` is the item's, '' for the whole, None for a name that only a row can have; ``value`` is what
    was written: a number, the two ends of a range, a state, or names of grades or codes of problems.
    ``held`` is where it stands, and ``within`` how far off a number may be.
    """

    key: Text
    path: str | None
    kind: Kind
    value: Any
    held: Text | Row
    within: Fraction = ZERO

    @property
    def shown(self) -> str:
        """What was written."""
        if self.kind == "range":
            return f"{number(self.value[0])} – {number(self.value[1])}"
        if self.kind == "number":
            return number(self.value)
        return "、".join(self.value) if isinstance(self.value, tuple) else str(self.held)


# -- reading -----------------------------------------------------------------------------------------


def points_expected(
    key: Text, path: str | None, held: Any, within: Fraction, problems: list[Problem]
) -> Iterator[Expectation]:
    """A number, a range or a state; nothing where it is none of them, and a problem."""
    if isinstance(held, Missing):
        yield Expectation(key, path, "empty", None, held, within)
        return
    found = _points(held)
    if found is not None:
        yield Expectation(key, path, *found, held, within)
        return
    text = str(held) if isinstance(held, Text) else "…"
    zh, en = did_you_mean(text, [*STATES, *STATES.values()])
    place = held.place if isinstance(held, Text | Row | Table) else key.place
    problems.append(
        WrongExpectation(place=place, key=key, found=text[:40], near_zh=zh, near_en=en, **POINTS_DUE)
    )


def _points(held: Any) -> tuple[Kind, Any] | None:
    if isinstance(held, Row):
        ends = [exact_number(end) for end in held if isinstance(end, Text)]
        both = len(ends) == len(held) == 2 and None not in ends and ends[0] <= ends[1]  # type: ignore[operator]
        return ("range", tuple(ends)) if both else None
    if not isinstance(held, Text):
        return None
    word = canonical_word(fold(held).strip())
    if word in STATES:
        return "state", word
    if (value := exact_number(held)) is not None:
        return "number", value
    span = read_range(held)
    if span is None or span.lo is None or span.hi is None or span.lo_open or span.hi_open or "%" in held:
        return None
    return "range", (span.lo, span.hi)


def exact_number(text: str) -> Fraction | None:
    """A number of points: decimal, or a fraction such as 7/3 where no decimals end."""
    if found := _FRACTION.fullmatch(fold(text).strip()):
        return Fraction(int(found[1]), int(found[2]))
    written = read_number(text)
    return written.value if written is not None and not written.sign else None


def names_expected(
    key: Text, path: str | None, kind: Kind, held: Any, problems: list[Problem]
) -> Iterator[Expectation]:
    """One name or several: of grades that are still possible, or the codes of problems."""
    if isinstance(held, Missing):
        yield Expectation(key, path, "empty", kind, held)
        return
    texts = held if isinstance(held, Row) else [held]
    if held and all(isinstance(text, Text) and text for text in texts):
        yield Expectation(key, path, kind, tuple(str(text) for text in texts), held)
    elif isinstance(held, Text | Row | Table):
        problems.append(NoContent(place=held.place, key=key, due_zh="名称", due_en="a name"))


def grade_problems(one: Expectation, grades: Collection[str], title: str) -> Iterator[Problem]:
    """The names of an expectation that are no grades of the item or the whole called ``title``."""
    texts = one.held if isinstance(one.held, Row) else [one.held]
    for text in texts:
        if text not in grades:
            zh, en = did_you_mean(text, grades)
            known = "、".join(grades)
            yield NoSuchGrade(
                place=text.place,
                name=text,
                of_zh=f"“{title}”",
                of_en=title,
                near_zh=zh,
                near_en=en,
                known_zh=f"可以写：{known}。" if grades else "它没有声明等级，删去这一项。",
                known_en=f"It has: {known}." if grades else "It declares no grades: remove this line.",
            )


def code_problems(one: Expectation) -> Iterator[Problem]:
    """The codes of an expectation that no problem has."""
    known = {kind.code for kind in _kinds(Problem) if kind.code}
    texts = one.held if isinstance(one.held, Row) else [one.held]
    for text in texts:
        if text not in known:
            zh, en = did_you_mean(text, known)
            yield WrongExpectation(
                place=text.place, key=one.key, found=str(text)[:40], near_zh=zh, near_en=en, **CODES_DUE
            )


def _kinds(kind: type[Problem]) -> Iterator[type[Problem]]:
    for below in kind.__subclasses__():
        yield below
        yield from _kinds(below)


# -- comparing ---------------------------------------------------------------------------------------


def met(one: Expectation, item: ItemScore) -> bool:
    """Whether an item's points are as expected: the printed ones, or the printed ends of an open score."""
    if one.kind == "state":
        return bool(item.state == one.value)
    if one.kind == "number":
        return item.exact is not None and abs(item.low - one.value) <= one.within
    if one.kind == "range":
        low, high = one.value
        near = abs(item.low - low) <= one.within and abs(item.high - high) <= one.within
        return item.exact is None and near
    return False


def got(one: Expectation, item: ItemScore, language: Language) -> str:
    """What an item came to, in the words of a test."""
    zh = language == "zh"
    state = one.kind == "state"
    if item.state == "not_applicable":
        word = STATES["not_applicable"] if zh else "not_applicable"
        return word if state else f"{number(item.low)}（{word}）" if zh else f"{number(item.low)} ({word})"
    if item.exact is not None:
        return number(item.low)
    ends = f"{number(item.low)} – {number(item.high)}"
    word = STATES["unscored"] if zh else "unscored"
    return word if state else ends if one.kind == "range" else f"{ends}（未定）" if zh else f"{ends} (open)"


def number(x: Fraction) -> str:
    """A number of points to the last digit: a fraction where no decimals end."""
    return show(x) if shortest_places(x, 10) is not None else fraction_string(x)


def written(one: Expectation, item: ItemScore, language: Language) -> str:
    """What would have to be written for an item to be as expected."""
    if item.state == "not_applicable" and one.kind == "state":
        return STATES["not_applicable"] if _chinese(one, language) else "not_applicable"
    if item.exact is not None:
        return number(item.low)
    if one.kind == "state":
        return STATES["unscored"] if _chinese(one, language) else "unscored"
    return f"[{number(item.low)}, {number(item.high)}]"


def _chinese(one: Expectation, language: Language) -> bool:
    return not str(one.held).isascii() if isinstance(one.held, Text) and one.held else language == "zh"
