"""Tables of a facts file: every cell read as a fact of its column is, in every form, at its place."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import Facts, load_facts, load_facts_text
from engine.scorecard import Notice
from rubric.problems import Problem
from rubric.range import show_range
from rubric.report import render_problems
from tests.unit.facts_rubric import rubric

pytestmark = pytest.mark.usefixtures("rows_unchecked")

RUBRIC = rubric()
ROWS: list[dict[str, Any]] = [
    {"名称": "培训", "性质": "正向", "目标值": "1,000", "完成值": "960", "完成率": "96%", "权重": "15"},
    {"名称": "故障, 次", "性质": "反向", "目标值": "4", "完成值": "约 5 ± 1", "权重": "10"},
    {"名称": "服务", "性质": "定性", "权重": "15"},
]
YAML = "事实:\n  项目:\n" + "".join(f"    - {json.dumps(row, ensure_ascii=False)}\n" for row in ROWS)
CSV = """名称,性质,目标值,完成值,完成率,权重
培训,正向,"1,000",960,96%,15

"故障, 次",反向,4,约 5 ± 1,,10
服务,定性,,,,15
"""


def good(text: str) -> Facts:
    facts, problems = load_facts_text(text, RUBRIC)
    assert facts is not None, render_problems(problems, "en")
    return facts


def load(path: Path, text: str) -> tuple[Facts | None, list[Problem]]:
    path.write_text(text, encoding="utf-8")
    facts, problems = load_facts(path, RUBRIC)
    for language in ("zh", "en"):
        assert "→" in render_problems(problems, language) or not problems
    return facts, problems


def read(path: Path, text: str) -> Facts:
    facts, problems = load(path, text)
    assert facts is not None, render_problems(problems, "en")
    return facts


def values(facts: Facts) -> list[dict[str, Any]]:
    return [{name: one.value for name, one in row.cells.items()} for row in facts.tables["项目"]]


def test_a_table_is_a_list_of_mappings() -> None:
    first, second, third = good(YAML).tables["项目"]
    assert {name: one.value for name, one in first.cells.items()} == {
        "名称": "培训",
        "性质": "正向",
        "目标值": 1000,
        "完成值": 960,
        "完成率": Fraction(96, 100),
        "权重": 15,
    }
    assert first.cells["目标值"].text == "1,000"
    assert show_range(second.cells["完成值"].value) == "[4, 6]"
    assert third.cells.keys() == {"名称", "性质", "权重"}
    assert [row.place.line for row in (first, second, third) if row.place] == [3, 4, 5]
    assert [one.place.column for one in first.cells.values() if one.place][:2] == [8, 20]


def test_a_cell_may_say_what_a_fact_may() -> None:
    text = """事实:
  项目:
    值:
      - {名称: 甲, 金额: {值: 1.5, 单位: 亿元, 来源: 台账, 口径: 全市}, 完成率: {value: 95, unit: "%"}}
      - {名称: 乙, 金额: 5}
    来源: 决算
"""
    facts = good(text)
    one, other = facts.tables["项目"]
    assert (one.cells["金额"].value, one.cells["金额"].source, one.cells["名称"].source) == (
        15000,
        "台账",
        "决算",
    )
    assert (one.cells["完成率"].value, other.cells["金额"].source) == (Fraction(95, 100), "决算")
    assert facts.notices == (Notice("项目/金额", "全市", "本级", "scope"),)


@pytest.mark.parametrize("entry", ["", "{}", "{值: , 来源: 表}", '""'])
def test_a_table_left_empty_is_open(entry: str) -> None:
    assert good(f"事实:\n  预算: 5\n  项目: {entry}\n").tables == {}


@pytest.mark.parametrize("entry", ["[]", '"[]"', "{值: []}"])
def test_a_table_of_no_rows_is_known_to_have_none(entry: str) -> None:
    assert good(f"事实:\n  项目: {entry}\n").tables == {"项目": ()}


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("- {名称: 甲, 权重: 很多}", "F603", 19),
        ("- {权重: 91}", "F609", 12),
        ("- {权重: 5%}", "", 0),
        ("- {性质: 正}", "F623", 12),
        ("- {完成率: 95}", "F608", 13),
        ("- {金额: {值: 5, 单位: 美元}}", "F604", 23),
        ("- {目标值: {值: 5, 单位: 个}}", "F610", 24),
        ("- {目标: 5}", "F624", 8),
        ("- {名称: [甲]}", "F612", 12),
        ("- {名称: {值: 甲, 价: 5}}", "F601", 19),
        ("- 甲", "F625", 7),
        ("- [甲]", "F625", 7),
        ("- 'x'", "F625", 7),
        ("名称: 甲", "F612", 5),
        ("甲", "F612", 5),
        ("{值: [], 单位: 个}", "F601", 13),
        ("{值: [{名称: 甲, 权重: 5}], 来源: [甲]}", "F612", 31),
        ("{值: [], 可变: 也许}", "F612", 17),
    ],
)
def test_a_mistake_in_a_row_is_found_where_it_stands(row: str, code: str, column: int) -> None:
    text = f"事实:\n  项目:\n    {row}\n"
    if not code:
        assert values(good(text)) == [{"权重": Fraction(5, 100)}]
        return
    facts, problems = load_facts_text(text, RUBRIC)
    assert facts is None
    assert [(p.code, p.place.line, p.place.column) for p in problems if p.place] == [(code, 3, column)]
    for language in ("zh", "en"):
        assert "{" not in render_problems(problems, language).replace(text.split("\n")[2], "").replace(
            "{名称", ""
        )


def test_the_nearest_column_is_named() -> None:
    _, problems = load_facts_text("事实: {项目: [{目标直: 5}]}", RUBRIC)
    assert "是不是“目标值”？" in problems[0].hint("zh")
    assert "性质" in problems[0].hint("en")


def test_all_mistakes_of_all_rows_are_found_at_once() -> None:
    _, problems = load_facts_text(
        "事实:\n  项目:\n    - {权重: 0}\n    - 甲\n    - {目标: 5}\n  预算: 很多\n", RUBRIC
    )
    assert [(p.code, p.place and p.place.line) for p in problems] == [
        ("F609", 3),
        ("F625", 4),
        ("F624", 5),
        ("F603", 6),
    ]


def test_ten_thousand_rows_and_no_more() -> None:
    assert len(good("事实: {项目: [" + "{}," * 10_000 + "]}").tables["项目"]) == 10_000
    _, problems = load_facts_text("事实: {项目: [" + "{}," * 10_001 + "]}", RUBRIC)
    assert [p.code for p in problems] == ["F626"]


# -- files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("f.yaml", "事实: {项目: 明细.csv}"),
        ("f.yaml", "事实: {项目: {值: 明细.csv, 来源: 台账}}"),
        ("f.json", '{"事实": {"项目": "明细.csv"}}'),
        ("f.csv", "名称,值\n项目,明细.csv\n"),
    ],
)
@pytest.mark.parametrize("parting", [",", ";"])
def test_a_table_in_a_file_of_its_own_says_the_same(
    name: str, text: str, parting: str, tmp_path: Path
) -> None:
    held = (
        CSV
        if parting == ","
        else CSV.replace(",", ";").replace("1;000", "1,000").replace("故障; 次", "故障, 次")
    )
    (tmp_path / "明细.csv").write_text("\ufeff" + held, encoding="utf-8")
    facts = read(tmp_path / name, text)
    assert facts.sha256 == good(YAML).sha256
    one = facts.tables["项目"][1].cells["完成值"]
    assert one.place is not None
    assert (one.place.file, one.place.line, one.place.column) == ("明细.csv", 4, 14)


def test_a_table_may_lie_in_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / "表").mkdir()
    (tmp_path / "表" / "a.CSV").write_text("名称\n甲\n", encoding="utf-8")
    assert values(read(tmp_path / "f.yaml", "事实: {项目: 表/a.CSV}")) == [{"名称": "甲"}]


def test_a_file_with_nothing_but_heads_has_no_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("名称,性质\n", encoding="utf-8")
    assert read(tmp_path / "f.yaml", "事实: {项目: a.csv}").tables == {"项目": ()}


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("名称,目标\n甲,5\n", "F624", 1, 4),
        ("名称,名称\n甲,乙\n", "F611", 1, 4),
        ("名称,权重\n甲,5\n乙,很多\n", "F603", 3, 3),
        ("名称,完成率\n甲,95\n", "F608", 2, 3),
        ("名称,性质\n甲,正\n", "F623", 2, 3),
        ("名称\n甲,5\n", "F615", 2, 3),
        ('名称\n"甲\n', "F616", 2, 1),
    ],
)
def test_a_mistake_in_the_file_of_a_table(
    text: str, code: str, line: int, column: int, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    facts, problems = load(tmp_path / "f.yaml", "事实: {项目: a.csv}")
    assert facts is None
    assert [(p.code, p.place.file, p.place.line, p.place.column) for p in problems if p.place] == [
        (code, "a.csv", line, column)
    ]


@pytest.mark.parametrize(
    "name",
    [
        "none.csv",
        "../out.csv",
        "sub/../in.csv",
        "/etc/a.csv",
        "link.csv",
        "way/out.csv",
        "..\\out.csv",
        "C:/a.csv",
        "sub.csv",
        "a\\u0000.csv",
    ],
)
def test_only_a_file_inside_the_folder_is_read(name: str, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    (inside / "sub").mkdir(parents=True)
    (inside / "sub.csv").mkdir()
    for path in (tmp_path / "out.csv", inside / "in.csv"):
        path.write_text("名称\n甲\n", encoding="utf-8")
    (inside / "link.csv").symlink_to(inside / "in.csv")
    (inside / "way").symlink_to(tmp_path)
    _, problems = load(inside / "f.yaml", f'事实:\n  项目: "{name}"\n'.replace("..\\out", "..\\\\out"))
    assert [(p.code, p.place and p.place.line) for p in problems] == [("F627", 2)]


def test_a_text_that_is_no_file_names_no_file_either() -> None:
    _, problems = load_facts_text("事实: {项目: 明细.csv}", RUBRIC)
    assert [p.code for p in problems] == ["F627"]


def test_mistakes_of_the_file_itself_come_first(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("权重\n很多\n", encoding="utf-8")
    _, problems = load(tmp_path / "z.yaml", "事实:\n\n\n  项目: a.csv\n  预算: 很多\n")
    assert [p.place and p.place.file for p in problems] == ["z.yaml", "a.csv"]


# -- workbooks -------------------------------------------------------------------------------------------


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> tuple[Facts | None, list[Problem]]:
    openpyxl = pytest.importorskip("openpyxl")
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return load_facts(path, RUBRIC)


SHEET: list[list[Any]] = [
    ["名称", "性质", "目标值", "完成值", "完成率", "权重"],
    ["培训", "正向", 1000, 960, "96%", 15],
    [],
    ["故障, 次", "反向", 4, "约 5 ± 1", None, 10],
    ["服务", "定性", None, None, None, 15],
]


@pytest.mark.parametrize("rows", [[], [["项目", None, "台账"]]])
@pytest.mark.parametrize("title", ["事实", "别的"])
def test_a_table_is_a_sheet_of_its_name(rows: list[list[Any]], title: str, tmp_path: Path) -> None:
    heads: list[list[Any]] = [["名称", "值", "来源"], *rows]
    facts, problems = book(tmp_path / "f.xlsx", {title: heads, "项目": SHEET})
    assert facts is not None, render_problems(problems, "en")
    assert facts.sha256 == good(YAML).sha256
    one = facts.tables["项目"][1].cells["完成值"]
    assert (one.cell, one.source) == ("项目!D4", "台账" if rows else None)


def test_a_mistake_in_the_sheet_of_a_table_names_its_cell(tmp_path: Path) -> None:
    sheets: dict[str, list[list[Any]]] = {
        "事实": [["名称", "值"], ["预算", "很多"]],
        "项目": [["名称", "权重"], ["甲", 5], ["乙", 91]],
    }
    _, problems = book(tmp_path / "f.xlsx", sheets)
    assert [p.code for p in problems] == ["F603", "F609"]
    assert "单元格 B2：" in problems[0].message("zh")
    assert "单元格 项目!B3：" in problems[1].message("zh")
    assert "f.xlsx[项目]:3:" in render_problems(problems, "en")


@pytest.mark.parametrize(
    ("sheets", "codes"),
    [
        ({"项目": [["名称"], ["甲"]]}, ["F618"]),
        ({"事实": [["名称", "值"], ["项目", "[]"]], "项目": [["名称"], ["甲"]]}, ["F611"]),
        ({"事实": [["名称", "值"]], "项目": [["名称", "目标"], ["甲", 5]]}, ["F624"]),
        ({"事实": [["名称", "值"]], "项目": [["名称"], ["=1+1"]]}, ["F617"]),
        ({"事实": [["名称", "值"]], "项目表": [["名称"], ["甲"]]}, ["F631"]),
        ({"事实": [["名称", "值"], ["项目", "甲"]]}, ["F612"]),
    ],
)
def test_a_workbook_whose_tables_are_not_well(
    sheets: dict[str, list[list[Any]]], codes: list[str], tmp_path: Path
) -> None:
    facts, problems = book(tmp_path / "f.xlsx", sheets)
    assert facts is None
    assert [p.code for p in problems] == codes


@pytest.mark.parametrize("sheet", [[], [["名称", "性质"]]])
def test_a_sheet_that_is_not_filled_in_is_open(sheet: list[list[Any]], tmp_path: Path) -> None:
    facts, problems = book(tmp_path / "f.xlsx", {"事实": [["名称", "值"], ["预算", 5]], "项目": sheet})
    assert facts is not None, render_problems(problems, "en")
    assert facts.tables == {}


# -- the canonical form ----------------------------------------------------------------------------------


def test_the_digest_is_of_the_rows() -> None:
    same = ["[{名称: 甲, 金额: 15000}]", "[{金额: {值: 1.5, 单位: 亿元, 备注: 无}, 名称: 甲}]"]
    others = [
        "[]",
        "",
        "[{名称: 甲}]",
        "[{名称: 甲}, {名称: 乙}]",
        "[{名称: 乙}, {名称: 甲}]",
        "[{名称: 甲, 金额: 至少 5}]",
    ]
    assert len({good(f"事实: {{项目: {entry}}}").sha256 for entry in same}) == 1
    assert len({good(f"事实: {{项目: {entry}}}").sha256 for entry in [*same, *others]}) == len(others) + 1


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "名称": st.text("甲乙,\" '", min_size=1).filter(str.strip),
                "目标值": st.integers(-9, 9),
            },
        )
    )
)
def test_what_is_written_as_rows_is_read_back(rows: list[dict[str, Any]]) -> None:
    text = json.dumps({"事实": {"项目": rows}}, ensure_ascii=False)
    assert values(good(text)) == rows
