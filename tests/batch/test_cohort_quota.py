"""Quotas of grades over all subjects, against their definition and against everything that is still open."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.batch.cohort.numbers import column_of
from engine.batch.cohort.quota import Graded, with_quotas
from rubric.model import Condition, Grade, Grades, Quota
from rubric.range import read_range

if TYPE_CHECKING:
    from collections.abc import Iterator

F = Fraction
NAMES = ("C", "A", "B")  # as a rubric may list them: not in their order
CUTS = {"A": "[8, 10]", "B": "[5, 8)", "C": "[0, 5)"}
TOTALS = {"A": (F(8), F(9)), "B": (F(5), F(6), F(7)), "C": (F(1), F(2))}
NEXT = {"A": "B", "B": "C"}
WHEN = Condition(None, "")  # type: ignore[arg-type]  # what it says is given by the row


class Subject(NamedTuple):
    """A subject whose fate is known: its total, an override's grade, what quotas count it, and its sets."""

    total: Fraction
    override: str | None = None
    counted: tuple[bool, ...] = (True, True)
    sets: tuple[str, ...] = ("", "")

    @property
    def grade(self) -> str:
        return self.override or next(name for name, totals in TOTALS.items() if self.total in totals)


def grades(*quotas: Quota) -> Grades:
    made = tuple(Grade(name, held) for name in NAMES if (held := read_range(CUTS[name])) is not None)
    return Grades("rounded", made, (), quotas)


def quota(grade: str, most: Fraction | int, **said: Any) -> Quota:
    said = {"mode": None, "ties": "all_in", "missing": "skip", **said}
    return Quota(grade, F(most), said.pop("mode"), said.pop("ties"), said.pop("missing"), **said)


# -- by the definition -------------------------------------------------------------------------------


def places(one: Quota, n: int) -> int:
    if one.mode is None:
        return int(one.most)
    whole = one.most * n
    return {"down": floor(whole), "up": ceil(whole), "half_up": floor(whole + F(1, 2))}[one.mode]


def finished(subjects: list[Subject], quotas: tuple[Quota, ...]) -> list[str]:
    """The grades of subjects of which all is known."""
    held = [one.grade for one in subjects]
    for name in ("A", "B"):
        for at, one in enumerate(quotas):
            if one.grade == name:
                first = [
                    min(i for i, q in enumerate(quotas) if q.grade == name and s.counted[i]) == at
                    if s.counted[at]
                    else False
                    for s in subjects
                ]
                fallen = [
                    i for i in range(len(subjects)) if first[i] and _falls(i, at, one, subjects, held, first)
                ]
                for i in fallen:
                    held[i] = NEXT[name]
    return held


def _falls(i: int, at: int, one: Quota, subjects: list[Subject], held: list[str], first: list[bool]) -> bool:
    mine = subjects[i]
    inside = [j for j, s in enumerate(subjects) if first[j] and s.sets[at] == mine.sets[at]]
    has = [j for j in inside if held[j] == one.grade]
    if i not in has or mine.override is not None:
        return False
    left = places(one, len(inside)) - sum(subjects[j].override is not None for j in has)
    runs = [j for j in has if subjects[j].override is None]
    above = sum(subjects[j].total > mine.total for j in runs)
    alike = sum(subjects[j].total == mine.total for j in runs)
    return above >= left if one.ties == "all_in" else above + alike > left


# -- what is open ------------------------------------------------------------------------------------


class Open(NamedTuple):
    """A subject of which some may be open: every way in which it can still be."""

    ways: tuple[Subject, ...]

    @property
    def said(self) -> tuple[str | None, Fraction | None, bool]:
        names = [name for name in NAMES if name in {one.grade for one in self.ways}]
        totals = {one.total for one in self.ways}
        return "/".join(names), totals.pop() if len(totals) == 1 else None, self.ways[0].override is not None

    def counted(self, at: int) -> bool | None:
        found = {one.counted[at] for one in self.ways}
        return found.pop() if len(found) == 1 else None

    def set(self, at: int) -> str | None:
        found = {one.sets[at] for one in self.ways}
        return found.pop() if len(found) == 1 else None


def result(subjects: list[Open], quotas: tuple[Quota, ...]) -> tuple[list[str], list[str | None]]:
    numbers = range(len(quotas))
    given_ = Graded(
        pl.Series([one.said[0] for one in subjects], dtype=pl.String()),
        column_of(one.said[1] for one in subjects),
        pl.Series([one.said[2] for one in subjects], dtype=pl.Boolean()),
        {
            at: pl.Series([s.counted(at) for s in subjects], dtype=pl.Boolean())
            for at in numbers
            if quotas[at].where
        },
        {at: pl.Series([s.set(at) for s in subjects], dtype=pl.String()) for at in numbers if quotas[at].by},
    )
    grade, taken = with_quotas(grades(*quotas), given_)
    return grade.to_list(), taken.to_list()


ALL_TOTALS = [total for totals in TOTALS.values() for total in totals]


@st.composite
def quotas(draw: st.DrawFn, missing: str) -> tuple[Quota, ...]:
    def one(grade: str) -> Quota:
        share = draw(st.booleans())
        most = draw(
            st.sampled_from([F(0), F(1, 3), F(1, 2), F(3, 10), F(1)] if share else [F(0), F(1), F(2), F(3)])
        )
        mode = draw(st.sampled_from(["down", "up", "half_up"])) if share else None
        return quota(
            grade,
            most,
            mode=mode,
            ties=draw(st.sampled_from(["all_in", "all_out"])),
            missing=missing,
            where=draw(st.sampled_from([None, WHEN])),
            by=draw(st.sampled_from([None, "kind"])),
        )

    held = draw(st.sampled_from([("A",), ("B",), ("A", "B"), ("A", "A")]))
    made = tuple(one(grade) for grade in held)
    if held == ("A", "A"):
        assume(all(q.where for q in made))
    return made


@st.composite
def known(draw: st.DrawFn, lines: tuple[Quota, ...]) -> Subject:
    total = draw(st.sampled_from(ALL_TOTALS))
    override = draw(st.sampled_from([None, None, None, None, "A", "C"]))
    counted = tuple(draw(st.booleans()) if line.where else True for line in lines)
    sets = tuple(draw(st.sampled_from(["x", "y"])) if line.by else "" for line in lines)
    return Subject(total, override, counted, sets)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_with_nothing_open_a_quota_is_its_definition(data: st.DataObject) -> None:
    lines = data.draw(quotas(data.draw(st.sampled_from(["skip", "open"]))))
    subjects = data.draw(st.lists(known(lines), max_size=9))
    grade, taken = result([Open((one,)) for one in subjects], lines)
    due = finished(subjects, lines)
    assert grade == due
    assert taken == [
        one.grade if one.grade != last else None for one, last in zip(subjects, due, strict=True)
    ]


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_what_is_open_holds_every_grade_that_can_come(data: st.DataObject) -> None:
    lines = data.draw(quotas("open"))
    subjects = [Open((one,)) for one in data.draw(st.lists(known(lines), min_size=1, max_size=5))]
    some = data.draw(st.lists(st.lists(known(lines), min_size=2, max_size=3), min_size=1, max_size=2))
    # Whether an override decided is known of every row that it decided.
    subjects += [Open(tuple(one._replace(override=None) for one in ways)) for ways in some]
    grade, _ = result(subjects, lines)
    possible = [set(one.split("/")) for one in grade]
    for way in product(*(_ways(one, lines) for one in subjects)):
        for last, held in zip(finished(list(way), lines), possible, strict=True):
            assert last in held


def _ways(one: Open, lines: tuple[Quota, ...]) -> Iterator[Subject]:
    """Every subject that the row can be, each part of which may be open on its own."""
    totals = {way.total for way in one.ways}
    counted = [{way.counted[at] for way in one.ways} for at in range(len(lines))]
    sets = [{way.sets[at] for way in one.ways} for at in range(len(lines))]
    for total, counts, own in product(totals, product(*counted), product(*sets)):
        yield Subject(total, one.ways[0].override, counts, own)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_where_the_open_take_no_part_the_rest_is_as_if_they_were_not_there(data: st.DataObject) -> None:
    lines = data.draw(quotas("skip"))
    whole = data.draw(st.lists(known(lines), max_size=6))
    open_ = [
        Open((Subject(F(7), None, s.counted, s.sets), Subject(F(9), None, s.counted, s.sets)))
        for s in data.draw(st.lists(known(lines), max_size=3))
    ]
    grade, taken = result([*(Open((one,)) for one in whole), *open_], lines)
    assert grade == finished(whole, lines) + ["A/B"] * len(open_)
    assert taken[len(whole) :] == [None] * len(open_)


# -- by hand -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "last"),
    [
        (quota("A", F(3, 10), mode="down"), ["A", "A", "A", "A", "B", "B", "B", "B", "C", "C"]),
        (
            quota("A", F(3, 10), mode="down", ties="all_out"),
            ["A", "A", "B", "B", "B", "B", "B", "B", "C", "C"],
        ),
        (quota("A", 1), ["A", "A", "B", "B", "B", "B", "B", "B", "C", "C"]),
        (quota("A", 1, ties="all_out"), ["B", "B", "B", "B", "B", "B", "B", "B", "C", "C"]),
        (
            quota("A", F(31, 100), mode="up", ties="all_out"),
            ["A", "A", "A", "A", "B", "B", "B", "B", "C", "C"],
        ),
        (quota("A", 9), ["A", "A", "A", "A", "A", "B", "B", "B", "C", "C"]),
    ],
)
def test_the_best_come_first_and_ties_are_as_stated(one: Quota, last: list[str]) -> None:
    totals = [F(10), F(10), F(9), F(9), F(8), F(7), F(7), F(6), F(2), F(2)]
    frame = Graded(
        pl.Series(["A"] * 5 + ["B"] * 3 + ["C"] * 2),
        column_of(totals),
        pl.Series([False] * 10),
        {},
        {},
    )
    assert with_quotas(grades(one), frame)[0].to_list() == last


def test_a_row_of_which_nothing_is_known_stays_so_and_may_take_a_place() -> None:
    one = grades(quota("A", 1, missing="open"))
    frame = Graded(pl.Series(["A", None]), column_of([F(9), None]), pl.Series([False, False]), {}, {})
    grade, taken = with_quotas(one, frame)
    assert (grade.to_list(), taken.to_list()) == (["A/B", None], ["A", None])
    skips = with_quotas(grades(quota("A", 1)), frame)
    assert skips[0].to_list() == ["A", None]


def test_a_name_may_hold_the_sign_that_joins_names() -> None:
    high, low = read_range("[5, 10]"), read_range("[0, 5)")
    assert high is not None
    assert low is not None
    both = Grades("exact", (Grade("A/1", high), Grade("B", low)), (), (quota("A/1", 1),))
    frame = Graded(
        pl.Series(["A/1", "A/1", "B"]), column_of([F(6), F(7), F(1)]), pl.Series([False] * 3), {}, {}
    )
    assert with_quotas(both, frame)[0].to_list() == ["B", "A/1", "B"]


def test_no_subject_at_all() -> None:
    none = pl.Series([], dtype=pl.String())
    frame = Graded(none, column_of([]), pl.Series([], dtype=pl.Boolean()), {}, {})
    assert with_quotas(grades(quota("A", 1)), frame)[0].to_list() == []


def test_of_several_quotas_of_a_grade_the_first_that_holds_counts() -> None:
    lines = (quota("A", 2, where=WHEN), quota("A", 0, where=WHEN))
    frame = Graded(
        pl.Series(["A"] * 4),
        column_of([F(8), F(9), F(9), F(9)]),
        pl.Series([False] * 4),
        {0: pl.Series([True, True, False, False]), 1: pl.Series([True, True, True, False])},
        {},
    )
    assert with_quotas(grades(*lines), frame)[0].to_list() == ["A", "A", "B", "A"]


def test_who_may_belong_to_a_set_may_take_a_place_in_it() -> None:
    one = grades(quota("A", 1, missing="open", by="kind"))
    sets = pl.Series(["x", "y", None, "z"])
    frame = Graded(
        pl.Series(["A", "A", "A", "B"]),
        column_of([F(8), F(9), F(8), F(5)]),
        pl.Series([False] * 4),
        {},
        {0: sets},
    )
    grade, taken = with_quotas(one, frame)
    assert grade.to_list() == ["A/B", "A/B", "A/B", "B"]
    assert taken.to_list() == ["A", "A", "A", None]
    skips = grades(quota("A", 1, by="kind"))
    assert with_quotas(skips, frame)[0].to_list() == ["A", "A", "A", "B"]


def test_what_an_override_sets_takes_up_a_place() -> None:
    frame = Graded(
        pl.Series(["A", "A", "A", "A"]),
        column_of([F(9), F(8), F(1), None]),
        pl.Series([False, False, True, True]),
        {},
        {},
    )
    for missing in ("skip", "open"):
        held = with_quotas(grades(quota("A", 3, missing=missing)), frame)[0]
        assert held.to_list() == ["A", "B", "A", "A"]


def test_where_it_is_open_who_is_counted_a_share_may_grow() -> None:
    one = grades(quota("A", F(1, 2), mode="down", missing="open", where=WHEN))
    frame = Graded(
        pl.Series(["A", "A", "A", "C"]),
        column_of([F(9), F(8), F(8), F(1)]),
        pl.Series([False] * 4),
        {0: pl.Series([True, True, True, None])},
        {},
    )
    assert with_quotas(one, frame)[0].to_list() == ["A", "A/B", "A/B", "C"]
