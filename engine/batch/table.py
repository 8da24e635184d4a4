"""Scores over frames: polars, pandas or Arrow in, the same out. The only door to narwhals."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw
import polars as pl
from polars.io.plugins import register_io_source

from engine.batch.arrow import arrow_schema, empty, told
from engine.batch.facts_row import text_of
from engine.batch.part import ROWS
from engine.batch.problems_spark import NotLazyHere
from engine.batch.problems_table import NoRows
from engine.batch.refused import RefusedError
from engine.batch.scorer import Scorer
from engine.batch.sources.heads import named
from engine.batch.table_plan import language_of, plan, rubric_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from engine.batch.table_plan import Plan
    from rubric.model import Rubric
    from rubric.problems import Language

FILE: Final = "DataFrame"


def score_table(
    rubric: Rubric | str | Path,
    frame: Any,
    *,
    id: str | None = None,  # noqa: A002 - the option of the command is called so too
    maps: Mapping[str, str] | None = None,
    language: Language | None = None,
) -> Any:
    """The scores of a table with a subject a row, as a frame of the same kind: a row for each, in its order.

    ``frame`` is a DataFrame of polars or pandas, or a Table of pyarrow, whose columns are called like facts;
    a LazyFrame of polars gives a LazyFrame, which scores when it is collected. ``rubric`` is a loaded one,
    its file or its name in the catalogue; ``id`` the column that tells subjects apart, ``maps`` what columns
    are that are not called like their facts, and ``language`` that of the heads, by default the rubric's.
    Each score is a decimal, digit for digit what ``score`` gives for that row alone.

    Raises RefusedError, whose ``problems`` say why, where the rubric or the columns cannot be used. A row
    that cannot be read is no error: it comes out unscored, and its last columns say what is wrong and what
    to do.
    """
    read = rubric_for(rubric)
    given = nw.from_native(_texts(frame))
    scoring = _Scoring(read, language_of(read, language), id, maps or {})
    if isinstance(given, nw.LazyFrame):
        return scoring.lazily(_polars(given, read.language))
    made = scoring.at_once(given.to_polars())
    if given.implementation.is_polars():
        return made
    table = made.to_arrow().cast(arrow_schema(made))
    return nw.from_arrow(table, backend=given.implementation).to_native()


def _polars(given: nw.LazyFrame[Any], language: Language) -> pl.LazyFrame:
    native = given.to_native()
    if not isinstance(native, pl.LazyFrame):
        raise RefusedError([NotLazyHere(kind=type(native).__module__.partition(".")[0])], language)
    return native


class _Scoring:
    """What is scored and how; a plan for the columns is made when they are known."""

    def __init__(
        self, rubric: Rubric, language: Language, id_column: str | None, maps: Mapping[str, str]
    ) -> None:
        self.rubric, self.language = rubric, language
        self.id, self.maps = id_column, maps
        self.scorer = Scorer(rubric, language)
        # What is compiled is kept in the scorer; a query may call it from several threads.
        self.lock = Lock()

    def at_once(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The scores of a whole frame."""
        made = self._plan(frame.schema)
        pieces = [
            self._scored(made, frame.slice(start, ROWS), start + 1) for start in range(0, frame.height, ROWS)
        ]
        return pl.concat([self._empty(), *pieces])

    def lazily(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The scores of a frame that is there when it is collected, piece by piece."""
        made = self._plan(frame.collect_schema())
        used = frame.select(made.names.values())

        # A source, not a mapping: a thread of polars that waits for other work of polars may wait for itself.
        def pieces(
            names: list[str] | None, predicate: pl.Expr | None, rows: int | None, _size: int | None
        ) -> Iterator[pl.DataFrame]:
            for scored in self._pieces(made, used if rows is None else used.head(rows)):
                found = scored if predicate is None else scored.filter(predicate)
                yield found if names is None else found.select(names)

        return register_io_source(pieces, schema=self._empty().schema)

    def _pieces(self, made: Plan, frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
        first = 1
        for rows in frame.collect_batches(chunk_size=ROWS, maintain_order=True):
            yield self._scored(made, rows, first)
            first += rows.height

    def _plan(self, kinds: Mapping[str, pl.DataType]) -> Plan:
        return plan(self.rubric, kinds, file=FILE, id_column=self.id, maps=self.maps)

    def _scored(self, made: Plan, frame: pl.DataFrame, first: int) -> pl.DataFrame:
        with self.lock:
            scored = self.scorer.part(made.part(frame, first))
        return told(scored, self.scorer, rows=True)

    def _empty(self) -> pl.DataFrame:
        return empty(self.rubric, self.language, rows=True)


def _texts(frame: Any) -> Any:
    """A frame whose columns of mixed Python values are texts, as somebody would type them."""
    if not nw.dependencies.is_pandas_dataframe(frame):
        return frame
    heads = [str(name) for name in frame.columns]
    problems = (
        named(FILE, heads)[1] if heads else [NoRows(name=FILE, what_zh="没有列", what_en="has no columns")]
    )
    if problems:
        raise RefusedError(problems)
    frame = frame.set_axis(heads, axis=1)
    mixed = [name for name in heads if frame[name].dtype == object and not _holds_rows(frame[name])]
    return frame.assign(**{name: frame[name].map(_typed) for name in mixed})


def _holds_rows(cells: Any) -> bool:
    return any(isinstance(cell, list) for cell in cells)


def _typed(cell: Any) -> str | None:
    # Nothing but a number that is none differs from itself.
    if cell is None or cell != cell:  # noqa: PLR0124
        return None
    return str(text_of(cell))
