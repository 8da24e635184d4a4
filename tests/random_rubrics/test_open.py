"""What is known of a score while some of the facts are not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine import score
from engine.scorecard import ItemScore
from tests.random_rubrics.cases import SOME, Case, by_path, cases
from tests.random_rubrics.given import narrowed, opened
from tests.test_properties import conserved


def assert_within(inner: ItemScore, outer: ItemScore) -> None:
    ends = tuple(map(str, (outer.low, inner.low, inner.high, outer.high)))
    assert outer.low <= inner.low <= inner.high <= outer.high, f"{outer.path}: {ends}"


@given(cases(focus="moves") | cases(), st.data())
@SOME
def test_a_range_holds_every_score_that_is_still_possible(case: Case, data: st.DataObject) -> None:
    exact = score(case.rubric, case.facts)
    open_ = score(case.rubric, data.draw(opened(case.facts, case.rubric)))
    conserved(open_, case.rubric)
    settled = by_path(exact)
    for path, item in by_path(open_).items():
        was = settled.get(path)
        if was is not None:
            assert_within(was, item)
    assert set(exact.grades) <= set(open_.grades)


@given(cases(focus="moves") | cases(), st.data())
@SOME
def test_knowing_more_never_widens_a_range(case: Case, data: st.DataObject) -> None:
    less = data.draw(opened(case.facts, case.rubric))
    more = data.draw(narrowed(less, case.facts))
    after = by_path(score(case.rubric, more))
    for path, item in by_path(score(case.rubric, less)).items():
        if path in after:
            assert_within(after[path], item)
