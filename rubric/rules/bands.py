"""The rule ``bands``: the interval that holds a quantity decides what is earned."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from rubric.number import fold, show, show_percent
from rubric.range import Range, on_grid, partition, read_range, show_range
from rubric.rules.base import Branch, Lowered
from rubric.rules.problems.intervals import Hole, NotAnInterval, Overlap
from rubric.rules.reader import call, compare, constant, inner, once

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from rubric.cohort_shape import RankRuleShape
    from rubric.place import Text
    from rubric.problems import Problem
    from rubric.rules.reader import Reader
    from rubric.shape import BandsShape


def lower(shape: BandsShape, reader: Reader) -> Lowered:
    """``first(of below the first cut, earned, ...)`` over the bands in ascending order."""
    intervals, problems = read_intervals(shape.bands)
    return over(once(reader.formula(shape.of)), shape.of, shape, intervals, problems, reader)


def over(
    of: ast.expr,
    text: Text,
    shape: BandsShape | RankRuleShape,
    intervals: list[tuple[Text, Range]],
    problems: list[Problem],
    reader: Reader,
) -> Lowered:
    """The bands of a quantity that is called ``text``, with what was wrong with their intervals."""
    whole = not shape.doubtful and all(held is not None for held in shape.bands.values())
    if not problems and not reader.problems and whole and reader.sure(of):
        problems = partition_problems(intervals, reader.domain(of), text, reader.grid(of))
    reader.problems += problems
    if problems or not intervals:
        return Lowered("bands", constant(0))
    ordered = sorted(intervals, key=lambda b: (b[1].lo is not None, b[1].lo or 0, b[1].lo_open))
    branches = [_branch(of, key, held, reader, shape.bands[key]) for key, held in ordered]
    pairs = [part for b in branches[:-1] for part in (b.test, b.amount) if part]
    last = branches[-1].amount
    assert last is not None  # every branch was made with an amount just above
    percent = any("%" in key or "％" in key for key in shape.bands)
    options = (("percent", "yes" if percent else "no"),)
    expr = call("first", *pairs, last) if pairs else last
    return Lowered("bands", expr, str(text), inner(of), tuple(branches), options=options, place=text.place)


def _branch(of: ast.expr, key: Text, held: Range, reader: Reader, earns: Text | None) -> Branch:
    amount = constant(0) if earns is None else reader.earning(earns)
    return Branch("band", str(key), _below(of, held), amount, interval=held, place=key.place)


def _below(of: ast.expr, held: Range) -> ast.expr | None:
    # The bands are ascending and leave no hole: whatever is not above this one's end is in it.
    if held.hi is None:
        # The last band may end where the quantity can be no more, and is then tested by nobody.
        return compare(of, ast.Gt() if held.lo_open else ast.GtE(), constant(held.lo)) if held.lo else None
    return compare(of, ast.Lt() if held.hi_open else ast.LtE(), constant(held.hi))


def read_intervals(keys: Iterable[Text]) -> tuple[list[tuple[Text, Range]], list[Problem]]:
    """Each key with its interval, or what is wrong with the keys."""
    found = [(key, read_range(key)) for key in keys]
    problems: list[Problem] = [NotAnInterval(place=k.place, found=k) for k, r in found if r is None]
    return [(k, r) for k, r in found if r is not None], problems


def partition_problems(
    intervals: list[tuple[Text, Range]], domain: Range, whole: Text, step: Fraction | None = None
) -> list[Problem]:
    """The holes and overlaps of intervals that must cover ``domain`` exactly once."""
    percent = any("%" in fold(key) for key, _ in intervals)
    holes, overlaps = partition([held for _, held in intervals], domain, step)
    problems: list[Problem] = [
        Hole(place=whole.place, name=whole, hole=_shown(_on_grid(h, step), percent)) for h in holes
    ]
    for a, b, shared in overlaps:
        first, second = intervals[a][0], intervals[b][0]
        text = _shown(shared, percent)
        problems.append(Overlap(place=second.place, overlap=text, first=first, second=second))
    return problems


def _on_grid(hole: Range, step: Fraction | None) -> Range:
    """The values of a hole that the quantity can have, where it goes in steps."""
    if step is None or hole.lo is None or hole.hi is None:
        return hole
    low = on_grid(hole, step)
    mirrored = on_grid(Range(-hole.hi, -hole.lo, hole.hi_open, hole.lo_open), step)
    return hole if low is None or mirrored is None else Range(low, -mirrored)


def _shown(held: Range, percent: bool) -> str:
    if held.is_point and held.lo is not None:
        return show_percent(held.lo) if percent else show(held.lo)
    return show_range(held, percent)
