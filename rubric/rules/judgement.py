"""The rule ``judgement``: a person names a level and the share of the points within it."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

from rubric.range import Range
from rubric.rules.bands import partition_problems, read_intervals
from rubric.rules.base import Branch, Lowered
from rubric.rules.reader import name

if TYPE_CHECKING:
    from rubric.rules.reader import Reader
    from rubric.shape import JudgementShape


def share_of(path: str) -> str:
    """The name under which the judged share of an item enters its expression."""
    return f"@{path}"


def lower(shape: JudgementShape, reader: Reader) -> Lowered:
    """The points times the judged share; the levels partition 0% to 100%."""
    intervals, problems = read_intervals(shape.levels.values())
    first = next(iter(shape.levels.values()), None)
    if not problems and first is not None:
        problems = partition_problems(intervals, Range(Fraction(0), Fraction(1)), first)
    reader.problems += problems
    pairs = zip(shape.levels, intervals, strict=False)
    levels = tuple(Branch("level", str(key), interval=held, place=key.place) for key, (_, held) in pairs)
    expr = ast.BinOp(name("points"), ast.Mult(), name(share_of(reader.path)))
    return Lowered("judgement", expr, branches=levels)
