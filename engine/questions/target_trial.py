"""Trials: the score of the goal's item with some levers moved, or left to be anything in a range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.questions.target_reach import Reach
from engine.questions.whatif_read import put
from engine.score import _Scoring
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.facts_given import Facts
    from engine.questions.target_goal import Goal
    from engine.questions.target_lever import Lever
    from engine.scorecard import ItemScore, Known
    from rubric.model import Rubric

# So many trials all searches along one lever may take together.
ALLOWED: Final = 600


class Reading(Record):
    """What a trial came to: the goal's item, its grades, and every item that was scored."""

    score: ItemScore
    grades: tuple[str, ...]
    done: Mapping[str, ItemScore]


class Trials:
    """Scores the same facts over and over with some of them changed, and only the items that these reach.

    ``count`` is how often; a search that costs too much stops by it.
    """

    def __init__(self, rubric: Rubric, facts: Facts, goal: Goal) -> None:
        self.rubric, self.facts, self.goal = rubric, facts, goal
        self.reach = Reach(rubric)
        base = _Scoring(rubric, facts)
        base.root()
        self.base: Mapping[str, ItemScore] = dict(base.done)
        self.sure = (
            {path: _sure(item) for path, item in self.base.items()} if self.reach.rising else self.base
        )
        self.grades = next((item.grades for item in rubric.root.walk() if item.path == goal.path), None)
        self.count, self.allowed = 0, ALLOWED
        self._touched: dict[frozenset[Lever], frozenset[str] | None] = {}
        self._known: dict[frozenset[tuple[Lever, Known]], Reading] = {}

    def touched(self, levers: Any) -> frozenset[str] | None:
        """The paths of the items that these levers reach, None for all."""
        key = frozenset(levers)
        if key not in self._touched:
            self._touched[key] = self.reach.of(key)
        return self._touched[key]

    def at(self, state: Mapping[Lever, Known]) -> Reading:
        """The reading with some levers at other values."""
        key = frozenset(state.items())
        if key not in self._known:
            held = {lever: lever.at(value) for lever, value in state.items()}
            self._known[key] = self._read(self.scoring(held, self.base))
        return self._known[key]

    def bound(self, held: Mapping[Lever, Any], pins: Mapping[str, ItemScore] | None = None) -> Reading:
        """A reading whose high end nothing that the ranges in ``held`` allow goes beyond.

        What is open for other reasons counts as the least that it can be; ``pins`` are items known already.
        """
        scoring = self.scoring(held, self.sure)
        scoring.done.update(pins or {})
        return self._read(scoring)

    def scoring(self, held: Mapping[Lever, Any], known: Mapping[str, ItemScore]) -> _Scoring:
        """The scoring of changed facts in which every item that the change does not reach is done."""
        self.count += 1
        facts = self.facts
        for lever, one in held.items():
            facts = put(facts, lever.named, one)
        scoring = _Scoring(self.rubric, facts)
        touched = self.touched(held)
        if touched is not None:
            scoring.done.update((path, item) for path, item in known.items() if path not in touched)
        return scoring

    def _read(self, scoring: _Scoring) -> Reading:
        path = self.goal.path
        score = scoring.item(path) if path else scoring.root()
        grades = scoring.grades(self.grades, score)[0] if self.grades is not None else ()
        return Reading(score, grades, scoring.done)

    def met(self, state: Mapping[Lever, Known]) -> bool:
        """Whether the goal is reached."""
        found = self.at(state)
        return self.goal.met(found.score, found.grades)


def _sure(item: ItemScore) -> ItemScore:
    """An item as the least that it can be: what is open does not help to reach a goal."""
    if item.exact is not None:
        return item
    low = item.span[0]
    return replace(item, state="scored", exact=low, span=(low, low), high=item.low)
