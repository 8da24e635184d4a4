"""Whole-process time of ``rubric score`` beside an interpreter that only imports its libraries.

Run it as ``python tests/bench/score.py``; the two alternate, and the medians and their ratio are printed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
FACTS = "examples/zhanjiang-2023/facts.yaml"
SCORE = [sys.executable, "-m", "engine.cli", "score", "department-zhanjiang", FACTS]
BASE = [sys.executable, "-c", "import pydantic, ruamel.yaml, simpleeval, rich.table"]
RUNS = 15


def seconds(command: list[str]) -> float:
    """The wall time of one run."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Warm up, measure in turn, print."""
    for command in (SCORE, BASE):
        seconds(command)
    pairs = [(seconds(SCORE), seconds(BASE)) for _ in range(RUNS)]
    scored, imported = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"score {scored * 1000:.0f} ms, imports {imported * 1000:.0f} ms, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
