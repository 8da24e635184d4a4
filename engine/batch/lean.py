"""Outcomes as they are kept: without columns that say nothing of their own; and whole again."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LOW: Final = "low:"
HIGH: Final = "high:"
STATE: Final = "state:"


def lean(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Outcomes without the most that an item can score where it is the least, and states that are all 0."""
    said = [_says(name).any().alias(name) for name in outcomes.columns if name.startswith((HIGH, STATE))]
    if not said:
        return outcomes
    told = outcomes.lazy().select(said).collect().row(0, named=True)
    return outcomes.drop(name for name, says in told.items() if not says)


def _says(name: str) -> pl.Expr:
    if name.startswith(STATE):
        return pl.col(name) != 0
    return pl.col(name).ne_missing(pl.col(LOW + name.removeprefix(HIGH)))


def scan(paths: Sequence[Path]) -> pl.LazyFrame:
    """The outcomes in some files as one frame, whole again. Files that lack the same are read together."""
    alike = itertools.groupby(paths, lambda path: tuple(pl.read_parquet_schema(path)))
    return pl.concat([_whole(pl.scan_parquet(list(some)), names) for names, some in alike])


def _whole(frame: pl.LazyFrame, names: Sequence[str]) -> pl.LazyFrame:
    order = [every for name in names for every in _with_own(name)]
    order = [*dict.fromkeys(order)]
    lacking = [_lacking(name).alias(name) for name in order if name not in names]
    # A column of a literal is as long as the others of its frame, a selection of it is not.
    return frame.with_columns(lacking).select(order) if lacking else frame


def _with_own(name: str) -> Iterator[str]:
    """The columns of the item whose least a column is, else the column."""
    yield name
    if name.startswith(LOW):
        number = name.removeprefix(LOW)
        yield from (f"{HIGH}{number}", f"{STATE}{number}")


def _lacking(name: str) -> pl.Expr:
    if name.startswith(STATE):
        return pl.lit(0, dtype=pl.UInt8())
    return pl.col(LOW + name.removeprefix(HIGH))
