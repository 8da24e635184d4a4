"""The goal of a target: points or a grade, of the whole or of an item, and whether a score reaches it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from engine.questions.whatif.problems import NotATarget, TargetOutside
from rubric.number import fold, read_number, show
from rubric.place import Source, Text
from rubric.problems import did_you_mean
from rubric.record import Record

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.scorecard import ItemScore
    from rubric.model import Grades, Item, Rubric
    from rubric.place import Place
    from rubric.problems import Problem

OPTION: Final = "--target"
_FULL: Final = frozenset(("full", "满分"))
_POINTS: Final = re.compile(r"\s*(分|points?)\s*$")


class Goal(Record):
    """What is to be reached by the item at ``path`` ('' for the whole): points, its full points, or a grade.

    A score that is open has reached it where the least that it can be has: ``wanted`` is held against the
    low end, and every grade that is still possible must be the one wanted or a better one.
    """

    path: str
    name: str
    wanted: Fraction | None = None
    grade: str | None = None
    grades: Grades | None = None

    def met(self, score: ItemScore, grades: tuple[str, ...]) -> bool:
        """Whether it is certain that the goal is reached."""
        if self.grade is not None:
            return bool(grades) and all(self._rank(name) >= self._rank(self.grade) for name in grades)
        return score.low >= self.least(score)

    def possible(self, score: ItemScore, grades: tuple[str, ...]) -> bool:
        """Whether it may be reached by something that the score can still be."""
        if self.grade is not None:
            return any(self._rank(name) >= self._rank(self.grade) for name in grades)
        return score.high >= self.least(score)

    def least(self, score: ItemScore) -> Fraction:
        """The points that are wanted; without any, the full ones."""
        return score.points if self.wanted is None else self.wanted

    def floor(self, score: ItemScore) -> Fraction | None:
        """The points below which it is certainly not reached; None where points do not tell."""
        if self.grade is None:
            return self.least(score)
        assert self.grades is not None  # a goal with a grade has them
        if self.grades.override or self.grades.on == "exact":
            return None
        good = [one for one in self.grades.grades if self._rank(one.name) >= self._rank(self.grade)]
        ends = [one.interval.lo for one in good if one.interval.lo is not None]
        return min(ends) if len(ends) == len(good) else None

    def _rank(self, name: str) -> int:
        """Where a grade stands, the worst first."""
        assert self.grades is not None  # a goal with a grade has them
        ends = sorted(self.grades.grades, key=lambda one: (one.interval.lo is not None, one.interval.lo or 0))
        return next((at for at, one in enumerate(ends) if one.name == name), -1)


def read_goal(text: str, item: Item, rubric: Rubric) -> Goal | Problem:
    """The goal that a text names: ``95``, ``95%`` of the full points, ``full``, or a grade of the item."""
    plain = fold(text).strip()
    place = _place(text)
    name = item.name if item.path else rubric.title
    grades = item.grades
    names = [one.name for one in grades.grades] if grades is not None else []
    if plain in names:
        return Goal(item.path, name, grade=plain, grades=grades)
    if plain.lower() in _FULL:
        return Goal(item.path, name)
    number = read_number(_POINTS.sub("", plain))
    if number is None:
        return _no_target(text, names, place)
    wanted = number.value * item.points if number.sign else number.value
    # With bonus items the whole may be worth more than its points.
    above = wanted > item.points and not (rubric.beyond_full and not item.path)
    if above or wanted < item.least:
        low, high = show(item.least), show(item.points)
        return TargetOutside(place=place, text=text, name=name, low=low, high=high)
    return Goal(item.path, name, wanted)


def _no_target(text: str, names: list[str], place: Place) -> Problem:
    zh, en = did_you_mean(text, [*names, *_FULL])
    listed = "、".join(names)
    return NotATarget(
        place=place,
        text=text,
        grades_zh=f"，或等级：{listed}" if names else "",
        grades_en=f" or a grade: {', '.join(names)}" if names else "",
        near_zh=zh,
        near_en=en,
    )


def _place(text: str) -> Place:
    source = Source.of_text(text, OPTION)
    return Text.between(source.text, source, 0, len(source.text), quoted=False).place
