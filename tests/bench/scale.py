"""What a million rows cost: core-seconds of the function over record batches, and of Spark around it.

``.venv/bin/python -m tests.bench.scale [ROWS] [--spark]``: the county's departments, their figures, judgements
and ticks drawn anew for every row. Processor time is counted, not the clock, of this process and of all that it
begins (Linux); Spark's is the difference between a run over five times the rows and one over the rows.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

# One core does the work, as in a task of a cluster.
os.environ["POLARS_MAX_THREADS"] = "1"
os.environ["PYSPARK_PYTHON"] = sys.executable
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"

import polars as pl

from engine.batch.arrow import batch_scorer
from engine.batch.part import ROWS

NAME = "department-zhanjiang"
COUNTY = Path(__file__).parents[2] / "examples/county/departments.csv"
# Two of them are wrong, which is what the example is for; one has a figure that is known roughly, so that it
# goes to the exact engine.
WRONG = ("DW018", "DW024")
ROUGH = ("DW007",)
# Java needs a few runs to become quick; the last two are compared.
RUNS = (("first", 1), ("second", 2), ("one", 1), ("five", 5))
TICKS = os.sysconf("SC_CLK_TCK")


def drawn(rows: int, *, rough: bool = False) -> pl.DataFrame:
    """A table of so many rows: what belongs together, a judgement and its reason, is drawn together."""
    whole = pl.read_csv(COUNTY, infer_schema=False).filter(~pl.col("编号").is_in(WRONG))
    groups: dict[str, list[str]] = {}
    for head in whole.columns[1:]:
        # Figures add up within a department; what is judged or ticked off stands alone.
        alone = "·" in head or set(whole[head].drop_nulls()) <= {"是", "否"}
        groups.setdefault(head.partition("·")[0] if alone else "", []).append(head)
    ids = pl.DataFrame({"编号": pl.int_range(rows, eager=True).cast(pl.String)})
    figures = pl.col("编号").is_in(ROUGH)
    chosen = {"": whole.filter(figures if rough else ~figures)}
    columns = [
        chosen.get(name, whole).select(heads).sample(rows, with_replacement=True, seed=at)
        for at, (name, heads) in enumerate(groups.items())
    ]
    return pl.concat([ids, *columns], how="horizontal").with_columns(_numbers(whole))


def _numbers(whole: pl.DataFrame) -> list[pl.Expr]:
    """The columns of plain numbers as a database holds them."""
    texts = {head: whole[head].drop_nulls() for head in whole.columns[1:]}
    plain = [head for head, cells in texts.items() if cells.str.contains(r"^-?[\d,]+(\.\d+)?$").all()]
    return [pl.col(head).str.replace_all(",", "").cast(pl.Float64) for head in plain]


def spent() -> float:
    """Core-seconds of this process and of everything below it."""
    parents, times = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
        times[int(folder.name)] = sum(map(int, fields[11:15]))
    mine = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return sum(times[pid] for pid in mine) / TICKS


def function(rows: int, *, rough: bool = False) -> None:
    table = drawn(rows, rough=rough).to_arrow()
    scorer = batch_scorer(NAME, table.schema)
    scorer(table.slice(0, 10))
    start, clock = spent(), time.perf_counter()
    for batch in table.to_batches(max_chunksize=ROWS):
        scorer(batch)
    used, clock = spent() - start, time.perf_counter() - clock
    what = "rows that go one by one" if rough else "rows"
    print(
        f"function: {used * 1e6 / rows:.1f} core-seconds a million {what} ({rows:,}, {clock:.0f} s by the clock)"
    )


def spark(rows: int) -> None:
    from engine.batch.spark import score_dataframe, session

    quiet = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.log.level": "OFF"}
    one = session("local[1]", quiet)
    costs = []
    with tempfile.TemporaryDirectory() as folder:
        for name, times in RUNS:
            path = str(Path(folder, name))
            Path(path).mkdir()
            for at in range(times):
                drawn(rows).write_parquet(Path(path, f"part-{at}.parquet"))
            start = spent()
            score_dataframe(NAME, one.read.parquet(path)).write.parquet(str(Path(folder, f"{name}-scores")))
            costs.append(spent() - start)
    one.stop()
    used = (costs[-1] - costs[-2]) / (RUNS[-1][1] - RUNS[-2][1])
    print(f"spark:    {used * 1e6 / rows:.1f} core-seconds a million rows, reading and writing Parquet")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    count = numbers[0] if numbers else 200_000
    function(count)
    function(count // 400, rough=True)
    if "--spark" in sys.argv:
        spark(count)
