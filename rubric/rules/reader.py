"""What a rule needs while it is being read: names in scope, what they can be, a place to report problems."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rubric.formula import NUMBER, YES_NO, MaybeUndefined, check_formula, enclose, names_of, parse_formula
from rubric.formula.problems import LookupMisfit, NotAChoice, UnknownName, WrongType
from rubric.number import read_number
from rubric.range import Range
from rubric.rules.problems.points import NotPositive

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rubric.formula import Bound, Kind, Scope, TableBound
    from rubric.model import Fact
    from rubric.place import Source, Text
    from rubric.problems import Problem

ZERO = Fraction(0)


class Reader:
    """The scope of one item or value; problems are collected, never raised.

    ``points`` are the full points, None where every row of a table brings its own; ``shares`` says
    whether a bare percentage is a share of them; ``bound`` gives everything that a name can be;
    ``doubtful`` names are declared wrongly, and what seems wrong with their use may only follow from that.
    """

    def __init__(
        self,
        path: str,
        points: Fraction | None,
        scope: Scope,
        bound: Callable[[str], Bound],
        facts: Mapping[str, Fact],
        tables: Mapping[str, TableBound],
        least: Fraction = ZERO,
        *,
        scored: set[str],
        beside: Callable[[Text], Source | None] | None = None,
        doubtful: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self.path, self.points, self.scope, self.bound = path, points, scope, bound
        self.facts, self.tables, self.least, self.shares = facts, tables, least, True
        self.scored, self.beside, self.doubtful = scored, beside, doubtful
        self.problems: list[Problem] = []

    def formula(self, text: Text, want: Kind | None = NUMBER) -> ast.expr:
        """The checked tree of a formula; the number 0 or ``no`` stands in for one that is broken."""
        return self.typed(text, want)[0]

    def typed(self, text: Text, want: Kind | None = None) -> tuple[ast.expr, Kind | None]:
        """The checked tree and its kind."""
        formula, problems = parse_formula(text)
        if formula is None:
            self.problems += problems
            return constant(False if want == YES_NO else ZERO), None
        if "score" in text or "得分" in text:
            self.scored.add(text)
        kind, found = check_formula(formula.tree, self.scope, want)
        self.problems += [problem for problem in found if not self._follows(problem, formula.tree)]
        if found:
            return constant(False if want == YES_NO else ZERO), None
        return formula.tree, kind

    def _follows(self, problem: Problem, tree: ast.expr) -> bool:
        """Whether a problem may only follow from a name that is declared wrongly."""
        if isinstance(problem, UnknownName):
            return self.doubtful(problem.name)
        return isinstance(problem, WrongType | NotAChoice | LookupMisfit) and not self.sure(tree)

    def sure(self, *trees: ast.expr) -> bool:
        """Whether all that the trees read is declared well."""
        return not any(self.doubtful(name) for tree in trees for name in names_of(tree))

    def earning(self, text: Text) -> ast.expr:
        """What a branch earns: points, a share of the points where it is a bare percentage, or a formula."""
        written = read_number(text)
        if written is None or not written.sign or not self.shares:
            return self.formula(text)
        return ast.BinOp(constant(written.value), ast.Mult(), name("points"))

    def gain(self, text: Text) -> ast.expr:
        """What a line adds or takes, which cannot always be 0 or less: the line itself says which it does."""
        before = len(self.problems)
        tree = self.earning(text)
        if len(self.problems) == before:
            found = self.domain(tree)
            if found.hi is not None and found.hi <= 0:
                self.problems.append(NotPositive(place=text.place, found=str(text)))
        return tree

    def domain(self, tree: ast.expr) -> Range:
        """Everything that a quantity can come to, over the declared ranges of what it reads."""
        found = self.enclosed(tree)
        return found if isinstance(found, Range) else Range.whole()

    def enclosed(self, tree: ast.expr) -> Bound:
        """The bound of a tree; None where it may have no value, or where a problem was told already."""
        try:
            return enclose(tree, self.bound, tables=self.tables)
        except (MaybeUndefined, KeyError):
            return None

    def grid(self, tree: ast.expr) -> Fraction | None:
        """The smallest difference between two values of a bare fact, where it has one."""
        tree = inner(tree)
        fact = self.facts.get(tree.id) if isinstance(tree, ast.Name) else None
        if fact is None:
            return None
        return fact.step or (Fraction(1) if fact.type == "integer" else None)


def constant(value: Any) -> ast.expr:
    """A literal of a lowered tree."""
    return ast.Constant(value)


def name(word: str) -> ast.Name:
    """A name of a lowered tree."""
    return ast.Name(word, ast.Load())


def call(function: str, *arguments: ast.expr) -> ast.Call:
    """A call in a lowered tree; ``first``, ``total``, ``once`` and ``undefined`` are the engine's own."""
    return ast.Call(name(function), list(arguments), [])


def once(tree: ast.expr) -> ast.expr:
    """A part that several branches share: it is calculated once."""
    return tree if isinstance(tree, ast.Name | ast.Constant) else call("once", tree)


def inner(tree: ast.expr) -> ast.expr:
    """A shared part without what marks it as shared."""
    shared = isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "once"
    return tree.args[0] if shared and isinstance(tree, ast.Call) else tree


def undefined(kind: str, detail: str = "") -> ast.expr:
    """A part that has no value, and why."""
    return call("undefined", constant(kind), constant(detail))


def compare(left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.expr:
    """A comparison of two parts."""
    return ast.Compare(left, [op], [right])


def times(left: ast.expr, right: ast.expr) -> ast.expr:
    """A product of two parts."""
    return ast.BinOp(left, ast.Mult(), right)


def minus(left: ast.expr, right: ast.expr) -> ast.expr:
    """A difference of two parts."""
    return ast.BinOp(left, ast.Sub(), right)


def over(left: ast.expr, right: ast.expr) -> ast.expr:
    """A quotient of two parts."""
    return ast.BinOp(left, ast.Div(), right)
