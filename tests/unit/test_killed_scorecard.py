"""What a scorecard says of itself: what was held, lost, left open, and whether it is complete."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from engine.scorecard import (
    CONVERSIONS,
    Assumed,
    Assumption,
    BranchUse,
    CheckResult,
    FactUse,
    ItemScore,
    Required,
    Scorecard,
    Step,
    Trace,
    Undefined,
    ValueUse,
)
from rubric.rules.base import Branch
from tests.unit.cards import group, leaf, waiting

F = Fraction
OPEN = waiting(leaf("开", "5", "0"), "0", "5", Undefined("missing_fact", "甲"))


def card(root: ItemScore, **more: Any) -> Scorecard:
    return Scorecard(
        title="表",
        version=None,
        status=None,
        language="zh",
        subject=None,
        period=None,
        root=root,
        grades=(),
        rubric_sha256="",
        facts_sha256="",
        engine="",
        **more,
    )


def required(*, blocking: bool) -> Required:
    return Required("项", "evidence", "失分 > 0", None, blocking, attached=False)


def check(holds: bool | None, severity: Any = "error") -> CheckResult:
    return CheckResult("核", "甲 = 乙", "1 = 2", holds, within=False, severity=severity, because=None)


def test_only_what_was_held_counts_as_held() -> None:
    steps = (Step("held", F(-3)), Step("ceiling", F(-2)), Step("held", F(1, 2)), Step("veto", F(-1)))
    held = leaf("项", "8", "2", steps=steps).held
    assert held == F(-5, 2)
    assert isinstance(leaf("项", "8", "2").held, Fraction)


def test_a_score_and_what_is_lost_are_there_only_when_nothing_is_open() -> None:
    item = replace(leaf("项", "8", "2"), low=F(5, 2), high=F(5, 2))
    assert (item.score, item.lost) == (F(5, 2), F(11, 2))
    assert (OPEN.score, OPEN.lost) == (None, None)
    nothing = leaf("项", "8", "0")
    assert (nothing.score, nothing.lost) == (0, 8)


def test_a_walk_meets_parents_before_their_parts_and_all_in_order() -> None:
    tree = group("总", group("甲", leaf("一", "1", "1"), leaf("二", "1", "1")), leaf("乙", "1", "1"))
    assert [one.name for one in tree.walk()] == ["总", "甲", "一", "二", "乙"]
    assert tree.walk()[0] is tree


def test_a_card_is_complete_when_all_is_scored_and_nothing_that_blocks_is_missing() -> None:
    done = group("总", leaf("甲", "5", "5"), leaf("乙", "5", "0"))
    assert card(done).complete
    assert not card(group("总", leaf("甲", "5", "5"), OPEN)).complete
    assert card(done, requires=(required(blocking=False),)).complete
    assert not card(done, requires=(required(blocking=False), required(blocking=True))).complete
    assert card(group("总", leaf("甲", "5", "5", state="not_applicable"))).complete


def test_what_rests_on_an_assumption_is_not_complete() -> None:
    done = leaf("甲", "5", "5")
    assumed = Assumption("worst", (Assumed("甲", F(1)),), F(0), F(0))
    assert not card(done, assumed=assumed).complete


def test_a_card_fails_by_an_error_that_does_not_hold_and_by_nothing_else() -> None:
    done = leaf("甲", "5", "5")
    assert not card(done).failed
    assert card(done, checks=(check(True), check(False))).failed
    for harmless in (check(True), check(None), check(False, "warning"), check(False, "red_flag")):
        assert not card(done, checks=(harmless,)).failed


def test_what_is_not_said_is_nothing() -> None:
    plain = leaf("甲", "5", "5")
    assert (plain.steps, plain.items, plain.grades, plain.basis, plain.evidence) == ((), (), (), (), ())
    assert (plain.bonus, plain.difference) == (False, 0)
    assert (Step("held", F(1)).label, Step("held", F(1)).uses, Undefined("judgement").detail) == ("", (), "")
    trace = Trace()
    assert (trace.formula, trace.substituted, trace.target_text, trace.percent) == ("", "", "", False)
    assert (trace.branches, trace.facts, trace.values, trace.options) == ((), (), (), ())
    assert not ValueUse("比", F(1), "甲", "1").percent
    assert not check(True).printed
    assert not Assumed("甲", F(1)).disputed
    assert Assumption("best", (), F(0), F(0)).open == ()
    assert FactUse("甲", None, "").source is None
    assert BranchUse(Branch("band", ""), decided=True).amount is None


@pytest.mark.parametrize("kind", ["scale", "redistribute", "rescale"])
def test_steps_that_convert_are_known_as_such(kind: str) -> None:
    assert kind in CONVERSIONS


def test_steps_that_judge_are_no_conversion() -> None:
    assert not {"held", "then_deduct", "ceiling", "veto"} & set(CONVERSIONS)
    assert len(CONVERSIONS) == 3
