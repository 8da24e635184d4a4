"""The direction of an expression in one fact, read off its structure."""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.questions.names import read_by
from rubric.formula import MaybeUndefined, enclose
from rubric.formula.check import called
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rubric.formula import Bound
    from rubric.model import Rubric


def direction(tree: ast.expr, fact: str, rubric: Rubric, bound: Callable[[str], Bound]) -> int | None:
    """1 where an expression never falls as a fact rises and all else stays, -1 where it never rises, 0
    where it does not read it; None where its structure does not say.
    """
    return _Direction(fact, rubric, bound).of(tree)


class _Direction:
    """One walk for the direction in one fact."""

    def __init__(self, fact: str, rubric: Rubric, bound: Callable[[str], Bound]) -> None:
        self.fact, self.rubric, self.bound = fact, rubric, bound

    def of(self, node: ast.expr) -> int | None:
        if self.fact not in read_by(node, self.rubric):
            return 0
        match node:
            case ast.Name(id=name):
                return 1 if name == self.fact else self.of(self.rubric.values[name].lowered.expr)
            case ast.UnaryOp(op=ast.UAdd(), operand=part):
                return self.of(part)
            case ast.UnaryOp(operand=part):
                return _turned(self.of(part))
            case ast.BinOp(left=left, op=op, right=right):
                return self._combined(op, left, right)
            case ast.BoolOp(values=parts):
                return _agreed(self.of(part) for part in parts)
            case ast.Compare():
                return self._compared(node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._first([test, body, orelse])
            case ast.Call():
                return self._called(node)
        return None

    def _range(self, node: ast.expr) -> Range | None:
        try:
            found = enclose(node, self.bound)
        except (MaybeUndefined, KeyError):
            return None
        return found if isinstance(found, Range) else None

    def _sign(self, node: ast.expr) -> int | None:
        held = self._range(node)
        if held is None:
            return None
        return (
            1
            if held.lo is not None and held.lo >= 0
            else -1
            if held.hi is not None and held.hi <= 0
            else None
        )

    def _combined(self, op: ast.operator, left: ast.expr, right: ast.expr) -> int | None:
        a, b = self.of(left), self.of(right)
        if isinstance(op, ast.Add):
            return _agreed((a, b))
        if isinstance(op, ast.Sub):
            return _agreed((a, _turned(b)))
        if isinstance(op, ast.Mult | ast.Div):
            turned = _turned(b) if isinstance(op, ast.Div) else b
            return _agreed((_by(a, self._sign(right)), _by(turned, self._sign(left))))
        return None

    def _compared(self, node: ast.Compare) -> int | None:
        if len(node.ops) != 1:
            return None
        a, b = self.of(node.left), self.of(node.comparators[0])
        if isinstance(node.ops[0], ast.Gt | ast.GtE):
            return _agreed((a, _turned(b)))
        return _agreed((_turned(a), b)) if isinstance(node.ops[0], ast.Lt | ast.LtE) else None

    def _called(self, node: ast.Call) -> int | None:
        name, args = called(node), node.args
        if name in ("once", "floor", "ceil", "round", "sqrt", "ln", "exp"):
            return self.of(args[0])
        if name in ("min", "max", "clamp", "total"):
            return _agreed(self.of(part) for part in args)
        if name == "abs":
            return _by(self.of(args[0]), self._sign(args[0]))
        if name == "first":
            return self._first(args)
        return None

    def _first(self, parts: list[ast.expr]) -> int | None:
        """A chain whose tests all turn the same way walks through its values in their order."""
        arms = [*zip(parts[:-1:2], parts[1:-1:2], strict=True), (None, parts[-1])]
        tests = _agreed(self.of(test) for test, _ in arms if test is not None)
        bodies = [body for _, body in arms if not _is_undefined(body)]
        ways = _agreed(self.of(body) for body in bodies)
        if ways is None:
            return None
        if tests == 0 or len(bodies) == 1:
            return ways
        if tests is None:
            return None
        held = [self._range(body) for body in bodies]
        order = _order(held)
        # With tests that fail as the fact rises, later values follow, with tests that come true earlier.
        walked = None if order is None else order * -tests
        return _agreed((ways, walked))


def _order(held: list[Range | None]) -> int | None:
    """1 where each range lies at or above the one before, -1 at or below, 0 where all are one number."""
    pairs = list(pairwise(held))
    up = all(a and b and a.hi is not None and b.lo is not None and a.hi <= b.lo for a, b in pairs)
    down = all(a and b and a.lo is not None and b.hi is not None and a.lo >= b.hi for a, b in pairs)
    return 0 if up and down else 1 if up else -1 if down else None


def _is_undefined(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and called(node) == "undefined"


def _turned(way: int | None) -> int | None:
    return None if way is None else -way


def _by(way: int | None, sign: int | None) -> int | None:
    return 0 if way == 0 else None if way is None or sign is None else way * sign


def _agreed(ways: Iterator[int | None] | tuple[int | None, ...]) -> int | None:
    """The direction of a whole whose parts have these; None where they differ."""
    found = set(ways) - {0}
    return 0 if not found else next(iter(found)) if len(found) == 1 else None
