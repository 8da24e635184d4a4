"""Ranges: their arithmetic encloses, their comparisons decide, their partitions leave nothing out."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rubric.model import Mode
from rubric.number import exp_, ln_, read_number, round_places, round_step, sqrt_
from rubric.range import (
    Comparison,
    Range,
    absolute,
    add,
    ceil_,
    compare,
    div,
    floor_,
    hull,
    intersect,
    map_monotone,
    maximum,
    minimum,
    mul,
    neg,
    on_grid,
    partition,
    power_int,
    read_range,
    round_,
    round_step_,
    show_range,
    sub,
    written_ends,
)

if TYPE_CHECKING:
    from collections.abc import Callable

F = Fraction
MODES: tuple[Mode, ...] = get_args(Mode)

OPERATORS: dict[Comparison, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
# Ends on a coarse grid meet often; a grid four times finer has points at and between all of them.
END, FAR = 4, 6
POINTS = [F(n, 4) for n in range(-4 * FAR, 4 * FAR + 1)]

ends = st.none() | st.integers(-2 * END, 2 * END).map(lambda n: F(n, 2))


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    lo, hi = draw(ends), draw(ends)
    if lo is not None and hi is not None and lo > hi:
        lo, hi = hi, lo
    if lo == hi and lo is not None:
        return Range.point(lo)
    return Range(lo, hi, draw(st.booleans()), draw(st.booleans()))


def _samples(r: Range) -> list[Fraction]:
    """Points at, next to and far from the ends."""
    near = [
        end + sign * F(1, 10**k)
        for end in (r.lo, r.hi)
        if end is not None
        for k in (3, 12)
        for sign in (1, -1)
    ]
    return [x for x in [*POINTS, *near, F(-(10**6)), F(10**6)] if r.contains(x)]


def _some(data: st.DataObject, r: Range) -> Fraction:
    return data.draw(st.sampled_from(_samples(r)))


# -- sets ------------------------------------------------------------------------------------------


@given(ranges(), ranges())
def test_intersection_is_what_both_contain(a: Range, b: Range) -> None:
    both = intersect(a, b)
    assert a.meets(b) is b.meets(a) is (both is not None)
    for x in POINTS:
        assert (both is not None and both.contains(x)) == (a.contains(x) and b.contains(x))


@given(ranges(), ranges())
def test_hull_is_the_smallest_range_around_both(a: Range, b: Range) -> None:
    around = hull(a, b)
    assert hull(b, a) == around
    assert intersect(around, a) == a
    assert intersect(around, b) == b
    assert (around.lo, around.lo_open) in {(a.lo, a.lo_open), (b.lo, b.lo_open)}
    assert (around.hi, around.hi_open) in {(a.hi, a.hi_open), (b.hi, b.hi_open)}


@pytest.mark.parametrize(("lo", "hi", "open_"), [(2, 1, False), (1, 1, True)])
def test_a_range_holds_something(lo: int, hi: int, open_: bool) -> None:
    with pytest.raises(ValueError, match="no number"):
        Range(F(lo), F(hi), open_)


def test_whole_and_point() -> None:
    assert Range.whole().contains(F(10**9))
    assert Range(None, None, False, True) == Range.whole()
    assert Range.point(F(3)).is_point
    assert not Range.whole().is_point
    assert not Range(F(1), None).is_point


# -- arithmetic ------------------------------------------------------------------------------------

BINARY: list[tuple[Callable[[Range, Range], Range], Callable[[Fraction, Fraction], Fraction]]] = [
    (add, operator.add),
    (sub, operator.sub),
    (mul, operator.mul),
    (minimum, min),
    (maximum, max),
]


@given(ranges(), ranges(), st.sampled_from(BINARY), st.data())
def test_arithmetic_encloses_and_is_tight(
    a: Range,
    b: Range,
    pair: tuple[Callable[[Range, Range], Range], Callable[[Fraction, Fraction], Fraction]],
    data: st.DataObject,
) -> None:
    on_ranges, on_numbers = pair
    result = on_ranges(a, b)
    assert result.contains(on_numbers(_some(data, a), _some(data, b)))
    _assert_tight(result, [on_numbers(x, y) for x in _samples(a) for y in _samples(b)])


def _assert_tight(result: Range, reached: list[Fraction]) -> None:
    """A closed end is reached, an open one is neared, an infinite one is left far behind."""
    assert all(result.contains(x) for x in reached)
    if result.lo is None:
        assert min(reached) < -1000
    elif not result.lo_open:
        assert min(reached) == result.lo
    else:
        assert min(reached) < result.lo + F(1, 1000)
    if result.hi is None:
        assert max(reached) > 1000
    elif not result.hi_open:
        assert max(reached) == result.hi
    else:
        assert max(reached) > result.hi - F(1, 1000)


@given(ranges(), ranges())
def test_division_encloses_or_refuses(a: Range, b: Range) -> None:
    result = div(a, b)
    assert (result is None) == b.contains(F(0))
    if result is not None:
        _assert_tight(result, [x / y for x in _samples(a) for y in _samples(b)])


@given(ranges())
def test_one_argument_encloses_and_is_tight(r: Range) -> None:
    samples = _samples(r)
    _assert_tight(neg(r), [-x for x in samples])
    _assert_tight(absolute(r), [abs(x) for x in samples])
    assert neg(neg(r)) == r


@given(ranges(), st.integers(0, 5))
def test_powers_enclose_and_are_tight(r: Range, n: int) -> None:
    up = power_int(r, n)
    assert up is not None
    _assert_tight(up, [x**n for x in _samples(r)] if n else [F(1)])
    down = power_int(r, -n)
    assert (down is None) == (n > 0 and r.contains(F(0)))
    if down is not None and n:
        assert all(down.contains(x**-n) for x in _samples(r))


@given(ranges(), st.sampled_from([F(1), F(1, 2), F(1, 10), F(3, 4)]), st.sampled_from(MODES))
def test_rounding_encloses_and_is_tight(r: Range, step: Fraction, mode: Mode) -> None:
    result = round_step_(r, step, mode)
    _assert_tight(result, [round_step(x, step, mode) for x in _samples(r)])
    assert not (result.lo_open and result.lo is not None)
    assert not (result.hi_open and result.hi is not None)


@given(ranges(), st.sampled_from(MODES))
def test_places_floor_and_ceiling_are_roundings(r: Range, mode: Mode) -> None:
    assert all(round_(r, 1, mode).contains(round_places(x, 1, mode)) for x in _samples(r))
    assert floor_(r) == round_(r, 0, "floor")
    assert ceil_(r) == neg(floor_(neg(r)))


@given(ranges(), st.integers(1, 5).map(F), st.booleans())
def test_strictly_monotone_images_are_tight(r: Range, factor: Fraction, falling: bool) -> None:
    factor = -factor if falling else factor
    assert map_monotone(r, lambda x: factor * x, falling=falling) == mul(r, Range.point(factor))


def test_images_to_50_digits_close_their_ends_but_zero() -> None:
    below = 4 - F(1, 10**60)
    open_ = Range(F(0), F(4), True, True)
    assert sqrt_(below) == 2
    assert map_monotone(open_, sqrt_, strict=False) == Range(F(0), F(2), True, False)
    assert map_monotone(open_, ln_, strict=False) == Range(None, ln_(F(4)))
    assert map_monotone(Range(None, F(0)), exp_) == Range(None, F(1))
    with pytest.raises(ValueError, match="no logarithm"):
        map_monotone(Range(F(0), F(1)), ln_)


def test_zero_swallows_infinity() -> None:
    zero = Range.point(F(0))
    assert mul(zero, Range.whole()) == zero
    assert mul(Range(F(0), F(1), True), Range(F(0), None)) == Range(F(0), None)
    assert mul(Range(F(0), F(1), True), Range(F(1), None)) == Range(F(0), None, True)
    assert div(Range(F(0), F(5)), Range(F(0), F(2), True)) == Range(F(0), None)
    assert div(Range(F(1), F(5)), Range(F(2), None)) == Range(F(0), F(5, 2), True)
    assert div(Range(F(1), F(5)), Range(F(-2), F(0), hi_open=True)) == Range(None, F(-1, 2))


# -- comparison ------------------------------------------------------------------------------------


@given(ranges(), ranges(), st.sampled_from(list(OPERATORS)))
def test_comparison_decides_exactly_what_all_points_agree_on(a: Range, b: Range, op: Comparison) -> None:
    answers = {OPERATORS[op](x, y) for x in _samples(a) for y in _samples(b)}
    assert compare(op, a, b) == (answers.pop() if len(answers) == 1 else None)


# -- reading and printing --------------------------------------------------------------------------


@given(ranges(), st.booleans())
def test_what_is_shown_is_read_again(r: Range, percent: bool) -> None:
    assert read_range(show_range(r, percent)) == r


@given(st.text(alphabet="[]()（），,0159.%-−∞inf无穷 ", max_size=14))
def test_any_text_is_a_range_or_none(text: str) -> None:
    found = read_range(text)
    if found is not None:
        assert read_range(show_range(found)) == found
        assert written_ends(text) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[80%, 95%)", Range(F(4, 5), F(19, 20), hi_open=True)),
        ("(-inf, 0]", Range(None, F(0))),
        ("（−inf，0］", Range(None, F(0))),
        ("［８０％，９５％）", Range(F(4, 5), F(19, 20), hi_open=True)),
        ("【0,1】", Range(F(0), F(1))),
        ("(0, ∞)", Range(F(0), None, True)),
        ("(负无穷, 正无穷)", Range.whole()),
        ("(-∞,+INF)", Range.whole()),
        ("(-无穷大, 3‰)", Range(None, F(3, 1000), hi_open=True)),
        ("[0, inf]", Range(F(0), None)),
        (" [ 5 , 5 ] ", Range.point(F(5))),
        ("[1,000, 2,000)", Range(F(1000), F(2000), hi_open=True)),
        ("[-0.5,.5]", Range(F(-1, 2), F(1, 2))),
        ("[1,200)", Range(F(1), F(200), hi_open=True)),
    ],
)
def test_ranges_read(text: str, expected: Range) -> None:
    assert read_range(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "[1]", "5", "1, 2", "[1, 2", "1, 2]", "[2, 1]", "(5, 5)", "[5, 5)", "(5, 5]",
        "(inf, 0)", "(0, -inf)", "(inf, inf)", "[1;2]", "[a, b]", "[1, 2, 3]", "[1e3, 2e3]", "[, 5]",
        "[1,200,300]", "(-inf)", "{1, 2}", "[1, 2)]",
    ],
)  # fmt: skip
def test_no_ranges(text: str) -> None:
    assert read_range(text) is None


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("80..94.99", "[80, 94.99]"),
        ("95..", "[95, inf)"),
        ("..60", "(-inf, 60]"),
        ("80% .. 95%", "[80%, 95%]"),
        ("８０．．９０", "[80, 90]"),
        ("1,000..2,000", "[1000, 2000]"),
        ("-5..-0.5", "[-5, -0.5]"),
        ("-inf..0", "(-inf, 0]"),
    ],
)
def test_two_dots_stand_between_ends_that_belong_to_it(text: str, same: str) -> None:
    assert read_range(text) == read_range(same) is not None


@pytest.mark.parametrize(
    "text", ["..", "90..80", "5...7", "80..90..95", "inf..", "甲..乙", ". .", "[80..90)"]
)
def test_two_dots_alone_are_no_range(text: str) -> None:
    assert read_range(text) is None
    assert read_range(f" {text} ") is None


def test_written_ends_keep_their_signs() -> None:
    assert written_ends("[80%, 95)") == (read_number("80%"), read_number("95"))
    assert written_ends("(-inf, 0.50]") == (None, read_number("0.50"))
    assert written_ends("80%") is None


@pytest.mark.parametrize(
    ("r", "percent", "expected"),
    [
        (Range(F(4, 5), F(19, 20), hi_open=True), True, "[80%, 95%)"),
        (Range(None, F(0)), False, "(-inf, 0]"),
        (Range(F(0), None, True), True, "(0%, inf)"),
        (Range(F(1, 80000), F(1)), True, "[0.00125%, 100%]"),
    ],
)
def test_ranges_shown(r: Range, percent: bool, expected: str) -> None:
    assert show_range(r, percent) == expected


# -- partition -------------------------------------------------------------------------------------


@given(st.lists(ranges(), max_size=5), ranges())
def test_partition_against_brute_force(intervals: list[Range], domain: Range) -> None:
    holes, overlaps = partition(intervals, domain)
    for x in _samples(domain):
        owners = [i for i, interval in enumerate(intervals) if interval.contains(x)]
        assert sum(hole.contains(x) for hole in holes) == (not owners)
        pairs = {(i, j) for i in owners for j in owners if i < j}
        assert {(i, j) for i, j, both in overlaps if both.contains(x)} == pairs
    for found in [*holes, *(both for _, _, both in overlaps)]:
        assert intersect(found, domain) == found
    assert holes == sorted(holes, key=lambda hole: (hole.lo is not None, hole.lo or 0, hole.lo_open))


@given(st.lists(ranges(), max_size=5), ranges(), st.sampled_from([F(1, 4), F(1, 2), F(3, 4), F(1), F(3, 2)]))
def test_partition_on_a_grid_against_brute_force(
    intervals: list[Range], domain: Range, step: Fraction
) -> None:
    holes, overlaps = partition(intervals, domain, step)
    grid = [k * step for k in range(-40, 41) if domain.contains(k * step)]
    owners = {x: [i for i, r in enumerate(intervals) if r.contains(x)] for x in grid}
    assert bool(holes) == any(not owner for owner in owners.values())
    assert all(sum(hole.contains(x) for hole in holes) == (not owner) for x, owner in owners.items())
    pairs = {(i, j) for owner in owners.values() for i in owner for j in owner if i < j}
    assert {(i, j) for i, j, _ in overlaps} == pairs


@given(ranges(), st.sampled_from([F(1, 4), F(3, 4), F(5)]))
def test_a_grid_point_is_found_where_there_is_one(r: Range, step: Fraction) -> None:
    found = on_grid(r, step)
    if found is None:
        assert not any(r.contains(k * step) for k in range(-40, 41))
    else:
        assert r.contains(found)
        assert (found / step).denominator == 1


@given(st.lists(st.integers(-8, 8).map(lambda n: F(n, 2)), min_size=1, max_size=5, unique=True))
def test_cutting_at_points_is_a_partition(cuts: list[Fraction]) -> None:
    assume(cuts)
    low = [None, *sorted(cuts)]
    bands = [Range(lo, hi, hi_open=True) for lo, hi in zip(low, [*low[1:], None], strict=True)]
    assert partition(bands, Range.whole()) == ([], [])
    assert partition(bands[1:], Range.whole()) == ([bands[0]], [])


def _read(text: str) -> Range:
    found = read_range(text)
    assert found is not None
    return found


def test_integer_grades_leave_holes_unless_points_are_integers() -> None:
    """Grades printed as 90–100, 80–89, 60–79, below 60: nobody owns 89.5."""
    bands = [_read(text) for text in ("[90, 100]", "[80, 89]", "[60, 79]", "[0, 60)")]
    holes, overlaps = partition(bands, _read("[0, 100]"))
    assert holes == [_read("(79, 80)"), _read("(89, 90)")]
    assert overlaps == []
    assert partition(bands, _read("[0, 100]"), F(1)) == ([], [])
    assert partition(bands, _read("[0, 100]"), F(1, 2))[0] == holes


def test_shared_ends_and_nested_caps_overlap() -> None:
    bands = [_read(text) for text in ("[80%, inf)", "[70%, 80%]", "(-inf, 60%)", "(-inf, 50%)")]
    holes, overlaps = partition(bands, _read("[0, 1]"))
    assert holes == [_read("[60%, 70%)")]
    assert overlaps == [(0, 1, Range.point(F(4, 5))), (2, 3, _read("[0, 50%)"))]
