"""The search for the cheapest values of a set of levers: boxes, cheapest corner first.

Of every box is cut off what cannot hold the cheapest way. If its cheapest corner then reaches the goal
nothing in it is cheaper (its other values all cost more); if not, it is halved where it is widest. (Branch
and bound over interval bounds.)
"""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING

from engine.questions.target.boxes import Box, around, boxes_of, effort_of, sides_of
from engine.questions.target.shave import shaved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from engine.questions.target.boxes import Side
    from engine.questions.target.lever import Lever
    from engine.questions.target.line import Wanted
    from engine.questions.target.trial import Trials
    from engine.scorecard import Known


class Narrowing:
    """One search in one set; ``known`` is a way that is there already, of this set or another one.

    ``best`` is the cheapest way that was found and is cheaper than that.
    """

    def __init__(
        self,
        some: Sequence[Lever],
        known: Mapping[Lever, Known] | None,
        wanted: Wanted,
        trials: Trials,
    ) -> None:
        self.cap = None if known is None else effort_of(known)
        self.wanted, self.trials = wanted, trials
        self.best: Mapping[Lever, Known] | None = None
        self._waiting: list[tuple[Fraction, int, Box]] = []
        self._ticket = count()
        sides = [tuple(sides_of(lever, self.cap)) for lever in some]
        self._bounded = not all(sides) or all(side.bounded for each in sides for side in each)
        for box in boxes_of(self._hopeful(sides)):
            self._add(box)

    @property
    def is_done(self) -> bool:
        """Whether no box is left."""
        return not self._waiting

    @property
    def is_sure(self) -> bool:
        """Whether no way of the set is cheaper than the cheapest that is known, or there is none."""
        return self.is_done and (self._bounded or self.cap is not None)

    def take(self, values: Mapping[Lever, Known]) -> None:
        """A way, kept where it is the cheapest so far: boxes that cost as much are left out."""
        effort = effort_of(values)
        if self.cap is None or effort < self.cap:
            self.best, self.cap = values, effort
            self._waiting = [one for one in self._waiting if one[0] < effort]
            heapq.heapify(self._waiting)

    def run(self, spent: Callable[[], bool]) -> None:
        """Search until no box is left, or what may be spent is."""
        while self._waiting and not spent():
            _, _, box = heapq.heappop(self._waiting)
            for half in box.halves():
                self._add(half)

    def _hopeful(self, sides: Sequence[tuple[Side, ...]]) -> Sequence[tuple[Side, ...]]:
        """The sides with which the goal may be reached, whatever the others are: else a set of many levers
        would be refuted box by box, twice as many for each."""
        left = list(sides)
        for number, each in enumerate(sides):
            whole = [around(held) for held in left] if all(left) else []
            if whole and len(each) > 1:
                left[number] = tuple(
                    side for side in each if self._may(Box((*whole[:number], side, *whole[number + 1 :])))
                )
        return left

    def _add(self, box: Box) -> None:
        left = shaved(box, self.cap, self._may)
        if left is None:
            return
        if self.wanted.is_met(self.trials.at(left.corner)):
            self.take(left.corner)
        elif not left.is_point:
            heapq.heappush(self._waiting, (left.effort, next(self._ticket), left))

    def _may(self, box: Box) -> bool:
        held = box.held()
        return held is None or self.wanted.may_be(self.trials.bound(held))
