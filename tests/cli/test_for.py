"""``--for reader|reviewer|author``: what each is told of the example, whole and of single items."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from engine.cli import main

ROOT: Final = Path(__file__).parents[2]
EXAMPLES: Final = ROOT / "examples"
EXAMPLE: Final = EXAMPLES / "zhanjiang-2023"
FACTS: Final = str(EXAMPLE / "facts.yaml")
VOICES: Final = ("reader", "reviewer", "author")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a run that succeeds prints."""
    code = main(arguments)
    out, err = capsys.readouterr()
    assert (code in (0, 1), err) == (True, "")
    return out


def stored(name: str, text: str) -> None:
    """``text`` is what stands beside the facts under this name."""
    path = EXAMPLE / name
    if os.environ.get("UPDATE_EXPECTED"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("voice", VOICES)
def test_the_example_prints_what_is_stored(
    voice: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, "score", FACTS, "--for", voice, "--lang", language, "--width", "80")
    stored(f"for-{voice}-{language}-80.txt", text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_reader_of_open_facts_hears_the_range(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    facts = str(EXAMPLE / "facts-open.yaml")
    stored(
        f"for-reader-open-{language}-80.txt",
        printed(capsys, "score", facts, "--for", "reader", "--lang", language, "--width", "80"),
    )


def test_the_one_loss_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "score", FACTS, "--for", "reader", "--lang", "zh")
    assert "失分 1 分，全部来自管理制度健全性：项目绩效管理办法尚未完善。\n" in text
    assert not set("=÷×≈") & set(text)


@pytest.mark.parametrize("voice", VOICES)
def test_markdown_says_the_same_as_the_page(voice: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = printed(capsys, "score", FACTS, "--for", voice, "--lang", "zh", "--width", "9999")
    document = printed(capsys, "score", FACTS, "--for", voice, "--lang", "zh", "--format", "markdown")
    assert document.startswith("# 部门整体支出绩效自评指标评分表")
    plain = document.replace("\\", "").replace("**", "")
    for line in page.splitlines():
        text = line.split("  ")[-1].strip("▶ ").strip()
        assert text in plain, text


@pytest.mark.parametrize("voice", VOICES)
def test_items_can_be_chosen(voice: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "explain", FACTS, "管理制度健全性", "结转结余率", "--for", voice, "--lang", "zh")
    assert "管理制度健全性" in text
    assert "结转结余率" in text
    assert "资金支出率" not in text


def test_an_item_in_order_is_told_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(
        capsys,
        *("explain", FACTS, "财政供养人员控制率", "社会效益", "--for", "reader"),
        *("--lang", "zh", "--width", "200"),
    )
    assert (
        "财政供养人员控制率得 2 分（满分 2 分）："
        "在职人数 27 人，相当于编制数 31 人的约 87.10%，不超过 100%，不扣分。"
    ) in text
    assert (
        "已就业毕业生 17753 人，相当于离校未就业毕业生 18316 人的约 96.93%，达到 95%，按规定得 6 分。" in text
    )


def test_a_group_is_told_with_what_was_lost_below_it(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "explain", FACTS, "预算执行情况", "--for", "reader", "--lang", "zh")
    assert text.startswith("预算执行情况得 29 分（满分 30 分）。\n")
    assert "失分 1 分，全部来自管理制度健全性：项目绩效管理办法尚未完善。" in text


@pytest.mark.parametrize("voice", VOICES)
def test_one_item_alone_and_only_what_was_lost(voice: str, capsys: pytest.CaptureFixture[str]) -> None:
    one = printed(capsys, "score", FACTS, "--for", voice, "--only", "预算执行情况", "--lang", "zh")
    assert "管理制度健全性" in one
    assert "预算编制合理性" not in one
    lost = printed(capsys, "score", FACTS, "--for", voice, "--lost", "--lang", "zh")
    assert "项目绩效管理办法" in lost
    assert "预算编制合理性" not in lost


def test_levels_can_be_counted(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "score", FACTS, "--for", "reviewer", "--depth", "1", "--lang", "zh")
    assert "预算执行情况" in text
    assert "位置  预算执行情况.yaml" not in text


def test_the_reviewer_finds_every_place(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "explain", FACTS, "结转结余率", "--for", "reviewer", "--lang", "en")
    assert "年末结转结余 = 8 万元 (facts.yaml line 8" in text
    assert "800/133887 ≈ 0.60%" in text
    assert "▶ (-inf, 10%] (earns 4) (预算执行情况.yaml line 15)" in text


def test_the_author_sees_where_the_rule_turns(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(
        capsys, "explain", FACTS, "结转结余率", "--for", "author", "--lang", "en", "--width", "120"
    )
    assert "if 年末结转结余 ÷ 下达预算 ≤ 10% → 4" in text
    assert "年末结转结余 = 8 万元, above at 133.887 万元" in text
    assert "2 places, half_up" in text


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("facts", ["hunan", "project-a", "project-b", "cvss31", "hdi"])
def test_every_example_is_told_in_lines_that_fit(
    facts: str, voice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.cells import cell_len

    for language in ("zh", "en"):
        path = str(EXAMPLES / facts / "facts.yaml")
        text = printed(capsys, "score", path, "--for", voice, "--lang", language, "--width", "60", "--ascii")
        assert max(cell_len(line) for line in text.splitlines()) <= 60
        assert not set(text) & set("÷×≈≤≥−–▶→")


def test_json_is_the_same_for_everyone_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["score", FACTS, "--for", "reader", "--format", "json"])
    assert left.value.code == 2
    assert "json 对谁都一样 · json is the same for everyone" in capsys.readouterr().err


def test_a_score_without_a_voice_pays_for_none() -> None:
    code = (
        "import sys; from engine.cli import main; main(['score', sys.argv[1], '-o', sys.argv[2]]);"
        "sys.exit(any('voices' in name or 'mechanics' in name or 'spoken' in name for name in sys.modules))"
    )
    command = [sys.executable, "-c", code, FACTS, os.devnull]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=60).returncode == 0


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("command", [("score",), ("explain", "公众满意度")])
def test_an_assumption_stands_before_everything(
    voice: str, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    name, *items = command
    facts = str(EXAMPLE / "facts-open.yaml")
    text = printed(capsys, name, facts, *items, "--for", voice, "--assume", "worst", "--lang", "zh")
    assert text.startswith("这不是评价结果：未定的 3 项都按最低分假定（最坏情形）\n")
    assert "预算使用效益/公众满意度 = 未达成 0%" in text
