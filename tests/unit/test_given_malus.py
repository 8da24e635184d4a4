"""Points taken by hand: an item of 0 points from which a person may take up to its least."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine import load_facts_text, score
from rubric import load_rubric_text
from rubric.model import Rubric

TEXT = """评分表: 甲
满分: 100
语言: zh
舍入: 不舍入
可超满分: 否
指标:
  各项: {分值: 100, 给定: 是}
  违纪扣分: {分值: 0, 最低: -5, 附加: 是, 给定: 是}
"""


def rubric() -> Rubric:
    found, problems = load_rubric_text(TEXT)
    assert found is not None, problems
    return found


def facts(malus: str) -> str:
    return f"评定:\n  各项: {{得分: 90, 理由: 好}}\n  违纪扣分: {{{malus}}}\n"


@given(st.integers(-500, 0))
def test_what_a_person_takes_is_taken_exactly(hundredths: int) -> None:
    taken = Fraction(hundredths, 100)
    held, problems = load_facts_text(facts(f"得分: {float(taken):.2f}, 理由: 违纪一次"), rubric())
    assert held is not None, problems
    card = score(rubric(), held)
    assert card.root.exact == 90 + taken
    assert card.root.items[1].exact == taken


def test_more_than_the_least_and_less_than_nothing_are_refused() -> None:
    for wrong in ("得分: -5.01", "得分: 0.01", "得分率: 10%", "得分率: -101%"):
        held, problems = load_facts_text(facts(f"{wrong}, 理由: 违纪"), rubric())
        assert held is None
        [problem] = problems
        assert ("-100% 到 0%" if "率" in wrong else "-5 到 0 分") in problem.message("zh")


def test_before_it_is_judged_everything_up_to_the_least_is_open() -> None:
    held, _ = load_facts_text("评定: {各项: {得分: 90, 理由: 好}}\n", rubric())
    assert held is not None
    card = score(rubric(), held)
    assert card.root.span == (85, 90)


def test_points_below_zero_of_an_item_with_points_are_open_too() -> None:
    text = TEXT.replace("{分值: 100, 给定: 是}", "{分值: 100, 最低: -10, 给定: 是}")
    found, _ = load_rubric_text(text)
    assert found is not None
    held, _ = load_facts_text("评定: {违纪扣分: {得分: 0, 理由: 无}}\n", found)
    assert held is not None
    assert score(found, held).root.items[0].span == (-10, 100)
