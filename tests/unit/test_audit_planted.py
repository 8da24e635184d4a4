"""Bugs planted in the pattern rubrics are found; what only looks like one is not."""

from __future__ import annotations

import pytest

from rubric import load_rubric_text
from rubric.audit import CHECKS, Finding, audit
from rubric.report import render_problems
from tests.test_patterns import PATTERNS, pattern
from tests.unit.test_audit import names, read

# check, pattern, what is replaced, by what
PLANTED = [
    ("deduction-above-points", "05-step-deduction", "每: 0.1%, 扣: 1", "每: 0.1%, 扣: 10"),
    (
        "deduction-above-points",
        "12-count-deduction",
        "量: 省级信访, 每: 1, 扣: 10",
        "量: 省级信访, 每: 1, 扣: 100",
    ),
    ("deduction-above-points", "18-over-achievement", "完成率 >= 130%, 扣: 2", "完成率 >= 130%, 扣: 12"),
    (
        "deduction-above-points",
        "11-accrual-capped",
        "national_prize, points: 4",
        "national_prize, points: 40",
    ),
    ("never-full", "07-bands", '"[90%, inf)": 5', '"[90%, inf)": 4.5'),
    ("never-full", "14-grade-to-points", "A: 4, B", "A: 3, B"),
    ("never-full", "20-not-applicable-redistribute", "公式: 分值 * 丁率", "公式: 9 * 丁率"),
    ("never-lost", "29-rounding-by-stage", "formula: b", "formula: points"),
    ("unlimited-line", "11-accrual-capped", "count: continuous, max: 6", "count: continuous"),
    (
        "unreachable-band",
        "07-bands",
        '安排率: {单位: "%", 范围: "[0%, inf)"}',
        '安排率: {单位: "%", 范围: "[0%, 85%]"}',
    ),
    (
        "unreachable-band",
        "17-ceiling-on-an-item",
        '"[0, 0]": 5, "[1, inf)"',
        '"[0, 0]": 5, "(0, 1)": 5, "[1, inf)"',
    ),
    ("same-band", "07-bands", '"[80%, 90%)": 4', '"[80%, 90%)": 5'),
    ("empty-level", "g08-judgement-ends", "3.33", "0.01"),
    (
        "zero-denominator",
        "05-step-deduction",
        '控制数: {单位: 万元, 范围: "(0, inf)"}',
        '控制数: {单位: 万元, 范围: "[0, inf)"}',
    ),
    ("zero-denominator", "26-last-year", "当: 上年数 > 0", "当: 上年数 >= 0"),
    ("decided-condition", "26-last-year", "当: 本年数 == 0", "当: 本年数 < 0"),
    ("decided-condition", "15-item-veto", "当: 未发文县数 > 0", "当: 未发文县数 >= 0"),
    ("decided-condition", "27-consistency", "<= 10%", "<= 100%"),
    ("decided-condition", "28-justification", "rate < 90%", "rate > 100%"),
    ("unreachable-case", "26-last-year", "当: 年末结余 == 0, 得: 3", "当: 年末结余 >= 0, 得: 3"),
    ("percent-as-number", "18-over-achievement", "完成率 >= 130%, 扣", "完成率 >= 30, 扣"),
    ("percent-as-number", "28-justification", "rate < 90%", "rate < 90"),
    ("mixed-units", "27-consistency", "项目支出: {单位: 万元", "项目支出: {单位: 元"),
    ("mixed-units", "g06-execution-share", "budget: {unit: 万元", "budget: {unit: 元"),
    ("beyond-bounds", "27-consistency", "公式: 分值 * 目标率", "公式: 分值 * 目标率 * 2"),
    ("beyond-bounds", "29-rounding-by-stage", 'b: {range: "[0, 50]"}', 'b: {range: "[-1, 50]"}'),
    ("unused-name", "20-not-applicable-redistribute", "公式: 分值 * 丁率", "公式: 分值 * 丙率"),
    ("look-alike-names", "24-interpolate", "分段:", "投人:"),
    ("element-and-fact", "15-item-veto", "设定了目标: {得", "市级已发文: {得"),
    ("text-and-rule", "05-step-deduction", "每低0.1个百分点扣1分", "每低0.1个百分点扣2分"),
    ("text-and-rule", "05-step-deduction", "每低0.1个百分点扣1分", "每低1个百分点扣1分"),
    ("text-and-rule", "05-step-deduction", "最多扣9分", "最多扣6分"),
    ("text-and-rule", "05-step-deduction", "每低0.1个百分点扣1分", "每高0.1个百分点扣1分"),
    ("text-and-rule", "05-step-deduction", "不满1%按1%计算", "不满1%的不扣"),
    ("valley-band", "07-bands", '"[80%, 90%)": 4', '"[80%, 90%)": 2'),
    (
        "empty-grade",
        "29-grade-on-rounded",
        '良: "[80, 90)"',
        '特: "(89.991, 90)", 良: "[80, 89.991]"',
    ),
    ("direction", "07-bands", "分值: 5", "分值: 5\n    预期: {随降: 安排率}"),
    (
        "rounded-and-exact",
        "18-over-achievement",
        "当: 完成率 >= 130%, 扣",
        "当: '完成率 > 舍入(完成 / 目标值, 2, \"四舍五入\")', 扣",
    ),
    (
        "line-twice",
        "11-accrual-capped",
        "- {when: national_prize, points: 4",
        "- {when: national_prize, points: 1}\n      - {when: national_prize, points: 4",
    ),
    ("house-policy", "07-bands", "舍入: ", "规范: {佐证: 必填}\n舍入: "),
    ("ignore-comment", "07-bands", "分值: 5", "分值: 5  # 忽略 never-full：无"),
]


def planted(stem: str, old: str, new: str) -> list[Finding]:
    text = str(pattern(PATTERNS / f"{stem}.yaml")["rubric"])
    assert old in text
    rubric, problems = load_rubric_text(text.replace(old, new))
    assert rubric is not None, render_problems(problems, "en")
    return audit(rubric)


@pytest.mark.parametrize(("check", "stem", "old", "new"), PLANTED)
def test_a_planted_bug_is_found(check: str, stem: str, old: str, new: str) -> None:
    assert check not in names(planted(stem, old, old))
    assert check in names(planted(stem, old, new))


def test_every_check_but_the_one_that_needs_three_items_is_planted() -> None:
    assert {check for check, *_ in PLANTED} == CHECKS.keys() - {"repeated-formula"}


FACTS = """
事实:
  甲: {单位: 万元, 范围: "[0, inf)"}
  乙: {单位: 万元, 范围: "[0, inf)"}
  丙: {单位: 亿元, 范围: "[0, inf)"}
  率: {单位: "%", 范围: "[0%, inf)"}
  个数: {单位: 个, 类型: 整数, 范围: "[0, inf)"}
  项数: {单位: 项, 类型: 整数, 范围: "[0, inf)"}
  人数: {单位: 人, 类型: 整数, 范围: "[0, inf)"}
  有新建: {类型: 是否}
核对: {都用到: {式: "甲 > 1 或 乙 > 1 或 丙 > 1 或 率 > 1% 或 个数 > 1 或 项数 > 1 或 人数 > 1 或 有新建", 严重: 警告}}
"""

# What stands in the item, and why it is sound.
SOUND = [
    ("guarded by the order of two facts", "适用: 甲 > 乙\n不适用: 满分\n公式: 分值 * 最小(1, 1 / (甲 - 乙))"),
    ("guarded inside the formula", '公式: "分值 若 甲 == 0 否则 分值 * 最小(1, 乙 / 甲)"'),
    ("guarded by a connected condition", '公式: "分值 若 甲 > 0 且 乙 / 甲 > 2 否则 0"'),
    ("0 has a meaning", "公式: 分值 * 最小(1, 比(乙, 甲, 0))"),
    ("held by itself", "公式: 分值 * 最小(1, 率)"),
    ("a precaution", '情形: [{当: "率 >= 0% 且 率 < 90%", 得: 0}, {其余: 分值}]'),
    ("cases that leave nothing over", "情形: [{当: 率 >= 90%, 得: 10}, {当: 率 < 90%, 得: 5}, {其余: 0}]"),
    ("meant so", "须附: [{当: 是, 附: 理由}]\n公式: 分值 * 最小(1, 率)"),
    ("a conversion", '情形: [{当: "甲 <= 丙 * 10000", 得: 10}, {其余: 0}]'),
    ("words that only count", '情形: [{当: "个数 <= 项数", 得: 10}, {其余: 0}]'),
    ("twice as much", '情形: [{当: "甲 > 0 且 乙 / 甲 >= 2", 得: 10}, {其余: 0}]'),
    ("above 100 percent", "情形: [{当: 率 >= 250%, 得: 10}, {其余: 0}]"),
    ("people an amount", '情形: [{当: "人数 > 0 且 甲 / 人数 >= 20", 得: 10}, {其余: 0}]'),
    ("limited by the points", "加分: [{量: 个数, 每: 1, 加: 1, 计数: 足额}]"),
    ("lines that exceed together", "扣分: [{当: 有新建, 扣: 8}, {当: 率 < 50%, 扣: 8}]"),
    ("full marks in print", "公式: 分值 * 最小(0.9999, 率)"),
    ("1 in 2% is 0.5 in 1%", "原文: 每超1%扣0.5分\n扣分: [{量: 率 - 100%, 每: 2%, 扣: 1, 计数: 连续}]"),
    (
        "two figures in a text",
        "原文: 每超1%扣0.5分，每低1%扣2分\n扣分: [{量: 率 - 100%, 每: 1%, 扣: 0.5, 计数: 足额}]",
    ),
    ("the points of the whole table", "原文: 满分100分，占10分\n公式: 分值 * 最小(1, 率)"),
    ("not applying costs them", "适用: 有新建\n不适用: 零分\n公式: 分值"),
    ("not applying gives them", "适用: 有新建\n不适用: 满分\n公式: 分值 * 最小(80%, 率)"),
    ("a veto can cost them", "公式: 分值\n否决: [{当: 有新建}]"),
    ("what lies above and what lies below", "扣分: [{当: 率 > 1, 扣: 1}, {当: 率 < 1, 扣: 1}]"),
    ("a reason for every lost point", "公式: 分值 * 最小(1, 率)\n须附: [{当: 失分 > 0, 附: 理由}]"),
    ("points against points", "公式: 分值 * 最小(1, 率)\n再扣: [{当: 得分(其余) < 60, 扣: 1}]"),
    ("up and down again", '分档: {量: 率, 档: {"[0%, 80%)": 3, "[80%, 120%]": 10, "(120%, inf)": 5}}'),
    ("it rises as expected", "预期: {随升: 率}\n公式: 分值 * 最小(1, 率)"),
    (
        "expected on both sides",
        '预期: {随升: 率, 随降: 个数}\n公式: "限于(分值 * 率 - 个数 / 2, 0, 分值)"',
    ),
    (
        "far above is taken away, as the author says",
        "比例: {量: 率, 目标: 100%, 方向: 越高越好, 超额: 封顶}\n再扣: [{当: 率 >= 130%, 扣: 2}]",
    ),
    ("a figure as printed", "情形: [{当: '舍入(率, 2, \"四舍五入\") >= 90%', 得: 10}, {其余: 0}]"),
    ("a figure against another fact", '情形: [{当: "向下取整(甲) >= 乙", 得: 10}, {其余: 0}]'),
]


@pytest.mark.parametrize(("_why", "body"), SOUND)
def test_what_only_looks_like_a_bug_is_not_reported(_why: str, body: str) -> None:
    inner = "\n".join(f"    {line}" for line in ("分值: 10", *body.splitlines()))
    rest = "  其余:\n    分值: 90\n    给定: 是\n"
    assert names(audit(read(f"{FACTS}指标:\n  某项:\n{inner}\n{rest}"))) == []


TABLE = """
事实:
  事项:
    类型: 表
    列:
      名称: {类型: 文字}
      完成: {范围: "[0, 1000]"}
      计划: {范围: "RANGE"}
      权重: {范围: "(0, 10]"}
"""
ROWS = (
    TABLE
    + """
指标:
  各项:
    分值: 10
    逐项: {表: 事项, 名: 名称, 分值: 权重, 空表: 零分}
    规则:
      - {当: 完成 >= 计划, 公式: 分值}
      - {当: 完成 >= 2 * 1000, 公式: 0}
      - {其余: {公式: "分值 * 限于(完成 / 计划, 0, 1)"}}
"""
)
SUMS = (
    TABLE.replace('      权重: {范围: "(0, 10]"}\n', "")
    + """
指标:
  各项: {分值: 10, 公式: "限于(合计(事项, 完成 / 计划, 空表=0), 0, 分值)"}
"""
)


def test_rows_are_looked_through_as_well() -> None:
    negative = audit(read(ROWS.replace("RANGE", "[-1, 10]")))
    assert names(negative) == ["decided-condition"]
    assert names(audit(read(SUMS.replace("RANGE", "[0, 10]")))) == ["zero-denominator"]
    assert names(audit(read(SUMS.replace("RANGE", "(0, 10]")))) == []
    late = ROWS.replace("RANGE", "[0, 10]").replace("完成 >= 2 * 1000", "完成 > 10")
    assert names(audit(read(late))) == ["unreachable-case"]
    open_ = ROWS.replace("RANGE", "[0, 10]").replace("完成 >= 计划, 公式: 分值", "完成 > 计划, 公式: 分值")
    assert "zero-denominator" in names(audit(read(open_)))


# What else is found, and by which code.
ALSO = [
    ("A001", "要点: {每缺: 11, 项: [有制度, 有台账]}"),
    ("A001", "公式: 分值 * 最小(1, 率)\n再扣: [{当: 有新建, 扣: 12}]"),
    ("A005", '分档: {量: 个数, 档: {"[0, 2]": 10, "(2, 3)": 5, "[3, inf)": 0}}'),
    ("A006", '分档: {量: 率, 档: {"[90%, inf)": 10, "[80%, 90%)": 3.001, "[0%, 80%)": 3.004}}'),
    ("A008", "公式: 分值 * 限于(1 / (甲 - 乙), 0, 1)"),
    ("A008", "公式: 分值 * 限于(率 / (1 - 率), 0, 1)"),
    ("A009", '情形: [{当: "率 < 0% 或 有新建", 得: 10}, {其余: 0}]'),
    ("A009", '公式: "分值 若 个数 >= 0 且 人数 >= 0 否则 0"'),
    ("A011", '分档: {量: "率 + 0%", 档: {"[90, inf)": 10, "(-inf, 90)": 0}}'),
    ("A011", '情形: [{当: "甲 > 0 且 乙 / 甲 >= 80", 得: 10}, {其余: 0}]'),
    ("A012", '情形: [{当: "最大(甲, 丙) > 5", 得: 10}, {其余: 0}]'),
    ("A012", '情形: [{当: "甲 + 人数 > 5", 得: 10}, {其余: 0}]'),
    ("A012", "比例: {量: 甲, 目标: 丙, 方向: 越高越好, 超额: 封顶, 零值: 不计分}"),
    ("A013", "公式: 分值 - 个数"),
    ("A013", '公式: "分值 * 甲 / (乙 + 2 * 个数 + 人数) 若 乙 > 0 否则 0"'),
    ("A029", "扣分: [{量: 个数, 每: 1, 扣: 1, 计数: 足额, 最多: 40}]"),
    ("A029", "加分: [{量: 个数, 每: 1, 加: 1, 计数: 足额, 最多: 40}, {当: 有新建, 加: 1}]"),
    ("A030", "公式: 分值 * 最小(1, 率)\n再扣: [{当: 得分(其余) < 60%, 扣: 1}]"),
    ("A030", "公式: 分值 * 最小(1, 率)\n须附: [{当: 失分 > 20%, 附: 理由}]"),
    ("A009", "公式: 分值 * 最小(1, 率)\n须附: [{当: 失分 > 10, 附: 理由}]"),
    ("A031", "扣分: [{当: 有新建, 扣: 1}, {当: 率 < 50%, 扣: 1}, {当: 有新建, 扣: 2}]"),
    ("A031", "公式: 分值 * 最小(1, 率)\n再扣: [{当: 有新建, 扣: 1}, {当: 有新建, 扣: 1}]"),
    (
        "A031",
        "加分: [{量: 个数 + 1, 每: 1, 加: 1, 计数: 足额, 最多: 2}, {量: 个数+1, 每: 2, 加: 1, 计数: 足额, 最多: 2}]",
    ),
    ("A004", "加分: [{当: 有新建, 加: 甲 + 1}, {当: 率 > 1%, 加: 1}]"),
    ("A011", '情形: [{当: "率 >= 90 且 有新建", 得: 10}, {其余: 0}]'),
    ("A020", "情形: [{当: '舍入(率, 2, \"四舍五入\") > 比(甲, 乙, 0)', 得: 10}, {其余: 0}]"),
    ("A021", "情形: [{当: '舍入(率, 2, \"四舍五入\") >= 89.5%', 得: 10}, {其余: 0}]"),
    ("A021", "分档: {量: '舍入(率, 2, \"四舍五入\")', 档: {'[89.5%, inf)': 10, '(-inf, 89.5%)': 0}}"),
    ("A022", "预期: {随降: 率}\n公式: 分值 * 最小(1, 率)"),
    ("A022", "预期: {随升: 甲}\n公式: 分值 * 限于(比(乙, 甲, 1), 0, 1)"),
    (
        "A022",
        (
            "比例: {量: 率, 目标: 100%, 方向: 越高越好, 超额: 封顶}\n"
            "上限: {量: 率, 档: {'[0%, 90%)': 10, '[90%, inf)': 4}}"
        ),
    ),
    ("A027", "预期: {随升: 没有声明}\n公式: 分值 * 最小(1, 率)"),
    ("A027", "预期: {随升: 有新建}\n公式: 分值 * 最小(1, 率)"),
    ("A025", '公式: 分值 * 最小(1, 率)\n上限: {量: 率, 档: {"[0%, 1%)": 9, "[1%, 2%)": 1, "[2%, inf)": 10}}'),
    ("A017", "原文: 满分8分\n公式: 分值 * 最小(1, 率)"),
    ("A017", "原文: 0.5 points are deducted for each unit\n扣分: [{量: 个数, 每: 1, 扣: 1, 计数: 足额}]"),
]


@pytest.mark.parametrize(("code", "body"), ALSO)
def test_other_forms_are_found_too(code: str, body: str) -> None:
    inner = "\n".join(f"    {line}" for line in ("分值: 10", *body.splitlines()))
    rest = "  其余:\n    分值: 90\n    给定: 是\n"
    found = audit(read(f"{FACTS}指标:\n  某项:\n{inner}\n{rest}"))
    assert code in [finding.code for finding in found]


VALUES = """
事实:
  支出: {单位: 万元, 范围: "[0, inf)"}
  参加: {单位: 人, 范围: "[0, inf)"}
  到场: {单位: 人次, 范围: "[0, inf)"}
计算:
  合计支出: {公式: 支出 + 支出, 单位: 元}
  进度: {公式: "最小(1, 支出 / 100)", 单位: "%", 位数: 0}
指标:
  甲: {分值: 5, 情形: [{当: 合计支出 > 3, 得: 5}, {其余: 0}]}
  乙: {分值: 5, 分档: {量: 进度, 档: {"[100%, 100%]": 5, "(99%, 100%)": 4, "[0%, 99%]": 0}}}
  丙: {分值: 5, 情形: [{当: 参加 >= 到场, 得: 5}, {其余: 0}]}
"""


def test_values_carry_units_and_steps() -> None:
    assert [finding.code for finding in audit(read(VALUES))] == ["A019", "A005", "A012"]


@pytest.mark.parametrize(
    ("one", "other"), [("Rate", "rate"), ("支出O", "支出0"), ("收入", "收人"), ("已拨", "己拨")]
)
def test_names_that_look_alike(one: str, other: str) -> None:
    facts = f"事实: {{{one}: {{范围: '[0, 5]'}}, {other}: {{范围: '[0, 5]'}}}}\n"
    assert names(audit(read(f"{facts}指标: {{某项: {{分值: 10, 公式: {one} + {other}}}}}"))) == [
        "look-alike-names"
    ]
