"""What reaches a target: answers are scored again, nothing nearer reaches it, and the most is the most."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import score
from engine.explain import find
from engine.facts import load_facts_text
from engine.questions.names import read_by
from engine.questions.target.answer import Answer, target
from engine.questions.target.boxes import effort_of
from engine.questions.target.free import read_free
from engine.questions.target.goal import Goal, read_goal
from engine.questions.target.words import setting_of
from engine.questions.whatif.read import put, read_settings, with_settings
from engine.render.target import render_target
from engine.render.target_json import target_json
from rubric import load_rubric_text
from rubric.problems import Problem
from tests.random_rubrics.cases import MORE, SOME, Case, cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.facts_given import Facts
    from engine.questions.target.lever import Lever
    from engine.scorecard import ItemScore, Known, Scorecard
    from rubric.model import Item, Rubric

HEAD = "评分表: 表\n语言: zh\n满分: {points}\n舍入: {{位数: 2, 方式: 四舍五入, 于: [指标]}}\n"


def read(items: str, facts: str, points: int = 10, more: str = "") -> tuple[Rubric, Facts]:
    text = HEAD.format(points=points) + more + items
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, problems
    found, problems = load_facts_text(facts, rubric)
    assert found is not None, problems
    return rubric, found


def asked(rubric: Rubric, facts: Facts, text: str, item: str = "", free: str = "") -> Answer:
    where = next(one for one in rubric.root.walk() if one.path == item)
    goal = read_goal(text, where, rubric)
    assert isinstance(goal, Goal), goal
    levers, problems = read_free(free, rubric, facts)
    assert problems == []
    return target(rubric, facts, goal, levers)


def applied(rubric: Rubric, facts: Facts, values: Mapping[Lever, Known]) -> Scorecard:
    for lever, value in values.items():
        facts = put(facts, lever.named, lever.at(value))
    return score(rubric, facts)


def goal_met(goal: Goal, card: Scorecard) -> bool:
    item = find(card, goal.path) if goal.path else card.root
    assert item is not None
    return goal.met(item, card.grades if not goal.path else item.grades)


def low(goal: Goal, card: Scorecard) -> Fraction:
    item: ItemScore | None = find(card, goal.path) if goal.path else card.root
    assert item is not None
    return item.low


# -- one fact --------------------------------------------------------------------------------------------

BANDS = """
事实: {支出: {单位: 万元, 范围: "[0, inf)"}, 预算: {单位: 万元, 范围: "(0, inf)"}}
指标:
  支出率: {分值: 10, 分档: {量: 支出 / 预算, 档: {"[95%, inf)": 10, "[80%, 95%)": 6, "(-inf, 80%)": 0}}}
"""


def test_the_next_band_and_the_one_that_reaches() -> None:
    rubric, facts = read(BANDS, "事实: {支出: 70.0, 预算: 100.3}")
    answer = asked(rubric, facts, "full")
    one = answer.alone[0]
    assert one.lever.named.name == "支出"
    assert one.next is not None
    assert one.reach is not None
    assert (one.next.value, one.next.score) == (Fraction("80.3"), 6)
    assert (one.reach.value, one.reach.score) == (Fraction("95.3"), 10)
    assert [lever.named.name for lever in answer.left] == ["预算"]
    assert setting_of(one.lever, one.reach.value) == "支出=95.3"
    assert answer.way is not None
    assert answer.way.sure
    assert answer.way.values == {one.lever: Fraction("95.3")}


def test_the_unit_and_the_precision_are_those_of_the_file() -> None:
    rubric, facts = read(
        BANDS, "事实: {支出: {值: 0.0070, 单位: 亿元}, 预算: 100.3}", more="换算: {亿元: 10000 万元}\n"
    )
    one = asked(rubric, facts, "6").alone[0]
    assert one.reach is not None
    assert one.reach.value == 81
    assert setting_of(one.lever, one.reach.value) == "支出=0.0081亿元"


def test_a_step_is_what_counts() -> None:
    items = """
事实: {率: {单位: "%", 范围: "[0%, 200%]", 精度: 0.1%}}
指标: {控制率: {分值: 10, 扣分: [{量: 率 - 100%, 每: 1%, 扣: 2, 计数: 足额}]}}
"""
    rubric, facts = read(items, "事实: {率: 103.5%}")
    one = asked(rubric, facts, "full").alone[0]
    assert one.next is not None
    assert one.reach is not None
    assert (one.next.value, one.next.score) == (Fraction("1.029"), 6)
    assert (one.reach.value, one.reach.score) == (Fraction("1.009"), 10)


def test_rounding_is_taken_into_account() -> None:
    items = """
事实: {完成: {范围: "[0, inf)"}, 计划: {范围: "(0, inf)"}}
指标: {完成率: {分值: 10, 比例: {量: 完成, 目标: 计划, 方向: 越高越好, 超额: 封顶}}}
"""
    rubric, facts = read(items, "事实: {完成: 100, 计划: 3000}")
    one = asked(rubric, facts, "full").alone[0]
    assert one.reach is not None
    # 2998.5 of 3000 is 9.995, which is printed 10.00.
    assert one.reach.value == 2999
    facts2 = load_facts_text("事实: {完成: 100.0, 计划: 3000}", rubric)[0]
    assert facts2 is not None
    again = asked(rubric, facts2, "full").alone[0]
    assert again.reach is not None
    assert again.reach.value == Fraction("2998.5")


def test_the_range_of_a_fact_is_kept() -> None:
    items = '事实: {完成: {范围: "[0, 80]"}}\n指标: {完成率: {分值: 10, 公式: 完成 / 10}}\n'
    rubric, facts = read(items, "事实: {完成: 50}")
    answer = asked(rubric, facts, "9")
    assert answer.way is None
    assert answer.impossible
    assert answer.best is not None
    assert (answer.best.worth, answer.best.never) == (8, 8)
    assert answer.alone[0].reach is None
    assert answer.alone[0].never == 8


def test_two_directions_are_looked_at_and_the_nearer_is_taken() -> None:
    items = '事实: {x: {范围: "[0, 100]"}}\n指标: {a: {分值: 10, 扣分: [{量: abs(x - 50), 每: 1, 扣: 1, 计数: 足额}]}}\n'
    rubric, facts = read(items, "事实: {x: 53.0}")
    one = asked(rubric, facts, "full").alone[0]
    assert one.reach is not None
    assert one.reach.value == Fraction("50.9")


def test_one_fact_in_two_items_that_pull_apart() -> None:
    items = """
事实: {x: {范围: "[0, 100]"}}
指标:
  a: {分值: 5, 公式: x / 20}
  b: {分值: 5, 公式: 5 - x * x / 2000}
"""
    rubric, facts = read(items, "事实: {x: 10}")
    answer = asked(rubric, facts, "6.2")
    one = answer.alone[0]
    brute = [
        n
        for n in range(101)
        if low(answer.goal, applied(rubric, facts, {one.lever: Fraction(n)})) >= Fraction("6.2")
    ]
    assert one.reach is not None
    assert one.reach.value == min(brute, key=lambda n: abs(n - 10))
    assert one.most is not None
    assert (
        one.most.score
        == one.never
        == max(low(answer.goal, applied(rubric, facts, {one.lever: Fraction(n)})) for n in range(101))
    )


def test_a_total_that_is_reached_says_so() -> None:
    rubric, facts = read(BANDS, "事实: {支出: 100, 预算: 100}")
    answer = asked(rubric, facts, "full")
    assert answer.reached
    assert answer.alone == ()


# -- several ---------------------------------------------------------------------------------------------

TWO = """
事实: {甲: {范围: "[0, 100]"}, 乙: {范围: "[0, 100]"}}
指标:
  a: {分值: 5, 公式: 甲 / 20}
  b: {分值: 5, 要点: {齐: 3, 全: 2}}
  c: {分值: 10, 公式: "乙 / 10 若 甲 > 50 否则 0"}
"""


def test_the_fewest_facts_come_first_then_the_least_change() -> None:
    rubric, facts = read(TWO, "事实: {甲: 20, 乙: 20, 齐: 否, 全: 否}", points=20)
    answer = asked(rubric, facts, "7")
    assert answer.way is not None
    assert answer.way.sure
    # 甲 alone makes a 5 and lets c count the 2 that 乙 earns.
    assert {lever.named.name: value for lever, value in answer.way.values.items()} == {"甲": 100}
    answer = asked(rubric, facts, "12")
    assert answer.way is not None
    assert len(answer.way.values) == 2
    brute = cheapest(rubric, facts, answer)
    assert answer.way.effort == brute


def cheapest(rubric: Rubric, facts: Facts, answer: Answer) -> Fraction:
    """The effort of the cheapest way of two facts, by trying every one on the grid."""
    levers = answer.levers
    found = []
    for n, one in enumerate(levers):
        for other in levers[n + 1 :]:
            for a, b in product(choices(one), choices(other)):
                values = {one: a, other: b}
                if goal_met(answer.goal, applied(rubric, facts, values)):
                    found.append(effort_of(values))
    return min(found)


def choices(lever: Lever) -> Sequence[Known]:
    if not lever.is_number:
        return list(lever.words)
    return [Fraction(n) for n in range(0, 101, 5)] + [Fraction(51)]


@st.composite
def trades(draw: Any) -> tuple[Rubric, Facts]:
    """Three numbers of few values in items that rise, fall, jump, or read two of them together."""
    low = [draw(st.integers(0, 6)) for _ in range(3)]
    rules = [
        f"公式: {draw(st.sampled_from(('甲 / 2', '甲 * 丙 / 24', '5 - abs(甲 - 9) / 2', '(甲 + 乙) / 5')))}",
        draw(
            st.sampled_from(("公式: 乙 / 3", '分档: {量: 乙, 档: {"[0, 4)": 0, "[4, 9)": 2, "[9, inf)": 5}}'))
        ),
        draw(
            st.sampled_from(("公式: 丙 * 丙 / 30", '公式: "max(0, 丙 - 乙 / 3) / 3"', "要点: {齐: 2, 全: 3}"))
        ),
    ]
    items = "".join(f"\n  项{n}: {{分值: 5, {rule}}}" for n, rule in enumerate(rules))
    held = "".join(f'{name}: {{类型: 整数, 范围: "[0, 12]"}}, ' for name in "甲乙丙")
    given_ = ", ".join(f"{name}: {value}" for name, value in zip("甲乙丙", low, strict=True))
    more = ", 齐: 否, 全: 否" if "要点" in rules[2] else ""
    return read(f"事实: {{{held}}}\n指标:{items}\n", f"事实: {{{given_}{more}}}", points=15)


@given(trades(), st.sampled_from((Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))))
@settings(SOME, max_examples=4 * MORE)
def test_the_cheapest_way_is_the_cheapest_of_all_that_there_are(
    made: tuple[Rubric, Facts], share: Fraction
) -> None:
    rubric, facts = made
    root = score(rubric, facts).root
    goal = Goal("", "表", root.low + (root.points - root.low) * share)
    free, problems = read_free(",".join(facts.facts), rubric, facts)
    assert problems == []
    answer = target(rubric, facts, goal, free)
    assert answer.reached or answer.way is None or (answer.way.sure and answer.way.fewest)
    worth = Quick(rubric, facts, goal, free)
    ways = [values for values in worth.all() if worth.meets(values)]
    if answer.reached or answer.way is None:
        assert answer.reached or not ways
        return
    cost = min((len(values), effort_of(values)) for values in ways)
    assert (len(answer.way.values), answer.way.effort) == cost


class Quick:
    """Every way there is, scored item by item: an item is scored once for the values that it reads."""

    def __init__(self, rubric: Rubric, facts: Facts, goal: Goal, levers: Sequence[Lever]) -> None:
        self.rubric, self.facts, self.goal, self.levers = rubric, facts, goal, levers
        self.leaves = [item for item in rubric.root.walk() if not item.items]
        self.known: dict[Any, Fraction] = {}

    def all(self) -> Iterator[dict[Lever, Known]]:
        for values in product(*(self.choices(lever) for lever in self.levers)):
            moved = zip(self.levers, values, strict=True)
            yield {lever: value for lever, value in moved if value != lever.value}

    def choices(self, lever: Lever) -> Sequence[Known]:
        return [Fraction(n) for n in range(13)] if lever.is_number else (lever.value, *lever.words)

    def meets(self, values: Mapping[Lever, Known]) -> bool:
        assert self.goal.wanted is not None  # only points are asked for here
        return sum(self.leaf(item, values) for item in self.leaves) >= self.goal.wanted

    def leaf(self, item: Item, values: Mapping[Lever, Known]) -> Fraction:
        read_ = read_by(item.worth.expr, self.rubric)
        mine = {lever: value for lever, value in values.items() if lever.named.name in read_}
        key = item.path, frozenset(mine.items())
        if key not in self.known:
            found = find(applied(self.rubric, self.facts, mine), item.path)
            assert found is not None
            self.known[key] = found.low
        return self.known[key]


def test_items_that_share_facts_are_searched_together() -> None:
    rubric, facts = read(TWO, "事实: {甲: 20, 乙: 20, 齐: 否, 全: 否}", points=20)
    answer = asked(rubric, facts, "full", item="c")
    assert answer.way is not None
    assert {lever.named.name: value for lever, value in answer.way.values.items()} == {"甲": 51, "乙": 100}
    assert answer.way.sure


def test_what_the_file_marks_is_free_and_nothing_else() -> None:
    rubric, facts = read(TWO, "事实: {甲: {值: 20, 可变: 是}, 乙: 20, 齐: 否, 全: 否}", points=20)
    answer = asked(rubric, facts, "10")
    assert answer.why == "marked"
    assert [lever.named.name for lever in answer.levers] == ["甲"]
    assert answer.impossible
    assert answer.best is not None
    assert answer.best.worth == answer.best.never == 7


def test_a_judgement_is_free_only_where_it_is_named() -> None:
    items = '指标: {a: {分值: 10, 评定: {等次: {好: "[80%, 100%]", 差: "[0%, 80%)"}}}}\n'
    rubric, facts = read(items, "评定: {a: {等次: 差, 得分率: 50%, 理由: 因此}}")
    assert asked(rubric, facts, "9").judged == ("a",)
    answer = asked(rubric, facts, "9", free="评定/a")
    assert answer.way is not None
    ((lever, value),) = answer.way.values.items()
    assert value == Fraction(9, 10)
    assert lever.at(value).level == "好"


def test_cells_of_tables_are_facts_like_others() -> None:
    items = """
事实: {事项: {类型: 表, 列: {名称: {类型: 文字}, 数: {范围: "[0, 100]"}, 权: {范围: "(0, 5]"}}}}
指标: {逐: {分值: 10, 逐项: {表: 事项, 名: 名称, 分值: 权, 空表: 零分}, 公式: 权 * 数 / 100}}
"""
    rubric, facts = read(items, "事实: {事项: [{名称: 甲, 数: 50, 权: 5}, {名称: 乙, 数: 90, 权: 5}]}")
    answer = asked(rubric, facts, "9")
    assert "事项/甲/数" in [lever.named.title for lever in answer.levers]
    assert answer.way is not None
    assert {lever.named.title: value for lever, value in answer.way.values.items()} == {"事项/甲/数": 90}


def test_a_grade_is_reached_where_it_is_certain() -> None:
    grades = '等级: {按: 舍入后, 优: "[9, 10]", 良: "[6, 9)", 差: "[0, 6)"}\n'
    rubric, facts = read(BANDS, "事实: {支出: 70.0, 预算: 100}", more=grades)
    answer = asked(rubric, facts, "良")
    assert answer.way is not None
    assert answer.way_grades == ("良",)
    assert list(answer.way.values.values()) == [80]
    assert asked(rubric, facts, "差").reached


def test_what_is_open_counts_as_the_least_it_can_be() -> None:
    items = """
事实: {x: {范围: "[0, 100]"}, y: {范围: "[0, 100]"}}
指标: {a: {分值: 5, 公式: x / 20}, b: {分值: 5, 公式: y / 20}}
"""
    rubric, facts = read(items, "事实: {x: 20, y: 至少 40}")
    answer = asked(rubric, facts, "6")
    assert answer.open == ("b",)
    assert answer.way is not None
    assert list(answer.way.values.values()) == [80]
    assert answer.way.sure
    assert asked(rubric, facts, "8").impossible


@pytest.mark.parametrize(
    ("text", "code"), [("11", "C736"), ("-1", "C736"), ("一流", "C735"), ("", "C735"), ("120%", "C736")]
)
def test_a_goal_that_is_none_is_refused(text: str, code: str) -> None:
    rubric, _ = read(BANDS, "事实: {支出: 1, 预算: 1}")
    found = read_goal(text, rubric.root, rubric)
    assert isinstance(found, Problem)
    assert found.code == code


@pytest.mark.parametrize(
    ("text", "code", "column"), [("支出,予算", "C732", 4), ("支出,预算", "C737", 4), ("z", "C732", 1)]
)
def test_what_cannot_be_free_is_refused(text: str, code: str, column: int) -> None:
    rubric, facts = read(BANDS, "事实: {支出: 1}")
    _, problems = read_free(text, rubric, facts)
    assert [problem.code for problem in problems] == [code]
    assert problems[0].place is not None
    assert problems[0].place.column == column


# -- whole rubrics at random ---------------------------------------------------------------------------


@st.composite
def goals(draw: Any, rubric: Rubric, facts: Facts) -> Goal:
    """A goal of the whole or of an item: a share of what is missing, or all of it, or a grade."""
    items = [item for item in rubric.root.walk() if find(score(rubric, facts), item.path) or not item.path]
    item = draw(st.sampled_from([rubric.root, rubric.root, *items]))
    names = [one.name for one in item.grades.grades] if item.grades is not None else []
    card = score(rubric, facts)
    now = card.root if not item.path else find(card, item.path)
    assert now is not None
    share = draw(st.sampled_from((Fraction(1, 100), Fraction(1, 4), Fraction(1, 2), Fraction(1))))
    wanted = now.low + (now.points - now.low) * share
    if names and draw(st.booleans()):
        return Goal(item.path, item.name, grade=draw(st.sampled_from(names)), grades=item.grades)
    return Goal(item.path, item.name, None if share == 1 else wanted)


FEW = settings(SOME, max_examples=12 * MORE)


@given(cases(), st.data())
@FEW
def test_answers_reach_the_goal_and_one_unit_short_of_them_does_not(case: Case, data: st.DataObject) -> None:
    rubric, facts = case.rubric, case.facts
    goal = data.draw(goals(rubric, facts))
    answer = target(rubric, facts, goal, ())
    card = score(rubric, facts)
    now = low(goal, card)
    assert answer.reached == goal_met(goal, card)
    for one in answer.alone:
        if one.reach is not None:
            assert goal_met(goal, applied(rubric, facts, {one.lever: one.reach.value}))
            short = nearer(one.lever, one.reach.value)
            assert short is None or not goal_met(goal, applied(rubric, facts, {one.lever: short}))
        if one.next is not None:
            assert low(goal, applied(rubric, facts, {one.lever: one.next.value})) == one.next.score > now
            short = nearer(one.lever, one.next.value)
            assert short is None or low(goal, applied(rubric, facts, {one.lever: short})) <= now
    if answer.way is not None:
        assert goal_met(goal, applied(rubric, facts, answer.way.values))
        for lever in answer.way.values:
            fewer = {one: value for one, value in answer.way.values.items() if one is not lever}
            assert not goal_met(goal, applied(rubric, facts, fewer))
    shown(answer, card)


def nearer(lever: Lever, value: Known) -> Known | None:
    """The value one unit of precision short of another."""
    if not isinstance(value, Fraction):
        return None
    assert isinstance(lever.value, Fraction)
    short = value - lever.grid if value > lever.value else value + lever.grid
    return short if (short - lever.value) * (value - lever.value) > 0 else lever.value


def shown(answer: Answer, card: Scorecard) -> None:
    """The pages fit their widths, in both languages; the data are there."""
    for language in ("zh", "en"):
        for width in (60, 100):
            text = render_target(answer, card, (), language=language, width=width, colour=False)
            assert all(len(line) <= width for line in text.splitlines())
        assert target_json(answer, card, (), language)["reached"] == answer.reached


@given(cases(), st.data())
@FEW
def test_the_most_that_can_be_had_is_never_exceeded(case: Case, data: st.DataObject) -> None:
    rubric, facts = case.rubric, case.facts
    goal = data.draw(goals(rubric, facts))
    answer = target(rubric, facts, goal, ())
    if answer.best is None:
        assert answer.reached
        return
    assert low(goal, applied(rubric, facts, answer.best.values)) == answer.best.worth
    assert answer.best.worth <= answer.best.never
    able = [one.lever for one in answer.alone]
    for _ in range(4):
        values = {lever: data.draw(other_values(lever)) for lever in able}
        card = applied(rubric, facts, values)
        assert low(goal, card) <= answer.best.never
        if answer.impossible:
            assert not goal_met(goal, card)
        for one in answer.alone:
            alone = applied(rubric, facts, {one.lever: values[one.lever]})
            assert low(goal, alone) <= one.never
            nearer_ = one.reach is None or one.lever.effort(values[one.lever]) < one.lever.effort(
                one.reach.value
            )
            if one.sure and nearer_ and one.lever.is_number:
                assert not goal_met(goal, alone)
        if answer.way is not None and answer.way.sure and goal_met(goal, card):
            moved = {lever: value for lever, value in values.items() if value != lever.value}
            count = len(answer.way.values)
            assert len(moved) >= count
            assert len(moved) > count or effort_of(moved) >= answer.way.effort


@st.composite
def other_values(draw: Any, lever: Lever) -> Known:
    """A value of a lever: often its own, near it, an end of its range, or far away."""
    if not lever.is_number:
        word: Known = draw(st.sampled_from((lever.value, *lever.words)))
        return word
    assert isinstance(lever.value, Fraction)
    least, most = lever.steps
    here = round(lever.value / lever.grid)
    spread = draw(st.sampled_from((0, 3, 50, 1000, 100_000)))
    count = here + draw(st.integers(-spread, spread))
    if least is not None:
        count = max(count, least)
    if most is not None:
        count = min(count, most)
    return count * lever.grid if spread else lever.value


@given(cases(), st.data())
@FEW
def test_what_is_said_can_be_set(case: Case, data: st.DataObject) -> None:
    """The settings that the answer prints give the score that it promises."""
    rubric, facts = case.rubric, case.facts
    answer = target(rubric, facts, data.draw(goals(rubric, facts)), ())
    if answer.way is None:
        return
    texts = [setting_of(lever, value) for lever, value in answer.way.values.items()]
    made, problems = read_settings(texts, rubric, facts, "zh")
    assert problems == []
    changed, problems = with_settings(rubric, facts, made)
    assert problems == []
    assert low(answer.goal, score(rubric, changed)) == answer.way_score
