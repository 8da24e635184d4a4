"""What restores points of a leaf, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.questions.spot import Spot
    from engine.scorecard import Known
    from rubric.range import Range


@dataclass(frozen=True, slots=True)
class Change:
    """Another value of one fact, the score that the item then has, and what that is above its present one."""

    spot: Spot
    value: Known
    score: Fraction
    gain: Fraction


@dataclass(frozen=True, slots=True)
class Level:
    """The level that a person chose, whose share could be higher up to the end of ``held``."""

    name: str
    held: Range


@dataclass(frozen=True, slots=True)
class Restoration:
    """What restores points: one change, or missing elements each of which does (``together``: all of them).

    ``level`` stands alone, for points that only a person's judgement can restore.
    """

    changes: tuple[Change, ...]
    together: Change | None = None
    level: Level | None = None
