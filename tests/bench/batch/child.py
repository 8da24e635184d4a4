"""One engine in a process of its own, so that its memory is its own: what it took, and what it got wrong.

``python -m tests.bench.batch.child NAME ROWS SAMPLE RUNS FOLDER BEGAN``: prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

from tests.bench.batch.competitors import BY_NAME, Competitor
from tests.bench.batch.job import Job, Ready
from tests.bench.batch.memory import forget_peak, peak, resident
from tests.bench.batch.optional import NotInstalledError
from tests.bench.batch.rule import CELLS, OUTPUTS


def main() -> None:
    """Measure the engine that is named."""
    name, rows, sample, runs, folder, began = sys.argv[1:]
    job = Job(int(rows), int(sample), Path(folder))
    said = sys.stdout
    # A command that is measured may say what it likes: only the last line is read.
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the process ends
    try:
        found = measured(BY_NAME[name], job, int(runs), float(began))
    except NotInstalledError as missing:
        found = {"missing": str(missing)}
    print(json.dumps(found), file=said)


def measured(of: Competitor, job: Job, runs: int, began: float) -> dict[str, Any]:
    """Seconds and memory of the engine, and how many of its results are wrong."""
    ready: Ready = getattr(import_module(f"tests.bench.batch.engines.{of.module}"), of.function)(job)
    forget_peak()
    before = resident()
    done, first = _timed(ready)
    # A command is measured from where its process began; it is run once in it.
    took = [(time.time() - began, time.process_time())] if of.whole else [first]
    most = peak()
    wrong = _wrong(of, ready, done, job)
    del done
    took += [_timed(ready)[1] for _ in range(0 if of.whole else runs - 1)]
    seconds, used = (min(side) for side in zip(*took, strict=True))
    memory = {"peak": most, "extra": None if most is None or before is None else most - before}
    return {"seconds": seconds, "used": used, "rows": ready.rows, **memory, **wrong}


def _timed(ready: Ready) -> tuple[Any, tuple[float, float]]:
    """What came of it, and the seconds by the clock and of all processors."""
    start, used = time.perf_counter(), time.process_time()
    done = ready.act()
    return done, (time.perf_counter() - start, time.process_time() - used)


def _wrong(of: Competitor, ready: Ready, done: Any, job: Job) -> dict[str, Any]:
    """How many totals, cells, and rows with a cell are wrong. The first engine's are what is right; where it
    has not been run, nothing is said."""
    if of.is_truth:
        ready.cells(done).write_parquet(job.truth)
    if not job.truth.exists():
        return {}
    cells = ready.cells(done)
    right = pl.read_parquet(job.truth, n_rows=cells.height)
    assert right.height == cells.height
    wrong = [(right[name] != cells[name]).fill_null(value=True) for name in OUTPUTS]
    leaves = wrong[:CELLS]
    rows = pl.DataFrame([column.alias(str(at)) for at, column in enumerate(leaves)])
    return {
        "totals": int(wrong[-1].sum()),
        "cells": sum(int(column.sum()) for column in leaves),
        "wrong_rows": int(rows.select(pl.any_horizontal(pl.all())).to_series().sum()),
    }


if __name__ == "__main__":
    main()
