"""Shares of games: they add up, are fair to equals and to idlers, and turn round with the game."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.questions.diff.shapley import MOST_EXACT, added, less, method_for, shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.questions.diff.shapley import Ends

ZERO = (Fraction(0), Fraction(0))
SOME = settings(max_examples=40, deadline=None)


@st.composite
def games(draw: st.DrawFn, most: int = 5) -> tuple[list[int], dict[int, Ends]]:
    """Players at some bits, and what each of their coalitions is worth."""
    players = draw(st.lists(st.integers(0, 12), min_size=1, max_size=most, unique=True).map(sorted))
    number = st.integers(-20, 20).map(lambda n: Fraction(n, 3))
    worths = {coalition: (draw(number), draw(number)) for coalition in coalitions(players)}
    return players, worths


def coalitions(players: list[int]) -> list[int]:
    found = [0]
    for player in players:
        found += [one | 1 << player for one in found]
    return found


def total(amounts: list[Ends]) -> Ends:
    found = ZERO
    for amount in amounts:
        found = added(found, amount)
    return found


@given(games())
@SOME
def test_shares_add_up_to_the_worth_of_all_less_that_of_none(game: tuple[list[int], dict[int, Ends]]) -> None:
    players, worths = game
    whole = sum(1 << player for player in players)
    assert total(shares(players, worths.__getitem__)) == less(worths[whole], worths[0])


@given(games())
@SOME
def test_the_game_played_backwards_has_the_same_shares_with_the_other_sign(
    game: tuple[list[int], dict[int, Ends]],
) -> None:
    players, worths = game
    whole = sum(1 << player for player in players)
    back = shares(players, lambda coalition: worths[whole & ~coalition])
    assert back == [less(ZERO, share) for share in shares(players, worths.__getitem__)]


@given(games(), st.data())
@SOME
def test_a_player_that_changes_nothing_has_no_share(
    game: tuple[list[int], dict[int, Ends]], data: st.DataObject
) -> None:
    players, worths = game
    idle = data.draw(st.sampled_from(players))
    found = shares(players, lambda coalition: worths[coalition & ~(1 << idle)])
    assert found[players.index(idle)] == ZERO


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=6))
@SOME
def test_players_that_can_stand_for_one_another_have_the_same_share(sizes: list[int]) -> None:
    players = list(range(len(sizes)))

    def worth(coalition: int) -> Ends:
        x = Fraction(sizes[coalition.bit_count() - 1] if coalition else 0)
        return x, -x

    assert len(set(shares(players, worth))) == 1


@given(games(4), games(4))
@SOME
def test_shares_of_a_sum_of_games_are_the_sums_of_shares(
    one: tuple[list[int], dict[int, Ends]], other: tuple[list[int], dict[int, Ends]]
) -> None:
    players = sorted({*one[0], *other[0]})
    masks = [sum(1 << player for player in held) for held in (one[0], other[0])]

    def single(number: int) -> Callable[[int], Ends]:
        worths = (one, other)[number][1]
        return lambda coalition: worths[coalition & masks[number]]

    both = shares(players, lambda coalition: added(single(0)(coalition), single(1)(coalition)))
    apart = [shares(players, single(number)) for number in (0, 1)]
    assert both == [added(a, b) for a, b in zip(*apart, strict=True)]


def test_three_facts_that_meet_in_a_product() -> None:
    # 1 becomes 2 in each of three factors: 8 − 1 = 7 is shared out evenly.
    def worth(coalition: int) -> Ends:
        x = Fraction(2 ** coalition.bit_count())
        return x, x

    assert shares([0, 1, 2], worth) == [(Fraction(7, 3), Fraction(7, 3))] * 3


@pytest.mark.parametrize("count", [MOST_EXACT + 1, 16, 40, 700])
def test_many_players_are_shared_by_orders_with_a_bounded_number_of_questions(count: int) -> None:
    players, asked = list(range(count)), 0

    def worth(coalition: int) -> Ends:
        nonlocal asked
        asked += 1
        # Player 0 is idle, 1 undoes what all others did, and more than half of them earn a bonus.
        size = (coalition >> 2).bit_count()
        x = Fraction(size + (5 if size > count // 2 else 0)) * (-1 if coalition & 2 else 1)
        return x, x * 2

    whole = (1 << count) - 1
    assert method_for(count) == "orders"
    found = shares(players, worth)
    assert asked <= max(1100, 2 * count + 2)
    assert total(found) == less(worth(whole), worth(0))
    assert found[0] == ZERO
    back = shares(players, lambda coalition: worth(whole & ~coalition))
    assert back == [less(ZERO, share) for share in found]
