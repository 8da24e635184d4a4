"""Judgements of leaves and rows, and points that a person gives."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import Facts, load_facts_text
from rubric.report import render_problems
from tests.unit.facts_rubric import rubric

pytestmark = pytest.mark.usefixtures("rows_unchecked")

RUBRIC = rubric()
ROWS = "事实: {项目: [{名称: 甲/乙, 权重: 15}, {名称: 丙, 权重: 约 5}, {名称: 丁}, {权重: 5}]}\n"


def good(text: str) -> Facts:
    facts, problems = load_facts_text(text, RUBRIC)
    assert facts is not None, render_problems(problems, "en")
    return facts


def codes(text: str) -> list[tuple[str, int, int]]:
    facts, problems = load_facts_text(text, RUBRIC)
    assert facts is None
    for language in ("zh", "en"):
        said = render_problems(problems, language)
        assert "→" in said
        assert "{near" not in said
    return [(p.code, p.place.line, p.place.column) for p in problems if p.place]


@pytest.mark.parametrize(
    ("entry", "path", "level", "low", "high"),
    [
        ("印象: {得分: 3.33, 理由: 好}", "效益/印象", "", "1", "1"),
        ("效益/印象: {points: -1, reason: bad}", "效益/印象", "", "-100/333", "-100/333"),
        ("印象: {得分率: 45%, 理由: 中}", "效益/印象", "", "0.45", "0.45"),
        ("印象: {得分率: -30%, 理由: 差}", "效益/印象", "", "-0.3", "-0.3"),
        ("产出/甲/乙: {等次: 达成, 得分率: 90%, 理由: 好}", "效益/产出/甲/乙", "达成", "0.9", "0.9"),
        ("效益/产出/丁: {等次: 未达成, 理由: 差}", "效益/产出/丁", "未达成", "0", "0.6"),
        ("产出/甲/乙: {得分: 12, 理由: 好}", "效益/产出/甲/乙", "达成", "0.8", "0.8"),
        ("影响/丙: {得分率: 90%, 理由: 好}", "效益/影响/丙", "达成", "0.9", "0.9"),
    ],
)
def test_what_a_person_says_of_a_leaf_or_a_row(
    entry: str, path: str, level: str, low: str, high: str
) -> None:
    held = good(f"{ROWS}评定:\n  {entry}\n").judgements
    one = held[path]
    assert (one.level, one.low, one.high) == (level, Fraction(low), Fraction(high))
    assert list(held) == [path]


# What each is found at: a figure where it is outside or unreadable, a level where it is unknown, else the name.
AT = {"F628": r"得分率?: ([^,]+)", "F636": r"得分率?: ([^,]+)", "F633": "等次: (.)", "F634": "等次: (.)"}


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("印象: {得分: 3.34, 理由: 好}", "F628"),
        ("印象: {得分: -1.01, 理由: 好}", "F628"),
        ("印象: {得分率: 100.1%, 理由: 好}", "F628"),
        ("印象: {得分率: -31%, 理由: 好}", "F628"),
        ("印象: {得分率: 0.9, 理由: 好}", "F636"),
        ("印象: {得分: 90%, 理由: 好}", "F636"),
        ("印象: {得分: 1, 得分率: 90%, 理由: 好}", "F635"),
        ("印象: {等次: 好, 得分: 1, 理由: 好}", "F634"),
        ("印象: {理由: 好}", "F606"),
        ("印象: 好", "F606"),
        ("印象: {得分: 1}", "F607"),
        ("产出/甲/乙: {等次: 达成, 得分率: 70%, 理由: 好}", "F628"),
        ("产出/甲/乙: {等次: 优, 理由: 好}", "F633"),
        ("产出/甲/乙: {等次: 达成}", "F607"),
        ("产出/甲/乙: {得分: 16, 理由: 好}", "F628"),
        ("产出/丙: {得分: 1, 理由: 好}", "F629"),
        ("产出/丁: {得分: 1, 理由: 好}", "F629"),
        ("影响/甲/乙: {得分: 1, 理由: 好}", "F629"),
        ("产出/戊: {等次: 达成, 理由: 好}", "F602"),
        ("产出: {等次: 达成, 理由: 好}", "F602"),
        ("算出/丙: {等次: 达成, 理由: 好}", "F602"),
        ("满意度: {等次: 达成, 得分率: 90%, 价: 5, 理由: 好}", "F601"),
    ],
)
def test_what_does_not_hold_is_found_where_it_stands(entry: str, code: str) -> None:
    found = re.search(AT.get(code, ""), entry)
    column = 3 + (found.start(1) if found is not None and code in AT else 0)
    if entry == "印象: 好":
        column = 7
    if "价" in entry:
        column = 27
    if code == "F635":
        column = 3 + entry.index("1,")
    assert codes(f"{ROWS}评定:\n  {entry}\n") == [(code, 3, column)]


def test_a_level_of_nothing_leaves_nothing_open() -> None:
    mine = rubric({"有": "(0%, 100%]", "无": "[0%, 0%]"})
    held, problems = load_facts_text("评定: {满意度: {等次: 无, 理由: 差}}", mine)
    assert held is not None, render_problems(problems, "en")
    assert held.judgements["效益/满意度"].share == 0


def test_the_same_row_under_two_names_is_given_twice() -> None:
    text = f"{ROWS}评定:\n  产出/丁: {{等次: 达成, 理由: 好}}\n  效益/产出/丁: {{等次: 达成, 理由: 好}}\n"
    assert codes(text) == [("F611", 4, 3)]


def test_a_row_that_is_not_there_is_told_from_its_neighbours() -> None:
    _, problems = load_facts_text(f"{ROWS}评定: {{产出/甲乙: {{等次: 达成, 理由: 好}}}}", RUBRIC)
    assert "是不是“产出/甲/乙”？" in problems[0].hint("zh")


def test_rows_of_a_table_that_is_open_cannot_be_judged() -> None:
    assert codes("评定: {产出/丁: {等次: 达成, 理由: 好}}") == [("F602", 1, 6)]


def test_a_row_falls_under_whichever_rule_allows_what_is_said() -> None:
    # The group 影响 has levels and, for its other rows, given points: a share alone may be meant for either.
    held = good(
        f"{ROWS}评定: {{影响/丙: {{等次: 达成, 理由: 好}}, 影响/丁: {{得分率: 61%, 理由: 好}}}}"
    ).judgements
    assert [one.level for one in held.values()] == ["达成", "部分达成"]


@given(st.fractions(-1, Fraction("3.33"), max_denominator=100))
def test_given_points_are_a_share_of_the_points(points: Fraction) -> None:
    points = Fraction(round(points * 100), 100)
    one = good(f"评定: {{印象: {{得分: {float(points):.2f}, 理由: 好}}}}").judgements["效益/印象"]
    assert one.share == points / Fraction("3.33")
