"""Quantities over all subjects: columns against definitions that are worked out subject by subject."""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch.cohort.kinds import SHARED, WHYS
from engine.batch.cohort.numbers import MOST, Coded, Numbers, column_of, joined
from engine.batch.cohort.values import Quantity, cohort_values
from rubric.model import Cohort
from rubric.number import sqrt_

if TYPE_CHECKING:
    from collections.abc import Sequence

F = Fraction
SMALL = st.fractions(min_value=-3, max_value=3, max_denominator=4)
LARGE = st.sampled_from(
    [F(MOST), F(-MOST), F(-MOST - 1), F(MOST - 1), F(MOST, 3), F(2**90, 7), F(-(2**70)), F(1, MOST)]
)
NUMBERS = st.one_of(SMALL, st.integers(-2, 2).map(F), LARGE)
OPEN = st.none()


def cohort(kind: str, **said: Any) -> Cohort:
    return Cohort("q", kind, ast.Constant(F(0)), "", said.pop("missing", "skip"), **said)  # type: ignore[arg-type]


KINDS = [
    *(cohort(kind, missing=missing) for kind in sorted(SHARED) for missing in ("skip", "open")),
    *(
        cohort("rank", order=order, ties=ties, missing=missing)
        for order, ties, missing in product(
            ("ascending", "descending"), ("min", "max", "mean", "dense"), ("skip", "open")
        )
    ),
    *(
        cohort("percentile", order=order, ties=ties, denominator=by)
        for order, ties, by in product(("ascending", "descending"), ("min", "max", "mean"), ("all", "others"))
    ),
    cohort("minmax", start="least", end="most"),
    cohort("minmax", start="most", end="least", missing="open"),
    *(
        cohort("minmax", start=start, end=end, outside=outside)
        for start, end in (
            (F(0), F(1)),
            (F(1, 2), F(-1)),
            ("least", F(2)),
            (F(0), "most"),
            (F(1), "least"),
            ("most", F(0)),
        )
        for outside in ("clamp", "error")
    ),
    cohort("zscore", deviation="population"),
    cohort("zscore", deviation="sample", missing="open"),
]
Subject = tuple[Fraction | None, bool | None, str | None]


# -- by the definition -------------------------------------------------------------------------------


def place(x: Fraction, numbers: Sequence[Fraction], one: Cohort) -> Fraction:
    before = [y for y in numbers if (y < x if one.order == "ascending" else y > x)]
    alike = numbers.count(x)
    best, worst = F(len(before) + 1), F(len(before) + alike)
    return {"min": best, "max": worst, "mean": (best + worst) / 2, "dense": F(len(set(before)) + 1)}[
        one.ties or ""
    ]


def of_one(x: Fraction, numbers: list[Fraction], one: Cohort) -> Fraction | None:
    n = len(numbers)
    if one.kind == "rank":
        return place(x, numbers, one)
    if one.kind == "percentile":
        if one.denominator == "all":
            return place(x, numbers, one) / n
        return (place(x, numbers, one) - 1) / (n - 1) if n > 1 else None
    if one.kind == "minmax":
        return way(x, numbers, one)
    mean = sum(numbers, F(0)) / n
    by = n if one.deviation == "population" else n - 1
    variance = sum(((y - mean) ** 2 for y in numbers), F(0)) / by if by else F(0)
    return (x - mean) / sqrt_(variance) if variance else None


def way(x: Fraction, numbers: list[Fraction], one: Cohort) -> Fraction | None:
    ends = {"least": min(numbers), "most": max(numbers)}
    start, end = (e if isinstance(e, Fraction) else ends[str(e)] for e in (one.start, one.end))
    if "least" in (one.start, one.end) or "most" in (one.start, one.end):
        upward = one.start == "least" or one.end == "most"
        if (end - start) * (1 if upward else -1) <= 0:
            return None
    gone = (x - start) / (end - start)
    if one.outside == "clamp":
        return min(max(gone, F(0)), F(1))
    return gone if 0 <= gone <= 1 else None


def of_all(numbers: list[Fraction], kind: str) -> Fraction | None:
    if kind == "count":
        return F(numbers.count(F(1)))
    if not numbers:
        return None
    ordered, n = sorted(numbers), len(numbers)
    return {
        "sum": sum(numbers, F(0)),
        "mean": sum(numbers, F(0)) / n,
        "median": ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2,
        "least": ordered[0],
        "most": ordered[-1],
    }[kind]


def reference(one: Cohort, subjects: list[Subject]) -> list[Fraction | None]:
    """The value of each subject, each worked out on its own."""
    open_ = [where is not False and (where is None or of is None or by is None) for of, where, by in subjects]
    found: list[Fraction | None] = []
    for (of, where, by), lacks in zip(subjects, open_, strict=True):
        inside = [
            x
            for (x, takes, own), lacking in zip(subjects, open_, strict=True)
            if takes and not lacking and own == by and x is not None
        ]
        waits = [lacking and own in (by, None) for (_, _, own), lacking in zip(subjects, open_, strict=True)]
        if by is None or (one.missing == "open" and any(waits)):
            found.append(None)
        elif one.kind in SHARED:
            found.append(of_all(inside, one.kind))
        elif lacks or not where:
            found.append(None)
        else:
            assert of is not None
            found.append(of_one(of, inside, one))
    return found


# -- columns are the definition ----------------------------------------------------------------------


def read(subjects: list[Subject]) -> Quantity:
    return Quantity(
        column_of(of for of, _, _ in subjects),
        pl.Series([where for _, where, _ in subjects], dtype=pl.Boolean()),
        pl.Series([by for _, _, by in subjects], dtype=pl.String()),
    )


def check(subjects: list[Subject]) -> None:
    flags: list[Subject] = [(None if of is None else F(of > 0), where, by) for of, where, by in subjects]
    for one in KINDS:
        held = flags if one.kind == "count" else subjects
        values = cohort_values(one, read(held))
        found = list(values.part(0, len(held)))
        assert found == reference(one, held), one
        assert values.why.is_not_null().to_list() == [value is None for value in found], one


@given(st.lists(st.tuples(NUMBERS, st.just(True), st.just("a")), max_size=8))
@settings(max_examples=10, deadline=None)
def test_with_nothing_open_every_kind_is_its_definition(subjects: list[Subject]) -> None:
    check(subjects)


@given(
    st.lists(
        st.tuples(
            st.one_of(NUMBERS, SMALL, OPEN),
            st.sampled_from([True, True, True, False, None]),
            st.sampled_from(["a", "a", "b", "b", None]),
        ),
        max_size=12,
    )
)
@settings(max_examples=30, deadline=None)
def test_with_much_open_every_kind_is_its_definition(subjects: list[Subject]) -> None:
    check(subjects)


@given(st.lists(st.one_of(NUMBERS, OPEN), max_size=30), st.integers(0, 30))
def test_a_column_keeps_its_numbers(numbers: list[Fraction | None], start: int) -> None:
    column = column_of(numbers)
    assert list(column.fractions()) == numbers
    assert list(column.fractions(start, 5)) == numbers[start : start + 5]
    assert column.known.to_list() == [x is not None for x in numbers]


def test_numbers_that_fit_are_whole_and_those_that_do_not_are_coded() -> None:
    assert isinstance(column_of([F(1, 3), F(1, 4), None]), Numbers)
    assert isinstance(column_of([F(MOST), F(1, 2)]), Coded)
    assert isinstance(column_of([F(1, 2**62), F(1, 3**39)]), Coded)


def test_without_parts_and_sets_all_are_one() -> None:
    values = cohort_values(
        cohort("rank", order="descending", ties="min"), Quantity(column_of([F(3), F(5), F(3)]))
    )
    assert values.part(0, 3) == (2, 1, 2)


@pytest.mark.parametrize(
    ("ties", "places"),
    [
        ("min", [1, 2, 2, 4]),
        ("max", [1, 3, 3, 4]),
        ("mean", [1, F(5, 2), F(5, 2), 4]),
        ("dense", [1, 2, 2, 3]),
    ],
)
def test_ties_are_placed_as_the_language_page_says(ties: str, places: list[Fraction]) -> None:
    one = cohort("rank", order="descending", ties=ties)
    assert list(cohort_values(one, Quantity(column_of(map(F, (90, 80, 80, 70))))).part(0, 4)) == places


@pytest.mark.parametrize(
    ("one", "subjects", "whys"),
    [
        (cohort("mean"), [(None, True, "a"), (F(1), False, "a")], ["nobody", "nobody"]),
        (
            cohort("mean", missing="open"),
            [(None, True, "a"), (F(1), True, "a"), (F(1), True, "b")],
            ["missing", "open", None],
        ),
        (cohort("mean", missing="open"), [(F(1), True, None), (F(1), True, "a")], ["missing", "open"]),
        (KINDS[-1], [(F(1), True, "a")], ["spread"]),
        (cohort("zscore", deviation="population"), [(F(1), True, "a")] * 2, ["spread"] * 2),
        (
            cohort("minmax", start="least", end="most"),
            [(F(1), True, "a"), (F(9), False, "a")],
            ["spread", "apart"],
        ),
        (
            cohort("minmax", start=F(0), end=F(1), outside="error"),
            [(F(2), True, "a"), (F(1), True, "a")],
            ["beyond", None],
        ),
        (KINDS[-3], [], []),
    ],
)
def test_why_there_is_no_value_is_said(one: Cohort, subjects: list[Subject], whys: list[str | None]) -> None:
    found = cohort_values(one, read(subjects)).why
    assert [None if why is None else WHYS[why] for why in found] == whys


def test_sums_do_not_wrap() -> None:
    many = Quantity(Numbers(pl.Series([MOST] * 5 + [-MOST], dtype=pl.Int64()), 7))
    assert cohort_values(cohort("sum"), many).part(0, 1) == (F(4 * MOST, 7),)
    assert cohort_values(cohort("mean"), many).part(0, 1) == (F(4 * MOST, 42),)


@pytest.mark.parametrize(
    ("start", "end", "numbers"),
    [
        (F(0), "most", [F(-1), F(-2)]),
        ("least", F(2), [F(3), F(4)]),
        (F(1), "least", [F(2), F(3)]),
        ("most", F(0), [F(-1), F(-2)]),
        ("least", F(2), [F(2), F(2)]),
    ],
)
@pytest.mark.parametrize("times", [1, 2**70])
def test_an_end_on_the_wrong_side_of_all_leaves_no_way(
    start: Any, end: Any, numbers: list[Fraction], times: int
) -> None:
    start, end = (x * times if isinstance(x, Fraction) else x for x in (start, end))
    one = cohort("minmax", start=start, end=end, outside="clamp")
    values = cohort_values(one, Quantity(column_of(x * times for x in numbers)))
    assert values.part(0, 2) == (None, None)
    assert values.why.to_list() == [WHYS.index("spread")] * 2


def wholes(*numbers: int, over: int = 1) -> Numbers:
    return Numbers(pl.Series(numbers, dtype=pl.Int64()), over)


@pytest.mark.parametrize(
    ("one", "due"),
    [
        (cohort("rank", order="ascending", ties="min"), (1, 2, 2, 1, None, 3)),
        (cohort("sum"), (11, 6, 11, 6, None, 11)),
        (
            cohort("percentile", order="ascending", ties="min", denominator="all"),
            (F(1, 3), 1, F(2, 3), F(1, 2), None, 1),
        ),
        (cohort("minmax", start="least", end="most"), (0, 1, F(1, 4), 0, None, 1)),
        (cohort("zscore", deviation="population"), (F(-5, 3), 1, F(-2, 3), -1, None, F(7, 3))),
    ],
)
def test_sets_whose_rows_alternate_keep_their_rows(one: Cohort, due: tuple[Fraction | None, ...]) -> None:
    read_ = Quantity(wholes(2, 4, 3, 2, 9, 6), None, pl.Series(["a", "b", "a", "b", None, "a"]))
    found = cohort_values(one, read_).part(0, 6)
    if one.kind != "zscore":
        assert found == due
        return
    spreads = {"a": sqrt_(F(26, 9)), "b": F(1)}
    # The distances from the means, 11/3 and 3.
    assert found == tuple(
        None if x is None else x / spreads[by]
        for x, by in zip(due, ["a", "b", "a", "b", "a", "a"], strict=True)
    )


def test_what_64_bits_do_not_hold_is_still_exact() -> None:
    ends = cohort("minmax", start="least", end="most")
    assert cohort_values(ends, Quantity(wholes(MOST, -MOST, 0))).part(0, 3) == (1, 0, F(1, 2))
    half = cohort("minmax", start=F(0), end=F(MOST, 2), outside="clamp")
    assert cohort_values(half, Quantity(wholes(MOST - 1, 1))).part(0, 2) == (1, F(2, MOST))
    both = joined(
        [wholes(MOST, over=2), wholes(MOST, over=3)],
        [pl.Series([1], dtype=pl.UInt32()), pl.Series([0], dtype=pl.UInt32())],
        2,
    )
    assert both.fractions() == (F(MOST, 3), F(MOST, 2))


@pytest.mark.parametrize("numbers", [(MOST, -MOST, MOST), (2**31, -(2**31), 2**31), (2**62, -(2**62), 2**62)])
def test_squares_do_not_wrap(numbers: tuple[int, ...]) -> None:
    one = cohort("zscore", deviation="population")
    scores = [
        number / sqrt_(F(8, 9) * numbers[0] ** 2) - F(numbers[0], 3) / sqrt_(F(8, 9) * numbers[0] ** 2)
        for number in numbers
    ]
    found = cohort_values(one, Quantity(wholes(*numbers))).part(0, 3)
    assert list(found) == scores
