"""Every rule and state in words, in both languages."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.explain import (
    explain_item,
    fact_sentence,
    figures,
    find,
    group_lines,
    losses,
    nearest_path,
    opens,
    reading,
    reasons,
)
from engine.explain.words import equation, figure, interval
from engine.scorecard import BranchUse, FactUse, ItemScore, Scorecard, Step, Trace, Undefined
from rubric.problems import Language
from rubric.range import read_range
from rubric.rules.base import Branch
from tests.unit import cards

REASONS = [
    (cards.STAFF, "27 ÷ 31 ≈ 87.10%，不超过 100%", "27 ÷ 31 ≈ 87.10%, at most 100%"),
    (
        cards.OVERSTAFFED,
        "超编：32 ÷ 31 ≈ 103.23%，高于 100%（−1.5）",
        "超编: 32 ÷ 31 ≈ 103.23%, above 100% (−1.5)",
    ),
    (
        cards.AUDIT,
        "审计检查发现问题：问题数 = 4（−4）|未整改（−1）|扣完为止",
        "审计检查发现问题: 问题数 = 4 (−4)|未整改 (−1)|no further",
    ),
    (cards.RULES, "缺：项目绩效管理办法（−1）", "missing: 项目绩效管理办法 (−1)"),
    (
        cards.OPEN_RULES,
        "待定：缺事实 合法合规|缺：项目绩效管理办法（−1）",
        "open: not known: 合法合规|missing: 项目绩效管理办法 (−1)",
    ),
    # 10.0002% would read 10.00%, which is not above 10%.
    (
        cards.CARRIED,
        "133.89 ÷ 1338.87 ≈ 10.0002%，高于 10% 且不超过 20%",
        "133.89 ÷ 1338.87 ≈ 10.0002%, above 10% and at most 20%",
    ),
    (cards.RATE, "6 × 最小(1, 17 ÷ 19) ≈ 5.3684", "6 × min(1, 17 ÷ 19) ≈ 5.3684"),
    (cards.CLAMPED, "5 × 126.98% = 6.349|以 5 封顶", "5 × 126.98% = 6.349|held at 5"),
    (cards.JUDGED, "评定为达成，85%：目标未全部细化", "judged 达成, 85%: 目标未全部细化"),
    (cards.UNJUDGED, "待定：缺评定", "open: not judged yet"),
    (cards.LEVEL_ONLY, "待定：评定为部分达成，未给得分率", "open: judged 部分达成, without a share"),
    (
        cards.NO_PURCHASES,
        "不适用（采购预算 > 0 不成立），按满分计",
        "does not apply (采购预算 > 0 is false): counts as full",
    ),
    (cards.DIVIDED, "无法计分：分母为 0", "cannot be scored: a denominator is 0"),
    (
        cards.OUTSIDE,
        "无法计分：结果 9/4 超出最低分到满分，未写封顶",
        "cannot be scored: 9/4 is outside the least and the full points, and clamp is not set",
    ),
    (
        cards.WAITS,
        "待定：缺事实 三公经费支出、三公经费预算",
        "open: not known: 三公经费支出, 三公经费预算",
    ),
]


@pytest.mark.parametrize(("item", "zh", "en"), REASONS, ids=[item.name for item, _, _ in REASONS])
def test_a_reason_says_the_figures_and_what_decided(item: ItemScore, zh: str, en: str) -> None:
    assert "|".join(reasons(item, "zh")) == zh
    assert "|".join(reasons(item, "en")) == en


READINGS: list[tuple[ItemScore, Language, str]] = [
    (cards.OVERSTAFFED, "zh", "足额，不足一步不计：3 步（−1.5）"),
    (cards.OVERSTAFFED, "en", "complete steps only: 3 steps (−1.5)"),
    (cards.CARRIED, "zh", "落在 (10%, 20%] 档（高于 10% 且不超过 20%），得 2"),
    (cards.JUDGED, "zh", "评定为达成（[80%, 100%]），给 85%：目标未全部细化"),
    (cards.RATE, "en", "分值 * 最小(1, 完成数 / 计划数)"),
]


@pytest.mark.parametrize(("item", "language", "said"), READINGS)
def test_the_reading_names_the_band_its_ends_and_how_steps_count(
    item: ItemScore, language: Language, said: str
) -> None:
    assert reading(item, language).replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_line_that_adds_is_said_with_plus() -> None:
    item = cards.leaf(
        "创新", "2", "1", "award", trace=Trace(branches=(cards.line("获奖", "1", "获市级奖励"),))
    )
    assert reasons(item, "zh") == ["获市级奖励（+1）"]
    none = replace(item, trace=Trace(branches=(cards.line("获奖", "0"), cards.line("表彰", "0"))))
    assert reasons(none, "en") == ["nothing to add"]


def test_a_rule_without_words_of_its_own_still_says_what_decided() -> None:
    use = BranchUse(Branch("line", "甲 > 1", because="超过一"), decided=True)
    item = cards.leaf("新规则", "2", "1", "some_rule", trace=Trace(quantity=Fraction(3, 2), branches=(use,)))
    assert reasons(item, "zh") == ["1.5，超过一"]
    given = cards.leaf("给定", "2", "1", "given", trace=Trace(reason="专家组合议"))
    assert reasons(given, "en") == ["given by a person: 专家组合议"]
    assert reasons(cards.leaf("空", "2", "1"), "zh") == []


def test_one_element_is_named_rather_than_counted() -> None:
    trace = Trace(branches=(cards.element("按时报送", "3", there=True),))
    assert reasons(cards.leaf("及时性", "3", "3", "checklist", trace=trace), "zh") == ["具备：按时报送"]


@pytest.mark.parametrize(
    ("text", "percent", "zh", "en"),
    [
        ("(-inf, 100%]", True, "不超过 100%", "at most 100%"),
        ("(-inf, 80)", False, "低于 80", "below 80"),
        ("[95%, inf)", True, "不低于 95%", "at least 95%"),
        ("(0, inf)", False, "高于 0", "above 0"),
        ("[60%, 80%)", True, "不低于 60% 且低于 80%", "at least 60% and below 80%"),
        ("[1, 1]", False, "等于 1", "exactly 1"),
        ("(-inf, inf)", False, "任何值", "any value"),
    ],
)
def test_an_interval_in_words_says_which_end_belongs(text: str, percent: bool, zh: str, en: str) -> None:
    held = read_range(text)
    assert held is not None
    assert (interval(held, "zh", percent=percent), interval(held, "en", percent=percent)) == (zh, en)


def test_a_figure_is_never_shown_on_the_other_side_of_its_band() -> None:
    below = read_range("[90%, 95%)")
    assert figure(Fraction("0.949999"), percent=True, held=below) == "≈94.9999%"
    assert figure(Fraction("0.949999"), percent=True) == "≈95.00%"
    assert figure(Fraction("0.95") - Fraction(1, 10**30), percent=True, held=below) == "≈95.00%"


def test_an_equation_says_about_and_never_twice_the_same() -> None:
    assert equation("8 ÷ 3", "≈2.6667") == "8 ÷ 3 ≈ 2.6667"
    assert equation("6", "6") == "6"
    assert equation("", "6") == "6"


def test_losses_come_most_first_and_carry_the_way_back() -> None:
    views = losses(cards.MIXED, "zh", restore={"预算执行情况/管理制度健全性": "有该办法，可得 +1"})
    assert [(view.path.split("/")[1], str(view.lost)) for view in views] == [
        ("财务合规性", "4"),
        ("结转结余率", "2"),
        ("财政供养人员控制率", "3/2"),
        ("管理制度健全性", "1"),
        ("绩效目标合理性", "3/4"),
        ("重点工作完成率", "63/100"),
    ]
    rules = views[3]
    assert rules.restore == "有该办法，可得 +1"
    # Of a checklist only what is not there lost anything.
    assert rules.facts == ("项目绩效管理办法 = 否（facts.yaml 第 23 行，报告三（三））",)


def test_what_an_open_item_has_lost_for_certain_is_a_loss() -> None:
    views = {view.path: view for view in losses(cards.OPEN, "zh")}
    rules = views["预算执行情况/管理制度健全性"]
    assert (rules.lost, rules.certain) == (1, False)
    assert rules.facts[-1] == "合法合规：缺"
    assert "预算使用效益/公众满意度" not in views


def test_an_open_fact_stands_once_with_all_its_items() -> None:
    twice = cards.card(cards.group("甲", cards.WAITS), cards.group("乙", cards.WAITS))
    views = opens(twice, "zh")
    assert [view.name for view in views] == ["三公经费支出", "三公经费预算"]
    assert views[0].items == ("甲/三公经费控制率", "乙/三公经费控制率")
    assert (views[0].at_stake, views[0].jointly) == (12, True)


def test_elements_of_one_name_in_two_checklists_are_two_facts() -> None:
    twice = cards.card(cards.group("甲", cards.OPEN_RULES), cards.group("乙", cards.OPEN_RULES))
    assert [view.items for view in opens(twice, "zh")] == [("甲/管理制度健全性",), ("乙/管理制度健全性",)]
    assert [view.name for view in opens(twice, "en")] == ["合法合规", "合法合规"]


def test_the_most_that_is_at_stake_comes_first() -> None:
    assert [str(view.at_stake) for view in opens(cards.OPEN, "zh")] == ["6", "6", "3", "2", "1", "4/5"]
    assert [view.reason for view in opens(cards.OPEN, "zh")][2:4] == ["缺评定", "无法计分：分母为 0"]


def test_a_difference_of_rounding_is_a_line_of_the_group() -> None:
    whole = cards.card(cards.RATE, cards.CLAMPED, difference="-0.01").root
    [line] = group_lines(whole, "zh")
    assert (line.name, line.amount, line.why) == ("尾差", Fraction("-0.01"), "由各项精确值合计后舍入")
    assert reasons(whole, "en") == ["rounding: the exact scores are added, then rounded (−0.01)"]
    assert reasons(whole, "en", apart=True) == []
    assert group_lines(cards.MIXED.root, "zh") == []


def test_an_item_is_found_by_its_path_or_by_an_end_that_only_it_has() -> None:
    assert find(cards.MIXED, "预算执行情况/结转结余率") is find(cards.MIXED, "结转结余率")
    assert find(cards.MIXED, " 预算执行情况 / 结转结余率 ") is not None
    assert find(cards.MIXED, "结余") is None
    twice = cards.card(cards.group("甲", cards.RATE), cards.group("乙", cards.RATE))
    assert find(twice, "重点工作完成率") is None
    assert nearest_path(cards.MIXED, "结转节余率") == "预算执行情况/结转结余率"
    assert nearest_path(cards.MIXED, "xyz") is None


def steps(item: ItemScore, label: str, language: Language = "zh") -> list[str]:
    sections = {section.label: section.steps for section in explain_item(item, language).sections}
    signs = {None: "", True: "*", False: "-"}
    return [signs[s.decided] + s.text.replace("\N{NO-BREAK SPACE}", " ") for s in sections.get(label, ())]


def test_an_explanation_marks_the_branch_that_decided() -> None:
    assert steps(cards.CARRIED, "分档") == ["-(-inf, 10%]", "*(10%, 20%]（得 2）", "-(20%, inf)"]
    assert steps(cards.JUDGED, "等次")[0] == "*达成（[80%, 100%]）"
    assert steps(cards.RULES, "要点")[:2] == ["*财务管理办法（1 分）", "-项目绩效管理办法（1 分）"]
    # What was not reached on the way to an open element is known all the same.
    assert steps(cards.OPEN_RULES, "要点")[2:] == ["-合法合规（1 分，待定）", "*有效执行（1 分）"]
    assert steps(cards.AUDIT, "Lines", "en")[1] == "*未整改, not 整改 (−1)"


def test_an_explanation_goes_from_the_exact_fraction_to_the_rounded_score() -> None:
    assert steps(cards.RATE, "代入") == ["6 × 最小(1, 17 ÷ 19) ≈ 5.3684", "102/19 ≈ 5.3684"]
    assert steps(cards.RATE, "得分") == ["5.37，满分 6，失 0.63（精确值 102/19，舍入到 2 位）"]
    assert steps(cards.UNJUDGED, "得分") == ["0.00 至 3.00，满分 3"]
    assert steps(cards.CLAMPED, "Steps", "en") == ["the rule gives 6.349", "held at 5, comes to 5"]
    assert steps(cards.NO_PURCHASES, "适用") == ["不适用（采购预算 > 0 不成立），按满分计"]


def test_a_group_is_explained_by_its_sum() -> None:
    whole = cards.card(cards.RATE, cards.CLAMPED, difference="-0.01").root
    assert steps(whole, "各项")[2:] == ["尾差  −0.01（由各项精确值合计后舍入）", "5.37 + 5.00 − 0.01 = 10.36"]
    assert steps(cards.FULL.root.items[0], "Items", "en")[-1] == "2.00 + 2.00 = 4.00"
    assert len(steps(cards.FULL.root, "Items", "en")) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("card", [cards.FULL, cards.MIXED, cards.OPEN, cards.HOSTILE])
def test_every_item_has_an_explanation_in_both_languages(card: Scorecard, language: Language) -> None:
    for item in card.root.walk():
        told = explain_item(item, language)
        assert all(step.text for section in told.sections for step in section.steps)
        assert [section.label for section in told.sections if section.label == ""] == []


def test_a_missing_fact_that_the_trace_does_not_hold_is_still_named() -> None:
    bare = cards.waiting(cards.leaf("甲", "2", "0", "formula"), "0", "2", Undefined("missing_fact", "甲/乙"))
    assert reasons(bare, "zh") == ["待定：缺事实 乙"]
    assert figures(bare, "zh") == []


UNDEFINED: list[tuple[Undefined, Trace, str, str]] = [
    (Undefined("missing_fact", "甲"), Trace(), "待定：缺事实 甲", "open: not known: 甲"),
    (Undefined("judgement"), Trace(), "待定：缺评定", "open: not judged yet"),
    (
        Undefined("zero_denominator", "预算数 + 结转"),
        Trace(),
        "无法计分：分母“预算数 + 结转”为 0",
        "cannot be scored: the denominator 预算数 + 结转 is 0",
    ),
    (
        Undefined("zero_denominator"),
        Trace(formula="完成 ÷ 任务"),
        "无法计分：目标“任务”为 0",
        "cannot be scored: the target 任务 is 0",
    ),
    (
        Undefined("out_of_bounds"),
        Trace(raw=Fraction(12)),
        "无法计分：结果 12 超出最低分到满分，未写封顶",
        "cannot be scored: 12 is outside the least and the full points, and clamp is not set",
    ),
    (
        Undefined("domain", "ln(x)"),
        Trace(),
        "无法计分：“对数(x)”没有值",
        "cannot be scored: ln(x) has no value for these facts",
    ),
    (
        Undefined("empty_table", "事项"),
        Trace(),
        "无法计分：表“事项”没有一行，公式没有写明空表怎样计",
        "cannot be scored: the table 事项 has no rows, and the formula does not say what that means",
    ),
    (
        Undefined("over_target"),
        Trace(quantity=Fraction(12), target=Fraction(10), options=(("better", "higher"),)),
        "无法计分：12 超过目标 10，评分表规定须报错",
        "cannot be scored: 12 is beyond the target 10, which the rubric refuses",
    ),
    (
        Undefined("outside", "率 [0%, 100%]"),
        Trace(quantity=Fraction(6, 5), percent=True),
        "无法计分：率 = 120%，在插值各点 [0%, 100%] 之外",
        "cannot be scored: 率 = 120%, outside the points [0%, 100%] of the interpolation",
    ),
    (
        Undefined("open_item", "甲/乙"),
        Trace(),
        "待定：取决于“甲 / 乙”的得分",
        "open: rests on the score of 甲 / 乙",
    ),
    (
        Undefined("open_item", "指标"),
        Trace(),
        "待定：同表其他指标是否适用未定，分摊或折算的比例也就未定",
        "open: what applies elsewhere in the table is open, and with it the share of its points",
    ),
    (
        Undefined("value_range", "变动率"),
        Trace(),
        "无法计分：“变动率”的结果超出它声明的范围",
        "cannot be scored: 变动率 comes to a figure outside its declared range",
    ),
    (
        Undefined("no_row", "丁"),
        Trace(),
        "无法计分：对照表没有“丁”这一行",
        "cannot be scored: the lookup has no row for 丁",
    ),
]


@pytest.mark.parametrize(("why", "trace", "zh", "en"), UNDEFINED)
def test_every_way_to_have_no_score_names_what_it_lacks(
    why: Undefined, trace: Trace, zh: str, en: str
) -> None:
    item = cards.waiting(cards.leaf("指标", "10", "0", "formula", trace=trace), "0", "10", why)
    assert reasons(item, "zh") == [zh]
    assert reasons(item, "en") == [en]
    assert opens(cards.card(item), "zh")


def test_steps_are_told_in_order_with_what_they_came_to() -> None:
    steps_ = (
        Step("held", Fraction(-1)),
        Step("then_deduct", Fraction(-2), uses=(cards.line("偏离", "2", "偏离目标"),)),
        Step(
            "ceiling", Fraction(-3), "执行率", quantity=Fraction("0.5"), uses=(cards.band("[0%, 60%)", "5"),)
        ),
        Step("veto", Fraction(-5), "作假", "弄虚作假"),
    )
    item = cards.leaf("甲", "10", "0", "formula", steps=steps_, trace=Trace(raw=Fraction(11)))
    assert steps(item, "步骤") == [
        "按规则得 11",
        "以 10 封顶，计 10",
        "再扣：偏离目标（−2），计 8",
        "上限：执行率 = 50%，不低于 0% 且低于 60%，至多 5（−3），计 5",
        "否决：弄虚作假（−5），计 0",
    ]
    assert reasons(item, "en")[1:] == [
        "deducted: 偏离目标 (−2)",
        "ceiling: 执行率 = 50%, at least 0% and below 60%, so at most 5 points (−3)",
        "veto: 弄虚作假 (−5)",
    ]


def test_a_fact_known_only_roughly_that_changes_nothing_is_said_so() -> None:
    trace = Trace(facts=(FactUse("人数", None, "至少 50"),))
    item = cards.leaf("规模", "5", "5", "deduct", trace=trace)
    assert reasons(item, "zh") == ["人数 = 至少 50，在此范围内得分不变"]


def test_a_cell_of_a_workbook_is_its_place() -> None:
    use = FactUse("人数", Fraction(5), "5", "人", file="f.xlsx", line=3, cell="C3")
    assert fact_sentence(use, "zh") == "人数 = 5 人（f.xlsx C3 格）"
    assert fact_sentence(use, "en") == "人数 = 5 人 (f.xlsx C3)"


def test_rows_of_a_table_whose_cells_are_missing_are_facts_of_their_own() -> None:
    def row(name: str, *facts: FactUse) -> ItemScore:
        made = cards.leaf(name, "5", "0", "formula", trace=Trace(facts=facts))
        return cards.waiting(made, "0", "5", Undefined("missing_fact", "完成值"))

    known = cards.leaf("丙", "5", "5", trace=Trace(facts=(cards.fact("完成值", "3", Fraction(3), 9),)))
    missing = FactUse("完成值", None, "")
    views = opens(cards.card(row("甲", missing), row("乙", missing), known), "zh")
    assert [(view.name, view.items) for view in views] == [("完成值", ("甲",)), ("完成值", ("乙",))]
