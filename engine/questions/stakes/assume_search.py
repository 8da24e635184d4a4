"""The values of everything open that take the total to its least, or to its most.

Each thing is first looked at alone, among the values that decide (engine/questions/stakes/values.py), all
else being open; taken together these values are the answer where the total then is the end of its range. If
not, things that an item reads together are tried in all combinations where these are few, else one after
the other until nothing helps any more; then very close beside the cuts. What is found is a score that comes
out for these values.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, product
from math import prod
from typing import TYPE_CHECKING, Final, Literal

from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.questions.stakes.outcome import Outcome
    from engine.questions.stakes.trial import Trials
    from engine.questions.stakes.values import Deciding
    from engine.scorecard import Known

Which = Literal["worst", "best"]
# Combinations of values that are all tried; of more, one thing is changed at a time.
MOST_TOGETHER: Final = 128
MOST_MATES: Final = 32
SWEEPS: Final = 3
# How often the total is calculated in search of one end before it is said that it was not reached.
MOST_TRIALS: Final = 300
Key = tuple[bool, int, Fraction, Fraction]


class Extreme(Record):
    """The values found, what they come to, and how far that is from the end of the range (0: reached).

    ``open`` are the tables that could not be settled.
    """

    which: Which
    state: Mapping[int, Known]
    outcome: Outcome
    end: Fraction
    short: Fraction
    open: tuple[int, ...] = ()


class Extremes:
    """Searches both ends for one rubric and the facts of one subject."""

    def __init__(self, trials: Trials, deciding: Deciding) -> None:
        self.trials, self.deciding = trials, deciding
        self.reference = deciding.reference()
        self._values: dict[tuple[int, bool, frozenset[tuple[int, Known]]], tuple[Known, ...]] = {}
        self._whole: dict[int, bool] = {}
        self._stop = 0

    # -- one thing --

    def outcomes(self, number: int, state: Mapping[int, Known]) -> dict[Known | None, Outcome]:
        """What the total can be with one more thing settled, by its value; of a table by its two ends."""
        if self.trials.opens[number].is_table:
            pins = (self.trials.pinned(number, high=high) for high in (False, True))
            return dict(enumerate(pins))  # type: ignore[arg-type]  # places stand for the rows that nobody knows
        found = {value: self.trials.at({**state, number: value}) for value in self.values(number, state)}
        # Of values that come to the same the first stands for all.
        first: dict[int, Known] = {}
        for value, outcome in found.items():
            first.setdefault(id(outcome), value)
        return {value: found[value] for value in first.values()}

    def values(
        self, number: int, state: Mapping[int, Known] | None = None, *, fine: bool = False
    ) -> tuple[Known, ...]:
        """The values of one thing that decide, those that others are settled at being so."""
        mates = next((set(held) for held in self.trials.clusters if number in held), set())
        near = {n: value for n, value in (state or {}).items() if n in mates and n != number}
        key = (number, fine, frozenset(near.items()))
        found = self._values.get(key)
        if found is None:
            blurred = any(self._moves(m, number) for m in mates if m not in near)
            held = self.deciding.of(number, {**self.reference, **near}, fine=fine, blurred=blurred)
            found = self._values[key] = held.tried
            self._whole[number] = held.whole
        return found

    def _moves(self, mate: int, number: int) -> bool:
        """Whether a number stands in the same item as another, whose cuts it may move."""
        read, other = self.trials.readers[mate], self.trials.readers[number]
        same = read is None or other is None or not read.isdisjoint(other)
        return mate != number and same and self.trials.opens[mate].is_number

    def is_whole(self, number: int) -> bool:
        """Whether no other value of a thing can decide more than those that are tried."""
        self.values(number)
        return self._whole[number]

    # -- all together --

    def of(self, which: Which) -> Extreme:
        """The values that take the total to its least, or to its most."""
        trials = self.trials
        tables = tuple(n for cluster in trials.clusters for n in cluster if trials.opens[n].is_table)
        state = self._alone(which)
        end = trials.now.low if which == "worst" else trials.now.high
        self._stop = trials.count + MOST_TRIALS
        for fine in (False, True):
            if not self._reached(state, which, end):
                state = self._swept(state, which, end, fine=fine)
        outcome = trials.at(state)
        found = outcome.low if which == "worst" else outcome.high
        return Extreme(which, state, outcome, end, abs(found - end), tables)

    def with_mates(self, extreme: Extreme, number: int, value: Known) -> Outcome:
        """The end with one thing at another value, those that an item reads together with it chosen anew."""
        state = {**extreme.state, number: value}
        cluster = next((held for held in self.trials.clusters if number in held), (number,))
        mates = [n for n in cluster if n != number and not self.trials.opens[n].is_table]
        if prod(len(self.values(n, state)) for n in mates) <= MOST_MATES:
            state = self._cluster(state, mates, extreme.which, fine=False)
        return self.trials.at(state)

    def _alone(self, which: Which) -> dict[int, Known]:
        found: dict[int, Known] = {}
        for cluster in self.trials.clusters:
            for n in cluster:
                if not self.trials.opens[n].is_table:
                    tried = self.outcomes(n, {})
                    found[n] = min(tried, key=lambda value: _key(tried[value], which))  # type: ignore[assignment]
        return found

    def _reached(self, state: Mapping[int, Known], which: Which, end: Fraction) -> bool:
        found = self.trials.at(state)
        return found.exact is not None and (found.low if which == "worst" else found.high) == end

    def _swept(
        self, state: Mapping[int, Known], which: Which, end: Fraction, *, fine: bool
    ) -> dict[int, Known]:
        """The best of what comes of several starts."""
        common = {n: self.reference[n] for n in state}
        starts = sorted([dict(state), common], key=lambda one: self._worth(one, which))
        best = starts[0]
        for start in starts:
            found = self._descend(start, which, fine=fine)
            if self._worth(found, which) < self._worth(best, which):
                best = found
            if self._reached(best, which, end) or self.trials.count > self._stop:
                break
        return best

    def _descend(self, state: dict[int, Known], which: Which, *, fine: bool) -> dict[int, Known]:
        for _ in range(SWEEPS):
            before = self._worth(state, which)
            for cluster in self.trials.clusters:
                if self.trials.count <= self._stop:
                    state = self._cluster(state, cluster, which, fine=fine)
            if not self._worth(state, which) < before:
                break
        return state

    def _cluster(
        self, state: dict[int, Known], cluster: Sequence[int], which: Which, *, fine: bool
    ) -> dict[int, Known]:
        numbers = [n for n in cluster if not self.trials.opens[n].is_table]
        bound = self._bound(state, cluster, which)
        if self._worth(state, which) <= bound:
            return state
        each = [self.values(n, state, fine=fine) for n in numbers]
        if prod(map(len, each)) <= MOST_TOGETHER:
            tries = ({**state, **dict(zip(numbers, held, strict=True))} for held in product(*each))
            return self._first_best(chain([state], tries), bound, which)
        for n in numbers:
            if self.trials.count > self._stop:
                break
            values = self.values(n, state, fine=fine)
            state = self._first_best(_changed(state, n, values), bound, which)
        return state

    def _bound(self, state: Mapping[int, Known], cluster: Sequence[int], which: Which) -> Key:
        """What no values of these things can be better than: what is left possible with them open."""
        found = self.trials.at({n: value for n, value in state.items() if n not in cluster})
        return _key(replace(found, exact=found.exact or found.low, faults=0), which)

    def _first_best(self, states: Iterable[dict[int, Known]], bound: Key, which: Which) -> dict[int, Known]:
        """The first of the best states; none is looked at behind one that nothing can be better than."""
        best: tuple[Key, dict[int, Known]] | None = None
        for state in states:
            worth = self._worth(state, which)
            if best is None or worth < best[0]:
                best = worth, state
            if best[0] <= bound:
                break
        assert best is not None  # there is one at least
        return best[1]

    def _worth(self, state: Mapping[int, Known], which: Which) -> Key:
        return _key(self.trials.at(state), which)


def _changed(state: dict[int, Known], number: int, values: Iterable[Known]) -> Iterator[dict[int, Known]]:
    yield state
    yield from ({**state, number: value} for value in values)


def _key(found: Outcome, which: Which) -> Key:
    """Orders what is found, the best first: nothing without a score, then the total, printed and exactly."""
    waits = found.exact is None
    faults = found.faults if waits else 0
    if which == "worst":
        return waits, faults, found.low, found.span[0]
    return waits, faults, -found.high, -found.span[1]
