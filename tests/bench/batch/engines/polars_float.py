"""The same in polars by hand, over binary fractions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from tests.bench.batch.job import Job, Ready, hundredths
from tests.bench.batch.rule import EDGES, FULL, LEAVES, OUTPUTS, POINTS, STEP, TAKEN, WEIGHTS, lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Literal

    Engine = Literal["streaming", "in-memory"]

# What someone who knows of the trouble with binary fractions adds before he compares or rounds.
NUDGE = 1e-9


def scores(frame: pl.LazyFrame, nudge: float = 0) -> pl.LazyFrame:
    """All results over the table."""
    leaves = {
        **{f"执行{n}": _band(n, nudge) for n in range(LEAVES)},
        **{f"控编{n}": _steps(n, nudge) for n in range(LEAVES)},
        **{f"效益{n}": _between(n, nudge) for n in range(LEAVES)},
    }
    groups = {name: pl.sum_horizontal(f"{name}{n}" for n in range(LEAVES)) for name in OUTPUTS[-4:-1]}
    total = pl.sum_horizontal(pl.col(name) * by for name, by in zip(groups, WEIGHTS, strict=True))
    return (
        frame.select(**leaves).with_columns(**groups).with_columns(_rounded(total, nudge).alias(OUTPUTS[-1]))
    )


def _band(n: int, nudge: float) -> pl.Expr:
    ratio = pl.col(f"支出{n}") / pl.col(f"预算{n}")
    found: pl.Expr = pl.lit(POINTS[0])
    for edge, points in zip(EDGES, POINTS[1:], strict=True):
        found = pl.when(ratio >= edge - nudge).then(points).otherwise(found)
    return found


def _steps(n: int, nudge: float) -> pl.Expr:
    over = pl.col(f"在职{n}") / pl.col(f"编制{n}") - 1
    steps = (over / STEP + nudge if nudge else over / STEP).floor().clip(lower_bound=0)
    return (FULL - steps * TAKEN).clip(lower_bound=0)


def _between(n: int, nudge: float) -> pl.Expr:
    to = lines(n)
    mark = pl.col(f"测评{n}").clip(to.left, to.right)
    low, high = (mark - to.left) * to.first, (mark - to.middle) * to.second + 6
    return _rounded(pl.when(mark < to.middle).then(low).otherwise(high), nudge)


def _rounded(value: pl.Expr, nudge: float) -> pl.Expr:
    return (value + nudge if nudge else value).round(2, mode="half_away_from_zero")


def _held(job: Job, engine: Engine, nudge: float = 0) -> Ready:
    frame = job.frame()
    return Ready(lambda: scores(frame.lazy(), nudge).collect(engine=engine), hundredths, job.rows)


streaming = partial(_held, engine="streaming")
memory = partial(_held, engine="in-memory")
nudged = partial(_held, engine="streaming", nudge=NUDGE)


def parquet(job: Job) -> Ready:
    """From Parquet to Parquet in a stream."""
    return _sunk(pl.scan_parquet(job.parquet), job)


def csv(job: Job) -> Ready:
    """From CSV to Parquet in a stream."""
    return _sunk(pl.scan_csv(job.csv), job)


def parquet_memory(job: Job) -> Ready:
    """From Parquet to Parquet by way of memory."""
    path = job.parquet
    return _written(lambda: pl.read_parquet(path).lazy(), job)


def csv_memory(job: Job) -> Ready:
    """From CSV to Parquet by way of memory."""
    path = job.csv
    return _written(lambda: pl.read_csv(path).lazy(), job)


def _sunk(frame: pl.LazyFrame, job: Job) -> Ready:
    output = _output(job)

    def act() -> None:
        scores(frame).sink_parquet(output, compression="zstd", compression_level=1)

    return Ready(act, lambda _: hundredths(pl.read_parquet(output)), job.rows)


def _written(read: Callable[[], pl.LazyFrame], job: Job) -> Ready:
    output = _output(job)

    def act() -> None:
        done = scores(read()).collect(engine="in-memory")
        done.write_parquet(output, compression="zstd", compression_level=1)

    return Ready(act, lambda _: hundredths(pl.read_parquet(output)), job.rows)


def _output(job: Job) -> Path:
    return job.folder / "polars.parquet"
