"""Kept: outcomes as a run keeps them, column for column the table of results, with scores in whole units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.export import cells, columns

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from engine.batch.layout import Layout
    from rubric.problems import Language

# The columns that outcomes have only sometimes.
EXTRA: Final = ("quota", "reasons")


def kept(
    outcomes: pl.DataFrame, layout: Layout, language: Language, scored: Container[str] = ()
) -> pl.DataFrame:
    """Outcomes with ``row``, ``id`` and ``problem`` in the columns of the table of results.

    ``scored`` are the columns of states that say nothing but that.
    What is between the least and the most that an item can score is kept of the whole table only, as
    the results say no more. Whole units take a third of the time that decimals take to be written.
    """
    made = cells(layout, language, scored)
    names = [column.name for column in columns(layout, language, extra_of(outcomes.columns))]
    return outcomes.lazy().select(made.get(name, pl.col(name)).alias(name) for name in names).collect()


def scored_wholly(outcomes: pl.DataFrame, layout: Layout) -> frozenset[str]:
    """The columns of states in which every item is scored."""
    states = [(pl.col(laid.state) == 0).all() for laid in layout.items]
    told = outcomes.lazy().select(states).collect().row(0, named=True)
    return frozenset(name for name, all_are in told.items() if all_are)


def extra_of(names: Sequence[str]) -> tuple[str, ...]:
    """The columns among these that outcomes have only sometimes."""
    return tuple(name for name in EXTRA if name in names)
