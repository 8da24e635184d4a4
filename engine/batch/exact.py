"""Rows of a table scored one by one, by the engine that scores a single subject."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from engine.batch.facts_row import cells_of, facts_of
from engine.batch.results import outcome, outcomes, unread
from engine.score import score
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.batch.layout import Layout
    from engine.batch.part import Part
    from engine.facts_given import Facts
    from engine.scorecard import Scorecard
    from rubric.model import Rubric
    from rubric.problems import Problem


class RowProblem(Record):
    """What keeps a row from being read; ``row`` is its number as a person sees it."""

    file: str
    row: int
    problem: Problem


def exact(
    part: Part,
    rows: Sequence[int],
    rubric: Rubric,
    layout: Layout,
    told: Callable[[Scorecard], str] | None = None,
    strange: Mapping[str, pl.Series] = MappingProxyType({}),
) -> tuple[pl.DataFrame, list[RowProblem]]:
    """The outcomes of these rows in their order, and what is wrong with those that cannot be read.

    Rows that say the same are scored once. What ``told`` says of a scorecard is the column ``reasons``.
    ``strange`` are the cells of facts, by column, in which alone among facts something can be wrong.
    """
    made: list[tuple[Any, ...]] = []
    found: list[RowProblem] = []
    known: dict[Any, tuple[Any, ...] | None] = {}
    looked_at = _columns(rows, strange)
    for at, key, only in zip(rows, _keys(part, rows), looked_at, strict=True):
        done = known.get(key) if key is not None and at not in part.broken else None
        if done is None:
            facts, problems = _read(part, at, rubric, only)
            found += [RowProblem(part.file, part.first + at, problem) for problem in problems]
            done = _row(rubric, facts, layout, told)
            # What is wrong with a row is said of each of them.
            if facts is not None:
                known[key] = done
        made.append(done)
    if told is None:
        return outcomes(made, layout), found
    frame = outcomes([row[:-1] for row in made], layout)
    return frame.with_columns(pl.Series("reasons", [row[-1] for row in made], dtype=pl.String())), found


def _columns(rows: Sequence[int], strange: Mapping[str, pl.Series]) -> Sequence[frozenset[str]]:
    """The columns of facts in which something can be wrong, for each row; none where that is not known."""
    found: list[set[str]] = [set() for _ in rows]
    for column, mask in strange.items():
        for at in mask.gather(list(rows)).arg_true():
            found[at].add(column)
    return [frozenset(one) for one in found]


def _read(part: Part, at: int, rubric: Rubric, only: frozenset[str]) -> tuple[Facts | None, list[Problem]]:
    """The facts of a row, or every problem in it: looked for first where alone there can be one."""
    if only:
        facts, problems = facts_of(part, at, rubric, only)
        if facts is None:
            return None, problems
    return facts_of(part, at, rubric)


def _row(
    rubric: Rubric, facts: Facts | None, layout: Layout, told: Callable[[Scorecard], str] | None
) -> tuple[Any, ...]:
    if facts is None:
        return unread(layout) if told is None else (*unread(layout), None)
    card = score(rubric, facts, traced=told is not None)
    return outcome(card, layout) if told is None else (*outcome(card, layout), told(card))


def _keys(part: Part, rows: Sequence[int]) -> Iterator[Any]:
    """What decides the score of each row; None where every row is one of its own."""
    if part.files or part.tables:
        yield from (None for _ in rows)
        return
    own = ("id", "subject", "ignored")
    columns = [name for name, meaning in part.columns.of.items() if meaning.kind not in own]
    over_all: tuple[Sequence[Any] | pl.Series, ...] = (*part.cohort.values(), *part.lacks.values())
    cohort = zip(*([column[at] for at in rows] for column in over_all), strict=True)
    beside = list(cohort) or [()] * len(rows)
    keys = zip(cells_of(part, list(rows), columns), beside, strict=True)
    yield from (None if at in part.broken else key for at, key in zip(rows, keys, strict=True))
