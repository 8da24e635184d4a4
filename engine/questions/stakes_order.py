"""The order of asking: each time what, in its worst case, leaves the least of the total open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from engine.questions.assume_search import Extremes
    from engine.questions.stakes import Stake
    from engine.questions.stakes_trial import Outcome, Trials
    from engine.scorecard import Known


class Asked(Record):
    """A question in the order of asking, and what the total can still be after it and those before it, each
    answered in the way that leaves the most open."""

    stake: Stake
    after: Outcome


class _Next(Record):
    """What a question leaves open once those before it are answered."""

    number: int
    value: Known | None
    after: Outcome


def ordered(trials: Trials, extremes: Extremes, stakes: Mapping[int, Stake]) -> tuple[Asked, ...]:
    """All stakes in the order of asking. Greedy: no order is looked ahead; ties stand in the file's order.

    A question is looked at anew once another that an item reads together with it is answered; of the others
    what they take off is taken to stay, and is calculated when their turn comes.
    """
    return tuple(Asked(stakes[one.number], one.after) for one in _Order(trials, extremes, stakes).all())


class _Order:
    def __init__(self, trials: Trials, extremes: Extremes, stakes: Mapping[int, Stake]) -> None:
        self.trials, self.extremes = trials, extremes
        self.now = trials.now
        self.state: dict[int, Known] = {}
        self.tables = [n for n in stakes if trials.opens[n].is_table]
        self.left = [n for n in stakes if n not in self.tables]
        self.gains = {n: self._gain(self._worst(n)) for n in self.left}
        self.stakes = stakes

    def all(self) -> Iterator[_Next]:
        while self.left:
            yield self._take(self._best())
        # Of a table nobody knows what its rows will leave open: it stands last.
        for n in sorted(self.tables, key=lambda n: (-self.stakes[n].at_stake, n)):
            yield _Next(n, None, self.now)

    def _best(self) -> _Next:
        looked: dict[int, _Next] = {}
        while True:
            n = max(self.left, key=lambda n: (self.gains[n], -n))
            if n in looked:
                return looked[n]
            looked[n] = self._worst(n)
            self.gains[n] = self._gain(looked[n])

    def _take(self, one: _Next) -> _Next:
        assert one.value is not None  # only a table has none
        self.state[one.number] = one.value
        self.left.remove(one.number)
        self.now = one.after
        cluster = next(held for held in self.trials.clusters if one.number in held)
        self.gains |= {n: self._gain(self._worst(n)) for n in self.left if n in cluster}
        return one

    def _worst(self, number: int) -> _Next:
        """The answer to a question that leaves the most open."""
        for likely in self.extremes.values(number, self.state):
            found = self.trials.at({**self.state, number: likely})
            # To know more never opens more.
            if found.width == self.now.width and not found.faults:
                return _Next(number, likely, found)
        tried = self.extremes.outcomes(number, self.state)
        sound = {value: found for value, found in tried.items() if not found.faults} or tried
        value = max(sound, key=lambda value: sound[value].width)
        return _Next(number, value, sound[value])

    def _gain(self, one: _Next) -> Fraction:
        return self.now.width - one.after.width
