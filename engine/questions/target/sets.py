"""Sets of levers that may reach a goal: what each can add is bounded once, so that few are looked at."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.questions.target.boxes import sides_of
from engine.questions.target.line import anything

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from engine.questions.target.lever import Lever
    from engine.questions.target.line import Wanted
    from engine.questions.target.trial import Reading, Trials
    from engine.scorecard import ItemScore

ZERO: Final = Fraction(0)


class Sets:
    """The sets of some levers, for one goal."""

    def __init__(self, levers: Sequence[Lever], trials: Trials, wanted: Wanted) -> None:
        self.levers, self.trials, self.wanted = tuple(levers), trials, wanted
        self.most = self.bounded(self.levers)
        self.need = self._need()
        self.gains = {lever: self._gain((lever,)) for lever in self.levers}
        self._least: dict[Lever, Fraction] = {}

    def bounded(self, levers: Sequence[Lever]) -> Reading | None:
        """A reading that is beyond everything that some levers can do together; None where there is none."""
        held: dict[Lever, Any] = {}
        for lever in levers:
            if not lever.is_number and lever.optional:
                return None
            held[lever] = anything(lever) if lever.is_number else None
        return self.trials.bound(held)

    def may(self, some: Sequence[Lever]) -> bool:
        """Whether a set may reach the goal at all."""
        gain = self._gain(some)
        if self.need is not None and gain is not None and gain < self.need:
            return False
        bound = self.bounded(some)
        return bound is None or self.wanted.may_be(bound)

    def essential(self, some: Sequence[Lever]) -> tuple[Lever, ...]:
        """Those of some levers without which all the others together do not reach the goal."""
        return tuple(
            one for one in some if not self.may([other for other in self.levers if other is not one])
        )

    def of_size(self, size: int, needed: Collection[Lever]) -> Iterator[tuple[Lever, ...]]:
        """The sets of a size that hold what is ``needed`` and whose levers may add up to what is missing."""
        rest = [one for one in self.levers if one not in needed]
        for some in self._chosen(rest, size - len(needed), sum(map(self._adds, needed), ZERO)):
            yield tuple(one for one in self.levers if one in needed or one in some)

    def effort(self, some: Sequence[Lever]) -> Fraction:
        """What the least change of every lever of a set takes."""
        return sum((self._least_effort(lever) for lever in some), ZERO)

    # -- what is added --

    def _need(self) -> Fraction | None:
        """The points that are missing; None where they cannot be told."""
        goal, now = self.trials.goal, self.trials.at({}).score
        floor = goal.floor(now)
        return None if floor is None or now.exact is None else floor - now.low

    def _gain(self, some: Sequence[Lever]) -> Fraction | None:
        most: Mapping[str, ItemScore] | None = self.most.done if self.most is not None else None
        return self.trials.reach.gains_at_most(some, self.trials.base, most)

    def _adds(self, lever: Lever) -> Fraction:
        """What a lever adds at most; all that is missing where that is not known."""
        gain = self.gains[lever]
        return (self.need or ZERO) if gain is None else gain

    def _chosen(self, rest: Sequence[Lever], count: int, held: Fraction) -> Iterator[tuple[Lever, ...]]:
        """So many of the rest that what they add to ``held`` may be enough."""
        if count == 0:
            if self.need is None or held >= self.need:
                yield ()
            return
        adds = [self._adds(lever) for lever in rest]
        for at in range(len(rest) - count + 1):
            most = sum(sorted(adds[at:], reverse=True)[:count], held)
            if self.need is not None and most < self.need:
                return
            for others in self._chosen(rest[at + 1 :], count - 1, held + adds[at]):
                yield (rest[at], *others)

    def _least_effort(self, lever: Lever) -> Fraction:
        if lever not in self._least:
            efforts = [lever.effort(side.corner) for side in sides_of(lever, None)]
            self._least[lever] = min(efforts, default=ZERO)
        return self._least[lever]
