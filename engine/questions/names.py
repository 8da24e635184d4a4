"""The facts that an expression rests on, named values opened, and those that stand in its divisors."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from rubric.formula import names_of
from rubric.formula.check import called

if TYPE_CHECKING:
    from collections.abc import Collection

    from rubric.model import Rubric


def read_by(tree: ast.expr, rubric: Rubric, columns: Collection[str] = ()) -> tuple[str, ...]:
    """The names of facts, each once. ``columns`` are names of a row, which hide the rubric's own."""
    tables = {name: fact.columns for name, fact in rubric.facts.items() if fact.type == "table"}
    found: dict[str, None] = {}
    waiting, opened = [tree], set[str]()
    while waiting:
        for name in names_of(waiting.pop(), tables):
            if name in rubric.values and name not in columns:
                if name not in opened:
                    opened.add(name)
                    waiting.append(rubric.values[name].lowered.expr)
            elif not name.startswith("@"):
                found[name] = None
    return tuple(found)


def divisors(tree: ast.expr, rubric: Rubric, columns: Collection[str] = ()) -> frozenset[str]:
    """The facts that stand in a divisor, of ``/`` or of ``ratio``."""
    named = [name for name in names_of(tree) if name in rubric.values and name not in columns]
    below = [divisors(rubric.values[name].lowered.expr, rubric, columns) for name in named]
    under = [part for node in ast.walk(tree) if (part := _divisor(node)) is not None]
    return frozenset(name for part in under for name in read_by(part, rubric, columns)).union(*below)


def _divisor(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return node.right
    if isinstance(node, ast.Call) and called(node) == "ratio":
        return node.args[1]
    return None
