"""What must be true of every score, over every rubric at hand and facts around its own cut points."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import score
from rubric import load_rubric, load_rubric_text
from rubric.report import render_problems
from tests.strategies import blurred, facts
from tests.test_patterns import PATTERNS, pattern

if TYPE_CHECKING:
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric

CATALOG = Path(__file__).parents[1] / "rubric" / "catalog"
NAMES = [
    *sorted(p.stem for p in PATTERNS.glob("*.yaml")),
    *sorted(p.name for p in CATALOG.iterdir() if p.is_dir()),
]
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
ADDS = ("sum", "weighted")


@cache
def rubric_called(name: str) -> Rubric:
    path = PATTERNS / f"{name}.yaml"
    rubric, problems = load_rubric_text(str(pattern(path)["rubric"])) if path.exists() else load_rubric(name)
    assert rubric is not None, render_problems(problems, "en")
    return rubric


def gone(item: ItemScore) -> bool:
    return item.state == "not_applicable" and item.otherwise in ("redistribute", "rescale")


def conserved(card: Scorecard, rubric: Rubric) -> None:
    least = {item.path: item.least for item in rubric.root.walk()}
    for item in card.root.walk():
        assert (item.score is None) == (item.state == "unscored")
        if item.exact is None:
            assert item.span[0] <= item.span[1]
            continue
        assert item.span == (item.exact, item.exact)
        steps = sum((step.amount for step in item.steps), Fraction(0))
        if item.items and item.combine in ADDS:
            printed = sum((child.low for child in item.items if not gone(child)), Fraction(0))
            assert item.low == printed + steps + item.difference
        elif not item.items and item.state == "scored" and item.trace.raw is not None:
            assert item.exact == item.trace.raw + steps
        if item.points and not any(i.bonus for i in item.walk()) and least.get(item.path, 0) == 0:
            assert 0 <= item.exact <= item.points


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@FEW
def test_points_are_conserved_exactly_and_as_printed(name: str, data: st.DataObject) -> None:
    rubric = rubric_called(name)
    conserved(score(rubric, data.draw(facts(rubric))), rubric)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@FEW
def test_a_range_holds_every_score_that_is_still_possible(name: str, data: st.DataObject) -> None:
    rubric = rubric_called(name)
    known = data.draw(facts(rubric))
    exact, open_ = score(rubric, known), score(rubric, data.draw(blurred(known, rubric)))
    conserved(open_, rubric)
    settled = {item.path: item for item in exact.root.walk()}
    for item in open_.root.walk():
        was = settled.get(item.path)
        if was is not None and was.exact is not None:
            assert item.low <= was.low <= item.high, item.path
    if exact.root.exact is not None:
        assert set(exact.grades) <= set(open_.grades)
