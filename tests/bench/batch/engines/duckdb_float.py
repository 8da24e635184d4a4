"""The same in SQL by hand, in DuckDB, over DOUBLE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tests.bench.batch.job import Job, Ready, hundredths
from tests.bench.batch.optional import there
from tests.bench.batch.rule import EDGES, FULL, LEAVES, OUTPUTS, POINTS, STEP, TAKEN, WEIGHTS, lines

if TYPE_CHECKING:
    from pathlib import Path


def query(source: str) -> str:
    """All results over a table."""
    leaves = (
        *(f"{_band(n)} AS 执行{n}" for n in range(LEAVES)),
        *(f"{_steps(n)} AS 控编{n}" for n in range(LEAVES)),
        *(f"{_between(n)} AS 效益{n}" for n in range(LEAVES)),
    )
    groups = (f"{' + '.join(f'{name}{n}' for n in range(LEAVES))} AS {name}" for name in OUTPUTS[-4:-1])
    total = " + ".join(f"{name} * {_double(by)}" for name, by in zip(OUTPUTS[-4:-1], WEIGHTS, strict=True))
    return (
        f"WITH leaves AS (SELECT {', '.join(leaves)} FROM {source}), "
        f"sums AS (SELECT *, {', '.join(groups)} FROM leaves) "
        f"SELECT *, {_rounded(total)} AS {OUTPUTS[-1]} FROM sums"
    )


def _band(n: int) -> str:
    falling = reversed(list(zip(EDGES, POINTS[1:], strict=True)))
    lines_ = " ".join(
        f"WHEN 支出{n} / 预算{n} >= {_double(edge)} THEN {_double(points)}" for edge, points in falling
    )
    return f"CASE {lines_} ELSE {_double(POINTS[0])} END"


def _double(x: float) -> str:
    # Without an exponent it is a DECIMAL in DuckDB, and another number once it is a DOUBLE.
    return f"{x!r}e0"


def _steps(n: int) -> str:
    steps = f"floor((在职{n} / 编制{n} - 1) / {_double(STEP)})"
    return f"greatest({FULL} - {_double(TAKEN)} * greatest({steps}, 0), 0)"


def _between(n: int) -> str:
    to = lines(n)
    low = f"(测评{n} - {to.left}) * {_double(to.first)}"
    high = f"(测评{n} - {to.middle}) * {_double(to.second)} + 6"
    inside = f"WHEN 测评{n} < {to.middle} THEN {low} WHEN 测评{n} < {to.right} THEN {high}"
    return _rounded(f"CASE WHEN 测评{n} <= {to.left} THEN 0e0 {inside} ELSE 10e0 END")


def _rounded(value: str) -> str:
    # Its round takes three times as long, and is wrong more often.
    return f"floor(({value}) * 100 + 0.5e0) / 100"


def memory(job: Job) -> Ready:
    """From a table of its own to another."""
    base = there("duckdb").connect()
    base.execute(f"CREATE TABLE subjects AS SELECT * FROM read_parquet('{job.parquet}')")

    def act() -> None:
        base.execute(f"CREATE OR REPLACE TABLE scores AS {query('subjects')}")

    return Ready(act, lambda _: _cells(base, "scores"), job.rows)


def parquet(job: Job) -> Ready:
    """From Parquet to Parquet."""
    return _copied(job, f"read_parquet('{job.parquet}')")


def csv(job: Job) -> Ready:
    """From CSV to Parquet."""
    return _copied(job, f"read_csv('{job.csv}')")


def _copied(job: Job, source: str) -> Ready:
    base = there("duckdb").connect()
    output: Path = job.folder / "duckdb.parquet"

    def act() -> None:
        form = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
        base.execute(f"COPY ({query(source)}) TO '{output}' ({form})")

    return Ready(act, lambda _: _cells(base, f"read_parquet('{output}')"), job.rows)


def _cells(base: Any, source: str) -> pl.DataFrame:
    found = base.execute(f"SELECT * FROM {source}").fetchnumpy()
    return hundredths(pl.DataFrame({name: found[name] for name in OUTPUTS}))
