"""Coverage: every branch of a rubric is listed with its place, and told by what facts decide it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import load_facts_text, score
from engine.proof.branches import branches
from engine.proof.cases_found import Finder
from engine.proof.cases_run import run_suite
from engine.proof.coverage import Covering
from engine.proof.coverage_text import coverage_lines, percent, place_of, told
from engine.proof.suggest import suggest, suggestion_yaml
from engine.render.layout import Layout
from rubric.load import CATALOG, load_rubric, load_rubric_text
from rubric.report import cells, render_problems

if TYPE_CHECKING:
    from rubric.model import Rubric

HEAD = "评分表: 例\n满分: {}\n舍入: 不舍入\n"
READY = sorted(path.parent.name for path in CATALOG.glob("*/rubric.yaml"))


def rubric_of(body: str, points: int = 10) -> Rubric:
    rubric, problems = load_rubric_text(HEAD.format(points) + body)
    assert rubric is not None, render_problems(problems, "en")
    return rubric


def decided(rubric: Rubric, facts: str) -> set[str]:
    given, problems = load_facts_text(facts, rubric)
    assert given is not None, render_problems(problems, "en")
    return set(Covering(rubric).decided(given, score(rubric, given)))


def keys(rubric: Rubric) -> set[str]:
    return {one.key for one in branches(rubric)}


BANDS = '甲: {分值: 10, 分档: {量: x, 档: {"[5, inf)": 10, "[0, 5)": 4, "(-inf, 0)": 0}}}'
# A rubric, its branches, and facts with what each decides.
KINDS: list[tuple[str, set[str], dict[str, set[str]]]] = [
    (
        f"事实: {{x: {{}}}}\n指标: {{{BANDS}}}\n",
        {"甲|band|(-inf, 0)", "甲|band|[0, 5)", "甲|band|[5, inf)"},
        {
            "{x: 5}": {"甲|band|[5, inf)"},
            "{x: 4}": {"甲|band|[0, 5)"},
            "{x: -1}": {"甲|band|(-inf, 0)"},
            "{}": set(),
        },
    ),
    (
        f'事实: {{x: {{范围: "[0, 9]"}}}}\n指标: {{{BANDS}}}\n',
        {"甲|band|[0, 5)", "甲|band|[5, inf)"},
        {"{x: 9}": {"甲|band|[5, inf)"}},
    ),
    (
        "事实: {x: {}}\n指标: {甲: {分值: 10, 情形: [{当: x > 1, 得: 10}, {当: x > 0, 得: 5}, {其余: 0}]}}\n",
        {"甲|case|x > 1", "甲|case|x > 0", "甲|case"},
        {"{x: 2}": {"甲|case|x > 1"}, "{x: 1}": {"甲|case|x > 0"}, "{x: 0}": {"甲|case"}},
    ),
    (
        "事实: {x: {}, y: {}}\n指标: {甲: {分值: 10, 扣分: [{当: x > 0, 扣: 3}, {量: y, 每: 1, 扣: 1, 计数: 足额}]}}\n",
        {"甲|line|x > 0", "甲|line|y"},
        {"{x: 1, y: 0}": {"甲|line|x > 0"}, "{x: 0, y: 1}": {"甲|line|y"}, "{x: 0, y: 0.5}": set()},
    ),
    (
        "指标: {甲: {分值: 10, 要点: {有: {得: 6, 必备: 是}, 无: 4}}}\n",
        {"甲|element|有|yes", "甲|element|有|no", "甲|element|无|yes", "甲|element|无|no"},
        {
            "{有: 是, 无: 否}": {"甲|element|有|yes", "甲|element|无|no"},
            # Without what is required nothing else is counted.
            "{有: 否, 无: 是}": {"甲|element|有|no"},
        },
    ),
    (
        "指标: {甲: {分值: 10, 要点: {每缺: 3, 项: [一, 二]}}}\n",
        {"甲|element|一|yes", "甲|element|一|no", "甲|element|二|yes", "甲|element|二|no"},
        {"{一: 是, 二: 否}": {"甲|element|一|yes", "甲|element|二|no"}},
    ),
    (
        "事实: {x: {类型: 选项, 选项: [一, 二]}}\n指标: {甲: {分值: 10, 对照: {量: x, 表: {一: 10, 二: 0}}}}\n",
        {"甲|row|一", "甲|row|二"},
        {"{x: 二}": {"甲|row|二"}},
    ),
    (
        "事实: {x: {}}\n指标: {甲: {分值: 10, 插值: {量: x, 过点: [[0, 0], [1, 10]], 之外: 截断}}}\n",
        {"甲|point|(-inf, 0)", "甲|point|0 → 1", "甲|point|(1, inf)"},
        {"{x: 0.5}": {"甲|point|0 → 1"}, "{x: 1}": {"甲|point|0 → 1"}, "{x: 2}": {"甲|point|(1, inf)"}},
    ),
    (
        "事实: {x: {}}\n指标: {甲: {分值: 10, 插值: {量: x, 过点: [[0, 0], [1, 10]], 之外: 报错}}}\n",
        {"甲|point|0 → 1"},
        {"{x: 2}": set()},
    ),
    (
        '事实: {x: {范围: "[0, inf)"}}\n指标: {甲: {分值: 10, 比例: {量: x, 目标: 4, 方向: 越低越好, 形状: 反比, 超额: 封顶}}}\n',
        {"甲|proportion|x ÷ 4|yes", "甲|proportion|x ÷ 4|no"},
        {"{x: 4}": {"甲|proportion|x ÷ 4|yes"}, "{x: 5}": {"甲|proportion|x ÷ 4|no"}},
    ),
    (
        "事实: {x: {}}\n指标: {甲: {分值: 10, 公式: x, 封顶: 是, 再扣: [{当: x > 5, 扣: 1}], 否决: [{当: x > 9}]}}\n",
        {"甲|rule|formula", "甲|line|x > 5", "甲|veto|x > 9"},
        {
            "{x: 1}": {"甲|rule|formula"},
            "{x: 6}": {"甲|rule|formula", "甲|line|x > 5"},
            "{x: 10}": {"甲|veto|x > 9"},
        },
    ),
    (
        '事实: {x: {}, y: {}}\n指标: {甲: {分值: 10, 公式: x, 封顶: 是, 上限: {量: y, 档: {"(-inf, 0)": 5, "[0, inf)": 10}}}}\n',
        {"甲|rule|formula", "甲|band|(-inf, 0)", "甲|band|[0, inf)", "甲|ceiling|y|yes", "甲|ceiling|y|no"},
        {
            "{x: 8, y: -1}": {"甲|rule|formula", "甲|band|(-inf, 0)", "甲|ceiling|y|yes"},
            "{x: 4, y: -1}": {"甲|rule|formula", "甲|band|(-inf, 0)", "甲|ceiling|y|no"},
            "{x: 4, y: 1}": {"甲|rule|formula", "甲|band|[0, inf)", "甲|ceiling|y|no"},
        },
    ),
    (
        "事实: {x: {}}\n指标: {甲: {分值: 10, 适用: x > 0, 不适用: 满分, 公式: 分值}}\n",
        {"甲|applies|x > 0|yes", "甲|applies|x > 0|no", "甲|rule|formula"},
        {
            "{x: 1}": {"甲|applies|x > 0|yes", "甲|rule|formula"},
            "{x: 0}": {"甲|applies|x > 0|no"},
            "{}": set(),
        },
    ),
    (
        (
            '事实: {x: {}}\n等级: {按: 舍入后, 高: "[5, 10]", 低: "[0, 5)", 改判: [{当: x < 0, 等级: 低}]}\n'
            "指标: {甲: {分值: 10, 公式: 绝对值(x)}}\n"
        ),
        {"grade|高", "grade|低", "override|x < 0", "甲|rule|formula"},
        {
            "{x: 5}": {"grade|高", "甲|rule|formula"},
            "{x: 4}": {"grade|低", "甲|rule|formula"},
            "{x: -9}": {"override|x < 0", "甲|rule|formula"},
        },
    ),
    (
        '事实: {x: {}}\n计算: {v: {分档: {量: x, 档: {"(-inf, 0)": 1, "[0, inf)": 2}}}}\n指标: {甲: {分值: 10, 公式: v}}\n',
        {"甲|rule|formula", "=v|band|(-inf, 0)", "=v|band|[0, inf)"},
        {"{x: 0}": {"甲|rule|formula", "=v|band|[0, inf)"}},
    ),
    (
        (
            "事实: {表: {类型: 表, 列: {名: {类型: 文字}, 分: {}, 好: {类型: 是否}}}}\n"
            "指标: {甲: {分值: 10, 逐项: {表: 表, 名: 名, 分值: 分, 空表: 零分}, 规则: [{当: 好, 公式: 分值}, {其余: {公式: 0}}]}}\n"
        ),
        {"甲|empty|表", "甲|case|好", "甲|case", "甲|rule|好: formula", "甲|rule|formula"},
        {
            "{表: []}": {"甲|empty|表"},
            "{表: [{名: 一, 分: 10, 好: 是}]}": {"甲|case|好", "甲|rule|好: formula"},
            "{表: [{名: 一, 分: 10, 好: 否}]}": {"甲|case", "甲|rule|formula"},
        },
    ),
]


@pytest.mark.parametrize(("body", "all_", "by"), KINDS)
def test_every_kind_of_branch_is_listed_and_told(body: str, all_: set[str], by: dict[str, set[str]]) -> None:
    rubric = rubric_of(body)
    assert keys(rubric) == all_
    for facts, due in by.items():
        assert decided(rubric, f"事实: {facts}\n") == due, facts


def test_a_level_decides_even_where_no_share_is_given() -> None:
    rubric = rubric_of('指标: {甲: {分值: 10, 评定: {等次: {好: "[50%, 100%]", 差: "[0%, 50%)"}}}}\n')
    assert keys(rubric) == {"甲|level|好", "甲|level|差"}
    assert decided(rubric, "评定: {甲: {等次: 差, 理由: 试}}\n") == {"甲|level|差"}


def test_lines_of_the_same_words_are_told_apart() -> None:
    rubric = rubric_of(
        "事实: {x: {}}\n指标: {甲: {分值: 10, 扣分: [{当: x > 0, 扣: 1}, {当: x > 0, 扣: 2}]}}\n"
    )
    assert keys(rubric) == {"甲|line|x > 0", "甲|line|x > 0|2"}
    assert decided(rubric, "事实: {x: 1}\n") == keys(rubric)


def test_every_branch_stands_somewhere_and_is_told_in_both_languages() -> None:
    for body, _, _ in KINDS:
        for one in branches(rubric_of(body)):
            assert place_of(one), one.key
            assert told(one, "zh") != told(one, "en") or one.kind in ("grade", "row")


def test_only_the_whole_is_a_hundred_percent() -> None:
    from fractions import Fraction

    assert percent(Fraction(1)) == "100%"
    assert percent(Fraction(99999, 100000)) == "99.9%"
    assert percent(Fraction(0)) == "0%"


def test_what_is_missing_is_listed_with_its_place() -> None:
    rubric = rubric_of(f"事实: {{x: {{}}}}\n指标:\n  {BANDS}\n")
    lines = coverage_lines([Covering(rubric).of({"甲|band|[0, 5)"})], Layout(cells, False), 80, "en")
    text = "\n".join("".join(part for part, _ in line) for line in lines)
    assert "33.3% covered (1 of 3 branches)" in text
    assert "<text>:6  甲: band (-inf, 0)" in text
    assert "[0, 5)" not in text


# -- the ready-made rubrics --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READY)
def test_a_ready_made_rubric_is_tested_through_and_through(name: str) -> None:
    finder = Finder()
    finder.find([name])
    assert finder.problems == []
    (suite,) = finder.suites
    run = run_suite(suite)
    assert [outcome.test.name for outcome in run.outcomes if not outcome.passed] == []
    covering = Covering(suite.rubric)
    by_test = [
        covering.decided(outcome.facts, outcome.card)
        for outcome in run.outcomes
        if outcome.facts is not None and outcome.card is not None
    ]
    whole = covering.of(frozenset().union(*by_test))
    assert [told(one, "zh") for one in whole.missing] == []
    # Without any one test less is covered, unless the others decide all that it does.
    for at, own in enumerate(by_test):
        others = frozenset().union(*(by_test[:at] + by_test[at + 1 :]))
        left = covering.of(others).missing
        assert {one.key for one in left} == own - others
    assert any(own - frozenset().union(*(b for b in by_test if b is not own)) for own in by_test)


# -- suggestions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("body", "all_", "by"), KINDS)
def test_suggestions_reach_every_branch_and_are_read_back(body: str, all_: set[str], by: object) -> None:
    del by
    rubric = rubric_of(body)
    coverage = Covering(rubric).of(())
    found = suggest(coverage)
    assert [one.key for one in found.left] == []
    reached: set[str] = set()
    for one in found.suggestions:
        text = suggestion_yaml(coverage, one, None, "zh")
        assert {branch.key for branch in one.reaches} <= decided(rubric, text)
        reached |= decided(rubric, text)
    assert reached == all_
    assert len(found.suggestions) <= len(all_)


def test_what_is_decided_already_is_not_looked_for() -> None:
    rubric = rubric_of(f"事实: {{x: {{}}}}\n指标: {{{BANDS}}}\n")
    found = suggest(Covering(rubric).of({"甲|band|[0, 5)", "甲|band|[5, inf)"}))
    assert [[one.key for one in s.reaches] for s in found.suggestions] == [["甲|band|(-inf, 0)"]]
    assert suggest(Covering(rubric).of(keys(rubric))).suggestions == ()


def test_what_no_facts_reach_is_said() -> None:
    # Nobody proves that the cube of a whole number never ends in this.
    rubric = rubric_of(
        '事实: {x: {类型: 整数, 范围: "[0, 9]"}}\n'
        "指标: {甲: {分值: 10, 情形: [{当: x * x * x == 2, 得: 10}, {其余: 0}]}}\n"
    )
    found = suggest(Covering(rubric).of(()), seconds=5)
    assert [one.key for one in found.left] == ["甲|case|x * x * x == 2"]


def test_a_folder_of_suggestions_is_a_folder_of_facts(tmp_path: Path) -> None:
    from engine.cli import main

    (tmp_path / "rubric.yaml").write_text(
        HEAD.format(10) + f"事实: {{x: {{}}}}\n指标: {{{BANDS}}}\n", "utf-8"
    )
    folder = tmp_path / "new"
    assert main(["test", str(tmp_path / "rubric.yaml"), "--suggest", "-o", str(folder)]) == 0
    rubric, _ = load_rubric(tmp_path / "rubric.yaml")
    assert rubric is not None
    reached = [decided(rubric, path.read_text("utf-8")) for path in sorted(folder.iterdir())]
    assert set().union(*reached) == keys(rubric)
    for path in folder.iterdir():
        path.write_text("kept", "utf-8")
    assert main(["test", str(tmp_path / "rubric.yaml"), "--suggest", "-o", str(folder)]) == 2
    assert {path.read_text("utf-8") for path in folder.iterdir()} == {"kept"}
