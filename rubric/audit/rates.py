"""Rates: quantities that are spoken of in percent, and literals without a sign."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

from rubric.audit.units import PLAIN, Units, is_percent
from rubric.formula import place_of
from rubric.formula.check import called

if TYPE_CHECKING:
    from collections.abc import Iterator


def is_plain(node: ast.expr) -> Fraction | None:
    """The value of a literal that an author wrote without a sign."""
    if not isinstance(node, ast.Constant) or place_of(node) is None or is_percent(node):
        return None
    value: object = node.value
    return value if isinstance(value, Fraction) else None


def rates(units: Units, node: ast.expr) -> str | None:
    """``percent`` for what is declared in %, ``share`` for a quotient of two of one unit, else None."""
    found = list(_rates(units, node))
    return None if not found or None in found else "percent" if "percent" in found else "share"


def _rates(units: Units, node: ast.expr) -> Iterator[str | None]:
    """What each term of a part is; constants fit with either."""
    match node:
        case ast.Name():
            yield _rate_of(units, node.id)
        case ast.Constant():
            return
        case ast.UnaryOp():
            yield from _rates(units, node.operand)
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            yield from _rates(units, node.left)
            yield from _rates(units, node.right)
        case ast.BinOp(op=ast.Div()):
            left, right = units.of(node.left), units.of(node.right)
            yield "share" if left is not None and left != PLAIN and left == right else None
        case ast.Call() if called(node) in ("abs", "once", "round"):
            yield from _rates(units, node.args[0])
        case ast.Call() if called(node) in ("min", "max", "clamp"):
            for part in node.args:
                yield from _rates(units, part)
        case _:
            yield None


def _rate_of(units: Units, name: str) -> str | None:
    rubric = units.reading.rubric
    fact = units.columns.get(name) or rubric.facts.get(name)
    if fact is not None:
        return "percent" if fact.unit in ("%", "‰") else None
    value = rubric.values.get(name)
    if value is None:
        return None
    if value.unit is not None:
        return "percent" if value.unit in ("%", "‰") else None
    return rates(Units(units.reading), value.lowered.expr)
