"""Job: what an engine is given, and what it gives back to be run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from tests.bench.batch.data import write_csv, write_parquet
from tests.bench.batch.rule import OUTPUTS, rubric_text


class Job(NamedTuple):
    """So many rows of the table, in a folder that holds its files; an engine that goes row by row takes the
    first ``sample`` of them."""

    rows: int
    sample: int
    folder: Path

    @property
    def parquet(self) -> Path:
        """The table as Parquet."""
        return write_parquet(self.rows, self.folder)

    @property
    def csv(self) -> Path:
        """The table as CSV."""
        return write_csv(self.rows, self.folder)

    @property
    def truth(self) -> Path:
        """The exact results, once the first engine has been run."""
        return self.folder / f"truth-{self.rows}.parquet"

    @property
    def rubric(self) -> Path:
        """The rubric as a file."""
        path = self.folder / "rubric.yaml"
        path.write_text(rubric_text(), encoding="utf-8")
        return path

    def frame(self) -> pl.DataFrame:
        """The table in memory."""
        return pl.read_parquet(self.parquet)


class Ready(NamedTuple):
    """An engine with its table loaded: ``act`` is what is measured, ``cells`` the results in hundredths.

    ``rows`` is how many rows it scores.
    """

    act: Callable[[], Any]
    cells: Callable[[Any], pl.DataFrame]
    rows: int


def hundredths(frame: pl.DataFrame) -> pl.DataFrame:
    """Binary fractions as the hundredths that they are printed as."""
    return frame.select((pl.col(OUTPUTS) * 100).round().cast(pl.Int64))
