"""The score of a whole: its grades, what it requires, its rows, and what is left where nothing applies."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine import load_facts_text, score
from rubric import load_rubric_text
from rubric.report import render_problems

if TYPE_CHECKING:
    from engine.scorecard import ItemScore, Scorecard

F = Fraction


def card(rubric: str, facts: str) -> Scorecard:
    held, problems = load_rubric_text(rubric)
    assert held is not None, render_problems(problems, "en")
    given, problems = load_facts_text(facts, held)
    assert given is not None, render_problems(problems, "en")
    return score(held, given)


def at(found: Scorecard, path: str) -> ItemScore:
    return next(item for item in found.root.walk() if item.path == path)


# -- grades ----------------------------------------------------------------------------------------


GRADED = """
rubric: graded
points: 100
rounding: {{places: 0, mode: half_up, at: total}}
grades:
  on: {on}
  good: "[90, 100]"
  fair: "[0, 90)"
  poor: "(-1, 0)"
  override:
    - {{when: forged, grade: fair, because: figures were forged}}
    - {{when: late, grade: fair}}
facts:
  base: {{range: "[0, 100]"}}
  forged: {{type: yes_no}}
  late: {{type: yes_no}}
items:
  all: {{points: 100, formula: base}}
"""
GRADED = GRADED.replace('  poor: "(-1, 0)"\n', "")


@pytest.mark.parametrize(
    ("on", "base", "due"),
    [
        ("exact", "89.5", ("fair",)),
        ("rounded", "89.5", ("good",)),
        ("exact", "90", ("good",)),
        ("rounded", "89.4", ("fair",)),
    ],
)
def test_a_grade_goes_by_the_score_that_the_author_names(on: str, base: str, due: tuple[str, ...]) -> None:
    found = card(GRADED.format(on=on), f"facts: {{base: {base}, forged: no, late: no}}")
    assert (found.grades, found.override) == (due, None)


@pytest.mark.parametrize(
    ("facts", "due", "why"),
    [
        ("base: 95, forged: yes, late: no", ("fair",), "figures were forged"),
        ("base: 95, forged: no, late: yes", ("fair",), "late"),
        ("base: 95, forged: yes, late: yes", ("fair",), "figures were forged"),
        ("base: 95, forged: no", ("good", "fair"), None),
        ("base: 80, forged: no", ("fair",), None),
        ("base: 95", ("good", "fair"), None),
        ("forged: no, late: no", ("good", "fair"), None),
        ("late: yes, base: 95", ("fair",), "late"),
    ],
)
def test_an_override_decides_and_an_open_one_leaves_both(
    facts: str, due: tuple[str, ...], why: str | None
) -> None:
    for on in ("exact", "rounded"):
        found = card(GRADED.format(on=on), f"facts: {{{facts}}}")
        assert (found.grades, found.override) == (due, why)


OPEN = """
rubric: open
points: 100
rounding: {{places: 0, mode: half_up, at: total}}
grades: {{on: {on}, good: "[90, 100]", fair: "[0, 90)"}}
facts:
  base: {{range: "[0, 9.5]"}}
items:
  sure: {{points: 80, formula: points}}
  rest: {{points: 20, formula: base}}
"""


def test_a_range_has_every_grade_that_it_touches_and_no_other() -> None:
    assert card(OPEN.format(on="exact"), "facts: {}").grades == ("fair",)
    assert card(OPEN.format(on="rounded"), "facts: {}").grades == ("good", "fair")


def test_a_rubric_without_grades_gives_none() -> None:
    found = card(REQUIRES, "facts: {rate: 100%}")
    assert (found.grades, found.override) == ((), None)


GROUPED = """
rubric: grouped
points: 10
rounding: none
grades: {on: exact, high: "[5, 10]", low: "[0, 5)"}
facts: {a: {range: "[0, 4]"}, b: {range: "[0, 6]"}}
items:
  first:
    points: 4
    grades: {on: exact, full: "[4, 4]", part: "[0, 4)"}
    items: {one: {points: 4, formula: a}}
  second:
    points: 6
    items: {two: {points: 6, formula: b}}
"""


def test_a_group_has_grades_of_its_own_and_the_whole_keeps_its_own() -> None:
    found = card(GROUPED, "facts: {a: 4, b: 0}")
    assert found.grades == ("low",)
    assert (at(found, "first").grades, at(found, "second").grades) == (("full",), ())
    assert found.root.grades == ()


# -- what must be attached ---------------------------------------------------------------------------


REQUIRES = """
rubric: requires
points: 10
rounding: none
facts: {rate: {unit: "%", range: "[0%, 100%]"}}
items:
  output:
    points: 10
    formula: points * rate
    requires:
      - {when: lost > 0, what: reason, because: a loss is explained}
      - {when: rate < 90%, what: evidence, blocking: yes}
"""


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ("facts: {rate: 100%}", []),
        ("facts: {rate: 95%}", [("reason", False)]),
        ("facts: {rate: 85%}", [("reason", False), ("evidence", True)]),
        ("facts: {rate: 85%}\nattached: {output: {reason: moved}}", [("evidence", True)]),
        ("facts: {rate: 85%}\nattached: {output: {evidence: minutes}}", [("reason", False)]),
        ("facts: {}", []),
    ],
)
def test_what_is_required_and_not_attached_is_listed(facts: str, due: list[tuple[str, bool]]) -> None:
    found = card(REQUIRES, facts)
    assert [(one.what, one.blocking) for one in found.requires] == due
    assert not any(one.attached for one in found.requires)
    assert all(one.path == "output" for one in found.requires)
    assert [one.because for one in found.requires if one.what == "reason"] == [
        "a loss is explained" for what, _ in due if what == "reason"
    ]


@pytest.mark.parametrize(
    ("formula", "when", "due"),
    [
        ("a", "lost >= 5", True),
        ("a", "lost >= 6", False),
        ("a", "lost <= 10", True),
        ("a + 5", "lost <= 5", True),
        ("a + 5", "lost >= 0", True),
        ("a + 5", "lost > 0", False),
    ],
)
def test_what_is_lost_lies_within_what_can_still_be_lost(formula: str, when: str, due: bool) -> None:
    """With ``a`` open only what holds of every loss that is still possible is required."""
    text = f"""
rubric: lost
points: 10
rounding: none
facts: {{a: {{range: "[0, 5]"}}}}
items:
  open:
    points: 10
    formula: {formula}
    requires: [{{when: {when}, what: reason}}]
"""
    assert [one.what for one in card(text, "facts: {}").requires] == ["reason"] * due


# -- nothing applies ---------------------------------------------------------------------------------


NOTHING = """
rubric: nothing
points: 10
rounding: {places: 0, mode: half_up, at: [item, total]}
facts: {a: {type: yes_no}, rate: {range: "[0, 1]"}}
items:
  one:
    points: 10
    applies: a
    otherwise: rescale
    formula: points * rate
"""


def test_where_nothing_applies_there_is_nothing_to_score() -> None:
    root = card(NOTHING, "facts: {a: no, rate: 1}").root
    assert (root.state, root.exact, root.score) == ("unscored", None, None)
    assert (root.span, root.low, root.high) == ((0, 10), 0, 10)
    assert (root.steps, root.difference) == ((), 0)
    assert root.undefined is not None
    assert root.undefined.kind == "nothing_applies"
    assert root.items[0].state == "not_applicable"


def test_where_something_applies_it_is_scored() -> None:
    root = card(NOTHING, "facts: {a: yes, rate: 0.56}").root
    assert (root.state, root.exact, root.score) == ("scored", 6, 6)


GROUPS = """
rubric: groups
points: 10
rounding: none
facts: {a: {type: yes_no}, rate: {range: "[0, 1]"}}
items:
  left:
    points: 4
    applies: a
    otherwise: OTHERWISE
    items: {one: {points: 4, formula: points * rate}}
  right: {points: 6, formula: points * rate}
"""


@pytest.mark.parametrize(("otherwise", "due"), [("zero", F(3)), ("full", F(7)), ("redistribute", F(5))])
def test_a_group_that_does_not_apply_counts_as_its_author_says(otherwise: str, due: Fraction) -> None:
    found = card(GROUPS.replace("OTHERWISE", otherwise), "facts: {a: no, rate: 0.5}")
    assert found.root.exact == due
    assert (at(found, "left").state, at(found, "left").otherwise) == ("not_applicable", otherwise)
    assert at(found, "left").items == ()


# -- rows --------------------------------------------------------------------------------------------


ROWS = """
rubric: rows
points: 10
rounding: none
facts:
  asked: {type: yes_no}
  table:
    type: table
    columns:
      title: {type: text}
      done: {range: "[0, 1]"}
      worth: {range: "(0, 10]"}
items:
  each:
    points: 6
    applies: asked
    otherwise: full
    each: {table: table, name: title, points: worth, if_empty: zero}
    formula: points * done
  other: {points: 4, formula: points}
"""


def test_rows_are_scored_each_by_its_own_points() -> None:
    rows = "[{title: a, done: 0.5, worth: 4}, {title: b, done: 1, worth: 2}]"
    found = card(ROWS, f"facts: {{asked: yes, table: {rows}}}")
    assert (at(found, "each/a").exact, at(found, "each/b").exact, at(found, "each").exact) == (2, 2, 4)


def test_an_open_table_leaves_everything_that_its_group_can_be() -> None:
    each = at(card(ROWS, "facts: {asked: yes}"), "each")
    assert (each.state, each.span, each.items) == ("unscored", (0, 6), ())
    assert each.undefined is not None
    assert (each.undefined.kind, each.undefined.detail) == ("missing_fact", "table")


def test_a_group_of_rows_that_does_not_apply_is_not_read() -> None:
    each = at(card(ROWS, "facts: {asked: no}"), "each")
    assert (each.state, each.exact, each.otherwise) == ("not_applicable", 6, "full")


def test_an_open_condition_is_told_before_an_open_table() -> None:
    each = at(card(ROWS, "facts: {}"), "each")
    assert each.undefined is not None
    assert each.undefined.detail == "asked"


LEAST = ROWS.replace("    points: 6\n    applies", "    points: 6\n    least: 2\n    applies")
SCORED = ("0, worth: 4}, {title: b, done: 0, worth: 2}", "1, worth: 4}, {title: b, done: 1, worth: 2}")
TABLES = ("[]", *(f"[{{title: a, done: {rows}]" for rows in SCORED))


@pytest.mark.parametrize(
    ("if_empty", "due"),
    [("zero", [2, 2, 6]), ("full", [6, 2, 6]), ("redistribute", [0, 2, 6]), ("rescale", [0, 2, 6])],
)
def test_an_open_table_encloses_what_a_group_with_a_least_can_come_to(if_empty: str, due: list[int]) -> None:
    """A least above 0 is no lower end where the points of an empty table go to others."""
    text = LEAST.replace("if_empty: zero", f"if_empty: {if_empty}")
    found = [at(card(text, f"facts: {{asked: yes, table: {table}}}"), "each").exact for table in TABLES]
    assert found == due
    low, high = at(card(text, "facts: {asked: yes}"), "each").span
    assert low <= min(due) <= max(due) <= high
    if if_empty in ("redistribute", "rescale"):
        assert low == 0


RULED = ROWS.replace(
    "    formula: points * done\n",
    "    rules:\n"
    "      - {when: done > 50%, formula: points * done}\n"
    "      - {otherwise: {formula: points * 0}}\n",
)


def test_a_row_whose_rule_is_open_can_come_to_nothing_or_to_all_of_its_points() -> None:
    rows = "[{title: a, done: 0.75, worth: 4}, {title: b, worth: 2}]"
    found = card(RULED, f"facts: {{asked: yes, table: {rows}}}")
    row = at(found, "each/b")
    assert (row.state, row.span, row.exact) == ("unscored", (0, 2), None)
    assert row.undefined is not None
    assert (row.undefined.kind, row.undefined.detail) == ("missing_fact", "table")
    assert (at(found, "each/a").exact, at(found, "each").span) == (3, (3, 5))


# -- what a card keeps -------------------------------------------------------------------------------


def test_a_card_keeps_who_and_when_and_what_it_was_made_of() -> None:
    text = REQUIRES.replace(
        "points: 10\nrounding", "version: 2025-1\nlanguage: en\nstatus: draft\npoints: 10\nrounding", 1
    )
    found = card(text, "subject: a bureau\nperiod: 2025\nfacts: {rate: 100%}")
    assert (found.title, found.version, found.status) == ("requires", "2025-1", "draft")
    assert (found.subject, found.period, found.language) == ("a bureau", "2025", "en")
    assert len(found.rubric_sha256) == len(found.facts_sha256) == 64
    assert found.rubric_sha256 != found.facts_sha256


# -- rounding where groups are rounded ---------------------------------------------------------------


ROUNDED = """
rubric: rounded
points: 10
rounding: {places: 0, mode: half_up, at: [item, group, total]}
facts:
  asked: {type: yes_no}
  table:
    type: table
    columns:
      title: {type: text}
      done: {range: "[0, 1]"}
      worth: {range: "(0, 10]"}
items:
  each:
    points: 4.5
    applies: asked
    otherwise: full
    each: {table: table, name: title, points: worth, if_empty: zero}
    formula: points * done
  group:
    points: 2.5
    applies: asked
    otherwise: full
    items: {one: {points: 2.5, formula: points}}
  other: {points: 3, formula: points}
"""


def test_a_group_that_does_not_apply_is_rounded_as_groups_are() -> None:
    found = card(ROUNDED, "facts: {asked: no}")
    assert (at(found, "each").exact, at(found, "each").score, at(found, "each").places) == (F(9, 2), 5, 0)
    assert (at(found, "group").exact, at(found, "group").score, at(found, "group").places) == (F(5, 2), 3, 0)


def test_an_open_table_is_rounded_as_groups_are() -> None:
    each = at(card(ROUNDED, "facts: {asked: yes}"), "each")
    assert (each.span, each.low, each.high, each.places) == ((0, F(9, 2)), 0, 5, 0)


def test_rows_are_rounded_as_items_are() -> None:
    rows = "[{title: a, done: 0.5, worth: 3}, {title: b, done: 1, worth: 1.5}]"
    found = card(ROUNDED, f"facts: {{asked: yes, table: {rows}}}")
    assert [(row.exact, row.score) for row in at(found, "each").items] == [(F(3, 2), 2), (F(3, 2), 2)]


SHARED = RULED.replace("    otherwise: full\n", "    otherwise: zero\n").replace(
    "  other: {points: 4, formula: points}\n",
    "  gone: {points: 3, applies: not asked, otherwise: redistribute, formula: points}\n"
    "  other: {points: 1, formula: points}\n",
)


def test_what_is_open_grows_with_the_points_that_others_leave_to_it() -> None:
    """Three points go to six and to one: each counts ten sevenths of what it did."""
    each = at(card(SHARED, "facts: {asked: yes}"), "each")
    assert each.span == (0, F(60, 7))
    rows = "[{title: a, done: 0.75, worth: 4}, {title: b, worth: 2}]"
    row = at(card(SHARED, f"facts: {{asked: yes, table: {rows}}}"), "each/b")
    assert row.span == (0, F(20, 7))
