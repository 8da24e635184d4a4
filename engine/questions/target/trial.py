"""Trials: the score of the goal's item with some levers moved, or left to be anything in a range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.judged import Judged
from engine.questions.again import Again
from engine.questions.stakes.sums import Sums
from engine.questions.target.reach import Reach, upwards
from engine.questions.whatif.read import put
from engine.score import _Scoring
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.facts_given import Facts
    from engine.questions.target.goal import Goal
    from engine.questions.target.lever import Lever
    from engine.questions.target.line import Line
    from engine.questions.target.pieces import Pieces
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
    """Scores the same facts over and over with some of them changed, and only the items that these reach;
    an item that was scored with the same values of all that reach it is not scored again.

    ``count`` is how often; a search that costs too much stops by it.
    """

    def __init__(self, rubric: Rubric, facts: Facts, goal: Goal) -> None:
        self.rubric, self.facts, self.goal = rubric, facts, goal
        self.reach = Reach(rubric)
        self.ground = _Scoring(rubric, facts)
        self.ground.root()
        self.base: Mapping[str, ItemScore] = dict(self.ground.done)
        self.sure = (
            {path: _sure(item) for path, item in self.base.items()} if self.reach.rising else self.base
        )
        sums = Sums(self.ground, self.sure)
        self.sums = sums if goal.path == "" and self.reach.rising and all(sums.plain.values()) else None
        self.grades = next((item.grades for item in rubric.root.walk() if item.path == goal.path), None)
        self.count, self.allowed = 0, ALLOWED
        self._touched: dict[frozenset[Lever], frozenset[str] | None] = {}
        self._known: dict[frozenset[tuple[Lever, Known]], Reading] = {}
        self._kept: dict[Any, ItemScore] = {}
        self._own: dict[Lever, frozenset[str]] = {}
        self.pieces: dict[Any, Pieces] = {}
        self.lines: dict[Any, Line] = {}

    def touched(self, levers: Any) -> frozenset[str] | None:
        """The paths of the items that these levers reach, None for all."""
        key = frozenset(levers)
        if key not in self._touched:
            self._touched[key] = self.reach.of(key)
        return self._touched[key]

    def own(self, lever: Lever) -> frozenset[str]:
        """The paths of the items whose own rule reads a lever; all where any may depend on it."""
        if lever not in self._own:
            whole = self.touched((lever,)) is None
            self._own[lever] = frozenset(self.reach.items) if whole else self.reach.own(lever)
        return self._own[lever]

    def at(self, state: Mapping[Lever, Known]) -> Reading:
        """The reading with some levers at other values."""
        key = frozenset(state.items())
        if key not in self._known:
            held = {lever: lever.at(value) for lever, value in state.items()}
            self._known[key] = self._read(held, self.base, {})
        return self._known[key]

    def bound(self, held: Mapping[Lever, Any], pins: Mapping[str, ItemScore] | None = None) -> Reading:
        """A reading whose high end nothing that the ranges in ``held`` allow goes beyond.

        What is open for other reasons counts as the least that it can be; ``pins`` are items known already.
        """
        return self._read(held, self.sure, pins or {})

    def scoring(self, held: Mapping[Lever, Any], known: Mapping[str, ItemScore]) -> _Scoring:
        """The scoring of changed facts in which every item that the change does not reach is done."""
        self.count += 1
        facts = self.facts
        for lever, one in held.items():
            facts = put(facts, lever.named, one)
        touched = self.touched(held)
        if touched is None:
            return _Scoring(self.rubric, facts)
        done = {path: item for path, item in known.items() if path not in touched}
        # Of what is only a bound nobody is shown how it came about.
        return Again(self.ground, facts, done, placed=True, traced=known is self.base)

    def _read(
        self, held: Mapping[Lever, Any], known: Mapping[str, ItemScore], pins: Mapping[str, ItemScore]
    ) -> Reading:
        scoring = self.scoring(held, known)
        keys = self._keys(held, known, pins)
        scoring.done.update({path: self._kept[key] for path, key in keys.items() if key in self._kept})
        scoring.done.update(pins)
        path = self.goal.path
        score = self._summed(scoring, held, known) or (scoring.item(path) if path else scoring.root())
        self._kept.update((key, scoring.done[path]) for path, key in keys.items() if path in scoring.done)
        grades = scoring.grades(self.grades, score)[0] if self.grades is not None else ()
        return Reading(score, grades, scoring.done)

    def _summed(
        self, scoring: _Scoring, held: Mapping[Lever, Any], known: Mapping[str, ItemScore]
    ) -> ItemScore | None:
        """A bound of a total that is the sum of its leaves; None of any other, and of what is to be shown."""
        touched = self.touched(held)
        if self.sums is None or touched is None or known is not self.sure:
            return None
        return self.sums.total({path: scoring.item(path) for path in touched & self.sums.leaves})

    def _keys(
        self, held: Mapping[Lever, Any], known: Mapping[str, ItemScore], pins: Mapping[str, ItemScore]
    ) -> dict[str, Any]:
        """What the score of every item that is touched depends on, of those above a pinned one excepted."""
        found: dict[str, list[Any]] = {}
        if self.touched(held) is None:
            return {}
        for lever, one in held.items():
            sign = lever, _sign(one)
            for path in self.touched((lever,)) or ():
                found.setdefault(path, []).append(sign)
        for path in {above for pin in pins for above in upwards(pin)}:
            found.pop(path, None)
        return {path: (path, known is self.sure, frozenset(signs)) for path, signs in found.items()}

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


def _sign(held: Any) -> Any:
    """What an item can depend on of what the facts hold of a lever."""
    if isinstance(held, Judged):
        return held.low, held.high, held.level
    return held.value if held is not None else None
