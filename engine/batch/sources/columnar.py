"""Tables that keep their columns apart: Parquet and Arrow files, read where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.part import ROWS
from engine.batch.problems_table import TableUnread
from engine.batch.sources.heads import named
from engine.batch.sources.table import Chunk, TableSource, TableUnreadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rubric.problems import Problem

# A file is opened anew for each piece, and skips to it: more rows at once cost memory, fewer cost time. One
# piece is read while the one before is scored.
PIECE: Final = ROWS


def open_columnar(path: Path, frame: pl.LazyFrame, form: str) -> tuple[ColumnarTable | None, list[Problem]]:
    """A table of columns, or why it cannot be read."""
    try:
        schema = frame.collect_schema()
        rows = int(frame.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        return None, [broken_file(path, form, error)]
    names, problems = named(path.name, schema.names())
    if problems:
        return None, problems
    return ColumnarTable(path, frame, dict(zip(names, schema.items(), strict=True)), rows, form), []


def broken_file(path: Path, form: str, error: Exception) -> TableUnread:
    """A file that the library of its form cannot read."""
    why = error.strerror if isinstance(error, OSError) else None
    return TableUnread(
        name=path.name,
        why_zh=why or f"它不是完整的 {form} 文件",
        why_en=why or f"it is no whole {form} file",
    )


class ColumnarTable(TableSource):
    """A table whose columns have types of their own; a person sees its first row as row 1."""

    def __init__(
        self,
        path: Path,
        frame: pl.LazyFrame,
        columns: dict[str, tuple[str, pl.DataType]],
        rows: int,
        form: str,
    ) -> None:
        lists = frozenset(name for name, (_, kind) in columns.items() if is_rows(kind))
        super().__init__(path.name, [*columns], lists=lists, rows=rows)
        self.path, self.frame, self.kinds, self.form = path, frame, columns, form

    def chunks(self, names: Sequence[str], skip: int) -> Iterator[Chunk]:
        """The rows behind the first ``skip``."""
        wanted = self.frame.select(plain_column(*self.kinds[name]).alias(name) for name in names)
        for start in range(skip, self.rows or 0, PIECE):
            try:
                frame = wanted.slice(start, PIECE).collect()
            except (pl.exceptions.PolarsError, OSError) as error:
                raise TableUnreadError(broken_file(self.path, self.form, error)) from error
            self.share = min(1.0, (start + frame.height) / (self.rows or 1))
            yield Chunk(frame)


def is_rows(kind: pl.DataType) -> bool:
    """Whether a column holds rows: a list of records in each cell."""
    return isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct)


def plain_column(name: str, kind: pl.DataType) -> pl.Expr:
    """A column as numbers, texts, yes and no, or rows; anything else as the text it is written as."""
    column = pl.col(name)
    if kind == pl.Binary():
        return column.map_batches(_texts, return_dtype=pl.String())
    if kind.is_numeric() or kind in (pl.String(), pl.Boolean()) or is_rows(kind):
        return column
    if kind.is_nested() or kind == pl.Object():
        return column.map_batches(_written, return_dtype=pl.String())
    return column.cast(pl.String())


def _texts(column: pl.Series) -> pl.Series:
    """Bytes as text: old writers mark texts so. What is none stays to be seen, and is no value of a fact."""
    try:
        return column.cast(pl.String())
    except pl.exceptions.PolarsError:
        return pl.Series(column.name, [_text(cell) for cell in column], dtype=pl.String())


def _written(column: pl.Series) -> pl.Series:
    """Whatever else there is as it is written in a program: no fact can be it."""
    cells = [None if cell is None else str(cell) for cell in column.to_list()]
    return pl.Series(column.name, cells, dtype=pl.String())


def _text(cell: bytes | None) -> str | None:
    if cell is None:
        return None
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return f"0x{cell.hex()}"
