"""The command ``rubric check``: what it prints, and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

RUBRIC = """
评分表: 审查
满分: 5
舍入: 不舍入
事实: {人数: {范围: "[0, 50]"}, 没用到: {}}
指标:
  甲: {分值: 5, 扣分: [{当: 人数 > 3, 扣: 9, 因: 超编}]}
"""


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", "check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def rubric(tmp_path: Path) -> str:
    path = tmp_path / "r.yaml"
    path.write_text(RUBRIC, encoding="utf-8")
    return str(path)


def test_a_sound_rubric_is_clean() -> None:
    done = check("department-zhanjiang", "project-self-evaluation", "--fail-on", "hint", "--lang", "zh")
    assert (done.returncode, done.stdout, done.stderr) == (0, "没有发现问题。\n", "")


def test_findings_stand_with_their_place_effect_and_page(rubric: str) -> None:
    done = check(rubric)
    assert done.returncode == 0  # none of them is an error
    assert "r.yaml:7:" in done.stdout
    assert "docs/checks/deduction-above-points.md" in done.stdout
    assert "docs/checks/unused-name.md" in done.stdout
    assert check(rubric, "--fail-on", "warning").returncode == 1


def test_checks_are_selected_and_ignored(rubric: str) -> None:
    only = json.loads(check(rubric, "--select", "unused-name", "--format", "json").stdout)
    assert [one["check"] for one in only["findings"]] == ["unused-name"]
    rest = check(
        rubric, "--ignore", "unused-name,deduction-above-points", "--fail-on", "hint", "--lang", "en"
    )
    assert "unused-name" not in rest.stdout
    wrong = check(rubric, "--select", "unused-nam", "--lang", "en")
    assert wrong.returncode == 2
    assert "Did you mean unused-name?" in wrong.stderr


def test_a_rubric_that_does_not_load_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(RUBRIC.replace("满分: 5", "满分: 6"), encoding="utf-8")
    done = check(str(path))
    assert done.returncode == 2
    assert "P503" in done.stderr
