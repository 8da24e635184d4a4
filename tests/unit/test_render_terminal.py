"""The page as it is printed: stored whole at two widths, and what must hold at any."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.render.layout import Layout
from engine.render.terminal import render_explain, render_text
from engine.scorecard import Scorecard
from rubric.problems import Language
from tests.unit import cards
from tests.unit.stored import check

RESTORE = {
    "预算执行情况/财政供养人员控制率": "在职人数 减至 31 人，可得 +1.5",
    "预算执行情况/管理制度健全性": "项目绩效管理办法 = 是，可得 +1",
}
CARDS = {"full": cards.FULL, "mixed": cards.MIXED, "open": cards.OPEN, "hostile": cards.HOSTILE}
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def page(card: Scorecard, language: Language = "zh", width: int = 80, **more: object) -> str:
    return render_text(card, language=language, width=width, colour=False, restore=RESTORE, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CARDS)
def test_a_page_is_the_one_stored(name: str, language: Language, width: int) -> None:
    check(f"{name}-{language}-{width}.txt", page(CARDS[name], language, width))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_explanation_is_the_one_stored(language: Language) -> None:
    paths = ["财政供养人员控制率", "结转结余率", "管理制度健全性", "重点工作完成率", "预算执行情况"]
    told = render_explain(cards.MIXED, paths, language=language, width=80, colour=False, restore=RESTORE)
    check(f"explain-{language}-80.txt", told)


def test_without_blocks_and_signs_there_are_plain_ones() -> None:
    shown = page(cards.OPEN, ascii=True)
    check("open-zh-80-ascii.txt", shown)
    assert not set(shown) & set("█▏▎▍▌▋▊▉░·÷×≈≤≥−–—…“”▶")


@pytest.mark.parametrize("ascii_", [False, True])
@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CARDS)
def test_no_line_is_wider_than_the_page(name: str, language: Language, width: int, ascii_: bool) -> None:
    shown = page(CARDS[name], language, width, ascii=ascii_)
    assert max(cell_len(line) for line in shown.splitlines()) <= width
    assert all(line == line.rstrip() for line in shown.splitlines())


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_names_are_never_cut(width: int) -> None:
    shown = re.sub(r"\s|[█▏▎▍▌▋▊▉░·]", "", page(cards.HOSTILE, width=width))
    for item in cards.HOSTILE.root.items:
        # Points and bar stand after the first line of a name.
        assert re.sub(r"\s", "", item.name) in re.sub(r"(?<=[^\d.])22(?=[^\d.])", "", shown)


def test_what_an_author_wrote_is_neither_markup_nor_a_command_to_the_terminal() -> None:
    for colour in (False, True):
        shown = render_text(cards.HOSTILE, language="zh", width=80, colour=colour)
        plain = ESCAPE.sub("", shown)
        assert "[bold red]甲[/]" in plain
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", plain)


@pytest.mark.parametrize("name", CARDS)
def test_colour_changes_nothing_but_colour(name: str) -> None:
    painted = render_text(CARDS[name], language="zh", width=80, colour=True, restore=RESTORE)
    plain = [line.rstrip() for line in ESCAPE.sub("", painted).splitlines()]
    assert plain == page(CARDS[name]).splitlines()


def test_colour_means_lost_points_and_nothing_else() -> None:
    assert "\x1b[1;35m" not in render_text(cards.FULL, language="zh", width=80, colour=True)
    painted = render_text(cards.MIXED, language="zh", width=80, colour=True)
    colours = set(re.findall(r"\x1b\[((?:\d+;)*3\d(?:;\d+)*)m", painted))
    assert colours == {"1;35"}


def test_with_nothing_lost_there_is_one_line() -> None:
    lines = page(cards.FULL).splitlines()
    assert "没有失分" in lines
    assert lines[-3:] == ["没有失分", "", "依据  评分表 3f9a12c4  事实 77c1e0b2  引擎 0.1.0"]


def test_a_range_has_a_solid_and_a_hatched_part() -> None:
    line = next(line for line in page(cards.OPEN).splitlines() if " – " in line)
    assert re.fullmatch(r"   10.65 – 23.45 / 26   优 或 良 或 中   █+░+·+", line)


def test_depth_only_and_lost_choose_what_is_shown() -> None:
    top = page(cards.MIXED, depth=1)
    assert "预算执行情况" in top
    assert "   结转结余率" not in top
    one = page(cards.MIXED, only="预算执行情况/结转结余率")
    assert "2.00 / 4" in one
    assert "管理制度健全性" not in one
    table = page(cards.OPEN, lost=True).split("失分")[0]
    assert "管理制度健全性" in table
    assert "公众满意度" not in table
    assert "没有失分" in page(cards.FULL, lost=True)


@pytest.mark.parametrize("path", ["没有的指标", ""])
def test_an_item_that_is_not_there_is_an_error(path: str) -> None:
    if path:
        with pytest.raises(LookupError):
            page(cards.MIXED, only=path)
        with pytest.raises(LookupError):
            render_explain(cards.MIXED, [path], language="zh", width=80, colour=False)
    else:
        assert "绩效评价指标评分表" in page(cards.MIXED, only=path)


def test_zeros_stand_only_where_the_column_needs_them() -> None:
    whole = cards.card(cards.leaf("甲", "5", "4"), cards.leaf("乙", "5", "3"))
    assert re.search(r" 甲 +5 +4 ", page(whole))
    half = cards.card(cards.leaf("甲", "5", "4"), cards.leaf("乙", "5", "3.5"))
    assert re.search(r" 甲 +5 +4\.0 ", page(half))
    third = replace(cards.leaf("丙", "5", "1/3"), places=None)
    assert "≈0.3333" in page(cards.card(third))


# -- layout ----------------------------------------------------------------------------------------

LAYOUT = Layout(cell_len, ascii=False)


@given(st.text("甲乙，。（） ab12÷≈.-", max_size=60), st.integers(4, 30))
def test_wrapping_leaves_nothing_out(text: str, cells: int) -> None:
    lines = LAYOUT.wrap(text, cells)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= cells for line in lines)


def test_a_line_begins_with_no_closing_mark_and_ends_with_no_opening_one() -> None:
    assert LAYOUT.wrap("甲乙丙，丁（戊己）", 6) == ["甲乙", "丙，丁", "（戊", "己）"]
    assert LAYOUT.wrap("= 最小(1, 2)", 8) == ["= 最", "小(1, 2)"]


@given(st.fractions(0, 100), st.fractions(0, 100), st.integers(1, 80), st.booleans())
def test_a_bar_fills_its_cells_and_tells_full_from_nearly_full(
    a: Fraction, b: Fraction, cells: int, ascii_: bool
) -> None:
    low, high = sorted((a, b))
    layout = Layout(cell_len, ascii_)
    bar = "".join(layout.bar(low, high, Fraction(100), cells))
    assert cell_len(bar) == cells
    full = layout.bar(Fraction(100), Fraction(100), Fraction(100), cells)[0]
    assert (bar == full) == (low == 100)
    hatched = layout.bar(low, high, Fraction(100), cells)[1]
    assert bool(hatched) == (high > low)


def test_a_bar_of_what_is_below_zero_or_above_full_stays_in_its_cells() -> None:
    assert LAYOUT.bar(Fraction(-3), Fraction(-3), Fraction(10), 5) == ("", "", "·····")
    assert LAYOUT.bar(Fraction(12), Fraction(12), Fraction(10), 5) == ("█████", "", "")
    assert LAYOUT.bar(Fraction(0), Fraction(0), Fraction(0), 5) == ("", "", "     ")
