"""The command: the survivors of the files that are asked for."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import tests.bench.mutants
from tests.bench.mutants.alone import alone, run_alone
from tests.bench.mutants.asked import TESTS, run_tests
from tests.bench.mutants.bench import Bench
from tests.bench.mutants.mutant import mutants
from tests.bench.mutants.tree import ROOT

if TYPE_CHECKING:
    from tests.bench.mutants.mutant import Mutant


def main() -> int:
    """The survivors of the files that are asked for."""
    asked = _parser().parse_args()
    os.chdir(ROOT)
    todo = [mutant for file in asked.files for mutant in mutants(file)]
    if asked.alone is not None:
        return run_alone(todo[asked.alone])
    if asked.only:
        chosen = {int(number) for number in asked.only.split(",")}
        todo = [mutant for mutant in todo if mutant.number in chosen]
    _tell(_tried(todo, asked), asked.files)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.bench.mutants", description=tests.bench.mutants.__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE", help="a module, such as rubric/number.py")
    parser.add_argument("--budget", type=float, default=4.0, help="seconds of tests a mutant")
    parser.add_argument("--only", help="numbers of mutants, joined by commas (of a single file)")
    parser.add_argument("--no-tables", action="store_true", help="only what stands inside functions")
    parser.add_argument("--map", type=Path, help="keep what test runs through what line, for the next run")
    parser.add_argument("--out", type=Path, help="add a line of JSON for every mutant: its killer or null")
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    return parser


def _tried(todo: list[Mutant], asked: argparse.Namespace) -> Bench:
    bench = Bench([mutant for mutant in todo if mutant.function], asked.budget, asked.out, asked.map)
    if bench.todo:
        run_tests(["-s"], TESTS, bench)
    for mutant in [] if asked.no_tables else todo:
        if not mutant.function:
            bench.tell(mutant, alone(mutant))
    return bench


def _tell(bench: Bench, files: list[str]) -> None:
    for file in files:
        told = [found is not None for one, found in bench.told if one.file == file]
        print(f"{file}: {sum(told)} of {len(told)} killed ({sum(told) / max(1, len(told)):.1%})")


if __name__ == "__main__":
    sys.exit(main())
