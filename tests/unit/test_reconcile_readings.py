"""A sheet that was scored by a rubric which reads one thing otherwise is found out, and the reading is named."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given

from engine import load_facts_text, score
from engine.facts_given import Facts, Given
from engine.questions.leaf import leaves_of
from engine.questions.reconcile.judge import Judge
from engine.questions.reconcile.readings import readings_of
from engine.questions.reconcile.readings_words import read_so
from engine.questions.reconcile.reported import Score
from engine.questions.reconcile.sums import is_engines
from engine.score import _Scoring
from rubric import load_rubric_text
from rubric.number import round_places, shortest_places, show
from rubric.place import Place, Source
from rubric.report import render_problems
from tests.random_rubrics.cases import SOME, Case, cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.questions.reconcile.judge import Verdict
    from engine.scorecard import ItemScore
    from rubric.model import Rubric

NOWHERE = Place(Source.of_text(""), 0, 0)
ROUNDED = "{位数: 2, 方式: 四舍五入, 于: 指标}"
FACTS = """
事实:
  支出: {单位: 万元, 范围: "[1, 500]", 精度: 0.01}
  预算: {单位: 万元, 范围: "[1, 500]", 精度: 0.01}
  年初预算: {单位: 万元, 范围: "[1, 500]", 精度: 0.01}
  今年率: {单位: "%", 范围: "[1%, 200%]", 精度: 0.001}
  去年率: {单位: "%", 范围: "[1%, 200%]", 精度: 0.001}
  次数: {类型: 整数, 单位: 次, 范围: "[0, 20]"}
"""


def rubric_of(rule: str, values: str = "", rounding: str = ROUNDED) -> Rubric:
    text = (
        f"评分表: 例\n满分: 10\n舍入: {rounding}\n{FACTS}{values}\n指标:\n  项:\n    分值: 10\n    {rule}\n"
    )
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, render_problems(problems, "en") + text
    return rubric


def leaf_of(rubric: Rubric, known: Facts) -> ItemScore:
    return score(rubric, known).root.items[0]


def judged(rubric: Rubric, known: Facts, value: Fraction, places: int | None = None) -> Verdict:
    digits = places if places is not None else shortest_places(value, 10) or 0
    return Judge(rubric, known).verdict(leaf_of(rubric, known), Score(value, "", digits, "", NOWHERE))


class Pair(NamedTuple):
    """A rule, the rule that was meant by whoever filled in the sheet, and the reading that tells them apart."""

    rule: str
    other: str
    kind: str
    name: str = ""


LINE = "扣分: [{{量: '{of}', 每: {per}, 扣: 0.7, 计数: {count}}}]"


def line(count: str, of: str = "支出 / 预算 - 100%", per: str = "1%") -> str:
    return LINE.format(of=of, per=per, count=count)


BANDS = "分档: {{量: '{of}', 档: {{'{first}': 10, '{second}': 6, '{third}': 0}}}}"


def low(of: str) -> str:
    return BANDS.format(of=of, first="(-inf, 80%]", second="(80%, 120%]", third="(120%, inf)")


PAIRS = [
    *(
        Pair(line(a), line(b), "count", b)
        for a in ("足额", "起步", "连续")
        for b in ("足额", "起步", "连续")
        if a != b
    ),
    Pair(
        BANDS.format(of="次数", first="(-inf, 3]", second="(3, 8]", third="(8, inf)"),
        BANDS.format(of="次数", first="(-inf, 3)", second="[3, 8]", third="(8, inf)"),
        "end",
    ),
    Pair(
        BANDS.format(of="次数", first="(-inf, 3]", second="(3, 8]", third="(8, inf)"),
        BANDS.format(of="次数", first="(-inf, 3]", second="(3, 8)", third="[8, inf)"),
        "end",
    ),
    Pair("情形: [{当: 次数 > 5, 得: 2}, {其余: 9}]", "情形: [{当: 次数 >= 5, 得: 2}, {其余: 9}]", "end"),
    Pair("扣分: [{当: 次数 >= 5, 扣: 2}]", "扣分: [{当: 次数 > 5, 扣: 2}]", "end"),
    Pair(low("支出 / 预算"), low("预算 / 支出"), "swapped"),
    Pair(low("支出 / 预算"), low("支出 / 年初预算"), "denominator", "年初预算"),
    Pair(low("比(支出, 预算, 0)"), low("比(预算, 支出, 0)"), "swapped"),
    Pair(low("比(支出, 预算, 0)"), low("比(支出, 年初预算, 0)"), "denominator", "年初预算"),
    Pair(
        "比例: {量: 支出, 目标: 预算, 方向: 越高越好, 超额: 封顶}",
        "比例: {量: 预算, 目标: 支出, 方向: 越高越好, 超额: 封顶}",
        "swapped",
    ),
    Pair(
        "比例: {量: 支出, 目标: 预算, 方向: 越高越好, 超额: 封顶}",
        "比例: {量: 支出, 目标: 年初预算, 方向: 越高越好, 超额: 封顶}",
        "denominator",
        "年初预算",
    ),
    Pair(line("足额"), line("足额", "预算 / 支出 - 100%"), "swapped"),
    Pair(line("连续"), line("连续", "支出 / 年初预算 - 100%"), "denominator", "年初预算"),
    Pair(line("足额", "今年率 - 去年率"), line("足额", "(今年率 - 去年率) / 去年率"), "relative"),
    Pair(line("足额", "(今年率 - 去年率) / 去年率"), line("足额", "今年率 - 去年率"), "points"),
    Pair(line("足额", "今年率 - 90%"), line("足额", "(今年率 - 90%) / 90%"), "relative"),
    Pair(line("足额"), line("足额", '舍入(支出 / 预算 - 100%, 2, "四舍五入")'), "rounded_first"),
]


def some_facts(count: int) -> Iterator[Facts]:
    """Sets of facts, the same ones every time, whose figures are near each other as those of a year are."""
    random = Random(0)  # noqa: S311 - a test is no lottery
    for _ in range(count):
        values = {name: Fraction(random.randint(7500, 13500), 100) for name in ("支出", "预算", "年初预算")}
        values |= {name: Fraction(random.randint(80_000, 99_000), 100_000) for name in ("今年率", "去年率")}
        values["次数"] = Fraction(random.randint(0, 10))
        held = {name: Given(name, value, show(value), place=NOWHERE) for name, value in values.items()}
        yield Facts(None, None, None, held, {}, sha256="")


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.kind}-{pair.name}-{pair.rule[:24]}")
def test_a_sheet_scored_by_another_reading_is_told_so(pair: Pair) -> None:
    rubric, other = rubric_of(pair.rule), rubric_of(pair.other)
    words = {"足额": "complete", "起步": "started", "连续": "continuous"}
    named = words.get(pair.name, pair.name)
    apart = 0
    for known in some_facts(200):
        ours, theirs = leaf_of(rubric, known), leaf_of(other, known)
        assert ours.exact is not None
        assert theirs.exact is not None
        if ours.low == theirs.low:
            continue
        apart += 1
        verdict = judged(rubric, known, theirs.low)
        assert verdict.kind in ("reading", "rounding")
        assert verdict.difference == theirs.low - ours.low
        kinds = {(one.reading.kind, one.reading.count or one.reading.name) for one in verdict.readings}
        assert any(kind == pair.kind and named in ("", name) for kind, name in kinds), kinds
    assert apart


@pytest.mark.parametrize("places", [0, 1, 2, 3])
@pytest.mark.parametrize("mode", ["四舍五入", "四舍六入五成双", "进位", "截尾"])
def test_a_sheet_rounded_otherwise_is_told_so(places: int, mode: str) -> None:
    rule = "比例: {量: 支出, 目标: 预算, 方向: 越高越好, 超额: 封顶}"
    rubric = rubric_of(rule)
    other = rubric_of(rule, rounding=f"{{位数: {places}, 方式: {mode}, 于: 指标}}")
    for known in some_facts(40):
        ours, theirs = leaf_of(rubric, known), leaf_of(other, known)
        verdict = judged(rubric, known, theirs.low, places)
        if ours.low == theirs.low:
            assert verdict.kind == "agrees"
            continue
        found = verdict.rounding
        assert found is not None
        assert ours.exact is not None
        if found.places is None or found.mode is None:
            assert theirs.low == ours.exact
        else:
            assert round_places(ours.exact, found.places, found.mode) == theirs.low


def test_a_named_value_is_read_otherwise_too() -> None:
    values = "计算:\n  率: {公式: 支出 / 预算, 单位: '%', 位数: 2}\n"
    rubric = rubric_of(line("足额", "率 - 100%"), values)
    known, problems = load_facts_text("事实: {支出: 84, 预算: 80, 年初预算: 82}\n", rubric)
    assert known is not None, render_problems(problems, "en")
    # 84/80 is 5% over and takes 3.5; 84/82 is 2.44% over, two whole steps.
    verdict = judged(rubric, known, Fraction("8.6"))
    assert [(one.reading.kind, one.reading.name) for one in verdict.readings] == [("denominator", "年初预算")]


def test_of_several_lines_each_and_all_are_read_otherwise() -> None:
    rule = "扣分: [{量: 支出, 每: 10, 扣: 1, 计数: 足额}, {量: 预算, 每: 10, 扣: 1, 计数: 足额}]"
    rubric = rubric_of(rule)
    known, _ = load_facts_text("事实: {支出: 15, 预算: 25}\n", rubric)
    assert known is not None
    one, both = judged(rubric, known, Fraction(6)), judged(rubric, known, Fraction(5))
    assert [read_so(e.reading, "zh") for e in one.readings] == [
        "“支出”按起步计",
        "“预算”按起步计",
        "各条都按连续计",
    ]
    assert [read_so(e.reading, "zh") for e in both.readings] == ["各条都按起步计"]


def test_a_reading_of_then_deduct_and_of_a_ceiling_counts_as_well() -> None:
    rule = (
        "公式: 分值\n    再扣: [{量: 支出, 每: 10, 扣: 1, 计数: 足额}]\n"
        '    上限: {量: 次数, 档: {"(-inf, 3]": 10, "(3, inf)": 4}}'
    )
    rubric = rubric_of(rule)
    known, _ = load_facts_text("事实: {支出: 15, 次数: 3}\n", rubric)
    assert known is not None
    started, under = judged(rubric, known, Fraction(8)), judged(rubric, known, Fraction(4))
    assert [one.reading.kind for one in started.readings] == ["count"]
    assert [one.reading.kind for one in under.readings] == ["end"]


# -- every reading of every rule ----------------------------------------------------------------------------


@given(cases())
@SOME
def test_the_readings_of_any_rule_can_be_scored_and_are_said_in_both_languages(case: Case) -> None:
    card = score(case.rubric, case.facts)
    judge = Judge(case.rubric, case.facts)
    scored = {item.path: item for item in card.root.walk() if not item.items and item.state == "scored"}
    for leaf in leaves_of(_Scoring(case.rubric, case.facts), set(scored)):
        item = scored[leaf.item.path]
        assert judge.again(leaf, leaf.worth).exact == item.exact
        for reading, worth in readings_of(leaf, case.rubric):
            assert read_so(reading, "zh")
            assert read_so(reading, "en")
            again = judge.again(leaf, worth)
            value = again.score
            if value is None or again.exact == item.exact or shortest_places(value, 10) is None:
                continue
            reported = Score(value, "", shortest_places(value, 10) or 0, "", NOWHERE)
            verdict = judge.verdict(item, reported)
            if verdict.kind == "agrees":
                assert is_engines(item, reported)
                continue
            assert reading in [one.reading for one in verdict.readings], (reading, verdict)
