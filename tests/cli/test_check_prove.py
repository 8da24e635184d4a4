"""``rubric check --prove``: what it prints, what it saves, its exit codes, and what is said without a solver."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from engine import load_facts, score
from engine.proof import smt
from engine.proof.prove import prove
from rubric import load_rubric, load_rubric_text

if TYPE_CHECKING:
    from pathlib import Path

RUBRIC = """
评分表: 试证
满分: 15
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
事实:
  支出: {单位: 万元, 范围: "[0, inf)"}
  预算: {单位: 万元, 范围: "[0, inf)"}
  人数: {类型: 整数, 单位: 人, 范围: "[0, 50]"}
指标:
  执行率: {分值: 5, 公式: 分值 * 支出 / 预算, 封顶: 是}
  人员: {分值: 5, 情形: [{当: 人数 > 10, 得: 2}, {当: 人数 > 20, 得: 0}, {其余: 5}]}
  规模: {分值: 5, 预期: {随升: [人数]}, 分档: {量: 人数, 档: {"[40, inf)": 0, "[10, 40)": 5, "(-inf, 10)": 3}}}
"""
SOUND = """
评分表: 试证
满分: 5
舍入: 不舍入
事实: {人数: {类型: 整数, 范围: "[0, 50]"}}
指标:
  甲: {分值: 5, 扣分: [{量: 人数, 每: 10, 扣: 1, 计数: 足额}]}
"""


def check(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", "check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


@pytest.fixture
def rubric(tmp_path: Path) -> str:
    path = tmp_path / "r.yaml"
    path.write_text(RUBRIC, encoding="utf-8")
    return str(path)


def data(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    (found,) = json.loads(done.stdout)["proof"].values()
    assert isinstance(found, dict)
    return found


def test_a_sound_rubric_is_proved(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(SOUND, encoding="utf-8")
    done = check(str(path), "--prove", "--lang", "zh")
    assert done.returncode == 0
    assert "证明“试证”：共 10 项，已证明 10，已推翻 0，未判定 0。" in done.stdout
    assert "已推翻（" not in done.stdout
    assert done.stderr == ""  # nobody looks on, so no progress is told


def test_what_is_refuted_is_told_with_facts_and_score(rubric: str) -> None:
    zh, en = check(rubric, "--prove"), check(rubric, "--prove", "--lang", "en")
    assert (zh.returncode, en.returncode) == (1, 1)
    assert "r.yaml:10: 已推翻（错误）：执行率：对任何事实都有得分" in zh.stdout
    assert "预算  0 万元" in zh.stdout
    assert "→ 没有得分：分母“预算”为 0。应当有得分。" in zh.stdout
    assert "已推翻（警告）：人员：情形“人数 > 20”用得上" in zh.stdout
    assert "已推翻（错误）：规模：“人数”升高、其他不变时，得分不降" in zh.stdout
    assert "refuted (error): 规模: the score never falls as 人数 rises and all else stays" in en.stdout
    assert "The least that the facts tried come to is 2:" in en.stdout


def test_counterexamples_are_saved_and_score_to_the_claim(rubric: str, tmp_path: Path) -> None:
    folder = tmp_path / "反例"
    done = check(rubric, "--prove", "--format", "json", "--save", str(folder))
    assert done.returncode == 1
    refuted = [one for one in data(done)["verdicts"] if one["state"] == "refuted" and one["examples"]]
    assert len(refuted) >= 3
    assert load_rubric(rubric)[0] is not None
    for verdict in refuted:
        assert len(verdict["saved"]) == len(verdict["examples"])
        for file, example in zip(verdict["saved"], verdict["examples"], strict=True):
            command = [sys.executable, "-m", "engine.cli", "score", file, "--format", "json"]
            scored = subprocess.run(command, capture_output=True, text=True, check=False)
            assert scored.returncode in (0, 1), scored.stderr
            loaded = load_rubric(rubric)[0]
            assert loaded is not None
            facts, problems = load_facts(file, loaded)
            assert facts is not None, problems
            item = next(i for i in score(loaded, facts).root.walk() if i.path == example["item"])
            assert example["score"] == (None if item.score is None else str(item.score))
    again = check(rubric, "--prove", "--save", str(folder))
    assert again.returncode == 1  # the same texts stand there already
    (folder / "proof.执行率.defined.yaml").write_text("mine", encoding="utf-8")
    assert check(rubric, "--prove", "--save", str(folder)).returncode == 2


def test_the_data_hold_every_verdict(rubric: str) -> None:
    found = data(check(rubric, "--prove", "--format", "json", "--lang", "en"))
    assert sum(found["counts"].values()) == len(found["verdicts"])
    kinds = {one["claim"] for one in found["verdicts"]}
    assert kinds == {"defined", "bounds", "monotone", "full", "least", "decides", "conserved"}
    proved = next(one for one in found["verdicts"] if one["claim"] == "full" and one["item"] == "执行率")
    assert proved["examples"][0]["score"] == "5"


@pytest.mark.parametrize("name", ["department-zhanjiang", "department-hunan", "project-self-evaluation"])
def test_no_verdict_on_the_ready_made_rubrics_is_left_undecided(name: str) -> None:
    rubric, _ = load_rubric(name)
    assert rubric is not None
    verdicts = prove(rubric)
    assert [(v.claim.kind, v.claim.item.path, v.claim.label) for v in verdicts if v.state != "proved"] == []
    assert len(verdicts) > 90


@pytest.mark.parametrize("path", ["examples/cvss31/rubric.yaml", "examples/hdi/rubric.yaml"])
def test_the_examples_are_proved(path: str) -> None:
    rubric, _ = load_rubric(path)
    assert rubric is not None
    assert {verdict.state for verdict in prove(rubric)} == {"proved"}


def test_without_the_solver_the_rest_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "z3", None)
    rubric, _ = load_rubric_text(RUBRIC)
    assert rubric is not None
    verdicts = prove(rubric)
    states = {v.state for v in verdicts}
    assert states == {"proved", "refuted", "undecided"}
    why = {v.why.en for v in verdicts if v.state == "undecided" and v.why is not None}
    assert why == {"The solver is missing: install rubric-engine[prove]."}
    refuted = {(v.claim.kind, v.claim.item.path) for v in verdicts if v.state == "refuted"}
    assert ("defined", "执行率") in refuted


def test_a_limit_that_is_no_number_is_refused(rubric: str) -> None:
    assert check(rubric, "--prove", "--time-limit", "soon").returncode == 2


LEAST = SOUND.replace("每: 10", "每: 20")


def test_what_fails_is_what_fail_on_says(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(LEAST, encoding="utf-8")
    told = check(str(path), "--prove", "--lang", "zh")
    assert "已推翻（提示）：甲：能得最低分 0" in told.stdout
    assert told.returncode == 0
    assert check(str(path), "--prove", "--fail-on", "hint").returncode == 1


def test_what_is_refuted_is_marked_in_the_file(rubric: str) -> None:
    marked = check(rubric, "--prove", "--format", "github", "--lang", "en").stdout
    assert "::error file=" in marked
    assert any("line=10" in line and "proof-defined" in line for line in marked.splitlines()), marked
