"""Which numbers an item is scored in, and that all of them give the same score: whole, floating and exact."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any, Final

import pytest

from engine.batch.kernel import Kernel
from engine.batch.layout import layout_of
from engine.facts_given import Facts, Given
from rubric import load_rubric_text
from rubric.model import Rubric
from tests.batch.plain_facts import Compared, compare

ROWS: Final = 150
UNROUNDED: Final = """
rubric: weighted ratios that only the total rounds
points: 100
combine: weighted
rounding: {places: 2, mode: half_up, at: total}
facts:
  a: {range: "[0, inf)"}
  b: {range: "(0, inf)"}
  c: {range: "[0, inf)"}
  d: {range: "(0, inf)"}
items:
  one: {weight: 70%, formula: points * a / b, clamp: yes}
  two: {weight: 30%, formula: points * c / d, clamp: yes}
"""
ROOTS: Final = """
rubric: roots and logarithms
points: 20
rounding: {places: 3, mode: half_even, at: [item, total]}
facts:
  a: {range: "[0, inf)"}
  b: {range: "(0, inf)"}
  c: {range: "[0, inf)"}
items:
  root: {points: 10, formula: points * sqrt(a / b), clamp: yes}
  log: {points: 10, formula: "ln(1 + c) * 2", clamp: yes}
"""
STEPS: Final = """
rubric: every mode, above and below 0
points: 60
least: -60
rounding: {places: 1, mode: MODE, at: [item]}
facts:
  a: {}
  b: {}
items:
  ratio: {points: 20, least: -20, formula: "20 * ratio(a, b, if_zero=-0.25) / 3", clamp: yes}
  steps: {points: 20, deduct: [{of: a - b, per: 0.3, points: 1.15, count: started, max: 15.05}, {when: a < 0, points: 7}]}
  line: {points: 20, least: -20, interpolate: {of: a / 7, through: [[-10, -20], [0, 3], [10, 20]], outside: clamp}}
"""


def rubric_of(text: str) -> Rubric:
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, [problem.message("en") for problem in problems]
    return rubric


def rows_of(names: str, draw: Any, missing: float = 0) -> list[Facts]:
    chance = Random(names)  # noqa: S311 - chance of a test
    rows = []
    for _ in range(ROWS):
        drawn = {name: draw(chance, name) for name in names if chance.random() >= missing}
        facts: dict[str, Any] = {name: Given(name, value, str(value)) for name, value in drawn.items()}
        rows.append(Facts(None, None, None, facts, {}, ""))
    return rows


def cents(chance: Random, name: str) -> Fraction:
    return Fraction(chance.randint(name in "bd", 10**7), 100)


def scored(text: str, rows: list[Facts]) -> tuple[Compared, dict[str, str]]:
    rubric = rubric_of(text)
    kernel = Kernel(rubric, layout_of(rubric))
    return compare(rubric, rows, kernel), dict(kernel.tiers)


def test_a_sum_of_ratios_over_different_columns_is_whole_while_it_fits() -> None:
    found, tiers = scored(UNROUNDED, rows_of("abcd", cents))
    assert tiers == {"one": "int64", "two": "int64"}
    assert found.sure == ROWS


def test_a_sum_of_ratios_that_does_not_fit_is_approximated_and_sure_of_nearly_all() -> None:
    def large(chance: Random, name: str) -> Fraction:
        return Fraction(chance.randint(name in "bd", 10**14), 100)

    found, tiers = scored(UNROUNDED, rows_of("abcd", large))
    assert tiers == {"one": "int64", "two": "int64", "": "float64"}
    assert found.sure > 0.95 * ROWS


def test_roots_and_logarithms_are_approximated() -> None:
    found, tiers = scored(ROOTS, rows_of("abc", cents))
    assert tiers == {"root": "float64", "log": "float64"}
    assert found.sure > 0.95 * ROWS


@pytest.mark.parametrize("mode", ["half_up", "half_even", "up", "down", "ceiling", "floor"])
@pytest.mark.parametrize("size", [30, 10**6, 10**15])
def test_every_mode_above_and_below_zero(mode: str, size: int) -> None:
    def around(chance: Random, _: str) -> Fraction:
        return Fraction(chance.randint(-size, size), 10)

    found, tiers = scored(STEPS.replace("MODE", mode), rows_of("ab", around))
    assert found.sure == ROWS
    assert set(tiers.values()) <= {"int64", "float64"} | ({"exact"} if size > 10**6 else set())


@pytest.mark.parametrize("text", [UNROUNDED, ROOTS, STEPS.replace("MODE", "half_up")])
def test_rows_that_lack_facts_are_sure_too(text: str) -> None:
    found, _ = scored(text, rows_of("abcd" if "d:" in text else "abc" if "c:" in text else "ab", cents, 0.3))
    assert found.sure > 0.9 * ROWS


def test_names_of_facts_are_never_those_of_columns_on_the_way() -> None:
    text = """
rubric: names
points: 20
rounding: {places: 2, mode: half_up, at: [item]}
grades: {on: rounded, A: "[10, inf)", B: "(-inf, 10)"}
facts: {_1: {range: "[0, inf)"}, _2: {range: "[0, inf)"}, sure: {type: yes_no}, grade: {}, complete: {type: yes_no}}
checks:
  k1: {that: "_1 + 1 == _2", severity: error}
items:
  x: {points: 10, bands: {of: _1 / 3 + _2 / 7, bands: {"[0, 5)": 3, "[5, inf)": 10}}}
  y: {points: 10, cases: [{when: sure and complete, earns: 10}, {when: grade > 3, earns: 5}, {otherwise: 0}]}
"""
    rows = []
    for n in range(40):
        known = {"_1": Fraction(n), "_2": Fraction(n + n % 3), "sure": n % 2 == 0, "grade": Fraction(n % 5)}
        known["complete"] = n % 4 == 0
        facts: dict[str, Any] = {name: Given(name, value, "") for name, value in known.items()}
        rows.append(Facts(None, None, None, facts, {}, ""))
    assert scored(text, rows)[0].sure == len(rows)


def test_a_table_of_no_rows() -> None:
    rubric = rubric_of(ROOTS)
    assert compare(rubric, []) == Compared(0, 0, 0)
