"""What hangs on what is open: the points at stake, what settling it leaves, and in which order to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.questions.stakes.assume_search import Extremes
from engine.questions.stakes.order import ordered
from engine.questions.stakes.trial import Trials
from engine.questions.stakes.values import Deciding
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from engine.facts_given import Facts
    from engine.questions.stakes.assume_search import Extreme
    from engine.questions.stakes.open import Open
    from engine.questions.stakes.order import Asked, Order
    from engine.questions.stakes.outcome import Outcome
    from engine.scorecard import Known, Scorecard
    from rubric.model import Grades, Rubric


class Stake(Record):
    """What hangs on one open thing. ``at_stake`` is the most that settling it takes off the open part of the
    total, ``left`` what the total can still be then in the worst case.

    ``sure`` says that ``left`` is exact; otherwise it holds all that can be left, and perhaps more.
    ``faulty`` is a value that it can have and with which an item has no score.
    """

    open: Open
    at_stake: Fraction
    left: Outcome
    sure: bool
    faulty: Known | None = None


class Boundary(Record):
    """Where one grade ends and the next begins; ``at`` belongs to the one above."""

    at: Fraction
    below: str
    above: str


class Stakes(Record):
    """What is open in a score.

    ``now`` is what the total can be, with what is disputed left open; ``card`` the score as given. ``asked``
    are the stakes in their ``order`` of asking, ``idle`` what no point hangs on.
    """

    card: Scorecard
    now: Outcome
    order: Order
    idle: tuple[Open, ...]
    boundaries: tuple[Boundary, ...]
    least: Extreme
    most: Extreme
    trials: int

    @property
    def asked(self) -> tuple[Asked, ...]:
        """All stakes, in the order of asking."""
        return self.order.asked

    @property
    def spare(self) -> tuple[Open, ...]:
        """What need not be asked for the total's sake: it is settled before, whatever the answers.

        Where something stays open at worst, another answer may still close it, and nothing is spared.
        """
        order = self.order
        settled = order.settled if order.how == "soonest" else None
        left = self.now if not settled else order.asked[settled - 1].after
        late = order.asked[settled:] if settled is not None and not left.width else ()
        return tuple(one.stake.open for one in late if not one.stake.open.is_table)

    @property
    def disputed(self) -> tuple[Open, ...]:
        """What is disputed, in the order of asking."""
        found = (*(one.stake.open for one in self.asked), *self.idle)
        return tuple(one for one in found if one.why == "disputed")


def stakes_of(rubric: Rubric, facts: Facts, card: Scorecard) -> Stakes:
    """What hangs on everything that these facts leave open; ``card`` is their score."""
    trials = Trials(rubric, facts)
    deciding = Deciding(trials)
    extremes = Extremes(trials, deciding)
    least, most = extremes.of("worst"), extremes.of("best")
    active = sorted(n for cluster in trials.clusters for n in cluster)
    stakes = {n: _stake(n, trials, extremes, least, most) for n in active}
    order = ordered(trials, extremes, stakes)
    idle = tuple(one for n, one in enumerate(trials.opens) if n not in stakes)
    found = tuple(_boundaries(rubric.root.grades, trials.now))
    return Stakes(card, trials.now, order, idle, found, least, most, trials.count)


def _stake(number: int, trials: Trials, extremes: Extremes, least: Extreme, most: Extreme) -> Stake:
    one, now = trials.opens[number], trials.now
    tried = extremes.outcomes(number, {})
    sound = {value: found for value, found in tried.items() if not found.faults} or tried
    left = max(sound.values(), key=lambda found: found.width)
    at_stake = now.width - min(found.width for found in sound.values())
    faulty = next((value for value, found in tried.items() if found.faults), None)
    value = next(value for value, found in sound.items() if found is left)
    sure = not one.is_table and _is_sure(number, value, trials, extremes, least, most)
    return Stake(
        one, max(at_stake, now.low - now.low), left, sure, faulty if len(sound) < len(tried) else None
    )


def _is_sure(
    number: int, value: Known | None, trials: Trials, extremes: Extremes, least: Extreme, most: Extreme
) -> bool:
    """Whether what is left is exact: no other value leaves more, and both of its ends are reached."""
    alone = any(cluster == (number,) for cluster in trials.clusters)
    words = not trials.opens[number].is_number
    if value is None or not (words or (alone and extremes.is_whole(number))):
        return False
    left = trials.at({number: value})
    low, high = (extremes.with_mates(one, number, value) for one in (least, most))
    reached = low.exact is not None and high.exact is not None
    return reached and (low.low, high.high) == (left.low, left.high)


# -- grades ------------------------------------------------------------------------------------------------


def _boundaries(grades: Grades | None, now: Outcome) -> Iterator[Boundary]:
    """The boundaries between grades with a part of the range on each side."""
    if grades is None:
        return
    low, high = now.span if grades.on == "exact" else (now.low, now.high)
    for above in grades.grades:
        at = above.interval.lo
        if at is None:
            continue
        below = next((one for one in grades.grades if one.interval.hi == at and one is not above), None)
        inside = low < at <= high if above.interval.contains(at) else low <= at < high
        if below is not None and inside:
            yield Boundary(at, below.name, above.name)
