"""What restores points of a leaf, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.record import Record

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.questions.spot import Spot
    from engine.scorecard import Known
    from rubric.range import Range


class Change(Record):
    """Another value of one fact, the score that the item then has, and what that is above its present one."""

    spot: Spot
    value: Known
    score: Fraction
    gain: Fraction


class Level(Record):
    """The level that a person chose, whose share could be higher up to the end of ``held``."""

    name: str
    held: Range


class Restoration(Record):
    """What restores points: one change, or missing elements each of which does (``together``: all of them).

    ``level`` stands alone, for points that only a person's judgement can restore.
    """

    changes: tuple[Change, ...]
    together: Change | None = None
    level: Level | None = None
