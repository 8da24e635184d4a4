"""What is left open at worst once some questions of a unit are answered, looked up once for every set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

    from engine.questions.stakes.assume_search import Extremes
    from engine.questions.stakes.outcome import Outcome
    from engine.questions.stakes.trial import Trials
    from engine.questions.stakes.units import Numbers, Unit
    from engine.scorecard import Known

# How often the total is calculated for the order before it is left to looking one question ahead: a third of
# a second, for a table that adds up its items and for one that must be scored anew each time.
MOST_TRIALS: Final = {True: 800, False: 200}


class TooMany(Exception):  # noqa: N818 - it says what is the case
    """There are more answers than can be looked at."""


class Worst(Record):
    """The width of the total in the worst case, the answers that leave it, and what it cannot exceed.

    Where ``width`` is ``most`` no other answers leave more open.
    """

    width: Fraction
    state: Mapping[int, Known]
    most: Fraction

    @property
    def sure(self) -> bool:
        """Whether no answers at all leave more open."""
        return self.width == self.most


class Worsts:
    """Looks up what sets of questions of one unit leave open, all others being open.

    Raises TooMany where it takes more trials than ``stop``.
    """

    def __init__(self, trials: Trials, extremes: Extremes, unit: Unit, stop: int) -> None:
        self.trials, self.extremes, self.unit, self.stop = trials, extremes, unit, stop
        self.all = frozenset(unit.numbers)
        self._whole = unit.open_at_most(frozenset())
        self._found: dict[Numbers, Worst] = {frozenset(): Worst(trials.now.width, {}, trials.now.width)}

    def of(self, asked: Numbers) -> Worst:
        """What is left open at worst once these are answered."""
        found = self._found.get(asked)
        if found is None:
            found = self._found[asked] = self._look(asked)
        return found

    def _look(self, asked: Numbers) -> Worst:
        most, whole = self._at_most(asked), asked == self.all
        if not whole and (same := self._as_all(asked, most)) is not None:
            return same
        narrowest = whole and self.trials.closes
        worst: dict[bool, tuple[Fraction, Mapping[int, Known]]] = {}
        every = _Every()
        for answers, outcome in self._answers(sorted(asked), {}, every):
            sound = not outcome.faults
            if sound not in worst or outcome.width > worst[sound][0]:
                worst[sound] = outcome.width, answers
            if sound and (narrowest or outcome.width >= most):
                return Worst(outcome.width, answers, outcome.width)
        # With nothing but answers that leave an item without a score, these count.
        width, state = worst.get(True) or worst[False]
        return Worst(width, state, width if every.looked_at else max(most, width))

    def _as_all(self, asked: Numbers, most: Fraction) -> Worst | None:
        """What is open at worst where it can be no more than what all answers together leave at worst."""
        end = self.of(self.all)
        answers = {n: value for n, value in end.state.items() if n in asked}
        if most != end.width or len(answers) < len(asked):
            return None
        found = self.trials.at(answers)
        return Worst(most, answers, most) if found.width == most and not found.faults else None

    def _at_most(self, asked: Numbers) -> Fraction:
        """To know more never opens more; and of a unit nothing is open but its pieces."""
        known = asked if asked != self.all else frozenset[int]()
        fewer = min((self.of(asked - {n}).most for n in known), default=self.trials.now.width)
        left = self.unit.open_at_most(asked)
        if left is None or self._whole is None:
            return fewer
        return min(fewer, self.trials.now.width - self._whole + left)

    def _answers(
        self, numbers: Sequence[int], state: Mapping[int, Known], every: _Every
    ) -> Iterator[tuple[dict[int, Known], Outcome]]:
        """All answers that decide, one question after the other; of those to one question that come to the
        same as yet only the first, unless it is the last."""
        first, *rest = numbers
        seen = set[int]()
        every.looked_at = every.looked_at and not self._is_measured(first)
        for value in self.extremes.values(first, state):
            now = {**state, first: value}
            if self.trials.count > self.stop:
                raise TooMany
            outcome = self.trials.at(now)
            if not rest:
                yield now, outcome
            elif id(outcome) not in seen:
                seen.add(id(outcome))
                yield from self._answers(rest, now, every)
            else:
                every.looked_at = False

    def _is_measured(self, number: int) -> bool:
        """Whether it has more values than can be looked at."""
        one = self.trials.opens[number]
        return one.is_number or (one.fact is not None and one.fact.type == "text")


class _Every:
    """Whether all answers that there are have been looked at."""

    looked_at = True
