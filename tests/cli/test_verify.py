"""The command ``rubric verify``: what it prints in both languages and at two widths, as data, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "zhanjiang-2023"
FACTS = str(EXAMPLE / "checks-facts.yaml")
HEAD = "评分表: 核\n满分: 1\n舍入: 不舍入\n指标: {项: {分值: 1, 公式: 分值}}\n"


def verify(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", "verify", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def small(folder: Path, checks: str, facts: str, declared: str = "{甲: {}, 乙: {}}") -> tuple[str, str]:
    rubric, given = folder / "r.yaml", folder / "f.yaml"
    rubric.write_text(f"{HEAD}事实: {declared}\n核对: {checks}\n", "utf-8")
    given.write_text(f"事实: {facts}\n", "utf-8")
    return str(rubric), str(given)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_the_example_is_printed_as_it_is_stored(language: str, width: int) -> None:
    done = verify(FACTS, "--lang", language, "--width", str(width))
    assert (done.returncode, done.stderr) == (1, "")
    stored = EXAMPLE / f"verify-{language}-{width}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        stored.write_text(done.stdout, "utf-8")
    assert done.stdout == stored.read_text("utf-8")


def test_data_holds_figures_ranges_and_misprints() -> None:
    done = verify(FACTS, "--format", "json")
    found = json.loads(done.stdout)
    checks = {one["name"].split()[0]: one for one in found["checks"]}
    assert (done.returncode, found["agreed"]) == (1, False)
    assert checks["A03"]["verdict"] == "within_rounding"
    assert (checks["A03"]["difference"], checks["A03"]["rounding"]) == ("1/100", "1/40")
    assert checks["B04"]["truncated"] == ["家政培训完成率"]
    (values,) = checks["D01"]["solved"]["values"]
    assert (values["first"], values["last"], values["count"]) == ("49997", "50000", 4)
    conflict = found["conflicts"][0]
    assert [fact["line"] for fact in conflict["facts"]] == [31, 32]
    assert [one["fact"] for one in conflict["misprints"]] == ["公益性岗位又记"]


@pytest.mark.parametrize(
    ("checks", "facts", "code"),
    [
        ("{查: {式: 甲 == 乙, 严重: 错误}}", "{甲: 1, 乙: 1}", 0),
        ("{查: {式: 甲 == 乙, 严重: 警告}}", "{甲: 1, 乙: 2}", 1),
        (
            "{查: {式: 甲 < 乙, 严重: 疑点}}",
            "{甲: 2, 乙: 1}",
            0,
        ),  # a flag is to be looked at, and no contradiction
        ("{查: {式: 甲 == 乙, 严重: 错误}}", "{甲: 1}", 1),  # left open
        ("{查: {式: 甲 == 乙, 严重: 错误}}", "{甲: 1.04, 乙: 1.0}", 0),
        ("{查: {式: 甲 == 丙, 求解: {未知: 丙}, 严重: 错误}}", "{甲: 1.04}", 0),
        ("{查: {式: 甲 == 乙, 严重: 错误}}", "{丙: 1}", 2),
    ],
)
def test_exit_codes(
    tmp_path: Path, checks: str, facts: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", *small(tmp_path, checks, facts)]) == code
    assert bool(capsys.readouterr().err) == (code == 2)


def test_a_rubric_without_checks_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rubric, facts = tmp_path / "r.yaml", tmp_path / "f.yaml"
    rubric.write_text(HEAD, "utf-8")
    facts.write_text("年度: 2023\n", "utf-8")
    assert main(["verify", str(rubric), str(facts), "--lang", "zh"]) == 0
    assert "评分表没有写核对。" in capsys.readouterr().out


def test_what_an_author_writes_stays_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = small(tmp_path, '{"[bold]\\e[2J": {式: 甲 == 乙, 严重: 错误, 因: "[red]见"}}', "{甲: 1, 乙: 2}")
    assert main(["verify", *files, "--lang", "en"]) == 1
    printed = capsys.readouterr().out
    assert "[bold]" in printed
    assert "[red]见" in printed
    assert "\x1b" not in printed


def test_plain_signs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = small(tmp_path, "{check: {式: 甲 / 乙 == 0.34, 严重: 错误}}", "{甲: 1, 乙: 3}")
    assert main(["verify", *files, "--lang", "en", "--ascii"]) == 1
    printed = capsys.readouterr().out
    assert "1 / 3 ~ 0.3333, stated 0.34: off by ~0.0067, and none of the figures is rounded." in " ".join(
        printed.split()
    )


def test_figures_of_a_workbook_keep_the_places_that_its_cells_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    rubric, _ = small(tmp_path, "{查: {式: 甲 == 乙, 容差: 末位, 严重: 错误}}", "{}")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["名称", "值"])
    sheet.append(["甲", 1371.5])
    sheet.append(["乙", 1371.504])
    sheet["B2"].number_format = "#,##0.00"
    path = tmp_path / "f.xlsx"
    book.save(path)
    assert main(["verify", rubric, str(path), "--lang", "zh"]) == 0
    assert "1371.50，1371.504" in capsys.readouterr().out
