"""The cheapest way to a goal over several levers: the fewest first, of these the least change.

Every set of levers is bounded before it is searched: all of them may be anything at once, and what the
items can then come to at most is enclosed. A set that cannot reach the goal is refuted by that. In a set
that can, boxes of values are looked at, cheapest corner first: a box whose cheapest corner reaches the
goal holds nothing cheaper (its other values all cost more), one that cannot reach it is left out, any
other is halved. The search is exact until it has taken as many trials as it may; it then says so.
"""

from __future__ import annotations

import heapq
from itertools import combinations, count
from typing import TYPE_CHECKING, Any, Final

from engine.questions.target_boxes import boxes_of, effort_of
from engine.questions.target_line import Line, Wanted, anything, at_least
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from engine.questions.target_boxes import Box
    from engine.questions.target_lever import Lever
    from engine.questions.target_trial import Reading, Trials
    from engine.scorecard import Known

# So many trials in all, and so many for one set of levers.
MOST: Final = 600
MOST_OF_SET: Final = 150
# Sets of more levers than this are not searched one by one.
LARGEST: Final = 5


class Way(Record):
    """Levers at other values that reach the goal; ``sure`` says that there is no cheaper way."""

    values: Mapping[Lever, Known]
    sure: bool

    @property
    def effort(self) -> Fraction:
        """What it takes: the relative changes added."""
        return effort_of(self.values)


class Best(Record):
    """The most that can be had of all levers together: a way to ``worth``, and what is ``never`` exceeded."""

    values: Mapping[Lever, Known]
    worth: Fraction
    never: Fraction


class Combining:
    """One search over some levers."""

    def __init__(self, levers: Sequence[Lever], trials: Trials, wanted: Wanted) -> None:
        self.levers, self.trials, self.wanted = tuple(levers), trials, wanted
        self.until = trials.count + MOST

    @property
    def spent(self) -> bool:
        """Whether as many trials were taken as may be."""
        return self.trials.count > self.until

    # -- the most that can be had --

    def best(self) -> Best:
        """One lever after the other at its best, again until none gains."""
        state: dict[Lever, Known] = {}
        worth = self.trials.at({}).score.low
        moved = True
        while moved and not self.spent:
            moved = False
            for lever in self.levers:
                value, got, _ = Line(lever, state, self.trials).most()
                if got > worth:
                    state, worth, moved = {**state, lever: value}, got, True
        never = self.bounded(self.levers)
        state = dict(self._drawn(tuple(state), state, at_least(worth)))
        return Best(state, worth, worth if never is None else max(worth, never.score.high))

    def bounded(self, levers: Sequence[Lever]) -> Reading | None:
        """A reading that is beyond everything that some levers can do together; None where there is none."""
        held: dict[Lever, Any] = {}
        for lever in levers:
            if not lever.is_number and lever.optional:
                return None
            held[lever] = anything(lever) if lever.is_number else None
        return self.trials.bound(held)

    # -- the cheapest way --

    def cheapest(self, best: Best) -> Way | None:
        """The cheapest way, None where the best that can be had is not enough."""
        if not self.wanted.is_met(self.trials.at(best.values)):
            return None
        first = self._trimmed(dict(best.values))
        sure = True
        for size in range(1, len(first) + 1):
            if size > LARGEST or self.spent:
                break
            found, refuted = self._of_size(size, first if size == len(first) else None)
            if found is not None:
                return Way(found, sure and refuted)
            sure = sure and refuted
        return Way(first, sure=False)

    def _of_size(
        self, size: int, known: Mapping[Lever, Known] | None
    ) -> tuple[Mapping[Lever, Known] | None, bool]:
        """The cheapest way with so many levers, and whether that is certain."""
        best, sure = known, True
        for some in combinations(self.levers, size):
            if self.spent:
                return best, False
            if not self._may(some):
                continue
            found, certain = self._in(some, best)
            best, sure = found or best, sure and certain
        return best, sure

    def _may(self, some: Sequence[Lever]) -> bool:
        if self._falls_short(some):
            return False
        bound = self.bounded(some)
        return bound is None or self.wanted.may_be(bound)

    def _falls_short(self, some: Sequence[Lever]) -> bool:
        """Whether the points that the items of a set lack are fewer than are missing."""
        goal, now = self.trials.goal, self.trials.at({}).score
        if goal.grade is not None or now.exact is None:
            return False
        most = self.trials.reach.gains_at_most(some, self.trials.base)
        return most is not None and now.low + most < goal.least(now)

    # -- in one set --

    def _in(
        self, some: Sequence[Lever], known: Mapping[Lever, Known] | None
    ) -> tuple[Mapping[Lever, Known] | None, bool]:
        """The cheapest way in a set that is cheaper than one known already."""
        if len(some) == 1:
            found = Line(some[0], {}, self.trials).least(self.wanted)
            values = {} if found.value is None else {some[0]: found.value}
            better = values and (known is None or effort_of(values) < effort_of(known))
            return (values if better else None), found.sure
        corner = self._corner(some)
        if corner is not None and (known is None or effort_of(corner) < effort_of(known)):
            known, better = corner, True
        else:
            better = False
        boxed, sure = self._boxes(some, known)
        return (boxed or (known if better else None)), sure

    def _corner(self, some: Sequence[Lever]) -> Mapping[Lever, Known] | None:
        """A way found quickly: all at their best, then each drawn back as far as it goes."""
        state: dict[Lever, Known] = {}
        for _ in range(2):
            for lever in some:
                value, _, _ = Line(lever, state, self.trials).most()
                state = {**state, lever: value}
        if not self.wanted.is_met(self.trials.at(state)):
            return None
        orders = (tuple(some), tuple(reversed(some)))
        return min((self._drawn(order, state) for order in orders), key=effort_of)

    def _drawn(
        self, order: Sequence[Lever], state: Mapping[Lever, Known], wanted: Wanted | None = None
    ) -> Mapping[Lever, Known]:
        """A way with each lever at its least change, the others as they are."""
        for lever in order:
            found = Line(lever, state, self.trials).least(wanted or self.wanted)
            if found.value is not None and lever.effort(found.value) < lever.effort(state[lever]):
                state = {**state, lever: found.value}
        return state

    def _trimmed(self, state: dict[Lever, Known]) -> Mapping[Lever, Known]:
        """A way without the levers that it does not need, and each of the others drawn back."""
        for lever in sorted(state, key=lambda one: -one.effort(state[one])):
            rest = {one: value for one, value in state.items() if one is not lever}
            if self.wanted.is_met(self.trials.at(rest)):
                state = rest
        return self._drawn(tuple(state), state)

    def _boxes(
        self, some: Sequence[Lever], known: Mapping[Lever, Known] | None
    ) -> tuple[Mapping[Lever, Known] | None, bool]:
        """The cheapest way in a set by boxes, None where ``known`` is; and whether all was searched."""
        until, ticket = self.trials.count + MOST_OF_SET, count()
        cap = effort_of(known) if known is not None else None
        waiting: list[tuple[Fraction, int, Box]] = []
        for box in boxes_of(some, cap):
            heapq.heappush(waiting, (box.effort, next(ticket), box))
        while waiting:
            effort, _, box = heapq.heappop(waiting)
            if cap is not None and effort >= cap:
                return None, True
            if self.trials.count > until or self.spent:
                return None, False
            if self.wanted.is_met(self.trials.at(box.corner)):
                return box.corner, True
            if box.is_point or not self._box_may(box):
                continue
            for half in box.halves():
                heapq.heappush(waiting, (half.effort, next(ticket), half))
        return None, all(box.bounded for box in boxes_of(some, cap))

    def _box_may(self, box: Box) -> bool:
        held = box.held()
        return held is None or self.wanted.may_be(self.trials.bound(held))
