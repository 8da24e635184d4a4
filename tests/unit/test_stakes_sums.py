"""A total that is added up from its leaves is the one that scoring the whole gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import score
from engine.questions.stakes.assume_search import Extremes
from engine.questions.stakes.open import settled
from engine.questions.stakes.trial import Trials
from engine.questions.stakes.values import Deciding
from tests.random_rubrics.cases import MORE, SOME, Case, cases
from tests.random_rubrics.given import opened
from tests.unit.test_stakes_order import faults

if TYPE_CHECKING:
    from engine.scorecard import Known

FEW = settings(SOME, max_examples=12 * MORE)


@given(cases() | cases(focus="moves"), st.data())
@FEW
def test_every_trial_is_a_score(case: Case, data: st.DataObject) -> None:
    trials = Trials(case.rubric, data.draw(opened(case.facts, case.rubric)))
    extremes = Extremes(trials, Deciding(trials))
    numbers = [n for n, one in enumerate(trials.opens) if not one.is_table]
    before = faults(score(case.rubric, trials.facts).root)
    for _ in range(3):
        state: dict[int, Known] = {}
        for n in data.draw(st.permutations(numbers))[: data.draw(st.integers(0, len(numbers)))]:
            state[n] = data.draw(st.sampled_from(extremes.values(n, state)))
        found = trials.at(state)
        held = settled(trials.facts, [(trials.opens[n], trials.opens[n].at(v)) for n, v in state.items()])
        card = score(case.rubric, held)
        root = card.root
        assert (found.low, found.high, found.span) == (root.low, root.high, root.span)
        assert (found.exact, found.grades) == (root.exact, card.grades)
        assert found.faults == len(faults(root) - before)
