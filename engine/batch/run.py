"""A run: every part of a table scored, and kept as it is finished."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.batch.ahead import Behind
from engine.batch.kept import kept, scored_wholly
from engine.batch.tally import COUNTS, Tallied, tally
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.batch.part import Part
    from engine.batch.scorer import Scored, Scorer
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
    with Behind() as behind:
        for part in parts:
            if store.has(part.number):
                told(part.height)
                continue
            scored = scorer.part(part)
            if strict and scored.bad:
                raise BadRowError(scored.bad[0].problem)
            behind.do(partial(_keep, store, part, scored, scorer, dict(scorer.tiers), told))


def _keep(
    store: Store,
    part: Part,
    scored: Scored,
    scorer: Scorer,
    tiers: Mapping[str, str],
    told: Callable[[int], None],
) -> None:
    rows, layout = scored.outcomes, scorer.layout
    about = {"alone": scored.alone, "missing": dict(scored.missing), "tiers": tiers}
    sure = scored_wholly(rows, layout)
    about |= tally(rows, layout, sure)
    store.put(part.number, kept(rows, layout, scorer.language, sure), scored.problems, about)
    told(part.height)


def counted(store: Store) -> Counts:
    """The counts over all finished parts."""
    counts = Tallied(store).counts
    return Counts(*(counts[name] for name in COUNTS))
