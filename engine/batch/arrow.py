"""Scores over Arrow: a function of record batches, which can be sent to other processes and machines."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyarrow as pa

from engine.batch.arrow_rubric import SentRubric, sent
from engine.batch.export import WORDS, exported
from engine.batch.layout import layout_of
from engine.batch.problems_spark import OtherEngine
from engine.batch.refused import RefusedError
from engine.batch.results import schema_of
from engine.batch.scorer import Scorer
from engine.batch.table_plan import language_of, plan, rubric_for
from engine.batch.write import HEADS
from engine.score import VERSION
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from engine.batch.layout import Layout
    from engine.batch.part import Part
    from engine.batch.scorer import Scored
    from engine.batch.table_plan import Plan
    from rubric.model import Rubric
    from rubric.problems import Language, Problem

# Scorers that one process keeps: what they have compiled serves all batches.
KEPT: Final = 8
FILE: Final = "RecordBatch"


class BatchScorer(Record):
    """Scores record batches, each row as it would be alone. Made by ``batch_scorer``; can be pickled.

    ``schema`` is that of every batch it gives, with a row for each row that it takes, in the same order.
    """

    rubric: SentRubric
    plan: Plan
    language: Language
    reasons: bool
    schema: pa.Schema
    version: str = VERSION

    @property
    def notes(self) -> tuple[Problem, ...]:
        """The columns that are not used, and the facts that have none."""
        return self.plan.notes

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns of a batch that it looks at."""
        names = self.plan.names.values()
        return (*names, self.plan.cut) if self.plan.cut else tuple(names)

    def __call__(self, rows: pa.RecordBatch | pa.Table) -> Any:
        """The scores of a batch, or of a table: the same kind as was given.

        Raises RefusedError where a column lacks that was there when the scorer was made, or this process
        has another version of the program.
        """
        if isinstance(rows, pa.Table):
            batches = [self(batch) for batch in rows.combine_chunks().to_batches()]
            return pa.Table.from_batches(batches, self.schema)
        if not rows.num_rows:
            return pa.RecordBatch.from_pylist([], self.schema)
        frame = pl.from_arrow(rows)
        assert isinstance(frame, pl.DataFrame)  # a batch has columns
        scorer = self._scorer()
        part = self.plan.part(frame)
        scores = told(scorer.part(part), scorer, reasons=self.reasons)
        return _batch(scores.with_columns(self._ids(part)), self.schema)

    def stream(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The scores of batches one after the other, as Spark's ``mapInArrow`` asks for them."""
        yield from map(self, batches)

    def _ids(self, part: Part) -> pl.Series:
        """The ids; where there is none, none: the number of a row in a batch would be another's too."""
        assert part.columns.id is not None  # a scorer is not made without one
        ids = part.frame[part.columns.id].cast(pl.String()).str.strip_chars()
        return ids.set(ids == "", None).alias(WORDS[self.language].id)

    def _scorer(self) -> Scorer:
        if self.version != VERSION:
            raise RefusedError([OtherEngine(found=VERSION, due=self.version)], self.language)
        return _scorer(self.rubric, self.language, reasons=self.reasons)


def batch_scorer(
    rubric: Rubric | str | Path,
    columns: pa.Schema | Sequence[str],
    *,
    id: str | None = None,  # noqa: A002 - the option of the command is called so too
    maps: Mapping[str, str] | None = None,
    language: Language | None = None,
    reasons: bool = False,
    file: str = FILE,
    cut: str | None = None,
) -> BatchScorer:
    """A function from record batches of facts to record batches of scores, a subject a row.

    ``rubric`` is a loaded one, its file or its name in the catalogue; ``columns`` the schema of the batches,
    or their names if none holds rows. ``id`` is the column that tells subjects apart, where its name
    does not say so; ``maps`` what columns are that are not called like their facts; ``reasons`` adds why
    points were lost. ``file`` is what problems call the table, ``cut`` a further column of the batches: the
    text of a record that could not be read.

    Raises RefusedError where the rubric or the columns cannot be used.
    """
    read = rubric_for(rubric)
    kinds = _kinds(columns)
    made = plan(read, kinds, file=file, id_column=id, maps=maps, needs_id=True, cut=cut)
    spoken = language_of(read, language)
    schema = arrow_schema(empty(read, spoken, reasons=reasons))
    return BatchScorer(sent(read), made, spoken, reasons, schema)


def _kinds(columns: pa.Schema | Sequence[str]) -> Mapping[str, pl.DataType]:
    if not isinstance(columns, pa.Schema):
        return dict.fromkeys(columns, pl.String())
    # Two columns of one name have no place in a frame; the first of them is enough to refuse them both.
    frame = pl.from_arrow(columns.empty_table())
    assert isinstance(frame, pl.DataFrame)  # a schema has columns
    return frame.schema


@lru_cache(maxsize=KEPT)
def _scorer(rubric: SentRubric, language: Language, *, reasons: bool) -> Scorer:
    return Scorer(rubric.read(), language, reasons=reasons)


# -- what is given back ----------------------------------------------------------------------------------


def told(scored: Scored, scorer: Scorer, *, reasons: bool = False, rows: bool = False) -> pl.DataFrame:
    """A table of results with what to do about the problems; with the numbers of the rows if ``rows``."""
    fixes = scored.problems.group_by("row", maintain_order=True).agg(pl.col("fix").str.join(" "))
    frame = scored.outcomes.join(fixes, on="row", how="left", maintain_order="left")
    return frame.select(_columns(scorer.layout, scorer.language, reasons=reasons, rows=rows))


def empty(rubric: Rubric, language: Language, *, reasons: bool = False, rows: bool = False) -> pl.DataFrame:
    """A table of results with no row in it."""
    layout = layout_of(rubric)
    texts = dict.fromkeys(("id", "problem", "fix", "reasons"), pl.String())
    frame = pl.DataFrame(schema={"row": pl.Int64(), **schema_of(layout), **texts})
    return frame.select(_columns(layout, language, reasons=reasons, rows=rows))


def _columns(layout: Layout, language: Language, *, reasons: bool, rows: bool) -> list[pl.Expr]:
    number = WORDS[language].row
    columns = exported(layout, language, ("reasons",) if reasons else ())
    kept = [column for column in columns if rows or column.meta.output_name() != number]
    return [*kept, pl.col("fix").alias(HEADS[language][-1])]


def arrow_schema(frame: pl.DataFrame) -> pa.Schema:
    """The types of a frame as every reader of Arrow has them: no large and no view texts."""
    found = frame.to_arrow().schema
    return pa.schema([pa.field(one.name, _plain(one.type)) for one in found])


def _plain(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind


def _batch(frame: pl.DataFrame, schema: pa.Schema) -> pa.RecordBatch:
    table = frame.to_arrow().cast(schema).combine_chunks()
    return table.to_batches()[0]
