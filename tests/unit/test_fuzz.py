"""The search for facts that break a property: what it finds, what it leaves alone, and that it does so again."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine import score
from engine.facts import load_facts_text
from engine.proof.fuzz import fuzz
from engine.proof.fuzz_whole import broken_in
from engine.proof.fuzz_words import fuzz_data, fuzz_text, told_facts
from engine.proof.saved import facts_yaml, made_facts
from rubric import load_rubric, load_rubric_text
from rubric.record import replace
from rubric.report import render_problems
from tests.unit.planted import HEAD, MONEY, PLANTED, Planted

if TYPE_CHECKING:
    from engine.proof.fuzz import Broken
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric


FEW = 90


def load(text: str) -> Rubric:
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, render_problems(problems, "en")
    return rubric


def at(card: Scorecard, path: str) -> ItemScore:
    return next(item for item in card.root.walk() if item.path == path)


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_planted_mistake_is_found_and_nothing_else(planted: Planted) -> None:
    rubric = load(planted.wrong)
    found = fuzz(rubric, FEW, 1).findings
    assert [(one.path, one.property) for one in found] == [(planted.path, planted.property)]
    again_scored(rubric, found[0])


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_nothing_is_found_without_the_mistake(planted: Planted) -> None:
    assert fuzz(load(planted.right), FEW, 1).findings == ()


def again_scored(rubric: Rubric, one: Broken) -> None:
    """The facts of a finding, written and read back, come to the claimed score and show what is claimed."""
    cards = []
    for made, told in zip(one.facts, one.scores, strict=True):
        facts, problems = load_facts_text(facts_yaml(rubric, None, made.facts(rubric), "zh"), rubric)
        assert facts is not None, render_problems(problems, "en")
        cards.append(score(rubric, facts))
        again = at(cards[-1], one.path)
        assert (again.state, again.exact, again.undefined) == (told.state, told.exact, told.undefined)
    if one.property == "rises":
        first, second = (at(card, one.path).exact for card in cards)
        assert first is not None
        assert second is not None
        assert second < first
    elif one.property == "falls":
        first, second = (at(card, one.path).exact for card in cards)
        assert first is not None
        assert second is not None
        assert second > first
    else:
        assert at(cards[0], one.path).state == "unscored"


@pytest.mark.parametrize("name", ["department-zhanjiang", "department-hunan", "project-self-evaluation"])
def test_nothing_is_found_in_the_ready_made_rubrics(name: str) -> None:
    rubric, _ = load_rubric(name)
    assert rubric is not None
    assert fuzz(rubric, 15, 5).findings == ()


def test_the_same_seed_finds_the_same_facts() -> None:
    rubric = load(PLANTED["below for at most, of two figures"].wrong)
    one, other = (fuzz(rubric, 300, 9) for _ in range(2))
    assert one.drawn == other.drawn
    assert [f.facts for f in one.findings] == [f.facts for f in other.findings]


def test_the_facts_that_are_told_are_those_that_the_item_reads() -> None:
    text = HEAD.format(points=10) + MONEY.replace("}}", "}, 人数: {类型: 整数, 单位: 人, 范围: '[0, 9]'}}")
    text += "指标:\n  甲: {分值: 5, 公式: 分值 * 支出 / 预算, 封顶: 是}\n  乙: {分值: 5, 扣分: [{当: 人数 > 3, 扣: 1, 因: 多}]}\n"
    rubric = load(text)
    (one,) = fuzz(rubric, 60, 1).findings
    assert told_facts(rubric, one, "zh") == ["支出 = 0 万元", "预算 = 0 万元"]
    assert set(one.facts[0].values) == {"支出", "预算", "人数"}  # what is saved is whole


def test_what_binds_the_facts_is_kept() -> None:
    # Without the check the share may pass 100%.
    body = "指标:\n  甲: {分值: 5, 公式: '分值 * 比(支出, 预算, 0)'}\n"
    check = "核对: {不超预算: {式: 支出 <= 预算, 容差: 精确, 严重: 错误}}\n"
    assert fuzz(load(HEAD.format(points=5) + MONEY + body), 200, 1).findings
    assert not fuzz(load(HEAD.format(points=5) + MONEY + check + body), 200, 1).findings


def test_figures_bound_by_an_equation_are_drawn_to_fit_it() -> None:
    text = HEAD.format(points=5) + MONEY.replace("}}", "}, 结余: {单位: 万元, 范围: '[0, inf)'}}")
    text += "核对: {平衡: {式: 支出 + 结余 == 预算, 容差: 精确, 严重: 错误}}\n"
    text += "指标:\n  甲: {分值: 5, 公式: 分值 * (支出 + 结余) / 预算}\n"
    (one,) = fuzz(load(text), 200, 1).findings
    assert one.property == "defined"
    assert {one.facts[0].values[name] for name in ("支出", "结余", "预算")} == {Fraction(0)}


def test_no_score_that_the_author_asked_for_is_no_finding() -> None:
    said = "    比例: {量: 支出, 目标: 预算, 方向: 越高越好, 超额: 报错, 零值: 不计分}\n"
    text = HEAD.format(points=5) + MONEY + "指标:\n  甲:\n    分值: 5\n" + said
    assert fuzz(load(text), 200, 1).findings == ()


def test_a_property_of_the_caller_is_asked_about_every_whole() -> None:
    def half(card: Scorecard) -> str | None:
        low = card.root.exact is not None and card.root.exact < Fraction(5, 2)
        return f"the total is {card.root.low}" if low else None

    rubric = load(PLANTED["no cap on what is over the target"].right)
    (one,) = fuzz(rubric, 60, 1, [half]).findings
    assert (one.path, one.property) == ("", "half")
    assert one.said.startswith("the total is ")


def test_a_card_that_loses_points_or_a_grade_on_the_way_is_noticed() -> None:
    text = HEAD.format(points=5) + '等级: {按: 舍入后, 好: "[3, 5]", 差: "[0, 3)"}\n' + MONEY
    rubric = load(text + "指标:\n  甲: {分值: 5, 公式: '分值 * 比(支出, 预算, 0)', 封顶: 是}\n")
    card = score(rubric, made_facts(rubric, {"支出": Fraction(1), "预算": Fraction(2)}))
    assert list(broken_in(card, rubric)) == []
    assert list(broken_in(replace(card, grades=()), rubric)) == [("", "grade")]
    (leaf,) = card.root.items
    less = replace(leaf, low=leaf.low - 1)
    assert list(broken_in(replace(card, root=replace(card.root, items=(less,))), rubric)) == [
        ("", "conserved")
    ]
    more = replace(card.root, exact=Fraction(6), low=Fraction(6), items=(replace(leaf, low=Fraction(6)),))
    assert list(broken_in(replace(card, root=more), rubric)) == [("", "bounds")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_can_be_said(language: str) -> None:
    for name in ("no cap on what is over the target", "a hole at exactly 95%", "nothing that applies"):
        rubric = load(PLANTED[name].wrong)
        found = fuzz(rubric, 100, 1)
        text = fuzz_text("r.yaml", rubric, found, {}, language)  # type: ignore[arg-type]
        assert "rubric check r.yaml --fuzz 100 --seed 1" in text
        assert "None" not in text
        data = fuzz_data("r.yaml", rubric, found, {}, language)  # type: ignore[arg-type]
        assert data["findings"][0]["property"] == PLANTED[name].property
