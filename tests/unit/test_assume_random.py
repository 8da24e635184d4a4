"""What is assumed at worst and at best, over random rubrics: no completion lies outside, and both are scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import score
from engine.questions.stakes.assume import assume
from engine.questions.stakes.open import settled
from engine.questions.stakes.trial import Trials
from engine.questions.stakes.values import Deciding
from tests.random_rubrics.cases import MORE, SOME, Case, cases
from tests.random_rubrics.given import opened
from tests.strategies import blurred

if TYPE_CHECKING:
    from engine.facts_given import Facts

FEW = settings(SOME, max_examples=2 * MORE)


def common(case: Case, open_: Facts) -> Facts:
    """The facts with everything open at a value that is nothing out of the common."""
    trials = Trials(case.rubric, open_)
    values = Deciding(trials).reference()
    return settled(
        trials.facts, [(trials.opens[n], trials.opens[n].at(value)) for n, value in values.items()]
    )


def assert_between(case: Case, open_: Facts) -> None:
    card = score(case.rubric, open_)
    worst, best = (assume(case.rubric, open_, card, which) for which in ("worst", "best"))
    low, high = worst.card.root, best.card.root
    for facts in (case.facts, common(case, open_)):
        completed = score(case.rubric, facts).root
        # Facts that leave an item without a score have no total to compare.
        if completed.exact is not None:
            assert low.low <= completed.low <= completed.high <= high.high
    assert card.root.low <= low.low <= low.high <= card.root.high
    assert card.root.low <= high.low <= high.high <= card.root.high
    for made in (worst, best):
        assert made.card.facts_sha256 == card.facts_sha256
        told = made.card.assumed
        if told is None:
            assert made.card == card
            continue
        left = Trials(case.rubric, made.facts)
        assert all(left.idle(n) for n in range(len(left.opens))) or told.open
        reached = made.card.root.low if told.which == "worst" else made.card.root.high
        assert told.short == abs(told.end - reached)
        assert told.end == (card.root.low if told.which == "worst" else card.root.high)


@given(cases() | cases(focus="moves"), st.data())
@FEW
def test_the_assumed_ends_hold_every_completion_and_lie_in_the_range(case: Case, data: st.DataObject) -> None:
    assert_between(case, data.draw(opened(case.facts, case.rubric)))


@given(cases(), st.data())
@FEW
def test_whole_judgements_and_tables_may_be_missing(case: Case, data: st.DataObject) -> None:
    assert_between(case, data.draw(blurred(case.facts, case.rubric)))


@given(cases())
@FEW
def test_on_complete_facts_nothing_is_assumed(case: Case) -> None:
    card = score(case.rubric, case.facts)
    for which in ("worst", "best"):
        made = assume(case.rubric, case.facts, card, which)
        assert (made.card, made.facts) == (card, case.facts)
