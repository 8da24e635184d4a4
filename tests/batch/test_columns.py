"""The columns of a table: what each is by its name, and what is said of those that are something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batch.columns import Meaning
from engine.batch.maps import read_maps, read_tables
from engine.batch.match import Matched, match
from rubric.load import load_rubric_text
from rubric.model import Rubric
from rubric.report import render_problems

TEXT = """
评分表: 例
满分: 20
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
换算: {万元: 10000 元}
列: {年初批复数（元）: 预算数（元）, 满意度评价: 质量 得分率, 内部编码: }
事实:
  预算数: {单位: 万元, 范围: "(0, inf)"}
  支出数: {单位: 万元, 范围: "[0, inf)", 名称: 全年执行数}
  到岗率: {单位: "%", 范围: "[0%, 100%]"}
  人数: {类型: 整数, 可缺: 是, 范围: "[0, inf)"}
  已公开: {类型: 是否}
  项目: {类型: 表, 列: {名称: {类型: 文字}, 权重: {范围: "(0, 9]"}}}
指标:
  执行: {分值: 4, 比例: {量: 支出数, 目标: 预算数, 方向: 越高越好, 超额: 封顶}}
  到岗: {分值: 2, 公式: 分值 * 到岗率 若 人数 > 0 否则 0}
  公开: {分值: 2, 公式: 分值 若 已公开 否则 0}
  制度: {分值: 2, 要点: {健全: 1, 执行到位: 1}}
  资产: {分值: 2, 要点: {台账: 1, 执行到位: 1}}
  产出: {分值: 4, 逐项: {表: 项目, 名: 名称, 分值: 权重, 空表: 零分}, 公式: 分值}
  质量: {分值: 2, 评定: {等次: {好: "[80%, 100%]", 差: "[0%, 80%)"}}}
  印象: {分值: 2, 给定: 是}
"""


def loaded(text: str = TEXT) -> Rubric:
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, render_problems(problems, "zh")
    return rubric


RUBRIC = loaded()


def matched(heads: Sequence[str], maps: Mapping[str, str] | None = None, **how: object) -> Matched:
    return match(heads, RUBRIC, maps, file="表.csv", **how)  # type: ignore[arg-type]  # what a test asks


def meaning(head: str) -> Meaning:
    """What a head is beside the columns that every table here has."""
    found = matched(["支出数", head])
    assert found.columns is not None, found.problems
    return found.columns.of[head]


@pytest.mark.parametrize(
    ("head", "due"),
    [
        ("预算数", Meaning("fact", "预算数")),
        (" 预算数\u3000", Meaning("fact", "预算数")),
        ("预算数（万元）", Meaning("fact", "预算数")),
        ("预算数(元)", Meaning("fact", "预算数", unit="元")),
        ("预算数 [ 元 ]", None),
        ("年初批复数(元)", Meaning("fact", "预算数", unit="元")),
        ("到岗率（%）", Meaning("fact", "到岗率", unit="%")),
        ("到岗率（％）", Meaning("fact", "到岗率", unit="%")),
        ("已公开（是/否）", Meaning("fact", "已公开")),
        ("健全", Meaning("element", "制度/健全")),
        ("制度/执行到位", Meaning("element", "制度/执行到位")),
        ("质量 得分率", Meaning("share", "质量")),
        ("质量得分率", Meaning("share", "质量")),
        ("质量·等次", Meaning("level", "质量")),
        ("质量：理由", Meaning("reason", "质量")),
        ("质量（得分）", Meaning("points", "质量")),
        ("质量:share", Meaning("share", "质量")),
        ("质量 Level", Meaning("level", "质量")),
        ("评定/质量/得分率", Meaning("share", "质量")),
        ("judgements/质量:reason", Meaning("reason", "质量")),
        ("满意度评价", Meaning("share", "质量")),
        ("印象", Meaning("points", "印象")),
        ("印象得分", Meaning("points", "印象")),
        ("质量 佐证", Meaning("attached", "质量", attached="evidence")),
        ("已附/质量 理由", Meaning("attached", "质量", attached="reason")),
        ("执行 理由", Meaning("attached", "执行", attached="reason")),
        ("公开:evidence", Meaning("attached", "公开", attached="evidence")),
        ("编号", Meaning("id")),
        ("ID", Meaning("id")),
        ("单位名称", Meaning("subject")),
        ("备注", Meaning("ignored")),
        ("内部编码", Meaning("ignored")),
        ("执行 得分", Meaning("ignored")),
        ("执行", Meaning("ignored")),
    ],
)
def test_a_column_is_what_its_head_says(head: str, due: Meaning | None) -> None:
    if due is None:
        assert [type(one).__name__ for one in matched(["支出数", head]).problems] == []
    else:
        assert meaning(head) == due


def test_a_label_is_a_name_too() -> None:
    found = matched(["全年执行数"])
    assert found.columns is not None
    assert found.columns.of["全年执行数"] == Meaning("fact", "支出数")


@pytest.mark.parametrize(
    ("heads", "maps", "codes"),
    [
        (["支出数", "预算額"], {}, ["B821"]),
        (["支出数", "预算額"], {"预算額": ""}, []),
        (["支出数", "预算額（万元）"], {}, ["B821"]),
        (["支出数", "产出质量 等次"], {}, ["B821"]),
        (["支出数", "质量 等次", "质量度 理由"], {}, ["B821"]),
        (["支出数", "质量 等次", "质量 理由", "质量度 理由"], {}, []),
        (["支出数", "预算額"], {"预算額": "预算数"}, []),
        (["支出数", "预算数", "预算数2"], {}, []),  # what it may be mistyped for has a column of its own
        (["支出数", "质量"], {}, ["B826"]),
        (["支出数", "执行到位"], {}, ["B827"]),
        (["支出数", "项目"], {}, ["B828"]),
        (["支出数", "预算数（美元）"], {}, ["B823"]),
        (["支出数", "人数（个）"], {}, ["B823"]),
        (["支出数", "全年执行数"], {}, ["B822"]),
        (["支出数", "质量:share", "质量 得分率"], {}, ["B822"]),
        (["支出数", "x"], {"x": "支出額"}, ["B824"]),
        (["支出数"], {"没有": "预算数"}, ["B825"]),
        (["甲", "乙"], {}, ["B829"]),
        (["编号", "备注"], {}, ["B829"]),
    ],
)
def test_what_a_column_cannot_be_is_a_problem(
    heads: list[str], maps: dict[str, str], codes: list[str]
) -> None:
    found = matched(heads, maps)
    assert [one.code for one in found.problems] == codes
    assert (found.columns is None) == bool(codes)


@pytest.mark.parametrize(
    ("heads", "id_column", "due"),
    [
        (["单位名称", "编号", "id", "支出数"], None, "id"),
        (["单位名称", "支出数"], None, "单位名称"),
        (["支出数"], None, None),
        (["编号", "文号", "支出数"], "文号", "文号"),
        (["编号", "支出数"], "支出数", "支出数"),
    ],
)
def test_subjects_are_told_apart_by_one_column(
    heads: list[str], id_column: str | None, due: str | None
) -> None:
    found = matched(heads, id_column=id_column)
    assert found.columns is not None
    assert found.columns.id == due
    assert due is None or due in found.columns.used
    assert sum(one.kind == "id" for one in found.columns.of.values()) <= 1
    assert ("B834" in [note.code for note in found.notes]) == (due is None)


def test_what_is_left_over_on_either_side_is_said() -> None:
    found = matched(["编号", "预算数", "电话", "内部编码"], given=["项目"])
    unused, absent = found.notes
    assert unused.message("zh") == "1 列不用：电话。"
    assert absent.message("zh") == (
        "9 项没有列，每一行都缺：支出数、到岗率、已公开、制度/健全、制度/执行到位、资产/台账、资产/执行到位、质量 得分率 …。"
    )
    assert absent.message("en").startswith("9 have no column and are missing in every row: 支出数")


def test_columns_keep_the_order_of_the_table() -> None:
    heads = ["备注", "预算数", "编号", "支出数"]
    found = matched(heads)
    assert found.columns is not None
    assert [*found.columns.of] == heads
    assert found.columns.used == ("预算数", "编号", "支出数")


@given(st.lists(st.text("预算支出数质量得分率（元）%: /", max_size=8), max_size=5, unique=True))
def test_any_heads_are_columns_or_a_problem(heads: list[str]) -> None:
    found = matched(heads)
    assert (found.columns is None) == bool(found.problems)
    for one in (*found.problems, *found.notes):
        for language in ("zh", "en"):
            assert one.message(language)
            assert one.hint(language)


def test_many_strange_columns_are_looked_at_in_little_time() -> None:
    found = matched([f"第{at}次支出的数額合计" for at in range(5000)])
    assert found.problems


def test_maps_are_read_at_their_last_equals_sign() -> None:
    assert read_maps(["a=b=预算数", "备注=", " x = 支出数 "]) == (
        {"a=b": "预算数", "备注": "", "x": "支出数"},
        [],
    )
    assert [one.code for one in read_maps(["x=1", "x=2", "=3"])[1]] == ["B831", "B830"]


def test_tables_within_subjects_are_those_of_the_rubric() -> None:
    assert read_tables(["项目=明细.csv"], RUBRIC) == ({"项目": "明细.csv"}, [])
    problem = read_tables(["项目表=明细.csv"], RUBRIC)[1][0]
    assert problem.message("zh") == "评分表里没有名为“项目表”的表。"
    assert problem.hint("zh") == "是不是“项目”？评分表里的表：项目。"


def test_what_columns_are_called_is_no_part_of_what_is_scored() -> None:
    other = loaded(TEXT.replace("内部编码: ", "内部编码: 人数"))
    assert other.columns != RUBRIC.columns
    assert other.sha256 == RUBRIC.sha256
