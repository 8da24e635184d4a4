"""Which item of one version is which of another, and what each says otherwise."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.questions.diff.meaning import meaning
from engine.questions.diff.meaning_search import search
from engine.questions.diff.words import meant_words
from rubric import load_rubric_text
from rubric.report import render_problems

if TYPE_CHECKING:
    from engine.questions.diff.meaning import Meaning
    from rubric.model import Rubric

HEAD = "评分表: 例\n满分: {points}\n舍入: {{位数: 2, 方式: 四舍五入, 于: 指标}}\n事实: {facts}\n指标:\n"
FACTS = '{率: {单位: "%", 范围: "[0%, 100%]"}, 人数: {类型: 整数, 范围: "[0, 100]"}, 已办: {类型: 是否}}'
RATE = '{{分值: {p}, {more}分档: {{量: 率, 档: {{"[{cut}, 100%]": {p}, "[0%, {cut})": 0}}}}}}'


def rubric(*items: str, points: int = 4, facts: str = FACTS) -> Rubric:
    text = HEAD.format(points=points, facts=facts) + "".join(f"  {item}\n" for item in items)
    found, problems = load_rubric_text(text)
    assert found is not None, render_problems(problems, "en") + text
    return found


def rate(points: int = 2, cut: str = "90%", more: str = "") -> str:
    return RATE.format(p=points, cut=cut, more=more)


def people(points: int = 2, per: int = 1) -> str:
    return f"{{分值: {points}, 扣分: [{{量: 人数, 每: {per}, 扣: 1, 计数: 足额}}]}}"


def said(found: Meaning) -> dict[tuple[str | None, str | None], list[str]]:
    return {one.keys: meant_words(one, "zh") for one in found.meant}


def test_an_item_is_told_by_was_and_by_content_and_both_ways() -> None:
    before = rubric(f"甲: {rate()}", f"乙: {people()}")
    named = rubric(f"丙: {rate(cut='80%', more='曾名: 甲, ')}", f"乙: {people()}")
    alike = rubric(f"丁: {rate()}", f"乙: {people()}")
    assert {pair.key: pair.how for pair in meaning(before, named).pairs}["甲", "丙"] == "was"
    assert {pair.key: pair.how for pair in meaning(named, before).pairs}["丙", "甲"] == "was"
    assert {pair.key: pair.how for pair in meaning(before, alike).pairs}["甲", "丁"] == "content"
    assert said(meaning(before, alike)) == {("甲", "丁"): ["改名"]}


def test_two_items_that_say_the_same_are_not_guessed_between() -> None:
    before = rubric(f"甲: {rate()}", f"乙: {rate()}")
    after = rubric(f"丙: {rate()}", f"丁: {rate()}")
    assert set(said(meaning(before, after))) == {(None, "丙"), (None, "丁"), ("甲", None), ("乙", None)}


def test_an_item_that_moved_to_another_group_is_the_same_item() -> None:
    before = rubric(f"组: {{分值: 2, 指标: {{甲: {rate()}}}}}", f"乙: {people()}")
    after = rubric(f"组: {{分值: 2, 指标: {{乙: {people()}}}}}", f"甲: {rate()}")
    keys = {pair.key for pair in meaning(before, after).pairs}
    assert {("组/甲", "甲"), ("乙", "组/乙"), ("组", "组")} <= keys


def test_what_changed_is_said_in_the_authors_words() -> None:
    before = rubric(f"甲: {rate()}", f"乙: {people()}")
    after = rubric(f"甲: {rate(points=3, cut='95%')}", f"乙: {people(points=1, per=2)}")
    told = said(meaning(before, after))
    assert "分值：2 → 3" in told["甲", "甲"]
    assert sorted(told["乙", "乙"]) == ["分值：2 → 1", "扣分 / 每：1 → 2"]


def test_a_band_that_moved_is_one_change() -> None:
    before, after = rubric(f"甲: {rate(4)}"), rubric(f"甲: {rate(4, '95%')}")
    assert set(said(meaning(before, after))["甲", "甲"]) == {
        "分档 / 档：[90%, 100%] → [95%, 100%]",
        "分档 / 档：[0%, 90%) → [0%, 95%)",
    }


def test_an_example_is_found_where_the_versions_part_and_is_true() -> None:
    (found,) = search(meaning(rubric(f"甲: {rate(4)}"), rubric(f"甲: {rate(4, '95%')}")))
    assert found.example is not None
    ((name, value),) = found.example.facts
    assert (name, isinstance(value, bool)) == ("率", False)
    assert not isinstance(value, str)
    assert Fraction(90, 100) <= value < Fraction(95, 100)
    assert [ends[0] for ends in found.example.item] == [4, 0]
    assert found.example.total == found.example.item


def test_another_wording_of_one_rule_is_a_difference_without_an_example_and_no_proof() -> None:
    one = rubric("甲: {分值: 4, 公式: 分值 * 率}")
    other = rubric("甲: {分值: 4, 公式: 率 * 分值}")
    found = meaning(one, other)
    assert not found.same
    (searched,) = search(found)
    assert searched.example is None
    assert searched.tries > 5


def test_words_order_language_and_what_goes_without_saying_are_no_difference() -> None:
    one = rubric(f"甲: {rate()}", f"乙: {people()}")
    other = rubric(f"乙: {people()[:-1]}, 原文: 每人扣1分, 附加: 否}}", f"甲: {rate(more='备注: 新, ')}")
    assert meaning(one, other).same
    assert search(meaning(one, other)) == []
