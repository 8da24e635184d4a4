"""Plain: what the cells of a part say, a column at once, and the rows that say anything not plainly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from engine.batch.cells.cohort import read_cohort
from engine.batch.cells.column import Column, Read, either
from engine.batch.cells.jobs import Jobs
from engine.batch.cells.numbers import either_of
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from engine.batch.cells.jobs import Job
    from engine.batch.part import Part
    from engine.facts_given import Given
    from rubric.model import Attachment, Rubric

__all__ = ("Column", "Plain", "plain")


class Plain(Record):
    """The columns of a part: facts and elements by name, judged shares and what is attached by item path.

    A row that is not ``odd`` means in every column exactly what ``facts_of`` reads in it; null is a
    cell in which nothing stands. A fact without a column is missing in every row.

    ``strange`` are the cells of facts, by name, that are not plain, and ``apart`` the rows that are odd for
    anything else. Where such cells were read by themselves, a row is odd only if they cannot be read;
    ``codes`` says which of what is ``given`` each of them gives.
    """

    height: int
    facts: Mapping[str, Column]
    judged: Mapping[str, Column]
    attached: Mapping[tuple[str, Attachment], pl.Series]
    odd: pl.Series
    strange: Mapping[str, pl.Series] = MappingProxyType({})
    apart: pl.Series | None = None
    codes: Mapping[str, pl.Series] = MappingProxyType({})
    given: Mapping[str, Sequence[Given[Any]]] = MappingProxyType({})


def plain(part: Part, rubric: Rubric) -> Plain:
    """The columns of a part. What is not plainly written in it is null, and its row is odd."""
    jobs = Jobs(part, rubric)
    if jobs.beyond:
        return Plain(part.height, {}, {}, {}, pl.repeat(value=True, n=part.height, eager=True))
    facts, judged, attached, others = _read(
        jobs.facts, jobs.judged, jobs.attached, dict(enumerate(jobs.others))
    )
    facts |= {name: _among(facts.get(name), numbers) for name, numbers in part.cohort.items()}
    strange = {n: one.odd for n, one in facts.items() if one.odd is not None and n not in part.cohort}
    beside = [one.odd for name, one in facts.items() if name in part.cohort]
    beside += [one.odd for reads in (judged, attached, others) for one in reads.values()]
    apart = either(_broken(part), *beside)
    return Plain(
        part.height,
        {name: one.column for name, one in facts.items()},
        {path: one.column for path, one in judged.items()},
        {key: one.column.values for key, one in attached.items()},
        either(apart, *strange.values()),
        strange,
        apart,
    )


def _read(*sections: Mapping[Any, Job]) -> list[dict[Any, Read]]:
    """What each job reads. polars reads a column on one core, and leaves the others to those beside it."""
    found: list[dict[Any, Any]] = [dict(jobs) for jobs in sections]
    left = iter([(reads, key) for reads in found for key in reads])

    def work() -> None:
        for reads, key in left:
            reads[key] = reads[key]()

    count = pl.thread_pool_size()
    with ThreadPoolExecutor(count) as pool:
        for worker in [pool.submit(work) for _ in range(count)]:
            worker.result()
    return found


def _among(own: Read | None, numbers: tuple[Fraction | None, ...]) -> Read:
    """What was calculated over all subjects, where the row itself does not give it."""
    made = read_cohort(numbers)
    if own is None:
        return made
    if own.column.values.dtype != pl.Int64:
        return Read(own.column, either(own.odd, own.column.values.is_null()))
    both = either_of(own.column, made.column)
    had = own.column.values.is_not_null() | made.column.values.is_not_null()
    lost = had & both.values.is_null()
    # What was calculated is exact, as an empty cell is.
    return Read(replace(both, printed=own.column.printed), either(own.odd, made.odd, lost))


def _broken(part: Part) -> pl.Series:
    """The rows that the file itself keeps from being read."""
    rows = pl.Series(list(part.broken), dtype=pl.UInt32)
    return pl.repeat(value=False, n=part.height, eager=True).scatter(rows, values=True)
