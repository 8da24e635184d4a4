"""An expression and known facts to a value, exactly, with the value of every part on the way."""

from __future__ import annotations

import ast
import math
import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from simpleeval import SimpleEval

from engine.scorecard import Undefined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.scorecard import Known

_OPERATORS: Final[dict[type[ast.AST], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class NoValue(Exception):  # noqa: N818 - not a fault of the program: the facts leave it without a value
    """The expression has no value for these facts."""

    def __init__(self, why: Undefined) -> None:
        super().__init__(why)
        self.why = why


class Evaluator(SimpleEval):  # type: ignore[misc]  # simpleeval is not typed
    """Evaluates checked trees over exact numbers; ``trace`` holds each node's value by identity."""

    def __init__(self, names: Mapping[str, Known]) -> None:
        super().__init__(
            operators=_OPERATORS | {ast.Div: _divide}, functions={}, names=names, allowed_attrs={}
        )
        self.trace: dict[int, Known] = {}
        # A closed set: a node that our own parser does not build has no handler.
        self.nodes = {
            ast.Name: self._name,
            ast.Constant: lambda node: node.value,
            ast.UnaryOp: self._eval_unaryop,
            ast.BinOp: self._eval_binop,
            ast.BoolOp: self._eval_boolop,
            ast.Compare: self._eval_compare,
            ast.IfExp: self._eval_ifexp,
            ast.Call: self._call,
        }

    def value(self, tree: ast.expr) -> Known:
        """The value of a tree. Raises NoValue where these facts leave it none."""
        result: Known = self._eval(tree)
        return result

    def _eval(self, node: ast.expr) -> Known:
        result: Known = self.nodes[type(node)](node)
        self.trace[id(node)] = result
        return result

    def _name(self, node: ast.Name) -> Known:
        if node.id not in self.names:
            raise NoValue(Undefined("missing_fact", node.id))
        known: Known = self.names[node.id]
        return known

    def _call(self, node: ast.Call) -> Known:
        function = node.func.id  # type: ignore[attr-defined]  # calls are always of a name
        if function == "first":
            return self._first(node.args)
        values = [self._eval(argument) for argument in node.args]
        result: Known = _FUNCTIONS[function](*values)
        return result

    def _first(self, arguments: list[ast.expr]) -> Known:
        for test, value in zip(arguments[:-1:2], arguments[1::2], strict=True):
            if self._eval(test):
                return self._eval(value)
        return self._eval(arguments[-1])


def _divide(a: Fraction, b: Fraction) -> Fraction:
    if b == 0:
        raise NoValue(Undefined("zero_denominator"))
    return a / b


def _clamp(x: Fraction, lo: Fraction, hi: Fraction) -> Fraction:
    return max(lo, min(x, hi))


_FUNCTIONS: Final[dict[str, Any]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "floor": lambda x: Fraction(math.floor(x)),
    "ceil": lambda x: Fraction(math.ceil(x)),
    "clamp": _clamp,
    "ratio": lambda a, b, if_zero: if_zero if b == 0 else a / b,
    "total": lambda *values: sum(values, Fraction(0)),
}
