"""An engine measured: a process for each run, and what it said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.batch.competitors import ROWS, Competitor

ROOT = Path(__file__).parents[3]
# Bytecode is compiled in the first run and kept: a machine may be set not to.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
# In a process, of which the first makes the plans; what goes row by row has none.
RUNS = 2


class Measured(NamedTuple):
    """What an engine took for so many rows and got wrong of them; ``missing`` is what is not installed.

    ``seconds`` are by the clock, ``used`` those of all processors: they say more of a machine that is busy.
    ``peak`` and ``extra`` are MiB, the second without what was held before; None where that is not known.
    """

    of: Competitor
    rows: int = 0
    seconds: float = 0
    used: float = 0
    peak: float | None = None
    extra: float | None = None
    totals: int | None = None
    cells: int | None = None
    wrong_rows: int | None = None
    missing: str = ""

    @property
    def each(self) -> float:
        """Seconds a million rows."""
        return self.seconds / self.rows * 1_000_000

    @property
    def each_used(self) -> float:
        """Seconds of the processors a million rows."""
        return self.used / self.rows * 1_000_000

    def quicker(self, other: Measured) -> Measured:
        """The one of two runs that took less time, with what memory the first of them took."""
        return self._replace(seconds=min(self.seconds, other.seconds), used=min(self.used, other.used))


def measure(of: Competitor, rows: int, sample: int, folder: Path) -> Measured:
    """One process of an engine. Where it fails, so does this one."""
    runs = 1 if of.way == ROWS else RUNS
    arguments = [of.name, str(rows), str(sample), str(runs), str(folder), str(time.time())]
    command = [sys.executable, "-m", "tests.bench.batch.child", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, check=False, text=True)
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise SystemExit(f"{of.name} failed")
    return Measured(of, **json.loads(done.stdout.splitlines()[-1]))
