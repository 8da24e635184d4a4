"""Rows that are the items of a group: each in one group, named apart, and their points add up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engine import load_facts_text, score
from engine.explain import reasons
from rubric import load_rubric_text
from rubric.problems import Language
from rubric.report import render_problems

RUBRIC = """
rubric: rows
points: 10
rounding: {places: 2, mode: half_up, at: item}
facts:
  indicators:
    type: table
    columns:
      title: {type: text}
      kind: {type: choice, choices: [output, effect]}
      done: {range: "[0, inf)"}
      planned: {range: "[0, inf)"}
      worth: {range: "(0, 10]"}
  small: {type: yes_no}
items:
  outputs:
    points: 6
    each: {table: indicators, where: 'kind == "output"', name: title, points: worth, if_empty: zero}
    proportion: {of: done, target: planned, better: higher, over: cap, on_zero: unscored}
  effects:
    points: 4
    each: {table: indicators, where: 'kind == "effect"', name: title, points: worth, if_empty: full}
    formula: points * min(1, ratio(done, planned, 0))
"""
GOOD = """
facts:
  indicators:
    - {title: a, kind: output, done: 1, planned: 2, worth: 4}
    - {title: b, kind: output, done: 3, planned: 3, worth: 2}
    - {title: c, kind: effect, done: 3, planned: 4, worth: 4}
"""


def codes(text: str) -> list[tuple[str, int]]:
    rubric, problems = load_rubric_text(RUBRIC)
    assert rubric is not None, render_problems(problems, "en")
    _, problems = load_facts_text(text, rubric)
    return [(p.code, p.place.line if p.place else 0) for p in problems]


def test_rows_are_leaves_with_points_of_their_own() -> None:
    rubric, problems = load_rubric_text(RUBRIC)
    assert rubric is not None, render_problems(problems, "en")
    facts, problems = load_facts_text(GOOD, rubric)
    assert facts is not None, render_problems(problems, "en")
    root = score(rubric, facts).root
    assert {item.path: item.score for item in root.walk()} == {
        "": Fraction(7),
        "outputs": Fraction(4),
        "outputs/a": Fraction(2),
        "outputs/b": Fraction(2),
        "effects": Fraction(3),
        "effects/c": Fraction(3),
    }


def test_no_rows_mean_what_the_author_says_and_no_table_is_open() -> None:
    rubric, _ = load_rubric_text(RUBRIC)
    assert rubric is not None
    facts, _ = load_facts_text("facts: {indicators: []}", rubric)
    assert facts is not None
    root = score(rubric, facts).root
    assert [(i.state, i.otherwise, i.score) for i in root.items] == [
        ("not_applicable", "zero", 0),
        ("not_applicable", "full", 4),
    ]
    nothing, _ = load_facts_text("facts: {}", rubric)
    assert nothing is not None
    open_ = score(rubric, nothing).root
    assert (open_.score, open_.low, open_.high) == (None, 0, 10)


OPEN = "points: 6\n    least: {least}\n    each: {{table: indicators, where: 'kind == \"output\"', name: title, points: worth, if_empty: {word}}}"


def outputs(least: str, word: str, facts: str, applies: str = "") -> tuple[Fraction, Fraction]:
    """What the first group comes to, its least and the word for no rows being what is given."""
    before = OPEN.format(least=0, word="zero").replace("    least: 0\n", "")
    text = RUBRIC.replace(before, OPEN.format(least=least, word=word) + applies)
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, render_problems(problems, "en")
    given, problems = load_facts_text(facts, rubric)
    assert given is not None, render_problems(problems, "en")
    [found, _] = score(rubric, given).root.items
    return found.span


@pytest.mark.parametrize("word", ["zero", "full", "redistribute", "rescale"])
@pytest.mark.parametrize("least", ["-2", "0", "2"])
def test_a_group_without_its_table_comes_to_its_least_or_what_no_rows_mean(least: str, word: str) -> None:
    low, high = outputs(least, word, "facts: {}")
    if word in ("zero", "full"):
        assert (low, high) == (int(least), 6)
    else:  # what applies may be brought to the full points of the whole, and so count more
        assert low <= min(0, int(least)) < 6 <= high
    effect = "{title: c, kind: effect, done: 3, planned: 4, worth: 4}"
    for row in ("", "{title: a, kind: output, done: 0, planned: 2, worth: 6},"):
        one = outputs(least, word, f"facts: {{indicators: [{row} {effect}]}}")
        assert low <= one[0] <= one[1] <= high


@pytest.mark.parametrize(("word", "due"), [("zero", 2), ("full", 2), ("redistribute", 0)])
def test_a_group_that_may_not_apply_may_come_to_what_it_counts_then(word: str, due: int) -> None:
    applies = f"\n    applies: small\n    otherwise: {word}"
    assert outputs("2", "zero", "facts: {}", applies)[0] == due


@pytest.mark.parametrize(
    ("old", "new", "due"),
    [
        ("worth: 2}", "worth: 3}", [("F651", 4)]),
        ("title: b", "title: a", [("F653", 5)]),
        ("title: b", "title: a/b", [("F653", 5)]),
    ],
)
def test_rows_that_do_not_fit_are_told(old: str, new: str, due: list[tuple[str, int]]) -> None:
    assert codes(GOOD) == []
    assert codes(GOOD.replace(old, new)) == due


def test_a_row_that_two_groups_take_is_told() -> None:
    rubric, _ = load_rubric_text(RUBRIC.replace("""where: 'kind == "effect"', """, "where: 'worth == 4', "))
    assert rubric is not None
    _, problems = load_facts_text(GOOD, rubric)
    told = [p for p in problems if p.code == "F652"]
    assert [(p.place.line if p.place else 0, p.message("en")) for p in told] == [
        (4, "This row of indicators belongs to 2 groups: its points would count more than once.")
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "不适用（表“指标表”没有可评的行），分值由同组其他指标分摊"),
        (
            "en",
            "does not apply (the table 指标表 has no row for it): its points go to the others of its group",
        ),
    ],
)
def test_a_group_without_rows_says_that_its_table_has_none(language: Language, said: str) -> None:
    found, problems = load_rubric_text(
        "评分表: 甲\n满分: 10\n语言: zh\n舍入: 不舍入\n事实:\n  指标表: {类型: 表, 列: {行: {类型: 文字}, 完成率: {范围: '[0, 1]'}}}\n"
        "指标:\n  产出: {分值: 5, 逐项: {表: 指标表, 名: 行, 分值: 5, 空表: 分摊}, 公式: 分值 * 完成率}\n"
        "  其他: {分值: 5, 公式: 分值}\n"
    )
    assert found is not None, problems
    held, _ = load_facts_text("事实: {指标表: []}\n", found)
    assert held is not None
    [child, other] = score(found, held).root.items
    assert (child.table, other.exact) == ("指标表", 10)
    assert reasons(child, language) == [said]
