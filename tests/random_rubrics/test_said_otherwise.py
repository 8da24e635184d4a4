"""A rubric and the same rubric said otherwise: what each is worth."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import score
from engine.facts_given import Facts
from rubric.record import replace
from tests.random_rubrics.cases import MORE, SEEDS, SOME, Case, by_path, cases, read, worth
from tests.random_rubrics.changes import as_cases, elements, scaled, shuffled, split
from tests.random_rubrics.nodes import Tree, Word, keyed
from tests.random_rubrics.writing import LANGUAGES


def unrounded(tree: Tree) -> Tree:
    """The tree without any rounding, and so without places of its values."""
    values: Any = {
        name: {key: held for key, held in value.items() if key != "places"}
        if isinstance(value, dict)
        else value
        for name, value in tree.get("values", {}).items()
    }
    return tree | keyed(rounding=Word("none")) | (keyed(values=values) if values else {})


@given(cases(), st.sampled_from([Fraction(2), Fraction(3), Fraction(1, 2), Fraction(7, 4)]))
@SOME
def test_scaling_all_points_scales_all_scores(case: Case, by: Fraction) -> None:
    tree = unrounded(case.tree)
    before = by_path(score(read(tree), case.facts))
    after = by_path(score(read(scaled(tree, by)), _scaled_rows(case, by)))
    assert list(before) == list(after)
    for path, item in before.items():
        assert after[path].state == item.state, path
        assert after[path].points == item.points * by, path
        assert after[path].span == tuple(end * by for end in item.span), path


def _scaled_rows(case: Case, by: Fraction) -> Facts:
    """The facts with the points of rows multiplied."""
    tables = {
        name: tuple(
            replace(
                row,
                cells={n: replace(c, value=c.value * by) if n == "分数" else c for n, c in row.cells.items()},
            )
            for row in rows
        )
        for name, rows in case.facts.tables.items()
    }
    return replace(case.facts, tables=tables)


@given(cases(), SEEDS, st.sampled_from(LANGUAGES))
@SOME
def test_neither_order_nor_language_changes_a_score_or_the_digest(
    case: Case, seed: int, language: str
) -> None:
    other = read(shuffled(case.tree, Random(seed)), language, seed)  # noqa: S311 - a test is no lottery
    assert other.sha256 == case.rubric.sha256
    one, two = score(case.rubric, case.facts), score(other, case.facts)
    assert worth(one) == worth(two)
    assert one.grades == two.grades or set(one.grades) == set(two.grades)


@given(cases(focus="rules") | cases(), SEEDS)
@SOME
def test_a_band_in_two_that_earn_the_same_changes_nothing(case: Case, seed: int) -> None:
    other = read(split(case.tree, Random(seed)))  # noqa: S311 - a test is no lottery
    assert worth(score(case.rubric, case.facts)) == worth(score(other, case.facts))


@given(cases(focus="rules"))
@settings(SOME, max_examples=30 * MORE)
def test_a_rule_and_the_same_rule_in_cases_agree(case: Case) -> None:
    named = elements(case.tree)
    known = {named.get(key, key): given_ for key, given_ in case.facts.facts.items()}
    other = score(read(as_cases(case.tree)), replace(case.facts, facts=known))
    assert worth(score(case.rubric, case.facts)) == worth(other)
