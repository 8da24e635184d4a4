"""The cheapest way to a goal over several levers: the fewest first, of these the least change.

Every set of levers is bounded before it is searched: all of them may be anything at once, and what the
items can then come to at most is enclosed. A set that cannot reach the goal is refuted by that; so is every
set without a lever that the others cannot do without. The search is exact until it has taken as many trials
as it may; it then says what is left unproved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.questions.target.boxes import effort_of
from engine.questions.target.line import at_least, line_of
from engine.questions.target.narrow import Narrowing
from engine.questions.target.sets import Sets
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from engine.questions.target.lever import Lever
    from engine.questions.target.line import Wanted
    from engine.questions.target.trial import Trials
    from engine.scorecard import Known

# So many trials in all, and so many for one set of levers.
MOST: Final = 600
MOST_OF_SET: Final = 200
# So many sets of one size are looked at.
MOST_SETS: Final = 400


class Way(Record):
    """Levers at other values that reach the goal.

    ``fewest`` says that no fewer of them do, ``sure`` that there is no cheaper way with as many either.
    """

    values: Mapping[Lever, Known]
    sure: bool
    fewest: bool = True

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
        self.sets = Sets(levers, trials, wanted)
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
                value, got, _ = line_of(lever, state, self.trials).most()
                if got > worth:
                    state, worth, moved = {**state, lever: value}, got, True
        never = self.sets.most
        state = dict(self._drawn(tuple(state), state, at_least(worth)))
        return Best(state, worth, worth if never is None else max(worth, never.score.high))

    # -- the cheapest way --

    def cheapest(self, best: Best) -> Way | None:
        """The cheapest way, None where the best that can be had is not enough."""
        if not self.wanted.is_met(self.trials.at(best.values)):
            return None
        first = self._trimmed(dict(best.values))
        needed = self.sets.essential(tuple(first))
        sure = True
        for size in range(max(1, len(needed)), len(first) + 1):
            found, certain = self._of_size(size, needed, first if size == len(first) else None)
            if found is not None:
                return Way(found, sure and certain, sure)
            sure = sure and certain
            if self.spent:
                break
        return Way(first, sure=False, fewest=sure and len(needed) == len(first))

    def _of_size(
        self, size: int, needed: Sequence[Lever], known: Mapping[Lever, Known] | None
    ) -> tuple[Mapping[Lever, Known] | None, bool]:
        """The cheapest way with so many levers, and whether that is certain."""
        best, sure = known, True
        for number, some in enumerate(self.sets.of_size(size, needed)):
            if self.spent or number > MOST_SETS:
                return best, False
            if (best is not None and self.sets.effort(some) >= effort_of(best)) or not self.sets.may(some):
                continue
            found, certain = self._in(some, best)
            best, sure = found or best, sure and certain
        return best, sure

    # -- in one set --

    def _in(
        self, some: Sequence[Lever], known: Mapping[Lever, Known] | None
    ) -> tuple[Mapping[Lever, Known] | None, bool]:
        """The cheapest way in a set that is cheaper than one known already, and whether that is certain."""
        if len(some) == 1:
            found = line_of(some[0], {}, self.trials).least(self.wanted)
            values = {} if found.value is None else {some[0]: found.value}
            better = values and (known is None or effort_of(values) < effort_of(known))
            return (values if better else None), found.sure
        search = Narrowing(some, known, self.wanted, self.trials)
        # What is left is quicker to search once some way is known.
        if not search.is_done and search.best is None and (corner := self._corner(some)) is not None:
            search.take(corner)
        until = self.trials.count + MOST_OF_SET
        search.run(lambda: self.spent or self.trials.count > until)
        return search.best, search.is_sure

    def _corner(self, some: Sequence[Lever]) -> Mapping[Lever, Known] | None:
        """A way found quickly: all at their best, then each drawn back as far as it goes."""
        state: dict[Lever, Known] = {}
        for _ in range(2):
            for lever in some:
                value, _, _ = line_of(lever, state, self.trials).most()
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
            found = line_of(lever, state, self.trials).least(wanted or self.wanted)
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
