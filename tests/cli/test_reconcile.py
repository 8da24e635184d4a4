"""The command ``rubric reconcile``: the example as it is printed, sheets of every form, and those that are refused."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "zhanjiang-2023"
FACTS, SHEET = str(EXAMPLE / "reported.facts.yaml"), str(EXAMPLE / "reported.csv")
RUBRIC = """评分表: 例
满分: 10
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
等级: {按: 舍入后, 优: "[9, 10]", 良: "[6, 9)", 差: "[0, 6)"}
事实: {支出: {单位: 万元, 范围: "[0, inf)"}, 预算: {单位: 万元, 范围: "(0, inf)"}, 次数: {类型: 整数}}
指标:
  投入:
    分值: 6
    指标:
      支出率: {分值: 4, 编号: A1, 比例: {量: 支出, 目标: 预算, 方向: 越高越好, 超额: 封顶}}
      资料: {分值: 2, 编号: A2, 要点: {台账: 1, 报表: 1}}
  产出:
    分值: 4
    指标:
      次数达标: {分值: 4, 编号: B1, 情形: [{当: 次数 >= 3, 得: 4}, {其余: 1}]}
"""
FILLED = "事实: {支出: 2, 预算: 3, 台账: 是, 报表: 否, 次数: 3}\n"
# 4 x 2/3 is 2.67 points; with the ledger alone 1 of 2; 4 of 4.
RIGHT = {"支出率": "2.67", "资料": "1", "次数达标": "4"}


def reconcile(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", "reconcile", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "r.yaml").write_text(RUBRIC, "utf-8")
    (tmp_path / "f.yaml").write_text("评分表: r.yaml\n" + FILLED, "utf-8")
    return tmp_path


def run(case: Path, sheet: str | bytes, name: str = "s.csv", *more: str) -> int:
    data = sheet.encode() if isinstance(sheet, str) else sheet
    (case / name).write_bytes(data)
    return main(["reconcile", str(case / "f.yaml"), str(case / name), *more])


def found(case: Path, sheet: str | bytes, capsys: pytest.CaptureFixture[str], name: str = "s.csv") -> Any:
    run(case, sheet, name, "--format", "json")
    return json.loads(capsys.readouterr().out)


def kinds(data: Any) -> list[str]:
    return [one["kind"] for one in data["findings"]]


def verdicts(data: Any, column: str = "self") -> dict[str, str]:
    rows = (row for row in data["rows"] if column in row["reported"])
    return {row["name"] if row["path"] else "": row["reported"][column]["verdict"] for row in rows}


# -- the example --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_the_example_is_printed_as_it_is_stored(language: str, width: int) -> None:
    done = reconcile(FACTS, SHEET, "--lang", language, "--width", str(width))
    assert (done.returncode, done.stderr) == (1, "")
    stored = EXAMPLE / f"reported.expected-{language}-{width}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        stored.write_text(done.stdout, "utf-8")
    assert done.stdout == stored.read_text("utf-8")


def test_the_example_has_every_verdict_and_its_data_adds_up() -> None:
    data = json.loads(reconcile(FACTS, SHEET, "--format", "json").stdout)
    seen = {one["verdict"] for row in data["rows"] for one in row["reported"].values()}
    assert seen == {"agrees", "rounding", "reading", "parts", "differs", "open"}
    readings = {
        one["kind"] for row in data["rows"] for s in row["reported"].values() for one in s["readings"]
    }
    assert {"count", "end", "swapped", "denominator"} <= readings
    assert {"left_out", "unknown", "sum", "points", "grade", "no_reason", "unexplained"} <= set(kinds(data))
    assert {"outside", "full_without_fact"} <= set(kinds(data))
    for row in data["rows"]:
        for one in row["reported"].values():
            if one["difference"] is not None:
                assert Fraction(one["difference"]) == Fraction(one["score"]) - Fraction(row["low"])


# -- what is read -------------------------------------------------------------------------------------------

PLAIN = "指标,自评,理由\n支出率,2.67,进度\n资料,1,缺报表\n次数达标,4,\n合计,7.67,\n等级,良,\n"
YAML = "自评: {支出率: {得分: 2.67, 理由: 进度}, 资料: {得分: 1, 理由: 缺报表}, 次数达标: 4}\n总分: 7.67\n等级: 良\n"
READ = {
    "by name": PLAIN,
    "by path": PLAIN.replace("支出率,2", "投入/支出率,2").replace("次数达标", "产出 / 次数达标"),
    "by code": PLAIN.replace("指标,", "编号,")
    .replace("支出率", "A1")
    .replace("资料", "A2")
    .replace("次数达标", "B1"),
    "with points": "指标,分值,自评得分,扣分原因\n支出率,4,2.67,进度\n资料,2,1分,缺\n次数达标,４,４,\n总 分,10,7.67,\n",
    "numbered": PLAIN.replace("支出率,2", "1.支出率（4分）,2").replace("次数达标", "（二）次数达标"),
    "levels": "一级指标,二级指标,得分,说明\n投入,支出率,2.67,进度\n,资料,1,缺\n产出,次数达标,4,\n合计,,7.67,\n",
    "subtotals": "指标,得分,说明\n支出率,2.67,进度\n资料,1,缺\n小计,3.67,\n次数达标,4,\n小计,4,\n合计,7.67,\n",
    "title": f"某单位自评表,,\n年度：2023,,\n{PLAIN}",
    "english": "item,self score,reason\n支出率,2.67,pace\n资料,1,no report\n次数达标,4,\ntotal,7.67,\ngrade,良,\n",
    "semicolons": PLAIN.replace(",", ";"),
    "mixed heads": PLAIN.replace("指标,自评,理由", "indicator,自评分,self reason"),
}


@pytest.mark.parametrize("sheet", READ.values(), ids=READ)
def test_a_right_sheet_agrees_however_it_is_written(
    case: Path, sheet: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = found(case, sheet, capsys)
    assert data["agreed"], data["findings"]
    assert list(verdicts(data)).count("") == 1
    assert run(case, sheet) == 0
    assert run(case, sheet.encode("utf-8-sig")) == 0


YAMLS = {
    "by column": YAML,
    "by item": "指标: {支出率: {自评: 2.67, 理由: 进度}, A2: {自评: 1, 理由: 缺}, 次数达标: 4}\n合计: 7.67\n",
    "nested": "items: {投入: {score: 3.67, items: {支出率: {score: 2.67, reason: 进度}, 资料: {score: 1, reason: 缺}}},"
    " 产出: {items: {次数达标: 4}}}\n",
    "a list": "- {指标: 支出率, 得分: 2.67, 理由: 进度}\n- {编号: A2, 得分: 1, 理由: 缺}\n- {指标: 次数达标, 得分: 4}\n",
    "columns": f"{YAML}复核: {{资料: 1}}\n",
    "json": '{"指标": {"支出率": {"自评": {"得分": 2.67, "理由": "进度"}}, "资料": {"自评": 1, "理由": "缺"},'
    ' "次数达标": 4}}',
}


@pytest.mark.parametrize("sheet", YAMLS.values(), ids=YAMLS)
def test_a_right_mapping_agrees_however_it_is_written(
    case: Path, sheet: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = found(case, sheet, capsys, "s.yaml")
    assert data["agreed"], data["findings"]
    assert run(case, sheet, "s.yaml") == 0


def test_a_workbook_is_read_from_the_sheet_that_is_named_for_it(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet("自评表")
    for row in csv.reader(PLAIN.splitlines()):
        sheet.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row])
    book.save(case / "s.xlsx")
    assert main(["reconcile", str(case / "f.yaml"), str(case / "s.xlsx")]) == 0
    sheet.title = "别的"
    book.save(case / "s.xlsx")
    assert main(["reconcile", str(case / "f.yaml"), str(case / "s.xlsx")]) == 2
    assert "C767" in capsys.readouterr().err


def test_an_item_that_is_called_like_a_total_is_an_item(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (case / "r.yaml").write_text(RUBRIC.replace("资料", "总分"), "utf-8")
    for sheet, name in ((PLAIN, "s.csv"), (YAML.split("总分", maxsplit=1)[0], "s.yaml")):
        data = found(case, sheet.replace("资料", "总分"), capsys, name)
        assert data["agreed"], data["findings"]
        assert verdicts(data)["总分"] == "agrees"


# -- what is found ------------------------------------------------------------------------------------------

FOUND = {
    "left out": (PLAIN.replace("资料,1,缺报表\n", ""), "left_out"),
    "unknown": (PLAIN.replace("资料,", "资料库,"), "unknown"),
    "twice": (PLAIN.replace("合计", "资料,1,又\n合计"), "twice"),
    "no reason": (PLAIN.replace("缺报表", ""), "no_reason"),
    "above full": (PLAIN.replace("次数达标,4", "次数达标,5"), "outside"),
    "below least": (PLAIN.replace("次数达标,4", "次数达标,-1"), "outside"),
    "total": (PLAIN.replace("7.67", "8"), "sum"),
    "open total": (PLAIN.replace("7.67", "9").replace("资料,1,缺报表\n", ""), "sum_open"),
    "grade": (PLAIN.replace("良", "优"), "grade"),
    "no such grade": (PLAIN.replace("良", "良好"), "grade_unknown"),
    "points": (READ["with points"].replace("资料,2", "资料,3"), "points"),
    "weight": (READ["with points"].replace("分值", "权重").replace("资料,2", "资料,30%"), "weight"),
    "subject": ("评价单位,甲局,\n" + PLAIN, "subject"),
    "columns": (PLAIN.replace("理由", "复核").replace("进度", "2").replace("缺报表", ""), "unexplained"),
}


@pytest.mark.parametrize(("sheet", "kind"), FOUND.values(), ids=FOUND)
def test_what_is_wrong_with_a_sheet_is_found(
    case: Path, sheet: str, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (case / "f.yaml").write_text(f"评分表: r.yaml\n评价单位: 乙局\n{FILLED}", "utf-8")
    data = found(case, sheet, capsys)
    assert kind in kinds(data), data["findings"]
    assert not data["agreed"]
    for language in ("zh", "en"):
        assert run(case, sheet, "s.csv", "--lang", language) == 1
        printed = capsys.readouterr().out
        assert "None" not in printed
        assert "{" not in printed


def test_full_marks_with_no_fact_behind_them_are_found(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (case / "f.yaml").write_text(f"评分表: r.yaml\n{FILLED.replace('报表: 否, ', '')}", "utf-8")
    data = found(case, PLAIN.replace("资料,1,缺报表", "资料,2,"), capsys)
    assert "full_without_fact" in kinds(data)
    row = next(row for row in data["rows"] if row["name"] == "资料")
    assert (row["reported"]["self"]["verdict"], row["reported"]["self"]["within"]) == ("open", True)
    data = found(case, PLAIN.replace("资料,1,", "资料,0,"), capsys)
    row = next(row for row in data["rows"] if row["name"] == "资料")
    assert (row["reported"]["self"]["verdict"], row["reported"]["self"]["within"]) == ("open", False)


def test_three_columns_are_judged_each_with_its_reason(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = (
        "指标,自评,自评理由,复核,复核理由,核查,核查意见\n"
        "支出率,2.7,进度,2.67,两位,,\n资料,2,,1,缺报表,0,全缺\n次数达标,4,,4,,4,\n合计,8.7,,7.67,,,\n"
    )
    data = found(case, sheet, capsys)
    assert [one["column"] for one in data["columns"]] == ["self", "review", "audit"]
    assert verdicts(data) == {"支出率": "rounding", "资料": "differs", "次数达标": "agrees", "": "parts"}
    assert set(verdicts(data, "review").values()) == {"agrees"}
    assert verdicts(data, "audit")["资料"] == "differs"
    assert kinds(data) == []


# -- what is refused ----------------------------------------------------------------------------------------

REFUSED = {
    "no heads": (b"a,b\n1,2\n", "C761"),
    "near head": ("指标,自坪,理由\n支出率,2,\n".encode(), "C761"),
    "near reason": ("指标,自评,自评理田\n支出率,2,\n".encode(), "C762"),
    "two columns": ("指标,自评,得分\n支出率,2,2\n".encode(), "C763"),
    "no number": ("指标,自评\n支出率,两分\n".encode(), "C764"),
    "a share": ("指标,自评\n支出率,90%\n".encode(), "C764"),
    "no scores": ("指标,自评\n支出率,\n".encode(), "C766"),
    "gbk": (PLAIN.encode("gb18030"), "Y101"),
    "utf-16": (PLAIN.encode("utf-16"), "Y101"),
    "empty": (b"", "F621"),
    "quote": (b'"a,b\n', "F616"),
}


@pytest.mark.parametrize(("sheet", "code"), REFUSED.values(), ids=REFUSED)
def test_a_sheet_that_cannot_be_read_is_refused_in_both_languages(
    case: Path, sheet: bytes, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in ("zh", "en"):
        assert run(case, sheet, "s.csv", "--lang", language) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert code in said.err
        assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ("合计2: 3\n", "C762"),
        ("自评: [1]\n", "C765"),
        ("指标: {支出率: [1]}\n", "C765"),
        ("得分\n", "C765"),
        ("a: [\n", "Y102"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_refused(
    case: Path, sheet: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(case, sheet, "s.yaml") == 2
    assert code in capsys.readouterr().err


def test_a_mistyped_head_is_asked_after(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(case, "指标,自评,自评理田\n支出率,2,\n")
    assert "是不是“自评理由”" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["s.csv", "s.yaml"])
def test_no_spoiled_sheet_gives_a_traceback(
    case: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    random = Random(1)  # noqa: S311 - a test is no lottery
    whole = (PLAIN if name == "s.csv" else YAML).encode()
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(random.randint(1, 4)):
            at = random.randrange(len(data))
            data[at : at + random.randint(0, 3)] = random.choice(
                (b"", b",", b"\n", b'"', b"-", b"{", b"9", b"\xff")
            )
        assert run(case, bytes(data), name) in (0, 1, 2)
    capsys.readouterr()


# -- the reviewer's sheet -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_reviewers_sheet_can_be_handed_in_again(
    case: Path, form: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if form == "xlsx":
        pytest.importorskip("openpyxl")
    first = found(case, PLAIN.replace("次数达标,4,", "次数达标,1,少"), capsys)
    out = case / f"out.{form}"
    assert (
        run(case, PLAIN.replace("次数达标,4,", "次数达标,1,少"), "s.csv", "-o", str(out), "--lang", language)
        == 1
    )
    main(["reconcile", str(case / "f.yaml"), str(out), "--format", "json"])
    again = json.loads(capsys.readouterr().out)
    assert verdicts(again) == verdicts(first)
    assert kinds(again) == kinds(first)
    assert again["columns"] == first["columns"]


def test_the_reviewers_sheet_stands_over_nothing(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(case, PLAIN, "s.csv", "-o", str(case / "s.csv")) == 2
    assert "C703" in capsys.readouterr().err
    assert (case / "s.csv").read_text("utf-8") == PLAIN


def test_a_reason_that_is_a_formula_stays_a_text(case: Path) -> None:
    out = case / "out.csv"
    run(case, PLAIN.replace("缺报表", '"=HYPERLINK(""x"")"'), "s.csv", "-o", str(out))
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_help_and_too_many_names(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["reconcile", "--help"], ["reconcile", "a"], ["reconcile", "a", "b", "c", "d"]):
        with pytest.raises(SystemExit):
            main(arguments)
    assert "[RUBRIC] FACTS REPORTED" in capsys.readouterr().err
