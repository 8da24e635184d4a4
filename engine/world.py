"""What is known: every name of a rubric with its value or with everything that it can still be."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from engine.evaluate import Evaluator, NoValue
from engine.scorecard import Undefined
from rubric.circles import item_path
from rubric.formula import MaybeUndefined, TableBound, enclose
from rubric.formula.enclose import either
from rubric.range import Range, intersect
from rubric.rules.judgement import JUDGED
from rubric.scope import bound_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable, Mapping

    from engine.facts_given import Facts, GivenRow
    from engine.judged import Judged
    from engine.scorecard import ItemScore, Known
    from rubric.formula import Bound
    from rubric.model import Fact, Rubric, Value

ALL_SHARES: Final = Range(Fraction(0), Fraction(1))


class World:
    """A rubric and the facts of one subject. Values are calculated when they are first asked for.

    ``traced`` is whether leaves that are scored are to say how they came to it.
    """

    def __init__(
        self, rubric: Rubric, facts: Facts, scored: Callable[[str], ItemScore], *, traced: bool = True
    ) -> None:
        self.rubric, self.facts, self.scored, self.traced = rubric, facts, scored, traced
        self.known: dict[str, Known] = {name: given.value for name, given in facts.facts.items()}
        self.evaluator = Evaluator(self.exact, self.rows)
        self._values: dict[str, Known | Undefined] = {}
        self._bounds: dict[str, Bound | MaybeUndefined] = {}
        self.traces: dict[str, dict[int, Known]] = {}
        self.paths, self.columns = rubric.paths, rubric.tables
        # What a check alone goes by; nothing else declares it.
        self.unknowns = {c.solve.unknown for c in rubric.checks if c.solve} - rubric.facts.keys()

    @cached_property
    def tables(self) -> Mapping[str, TableBound]:
        """What is known of every table, for those who ask what can still be."""
        return {n: self._table(n, f) for n, f in self.rubric.facts.items() if f.type == "table"}

    # -- exactly --

    def exact(self, name: str) -> Known:
        """The value of a name. Raises NoValue where it is open or has none."""
        known = self.known.get(name)
        if known is not None:
            return known
        if name in self.rubric.values:
            return self._value(self.rubric.values[name])
        if name.startswith("known:"):
            return self._is_known(name.removeprefix("known:"))
        if name.startswith("score:"):
            return self._score(name.removeprefix("score:"))
        raise NoValue(Undefined("missing_fact", name))

    def _value(self, value: Value) -> Known:
        found = self._values.get(value.name)
        if found is None:
            trace = self.traces.setdefault(value.name, {})
            try:
                found = self._checked(value, self.evaluator.value(value.lowered.expr, self.exact, trace))
            except NoValue as none:
                found = none.why
            self._values[value.name] = found
        if isinstance(found, Undefined):
            raise NoValue(found)
        return found

    def _checked(self, value: Value, found: Known) -> Known:
        if value.range is not None and isinstance(found, Fraction) and not value.range.contains(found):
            raise NoValue(Undefined("value_range", value.name))
        return found

    def _is_known(self, name: str) -> bool:
        if name in self.known or name in self.facts.ranges:
            return True
        fact = self.rubric.facts.get(name)
        if fact is not None and fact.optional:
            return False
        if name in self.rubric.values:
            return self._has_value(name)
        raise NoValue(Undefined("missing_fact", name))

    def _has_value(self, name: str) -> bool:
        self.exact(name)
        return True

    def _score(self, name: str) -> Fraction:
        path = item_path(name, self.paths)
        assert path is not None  # the loader has looked
        item = self.scored(path)
        if item.score is None:
            raise NoValue(Undefined("open_item", path))
        return item.score

    def rows(self, table: str, outer: Callable[[str], Known]) -> Iterable[Callable[[str], Known]]:
        """The rows of a table as names over the outer names. Raises NoValue for a table not given."""
        if table not in self.facts.tables:
            raise NoValue(Undefined("missing_fact", table))
        columns = self.rubric.facts[table].columns
        return [_row(row, columns, outer) for row in self.facts.tables[table]]

    # -- everything that it can be --

    def bound(self, name: str) -> Bound:
        """Everything that a name can be. Raises MaybeUndefined where it may have no value."""
        found = self._bounds.get(name)
        if found is None:
            try:
                found = self._bound(name)
            except MaybeUndefined as undefined:
                found = undefined
            self._bounds[name] = found
        if isinstance(found, MaybeUndefined):
            raise found
        return found

    def _bound(self, name: str) -> Bound:
        if name in self.known:
            return as_bound(self.known[name])
        if name in self.facts.ranges:
            return self.facts.ranges[name].value
        if name.startswith("known:"):
            try:
                return self._is_known(name.removeprefix("known:"))
            except NoValue:
                return None
        if name.startswith("score:"):
            path = item_path(name.removeprefix("score:"), self.paths)
            item = self.scored(path or "")
            return Range(item.low, item.high)
        if name in self.rubric.values:
            return self._value_bound(self.rubric.values[name])
        if name in self.unknowns:
            return Range.whole()
        fact = self.rubric.facts.get(name)
        if fact is not None and fact.optional:
            raise MaybeUndefined("missing_fact", name)
        return bound_of(fact) if fact is not None else None  # None: an element of a checklist

    def _value_bound(self, value: Value) -> Bound:
        found = enclose(value.lowered.expr, self.bound, tables=self.tables)
        if value.range is not None and isinstance(found, Range):
            if found.lo is not None and found.hi is not None and _within(found, value.range):
                return found
            raise MaybeUndefined("value_range", value.name)
        return found

    def _table(self, name: str, fact: Fact) -> TableBound:
        rows = self.facts.tables.get(name)
        if rows is None:
            return TableBound({column: bound_of(held) for column, held in fact.columns.items()})
        columns = {column: _column(column, held, rows) for column, held in fact.columns.items()}
        return TableBound(columns, len(rows), len(rows))

    # -- conditions --

    def holds(
        self,
        when: ast.expr,
        exact: Callable[[str], Known] | None = None,
        bound: Callable[[str], Bound] | None = None,
        trace: dict[int, Known] | None = None,
    ) -> tuple[bool | None, Undefined | None]:
        """Whether a condition holds; None with what it lacks where that is open."""
        try:
            return bool(self.evaluator.value(when, exact or self.exact, trace)), None
        except NoValue as none:
            try:
                found = enclose(when, bound or self.bound, tables=self.tables)
            except MaybeUndefined:
                found = None
            return (found if isinstance(found, bool) else None), none.why


class Context:
    """The names of one item over those of the world: its points, its judged share, its row."""

    def __init__(
        self,
        world: World,
        points: Fraction,
        judged: Judged | None = None,
        row: GivenRow | None = None,
        columns: Mapping[str, Fact] | None = None,
        extra: Mapping[str, Bound] | None = None,
        shares: Range | None = None,
    ) -> None:
        self.world, self.points, self.judged = world, points, judged
        self.shares = shares or ALL_SHARES
        self.row, self.columns, self.extra = row, columns or {}, extra or {}

    def exact(self, name: str) -> Known:
        """The value of a name for this item."""
        if name == "points":
            return self.points
        if name == JUDGED:
            if self.judged is None or self.judged.share is None:
                raise NoValue(Undefined("judgement", self.judged.level if self.judged else ""))
            return self.judged.share
        if name in self.extra:
            held = self.extra[name]
            if isinstance(held, Range) and held.is_point and held.lo is not None:
                return held.lo
            raise NoValue(Undefined("open_item", name))
        if self.row is not None and name.removeprefix("known:") in self.columns:
            return _cell(self.row, name, self.columns)
        return self.world.exact(name)

    def bound(self, name: str) -> Bound:
        """Everything that a name can be for this item."""
        if name == "points":
            return Range.point(self.points)
        if name == JUDGED:
            judged = self.judged
            return self.shares if judged is None else Range(judged.low, judged.high)
        if name in self.extra:
            return self.extra[name]
        if self.row is not None and name.removeprefix("known:") in self.columns:
            return _cell_bound(self.row, name, self.columns)
        return self.world.bound(name)


def as_bound(value: Known) -> Bound:
    """A value as the bound of itself alone."""
    if isinstance(value, Fraction):
        return Range.point(value)
    return value if isinstance(value, bool) else frozenset((value,))


def _within(inner: Range, outer: Range) -> bool:
    return intersect(inner, outer) == inner


def _row(row: GivenRow, columns: Mapping[str, Fact], outer: Callable[[str], Known]) -> Callable[[str], Known]:
    def named(name: str) -> Known:
        return _cell(row, name, columns) if name.removeprefix("known:") in columns else outer(name)

    return named


def _cell(row: GivenRow, name: str, columns: Mapping[str, Fact]) -> Known:
    column = name.removeprefix("known:")
    given = row.cells.get(column)
    if name != column:
        if given is None and not columns[column].optional:
            raise NoValue(Undefined("missing_fact", column))
        return given is not None
    if given is None or isinstance(given.value, Range):
        raise NoValue(Undefined("missing_fact", column))
    found: Known = given.value
    return found


def _cell_bound(row: GivenRow, name: str, columns: Mapping[str, Fact]) -> Bound:
    column = name.removeprefix("known:")
    given = row.cells.get(column)
    if name != column:
        return True if given is not None else False if columns[column].optional else None
    if given is None:
        if columns[column].optional:
            raise MaybeUndefined("missing_fact", column)
        return bound_of(columns[column])
    held: Any = given.value
    return held if isinstance(held, Range) else as_bound(held)


def _column(column: str, fact: Fact, rows: Iterable[GivenRow]) -> Bound:
    """Everything that stands in a column."""
    bounds: list[Bound] = []
    for row in rows:
        given = row.cells.get(column)
        if given is None:
            bounds.append(bound_of(fact))
        else:
            held: Any = given.value
            bounds.append(held if isinstance(held, Range) else as_bound(held))
    found = bounds[0] if bounds else bound_of(fact)
    for held in bounds[1:]:
        found = either(found, held)
    return found
