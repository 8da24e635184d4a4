"""``rubric check --fix``: one right repair or none, comments kept, all files or none of them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.cli import main
from rubric.load import load_rubric

RUBRIC = """\
# 第一行的说明
评分表: 审查
满分: 20
舍入: 不舍入
事实:
  率: {单位: "%", 范围: "[0%, inf)"}   # 来自决算
  预算: {单位: 万元, 范围: "(0, inf)"}
  支出: {单位: 万元, 范围: "[0, inf)"}
指标:
  # 忽略 never-full：早已改好
  甲: {分值: 5, 情形: [{当: 率 >= 90, 得: 5}, {其余: 0}]}  # 忽略 same-band、A011：另有约定
  乙: {分值: 5, 情形: [{当: "率 >= 85 且 支出 > 1", 得: 5}, {其余: 0}]}  # 留着
  丙:
    分值: 5
    分档:
      量: 率
      档: {"[90, inf)": 5, "[60,90)": 3, "[0, 60)": 0}   # 三档
  丁: {分值: 5, 情形: [{当: 支出 / 预算 >= 90, 得: 5}, {其余: 0}]}
"""
FIXED = """\
# 第一行的说明
评分表: 审查
满分: 20
舍入: 不舍入
事实:
  率: {单位: "%", 范围: "[0%, inf)"}   # 来自决算
  预算: {单位: 万元, 范围: "(0, inf)"}
  支出: {单位: 万元, 范围: "[0, inf)"}
指标:
  甲: {分值: 5, 情形: [{当: 率 >= 90, 得: 5}, {其余: 0}]}  # 忽略 A011：另有约定
  乙: {分值: 5, 情形: [{当: "率 >= 85% 且 支出 > 1", 得: 5}, {其余: 0}]}  # 留着
  丙:
    分值: 5
    分档:
      量: 率
      档: {"[90%, inf)": 5, "[60%,90%)": 3, "[0%, 60%)": 0}   # 三档
  丁: {分值: 5, 情形: [{当: 支出 / 预算 >= 90, 得: 5}, {其余: 0}]}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "r.yaml"
    found.write_text(RUBRIC, encoding="utf-8")
    return found


def test_what_has_one_right_repair_is_repaired_and_nothing_else(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(path), "--fix", "--fail-on", "warning"]) == 1
    assert path.read_text("utf-8") == FIXED
    shown = capsys.readouterr().out
    assert "已修复 4 处：" in shown
    assert "  -   # 忽略 never-full：早已改好\n" in shown
    assert "  + " in shown
    assert "r.yaml:17:" in shown  # the quotient is left to a person, and told
    assert main(["check", str(path), "--fix", "--ignore", "A011", "--fail-on", "hint"]) == 0
    assert path.read_text("utf-8") == FIXED


def test_a_repair_that_keeps_the_meaning_keeps_it(path: Path) -> None:
    before, _ = load_rubric(path)
    main(
        [
            "check",
            str(path),
            "--fix",
            "--select",
            "ignore-comment,never-full,same-band,A011",
            "--ignore",
            "A011",
        ]
    )
    after, _ = load_rubric(path)
    assert before is not None
    assert after is not None
    assert before.sha256 == after.sha256
    assert "never-full" not in path.read_text("utf-8")


def test_what_was_repaired_is_data_too(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(path), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert "fixed" not in told
    assert [len(one["repair"]) for one in told["findings"] if one["code"] == "A011"] == [1, 5, 0]
    main(["check", str(path), "--fix", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["fixed"]] == ["A024", "A024", "A011", "A011"]
    assert told["fixed"][0]["lines"] == [
        {"line": 10, "before": "  # 忽略 never-full：早已改好", "after": None}
    ]
    assert [one["code"] for one in told["findings"]] == ["A011"]


def test_windows_line_ends_and_a_mark_stay(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + RUBRIC.replace("\n", "\r\n").encode())
    main(["check", str(path), "--fix"])
    assert path.read_bytes() == b"\xef\xbb\xbf" + FIXED.replace("\n", "\r\n").encode()


def test_an_included_file_is_repaired_where_it_stands(tmp_path: Path) -> None:
    head, _, rest = RUBRIC.partition("  丙:\n")
    body, _, tail = rest.partition("  丁:")
    whole = f"{head}  丙: {{引入: 丙.yaml}}\n  丁:{tail}"
    (tmp_path / "丙.yaml").write_text(body.replace("\n    ", "\n").removeprefix("    "), "utf-8")
    (tmp_path / "r.yaml").write_text(whole, "utf-8")
    assert main(["check", str(tmp_path / "r.yaml"), "--fix"]) == 0
    assert '{"[90%, inf)": 5, "[60%,90%)": 3, "[0%, 60%)": 0}   # 三档' in (tmp_path / "丙.yaml").read_text(
        "utf-8"
    )
    assert "率 >= 85%" in (tmp_path / "r.yaml").read_text("utf-8")


def test_nothing_is_written_where_the_result_would_not_load(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Held against 90 the bands cover the range; against 90% they would leave what lies between.
    text = RUBRIC.replace('范围: "[0%, inf)"}   #', '范围: "[0%, 7000%]"}   #').replace(
        '"[90, inf)": 5, "[60,90)": 3, "[0, 60)": 0', '"[60, 90)": 5, "[0, 60)": 0'
    )
    path.write_text(text, "utf-8")
    assert main(["check", str(path), "--fix", "--lang", "en"]) == 2
    assert path.read_text("utf-8") == text
    assert "C713" in capsys.readouterr().err
    assert list(path.parent.iterdir()) == [path]


def test_nothing_is_written_where_another_rubric_cannot_be_read(path: Path) -> None:
    assert main(["check", str(path), str(path.with_name("absent.yaml")), "--fix"]) == 2
    assert path.read_text("utf-8") == RUBRIC


def test_a_file_that_may_not_be_written_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert main(["check", str(path), "--fix"]) == 2
    assert path.read_text("utf-8") == RUBRIC


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(st.integers(10, 100), st.sampled_from(("", " ", "  # 说明 %d {", " # rubric: ignore A009 - 就这样")))
def test_only_the_sign_is_put_in_whatever_stands_around(tmp_path: Path, bound: int, behind: str) -> None:
    path = tmp_path / "one.yaml"
    head, _, _ = RUBRIC.partition("  # 忽略")
    item = f"  甲: {{分值: 5, 情形: [{{当: '率 >= {bound} 且 预算 > 支出', 得: 5}}, {{其余: 0}}]}}{behind}\n"
    text = head.replace("满分: 20", "满分: 5") + item
    path.write_text(text, "utf-8")
    assert main(["check", str(path), "--fix", "--ignore", "ignore-comment"]) == 0
    assert path.read_text("utf-8") == text.replace(f"率 >= {bound} ", f"率 >= {bound}% ")
