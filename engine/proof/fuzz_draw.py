"""Draw: sets of facts by Hypothesis, from the cut points of a rubric and where two facts meet in one."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from hypothesis import reject
from hypothesis import strategies as st

from engine.judged import Judged
from engine.proof.fuzz_rows import fitted
from engine.proof.fuzz_scope import whole_scope
from engine.proof.near import (
    NUMBERS,
    SHARE,
    cuts_in,
    fitting,
    near_shares,
    near_values,
    no_score,
    plainest,
    readers,
    step_of,
    typical,
)
from engine.proof.saved import Made, is_given, whole_of
from engine.questions.names import read_by
from engine.world import Context, World
from rubric.place import Place, Source
from rubric.range import ONE, Range
from rubric.record import Record

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping

    from hypothesis.strategies import SearchStrategy

    from engine.proof.fuzz_scope import Direction, Scope
    from engine.proof.near import Reader
    from engine.proof.saved import Values
    from engine.scorecard import Known
    from rubric.model import Check, Fact, Item, Rubric

WIDE: Final = 10_000
MOST_ROWS: Final = 3
# Solved expressions that are kept: facts come round again.
REMEMBERED: Final = 20_000
# Values tried for a fact that is to make a check hold.
TRIES: Final = 12
_NOWHERE: Final = Place(Source.of_text(""), 0, 0)


class Pair(Record):
    """Two sets of facts that differ in what moves a claim: ``mover`` is a fact, or TABLE/COLUMN of a row."""

    first: Made
    second: Made
    claim: Direction
    mover: str


class Pool:
    """The strategies of one rubric, each made when it is first asked for; ``between``: numbers that lie
    anywhere between the values that matter are drawn too."""

    def __init__(self, rubric: Rubric, *, between: bool = True) -> None:
        self.rubric, self.between = rubric, between
        self.near = near_values(rubric)
        self.readers = tuple(readers(rubric))
        self.plain = {name: fact for name, fact in rubric.facts.items() if fact.type != "table"}
        self._strategies: dict[str, SearchStrategy[Any]] = {}
        self._shares: dict[str, tuple[Fraction, ...]] = {}
        self._meetings: dict[Any, tuple[Any, ...]] = {}
        self._read: dict[int, tuple[str, ...]] = {}

    @cached_property
    def whole(self) -> Scope:
        """The scope of the whole table."""
        return whole_scope(self.rubric, self.readers)

    @cached_property
    def common(self) -> Made:
        """One set of all facts, nothing out of the common, that passes the checks where that can be had."""
        values: dict[str, Known] = {
            name: typical(fact) for name, fact in self.plain.items() if not fact.optional
        }
        values |= dict.fromkeys(self.rubric.elements, True)
        for check in self.whole.checks:
            self.mended(values, check)
        judged = {item.path: self.shares(item)[0] for item in self.whole.judged if item.each is None}
        return Made(values, judged, dict.fromkeys(self.whole.tables, ()))

    def shares(self, item: Item) -> tuple[Fraction, ...]:
        """The judgements of an item that matter, as ``made_facts`` takes them: shares, or given points."""
        if item.path not in self._shares:
            by = whole_of(item) if is_given(item) else ONE
            self._shares[item.path] = tuple(share * by for share in near_shares(item))
        return self._shares[item.path]

    def value(self, key: str, fact: Fact | None) -> SearchStrategy[Any]:
        """A value of a fact (or element), by its key among the cut points."""
        if key not in self._strategies:
            near = st.sampled_from(self.near[key])
            wide = self.between and fact is not None and fact.type in NUMBERS
            self._strategies[key] = near | _wide(fact, self.near[key]) if wide and fact else near
        return self._strategies[key]

    def meeting(
        self, tree: ast.expr, name: str, values: Mapping[str, Known], points: Fraction = ONE
    ) -> tuple[Any, ...]:
        """The values of one fact at which an expression turns, the other facts being as they are."""
        key = (id(tree), name, tuple(values.get(one) for one in self.read_by(tree)))
        if key not in self._meetings:
            if len(self._meetings) >= REMEMBERED:
                self._meetings.clear()
            self._meetings[key] = self._solved(tree, name, values, points)
        return self._meetings[key]

    def _solved(
        self, tree: ast.expr, name: str, values: Mapping[str, Known], points: Fraction
    ) -> tuple[Any, ...]:
        fact, value, half = self.plain[name], values[name], Fraction(1, 2)
        assert isinstance(value, Fraction)  # only numbers have cut points
        world = World(self.rubric, Made(values).bare(self.rubric), no_score)
        context = Context(world, points, Judged("", half, half, "", _NOWHERE))
        step = step_of(fact)
        cuts = cuts_in(tree, name, value, context, {})
        return plainest(fitting(fact, (y for x in cuts for y in (x, x - step, x + step))))

    def read_by(self, tree: ast.expr) -> tuple[str, ...]:
        """The facts that an expression reads."""
        if id(tree) not in self._read:
            self._read[id(tree)] = read_by(tree, self.rubric)
        return self._read[id(tree)]

    def mended(self, values: dict[str, Known], check: Check) -> bool:
        """Whether a check does not fail, once one of its facts is changed where that mends it."""
        if self.passes(values, check):
            return True
        for name in reversed(self.read_by(check.that)):
            before = values.get(name)
            if not isinstance(before, Fraction):
                continue
            for value in self.meeting(check.that, name, values)[:TRIES]:
                values[name] = value
                if self.passes(values, check):
                    return True
            values[name] = before
        return False

    def passes(self, values: Mapping[str, Known], check: Check) -> bool:
        """Whether a check does not fail."""
        world = World(self.rubric, Made(values).bare(self.rubric), no_score)
        return world.holds(check.that)[0] is not False


def _wide(fact: Fact, near: tuple[Any, ...]) -> SearchStrategy[Fraction]:
    """Any value of a fact, on its grid and not too far away."""
    held = fact.range or Range.whole()
    lo = held.lo if held.lo is not None else (held.hi or 0) - WIDE * SHARE.get(fact.unit, ONE) / 10
    hi = held.hi if held.hi is not None else lo + WIDE * SHARE.get(fact.unit, ONE) / 10

    def at(n: int) -> Fraction:
        return next(fitting(fact, [lo + (hi - lo) * n / WIDE]), near[0])

    return st.integers(0, WIDE).map(at)


# -- one set of facts --------------------------------------------------------------------------------


def made_for(pool: Pool, scope: Scope) -> SearchStrategy[Made]:
    """The facts that decide an item, known exactly and passing the checks that bind them."""

    # Not an argument of the strategy: Hypothesis writes all of those out, and a scope holds half a rubric.
    @st.composite
    def made(draw: Any) -> Made:
        return _made(draw, pool, scope)

    return made()


def _made(draw: Any, pool: Pool, scope: Scope) -> Made:
    values = dict(_values(draw, pool, scope))
    if scope.readers and draw(st.booleans()):
        _meet(draw, pool, scope.readers[draw(st.integers(0, len(scope.readers) - 1))], values)
    for check in scope.checks:
        if not pool.mended(values, check):
            reject()
    judged = {
        item.path: draw(st.sampled_from(pool.shares(item))) for item in scope.judged if item.each is None
    }
    made = Made(values, judged, {name: _rows(draw, pool, name) for name in scope.tables})
    if not scope.tables:
        return made
    weights = {name: draw(st.lists(st.integers(1, 3), max_size=MOST_ROWS)) for name in scope.tables}
    made = fitted(pool.rubric, made, weights)
    return Made(made.values, judged | dict(_row_judgements(draw, pool, scope, made)), made.tables)


def _values(draw: Any, pool: Pool, scope: Scope) -> Iterator[tuple[str, Known]]:
    for name in scope.facts:
        fact = pool.plain[name]
        if not fact.optional or draw(st.booleans()):
            yield name, draw(pool.value(name, fact))
    for key in scope.elements:
        yield key, draw(pool.value(key, None))


def _rows(draw: Any, pool: Pool, table: str) -> tuple[Values, ...]:
    columns = pool.rubric.facts[table].columns

    def row() -> Iterator[tuple[str, Known]]:
        for name, fact in columns.items():
            if not fact.optional or draw(st.booleans()):
                yield name, draw(pool.value(f"{table}/{name}", fact))

    return tuple(dict(row()) for _ in range(draw(st.integers(0, MOST_ROWS))))


def _row_judgements(draw: Any, pool: Pool, scope: Scope, made: Made) -> Iterator[tuple[str, Fraction]]:
    for group in scope.judged:
        each = group.each
        for row in made.tables.get(each.table, ()) if each is not None else ():
            name = row.get(each.name) if each is not None else None
            if isinstance(name, str):
                yield f"{group.path}/{name}", draw(st.sampled_from(pool.shares(group)))


# -- where two facts meet ----------------------------------------------------------------------------


def _meet(draw: Any, pool: Pool, reader: Reader, values: dict[str, Known]) -> None:
    """Put one fact of an expression on a cut point that the others set, or a step to either side."""
    names = [name for name in pool.read_by(reader.tree) if isinstance(values.get(name), Fraction)]
    if not names:
        return
    name = draw(st.sampled_from(names))
    points = reader.item.points if reader.item is not None else ONE
    found = pool.meeting(reader.tree, name, values, points)
    if found:
        values[name] = draw(st.sampled_from(found))


# -- two sets of facts -------------------------------------------------------------------------------


def pairs_for(pool: Pool, scope: Scope, claim: Direction) -> SearchStrategy[Pair]:
    """Two sets of facts that differ in one fact, or one cell, that moves a claim."""

    @st.composite
    def pair(draw: Any) -> Pair:
        return _pair(draw, pool, scope, claim)

    return pair()


def _pair(draw: Any, pool: Pool, scope: Scope, claim: Direction) -> Pair:
    first = _made(draw, pool, scope)
    movers = [name for name in claim.movers if name in first.values]
    cells = [
        (table, at, name)
        for table, rows in first.tables.items()
        for at, row in enumerate(rows)
        for name in claim.columns
        if name in row
    ]
    if not movers and not cells:
        reject()
    mover = draw(st.sampled_from([*movers, *cells]))
    if isinstance(mover, str):
        rest = first.values if draw(st.booleans()) else _rounded(pool, first.values, mover)
        both = [{**rest, mover: value} for value in _moved(draw, pool, scope, rest, mover)]
        if not all(pool.passes(values, check) for values in both for check in scope.checks):
            reject()
        one, other = (Made(values, first.judgements, first.tables) for values in both)
        return Pair(one, other, claim, mover)
    table, at, name = mover
    value = draw(pool.value(f"{table}/{name}", pool.rubric.facts[table].columns[name]))
    rows = [{**row, name: value} if number == at else row for number, row in enumerate(first.tables[table])]
    tables = {**first.tables, table: tuple(rows)}
    return Pair(first, Made(first.values, first.judgements, tables), claim, f"{table}/{name}")


def _rounded(pool: Pool, values: Mapping[str, Known], mover: str) -> dict[str, Known]:
    """The same facts, every number but the mover a round figure: a quotient then meets its thresholds."""
    common = pool.common.values
    return {
        name: common.get(name, value) if isinstance(value, Fraction) and name != mover else value
        for name, value in values.items()
    }


def _moved(draw: Any, pool: Pool, scope: Scope, rest: Mapping[str, Known], name: str) -> tuple[Any, Any]:
    """Two values of a fact: its own and another that matters, or two side by side where the item turns."""
    value, strategy = rest[name], pool.value(name, pool.plain.get(name))
    if not isinstance(value, Fraction):
        return value, draw(strategy)
    found = sorted(pool.meeting(scope.item.worth.expr, name, rest, scope.item.points))
    if len(found) > 1 and draw(st.booleans()):
        at = draw(st.integers(0, len(found) - 2))
        return found[at], found[at + 1]
    return value, draw(st.sampled_from(found) | strategy if found else strategy)
