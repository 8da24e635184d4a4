"""The rule ``interpolate``: between points of a broken line."""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rubric.forms import place_of
from rubric.number import read_number, show, show_percent
from rubric.range import Range
from rubric.rules.base import Branch, Lowered
from rubric.rules.problems.lines import FewPoints, NotAscending, PointUnread
from rubric.rules.problems.points import PointsMixed
from rubric.rules.reader import call, compare, constant, inner, minus, name, once, times, undefined

if TYPE_CHECKING:
    from rubric.problems import Problem
    from rubric.rules.reader import Reader
    from rubric.shape import InterpolateShape


def lower(shape: InterpolateShape, reader: Reader) -> Lowered:
    """``first(of at most the first x, its y, of at most the next x, the line between, ...)``."""
    of = once(reader.formula(shape.of))
    pairs = [_point(pair) for pair in shape.through]
    points = [pair for pair in pairs if pair is not None]
    problems = _problems(shape, pairs)
    reader.problems += problems
    if problems or "through" in shape.broken or len(points) < 2:
        return Lowered("interpolate", constant(Fraction(0)))
    clamps, percent = shape.outside == "clamp", any("%" in str(text) for text, _ in shape.through)
    ends = _clamped(of, points, reader) if clamps else _refused(of, points, shape, percent=percent)
    lines = [_line(of, low, high, reader) for low, high in pairwise(points)]
    branches = (
        ends[0],
        *(_segment(of, line, pair, percent) for line, pair in zip(lines, pairwise(points), strict=True)),
        ends[1],
    )
    parts = [part for b in branches[:-1] for part in (b.test, b.amount) if part]
    last = branches[-1].amount
    assert last is not None  # the upper end was made with an amount
    options = (("percent", "yes" if percent else "no"), ("outside", shape.outside))
    expr = call("first", *parts, last)
    return Lowered(
        "interpolate", expr, str(shape.of), inner(of), branches, options=options, place=shape.of.place
    )


Point = tuple[Fraction, Fraction, bool]


def _problems(shape: InterpolateShape, pairs: list[Point | None]) -> list[Problem]:
    """What keeps the pairs from being points from left to right, each where it stands."""
    given = shape.contents["through"]
    places = [place_of(one, shape.under) for one in given]
    if len(places) != len(pairs):
        return []  # one of them was told not to be a list
    unread: list[Problem] = [
        PointUnread(place=place) for place, pair in zip(places, pairs, strict=True) if pair is None
    ]
    if unread:
        return unread
    if len(pairs) < 2:
        return [FewPoints(place=shape.value_place("through"))]
    shares = [pair is not None and pair[2] for pair in pairs]
    if len(set(shares)) > 1:
        at = shares.index(True)
        return [PointsMixed(place=places[at], found=str(shape.through[at][1]))]
    return [
        NotAscending(place=place, found=str(after[0]), before=str(before[0]))
        for (a, b), (before, after), place in zip(
            pairwise(pairs), pairwise(shape.through), places[1:], strict=True
        )
        if a is not None and b is not None and a[0] >= b[0]
    ]


def _point(pair: Any) -> Point | None:
    if len(pair) != 2:
        return None
    x, y = read_number(pair[0]), read_number(pair[1])
    return None if x is None or y is None else (x.value, y.value, bool(y.sign))


def _clamped(of: ast.expr, points: list[Point], reader: Reader) -> tuple[Branch, Branch]:
    low, high = points[0], points[-1]
    below = Range(None, low[0], hi_open=True)
    above = Range(high[0], None, lo_open=True)
    return (
        Branch("point", "", compare(of, ast.Lt(), constant(low[0])), _worth(low, reader), interval=below),
        Branch("point", "", compare(of, ast.Gt(), constant(high[0])), _worth(high, reader), interval=above),
    )


def _refused(
    of: ast.expr, points: list[Point], shape: InterpolateShape, *, percent: bool
) -> tuple[Branch, Branch]:
    low, high = points[0][0], points[-1][0]
    shown = show_percent if percent else show
    why = undefined("outside", f"{shape.of} [{shown(low)}, {shown(high)}]")
    return (
        Branch(
            "point", "", compare(of, ast.Lt(), constant(low)), why, interval=Range(None, low, hi_open=True)
        ),
        Branch(
            "point", "", compare(of, ast.Gt(), constant(high)), why, interval=Range(high, None, lo_open=True)
        ),
    )


def _segment(of: ast.expr, line: ast.expr, pair: tuple[Point, Point], percent: bool) -> Branch:
    (low, *_), (high, *_) = pair
    test = compare(of, ast.LtE(), constant(high))
    shown = show_percent if percent else show
    return Branch("point", f"{shown(low)} → {shown(high)}", test, line, interval=Range(low, high))


def _worth(point: Point, reader: Reader) -> ast.expr:
    share = point[2] and reader.shares
    return times(constant(point[1]), name("points")) if share else constant(point[1])


def _line(of: ast.expr, low: Point, high: Point, reader: Reader) -> ast.expr:
    slope = constant((high[1] - low[1]) / (high[0] - low[0]))
    rise = times(minus(of, constant(low[0])), slope)
    value: ast.expr = ast.BinOp(constant(low[1]), ast.Add(), rise)
    return times(value, name("points")) if high[2] and reader.shares else value
