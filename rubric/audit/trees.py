"""Walks over trees."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from rubric.formula.check import called

if TYPE_CHECKING:
    from collections.abc import Iterator

OVER_ROWS: Final = frozenset(("sum", "count", "mean", "least", "most", "any", "all"))


def parts(tree: ast.expr) -> Iterator[ast.expr]:
    """The tree and every expression in it, but for what a function calculates for each row of a table."""
    yield tree
    if isinstance(tree, ast.Call):
        rows = called(tree) in OVER_ROWS
        below: list[ast.AST] = [*tree.args[2:]] if rows else [*tree.args]
    else:
        below = list(ast.iter_child_nodes(tree))
    for child in below:
        if isinstance(child, ast.expr):
            yield from parts(child)


def size(tree: ast.expr) -> int:
    """How many expressions a tree is made of; the name of a function is none."""
    calls = sum(isinstance(node, ast.Call) for node in ast.walk(tree))
    return sum(isinstance(node, ast.expr) for node in ast.walk(tree)) - calls
