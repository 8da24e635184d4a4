"""Scores of small rubrics, worked out by hand from printed tables."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import load_facts_text, score
from engine.scorecard import Scorecard
from rubric import load_rubric_text

HEAD = """评分表: 试
满分: {points}
舍入: {rounding}
事实:
  甲: {{范围: "[0, inf)"}}
  乙: {{范围: "[0, inf)"}}
指标:
"""


def card(rules: str, facts: str, points: str = "8", rounding: str = "不舍入") -> Scorecard:
    """The scorecard of a rubric that consists of these items."""
    rubric, problems = load_rubric_text(HEAD.format(points=points, rounding=rounding) + rules)
    assert rubric is not None, [p.message("en") for p in problems]
    read, problems = load_facts_text("事实:" + facts, rubric)
    assert read is not None, [p.message("en") for p in problems]
    return score(rubric, read)


def line(points: str, of: str, per: str, each: str, count: str) -> str:
    return f"  项:\n    分值: {points}\n    扣分: [{{量: {of}, 每: {per}, 扣: {each}, 计数: {count}}}]\n"


@pytest.mark.parametrize(("count", "due"), [("足额", "8"), ("起步", "6"), ("continuous", "104449/13552.1")])
def test_each_five_points_short_of_full_completion(count: str, due: str) -> None:
    got = card(line("8", "100% - 甲 / 乙", "5%", "2", count), "\n  甲: 2690.62\n  乙: 2710.42\n").root.exact
    exact = 8 - Fraction("19.80") / Fraction("2710.42") / Fraction("0.05") * 2
    assert got == (exact if count == "continuous" else Fraction(due))


@pytest.mark.parametrize(("count", "due"), [("足额", "4.5"), ("起步", "4"), ("连续", "4.3")])
def test_each_percentage_point_above_full(count: str, due: str) -> None:
    got = card(line("5", "甲 / 乙 - 100%", "1%", "0.5", count), "\n  甲: 101.4\n  乙: 100\n", "5").root.exact
    assert got == Fraction(due)


def test_steps_are_counted_without_binary_floats() -> None:
    rule = line("20", "甲 - 1", "1%", "1", "起步")
    assert card(rule, "\n  甲: 1.1\n", "20").root.exact == 10


@pytest.mark.parametrize(
    ("rate", "due"), [("0", "8"), ("0.1", "6"), ("0.10000001", "4"), ("0.3", "2"), ("0.3994", "0")]
)
def test_the_end_of_a_band_belongs_where_it_is_written(rate: str, due: str) -> None:
    rule = (
        "  项:\n    分值: 8\n    分档:\n      量: 甲\n      档: "
        '{"(-inf, 0]": 8, "(0, 10%]": 6, "(10%, 20%]": 4, "(20%, 30%]": 2, "(30%, inf)": 0}\n'
    )
    assert card(rule, f"\n  甲: {rate}\n").root.exact == Fraction(due)


def test_a_missing_fact_leaves_a_range_and_a_zero_denominator_a_reason() -> None:
    rule = "  项:\n    分值: 8\n    公式: 分值 * 最小(1, 甲 / 乙)\n"
    open_card = card(rule, "\n  甲: 1\n")
    assert (open_card.root.score, open_card.root.low, open_card.root.high) == (None, 0, 8)
    undefined = card(rule, "\n  甲: 1\n  乙: 0\n").root.items[0].undefined
    assert undefined is not None
    assert undefined.kind == "zero_denominator"


def test_a_deduction_never_takes_more_than_there_is_and_says_so() -> None:
    item = card(line("8", "甲", "1", "3", "足额"), "\n  甲: 5\n").root.items[0]
    assert (item.exact, item.held) == (0, 7)


def test_a_formula_outside_its_bounds_is_unscored_unless_it_is_clamped() -> None:
    loose = card("  项: {分值: 8, 公式: 甲}\n", "\n  甲: 9\n").root.items[0]
    assert loose.state == "unscored"
    assert card("  项: {分值: 8, 公式: 甲, 封顶: 是}\n", "\n  甲: 9\n").root.exact == 8


JUDGED = """  项:
    分值: 3.33
    评定: {等次: {达成: "[80%, 100%]", 部分达成: "[60%, 80%)", 未达成: "[0%, 60%)"}}
"""
LEVELS = [("达成", "2.66", True), ("达成", "2.65", False), ("部分达成", "2.66", False)]
LEVELS += [("部分达成", "2", True), ("未达成", "2", False), ("未达成", "1.99", True)]


@pytest.mark.parametrize(("level", "points", "good"), LEVELS)
def test_judged_points_are_held_against_the_rounded_ends_of_their_level(
    level: str, points: str, good: bool
) -> None:
    head = HEAD.format(points="3.33", rounding="{位数: 2, 方式: 四舍五入, 于: 指标}")
    rubric, _ = load_rubric_text(head + JUDGED)
    assert rubric is not None
    entry = f"评定:\n  项: {{等次: {level}, 得分: {points}, 理由: 有据}}\n"
    facts, problems = load_facts_text(entry, rubric)
    assert [p.code for p in problems] == ([] if good else ["F628"])
    if facts is not None:
        assert score(rubric, facts).root.exact == Fraction(points)


def test_a_level_alone_leaves_the_score_open_over_it_and_a_reason_is_due() -> None:
    rubric, _ = load_rubric_text(HEAD.format(points="3.33", rounding="不舍入") + JUDGED)
    assert rubric is not None
    facts, _ = load_facts_text("评定:\n  项: {等次: 部分达成, 理由: 有据}\n", rubric)
    assert facts is not None
    root = score(rubric, facts).root
    assert (root.score, root.low, root.high) == (None, Fraction("1.998"), Fraction("2.664"))
    _, problems = load_facts_text("评定:\n  项: {等次: 达成, 得分率: 90%}\n", rubric)
    assert [p.code for p in problems] == ["F607"]


def test_points_that_do_not_fit_the_places_leave_a_named_difference() -> None:
    rules = "".join(f"  项{n}: {{分值: 3.335, 公式: 分值}}\n" for n in range(3))
    root = card(rules, "\n", "10.005", "{位数: 2, 方式: 四舍五入, 于: 指标}").root
    assert (root.low, root.difference) == (Fraction("10.01"), Fraction("-0.01"))


@given(st.lists(st.fractions(0, 10, max_denominator=1000), min_size=1, max_size=6), st.booleans())
def test_points_are_conserved_at_every_node(amounts: list[Fraction], inner: bool) -> None:
    amounts = [round(a, 3) for a in amounts]
    rules = "".join(f"  项{n}: {{分值: 10, 公式: {float(a):.3f}}}\n" for n, a in enumerate(amounts))
    places = "{位数: 1, 方式: 截尾, 于: [指标, 总分]}" if inner else "{位数: 2, 方式: 四舍五入, 于: 指标}"
    root = card(rules, "\n", str(10 * len(amounts)), places).root
    assert root.low == sum(child.low for child in root.items) + root.difference
    assert root.difference == 0


def test_a_rough_fact_that_decides_nothing_leaves_no_step_out() -> None:
    rubric, _ = load_rubric_text(
        "rubric: r\npoints: 5\nrounding: none\nfacts: {n: {range: '[0, 100]'}}\nitems:\n"
        "  x: {points: 5, formula: points, then_deduct: [{of: n, per: 1, points: 1, count: complete}]}\n"
    )
    assert rubric is not None
    facts, _ = load_facts_text("facts: {n: '[40, 50]'}", rubric)
    assert facts is not None
    leaf = score(rubric, facts).root.items[0]
    assert (leaf.trace.raw, leaf.exact) == (5, 0)
    assert [(step.kind, step.amount) for step in leaf.steps] == [("then_deduct", -5)]
