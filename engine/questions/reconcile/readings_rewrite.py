"""An item's worth with some parts of its expression changed; what was shared stays shared."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from rubric.record import replace
from rubric.rules.reader import inner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.model import Condition, Worth
    from rubric.rules.base import Branch, Lowered


def rewritten(worth: Worth, changes: Mapping[int, ast.expr]) -> Worth:
    """The worth with other nodes in the place of some, which are told by their identity."""
    return _Rewrite(changes).worth(worth)


def tree_with(tree: ast.expr, changes: Mapping[int, ast.expr]) -> ast.expr:
    """A tree with other nodes in the place of some."""
    return _Rewrite(changes).tree(tree)


def unshared(tree: ast.expr) -> ast.expr:
    """A tree as its author wrote it, without the marks of what is calculated once."""
    shared = {
        id(node): inner(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.expr) and inner(node) is not node
    }
    return unshared(tree_with(tree, shared)) if shared else tree


class _Rewrite:
    """One set of changes. A node that is met twice becomes one node again: a trace finds it by identity."""

    def __init__(self, changes: Mapping[int, ast.expr]) -> None:
        self.done: dict[int, ast.expr] = dict(changes)

    def worth(self, worth: Worth) -> Worth:
        return replace(
            worth,
            expr=self.tree(worth.expr),
            rule=self.rule(worth.rule),
            start=self.tree(worth.start),
            held=self.tree(worth.held),
            taken=self.tree(worth.taken),
            capped=self.tree(worth.capped),
            then_deduct=tuple(self.branch(one) for one in worth.then_deduct),
            ceiling=self.rule(worth.ceiling),
            veto=tuple(self.condition(one) for one in worth.veto),
        )

    def rule(self, rule: Lowered | None) -> Lowered | None:
        if rule is None:
            return None
        return replace(
            rule,
            expr=self.tree(rule.expr),
            quantity=self.maybe(rule.quantity),
            target=self.maybe(rule.target),
            branches=tuple(self.branch(one) for one in rule.branches),
        )

    def branch(self, branch: Branch) -> Branch:
        return replace(
            branch,
            test=self.maybe(branch.test),
            amount=self.maybe(branch.amount),
            of=self.maybe(branch.of),
            steps=self.maybe(branch.steps),
        )

    def condition(self, condition: Condition) -> Condition:
        return replace(condition, when=self.tree(condition.when))

    def maybe(self, tree: ast.expr | None) -> ast.expr | None:
        return None if tree is None else self.tree(tree)

    def tree(self, tree: ast.expr) -> ast.expr:
        if id(tree) not in self.done:
            self.done[id(tree)] = self._made(tree)
        return self.done[id(tree)]

    def _made(self, node: ast.expr) -> ast.expr:
        """The node itself where nothing below it changes, else one like it."""
        if isinstance(node, ast.Name | ast.Constant):
            return node
        parts: dict[str, Any] = {}
        for name, held in ast.iter_fields(node):
            if isinstance(held, list):
                parts[name] = [self.tree(one) if isinstance(one, ast.expr) else one for one in held]
            else:
                # The name of a function is no part that anyone could change.
                inside = isinstance(held, ast.expr) and name != "func"
                parts[name] = self.tree(held) if inside else held
        if all(_same(held, parts[name]) for name, held in ast.iter_fields(node)):
            return node
        made: ast.expr = type(node)(**parts)
        return made


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, list):
        return all(a is b for a, b in zip(before, after, strict=True))
    return before is after
