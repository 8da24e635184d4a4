"""The command ``rubric stakes``, and ``--assume`` of those that score: pages, data and exit codes."""

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
OPEN, COMPLETE = str(EXAMPLE / "facts-open.yaml"), str(EXAMPLE / "facts.yaml")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_the_example_is_printed_as_it_is_stored(language: str, width: int) -> None:
    done = run("stakes", OPEN, "--lang", language, "--width", str(width))
    assert (done.returncode, done.stderr) == (1, "")
    stored = EXAMPLE / f"stakes-{language}-{width}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        stored.write_text(done.stdout, "utf-8")
    assert done.stdout == stored.read_text("utf-8")


def test_data_holds_the_range_the_order_and_both_ends() -> None:
    done = run("stakes", OPEN, "--format", "json")
    found = json.loads(done.stdout)
    assert (found["range"], found["width"], found["grades"]) == (["92.00", "100.00"], "8.00", ["优"])
    assert [(one["at_stake"], one["left"]["width"], one["after"]["width"]) for one in found["asked"]] == [
        ("4.00", "4.00", "4.00"),
        ("3.00", "5.00", "1.00"),
        ("1.00", "7.00", "0.00"),
    ]
    assert all(one["left"]["exact"] for one in found["asked"])
    assert (found["order"], found["settled_after"], found["not_needed"]) == ("soonest", 3, [])
    assert found["ends"]["worst"] == {"end": "92.00", "short": "0.00", "tried": True}
    assert found["assumed"] is None


@pytest.mark.parametrize(("which", "total", "grade"), [("worst", "92.00", "优"), ("best", "100.00", "优")])
def test_an_assumption_is_a_scorecard_that_says_so(which: str, total: str, grade: str) -> None:
    scored = json.loads(run("score", OPEN, "--assume", which, "--format", "json").stdout)
    assert (scored["score"], scored["grade"], scored["complete"]) == (total, grade, False)
    assert scored["assumed"]["which"] == which
    assert len(scored["assumed"]["facts"]) == 3
    plain = json.loads(run("score", OPEN, "--format", "json").stdout)
    assert scored["facts"] == plain["facts"]
    beside = json.loads(run("stakes", OPEN, "--assume", which, "--format", "json").stdout)
    assert beside["assumed"] == scored


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", OPEN, "--assume", "worst"),
        ("score", OPEN, "--assume", "worst", "--only", "公众满意度"),
        ("score", OPEN, "--assume", "worst", "--format", "markdown"),
        ("explain", OPEN, "公众满意度", "--assume", "worst"),
        ("stakes", OPEN, "--assume", "worst"),
    ],
)
def test_every_page_of_an_assumption_says_that_it_is_no_score(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--lang", "zh"]) == 1
    assert "这不是评价结果" in capsys.readouterr().out


def test_nothing_is_assumed_where_nothing_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", COMPLETE]) == 0
    before = capsys.readouterr().out
    assert main(["score", COMPLETE, "--assume", "worst"]) == 0
    assert capsys.readouterr().out == before
    assert main(["stakes", COMPLETE, "--assume", "best", "--lang", "zh"]) == 0
    assert "没有待定的事项，得分已定。" in capsys.readouterr().out


def test_an_item_that_cannot_be_scored_is_told_apart_from_what_is_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rubric, facts = tmp_path / "r.yaml", tmp_path / "f.yaml"
    rubric.write_text(
        "评分表: 例\n满分: 5\n舍入: 不舍入\n事实: {甲: {}, 乙: {类型: 是否}}\n"
        "指标:\n  比: {分值: 3, 公式: 1 / 甲}\n  有: {分值: 2, 公式: 分值 若 乙 否则 0}\n",
        "utf-8",
    )
    facts.write_text("事实: {甲: 0}\n", "utf-8")
    assert main(["stakes", str(rubric), str(facts), "--lang", "zh"]) == 1
    out = capsys.readouterr().out
    assert "其余  问完仍剩 3：不是缺事实，比 无法计分：" in out


@pytest.mark.parametrize(
    ("language", "order", "spared"),
    [
        (
            "zh",
            "最坏情形下问完 1 项，总分就定了",
            "免问  问完第 1 项后总分不再随这些变化，不必为总分去问：甲",
        ),
        ("en", "at worst the score is settled after 1 question,", "Not needed  after question 1 the total"),
    ],
)
def test_it_is_said_which_order_it_is_and_what_need_not_be_asked(
    language: str, order: str, spared: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rubric, facts = tmp_path / "r.yaml", tmp_path / "f.yaml"
    rubric.write_text(
        "评分表: 例\n满分: 5\n舍入: 不舍入\n事实: {甲: {类型: 是否}, 乙: {类型: 是否}}\n"
        "指标:\n  项: {分值: 5, 公式: (5 若 乙 否则 0) 若 甲 否则 (5 若 乙 否则 0)}\n",
        "utf-8",
    )
    facts.write_text("事实: {}\n", "utf-8")
    assert main(["stakes", str(rubric), str(facts), "--lang", language]) == 1
    out = capsys.readouterr().out
    assert order in out
    assert spared in out


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "没有比完全部次序"), ("en", "too many to compare all orders")]
)
def test_it_is_said_that_not_all_orders_were_compared(
    language: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rubric, facts = tmp_path / "r.yaml", tmp_path / "f.yaml"
    names = ", ".join(f"项{n}" for n in range(12))
    rubric.write_text(
        f"评分表: 例\n满分: 5\n舍入: 不舍入\n指标: {{缺: {{分值: 5, 要点: {{每缺: 1, 项: [{names}]}}}}}}\n",
        "utf-8",
    )
    facts.write_text("事实: {}\n", "utf-8")
    assert main(["stakes", str(rubric), str(facts), "--lang", language]) == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [("stakes", "nowhere.yaml"), ("stakes", "department-zhanjiang", "nowhere.yaml")]
)
def test_what_cannot_be_read_is_refused(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "nowhere.yaml" in captured.err
