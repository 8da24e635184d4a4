"""Every rule at its edges: what it earns there, which branch says so, and what an explanation is given."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from engine import load_facts_text, score
from rubric import load_rubric_text
from rubric.report import render_problems

if TYPE_CHECKING:
    from engine.scorecard import ItemScore
    from rubric.model import Rubric
    from rubric.rules.base import Lowered

F = Fraction
HEAD = """
rubric: rules
points: {points}
rounding: none
facts:
  a: {{range: "[0, inf)"}}
  b: {{range: "[0, inf)"}}
  c: {{range: "(0, inf)"}}
  rate: {{range: "[0, 1]"}}
  whole: {{type: integer, range: "[0, 10]"}}
  yes_: {{type: yes_no}}
  kind: {{type: choice, choices: [x, y, z]}}
  size: {{type: choice, choices: [s, l]}}
items:
  item:
    points: {points}
"""


def rubric_of(rule: str, points: str = "10") -> tuple[Rubric | None, list[Any]]:
    body = "".join(f"    {line}\n" for line in rule.strip("\n").splitlines())
    return load_rubric_text(HEAD.format(points=points) + body)


def rule_of(rule: str, points: str = "10") -> Lowered:
    rubric, problems = rubric_of(rule, points)
    assert rubric is not None, render_problems(problems, "en")
    found = rubric.root.items[0].rule
    assert found is not None
    return found


def item(rule: str, facts: str, points: str = "10") -> ItemScore:
    rubric, problems = rubric_of(rule, points)
    assert rubric is not None, render_problems(problems, "en")
    given, problems = load_facts_text("facts: {" + facts + "}", rubric)
    assert given is not None, render_problems(problems, "en")
    return score(rubric, given).root.items[0]


def codes(rule: str, points: str = "10") -> list[str]:
    return [problem.code for problem in rubric_of(rule, points)[1]]


def decided(found: ItemScore) -> list[str]:
    return [use.branch.label for use in found.trace.branches if use.decided]


# -- bands -------------------------------------------------------------------------------------------


BANDS = 'bands: {of: a, bands: {"[2, inf)": 100%, "(1, 2)": a * 2, "[0, 1]": 1}}'


@pytest.mark.parametrize(
    ("a", "due", "band"),
    [
        ("0", "1", "[0, 1]"),
        ("1", "1", "[0, 1]"),
        ("1.25", "2.5", "(1, 2)"),
        ("2", "10", "[2, inf)"),
        ("99", "10", "[2, inf)"),
    ],
)
def test_the_band_that_holds_the_quantity_decides(a: str, due: str, band: str) -> None:
    found = item(BANDS, f"a: {a}")
    assert (found.exact, decided(found), found.trace.quantity) == (F(due), [band], F(a))


def test_bands_are_told_from_the_least_up_with_their_ends() -> None:
    rule = rule_of(BANDS)
    assert rule.rule == "bands"
    assert [b.label for b in rule.branches] == ["[0, 1]", "(1, 2)", "[2, inf)"]
    assert {b.kind for b in rule.branches} == {"band"}
    held = [b.interval for b in rule.branches]
    assert [(r.lo, r.hi, r.lo_open, r.hi_open) for r in held if r] == [
        (0, 1, False, False),
        (1, 2, True, True),
        (2, None, False, True),
    ]
    assert (rule.text, rule.percent, rule.clamps) == ("a", False, False)
    assert all(b.place is not None for b in rule.branches)


def test_bands_in_percent_are_spoken_of_in_percent() -> None:
    assert rule_of('bands: {of: rate, bands: {"[90%, 100%]": 10, "[0%, 90%)": 0}}').percent
    assert rule_of('bands: {of: rate, bands: {"[0.9, 1]": 10, "[0, 0.9)": 0}}').percent is False


def test_a_band_that_ends_where_the_quantity_does_is_one_to_its_end() -> None:
    rule = 'bands: {of: rate, bands: {"(0.5, 1]": 10, "[0, 0.5]": 4}}'
    assert [item(rule, f"rate: {x}").exact for x in ("0", "0.5", "0.51", "1")] == [4, 4, 10, 10]
    assert item('bands: {of: rate, bands: {"[0, 1]": 7}}', "rate: 0.3").exact == 7


@pytest.mark.parametrize(
    ("of", "bands", "due"),
    [
        ("rate", '"[0, 0.5)": 1, "(0.5, 1]": 2', "0.5"),
        ("whole", '"[0, 3]": 1, "[5, 10]": 2', "4"),
        ("whole", '"[0, 2]": 1, "[5, 10]": 2', "[3, 4]"),
        ("rate", '"[0%, 50%)": 1, "(50%, 100%]": 2', "50%"),
    ],
)
def test_a_hole_is_shown_as_the_quantity_can_meet_it(of: str, bands: str, due: str) -> None:
    _, problems = rubric_of(f"bands: {{of: {of}, bands: {{{bands}}}}}")
    assert [(p.code, getattr(p, "hole", None)) for p in problems] == [("P501", due)]


def test_whole_numbers_leave_no_hole_between_neighbours() -> None:
    rule = 'bands: {of: whole, bands: {"[0, 3]": 1, "[4, 10]": 2}}'
    assert [item(rule, f"whole: {n}").exact for n in (3, 4)] == [1, 2]


def test_an_overlap_names_both_bands_and_what_they_share() -> None:
    _, problems = rubric_of('bands: {of: rate, bands: {"[0, 0.5]": 1, "[0.5, 1]": 2}}')
    [problem] = problems
    assert (problem.code, problem.overlap, {problem.first, problem.second}) == (
        "P502", "0.5", {"[0, 0.5]", "[0.5, 1]"},
    )  # fmt: skip


# -- cases -------------------------------------------------------------------------------------------


CASES = "cases: [{when: a > 2, earns: 100%, because: much}, {when: yes_, earns: 5}, {otherwise: 1}]"


@pytest.mark.parametrize(
    ("facts", "due", "case"),
    [
        ("a: 3, yes_: yes", 10, "a > 2"),
        ("a: 2, yes_: yes", 5, "yes_"),
        ("a: 2, yes_: no", 1, ""),
    ],
)
def test_the_first_case_that_holds_decides(facts: str, due: int, case: str) -> None:
    found = item(CASES, facts)
    assert (found.exact, decided(found)) == (due, [case])


def test_cases_keep_the_words_of_their_author() -> None:
    rule = rule_of(CASES)
    assert [(b.kind, b.label, b.because) for b in rule.branches] == [
        ("case", "a > 2", "much"),
        ("case", "yes_", None),
        ("case", "", None),
    ]
    assert rule.rule == "cases"
    assert item("cases: [{otherwise: 3}]", "").exact == 3


@pytest.mark.parametrize(
    ("cases", "count"),
    [
        ("[{when: a > 2, earns: 1}]", 1),
        ("[{otherwise: 1}, {when: a > 2, earns: 1}]", 1),
        ("[{otherwise: 1}, {otherwise: 1}, {otherwise: 1}]", 2),
        ("[{when: a > 2}, {otherwise: 1}]", 1),
        ("[{earns: 2}, {otherwise: 1}]", 1),
        ("[{when: a > 2, earns: 2, otherwise: 1}, {otherwise: 1}]", 1),
    ],
)
def test_cases_that_leave_something_unsaid_are_each_told_once(cases: str, count: int) -> None:
    assert len(codes(f"cases: {cases}")) == count


# -- checklists --------------------------------------------------------------------------------------


def test_each_element_that_is_there_earns_its_points() -> None:
    rule = "checklist: {one: 6, two: 40%}"
    for one, two, due in (("yes", "yes", 10), ("yes", "no", 6), ("no", "yes", 4), ("no", "no", 0)):
        found = item(rule, f"item/one: {one}, item/two: {two}")
        assert found.exact == due
    lowered = rule_of(rule)
    assert [(b.kind, b.label, b.each, b.fact, b.required) for b in lowered.branches] == [
        ("element", "one", "6", "item/one", False),
        ("element", "two", "4", "item/two", False),
    ]
    assert (lowered.rule, lowered.clamps) == ("checklist", False)


def test_without_a_required_element_there_is_nothing() -> None:
    rule = "checklist: {one: {earns: 6, required: yes}, two: 4}"
    for one, two, due in (("yes", "yes", 10), ("yes", "no", 6), ("no", "yes", 0), ("no", "no", 0)):
        assert item(rule, f"item/one: {one}, item/two: {two}").exact == due
    both = "checklist: {one: {earns: 6, required: yes}, two: {earns: 2, required: yes}, three: 2}"
    for one, two, due in (("yes", "yes", 10), ("yes", "no", 0), ("no", "yes", 0)):
        assert item(both, f"item/one: {one}, item/two: {two}, item/three: yes").exact == due
    assert [b.required for b in rule_of(rule).branches] == [True, False]


def test_each_missing_element_takes_the_same_down_to_nothing() -> None:
    rule = "checklist: {each_missing: 4, list: [one, two, three]}"
    for missing, due in ((0, 10), (1, 6), (2, 2), (3, 0)):
        said = ", ".join(
            f"item/{name}: {'no' if n < missing else 'yes'}" for n, name in enumerate(("one", "two", "three"))
        )
        assert item(rule, said).exact == due
    lowered = rule_of(rule)
    assert (lowered.clamps, lowered.options) == (True, (("each_missing", "4"),))
    assert [b.each for b in lowered.branches] == ["4", "4", "4"]


@pytest.mark.parametrize(
    "rule",
    [
        "checklist: {one: 6, two: 5}",
        "checklist: {one: 6, two: 3}",
        "checklist: {one: 10, two: 0}",
        "checklist: {one: 11, two: -1}",
        "checklist: {one: 5, two: five}",
        "checklist: {each_missing: 0, list: [one]}",
        "checklist: {each_missing: -1, list: [one]}",
        "checklist: {each_missing: some, list: [one]}",
        "checklist: {each_missing: 1, list: []}",
    ],
)
def test_a_checklist_that_does_not_add_up_is_told_once(rule: str) -> None:
    assert len(codes(rule)) == 1


# -- lines -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "due"), [("complete", ["10", "10", "8", "8"]), ("started", ["10", "8", "8", "6"]),
                       ("continuous", ["10", "9", "8", "7"])],
)  # fmt: skip
def test_steps_are_counted_as_the_line_says(count: str, due: list[str]) -> None:
    rule = f"deduct: [{{of: a - 1, per: 2, points: 2, count: {count}}}]"
    assert [item(rule, f"a: {a}").exact for a in (1, 2, 3, 4)] == [F(one) for one in due]
    assert item(rule, "a: 0").exact == 10
    [branch] = rule_of(rule).branches
    assert (branch.kind, branch.label, branch.each, branch.count, branch.per) == (
        "line",
        "a - 1",
        "2",
        count,
        2,
    )
    assert branch.place is not None


def test_a_line_takes_no_more_than_its_most() -> None:
    rule = "deduct: [{of: a, per: 1, points: 3, count: complete, max: 5, because: late}]"
    assert [item(rule, f"a: {a}").exact for a in (0, 1, 2, 3)] == [10, 7, 5, 5]
    assert rule_of(rule).branches[0].because == "late"


def test_a_condition_takes_its_points_or_none() -> None:
    rule = "deduct: [{when: yes_, points: 4, because: why}, {when: a > 1, points: 50%}]"
    due = {("no", 0): 10, ("yes", 0): 6, ("no", 2): 5, ("yes", 2): 1}
    for (yes, a), points in due.items():
        assert item(rule, f"yes_: {yes}, a: {a}").exact == points
    lowered = rule_of(rule)
    assert (lowered.rule, lowered.clamps) == ("deduct", True)
    assert [(b.kind, b.label, b.because) for b in lowered.branches] == [
        ("line", "yes_", "why"),
        ("line", "a > 1", None),
    ]


def test_an_award_adds_up_to_its_points() -> None:
    rule = "award: [{when: yes_, points: 4}, {of: a, per: 1, points: 3, count: complete}]"
    assert [item(rule, f"yes_: yes, a: {a}").exact for a in (0, 1, 2, 9)] == [4, 7, 10, 10]
    assert (rule_of(rule).rule, rule_of(rule).clamps) == ("award", True)


@pytest.mark.parametrize(
    "line",
    [
        "{when: yes_, of: a, points: 1}",
        "{when: yes_, points: 1, max: 2}",
        "{of: a, per: 0, points: 1, count: complete}",
        "{of: a, per: -1, points: 1, count: complete}",
        "{of: a, per: 1, points: 1}",
        "{of: a, count: complete, points: 1}",
        "{per: 1, count: complete, points: 1}",
        "{points: 1}",
        "{when: yes_, points: 0}",
        "{when: yes_, points: -1}",
    ],
)
def test_a_line_that_is_half_said_is_told_once(line: str) -> None:
    assert len(codes(f"deduct: [{line}]")) == 1
    assert len(codes(f"award: [{line}]")) == 1


# -- proportions -------------------------------------------------------------------------------------


def proportion(more: str, facts: str) -> Fraction | None:
    return item(f"proportion: {{of: a, target: b, {more}}}", facts).exact


def test_more_is_better_up_to_the_target() -> None:
    said = "better: higher, over: cap, on_zero: 3"
    assert [proportion(said, f"a: {a}, b: 4") for a in (0, 1, 4, 5)] == [0, F(5, 2), 10, 10]
    assert proportion(said, "a: 1, b: 0") == 3
    assert proportion(said.replace("3", "100%"), "a: 1, b: 0") == 10
    assert proportion(said.replace("3", "unscored"), "a: 1, b: 0") is None


def test_beyond_the_target_can_be_an_error_and_at_it_is_none() -> None:
    said = "better: higher, over: error, on_zero: unscored"
    assert proportion(said, "a: 4, b: 4") == 10
    found = item(f"proportion: {{of: a, target: b, {said}}}", "a: 5, b: 4")
    assert found.undefined is not None
    assert (found.exact, found.undefined.kind) == (None, "over_target")


def test_below_a_share_of_the_target_there_is_nothing() -> None:
    said = "better: higher, over: cap, on_zero: 0, from: 60%"
    assert [proportion(said, f"a: {a}, b: 10") for a in (5, 6, 7)] == [0, 6, 7]


def test_less_is_better_by_the_ratio() -> None:
    said = "better: lower, shape: ratio, over: cap, on_zero: 0"
    assert [proportion(said, f"a: {a}, b: 4") for a in (0, 3, 4, 8)] == [10, 10, 10, 5]
    assert [proportion(said, f"a: {a}, b: 0") for a in (0, 1)] == [10, 0]


def test_less_is_better_in_a_line_down_to_nothing() -> None:
    said = "better: lower, shape: linear, zero_at: 150%, over: cap, on_zero: 0"
    assert [proportion(said, f"a: {a}, b: 4") for a in (4, 5, 6, 7)] == [10, 5, 0, 0]


def test_a_proportion_tells_what_it_was_told() -> None:
    rule = rule_of("proportion: {of: a, target: c, better: higher, over: cap, from: 60%}")
    assert (rule.rule, rule.text) == ("proportion", "a ÷ c")
    assert dict(rule.options) == {"better": "higher", "over": "cap", "from": "60%"}
    lower = "proportion: {of: a, target: c, better: lower, shape: linear, zero_at: 150%, over: cap}"
    assert dict(rule_of(lower).options) == {
        "better": "lower", "shape": "linear", "over": "cap", "zero_at": "150%",
    }  # fmt: skip
    found = item("proportion: {of: a, target: c, better: higher, over: cap}", "a: 1, c: 4")
    assert (found.trace.quantity, found.trace.target) == (1, 4)


@pytest.mark.parametrize(
    "said",
    [
        "of: a, target: b, better: higher, over: cap",
        "of: a, target: c, better: higher, over: cap, on_zero: 0",
        "of: a - 1, target: c, better: higher, over: cap",
        "of: a, target: c - 1, better: higher, over: cap",
        "of: a, target: b, better: higher, over: cap, on_zero: nought",
        "of: a, target: c, better: higher, over: cap, shape: ratio",
        "of: a, target: c, better: lower, over: cap",
        "of: a, target: c, better: lower, over: cap, shape: ratio, zero_at: 150%",
        "of: a, target: c, better: lower, over: cap, shape: linear",
        "of: a, target: c, better: lower, over: cap, shape: linear, zero_at: 100%",
    ],
)
def test_a_proportion_that_is_half_said_is_told_once(said: str) -> None:
    assert len(codes(f"proportion: {{{said}}}")) == 1


# -- interpolation -----------------------------------------------------------------------------------


LINE = "interpolate: {of: a, through: [[1, 2], [3, 6], [5, 10]], outside: OUTSIDE}"


def test_between_two_points_a_line_is_followed() -> None:
    rule = LINE.replace("OUTSIDE", "clamp").replace("[3, 6]", "[2, 6]")
    due = {"0": 2, "1": 2, "1.5": 4, "2": 6, "3.5": 8, "5": 10, "6": 10}
    assert {a: item(rule, f"a: {a}").exact for a in due} == due


def test_outside_the_points_there_may_be_no_value() -> None:
    rule = LINE.replace("OUTSIDE", "error")
    assert [item(rule, f"a: {a}").exact for a in ("1", "5")] == [2, 10]
    for a in ("0.99", "5.01"):
        found = item(rule, f"a: {a}")
        assert found.undefined is not None
        assert (found.exact, found.undefined.kind, found.undefined.detail) == (None, "outside", "a [1, 5]")


def test_a_broken_line_tells_its_pieces() -> None:
    rule = rule_of(LINE.replace("OUTSIDE", "clamp"))
    assert rule.rule == "interpolate"
    assert [b.label for b in rule.branches] == ["", "1 → 3", "3 → 5", ""]
    assert [(r.lo, r.hi, r.lo_open, r.hi_open) for r in (b.interval for b in rule.branches) if r] == [
        (None, 1, True, True), (1, 3, False, False), (3, 5, False, False), (5, None, True, True),
    ]  # fmt: skip
    assert dict(rule.options) == {"percent": "no", "outside": "clamp"}
    assert {b.kind for b in rule.branches} == {"point"}


def test_a_broken_line_in_percent_earns_shares() -> None:
    text = "interpolate: {of: rate, through: [[60%, 0%], [80%, 50%], [100%, 100%]], outside: clamp}"
    due = {"0.5": 0, "0.7": F(5, 2), "0.8": 5, "0.9": F(15, 2), "1": 10}
    assert {x: item(text, f"rate: {x}").exact for x in due} == due
    rule = rule_of(text)
    assert rule.percent
    assert [b.label for b in rule.branches] == ["", "60% → 80%", "80% → 100%", ""]


@pytest.mark.parametrize(
    "through",
    [
        "[[1, 2]]",
        "[[1, 2], [1, 3]]",
        "[[2, 2], [1, 3]]",
        "[[1, 2], [2, 50%]]",
        "[[1, 2], [x, 3]]",
        "[[1, 2], [2, 3, 4]]",
    ],
)
def test_points_that_make_no_line_are_told_once(through: str) -> None:
    assert len(codes(f"interpolate: {{of: a, through: {through}, outside: clamp}}")) == 1


# -- lookups -----------------------------------------------------------------------------------------


def test_a_word_has_its_points() -> None:
    rule = "lookup: {of: kind, table: {x: 100%, y: 4, z: a}}"
    assert [item(rule, f"kind: {k}, a: 3").exact for k in "xyz"] == [10, 4, 3]
    assert [(b.kind, b.label) for b in rule_of(rule).branches] == [("row", "x"), ("row", "y"), ("row", "z")]
    assert decided(item(rule, "kind: y")) == ["y"]
    assert (rule_of(rule).rule, rule_of(rule).text) == ("lookup", "kind")


def test_yes_and_no_are_words_too() -> None:
    rule = "lookup: {of: yes_, table: {yes: 8, no: 2}}"
    assert [item(rule, f"yes_: {said}").exact for said in ("yes", "no")] == [8, 2]


PAIRS = """
lookup:
  of: [size, yes_]
  table:
    - {size: s, yes_: yes, earns: 1}
    - {size: s, yes_: no, earns: 2}
    - {size: l, yes_: yes, earns: 3}
    - {size: l, yes_: no, earns: 4}
"""


def test_a_decision_table_has_a_row_for_every_pair() -> None:
    due = {("s", "yes"): 1, ("s", "no"): 2, ("l", "yes"): 3, ("l", "no"): 4}
    assert {pair: item(PAIRS, f"size: {pair[0]}, yes_: {pair[1]}").exact for pair in due} == due
    assert [b.label for b in rule_of(PAIRS).branches] == ["s、yes", "s、no", "l、yes", "l、no"]
    assert rule_of(PAIRS).text == "size，yes_"


def test_missing_rows_are_counted_and_the_first_are_named() -> None:
    for rows, told in (
        (3, ["l、no"]),
        (1, ["s、no", "l、yes", "l、no"]),
    ):
        text = "\n".join(PAIRS.strip("\n").splitlines()[: 3 + rows])
        [problem] = rubric_of(text)[1]
        assert all(word.replace("no", "否").replace("yes", "是") in problem.words_zh for word in told)
        assert problem.words_en == "；".join(told)
    [problem] = rubric_of("lookup: {of: [kind, size], table: [{kind: x, size: s, earns: 1}]}")[1]
    assert problem.words_en == "x、l；y、s；y、l and 2 more"
    assert problem.words_zh == "x、l；y、s；y、l 等，另有 2 种"


@pytest.mark.parametrize(
    "rule",
    [
        "lookup: {of: a, table: {x: 1}}",
        "lookup: {of: kind, table: {x: 1, y: 2, z: 3, w: 4}}",
        "lookup: {of: kind, table: {x: 1, y: 2}}",
        "lookup: {of: kind, table: {x: 1, y: 2, z: }}",
        PAIRS + "    - {size: s, yes_: no, earns: 4}\n",
        PAIRS.replace("yes_: no, earns: 4", "earns: 4"),
        PAIRS.replace("yes_: no, earns: 4", "yes_: no"),
        PAIRS.replace("yes_: no, earns: 4", "yes_: no, kind: x, earns: 4"),
        "lookup: {of: [size, kind], table: {s: 1, l: 2}}",
    ],
)
def test_a_lookup_that_leaves_something_unsaid_is_told_once(rule: str) -> None:
    assert len(codes(rule)) == 1


# -- judgement ---------------------------------------------------------------------------------------


def test_levels_share_out_the_points_without_a_hole() -> None:
    rule = rule_of('judgement: {levels: {good: "[80%, 100%]", fair: "[0%, 80%)"}}')
    assert [(b.kind, b.label) for b in rule.branches] == [("level", "good"), ("level", "fair")]
    assert rule.rule == "judgement"
    assert rule.shares is not None
    assert (rule.shares.lo, rule.shares.hi) == (0, 1)
    assert all(b.interval is not None and b.place is not None for b in rule.branches)
    assert len(codes('judgement: {levels: {good: "(80%, 100%]", fair: "[0%, 80%)"}}')) == 1
    assert len(codes('judgement: {levels: {good: "[80%, 99%]", fair: "[0%, 80%)"}}')) == 1
