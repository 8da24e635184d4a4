"""``rubric batch`` beside the same scores written by hand for other engines: time, memory, and what is wrong.

Run it as ``python -m tests.bench.batch``, with BENCH_CENTS=1 for amounts in whole cents; docs/performance.md
says what the figures mean. What is not installed is left out and named.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.bench.batch.competitors import ALONE, BY_NAME, COMPETITORS, OURS, ROWS
from tests.bench.batch.data import write_csv, write_parquet
from tests.bench.batch.measure import Measured, measure
from tests.bench.batch.report import agreed, goals, scaling, table

if TYPE_CHECKING:
    from tests.bench.batch.competitors import Competitor


class Size(NamedTuple):
    """How much is measured: rows, of them those scored alone, those of engines that go row by row, rounds,
    and the sizes at which the command is run."""

    rows: int
    exact: int
    sample: int
    rounds: int
    scale: tuple[int, ...]


FULL: Final = Size(1_000_000, 20_000, 5_000, 3, (10_000, 100_000, 1_000_000, 10_000_000))
QUICK: Final = Size(100_000, 100, 200, 1, (10_000, 100_000))


def main() -> None:
    """Measure and print."""
    asked = _parser().parse_args()
    size = _size(asked)
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        chosen = [one for one in COMPETITORS if not asked.only or one.name in (OURS, *asked.only)]
        print(f"{size.rows:,} rows, 30 leaves; the quickest of {size.rounds} rounds\n")
        found = competition(chosen, size, folder)
        print(table(found), agreed(found), goals(found), sep="\n\n")
        if size.scale:
            print(f"\nrubric batch, Parquet to Parquet, whole process\n\n{scaling(grown(size, folder))}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.bench.batch", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows, once: half a minute")
    parser.add_argument("--rows", type=int, help="rows of the table")
    parser.add_argument("--exact", type=int, help="of them, those that are scored alone too")
    parser.add_argument("--sample", type=int, help="of them, those for engines that take a row at a time")
    parser.add_argument("--rounds", type=int, help="how often each engine is run")
    parser.add_argument(
        "--scale", type=_numbers, help="sizes at which the command is run, by commas; or none"
    )
    parser.add_argument("--only", type=lambda text: text.split(","), help=f"of {','.join(BY_NAME)}")
    parser.add_argument("--folder", type=Path, help="where the tables are kept for another run")
    return parser


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(",") if number)


def _size(asked: argparse.Namespace) -> Size:
    given = {name: getattr(asked, name) for name in Size._fields}
    return (QUICK if asked.quick else FULL)._replace(**{k: v for k, v in given.items() if v is not None})


def competition(chosen: list[Competitor], size: Size, folder: Path) -> dict[str, Measured]:
    """The engines in turn, as many rounds as are asked for, so that all have the same of what else is done."""
    write_parquet(size.rows, folder)
    write_csv(size.rows, folder)
    found: dict[str, Measured] = {}
    for number in range(size.rounds):
        for one in chosen:
            if number == 0 or one.way != ROWS:
                _tell(f"round {number + 1} of {size.rounds}: {one.title}, {one.way}")
                done = measure(one, size.rows, size.exact if one.name == ALONE else size.sample, folder)
                found[one.name] = found[one.name].quicker(done) if one.name in found else done
    _tell("")
    return found


def grown(size: Size, folder: Path) -> list[Measured]:
    """The command at growing sizes."""
    found: list[Measured] = []
    for rows in size.scale:
        _tell(f"{rows:,} rows are made")
        write_parquet(rows, folder)
        _tell(f"{rows:,} rows are scored")
        found.append(measure(BY_NAME["ours-parquet"], rows, 0, folder))
    _tell("")
    return found


def _tell(what: str) -> None:
    """What is being measured, on a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
