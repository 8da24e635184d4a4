"""Why a judgement does not hold: the one thing about it that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.facts_judged_problems import (
    FigureOutside,
    NoFigure,
    NoLevels,
    NothingJudged,
    TwoFigures,
    UnknownLevel,
)
from engine.facts_table_problems import PointsOfNothing, RowPoints
from engine.judged import points_of
from rubric.number import show
from rubric.problems import did_you_mean
from rubric.range import show_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.judged import Figures, Target
    from rubric.model import Rounding
    from rubric.number import Written
    from rubric.problems import Problem
    from rubric.rules.base import Branch
    from rubric.source import Place, Text


def unreadable(
    key: Text, parts: Mapping[str, Any], share: Written | None, points: Written | None
) -> Problem | None:
    """What keeps the figure of a judgement from being read as one share or one number of points."""
    if "share" in parts and "points" in parts:
        return TwoFigures(place=_place(parts["points"], key), name=key)
    if "share" in parts and not (share and share.sign):
        return NoFigure(
            place=_place(parts["share"], key),
            name=key,
            what_zh="得分率",
            what_en="share",
            found=str(parts["share"]),
            due_zh="带百分号的数",
            due_en="a number with its percent sign",
            example_zh="得分率: 90%",
            example_en="share: 90%",
        )
    if "points" in parts and (not points or points.sign):
        return NoFigure(
            place=_place(parts["points"], key),
            name=key,
            what_zh="得分",
            what_en="points",
            found=str(parts["points"]),
            due_zh="不带百分号的数",
            due_en="a number without a percent sign",
            example_zh="得分: 4.5",
            example_en="points: 4.5",
        )
    return None


def without_points(key: Text, points: Written | None, target: Target) -> Problem | None:
    """What keeps points from being a share of the item's own."""
    if points is None:
        return None
    if target.points is None:
        return RowPoints(place=key.place, name=key)
    nothing = target.points == 0 and not (target.given and target.least < 0)
    if nothing and points.value != 0:
        return PointsOfNothing(place=key.place, name=key, found=show(points.value))
    return None


def refused(
    key: Text, parts: Mapping[str, Any], figures: Figures, target: Target, rounding: Rounding | None
) -> Problem:
    """Why a level and a readable figure do not hold under any rule of what is judged."""
    level, levels = parts.get("level"), target.levels
    if level is not None and not levels:
        return NoLevels(place=_place(level, key), name=key)
    named = [branch for branch in levels if branch.label == level]
    if level is not None and not named:
        labels = tuple(dict.fromkeys(branch.label for branch in levels))
        zh, en = did_you_mean(str(level), labels)
        return UnknownLevel(
            place=_place(level, key),
            name=key,
            level=str(level),
            levels="、".join(labels),
            levels_en=", ".join(labels),
            near_zh=zh,
            near_en=en,
        )
    if figures.share is None and figures.points is None:
        return nothing_judged(key, target, key.place)
    return _outside(key, parts, figures, target, named[0] if named else None, rounding)


def nothing_judged(key: Text, target: Target, place: Place) -> Problem:
    """A judgement that says neither a level nor a figure."""
    level = next((branch.label for branch in target.levels), None)
    points = show(target.points or target.least)
    due = ("得分或得分率", "points or a share", f"得分: {points}", f"points: {points}")
    if level is not None:
        due = ("等次", "its level", f"等次: {level}", f"level: {level}")
    zh, en, as_zh, as_en = due
    return NothingJudged(place=place, name=key, due_zh=zh, due_en=en, example_zh=as_zh, example_en=as_en)


def _outside(
    key: Text,
    parts: Mapping[str, Any],
    figures: Figures,
    target: Target,
    level: Branch | None,
    rounding: Rounding | None,
) -> Problem:
    part = "share" if figures.share is not None else "points"
    zh, en = _held(figures, target, level, rounding)
    or_zh, or_en = ("，或改等次", ", or change the level") if level is not None else ("", "")
    place = _place(parts[part], key)
    return FigureOutside(
        place=place, name=key, found=str(parts[part]), held_zh=zh, held_en=en, or_zh=or_zh, or_en=or_en
    )


def _held(
    figures: Figures, target: Target, level: Branch | None, rounding: Rounding | None
) -> tuple[str, str]:
    """Where a figure must lie: within its level, or within everything that may be given."""
    if level is not None and level.interval is not None:
        shares = figures.points is None
        held = level.interval if shares else points_of(level, target, rounding)
        shown = f" {show_range(held, percent=shares)}" if held is not None else ""
        return f"“{level.label}”{shown} ".rstrip() + (" " if shown else ""), f"{level.label}{shown}"
    if figures.points is not None and target.points is not None:
        low, high = show(target.least), show(target.points)
        return f" {low} 到 {high} 分", f"{low} to {high} points"
    low = show(target.least / target.whole * 100) if target.whole and target.least < 0 else "0"
    high = "0" if target.points == 0 else "100"
    return f" {low}% 到 {high}% ", f"{low}% to {high}%"


def _place(value: Any, key: Text) -> Place:
    return getattr(value, "place", key.place)
