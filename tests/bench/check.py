"""What a check costs: the whole command on a rubric of 200 leaves beside its score, and each check by itself.

Run it as ``python tests/bench/check.py``; docs/performance.md says what the figures mean.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.score import ENVIRONMENT, MAIN, facts_text, rubric_text  # noqa: E402 - a script

LEAVES = 200
RUNS = 9
# Formulas whose bounds an enclosure alone does not decide: facts are tried, and none is found.
HARD = "分值 * 完成{n} / (完成{n} + 计划{n})"


def main() -> None:
    """Measure and print; the whole process comes first, while this one is still small."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("plain", rubric_text(LEAVES)), ("hard", hard_text(LEAVES))):
            path = Path(folder) / f"{name}.yaml"
            path.write_text(text, "utf-8")
            took = whole_process(["check", str(path)])
            print(f"rubric check, {name:5}   {took * 1000:6.0f} ms   median of {RUNS}; the aim is 1000")
        facts = Path(folder) / "facts.yaml"
        facts.write_text(facts_text(LEAVES), "utf-8")
        scored = whole_process(["score", str(Path(folder) / "plain.yaml"), str(facts)])
        print(
            f"rubric score          {scored * 1000:6.0f} ms   the same rubric: what it costs to read it and to score"
        )
    for name, text in (("plain", rubric_text(LEAVES)), ("hard", hard_text(LEAVES))):
        each_check(name, text)


def whole_process(arguments: list[str]) -> float:
    """The median processor time of the command."""
    return statistics.median(_run(arguments) for _ in range(RUNS))


def _run(arguments: list[str]) -> float:
    start = _used()
    command = [sys.executable, "-c", MAIN, *arguments]
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=False, stdout=subprocess.DEVNULL)
    return _used() - start


def _used() -> float:
    """The processor time of all processes that were waited for: what else the machine does is left out."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def hard_text(leaves: int) -> str:
    """The rubric of the other measurement with formulas that need facts to be tried."""
    lines = rubric_text(leaves).splitlines(keepends=True)
    return "".join(_hard(line) for line in lines)


def _hard(line: str) -> str:
    head, formula, rest = line.partition("公式: ")
    if not formula:
        return line
    number = rest.split("完成")[1].split(" ")[0]
    return f'{head}公式: "{HARD.format(n=number)}"\n'


def each_check(name: str, text: str) -> None:
    """The checks by themselves, the dearest first."""
    from rubric import load_rubric_text
    from rubric.audit import CHECKS, audit

    rubric, problems = load_rubric_text(text)
    assert rubric is not None, problems
    took = {check: min(_seconds(rubric, check, audit) for _ in range(3)) for check in CHECKS}
    for check, seconds in sorted(took.items(), key=lambda pair: -pair[1])[:6]:
        print(f"{name:5} {check:24} {seconds * 1000:6.0f} ms   best of 3")


def _seconds(rubric: object, check: str, audit: object) -> float:
    start = time.process_time()
    audit(rubric, [check])  # type: ignore[operator]  # the audit
    return time.process_time() - start


if __name__ == "__main__":
    main()
