"""What a condition says about the names in it, once it is known to hold or to fail."""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rubric.formula.check import called
from rubric.range import Range, intersect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rubric.range import Comparison

Bound = Range | bool | frozenset[str] | None
# A name, or the identity of a part that rules share between their branches.
Key = str | int

SIGNS: Final[dict[type[ast.cmpop], Comparison]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_MIRRORED: Final[dict[Comparison, Comparison]] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}
_OPPOSITE: Final[dict[Comparison, Comparison]] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
}


def key_of(node: ast.expr) -> Key:
    """What a part is remembered under."""
    return node.id if isinstance(node, ast.Name) else id(node)


def implied(
    test: ast.expr, truth: bool, seen: Mapping[int, Bound]
) -> Iterator[tuple[ast.expr, Bound | tuple[str, ...]]]:
    """The parts of a condition with what they must be where it comes to ``truth``.

    ``seen`` holds what each part was found to be. A tuple stands for words that are ruled out.
    """
    if isinstance(test, ast.UnaryOp):
        yield from implied(test.operand, not truth, seen)
    elif isinstance(test, ast.BoolOp):
        if isinstance(test.op, ast.And) == truth:
            for part in test.values:
                yield from implied(part, truth, seen)
    elif isinstance(test, ast.Compare):
        if truth or len(test.ops) == 1:
            yield from _compared(test, truth, seen)
    elif isinstance(test, ast.Call) and called(test) == "once":
        yield from implied(test.args[0], truth, seen)
    elif isinstance(test, ast.Name | ast.Call):
        yield test, truth


def _compared(
    test: ast.Compare, truth: bool, seen: Mapping[int, Bound]
) -> Iterator[tuple[ast.expr, Bound | tuple[str, ...]]]:
    parts = [test.left, *test.comparators]
    for op, (left, right) in zip(test.ops, pairwise(parts), strict=True):
        if isinstance(right, ast.Tuple):
            words = tuple(str(e.value) for e in right.elts if isinstance(e, ast.Constant))
            yield left, (frozenset(words) if isinstance(op, ast.In) == truth else words)
            continue
        sign = SIGNS[type(op)] if truth else _OPPOSITE[SIGNS[type(op)]]
        for part, other, toward in ((left, right, sign), (right, left, _MIRRORED[sign])):
            against = seen.get(id(other))
            if isinstance(part, ast.Constant):
                continue
            if isinstance(against, Range):
                yield part, _half(toward, against)
            elif isinstance(other, ast.Constant) and isinstance(other.value, str):
                yield part, (frozenset((other.value,)) if toward == "==" else (other.value,))
            elif isinstance(against, bool):
                yield part, against if toward == "==" else not against


def _half(sign: Comparison, against: Range) -> Range:
    """Where a number must lie that compares so with some number of ``against``."""
    if sign in ("<", "<="):
        return Range(None, against.hi, hi_open=sign == "<" or against.hi_open)
    if sign in (">", ">="):
        return Range(against.lo, None, lo_open=sign == ">" or against.lo_open)
    return against if sign == "==" else Range.whole()


def meet(known: Bound, implied_: Bound | tuple[str, ...]) -> tuple[Bound, bool]:
    """What is known and implied together, and whether the two can be true at once."""
    if isinstance(known, Range) and isinstance(implied_, Range):
        both = intersect(known, implied_)
        return (known, False) if both is None else (both, True)
    if isinstance(known, frozenset) and isinstance(implied_, frozenset | tuple):
        words = known - frozenset(implied_) if isinstance(implied_, tuple) else known & implied_
        return (words, True) if words else (known, False)
    if isinstance(implied_, bool) and (known is None or isinstance(known, bool)):
        return implied_, known in (None, implied_)
    return known, True
