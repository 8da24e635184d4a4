"""Arrow streams: batches one after the other, without a list of where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from engine.batch.problems_table import NeedsExtra
from engine.batch.sources.columnar import broken_file, is_rows, plain_column
from engine.batch.sources.heads import named
from engine.batch.sources.table import Chunk, TableSource, TableUnreadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rubric.problems import Problem


def open_stream(path: Path) -> tuple[StreamTable | None, list[Problem]]:
    """A table in an Arrow stream, or why it cannot be read. Raises OSError."""
    try:
        from pyarrow import ArrowException, ipc  # noqa: PLC0415 - an extra: only a stream takes it
    except ImportError:
        return None, [NeedsExtra(form="Arrow", extra="batch")]
    try:
        with ipc.open_stream(path) as reader:
            schema = _frame(reader.schema.empty_table()).schema
    except (ArrowException, pl.exceptions.PolarsError, OSError) as error:
        return None, [broken_file(path, "Arrow", error)]
    names, problems = named(path.name, schema.names())
    if problems:
        return None, problems
    return StreamTable(path, dict(zip(names, schema.items(), strict=True)), ipc, ArrowException), []


def _frame(batch: Any) -> pl.DataFrame:
    frame = pl.from_arrow(batch)
    assert isinstance(frame, pl.DataFrame)  # a batch has columns
    return frame


class StreamTable(TableSource):
    """An Arrow stream; a person sees its first row as row 1."""

    def __init__(
        self, path: Path, kinds: dict[str, tuple[str, pl.DataType]], ipc: Any, error: type[Exception]
    ) -> None:
        lists = frozenset(name for name, (_, kind) in kinds.items() if is_rows(kind))
        super().__init__(path.name, [*kinds], lists=lists)
        self.path, self.kinds, self.ipc, self.error = path, kinds, ipc, error
        self.size = max(1, path.stat().st_size)

    def chunks(self, names: Sequence[str], skip: int) -> Iterator[Chunk]:
        """The rows behind the first ``skip``."""
        columns = [plain_column(*self.kinds[name]).alias(name) for name in names]
        try:
            with self.path.open("rb") as file, self.ipc.open_stream(file) as reader:
                for batch in reader:
                    if batch.num_rows > skip:
                        yield Chunk(_frame(batch.slice(skip)).select(columns))
                    skip = max(0, skip - batch.num_rows)
                    self.share = file.tell() / self.size
        except (self.error, pl.exceptions.PolarsError, OSError) as error:
            raise TableUnreadError(broken_file(self.path, "Arrow", error)) from error
