"""Leaves with everything that scored them, so that one alone can be scored again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.questions.spot import Row
from engine.rows import rows_of
from engine.world import Context
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.placement import Placement
    from engine.score import _Scoring
    from rubric.model import Item, Worth


class Leaf(Record):
    """A leaf as it was scored. ``holder`` is the path that scores it: its own, or its group's for a row."""

    item: Item
    worth: Worth
    context: Context
    place: Placement
    holder: str
    row: Row | None = None


def leaves_of(scoring: _Scoring, paths: Collection[str]) -> Iterator[Leaf]:
    """The leaves at these paths, rows of tables among them."""
    world = scoring.world
    for path, item in world.paths.items():
        place = scoring.placements.places[path]
        if path in paths:
            judged = world.facts.judgements.get(path)
            shares = item.rule.shares if item.rule is not None else None
            yield Leaf(item, item.worth, Context(world, item.points, judged, shares=shares), place, path)
        elif item.each is not None and any(one.startswith(f"{path}/") for one in paths):
            rows = world.facts.tables.get(item.each.table, ())
            for row in rows_of(item, world) or ():
                if row.item.path in paths and row.worth is not None:
                    number = next(n for n, held in enumerate(rows) if held is row.context.row)
                    where = Row(item.each.table, number)
                    yield Leaf(row.item, row.worth, row.context, place, path, where)
