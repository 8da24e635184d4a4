"""A what-if: settings are read as facts are, only what moves is told, and the amounts add up."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import score
from engine.facts import load_facts_text
from engine.questions.whatif.answer import Moved, state_of, what_if
from engine.questions.whatif.names import Named
from engine.questions.whatif.read import Setting, held_of, put, read_settings, with_settings
from engine.questions.whatif.words import lines_moved
from engine.render.whatif import render_whatif
from engine.render.whatif_json import whatif_json
from rubric import load_rubric_text
from tests.random_rubrics.cases import SOME, Case, cases
from tests.random_rubrics.given import facts_for as drawn

if TYPE_CHECKING:
    from engine.facts_given import Facts
    from rubric.model import Rubric

RUBRIC = """
评分表: 表
语言: zh
满分: 20
换算: {亿元: 10000 万元}
舍入: {位数: 2, 方式: 四舍五入, 于: [指标]}
等级: {按: 舍入后, 优: "[18, 20]", 良: "[0, 18)"}
事实:
  支出: {单位: 万元, 范围: "[0, inf)"}
  预算: {单位: 万元, 范围: "(0, inf)"}
  率: {单位: "%", 范围: "[0%, 200%]"}
  人数: {类型: 整数, 范围: "[0, inf)"}
  方式: {类型: 选项, 选项: [网站, 公告栏]}
  事项:
    类型: 表
    列: {名称: {类型: 文字}, 数: {范围: "[0, 100]"}, 权: {范围: "(0, 5]"}}
指标:
  支出率: {分值: 5, 比例: {量: 支出, 目标: 预算, 方向: 越高越好, 超额: 封顶}}
  齐全: {分值: 4, 要点: {办法: 2, "a=b": 2}}
  评: {分值: 3, 评定: {等次: {好: "[80%, 100%]", 差: "[0%, 80%)"}}}
  率项: {分值: 3, 公式: "3 * min(1, 率)", 上限: {量: 人数, 档: {"[0, 5]": 3, "(5, inf)": 1}}}
  逐: {分值: 5, 逐项: {表: 事项, 名: 名称, 分值: 权, 空表: 零分}, 公式: 权 * 数 / 100}
"""
FACTS = """
事实:
  支出: 80
  预算: 100
  率: 90%
  人数: 3
  方式: 网站
  办法: 否
  "a=b": 是
  事项: [{名称: 甲, 数: 50, 权: 2}, {名称: 乙, 数: 100, 权: 3}]
评定: {评: {等次: 好, 得分率: 100%, 理由: 因此}}
"""


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    found, problems = load_rubric_text(RUBRIC)
    assert found is not None, problems
    return found


@pytest.fixture(scope="module")
def facts(rubric: Rubric) -> Facts:
    found, problems = load_facts_text(FACTS, rubric)
    assert found is not None, problems
    return found


def asked(rubric: Rubric, facts: Facts, *texts: str) -> Any:
    found, problems = read_settings(texts, rubric, facts, "zh")
    assert problems == []
    changed, problems = with_settings(rubric, facts, found)
    assert problems == []
    return what_if(rubric, facts, score(rubric, facts), changed, found)


@pytest.mark.parametrize(
    ("text", "moved", "total"),
    [
        ("支出=90", {"支出率": "0.50"}, "0.50"),
        ("支出 ＝ ９０万元", {"支出率": "0.50"}, "0.50"),
        ("支出=0.01 亿元", {"支出率": "1"}, "1"),
        ("率=95%", {"率项": "0.15"}, "0.15"),
        ("人数=6", {"率项": "-1.7"}, "-1.7"),
        ("办法=是", {"齐全": "2"}, "2"),
        ("齐全/办法=yes", {"齐全": "2"}, "2"),
        ("a=b=否", {"齐全": "-2"}, "-2"),
        ("评定/评=90%", {"评": "-0.3"}, "-0.3"),
        ("评=1.5分", {"评": "-1.5"}, "-1.5"),
        ("judgements/评=差 50%", {"评": "-1.5"}, "-1.5"),
        ("事项/甲/数=100", {"逐": "1", "逐/甲": "1"}, "1"),
        ("事项/2/数=0", {"逐": "-3", "逐/乙": "-3"}, "-3"),
        ("方式=公告栏", {}, "0"),
        ("支出=80.0", {}, "0"),
    ],
)
def test_a_setting_is_read_as_a_facts_file_is(
    rubric: Rubric, facts: Facts, text: str, moved: dict[str, str], total: str
) -> None:
    found = asked(rubric, facts, text)
    below = [] if found.moved is None else list(found.moved.walk())[1:]
    amounts = {one.path: one.after.low - one.before.low for one in below}
    assert amounts == {path: Fraction(amount) for path, amount in moved.items()}
    assert found.after.root.low - found.before.root.low == Fraction(total)
    assert found.nothing == (not moved)
    assert all(one.causes == found.settings for one in below)


@pytest.mark.parametrize(
    ("text", "code", "column", "said"),
    [
        ("支初=90", "C732", 1, "支出"),
        ("评定/平=90%", "C732", 1, "评"),
        ("支出", "C731", 1, "支出"),
        ("=3", "C731", 1, "=3"),
        ("人数=2.5", "F603", 4, "整数"),
        ("率=95", "F608", 3, "9500%"),
        ("支出=9 亿", "F604", 6, "万元"),
        ("方式=网占", "F623", 4, "网站"),
        ("预算=0", "F609", 4, "预算"),
        ("评定/评=差 90%", "F", 0, ""),
        ("评定/评=较好", "F", 0, "好"),
        ("事项/丙/数=1", "C734", 1, "丙"),
        ("事项/甲/树=1", "C734", 1, "树"),
        ("事项=1", "C734", 1, "事项"),
        ("事项/甲/权=1", "F", 0, ""),
    ],
)
def test_what_cannot_be_set_is_told_at_its_character(
    rubric: Rubric, facts: Facts, text: str, code: str, column: int, said: str
) -> None:
    found, problems = read_settings([text], rubric, facts, "zh")
    if not problems:
        problems = with_settings(rubric, facts, found)[1]
    assert problems
    problem = problems[0]
    assert problem.code.startswith(code)
    assert said in problem.message("zh") + problem.hint("zh")
    if column:
        assert problem.place is not None
        assert problem.place.column == column


def test_one_thing_is_set_once(rubric: Rubric, facts: Facts) -> None:
    _, problems = read_settings(["办法=是", "齐全/办法=否"], rubric, facts, "zh")
    assert [problem.code for problem in problems] == ["C733"]


def test_an_empty_value_leaves_a_fact_open(rubric: Rubric, facts: Facts) -> None:
    found = asked(rubric, facts, "支出=")
    item = found.after.root.items[0]
    assert (item.state, item.low, item.high) == ("unscored", 0, 5)


def test_an_approximate_value_leaves_a_range(rubric: Rubric, facts: Facts) -> None:
    item = asked(rubric, facts, "支出=约 90 ± 5 万元").after.root.items[0]
    assert (item.low, item.high) == (Fraction("4.25"), Fraction("4.75"))


def test_each_item_has_the_cause_that_moves_it(rubric: Rubric, facts: Facts) -> None:
    found = asked(rubric, facts, "支出=100", "率=80%", "方式=公告栏", "办法=是")
    causes = {one.path: [c.named.name for c in one.causes] for one in list(found.moved.walk())[1:]}
    assert causes == {"支出率": ["支出"], "率项": ["率"], "齐全": ["齐全/办法"]}
    assert [c.named.name for c in found.moved.causes] == ["支出", "率", "齐全/办法"]


def test_a_cause_that_another_one_hides_is_named_all_the_same(rubric: Rubric, facts: Facts) -> None:
    found = asked(rubric, facts, "人数=6", "率=50%")
    item = next(one for one in found.moved.walk() if one.path == "率项")
    assert [cause.named.name for cause in item.causes] == ["人数", "率"]


def test_the_digest_is_that_of_the_changed_facts(rubric: Rubric, facts: Facts) -> None:
    text = FACTS.replace("支出: 80", "支出: 90")
    other, _ = load_facts_text(text, rubric)
    assert other is not None
    assert asked(rubric, facts, "支出=90").after.facts_sha256 == other.sha256
    assert asked(rubric, facts, "支出=80").after.facts_sha256 == facts.sha256


# -- whole rubrics at random ---------------------------------------------------------------------------


NONE = Setting(Named("fact", "", ""), None, None)


def all_settings(facts: Facts, other: Facts) -> list[Setting]:
    """Everything that the facts hold, set to what other facts hold of it."""
    names = [Named("fact", name, name) for name in dict.fromkeys((*facts.facts, *facts.ranges, *other.facts))]
    names += [Named("judgement", path, path) for path in facts.judgements if path in other.judgements]
    return [Setting(one, held_of(facts, one), held_of(other, one)) for one in names]


@given(cases())
@SOME
def test_the_present_facts_change_nothing(case: Case) -> None:
    same = all_settings(case.facts, case.facts)
    changed = case.facts
    for one in same:
        changed = put(changed, one.named, one.now)
    found = what_if(case.rubric, case.facts, score(case.rubric, case.facts), changed, same[:3])
    assert found.moved is None
    assert found.nothing


@given(cases(), st.data())
@SOME
def test_what_moves_adds_up(case: Case, data: st.DataObject) -> None:
    other = data.draw(drawn(case.rubric))
    some = data.draw(
        st.lists(
            st.sampled_from(all_settings(case.facts, other) or [NONE]),
            max_size=4,
            unique_by=lambda s: s.named,
        )
    )
    some = [one for one in some if one is not NONE]
    changed = case.facts
    for one in some:
        changed = put(changed, one.named, one.now)
    found = what_if(case.rubric, case.facts, score(case.rubric, case.facts), changed, some)
    assert found.after == score(case.rubric, changed)
    if found.moved is None:
        assert found.before.root.low == found.after.root.low
        return
    for moved in found.moved.walk():
        adds_up(moved)
    unmoved = {item.path: item for item in found.before.root.walk()} | {}
    for item in found.after.root.walk():
        if item.path not in {one.path for one in found.moved.walk()}:
            assert unmoved[item.path].low == item.low
    for language in ("zh", "en"):
        for width in (60, 100):
            text = render_whatif(found, language=language, width=width, colour=False)
            assert all(len(line) <= width for line in text.splitlines())
        assert whatif_json(found, language)["after"]["facts_sha256"] == changed.sha256


def adds_up(moved: Moved) -> None:
    """What an adding group moves by is what its items and its own lines move by."""
    a, b = moved.before, moved.after
    if a is None or b is None or not b.items or b.combine not in ("sum", "weighted", None):
        return
    below = [item for group in (a, b) for item in group.items]
    if any(item.exact is None for item in (a, b, *below)):
        return
    items = sum(
        ((one.after.low if one.after else 0) - (one.before.low if one.before else 0) for one in moved.items),
        Fraction(0),
    )
    lines = sum((line.after - line.before for line in lines_moved(moved, "en")), Fraction(0))
    assert items + lines == b.low - a.low


@given(cases(), st.data())
@settings(SOME, max_examples=10)
def test_every_cause_is_a_setting_and_what_moves_has_one(case: Case, data: st.DataObject) -> None:
    other = data.draw(drawn(case.rubric))
    some = all_settings(case.facts, other)[:40]
    data.draw(st.randoms(use_true_random=False)).shuffle(some)
    some = some[:2]
    changed = case.facts
    for one in some:
        changed = put(changed, one.named, one.now)
    found = what_if(case.rubric, case.facts, score(case.rubric, case.facts), changed, some)
    for moved in found.moved.walk() if found.moved is not None else ():
        assert set(moved.causes) <= set(some)
        # What moved below may come to the same above.
        assert moved.causes or state_of(moved.before) == state_of(moved.after)
