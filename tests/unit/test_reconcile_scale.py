"""Sheets that call items by their former names, or give points on the own scale of a weighted item."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine import score
from engine.facts import load_facts_text
from engine.questions.reconcile.answer import Reconciliation, reconcile
from engine.questions.reconcile.reported_read import load_reported
from engine.render.reconcile import render_reconcile
from rubric import load_rubric_text

if TYPE_CHECKING:
    from pathlib import Path

RUBRIC = """
评分表: 表
语言: zh
满分: 100
舍入: {位数: 2, 方式: 四舍五入, 于: [指标, 分组, 总分]}
事实: {甲: {范围: "[0, 1]"}, 乙: {范围: "[0, 100]"}}
汇总: 加权
指标:
  投入:
    权重: 30%
    分值: 100
    曾名: 预算投入
    指标:
      执行率: {分值: 100, 公式: 甲 * 分值}
  产出: {权重: 70%, 分值: 100, 公式: 乙, 曾名: 旧组/产出数}
"""


def judged(sheet: str, tmp_path: Path, facts: str = "事实: {甲: 0.8765, 乙: 90}") -> Reconciliation:
    rubric, problems = load_rubric_text(RUBRIC)
    assert rubric is not None, problems
    held, problems = load_facts_text(facts, rubric)
    assert held is not None, problems
    card = score(rubric, held)
    path = tmp_path / "sheet.csv"
    path.write_text(sheet, encoding="utf-8")
    reported, problems = load_reported(path, rubric, card)
    assert reported is not None, problems
    return reconcile(rubric, held, card, reported)


def kinds(found: Reconciliation) -> dict[str, str]:
    return {row.item.path: one.kind for row in found.rows for one in row.verdicts.values()}


TABLE = "指标,满分,自评,理由\n投入,30,26.30,见\n执行率,30,26.30,见\n产出,70,63,见\n合计,100,89.30,见\n"
OWN = "指标,满分,自评,理由\n投入,100,87.65,见\n执行率,100,87.65,见\n产出,100,90,见\n合计,100,89.30,见\n"


def test_a_sheet_in_points_of_the_table_agrees(tmp_path: Path) -> None:
    found = judged(TABLE, tmp_path)
    assert found.findings == ()
    assert set(kinds(found).values()) == {"agrees"}


@pytest.mark.parametrize("sheet", [OWN, OWN.replace(",100,87", ",,87").replace("产出,100", "产出,")])
def test_a_sheet_on_the_own_scales_agrees_once_converted(sheet: str, tmp_path: Path) -> None:
    found = judged(sheet, tmp_path)
    assert found.findings == ()
    assert kinds(found) == {"投入": "reading", "投入/执行率": "reading", "产出": "reading", "": "agrees"}
    readings = [one.reading for row in found.rows for v in row.verdicts.values() for one in v.readings]
    assert [(one.kind, one.what, one.name) for one in readings] == [
        ("own_scale", "87.65", "100"),
        ("own_scale", "87.65", "100"),
        ("own_scale", "90", "100"),
    ]
    assert found.tallies[0].difference == 0
    text = render_reconcile(found, language="zh", width=100, colour=False)
    assert "按本项自己的 100 分计" in text


def test_what_differs_on_the_own_scale_differs_by_points_of_the_table(tmp_path: Path) -> None:
    found = judged(OWN.replace("产出,100,90", "产出,100,80"), tmp_path)
    row = next(row for row in found.rows if row.item.path == "产出")
    (verdict,) = row.verdicts.values()
    assert (verdict.kind, verdict.difference) == ("differs", Fraction(-7))


def test_former_names_and_paths_are_known(tmp_path: Path) -> None:
    old = TABLE.replace("\n投入", "\n预算投入").replace("\n产出", "\n旧组/产出数")
    found = judged(old, tmp_path)
    assert found.findings == ()
    assert set(kinds(found).values()) == {"agrees"}


def test_a_name_that_is_somebody_elses_now_is_not_taken_for_a_former_one(tmp_path: Path) -> None:
    found = judged(TABLE.replace("\n产出", "\n产出数"), tmp_path)
    assert [one.kind for one in found.findings] == ["unknown", "left_out"]
