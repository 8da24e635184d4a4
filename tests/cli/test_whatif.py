"""The command ``rubric whatif``: what it prints in both languages, as data, what it refuses, its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FACTS = "examples/zhanjiang-2023/facts.yaml"


def whatif(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", "whatif", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def data(*arguments: str) -> Any:
    done = whatif(*arguments, "--format", "json")
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_only_what_moves_is_shown() -> None:
    done = whatif(FACTS, "--set", "年末结转结余=150 万元", "--lang", "zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert "99.00 → 97.00 / 100   −2" in done.stdout
    assert "年末结转结余 8 万元 → 150 万元；150 ÷ 1338.87 ≈ 11.20%" in done.stdout
    assert "管理制度健全性" not in done.stdout


def test_nothing_moved_is_said() -> None:
    done = whatif("department-zhanjiang", FACTS, "--set", "年末结转结余=8 万元", "--lang", "zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert "得分、等级都不变。" in done.stdout
    done = whatif(FACTS, "--set", "年末结转结余=8 万元", "--lang", "en")
    assert "The score and the grade stay as they are." in done.stdout


def test_the_data_add_up() -> None:
    found = data(FACTS, "--set", "年末结转结余=150", "--set", "项目绩效管理办法=是")
    assert (found["before"]["score"], found["after"]["score"]) == ("99.00", "98.00")
    (group,) = found["moved"]["items"]
    assert [(one["name"], one["by"]) for one in group["items"]] == [
        ("结转结余率", "-2"),
        ("管理制度健全性", "1"),
    ]
    assert group["by"] == found["moved"]["by"] == "-1"
    assert group["items"][0]["causes"] == ["年末结转结余 8 万元 → 150 万元"]


def test_a_check_that_turns_and_a_duty_that_falls_away_are_told() -> None:
    done = whatif(FACTS, "--set", "公益性岗位现有数=257", "--set", "困难人员就业完成率=120%", "--lang", "zh")
    assert "核对  公益性岗位一致  变为相符" in done.stdout
    assert "（不再需要）" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (("--set", "年末结转节余=8", "--set", "在职人数=一"), ["C732", "F603"]),
        (("--target", "良好"), ["C735"]),
        (("--target", "101"), ["C736"]),
        (("--target", "100", "--free", "没有"), ["C732"]),
        (("--target", "full", "--item", "没有"), ["C702"]),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: tuple[str, ...], codes: list[str]) -> None:
    done = whatif(FACTS, *arguments, "--format", "json")
    assert done.returncode == 2
    assert [one["code"] for one in json.loads(done.stdout)["problems"]] == codes


@pytest.mark.parametrize("arguments", [(), ("--set", "a=1", "--free", "b"), ("--set", "a=1", "--item", "b")])
def test_options_that_ask_nothing_are_a_matter_of_usage(arguments: tuple[str, ...]) -> None:
    done = whatif(FACTS, *arguments)
    assert done.returncode == 2
    assert "usage" in done.stderr


def test_the_one_missing_element_reaches_the_whole() -> None:
    found = data(FACTS, "--target", "100")
    assert (found["reached"], found["cheapest"]["certain"]) == (False, True)
    (change,) = found["cheapest"]["changes"]
    done = data(FACTS, "--set", change["set"])
    assert done["after"]["score"] == "100.00"


SET_BACK = (
    "年末结转结余=400",
    "决算支出=1000",
    "审计检查问题数=2",
    "重点工作完成数=3",
    "三公经费支出=20",
    "已就业毕业生=300",
    "在职人数=60",
    "再就业完成率=60%",
    "新增就业完成率=50%",
)


def test_nine_facts_moved_at_once_are_proved_to_be_the_cheapest_way() -> None:
    sets = [part for one in SET_BACK for part in ("--set", one)]
    names = [one.partition("=")[0] for one in SET_BACK]
    found = data(FACTS, *sets, "--target", "99", "--free", ",".join([*names, "项目绩效管理办法"]))
    assert (found["cheapest"]["certain"], found["cheapest"]["fewest"]) == (True, True)
    assert len(found["cheapest"]["changes"]) == 9


def test_exit_codes_tell_reached_from_out_of_reach() -> None:
    assert whatif(FACTS, "--target", "优").returncode == 0
    assert whatif(FACTS, "--target", "100").returncode == 0
    done = whatif(FACTS, "--target", "full", "--free", "年末结转结余", "--lang", "zh")
    assert done.returncode == 1
    assert "达不到：可变的事实都不能再加分" in done.stdout


def test_a_target_counts_from_what_is_set() -> None:
    found = data(FACTS, "--set", "年末结转结余=400", "--item", "结转结余率", "--target", "full")
    (change,) = found["cheapest"]["changes"]
    assert change["set"] == "年末结转结余=133万元"
    assert found["alone"][0]["next"]["set"] == "年末结转结余=267万元"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", ["60", "80"])
def test_a_page_fits_its_width_in_plain_signs(language: str, width: str) -> None:
    options = ("--set", "年末结转结余=400", "--lang", language, "--width", width, "--ascii")
    for target in ((), ("--target", "100")):
        done = whatif(FACTS, *options, *target)
        assert done.returncode == 0
        for line in done.stdout.splitlines():
            assert sum(2 if ord(char) > 0x2E7F else 1 for char in line) <= int(width)
        assert not set(done.stdout) & set("→−█≈÷")
