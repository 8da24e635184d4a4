"""What a rule needs while it is being read: names in scope, and a place to report problems."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rubric.formula.check import check_formula
from rubric.formula.parse import parse_formula
from rubric.number import read_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.formula.check import Kind
    from rubric.problems import Problem
    from rubric.source import Text

ZERO = Fraction(0)


@dataclass(slots=True)
class Reader:
    """The scope of one item; problems are collected, never raised."""

    path: str
    points: Fraction
    scope: Mapping[str, Kind]
    problems: list[Problem] = field(default_factory=list)

    def formula(self, text: Text, want: Kind = "number") -> ast.expr:
        """The checked tree of a formula; the number 0 or ``no`` stands in for one that is broken."""
        formula, problems = parse_formula(text)
        if formula is None:
            self.problems += problems
            return constant(ZERO if want == "number" else False)
        found = check_formula(formula.tree, {**self.scope, "points": "number", "分值": "number"}, want)
        self.problems += found
        return _points(formula.tree)

    def earning(self, text: Text) -> ast.expr:
        """What a branch earns: points, a share of the points where it is a bare percentage, or a formula."""
        written = read_number(text)
        if written is None or not written.sign:
            return self.formula(text)
        return ast.BinOp(constant(written.value), ast.Mult(), name("points"))


def _points(tree: ast.expr) -> ast.expr:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "分值":
            node.id = "points"
    return tree


def constant(value: Any) -> ast.expr:
    """A literal of a lowered tree."""
    return ast.Constant(value)


def name(word: str) -> ast.Name:
    """A name of a lowered tree."""
    return ast.Name(word, ast.Load())


def call(function: str, *arguments: ast.expr) -> ast.Call:
    """A call in a lowered tree; ``first`` and ``total`` are the engine's own."""
    return ast.Call(name(function), list(arguments), [])
