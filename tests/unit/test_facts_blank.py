"""An empty facts file says everything that is to be filled in, and is read back as it stands or filled."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from engine.facts import Facts, load_facts
from engine.facts_blank import Form, blank_csv, blank_facts, blank_yaml
from rubric.model import Fact
from rubric.problems import Language
from rubric.report import render_problems
from tests.unit.facts_rubric import rubric

pytestmark = pytest.mark.usefixtures("rows_unchecked")

RUBRIC = rubric()
DUE = """评价单位:
年度:
评分表: 试.yaml
事实:
  预算:  # 数值；单位 万元；范围 (0, inf)；来源 部门预算批复
  人数:  # 整数；单位 人；范围 [0, 1000]
  完成率:  # 数值；单位 % (95%)；范围 [0%, 200%]
  系数:  # 数值
  已公开:  # 是或否
  公开方式:  # 名称 公开的方式；选项 门户网站、公告栏、未公开
  简称:  # 文字；可缺
  项目:  # 表；每行写成下面的样子，或写 CSV 文件名；确知没有行写 []
    # - 名称:  # 文字
    #   性质:  # 选项 正向、反向、定性
    #   目标值:  # 数值
    #   完成值:  # 数值
    #   完成率:  # 数值；单位 % (95%)；范围 [0%, 200%]；可缺
    #   金额:  # 数值；单位 万元；口径 本级；可缺
    #   权重:  # 数值；范围 (0, 90]
  制度:  # 是或否；原文 财务、采购制度各1分。
    制度健全:
    "财务: 采购":
  资产:  # 是或否
    制度健全:
    账实相符:
评定:
  管理/质量:  # 等次 达成 [80%, 100%]、部分达成 [60%, 80%)、未达成 [0%, 60%)
    等次:
    得分率:
    理由:
  效益/质量:  # 等次 达成 [80%, 100%]、部分达成 [60%, 80%)、未达成 [0%, 60%)
    等次:
    得分率:
    理由:
  满意度:  # 等次 达成 [80%, 100%]、部分达成 [60%, 80%)、未达成 [0%, 60%)
    等次:
    得分率:
    理由:
  印象:  # 得分 [-1, 3.33]
    得分:
    得分率:
    理由:
  # "产出/<名称>":  # 等次 达成 [80%, 100%]、部分达成 [60%, 80%)、未达成 [0%, 60%)
  #   等次:
  #   得分率:
  #   理由:
  # "影响/<名称>":  # 等次 达成 [80%, 100%]、部分达成 [60%, 80%)、未达成 [0%, 60%)
  #   等次:
  #   得分率:
  #   理由:
"""


def read(content: bytes, form: str, tmp_path: Path) -> Facts:
    path = tmp_path / f"blank.{form}"
    path.write_bytes(content)
    facts, problems = load_facts(path, RUBRIC)
    assert facts is not None, render_problems(problems, "en")
    return facts


def test_the_form_in_yaml() -> None:
    assert blank_yaml(RUBRIC, "zh", "试.yaml") == DUE


@pytest.mark.parametrize("form", get_args(Form))
@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("name", [None, "试.yaml", "../a: b.yaml"])
def test_what_is_not_yet_filled_in_is_open(
    form: Form, language: Language, name: str | None, tmp_path: Path
) -> None:
    if form == "xlsx":
        pytest.importorskip("openpyxl")
    content, problems = blank_facts(RUBRIC, form, language, name)
    assert content is not None, problems
    facts = read(content, form, tmp_path)
    assert (facts.facts, facts.ranges, facts.tables, facts.judgements) == ({}, {}, {}, {})
    assert (facts.rubric or None) == name


def test_a_form_in_yaml_is_filled_in(tmp_path: Path) -> None:
    text = blank_yaml(RUBRIC, "zh")
    for old, new in (
        ("  预算:", "  预算: 5"),
        ("    账实相符:", "    账实相符: 是"),
        ('采购":', '采购": 否'),
    ):
        text = text.replace(old, new)
    text = text.replace("    等次:\n    得分率:\n    理由:", "    等次: 达成\n    得分率:\n    理由: 有据", 1)
    facts = read(text.encode(), "yaml", tmp_path)
    held = {"预算": 5, "管理/资产/账实相符": True, "管理/制度/财务: 采购": False}
    assert {name: one.value for name, one in facts.facts.items()} == held
    assert facts.judgements.keys() == {"管理/质量"}


@pytest.mark.parametrize("language", get_args(Language))
def test_the_example_of_a_row_is_filled_in(language: Language, tmp_path: Path) -> None:
    lines = blank_yaml(RUBRIC, language).split("\n")
    at = next(index for index, line in enumerate(lines) if line.startswith("  项目:"))
    row = [line.replace("# ", "", 1) for line in lines[at + 1 : at + 8]]
    row = [line.replace("名称:", "名称: 甲").replace("权重:", "权重: 15") for line in row]
    judged = next(index for index, line in enumerate(lines) if "产出/<名称>" in line)
    said = [line.replace("# ", "", 1).replace("<名称>", "甲") for line in lines[judged : judged + 4]]
    words = ["达成", "90%", "有据"]
    said = [f"{line} {word}" if word else line for line, word in zip(said, ["", *words], strict=True)]
    text = "\n".join([*lines[: at + 1], *row, *lines[at + 8 : judged], *said, *lines[judged + 4 :]])
    facts = read(text.encode(), "yaml", tmp_path)
    (one,) = facts.tables["项目"]
    assert {name: given.value for name, given in one.cells.items()} == {"名称": "甲", "权重": 15}
    assert facts.judgements["效益/产出/甲"].level == "达成"


def test_a_form_in_csv_is_filled_in(tmp_path: Path) -> None:
    text = blank_csv(RUBRIC, "en")
    text = (
        text.replace("subject,", "subject,甲")
        .replace("完成率,,%", "完成率,95,%")
        .replace("预算,,", "预算,约 5,")
    )
    text = text.replace("judgements/效益/满意度,,,,,,,,,", "judgements/效益/满意度,,,,,,90%,,fine,")
    facts = read(text.encode(), "csv", tmp_path)
    assert (facts.subject, facts.facts["完成率"].text, facts.judgements["效益/满意度"].reason) == (
        "甲",
        "95%",
        "fine",
    )
    assert facts.ranges.keys() == {"预算"}


def test_a_form_in_csv_names_the_file_of_a_table_and_has_a_row_for_each_of_its_rows(tmp_path: Path) -> None:
    (tmp_path / "明细.csv").write_text("名称,权重\n甲,15\n", encoding="utf-8")
    text = blank_csv(RUBRIC, "zh").replace("项目,,", "项目,明细.csv,")
    text = text.replace("评定/效益/产出/<名称>,,,,,,,,", "评定/效益/产出/甲,,,,,达成,,,有据")
    facts = read(text.encode(), "csv", tmp_path)
    assert [row.cells["权重"].value for row in facts.tables["项目"]] == [15]
    assert facts.judgements.keys() == {"效益/产出/甲"}
    assert "性质 (选项 正向、反向、定性)" in text


def test_a_form_in_xlsx_is_filled_in(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    content, _ = blank_facts(RUBRIC, "xlsx", "zh")
    assert content is not None
    path = tmp_path / "f.xlsx"
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    sheet = book["事实"]
    rows = {row[0].value: row[0].row for row in sheet.iter_rows()}
    sheet.cell(rows["预算"], 2).value = 1371.57
    sheet.cell(rows["完成率"], 2).value = 0.95
    sheet.cell(rows["完成率"], 2).number_format = "0%"
    sheet.cell(rows["管理/资产/账实相符"], 2).value = "是"
    book.save(path)
    facts = read(path.read_bytes(), "xlsx", tmp_path)
    assert [facts.facts[name].text for name in ("预算", "完成率", "管理/资产/账实相符")] == [
        "1371.57",
        "95%",
        "是",
    ]


def test_a_form_in_xlsx_has_a_sheet_for_a_table(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    content, _ = blank_facts(RUBRIC, "xlsx", "zh")
    assert content is not None
    path = tmp_path / "f.xlsx"
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    sheet = book["项目"]
    assert "单位 %；范围 [0%, 200%]；可缺" in sheet.cell(1, 5).comment.text
    sheet.append(["甲", "正向", 1000, 960.5])
    book.save(path)
    (one,) = read(path.read_bytes(), "xlsx", tmp_path).tables["项目"]
    assert {name: given.text for name, given in one.cells.items()} == {
        "名称": "甲",
        "性质": "正向",
        "目标值": "1000",
        "完成值": "960.5",
    }
    assert one.cells["完成值"].cell == "项目!D2"


def test_names_of_the_file_that_facts_have_taken(tmp_path: Path) -> None:
    taken = replace(RUBRIC, facts={**RUBRIC.facts, "年度": Fact("年度", "integer")})
    path = tmp_path / "f.csv"
    path.write_text(
        blank_csv(taken, "zh").replace("period,", "period,2023").replace("\n年度,", "\n年度,5"),
        encoding="utf-8",
    )
    facts, problems = load_facts(path, taken)
    assert facts is not None, render_problems(problems, "en")
    assert (facts.period, facts.facts["年度"].value) == ("2023", 5)


def test_what_a_text_says_is_never_a_formula_of_the_workbook(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    content, _ = blank_facts(RUBRIC, "xlsx", "zh", "=1+1")
    assert content is not None
    assert read(content, "xlsx", tmp_path).rubric == "=1+1"


def test_without_its_library_no_workbook_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    content, problems = blank_facts(RUBRIC, "xlsx", "zh")
    assert (content, [p.code for p in problems]) == (None, ["F619"])
