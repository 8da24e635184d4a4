"""The rubric that every engine scores by: its numbers, and the rubric itself in the language.

Thirty leaves of 10 points, each rounded half up to two decimals: ten by the band that a ratio of two amounts
falls into, ten from which half a point is taken for each whole percentage point of too many staff, ten by
straight lines between three points. The total weighs the sums of the three tens and is rounded as well.
"""

from __future__ import annotations

from typing import Final, NamedTuple

LEAVES: Final = 10
FULL: Final = 10
# A ratio below the first earns the first of POINTS, from the last on the last of them.
EDGES: Final = (0.6, 0.8, 0.9, 0.95)
POINTS: Final = (0.0, 4.0, 6.0, 8.0, 10.0)
STEP: Final = 0.01
TAKEN: Final = 0.5
WEIGHTS: Final = (0.4, 0.3, 0.3)
CELLS: Final = 3 * LEAVES

MONEY: Final = tuple(f"{kind}{n}" for n in range(LEAVES) for kind in ("支出", "预算"))
COUNTS: Final = tuple(f"{kind}{n}" for n in range(LEAVES) for kind in ("在职", "编制"))
MARKS: Final = tuple(f"测评{n}" for n in range(LEAVES))
NAMES: Final = ("编号", *MONEY, *COUNTS, *MARKS)
# The results of every engine, in this order.
OUTPUTS: Final = (
    *(f"{kind}{n}" for kind in ("执行", "控编", "效益") for n in range(LEAVES)),
    "执行",
    "控编",
    "效益",
    "总分",
)


class Lines(NamedTuple):
    """Three points with straight lines between them: ``left`` earns 0, ``middle`` 6 and ``right`` 10."""

    left: int
    middle: int
    right: int

    @property
    def first(self) -> float:
        """Points a unit between the first two."""
        return 6 / (self.middle - self.left)

    @property
    def second(self) -> float:
        """Points a unit between the last two."""
        return 4 / (self.right - self.middle)


def lines(n: int) -> Lines:
    """The lines of a leaf: their slopes are finite decimals in some leaves and not in others."""
    return Lines(60, 80 + n, 100)


def rubric_text() -> str:
    """The rubric, as an office would write it."""
    facts = "".join(
        f'  支出{n}: {{单位: 万元, 范围: "[0, inf)"}}\n'
        f'  预算{n}: {{单位: 万元, 范围: "(0, inf)"}}\n'
        f'  在职{n}: {{类型: 整数, 单位: 人, 范围: "[0, inf)"}}\n'
        f'  编制{n}: {{类型: 整数, 单位: 人, 范围: "[1, inf)"}}\n'
        f'  测评{n}: {{范围: "[0, 100]"}}\n'
        for n in range(LEAVES)
    )
    weighed = " + ".join(
        f"{name} * {weight:.0%}" for name, weight in zip(OUTPUTS[-4:-1], WEIGHTS, strict=True)
    )
    groups = "".join(
        f"  {name}:\n    分值: {LEAVES * FULL}\n    指标:\n{''.join(_leaf(name, n) for n in range(LEAVES))}"
        for name in OUTPUTS[-4:-1]
    )
    rounding = "舍入: {位数: 2, 方式: 四舍五入, 于: [指标, 总分]}"
    return f"评分表: 三十项\n满分: 100\n{rounding}\n汇总: {{公式: {weighed}}}\n事实:\n{facts}指标:\n{groups}"


def _leaf(group: str, n: int) -> str:
    return f"      {group}{n}:\n        分值: {FULL}\n        {_rule(group, n)}\n"


def _rule(group: str, n: int) -> str:
    if group == "执行":
        ends = ("(-inf", *(f"{edge:.0%}" for edge in EDGES), "inf)")
        starts = (ends[0], *(f"[{edge}" for edge in ends[1:-1]))
        bands = ", ".join(
            f'"{start}, {end}{"" if end == "inf)" else ")"}": {points:g}'
            for start, end, points in zip(starts, ends[1:], POINTS, strict=True)
        )
        return f"分档: {{量: 支出{n} / 预算{n}, 档: {{{bands}}}}}"
    if group == "控编":
        return f"扣分: [{{量: 在职{n} / 编制{n} - 100%, 每: {STEP:.0%}, 扣: {TAKEN}, 计数: 足额, 因: 超编}}]"
    to = lines(n)
    return f"插值: {{量: 测评{n}, 过点: [[{to.left}, 0], [{to.middle}, 6], [{to.right}, 10]], 之外: 截断}}"
