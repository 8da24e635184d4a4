"""Shaving: the parts of a box that cannot hold the cheapest way, cut off without halving it.

Of each lever the values nearest to its present one are cut off that do not reach the goal whatever the
others of the box are (after "bound consistency" of constraint solving), and the farthest that alone cost
as much as a way that is known.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.questions.target.boxes import Box
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.questions.target.boxes import Side

# What one lever loses may let another lose more: so often they are gone through.
ROUNDS: Final = 3


def shaved(box: Box, cap: Fraction | None, may: Callable[[Box], bool]) -> Box | None:
    """What is left of a box; None where it holds no way that is cheaper than ``cap``.

    ``may`` says whether a box may hold a value that reaches the goal.
    """
    for _ in range(ROUNDS):
        cheap = _cheaper(box, cap)
        if cheap is None or not may(cheap):
            return None
        left = cheap
        for number in range(len(left.sides)):
            left = _with(left, number, _needed(left, number, may))
        if left == cheap:
            return left
        box = left
    return _cheaper(box, cap)


def _cheaper(box: Box, cap: Fraction | None) -> Box | None:
    """The box without what costs as much as ``cap`` even with all others at their nearest."""
    if cap is None:
        return box
    whole = box.effort
    if whole >= cap:
        return None
    sides = tuple(_within(side, cap - whole + side.lever.effort(side.corner)) for side in box.sides)
    return Box(sides)


def _within(side: Side, room: Fraction) -> Side:
    """A side up to where it costs less than ``room``, which its nearest value does."""
    lever = side.lever
    if side.words or not isinstance(lever.value, Fraction):
        return side
    span = room * max(abs(lever.value), lever.grid) / lever.grid
    here = lever.value / lever.grid
    if side.far > side.near or side.near > here:
        end = min(side.far, math.ceil(here + span) - 1)
    else:
        end = max(side.far, math.floor(here - span) + 1)
    return side if end == side.far else replace(side, far=end)


def _needed(box: Box, number: int, may: Callable[[Box], bool]) -> Side:
    """A side from the nearest value on with which the box may reach the goal."""
    side = box.sides[number]
    if side.words or side.is_point or may(_with(box, number, replace(side, far=side.near))):
        return side
    sign = 1 if side.far > side.near else -1
    short, enough = 0, abs(side.far - side.near)
    while enough - short > 1:
        middle = _between(short, enough)
        if may(_with(box, number, replace(side, far=side.near + sign * middle))):
            enough = middle
        else:
            short = middle
    return replace(side, near=side.near + sign * enough)


def _between(low: int, high: int) -> int:
    """The roundest binary number above ``low`` and below ``high``: searches that begin at one value with
    other ends then ask for the same enclosures, which are known already."""
    bits = (low ^ (high - 1)).bit_length() - 1
    return (high - 1) >> bits << bits


def _with(box: Box, number: int, side: Side) -> Box:
    return Box((*box.sides[:number], side, *box.sides[number + 1 :]))
