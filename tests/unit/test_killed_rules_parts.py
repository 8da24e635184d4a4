"""What a rule keeps of its parts, and what is said of a part that is not right."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

import pytest

from rubric import load_rubric_text
from rubric.rules.judgement import given
from tests.unit.test_killed_rules import item, rubric_of, rule_of

F = Fraction


def told(rule: str, points: str = "10") -> list[Any]:
    return rubric_of(rule, points)[1]


def codes(rule: str, points: str = "10") -> list[str]:
    return [problem.code for problem in told(rule, points)]


def conditions(rule: str) -> list[str]:
    return [ast.unparse(b.test) if b.test is not None else "" for b in rule_of(rule).branches]


# -- bands -------------------------------------------------------------------------------------------


def test_bands_below_zero_stand_in_their_order() -> None:
    rule = 'bands: {of: rate - 0.6, bands: {"[0, inf)": 3, "[-0.5, 0)": 2, "(-inf, -0.5)": 1}}'
    assert [item(rule, f"rate: {x}").exact for x in ("0.05", "0.1", "0.3", "0.6")] == [1, 2, 2, 3]
    assert [b.label for b in rule_of(rule).branches] == ["(-inf, -0.5)", "[-0.5, 0)", "[0, inf)"]


def test_each_band_has_a_condition_of_its_own() -> None:
    assert conditions('bands: {of: a, bands: {"[2, inf)": 3, "(1, 2)": 2, "[0, 1]": 1}}') == [
        "a <= Fraction(1, 1)",
        "a < Fraction(2, 1)",
        "a >= Fraction(2, 1)",
    ]
    assert conditions('bands: {of: a, bands: {"(2, inf)": 3, "[0, 2]": 1}}')[-1] == "a > Fraction(2, 1)"


def test_a_wide_percent_sign_is_one() -> None:
    rule = rule_of('bands: {of: rate, bands: {"[50％, 100％]": 2, "[0％, 50％)": 1}}')
    assert rule.percent
    assert item('bands: {of: rate, bands: {"[50％, 100％]": 2, "[0％, 50％)": 1}}', "rate: 0.5").exact == 2


def test_a_hole_below_zero_is_shown_in_whole_numbers() -> None:
    rule = 'bands: {of: whole - 10, bands: {"(-inf, -6]": 1, "[-3, inf)": 2}}'
    assert [problem.hole for problem in told(rule)] == ["(-6, -3)"]
    text = """
rubric: below
points: 10
rounding: none
facts: {t: {type: integer, range: "[-10, 0]"}}
items:
  one: {points: 10, bands: {of: t, bands: {"[-10, -6]": 1, "[-3, 0]": 2}}}
"""
    [problem] = load_rubric_text(text)[1]
    assert getattr(problem, "hole", "") == "[-5, -4]"


def test_a_band_that_earns_nothing_it_says_is_all_that_is_told() -> None:
    assert codes('bands: {of: rate, bands: {"[0, 0.5)": , "[0.6, 1]": 2}}') == ["R203"]


# -- cases -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "zh", "en"),
    [
        ("{earns: 2}", "没有写“当”", "gives no when"),
        (
            "{when: a > 1, otherwise: 2}",
            "既写了“其余”，又写了“当”或“得”",
            "gives otherwise beside when or earns",
        ),
        ("{when: a > 1}", "没有写“得”", "gives no earns"),
    ],
)
def test_a_case_that_is_half_said_is_told_what_it_lacks(case: str, zh: str, en: str) -> None:
    [problem] = told(f"cases: [{case}, {{otherwise: 1}}]")
    assert (problem.code, problem.found_zh, problem.found_en) == ("P510", zh, en)


def test_cases_none_of_which_can_be_read_are_all_told() -> None:
    assert codes("cases: [{earns: 2}]") == ["P510", "P511"]


def test_cases_stand_where_the_first_of_them_does() -> None:
    place = rule_of("cases:\n  - {when: a > 2, earns: 1}\n  - {otherwise: 0}").place
    assert place is not None
    assert place.line == 18


# -- checklists --------------------------------------------------------------------------------------


def test_a_list_names_elements_and_each_once() -> None:
    rule = "checklist: {each_missing: 1, list: [one, two]}"
    assert codes(rule) == []
    [nameless] = told(rule.replace("two", "{two: 1}"))
    assert (nameless.code, nameless.name, nameless.place.line) == ("P516", "list", 17)
    [twice] = told(rule.replace("two", "one"))
    assert (twice.code, twice.name) == ("P516", "one")
    assert codes(rule.replace("two", "two, one, [three]")) == ["P516", "P516"]


def test_what_a_missing_element_takes_must_be_a_number() -> None:
    [problem] = told("checklist: {each_missing: [1], list: [one]}")
    assert (problem.code, problem.name) == ("P516", "")
    assert codes("checklist: {each_missing: 0, list: []}") == ["P516", "P516"]


def test_elements_that_take_are_none_that_an_item_rests_on() -> None:
    rule = rule_of("checklist: {each_missing: 1, list: [one, two]}")
    assert rule.rule == "checklist"
    assert [b.required for b in rule.branches] == [False, False]


def test_an_element_earns_something_even_where_an_item_has_no_points() -> None:
    assert codes("checklist: {one: 0}", "0") == ["P592"]


def test_a_sum_that_differs_is_told_of_the_item_by_its_own_name() -> None:
    text = """
rubric: nested
points: 10
rounding: none
items:
  group:
    points: 10
    items:
      below: {points: 10, checklist: {one: 6, two: 3}}
"""
    [problem] = load_rubric_text(text)[1]
    assert (getattr(problem, "name", ""), getattr(problem, "found", "")) == ("below", "9")


# -- lines -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "zh", "en"), [("deduct", "扣", "takes"), ("award", "加", "adds")])
def test_a_line_is_spoken_of_by_what_it_does(verb: str, zh: str, en: str) -> None:
    for line, more in (
        ("{of: a, points: 1}", {"missing_zh": "“每”、“计数”", "missing_en": "per and no count"}),
        ("{of: a, per: 1, points: 1}", {"missing_zh": "“计数”", "missing_en": "count"}),
        ("{of: a, per: 0, points: 1, count: complete}", {"found": "0"}),
        ("{when: yes_, of: a, points: 1}", {}),
        ("{points: 1}", {}),
    ):
        [problem] = told(f"{verb}: [{line}]")
        assert (problem.verb, problem.en_verb) == (zh, en)
        assert {key: getattr(problem, key) for key in more} == more


def test_mistakes_in_several_lines_are_all_told() -> None:
    assert codes("deduct: [{when: zzz, points: 1}, {when: 'a >', points: 1}]") == ["N305", "N301"]


# -- proportions and broken lines --------------------------------------------------------------------


@pytest.mark.parametrize(("key", "zh"), [("shape: linear", "形状"), ("zero_at: 150%", "归零")])
def test_how_points_fall_is_not_said_where_more_is_better(key: str, zh: str) -> None:
    [problem] = told(f"proportion: {{of: a, target: c, better: higher, over: cap, {key}}}")
    assert (problem.code, problem.key, problem.zh_key) == ("P513", key.partition(":")[0], zh)


def test_mistakes_of_a_quantity_and_of_its_points_are_told() -> None:
    assert codes("interpolate: {of: zzz, through: [[1, 2]], outside: clamp}") == ["N305", "P512"]
    assert codes("interpolate: {of: a, through: [[1, 2], 3], outside: clamp}") == ["R203"]


def test_beyond_the_last_point_a_share_stays_one() -> None:
    rule = "interpolate: {of: a, through: [[1, 20%], [3, 90%]], outside: clamp}"
    assert [item(rule, f"a: {a}").exact for a in (0, 1, 2, 3, 4)] == [2, 2, F(11, 2), 9, 9]
    assert conditions(rule) == ["a < Fraction(1, 1)", "a <= Fraction(3, 1)", "a > Fraction(3, 1)"]


def test_the_ends_of_a_line_that_refuses_are_open_and_have_no_name() -> None:
    rule = rule_of("interpolate: {of: a, through: [[1, 2], [3, 9]], outside: error}")
    assert [b.label for b in rule.branches] == ["", "1 → 3", ""]
    ends = [b.interval for b in (rule.branches[0], rule.branches[-1])]
    assert [(r.lo, r.hi, r.lo_open, r.hi_open) for r in ends if r] == [
        (None, 1, True, True),
        (3, None, True, True),
    ]


# -- what a person gives -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "least", "shares"),
    [
        (F(10), F(0), (0, 1)),
        (F(10), F(-5), (F(-1, 2), 1)),
        (F(10), F(3), (0, 1)),
        (F(0), F(-5), (-1, 0)),
        (F(0), F(-1, 2), (-1, 0)),
        (F(0), F(0), (0, 0)),
        (None, F(0), (0, 1)),
    ],
)
def test_what_is_given_lies_between_the_least_and_the_points(
    points: Fraction | None, least: Fraction, shares: tuple[Fraction, Fraction]
) -> None:
    rule = given(points, least)
    assert rule.shares is not None
    assert (rule.rule, rule.shares.lo, rule.shares.hi) == ("given", *shares)


def test_a_judgement_keeps_what_was_told_before_it() -> None:
    judged = 'judgement: {levels: {good: "[80%, 100%]", fair: "[0%, 70%)"}}'
    assert codes(f"applies: zzz\notherwise: zero\n{judged}") == ["N305", "P501"]


# -- what several rules share ------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["a - 1", "max(a, c)", "a"])
def test_a_quantity_is_what_the_author_wrote(of: str) -> None:
    rule = rule_of(f'bands: {{of: "{of}", bands: {{"[1, inf)": 1, "(-inf, 1)": 0}}}}')
    assert rule.quantity is not None
    assert ast.unparse(rule.quantity).replace("Fraction(1, 1)", "1") == of


CIRCLE = """
rubric: circle
points: 10
rounding: {places: 0, mode: half_up, at: item}
items:
  one: {points: 5, formula: 'FIRST("two")'}
  two: {points: 5, formula: 'SECOND("one") / 2'}
"""


@pytest.mark.parametrize("first", ["score", "得分"])
@pytest.mark.parametrize("second", ["score", "得分"])
def test_items_that_rest_on_each_others_scores_are_told(first: str, second: str) -> None:
    _, problems = load_rubric_text(CIRCLE.replace("FIRST", first).replace("SECOND", second))
    assert [problem.code for problem in problems] == ["P525"]


def test_what_rests_on_a_fact_that_is_declared_wrongly_is_not_told() -> None:
    text = """
rubric: wrong
points: 10
rounding: none
facts: {kind: {type: choice, choice: [x]}, t: {type: odd}}
items:
  one: {points: 3, cases: [{when: 'kind == "x"', earns: 3}, {otherwise: 0}]}
  more: {points: 2, lookup: {of: t, table: {x: 2, y: 0}}}
  two: {points: 5, formula: t + zzz}
"""
    _, problems = load_rubric_text(text)
    assert [problem.code for problem in problems] == ["R201", "R203", "N305"]


def test_a_name_that_could_not_be_declared_is_not_called_unknown_too() -> None:
    text = """
rubric: wrong
points: 10
rounding: none
facts: {t: USD}
values: {v: t + zzz, w: }
items:
  one: {points: 10, formula: t + v + w}
"""
    _, problems = load_rubric_text(text)
    assert [problem.code for problem in problems] == ["R203", "N305", "R203"]
