"""What counts as one change of the facts, what each file is, and one facts file for two versions of a rubric."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine.facts import load_facts_text
from engine.questions.diff.answer import diff
from engine.questions.diff.inputs import kind_of, read_for_both
from engine.questions.diff.meaning import meaning
from rubric import load_rubric_text
from rubric.report import render_problems

if TYPE_CHECKING:
    from pathlib import Path

    from engine.facts_given import Facts
    from engine.questions.diff.answer import Difference
    from rubric.model import Rubric

TABLE = """评分表: 表格
满分: 10
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
事实:
  明细:
    类型: 表
    列: {名称: {类型: 文字}, 性质: {类型: 选项, 选项: [定量, 定性]}, 目标值: {范围: "(0, inf)"}, 完成值: {范围: "[0, inf)"}, 权重: {范围: "(0, 10]"}}
指标:
  产出:
    分值: 10
    逐项: {表: 明细, 名: 名称, 分值: 权重, 空表: 零分}
    规则:
      - {当: '性质 == "定量"', 公式: '分值 * 最小(1, 完成值 / 目标值)'}
      - {其余: {评定: {等次: {好: "[80%, 100%]", 差: "[0%, 80%)"}}}}
"""
ROWS = """事实:
  明细:
    - {名称: 甲, 性质: 定量, 目标值: 10, 完成值: 8, 权重: 4}
    - {名称: 乙, 性质: 定量, 目标值: 10, 完成值: 10, 权重: 3}
    - {名称: 丙, 性质: 定性, 目标值: 1, 完成值: 1, 权重: 3}
评定: {产出/丙: {等次: 好, 得分率: 90%, 理由: 好}}
"""
OLD = """评分表: 例
满分: 6
舍入: 不舍入
指标:
  制度: {分值: 3, 要点: {有办法: 1, 有台账: 2}}
  质量: {分值: 3, 评定: {等次: {好: "[80%, 100%]", 差: "[0%, 80%)"}}}
"""
NEW = (
    OLD.replace("制度: {", "管理制度: {曾名: 制度, ")
    .replace("质量: {", "服务质量: {曾名: 质量, ")
    .replace("指标:", "事实: {公开: {类型: 是否}}\n指标:")
    .replace("有办法: 1, 有台账: 2", "有办法: 2, 有台账: 1")
)


def rubric(text: str) -> Rubric:
    found, problems = load_rubric_text(text)
    assert found is not None, render_problems(problems, "en")
    return found


def facts(text: str, of: Rubric) -> Facts:
    found, problems = load_facts_text(text, of)
    assert found is not None, render_problems(problems, "en")
    return found


def told(found: Difference) -> dict[str, Fraction]:
    return {cause.changes[0].name: cause.amount[0] for cause in found.causes}


def table(*swaps: tuple[str, str]) -> Difference:
    of, text = rubric(TABLE), ROWS
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return diff((of, of), (facts(ROWS, of), facts(text, of)))


def test_a_row_that_keeps_its_name_is_a_change_of_its_own() -> None:
    found = table(("完成值: 8", "完成值: 9"), ("完成值: 10", "完成值: 7"), ("90%", "95%"))
    assert [cause.kind for cause in found.causes] == ["row", "row", "judgement"]
    assert told(found) == {"甲": Fraction("0.4"), "乙": Fraction("-0.9"), "产出/丙": Fraction("0.15")}


def test_rows_that_come_and_go_are_a_change_of_the_whole_table_with_their_judgements() -> None:
    found = table(("{名称: 丙, 性质: 定性", "{名称: 丁, 性质: 定性"), ("产出/丙", "产出/丁"), ("90%", "80%"))
    (cause,) = found.causes
    assert (cause.kind, len(cause.changes[0].along)) == ("table", 2)
    moved = {share.part.name: share.amount[0] for share in cause.shares}
    assert moved == {"丙": Fraction("-2.7"), "丁": Fraction("2.4")}
    assert found.change[0] == found.change[1] == Fraction("-0.3")


def test_a_cell_that_moves_no_points_is_named() -> None:
    found = table(("完成值: 1,", "完成值: 2,"))
    assert (found.causes, [change.name for change in found.idle]) == ((), ["丙"])


@pytest.mark.parametrize("names", ["old", "new"])
def test_one_file_serves_two_versions_whose_items_were_renamed(tmp_path: Path, names: str) -> None:
    one, other = rubric(OLD), rubric(NEW)
    text = "事实: {制度: {有办法: 是, 有台账: 否}}\n评定: {质量: {等次: 好, 得分率: 80%, 理由: 好}}\n"
    if names == "new":
        text = (
            text.replace("制度", "管理制度")
            .replace("质量", "服务质量")
            .replace("事实: {", "事实: {公开: 是, ")
        )
    path = tmp_path / "facts.yaml"
    path.write_text(text, "utf-8")
    both, problems = read_for_both(str(path), (one, other), meaning(one, other).pairs)
    assert both is not None, render_problems(problems, "en")
    found = diff((one, other), both)
    # 制度 gave 1 of 1 + 2 and gives 2 of 2 + 1; the judgement is the same 80% under either name.
    assert (found.before[0], found.after[0]) == (1 + Fraction("2.4"), 2 + Fraction("2.4"))
    (cause,) = found.causes
    assert (cause.kind, cause.shares[0].part.key[:2]) == ("rule", ("制度", "管理制度"))


def test_what_neither_version_knows_is_still_a_mistake(tmp_path: Path) -> None:
    one, other = rubric(OLD), rubric(NEW)
    path = tmp_path / "facts.yaml"
    path.write_text("事实: {公闭: 是}\n", "utf-8")
    both, problems = read_for_both(str(path), (one, other), meaning(one, other).pairs)
    assert both is None
    assert "公开" in render_problems(problems, "zh")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("评分表: a\n满分: 1\n", "rubric"),
        ('"rubric": a\n"points": 1\n', "rubric"),
        ("评分表: a.yaml\n事实: {甲: 1}\n", "facts"),
        ("facts:\n  items: 3\n", "facts"),
        ('{"facts": {"甲": 1}}', "facts"),
        ('{"rubric": "a", "points": 1, "items": {}}', "rubric"),
        ("{评分表: a, 满分: 1}", "rubric"),
        ('{"engine": "1", "items": [], "trace": {}, "complete": true}', "card"),
        ("", "facts"),
    ],
)
def test_a_file_is_what_it_holds(text: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "anything.txt"
    path.write_text(text, "utf-8")
    assert kind_of(str(path)) == (kind, [])


def test_a_ready_made_name_is_a_rubric_and_sheets_are_facts() -> None:
    assert kind_of("department-zhanjiang") == ("rubric", [])
    assert kind_of("nowhere.csv") == ("facts", [])
