"""Tests of a rubric being formatted: in the rubric and beside it, into English and back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.cli import main
from rubric import load_rubric
from rubric.parts import Walk
from rubric.place import Row, Source, Table
from rubric.source import read_yaml
from rubric.tests import TestsShape

ROOT = Path(__file__).parents[2]
BESIDE = sorted((ROOT / "rubric" / "catalog").glob("*/*.test.yaml"))
HEAD = """评分表: 试
满分: 10
舍入: 不舍入
等级: {按: 舍入前, 优: "[8, 10]", 总分: "[0, 8)"}
事实:
  甲: {范围: "[0, 4]"}
  值: {类型: 选项, 选项: [是, 得分], 可缺: 是}
  表: {类型: 表, 列: {名: {类型: 文字}, 率: {范围: "[0, 1]"}}}
指标:
  一: {分值: 4, 公式: 甲}
  二: {分值: 4, 评定: {等次: {好: "[50%, 100%]", 差: "[0%, 50%)"}}}
  三: {分值: 2, 要点: {理由: 1, 附件: 1}}
"""
TESTS = """样例:
  基准: {评价单位: 某, 事实: {甲: {值: 3, 来源: 表一, 可变: 是}, 三: {理由: 是, 附件: {值: 否, 备注: 无}}}, 评定: {二: {等次: 好, 得分率: 100%, 理由: 有}}}
  容差: 0.01
  样例:
    - {名称: 得分, 事实: {甲: 4}, 期望: {总分: 9, 等级: 优, 一: 4, 二: {得分: 4, 容差: 0}}}
    - 名称: 未知  # 注
      事实: {甲: , 表: [{名: 值, 率: {值: 1, 存疑: 否}}]}
      已附: {一: {理由: 有, 佐证: [文件]}}
      期望: {一: 不计分, 总分: "[5, 9]", 等级: [优, 总分]}
    - {名称: 错, 评定: {二: {得分: 9, 理由: 有}}, 期望: {问题: F401}}
"""
ENGLISH = """tests:
  base: {subject: 某, facts: {甲: {value: 3, source: 表一, free: yes}, 三: {理由: 是, 附件: {value: 否, note: 无}}}, judgements: {二: {level: 好, share: 100%, reason: 有}}}
  within: 0.01
  tests:
    - {name: 得分, facts: {甲: 4}, expect: {total: 9, grade: 优, 一: 4, 二: {points: 4, within: 0}}}
    - name: 未知  # 注
      facts: {甲: , 表: [{名: 值, 率: {value: 1, disputed: no}}]}
      attached: {一: {reason: 有, evidence: [文件]}}
      expect: {一: unscored, total: "[5, 9]", grade: [优, 总分]}
    - {name: 错, judgements: {二: {points: 9, reason: 有}}, expect: {problem: F401}}
"""


def fmt(*arguments: str | Path) -> int:
    return main(["fmt", *map(str, arguments)])


def sha(path: Path) -> str:
    rubric, problems = load_rubric(path)
    assert rubric is not None, problems
    return rubric.sha256


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["test", *map(str, arguments), "--lang", "en"])
    return code, capsys.readouterr().out


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "r.yaml"
    path.write_text(HEAD + TESTS, "utf-8")
    return path


def test_the_tests_in_a_rubric_are_turned_and_their_names_and_values_are_not(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, told = sha(own), said(capsys, own)
    assert fmt(own, "--keys", "en") == 0
    assert own.read_text("utf-8").endswith(ENGLISH)
    assert said(capsys, own) == told
    assert fmt(own, "--keys", "zh") == 0
    assert own.read_text("utf-8") == HEAD + TESTS
    assert sha(own) == before


@pytest.mark.parametrize("keys", ["en", "zh"])
def test_tests_that_cannot_be_read_do_not_hold_up_their_rubric(own: Path, keys: str) -> None:
    own.write_text(
        HEAD.replace("分值: 4, 公式", "points: 4, 公式") + TESTS.replace("一: 4,", "无: 4,"), "utf-8"
    )
    assert fmt(own, "--keys", keys) == 0
    assert ("points: 4" in own.read_text("utf-8")) == (keys == "en")


def test_the_tests_in_a_rubric_are_no_part_of_what_it_is_known_by(own: Path) -> None:
    before = sha(own)
    own.write_text(HEAD + TESTS.replace("总分: 9", "总分: 8"), "utf-8")
    assert sha(own) == before
    own.write_text(HEAD, "utf-8")
    assert sha(own) == before


@pytest.mark.parametrize("source", BESIDE, ids=lambda path: path.parent.name)
def test_a_file_of_tests_goes_to_english_and_back(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "r"
    shutil.copytree(source.parent, folder)
    path = folder / source.name
    before, told = path.read_text("utf-8"), said(capsys, path)
    assert fmt(path, "--keys", "en") == 0
    english = path.read_text("utf-8")
    assert [word for word in words(english) if not word.isascii()] == []
    assert said(capsys, path) == told
    assert fmt(path, "--keys", "zh") == 0
    chinese = path.read_text("utf-8")
    assert [word for word in words(chinese) if word.isascii()] == []
    assert said(capsys, path) == told
    assert before in (english, chinese)


def words(text: str) -> list[str]:
    """The keys and the words of the language in a file of tests."""
    value, _ = read_yaml(Source.of_text(text))
    assert isinstance(value, Table | Row)
    parts = Walk(value, TestsShape, answers=False).parts
    found = [str(part.text) for part in parts if part.kind in ("key", "word")]
    assert len(found) > 10
    return found


@pytest.mark.parametrize("name", ["r.test.yaml", "r.test.yml"])
def test_a_list_of_tests_is_turned_too(own: Path, name: str) -> None:
    path = own.parent / name
    path.write_text("- {名称: 头, 基准: 事实.yaml, 期望: {一: 3}}  \n", "utf-8")
    (own.parent / "事实.yaml").write_text("事实: {甲: 3, 三: {理由: 是, 附件: 是}}\n", "utf-8")
    assert fmt(path, "--check") == 1
    assert fmt(path, "--keys", "en") == 0
    assert path.read_text("utf-8") == "- {name: 头, base: 事实.yaml, expect: {一: 3}}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- {名称: 头, 期望: {无: 3}}\n", "T"),
        ("- {名称: 头, 期望: [\n", "Y"),
        ("评分表: 无.yaml\n样例: []\n", "T"),
    ],
)
def test_a_file_of_tests_that_cannot_be_read_is_told_and_stays(
    own: Path, text: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own.parent / "r.test.yaml"
    path.write_text(text, "utf-8")
    assert fmt(own, path, "--keys", "en") == 2
    told = capsys.readouterr().err
    assert f" {code}" in told
    assert "Traceback" not in told
    assert (path.read_text("utf-8"), own.read_text("utf-8")) == (text, HEAD + TESTS)
