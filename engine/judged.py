"""Judged: what a person gave an item, and what a level or a figure comes to under a rule."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rubric.number import round_places
from rubric.range import Range
from rubric.record import Record

if TYPE_CHECKING:
    from rubric.model import Rounding
    from rubric.place import Place
    from rubric.rules.base import Branch, Lowered

Span = tuple[str, Fraction, Fraction]


class Judged(Record):
    """A level ('' where points are given), the shares of the points it leaves open, and the reason."""

    level: str
    low: Fraction
    high: Fraction
    reason: str
    place: Place

    @property
    def share(self) -> Fraction | None:
        """The share, None while only the level is known."""
        return self.low if self.low == self.high else None


class Target(Record):
    """What is judged: a leaf, or a row whose ``points`` are None while they are to be computed.

    ``rules`` are those that leave it to a person; which of them a row falls under is not known yet.
    """

    path: str
    rules: tuple[Lowered, ...]
    points: Fraction | None
    least: Fraction = Fraction(0)

    @property
    def given(self) -> bool:
        """Whether points are typed in, with no level to hold them against."""
        return any(rule.rule == "given" for rule in self.rules)

    @property
    def levels(self) -> tuple[Branch, ...]:
        """The levels of its rules."""
        return tuple(branch for rule in self.rules for branch in rule.branches)

    @property
    def whole(self) -> Fraction:
        """What its shares are shares of: its points, or the most that is taken where it has none."""
        return self.points or -self.least


class Figures(Record):
    """The figure of a judgement: a share, points, or neither."""

    share: Fraction | None = None
    points: Fraction | None = None


def span_under(
    rule: Lowered, level: Any, figures: Figures, target: Target, rounding: Rounding | None
) -> Span | None:
    """What a judgement comes to under one rule, None where it does not hold under it."""
    if rule.rule == "given":
        return None if level is not None else _as_given(figures, target)
    share, points = figures.share, figures.points
    for branch in rule.branches:
        held = branch.interval
        if held is None or level not in (None, branch.label):
            continue
        if share is not None and held.contains(share):
            return branch.label, share, share
        if points is not None and _within(points, branch, target, rounding):
            return branch.label, *_share_of(points, target)
        if share is None and points is None and level is not None:
            return branch.label, held.lo or Fraction(0), Fraction(1) if held.hi is None else held.hi
    return None


def _as_given(figures: Figures, target: Target) -> Span | None:
    """A share or points within the bounds of what is judged, without a level."""
    most, share, points = target.points, figures.share, figures.points
    if points is not None:
        assert most is not None  # points of a row whose own are unknown are refused before
        return ("", *_share_of(points, target)) if target.least <= points <= most else None
    if share is None:
        return None
    inside = share <= 1 and (share >= 0 if most is None else share * most >= target.least)
    if most == 0:
        inside = share == 0 or (target.least < 0 and -1 <= share < 0)
    return ("", share, share) if inside else None


def _share_of(points: Fraction, target: Target) -> tuple[Fraction, Fraction]:
    share = points / target.whole if target.whole else Fraction(0)
    return share, share


def _within(points: Fraction, level: Branch, target: Target, rounding: Rounding | None) -> bool:
    ends = points_of(level, target, rounding)
    return ends is not None and ends.contains(points)


def points_of(level: Branch, target: Target, rounding: Rounding | None) -> Range | None:
    """The points of a level, its ends rounded as leaves are; None where rounding leaves it none."""
    held = level.interval
    assert held is not None  # levels are made with their interval
    assert target.points is not None  # points of a row whose own are unknown are refused before
    ends = (held.lo or Fraction(0), Fraction(1) if held.hi is None else held.hi)
    low, high = (end * target.points for end in ends)
    if rounding is not None:
        low, high = (round_places(x, rounding.places, rounding.mode) for x in (low, high))
    empty = low > high or (low == high and (held.lo_open or held.hi_open))
    return None if empty else Range(low, high, held.lo_open, held.hi_open)
