"""What a group is worth for one set of facts that are all known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.proof.fuzz_worth import Outcome
from engine.score import _Scoring
from engine.world import Context

if TYPE_CHECKING:
    from engine.facts_given import Facts
    from rubric.model import Item, Rubric


def group_outcomes(rubric: Rubric, item: Item, facts: Facts) -> list[Outcome]:
    """The outcome of a group; none where it does not apply."""
    scoring = _Scoring(rubric, facts)
    found = scoring.item(item.path)
    if found.state == "not_applicable":
        return []
    context = Context(scoring.world, item.points)
    return [Outcome(item.path, item, found.exact, found.undefined, context)]
