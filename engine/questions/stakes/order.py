"""The order of asking: all stakes, with what is left of the total after each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.questions.stakes.greedy import greedy
from engine.questions.stakes.soonest import soonest
from engine.questions.stakes.units import units_of
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.questions.stakes.answer import Stake
    from engine.questions.stakes.assume_search import Extremes
    from engine.questions.stakes.outcome import Outcome
    from engine.questions.stakes.trial import Trials

How = Literal["soonest", "soonest_of_tried", "one_ahead"]


class Asked(Record):
    """A question in the order of asking, and what the total can still be after it and those before it, each
    answered in the way that leaves the most open."""

    stake: Stake
    after: Outcome


class Order(Record):
    """All questions in the order of asking, whole tables last.

    ``how`` says whether no other order settles the score sooner (``soonest``, whatever the answers, or
    ``soonest_of_tried`` for the answers at which anything turns), or whether only one question was looked
    ahead. After the first ``settled`` nothing is left that an answer takes off, None where that is not known;
    what comes after these need not be asked for the total's sake.
    """

    asked: tuple[Asked, ...]
    how: How
    settled: int | None


def ordered(trials: Trials, extremes: Extremes, stakes: Mapping[int, Stake]) -> Order:
    """All stakes in the order of asking that settles the score soonest, or looking one question ahead where
    there are too many orders to compare."""
    tables = [n for n in stakes if trials.opens[n].is_table]
    numbers = [n for n in stakes if n not in tables]
    found = soonest(trials, extremes, units_of(trials, numbers))
    if found is None:
        pairs = [(one.number, one.after) for one in greedy(trials, extremes, numbers)]
    else:
        pairs = [(n, trials.at(state)) for n, state in zip(found.order, found.states, strict=True)]
    # Of a table nobody knows what its rows will leave open: it stands last.
    last = pairs[-1][1] if pairs else trials.now
    pairs += [(n, last) for n in sorted(tables, key=lambda n: (-stakes[n].at_stake, n))]
    left = _never_more([after for _, after in pairs])
    asked = tuple(Asked(stakes[n], after) for (n, _), after in zip(pairs, left, strict=True))
    if found is None:
        return Order(asked, "one_ahead", None)
    return Order(asked, "soonest" if found.sure else "soonest_of_tried", found.settled)


def _never_more(left: list[Outcome]) -> list[Outcome]:
    """What is left after each question, at worst: never less than what is left after one more of them, of
    which answers may have been looked at that nobody looked at before."""
    found: list[Outcome] = []
    for after in reversed(left):
        found.append(found[-1] if found and found[-1].width > after.width else after)
    return found[::-1]
