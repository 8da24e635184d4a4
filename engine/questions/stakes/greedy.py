"""An order of asking by looking one question ahead, for more questions than can be compared in all orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from engine.questions.stakes.assume_search import Extremes
    from engine.questions.stakes.outcome import Outcome
    from engine.questions.stakes.trial import Trials
    from engine.scorecard import Known


class Next(Record):
    """A question, the answer that leaves the most open, and what is left open then."""

    number: int
    value: Known | None
    after: Outcome


def greedy(trials: Trials, extremes: Extremes, numbers: Iterable[int]) -> Iterator[Next]:
    """Each time what, in its worst case, leaves the least open; ties stand in the order of ``numbers``.

    A question is looked at anew once another that an item reads together with it is answered; of the others
    what they take off is taken to stay, and is calculated when their turn comes.
    """
    return _Greedy(trials, extremes, numbers).all()


class _Greedy:
    def __init__(self, trials: Trials, extremes: Extremes, numbers: Iterable[int]) -> None:
        self.trials, self.extremes = trials, extremes
        self.now = trials.now
        self.state: dict[int, Known] = {}
        self.left = list(numbers)
        self.gains = {n: self._gain(self._worst(n)) for n in self.left}

    def all(self) -> Iterator[Next]:
        while self.left:
            yield self._take(self._best())

    def _best(self) -> Next:
        looked: dict[int, Next] = {}
        while True:
            n = max(self.left, key=lambda n: (self.gains[n], -n))
            if n in looked:
                return looked[n]
            looked[n] = self._worst(n)
            self.gains[n] = self._gain(looked[n])

    def _take(self, one: Next) -> Next:
        assert one.value is not None  # only a table has none
        self.state[one.number] = one.value
        self.left.remove(one.number)
        self.now = one.after
        cluster = next(held for held in self.trials.clusters if one.number in held)
        self.gains |= {n: self._gain(self._worst(n)) for n in self.left if n in cluster}
        return one

    def _worst(self, number: int) -> Next:
        """The answer to a question that leaves the most open."""
        for likely in self.extremes.values(number, self.state):
            found = self.trials.at({**self.state, number: likely})
            # To know more never opens more.
            if found.width == self.now.width and not found.faults:
                return Next(number, likely, found)
        tried = self.extremes.outcomes(number, self.state)
        sound = {value: found for value, found in tried.items() if not found.faults} or tried
        value = max(sound, key=lambda value: sound[value].width)
        return Next(number, value, sound[value])

    def _gain(self, one: Next) -> Fraction:
        return self.now.width - one.after.width
