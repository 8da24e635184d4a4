"""What a score costs: the whole command, its memory, one large rubric scored, and large rubrics loaded.

Run it as ``python tests/bench/score.py``; docs/performance.md says what the figures mean.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
FACTS = "examples/zhanjiang-2023/facts.yaml"
MAIN = "import sys; from engine.cli import main; sys.exit(main())"
SCORE = [sys.executable, "-c", MAIN, "score", "department-zhanjiang", FACTS]
BASE = [sys.executable, "-c", "import pydantic, ruamel.yaml, simpleeval, rich.table"]
# Bytecode is compiled in the warm-up and kept: a machine may be set not to.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
RUNS = 21
STEPS = 300_000
# Of 20 ms to the 21 ms that the steps took where the aim was set.
AIM = 0.95
GROUP = 10
SIZES = (250, 500, 1000, 2000)

RULES = (
    "公式: 分值 * 最小(1, 完成{n} / 计划{n})",
    '分档: {{量: 完成{n} / 计划{n}, 档: {{"(-inf, 80%)": 0, "[80%, 95%)": 60%, "[95%, inf)": 100%}}}}',
    "扣分: [{{量: 100% - 完成{n} / 计划{n}, 每: 5%, 扣: 0.5, 计数: 足额, 因: 未完成}}]",
    "要点: {{有办法{n}: 1, 有执行{n}: 1}}",
)


def main() -> None:
    """Measure and print; the whole process comes first, while this one is still small."""
    whole_process()
    sys.path.insert(0, str(ROOT))
    one_score(200)
    loading()


def whole_process() -> None:
    """The command and the bare imports in turn, after a warm-up of both."""
    for command in (BASE, SCORE, BASE, SCORE):
        _run(command)
    _run(BASE)
    pairs = [(_run(SCORE), _run(BASE)) for _ in range(RUNS)]
    for at, clock in enumerate(("by the clock", "of the processor")):
        scored, imported = (statistics.median(one[at] for one in side) for side in zip(*pairs, strict=True))
        print(f"rubric score          {scored * 1000:6.0f} ms   {clock}, median of {RUNS}, whole process")
        print(f"imports alone         {imported * 1000:6.0f} ms   {clock}, in turn with it")
        print(f"ratio                 {scored / imported:6.2f}      of the medians; the aim is 1.6")
    # The largest child so far: either of the two, and the imports alone are a part of the command.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1024**2
    )
    print(f"peak memory           {peak:6.0f} MiB  the aim is 80")


def _run(command: list[str]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor, which others at work on the machine disturb less."""
    start, before = time.perf_counter(), _processor()
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start, _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _seconds(act: Callable[[], object]) -> float:
    """Seconds of the processor in this process."""
    start = time.process_time()
    act()
    return time.process_time() - start


def one_score(leaves: int) -> None:
    """One subject with a rubric that has been loaded."""
    from engine import load_facts_text, score
    from rubric import load_rubric_text

    rubric, problems = load_rubric_text(rubric_text(leaves))
    assert rubric is not None, problems
    facts, problems = load_facts_text(facts_text(leaves), rubric)
    assert facts is not None, problems
    card = score(rubric, facts)
    assert card.complete
    # In turn, so that what else the machine does slows down both.
    pairs = [(_seconds(lambda: score(rubric, facts)), _seconds(_yardstick)) for _ in range(RUNS)]
    scores, loops = zip(*pairs, strict=True)
    _compare(leaves, "median", statistics.median(scores), statistics.median(loops))
    _compare(leaves, "quickest", min(scores), min(loops))


def _compare(leaves: int, which: str, scored: float, yardstick: float) -> None:
    print(f"scoring {leaves} leaves    {scored * 1000:6.1f} ms   {which} of {RUNS}; the aim is 20")
    print(f"a yardstick           {yardstick * 1000:6.1f} ms   in turn with it: {STEPS:,} steps of a loop")
    print(f"ratio                 {scored / yardstick:6.2f}      of the {which}; 20 ms were {AIM}")


def _yardstick() -> int:
    """Plain Python, to tell a slow program from a slow machine."""
    found = 0
    for step in range(STEPS):
        found += step * step % 7
    return found


def loading() -> None:
    """Rubrics of growing size: the time a leaf shows whether it grows in proportion."""
    from rubric import load_rubric_text

    for leaves in SIZES:
        text = rubric_text(leaves)
        assert load_rubric_text(text)[0] is not None
        took = min(_seconds(lambda text=text: load_rubric_text(text)) for _ in range(3))  # type: ignore[misc]
        each = took / leaves * 1000
        print(f"loading {leaves:4} leaves   {took * 1000:6.0f} ms   {each:.2f} ms a leaf, best of 3")


def rubric_text(leaves: int) -> str:
    """A rubric of so many leaves of 2 points, ten to a group, its rules in turn."""
    numbers = range(leaves)
    facts = "".join(
        f'  完成{n}: {{单位: 项, 范围: "[0, inf)"}}\n  计划{n}: {{单位: 项, 范围: "(0, inf)"}}\n'
        for n in numbers
        if n % len(RULES) != len(RULES) - 1
    )
    groups = "".join(_group(range(start, min(start + GROUP, leaves))) for start in numbers[::GROUP])
    head = f"评分表: {leaves} 项\n满分: {2 * leaves}\n舍入: {{位数: 2, 方式: 四舍五入, 于: 指标}}\n"
    return f"{head}事实:\n{facts}指标:\n{groups}"


def _group(numbers: range) -> str:
    items = "".join(
        f"      指标{n}:\n        分值: 2\n        {RULES[n % len(RULES)].format(n=n)}\n" for n in numbers
    )
    return f"  分组{numbers.start}:\n    分值: {2 * len(numbers)}\n    指标:\n{items}"


def facts_text(leaves: int) -> str:
    """Facts for that rubric, some points lost here and there."""
    lines = (
        f"  有办法{n}: 是\n  有执行{n}: {'否' if n % 8 == 3 else '是'}\n"
        if n % len(RULES) == len(RULES) - 1
        else f"  完成{n}: {{值: {70 + n % 37}.5, 单位: 项}}\n  计划{n}: 100\n"
        for n in range(leaves)
    )
    return "事实:\n" + "".join(lines)


if __name__ == "__main__":
    main()
