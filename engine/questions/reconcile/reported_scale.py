"""Scores that a sheet gives on an item's own scale, brought to the points that it counts in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.leaf import rounded
from engine.questions.reconcile.sums import is_engines
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from engine.questions.reconcile.reported import Reported, ReportedRow, Score
    from engine.score import _Scoring
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Item, Rounding, Rubric


def on_one_scale(
    reported: Reported, rubric: Rubric, card: Scorecard, scoring: Callable[[], _Scoring]
) -> Reported:
    """The sheet with the scores converted that stand on the own scale of their item: 90 of 100 for an item
    that counts 30 points in the table is 27. A row is on its own scale where its full points say so; without
    them, where a score is more than the item counts, or is the engine's once it is converted.
    """
    if all(item.scale == 1 for item in rubric.root.walk()):
        return reported
    places, items = scoring().placements.places, {item.path: item for item in rubric.root.walk()}
    scored = {item.path: item for item in card.root.walk()}
    rows = {
        path: _row(row, items[path], scored[path], places[path].scale, _rounding(items[path], rubric))
        if path in items and path in scored
        else row
        for path, row in reported.rows.items()
    }
    return replace(reported, rows=rows)


def _rounding(item: Item, rubric: Rubric) -> Rounding | None:
    return rubric.rounding.get("group" if item.items or item.each is not None else "item")


def _row(
    row: ReportedRow, item: Item, scored: ItemScore, scale: Fraction, rounding: Rounding | None
) -> ReportedRow:
    if scale == 1 or not row.path:
        return row
    scores = {
        column: _converted(score, item, scored, scale, rounding) for column, score in row.scores.items()
    }
    return replace(row, scores=scores) if _is_own(row, scores, item, scored) else row


def _is_own(row: ReportedRow, scores: dict[Any, Score], item: Item, scored: ItemScore) -> bool:
    if row.points is not None and item.points != scored.points:
        return row.points.value == item.points
    given = [score.value for score in row.scores.values() if score.value is not None]
    if any(is_engines(scored, score) for score in row.scores.values()):
        return False
    beyond = any(scored.points < value <= item.points for value in given)
    return beyond or any(is_engines(scored, score) for score in scores.values())


def _converted(
    score: Score, item: Item, scored: ItemScore, scale: Fraction, rounding: Rounding | None
) -> Score:
    if score.value is None:
        return score
    full = score.value == item.points
    value = scored.points if full else rounded(score.value * scale, rounding)
    return replace(score, value=value, places=max(score.places, scored.places or 0), own=item.points)
