"""No facts whatever show against what was proved: over random rubrics, and facts that the proof never saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.proof.prove import prove
from engine.proof.prove_replay import Played, shows
from engine.proof.saved import Made
from tests.random_rubrics.cases import MORE, SOME, Case, cases
from tests.random_rubrics.given import facts_for

if TYPE_CHECKING:
    from engine.proof.verdict import Verdict

NOTHING = Made({}, {}, {})


def stands(verdict: Verdict, played: Played) -> bool:
    """Whether facts agree with a verdict: what was proved is not refuted by them, nor what was refuted shown."""
    if verdict.state == "undecided" or verdict.claim.kind in ("conserved", "monotone"):
        return True
    universal = verdict.state == "proved" and not verdict.claim.exists
    nowhere = verdict.state == "refuted" and verdict.claim.exists
    return not (universal or nowhere) or shows(verdict.claim, played) is None


@given(cases(), st.data())
@settings(SOME, max_examples=4 * MORE)
def test_facts_agree_with_every_verdict(case: Case, data: st.DataObject) -> None:
    verdicts = prove(case.rubric, 0.3)
    for facts in (case.facts, *(data.draw(facts_for(case.rubric)) for _ in range(6))):
        played = Played(case.rubric, NOTHING, facts)
        for verdict in verdicts:
            claim = verdict.claim
            assert stands(verdict, played), (claim.kind, claim.item.path, claim.label, verdict.how, facts)
