"""Scores that others published, row by row and to the digit: CVSS 3.1 and the Human Development Index.

The cases stand beside the repository and are no part of it; without them the tests skip.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from engine import load_facts, load_facts_text, score
from rubric import load_rubric
from rubric.report import render_problems

ROOT = Path(__file__).parents[1]
CASES = ROOT.parent / "shared" / "cases"
CVSS = ("cvss31", "base_vectors.csv", 2592, ("AV", "AC", "PR", "UI", "S", "C", "I", "A"), "base")
HDI = (
    "hdi",
    "hdi.csv",
    6171,
    ("life_expectancy", "expected_schooling", "mean_schooling", "gni_per_capita"),
    "hdi",
)


@pytest.mark.parametrize(
    ("folder", "file", "count", "names", "due"),
    [
        pytest.param(*CVSS, id="cvss31"),
        pytest.param(*HDI, id="hdi"),
    ],
)
def test_every_published_score_is_reproduced(
    folder: str, file: str, count: int, names: tuple[str, ...], due: str
) -> None:
    cases = CASES / folder / file
    if not cases.exists():
        pytest.skip(f"{cases} is absent: published scores stand beside the repository")
    rubric, problems = load_rubric(ROOT / "examples" / folder / "rubric.yaml")
    assert rubric is not None, render_problems(problems, "en")
    with cases.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    wrong = []
    for row in rows:
        text = "facts: {" + ", ".join(f"{name}: {row[name]}" for name in names) + "}"
        facts, problems = load_facts_text(text, rubric)
        assert facts is not None, render_problems(problems, "en")
        got = score(rubric, facts).root.score
        if got != Fraction(row[due]):
            wrong.append((row, got))
    assert len(rows) == count
    assert not wrong


@pytest.mark.parametrize(
    ("folder", "due"),
    [
        pytest.param("cvss31", "9.8"),
        pytest.param("hdi", "0.742"),
    ],
)
def test_the_example_beside_the_rubric_scores_what_it_says(folder: str, due: str) -> None:
    rubric, problems = load_rubric(ROOT / "examples" / folder / "rubric.yaml")
    assert rubric is not None, render_problems(problems, "en")
    facts, problems = load_facts(ROOT / "examples" / folder / "facts.yaml", rubric)
    assert facts is not None, render_problems(problems, "en")
    assert score(rubric, facts).root.score == Fraction(due)
