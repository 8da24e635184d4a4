"""A printed figure stands for what is printed as it, no more and no less; and what is solved from such figures."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.questions.solve.extent import extent, inside
from engine.questions.solve.linear import Row, TooMany, project, rows_of
from engine.questions.solve.sets import allowed, solved
from engine.questions.solve.terms import fixed
from engine.questions.verify.printed import Members, inward, printed_in, prints_as, whole_in
from rubric.number import round_step
from rubric.range import Range

if TYPE_CHECKING:
    from engine.questions.solve.sets import Sign

UNITS = st.sampled_from([Fraction(1), Fraction(10), Fraction(1, 10), Fraction(1, 100), Fraction(1, 10000)])
SMALL = st.integers(-40, 40).map(lambda n: Fraction(n, 4))
TRUTHS = st.fractions(-1000, 1000, max_denominator=100_000)


@st.composite
def boxes(draw: st.DrawFn) -> Range:
    low, high = sorted((draw(SMALL), draw(SMALL)))
    if low == high:
        return Range.point(low)
    return Range(low, high, draw(st.booleans()), draw(st.booleans()))


@st.composite
def polys(draw: st.DrawFn, names: str = "abc") -> dict[tuple[str, ...], Fraction]:
    terms = st.sets(st.sampled_from(names)).map(lambda some: tuple(sorted(some)))
    held = draw(st.dictionaries(terms, st.integers(-3, 3).filter(bool).map(Fraction), min_size=1, max_size=4))
    return dict(held)


# -- figures


@given(TRUTHS, UNITS)
def test_what_is_printed_lies_in_what_the_figure_stands_for(x: Fraction, unit: Fraction) -> None:
    assert prints_as(round_step(x, unit, "half_up"), unit).contains(x)
    assert prints_as(round_step(x, unit, "down"), unit, cut=True).contains(x)


@given(st.integers(-300, 300), UNITS, st.fractions(0, 1), st.booleans())
def test_all_that_a_figure_stands_for_is_printed_as_it(
    n: int, unit: Fraction, at: Fraction, cut: bool
) -> None:
    held = prints_as(n * unit, unit, cut=cut)
    assert held.lo is not None
    assert held.hi is not None
    x = held.lo + (held.hi - held.lo) * at
    prints = round_step(x, unit, "down" if cut else "half_up")
    assert (prints == n * unit) == held.contains(x)


@given(st.lists(boxes(), max_size=3), UNITS)
def test_the_figures_printed_for_ranges_are_those_that_stand_for_some_of_them(
    ranges: list[Range], unit: Fraction
) -> None:
    found = list(printed_in(ranges, unit))
    for n in range(-12, 13):
        figure = round_step(Fraction(n), unit, "half_up") + n * unit
        listed = [some for some in found if some.first is None or some.first <= figure]
        listed = [some for some in listed if some.last is None or figure <= some.last]
        assert bool(listed) == any(prints_as(figure, unit).meets(held) for held in ranges)
        assert len(listed) < 2


def test_figures_of_ranges_without_an_end() -> None:
    ranges = [Range(Fraction(1), None), Range(None, Fraction(-1))]
    cent = Fraction(1, 100)
    assert list(printed_in(ranges, cent)) == [
        Members(None, -Fraction(1), cent),
        Members(Fraction(1), None, cent),
    ]


@given(boxes())
def test_the_whole_numbers_of_a_range(held: Range) -> None:
    found = [x for some in whole_in([held]) for x in some]
    assert found == [Fraction(n) for n in range(-11, 12) if held.contains(Fraction(n))]
    assert inward(held) == (Range(found[0], found[-1]) if found else None)


def test_figures_without_an_end_are_not_listed() -> None:
    assert Members(Fraction(1), None, Fraction(1)).count is None
    with pytest.raises(ValueError, match="cannot be listed"):
        list(Members(Fraction(1), None, Fraction(1)))


# -- extents and solved sets


@settings(max_examples=50)
@given(polys(), boxes(), boxes(), boxes(), st.lists(st.fractions(0, 1), min_size=3, max_size=3))
def test_an_extent_holds_every_value_and_its_ends_are_reached_or_neared(
    poly: dict[tuple[str, ...], Fraction], a: Range, b: Range, c: Range, at: list[Fraction]
) -> None:
    domains = {"a": a, "b": b, "c": c}
    held = extent(poly, domains)
    assert held.sharp

    def value(shares: list[Fraction]) -> Fraction:
        point = {}
        for (name, box), share in zip(domains.items(), shares, strict=True):
            assert box.lo is not None
            assert box.hi is not None
            point[name] = box.lo + (box.hi - box.lo) * share
        return fixed(poly, point).get((), Fraction(0))

    # Only inner points are surely within half-open ranges.
    within = [max(Fraction(1, 10**6), min(share, 1 - Fraction(1, 10**6))) for share in at]
    assert held.range.contains(value(within))
    ends = [value([Fraction(i), Fraction(j), Fraction(k)]) for i in (0, 1) for j in (0, 1) for k in (0, 1)]
    assert (min(ends), max(ends)) == (held.range.lo, held.range.hi)


def test_an_end_that_only_an_inner_point_reaches_belongs_to_the_extent() -> None:
    domains = {"a": Range(Fraction(1), Fraction(2), True, True), "b": Range(Fraction(0), Fraction(1))}
    assert extent({("a", "b"): Fraction(1)}, domains).range == Range(Fraction(0), Fraction(2), False, True)


@settings(max_examples=40)
@given(polys("xab"), st.sampled_from(["==", "<=", "<"]), boxes(), boxes(), st.lists(SMALL, max_size=6))
def test_a_solved_set_holds_a_number_exactly_where_the_others_allow_it(
    poly: dict[tuple[str, ...], Fraction], sign: Sign, a: Range, b: Range, tries: list[Fraction]
) -> None:
    domains = {"x": Range.whole(), "a": a, "b": b}
    found = solved(poly, sign, "x", domains)
    assert found.sharp
    ends = [end for held in found.ranges for end in (held.lo, held.hi) if end is not None]
    for x in (*tries, *ends, *(end + step for end in ends for step in (Fraction(1, 999), Fraction(-1, 999)))):
        allows = allowed(sign, extent(fixed(poly, {"x": x}), domains).range)
        assert allows == any(held.contains(x) for held in found.ranges)


@given(polys("xab").filter(lambda poly: any("x" in term for term in poly)), boxes(), boxes())
def test_no_solution_is_left_out(poly: dict[tuple[str, ...], Fraction], a: Range, b: Range) -> None:
    """Solved for one example of the others, the equation has a value that the set holds."""
    rest = fixed(poly, {"a": inside(a), "b": inside(b)})
    slope, start = rest.get(("x",), Fraction(0)), rest.get((), Fraction(0))
    found = solved(poly, "==", "x", {"x": Range.whole(), "a": a, "b": b})
    if slope:
        assert any(held.contains(-start / slope) for held in found.ranges)


def test_a_set_may_be_in_two_pieces() -> None:
    # 1 / x = a with a from −1 to 1.
    poly = {("a", "x"): Fraction(1), (): Fraction(-1)}
    found = solved(poly, "==", "x", {"x": Range.whole(), "a": Range(Fraction(-1), Fraction(1))})
    assert found.ranges == (Range(None, Fraction(-1), True, False), Range(Fraction(1), None, False, True))


# -- linear systems, against another solver


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    factors = st.dictionaries(
        st.sampled_from("abcd"), st.integers(-2, 2).filter(bool).map(Fraction), min_size=1
    )
    row = st.builds(Row, factors, st.integers(-6, 6).map(Fraction), st.booleans())
    plain = st.builds(Row, factors, st.integers(-6, 6).map(Fraction))
    bounds = [one for name in "abcd" for one in rows_of(name, draw(boxes()))]
    return draw(st.lists(plain, max_size=3)), [*draw(st.lists(row, max_size=3)), *bounds]


@settings(deadline=None, max_examples=30)
@given(systems())
def test_linear_systems_hold_where_another_solver_says_so(system: tuple[list[Row], list[Row]]) -> None:
    z3 = pytest.importorskip("z3")
    equations, rows = system
    try:
        found = project(equations, rows, "a")
    except TooMany:
        return
    names = {name: z3.Real(name) for name in "abcd"}

    def sum_of(row: Row) -> Any:
        parts = (z3.Q(f.numerator, f.denominator) * names[name] for name, f in row.factors.items())
        return sum(parts, z3.Q(row.start.numerator, row.start.denominator))

    solver = z3.Solver()
    for row in equations:
        solver.add(sum_of(row) == 0)
    for row in rows:
        solver.add(sum_of(row) < 0 if row.strict else sum_of(row) <= 0)
    assert (found is not None) == (solver.check() == z3.sat)
    assert (project(equations, rows) is not None) == (found is not None)
    if found is None:
        return
    for end, included in ((found.lo, not found.lo_open), (found.hi, not found.hi_open)):
        assert end is not None
        solver.push()
        solver.add(names["a"] == z3.Q(end.numerator, end.denominator))
        assert (solver.check() == z3.sat) == included
        solver.pop()
        beyond = names["a"] < z3.Q(end.numerator, end.denominator)
        solver.push()
        solver.add(beyond if end == found.lo else names["a"] > z3.Q(end.numerator, end.denominator))
        assert solver.check() == z3.unsat or found.is_point
        solver.pop()
