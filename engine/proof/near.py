"""Near: for every fact the values at which a rubric may turn, and those one step to either side.

As a function of one fact, all others standing still, an item is made of pieces (engine/questions/cuts.py
solves for their ends: thresholds, bends, zeros of divisors, jumps of counts). All that read a fact are
solved for it, through named values and ratios, with every other fact at one typical value; that typical
value is among the values as well, so a share a/b meets its threshold where both are drawn from here. An
expression that cannot be solved lends its constants. What lies off the fact's grid (its ``step``, whole
numbers) is replaced by its two neighbours on it, and what lies outside the declared range is left out.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.evaluate import NoValue
from engine.judged import Judged
from engine.judgements import judging_rules
from engine.proof.saved import made_facts
from engine.questions.cuts import Cuts, cuts_of
from engine.questions.names import read_by
from engine.scorecard import Undefined
from engine.world import Context, World
from rubric.formula.check import called
from rubric.number import round_step
from rubric.place import Place, Source
from rubric.range import ONE, ZERO, Range, on_grid
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.facts_given import GivenRow
    from engine.scorecard import ItemScore, Known
    from rubric.model import Fact, Item, Rubric

NUMBERS: Final = ("number", "integer")
TEXTS: Final = ("甲", "乙", "丙")
TABLE_CALLS: Final = frozenset(("sum", "count", "mean", "least", "most", "any", "all"))
# How fine a fact without a step is drawn: a hundredth of what it is counted in.
FINEST: Final = Fraction(1, 100)
SHARE: Final[Mapping[str | None, Fraction]] = {"%": Fraction(1, 100), "‰": Fraction(1, 1000)}
HALF: Final = Fraction(1, 2)
# Decimals beyond those of the step with which a cut point is still written as it is.
EXACT: Final = 4
FAR: Final = (Fraction(1_000_000), Fraction(-1_000_000))
_NOWHERE: Final = Place(Source.of_text(""), 0, 0)


def near_values(rubric: Rubric) -> Mapping[str, tuple[Known, ...]]:
    """The values that matter of every fact, of every TABLE/COLUMN and of every element of a checklist.

    In the declared units, the plainest first; all inside the declared range and on the fact's grid.
    """
    return _Near(rubric).all()


class Reader(Record):
    """An expression that reads facts: with the item it is of, and the table whose row it is read for."""

    tree: ast.expr
    item: Item | None = None
    table: Fact | None = None


def readers(rubric: Rubric) -> Iterator[Reader]:
    """Every expression of a rubric that a score may turn on; those of values stand in what reads them."""
    for item in rubric.root.walk():
        for tree in (item.worth.expr, *_conditions(item)):
            yield Reader(tree, item)
            yield from _in_tables(tree, rubric)
        if item.each is not None:
            table = rubric.facts[item.each.table]
            rules = [part for when, worth in item.each.rules for part in (when, worth.expr)]
            for read in (item.each.where, item.each.points, *rules):
                if read is not None:
                    yield Reader(read if isinstance(read, ast.expr) else read.when, item, table)
    for value in rubric.values.values():
        yield from _in_tables(value.lowered.expr, rubric)
    for check in rubric.checks:
        yield Reader(check.that)


def _conditions(item: Item) -> Iterator[ast.expr]:
    if item.applies is not None:
        yield item.applies.when
    yield from (one.when.when for one in item.requires)
    yield from (one.when.when for one in (item.grades.override if item.grades is not None else ()))


def _in_tables(tree: ast.expr, rubric: Rubric) -> Iterator[Reader]:
    """What functions over rows calculate for each row."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in TABLE_CALLS and len(node.args) > 1:
            table = node.args[0]
            if isinstance(table, ast.Name) and table.id in rubric.facts:
                yield Reader(node.args[1], None, rubric.facts[table.id])


# -- the values of one fact --------------------------------------------------------------------------


def step_of(fact: Fact) -> Fraction:
    """The smallest difference of a fact, as it is declared or as it is commonly written."""
    if fact.step is not None:
        return fact.step
    return ONE if fact.type == "integer" else FINEST * SHARE.get(fact.unit, ONE)


def fitting(fact: Fact, values: Iterable[Fraction]) -> Iterator[Fraction]:
    """Those values, or their neighbours on the fact's grid, that the fact can have and a file can hold."""
    step, held = step_of(fact), fact.range or Range.whole()
    free = fact.step is None and fact.type != "integer"
    finest = (decimals(step) or 0) + EXACT
    for x in values:
        places = decimals(x)
        exact = free and places is not None and places <= finest
        for one in (x,) if exact else (round_step(x, step, "floor"), round_step(x, step, "ceiling")):
            if held.contains(one):
                yield one


def typical(fact: Fact) -> Known:
    """One value of a fact that is nothing out of the common."""
    match fact.type:
        case "yes_no":
            return True
        case "choice":
            return fact.choices[0]
        case "text":
            return TEXTS[0]
    held = fact.range or Range.whole()
    middle = (held.lo + held.hi) / 2 if held.lo is not None and held.hi is not None else None
    wanted = (Fraction(100) * SHARE.get(fact.unit, ONE), middle, held.lo, held.hi)
    found = next(fitting(fact, _stepped(fact, [x for x in wanted if x is not None])), None)
    first = on_grid(held, step_of(fact)) if found is None else found
    assert first is not None  # the loader refuses a fact that nothing can be
    return first


def _stepped(fact: Fact, values: Iterable[Fraction]) -> Iterator[Fraction]:
    step = step_of(fact)
    for x in values:
        yield from (x, x - step, x + step)


def standing(fact: Fact) -> tuple[Known, ...]:
    """The values of a fact that matter whatever the rubric: its ends, zero, a typical one, one far away."""
    match fact.type:
        case "yes_no":
            return (False, True)
        case "choice":
            return fact.choices
        case "text":
            return TEXTS
    held = fact.range or Range.whole()
    ends = [end for end in (held.lo, held.hi) if end is not None]
    common = typical(fact)
    assert isinstance(common, Fraction)  # it is a number
    middle = [sum(ends, ZERO) / 2] if len(ends) == 2 else []
    share = SHARE.get(fact.unit, ONE)
    far = [x * share for x in FAR] if len(ends) < 2 else []
    return tuple(fitting(fact, [*_stepped(fact, [ZERO, *ends]), common, common / 2, *middle, share, *far]))


def plainest(values: Iterable[Known]) -> tuple[Known, ...]:
    """Each value once, short and small numbers first: a failure is told with the first that shows it."""
    return tuple(sorted(dict.fromkeys(values), key=_plainness)) if values else ()


def _plainness(value: Known) -> tuple[int, Fraction, bool]:
    if not isinstance(value, Fraction):
        return 0, ZERO, False
    return decimals(value) or 0, abs(value), value < 0


def decimals(x: Fraction) -> int | None:
    """The decimals that write a number exactly, None where none do."""
    rest = x.denominator
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    fives = 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


# -- shares of points that a person gives ------------------------------------------------------------


def near_shares(item: Item) -> tuple[Fraction, ...]:
    """The shares at which a judgement turns: the ends of its levels, a percent to either side, both ends."""
    percent = Fraction(1, 100)
    found: dict[Fraction, None] = {}
    for rule in judging_rules(item):
        held = [rule.shares or Range(ZERO, ONE)] if rule.rule == "given" else []
        held += [branch.interval for branch in rule.branches if branch.interval is not None]
        ends = [x for one in held for x in (one.lo, one.hi) if x is not None]
        wanted = (y for x in (ONE, ZERO, HALF, *ends) for y in (x, x - percent, x + percent))
        # The file holds a share of points in percent, or the points themselves.
        found |= dict.fromkeys(x for x in wanted if any(r.contains(x) for r in held))
    return tuple(sorted(found, key=lambda x: (-x, x)))


# -- the values of all facts -------------------------------------------------------------------------


class _Near:
    """A rubric with every fact at its typical value."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self.plain = {name: fact for name, fact in rubric.facts.items() if fact.type != "table"}
        self.tables = {name: fact for name, fact in rubric.facts.items() if fact.type == "table"}
        values: dict[str, Known] = {name: typical(fact) for name, fact in self.plain.items()}
        self.values = values | dict.fromkeys(rubric.elements, True)
        self.rows = {
            table: {name: typical(column) for name, column in fact.columns.items()}
            for table, fact in self.tables.items()
        }
        facts = made_facts(rubric, self.values, tables={name: [row] for name, row in self.rows.items()})
        self.world = World(rubric, facts, no_score)

    def all(self) -> Mapping[str, tuple[Known, ...]]:
        found: dict[str, list[Known]] = {name: list(standing(fact)) for name, fact in self.plain.items()}
        found |= {key: [False, True] for key in self.rubric.elements}
        for table, fact in self.tables.items():
            found |= {f"{table}/{name}": list(standing(held)) for name, held in fact.columns.items()}
        for reader in readers(self.rubric):
            for key, fact, cuts in self._cuts(reader):
                found[key] += fitting(fact, _stepped(fact, cuts))
        return {name: plainest(values) for name, values in found.items()}

    def _cuts(self, reader: Reader) -> Iterator[tuple[str, Fact, Sequence[Fraction]]]:
        columns = reader.table.columns if reader.table is not None else {}
        context = self._context(reader)
        for name in read_by(reader.tree, self.rubric, columns):
            fact = columns.get(name) or self.plain.get(name)
            value = self._row(reader).get(name) if name in columns else self.values.get(name)
            if name in self.tables and name not in columns:
                for column, held in self.tables[name].columns.items():
                    if held.type in NUMBERS:
                        yield f"{name}/{column}", held, constants(reader.tree, self.rubric)
            elif fact is not None and fact.type in NUMBERS and isinstance(value, Fraction):
                key = f"{reader.table.name}/{name}" if reader.table is not None and name in columns else name
                yield key, fact, cuts_in(reader.tree, name, value, context, columns)

    def _row(self, reader: Reader) -> Mapping[str, Known]:
        return self.rows[reader.table.name] if reader.table is not None else {}

    def _context(self, reader: Reader) -> Context:
        points = reader.item.points if reader.item is not None else ONE
        judged = Judged("", HALF, HALF, "", _NOWHERE)
        if reader.table is None:
            return Context(self.world, points, judged)
        row: GivenRow = self.world.facts.tables[reader.table.name][0]
        return Context(self.world, points, judged, row, reader.table.columns)


def cuts_in(
    tree: ast.expr, name: str, value: Fraction, context: Context, columns: Mapping[str, Fact]
) -> tuple[Fraction, ...]:
    """The cut points of an expression in one fact that now is ``value``, all other facts as they are.

    The constants of the expression as well where some part of it could not be solved.
    """
    return solved_in(tree, name, value, context, columns).at


def solved_in(
    tree: ast.expr, name: str, value: Fraction, context: Context, columns: Mapping[str, Fact]
) -> Cuts:
    """The same, with whether all of the expression was solved."""
    world = context.world

    def inside(other: str) -> ast.expr | None:
        held = None if other in columns else world.rubric.values.get(other)
        return None if held is None else held.lowered.expr

    cuts = cuts_of(tree, name, value, lambda node: world.evaluator.value(node, context.exact), inside)
    return cuts if cuts.whole else Cuts((*cuts.at, *constants(tree, world.rubric)), whole=False)


def constants(tree: ast.expr, rubric: Rubric) -> tuple[Fraction, ...]:
    """Every number that stands in an expression, or in the named values that it reads."""
    found: dict[Fraction, None] = {}
    waiting, opened = [tree], set[str]()
    while waiting:
        for node in ast.walk(waiting.pop()):
            if isinstance(node, ast.Constant) and isinstance(node.value, Fraction):
                found[node.value] = None
            elif isinstance(node, ast.Name) and node.id in rubric.values and node.id not in opened:
                opened.add(node.id)
                waiting.append(rubric.values[node.id].lowered.expr)
    return tuple(found)


def no_score(path: str) -> ItemScore:
    """The score of an item where only expressions are looked at. Raises NoValue."""
    raise NoValue(Undefined("open_item", path))
