"""A rule as it was lowered, in the author's notation and names, an arm a line."""

from __future__ import annotations

import ast
import copy
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.explain.words import true_minus
from rubric.formula.check import called
from rubric.formula.parse import written_of
from rubric.formula.show import substitute
from rubric.number import show_percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.model import Worth
    from rubric.problems import Language

_NAMES: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {"points": "分值", "@sum": "各项合计", "@judged": "得分率", "undefined": "无值", "rule": "规则"},
    "en": {"points": "points", "@sum": "items", "@judged": "share", "undefined": "undefined", "rule": "rule"},
}


def rule_lines(worth: Worth, path: str, language: Language) -> list[str]:
    """The rule's own expression; none for a group and for a judgement, which are told otherwise."""
    if worth.rule is None:
        return []
    writer = _Plain(path, language, percent=worth.rule.percent)
    tree = writer.inner(worth.rule.expr)
    if not (isinstance(tree, ast.Call) and called(tree) == "first"):
        return [writer.text(tree)]
    *arms, last = tree.args
    lines = [_arm(writer, test, value, language) for test, value in zip(arms[::2], arms[1::2], strict=True)]
    return [*lines, f"{'其余' if language == 'zh' else 'otherwise'} → {writer.text(last)}"]


def _arm(writer: _Plain, test: ast.expr, value: ast.expr, language: Language) -> str:
    return f"{'若' if language == 'zh' else 'if'} {writer.text(test)} → {writer.text(value)}"


def whole_line(worth: Worth, path: str, language: Language) -> str:
    """Everything that follows on the rule or the sum, nothing where nothing does."""
    if worth.expr is worth.start:
        return ""
    return _Plain(path, language, start=worth.start if worth.rule is not None else None).text(worth.expr)


def part(tree: ast.expr | None, path: str, language: Language, *, percent: bool = False) -> str:
    """A part of a rule."""
    return _Plain(path, language, percent=percent).text(tree) if tree is not None else ""


class _Plain:
    """Writes a lowered tree; what the machine put in for itself is written as an author would."""

    def __init__(
        self, path: str, language: Language, *, percent: bool = False, start: ast.expr | None = None
    ) -> None:
        self.path, self.language, self.percent, self.start = path, language, percent, start
        self.words = _NAMES[language]

    def text(self, tree: ast.expr) -> str:
        return true_minus(substitute(self.plain(tree), self._name, self.language))

    def _name(self, name: str) -> str:
        return self.words.get(name, name.removeprefix(f"{self.path}/"))

    def inner(self, tree: ast.expr) -> ast.expr:
        """The tree without the mark that it is shared."""
        while isinstance(tree, ast.Call) and called(tree) == "once":
            tree = tree.args[0]
        return tree

    def plain(self, tree: ast.expr) -> ast.expr:
        """The tree without anything that no author can write."""
        if self.start is not None and tree is self.start:
            return ast.Name("rule", ast.Load())
        tree = self.inner(tree)
        if self.start is not None and tree is self.start:
            return ast.Name("rule", ast.Load())
        if isinstance(tree, ast.Call):
            return self._called(tree)
        if isinstance(tree, ast.Compare) and self.percent:
            tree = self._shared(tree)
        return self._rebuilt(tree)

    def _rebuilt(self, tree: ast.expr) -> ast.expr:
        made: Any = copy.copy(tree)
        for field, value in ast.iter_fields(tree):
            if isinstance(value, ast.expr):
                setattr(made, field, self.plain(value))
            elif isinstance(value, list):
                setattr(made, field, [self.plain(one) if isinstance(one, ast.expr) else one for one in value])
        built: ast.expr = made
        return built

    def _called(self, tree: ast.Call) -> ast.expr:
        name, args = called(tree), tree.args
        if name == "undefined":
            return ast.Name("undefined", ast.Load())
        if name == "total":
            return self._added(args)
        if name == "first":
            found = self.plain(args[-1])
            for test, value in zip(reversed(args[:-1:2]), reversed(args[1::2]), strict=True):
                found = ast.IfExp(self.plain(test), self.plain(value), found)
            return found
        return ast.Call(tree.func, [self.plain(one) for one in args], [])

    def _added(self, args: list[ast.expr]) -> ast.expr:
        found = self.plain(args[0]) if args else ast.Constant(Fraction(0))  # type: ignore[arg-type]  # ours
        for one in args[1:]:
            found = ast.BinOp(found, ast.Add(), self.plain(one))
        return found

    def _shared(self, tree: ast.Compare) -> ast.Compare:
        """A comparison of a rate, whose ends are written in percent."""
        ends = [self._end(one) for one in tree.comparators]
        return ast.Compare(tree.left, tree.ops, ends)

    def _end(self, tree: ast.expr) -> ast.expr:
        value: Any = tree.value if isinstance(tree, ast.Constant) else None
        if not isinstance(value, Fraction) or isinstance(value, bool) or written_of(tree) is not None:
            return tree
        made = ast.Constant(value)  # type: ignore[arg-type]  # ours are fractions
        shown = show_percent(value)
        if not shown.startswith("≈"):
            made.written = shown  # type: ignore[attr-defined]  # as the parser does
        return made
