"""The command ``rubric diff``: every kind of two sides, in text and as data, its exit codes and what it refuses."""

from __future__ import annotations

import json
import os
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "zhanjiang-2023"
FACTS = str(EXAMPLE / "facts.yaml")
HEAD = "评分表: 项目评分\n版本: '{version}'\n满分: 10\n舍入: {{位数: 1, 方式: 四舍五入, 于: [指标, 总分]}}\n"
OLD = """事实: {预算: {单位: 万元, 范围: "(0, inf)"}, 支出: {单位: 万元, 范围: "[0, inf)"}, 问题: {类型: 整数, 范围: "[0, inf)"}}
指标:
  支出率: {分值: 4, 比例: {量: 支出, 目标: 预算, 方向: 越高越好, 超额: 封顶}}
  制度: {分值: 3, 要点: {有办法: 1, 有台账: 2}}
  合规: {分值: 3, 扣分: [{量: 问题, 每: 1, 扣: 1, 计数: 足额}]}
否决: [{当: 问题 > 5, 因: 问题过多}]
"""
NEW = """事实: {预算: {单位: 万元, 范围: "(0, inf)"}, 支出: {单位: 万元, 范围: "[0, inf)"}, 问题: {类型: 整数, 范围: "[0, inf)"}, 公开: {类型: 是否}}
指标:
  预算执行: {曾名: 支出率, 分值: 4, 比例: {量: 支出, 目标: 预算, 方向: 越高越好, 超额: 封顶}}
  管理制度: {曾名: 制度, 分值: 2, 要点: {有办法: 1, 有台账: 1}}
  合规: {分值: 3, 扣分: [{量: 问题, 每: 1, 扣: 0.5, 计数: 足额}]}
  信息公开: {分值: 1, 情形: [{当: 公开, 得: 1}, {其余: 0}]}
否决: [{当: 问题 > 5, 因: 问题过多}]
"""
FIRST = "评分表: old.yaml\n年度: 2023\n事实: {预算: 300, 支出: 271, 问题: 2, 有办法: 是, 有台账: 否}\n"
SECOND = (
    "评分表: new.yaml\n年度: 2024\n事实: {预算: 310, 支出: 250, 问题: 4, 有办法: 是, 有台账: 是, 公开: 是}\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        "old.yaml": HEAD.format(version="2023") + OLD,
        "new.yaml": HEAD.format(version="2024") + NEW,
        "first.yaml": FIRST,
        "second.yaml": SECOND,
        "later.yaml": FIRST.replace("支出: 271", "支出: 290").replace("问题: 2", "问题: 7"),
        "open.yaml": FIRST.replace("问题: 2, ", ""),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def data(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    main(["diff", *arguments, "--format", "json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def amount(ends: list[str]) -> tuple[Fraction, ...]:
    return tuple(Fraction(end) for end in ends)


def adds_up(found: dict[str, Any]) -> None:
    for end in (0, 1):
        change = Fraction(found["change"][end])
        assert sum((amount(one["amount"])[end] for one in found["causes"]), Fraction(0)) == change
        assert sum((amount(one["change"])[end] for one in found["items"]), Fraction(0)) == change
        before, after = (Fraction(found[side]["score"][end]) for side in ("before", "after"))
        assert after - before == change


SIDES = (
    ("first.yaml", "later.yaml"),
    ("old.yaml", "first.yaml", "later.yaml"),
    ("old.yaml", "new.yaml", "first.yaml"),
    ("old.yaml", "new.yaml", "second.yaml"),
    ("old.yaml", "first.yaml", "new.yaml", "second.yaml"),
    ("first.yaml", "second.yaml"),
    ("first.yaml", "open.yaml"),
)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("sides", SIDES, ids=" ".join)
def test_the_causes_add_up_whatever_is_compared(
    sides: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    found = data(capsys, *sides)
    adds_up(found)
    assert found["causes"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("sides", SIDES, ids=" ".join)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_running_sum_of_the_page_ends_at_the_new_total(
    sides: tuple[str, ...], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *sides, "--lang", language, "--width", "90"]) == 1
    lines = capsys.readouterr().out.splitlines()
    words = {"zh": ("原来", "现在"), "en": ("before", "after")}[language]
    first, last = (next(n for n, line in enumerate(lines) if line.startswith(f" {word} ")) for word in words)
    assert first < last
    told = json.loads(_json(sides, capsys))
    ends = re.findall(r"[\d.]+", lines[last])[-len(set(told["after"]["score"])) :]
    assert [Fraction(end) for end in ends] == sorted({Fraction(end) for end in told["after"]["score"]})
    assert all(len(line) <= 90 for line in lines)


def _json(sides: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    main(["diff", *sides, "--format", "json"])
    return capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_items_that_were_added_renamed_and_reweighted(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "old.yaml", "new.yaml", "second.yaml")
    kinds = {(one["kind"], one["shares"][0]["path"]["after"]): one for one in found["causes"]}
    assert amount(kinds["added", "信息公开"]["amount"]) == (1, 1)
    assert amount(kinds["rule", "管理制度"]["amount"]) == (-1, -1)
    assert kinds["rule", "管理制度"]["shares"][0]["path"]["before"] == "制度"
    assert amount(kinds["rule", "合规"]["amount"]) == (1, 1)
    assert len(kinds) == 3


@pytest.mark.usefixtures("folder")
def test_shares_of_facts_that_meet(capsys: pytest.CaptureFixture[str]) -> None:
    # 4 × 271/300 = 3.6; 290 and 300 → 3.9. The veto takes all that is left, whoever gained it.
    found = data(capsys, "first.yaml", "later.yaml")
    by_name = {one["changes"][0]["name"]["after"]: one for one in found["causes"]}
    spent = {one["part"]: amount(one["amount"])[0] for one in by_name["支出"]["shares"]}
    assert spent == {"item": Fraction(3, 10), "lines": Fraction(-3, 20)}
    assert amount(by_name["问题"]["amount"])[0] == Fraction("-5.6") - Fraction(3, 20)


@pytest.mark.usefixtures("folder")
def test_a_score_that_is_open_is_compared_at_both_ends(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "first.yaml", "open.yaml")
    assert (found["before"]["open"], found["after"]["open"]) == (False, True)
    assert found["after"]["score"][0] != found["after"]["score"][1]
    main(["diff", "first.yaml", "open.yaml", "--lang", "zh"])
    assert "左为最低分的变化" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_two_scorecards_say_as_much_as_they_hold(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("first", "later"):
        main(["score", f"{name}.yaml", "--format", "json", "-o", f"{name}.json"])
    found = data(capsys, "first.json", "later.json")
    adds_up(found)
    kinds = {(one["kind"], one["sentence"]) for one in found["causes"]}
    assert ("fact", "支出 271 → 290") in kinds
    assert not found["shared_by_facts"]
    main(["diff", "first.json", "later.json", "--lang", "zh"])
    assert "只比两份成绩单" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "sides", [("first.yaml",) * 2, ("old.yaml",) * 2, ("old.yaml", *("first.yaml",) * 2)]
)
def test_nothing_differs_from_itself(sides: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *sides, "--lang", "zh"]) == 0
    assert re.search("没有变|都一样", capsys.readouterr().out)


@pytest.mark.usefixtures("folder")
def test_rubrics_alone(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "old.yaml", "new.yaml")
    assert not found["same"]
    names = {(one["name"]["before"], one["name"]["after"]) for one in found["changes"]}
    assert {("支出率", "预算执行"), ("制度", "管理制度"), ("合规", "合规"), (None, "信息公开")} <= names
    examples = {one["path"]["after"]: one for one in found["examples"]}
    assert examples["合规"]["found"]
    assert amount(examples["合规"]["item"][0]) != amount(examples["合规"]["item"][1])
    assert main(["diff", "old.yaml", "new.yaml", "--lang", "en"]) == 1
    assert "Example:" in capsys.readouterr().out


def test_other_words_are_no_other_meaning(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / "old.yaml").read_text("utf-8")
    told = text.replace("合规: {", "合规: {原文: 每项扣1分, ").replace("因: 问题过多", "因: 问题太多")
    (folder / "told.yaml").write_text(told, "utf-8")
    assert main(["diff", "old.yaml", "told.yaml", "--lang", "en"]) == 0
    assert "has not changed" in capsys.readouterr().out
    assert data(capsys, "old.yaml", "told.yaml")["same"] is True


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["first.yaml"], "C714"),
        (["old.yaml", "first.yaml"], "C714"),
        (["old.yaml", "new.yaml", "old.yaml"], "C714"),
        (["old.yaml", "first.json"], "C714"),
        (["broken.json", "broken.json"], "C715"),
        (["first.yaml", "gone.yaml"], "F"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_sentence(
    arguments: list[str], code: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["score", "first.yaml", "--format", "json", "-o", "first.json"])
    card = json.loads((folder / "first.json").read_text("utf-8"))
    (folder / "broken.json").write_text(json.dumps(card | {"score": 3}), "utf-8")
    capsys.readouterr()
    assert main(["diff", *arguments, "--lang", "zh"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(code) or code == "F"
    assert "→" in err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_the_example_is_printed_as_it_is_stored(
    language: str, width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    other = str(EXAMPLE / "facts-changed.yaml")
    assert main(["diff", FACTS, other, "--lang", language, "--width", str(width)]) == 1
    printed = capsys.readouterr().out
    stored = EXAMPLE / f"diff-{language}-{width}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        stored.write_text(printed, "utf-8")
    assert printed == stored.read_text("utf-8")
