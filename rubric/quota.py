"""Quotas of grades as they are read: how many subjects a grade is for."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from rubric.cohort import group_problems
from rubric.cohort_problems import (
    QuotaModeStray,
    QuotaModeUnsaid,
    QuotaOfLowest,
    QuotaTwice,
    QuotaUnclear,
)
from rubric.model import Quota
from rubric.worth import conditions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rubric.cohort_shape import QuotaShape
    from rubric.model import Grade
    from rubric.problems import Problem
    from rubric.scope import Book

ONE: Final = Fraction(1)


def read_quotas(
    lines: Sequence[QuotaShape], grades: Sequence[Grade], book: Book
) -> tuple[tuple[Quota, ...], list[Problem]]:
    """The quotas of some grades, and what is wrong with them."""
    problems: list[Problem] = []
    for at, line in enumerate(lines):
        problems += _problems(line, grades, book)
        before = [one for one in lines[:at] if one.grade == line.grade]
        if before and any("where" not in one.written for one in (*before, line)):
            problems.append(QuotaTwice(place=line.grade.place, grade=line.grade))
    return tuple(_quota(line, book, problems) for line in lines), problems


def lowest(grades: Sequence[Grade]) -> str | None:
    """The name of the grade below all others."""
    if not grades:
        return None
    return min(grades, key=lambda g: (g.interval.lo is not None, g.interval.lo or 0, g.interval.lo_open)).name


def _quota(line: QuotaShape, book: Book, problems: list[Problem]) -> Quota:
    reader = book.reader("", None)
    where = conditions([(line.where, None)], reader)[0] if line.where is not None else None
    problems += reader.problems
    mode: Any = line.mode
    ties: Any = line.ties
    missing: Any = line.missing
    by = None if line.by is None else str(line.by)
    return Quota(str(line.grade), line.max.value, mode, ties, missing, where, by, line.place)


def _problems(line: QuotaShape, grades: Sequence[Grade], book: Book) -> Iterator[Problem]:
    most, grade = line.max, line.grade
    said: dict[str, Any] = {"grade": str(grade), "found": str(line.contents["max"])}
    held = most.value >= 0 and (most.value <= ONE if most.sign else most.value.denominator == 1)
    if not held:
        yield QuotaUnclear(place=line.value_place("max"), **said)
    elif most.sign and "mode" not in line.written and not line.strange:
        yield QuotaModeUnsaid(place=line.value_place("max"), **said)
    elif not most.sign and "mode" in line.written:
        yield QuotaModeStray(place=line.place_of("mode"), **said)
    if grade == lowest(grades):
        yield QuotaOfLowest(place=grade.place, grade=str(grade))
    if line.by is not None:
        yield from group_problems(line.by, book)
