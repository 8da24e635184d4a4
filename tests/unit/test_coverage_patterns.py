"""The rules of real tables: suggested facts reach every branch, and reading them back decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import load_facts_text, score
from engine.proof.coverage import Covering
from engine.proof.coverage_text import told
from engine.proof.suggest import suggest, suggestion_yaml
from rubric.load import load_rubric_text
from rubric.report import render_problems
from tests.test_patterns import PATTERNS, pattern

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", sorted(PATTERNS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_branch_of_a_pattern_is_reached(path: Path) -> None:
    rubric, problems = load_rubric_text(str(pattern(path)["rubric"]))
    assert rubric is not None, render_problems(problems, "en")
    covering = Covering(rubric)
    assert len({one.key for one in covering.all}) == len(covering.all)
    coverage = covering.of(())
    found = suggest(coverage)
    assert [told(one, "en") for one in found.left] == []
    for one in found.suggestions:
        facts, problems = load_facts_text(suggestion_yaml(coverage, one, None, rubric.language), rubric)
        assert facts is not None, render_problems(problems, "en")
        decided = covering.decided(facts, score(rubric, facts))
        assert {branch.key for branch in one.reaches} <= decided <= {branch.key for branch in covering.all}
