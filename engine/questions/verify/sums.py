"""What comes of the rows of a table where its cells are printed figures: it is then a figure of its own."""

from __future__ import annotations

import ast
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from engine.questions.verify.printed import domain_of, stands_for, unit_of
from rubric.formula import MaybeUndefined, canonical, enclose
from rubric.formula.check import called, names_of
from rubric.range import Range, add, intersect, maximum, minimum, mul
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.facts_given import GivenRow
    from engine.world import World
    from rubric.formula import Bound

MARK: Final = "table:"
_JOINED: Final[Mapping[str, Callable[[Range, Range], Range]]] = {
    "sum": add,
    "mean": add,
    "least": minimum,
    "most": maximum,
}


class OfRows(Record):
    """Everything that a part can be over the rows of its table; ``open`` says that a cell is not known."""

    range: Range
    open: bool


def key_of(part: ast.expr) -> str:
    """What a part goes by among figures: the same for the same formula."""
    return MARK + canonical(part)


def parts_of_rows(trees: Iterable[ast.expr], world: World) -> dict[str, OfRows]:
    """The parts of formulas that are read from cells which are rounded in print, or open."""
    found: dict[str, OfRows] = {}
    for tree in trees:
        for part in _over_rows(tree):
            held = _of_rows(part, world)
            if held is not None:
                found[key_of(part)] = held
    return found


def _over_rows(tree: ast.expr) -> Iterator[ast.Call]:
    for part in ast.walk(tree):
        if isinstance(part, ast.Call) and called(part) in _JOINED and len(part.args) > 1:
            yield part


def _of_rows(part: ast.Call, world: World) -> OfRows | None:
    table: Any = part.args[0]
    rows = world.facts.tables.get(table.id)
    columns = world.rubric.facts[table.id].columns
    read = [name for name in names_of(part.args[1]) if name in columns]
    if not rows or not any(_is_wide(row, name) for row in rows for name in read):
        return None
    ranges = [_row(part.args[1], row, world, table.id) for row in rows]
    whole = reduce(_JOINED[called(part)], ranges)
    if called(part) == "mean":
        whole = mul(whole, Range.point(Fraction(1, len(rows))))
    given = (row.cells.get(name) for row in rows for name in read)
    return OfRows(whole, any(cell is None or isinstance(cell.value, Range) for cell in given))


def _is_wide(row: GivenRow, name: str) -> bool:
    given = row.cells.get(name)
    return (
        given is None
        or isinstance(given.value, Range)
        or (isinstance(given.value, Fraction) and bool(unit_of(given)))
    )


def _row(tree: ast.expr, row: GivenRow, world: World, table: str) -> Range:
    """Everything that a formula comes to in a row; wider where a cell stands in it twice."""
    columns = world.rubric.facts[table].columns

    def bound(name: str) -> Bound:
        if name not in columns:
            return world.bound(name)
        given, declared = row.cells.get(name), domain_of(columns[name])
        if given is None:
            return declared
        if not isinstance(given.value, Fraction | Range):
            return given.value if isinstance(given.value, bool) else frozenset((given.value,))
        held = stands_for(given)
        return intersect(held, declared) or held

    try:
        found = enclose(tree, bound, tables=world.tables)
    except MaybeUndefined:
        return Range.whole()
    return found if isinstance(found, Range) else Range.whole()
