"""What random tables have found: rows that were scored otherwise than they are alone, each as small as it gets."""

from __future__ import annotations

import pytest

from engine.batch.layout import layout_of
from rubric import load_rubric_text
from rubric.model import Rubric
from tests.batch.test_equal import hold
from tests.batch.typed_tables import stated


def loaded(text: str) -> Rubric:
    made, problems = load_rubric_text(f"评分表: 试\n满分: 10\n{text}")
    assert made is not None, [(one.code, one.message("zh")) for one in problems]
    return made


EACH = """舍入: {位数: 1, 方式: 四舍五入, 于: 指标}
事实:
  有: {类型: 是否}
  表: {类型: 表, 列: {名: {类型: 文字}, 分: {范围: "(0, inf)"}}}
指标:
  逐: {分值: 4, 逐项: {表: 表, 名: 名, 分值: 分, 空表: 零分}, 公式: 分值}
  其他: {分值: 6, 指标: {甲: {分值: 3, 公式: 分值}, 乙: {分值: 3, 公式: 分值, 适用: 有, 不适用: 折算}}}
"""


def test_rows_whose_points_do_not_add_up_are_refused() -> None:
    rows = {0: [{"名": "一", "分": "4"}], 1: [{"名": "一", "分": "3"}], 2: [{"名": "一", "分": "2"}] * 2}
    hold(loaded(EACH), stated([{"有": "是"}] * 4, {"表": rows}))


def test_points_that_are_rescaled_from_afar_need_their_decimals() -> None:
    rubric = loaded(EACH)
    assert {laid.item.path: laid.places for laid in layout_of(rubric).items}["逐"] == 10
    # 4 of the 7 points that are left come to 5.714285714… of 10; which of them is open.
    hold(rubric, stated([{"有": "否"}, {"有": None}]))


def test_a_table_none_of_whose_columns_is_read() -> None:
    table = stated([{}, {}])
    assert table.part.columns.used == ("号",)
    assert hold(loaded(EACH), table) == 2


@pytest.mark.parametrize(("veto", "done"), [("得分(项) > 0 or 已办", "是"), ("得分(项) > 0 and 已办", "否")])
def test_a_veto_that_is_decided_beside_a_score_that_is_open(veto: str, done: str) -> None:
    rubric = loaded(
        f"""舍入: 不舍入
事实: {{数: {{}}, 已办: {{类型: 是否}}}}
指标: {{项: {{分值: 10, 公式: "限于(数, 2, 10)"}}}}
否决: [{{当: {veto}}}]
"""
    )
    hold(rubric, stated([{"数": None, "已办": done}]))
