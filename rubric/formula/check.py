"""Types of a formula, found before any fact is read: numbers, yes/no and texts do not mix."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, Literal

from rubric.formula.problems import UnknownName, WrongType
from rubric.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rubric.problems import Problem

Kind = Literal["number", "yes_no", "text"]

_ZH: Final[dict[Kind, str]] = {"number": "一个数", "yes_no": "是或否（条件）", "text": "文字"}
_EN: Final[dict[Kind, str]] = {"number": "a number", "yes_no": "yes or no (a condition)", "text": "a text"}


def check_formula(tree: ast.expr, scope: Mapping[str, Kind], want: Kind) -> list[Problem]:
    """Every unknown name and every mixture of types in the tree, which must be a ``want``."""
    if isinstance(tree, ast.Name) and tree.id not in scope:
        return [_unknown(tree, scope)]
    kind, inner = _expect(tree, scope, want)
    problems = [p for node, due in inner for p in check_formula(node, scope, due)]
    return problems if kind == want else [_wrong(tree, want, kind), *problems]


def _expect(
    node: ast.expr, scope: Mapping[str, Kind], want: Kind
) -> tuple[Kind, list[tuple[ast.expr, Kind]]]:
    """The kind of a node, and the kinds that its parts must be of."""
    match node:
        case ast.Name():
            return scope[node.id], []
        case ast.Constant():
            return _constant_kind(node.value), []
        case ast.BoolOp():
            return "yes_no", [(v, "yes_no") for v in node.values]
        case ast.UnaryOp(op=ast.Not()):
            return "yes_no", [(node.operand, "yes_no")]
        case ast.UnaryOp():
            return "number", [(node.operand, "number")]
        case ast.BinOp():
            return "number", [(node.left, "number"), (node.right, "number")]
        case ast.Compare():
            return "yes_no", [(n, "number") for n in (node.left, *node.comparators)]
        case ast.IfExp():
            return want, [(node.test, "yes_no"), (node.body, want), (node.orelse, want)]
        case ast.Call():
            return "number", [(a, "number") for a in node.args]
    raise AssertionError(ast.dump(node))  # the parser builds nothing else


def _constant_kind(value: object) -> Kind:
    return "yes_no" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"


def _unknown(node: ast.Name, scope: Mapping[str, Kind]) -> UnknownName:
    near = nearest(node.id, scope)
    zh, en = (f"是不是“{near}”？", f"Did you mean {near}? ") if near else ("", "")
    return UnknownName(place=getattr(node, "place", None), name=node.id, near_zh=zh, near_en=en)


def _wrong(node: ast.expr, due: Kind, got: Kind) -> WrongType:
    place = getattr(node, "place", None)
    return WrongType(place=place, due_zh=_ZH[due], due_en=_EN[due], got_zh=_ZH[got], got_en=_EN[got])


def names_of(tree: ast.expr) -> Iterator[str]:
    """The facts that the tree may read, in the order in which they stand, each once."""
    calls = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    names = (n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in calls)
    return iter(dict.fromkeys(name for name in names if name != "points"))
