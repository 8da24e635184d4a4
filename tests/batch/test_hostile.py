"""``rubric batch`` on tables, outputs and surroundings that nobody wishes for.

Whatever comes, there is no traceback; a refusal says what to do and leaves nothing behind; what is written is
written whole.
"""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from engine.batch.store import Store
from engine.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).parents[2]
MAIN: Final = [sys.executable, "-m", "engine.cli"]
RUBRIC: Final = """评分表: 就业服务
满分: 10
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
事实:
  预算数: {单位: 万元, 范围: "(0, inf)"}
  支出数: {单位: 万元, 范围: "[0, inf)"}
  到岗率: {单位: "%", 范围: "[0%, 100%]"}
  已公开: {类型: 是否}
指标:
  执行: {分值: 4, 比例: {量: 支出数, 目标: 预算数, 方向: 越高越好, 超额: 封顶}}
  到岗: {分值: 4, 公式: 分值 * 到岗率}
  公开: {分值: 2, 情形: [{当: 已公开, 得: 2}, {其余: 0}]}
等级: {按: 舍入后, 优: "[9, 10]", 良: "[6, 9)", 差: "[0, 6)"}
"""
HEAD: Final = "编号,预算数,支出数,到岗率,已公开"
GOOD: Final = "1,1,95%,是"


class Ran(NamedTuple):
    """How a run ended: its exit code, what it said, and the table it wrote."""

    code: int
    out: str
    err: str
    rows: list[dict[str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Score a table; what is left in the folder is the inputs and what was asked for."""

    def ran(table: str, *options: object) -> Ran:
        before = set(folder.iterdir())
        command = ["batch", folder / "rubric.yaml", folder / table, "-o", folder / "out.csv", *options]
        code = main([str(word) for word in command])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        new = {path.name for path in set(folder.iterdir()) - (before - {folder / "out.csv"})}
        if code == 2:
            assert new == set(), "a refusal leaves nothing"
            assert "\n  → " in said.err, "a refusal says what to do"
            return Ran(code, said.out, said.err, [])
        assert new == {"out.csv"}
        with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert all(row["总分"] == "" and row["完整"] == "false" for row in rows if row["问题"])
        return Ran(code, said.out, said.err, rows)

    return ran


def wrote(folder: Path, *rows: str, name: str = "t.csv", head: str = HEAD) -> str:
    (folder / name).write_text("\n".join((head, *rows, "")), encoding="utf-8")
    return name


# -- no table at all ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("t.csv", b"", "B813"),
        ("t.csv", b"\n\n\r\n", "B813"),
        ("t.csv", HEAD.encode(), "B813"),
        ("t.csv", f"{HEAD}\na,{GOOD}".encode("utf-16-le"), "B811"),
        ("t.csv", bytes(range(128, 256)) * 50, "B811"),
        ("t.csv", f"{HEAD}\na\0,{GOOD}".encode(), "B811"),
        ("t.csv", "编号，预算数，支出数\nａ，１，２\n".encode(), "B829"),
        ("t.csv", (",".join(f"列{n}" for n in range(20_000)) + "\n1\n").encode(), "B814"),
        ("t.parquet", b"PAR1" + b"x" * 100 + b"PAR1", "B811"),
        ("t.xlsx", b"PK\x03\x04 nothing", "B811"),
        ("t.arrow", b"ARROW1\0\0", "B811"),
        ("t.jsonl", b"{", None),
        ("t.docx", b"", "B812"),
    ],
    ids=range(13),
)
def test_what_is_no_table(
    name: str, content: bytes, code: str | None, folder: Path, run: Callable[..., Ran]
) -> None:
    (folder / name).write_bytes(content)
    found = run(name)
    assert found.code == 2
    assert code is None or code in found.err


def test_what_is_not_there(folder: Path, run: Callable[..., Ran]) -> None:
    (folder / "empty").mkdir()
    for name in ("none.csv", "empty", "none/none.csv", "rubric.yaml"):
        assert run(name).code == 2


# -- tables with something in them -------------------------------------------------------------------


def test_full_width_cells_are_what_they_say(folder: Path, run: Callable[..., Ran]) -> None:
    found = run(wrote(folder, "甲,100,50,95%,是", "乙,１，０００,５０,９５％,ｙｅｓ"))
    assert [(row["总分"], row["执行"]) for row in found.rows] == [("7.80", "2.00"), ("6.00", "0.20")]


def test_numbers_of_any_size_are_exact_or_refused(folder: Path, run: Callable[..., Ran]) -> None:
    rows = (
        "a,1000000000,1000000000,95%,是",
        f"b,{'9' * 30},{'8' * 30},95%,是",
        f"c,{'9' * 31},1,95%,是",
        f"d,0.{'0' * 26}3,0.{'0' * 26}1,95%,否",
        f"e,{'3' * 19},{'1' * 19},0%,否",
    )
    found = run(wrote(folder, *rows))
    assert [row["执行"] for row in found.rows] == ["4.00", "3.56", "", "1.33", "1.33"]
    assert "B4" in found.rows[2]["问题"]


def test_no_numbers_in_a_column_of_numbers(folder: Path, run: Callable[..., Ran]) -> None:
    nan, inf = float("nan"), float("inf")
    frame = pl.DataFrame(
        {
            "编号": ["a", "b", "c", None, "e"],
            "预算数": [1.0, nan, 2.0, 3.0, 5e-324],
            "支出数": [1.0, 1.0, inf, 3.0, 1e308],
            "到岗率（%）": [95.0, 1.0, -inf, -0.0, 100.0],
            "已公开": [True, False, None, True, None],
        }
    )
    frame.write_parquet(folder / "t.parquet")
    found = run("t.parquet")
    assert [row["编号"] for row in found.rows] == ["a", "b", "c", "4", "e"]
    assert [row["执行"] for row in found.rows] == ["4.00", "", "", "4.00", ""]
    assert [row["完整"] for row in found.rows] == ["true", "false", "false", "true", "false"]
    assert [bool(row["问题"]) for row in found.rows] == [False, True, True, False, True]


def test_ids_twice_or_not_at_all(folder: Path, run: Callable[..., Ran]) -> None:
    found = run(wrote(folder, f"a,{GOOD}", f",{GOOD}", "a,2,1,95%,是", f" ,{GOOD}"))
    assert [row["编号"] for row in found.rows] == ["a", "3", "a", "5"]
    assert [row["总分"] for row in found.rows] == ["9.80", "9.80", "7.80", "9.80"]
    assert "编号重复" in found.out
    assert "a（第 2、4 行）" in found.out


def test_ids_that_a_spreadsheet_or_a_terminal_would_obey(folder: Path, run: Callable[..., Ran]) -> None:
    ids = ("=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\x1b[31mred", "\u202eabc")
    found = run(wrote(folder, *(f"{one},x,1,95%,是" for one in ids), *(f"{one},{GOOD}" for one in ids)))
    assert [row["编号"] for row in found.rows[:4]] == [f"'{one}" for one in ids[:4]]
    assert not any(row["编号"][0] in "=+-@" for row in found.rows)
    assert "\x1b" not in found.out + found.err
    assert "\u202e" not in found.out + found.err
    out = folder / "out.xlsx"
    assert main(["batch", str(folder / "rubric.yaml"), str(folder / "t.csv"), "-o", str(out)]) == 1
    sheet = load_workbook(out)["得分"]
    assert {cell.data_type for cell in sheet["B"]} == {"s"}
    assert sheet["B2"].value == ids[0]


def test_a_formula_in_a_workbook_is_no_number(folder: Path, run: Callable[..., Ran]) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in (
        HEAD.split(","),
        ["a", 1, "=1+1", "95%", "是"],
        ["=A2", 1, 1, "95%", "是"],
        ["c", 1, 1, "95%", "是"],
    ):
        sheet.append(row)
    book.save(folder / "t.xlsx")
    found = run("t.xlsx")
    assert [bool(row["问题"]) for row in found.rows] == [True, True, False]
    assert "C2" in found.rows[0]["问题"]


def test_a_table_in_which_every_row_is_bad(folder: Path, run: Callable[..., Ran]) -> None:
    found = run(wrote(folder, "a,x,1,95%,是", "b,1,y,95%,是", "c,1,1"))
    assert found.code == 1
    assert [row["总分"] for row in found.rows] == ["", "", ""]
    assert all(row["问题"] for row in found.rows)
    assert "3 个有错、读不了" in found.out
    assert "没有一个单位有总分" in found.out
    assert "第 2、3、4 行" in found.out


@pytest.fixture
def long_cells() -> Iterator[None]:
    """The test itself reads cells of any length; the limit is the whole process's."""
    before = csv.field_size_limit(10**7)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("long_cells")
def test_cells_and_heads_beyond_reason(folder: Path, run: Callable[..., Ran]) -> None:
    long = "是" * 1_000_000
    found = run(wrote(folder, f"a,1,1,95%,{long}", f"{long},{GOOD}", f"c,{GOOD}"))
    assert [bool(row["问题"]) for row in found.rows] == [True, False, False]
    assert max(map(len, (found.out + found.err).splitlines())) < 1000
    others = ",".join(f"列{n}" for n in range(5000))
    found = run(wrote(folder, f"a,{GOOD}," + ",".join("1" * 5000), head=f"{HEAD},{others}"))
    assert found.rows[0]["总分"] == "9.80"
    assert "5000 列不用" in found.err


def test_columns_that_are_called_like_items_or_results(folder: Path, run: Callable[..., Ran]) -> None:
    found = run(wrote(folder, f"a,{GOOD},3,x,9,y", head=f"{HEAD},执行,公开,总分,问题"))
    assert found.rows[0]["总分"] == "9.80"
    assert found.rows[0]["执行"] == "4.00"


EACH: Final = """评分表: 逐项
满分: 10
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
事实: {项目: {类型: 表, 列: {名目: {类型: 文字}, 权重: {范围: "(0, inf)"}, 完成: {范围: "[0%, 100%]"}}}}
指标:
  产出: {分值: 10, 逐项: {表: 项目, 名: 名目, 分值: 权重, 空表: 零分}, 公式: 分值 * 完成}
"""


def test_rows_of_a_group_for_each_of_them(folder: Path, run: Callable[..., Ran]) -> None:
    (folder / "rubric.yaml").write_text(EACH, encoding="utf-8")
    (folder / "t.csv").write_text("编号,备注\n甲,\n乙,\n丙,\n丁,\n", encoding="utf-8")
    rows = "编号,名目,权重,完成\n甲,一,4,50%\n甲,二,6,100%\n乙,一,10,也许\n丁,一,9,1\n戊,一,10,是\n"
    (folder / "rows.csv").write_text(rows, encoding="utf-8")
    found = run("t.csv", "--table", f"项目={folder / 'rows.csv'}")
    assert [row["总分"] for row in found.rows] == ["8.00", "", "0.00", ""]
    assert [bool(row["问题"]) for row in found.rows] == [False, True, False, True]
    assert "戊" in found.err


# -- places that take no output ----------------------------------------------------------------------


def test_outputs_that_have_no_place(
    folder: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = wrote(folder, f"a,{GOOD}")
    (folder / "there.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    for path, why in (
        ("none/p.csv", "文件夹不存在"),
        ("there.csv", "它是一个文件夹"),
        ("pipe.csv", "不是普通的文件"),
    ):
        assert why in run(name, "--problems", folder / path).err
        assert why in run(name, "-o", folder / path).err
    assert (folder / "pipe.csv").is_fifo()
    assert "B808" in run(name, "--problems", folder / "out.csv").err
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "没有写入的权限" in run(name).err


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl", "xlsx"])
def test_a_full_disk_costs_nothing_but_time(form: str, folder: Path) -> None:
    table = folder / wrote(folder, *(f"{'u' * 50}{n},{n + 1},{n},95%,是" for n in range(600)))
    out, whole = folder / f"out.{form}", folder / f"whole.{form}"
    command = ["batch", str(folder / "rubric.yaml"), str(table), "--part", "150", "--lang", "zh", "-o"]
    before = set(folder.iterdir())
    done = limited(
        [*MAIN, *command, str(out)], {"csv": 40_000, "jsonl": 40_000, "parquet": 3_000}.get(form, 10_000)
    )
    assert done.returncode == 2, done.stderr
    assert "B805" in done.stderr
    assert "文件大小超出了限制" in done.stderr or "没有写完" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name for path in set(folder.iterdir()) - before} == {f".out.{form}.parts"}
    assert main([*command, str(out), "--resume"]) == 0
    assert main([*command, str(whole)]) == 0
    assert form == "xlsx" or out.read_bytes() == whole.read_bytes()


def limited(command: list[str], size: int) -> subprocess.CompletedProcess[str]:
    """A run that can write no file of more than so many bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, preexec_fn=limit)


def test_problems_that_find_no_room_are_told_by_the_name_of_their_file(folder: Path) -> None:
    table = wrote(folder, *(f"a{n},x,1,95%,是" for n in range(300)))
    command = [
        *MAIN,
        "batch",
        str(folder / "rubric.yaml"),
        str(folder / table),
        "-o",
        str(folder / "out.parquet"),
    ]
    done = limited([*command, "--problems", str(folder / "problems.csv"), "--lang", "en"], 20_000)
    assert done.returncode == 2
    assert f"Results cannot be written to {folder / 'problems.csv'}: the file would be larger" in done.stderr
    assert {path.name for path in folder.iterdir()} == {"rubric.yaml", "t.csv", ".out.parquet.parts"}


@pytest.mark.parametrize("way", [">&-", ">/dev/full", "2>&-", "| head -c 0"])
def test_nobody_listens(way: str, folder: Path) -> None:
    wrote(folder, f"a,{GOOD}", "b,x,1,95%,是")
    words = f"{sys.executable} -m engine.cli batch {folder}/rubric.yaml {folder}/t.csv -o {folder}/out.csv"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words} {way}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert done.returncode in (1, 2), done.stderr
    assert len((folder / "out.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


# -- two at once -------------------------------------------------------------------------------------


def test_a_second_run_waits_for_the_first(folder: Path, run: Callable[..., Ran]) -> None:
    name = wrote(folder, f"a,{GOOD}")
    first = Store(folder / "out.csv")
    first.begin({"rubric": "another"})
    for options in ((), ("--resume",)):
        found = run(name, *options)
        assert "B809" in found.err or "B803" in found.err
    assert first.started() == {"rubric": "another"}
    first.clear()
    assert run(name).code == 0


def test_two_runs_on_one_output_give_the_table_of_one(folder: Path) -> None:
    ends = []
    for word in ("甲", "乙"):
        table = wrote(folder, *(f"{word}{n},{n + 1},{n},95%,是" for n in range(1200)), name=f"{word}.csv")
        command = [*MAIN, "batch", str(folder / "rubric.yaml"), str(folder / table), "--part", "20", "-o"]
        ends.append(subprocess.Popen([*command, str(folder / "out.csv")], cwd=ROOT, stderr=subprocess.PIPE))
    said = [(one.communicate()[1].decode(), one.returncode) for one in ends]
    assert sorted(code for _, code in said) in ([0, 0], [0, 2]), said
    assert all("Traceback" not in text for text, _ in said)
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        ids = [row["编号"] for row in csv.DictReader(file)]
    assert ids in ([f"甲{n}" for n in range(1200)], [f"乙{n}" for n in range(1200)])
    assert not list(folder.glob(".out*"))
