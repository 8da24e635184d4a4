"""Directions, exact on one axis; and bands that dip."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rubric.audit import audit
from rubric.audit.axis import figures
from rubric.model import Fact
from rubric.range import Range
from tests.unit.test_audit import read

points = st.lists(st.integers(0, 10), min_size=3, max_size=6)


def codes(earned: list[int], expect: str) -> list[str]:
    cuts = [f"{10 * n}%" for n in range(1, len(earned))]
    ends = ["0%", *cuts, "inf"]
    bands = ", ".join(
        f'"[{low}, {high})": {e}' for (low, high), e in zip(pairwise(ends), earned, strict=True)
    )
    rubric = read(
        "事实: {率: {单位: '%', 范围: '[0%, inf)'}, 另: {范围: '[0, 5]'}}\n"
        "核对: {用到: {式: 另 > 1, 严重: 警告}}\n"
        f"指标: {{某项: {{分值: 10, 预期: {{{expect}: 率}}, 分档: {{量: 率, 档: {{{bands}}}}}}}}}\n"
    )
    return [one.code for one in audit(rubric, ["direction", "valley-band"])]


@settings(max_examples=30, deadline=None)
@given(points)
def test_bands_reverse_where_and_only_where_a_higher_one_earns_less(earned: list[int]) -> None:
    falls = any(a > b for a, b in pairwise(earned))
    rises = any(a < b for a, b in pairwise(earned))
    assert codes(earned, "随升").count("A022") == falls
    assert codes(earned, "随降").count("A022") == rises


@settings(max_examples=30, deadline=None)
@given(points)
def test_a_dip_is_a_band_below_both_neighbours(earned: list[int]) -> None:
    dips = sum(mid < min(low, high) for low, mid, high in zip(earned, earned[1:], earned[2:], strict=False))
    assert codes(earned, "随升").count("A025") == dips


@settings(max_examples=40)
@given(
    st.fractions(-5, 5),
    st.fractions(0, 5),
    st.booleans(),
    st.lists(st.fractions(-9, 9), max_size=5, unique=True),
)
def test_figures_of_an_axis_lie_in_its_range_in_order(
    low: Fraction, width: Fraction, whole: bool, marks: list[Fraction]
) -> None:
    held = Range(low, low + width)
    found = figures(Fact("x", "integer" if whole else "number", range=held), marks)
    assert found == sorted(set(found))
    assert all(held.contains(x) and (not whole or x.denominator == 1) for x in found)
    assert whole or {mark for mark in marks if held.contains(mark)} | {low, low + width} <= set(found)


GROUP = """
等级: {按: 舍入前, 好: "[5, 10]", 差: "[0, 5)"}
事实: {甲率: {单位: "%", 范围: "[0%, 100%]"}, 乙率: {单位: "%", 范围: "[0%, 100%]"}}
指标:
  组:
    分值: 10
    预期: {随升: 甲率}
    指标:
      前: {分值: 4, 公式: 分值 * 甲率}
      后: {分值: 6, 公式: "RULE"}
"""


def test_a_group_is_followed_as_a_whole() -> None:
    def found(rule: str) -> list[str]:
        return [one.code for one in audit(read(GROUP.replace("RULE", rule)), ["direction"])]

    assert found("分值 * 乙率 * (1 - 甲率 / 2)") == []  # what falls below is made up for
    assert found("分值 * 乙率 * (1 - 甲率)") == ["A022"]


VALUE = """
事实: {支出: {范围: "[0, 100]"}, 预算: {范围: "(0, 100]"}}
计算: {率: {公式: 支出 / 预算, 单位: "%"}}
指标: {某项: {分值: 10, 预期: {随升: 率}, 情形: [{当: 率 < 95%, 得: LOW}, {当: 率 >= 95%, 得: 5}, {其余: 0}]}}
"""


def test_a_value_is_followed_along_the_facts_that_move_it() -> None:
    (turn,) = audit(read(VALUE.replace("LOW", "6")), ["direction"])
    assert turn.code == "A022"
    assert "支出 = " in turn.effect("zh")
    assert audit(read(VALUE.replace("LOW", "4")), ["direction"]) == []
