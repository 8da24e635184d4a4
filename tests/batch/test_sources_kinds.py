"""What each form holds besides texts: numbers as they are typed, yes and no, dates, rows within a cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook

from engine.batch.columns import Columns, Meaning
from engine.batch.facts_row import facts_of
from engine.batch.match import match
from engine.batch.part import Part
from engine.batch.sources.opened import open_table
from engine.facts import load_facts
from rubric.model import Rubric
from tests.batch.tables import texts
from tests.batch.test_columns import RUBRIC


def only_part(path: Path, rubric: Rubric = RUBRIC) -> Part:
    source, problems = open_table(path)
    assert source is not None, problems
    found = source.columns or match(source.names, rubric, file=source.file, lists=source.lists).columns
    assert found is not None
    (part,) = source.parts(found)
    return part


def test_a_workbook_gives_what_was_typed_in_it(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append([None, None, None])
    sheet.append(["编号", "到岗率", "支出数", None, "已公开", "日期"])
    for row in (("甲", 0.955, 1371.5, "x", True, date(2024, 3, 1)), ("乙", 1, 0.1 + 0.2, None, False, "无")):
        sheet.append(row)
    sheet["B3"].number_format = "0.00%"
    sheet["B4"].number_format = "0%"
    sheet["C3"].number_format = "#,##0.00"
    book.save(tmp_path / "a.xlsx")
    assert texts(tmp_path / "a.xlsx") == (
        ("编号", "到岗率", "支出数", "[D]", "已公开", "日期"),
        [
            ["甲", "95.50%", "1371.50", "x", "yes", "2024-03-01"],
            ["乙", "100%", "0.3", "", "no", "无"],
        ],
    )
    source, _ = open_table(tmp_path / "a.xlsx")
    assert source is not None
    assert source.first == 3


def test_the_sheet_called_data_is_taken_and_hidden_or_empty_ones_are_not_asked_about(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "说明"  # type: ignore[union-attr]  # a new workbook has a sheet
    book["说明"].append(["怎样填"])
    book.create_sheet("数据").append(["编号", "支出数"])
    book["数据"].append(["甲", 5])
    book.save(tmp_path / "named.xlsx")
    assert texts(tmp_path / "named.xlsx")[1] == [["甲", "5"]]
    del book["说明"]
    book["数据"].title = "任意"
    book.create_sheet("空")
    book.create_sheet("藏").append(["x"])
    book["藏"].sheet_state = "hidden"
    book.save(tmp_path / "only.xlsx")
    assert texts(tmp_path / "only.xlsx")[1] == [["甲", "5"]]


def test_blank_rows_behind_a_sheet_are_not_rows(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in (["编号", "支出数"], ["甲", 1], [], ["乙", 2]):
        sheet.append(row)
    sheet["A900"].number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert texts(tmp_path / "a.xlsx")[1] == [["甲", "1"], ("B844",), ["乙", "2"]]


def test_the_digits_of_json_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"a": 1371.570, "b": 12345678901234567890.123, "c": true, "d": null, "e": ["甲", "乙"]}\n'
        '\n{"b": 1e3, "a": "约 5", "c": false, "e": []}\n{"a": NaN, "f": 1}\n\n',
        "utf-8",
    )
    names, rows = texts(path)
    assert names == ("a", "b", "c", "d", "e", "f")
    assert rows == [
        ["1371.570", "12345678901234567890.123", "true", "", "甲；乙", ""],
        ("B844",),
        ["约 5", "1e3", "false", "", "", ""],
        ["NaN", "", "", "", "", "1"],
    ]


def test_a_key_that_the_first_lines_have_not_spoils_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.batch.sources.json_lines.SAMPLE", 60)
    path = tmp_path / "a.jsonl"
    path.write_text('{"编号": "甲", "数": 1}\n' * 10 + '{"编号": "乙", "数额": 2}\n', "utf-8")
    assert texts(path)[1] == [*[["甲", "1"]] * 10, ("B847",)]


def test_columns_of_every_kind_are_read(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "f": [0.1, 1e-7],
            "d": [Decimal("1371.570"), None],
            "i": [5, -3],
            "b": [True, None],
            "t": [date(2024, 3, 1), None],
            "c": pl.Series(["甲", "乙"], dtype=pl.Categorical()),
            "y": ["字".encode(), b"\xff"],
            "l": [[1, 2], None],
            "n": [None, None],
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    assert texts(tmp_path / "a.parquet")[1] == [
        ["0.1", "1371.57", "5", "yes", "2024-03-01", "甲", "字", "[1, 2]", ""],
        ["0.0000001", "", "-3", "", "", "乙", "0xff", "", ""],
    ]


ROWS = [[{"名称": "一", "权重": "2"}, {"名称": "二", "权重": None}], [], None]


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.jsonl"])
def test_rows_within_a_cell_are_a_table_within_the_subject(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    frame = pl.DataFrame({"编号": ["甲", "乙", "丙"], "项目": ROWS})
    write: dict[str, Any] = {
        "a.parquet": frame.write_parquet,
        "a.arrow": frame.write_ipc,
        "a.jsonl": frame.write_ndjson,
    }
    write[name](path)
    part = only_part(path)
    assert part.columns.of["项目"] == Meaning("table", "项目")
    found = [facts_of(part, at, RUBRIC) for at in range(3)]
    assert not any(problems for _, problems in found)
    first, second, third = (facts.tables for facts, _ in found if facts is not None)
    assert [{k: v.text for k, v in row.cells.items()} for row in first["项目"]] == [
        {"名称": "一", "权重": "2"},
        {"名称": "二"},
    ]
    assert second["项目"] == ()
    assert "项目" not in third


def test_a_folder_is_a_table_of_its_facts_files(tmp_path: Path) -> None:
    (tmp_path / "乙.yaml").write_text("评价单位: 乙局\n事实: {支出数: 5}\n", "utf-8")
    (tmp_path / "甲.csv").write_text("名称,值\n支出数,6\n", "utf-8")
    (tmp_path / "丙.json").write_text('{"facts": {"支出": 7}}', "utf-8")
    (tmp_path / "明细.csv").write_text("名称,权重\n一,2\n", "utf-8")
    (tmp_path / ".hidden.yaml").write_text("x", "utf-8")
    (tmp_path / "~$甲.xlsx").write_text("x", "utf-8")
    (tmp_path / "a.test.yaml").write_text("[]", "utf-8")
    (tmp_path / "rows").mkdir()
    part = only_part(tmp_path)
    assert [path.name for path in part.files] == ["丙.json", "乙.yaml", "甲.csv"]
    assert part.frame.rows() == [("丙.json",), ("乙.yaml",), ("甲.csv",)]
    for at, path in enumerate(part.files):
        facts, problems = facts_of(part, at, RUBRIC)
        same, told = load_facts(path, RUBRIC)
        assert facts == same
        assert [one.code for one in problems] == [one.code for one in told]


def test_a_folder_of_parquet_is_one_table_in_the_order_of_its_files(tmp_path: Path) -> None:
    for at in range(3):
        frame = pl.DataFrame({"编号": [f"{at}-{row}" for row in range(4)]})
        frame.write_parquet(tmp_path / f"part-{at}.parquet")
    (tmp_path / "_SUCCESS").write_text("", "utf-8")
    due = [[f"{at}-{row}"] for at in range(3) for row in range(4)]
    assert texts(tmp_path, 5)[1] == due
    assert texts(tmp_path, 5, 1)[1] == due[5:]


def test_a_folder_is_read_part_by_part(tmp_path: Path) -> None:
    for at in range(7):
        (tmp_path / f"{at}.yaml").write_text("事实: {}", "utf-8")
    source, _ = open_table(tmp_path)
    assert source is not None
    assert source.columns is not None
    parts = [*source.parts(source.columns, 0, 3)]
    assert [(part.number, part.first, part.height) for part in parts] == [(0, 1, 3), (1, 4, 3), (2, 7, 1)]
    later = [*source.parts(source.columns, 2, 3)]
    assert [part.files for part in later] == [parts[2].files]


def test_only_the_columns_that_are_used_are_read(tmp_path: Path) -> None:
    for name in ("a.csv", "a.parquet"):
        frame = pl.DataFrame({"备注": ["x"], "支出数": ["5"], "编号": ["甲"]})
        (frame.write_csv if name == "a.csv" else frame.write_parquet)(tmp_path / name)
        part = only_part(tmp_path / name)
        assert part.frame.columns == ["支出数", "编号"]
        assert part.frame.rows() == [("5", "甲")]


def test_a_problem_names_the_cell_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("备注,支出数,编号\nx,5,甲\ny,五,乙\n", "utf-8")
    part = only_part(path)
    (problem,) = facts_of(part, 1, RUBRIC)[1]
    assert problem.message("zh") == "单元格 B3：“支出数 (全年执行数)”应当是数。"


def test_a_row_that_cannot_be_read_is_not_taken_for_one_that_can(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("支出数,人数\n5,1\n5,1,9\n", "utf-8")
    part = only_part(path)
    assert facts_of(part, 0, RUBRIC)[0] is not None
    facts, problems = facts_of(part, 1, RUBRIC)
    assert facts is None
    assert [one.code for one in problems] == ["B841"]


def test_columns_are_of_their_own_making() -> None:
    columns = Columns({"a": Meaning("ignored"), "b": Meaning("fact", "b")}, "a")
    assert columns.used == ("a", "b")
