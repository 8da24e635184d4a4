"""Steps: to what a quantity is rounded, as far as the rubric says."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from rubric.formula.check import called
from rubric.range import ONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Scope
    from rubric.model import Fact

EXACT: Final = "exact"
# The step of what is rounded, "exact" for what holds a quotient that nothing rounds, None for all else.
Step = Fraction | Literal["exact"] | None


class Steps:
    """The steps of the parts of trees in one scope."""

    def __init__(self, reading: Reading, scope: Scope | None = None) -> None:
        self.reading = reading
        self.columns: Mapping[str, Fact] = (
            scope.table.columns if scope is not None and scope.table is not None else {}
        )

    def of(self, node: ast.expr) -> Step:
        """What a part is rounded to."""
        match node:
            case ast.Name():
                return self._name(node.id)
            case ast.UnaryOp():
                return self.of(node.operand)
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self._together((node.left, node.right))
            case ast.BinOp(op=ast.Div()):
                return self.of(node.left) if isinstance(node.right, ast.Constant) else EXACT
            case ast.BinOp():
                return EXACT if EXACT in (self.of(node.left), self.of(node.right)) else None
            case ast.IfExp():
                return self._together((node.body, node.orelse))
            case ast.Call():
                return self._call(node)
        return None

    def _name(self, name: str) -> Step:
        value = self.reading.rubric.values.get(name)
        if value is None or name in self.columns:
            return None
        return Steps(self.reading).of(value.lowered.expr)

    def _call(self, node: ast.Call) -> Step:
        name, args = called(node), node.args
        if name in ("floor", "ceil"):
            return ONE
        if name in ("round", "round_to"):
            by = args[1].value if isinstance(args[1], ast.Constant) else None
            if not isinstance(by, Fraction) or (name == "round_to" and by <= 0):
                return None
            return Fraction(10) ** -int(by) if name == "round" else by
        if name in ("abs", "once"):
            return self.of(args[0])
        if name in ("min", "max", "clamp", "total"):
            return self._together(args)
        if name == "ratio":
            return EXACT
        if name == "first":
            return self._together((*args[1::2], args[-1]))
        return None

    def _together(self, nodes: Iterable[ast.expr]) -> Step:
        """Exact where one of them is, else the finest step, where all are rounded or constants on it."""
        found = [self.of(node) for node in nodes if not isinstance(node, ast.Constant)]
        if EXACT in found:
            return EXACT
        steps = [step for step in found if isinstance(step, Fraction)]
        return min(steps) if steps and len(steps) == len(found) else None
