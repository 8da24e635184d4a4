"""What the command writes and where: forms of the score, files, items that are not there."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from rubric.report import cells

ROOT = Path(__file__).parents[2]
FACTS = str(ROOT / "examples" / "zhanjiang-2023" / "facts.yaml")
OPEN = str(ROOT / "examples" / "zhanjiang-2023" / "facts-open.yaml")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", *arguments]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, env=env)


@pytest.mark.parametrize(("facts", "code"), [(FACTS, 0), (OPEN, 1)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_json_keeps_to_its_own_schema(facts: str, code: int, language: str) -> None:
    schema = json.loads(run("schema", "scorecard").stdout)
    got = run("score", "department-zhanjiang", facts, "--format", "json", "--lang", language)
    card = json.loads(got.stdout)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(card)
    assert got.returncode == code
    assert (card["score"] is None) == (card["range"] is not None)
    assert card["score"] == ("99.00" if code == 0 else None)
    assert card["range"] == (None if code == 0 else ["92.00", "100.00"])


@pytest.mark.parametrize("width", [60, 80, 300])
def test_a_problem_is_told_in_lines_of_the_terminal_and_whole_in_a_file(tmp_path: Path, width: int) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "rubric: a\npoints: 5\nrounding: none\nitems: {one: {points: 5, formula: 采购}}\n", "utf-8"
    )
    command = [sys.executable, "-m", "engine.cli", "check", str(bad), "--lang", "en"]
    piped = run(*command[3:]).stderr
    ours, theirs = pty.openpty()
    env = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": str(width)}
    subprocess.run(command, cwd=ROOT, stderr=theirs, timeout=60, check=False, env=env)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode().replace("\r\n", "\n")
    os.close(ours)
    hint = "→ Check its spelling; declare a new fact under facts; write numbers in digits."
    assert hint in piped
    assert (hint in shown) == (width > 80)
    assert "".join(shown.split()) == "".join(piped.split())
    assert all(cells(line) <= width for line in shown.splitlines() if "/" not in line)


def test_problems_as_data(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("评分表: 试\n满份: 5\n", "utf-8")
    got = run("score", str(bad), FACTS, "--format", "json")
    problems = json.loads(got.stdout)["problems"]
    assert got.returncode == 2
    assert [(p["code"], p["line"], p["column"], p["end_column"]) for p in problems][-1] == ("R201", 2, 1, 3)
    assert all(p["message"] and p["hint"] and p["severity"] == "error" for p in problems)


def test_an_item_to_the_last_step_and_one_that_is_not_there() -> None:
    got = run("explain", "department-zhanjiang", FACTS, "管理制度健全性", "结转结余率")
    assert got.returncode == 0
    assert "项目绩效管理办法" in got.stdout
    assert "8 ÷ 1338.87" in got.stdout
    alone = run("explain", FACTS, "管理制度健全性", "结转结余率")
    assert (alone.returncode, alone.stdout) == (got.returncode, got.stdout)
    nothing = run("explain", "department-zhanjiang", FACTS)
    assert nothing.returncode == 2
    assert "ITEM" in nothing.stderr
    absent = run("explain", "department-zhanjiang", FACTS, "管理制度健全")
    assert absent.returncode == 2
    assert "C702" in absent.stderr
    assert "管理制度健全性" in absent.stderr


def test_only_what_lost_points_and_only_one_branch() -> None:
    lost = run("score", "department-zhanjiang", FACTS, "--lost").stdout
    assert "管理制度健全性" in lost
    assert "公众满意度" not in lost
    only = run("score", "department-zhanjiang", FACTS, "--only", "预算监督情况").stdout
    assert "自评材料质量" in only
    assert "公众满意度" not in only
    shallow = run("score", "department-zhanjiang", FACTS, "--depth", "1").stdout
    assert "预算监督情况" in shallow
    assert "自评材料质量" not in shallow


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "card.md"
    got = run("score", "department-zhanjiang", FACTS, "--format", "markdown", "-o", str(target))
    assert (got.returncode, got.stdout) == (0, "")
    assert "99.00" in target.read_text("utf-8")
    absent = run("score", "department-zhanjiang", FACTS, "-o", str(tmp_path / "no" / "card.txt"))
    assert absent.returncode == 2
    assert "C701" in absent.stderr
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_terminal_of_another_encoding_gets_what_it_can_show(encoding: str) -> None:
    command = [sys.executable, "-m", "engine.cli", "score", "department-zhanjiang", FACTS]
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    got = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False, env=env)
    assert (got.returncode, got.stderr) == (0, b"")
    assert b"99.00" in got.stdout


def test_an_included_file_brings_its_facts_and_owns_its_problems(tmp_path: Path) -> None:
    rubric, part, facts = (tmp_path / name for name in ("r.yaml", "部分.yaml", "f.yaml"))
    rubric.write_text("评分表: 试\n满分: 5\n舍入: 不舍入\n指标:\n  项: {引入: 部分.yaml}\n", "utf-8")
    part.write_text('分值: 5\n事实:\n  甲: {范围: "[0, 5]"}\n公式: 甲\n', "utf-8")
    facts.write_text("事实:\n  甲: 4\n", "utf-8")
    assert "4 / 5" in run("score", str(rubric), str(facts)).stdout
    part.write_text("分值: 5\n公式: 乙\n", "utf-8")
    got = run("score", str(rubric), str(facts))
    assert got.returncode == 2
    assert "部分.yaml:2:5: N305" in got.stderr
