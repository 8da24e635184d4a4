"""Rows that a facts file may hold: each taken by one group, their names unlike, their points adding up."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.proof.near import no_score, step_of
from engine.proof.saved import Made
from engine.rows import row_problems
from engine.world import Context, World
from rubric.number import round_step
from rubric.range import ZERO, Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.proof.saved import Values
    from engine.scorecard import Known
    from rubric.model import Fact, Item, Rubric

NAMES: Final = tuple("甲乙丙丁戊己庚辛壬癸")


def fitted(rubric: Rubric, made: Made, weights: Mapping[str, Sequence[int]]) -> Made:
    """The same facts with tables that fit their groups; ``weights`` say how a group's points are shared out.

    Rows that no group takes, or several, are left out; a table that cannot be made to fit has no rows.
    """
    tables = {name: _table(rubric, made, name, weights.get(name, ())) for name in made.tables}
    fits = Made(made.values, made.judgements, tables)
    if not any(tables.values()) or not row_problems(rubric, fits.bare(rubric)):
        return fits
    return Made(made.values, made.judgements, dict.fromkeys(tables, ()))


def _table(rubric: Rubric, made: Made, name: str, weights: Sequence[int]) -> tuple[Values, ...]:
    groups = [item for item in rubric.root.walk() if item.each is not None and item.each.table == name]
    rows = [_named(row, groups, NAMES[at]) for at, row in enumerate(made.tables[name])]
    if not groups:
        return tuple(rows)
    taken = _takers(rubric, made.values, name, rows, groups)
    kept: list[Values] = []
    for group in groups:
        own = [row for row, takers in zip(rows, taken, strict=True) if takers == [group]]
        kept += _shared(group, rubric.facts[name], own, weights)
    return tuple(kept)


def _named(row: Values, groups: Iterable[Item], name: str) -> dict[str, Known]:
    named: dict[str, Known] = dict(row)
    for group in groups:
        each = group.each
        if each is not None and isinstance(named.get(each.name), str):
            named[each.name] = name
    return named


def _takers(
    rubric: Rubric, values: Values, table: str, rows: Sequence[Values], groups: Sequence[Item]
) -> list[list[Item]]:
    facts = Made(values, tables={table: rows}).bare(rubric)
    world = World(rubric, facts, no_score)
    columns = rubric.facts[table].columns
    found: list[list[Item]] = []
    for row in facts.tables[table]:
        context = Context(world, ZERO, None, row, columns)
        found.append([group for group in groups if _takes(group, context)])
    return found


def _takes(group: Item, context: Context) -> bool:
    where = group.each.where if group.each is not None else None
    return where is None or context.world.holds(where.when, context.exact, context.bound)[0] is True


def _shared(group: Item, table: Fact, rows: Sequence[Values], weights: Sequence[int]) -> list[Values]:
    """The rows with the group's points shared out among them, where a column holds the points."""
    points = group.each.points if group.each is not None else None
    if not rows or not isinstance(points, ast.Name) or points.id not in table.columns:
        return list(rows)
    column = table.columns[points.id]
    # All rows, or one alone, whose points then are the group's.
    for count in dict.fromkeys((len(rows), 1)):
        parts = _parts(group.points, [*weights, *[1] * count][:count], step_of(column))
        if all((column.range or Range.whole()).contains(part) for part in parts):
            return [{**row, points.id: part} for row, part in zip(rows, parts, strict=False)]
    return []


def _parts(whole: Fraction, weights: Sequence[int], step: Fraction) -> list[Fraction]:
    total = sum(weights)
    parts = [round_step(whole * weight / total, step, "floor") for weight in weights]
    return [whole - sum(parts[1:], ZERO), *parts[1:]]
