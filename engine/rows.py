"""The rows of a table as the leaves of a group, and what must be true of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.evaluate import NoValue
from engine.rows_problems import RowNameTwice, RowsDiffer, RowTaken, RowUnnamed, RowUntaken
from engine.scorecard import Undefined
from engine.world import Context, World
from rubric.model import Item
from rubric.number import show
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.facts_given import Facts, GivenRow
    from engine.scorecard import ItemScore
    from rubric.model import Each, Rubric, Worth
    from rubric.problems import Problem


class RowItem(Record):
    """A row as a leaf: the item that it makes, the names it brings, and its rule (None while open)."""

    item: Item
    context: Context
    worth: Worth | None


def rows_of(group: Item, world: World) -> list[RowItem] | None:
    """The leaves that a table's rows make; None while it is open which rows they are."""
    each = group.each
    assert each is not None  # only groups of rows come here
    rows = world.facts.tables.get(each.table)
    if rows is None:
        return None
    made: list[RowItem] = []
    for row in rows:
        taken = _taken(row, each, world)
        if taken is None:
            return None
        if taken:
            one = _row_item(row, group, each, world)
            if one is None:
                return None
            made.append(one)
    return made


def _context(
    row: GivenRow, each: Each, world: World, points: Fraction = Fraction(0), judged: Any = None
) -> Context:
    return Context(world, points, judged, row, world.rubric.facts[each.table].columns)


def _taken(row: GivenRow, each: Each, world: World) -> bool | None:
    if each.where is None:
        return True
    context = _context(row, each, world)
    return world.holds(each.where.when, context.exact, context.bound)[0]


def _row_item(row: GivenRow, group: Item, each: Each, world: World) -> RowItem | None:
    bare = _context(row, each, world)
    try:
        name = str(bare.exact(each.name))
        points: Any = world.evaluator.value(each.points, bare.exact)
    except NoValue:
        return None
    path = f"{group.path}/{name}"
    context = _context(row, each, world, points, world.facts.judgements.get(path))
    worth = _rule(context, each, world)
    rule = worth if worth is not None else each.rules[-1][1]
    item = Item(path, name, points, Fraction(0), rule, place=row.place, text=None, basis=())
    return RowItem(item, context, worth)


def _rule(context: Context, each: Each, world: World) -> Worth | None:
    """The rule of a row: the first whose condition holds; None while that is open."""
    for when, worth in each.rules:
        holds = True if when is None else world.holds(when.when, context.exact, context.bound)[0]
        if holds is None:
            return None
        if holds:
            return worth
    return None


def row_problems(rubric: Rubric, facts: Facts) -> list[Problem]:
    """What is wrong with the rows: names twice, points that do not add up, rows that no group takes."""

    def nobody(path: str) -> ItemScore:
        raise NoValue(_open(path))

    groups = [item for item in rubric.root.walk() if item.each is not None]
    world = World(rubric, facts, nobody)
    return [*_sums(groups, world), *_strays(groups, world)]


def _open(path: str) -> Undefined:
    return Undefined("open_item", path)


def _sums(groups: list[Item], world: World) -> Iterator[Problem]:
    for group in groups:
        rows = rows_of(group, world)
        if not rows:
            continue
        seen: set[str] = set()
        for row in rows:
            if row.item.name in seen:
                yield RowNameTwice(place=row.item.place, name=row.item.name)
            elif "/" in row.item.name:
                yield RowUnnamed(place=row.item.place, name=row.item.name)
            seen.add(row.item.name)
        total = sum((row.item.points for row in rows), Fraction(0))
        if total != group.points:
            found, due = show(total), show(group.points)
            yield RowsDiffer(place=rows[0].item.place, name=group.path, found=found, due=due)


def _strays(groups: list[Item], world: World) -> Iterator[Problem]:
    """Every row of a table is taken by exactly one group."""
    for table in dict.fromkeys(g.each.table for g in groups if g.each is not None):
        takers = [g for g in groups if g.each is not None and g.each.table == table]
        for row in world.facts.tables.get(table, ()):
            taken = [_taken(row, g.each, world) for g in takers if g.each is not None]
            count = taken.count(True)
            if None not in taken and not count:
                yield RowUntaken(place=row.place, table=table)
            elif count > 1:
                yield RowTaken(place=row.place, table=table, count=count)
