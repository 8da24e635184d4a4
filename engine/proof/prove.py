"""Prove: a verdict for every claim about a rubric, over all facts that it declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.proof.prove_claims import claims_of
from engine.proof.prove_exact import Exact, follows
from engine.proof.prove_made import base_of
from engine.proof.prove_pool import Pool
from engine.proof.prove_replay import shows
from engine.proof.prove_solve import Solving
from engine.proof.verdict import Example, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.proof.claim import Claim
    from rubric.model import Rubric

SECONDS: Final = 5.0


def prove(
    rubric: Rubric, seconds: float = SECONDS, progress: Callable[[int, int], None] | None = None
) -> list[Verdict]:
    """A verdict for every claim, in the order of the rubric.

    ``seconds`` is how long the solver may take over one question. ``progress`` is told how many claims
    of how many are done. An example counts only once the engine has scored it; what no way decides is
    not decided, with the reason.
    """
    claims = claims_of(rubric)
    tell = progress or (lambda _done, _all: None)
    tell(0, len(claims))
    base = base_of(rubric, seconds)
    pool = Pool(rubric, base, lambda: tell(0, len(claims)))
    exact, solving = Exact(rubric), Solving(rubric, base, seconds)
    found: dict[int, Verdict] = {}
    ends: dict[tuple[str, str], Verdict] = {}
    # Items before their groups: what an item never reaches its group does not reach either.
    for done, (number, claim) in enumerate(reversed(list(enumerate(claims)))):
        tell(done, len(claims))
        verdict = _pooled(claim, pool) or exact.decide(claim) or follows(claim, ends) or solving.decide(claim)
        found[number] = verdict if verdict.state != "refuted" or verdict.examples else _nearest(verdict, pool)
        if claim.row is None and claim.kind in ("full", "least"):
            ends[claim.kind, claim.item.path] = verdict
    tell(len(claims), len(claims))
    return [found[number] for number in range(len(claims))]


def _pooled(claim: Claim, pool: Pool) -> Verdict | None:
    """The verdict that some set of facts of the pool shows."""
    if claim.kind in ("conserved", "monotone"):
        return None
    for played in pool.played:
        shown = shows(claim, played)
        if shown is not None:
            state = "proved" if claim.exists else "refuted"
            return Verdict(claim, state, "example", examples=(shown,))  # type: ignore[arg-type]  # one of the two
    return None


def _nearest(verdict: Verdict, pool: Pool) -> Verdict:
    """An end that is never reached, with the facts of the pool that come nearest to it."""
    claim = verdict.claim
    if claim.kind not in ("full", "least"):
        return verdict
    scored = [
        Example(played.made, played.facts, item)
        for played in pool.played
        if played.valid
        for item, _ in played.subjects(claim)
        if item.state == "scored"
    ]
    if not scored:
        return verdict
    best = (max if claim.kind == "full" else min)(scored, key=lambda one: one.score.low)
    return Verdict(claim, verdict.state, verdict.how, verdict.why, (best,))
