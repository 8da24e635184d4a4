"""Readings by another base: a quotient turned over, another fact below it, a difference taken relatively."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.evaluate import NoValue
from engine.questions.reconcile.readings_kind import Reading, Site
from engine.questions.reconcile.readings_rewrite import tree_with, unshared
from rubric.formula import substitute
from rubric.formula.check import called
from rubric.rules.reader import inner, minus, name, once, over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.questions.leaf import Leaf
    from rubric.model import Fact, Rubric

_KEEP_RATES: Final = frozenset(("abs", "min", "max", "once", "round", "clamp", "total"))
MOST_DENOMINATORS: Final = 40


def base_sites(leaf: Leaf, rubric: Rubric) -> Iterator[Site]:
    """Every reading by another base, in the item's own trees and in the values that they name."""
    finder = _Finder(leaf, rubric)
    found = [(site, changes) for tree in _measured(leaf) for site, changes in finder.sites(tree, {})]
    if leaf.worth.rule is not None and leaf.worth.rule.rule == "proportion":
        found += finder.proportion()
    order = ("swapped", "relative", "points", "denominator")
    seen: set[tuple[Any, ...]] = set()
    for reading, changes in sorted(found, key=lambda one: order.index(one[0].kind)):
        key = (reading, tuple(changes))
        if key not in seen:
            seen.add(key)
            yield reading, changes


def is_rate(tree: ast.expr, leaf: Leaf, rubric: Rubric) -> bool:
    """Whether a quantity is a rate: a fact in percent, a quotient, or a difference of such."""
    return _Finder(leaf, rubric).is_rate(tree)


def _measured(leaf: Leaf) -> Iterator[ast.expr]:
    """The trees of quantities: the rule's own, those of its lines, what its branches test and earn."""
    worth = leaf.worth
    for rule in (worth.rule, worth.ceiling):
        if rule is None:
            continue
        if rule.quantity is not None and rule.rule != "proportion":
            yield rule.quantity
        for branch in rule.branches:
            if branch.of is not None:
                yield branch.of
            elif rule.rule == "cases" or branch.kind == "line":
                yield from (tree for tree in (branch.test, branch.amount) if tree is not None)
    yield from (branch.of or branch.test for branch in worth.then_deduct if branch.of or branch.test)  # type: ignore[misc]  # one of them


class _Finder:
    def __init__(self, leaf: Leaf, rubric: Rubric) -> None:
        self.leaf, self.rubric = leaf, rubric
        self.columns = leaf.context.columns

    def sites(self, tree: ast.expr, opened: dict[str, ast.expr]) -> Iterator[Site]:
        """The sites in a tree; those in a named value put the changed value in the place of its name."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                yield from self._in_value(node, opened)
            elif isinstance(node, ast.BinOp):
                yield from self._of(node)
            elif isinstance(node, ast.Call) and called(node) == "ratio":
                yield from self._ratio(node)

    def _in_value(self, node: ast.Name, opened: dict[str, ast.expr]) -> Iterator[Site]:
        value = self.rubric.values.get(node.id) if node.id not in self.columns else None
        if value is None or node.id in opened:
            return
        whole = value.lowered.expr
        for reading, changes in self.sites(whole, {**opened, node.id: whole}):
            yield reading, {id(node): once(tree_with(whole, changes))}

    def _of(self, node: ast.BinOp) -> Iterator[Site]:
        if isinstance(node.op, ast.Div):
            yield from self._quotient(node, node.left, node.right)
            yield from self._growth(node)
        elif isinstance(node.op, ast.Sub):
            yield from self._difference(node)

    def _quotient(self, node: ast.expr, left: ast.expr, right: ast.expr) -> Iterator[Site]:
        if self._named(left) or self._named(right):
            yield self._reading("swapped", node, over(right, left))
        for other in self._others(left, right):
            yield self._reading("denominator", node, over(left, other), other.id)

    def _ratio(self, node: ast.Call) -> Iterator[Site]:
        left, right, zero = node.args
        swapped = ast.Call(node.func, [right, left, zero], [])
        if self._named(left) or self._named(right):
            yield self._reading("swapped", node, swapped)
        for other in self._others(left, right):
            yield self._reading("denominator", node, ast.Call(node.func, [left, other, zero], []), other.id)

    def proportion(self) -> Iterator[Site]:
        """A proportion's quantity and its target, exchanged or with another target."""
        rule = self.leaf.worth.rule
        assert rule is not None  # only a proportion comes here
        of, target = rule.quantity, rule.target
        if of is None or target is None:
            return
        words = f"{substitute(unshared(of), str)} ÷ {substitute(unshared(target), str)}"
        yield self._said("swapped", words), {id(of): target, id(target): of}
        for other in self._others(of, target):
            yield self._said("denominator", words, other.id), {id(target): other}

    # -- differences of rates

    def _difference(self, node: ast.BinOp) -> Iterator[Site]:
        """Percentage points read as a share of what they are compared with."""
        right = node.right
        one = isinstance(right, ast.Constant) and right.value in (0, 1)
        if not one and self.is_rate(node.left) and (self.is_rate(right) or isinstance(right, ast.Constant)):
            yield self._reading("relative", node, over(node, right))

    def _growth(self, node: ast.BinOp) -> Iterator[Site]:
        """A relative change of a rate read in percentage points."""
        top, below = inner(node.left), node.right
        if not isinstance(top, ast.BinOp) or not isinstance(top.op, ast.Sub) or not self.is_rate(below):
            return
        if ast.dump(inner(top.right)) == ast.dump(inner(below)):
            yield self._reading("points", node, minus(top.left, top.right))

    def is_rate(self, tree: ast.expr) -> bool:
        """Whether a tree is one, by units and by its form."""
        tree = inner(tree)
        if isinstance(tree, ast.Name):
            fact, value = self._fact(tree.id), self.rubric.values.get(tree.id)
            if fact is not None:
                return fact.unit in ("%", "‰")
            return value is not None and (value.unit in ("%", "‰") or self.is_rate(value.lowered.expr))
        if isinstance(tree, ast.BinOp):
            if isinstance(tree.op, ast.Div):
                return not isinstance(tree.right, ast.Constant)
            return isinstance(tree.op, ast.Add | ast.Sub) and (
                self.is_rate(tree.left) or self.is_rate(tree.right)
            )
        if isinstance(tree, ast.Call):
            return called(tree) == "ratio" or (
                called(tree) in _KEEP_RATES and any(self.is_rate(one) for one in tree.args)
            )
        return False

    # -- facts

    def _fact(self, word: str) -> Fact | None:
        return self.columns.get(word) or self.rubric.facts.get(word)

    def _named(self, tree: ast.expr) -> bool:
        """Whether a part reads a fact; a number is turned over by nobody."""
        return any(isinstance(node, ast.Name) and node.id != "points" for node in ast.walk(tree))

    def _others(self, left: ast.expr, right: ast.expr) -> list[ast.Name]:
        """Known facts of the unit of the denominator that it could be taken for."""
        unit = self._unit(right)
        if unit in (None, "%", "‰"):
            return []
        taken = {node.id for tree in (left, right) for node in ast.walk(tree) if isinstance(node, ast.Name)}
        around = {**self.rubric.facts, **self.columns}
        found = [
            word
            for word, fact in around.items()
            if fact.unit == unit and word not in taken and self._value(word) not in (None, 0)
        ]
        return [name(word) for word in found[:MOST_DENOMINATORS]]

    def _unit(self, tree: ast.expr) -> str | None:
        """The unit of a fact, or that of all the facts of a sum."""
        tree = inner(tree)
        if isinstance(tree, ast.Name):
            held = self._fact(tree.id) or self.rubric.values.get(tree.id)
            return held.unit if held is not None else None
        if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub):
            one, other = self._unit(tree.left), self._unit(tree.right)
            return one if one == other else None
        return None

    def _value(self, word: str) -> Fraction | None:
        try:
            held: Any = self.leaf.context.exact(word)
        except NoValue:
            return None
        return held if isinstance(held, Fraction) else None

    # -- readings

    def _reading(self, kind: Any, node: ast.expr, made: ast.expr, other: str = "") -> Site:
        shown = other or substitute(unshared(made), str)
        return self._said(kind, substitute(unshared(node), str), shown), {id(node): made}

    def _said(self, kind: Any, what: str, other: str = "") -> Reading:
        return Reading(kind, what, other)
