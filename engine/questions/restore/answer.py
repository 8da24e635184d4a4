"""What would give back some of the points that were lost: for every leaf one sentence, where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.questions.leaf import leaves_of
from engine.questions.restore.search import Search
from engine.questions.restore.words import sentence
from engine.score import _Scoring

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.facts_given import Facts
    from engine.questions.restore.restoration import Restoration
    from engine.scorecard import Scorecard
    from rubric.model import Rubric
    from rubric.problems import Language


def restorations(rubric: Rubric, facts: Facts, card: Scorecard, language: Language) -> Mapping[str, str]:
    """One sentence for every leaf that lost points and can have some back, by path, in the card's order.

    ``card`` is the score of these facts. A leaf is absent where no change of a single fact restores points.
    """
    places = {item.path: item.places for item in card.root.walk()}
    found = found_restorations(rubric, facts, card)
    return {path: sentence(one, places[path], language) for path, one in found.items()}


def found_restorations(rubric: Rubric, facts: Facts, card: Scorecard) -> Mapping[str, Restoration]:
    """The same as data. Every change in it was scored and gains what it says."""
    lost = [item for item in card.root.walk() if item.rule and not item.items and item.lost]
    lost = [item for item in lost if item.state == "scored"]
    if not lost:
        return {}
    scoring = _Scoring(rubric, facts)
    leaves = {leaf.item.path: leaf for leaf in leaves_of(scoring, {item.path for item in lost})}
    found = {item.path: Search(rubric, facts, leaves[item.path], item).restoration() for item in lost}
    return {path: one for path, one in found.items() if one is not None}
