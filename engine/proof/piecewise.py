"""Exact analysis along one fact: the pieces of an expression between its cut points, and its direction."""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from engine.evaluate import Evaluator, NoValue
from engine.questions.cuts import cuts_of
from engine.questions.names import read_by
from rubric.formula.check import called
from rubric.range import Range
from rubric.rules.judgement import JUDGED

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.scorecard import Known
    from rubric.model import Item, Rubric

ZERO: Final = Fraction(0)
STAIRS: Final = frozenset(("floor", "ceil", "round", "round_to"))
Ends = tuple[Fraction | None, Fraction | None]


# -- pieces ------------------------------------------------------------------------------------------


def pieces_within(tree: ast.expr, ends: Range | None, item: Item, rubric: Rubric) -> bool:
    """Whether an expression in one number has a value everywhere, and (with ``ends``) lies within them.

    Between its cut points it is a ratio of linear functions without a pole, so that what it comes to
    there lies between its limits at both of them. False also says that this way does not decide it.
    """
    axis = _axis(tree, item, rubric)
    if axis is None:
        return False
    name, held = axis
    at = _along(tree, name, item, rubric)
    start = held.lo if held.lo is not None else held.hi if held.hi is not None else ZERO
    cuts = cuts_of(tree, name, start, _fixed(item, rubric), lambda word: _inside(word, rubric))
    if not cuts.whole:
        return False
    points = [x for x in cuts.at if held.contains(x)]
    for x in points + [end for end in (held.lo, held.hi) if end is not None and held.contains(end)]:
        value = at(x)
        if value is None or (ends is not None and not ends.contains(value)):
            return False
    return all(_piece_lies(at, low, high, ends) for low, high in pairwise(_split(points, held)))


def _axis(tree: ast.expr, item: Item, rubric: Rubric) -> tuple[str, Range] | None:
    """The only thing that an expression reads, where that is one number and nothing in it makes steps."""
    if any(_stairs(part, rubric) for part in (tree,)):
        return None
    reads = [name for name in read_by(tree, rubric) if name != "points"]
    judged = any(isinstance(node, ast.Name) and node.id == JUDGED for node in ast.walk(tree))
    if judged:
        shares = item.rule.shares if item.rule is not None else None
        return None if reads else (JUDGED, shares or Range(ZERO, Fraction(1)))
    if len(reads) != 1:
        return None
    fact = rubric.facts.get(reads[0])
    if fact is None or fact.type not in ("number", "integer") or fact.optional:
        return None
    return fact.name, fact.range or Range.whole()


def _stairs(tree: ast.expr, rubric: Rubric) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in STAIRS:
            return True
        if isinstance(node, ast.Name) and node.id in rubric.values:
            value = rubric.values[node.id]
            if value.range is not None or _stairs(value.lowered.expr, rubric):
                return True
    return False


def _inside(word: str, rubric: Rubric) -> ast.expr | None:
    value = rubric.values.get(word)
    return value.lowered.expr if value is not None else None


def _fixed(item: Item, rubric: Rubric) -> Callable[[ast.expr], Known]:
    """What the parts come to that do not depend on the one number."""

    def named(name: str) -> Known:
        return item.points if name == "points" else evaluator.value(rubric.values[name].lowered.expr, named)

    evaluator = Evaluator(named, lambda _table, _outer: ())
    return lambda tree: evaluator.value(tree, named)


def _along(tree: ast.expr, axis: str, item: Item, rubric: Rubric) -> Callable[[Fraction], Fraction | None]:
    """The expression as a function of the one number that it reads."""

    def at(x: Fraction) -> Fraction | None:
        def named(name: str) -> Known:
            if name == axis:
                return x
            if name == "points":
                return item.points
            return evaluator.value(rubric.values[name].lowered.expr, named)

        evaluator = Evaluator(named, lambda _table, _outer: ())
        try:
            found: Any = evaluator.value(tree, named)
        except NoValue:
            return None
        return found if isinstance(found, Fraction) else None

    return at


def _split(points: list[Fraction], held: Range) -> list[Fraction | None]:
    """The ends of the pieces, ascending; None is infinite."""
    inner: list[Fraction | None] = list(points)
    low = [held.lo] if held.lo not in inner or held.lo is None else []
    high = [held.hi] if held.hi not in inner or held.hi is None else []
    return [*low, *inner, *high]


def _piece_lies(
    at: Callable[[Fraction], Fraction | None], low: Fraction | None, high: Fraction | None, ends: Range | None
) -> bool:
    xs = _three_in(low, high)
    if xs is None:
        return True  # the two ends are one
    values = [at(x) for x in xs]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return False
    if ends is None:
        return True
    limits = [_limit(xs, known, low, falling=True), _limit(xs, known, high, falling=False)]
    return all(limit is not None and _inside_closed(limit, ends) for limit in limits)


def _inside_closed(x: Fraction, ends: Range) -> bool:
    return (ends.lo is None or ends.lo <= x) and (ends.hi is None or x <= ends.hi)


def _three_in(low: Fraction | None, high: Fraction | None) -> tuple[Fraction, Fraction, Fraction] | None:
    if low is not None and high is not None:
        quarter = (high - low) / 4
        return None if quarter == 0 else (low + quarter, low + 2 * quarter, low + 3 * quarter)
    if low is not None:
        return low + 1, low + 2, low + 3
    if high is not None:
        return high - 3, high - 2, high - 1
    return Fraction(-1), ZERO, Fraction(1)


def _limit(
    xs: tuple[Fraction, ...], ys: list[Fraction], end: Fraction | None, *, falling: bool
) -> Fraction | None:
    """The limit of the ratio of linear functions through three points; None where it is infinite.

    By the cross-ratio, which such a function keeps: (y, y1; y2, y3) = (x, x1; x2, x3).
    """
    del falling
    (x1, x2, x3), (y1, y2, y3) = xs, ys
    if y1 == y2 == y3:
        return y1
    if len({y1, y2, y3}) < 3:
        return None
    ratio = (x3 - x1) / (x3 - x2) if end is None else ((end - x1) * (x3 - x2), (end - x2) * (x3 - x1))
    if isinstance(ratio, tuple):
        over, under = ratio
    else:
        over, under = (x3 - x2), (x3 - x1)
    # (y - y1)(y3 - y2) / ((y - y2)(y3 - y1)) = over / under, solved for y.
    a, b = (y3 - y2) * under, (y3 - y1) * over
    return None if a == b else (y1 * a - y2 * b) / (a - b)
