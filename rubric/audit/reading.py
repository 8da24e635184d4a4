"""Reading: a rubric as the checks see it, every tree with its scope and everything that a name can be."""

from __future__ import annotations

import ast
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from rubric.audit.comments import ignores
from rubric.audit.scopes import Rule, Said, Scope
from rubric.audit.survey import Survey
from rubric.circles import item_path
from rubric.formula import TableBound
from rubric.model import Condition
from rubric.range import ZERO, Range, hull, intersect
from rubric.rules.judgement import JUDGED
from rubric.scope import bound_of
from rubric.worth import SUM

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from rubric.audit.comments import Ignore
    from rubric.formula import Bound
    from rubric.model import Item, Rubric, Worth
    from rubric.place import Source

ONE = Fraction(1)


class Reading:
    """A rubric with what every check asks of it."""

    def __init__(
        self,
        rubric: Rubric,
        house: Mapping[str, str] = MappingProxyType({}),
        known: Collection[str] = (),
    ) -> None:
        # The names and codes of the checks there are.
        self.rubric, self.known = rubric, known
        # What an office asks of all its rubrics, unless the rubric itself says otherwise.
        self.policy = {**house, **rubric.policy}
        self.items = rubric.root.walk()
        self.leaves = tuple(item for item in self.items if not item.is_group)
        self._surveyed: dict[tuple[int, ...], tuple[Survey, Bound]] = {}
        # What a check alone is solved for; nothing else declares it.
        self.unknowns = {c.solve.unknown for c in rubric.checks if c.solve} - rubric.facts.keys()
        self.moves = any(i.bonus or i.otherwise in ("redistribute", "rescale") for i in self.items)

    # -- what a name can be --

    def survey(
        self, scope: Scope, given: Mapping[str, Bound] | None = None, *, applied: bool = True
    ) -> Survey:
        """A walk in a scope. ``given`` says more of some facts; a table in it is empty."""
        known = given or {}

        def outer(name: str) -> Bound:
            if name in known:
                return known[name]
            return self._bound(name, scope)

        columns: dict[str, Bound] = {}
        if scope.table is not None:
            columns = {name: bound_of(held) for name, held in scope.table.columns.items()}
            columns |= {name: held for name, held in known.items() if name in columns}
        tables = (
            self.tables if not known else {n: _given(t, n in known, known) for n, t in self.tables.items()}
        )
        survey = Survey(outer, tables, self.rubric.values, columns)
        if applied and scope.applies is not None:
            survey.given(scope.applies)
        return survey

    def surveyed(self, tree: ast.expr, scope: Scope) -> tuple[Survey, Bound]:
        """A walk over a whole tree where its scope applies, made once, and what it came to."""
        key = (id(tree), id(scope.item), id(scope.table), id(scope.applies))
        if key not in self._surveyed:
            survey = self.survey(scope)
            self._surveyed[key] = survey, survey.of(tree)
        return self._surveyed[key]

    @cached_property
    def tables(self) -> dict[str, TableBound]:
        """What can be in each table, with any number of rows."""
        facts = self.rubric.facts.items()
        return {
            name: TableBound({c: bound_of(held) for c, held in fact.columns.items()}, 0, None)
            for name, fact in facts
            if fact.type == "table"
        }

    @cached_property
    def paths(self) -> dict[str, Item]:
        """The items by their paths."""
        return {item.path: item for item in self.items}

    def _bound(self, name: str, scope: Scope) -> Bound:
        fact = self.rubric.facts.get(name)
        if fact is not None:
            return bound_of(fact)
        item = scope.item
        if name == "points":
            known = item is not None and scope.table is None
            return Range.point(item.points) if known and item else Range(ZERO, None, lo_open=True)
        if name == JUDGED:
            return self._judged(item)
        if name == "lost" and item is not None:
            return self._lost(item)
        if name == SUM or name in self.unknowns:
            return Range.whole()
        if name.startswith("score:"):
            return self._score(name.removeprefix("score:"))
        return None  # known:NAME, an element of a checklist

    def _judged(self, item: Item | None) -> Range:
        shares = item.rule.shares if item is not None and item.rule is not None else None
        return shares or Range(ZERO, ONE)

    def _lost(self, item: Item) -> Range:
        """What of its points an item can lose; with bonuses below it, or points of others, less than none."""
        if self.moves or item.least > item.points:
            return Range.whole()
        return Range(ZERO, item.points - item.least)

    def _score(self, name: str) -> Bound:
        """The bounds of an item on either scale; what others hand over may lift it above."""
        item = self.paths.get(item_path(name, self.paths) or "")
        if item is None or self.moves:
            return Range.whole()
        own = Range(min(item.least, item.points), item.points)
        scaled = Range(own.lo * item.scale, own.hi * item.scale) if own.lo is not None and own.hi else own
        return hull(own, scaled)

    # -- what there is to read --

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that stands in the rubric."""
        return tuple(self._rules())

    def _rules(self) -> Iterator[Rule]:
        for value in self.rubric.values.values():
            yield Rule(value.lowered, Scope(), value.name)
        for item in self.items:
            scope = Scope(item, None, item.applies.when if item.applies is not None else None)
            if item.worth.rule is not None:
                yield Rule(item.worth.rule, scope, item.name, item.worth)
            if item.worth.ceiling is not None:
                yield Rule(item.worth.ceiling, scope, item.name)
            for worth, rows in self._rows(item):
                if worth.rule is not None:
                    yield Rule(worth.rule, rows, item.name, worth)

    def _rows(self, item: Item) -> Iterator[tuple[Worth, Scope]]:
        """The rules of an item's rows; each is read where it takes the row and none before it did."""
        if item.each is None:
            return
        table = self.rubric.facts[item.each.table]
        leads = [item.each.where.when] if item.each.where is not None else []
        for when, worth in item.each.rules:
            own = [*leads, *([when.when] if when is not None else [])]
            yield worth, Scope(item, table, ast.BoolOp(ast.And(), own) if own else None)
            leads += [ast.UnaryOp(ast.Not(), when.when)] if when is not None else []

    @cached_property
    def ignores(self) -> tuple[Ignore, ...]:
        """The comments of the rubric's files that ask for a check to be left out."""
        return tuple(one for source in self.sources for one in ignores(source))

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The rubric's own file, and those that it includes."""
        rubric = self.rubric
        rules = [rule.lowered for rule in self.rules]
        declared = (rubric.facts, rubric.values, rubric.elements)
        places = [one.place for held in declared for one in held.values()]
        places += [one.place for one in rubric.checks]
        places += [one.place for one in self.items]
        places += [one.place for one in rules]
        places += [branch.place for rule in rules for branch in rule.branches]
        found = {place.source.name: place.source for place in places if place is not None}
        own = {rubric.source.name: rubric.source} if rubric.source is not None else {}
        return tuple((own | found).values())

    @cached_property
    def conditions(self) -> tuple[Said, ...]:
        """Every condition that stands alone: of a step after the rule, of a check, of a row."""
        return tuple(self._conditions())

    def _conditions(self) -> Iterator[Said]:
        for check in self.rubric.checks:
            yield Said(check.that, Scope())
        for item in self.items:
            scope = Scope(item)
            for one in self._said(item):
                yield Said(one.when, scope)
            if item.each is not None:
                rows = Scope(item, self.rubric.facts[item.each.table])
                for condition in (item.each.where, *(when for when, _ in item.each.rules)):
                    if condition is not None:
                        yield Said(condition.when, rows)

    def _said(self, item: Item) -> Iterator[Condition]:
        if item.applies is not None:
            yield item.applies
        yield from item.worth.veto
        for line in item.worth.then_deduct:
            if line.test is not None and line.of is None:
                yield Condition(line.test, line.label, line.place)
        yield from (requirement.when for requirement in item.requires)
        if item.grades is not None:
            yield from (one.when for one in item.grades.override)
            yield from (one.where for one in item.grades.quota if one.where is not None)

    @cached_property
    def trees(self) -> tuple[tuple[ast.expr, Scope], ...]:
        """Every tree that is calculated, but for those of values."""
        return tuple(self._trees())

    def _trees(self) -> Iterator[tuple[ast.expr, Scope]]:
        for item in self.items:
            applies = item.applies.when if item.applies is not None else None
            yield item.worth.expr, Scope(item, None, applies)
            if item.each is not None:
                yield item.each.points, Scope(item, self.rubric.facts[item.each.table])
                yield from ((worth.expr, rows) for worth, rows in self._rows(item))
        for said in self.conditions:
            yield said.when, said.scope

    @cached_property
    def over_all(self) -> tuple[tuple[ast.expr, Scope], ...]:
        """Every tree that a quantity over all subjects reads for each of them."""
        return tuple(
            (tree, Scope(cohort=one.name))
            for one in self.rubric.cohort.values()
            for tree in (one.of, one.where.when if one.where is not None else None)
            if tree is not None
        )

    @cached_property
    def written(self) -> tuple[tuple[ast.expr, Scope], ...]:
        """Every tree, those of values and the quantities that no arm reads included."""
        values = [(value.lowered.expr, Scope()) for value in self.rubric.values.values()]
        measured = [
            (part, rule.scope)
            for rule in self.rules
            for part in (rule.lowered.quantity, rule.lowered.target)
            if part is not None
        ]
        return (*values, *self.trees, *self.over_all, *measured)


def _given(table: TableBound, empty: bool, known: Mapping[str, Bound]) -> TableBound:
    """A table of which more is said: ``empty``, or in its columns."""
    columns = {name: _said_of(name, held, known) for name, held in table.columns.items()}
    return TableBound(columns, 0, 0 if empty else None)


def _said_of(name: str, held: Bound, known: Mapping[str, Bound]) -> Bound:
    """What is said of a column, where its own range allows that; else everything it can be."""
    said = known.get(name, held)
    fits = isinstance(said, Range) and isinstance(held, Range) and intersect(said, held) == said
    return said if fits else held
