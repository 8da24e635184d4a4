"""What groups come to from the scores that are reported of their parts, by the rubric's own arithmetic."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.groups import ADDS
from engine.group import score_group
from engine.questions.reconcile.reported import COLUMNS
from rubric.number import round_places, shortest_places
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.questions.reconcile.reported import Column, ReportedRow, Score
    from engine.score import _Scoring
    from engine.scorecard import ItemScore

# What takes more decimals than these is written by none.
ENDLESS: Final = 10


def given(row: ReportedRow | None, column: Column) -> Score | None:
    """The score in a column; where a later column has none, that before it stands."""
    if row is None:
        return None
    upto = COLUMNS[: COLUMNS.index(column) + 1]
    return next((row.scores[one] for one in reversed(upto) if one in row.scores), None)


def is_engines(item: ItemScore, score: Score) -> bool:
    """Whether a score is the engine's own."""
    if item.exact is None or score.value is None:
        return False
    return prints(item.low, score.value, score.places)


def prints(exact: Fraction, value: Fraction, places: int) -> bool:
    """Whether a figure is a number as it is printed: what no decimals write has two of them or more."""
    if value == exact:
        return True
    endless = shortest_places(exact, ENDLESS) is None
    return endless and places >= 2 and round_places(exact, places, "half_up") == value


class Sums:
    """The groups of one scorecard over the reported scores of one column."""

    def __init__(
        self, rows: Mapping[str, ReportedRow], column: Column, scoring: Callable[[], _Scoring]
    ) -> None:
        self.rows, self.column, self.scoring = rows, column, scoring
        self._made: dict[str, ItemScore | None] = {}

    def of(self, item: ItemScore) -> ItemScore | None:
        """What an item's reported parts come to; None where some of them are not reported."""
        if item.path not in self._made:
            self._made[item.path] = self._of(item)
        return self._made[item.path]

    def _of(self, item: ItemScore) -> ItemScore | None:
        if item.state == "not_applicable":
            return item
        parts = [self._part(child) for child in item.items]
        children = tuple(part for part in parts if part is not None)
        if not item.items or len(children) < len(parts):
            return None
        if all(part.low == child.low for part, child in zip(children, item.items, strict=True)):
            return item if item.exact is not None else None
        scoring = self.scoring()
        held = scoring.world.paths[item.path]
        placements = scoring.placements
        found = score_group(
            held, children, scoring.world, placements.applied[item.path], placements.places[item.path]
        )
        return found if found.exact is not None else None

    def _part(self, item: ItemScore) -> ItemScore | None:
        score = self._score(item)
        if score is None:
            return item if item.state == "not_applicable" else self.of(item)
        value = score.value
        if value is None or is_engines(item, score):
            return item if item.exact is not None else None
        return replace(
            item,
            state="scored",
            exact=value,
            span=(value, value),
            low=value,
            high=value,
            difference=value * 0,
            undefined=None,
        )

    def _score(self, item: ItemScore) -> Score | None:
        """The score that counts: a group's own in this column, or that of its parts, or an earlier one."""
        row = self.rows.get(item.path)
        own = row.scores.get(self.column) if row is not None else None
        if own is not None or not item.items:
            return own or given(row, self.column)
        return given(row, self.column) if self.of(item) is None else None

    def between(self, item: ItemScore) -> tuple[Fraction, Fraction] | None:
        """The least and the most a group comes to with what was left out; None where it does not add."""
        if item.combine not in ADDS or item.steps or item.state == "not_applicable":
            return None
        ends = [self._ends(child) for child in item.items]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends):
            return None
        low, high = (sum((end[side] for end in known), Fraction(0)) for side in (0, 1))
        return low, high

    def _ends(self, item: ItemScore) -> tuple[Fraction, Fraction] | None:
        score = self._score(item)
        if score is not None:
            return None if score.value is None else (score.value, score.value)
        if item.items:
            return self.between(item)
        if item.state == "not_applicable":
            return item.low, item.low
        return min(Fraction(0), item.span[0]), max(Fraction(0), item.points)
