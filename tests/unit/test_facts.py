"""Facts in YAML and JSON: every value exactly, every mistake at its place, all of them at once."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import Facts, load_facts, load_facts_text
from engine.facts_scales import scale
from engine.scorecard import Notice
from rubric.range import Range, show_range
from rubric.report import render_problems
from tests.unit.facts_rubric import rubric

pytestmark = pytest.mark.usefixtures("rows_unchecked")

RUBRIC = rubric()


def good(text: str) -> Facts:
    facts, problems = load_facts_text(text, RUBRIC)
    assert facts is not None, render_problems(problems, "en")
    return facts


def places(text: str) -> list[tuple[str, int, int]]:
    facts, problems = load_facts_text(text, RUBRIC)
    assert facts is None
    for language in ("zh", "en"):
        said = render_problems(problems, language)
        assert "→" in said
        assert "{near" not in said
    return [(p.code, p.place.line, p.place.column) for p in problems if p.place]


@pytest.mark.parametrize(
    ("entry", "value", "places", "shown"),
    [
        ("预算: 679.93", "679.93", 2, "679.93"),
        ("预算: 679.90", "679.9", 2, "679.90"),
        ("预算: 1,371.57", "1371.57", 2, "1,371.57"),
        ("预算: １，３７１．５７", "1371.57", 2, "１，３７１．５７"),
        ("预算: {值: '1,371.57', 单位: 万元}", "1371.57", 2, "1,371.57"),
        ("预算: {value: 5, 单位: 万元}", "5", 0, "5"),
        ("人数: 27.0", "27", 1, "27.0"),
        ("完成率: 95%", "0.95", 0, "95%"),
        ("完成率: 95.50％", "0.955", 2, "95.50％"),
        ("完成率: 3‰", "0.003", 0, "3‰"),
        ('完成率: {值: 95, 单位: "%"}', "0.95", 0, "95%"),
        ("完成率: {值: 95%, 单位: ％}", "0.95", 0, "95%"),
        ("系数: 95%", "0.95", 0, "95%"),
        ("系数: -0.5", "-0.5", 1, "-0.5"),
        ('系数: "[2, 2]"', "2", 0, "[2, 2]"),
    ],
)
def test_a_number_is_what_is_written(entry: str, value: str, places: int, shown: str) -> None:
    facts = good(f"事实:\n  {entry}\n")
    (one,) = facts.facts.values()
    assert (one.value, one.places, one.text) == (Fraction(value), places, shown)
    assert not facts.ranges


@pytest.mark.parametrize(
    ("entry", "due", "approximate"),
    [
        ("预算: 约 41.3 ± 0.05", "[41.25, 41.35]", True),
        ("预算: approx 41.3±0.05", "[41.25, 41.35]", True),
        ("预算: 41.3 +/- 0.05", "[41.25, 41.35]", True),
        ("预算: 约 0.01 ± 1", "(0, 1.01]", True),
        ("预算: 约41.3", "(0, inf)", True),
        ("系数: 约 5", "(-inf, inf)", True),
        ("人数: 至少 20", "[20, 1000]", False),
        ("人数: at_most ２０", "[0, 20]", False),
        ('预算: "[41.25, 41.35)"', "[41.25, 41.35)", False),
        ('预算: {值: "（41.25，inf）", 单位: 万元}', "(41.25, inf)", False),
        ("完成率: 约 95% ± 1%", "[0.94, 0.96]", True),
        ('完成率: {值: 至多 95, 单位: "%"}', "[0, 0.95]", False),
        ('完成率: {值: "[90, 95)", 单位: "%"}', "[0.9, 0.95)", False),
    ],
)
def test_a_fact_known_within_a_range_is_open_over_it(entry: str, due: str, approximate: bool) -> None:
    facts = good(f"事实:\n  {entry}\n")
    (one,) = facts.ranges.values()
    assert (show_range(one.value), one.approximate) == (due, approximate)
    assert not facts.facts


@pytest.mark.parametrize("word", ["是", "yes", "true", "True", "YES"])
def test_yes_in_every_word(word: str) -> None:
    assert good(f"事实: {{已公开: {word}}}").facts["已公开"].value is True


@pytest.mark.parametrize("word", ["否", "no", "false", "FALSE"])
def test_no_in_every_word(word: str) -> None:
    assert good(f"事实: {{已公开: {word}}}").facts["已公开"].value is False


@pytest.mark.parametrize(
    ("entry", "code", "column"),
    [
        ("预算: 很多", "F603", 7),
        ("预算: 679.93 万元", "F603", 7),
        ("预算: 1e3", "F603", 7),
        ("预算: ~", "F603", 7),
        ("预算: null", "F603", 7),
        ("预算: 是", "F603", 7),
        ("预算: 至少 5 ± 1", "F603", 7),
        ("预算: 约 5 ± -1", "F603", 7),
        ('预算: 约 "5"', "F603", 7),
        ('预算: "约 [1, 2]"', "F603", 7),
        ('预算: "[5, 1]"', "F603", 7),
        ("预算: [1, 2]", "F612", 7),
        ("预算: 0", "F609", 7),
        ("预算: -1", "F609", 7),
        ("预算: 至多 0", "F609", 7),
        ("预算: 95%", "F604", 7),
        ("预算: {值: 5, 单位: 美元}", "F604", 18),
        ("系数: {值: 5, 单位: 元}", "F610", 18),
        ("系数: 5 ± 1%", "F603", 7),
        ("人数: 2.5", "F603", 7),
        ('人数: "(2, 3)"', "F603", 7),
        ("人数: 1001", "F609", 7),
        ("完成率: 95", "F608", 8),
        ("完成率: 0.95", "F608", 8),
        ("完成率: 约 95", "F608", 8),
        ('完成率: "[0, 95%]"', "F608", 8),
        ("完成率: 201%", "F609", 8),
        ("已公开: 大概", "F603", 8),
        ("已公开: 1", "F603", 8),
        ("已公开: {值: 是, 单位: 个}", "F610", 19),
        ("预  算: 5", "F602", 3),
        ("预算数: 5", "F602", 3),
        ("预算: {值: 5, 价: 6}", "F601", 14),
        ("预算: {值: 5, value: 6}", "F611", 14),
        ("预算: {值: 5, 来源: [甲]}", "F612", 18),
        ("预算: {值: 5, 可变: 也许}", "F612", 18),
        ("预算: {值: 5, 末位: 0}", "F612", 18),
        ("公开方式: 报纸", "F623", 9),
        ("公开方式: {值: 门户网}", "F623", 13),
        ("公开方式: {值: 门户网站, 单位: 个}", "F610", 23),
        ("简称: [甲]", "F612", 7),
        ("制度健全: 是", "F605", 3),
        ("制度: {制度健全: 是, 别的: 是}", "F602", 17),
        ("制度: 是", "F602", 3),
    ],
)
def test_a_mistake_is_found_where_it_stands(entry: str, code: str, column: int) -> None:
    assert (code, 2, column) in places(f"事实:\n  {entry}\n")


def test_a_bare_number_in_percent_names_both_readings() -> None:
    _, problems = load_facts_text("事实: {完成率: 95}", RUBRIC)
    for language in ("zh", "en"):
        assert "95%" in problems[0].message(language)
        assert "9500%" in problems[0].message(language)


def test_the_nearest_name_is_named() -> None:
    _, problems = load_facts_text("事实: {完成绿: 95%}\n评价单: 甲\n", RUBRIC)
    assert ["完成率" in problems[0].hint("zh"), "评价单位" in problems[1].hint("zh")] == [True, True]


@pytest.mark.parametrize("entry", ["门户网站", "{值: ' 门户网站 '}", "{value: 门户网站, 备注: 无}"])
def test_a_choice_is_one_of_the_declared(entry: str) -> None:
    assert good(f"事实: {{公开方式: {entry}}}").facts["公开方式"].value == "门户网站"


def test_a_wrong_choice_names_the_nearest_and_all_and_the_label() -> None:
    _, problems = load_facts_text("事实: {公开方式: 门户网}", RUBRIC)
    assert "公开的方式" in problems[0].message("zh")
    assert "是不是“门户网站”？" in problems[0].hint("zh")
    assert "门户网站、公告栏、未公开" in problems[0].hint("en")


@pytest.mark.parametrize("text", ["一局", "95%", "是", "1,371.57", "[1, 2)"])
def test_a_text_is_kept_as_it_is(text: str) -> None:
    assert good(f"事实: {{简称: {json.dumps(text)}}}").facts["简称"].value == text


@pytest.mark.parametrize(
    ("entry", "value", "precision"),
    [
        ("预算: {值: 1.5, 单位: 亿元}", "15000", 1000),
        ("预算: {值: 2, 单位: 亿元}", "20000", None),
        ("预算: {值: 5, 单位: 元}", "0.0005", None),
        ("预算: {值: 5.10, 单位: 元}", "0.00051", Fraction(1, 1_000_000)),
        ("预算: {值: 5.1, 单位: 万元}", "5.1", None),
        ("预算: {值: 2, 单位: 亿元, 末位: 1}", "20000", 10000),
        ("人数: {值: 0.01, 单位: 万人}", "100", 100),
    ],
)
def test_a_declared_scale_converts_exactly(entry: str, value: str, precision: Fraction | None) -> None:
    (one,) = good(f"事实: {{{entry}}}").facts.values()
    assert (one.value, one.precision) == (Fraction(value), precision)


def test_a_converted_range_a_converted_text_and_what_lies_outside() -> None:
    one = good("事实: {预算: {值: 约 1.5 ± 0.1, 单位: 亿元}}").ranges["预算"]
    assert (show_range(one.value), one.text, one.unit) == ("[14000, 16000]", "约 1.5 ± 0.1", "亿元")
    _, problems = load_facts_text("事实: {人数: {值: 0.2, 单位: 万人}}", RUBRIC)
    assert [p.code for p in problems] == ["F609"]
    assert "0.2 万人" in problems[0].message("zh")
    _, problems = load_facts_text("事实: {人数: {值: 0.00001, 单位: 万人}}", RUBRIC)
    assert [p.code for p in problems] == ["F603"]


@given(
    st.fractions(min_value=Fraction(1, 100), max_value=1000, max_denominator=100),
    st.sampled_from(["亿元", "万元", "元"]),
)
def test_a_scale_and_back_is_the_same(figure: Fraction, unit: str) -> None:
    there, back = scale(unit, "万元", RUBRIC.units), scale("万元", unit, RUBRIC.units)
    assert there is not None
    assert back is not None
    assert figure * there * back == figure
    assert scale(unit, "人", RUBRIC.units) is None


def test_another_scope_or_period_is_said_and_is_no_error() -> None:
    facts = {**RUBRIC.facts, "人数": replace(RUBRIC.facts["人数"], scope="本级", period="2023")}
    mine = replace(RUBRIC, facts=facts)
    scope = Notice("人数", "全市", "本级", "scope")
    cases: list[tuple[str, tuple[Notice, ...]]] = [
        ("{值: 5, 口径: 全市, 年度: 2022}", (scope, Notice("人数", "2022", "2023", "period"))),
        ("{值: 约 5, 口径: 全市}", (scope,)),
        ("{值: 5, 口径: 本级, 年度: ２０２３}", ()),
        ("5", ()),
        ("{口径: 全市}", ()),
    ]
    for entry, due in cases:
        held, problems = load_facts_text(f"事实: {{人数: {entry}, 预算: {{值: 5, 口径: 全市}}}}", mine)
        assert held is not None, render_problems(problems, "en")
        assert held.notices == due


def test_all_mistakes_are_found_at_once() -> None:
    text = "评价单: 甲\n事实:\n  预算: 很多\n  完成率: 95\n  没有: 1\n评定:\n  满意度: {等次: 达成}\n已附:\n  没有: {}\n"
    assert places(text) == [
        ("F601", 1, 1),
        ("F603", 3, 7),
        ("F608", 4, 8),
        ("F602", 5, 3),
        ("F607", 7, 3),
        ("F602", 9, 3),
    ]


@pytest.mark.parametrize(
    "entry",
    [
        "账实相符: 是",
        "资产/账实相符: 是",
        "管理/资产/账实相符: 是",
        "资产: {账实相符: 是}",
        "管理/资产: {账实相符: {值: 是}}",
    ],
)
def test_an_element_goes_by_every_unique_name(entry: str) -> None:
    facts = good(f"事实:\n  {entry}\n").facts
    assert {name: one.value for name, one in facts.items()} == {"管理/资产/账实相符": True}


def test_a_name_of_two_elements_asks_for_the_path() -> None:
    _, problems = load_facts_text("事实: {制度健全: 是}", RUBRIC)
    assert "管理/制度/制度健全、管理/资产/制度健全" in problems[0].hint("zh")
    assert len(good("事实: {制度/制度健全: 是, 资产: {制度健全: 否}}").facts) == 2


@pytest.mark.parametrize("other", ["资产/账实相符", "管理/资产/账实相符"])
def test_the_same_element_under_two_names_is_given_twice(other: str) -> None:
    _, problems = load_facts_text(f"事实:\n  账实相符: 是\n  {other}: 否\n", RUBRIC)
    assert [(p.code, p.place and p.place.line) for p in problems] == [("F611", 3)]
    assert "第 2 行" in problems[0].message("zh")


@pytest.mark.parametrize(
    "entry",
    ["预算:", "预算: {值: , 单位: 万元}", "预算: {单位: 万元}", "预算: {}", "资产:", "资产: {账实相符: }"],
)
def test_what_is_left_empty_is_open(entry: str) -> None:
    if entry == "资产:":
        assert places(f"事实:\n  {entry}\n") == [("F602", 2, 3)]
        return
    facts = good(f"事实:\n  {entry}\n")
    assert not facts.facts
    assert not facts.ranges


def test_everything_else_that_an_entry_may_say() -> None:
    text = """填报: 张三
事实:
  人数: {值: 300, 来源: 第一部分, 备注: 年末, 口径: 本级, 年度: 2023, 佐证: [甲.pdf, 乙.pdf], 可变: 是, 存疑: 是, 末位: 100}
  系数: {value: 1, evidence: 甲.pdf, free: no, scope: all, period: "2022", precision: 0.5}
"""
    facts = good(text)
    one, other = facts.facts["人数"], facts.facts["系数"]
    assert facts.filled == "张三"
    assert (one.source, one.note, one.scope, one.period) == ("第一部分", "年末", "本级", "2023")
    assert (one.evidence, one.free, one.disputed, one.precision) == (("甲.pdf", "乙.pdf"), True, True, 100)
    assert (other.evidence, other.free, other.scope, other.precision) == (
        ("甲.pdf",),
        False,
        "all",
        Fraction(1, 2),
    )
    assert one.place is not None
    assert (one.place.line, one.place.column) == (3, 3)


@pytest.mark.parametrize(
    ("entry", "share"),
    [
        ("满意度: {等次: 达成, 得分率: 95%, 理由: 有据}", "0.95"),
        ("效益/满意度: {share: 95%, reason: 有据}", "0.95"),
        ("满意度: {得分: 3.33, 理由: 有据}", "1"),
    ],
)
def test_judgements_by_path_or_short_name(entry: str, share: str) -> None:
    one = good(f"评定:\n  {entry}\n").judgements["效益/满意度"]
    assert (one.level, one.share, one.reason) == ("达成", Fraction(share), "有据")


@pytest.mark.parametrize(
    ("entry", "codes"),
    [
        ("满意度: {等次: 达成, 得分率: 79%, 理由: 有据}", ["F628"]),
        ("满意度: {等次: 达成, 得分率: 95%}", ["F607"]),
        ("质量: {等次: 达成, 理由: 有据}", ["F602"]),
        ("满意度: {等次: 达成, level: 达成, 理由: 有据}", ["F611"]),
        ("满意: {等次: 达成, 理由: 有据}", ["F602"]),
    ],
)
def test_a_judgement_that_does_not_hold(entry: str, codes: list[str]) -> None:
    assert [code for code, _, _ in places(f"评定:\n  {entry}\n")] == codes


def test_a_judgement_left_empty_is_open() -> None:
    assert not good("评定:\n  满意度:\n    等次:\n    得分率:\n    理由:\n  管理/质量:\n").judgements


def test_what_is_attached() -> None:
    facts = good("已附:\n  满意度: {理由: 年中调整, 佐证: [甲.pdf]}\n  管理/质量: {reason: 有, evidence: }\n")
    assert facts.attached == {
        "效益/满意度": frozenset(("reason", "evidence")),
        "管理/质量": frozenset(("reason",)),
    }
    assert places("已附: {满意度: {理由: 有}, 效益/满意度: {理由: 有}}") == [("F611", 1, 20)]


def test_groups_rows_and_the_whole_may_have_something_attached() -> None:
    text = "事实: {项目: [{名称: 甲/乙}]}\n已附: {管理: {理由: 有}, 产出/甲/乙: {佐证: 甲.pdf}, 试: {理由: 有}}\n"
    assert good(text).attached == {
        "管理": frozenset(("reason",)),
        "效益/产出/甲/乙": frozenset(("evidence",)),
        "": frozenset(("reason",)),
    }
    assert places("事实: {项目: [{名称: 甲}]}\n已附: {产出/乙: {理由: 有}}\n") == [("F602", 2, 6)]
    text = "事实: {项目: [{名称: 甲}]}\n已附: {产出/甲: {理由: 有}, 效益/产出/甲: {理由: 有}}\n"
    assert places(text) == [("F611", 2, 21)]


@pytest.mark.parametrize("text", ["[1]", "一段文字", "事实: 5", "事实: [1]", "评价单位: [甲]", "评定: 好"])
def test_another_form_than_is_due(text: str) -> None:
    assert [code for code, _, _ in places(text)] == ["F612"]


# -- JSON ------------------------------------------------------------------------------------------------


def test_json_says_the_same_as_yaml(tmp_path: Path) -> None:
    held = {
        "评价单位": "甲",
        "事实": {"预算": "1,371.57", "人数": 27, "系数": None, "完成率": {"值": 95, "单位": "%"}},
    }
    path = tmp_path / "f.json"
    path.write_text(json.dumps(held, ensure_ascii=False, indent="\t"), encoding="utf-8")
    facts, problems = load_facts(path, RUBRIC)
    assert facts is not None, render_problems(problems, "en")
    same = good('评价单位: 甲\n事实: {预算: "1,371.57", 人数: 27, 完成率: 95%}\n')
    assert facts.sha256 == same.sha256
    assert facts.facts.keys() == {"预算", "人数", "完成率"}


# -- the canonical form ----------------------------------------------------------------------------------


def test_the_digest_is_of_the_content_and_not_of_its_form() -> None:
    one = good("评价单位: 甲\n年度: 2023\n事实: {预算: 5.0, 已公开: 是, 账实相符: 否}\n").sha256
    same = good(
        "facts:\n  资产/账实相符: no\n  已公开: {值: yes, 备注: 无}\n  预算: 5\nperiod: 2023\nsubject: 甲\n"
    )
    assert one == same.sha256
    others = ["预算: 5.01", "预算: 约 5", "预算: 约 5 ± 1", '预算: "[4, 6)"', "预算: 至少 5", "预算: 至少 4"]
    digests = {good(f"事实: {{{other}}}").sha256 for other in others}
    digests.add(good("已附: {满意度: {理由: 有}}").sha256)
    digests.add(good("评定: {满意度: {等次: 达成, 理由: 有}}").sha256)
    assert len(digests) == len(others) + 2
    assert one not in digests


@given(st.fractions(-1000, 1000, max_denominator=100), st.fractions(0, 10, max_denominator=100))
def test_a_range_holds_what_was_written(centre: Fraction, margin: Fraction) -> None:
    centre, margin = Fraction(f"{float(centre):.4f}"), Fraction(f"{float(margin):.4f}")
    facts = good(f"事实: {{系数: 约 {float(centre):.4f} ± {float(margin):.4f}}}")
    held = facts.ranges["系数"].value if "系数" in facts.ranges else Range.point(centre)
    assert held == Range(centre - margin, centre + margin)


@given(st.text(max_size=12))
def test_no_text_is_misread_or_breaks_the_reader(text: str) -> None:
    facts, problems = load_facts_text(f"事实: {{预算: {json.dumps(text, ensure_ascii=False)}}}", RUBRIC)
    assert (facts is None) == bool(problems)
