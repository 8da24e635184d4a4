"""The order of asking that settles the score soonest, among all orders.

An order is better that has settled the score, whatever the answers, after fewer questions; of those that take
as many, the one that leaves less open on the way: the widths of the total at worst after each question, added
up. What a unit's questions take off is independent of the other units, so all orders of each unit are looked
at by its sets of questions (those of the same size that leave more open at every step drop out), and what is
left is put together: of jobs in chains with weights, whatever part of a chain weighs most for each of its
jobs comes first (W. A. Horn, Single-machine job sequencing with treelike precedence ordering and linear
delay penalties, SIAM Journal on Applied Mathematics 23, 1972).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate, combinations, product
from math import prod
from typing import TYPE_CHECKING, Final

from engine.questions.stakes.worst import MOST_TRIALS, TooMany, Worsts
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.questions.stakes.assume_search import Extremes
    from engine.questions.stakes.trial import Trials
    from engine.questions.stakes.units import Unit
    from engine.scorecard import Known

# So many sets of questions of a unit, and ways of putting the units' orders together, are looked at.
MOST_SETS: Final = 1024
MOST_WAYS: Final = 64
Chain = tuple[int, ...]
Job = tuple[int, Fraction]
Widths = tuple[Fraction, ...]


class Soonest(Record):
    """An order that no other is better than: ``order`` all questions, of which the first ``settled`` settle
    the score, ``states`` the answers that leave the most open after each.

    ``sure`` says that this holds for all answers, not only for those that were looked at.
    """

    order: Chain
    settled: int
    states: tuple[dict[int, Known], ...]
    sure: bool


def soonest(trials: Trials, extremes: Extremes, units: Sequence[Unit]) -> Soonest | None:
    """The order of asking that settles the score soonest; None where that takes too many trials."""
    if any(2 ** len(unit.numbers) > MOST_SETS for unit in units):
        return None
    stop = trials.count + MOST_TRIALS[trials.adds]
    worsts = [Worsts(trials, extremes, unit, stop) for unit in units]
    try:
        return _together(worsts)
    except TooMany:
        return None


def _together(worsts: Sequence[Worsts]) -> Soonest:
    each = [chains(held) for held in worsts]
    if prod(map(len, each)) > MOST_WAYS:
        raise TooMany
    best = min((merged(map(jobs, way)) for way in product(*each)), key=_waiting)
    first = tuple(number for number, _ in best)
    rest = sorted(n for held in worsts for n in held.all if n not in first)
    states, sure = [], True
    for asked in accumulate(((n,) for n in (*first, *rest)), initial=()):
        parts = [held.of(held.all.intersection(asked)) for held in worsts]
        sure = sure and (len(asked) > len(first) or all(part.sure for part in parts))
        states.append({n: value for part in parts for n, value in part.state.items()})
    return Soonest((*first, *rest), len(first), tuple(states[1:]), sure)


def chains(worsts: Worsts) -> list[tuple[Chain, Widths]]:
    """The orders in which a unit is settled after the fewest questions, with the widths before the first
    and after each; none of those that at every step leave as much open as another does."""
    settled = worsts.of(worsts.all).width
    found: dict[frozenset[int], list[tuple[Chain, Widths]]] = {
        frozenset(): [((), (worsts.of(frozenset()).width,))]
    }
    for size in range(len(worsts.all) + 1):
        done = [one for asked, held in found.items() if worsts.of(asked).width == settled for one in held]
        if done:
            return _least(done)
        longer: dict[frozenset[int], list[tuple[Chain, Widths]]] = {}
        for asked in map(frozenset, combinations(sorted(worsts.all), size + 1)):
            width = worsts.of(asked).width
            longer[asked] = _least(
                ((*chain, n), (*widths, width)) for n in sorted(asked) for chain, widths in found[asked - {n}]
            )
        found = longer
    raise AssertionError  # all together settle what can be settled


def _least(found: Iterable[tuple[Chain, Widths]]) -> list[tuple[Chain, Widths]]:
    """Those than which no other has widths as small at every step; of equals the first."""
    kept: list[tuple[Chain, Widths]] = []
    for chain, widths in sorted(found, key=lambda one: (one[1], one[0])):
        if not any(all(a <= b for a, b in zip(other, widths, strict=True)) for _, other in kept):
            kept.append((chain, widths))
    return kept


# -- chains put together -----------------------------------------------------------------------------------


def jobs(found: tuple[Chain, Widths]) -> tuple[Job, ...]:
    """The questions of a chain with what each takes off."""
    chain, widths = found
    return tuple((n, widths[place] - widths[place + 1]) for place, n in enumerate(chain))


def merged(found: Iterable[Sequence[Job]]) -> list[Job]:
    """Chains of questions with what each takes off, as one order that leaves the least open on the way; ties
    stand in the order of their numbers."""
    left = [list(_blocks(chain)) for chain in found if chain]
    order: list[Job] = []
    while left:
        best = min(left, key=lambda blocks: (-_average(blocks[0]), blocks[0][0][0]))
        order += best.pop(0)
        left = [blocks for blocks in left if blocks]
    return order


def _blocks(chain: Sequence[Job]) -> Iterator[Sequence[Job]]:
    """A chain cut into parts, each time the shortest that takes off the most for each of its questions."""
    while chain:
        size = max(range(1, len(chain) + 1), key=lambda size: (_average(chain[:size]), -size))
        yield chain[:size]
        chain = chain[size:]


def _average(jobs: Sequence[Job]) -> Fraction:
    total = sum((gain for _, gain in jobs[1:]), jobs[0][1])
    return total / len(jobs)


def _waiting(order: Sequence[Job]) -> Fraction:
    """What is taken off, each part as often as it was waited for: what is open on the way, added up."""
    return sum((gain * place for place, (_, gain) in enumerate(order)), start=Fraction(0))
