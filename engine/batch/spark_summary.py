"""What a run on a cluster came to, counted in the results that it has written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as call

from engine.batch.export import WORDS
from engine.batch.run import Counts
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from pyspark.sql import DataFrame

    from rubric.problems import Language


class ClusterSummary(Record):
    """How many rows came to what, how many have each grade, and the least and the most of the totals."""

    counts: Counts
    grades: Mapping[str, int]
    least: Decimal | None
    most: Decimal | None


def summary_of(results: DataFrame, language: Language) -> ClusterSummary:
    """One pass over results with heads of this language."""
    words = WORDS[language]
    bad = _filled(words.problem)
    total = call.col(_quoted(words.total))
    rows: list[Any] = (
        results.groupBy(
            call.col(_quoted(words.complete)).alias("complete"),
            bad.alias("bad"),
            _filled(words.failed).alias("failed"),
            call.col(_quoted(words.grade)).alias("grade"),
        )
        .agg(call.count("*").alias("rows"), call.min(total).alias("least"), call.max(total).alias("most"))
        .collect()
    )
    return ClusterSummary(
        Counts(
            rows=sum(row["rows"] for row in rows),
            complete=sum(row["rows"] for row in rows if row["complete"] and not row["bad"]),
            open=sum(row["rows"] for row in rows if not row["complete"] and not row["bad"]),
            bad=sum(row["rows"] for row in rows if row["bad"]),
            failed=sum(row["rows"] for row in rows if row["failed"] and not row["bad"]),
        ),
        _grades(rows),
        min((row["least"] for row in rows if row["least"] is not None), default=None),
        max((row["most"] for row in rows if row["most"] is not None), default=None),
    )


def _filled(name: str) -> Any:
    text = call.col(_quoted(name))
    return text.isNotNull() & (text != "")


def _quoted(name: str) -> str:
    return f"`{name}`"


def _grades(rows: list[Any]) -> dict[str, int]:
    grades: dict[str, int] = {}
    for row in rows:
        if row["grade"] and not row["bad"]:
            grades[row["grade"]] = grades.get(row["grade"], 0) + row["rows"]
    return grades


def summary_lines(found: ClusterSummary, language: Language, order: tuple[str, ...]) -> Iterator[str]:
    """The summary in words; ``order`` are the grades of the rubric, the best first."""
    zh = language == "zh"
    if found.least is not None:
        least, most = format(found.least, "f"), format(found.most, "f")
        yield f"总分    最低 {least}，最高 {most}" if zh else f"Totals  from {least} to {most}"
    if found.grades:
        known = {name: at for at, name in enumerate(order)}
        # Grades that are still open between several follow those that are decided.
        names = sorted(found.grades, key=lambda name: (known.get(name, len(known)), name))
        said = [f"{name} {found.grades[name]:,}" for name in names]
        yield f"等级    {'，'.join(said)}" if zh else f"Grades  {', '.join(said)}"
    if found.counts.failed:
        failed = f"{found.counts.failed:,}"
        yield f"核对    {failed} 行有未通过的核对" if zh else f"Checks  fail in {failed} rows"
