"""``rubric check --format github`` and ``sarif``: what CI and editors read."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cli import main
from engine.cli_parser import read_arguments
from engine.commands.check import Report, run
from engine.console import Console
from rubric.audit.annotation import Annotation
from rubric.audit.github import render_github
from rubric.place import Place, Source

RUBRIC = """\
评分表: 审查
满分: 10
舍入: 不舍入
事实: {人数: {范围: "[0, 50]"}, 没用到: {}, 率: {单位: "%", 范围: "[0%, inf)"}}
指标:
  甲: {分值: 5, 扣分: [{当: 人数 > 3, 扣: 9, 因: 超编}]}
  乙: {分值: 5, 情形: [{当: 率 >= 90, 得: 5}, {其余: 0}]}
"""
COMMAND = re.compile(r"::(error|warning|notice) ([^:\n]*)::([^\n]*)\n")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "评分 表").mkdir()
    (tmp_path / "评分 表/r.yaml").write_text(RUBRIC, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    return main(["check", *arguments]), capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_github_is_told_file_line_and_column(capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = told("评分 表/r.yaml", "--format", "github", "--lang", "en", capsys=capsys)
    assert code == 0
    lines = COMMAND.findall(shown)
    assert "".join(f"::{a} {b}::{c}\n" for a, b, c in lines) == shown
    assert [(kind, where) for kind, where, _ in lines] == [
        ("warning", "file=评分 表/r.yaml,line=4,endLine=4,col=27,endColumn=30,title=A014 unused-name"),
        (
            "warning",
            "file=评分 表/r.yaml,line=6,endLine=6,col=23,endColumn=29,title=A001 deduction-above-points",
        ),
        ("warning", "file=评分 表/r.yaml,line=7,endLine=7,col=28,endColumn=30,title=A011 percent-as-number"),
    ]
    assert "90 is 9000%25" in shown or "9000%25" in shown
    assert "%0A" in lines[0][2]


@given(st.text(max_size=40))
def test_nothing_that_is_said_ends_a_command(text: str) -> None:
    place = Place(Source.of_text("a: 1\n", name=text or "x"), 0, 1)
    shown = render_github([Annotation("A000", "check", "hint", place, text, text)])
    assert len(COMMAND.findall(shown)) == 1
    assert shown.count("\n") == 1
    assert shown.startswith("::notice file=")


def sarif_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.usefixtures("folder")
def test_sarif_has_what_the_standard_requires(capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = told("评分 表/r.yaml", "--format", "sarif", "--fail-on", "warning", capsys=capsys)
    assert code == 1
    log = sarif_of(shown)
    # Sections 3.13, 3.14, 3.18, 3.19, 3.27, 3.29 and 3.30 of the standard: what must be there, and how.
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "rubric"
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert driver["version"] == project["version"]
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    rules = driver["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert [one["ruleId"] for one in run["results"]] == ["A014", "A001", "A011"]
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["level"] in ("none", "note", "warning", "error")
        assert one["message"]["text"]
        for where in (*one["locations"], *one.get("relatedLocations", [])):
            physical = where["physicalLocation"]
            assert unquote(physical["artifactLocation"]["uri"]) == "评分 表/r.yaml"
            assert " " not in physical["artifactLocation"]["uri"]
            region = physical["region"]
            text = RUBRIC[region["charOffset"] : region["charOffset"] + region["charLength"]]
            line = RUBRIC.splitlines()[region["startLine"] - 1]
            assert line[region["startColumn"] - 1 :].startswith(text.splitlines()[0])
            assert (region["endLine"], region["endColumn"]) > (region["startLine"], region["startColumn"])
    for rule in rules:
        assert (Path(__file__).parents[2] / rule["properties"]["page"]).is_file()


@pytest.mark.usefixtures("folder")
def test_a_fix_in_sarif_says_what_to_put_where(capsys: pytest.CaptureFixture[str]) -> None:
    log = sarif_of(told("评分 表/r.yaml", "--format", "sarif", capsys=capsys)[1])
    (fix,) = log["runs"][0]["results"][-1]["fixes"]
    ((replacement,),) = [change["replacements"] for change in fix["artifactChanges"]]
    at, text = replacement["deletedRegion"], replacement["insertedContent"]["text"]
    assert text == "%"
    fixed = RUBRIC[: at["charOffset"]] + text + RUBRIC[at["charOffset"] + at["charLength"] :]
    assert fixed == RUBRIC.replace(">= 90", ">= 90%")


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_read_is_told_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.yaml").write_text(RUBRIC.replace("满分: 10", "满分: 11"), "utf-8")
    code, shown = told("bad.yaml", "--format", "github", capsys=capsys)
    assert code == 2
    assert shown.startswith("::error file=bad.yaml,line=1,")
    code, shown = told("bad.yaml", "--format", "sarif", capsys=capsys)
    assert code == 2
    assert [one["ruleId"] for one in sarif_of(shown)["runs"][0]["results"]] == ["P503"]


@pytest.mark.usefixtures("folder")
def test_a_clean_rubric_is_an_empty_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert told("department-zhanjiang", "--format", "github", capsys=capsys) == (0, "")
    code, shown = told("department-zhanjiang", "--format", "sarif", capsys=capsys)
    assert code == 0
    assert sarif_of(shown)["runs"][0]["results"] == []


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("form", ["github", "sarif"])
def test_what_a_further_look_found_is_told_too(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = read_arguments(
        ["check", "评分 表/r.yaml", "--select", "A014", "--format", form], {"check": int}
    )

    def look(*_: object) -> Report:
        return Report("proof", "one\ntwo: refuted\n", {}, failed=True)

    assert run(options, Console(options), [look]) == 1
    shown = capsys.readouterr().out
    assert "two: refuted" in shown
    assert shown.count("proof") >= 1

    def quiet(*_: object) -> Report:
        return Report("proof", "all is proved\n", {}, failed=False)

    assert run(options, Console(options), [quiet]) == 0
    assert "all is proved" not in capsys.readouterr().out


# -- codes, comments and the house policy ----------------------------------------------------------------


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    _, shown = told("评分 表/r.yaml", "--format", "json", *arguments, capsys=capsys)
    return [one["code"] for one in json.loads(shown)["findings"]]


@pytest.mark.usefixtures("folder")
def test_codes_choose_as_names_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys, "--select", "a001,unused-name") == ["A014", "A001"]
    assert codes(capsys, "--ignore", "A014,percent-as-number") == ["A001"]
    assert main(["check", "评分 表/r.yaml", "--select", "A999"]) == 2


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ('policy = {basis = "required"}', ["A026", "A026"]),
        ('policy = {"依据" = "必填", "来源" = "必填"}', ["A026"] * 5),
        ('policy = {basis = "optional"}', []),
        ("", []),
    ],
)
@pytest.mark.usefixtures("folder")
def test_the_nearest_pyproject_asks_for_what_is_due(
    capsys: pytest.CaptureFixture[str], said: str, found: list[str]
) -> None:
    Path("pyproject.toml").write_text(f"[tool.rubric]\n{said}\n", "utf-8")
    assert codes(capsys, "--select", "house-policy") == found
    text = RUBRIC.replace("满分: 10", "满分: 10\n规范: {basis: 可省, 来源: optional}")
    Path("评分 表/r.yaml").write_text(text, "utf-8")
    assert codes(capsys, "--select", "house-policy") == []  # the rubric's own word goes first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.rubric\n", "line 1 is no sound TOML"),
        ("[tool]\nrubric = 1\n", "tool.rubric is no table"),
        ("[tool.rubric]\npolicy = 1\n", "policy is no table"),
        ("[tool.rubric]\npolcy = {}\n", "Did you mean policy?"),
        ('[tool.rubric]\npolicy = {basics = "required"}\n', "Did you mean basis?"),
        ("[tool.rubric]\npolicy = {basis = true}\n", "required or optional is due"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_pyproject_that_cannot_be_followed_is_told(
    capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    Path("pyproject.toml").write_text(text, "utf-8")
    assert main(["check", "评分 表/r.yaml", "--lang", "en"]) == 2
    shown = capsys.readouterr().err
    assert "C712" in shown
    assert said in shown
    assert main(["check", "评分 表/r.yaml", "--lang", "zh"]) == 2
    assert "[tool.rubric]" in capsys.readouterr().err
