"""Planted mistakes: each is refuted, by facts that score as claimed once they are written and read again;
its sound twin is proved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from engine import load_facts, score
from engine.proof.prove import prove
from engine.proof.saved import facts_yaml
from rubric import load_rubric_text
from rubric.report import render_problems

if TYPE_CHECKING:
    from pathlib import Path

    from engine.proof.verdict import Verdict
    from rubric.model import Rubric

HEAD = "评分表: 试\n满分: 10\n舍入: {位数: 2, 方式: 四舍五入, 于: 指标}\n事实:\n"
FACTS = """\
  支出: {单位: 万元, 范围: "[0, 1000]"}
  预算: {单位: 万元, 范围: "[0, 1000]"}
  人数: {类型: 整数, 单位: 人, 范围: "[0, 50]"}
  率: {单位: "%", 范围: "[0%, 150%]"}
  公开: {类型: 是否}
  方式: {类型: 选项, 选项: [网站, 公告, 未公开]}
"""


class Planted(NamedTuple):
    """A mistake: the claim that it breaks, of which item, the wrong rubric and the right one."""

    kind: str
    path: str
    wrong: str
    right: str
    label: str = ""
    row: int | None = None


def one(rule: str, *more: str) -> str:
    return "\n".join(
        (
            HEAD + FACTS.rstrip(),
            *more,
            "指标:",
            "  甲:",
            "    分值: 10",
            *(f"    {line}" for line in rule.split("\n")),
        )
    )


def two(group: str, first: str, second: str, each: str = "5", *more: str) -> str:
    items = [f"  甲: {{分值: {each}, {first}}}", f"  乙: {{分值: {each}, {second}}}"]
    return "\n".join((HEAD + FACTS.rstrip(), *more, *group.split("\n"), "指标:", *items))


TABLE = """\
  事项:
    类型: 表
    列:
      名: {类型: 文字}
      分: {范围: "(0, 10]"}
      目标: {范围: "[1, 100]"}
      完成: {范围: "[0, 200]"}"""


def rows(rule: str) -> str:
    head = "\n".join((HEAD + FACTS.rstrip(), TABLE, "指标:", "  甲:", "    分值: 10"))
    return f"{head}\n    逐项: {{表: 事项, 名: 名, 分值: 分, 空表: 零分}}\n    {rule}\n"


PLANTED = {
    "a denominator that may be 0": Planted(
        "defined",
        "甲",
        one("公式: 分值 * 支出 / 预算\n封顶: 是"),
        one("公式: 分值 * 比(支出, 预算, 零值=0)\n封顶: 是"),
    ),
    "a rate that passes 100%": Planted(
        "bounds", "甲", one("公式: 分值 * 率"), one("公式: 分值 * 最小(1, 率)")
    ),
    "points below 0": Planted(
        "bounds",
        "甲",
        one("公式: 分值 - 分值 * 绝对值(率 - 50%) * 1.5"),
        one("公式: 分值 - 分值 * 绝对值(率 - 50%)"),
    ),
    "a case that comes too late": Planted(
        "decides",
        "甲",
        one("情形:\n  - {当: 人数 > 10, 得: 5}\n  - {当: 人数 > 20, 得: 0}\n  - {其余: 10}"),
        one("情形:\n  - {当: 人数 > 20, 得: 0}\n  - {当: 人数 > 10, 得: 5}\n  - {其余: 10}"),
        "人数 > 20",
    ),
    "a condition on two facts that cannot hold": Planted(
        "decides",
        "甲",
        one(
            "情形:\n  - {当: 支出 > 预算 且 支出 * 2 < 预算, 得: 0}\n  - {当: 支出 == 0, 得: 0}\n  - {其余: 10}"
        ),
        one("情形:\n  - {当: 支出 > 预算 或 支出 * 2 < 预算, 得: 0}\n  - {其余: 10}"),
        "支出 > 预算 且 支出 * 2 < 预算",
    ),
    "a rate compared with a number of percent": Planted(
        "decides",
        "甲",
        one("情形:\n  - {当: 率 >= 90, 得: 10}\n  - {当: 公开, 得: 10}\n  - {其余: 0}"),
        one("情形:\n  - {当: 率 >= 90%, 得: 10}\n  - {当: 公开, 得: 10}\n  - {其余: 0}"),
        "率 >= 90",
    ),
    "bands the wrong way round": Planted(
        "monotone",
        "甲",
        one('预期: {随升: [率]}\n分档: {量: 率, 档: {"[90%, inf)": 0, "[60%, 90%)": 5, "(-inf, 60%)": 10}}'),
        one('预期: {随升: [率]}\n分档: {量: 率, 档: {"[90%, inf)": 10, "[60%, 90%)": 5, "(-inf, 60%)": 0}}'),
        "率",
    ),
    "a line taken for more than is spent": Planted(
        "monotone",
        "甲",
        one(
            "预期: {随升: [支出]}\n公式: 分值 * 比(支出, 预算, 零值=0)\n封顶: 是\n再扣: [{当: 支出 > 预算 * 130%, 扣: 2}]"
        ),
        one(
            "预期: {随升: [支出]}\n公式: 分值 * 比(支出, 预算, 零值=0)\n封顶: 是\n再扣: [{当: 支出 * 130% < 预算, 扣: 2}]"
        ),
        "支出",
    ),
    "a quantity that turns round at its target": Planted(
        "monotone",
        "甲",
        one("预期: {随降: [人数]}\n扣分: [{量: 绝对值(人数 - 10), 每: 2, 扣: 1, 计数: 足额}]"),
        one("预期: {随降: [人数]}\n扣分: [{量: 人数 - 10, 每: 2, 扣: 1, 计数: 足额}]"),
        "人数",
    ),
    "a single fine that leaves points": Planted(
        "least",
        "甲",
        one("扣分: [{当: 人数 > 3, 扣: 4}]"),
        one("扣分: [{量: 人数 - 3, 每: 1, 扣: 4, 计数: 足额}]"),
    ),
    "lines that add up to too little": Planted(
        "full",
        "甲",
        one("加分: [{当: 公开, 加: 4}, {当: 人数 > 3, 加: 5}]"),
        one("加分: [{当: 公开, 加: 5}, {当: 人数 > 3, 加: 5}]"),
    ),
    "lines that never hold together": Planted(
        "full",
        "甲",
        one("加分: [{当: 率 > 100%, 加: 5}, {当: 率 < 50%, 加: 5}]"),
        one("加分: [{当: 率 > 100%, 加: 5}, {当: 率 > 50%, 加: 5}]"),
    ),
    "steps that end below the top": Planted(
        "full",
        "甲",
        one('公式: 分值 * 舍入到(最小(1, 率), 30%, "截尾")'),
        one('公式: 分值 * 舍入到(最小(1, 率), 25%, "截尾")'),
    ),
    "a veto that never decides": Planted(
        "decides",
        "甲",
        one("公式: 分值 * 最小(1, 率)\n否决: [{当: 人数 > 50}]"),
        one("公式: 分值 * 最小(1, 率)\n否决: [{当: 人数 >= 50}]"),
        "人数 > 50",
    ),
    "a ceiling that never bites": Planted(
        "decides",
        "甲",
        one('公式: 分值 * 最小(1, 率)\n上限: {量: 率, 档: {"[50%, inf)": 10, "(-inf, 50%)": 8}}'),
        one('公式: 分值 * 最小(1, 率)\n上限: {量: 率, 档: {"[50%, inf)": 10, "(-inf, 50%)": 2}}'),
    ),
    "an item that always applies": Planted(
        "decides",
        "甲",
        one("适用: 预算 + 人数 >= 0\n不适用: 满分\n公式: 分值 * 最小(1, 率)"),
        one("适用: 预算 + 人数 > 0\n不适用: 满分\n公式: 分值 * 最小(1, 率)"),
        "预算 + 人数 >= 0",
    ),
    "an optional fact taken for known": Planted(
        "defined",
        "甲",
        one("公式: 分值 * 最小(1, 次)", '  次: {可缺: 是, 范围: "[0, 5]"}'),
        one("公式: 分值 * 最小(1, 次) 若 已知(次) 否则 0", '  次: {可缺: 是, 范围: "[0, 5]"}'),
    ),
    "a value beyond the range it declares": Planted(
        "defined",
        "甲",
        one("公式: 分值 * 得率", "计算:", '  得率: {公式: 率 * 80%, 范围: "[0, 100%]"}'),
        one("公式: 分值 * 得率", "计算:", '  得率: {公式: 率 / 1.5, 范围: "[0, 100%]"}'),
    ),
    "the root of what may be below 0": Planted(
        "defined",
        "甲",
        one("公式: 平方根(支出 - 预算)\n封顶: 是"),
        one("公式: 平方根(最大(0, 支出 - 预算))\n封顶: 是"),
    ),
    "a group of two whole items summed by its formula": Planted(
        "bounds",
        "",
        two("汇总: {公式: 甲 + 乙}", "公式: '分值 * 最小(1, 率)'", "公式: 分值 * 人数 / 50", "10"),
        two("汇总: {公式: (甲 + 乙) / 2}", "公式: '分值 * 最小(1, 率)'", "公式: 分值 * 人数 / 50", "10"),
    ),
    "everything may leave the table": Planted(
        "defined",
        "",
        two(
            "",
            "适用: 公开, 不适用: 折算, 公式: 分值 * 人数 / 50",
            "适用: 人数 > 3, 不适用: 折算, 公式: 分值 * 人数 / 50",
        ).replace("\n\n", "\n"),
        two("", "适用: 公开, 不适用: 折算, 公式: 分值 * 人数 / 50", "公式: 分值 * 人数 / 50").replace(
            "\n\n", "\n"
        ),
    ),
    "two items that cannot both be full": Planted(
        "full",
        "",
        two("", "公式: 分值 * 人数 / 50", "公式: 分值 - 分值 * 人数 / 50").replace("\n\n", "\n"),
        two("", "公式: 分值 * 人数 / 50", "公式: '分值 * 最小(1, 率)'").replace("\n\n", "\n"),
    ),
    "rows that may pass their points": Planted(
        "bounds", "甲", rows("公式: 分值 * 完成 / 目标"), rows("公式: 分值 * 最小(1, 完成 / 目标)"), row=0
    ),
    "rows in which less is more": Planted(
        "monotone",
        "甲",
        rows("预期: {随升: [完成]}\n    公式: 分值 * 最小(1, 目标 / 最大(目标, 完成))"),
        rows("预期: {随升: [完成]}\n    公式: 分值 * 最小(1, 完成 / 目标)"),
        "完成",
        row=0,
    ),
    "a group whose ceiling is above all that it can have": Planted(
        "decides",
        "",
        two(
            '上限: {量: 率, 档: {"[50%, inf)": 10, "(-inf, 50%)": 9.5}}',
            "公式: 4 * 人数 / 50",
            "扣分: [{当: 公开, 扣: 5}]",
        ),
        two(
            '上限: {量: 率, 档: {"[50%, inf)": 10, "(-inf, 50%)": 6}}',
            "公式: 分值 * 人数 / 50",
            "扣分: [{当: 公开, 扣: 5}]",
        ),
    ),
    "a choice that is taken for another": Planted(
        "decides",
        "甲",
        one(
            '情形:\n  - {当: \'方式 属于 ("网站", "公告")\', 得: 10}\n  - {当: \'方式 == "公告"\', 得: 5}\n  - {其余: 0}'
        ),
        one(
            "情形:\n  - {当: '方式 == \"网站\"', 得: 10}\n  - {当: '方式 == \"公告\"', 得: 5}\n  - {其余: 0}"
        ),
        '方式 == "公告"',
    ),
    "a value with a case that comes too late": Planted(
        "decides",
        "",
        one(
            "公式: 分值 * 档",
            "计算:",
            "  档: {情形: [{当: 人数 > 10, 得: 50%}, {当: 人数 > 20, 得: 0}, {其余: 1}]}",
        ),
        one(
            "公式: 分值 * 档",
            "计算:",
            "  档: {情形: [{当: 人数 > 20, 得: 0}, {当: 人数 > 10, 得: 50%}, {其余: 1}]}",
        ),
        "人数 > 20",
    ),
    "rows without a score": Planted(
        "defined",
        "甲",
        rows("公式: 分值 * 最小(1, 比(完成, 目标 - 1, 1)) + 0 / (完成 - 7)"),
        rows("公式: 分值 * 最小(1, 比(完成, 目标 - 1, 1))"),
        row=0,
    ),
    "the mean of a table that may be empty": Planted(
        "defined",
        "甲",
        one("公式: 平均(事项, 最小(1, 完成 / 目标)) * 分值", TABLE),
        one("公式: 平均(事项, 最小(1, 完成 / 目标), 空表=0) * 分值", TABLE),
    ),
}


def loaded(text: str) -> Rubric:
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, render_problems(problems, "zh")
    return rubric


def of(planted: Planted, verdicts: list[Verdict]) -> list[Verdict]:
    return [
        verdict
        for verdict in verdicts
        if verdict.claim.kind == planted.kind
        and verdict.claim.item.path == planted.path
        and verdict.claim.row == planted.row
        and (not planted.label or verdict.claim.label == planted.label)
    ]


@pytest.mark.parametrize("which", PLANTED)
def test_a_planted_mistake_is_refuted_and_its_facts_score_as_claimed(which: str, tmp_path: Path) -> None:
    planted = PLANTED[which]
    rubric = loaded(planted.wrong)
    refuted = [v for v in of(planted, prove(rubric)) if v.state == "refuted"]
    assert refuted
    for verdict in refuted:
        assert verdict.examples or planted.kind == "decides"
        for example in verdict.examples:
            path = tmp_path / "facts.yaml"
            path.write_text(facts_yaml(rubric, None, example.facts, "zh"), "utf-8")
            facts, problems = load_facts(str(path), rubric)
            assert facts is not None, render_problems(problems, "zh")
            again = {item.path: item for item in score(rubric, facts).root.walk()}[example.score.path]
            assert (again.exact, again.undefined, again.low) == (
                example.score.exact,
                example.score.undefined,
                example.score.low,
            )


@pytest.mark.parametrize("which", PLANTED)
def test_the_sound_twin_is_proved(which: str) -> None:
    planted = PLANTED[which]
    verdicts = prove(loaded(planted.right))
    assert [
        (v.claim.kind, v.claim.item.path, v.claim.label, v.state, v.why)
        for v in verdicts
        if v.state != "proved"
    ] == []
    assert verdicts
