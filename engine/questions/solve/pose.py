"""Comparisons of formulas as conditions on sums of products, where they have that form."""

from __future__ import annotations

import ast
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from engine.evaluate import NoValue
from engine.questions.solve.extent import extent
from engine.questions.solve.terms import (
    ONE,
    NoTerms,
    Poly,
    Ratio,
    names,
    number,
    plus,
    ratio_of,
    single,
    times,
)
from engine.questions.verify.sums import MARK, key_of
from engine.scorecard import Undefined
from rubric.formula import MaybeUndefined, enclose
from rubric.formula.check import called, names_of
from rubric.formula.narrow import SIGNS
from rubric.range import ZERO, Range, compare, intersect
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.questions.solve.sets import Sign
    from engine.scorecard import Known
    from engine.world import World
    from rubric.formula import Bound
    from rubric.range import Comparison

Domains = dict[str, Range]
_TURNED: Final[dict[str, Sign]] = {">": "<", ">=": "<=", "<": "<", "<=": "<=", "==": "=="}


class Condition(Record):
    """``left sign right``, where they may differ by ``allow``; ``own`` is what a name of its own goes by."""

    left: ast.expr
    sign: Comparison
    right: ast.expr
    allow: Fraction = ZERO
    own: tuple[str, str] | None = None


class Posed(Record):
    """``poly sign 0``; none of ``nonzero`` may be 0."""

    poly: Poly
    sign: Sign
    nonzero: frozenset[str]
    names: tuple[str, ...]


class Poser:
    """Reads conditions over the facts of a world, of which ``domains`` say what each can be."""

    def __init__(
        self, world: World, domains: Mapping[str, Range], own: tuple[str, str] | None = None
    ) -> None:
        self.world, self.domains, self.own = world, domains, own

    def posed(self, condition: Condition) -> list[Posed]:
        """The condition on sums of products. Raises NoTerms where it has no such form."""
        over, under = self.difference(condition)
        sign, allow = condition.sign, condition.allow
        if sign == "!=":
            raise NoTerms
        if sign == "==" and not allow:
            return [_made(over, "==", self._nonzero(under))]
        if self._negative(under):
            over, under = plus({}, over, -1), plus({}, under, -1)
        slack = times(number(allow), under)
        below = _made(plus(over, slack, -1), _TURNED[sign] if sign != "==" else "<=")
        above = _made(plus(plus({}, over, -1), slack, -1), _TURNED[sign] if sign != "==" else "<=")
        if sign == "==":
            return [below, above]
        return [below] if sign in ("<", "<=") else [above]

    def difference(self, condition: Condition) -> Ratio:
        """The left side less the right. Raises NoTerms."""
        left, right = self.ratio(condition.left), self.ratio(condition.right)
        if left[1] == right[1]:
            return plus(left[0], right[0], -1), left[1]
        return plus(times(left[0], right[1]), times(right[0], left[1]), -1), times(left[1], right[1])

    def ratio(self, tree: ast.expr) -> Ratio:
        """A formula as one sum of products over another. Raises NoTerms."""
        return ratio_of(tree, self._named, self._other)

    def _named(self, name: str) -> Ratio:
        key = self._key(name)
        if key in self.domains:
            return self._held(key)
        if name in self.world.rubric.values:
            return self.ratio(self.world.rubric.values[name].lowered.expr)
        return number(self.value(ast.Name(name, ast.Load()))), ONE

    def _other(self, part: ast.expr) -> Ratio:
        if isinstance(part, ast.Call) and (key := key_of(part)) in self.domains:
            return self._held(key)
        return number(self.value(part)), ONE

    def _held(self, key: str) -> Ratio:
        held = self.domains[key]
        return (number(held.lo) if held.is_point and held.lo is not None else single(key)), ONE

    def _key(self, name: str) -> str:
        return self.own[1] if self.own is not None and name == self.own[0] else name

    def reads(self, *trees: ast.expr) -> set[str]:
        """The names with a range of their own that formulas read, through values too."""
        waiting = list(trees)
        seen: set[str] = set()
        while waiting:
            tree = waiting.pop()
            seen |= self._of_rows(tree)
            for name in names_of(tree):
                if name in self.world.rubric.values and name not in seen:
                    waiting.append(self.world.rubric.values[name].lowered.expr)
                seen.add(name)
        return {self._key(name) for name in seen} & self.domains.keys()

    def _of_rows(self, tree: ast.expr) -> set[str]:
        """The parts of a formula that are figures made of the rows of a table."""
        if not self._has_rows:
            return set()
        return {key_of(part) for part in ast.walk(tree) if isinstance(part, ast.Call)} & self.domains.keys()

    @cached_property
    def _has_rows(self) -> bool:
        return any(name.startswith(MARK) for name in self.domains)

    def is_number(self, tree: ast.expr) -> bool:
        """Whether a formula comes to a number."""
        match tree:
            case ast.Name(id=name) if name in self.world.rubric.values:
                return self.is_number(self.world.rubric.values[name].lowered.expr)
            case ast.Name(id=name):
                return self._key(name) in self.domains
            case ast.Constant(value=value):
                return isinstance(value, Fraction)
            case ast.IfExp(body=body):
                return self.is_number(body)
            case ast.Call():
                return called(tree) not in ("known", "any", "all")
        return isinstance(tree, ast.BinOp) or (
            isinstance(tree, ast.UnaryOp) and not isinstance(tree.op, ast.Not)
        )

    def value(self, tree: ast.expr) -> Fraction:
        """The number that a part comes to whatever the open names are. Raises NoTerms."""
        if any(not self.domains[key].is_point for key in self._of_rows(tree)):
            raise NoTerms
        try:
            found = self.world.evaluator.value(tree, self.exact)
        except NoValue:
            raise NoTerms from None
        if not isinstance(found, Fraction):
            raise NoTerms
        return found

    def exact(self, name: str) -> Known:
        """The value of a name. Raises NoValue where its range leaves it open."""
        key = self._key(name)
        if key in self.domains:
            held = self.domains[key]
            if held.is_point and held.lo is not None:
                return held.lo
            raise NoValue(Undefined("missing_fact", name))
        if name in self.world.rubric.values:
            return self.world.evaluator.value(self.world.rubric.values[name].lowered.expr, self.exact)
        return self.world.exact(name)

    def bound(self, name: str) -> Bound:
        """Everything that a name can be. Raises MaybeUndefined."""
        key = self._key(name)
        if key in self.domains:
            return self.domains[key]
        if name in self.world.rubric.values:
            return enclose(self.world.rubric.values[name].lowered.expr, self.bound, tables=self.world.tables)
        return self.world.bound(name)

    def enclosed(self, condition: Condition) -> bool | None:
        """Whether a condition holds for all that its names can be, or for none of it; None where neither."""
        difference = ast.BinOp(condition.left, ast.Sub(), condition.right)
        if self._of_rows(difference):
            return None
        try:
            found: Any = enclose(difference, self.bound, tables=self.world.tables)
        except MaybeUndefined:
            return None
        return _near(condition, found)

    def holds(self, condition: Condition) -> bool | None:
        """Whether a condition holds where every name in it is one number; None where it has no value."""
        try:
            gap = self.value(ast.BinOp(condition.left, ast.Sub(), condition.right))
        except NoTerms:
            return None
        return _near(condition, Range.point(gap))

    def _nonzero(self, under: Poly) -> frozenset[str]:
        if not any(under) or not extent(under, self.domains).range.contains(ZERO):
            return frozenset()
        if len(under) > 1:
            raise NoTerms
        return frozenset(next(iter(under)))

    def _negative(self, under: Poly) -> bool:
        held = extent(under, self.domains).range
        if held.contains(ZERO):
            raise NoTerms
        return held.hi is not None and held.hi <= 0


def _near(condition: Condition, gap: Range) -> bool | None:
    """Whether a difference is one that a condition allows."""
    sign, allow = condition.sign, condition.allow
    if sign != "==":
        return compare(sign, gap, Range.point(allow if sign in ("<", "<=") else -allow))
    room = Range(-allow, allow)
    return True if intersect(gap, room) == gap else None if gap.meets(room) else False


def _made(poly: Poly, sign: Sign, nonzero: frozenset[str] = frozenset()) -> Posed:
    return Posed(poly, sign, nonzero, tuple(names(poly)))


def conditions_of(that: ast.expr, allow: Fraction, poser: Poser) -> list[Condition] | None:
    """The comparisons of numbers that a check demands, all of them; None where it demands something else.

    What exact facts decide of a connected condition is settled first.
    """
    if isinstance(that, ast.BoolOp):
        parts = [part for part in that.values if not _is(part, isinstance(that.op, ast.And), poser)]
        if isinstance(that.op, ast.Or) and len(parts) > 1:
            return None
        found = [conditions_of(part, allow, poser) for part in parts]
        return None if None in found else [one for several in found for one in several or ()]
    if not isinstance(that, ast.Compare):
        return None
    sides = [that.left, *that.comparators]
    if not all(type(op) in SIGNS for op in that.ops) or not all(map(poser.is_number, sides)):
        return None
    return [
        Condition(left, SIGNS[type(op)], right, allow, poser.own)
        for left, op, right in zip(sides, that.ops, sides[1:], strict=False)
    ]


def _is(part: ast.expr, truth: bool, poser: Poser) -> bool:
    """Whether exact facts bring a part to this truth."""
    try:
        return poser.world.evaluator.value(part, poser.exact) is truth
    except NoValue:
        return False
