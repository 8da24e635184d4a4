"""Survey: one walk over a tree for everything it can come to, that goes on where a part may have no value."""

from __future__ import annotations

import ast
from functools import reduce
from typing import TYPE_CHECKING

from rubric.formula import MaybeUndefined
from rubric.formula.check import called
from rubric.formula.enclose import Encloser, either
from rubric.range import ZERO, Range, intersect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rubric.formula import Bound, TableBound
    from rubric.formula.narrow import Key
    from rubric.model import Value

POINT_ZERO = Range.point(ZERO)


class Never(MaybeUndefined):
    """A part that has no value at all, whatever the facts."""


class Survey(Encloser):
    """What ``enclose`` finds, and besides: ``divisors`` that may be 0, those that ``surely`` are, and the
    tests of cases that may decide (``entered``).

    Values are read in place of their names, in the light of the conditions that lead there. A part
    that may have no value counts as any number, one that surely has none as no branch at all; so the
    bound still holds every value that the tree can have.
    """

    # What a value is depends on what is known of the names behind its own.
    shares = False

    def __init__(
        self,
        outer: Callable[[str], Bound],
        tables: Mapping[str, TableBound],
        values: Mapping[str, Value],
        columns: Mapping[str, Bound],
    ) -> None:
        super().__init__(self.named, tables)
        self.outer, self.values, self.columns = outer, values, columns
        self.divisors: dict[int, ast.BinOp] = {}
        self.surely: set[int] = set()
        self.entered: set[int] = set()
        self.read: dict[tuple[object, ...], Bound] = {}
        self.possible = True

    def of(self, tree: ast.expr) -> Bound:
        """The bound of a whole tree; None also where it never has a value."""
        try:
            return self.bound(tree)
        except Never:
            return None

    def given(self, condition: ast.expr) -> None:
        """Walk on where the condition holds; where it never can, nothing is ``possible``."""
        holds = self.of(condition)
        narrowed = None if holds is False else self.known_where(condition, True)
        self.possible = narrowed is not None or holds is True
        self.narrowed = self.narrowed if narrowed is None else narrowed

    # -- names --

    def named(self, name: str) -> Bound:
        """The bound of a name: a column of the row, a value, or what else the rubric declares."""
        if name in self.columns:
            return self.columns[name]
        if name.removeprefix("known:") in self.columns:
            return None
        return self._value(name) if name in self.values else self.outer(name)

    def _value(self, name: str) -> Bound:
        hidden = self.columns
        narrowed = {key: held for key, held in self.narrowed.items() if key not in hidden}
        same = (name, frozenset((k, held) for k, held in narrowed.items() if isinstance(k, str)))
        if same not in self.read:
            self.read[same] = self._in_place(self.values[name], narrowed)
        return self.read[same]

    def _in_place(self, value: Value, narrowed: dict[Key, Bound]) -> Bound:
        env, columns = self.env, self.columns
        self.env, self.columns = self.named, {}
        try:
            found = self.under(narrowed, value.lowered.expr)
        finally:
            self.env, self.columns = env, columns
        if value.range is None or not isinstance(found, Range):
            return found
        both = intersect(found, value.range)
        if both is None:
            raise Never("out_of_range", value.name)
        return both

    # -- parts that may have no value --

    def calculated(self, node: ast.BinOp) -> Range:
        """Any number where the divisor may be 0, which is gathered."""
        try:
            return super().calculated(node)
        except Never:
            raise
        except MaybeUndefined:
            if isinstance(node.op, ast.Div):
                self.divisors[id(node)] = node
                if self.now.get(id(node.right)) == POINT_ZERO:
                    self.surely.add(id(node))
            return Range.whole()

    def call(self, node: ast.Call) -> Bound:
        """Any value where the function may have none."""
        if called(node) == "undefined":
            raise Never("undefined")
        try:
            return super().call(node)
        except Never:
            raise
        except MaybeUndefined:
            return None if called(node) in ("any", "all") else Range.whole()

    def first(self, parts: list[ast.expr]) -> Bound:
        """The bound over the branches that have a value; the tests that may decide are gathered."""
        before, entered = self.narrowed, False
        found: list[Bound] = []
        for test, body in zip(parts[:-1:2], parts[1::2], strict=True):
            holds = self.bound(test)
            where, elsewhere = self.known_where(test, True), self.known_where(test, False)
            if holds is True or (holds is None and where is not None):
                self.entered.add(id(test))
                entered = True
                found += self._valued(self.narrowed if where is None else where, body)
            if holds is True or (holds is None and elsewhere is None and entered):
                break
            self.narrowed = self.narrowed if elsewhere is None else elsewhere
        else:
            found += self._valued(self.narrowed, parts[-1])
        self.narrowed = before
        if not found:
            raise Never("undefined")
        return reduce(either, found)

    def _valued(self, narrowed: dict[Key, Bound], body: ast.expr) -> list[Bound]:
        env, before = self.env, self.narrowed
        try:
            return [self.under(narrowed, body)]
        except Never:
            return []
        finally:
            self.env, self.narrowed = env, before


def amount(bound: Bound) -> Range | None:
    """The bound where it is one of numbers."""
    return bound if isinstance(bound, Range) else None
