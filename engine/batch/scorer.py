"""Scorer: a part of a table to its outcomes, by the fastest way that is sure of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.exact import exact
from engine.batch.facts_row import ids_of
from engine.batch.kernel import Kernel
from engine.batch.layout import layout_of
from engine.batch.lost import lost_words
from engine.batch.plain import plain
from engine.batch.strange import Strange
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.batch.exact import RowProblem
    from engine.batch.part import Part
    from engine.batch.plain import Column
    from rubric.model import Rubric
    from rubric.problems import Language

PROBLEMS: Final = {
    "file": pl.String(),
    "row": pl.Int64(),
    "id": pl.String(),
    "code": pl.String(),
    "problem": pl.String(),
    "fix": pl.String(),
}


class Scored(Record):
    """A part that is scored: ``row``, ``id``, the columns of outcomes and ``problem``; the problems of its
    rows, also as they are (``bad``); how many rows were scored one by one; and how many lack each fact."""

    outcomes: pl.DataFrame
    problems: pl.DataFrame
    bad: tuple[RowProblem, ...]
    alone: int
    missing: Mapping[str, int]


class Scorer:
    """Scores the parts of one table by one rubric; plans are made once and kept."""

    def __init__(self, rubric: Rubric, language: Language, *, reasons: bool = False) -> None:
        self.rubric, self.language = rubric, language
        self.layout = layout_of(rubric)
        self.kernel, self.strange = Kernel(rubric, self.layout), Strange(rubric)
        self.told = (lambda card: lost_words(card, language)) if reasons else None

    @property
    def tiers(self) -> Mapping[str, str]:
        """The tier that scores each item, by path: int64, float64 or exact."""
        if self.told is None:
            return self.kernel.tiers
        return {laid.item.path: "exact" for laid in self.layout.items if not laid.item.is_group}

    def part(self, part: Part) -> Scored:
        """The outcomes of every row of a part, in its order."""
        if part.files or self.told is not None:
            rows = list(range(part.height))
            frame, problems = exact(part, rows, self.rubric, self.layout, self.told)
            return self._scored(part, frame, problems, len(rows), _missing(part, {}))
        cells = self.strange.read(plain(part, self.rubric), part)
        fast, sure = self.kernel.run(cells)
        rows = sorted({*(cells.odd | ~sure).arg_true(), *part.broken})
        missing = _missing(part, cells.facts)
        if not rows:
            return self._scored(part, fast, [], 0, missing)
        strange = self.strange.columns(cells, part)
        slow, problems = exact(part, rows, self.rubric, self.layout, strange=strange)
        return self._scored(part, _put(fast, rows, slow), problems, len(rows), missing)

    def _scored(
        self,
        part: Part,
        frame: pl.DataFrame,
        problems: Sequence[RowProblem],
        alone: int,
        missing: Mapping[str, int],
    ) -> Scored:
        numbers = pl.int_range(part.first, part.first + part.height, eager=True, dtype=pl.Int64)
        ids = ids_of(part)
        said = self._problems(part, problems, ids)
        frame = frame.hstack([numbers.alias("row"), ids, _joined(said, part)])
        return Scored(frame, said, tuple(problems), alone, missing)

    def _problems(self, part: Part, problems: Sequence[RowProblem], ids: pl.Series) -> pl.DataFrame:
        language = self.language
        rows = [
            (
                one.file,
                one.row,
                str(ids[one.row - part.first]),
                one.problem.code,
                one.problem.message(language),
                one.problem.hint(language),
            )
            for one in problems
        ]
        return pl.DataFrame(rows, schema=PROBLEMS, orient="row")


def _joined(said: pl.DataFrame, part: Part) -> pl.Series:
    """All that is wrong with each row as one text."""
    none = pl.Series("problem", [None], dtype=pl.String()).new_from_index(0, part.height)
    if said.is_empty():
        return none
    by_row = said.group_by("row").agg(pl.col("problem").str.join("；"))
    return none.scatter((by_row["row"] - part.first).cast(pl.UInt32()), by_row["problem"])


def _put(frame: pl.DataFrame, rows: Sequence[int], other: pl.DataFrame) -> pl.DataFrame:
    """The frame with these rows replaced."""
    at = pl.Series("at", rows, dtype=pl.UInt32())
    columns = [column.scatter(at, other[column.name]) for column in frame.get_columns()]
    return pl.DataFrame(columns)


def _missing(part: Part, facts: Mapping[str, Column]) -> dict[str, int]:
    """How many rows leave each of the columns of facts empty; ``facts`` are those that were read of them."""
    counts: dict[str, int] = {}
    for column in part.frame.get_columns():
        meaning = part.columns.of.get(column.name)
        if meaning is None or meaning.kind not in ("fact", "element"):
            continue
        empty, read = column.null_count(), facts.get(meaning.name)
        full = read is not None and meaning.name not in part.cohort and not read.values.null_count()
        if column.dtype == pl.String() and not full:
            # Only what begins with a blank is blank, and nearly all cells begin with a sign of ASCII.
            may = column.filter((column < "!") | (column > "\x7f"))
            empty += int((may.str.strip_chars() == "").sum())
        counts[meaning.name] = counts.get(meaning.name, 0) + empty
    return counts
