"""The rows to try for a group that has a leaf for each: one row with all of the group's points."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any, Final

from engine.proof.near import near_shares, no_score, typical
from engine.proof.saved import made_facts
from engine.proof.suggest_facts import OneRow
from engine.questions.names import read_by
from engine.rows import rows_of
from engine.world import World
from rubric.rules.judgement import JUDGED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.proof.suggest_facts import Trial
    from engine.scorecard import Known
    from rubric.model import Fact, Item, Worth

# Of a number only the plainest values: two columns make a grid, and each of its points a row.
MOST_VALUES: Final = 5
MOST_ROWS: Final = 4000
ABSENT: Final = None


def row_settings(trial: Trial, group: Item) -> Iterator[OneRow]:
    """Rows that the group takes, each alone and worth all of its points; judged ones with a share."""
    each = group.each
    assert each is not None  # only groups of rows come here
    columns = trial.rubric.facts[each.table].columns
    read = _read(trial, group, columns)
    lists = [_values(trial, each.table, columns[name]) for name in read]
    judged: set[int] = set()
    for values in islice(product(*lists), MOST_ROWS):
        chosen = {name: value for name, value in zip(read, values, strict=True) if value is not ABSENT}
        cells = {name: typical(column) for name, column in columns.items() if name not in read} | chosen
        row = OneRow(cells, str(cells.get(each.name, "")))
        worth = _taken(trial, group, row.with_points(group, group.points))
        if worth is None:
            continue
        if JUDGED not in worth.reads:
            yield row
        elif id(worth) not in judged:  # whatever else stands in such a row, a person decides
            judged.add(id(worth))
            yield from (OneRow(cells, row.name, share) for share in near_shares(group))


def _read(trial: Trial, group: Item, columns: Any) -> list[str]:
    each = group.each
    assert each is not None  # as above
    trees = [each.where.when] if each.where is not None else []
    for when, worth in each.rules:
        trees += [when.when] if when is not None else []
        trees.append(worth.expr)
    names = dict.fromkeys(n.removeprefix("known:") for t in trees for n in read_by(t, trial.rubric, columns))
    return [name for name in names if name in columns and name != each.name]


def _values(trial: Trial, table: str, column: Fact) -> Sequence[Known | None]:
    found: list[Known | None] = list(trial.near[f"{table}/{column.name}"])
    if column.type in ("number", "integer"):
        found = found[:MOST_VALUES]
    return [*found, ABSENT] if column.optional else found


def _taken(trial: Trial, group: Item, row: OneRow) -> Worth | None:
    """The rule of a row, where this group takes it and no other does."""
    assert group.each is not None  # as above
    facts = made_facts(trial.rubric, {}, tables={group.each.table: [row.cells]})
    world = World(trial.rubric, facts, no_score)
    for one in trial.groups:
        same = one.each is not None and one.each.table == group.each.table
        if same and one is not group and rows_of(one, world):
            return None
    own = rows_of(group, world)
    return own[0].worth if own else None
