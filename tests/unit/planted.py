"""Rubrics with one mistake each that shows in a score, and the same without it."""

from __future__ import annotations

from typing import NamedTuple

HEAD = "评分表: 例\n满分: {points}\n舍入: {{位数: 2, 方式: 四舍五入, 于: 指标}}\n"
MONEY = '事实: {支出: {单位: 万元, 范围: "[0, inf)"}, 预算: {单位: 万元, 范围: "[0, inf)"}}\n'
RATE = '事实: {率: {单位: "%", 范围: "[0%, 200%]"}}\n'


class Planted(NamedTuple):
    """``wrong`` breaks the ``property`` of the item at ``path``; ``right`` breaks none."""

    path: str
    property: str
    wrong: str
    right: str


def _one(body: str, facts: str = RATE, points: int = 5, more: str = "") -> str:
    return HEAD.format(points=points) + more + facts + f"指标:\n  甲:\n    分值: {points}\n" + body


def _cases(*lines: str) -> str:
    return "    预期: {随升: [率]}\n    情形:\n" + "".join(f"      - {{{line}}}\n" for line in lines)


ROWS = """事实:
  表: {类型: 表, 列: {名称: {类型: 文字}, 权重: {范围: "(0, 10]"}, 完成: {范围: "[0, inf)"}, 目标: {范围: "[0, inf)"}}}
指标:
  甲:
    分值: 10
    逐项: {表: 表, 名: 名称, 分值: 权重, 空表: 零分}
"""
PLANTED: dict[str, Planted] = {
    "no cap on what is over the target": Planted(
        "甲",
        "bounds",
        _one("    公式: 分值 * 率\n"),
        _one("    公式: 分值 * 率\n    封顶: 是\n"),
    ),
    "a formula that falls below 0": Planted(
        "甲",
        "bounds",
        _one("    公式: 最小(5, 分值 - (率 - 100%) * 10)\n"),
        _one("    公式: 最大(0, 最小(5, 分值 - (率 - 100%) * 10))\n"),
    ),
    "a budget of 0": Planted(
        "甲",
        "defined",
        _one("    公式: 分值 * 支出 / 预算\n    封顶: 是\n", MONEY),
        _one("    公式: 分值 * 比(支出, 预算, 0)\n    封顶: 是\n", MONEY),
    ),
    "0 where two figures are alike": Planted(
        "甲",
        "defined",
        _one("    公式: 1 / (支出 - 预算)\n    封顶: 是\n", MONEY),
        _one("    公式: 1 若 支出 == 预算 否则 1 / (支出 - 预算)\n    封顶: 是\n", MONEY),
    ),
    "a hole at exactly 95%": Planted(
        "甲",
        "rises",
        _one(_cases("当: 率 < 95%, 得: 3", "当: 率 > 95%, 得: 5", "其余: 0")),
        _one(_cases("当: 率 < 95%, 得: 3", "其余: 5")),
    ),
    "below for at most, of two figures": Planted(
        "甲",
        "rises",
        _one(
            "    预期: {随升: [支出]}\n    情形:\n      - {当: 支出 > 预算 * 80%, 得: 5}\n      - {当: 支出 < 预算 * 80%, 得: 2}\n      - {其余: 0}\n",
            MONEY,
        ),
        _one(
            "    预期: {随升: [支出]}\n    情形:\n      - {当: 支出 >= 预算 * 80%, 得: 5}\n      - {其余: 2}\n",
            MONEY,
        ),
    ),
    "bands the wrong way round": Planted(
        "甲",
        "rises",
        _one(
            '    预期: {随升: [率]}\n    分档: {量: 率, 档: {"[0%, 80%)": 5, "[80%, 95%)": 3, "[95%, 200%]": 0}}\n'
        ),
        _one(
            '    预期: {随升: [率]}\n    分档: {量: 率, 档: {"[0%, 80%)": 0, "[80%, 95%)": 3, "[95%, 200%]": 5}}\n'
        ),
    ),
    "a deduction that takes less for more": Planted(
        "甲",
        "falls",
        _one("    预期: {随降: [率]}\n    扣分: [{量: 100% - 率, 每: 5%, 扣: 1, 计数: 足额, 因: 差额}]\n"),
        _one("    预期: {随降: [率]}\n    扣分: [{量: 率 - 100%, 每: 5%, 扣: 1, 计数: 足额, 因: 超额}]\n"),
    ),
    "points through which the line turns": Planted(
        "甲",
        "rises",
        _one(
            "    预期: {随升: [率]}\n    插值: {量: 率, 过点: [[0%, 0], [60%, 4], [80%, 3], [100%, 5]], 之外: 截断}\n"
        ),
        _one(
            "    预期: {随升: [率]}\n    插值: {量: 率, 过点: [[0%, 0], [60%, 3], [80%, 4], [100%, 5]], 之外: 截断}\n"
        ),
    ),
    "a value outside its range": Planted(
        "甲",
        "defined",
        _one(
            "    公式: 分值 * 执行率\n",
            MONEY.replace('"[0, inf)"}}', '"[1, inf)"}}')
            + '计算: {执行率: {公式: 支出 / 预算, 范围: "[0, 1]"}}\n',
        ),
        _one(
            "    公式: 分值 * 执行率\n",
            MONEY.replace('"[0, inf)"}}', '"[1, inf)"}}')
            + '计算: {执行率: {公式: "最小(1, 支出 / 预算)", 范围: "[0, 1]"}}\n',
        ),
    ),
    "an optional fact that is read all the same": Planted(
        "甲",
        "defined",
        _one("    公式: 分值 * 率\n", '事实: {率: {单位: "%", 范围: "[0%, 100%]", 可缺: 是}}\n'),
        _one(
            "    公式: 分值 * 率 若 已知(率) 否则 0\n",
            '事实: {率: {单位: "%", 范围: "[0%, 100%]", 可缺: 是}}\n',
        ),
    ),
    "no rows to take the mean of": Planted(
        "甲",
        "defined",
        _one(
            "    公式: 分值 * 平均(表, 率)\n",
            '事实: {表: {类型: 表, 列: {率: {单位: "%", 范围: "[0%, 100%]"}}}}\n',
        ),
        _one(
            "    公式: 分值 * 平均(表, 率, 0)\n",
            '事实: {表: {类型: 表, 列: {率: {单位: "%", 范围: "[0%, 100%]"}}}}\n',
        ),
    ),
    "a logarithm of 0": Planted(
        "甲",
        "defined",
        _one("    公式: 对数(支出)\n    封顶: 是\n", MONEY),
        _one("    公式: 对数(支出 + 1)\n    封顶: 是\n", MONEY),
    ),
    "a row without a cap": Planted(
        "甲/甲",
        "bounds",
        HEAD.format(points=10) + ROWS + "    公式: 分值 * 比(完成, 目标, 0)\n",
        HEAD.format(points=10) + ROWS + "    公式: 分值 * 最小(1, 比(完成, 目标, 0))\n",
    ),
    "a row with a target of 0": Planted(
        "甲/甲",
        "defined",
        HEAD.format(points=10) + ROWS + "    公式: 分值 * 最小(1, 完成 / 目标)\n",
        HEAD.format(points=10) + ROWS + "    公式: 分值 * 最小(1, 比(完成, 目标, 1))\n",
    ),
    "nothing that applies": Planted(
        "",
        "defined",
        "评分表: 例\n满分: 5\n舍入: 不舍入\n事实: {有: {类型: 是否}, 率: {单位: '%', 范围: '[0%, 100%]'}}\n"
        "指标:\n  甲: {分值: 5, 适用: 有, 不适用: 折算, 公式: 分值 * 率}\n",
        "评分表: 例\n满分: 5\n舍入: 不舍入\n事实: {有: {类型: 是否}, 率: {单位: '%', 范围: '[0%, 100%]'}}\n"
        "指标:\n  甲: {分值: 5, 适用: 有, 不适用: 满分, 公式: 分值 * 率}\n",
    ),
    "a group that adds up to too much": Planted(
        "组",
        "bounds",
        "评分表: 例\n满分: 10\n舍入: 不舍入\n"
        + RATE.replace("200%", "100%")
        + "指标:\n  组:\n    分值: 10\n    汇总: {公式: 甲 + 乙 * 2}\n    指标:\n      甲: {分值: 5, 公式: 分值 * 率}\n      乙: {分值: 5, 公式: 分值 * 率}\n",
        "评分表: 例\n满分: 10\n舍入: 不舍入\n"
        + RATE.replace("200%", "100%")
        + "指标:\n  组:\n    分值: 10\n    汇总: {公式: 甲 + 乙}\n    指标:\n      甲: {分值: 5, 公式: 分值 * 率}\n      乙: {分值: 5, 公式: 分值 * 率}\n",
    ),
    "a group that falls where it should rise": Planted(
        "组",
        "rises",
        "评分表: 例\n满分: 10\n舍入: 不舍入\n"
        + RATE.replace("200%", "100%")
        + "指标:\n  组:\n    分值: 10\n    预期: {随升: [率]}\n    指标:\n      甲: {分值: 4, 公式: 分值 * 率}\n      乙: {分值: 6, 公式: 分值 * (1 - 率)}\n",
        "评分表: 例\n满分: 10\n舍入: 不舍入\n"
        + RATE.replace("200%", "100%")
        + "指标:\n  组:\n    分值: 10\n    预期: {随升: [率]}\n    指标:\n      甲: {分值: 6, 公式: 分值 * 率}\n      乙: {分值: 4, 公式: 分值 * (1 - 率)}\n",
    ),
}
