"""Limited: the grades of all subjects under the quotas of a rubric, once every subject is scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from engine.batch.cohort.numbers import Numbers, column_of
from engine.batch.cohort.quota import Graded, with_quotas
from engine.batch.export import score_of
from engine.batch.facts_row import facts_of
from engine.batch.layout import PLACES
from engine.batch.over_part import read_quota_part
from engine.score import score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.batch.cohort.numbers import Column
    from engine.batch.layout import Layout
    from engine.batch.part import Part
    from engine.facts_given import Facts
    from rubric.model import Grades, Rubric


def limited(
    outcomes: pl.LazyFrame, parts: Callable[[], Iterator[Part]], rubric: Rubric, layout: Layout
) -> pl.DataFrame | None:
    """The columns ``grade`` and ``quota`` (of which grade a quota took a place away) of all subjects.

    None where nothing is limited. Raises TableUnreadError.
    """
    grades = rubric.root.grades
    if grades is None or not grades.quota:
        return None
    found = outcomes.select("grade", "reason", total=pl.col(score_of(layout.whole))).collect()
    where, by = _counted(parts, rubric, grades)
    subjects = Graded(
        found["grade"],
        _totals(found, grades, layout, parts, rubric),
        found["reason"].is_not_null(),
        where,
        by,
    )
    grade, taken = with_quotas(grades, subjects)
    return pl.DataFrame({"grade": grade, "quota": taken})


def _totals(
    found: pl.DataFrame, grades: Grades, layout: Layout, parts: Callable[[], Iterator[Part]], rubric: Rubric
) -> Column:
    """The totals that grades read; the exact ones of rounded totals are calculated row by row."""
    if grades.on == "exact" and (rubric.rounding.get("total") or layout.whole.places == PLACES):
        return column_of(
            score(rubric, facts).root.exact if facts is not None else None for facts in _facts(parts, rubric)
        )
    return Numbers(found["total"], 10**layout.whole.places)


def _facts(parts: Callable[[], Iterator[Part]], rubric: Rubric) -> Iterator[Facts | None]:
    for part in parts():
        for at in range(part.height):
            yield facts_of(part, at, rubric)[0]


def _counted(
    parts: Callable[[], Iterator[Part]], rubric: Rubric, grades: Grades
) -> tuple[dict[int, pl.Series], dict[int, pl.Series]]:
    """Whom each quota counts and in which set, where it does not count everybody in one."""
    if all(quota.where is None and quota.by is None for quota in grades.quota):
        return {}, {}
    pieces = [read_quota_part(part, rubric, grades.quota) for part in parts()]
    where: dict[int, pl.Series] = {}
    by: dict[int, pl.Series] = {}
    for at, own in enumerate(zip(*pieces, strict=True)):
        for held, kept in (([p.where for p in own], where), ([p.by for p in own], by)):
            columns = [column for column in held if column is not None]
            if columns:
                kept[at] = pl.concat(columns)
    return where, by
