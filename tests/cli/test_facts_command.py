"""``rubric facts``: an empty facts file that reads back, and facts known only within a range."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "zhanjiang-2023" / "facts.yaml"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["yaml", "csv", "xlsx"])
def test_a_blank_form_reads_back_as_everything_open(form: str, language: str, tmp_path: Path) -> None:
    blank = str(tmp_path / f"blank.{form}")
    assert run("facts", "department-zhanjiang", "-o", blank, "--lang", language).returncode == 0
    got = run("score", "department-zhanjiang", blank)
    assert (got.returncode, got.stderr) == (1, "")
    assert "0.00 – 100.00 / 100" in got.stdout


def test_the_form_of_a_table_shows_a_row_in_yaml_and_has_a_sheet_in_a_workbook(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    for form in ("yaml", "xlsx"):
        blank = str(tmp_path / f"blank.{form}")
        got = run("facts", "project-self-evaluation", "-o", blank, "--lang", "zh")
        assert (got.returncode, got.stderr) == (0, "")
    text = (tmp_path / "blank.yaml").read_text("utf-8")
    assert "  绩效指标:  # 表；" in text
    assert "    # - 名称:  # 文字" in text
    assert '  # "效益指标/<名称>":  # 等次 ' in text
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    assert book.sheetnames == ["事实", "绩效指标"]
    assert [cell.value for cell in book["绩效指标"][1]][:2] == ["名称", "一级"]


def test_a_form_is_never_written_over_a_file_and_its_name_says_its_kind(tmp_path: Path) -> None:
    there = tmp_path / "there.yaml"
    there.write_text("mine", "utf-8")
    got = run("facts", "department-zhanjiang", "-o", str(there))
    assert (got.returncode, there.read_text("utf-8")) == (2, "mine")
    assert "C703" in got.stderr
    assert "C704" in run("facts", "department-zhanjiang", "-o", str(tmp_path / "x.docx")).stderr


def test_a_fact_known_within_a_range_is_open_and_said_as_the_file_says_it(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    text = EXAMPLE.read_text("utf-8").replace("值: 8, 单位: 万元", "值: 约 100 ± 60, 单位: 万元", 1)
    facts.write_text(text, "utf-8")
    got = run("score", "department-zhanjiang", str(facts))
    assert got.returncode == 1
    assert "97.00 – 99.00 / 100" in got.stdout
    assert "年末结转结余 只知 约 100 ± 60" in got.stdout
