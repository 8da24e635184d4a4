"""Units that a rubric sets in proportion: what one of a unit is in another, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from rubric.number import fold

if TYPE_CHECKING:
    from collections.abc import Mapping


def scale(given: str, due: str, units: Mapping[str, tuple[Fraction, str]]) -> Fraction | None:
    """What one ``given`` is in ``due``: 1 where they are the same, None where no scale leads there."""
    ways = [(_plain(one), _plain(other), factor) for one, (factor, other) in units.items() if factor]
    ways += [(other, one, 1 / factor) for one, other, factor in ways]
    reached = {_plain(given): Fraction(1)}
    while _plain(due) not in reached:
        found = {
            there: reached[here] * factor
            for here, there, factor in ways
            if here in reached and there not in reached
        }
        if not found:
            return None
        reached |= found
    return reached[_plain(due)]


def _plain(unit: str) -> str:
    return fold(unit).strip()
