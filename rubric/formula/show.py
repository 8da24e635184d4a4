"""A tree in the reader's notation, by name or with the numbers put in."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Callable

_SIGNS: Final[dict[type[ast.AST], str]] = {
    ast.Add: "+",
    ast.Sub: "−",
    ast.Mult: "×",
    ast.Div: "÷",
    ast.Lt: "<",
    ast.LtE: "≤",
    ast.Gt: ">",
    ast.GtE: "≥",
    ast.Eq: "=",
    ast.NotEq: "≠",
}


def unparse(node: ast.expr, name: Callable[[str], str] = str) -> str:
    """The formula; ``name`` says how a name is shown (its number, for a substitution)."""
    match node:
        case ast.Name():
            return name(node.id)
        case ast.Constant():
            return show(node.value) if isinstance(node.value, Fraction) else str(node.value)
        case ast.UnaryOp():
            sign = {ast.Not: "not ", ast.USub: "−"}.get(type(node.op), "")
            return sign + _inner(node.operand, name)
        case ast.BinOp():
            return f"{_inner(node.left, name)} {_SIGNS[type(node.op)]} {_inner(node.right, name)}"
        case ast.BoolOp():
            word = " and " if isinstance(node.op, ast.And) else " or "
            return word.join(_inner(v, name) for v in node.values)
        case ast.Compare():
            pairs = zip(node.ops, node.comparators, strict=True)
            rest = "".join(f" {_SIGNS[type(op)]} {_inner(right, name)}" for op, right in pairs)
            return _inner(node.left, name) + rest
        case ast.IfExp():
            return f"{_inner(node.body, name)} if {_inner(node.test, name)} else {_inner(node.orelse, name)}"
        case ast.Call(func=ast.Name(id=function)):
            return f"{function}({', '.join(unparse(a, name) for a in node.args)})"
    raise AssertionError(ast.dump(node))  # the parser builds nothing else


def _inner(node: ast.expr, name: Callable[[str], str]) -> str:
    simple = isinstance(node, ast.Name | ast.Constant | ast.Call)
    return unparse(node, name) if simple else f"({unparse(node, name)})"
