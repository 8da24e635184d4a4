"""The command ``rubric check --fuzz``: what it prints and saves, its exit codes, and that it can be repeated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.planted import PLANTED

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def rubric(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, env=ENVIRONMENT, encoding="utf-8"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (
        ("hole.yaml", PLANTED["a hole at exactly 95%"].wrong),
        ("zero.yaml", PLANTED["a budget of 0"].wrong),
        ("sound.yaml", PLANTED["a budget of 0"].right),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_finding_is_told_in_words_and_the_exit_code_is_1(folder: Path) -> None:
    done = rubric(folder, "check", "zero.yaml", "--fuzz", "50", "--seed", "3", "--lang", "zh")
    assert (done.returncode, done.stderr) == (1, "")
    assert (
        "甲：有的事实算不出分。\n  事实：支出 = 0 万元，预算 = 0 万元\n  得分：没有：分母“预算”为 0\n"
        in done.stdout
    )
    assert done.stdout.endswith("发现 1 处。原样再试：rubric check zero.yaml --fuzz 50 --seed 3\n")
    english = rubric(folder, "check", "zero.yaml", "--fuzz", "50", "--seed", "3", "--lang", "en")
    assert "some facts leave it without a score.\n  Facts: 支出 = 0 万元, 预算 = 0 万元\n" in english.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["hole.yaml", "sound.yaml", "zero.yaml"]


def test_nothing_found_is_said_with_the_seed_that_finds_it_again(folder: Path) -> None:
    done = rubric(folder, "check", "sound.yaml", "--fuzz", "20", "--lang", "en")
    assert done.returncode == 0
    assert "nothing was found. The same again: rubric check sound.yaml --fuzz 20 --seed " in done.stdout


def test_what_is_found_is_saved_and_scores_as_claimed(folder: Path) -> None:
    asked = (
        "check",
        "hole.yaml",
        "--fuzz",
        "100",
        "--seed",
        "3",
        "--lang",
        "zh",
        "--save",
        "found",
        "--format",
        "json",
    )
    done = rubric(folder, *asked, "--ignore", "direction")
    assert done.returncode == 1
    (data,) = json.loads(done.stdout)["fuzz"]
    (one,) = data["findings"]
    assert (data["seed"], one["property"], one["scores"]) == (3, "rises", ["3", "0"])
    assert one["saved"] == [os.path.join("found", f"甲.rises.{n}.yaml") for n in (1, 2)]  # noqa: PTH118
    for path, claimed in zip(one["saved"], one["scores"], strict=True):
        card = json.loads(rubric(folder, "score", path, "--format", "json").stdout)
        assert card["items"][0]["exact"] == claimed
    assert rubric(folder, *asked).returncode == 1  # the same files once more
    (folder / "found" / "甲.rises.1.yaml").write_text("# mine\n", encoding="utf-8")
    refused = rubric(folder, *asked)
    assert (refused.returncode, "C703" in refused.stdout) == (2, True)
    assert (folder / "found" / "甲.rises.1.yaml").read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize(
    "wrong", [("--seed", "1"), ("--save", "x"), ("--fuzz", "0"), ("--fuzz", "9", "--seed", "-1")]
)
def test_options_that_ask_for_nothing_are_refused(folder: Path, wrong: tuple[str, ...]) -> None:
    done = rubric(folder, "check", "sound.yaml", *wrong)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
