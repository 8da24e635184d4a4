"""Quantities over all subjects from facts to scores: what is read of each subject, and what each then earns."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

import polars as pl
import pytest

from engine import load_facts_text, score
from engine.batch.cohort.levels import levels
from engine.batch.cohort.numbers import column_of
from engine.batch.cohort.quantity import Read, read_quantities, read_quotas
from engine.batch.cohort.quota import Graded, with_quotas
from engine.batch.cohort.values import Quantity, cohort_values
from engine.explain import fact_sentence, opens, over_all, reasons
from engine.facts_given import Given
from engine.scorecard import FactUse, Lacks
from rubric import load_rubric_text
from rubric.number import fraction_string
from rubric.problems import Language
from rubric.record import replace
from rubric.report import render_problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.facts_given import Facts
    from engine.scorecard import Scorecard
    from rubric.model import Cohort, Rubric

RUBRIC = """评分表: 全体
满分: 100
舍入: {位数: 1, 方式: 四舍五入, 于: 指标}
等级:
  按: 舍入后
  优: "[80, 100]"
  良: "[0, 80)"
  名额: {等级: 优, 最多: 50%, 方式: 截尾, 并列: 全部不计, 缺数: 不参加, 分类: 类别}
事实:
  支出: {范围: "[0, inf)"}
  预算: {范围: "[0, inf)"}
  类别: {类型: 选项, 选项: [区县, 市直]}
  参评: {类型: 是否, 可缺: 是}
计算: {支出率: 支出 / 预算}
全体:
  平均率: {平均: {量: 支出率, 缺数: 不参加}}
  执行名次: {排名: {量: 得分(执行), 按: 舍入前, 顺序: 从高到低, 并列: 靠前, 缺数: 不参加, 分类: 类别}}
  印出名次: {排名: {量: 得分(执行), 按: 舍入后, 顺序: 从高到低, 并列: 靠前, 缺数: 不参加, 当: 非 已知(参评)}}
  达标数: {计数: {量: 支出率 >= 平均率, 缺数: 全部待定, 当: 预算 > 0}}
指标:
  执行: {分值: 60, 公式: "分值 * 最小(1, 支出率 / 平均率)"}
  名次: {分值: 30, 分档: {量: 执行名次, 档: {"[1, 2)": 30, "2..": 10}}}
  规模: {分值: 10, 公式: "最小(分值, 达标数)"}
"""
SUBJECTS = [
    "支出: 90, 预算: 100, 类别: 区县",
    "支出: 60.01, 预算: 100, 类别: 区县",
    "支出: 60, 预算: 100, 类别: 市直, 参评: 否",
    "支出: 30, 预算: 0, 类别: 市直",
    "支出: 59.99, 预算: 100, 类别: 市直",
]


def loaded(text: str = RUBRIC) -> Rubric:
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, render_problems(problems, "en")
    return rubric


def read(rubric: Rubric, text: str) -> Facts:
    facts, problems = load_facts_text(f"事实: {{{text}}}", rubric)
    assert facts is not None, render_problems(problems, "en")
    return facts


def with_values(facts: Facts, values: Mapping[str, Fraction | None]) -> Facts:
    given = {name: Given(name, x, fraction_string(x)) for name, x in values.items() if x is not None}
    return replace(facts, facts={**facts.facts, **given})


def quantity(one: Cohort, reads: Sequence[Read]) -> Quantity:
    where = None if one.where is None else pl.Series([r.where for r in reads], dtype=pl.Boolean())
    by = None if one.by is None else pl.Series([r.by for r in reads], dtype=pl.String())
    return Quantity(column_of(r.of for r in reads), where, by)


def passes(rubric: Rubric, subjects: list[Facts]) -> list[Facts]:
    """The facts of all subjects with every quantity over them."""
    for level in levels(rubric):
        reads = [list(read_quantities(rubric, facts, level)) for facts in subjects]
        for one, held in zip(level, zip(*reads, strict=True), strict=True):
            values = cohort_values(one, quantity(one, held)).part(0, len(subjects))
            subjects = [with_values(f, {one.name: x}) for f, x in zip(subjects, values, strict=True)]
    return subjects


def scored() -> list[Scorecard]:
    rubric = loaded()
    return [score(rubric, facts) for facts in passes(rubric, [read(rubric, text) for text in SUBJECTS])]


def values_of(name: str) -> list[Fraction | None]:
    rubric = loaded()
    found = passes(rubric, [read(rubric, text) for text in SUBJECTS])
    return [facts.facts[name].value if name in facts.facts else None for facts in found]  # type: ignore[misc]


def test_the_levels_follow_what_is_read() -> None:
    assert [[one.name for one in level] for level in levels(loaded())] == [
        *(["平均率"], ["执行名次", "印出名次", "达标数"]),
    ]


def test_a_subject_without_its_quantity_takes_no_part() -> None:
    assert values_of("平均率") == [Fraction(27, 40)] * 5


def test_exact_scores_tell_apart_what_is_printed_alike() -> None:
    # 60.01, 60 and 59.99 of 100 print as 53.3 of 60 points; the kinds of subjects are ranked apart.
    assert values_of("执行名次") == [1, 2, 1, None, 2]
    assert values_of("印出名次") == [1, 2, None, None, 2]


def test_a_condition_keeps_a_subject_out_of_a_count() -> None:
    assert values_of("达标数") == [1] * 5


def test_every_subject_is_scored_with_what_all_come_to() -> None:
    assert [(card.root.low, card.complete) for card in scored()] == [
        *((Fraction(91), True), (Fraction("64.3"), True), (Fraction("84.3"), True), (Fraction(11), False)),
        (Fraction("64.3"), True),
    ]


def test_a_quota_is_dealt_out_over_the_finished_scores() -> None:
    rubric, cards = loaded(), scored()
    grades = rubric.root.grades
    assert grades is not None
    kinds = [next(iter(read_quotas(rubric, read(rubric, text), grades.quota))).by for text in SUBJECTS]
    assert kinds == ["区县", "区县", "市直", "市直", "市直"]
    subjects = Graded(
        pl.Series(["/".join(card.grades) for card in cards]),
        column_of(card.root.score for card in cards),
        pl.Series([card.override is not None for card in cards]),
        {},
        {0: pl.Series(kinds)},
    )
    assert with_quotas(grades, subjects)[0].to_list() == ["优", "良", "优", "优/良", "良"]
    more = loaded(RUBRIC.replace("最多: 50%", "最多: 49%")).root.grades
    assert more is not None
    fallen, taken = with_quotas(more, subjects)
    assert (fallen.to_list(), taken.to_list()) == (
        ["良", "良", "良", "优/良", "良"],
        ["优", None, "优", None, None],
    )


def test_a_fact_says_that_it_comes_from_all_subjects() -> None:
    use = next(use for use in scored()[0].root.items[1].trace.facts if use.name == "执行名次")
    assert fact_sentence(use, "zh") == "执行名次 = 1（由全部单位算出）"
    assert fact_sentence(use, "en") == "执行名次 = 1 (calculated from all subjects)"


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ("支出: 1, 预算: 1, 类别: 区县", Read(Fraction(1), True, "")),
        ("支出: 1, 类别: 区县, 预算: 0", Read(None, False, "")),
        ("支出: 1, 类别: 区县", Read(None, None, "")),
        ("支出: 1, 预算: 至少 1", Read(None, True, "")),
    ],
)
def test_what_is_open_in_a_subject_is_none(facts: str, due: Read) -> None:
    rubric = loaded()
    given = with_values(read(rubric, facts), {"平均率": Fraction(1)})
    assert list(read_quantities(rubric, given, [rubric.cohort["达标数"]])) == [due]


@pytest.mark.parametrize(
    ("lacks", "zh", "en"),
    [
        (None, "需要全部单位的数据，用 rubric batch 评分", "needs all subjects: score with rubric batch"),
        ("apart", "没有值：本单位不参加", "has no value: the subject takes no part"),
        ("open", "没有值：有单位的量未定", "has no value: the figure of some subject is open"),
    ],
)
def test_a_value_that_all_subjects_leave_none_says_why(lacks: Any, zh: str, en: str) -> None:
    rubric = loaded()
    facts = replace(read(rubric, SUBJECTS[0]), lacks={"平均率": lacks} if lacks else {})
    card = score(rubric, facts)
    assert next(view.reason for view in opens(card, "zh") if view.name == "平均率") == zh
    assert reasons(card.root.items[0], "en") == [f"open: 平均率 {en}"]
    use = next(use for use in card.root.items[0].trace.facts if use.name == "平均率")
    assert fact_sentence(use, "zh") == f"平均率 {zh}"


def test_every_reason_has_its_sentence() -> None:
    said = {
        over_all.why(FactUse("x", None, "", over_all=True, lacks=one), language)
        for one in get_args(Lacks)
        for language in get_args(Language)
    }
    assert len(said) == 2 * len(get_args(Lacks))


def test_why_there_is_no_value_is_told_by_the_subject() -> None:
    one = loaded().cohort["执行名次"]
    values = cohort_values(one, Quantity(column_of([Fraction(1), None]), None, pl.Series(["a", "a"])))
    assert [values.lacks(at) for at in (0, 1)] == [None, "missing"]


@pytest.mark.parametrize(
    ("on", "due"), [("舍入前", (Fraction("2.96"), False)), ("舍入后", (Fraction(3), True))]
)
def test_conditions_read_the_stated_score_too(on: str, due: tuple[Fraction, bool]) -> None:
    rubric = loaded(
        "评分表: 例\n满分: 5\n舍入: {位数: 1, 方式: 四舍五入, 于: 指标}\n事实: {支出: {范围: '[0, 5]'}}\n"
        f"全体: {{均: {{平均: {{量: 得分(甲), 按: {on}, 缺数: 不参加, 当: 得分(甲) >= 3}}}}}}\n"
        "指标: {甲: {分值: 5, 公式: 支出}}\n"
    )
    found = next(read_quantities(rubric, read(rubric, "支出: 2.96"), rubric.cohort.values()))
    assert (found.of, found.where) == due
    open_ = next(read_quantities(rubric, read(rubric, "支出: 至少 1"), rubric.cohort.values()))
    assert (open_.of, open_.where) == (None, None)
