"""Names of a rubric over the columns of a part: facts, values, what is known, and scores."""

from __future__ import annotations

import ast
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from engine.batch.lowering import truth
from engine.batch.lowering.choosing import Value, choose
from engine.batch.lowering.comparing import compare
from engine.batch.lowering.quotient import Quotient, number
from engine.batch.lowering.refused import NoColumns, Unsupported
from engine.batch.lowering.tree import Lowering, kept
from engine.batch.lowering.truth import Truth
from rubric.circles import item_path
from rubric.formula import names_of
from rubric.formula.check import items_of
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.batch.lowering.nulls import Nulls
    from engine.batch.lowering.sheet import Sheet
    from rubric.model import Rubric
    from rubric.model import Value as Named
    from rubric.range import Range


class Answer(Record):
    """A condition where it has a value, and where it comes to one whatever the open facts are."""

    exact: Truth
    told: Truth


class Names:
    """What a name comes to, as the world of one subject says it.

    ``scored`` gives the score of an item, ``answers`` are conditions that columns hold already, by the
    identity of their trees. ``read`` are the names that anybody has asked for.
    """

    def __init__(
        self,
        rubric: Rubric,
        values: Mapping[str, Value],
        sheet: Sheet,
        scored: Callable[[str], Value] | None = None,
        answers: Mapping[int, Answer] = MappingProxyType({}),
    ) -> None:
        self.answers = answers
        self.exactly = {key: answer.exact for key, answer in answers.items()}
        self.rubric, self.given, self.sheet, self.scored = rubric, values, sheet, scored
        self.shared: dict[str, Value] = {}
        self.values: dict[str, Value | NoColumns] = {}
        self.paths = {item.path: item for item in rubric.root.walk()}
        self.read: set[str] = set()

    def __call__(self, name: str) -> Value:
        """What a name comes to; None where no row has it. Raises NoColumns."""
        self.read.add(name.removeprefix("known:"))
        if name.startswith("known:"):
            return self._known(name.removeprefix("known:"))
        if name.startswith("score:"):
            return self._score(name.removeprefix("score:"))
        found = self.given.get(name)
        if found is None:
            return self._value(name) if name in self.rubric.values else None
        if name in self.rubric.values:
            raise Unsupported("a value that is given")
        return found

    def lowering(self, own: Mapping[str, Value] | None = None) -> Lowering:
        """What lowers trees over these names, and before them over some of its ``own``."""
        if not own:
            return Lowering(self.sheet, self, self.shared, (), self.exactly)
        mine = own

        def env(name: str) -> Value:
            return mine[name] if name in mine else self(name)

        return Lowering(self.sheet, env, self.shared, tuple(own), self.exactly)

    def holds(self, tree: ast.expr, own: Mapping[str, Value] | None = None) -> Truth | None:
        """Whether a condition holds, as a column of its own, also where it holds whatever is open."""
        if id(tree) in self.answers:
            return self.answers[id(tree)].told
        found = self.lowering(own).truth(tree)
        return None if found is None else truth.kept(found, self.sheet)

    # -- values --

    def _value(self, name: str) -> Value:
        if name not in self.values:
            try:
                self.values[name] = self._lowered(self.rubric.values[name])
            except NoColumns as none:
                self.values[name] = none
        found = self.values[name]
        if isinstance(found, NoColumns):
            raise found
        return found

    def _lowered(self, value: Named) -> Value:
        found = kept(self.lowering().value(value.lowered.expr), self.sheet)
        if value.range is None or not isinstance(found, Quotient):
            return found
        inside = contained(found, value.range, self.sheet)
        if inside.fixed is not None:
            return found if inside.fixed else None
        low = found.low if value.range.lo is None else value.range.lo
        high = found.high if value.range.hi is None else value.range.hi
        test = truth.kept(inside, self.sheet)
        return kept(choose([test], [found.within(low, high), None], self.sheet), self.sheet)

    def _known(self, name: str) -> Value:
        fact = self.rubric.facts.get(name)
        held = self.given.get(name)
        if name in self.rubric.values and held is None:
            found = self._value(name)
            return None if found is None else _there(found)
        if held is None:
            return truth.fixed(False) if fact is not None and fact.optional else None
        if held.nulls.never:
            return truth.fixed(True)
        if fact is not None and fact.optional:
            return Truth(~_null(held), held.stage)
        return _there(held)

    def _score(self, name: str) -> Value:
        path = item_path(name, self.paths)
        if self.scored is None or path is None:
            raise Unsupported("score")
        return self.scored(path)


def _null(value: Any) -> pl.Expr:
    held: pl.Expr = value.over.expr if isinstance(value, Quotient) else value.expr
    return held.is_null()


def _there(value: Any) -> Truth:
    """Yes where there is a value, nothing where there is none."""
    yes: pl.Expr = pl.when(~_null(value)).then(pl.lit(True)).otherwise(pl.lit(None, dtype=truth.BOOLEAN))
    nulls: Nulls = value.nulls
    return truth.fixed(True) if nulls.never else Truth(yes, value.stage, nulls)


def contained(value: Quotient, held: Range, sheet: Sheet) -> Truth:
    """Whether every number lies in a range."""
    parts: list[Truth] = []
    if held.lo is not None:
        parts.append(compare(ast.Gt if held.lo_open else ast.GtE, value, number(held.lo), sheet))
    if held.hi is not None:
        parts.append(compare(ast.Lt if held.hi_open else ast.LtE, value, number(held.hi), sheet))
    if not parts:
        return truth.connected([compare(ast.GtE, value, number(value.low), sheet)], any_=False)
    return truth.connected(parts, any_=False)


def reads_of(trees: list[ast.expr], rubric: Rubric) -> tuple[set[str], bool]:
    """The facts that trees read, through values too; and whether they read a score or a table."""
    seen: set[str] = set()
    beyond, waiting = False, list(trees)
    while waiting:
        tree = waiting.pop()
        beyond |= bool(items_of(tree))
        for name in names_of(tree):
            if name not in seen and name in rubric.values:
                waiting.append(rubric.values[name].lowered.expr)
            seen.add(name)
    return seen - rubric.values.keys(), beyond
