"""The rules ``judgement`` and ``given``: a person's share within a level, or points typed in."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rubric.range import Range
from rubric.rules.bands import partition_problems, read_intervals
from rubric.rules.base import Branch, Lowered
from rubric.rules.reader import constant, name, times

if TYPE_CHECKING:
    from rubric.rules.reader import Reader
    from rubric.shape import JudgementShape

# The name under which the judged share of an item's points enters its expression.
JUDGED: Final = "@judged"


def lower(shape: JudgementShape, reader: Reader) -> Lowered:
    """The points times the judged share; the levels partition 0% to 100%."""
    levels = {key: held for key, held in shape.levels.items() if held is not None}
    intervals, problems = read_intervals(levels.values())
    if not problems and len(levels) == len(shape.levels):
        problems = partition_problems(intervals, Range(Fraction(0), Fraction(1)), shape.written["levels"])
    reader.problems += problems
    pairs = zip(levels, intervals, strict=False)
    branches = tuple(Branch("level", str(key), interval=held, place=key.place) for key, (_, held) in pairs)
    whole = Range(Fraction(0), Fraction(1))
    return Lowered("judgement", times(name("points"), name(JUDGED)), branches=branches, shares=whole)


def given(points: Fraction | None, least: Fraction) -> Lowered:
    """The points that a person typed in, as a share of the full points; of the most that is taken where
    an item has none to give."""
    if points == 0:
        shares = Range(Fraction(-1 if least < 0 else 0), Fraction(0))
        return Lowered("given", times(constant(-least), name(JUDGED)), shares=shares)
    shares = Range(min(Fraction(0), least / points) if points else Fraction(0), Fraction(1))
    return Lowered("given", times(name("points"), name(JUDGED)), shares=shares)
