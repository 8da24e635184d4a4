"""Facts in CSV and XLSX: the same content as in YAML, and every mistake at its cell."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import Facts, load_facts, load_facts_text
from engine.facts_cells import cells_of_csv
from engine.facts_xlsx import typed
from rubric.problems import Problem
from rubric.report import render_problems
from rubric.source import Source
from tests.unit.facts_rubric import rubric

RUBRIC = rubric()
YAML = """评价单位: 甲局
年度: 2023
事实:
  预算: {值: "1,371.57", 单位: 万元, 来源: 决算表, 佐证: [甲.pdf, 乙.pdf]}
  完成率: {值: 95, 单位: "%"}
  人数: 约 27 ± 1
  已公开: 是
  制度/财务: 采购: 否
评定:
  满意度: {得分率: 95%, 理由: "问卷, 200 份"}
  管理/质量: {等次: 达成, 理由: 规范}
已附:
  满意度: {理由: 有}
""".replace("制度/财务: 采购", '"制度/财务: 采购"')
CSV = """名称,值,单位,来源,备注,佐证,得分率,理由,等次
评价单位,甲局
年度,2023
预算,"1,371.57",万元,决算表,,甲.pdf、乙.pdf
完成率,95,%
人数,约 27 ± 1
系数,,,,还没有

已公开,是
制度/财务: 采购,否
评定/满意度,,,,,,95%,"问卷, 200 份"
评定/管理/质量,达成,,,规范
已附/满意度,,,,,,,有
"""


def read(tmp_path: Path, text: str, name: str = "f.csv") -> tuple[Facts | None, list[Problem]]:
    path = tmp_path / name
    path.write_bytes(text.encode())
    facts, problems = load_facts(path, RUBRIC)
    for language in ("zh", "en"):
        assert "→" in render_problems(problems, language) or not problems
    return facts, problems


@pytest.mark.parametrize("parting", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_says_the_same_as_yaml(parting: str, end: str, mark: str, tmp_path: Path) -> None:
    text = CSV.replace(",", parting).replace(f"1{parting}371", "1,371").replace(f"问卷{parting}", "问卷,")
    facts, problems = read(tmp_path, mark + text.replace("\n", end))
    assert facts is not None, render_problems(problems, "en")
    same, _ = load_facts_text(YAML, RUBRIC)
    assert same is not None
    assert facts.sha256 == same.sha256
    one = facts.facts["预算"]
    assert (one.value, one.unit, one.source, one.evidence) == (
        Fraction("1371.57"),
        "万元",
        "决算表",
        ("甲.pdf", "乙.pdf"),
    )
    assert one.place is not None
    assert (one.place.line, one.place.column) == (4, 1)
    assert facts.judgements["效益/满意度"].reason == "问卷, 200 份"


def test_english_heads_in_any_order(tmp_path: Path) -> None:
    text = "unit,value,name,note\n,x,subject\n%,95,完成率,ok\n,50%,judgements/满意度,poor\n"
    facts, problems = read(tmp_path, text)
    assert facts is not None, render_problems(problems, "en")
    assert (facts.subject, facts.facts["完成率"].value) == ("x", Fraction(95, 100))
    assert facts.judgements["效益/满意度"].level == "未达成"


BAD_CSV = [
    ("预算,1,371.57\n", "F604", 2, 6),
    ("预算,5,万元,决算,,多余\n", "F615", 2, 13),
    (",5\n", "F615", 2, 2),
    ('预算,"5\n', "F616", 2, 4),
    ('预算,"5"6\n', "F616", 2, 4),
    ("预算,很多\n", "F603", 2, 4),
    ("预算,-1\n", "F609", 2, 4),
    ("完成率,95\n", "F608", 2, 5),
    ("预算数,5\n", "F602", 2, 1),
    ("预算,5\n系数,1\n预算,6\n", "F611", 4, 1),
    ("预算,5,美元\n", "F604", 2, 6),
    ("评定/满意度,95\n", "F636", 2, 8),
    ("评定/满意度,95%\n", "F607", 2, 1),
    ("评定/满意度,95%,%,,有据\n", "F615", 2, 12),
    ("评价单位,甲\n评价单位,乙\n", "F611", 3, 1),
    ("评价单位,甲\nsubject,乙\n", "F611", 3, 1),
    ("评价单位,甲,万元\n", "F615", 2, 8),
]


@pytest.mark.parametrize(("rows", "code", "line", "column"), BAD_CSV)
def test_a_mistake_in_csv_is_found_where_it_stands(
    rows: str, code: str, line: int, column: int, tmp_path: Path
) -> None:
    facts, problems = read(tmp_path, "名称,值,单位,来源,备注\n" + rows)
    assert facts is None
    assert (code, line, column) in [(p.code, p.place.line, p.place.column) for p in problems if p.place]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("", "F621"),
        ("\n\n", "F621"),
        ("名称,数\n预算,5\n", "F613"),
        ("预算,5\n", "F613"),
        ("名称,值,单价\n", "F614"),
        ("名称,值,value\n", "F614"),
        ("[" * 100_000, "F613"),
        ("名称,值\n" + ",\n" * 60_000, "F622"),
    ],
)
def test_a_csv_without_a_good_head_is_refused(head: str, code: str, tmp_path: Path) -> None:
    facts, problems = read(tmp_path, head)
    assert facts is None
    assert [p.code for p in problems] == [code]


@given(
    st.lists(
        st.lists(st.text(alphabet='a,"\n 甲', max_size=4), min_size=2, max_size=3), min_size=1, max_size=4
    )
)
def test_what_is_written_as_csv_is_read_back(rows: list[list[str]]) -> None:
    import csv

    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    cells, problems = cells_of_csv(Source.of_text("x,y\n" + out.getvalue()))
    assert cells is not None, problems
    held = [[str(cell) for cell in row] for row in cells.rows[1:]]
    assert held[: len(rows)] == [[cell.strip() for cell in row] for row in rows]


# -- XLSX ------------------------------------------------------------------------------------------------


def book(tmp_path: Path, rows: list[list[Any]], sheets: tuple[str, ...] = ("Sheet1",)) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    made = openpyxl.Workbook()
    made.active.title = sheets[0]
    for name in sheets[1:]:
        made.create_sheet(name)
    for row in rows:
        made.active.append(row)
    made.save(tmp_path / "f.xlsx")
    return tmp_path / "f.xlsx"


ROWS: list[list[Any]] = [
    ["名称", "值", "单位", "来源", "备注", "佐证", "得分率", "理由", "等次"],
    ["评价单位", "甲局"],
    ["年度", 2023],
    ["预算", 1371.57, "万元", "决算表", None, "甲.pdf、乙.pdf"],
    [],
    ["完成率", 95, "%"],
    ["人数", "约 27 ± 1"],
    ["已公开", True],
    ["制度/财务: 采购", "否"],
    ["评定/满意度", None, None, None, None, None, "95%", "问卷, 200 份"],
    ["评定/管理/质量", "达成", None, None, "规范"],
    ["已附/满意度", None, None, None, None, None, None, "有"],
]


@pytest.mark.parametrize("sheets", [("Sheet1",), ("事实", "别的"), ("facts", "more")])
def test_a_workbook_says_the_same_as_yaml(sheets: tuple[str, ...], tmp_path: Path) -> None:
    facts, problems = load_facts(book(tmp_path, ROWS, sheets), RUBRIC)
    assert facts is not None, render_problems(problems, "en")
    same, _ = load_facts_text(YAML, RUBRIC)
    assert same is not None
    assert facts.sha256 == same.sha256
    one = facts.facts["预算"]
    assert one.place is not None
    assert (one.text, one.cell, one.place.line) == ("1371.57", "B4", 4)


@pytest.mark.parametrize(
    ("value", "style", "due"),
    [
        (0.1, "General", "0.1"),
        (0.95, "0.00%", "95.00%"),
        (0.285, "0%", "28.5%"),
        (1, "0%", "100%"),
        (0.57, "0%", "57%"),
        (1371.57, "#,##0.00", "1371.57"),
        (1371.5, "#,##0.00", "1371.50"),
        (1371, "0.0", "1371.0"),
        (1371.504, "0.00", "1371.504"),  # what a cell hides is still what it holds
        (0.5, "0.00E+00", "0.5"),
        (0.5, "# ?/?", "0.5"),
        (0.30000000000000004, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (2690.0, "General", "2690"),
        (10**14, "General", "100000000000000"),
        (True, "General", "yes"),
        (None, "General", ""),
        (date(2024, 7, 22), "General", "2024-07-22"),
    ],
)
def test_a_cell_is_read_as_it_was_typed(value: Any, style: str, due: str) -> None:
    assert typed(SimpleNamespace(value=value, number_format=style)) == due


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["预算", "很多"], "F603", "B2"),
        (["预算", "=1+1", "万元"], "F617", "B2"),
        (["预算", 5, "美元"], "F604", "C2"),
        (["完成率", 95], "F608", "B2"),
        (["预算数", 5], "F602", "A2"),
        (["预算", 5, None, None, "x", "y"], "F615", "F2"),
        (["人数", date(2024, 7, 22)], "F603", "B2"),
    ],
)
def test_a_mistake_in_a_workbook_names_its_cell(row: list[Any], code: str, cell: str, tmp_path: Path) -> None:
    rows = [["名称", "值", "单位", "来源", "备注"], row]
    facts, problems = load_facts(book(tmp_path, rows), RUBRIC)
    assert facts is None
    assert [p.code for p in problems] == [code]
    assert f"单元格 {cell}：" in problems[0].message("zh")
    assert f"Cell {cell}: " in problems[0].message("en")
    assert "f.xlsx:2:" in render_problems(problems, "zh")


def test_a_workbook_of_several_sheets_names_the_one_of_the_facts(tmp_path: Path) -> None:
    _, problems = load_facts(book(tmp_path, ROWS, ("甲", "乙")), RUBRIC)
    assert [p.code for p in problems] == ["F618"]
    assert "甲、乙" in problems[0].message("zh")


def test_an_empty_or_an_absent_workbook(tmp_path: Path) -> None:
    assert [p.code for p in load_facts(book(tmp_path, []), RUBRIC)[1]] == ["F621"]
    assert [p.code for p in load_facts(tmp_path / "none.xlsx", RUBRIC)[1]] == ["Y101"]
    assert [p.code for p in load_facts(tmp_path, RUBRIC)[1]] == ["Y101"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<x/>",
        b"\xff\xfe<\x00",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        b" " * 40_000_000,
    ],
    ids=["empty", "other", "UTF-16", "entity", "bomb"],
)
def test_a_broken_workbook_is_refused(part: str, content: bytes, tmp_path: Path) -> None:
    path, bad = book(tmp_path, ROWS), tmp_path / "bad.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    facts, problems = load_facts(bad, RUBRIC)
    assert facts is None
    assert [p.code for p in problems] in (["F620"], ["F621"])


def test_a_workbook_of_very_many_cells_is_refused(tmp_path: Path) -> None:
    path, bad = book(tmp_path, ROWS), tmp_path / "bad.xlsx"
    rows = b'<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                text = text[: text.index(b"<sheetData>")] + rows + text[text.index(b"</sheetData>") + 12 :]
            new.writestr(name, text)
    assert [p.code for p in load_facts(bad, RUBRIC)[1]] == ["F622"]


def test_without_its_library_a_workbook_asks_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path, ROWS)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert [p.code for p in load_facts(path, RUBRIC)[1]] == ["F619"]
