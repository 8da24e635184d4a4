"""What a run over a table says at its end, as people see it: in both languages, wide and narrow, on a terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from rich.cells import cell_len

from engine.batch.run import Counts
from engine.batch.summary import Edge, Loss, Outlier, Spread, Summary
from engine.cli import main
from engine.render.summary import render_summary
from rubric import load_rubric_text
from rubric.model import Rubric
from rubric.problems import Language
from rubric.record import replace

ROOT: Final = Path(__file__).parents[2]
COUNTY: Final = ROOT / "examples" / "county"
COMMAND: Final = [
    sys.executable,
    "-m",
    "engine.cli",
    "batch",
    "department-zhanjiang",
    str(COUNTY / "departments.csv"),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_the_example_is_printed_as_it_is_stored(
    language: str, width: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "scores.csv")
    assert main([*COMMAND[3:], "-o", out, "--lang", language, "--width", str(width)]) == 1
    printed = capsys.readouterr().out
    stored = COUNTY / f"batch-{language}-{width}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        stored.write_text(printed, "utf-8")
    assert printed == stored.read_text("utf-8")
    assert max(map(cell_len, printed.splitlines())) <= width


def on_a_terminal(command: list[str], **surroundings: str) -> str:
    """What a terminal of 80 columns is sent."""
    own, theirs = pty.openpty()
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    process = subprocess.Popen(
        command,
        stdout=theirs,
        stderr=theirs,
        stdin=theirs,
        cwd=ROOT,
        env={**env, "COLUMNS": "80", **surroundings},
    )
    os.close(theirs)
    sent = b""
    while True:
        try:
            piece = os.read(own, 1 << 16)
        except OSError:  # its other end is closed
            break
        if not piece:
            break
        sent += piece
    os.close(own)
    assert process.wait() == 1
    return sent.decode().replace("\r\n", "\n")


CODES: Final = re.compile(r"\x1b\[[0-9;]*m")


def test_a_terminal_sees_the_same_with_colours_or_without(tmp_path: Path) -> None:
    command = [*COMMAND, "-o", str(tmp_path / "scores.csv"), "--lang", "zh"]
    stored = (COUNTY / "batch-zh-80.txt").read_text("utf-8")
    coloured = on_a_terminal(command)
    assert CODES.search(coloured)
    assert stored in CODES.sub("", coloured)
    plain = on_a_terminal(command, NO_COLOR="1")
    assert not CODES.search(plain)
    assert stored in plain


# -- tables that are not like that -------------------------------------------------------------------

RUBRIC: Final = """
评分表: 小表
满分: 10
舍入: {位数: 1, 方式: 四舍五入, 于: 指标}
事实: {数: {范围: "[0, 10]"}}
指标: {项: {分值: 10, 公式: 数}}
等级: {按: 舍入后, 优: "[9, 10]", 良: "[0, 9)"}
"""
ALL_LIKE: Final = Spread(3, *(Fraction(9),) * 6)
NOTHING: Final = Summary(
    Counts(0, 0, 0, 0, 0), None, (), (("优", 0), ("良", 0)), (), (), (), 0, (), {}, 0, 1
)  # fmt: skip


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    made, problems = load_rubric_text(RUBRIC)
    assert made is not None, problems
    return made


def said(summary: Summary, rubric: Rubric, language: Language = "zh", width: int = 80, **more: Any) -> str:
    page = render_summary(summary, rubric, language=language, width=width, colour=False, **more)
    assert max(map(cell_len, page.splitlines())) <= width
    assert all(line == line.rstrip() for line in page.splitlines())
    assert not re.search(r"\{\w*\}", page), "a word was left out"
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_table_in_which_nothing_could_be_read(rubric: Rubric, language: Language) -> None:
    page = said(replace(NOTHING, counts=Counts(3, 0, 0, 3, 0), alone=3, bad=(2, 3, 4)), rubric, language)
    for word in {"zh": ("3 个有错、读不了", "没有一个单位有总分", "没有等级  3  100.0%", "每一行都单独算"),
                 "en": ("3 unreadable", "no subject has a total", "no grade  3  100.0%", "every row by itself")}[language]:  # fmt: skip
        assert word in page
    assert "分布" not in page
    assert "失分" not in page


def test_totals_that_are_all_alike(rubric: Rubric) -> None:
    found = replace(NOTHING, counts=Counts(3, 3, 0, 0, 0), spread=ALL_LIKE, grades=(("优", 3), ("良", 0)))
    assert "3 个单位：全部评完\n" in said(found, rubric)
    assert "总分       都是 9.0\n" in said(found, rubric)
    assert "Total        9.0 every one\n" in said(found, rubric, "en")
    one = replace(found, counts=Counts(1, 1, 0, 0, 0), spread=replace(ALL_LIKE, count=1))
    assert "总分       9.0\n" in said(one, rubric)
    assert "1 subject: scored whole\n" in said(one, rubric, "en")


def test_grades_that_are_open_say_so(rubric: Rubric) -> None:
    found = replace(NOTHING, counts=Counts(5, 2, 3, 0, 0), grades=(("优", 1), ("良", 1), ("优/良", 3)))
    assert "优或良  3  60.0%  未定\n" in said(found, rubric)
    assert "优 or 良  3  60.0%  undecided\n" in said(found, rubric, "en")


@pytest.mark.parametrize("width", [60, 80])
def test_long_names_leave_their_figures_in_columns(rubric: Rubric, width: int) -> None:
    path = "预算执行情况与资金使用的合规性、及时性和完整性/部门整体支出绩效目标的实现程度与偏离"
    losses = (
        Loss(path, Fraction(10), Fraction(5, 3), 1234567, 2000000),
        Loss("项", Fraction(5), Fraction(1), 3, 4),
    )
    page = said(replace(NOTHING, losses=losses, missing=((path, 9),)), rubric, width=width)
    lines = [line for line in page.splitlines() if "1.67" in line or "1.00" in line]
    assert len({cell_len(line.partition("%")[0]) for line in lines}) == 1
    assert "1,234,567  61.7%" in page


def test_what_deserves_a_look(rubric: Rubric) -> None:
    edges = (Edge("优", Fraction(9), 2, 3, Fraction(1, 20)), Edge("良", Fraction(1), 0, 0, Fraction(1, 20)))
    found = replace(
        NOTHING,
        edges=edges,
        far=9,
        outliers=(Outlier(3, "3", Fraction(1)), Outlier(4, "长" * 900, Fraction(2))),
        repeated=12,
        twice=(("甲", (2, 5)),),
        counts=Counts(20, 8, 0, 12, 0),
        bad=tuple(range(2, 10)),
    )
    page = said(found, rubric)
    assert "“优”从 9 起：3 个单位只差不到 0.05 分，2 个单位正好压线\n" in page
    assert "“良”" not in page
    assert "9 个单位的总分与大多数相差很远：第 3 行 1.0、长长" in page
    assert "，另有 7 个" in re.sub(r"\s+", "", page).replace("7个", " 7 个")
    assert "长" * 30 in page.replace("\n", "").replace(" ", "")
    assert page.count("长") == 40
    assert "12 个编号不止一行：甲（第 2、5 行），另有 11 个" in page
    assert "第 2、3、4、5、6、7、8、9 行，另有 4 个" in page
    english = said(replace(found, bad=(7,), counts=Counts(20, 19, 0, 1, 0)), rubric, "en")
    assert "To mend      row 7. The column" in english


def test_plain_signs_alone_where_nothing_else_is_shown(rubric: Rubric) -> None:
    from engine.batch.summary import Bin

    bins = (Bin(Fraction(0), Fraction(1), 1), Bin(Fraction(1), Fraction(2), 10**6))
    spread = Spread(2, Fraction(1), Fraction(0), Fraction(0), Fraction(1), Fraction(1), Fraction(2))
    page = said(replace(NOTHING, spread=spread, bins=bins), rubric, ascii=True)
    assert "0 - 1  # 1\n" in page
    assert "1 - 2  " + "#" * 40 + " 1,000,000\n" in page
