"""What a programmer is offered: facts of a rubric, and the assertion that it is sound."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import score
from engine.rows import row_problems
from engine.testing import assert_sound, facts_for
from tests.unit.planted import PLANTED
from tests.unit.test_fuzz import load
from tests.unit.test_fuzz_saved import TABLE

if TYPE_CHECKING:
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


def test_who_only_scores_does_not_import_hypothesis() -> None:
    code = "import engine, engine.cli, engine.commands.check, sys; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
