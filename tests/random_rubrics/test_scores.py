"""What is true of the score of any rubric."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import score
from rubric.model import Mode, Stage
from rubric.number import round_places
from rubric.record import replace
from tests.random_rubrics.cases import MORE, SOME, Case, cases
from tests.random_rubrics.given import opened
from tests.test_properties import conserved, gone

ADDS: Final = ("sum", "weighted")
MODES: Final = ("half_up", "half_even", "up", "down", "ceiling", "floor")


@given(cases())
@SOME
def test_points_are_conserved_exactly_and_as_printed(case: Case) -> None:
    conserved(score(case.rubric, case.facts), case.rubric)


@given(cases(), st.data())
@SOME
def test_every_score_lies_within_its_bounds(case: Case, data: st.DataObject) -> None:
    least = {item.path: item.least for item in case.rubric.root.walk()}
    facts = data.draw(st.sampled_from((case.facts, data.draw(opened(case.facts, case.rubric)))))
    for item in score(case.rubric, facts).root.walk():
        assert item.span[0] <= item.span[1]
        assert item.low <= item.high
        # While it is open what applies, the points of an item are the least that they can be.
        if not any(below.bonus for below in item.walk()) and (item.exact is not None or not item.path):
            assert item.span[1] <= item.points, item.path
        if least.get(item.path, 0) >= 0:
            assert item.span[0] >= 0, item.path


@given(cases(focus="moves"))
@SOME
def test_what_does_not_apply_leaves_its_points_to_others(case: Case) -> None:
    for item in score(case.rubric, case.facts).root.walk():
        if item.combine in ADDS and item.state == "scored":
            counted = [child for child in item.items if not child.bonus]
            if counted and not all(gone(child) for child in counted):
                assert sum((child.points for child in counted), Fraction(0)) == item.points, item.path


@given(cases())
@SOME
def test_a_score_is_rounded_by_less_than_its_mode_allows_and_rounding_it_again_changes_nothing(
    case: Case,
) -> None:
    for item in score(case.rubric, case.facts).root.walk():
        stage: Stage = "total" if not item.path else "group" if item.items else "item"
        rounding = case.rubric.rounding.get(stage)
        if item.exact is not None and rounding is not None:
            assert_rounded(item.exact, item.low, rounding.places, rounding.mode)
        elif item.exact is not None and not item.items:
            assert item.low == item.exact


def assert_rounded(exact: Fraction, found: Fraction, places: int, mode: Mode) -> None:
    unit, off = Fraction(1, 10**places), found - exact
    assert (found / unit).denominator == 1
    assert round_places(found, places, mode) == found
    outward = off * (1 if exact > 0 else -1)
    within = {
        "half_up": abs(off) < unit / 2 or outward == unit / 2,
        "half_even": abs(off) < unit / 2 or (abs(off) == unit / 2 and (found / unit) % 2 == 0),
        "up": 0 <= outward < unit,
        "down": -unit < outward <= 0,
        "ceiling": 0 <= off < unit,
        "floor": -unit < off <= 0,
    }
    assert within[mode] or off == 0


@given(
    st.fractions(-50, 50, max_denominator=2000).map(lambda x: x / 20)
    | st.integers(-4000, 4000).map(lambda n: Fraction(n, 200)),
    st.integers(0, 3),
    st.sampled_from(MODES),
)
@settings(SOME, max_examples=400 * MORE)
def test_every_mode_keeps_to_its_bound(x: Fraction, places: int, mode: Mode) -> None:
    assert_rounded(x, round_places(x, places, mode), places, mode)


@given(cases())
@SOME
def test_scoring_twice_gives_the_same_and_changes_neither_rubric_nor_facts(case: Case) -> None:
    trees = [ast.dump(item.worth.expr) for item in case.rubric.root.walk()]
    facts = repr(case.facts)
    first = score(case.rubric, case.facts)
    score(case.rubric, replace(case.facts, facts={}, judgements={}, tables={}))
    assert score(case.rubric, case.facts) == first
    assert [ast.dump(item.worth.expr) for item in case.rubric.root.walk()] == trees
    assert repr(case.facts) == facts
