"""The syntax tree of a file: the places in it that may be changed, and a change put into one of them."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[3]
NOT_RUN: Final = frozenset(("annotation", "returns", "ctx", "decorator_list", "keywords"))
Way = tuple[tuple[str, int | None], ...]


def parsed(file: str) -> ast.Module:
    """The tree of a file, which is named from the root."""
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def places(node: ast.AST, path: Way = (), function: str = "") -> Iterator[tuple[Way, ast.AST, str]]:
    """Every node that may be changed, with the way to it and the outermost function that holds it.

    Left out is what is annotated, documented, asserted, or said to a programmer.
    """
    for field, held in ast.iter_fields(node):
        if _spared(node, field, held):
            continue
        for at, child in enumerate(held) if isinstance(held, list) else ((None, held),):
            if isinstance(child, ast.AST) and not _no_code(child):
                inside = function or _named(node, field)
                yield (*path, (field, at)), child, inside
                yield from places(child, (*path, (field, at)), inside)


def _spared(node: ast.AST, field: str, held: Any) -> bool:
    if field in NOT_RUN and not isinstance(node, ast.Call):
        return True
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    return isinstance(node, ast.Raise) and field == "exc" and "Error(" in ast.unparse(held)


def _no_code(child: ast.AST) -> bool:
    documented = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
    typed = isinstance(child, ast.AnnAssign) and "Literal" in ast.unparse(child)
    return documented or typed or isinstance(child, ast.Assert)


def _named(node: ast.AST, field: str) -> str:
    """A function by its name and its first line, as its code has them."""
    if not isinstance(node, ast.FunctionDef) or field != "body":
        return ""
    return f"{node.name}:{min([node.lineno, *(one.lineno for one in node.decorator_list)])}"


def put(tree: ast.AST, path: Way, other: ast.AST) -> None:
    """Another node in the place that a way leads to."""
    holder: Any = tree
    for field, at in path[:-1]:
        holder = getattr(holder, field) if at is None else getattr(holder, field)[at]
    field, at = path[-1]
    if at is None:
        setattr(holder, field, other)
    else:
        getattr(holder, field)[at] = other
