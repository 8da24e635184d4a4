"""Narrowing: what a condition that came out one way says of the numbers it compares."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from engine.batch.lowering.quotient import Quotient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction

    from engine.batch.lowering.choosing import Value

Key = int | str
Said = tuple[Key, "Fraction | None", "Fraction | None"]


def key_of(node: ast.expr) -> Key:
    """What a part goes by: its name, or itself."""
    return node.id if isinstance(node, ast.Name) else id(node)


def said(test: ast.expr, holds: bool, seen: Callable[[ast.expr], Value]) -> Iterator[Said]:
    """The parts with the least and the most that they can be where a test has come out this way.

    ``seen`` gives what was found for a part of the test.
    """
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from said(test.operand, not holds, seen)
    elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) is holds:
        for part in test.values:
            yield from said(part, holds, seen)
    elif isinstance(test, ast.Compare) and (holds or len(test.ops) == 1):
        sides = [test.left, *test.comparators]
        for sign, left, right in zip(test.ops, sides[:-1], sides[1:], strict=True):
            yield from _compared(sign, holds, left, right, seen)


def _compared(
    sign: ast.cmpop, holds: bool, left: ast.expr, right: ast.expr, seen: Callable[[ast.expr], Value]
) -> Iterator[Said]:
    rising = isinstance(sign, ast.Lt | ast.LtE)
    falling = isinstance(sign, ast.Gt | ast.GtE)
    same = isinstance(sign, ast.Eq if holds else ast.NotEq)
    a, b = seen(left), seen(right)
    if not (rising or falling or same) or not isinstance(a, Quotient) or not isinstance(b, Quotient):
        return
    if same or rising is holds:
        yield key_of(left), None, b.high
        yield key_of(right), a.low, None
    if same or falling is holds:
        yield key_of(left), b.low, None
        yield key_of(right), None, a.high
