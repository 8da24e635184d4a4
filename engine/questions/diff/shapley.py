"""Shapley: what each of several changes contributes to an amount that depends on them all.

L. S. Shapley, A Value for n-Person Games (1953). A player's share is what it adds when it joins those before
it, averaged over all orders of joining. With up to ``MOST_EXACT`` players all coalitions are enumerated. With
more, the average is taken over cyclic orders: the players by number, turned round so that each stands at
many places, and every such order backwards as well. Shares of either kind add up exactly, are 0 for a player
that changes nothing, and are negated where the game is played from the end to the beginning.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Method = Literal["exact", "orders"]
# What a coalition is worth: one number at each end of a range.
Ends = tuple[Fraction, Fraction]

MOST_EXACT: Final = 10
# Coalitions that may be asked for where there are too many to ask for all.
MOST_ASKED: Final = 1024
_NOTHING: Final[Ends] = (Fraction(0), Fraction(0))


def method_for(count: int) -> Method:
    """How the shares of so many players are found."""
    return "exact" if count <= MOST_EXACT else "orders"


def shares(players: Sequence[int], worth: Callable[[int], Ends]) -> list[Ends]:
    """The share of each player, in their order; ``worth`` takes a coalition as a set of bits.

    ``players`` are the numbers of bits; every coalition asked for is of those alone. The shares add up to
    the worth of all less that of none, at either end.
    """
    known: dict[int, Ends] = {}

    def once(coalition: int) -> Ends:
        if coalition not in known:
            known[coalition] = worth(coalition)
        return known[coalition]

    if method_for(len(players)) == "exact":
        return [_exact(player, players, once) for player in players]
    return _ordered(players, once)


def added(one: Ends, other: Ends) -> Ends:
    """The sum, end by end."""
    return one[0] + other[0], one[1] + other[1]


def less(one: Ends, other: Ends) -> Ends:
    """The difference, end by end."""
    return one[0] - other[0], one[1] - other[1]


def times(one: Ends, by: Fraction) -> Ends:
    """The product, end by end."""
    return one[0] * by, one[1] * by


def _exact(player: int, players: Sequence[int], worth: Callable[[int], Ends]) -> Ends:
    """The average over all orders, by the size of the coalition that the player joins."""
    own, count = 1 << player, len(players)
    by_size = [_NOTHING] * count
    for coalition in _subsets([one for one in players if one != player]):
        size = coalition.bit_count()
        by_size[size] = added(by_size[size], less(worth(coalition | own), worth(coalition)))
    found = _NOTHING
    for size, total in enumerate(by_size):
        found = added(found, times(total, Fraction(1, count * comb(count - 1, size))))
    return found


def _subsets(players: Sequence[int]) -> Iterator[int]:
    for number in range(1 << len(players)):
        yield sum(1 << player for at, player in enumerate(players) if number >> at & 1)


def _ordered(players: Sequence[int], worth: Callable[[int], Ends]) -> list[Ends]:
    """The average over cyclic orders and the same backwards."""
    found = dict.fromkeys(players, _NOTHING)
    orders = _orders(players)
    for order in orders:
        coalition, before = 0, worth(0)
        for player in order:
            coalition |= 1 << player
            after = worth(coalition)
            found[player] = added(found[player], less(after, before))
            before = after
    return [times(found[player], Fraction(1, len(orders))) for player in players]


def _orders(players: Sequence[int]) -> list[list[int]]:
    count = len(players)
    turns = max(1, min(count, MOST_ASKED // (2 * count)))
    starts = [count * turn // turns for turn in range(turns)]
    forward = [[*players[start:], *players[:start]] for start in starts]
    return [*forward, *(order[::-1] for order in forward)]
