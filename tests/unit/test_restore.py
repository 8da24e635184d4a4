"""What restores lost points: every sentence is held against the score of the facts that it asks for."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import load_facts, load_facts_text, score
from engine.explain.words import points
from engine.questions.leaf import leaves_of
from engine.questions.restore.answer import found_restorations, restorations
from engine.questions.restore.search import Search
from engine.questions.spot import changed
from engine.score import _Scoring
from rubric import load_rubric, load_rubric_text
from rubric.range import Range
from tests.test_patterns import PATTERNS, facts_text, loaded, pattern

if TYPE_CHECKING:
    from engine.facts_given import Facts
    from engine.questions.restore.restoration import Change
    from engine.questions.spot import Spot
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric

ROOT = Path(__file__).parents[2]
HEAD = """评分表: 试
满分: {points}
舍入: {{位数: 2, 方式: 四舍五入, 于: 指标}}
事实:
{facts}
指标:
  项:
    分值: {points}
"""


def rubric_of(rule: str, facts: str, full: str) -> Rubric:
    text = HEAD.format(points=full, facts="".join(f"  {line}\n" for line in facts.split("\n")))
    found, problems = load_rubric_text(text + "".join(f"    {line}\n" for line in rule.split("\n")))
    assert found is not None, [p.message("en") for p in problems]
    return found


def facts_of(rubric: Rubric, text: str) -> Facts:
    found, problems = load_facts_text(
        text if ":" in text.split("{", maxsplit=1)[0] else f"事实: {text}", rubric
    )
    assert found is not None, [p.message("en") for p in problems]
    return found


def said(rule: str, facts: str, given_: str, language: Any = "zh") -> str | None:
    """The sentence of a rubric of one item."""
    rubric = rubric_of(rule, facts, "4")
    held = facts_of(rubric, given_)
    return restorations(rubric, held, score(rubric, held), language).get("项")


def item_of(card: Scorecard, path: str) -> ItemScore:
    return next(item for item in card.root.walk() if item.path == path)


# -- examples --------------------------------------------------------------------------------------


def test_the_example_of_2023_has_its_one_point_back_by_the_rule_that_is_missing() -> None:
    rubric, problems = load_rubric(ROOT / "rubric/catalog/department-zhanjiang/rubric.yaml")
    assert rubric is not None, problems
    facts, problems = load_facts(ROOT / "examples/zhanjiang-2023/facts.yaml", rubric)
    assert facts is not None, problems
    card = score(rubric, facts)
    path = "预算执行情况/管理制度健全性"
    assert restorations(rubric, facts, card, "zh")[path] == "项目绩效管理办法 = 是，得 4 分（+1.00）"
    assert restorations(rubric, facts, card, "en")[path] == "项目绩效管理办法 = yes: 4 points (+1.00)"


COUNTED = "扣分: [{量: 问题数, 每: 1, 扣: 1, 计数: 足额}]"
PROBLEMS = '问题数: {类型: 整数, 单位: 项, 范围: "[0, inf)"}'
STAFF = "扣分: [{量: 在职 / 编制 - 100%, 每: 1%, 扣: 0.5, 计数: 足额}]"
PEOPLE = '在职: {类型: 整数, 单位: 人, 范围: "[0, inf)"}\n编制: {类型: 整数, 单位: 人, 范围: "[1, inf)"}'
MONEY = '支出: {单位: 万元, 范围: "[0, inf)"}\n预算: {单位: 万元, 范围: "(0, inf)"}'
SPENT = '分档: {量: 支出 / 预算, 档: {"[95%, inf)": 4, "[80%, 95%)": 3, "(-inf, 80%)": 0}}'
SHARE = "比例: {量: 支出, 目标: 预算, 方向: 越高越好, 超额: 封顶, 起点: 60%}"
RATE = '率: {单位: "%", 范围: "[0%, inf)"}'
VETOED = "公式: 分值 * 最小(1, 率)\n否决: [{当: 造假}]"


@pytest.mark.parametrize(
    ("rule", "facts", "given_", "due"),
    [
        (COUNTED, PROBLEMS, "{问题数: 3}", "问题数 减少 1 项（到 2），可得 +1.00"),
        (COUNTED, PROBLEMS, "{问题数: 10}", "问题数 减少 7 项（到 3），可得 +1.00"),
        (STAFF, PEOPLE, "{在职: 32, 编制: 31}", "在职 减少 1 人（到 31），可得 +1.50"),
        (STAFF, PEOPLE, "{在职: 3210, 编制: 3100}", "在职 减少 18 人（到 3192），可得 +0.50"),
        (SPENT, MONEY, "{支出: 1266.73, 预算: 1338.87}", "支出 增加 5.2 万元（到 1271.93），可得 +1.00"),
        (SPENT, MONEY, "{支出: 12, 预算: 100}", "支出 增加 68 万元（到 80），可得 +3.00"),
        (SHARE, MONEY, "{支出: 12, 预算: 100}", "支出 增加 88 万元（到 100），可得 +4.00"),
        (VETOED, f"{RATE}\n造假: {{类型: 是否}}", "{率: 94.5%, 造假: 否}", "率 增加 5.5 个百分点（到 100%），可得 +0.22"),
        (VETOED, f"{RATE}\n造假: {{类型: 是否}}", "{率: 95%, 造假: 是}", "造假 = 否，得 3.8 分（+3.80）"),
        ("对照: {量: 档次, 表: {甲: 4, 乙: 3, 丙: 0}}", "档次: {类型: 选项, 选项: [甲, 乙, 丙]}", "{档次: 丙}", "档次 = 乙，得 3 分（+3.00）"),
        ("插值: {量: 率, 过点: [[60%, 0], [100%, 4]], 之外: 截断}", RATE, "{率: 50%}", "率 增加 50 个百分点（到 100%），可得 +4.00"),
        ("要点: {甲: 1, 乙: 1.5, 丙: 1.5}", PROBLEMS, "{甲: 否, 乙: 否, 丙: 是}", "甲 = 是（+1.00）、乙 = 是（+1.50），合计得 4 分（+2.50）"),
        ("要点: {每缺: 2, 项: [甲, 乙, 丙, 丁]}", PROBLEMS, "{甲: 否, 乙: 否, 丙: 否, 丁: 否}", None),
        ("评定: {等次: {好: '[60%, 100%]', 差: '[0%, 60%)'}}", PROBLEMS, "评定: {项: {等次: 好, 得分率: 70%, 理由: 有}}", "由人评定：等次“好”的得分率最高 100%"),
        ("评定: {等次: {好: '[60%, 100%]', 差: '[0%, 60%)'}}", PROBLEMS, "评定: {项: {等次: 差, 得分率: 7%, 理由: 无}}", "由人评定：等次“差”的得分率须低于 60%"),
        ("公式: 分值 * 率\n封顶: 是\n上限: {量: 问题数, 档: {'[0, 2)': 4, '[2, inf)': 2}}", f"{RATE}\n{PROBLEMS}", "{率: 100%, 问题数: 3}", "问题数 减少 2 项（到 1），可得 +2.00"),
        ("公式: 分值\n再扣: [{当: 率 >= 130%, 扣: 2}]", RATE, "{率: 130.5%}", "率 减少 0.6 个百分点（到 129.9%），可得 +2.00"),
        (COUNTED, PROBLEMS, "{问题数: 0}", None),
        (COUNTED, PROBLEMS, "{}", None),
    ],
)  # fmt: skip
def test_the_least_change_is_named_with_what_it_gains(
    rule: str, facts: str, given_: str, due: str | None
) -> None:
    assert said(rule, facts, given_) == due


@pytest.mark.parametrize(
    ("rule", "facts", "given_", "due"),
    [
        (COUNTED, PROBLEMS, "{问题数: 3}", "问题数 down by 1 项 (to 2): +1.00"),
        (VETOED, f"{RATE}\n造假: {{类型: 是否}}", "{率: 94.5%, 造假: 否}", "率 up by 5.5 percentage points (to 100%): +0.22"),
        ("要点: {甲: 1, 乙: 1.5, 丙: 1.5}", PROBLEMS, "{甲: 否, 乙: 否, 丙: 是}", "甲 = yes (+1.00), 乙 = yes (+1.50): 4 points together (+2.50)"),
        ("评定: {等次: {好: '[60%, 100%]', 差: '[0%, 60%)'}}", PROBLEMS, "评定: {项: {等次: 差, 得分率: 7%, 理由: 无}}", "a person's judgement: the level 差 gives a share below 60%"),
    ],
)  # fmt: skip
def test_the_same_in_english(rule: str, facts: str, given_: str, due: str) -> None:
    assert said(rule, facts, given_, language="en") == due


def test_a_fact_in_another_unit_is_spoken_of_in_the_unit_it_was_given_in() -> None:
    rubric = "评分表: 试\n满分: 4\n换算: {亿元: 10000 万元}\n舍入: {位数: 2, 方式: 四舍五入, 于: 指标}\n"
    rubric += f"事实:\n  {MONEY.replace(chr(10), chr(10) + '  ')}\n指标:\n  项:\n    分值: 4\n    {SPENT}\n"
    read, problems = load_rubric_text(rubric)
    assert read is not None, [p.message("en") for p in problems]
    facts = facts_of(read, "{支出: {值: 0.92, 单位: 亿元}, 预算: 10000}")
    assert (
        restorations(read, facts, score(read, facts), "zh")["项"]
        == "支出 增加 0.03 亿元（到 0.95），可得 +1.00"
    )


def test_a_target_is_moved_only_where_nothing_else_restores_points() -> None:
    # The smaller change of the two is that of the budget, which is not there to be moved.
    assert said(SHARE, MONEY, "{支出: 95, 预算: 100}") == "支出 增加 5 万元（到 100），可得 +0.20"


def test_a_fact_that_may_be_changed_comes_first() -> None:
    facts = "{支出: 95, 预算: {值: 100, 可变: 是}}"
    assert said(SHARE, MONEY, facts) == "预算 减少 5 万元（到 95），可得 +0.20"


def test_a_row_has_its_own_figure_restored() -> None:
    rubric, problems = load_rubric(ROOT / "rubric/catalog/project-self-evaluation/rubric.yaml")
    assert rubric is not None, problems
    facts, problems = load_facts(ROOT / "examples/project-b/facts.yaml", rubric)
    assert facts is not None, problems
    found = restorations(rubric, facts, score(rubric, facts), "zh")
    assert found["产出指标/平均办理天数"] == "完成值 减少 5（到 10），可得 +3.33"
    assert found["满意度指标/办事群众满意度"] == "完成值 增加 9 个百分点（到 90%），可得 +1.00"


# -- properties ------------------------------------------------------------------------------------


def assert_true(rubric: Rubric, facts: Facts) -> int:
    """Every restoration of these facts gains what its sentence says; how many there were."""
    card = score(rubric, facts)
    found, told = found_restorations(rubric, facts, card), restorations(rubric, facts, card, "en")
    assert found.keys() == told.keys()
    for path, one in found.items():
        for change in one.changes:
            assert_gains(rubric, facts, item_of(card, path), change)
            assert f"+{points(change.gain, item_of(card, path).places)}" in told[path]
        if one.together is not None:
            every = [(change.spot, change.value) for change in one.changes]
            after = item_of(score(rubric, changed(facts, *every)), path)
            assert (after.score, after.points) == (one.together.score, item_of(card, path).points)
    return len(found)


def assert_gains(rubric: Rubric, facts: Facts, before: ItemScore, change: Change) -> None:
    spot, value = change.spot, change.value
    after = item_of(score(rubric, changed(facts, (spot, value))), before.path)
    assert before.score is not None
    assert after.score == before.score + change.gain == change.score
    assert change.gain > 0
    if isinstance(value, Fraction):
        assert spot.held.contains(value)
        assert (value / spot.grid).denominator == 1 or value in (spot.held.lo, spot.held.hi)


def read_cases() -> list[Any]:
    found = []
    for path in sorted(PATTERNS.glob("*.yaml")):
        texts = [facts_text(case["facts"]) for case in pattern(path).get("cases", ())]
        found.append(pytest.param(path, texts, id=path.stem))
    return found


def near(rubric: Rubric, facts: Facts) -> list[tuple[Spot, list[Fraction]]]:
    """Every number that a leaf reads, with values of it at and next to each cut point of the leaf."""
    scoring, found = _Scoring(rubric, facts), []
    items = {item.path: item for item in scoring.item("").walk()}
    for leaf in leaves_of(scoring, [path for path, item in items.items() if not item.items]):
        search = Search(rubric, facts, leaf, items[leaf.item.path])
        for spot in search.spots():
            if isinstance(spot.value, Fraction):
                grid = spot.grid
                steps = {cut // grid + k for cut in search.cuts(spot, spot.value).at for k in (-1, 0, 1, 2)}
                legal = (Range.whole() if spot.fact is None else spot.held).contains
                values = [step * grid for step in sorted(steps) if legal(step * grid)]
                found.append((spot, values or [spot.value]))
    return found


@pytest.mark.parametrize(("path", "texts"), read_cases())
def test_what_is_said_of_a_pattern_is_so(path: Path, texts: list[str]) -> None:
    rubric = loaded(path)
    for text in texts:
        facts, _ = load_facts_text(text, rubric)
        if facts is not None:
            assert_true(rubric, facts)


@pytest.mark.parametrize(("path", "texts"), read_cases())
@settings(max_examples=5)
@given(data=st.data())
def test_what_is_said_next_to_a_cut_point_is_so(path: Path, texts: list[str], data: st.DataObject) -> None:
    rubric = loaded(path)
    facts, _ = load_facts_text(data.draw(st.sampled_from(texts)), rubric)
    spots = near(rubric, facts) if facts is not None else []
    if facts is not None and spots:
        spot, values = data.draw(st.sampled_from(spots))
        assert_true(rubric, changed(facts, (spot, data.draw(st.sampled_from(values)))))


LEVELS = '分档: {量: 问题数, 档: {"[0, 3]": 4, "(3, 8)": 2.5, "[8, 8]": 3, "(8, inf)": 0}}'
STAIRS = "公式: 分值 - 限于(向下取整(问题数 / 3), 0, 2) - (1 若 问题数 >= 7 否则 0)\n封顶: 是"
STARTED = "扣分: [{量: 问题数 - 2, 每: 3, 扣: 1, 计数: 起步, 最多: 3}]"
BOTH = "扣分: [{量: 问题数 - 10, 每: 2, 扣: 1, 计数: 足额}, {量: 10 - 问题数, 每: 3, 扣: 1, 计数: 起步}]"
PRINTED = "扣分: [{量: \"舍入(问题数 / 7, 1, '四舍五入')\", 每: 0.5, 扣: 1, 计数: 足额}]"


@pytest.mark.parametrize("rule", [COUNTED, LEVELS, STAIRS, STARTED, BOTH, PRINTED])
def test_no_smaller_change_of_a_count_gains(rule: str) -> None:
    """Held against every whole number, which only a test may step through."""
    rubric = rubric_of(rule, PROBLEMS, "4")
    scores = [
        item_of(score(rubric, facts_of(rubric, f"{{问题数: {n}}}")), "项").score or 0 for n in range(60)
    ]
    for n in range(22):
        facts = facts_of(rubric, f"{{问题数: {n}}}")
        found = found_restorations(rubric, facts, score(rubric, facts)).get("项")
        least = min((abs(m - n) for m, got in enumerate(scores) if got > scores[n]), default=None)
        got = found.changes[0].value if found is not None else None
        assert (abs(got - n) if isinstance(got, Fraction) else None) == least, (n, got, scores)


def test_a_card_without_losses_asks_for_nothing() -> None:
    rubric = rubric_of(COUNTED, PROBLEMS, "4")
    assert assert_true(rubric, facts_of(rubric, "{问题数: 0}")) == 0
