"""How the float tier is called: missing facts, ties, groups of leaves that are not rounded, other tiers' answers."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from engine.batch.floats import (
    NEVER,
    Approx,
    Tape,
    Truth,
    Unsupported,
    Value,
    Walk,
    approximate,
    column,
    holds,
    quotient,
    scaled,
    settled,
    summed,
    to_places,
    within,
)
from rubric.number import round_places
from rubric.range import Range
from rubric.rules.reader import call, constant, name, undefined
from tests.batch.floats_trees import MODES, SIGNS, seeded
from tests.unit.formulas import tree_of

CENTS = 100


def env(word: str) -> Value:
    if word.startswith("known:"):
        return Truth(pl.col(word.removeprefix("known:")).is_not_null())
    if word == "ok":
        return Truth(pl.col("ok"), pl.col("ok").is_not_null())
    return column(pl.col(word), CENTS, -(10**12), 10**12)


def table(**given: list[Any]) -> pl.DataFrame:
    schema: Any = {word: pl.Boolean if word == "ok" else pl.Int64 for word in given}
    return pl.DataFrame(given, schema=schema)


def run(frame: pl.DataFrame, tape: Tape, *exprs: pl.Expr) -> list[tuple[Any, ...]]:
    return tape.onto(frame, exprs).select(*(e.alias(f"={n}") for n, e in enumerate(exprs))).rows()


def cells(text: str, frame: pl.DataFrame, places: int = 2, mode: Any = "half_up") -> list[int | None]:
    """The cells of a formula, None where they are not sure."""
    tape = Tape()
    found = run(frame, tape, *to_places(approximate(tree_of(text), env, tape.keep), places, mode, tape.keep))
    return [cell if sure else None for cell, sure in found]


def test_a_missing_fact_matters_only_where_it_is_reached() -> None:
    frame = table(a=[100, None, 100], b=[None, 100, 200], ok=[True, False, None])
    assert cells("a if ok else b", frame) == [100, 100, None]
    assert cells("a + b", frame) == [None, None, 300]
    assert cells("max(a, b)", frame) == [None, None, 200]


def test_an_exponent_that_is_always_the_same_must_be_known_too() -> None:
    frame = table(a=[0, 100, 0], b=[None, None, 5])
    assert cells("a ** (0.5 if b >= -99999999999 else 1)", frame) == [None, None, 0]


def test_conditions_are_read_from_left_to_right() -> None:
    frame, tape = table(a=[100, 100, None], b=[None, 100, 100], ok=[True, True, True]), Tape()
    found = run(frame, tape, *holds(tree_of("a > 2 and b > 2"), env, tape.keep))
    assert [held if sure else None for held, sure in found] == [False, False, None]
    assert run(frame, tape, *holds(tree_of("ok or b > 2"), env, tape.keep)) == [(True, True)] * 3
    late = [sure for _, sure in run(frame, tape, *holds(tree_of("b > 2 and a > 2"), env, tape.keep))]
    assert late == [False, True, True]
    chain = [sure for _, sure in run(frame, tape, *holds(tree_of("a < 0 < b"), env, tape.keep))]
    assert chain == [True, True, False]


def test_a_zero_denominator_and_a_number_outside_a_domain_are_not_sure() -> None:
    frame = table(a=[100, 100, -100], b=[0, 200, 100])
    assert cells("a / b", frame) == [None, 50, -100]
    assert cells("ratio(a, b, if_zero=7)", frame) == [700, 50, -100]
    assert cells("sqrt(a)", frame) == [100, 100, None]
    assert cells("ln(b)", frame) == [None, 69, 0]
    assert cells("b ** -1", frame) == [None, 50, 100]
    assert cells("b ** 0.5", frame) == [0, 141, 100]


def test_facts_are_asked_whether_they_are_known() -> None:
    assert cells("1 if known(a) else 0", table(a=[None, 5])) == [0, 100]


@pytest.mark.parametrize("mode", MODES)
def test_ties_of_decimals_are_decided(mode: Any) -> None:
    numerators = list(range(-1000, 1000))
    found = cells("a * 0.05 + 3", table(a=numerators), 2, mode)
    due = [round_places(Fraction(n, CENTS) / 20 + 3, 2, mode) * 100 for n in numerators]
    assert found == due
    assert cells(f'round(a / 8, 1, "{mode}")', table(a=numerators), 1, "floor") == [
        round_places(Fraction(n, CENTS) / 8, 1, mode) * 10 for n in numerators
    ]


@pytest.mark.parametrize(
    ("sign", "compares"),
    [("<", ast.Lt), ("<=", ast.LtE), (">", ast.Gt), (">=", ast.GtE), ("==", ast.Eq), ("!=", ast.NotEq)],
)
def test_equal_decimals_are_found_equal(sign: str, compares: type[ast.cmpop]) -> None:
    frame, tape, holds_of = table(a=list(range(200)), b=list(range(200, 0, -1))), Tape(), SIGNS[compares]
    for text in (f"a {sign} 0.85", f"a * 0.3 {sign} 0.255", f"a / 3 {sign} 0.85 / 3"):
        found = run(frame, tape, *holds(tree_of(text), env, tape.keep))
        assert found == [(holds_of(n, 85), True) for n in range(200)]
    found = run(frame, tape, *holds(tree_of(f"a {sign} b"), env, tape.keep))
    assert found == [(holds_of(n, 200 - n), True) for n in range(200)]


def test_leaves_that_are_not_rounded_are_added_up() -> None:
    random = seeded(1)
    over = [[random.randint(0, 10**11) for _ in range(400)] for _ in range(5)]
    under = [[random.randint(1, 10**11) for _ in range(400)] for _ in range(5)]
    frame = table(**{f"a{n}": over[n] for n in range(5)}, **{f"b{n}": under[n] for n in range(5)})
    tape = Tape()
    walk = Walk(env, tape.keep)
    parts = [
        scaled(walk.value(tree_of(f"min(a{n} / b{n}, 3)")), Fraction(n + 1, 3), tape.keep) for n in range(5)
    ]
    found = run(frame, tape, *to_places(summed(parts, tape.keep), 2, "half_up", tape.keep))
    shares = [[min(Fraction(over[n][at], under[n][at]), Fraction(3)) for n in range(5)] for at in range(400)]
    exact = [sum((x * Fraction(n + 1, 3) for n, x in enumerate(row)), Fraction(0)) for row in shares]
    due = [round_places(x, 2, "half_up") * 100 for x in exact]
    assert [sure for _, sure in found].count(True) >= 398
    assert all(cell == x for (cell, sure), x in zip(found, due, strict=True) if sure)


@pytest.mark.parametrize("mode", MODES)
def test_full_marks_beside_a_root_are_known_to_be_full_marks(mode: Any) -> None:
    tree = "5 if a >= 1 else (9 - sqrt(a)) if a > 0.5 else 0"
    frame, tape = table(a=[30, 60, 100, 200]), Tape()
    assert run(frame, tape, *holds(tree_of(f"({tree}) <= 5"), env, tape.keep)) == [
        (True, True),
        (False, True),
        (True, True),
        (True, True),
    ]
    for text, cell in ((tree, 500), (f"(3 - ({tree})) * 0.25", -50), (f"max(({tree}) / 4, 1)", 125)):
        assert cells(text, frame, 2, mode)[2:] == [cell, cell]


def test_a_sum_with_a_part_that_is_never_sure_is_never_sure() -> None:
    tape = Tape()
    assert summed([settled(Fraction(1)), NEVER], tape.keep) is NEVER
    assert to_places(NEVER, 2, "half_up", tape.keep)[1].meta.eq(pl.lit(False))


def test_a_denominator_that_varies_by_row_is_divided_by() -> None:
    tape, frame = Tape(), table(a=[100, 300, 7], b=[300, 0, 7])
    found = quotient(column(pl.col("a"), 1, 0, 300), column(pl.col("b"), 1, 0, 300), tape.keep)
    assert [
        cell if sure else None for cell, sure in run(frame, tape, *to_places(found, 4, "half_up", tape.keep))
    ] == [3333, None, 10000]


def test_a_value_outside_its_range_is_not_sure() -> None:
    tape, frame = Tape(), table(a=[-1, 0, 5, 100, 101])
    found = within(env("a"), Range(Fraction(0), Fraction(1), lo_open=True), tape.keep)
    assert [sure for _, sure in run(frame, tape, *to_places(found, 2, "half_up", tape.keep))] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_what_has_no_value_is_passed_by_where_it_is_not_reached() -> None:
    tape = Tape()
    tree = call(
        "first", tree_of("a > 1"), undefined("outside"), tree_of("a > 0"), constant(Fraction(5)), name("a")
    )
    rows = run(
        table(a=[200, 50, -100]), tape, *to_places(approximate(tree, env, tape.keep), 0, "half_up", tape.keep)
    )
    assert [cell if sure else None for cell, sure in rows] == [None, 5, -1]


def test_another_tier_is_asked_for_what_turns() -> None:
    """a/b is 0.85 exactly: float64 cannot know, whole numbers can."""
    frame = table(a=[85, 17, 1], b=[100, 20, 3])
    asked = []

    def exactly(node: ast.expr) -> Value | None:
        asked.append(ast.dump(node))
        return Truth(pl.col("a") * 100 >= pl.col("b") * 85) if isinstance(node, ast.Compare) else None

    tree = tree_of("sqrt(a) if a / b >= 0.85 else 0")
    for helped, due in ((None, [False, False, True]), (exactly, [True, True, True])):
        tape = Tape()
        rows = run(
            frame, tape, *to_places(approximate(tree, env, tape.keep, helped), 2, "half_up", tape.keep)
        )
        assert [sure for _, sure in rows] == due
    assert len(asked) == 1


def test_numbers_beyond_float64_are_refused_or_not_sure() -> None:
    with pytest.raises(Unsupported):
        approximate(constant(Fraction(10) ** 200), env, Tape().keep)
    with pytest.raises(Unsupported):
        approximate(call("count", name("a")), env, Tape().keep)
    tape = Tape()
    found = approximate(tree_of("a ** 40 / a ** 39 * (a ** 20 / a ** 20)"), env, tape.keep)
    assert isinstance(found, Approx)
    rows = run(table(a=[10**12, 10**9, 0]), tape, *to_places(found, 2, "half_up", tape.keep))
    assert [cell if sure else None for cell, sure in rows][1:] in ([10**9, None], [None, None])


def test_columns_that_nobody_wants_are_not_calculated() -> None:
    tape = Tape("=")
    first = tape.keep(pl.col("a") + 1)
    tape.keep(pl.col("a") * 2)
    second = tape.keep(first * first)
    assert tape.keep(second) is second
    assert [len(layer) for layer in tape.layers([second])] == [1, 1]
    assert tape.onto(table(a=[1]), [second]).columns == ["a", "=0", "=2"]
    assert tape.onto(table(a=[1]).lazy(), [second]).collect().row(0) == (1, 2, 4)
