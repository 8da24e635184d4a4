"""What a programmer is offered: facts of a rubric, and the assertion that it is sound."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import score
from engine.rows import row_problems
from engine.testing import assert_sound, facts_for, near_cuts
from tests.unit.planted import PLANTED
from tests.unit.test_fuzz import load
from tests.unit.test_fuzz_saved import TABLE

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from engine.facts_given import Facts
    from engine.scorecard import Scorecard

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def test_a_sound_rubric_passes_and_another_says_what_is_wrong() -> None:
    planted = PLANTED["a hole at exactly 95%"]
    assert_sound(load(planted.right), count=60)
    with pytest.raises(AssertionError, match="“率”增大，得分反而下降"):
        assert_sound(load(planted.wrong), count=60)


def test_a_property_of_ones_own_is_told_by_its_name() -> None:
    def nobody_earns_all(card: Scorecard) -> str | None:
        return "full points" if card.root.exact == card.root.points else None

    with pytest.raises(AssertionError, match="nobody_earns_all”：full points"):
        assert_sound(load(PLANTED["a hole at exactly 95%"].right), nobody_earns_all, count=60)


@given(data=st.data())
@FEW
def test_the_rows_that_are_drawn_are_rows_that_a_file_may_hold(data: st.DataObject) -> None:
    rubric = load(TABLE)
    facts = data.draw(facts_for(rubric))
    assert row_problems(rubric, facts) == []
    assert score(rubric, facts).root.exact is not None


def test_tables_with_rows_are_drawn_and_both_rules_of_theirs() -> None:
    rubric, seen = load(TABLE), set[str]()

    @given(facts_for(rubric))
    @settings(max_examples=100, deadline=None, database=None, derandomize=True)
    def run(facts: object) -> None:
        seen.update(item.rule or "" for item in score(rubric, facts).root.walk())  # type: ignore[arg-type]

    run()
    assert {"formula", "judgement"} <= seen


STEPS = """
rubric: steps
points: 5
rounding: none
facts: {rate: {unit: "%", range: "[0%, 200%]", step: 0.5%}, fee: {range: "[0, inf)"}, people: {type: integer, range: "[0, 40]"}}
items:
  one: {points: 2, bands: {of: rate, bands: {"[0%, 95%)": 0, "[95%, 200%]": 2}}}
  two: {points: 2, cases: [{when: fee > 300 and people >= 7, earns: 2}, {otherwise: 0}]}
  three: {points: 1, cases: [{when: people == 0, earns: 0}, {when: fee / people > 12, earns: 1}, {otherwise: 0}]}
"""
RUBRIC = load(STEPS)


def drawn(strategy: SearchStrategy[Facts]) -> list[dict[str, Any]]:
    """A hundred sets of facts, as bare values; every one of them has a score."""
    seen: list[dict[str, Any]] = []

    @given(strategy)
    @settings(max_examples=100, deadline=None, database=None, derandomize=True)
    def run(facts: Facts) -> None:
        assert score(RUBRIC, facts).root.exact is not None
        seen.append({name: held.value for name, held in facts.facts.items()})

    run()
    return seen


def test_near_the_cuts_only_they_and_a_step_to_either_side_are_drawn() -> None:
    """The cut points of a share in half percents, its ends, 100%, half of it, and 1%."""
    due = {Fraction(x) / 100 for x in ("0", "0.5", "94.5", "95", "95.5", "199.5", "200", "100", "50", "1")}
    near = {values["rate"] for values in drawn(near_cuts(RUBRIC))}
    assert {Fraction(189, 200), Fraction(19, 20), Fraction(191, 200)} <= near <= due
    assert not {values["rate"] for values in drawn(facts_for(RUBRIC))} <= due


def test_near_the_cuts_two_facts_meet_at_the_cut_point_of_their_quotient() -> None:
    found = [values for values in drawn(near_cuts(RUBRIC)) if values["people"]]
    assert any(abs(values["fee"] - 12 * values["people"]) <= Fraction(1, 100) for values in found)


def test_who_only_scores_does_not_import_hypothesis() -> None:
    code = "import engine, engine.cli, engine.commands.check, sys; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
