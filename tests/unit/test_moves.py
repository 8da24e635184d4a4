"""What becomes of the points of items that do not apply, and of those of which it is open."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from engine import load_facts_text, score
from rubric import load_rubric_text
from rubric.report import render_problems

HEAD = """
rubric: moves
points: 10
rounding: none
facts: {a: {type: yes_no}, b: {type: yes_no}, t: {type: table, columns: {n: {type: text}, w: {}}}}
"""


def root_of(items: str, facts: str) -> Any:
    rubric, problems = load_rubric_text(HEAD + items)
    assert rubric is not None, render_problems(problems, "en")
    given, problems = load_facts_text(f"facts: {facts}", rubric)
    assert given is not None, render_problems(problems, "en")
    return score(rubric, given).root


OPEN_WHOLE = """
applies: a
otherwise: full
items: {x: {points: 10, formula: 5}}
"""
OPEN_GROUP = """
items:
  g: {points: 4, applies: a, otherwise: HOW, items: {x: {points: 4, formula: 3}}}
  h: {points: 6, formula: points / 2}
"""
EMPTIED = """
items:
  g:
    points: 10
    otherwise: full
    items:
      x: {points: 5, applies: a, otherwise: redistribute, formula: 0}
      y: {points: 5, applies: b, otherwise: redistribute, formula: 0}
"""
STAYS = """
items:
  x: {points: 4, applies: a, otherwise: redistribute, formula: points}
  y: {points: 2, applies: b, otherwise: full, formula: points}
  z: {points: 4, formula: points}
"""
LEAVES = """
items:
  x: {points: 4, applies: a, otherwise: rescale, formula: points}
  y: {points: 6, applies: b, otherwise: rescale, formula: points / 2}
"""
FULL_UNDER_RESCALE = """
items:
  x: {points: 4, applies: a, otherwise: full, formula: 1}
  y: {points: 3, applies: b, otherwise: rescale, formula: 0}
  z: {points: 3, formula: points}
"""
PART_LEAVES = """
items:
  g: {points: 6, items: {x: {points: 4, applies: a, otherwise: rescale, formula: 0}, y: {points: 2, formula: 1}}}
  h: {points: 4, formula: points}
"""
NESTED = """
items:
  g:
    points: 6
    otherwise: redistribute
    items: {x: {points: 6, applies: a, otherwise: redistribute, formula: points}}
  h: {points: 4, applies: b, otherwise: full, formula: points}
"""
BOTH_WAYS = """
items:
  g:
    points: 4
    otherwise: redistribute
    items:
      x: {points: 2, applies: a, otherwise: redistribute, formula: 0}
      y: {points: 2, applies: b, otherwise: rescale, formula: 0}
  h: {points: 6, formula: points / 2}
"""
ROWS_TAKE = """
items:
  r: {points: 4, each: {table: t, name: n, points: w, if_empty: zero}, formula: points}
  y: {points: 6, applies: a, otherwise: redistribute, formula: 0}
"""
ROWS = """
items:
  r: {points: 4, each: {table: t, name: n, points: w, if_empty: HOW}, formula: points}
  y: {points: 6, formula: points}
"""
CASES = [
    (OPEN_WHOLE, "{}", (5, 10)),
    (OPEN_WHOLE, "{a: no}", (10, 10)),
    (OPEN_GROUP.replace("HOW", "zero"), "{}", (3, 6)),
    (OPEN_GROUP.replace("HOW", "full"), "{}", (6, 7)),
    (OPEN_GROUP.replace("HOW", "redistribute"), "{a: no}", (5, 5)),
    (EMPTIED, "{a: no, b: no}", (10, 10)),
    (EMPTIED, "{a: no}", (0, 10)),
    (EMPTIED, "{a: no, b: yes}", (0, 0)),
    (STAYS, "{a: no, b: no}", (10, 10)),
    (STAYS, "{a: no, b: yes}", (10, 10)),
    (LEAVES, "{a: yes, b: no}", (10, 10)),
    (LEAVES, "{a: no, b: yes}", (5, 5)),
    (LEAVES, "{a: no, b: no}", (0, 10)),
    (FULL_UNDER_RESCALE, "{a: no}", (7, 10)),
    (FULL_UNDER_RESCALE, "{a: no, b: no}", (10, 10)),
    ("otherwise: zero" + NESTED, "{a: no, b: no}", (0, 0)),
    ("otherwise: zero" + NESTED, "{a: no, b: yes}", (10, 10)),
    (BOTH_WAYS, "{a: no, b: no}", (5, 5)),
    (BOTH_WAYS, "{a: yes, b: no}", (Fraction(15, 4), Fraction(15, 4))),
    (ROWS_TAKE, "{}", (0, 10)),
    (ROWS_TAKE, "{a: no, t: [{n: q, w: 4}]}", (10, 10)),
    (ROWS.replace("HOW", "redistribute"), "{t: []}", (10, 10)),
    (ROWS.replace("HOW", "rescale"), "{t: []}", (10, 10)),
    (ROWS.replace("HOW", "zero"), "{t: []}", (6, 6)),
    (ROWS.replace("HOW", "full"), "{}", (6, 10)),
]


@pytest.mark.parametrize(("items", "facts", "due"), CASES)
def test_points_go_where_the_author_says(items: str, facts: str, due: tuple[Fraction, Fraction]) -> None:
    root = root_of(items, facts)
    assert (root.low, root.high) == due
    assert (root.exact is None) == (due[0] != due[1])


def test_an_open_move_holds_both_of_its_outcomes() -> None:
    items = OPEN_GROUP.replace("HOW", "redistribute")
    open_ = root_of(items, "{}")
    for answer in ("yes", "no"):
        assert open_.low <= root_of(items, f"{{a: {answer}}}").exact <= open_.high


@pytest.mark.parametrize(
    ("items", "open_", "known", "path"),
    [
        (LEAVES, "{}", "{a: yes, b: no}", "x"),
        (LEAVES, "{}", "{a: no, b: yes}", "y"),
        (FULL_UNDER_RESCALE, "{a: no}", "{a: no, b: no}", "x"),
        (ROWS_TAKE, "{}", "{a: no, t: [{n: q, w: 4}]}", "r"),
    ],
)
def test_an_item_may_take_what_it_is_open_whether_others_leave(
    items: str, open_: str, known: str, path: str
) -> None:
    wide, due = (next(i for i in root_of(items, facts).items if i.path == path) for facts in (open_, known))
    assert wide.low <= due.low
    assert due.high <= wide.high


def test_the_points_of_a_group_are_those_of_its_items_that_are_left() -> None:
    group, other = root_of(PART_LEAVES, "{a: no}").items
    assert (group.points, other.points) == (Fraction(10, 3), Fraction(20, 3))
    assert group.lost == Fraction(5, 3)


def test_a_group_is_emptied_by_a_group_in_it_that_is() -> None:
    rubric, problems = load_rubric_text(HEAD + NESTED)
    assert rubric is None
    assert [problem.code for problem in problems] == ["P507"]


def test_what_stays_keeps_its_own_points_and_what_is_left_takes_the_rest() -> None:
    root = root_of(STAYS, "{a: no, b: no}")
    assert [(item.name, item.points, item.exact) for item in root.items] == [
        ("x", 0, 0),
        ("y", 2, 2),
        ("z", 8, 8),
    ]
    assert root.difference == Fraction(0)


@pytest.mark.parametrize(
    "items",
    [
        "applies: a\notherwise: redistribute\nitems: {x: {points: 10, formula: 5}}",
        (
            "combine: {formula: x + y}\nitems: {x: {points: 5, applies: a, otherwise: redistribute, formula: 1}, "
            "y: {points: 5, formula: 1}}"
        ),
        (
            "combine: best\nitems: {x: {points: 10, applies: a, otherwise: rescale, formula: 1}, "
            "y: {points: 10, formula: 1}}"
        ),
    ],
)
def test_points_that_would_have_nowhere_to_go_are_refused(items: str) -> None:
    rubric, problems = load_rubric_text(HEAD + items)
    assert rubric is None
    assert [problem.code for problem in problems] == ["P590"]


def test_a_bonus_has_no_part_in_the_weights() -> None:
    rubric, problems = load_rubric_text(
        "rubric: r\npoints: 10\nbeyond_full: yes\ncombine: weighted\nrounding: none\nitems:\n"
        "  x: {weight: 1, formula: points}\n  y: {weight: 1, formula: points}\n"
        "  z: {bonus: yes, points: 2, formula: 1}\n"
    )
    assert rubric is not None, render_problems(problems, "en")
    facts, _ = load_facts_text("facts: {}", rubric)
    assert facts is not None
    assert score(rubric, facts).root.exact == 11
