"""A run: every part of a table scored, and kept as it is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.batch.part import Part
    from engine.batch.scorer import Scorer
    from engine.batch.store import Store
    from rubric.problems import Problem


class Counts(Record):
    """The rows of a run: all of them, those scored whole, those still open, those that cannot be read; and
    those whose checks fail."""

    rows: int
    complete: int
    open: int
    bad: int
    failed: int

    @property
    def clean(self) -> bool:
        """Whether every row is scored whole and no check fails."""
        return self.rows == self.complete and not self.failed


class BadRowError(Exception):
    """A row that cannot be read, where none may be; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message("en"))
        self.problem = problem


def score_parts(
    parts: Iterable[Part], scorer: Scorer, store: Store, told: Callable[[int], None], *, strict: bool
) -> None:
    """Score and keep every part that is not finished yet; ``told`` hears how many rows each has.

    Raises BadRowError at the first row that cannot be read if it is ``strict``, and OSError where a
    part cannot be kept.
    """
    for part in parts:
        if not store.has(part.number):
            scored = scorer.part(part)
            if strict and scored.bad:
                raise BadRowError(scored.bad[0].problem)
            about = {"alone": scored.alone, "missing": dict(scored.missing), "tiers": dict(scorer.tiers)}
            store.put(part.number, scored.outcomes, scored.problems, about)
        told(part.height)


def counted(store: Store) -> Counts:
    """The counts over all finished parts."""
    bad = pl.col("problem").is_not_null()
    found = (
        store.outcomes()
        .select(
            pl.len(),
            (pl.col("complete") & ~bad).sum().alias("complete"),
            (~pl.col("complete") & ~bad).sum().alias("open"),
            bad.sum().alias("bad"),
            ((pl.col("failed") != "") & ~bad).sum().alias("failed"),
        )
        .collect(engine="streaming")
    )
    return Counts(*found.row(0))
