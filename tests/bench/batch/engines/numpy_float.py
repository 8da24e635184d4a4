"""The same in numpy by hand, over binary fractions, in pieces that the caches hold."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.bench.batch.job import Job, Ready, hundredths
from tests.bench.batch.optional import there
from tests.bench.batch.rule import EDGES, FULL, LEAVES, OUTPUTS, POINTS, STEP, TAKEN, WEIGHTS, lines

CHUNK = 1 << 16


def chunks(job: Job) -> Ready:
    """Columns of a table to columns of results."""
    np = there("numpy")
    frame = job.frame()
    columns = {name: frame[name].to_numpy() for name in frame.columns}
    return Ready(
        lambda: _scored(np, columns, job.rows), lambda done: hundredths(pl.DataFrame(done)), job.rows
    )


def _scored(np: Any, columns: dict[str, Any], rows: int) -> dict[str, Any]:
    done = {name: np.empty(rows) for name in OUTPUTS}
    edges, points = np.array(EDGES), np.array(POINTS)
    for first in range(0, rows, CHUNK):
        at = slice(first, first + CHUNK)
        here = {name: column[at] for name, column in columns.items()}
        out = {name: column[at] for name, column in done.items()}
        for n in range(LEAVES):
            ratio = here[f"支出{n}"] / here[f"预算{n}"]
            out[f"执行{n}"][:] = points[np.searchsorted(edges, ratio, side="right")]
            steps = np.floor((here[f"在职{n}"] / here[f"编制{n}"] - 1) / STEP)
            out[f"控编{n}"][:] = np.maximum(FULL - TAKEN * np.maximum(steps, 0), 0)
            out[f"效益{n}"][:] = _rounded(np, np.interp(here[f"测评{n}"], lines(n), (0, 6, 10)))
        groups = [_sum(out, name) for name in OUTPUTS[-4:-1]]
        for name, group in zip(OUTPUTS[-4:-1], groups, strict=True):
            out[name][:] = group
        total = sum(group * by for group, by in zip(groups, WEIGHTS, strict=True))
        out[OUTPUTS[-1]][:] = _rounded(np, total)
    return done


def _sum(out: dict[str, Any], name: str) -> Any:
    total = out[f"{name}0"].copy()
    for n in range(1, LEAVES):
        total += out[f"{name}{n}"]
    return total


def _rounded(np: Any, value: Any) -> Any:
    return np.floor(value * 100 + 0.5) / 100
