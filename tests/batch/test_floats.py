"""Float64 with a bound of its error: what it is sure of is what the exact evaluation says."""

from __future__ import annotations

import ast
import math
import os
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine.batch.floats.decide as deciding
from engine.batch.floats import Approx, Never, Tape, Truth, Walk, approximate, holds, to_places
from engine.batch.floats.approx import error_of
from rubric.number import round_places
from rubric.rules.reader import compare, constant
from tests.batch.floats_trees import (
    MODES,
    SIGNS,
    Rows,
    calculated,
    env_of,
    exactly,
    number_tree,
    rows_of,
    seeded,
    truth_tree,
)

MORE = int(os.environ.get("RANDOM_RUBRICS", "1"))
SOME = settings(max_examples=70 * MORE, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10**6)


def shown(expr: pl.Expr | None, otherwise: Any) -> pl.Expr:
    return pl.lit(otherwise) if expr is None else expr


def bits_of(x: Fraction) -> int:
    return max(abs(x.numerator).bit_length(), x.denominator.bit_length())


# -- bounds ----------------------------------------------------------------------------------------------


@SOME
@given(SEEDS, st.integers(1, 4))
def test_every_sure_row_lies_within_all_that_is_said_of_it(seed: int, depth: int) -> None:
    random = seeded(seed)
    tree, rows, tape = number_tree(random, depth), rows_of(random, 30, missing=0.1), Tape()
    found = approximate(tree, env_of, tape.keep)
    if isinstance(found, Never):
        return
    assert isinstance(found, Approx)
    asked = (found.value, shown(found.sure, True), shown(found.rows, 0.0))
    for row, value, sure, off in zip(rows.rows, *calculated(rows, tape, *asked), strict=True):
        exact = exactly(tree, row)
        assert sure is (sure and exact is not None), "sure of a row that has no value"
        if sure:
            holds_of(found, exact, Fraction(value), Fraction(off))


def holds_of(found: Approx, exact: Fraction, value: Fraction, off: Fraction) -> None:
    assert abs(exact - value) <= found.absolute + found.relative * abs(value) + off
    assert found.lo <= exact <= found.hi
    assert abs(value) <= found.size
    assert found.grid is None or (exact / found.grid).denominator == 1
    assert found.nonzero is None or exact == 0 or abs(exact) >= found.nonzero
    assert bits_of(exact) <= found.bits


# -- decisions -------------------------------------------------------------------------------------------


@SOME
@given(SEEDS, st.integers(1, 4))
def test_a_condition_is_sure_only_of_what_holds(seed: int, depth: int) -> None:
    random = seeded(seed)
    tree, rows, tape = truth_tree(random, depth), rows_of(random, 30), Tape()
    for row, held, sure in zip(
        rows.rows, *calculated(rows, tape, *holds(tree, env_of, tape.keep)), strict=True
    ):
        exact = exactly(tree, row)
        assert sure is (sure and exact is not None), "sure of a row that has no value"
        assert not sure or held is exact


def turned(seed: int) -> tuple[int, int, int]:
    """How many rows had a value, of how many a condition was sure, and of how many it was wrong.

    The conditions turn within a few units in the last place of what the tree itself comes to.
    """
    random = seeded(seed)
    tree, rows = number_tree(random, random.randint(2, 3)), rows_of(random, 25, missing=0.01)
    exact = [exactly(tree, row) for row in rows.rows]
    values = [x for x in exact if x is not None and (x == 0 or Fraction(1, 10**100) < abs(x) < 10**100)]
    tape = Tape()
    walk = Walk(env_of, tape.keep)
    found = [0, 0, 0]
    for value in random.sample(values, min(5, len(values))):
        cut = value * (1 + Fraction(random.randint(-4, 4), 2**54))
        sign = random.choice(list(SIGNS))
        asked = walk.value(compare(tree, sign(), constant(cut)))
        if not isinstance(asked, Truth):
            continue
        for x, held, sure in zip(
            exact, *calculated(rows, tape, asked.value, shown(asked.sure, True)), strict=True
        ):
            wrong = sure and (x is None or held is not SIGNS[sign](x, cut))
            found = [a + b for a, b in zip(found, (x is not None, sure, wrong), strict=True)]
    return found[0], found[1], found[2]


def filled(seed: int) -> tuple[int, int, int]:
    """The same of cells that are rounded at the last places which float64 can hold."""
    random = seeded(seed)
    tree, rows = number_tree(random, random.randint(1, 3)), rows_of(random, 25, missing=0.01)
    exact = [exactly(tree, row) for row in rows.rows]
    sizes = [abs(x) for x in exact if x]
    if not sizes:
        return 0, 0, 0
    places, mode = digits_left(random.choice(sizes)), random.choice(MODES)
    return cells_of(tree, rows, exact, places, mode)


def digits_left(size: Fraction) -> int:
    return max(-30, min(30, 13 - math.floor(math.log10(size)))) if 10**-30 < size < 10**30 else 2


def cells_of(tree: ast.expr, rows: Rows, exact: list[Any], places: int, mode: Any) -> tuple[int, int, int]:
    tape = Tape()
    found, sure = calculated(
        rows, tape, *to_places(approximate(tree, env_of, tape.keep), places, mode, tape.keep)
    )
    wrong = 0
    for x, cell, certain in zip(exact, found, sure, strict=True):
        due = None if x is None else round_places(x, places, mode) * Fraction(10) ** places
        wrong += bool(certain) and cell != due
    return sum(x is not None for x in exact), sum(sure), wrong


def counted(trial: Any, seeds: range) -> tuple[int, int, int]:
    having, sure, wrong = zip(*map(trial, seeds), strict=True)
    return sum(having), sum(sure), sum(wrong)


@pytest.mark.parametrize("trial", [turned, filled])
def test_at_the_edge_of_float64_nothing_sure_is_wrong_and_much_is_sure(trial: Any) -> None:
    having, sure, wrong = counted(trial, range(70 * MORE))
    assert wrong == 0
    assert sure > having / 2


@pytest.fixture
def too_small_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error model 2**12 times too sure of itself."""

    def smaller(a: Approx) -> Fraction | pl.Expr:
        error = error_of(a)
        return error / 2**12 if isinstance(error, Fraction) else error * (1 / 2**12)

    def smaller_parts(a: Approx) -> tuple[Fraction, Fraction]:
        return a.absolute / 2**12, a.relative / 2**12

    monkeypatch.setattr(deciding, "error_of", smaller)
    monkeypatch.setattr(deciding, "error_parts", smaller_parts)


@pytest.mark.usefixtures("too_small_an_error")
@pytest.mark.parametrize("trial", [turned, filled])
def test_a_wrong_model_of_errors_is_found_out(trial: Any) -> None:
    assert counted(trial, range(70 * MORE))[2] > 0


def test_ordinary_cells_are_nearly_all_sure() -> None:
    having = sure = wrong = 0
    for seed in range(60):
        random = seeded(seed)
        tree, rows = number_tree(random, 2), rows_of(random, 40)
        exact = [exactly(tree, row) for row in rows.rows]
        exact = [x if x is None or abs(x) < 10**6 else None for x in exact]
        tape = Tape()
        cells = to_places(approximate(tree, env_of, tape.keep), 2, "half_up", tape.keep)
        for x, cell, certain in zip(exact, *calculated(rows, tape, *cells), strict=True):
            if x is not None:
                having, sure = having + 1, sure + certain
                wrong += certain and cell != round_places(x, 2, "half_up") * 100
    assert wrong == 0
    assert sure > 0.9 * having


def test_a_mask_is_never_null() -> None:
    for seed in range(40):
        random = seeded(seed)
        rows, tape = rows_of(random, 20, missing=0.5), Tape()
        asked = [
            to_places(approximate(number_tree(random, 3), env_of, tape.keep), 2, "half_up", tape.keep)[1],
            holds(truth_tree(random, 3), env_of, tape.keep)[1],
        ]
        for mask in calculated(rows, tape, *asked):
            assert None not in mask


def test_conditions_are_of_their_own_kind() -> None:
    assert isinstance(approximate(truth_tree(seeded(3), 2), env_of, Tape().keep), Truth)
