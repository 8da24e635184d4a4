"""What a node of a syntax tree is changed into: a neighbour, an opposite, or nothing."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPARE: Final = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_ARITHMETIC: Final = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Every other node that may stand in the place of one, one at a time."""
    yield from _other_statements(node) if isinstance(node, ast.stmt) else _other_expressions(node)


def _other_expressions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, [op, *ops], rights):
            yield ast.copy_location(ast.Compare(left, [_COMPARE[type(op)](), *ops], rights), node)
        case ast.BinOp(left, op, right) if type(op) in _ARITHMETIC:
            yield ast.copy_location(ast.BinOp(left, _ARITHMETIC[type(op)](), right), node)
        case ast.BoolOp(op, values):
            other: ast.boolop = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield ast.copy_location(ast.BoolOp(other, values), node)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.IfExp(test, body, orelse):
            yield ast.copy_location(ast.IfExp(test, orelse, body), node)
        case ast.Constant(value):
            yield from (ast.copy_location(ast.Constant(one), node) for one in _constants(value))


def _other_statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Return(value) if value is not None and not _is_none(value):
            yield ast.copy_location(ast.Return(ast.Constant(None)), node)
        case ast.AugAssign(target, _, value):
            yield ast.copy_location(ast.Assign([target], value), node)
        case ast.Assign(targets, value) if not _is_none(value):
            yield ast.copy_location(ast.Assign(targets, ast.Constant(None)), node)
        case ast.Expr() | ast.Raise() | ast.Continue() | ast.Break():
            yield ast.copy_location(ast.Pass(), node)


def _constants(value: object) -> tuple[bool | int | str, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return value + 1, value - 1
    return (f"XX{value}XX",) if isinstance(value, str) else ()


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
