"""Rising: formulas of a group that never fall while one of its items rises: their ends are those of items."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rubric.formula.check import called

if TYPE_CHECKING:
    from collections.abc import Collection

# Functions that never fall while one of their arguments rises.
NEVER_FALL: Final = frozenset(("min", "max", "clamp", "total", "floor", "ceil", "once"))


def rises(tree: ast.expr, names: Collection[str]) -> bool:
    """Whether a formula reads nothing but these names, and never falls while one of them rises.

    Ranges are added, multiplied, compared … end by end: the ends of such a formula are what it comes to
    at theirs, even where it reads a name twice.
    """
    if isinstance(tree, ast.Name):
        return tree.id in names
    if isinstance(tree, ast.Call):
        parts = tree.args[:1] if called(tree) == "round" else tree.args
        return called(tree) in {*NEVER_FALL, "round"} and all(rises(part, names) for part in parts)
    if not isinstance(tree, ast.BinOp):
        return _known(tree) is not None
    return _calculated(tree, names)


def _calculated(tree: ast.BinOp, names: Collection[str]) -> bool:
    left, right = _known(tree.left), _known(tree.right)
    match tree.op:
        case ast.Add():
            return rises(tree.left, names) and rises(tree.right, names)
        case ast.Sub():
            return rises(tree.left, names) and right is not None
        case ast.Mult():
            by, other = (left, tree.right) if left is not None else (right, tree.left)
            return by is not None and by >= 0 and rises(other, names)
        case ast.Div():
            return right is not None and right > 0 and rises(tree.left, names)
    return False


def _known(tree: ast.expr) -> Fraction | None:
    """The number that a part is, whatever its names are."""
    return tree.value if isinstance(tree, ast.Constant) and isinstance(tree.value, Fraction) else None
