"""Which tests run through which line of a file, and how long each of them takes: measured once."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import coverage

from tests.bench.mutants.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Collection

    import pytest

    from tests.bench.mutants.mutant import Mutant


class Reached(NamedTuple):
    """The tests by file and line, and the seconds of the processor that each of them took."""

    lines: dict[tuple[str, int], list[str]]
    took: dict[str, float]

    def through(self, mutant: Mutant) -> list[str]:
        """The tests that run through a mutant."""
        # A part of a statement over several lines may count to the line where that begins.
        start = int(mutant.function.partition(":")[2])
        above = (self.lines.get((mutant.file, line), []) for line in range(mutant.line, start, -1))
        return next(filter(None, above), [])


def reached(session: pytest.Session, files: Collection[str], kept: Path | None) -> Reached:
    """What the tests reach, out of ``kept`` where that is there already, and put there where it is not."""
    with tempfile.TemporaryDirectory() as folder:
        out = kept or Path(folder, "map.json")
        if not out.exists():
            child = os.fork()
            if not child:
                _measure(session, files, out)
            os.waitpid(child, 0)
        told = json.loads(out.read_text(encoding="utf-8"))
    lines: dict[tuple[str, int], list[str]] = defaultdict(list)
    for file, held in told["lines"].items():
        for line, tests in held.items():
            lines[file, int(line)] = [test for test in tests if test in told["took"]]
    return Reached(lines, told["took"])


def _measure(session: pytest.Session, files: Collection[str], out: Path) -> None:
    cover = coverage.Coverage(data_file=None, config_file=False, include=[str(ROOT / file) for file in files])
    cover.start()
    took, failed = {}, _failures(session)
    for item in session.items:
        cover.switch_context(item.nodeid)
        since = time.process_time()  # whatever else the machine is doing
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        took[item.nodeid] = time.process_time() - since
    cover.stop()
    for test in failed:  # what fails without a mutant tells nothing with one
        took.pop(test, None)
    data = cover.get_data()
    lines = {file: data.contexts_by_lineno(str(ROOT / file)) for file in files}
    out.write_text(json.dumps({"lines": lines, "took": took}), encoding="utf-8")
    os._exit(0)


def _failures(session: pytest.Session) -> list[str]:
    failed: list[str] = []

    class Seen:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed:
                failed.append(report.nodeid)

    session.config.pluginmanager.register(Seen())
    return failed
