"""``rubric batch`` as a user runs it: every row as it scores alone, in every form, whatever interrupts it."""

from __future__ import annotations

import csv
import gc
import json
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

import engine.batch.write as results_file
from engine import score
from engine.batch.store import Store
from engine.cli import main
from engine.facts import load_facts_text
from engine.scorecard import Scorecard
from rubric.load import load_rubric
from rubric.model import Rubric
from rubric.number import fixed

ROOT = Path(__file__).parents[2]
COUNTY = ROOT / "examples/county/departments.csv"
NAME = "department-zhanjiang"


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    loaded, problems = load_rubric(NAME)
    assert loaded is not None, problems
    return loaded


def table() -> list[dict[str, str]]:
    with COUNTY.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def alone(row: dict[str, str], rubric: Rubric) -> Scorecard | None:
    """What a facts file with the cells of this row comes to; None where it cannot be read."""
    facts: dict[str, Any] = {}
    judged: dict[str, dict[str, str]] = {}
    for head, cell in row.items():
        name, _, part = head.partition("·")
        if part:
            judged.setdefault(name, {})[part] = cell
        elif head not in ("编号", "评价单位"):
            fact, _, unit = head.removesuffix("）").partition("（")
            facts[fact] = {"值": cell, "单位": unit} if unit and cell else cell
    loaded, _ = load_facts_text(json.dumps({"事实": facts, "评定": judged}, ensure_ascii=False), rubric)
    return None if loaded is None else score(rubric, loaded)


def run(*arguments: object) -> int:
    return main(["batch", NAME, *map(str, arguments)])


def test_every_row_is_scored_as_it_is_alone(tmp_path: Path, rubric: Rubric) -> None:
    out = tmp_path / "out.csv"
    assert run(COUNTY, "-o", out) == 1
    with out.open(encoding="utf-8-sig", newline="") as file:
        got = list(csv.DictReader(file))
    rows = table()
    assert [one["编号"] for one in got] == [row["编号"] for row in rows]
    assert [one["行号"] for one in got] == [str(n) for n in range(2, len(rows) + 2)]
    unread = 0
    for one, row in zip(got, rows, strict=True):
        card = alone(row, rubric)
        if card is None:
            unread += 1
            assert one["总分"] == ""
            assert one["完整"] == "false"
            assert one["问题"]
            continue
        assert one["问题"] == ""
        assert one["等级"] == "/".join(card.grades)
        assert one["完整"] == str(card.complete).lower()
        assert (Fraction(one["最低"]), Fraction(one["最高"])) == (card.root.low, card.root.high)
        assert one["总分"] == (one["最低"] if card.root.score is not None else "")
        for item in card.root.walk()[1:]:
            state = {"scored": "已评分", "not_applicable": "不适用", "unscored": "未评分"}[item.state]
            assert one[f"{item.path}·状态"] == state
            shown = one[item.path]
            assert (Fraction(shown) if shown else None) == item.score, (row["编号"], item.path)
    assert unread == 2


def test_all_forms_say_the_same(tmp_path: Path) -> None:
    outs = {form: tmp_path / f"out.{form}" for form in ("csv", "parquet", "jsonl", "arrow", "xlsx")}
    for out in outs.values():
        assert run(COUNTY, "-o", out) == 1
    columns = pl.read_parquet(outs["parquet"])
    assert columns.equals(pl.read_ipc(outs["arrow"]))
    plain = [{name: text(held) for name, held in row.items()} for row in columns.iter_rows(named=True)]
    with outs["csv"].open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == plain
    lines = [json.loads(line) for line in outs["jsonl"].read_text(encoding="utf-8").splitlines()]
    assert [{name: text(held) for name, held in line.items()} for line in lines] == plain
    book = load_workbook(outs["xlsx"])
    assert book.sheetnames == ["汇总", "得分"]
    heads, *rows = book["得分"].iter_rows(values_only=True)
    assert list(heads) == columns.columns
    for got, due in zip(rows, columns.iter_rows(), strict=True):
        numbers = [(a, float(b)) for a, b in zip(got, due, strict=True) if not isinstance(b, str | None)]
        assert all(a == pytest.approx(b, abs=1e-12) for a, b in numbers)
    assert "40 个单位" in str(book["汇总"]["A2"].value)


def text(held: Any) -> str:
    return "" if held is None else str(held).lower() if isinstance(held, bool) else str(held)


def test_problems_name_the_cell_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, problems = tmp_path / "out.parquet", tmp_path / "problems.csv"
    assert run(COUNTY, "-o", out, "--problems", problems) == 1
    with problems.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert [(one["行号"], one["编号"], one["代码"]) for one in found] == [
        ("19", "DW018", "F608"),
        ("25", "DW024", "F603"),
    ]
    assert all(one["文件"] == "departments.csv" and one["怎么办"] for one in found)
    assert "单元格 O19" in found[0]["问题"]
    said = capsys.readouterr()
    assert said.err.endswith(f"40 行：34 行已评分，4 行有未定，2 行有问题 → {out}\n")


def test_strict_stops_at_the_first_row_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    assert run(COUNTY, "-o", out, "--strict") == 2
    said = capsys.readouterr().err
    assert "departments.csv:19" in said
    assert "25" not in said.split("\n")[0]
    assert list(tmp_path.iterdir()) == []


def test_reasons_say_what_was_lost_and_why(tmp_path: Path, rubric: Rubric) -> None:
    out = tmp_path / "out.parquet"
    assert run(COUNTY, "-o", out, "--reasons") == 1
    got = pl.read_parquet(out)
    by_id = dict(zip(got["编号"], got["失分原因"], strict=True))
    assert "预算监督情况/预决算信息公开 失 2.00：缺：按时公开（−2）" in by_id["DW003"]
    assert by_id["DW024"] is None
    card = alone(next(row for row in table() if row["编号"] == "DW003"), rubric)
    assert card is not None
    losing = {item.path: item.lost for item in card.root.walk() if not item.items and item.lost}
    assert losing
    assert all(f"{path} 失 {fixed(lost, 2)}" in by_id["DW003"] for path, lost in losing.items())


# -- whatever interrupts it ------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """The county's departments thirty times over."""
    rows = table()
    path = tmp_path / "many.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for at in range(30):
            writer.writerows({**row, "编号": f"{row['编号']}-{at}"} for row in rows)
    return path


def test_a_run_killed_anywhere_and_resumed_is_one_that_was_not(tmp_path: Path, many: Path) -> None:
    whole = tmp_path / "whole.csv"
    assert run(many, "-o", whole, "--part", 60) == 1
    out = tmp_path / "out.csv"
    command = [sys.executable, "-m", "engine.cli", "batch", NAME, str(many), "-o", str(out), "--part", "60"]
    kept, kills = 0, 0
    for go_on in ([], *[["--resume"]] * 40):
        with subprocess.Popen([*command, *go_on], cwd=ROOT, stderr=subprocess.PIPE) as process:
            killed = _kill_behind_a_part(process, tmp_path, kept)
        if not killed:
            break
        kills += 1
        # The last kill may come when the file has just been put in its place.
        assert not out.exists() or out.read_bytes() == whole.read_bytes()
        kept = len(list(tmp_path.glob(".out.csv.parts/part-*.parquet")))
    assert kills > 3
    assert out.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many.csv", "out.csv", "whole.csv"]


def _kill_behind_a_part(process: subprocess.Popen[bytes], folder: Path, before: int) -> bool:
    """Kill the run once it has finished more parts than before, or has begun to write the results of all;
    whether it had not ended by itself."""
    while process.poll() is None:
        parts = len(list(folder.glob(".out.csv.parts/part-*.parquet")))
        if before + 2 < parts or (parts > before and (folder / ".out.csv.new").exists()):
            process.send_signal(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL
        time.sleep(0.002)
    return False


def test_a_run_ended_in_the_middle_of_a_part_goes_on_from_it(
    tmp_path: Path, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, out = tmp_path / "whole.parquet", tmp_path / "out.parquet"
    assert run(many, "-o", whole, "--part", 100) == 1
    # Ended in the middle of any part, and gone on with: the same bytes.
    put = Store.put
    go_on: list[str] = []
    for ends in (0, 3, 7):

        def cut(store: Store, number: int, *rest: Any, ends: int = ends) -> None:
            if number == ends:
                raise KeyboardInterrupt
            put(store, number, *rest)

        monkeypatch.setattr(Store, "put", cut)
        assert run(many, "-o", out, "--part", 100, *go_on) == 130
        assert not out.exists()
        # The lock goes with the process, or with what is left of the run in this one.
        gc.collect()
        go_on = ["--resume"]
    monkeypatch.setattr(Store, "put", put)
    assert run(many, "-o", out, "--part", 100, "--resume") == 1
    assert out.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many.csv", "out.parquet", "whole.parquet"]


QUOTA = """评分表: 名额
满分: 10
舍入: {位数: 1, 方式: 四舍五入, 于: 指标}
事实: {数: {范围: "[0, 10]"}}
指标: {甲: {分值: 10, 公式: 数}}
等级:
  按: 舍入后
  优: "[8, 10]"
  良: "[0, 8)"
  名额: [{等级: 优, 最多: 50%, 方式: 截尾, 并列: 全部计入, 缺数: 不参加}]
"""


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_quotas_are_kept_once_however_often_a_run_is_gone_on_with(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A name that might be taken for a pattern of names.
    folder = tmp_path / "[2025] 结果*"
    folder.mkdir()
    (folder / "rubric.yaml").write_text(QUOTA, encoding="utf-8")
    cells = "".join(f"u{n},{n}\n" for n in (9, 10, 8, 3, 9, 8))
    (folder / "t.csv").write_text(f"编号,数\n{cells}", encoding="utf-8")
    whole, out = (folder / f"{name}.{form}" for name in ("whole", "out"))
    command = ["batch", str(folder / "rubric.yaml"), str(folder / "t.csv"), "--part", "2", "-o"]
    assert main([*command, str(whole)]) == 0
    if form == "parquet":
        quota = pl.read_parquet(whole, glob=False)
        assert quota["等级"].to_list() == ["优", "优", "良", "良", "优", "良"]
        assert quota["名额所限"].to_list() == [None, None, "优", None, None, "优"]

    def cut(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(results_file, "whole", cut)
        assert main([*command, str(out)]) == 130
    gc.collect()
    assert main([*command, str(out), "--resume"]) == 0
    assert out.read_bytes() == whole.read_bytes()


def test_ctrl_c_says_how_to_go_on(tmp_path: Path, many: Path) -> None:
    command = [sys.executable, "-m", "engine.cli", "batch", NAME, str(many), "-o", str(tmp_path / "out.csv")]
    with subprocess.Popen([*command, "--part", "10"], cwd=ROOT, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not list(tmp_path.glob(".out.csv.parts/part-*.parquet")):
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read().decode()
        assert process.wait() == 130
    assert "--resume" in said
    assert "Traceback" not in said


def test_what_is_resumed_must_be_the_same_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy, out = tmp_path / "table.csv", tmp_path / "out.csv"
    copy.write_bytes(COUNTY.read_bytes())
    assert run(copy, "-o", out, "--resume") == 2
    assert "B802" in capsys.readouterr().err
    folder = tmp_path / ".out.csv.parts"
    folder.mkdir()
    (folder / "run.json").write_text("{}", encoding="utf-8")
    assert run(copy, "-o", out, "--resume") == 2
    assert "B803" in capsys.readouterr().err
    assert not out.exists()


def test_an_output_never_stands_on_an_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "table.csv"
    copy.write_bytes(COUNTY.read_bytes())
    assert run(copy, "-o", copy) == 2
    assert "B804" in capsys.readouterr().err
    assert run(copy, "-o", tmp_path / "out.csv", "--problems", copy) == 2
    assert copy.read_bytes() == COUNTY.read_bytes()
    assert run(copy, "-o", tmp_path / "out.docx") == 2
    assert "B801" in capsys.readouterr().err
    assert run(copy, "-o", tmp_path / "none/out.csv") == 2
    assert "B810" in capsys.readouterr().err


# -- one row ---------------------------------------------------------------------------------------------


def test_any_row_is_explained_as_facts_of_its_own(capsys: pytest.CaptureFixture[str], rubric: Rubric) -> None:
    card = alone(table()[2], rubric)
    assert card is not None
    assert card.root.score is not None
    for row in ("DW003", "4"):
        assert main(["explain", NAME, str(COUNTY), "--row", row]) == 0
        said = capsys.readouterr().out
        assert f"{fixed(card.root.score, 2)} / 100" in said
        assert "卫生健康局" in said
        assert "departments.csv AT4 格" in said
    assert main(["explain", NAME, str(COUNTY), "--row", "DW003", "社会效益"]) == 0
    assert "7423 ÷ 8000" in capsys.readouterr().out
    assert main(["explain", NAME, str(COUNTY), "--row", "DW099"]) == 2
    assert "B806" in capsys.readouterr().err


def test_an_id_of_several_rows_is_not_guessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "table.csv"
    copy.write_text(COUNTY.read_text(encoding="utf-8").replace("DW004", "DW003"), encoding="utf-8")
    assert main(["explain", NAME, str(copy), "--row", "DW003"]) == 2
    assert "B807" in (said := capsys.readouterr().err)
    assert "4、5" in said


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_what_is_left_of_a_run_killed_as_it_wrote_its_results_is_written_over(
    form: str, tmp_path: Path
) -> None:
    whole, out = tmp_path / f"whole.{form}", tmp_path / f"out.{form}"
    assert run(COUNTY, "-o", whole) == 1
    (tmp_path / f".out.{form}.new").write_bytes(b"half of it")
    assert run(COUNTY, "-o", out) == 1
    assert form == "xlsx" or out.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted((out.name, whole.name))
