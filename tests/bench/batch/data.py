"""The table that is scored: made from the numbers of its rows, so that any rows of it can be made alone.

Amounts have two decimals and are binary fractions, as tables hold them; counts are whole. A quarter of the
ratios are whole percentages, because budgets are round and targets are met to the point.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import polars as pl

from tests.bench.batch.rule import LEAVES, NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Rows that are made at once.
CHUNK: Final = 1 << 18
# Whether amounts are whole numbers of cents, as ledgers keep them. Every engine is a process of its own.
CENTS: Final = "BENCH_CENTS" in os.environ
HUNDRED: Final = "hundred"


def table(first: int, rows: int) -> pl.DataFrame:
    """The rows from this number on."""
    frame = pl.select(编号=pl.int_range(first, first + rows, dtype=pl.Int64))
    # Divided by a column: by a constant polars multiplies with its inverse, which is another number.
    frame = frame.with_columns((pl.col("编号") * 0 + 100).cast(pl.Float64).alias(HUNDRED))
    for n in range(LEAVES):
        frame = frame.with_columns(**_cells(n))
    return frame.select(NAMES)


def _cells(n: int) -> dict[str, pl.Expr]:
    to_the_point = _any(n, "round", 4) == 0
    budget = (
        pl.when(to_the_point)
        .then(100 * (_any(n, "budget", 5000) + 10))
        .otherwise(_any(n, "budget", 500_000) + 1000)
    )
    share = (
        pl.when(to_the_point).then(100 * (50 + _any(n, "share", 56))).otherwise(4000 + _any(n, "share", 7000))
    )
    posts = 10 + _any(n, "posts", 391)
    return {
        f"预算{n}": _money(budget),
        f"支出{n}": _money(budget * share // 10_000),
        f"编制{n}": posts,
        f"在职{n}": posts * (90 + _any(n, "staff", 31)) // 100,
        f"测评{n}": _amount(5000 + _any(n, "mark", 5001)),
    }


def _any(n: int, what: str, below: int) -> pl.Expr:
    """A number from 0 up to below this one, which the row, the leaf and what it is for decide."""
    seed = sum(ord(letter) * 131**at for at, letter in enumerate(f"{n}{what}")) % (1 << 32)
    return (pl.col("编号").hash(seed) % below).cast(pl.Int64)


def _amount(cents: pl.Expr) -> pl.Expr:
    return cents.cast(pl.Float64) / pl.col(HUNDRED)


def _money(cents: pl.Expr) -> pl.Expr:
    return cents.cast(pl.Int64) if CENTS else _amount(cents)


def chunks(rows: int) -> Iterator[pl.DataFrame]:
    """The table a piece at a time."""
    for first in range(0, rows, CHUNK):
        yield table(first, min(CHUNK, rows - first))


def write_parquet(rows: int, folder: Path) -> Path:
    """The table as one Parquet file, made without ever being in memory as a whole."""
    path = folder / f"{rows}.parquet"
    if not path.exists():
        pieces = folder / f"pieces-{rows}"
        pieces.mkdir(exist_ok=True)
        for number, piece in enumerate(chunks(rows)):
            piece.write_parquet(pieces / f"{number:06}.parquet")
        pl.scan_parquet(sorted(pieces.iterdir())).sink_parquet(path)
        for piece_path in pieces.iterdir():
            piece_path.unlink()
        pieces.rmdir()
    return path


def write_csv(rows: int, folder: Path) -> Path:
    """The same table as CSV."""
    path = folder / f"{rows}.csv"
    if not path.exists():
        pl.scan_parquet(write_parquet(rows, folder)).sink_csv(path)
    return path
