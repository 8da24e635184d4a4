"""This project: parts of a frame, the command on files, and one row at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from engine.batch.exact import exact
from engine.batch.match import match
from engine.batch.part import ROWS, Part
from engine.batch.plain import plain
from engine.batch.scorer import Scorer
from engine.cli import main
from rubric import load_rubric_text
from tests.bench.batch.job import Job, Ready
from tests.bench.batch.rule import OUTPUTS, rubric_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rubric.model import Rubric


def _rubric() -> Rubric:
    rubric, problems = load_rubric_text(rubric_text())
    assert rubric is not None, problems
    return rubric


def _parts(frame: pl.DataFrame, rubric: Rubric) -> list[Part]:
    columns = match(frame.columns, rubric, file="table").columns
    assert columns is not None
    starts = enumerate(range(0, frame.height, ROWS))
    return [Part(number, first + 1, frame.slice(first, ROWS), columns, "table") for number, first in starts]


def parts(job: Job) -> Ready:
    """What the command does with every part that it has read."""
    rubric = _rubric()
    scorer, held = Scorer(rubric, "zh"), _parts(job.frame(), rubric)
    return Ready(
        lambda: [scorer.part(part).outcomes for part in held], lambda done: _cells(done, scorer), job.rows
    )


def kernel(job: Job) -> Ready:
    """The scores alone, of cells that have been read."""
    rubric = _rubric()
    scorer = Scorer(rubric, "zh")
    read = [plain(part, rubric) for part in _parts(job.frame(), rubric)]
    return Ready(
        lambda: [scorer.kernel.run(cells)[0] for cells in read], lambda done: _cells(done, scorer), job.rows
    )


def alone(job: Job) -> Ready:
    """Rows scored one after the other as ``rubric score`` scores them: what all results are compared with."""
    rubric = _rubric()
    scorer = Scorer(rubric, "zh")
    (part,) = _parts(job.frame().head(min(job.sample, ROWS)), rubric)
    rows = range(part.height)
    return Ready(
        lambda: [exact(part, rows, rubric, scorer.layout)[0]], lambda done: _cells(done, scorer), part.height
    )


def _cells(done: Sequence[pl.DataFrame], scorer: Scorer) -> pl.DataFrame:
    laid = {one.item.path.rpartition("/")[2] or OUTPUTS[-1]: one for one in scorer.layout.items}
    assert {one.places for one in laid.values()} == {2}
    return pl.concat(done).select(pl.col(laid[name].low).alias(name) for name in OUTPUTS)


def parquet(job: Job) -> Ready:
    """The whole command from Parquet to Parquet."""
    return _command(job, job.parquet)


def csv(job: Job) -> Ready:
    """The whole command from CSV to Parquet."""
    return _command(job, job.csv)


def _command(job: Job, table: Path) -> Ready:
    output = job.folder / f"scored-{job.rows}.parquet"
    arguments = ["batch", str(job.rubric), str(table), "-o", str(output)]
    return Ready(lambda: _run(arguments), lambda _: _read(output), job.rows)


def _run(arguments: list[str]) -> None:
    code = main(arguments)
    assert code == 0, code


def _read(output: Path) -> pl.DataFrame:
    frame = pl.read_parquet(output)
    names = {name.rpartition("/")[2]: name for name in frame.columns}
    return frame.select(
        (pl.col(names[name]).cast(pl.Float64) * 100).round().cast(pl.Int64).alias(name) for name in OUTPUTS
    )
