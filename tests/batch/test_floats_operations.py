"""Each operation alone, over whole numbers that float64 mostly holds exactly: no other error hides its own."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from engine.batch.floats import Approx, Tape, Value, approximate, column, holds
from rubric.rules.reader import compare, constant, name
from tests.batch.floats_trees import SIGNS, Rows, calculated, exactly, seeded
from tests.batch.test_floats import holds_of, shown
from tests.unit.formulas import tree_of

# a and b: whole; s, t and u: shares of four decimals; w: as wide as a column can be.
WIDTHS = {
    "a": (1, 1, 10**6),
    "b": (1, 1, 2**53),
    "s": (10**4, 0, 10**4),
    "t": (10**4, 0, 10**4),
    "w": (1, -(2**62), 2**62),
}
HEIGHT = 300


def env(word: str) -> Value:
    under, low, high = WIDTHS[word]
    return column(pl.col(word), under, low, high)


def table() -> Rows:
    random = seeded(11)
    given = {
        word: [random.randint(low, high) for _ in range(HEIGHT)] for word, (_, low, high) in WIDTHS.items()
    }
    rows = [
        {word: Fraction(held[at], WIDTHS[word][0]) for word, held in given.items()} for at in range(HEIGHT)
    ]
    return Rows(pl.DataFrame(given, schema=dict.fromkeys(given, pl.Int64)), tuple(rows))


@pytest.mark.parametrize(
    "formula",
    [
        "w",
        "s",
        "a / b",
        "a / 7",
        "b / 0.3",
        "a * b",
        "b + 0.1",
        "b - 0.1",
        "b + b * a",
        "sqrt(a)",
        "sqrt(s - t)",
        "ln(b)",
        "ln(s + 0.01)",
        "exp(s)",
        "exp(s - t)",
        "a ** 0.3",
        "(s + 1) ** 70",
        "b ** -0.5",
        "a ** 2 / b",
        "(s - t) * (t - s * s)",
        "max(5 * (s - t), s - 0.3)",
        "min(s - t, 7 * (t - s))",
        "abs(s - t) / (s + t + 0.5)",
        "a / (s - t)",
        "(s - t) / (1 / 3 - s * t)",
        "sqrt(a) - sqrt(b)",
        "sqrt(a) * (s - t) if s > t else ln(a)",
    ],
)
def test_a_row_is_within_the_bound_of_one_operation(formula: str) -> None:
    tree, rows, tape = tree_of(formula), table(), Tape()
    found = approximate(tree, env, tape.keep)
    assert isinstance(found, Approx)
    asked = (found.value, shown(found.sure, True), shown(found.rows, 0.0))
    certain = having = 0
    for row, value, sure, off in zip(rows.rows, *calculated(rows, tape, *asked), strict=True):
        exact = exactly(tree, row)
        having += exact is not None
        if sure:
            certain += 1
            holds_of(found, exact, Fraction(value), Fraction(off))
    assert certain > 0.97 * having


@pytest.mark.parametrize("sign", list(SIGNS))
def test_numbers_as_long_as_float64_are_compared_by_their_grid(sign: Any) -> None:
    """Cents of 2**48 to 2**56: from where every one is told from the next to where none is."""
    certain = wrong = 0
    for power in range(48, 57):
        start = 2**power + 12_345 * 2 ** (power - 20)
        given = list(range(start, start + 40))
        rows = Rows(pl.DataFrame({"x": given}, schema={"x": pl.Int64}), ())
        for cut in given[10:30:5]:
            tree, tape = compare(name("x"), sign(), constant(Fraction(cut, 100))), Tape()
            asked = holds(tree, lambda _, low=start: column(pl.col("x"), 100, low, low + 40), tape.keep)  # type: ignore[misc]
            for n, held, sure in zip(given, *calculated(rows, tape, *asked), strict=True):
                certain += sure
                wrong += sure and held is not SIGNS[sign](n, cut)
    assert wrong == 0
    assert certain > 600


def test_what_is_compared_with_itself_is_equal() -> None:
    tape, rows = Tape(), table()
    asked = holds(ast.Compare(name("s"), [ast.Eq()], [name("s")]), env, tape.keep)
    assert set(zip(*calculated(rows, tape, *asked), strict=True)) == {(True, True)}
