"""What the float tier takes for granted of polars, measured against exact numbers."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from engine.batch.floats import Approx, Tape, approximate, column
from engine.batch.floats.approx import UNIT
from engine.batch.floats.functions import LIBM
from rubric.number import exp_, ln_, power_, sqrt_
from rubric.rules.reader import call, constant, name
from tests.batch.floats_trees import seeded

RANDOM = seeded(7)
WIDE = [math.exp(RANDOM.uniform(-40, 40)) for _ in range(800)]
NEAR_ONE = [1 + RANDOM.uniform(-1, 1) * 10.0 ** -RANDOM.randint(3, 15) for _ in range(300)]
ABOVE_0 = [*WIDE, *NEAR_ONE, 1.0, 0.5, 2.0, 5e-324, 1e-300, 1e300]
EXPONENTS = [RANDOM.uniform(-339, 339) for _ in range(800)] + [
    10.0 ** -RANDOM.randint(1, 20) for _ in range(100)
]
POWERS = [RANDOM.uniform(-4, 4) for _ in ABOVE_0]
SOME = [RANDOM.choice((-1, 1)) * x for x in WIDE]


def off(got: float, exact: Fraction) -> Fraction:
    """The error, relative to what was calculated."""
    return abs(exact - Fraction(got)) / abs(Fraction(got)) if exact else abs(Fraction(got))


def columns(expr: pl.Expr, **given: list[Any]) -> list[Any]:
    return pl.DataFrame(given).select(expr.alias("=")).get_column("=").to_list()


X, Y = pl.col("x"), pl.col("y")


@pytest.mark.parametrize(
    ("expr", "exact", "given"),
    [
        (X.log(), ln_, ABOVE_0),
        (X.exp(), exp_, EXPONENTS),
        (X.pow(0.5), lambda x: power_(x, Fraction(1, 2)), ABOVE_0),
        (X.pow(0.1), lambda x: power_(x, Fraction(0.1)), ABOVE_0),
        (X.pow(-2.5), lambda x: power_(x, Fraction(-5, 2)), WIDE),
    ],
)
def test_the_functions_of_libm_are_a_quarter_within_what_is_taken(
    expr: pl.Expr, exact: Callable[[Fraction], Fraction], given: list[float]
) -> None:
    found = columns(expr, x=given)
    assert max(off(got, exact(Fraction(x))) for x, got in zip(given, found, strict=True)) <= LIBM / 4


def test_a_power_by_column_is_a_quarter_within_what_is_taken() -> None:
    pairs = [(x, y) for x, y in zip(ABOVE_0, POWERS, strict=True) if abs(y * math.log(x)) < 600]
    found = columns(X.pow(Y), x=[x for x, _ in pairs], y=[y for _, y in pairs])
    exact = [power_(Fraction(x), Fraction(y)) for x, y in pairs]
    assert max(off(got, x) for got, x in zip(found, exact, strict=True)) <= LIBM / 4


def test_a_whole_power_rounds_no_more_than_its_products() -> None:
    for n in (65, 100, -70):
        found = columns(X.pow(float(n)), x=NEAR_ONE)
        assert (
            max(off(got, Fraction(x) ** n) for x, got in zip(NEAR_ONE, found, strict=True))
            <= 2 * abs(n) * UNIT
        )


def test_square_roots_round_once_to_nearest() -> None:
    found = columns(X.sqrt(), x=ABOVE_0)
    assert max(off(got, sqrt_(Fraction(x))) for x, got in zip(ABOVE_0, found, strict=True)) <= UNIT


@pytest.mark.parametrize(
    ("expr", "exact"),
    [
        (X + Y, lambda a, b: a + b),
        (X - Y, lambda a, b: a - b),
        (X * Y, lambda a, b: a * b),
        (X / Y, lambda a, b: a / b),
    ],
)
def test_columns_are_calculated_with_as_ieee_754_says(expr: pl.Expr, exact: Any) -> None:
    xs, ys = SOME, SOME[::-1]
    for x, y, got in zip(xs, ys, columns(expr, x=xs, y=ys), strict=True):
        assert got == float(exact(Fraction(x), Fraction(y)))


def test_a_quotient_by_a_constant_rounds_twice_at_most() -> None:
    for by in (3.0, 7.0, 100.0, 0.1):
        for x, got in zip(SOME, columns(X / by, x=SOME), strict=True):
            assert off(got, Fraction(x) / Fraction(by)) <= 2 * UNIT + UNIT**2 * 4


def test_whole_numbers_become_the_nearest_of_float64() -> None:
    given = [RANDOM.randint(-(2**63), 2**63 - 1) for _ in range(500)] + [2**53 + 1, 2**63 - 1, -(2**63)]
    found = pl.DataFrame({"x": given}, schema={"x": pl.Int64}).select(X.cast(pl.Float64)).get_column("x")
    assert found.to_list() == [float(n) for n in given]
    assert columns(X.cast(pl.Int64, strict=False), x=[2.0**53, -(2.0**53), float("nan")]) == [
        2**53,
        -(2**53),
        None,
    ]


def test_floors_are_exact() -> None:
    given = [*SOME, 0.5, -0.5, 2.0**52 + 1, -1e-300, 1 - 2.0**-53]
    assert columns(X.floor(), x=given) == [math.floor(Fraction(x)) for x in given]


def test_what_is_no_number_is_never_the_smaller_side() -> None:
    nothing, much = float("nan"), float("inf")
    assert columns(X < Y, x=[nothing, nothing, much], y=[1.0, much, 1.0]) == [False, False, False]
    assert columns(X.abs() + Y < 1, x=[nothing, 0.0, much], y=[0.0, nothing, 0.0]) == [False, False, False]
    assert columns((X > 5) & pl.lit(False), x=[None, 1.0]) == [False, False]


@pytest.mark.parametrize("word", ["sqrt", "ln", "exp"])
def test_a_function_stays_within_its_bound_at_the_ends_of_what_it_has_a_value_for(word: str) -> None:
    under = 10**9
    given = sorted(
        {*range(5), *(10**k + d for k in range(1, 13) for d in (-1, 0, 1)), 340 * under, 339 * under}
    )
    tape = Tape()
    found = approximate(
        call(word, name("x")), lambda _: column(pl.col("x"), under, 0, 400 * under), tape.keep
    )
    assert isinstance(found, Approx)
    frame = tape.onto(
        pl.DataFrame({"x": given}), [found.value, *([] if found.sure is None else [found.sure])]
    )
    sure = pl.lit(True) if found.sure is None else found.sure
    rows = frame.select(found.value.alias("value"), sure.alias("sure")).rows()
    exact: Any = {"sqrt": sqrt_, "ln": ln_, "exp": exp_}[word]
    certain = 0
    for n, (value, held) in zip(given, rows, strict=True):
        if held:
            certain += 1
            assert abs(exact(Fraction(n, under)) - Fraction(value)) <= found.absolute + found.relative * abs(
                Fraction(value)
            )
    assert certain >= len(given) - 7


def test_a_power_of_a_long_number_is_nowhere_sure_to_have_a_value() -> None:
    long: ast.expr = name("x")
    for _ in range(3):
        long = ast.BinOp(long, ast.Pow(), constant(Fraction(60)))
    found = approximate(long, lambda _: column(pl.col("x"), 100, 99, 101), Tape().keep)
    assert not isinstance(found, Approx)
