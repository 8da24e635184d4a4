"""A tree over columns comes to what it comes to for every row alone, or to nothing where it has no value."""

from __future__ import annotations

import ast
import os
from fractions import Fraction
from typing import Any, Final

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.batch.lowering.choosing import Value
from engine.batch.lowering.nulls import NEVER, Nulls
from engine.batch.lowering.quotient import Quotient, quotient
from engine.batch.lowering.refused import NoColumns
from engine.batch.lowering.sheet import Sheet
from engine.batch.lowering.tree import Lowering
from engine.batch.lowering.truth import Truth, Word
from engine.batch.lowering.whole import Whole
from engine.evaluate import Evaluator, NoValue
from engine.scorecard import Undefined
from rubric.rules.reader import call, constant, name, once, undefined

NUMBERS: Final = ("a", "b", "c")
SIGNS: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
MODES: Final = ("half_up", "half_even", "up", "down", "ceiling", "floor")
PHASES: Final = [Phase.generate, Phase.shrink] if os.environ.get("SHRINK") else [Phase.generate]
MORE: Final = int(os.environ.get("RANDOM_RUBRICS", "1"))
SOME: Final = settings(
    max_examples=300 * MORE,
    deadline=None,
    database=None,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
)


@st.composite
def numbers(draw: st.DrawFn, depth: int = 4) -> ast.expr:  # noqa: C901 - once a kind of part
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        value = draw(
            st.sampled_from([Fraction(n, d) for n in (-3, -1, 0, 1, 2, 5, 19) for d in (1, 2, 3, 20)])
        )
        return draw(st.sampled_from([name(n) for n in NUMBERS] + [constant(value)]))
    below = numbers(depth=depth - 1)
    kind = draw(
        st.sampled_from(
            ("+", "-", "*", "/", "/", "if", "first", "call", "ratio", "round", "once", "total", "look")
        )
    )
    if kind in "+-*/":
        op = {"+": ast.Add(), "-": ast.Sub(), "*": ast.Mult(), "/": ast.Div()}[kind]
        return ast.BinOp(draw(below), op, draw(below))
    if kind == "if":
        return ast.IfExp(draw(conditions(depth - 1)), draw(below), draw(below))
    if kind == "first":
        last = draw(st.one_of(below, st.just(undefined("no_row"))))
        shared = once(draw(below))
        one = ast.Compare(shared, [ast.LtE()], [constant(Fraction(draw(st.integers(-2, 3))))])
        two = ast.Compare(shared, [ast.Lt()], [constant(Fraction(draw(st.integers(0, 7))))])
        return call("first", one, draw(below), two, shared, draw(conditions(depth - 1)), draw(below), last)
    if kind == "call":
        function, count = draw(
            st.sampled_from((("min", 2), ("max", 3), ("abs", 1), ("clamp", 3), ("floor", 1), ("ceil", 1)))
        )
        return call(function, *(draw(below) for _ in range(count)))
    if kind == "ratio":
        return call("ratio", draw(below), draw(below), draw(below))
    if kind == "round":
        mode = constant(draw(st.sampled_from(MODES)))
        if draw(st.booleans()):
            return call("round", draw(below), constant(Fraction(draw(st.integers(-1, 3)))), mode)
        return call(
            "round_to",
            draw(below),
            constant(draw(st.sampled_from((Fraction(1, 2), Fraction(3), Fraction(7, 20))))),
            mode,
        )
    if kind == "once":
        return once(draw(below))
    if kind == "look":
        return call("lookup", name("w"), constant("甲"), draw(below), constant("乙"), draw(below))
    part = draw(below)
    return call("total", part, ast.IfExp(draw(conditions(depth - 1)), draw(below), constant(Fraction(0))))


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> ast.expr:
    kind = draw(
        st.sampled_from(("compare", "compare", "chain", "and", "or", "not", "name", "word", "in", "known"))
    )
    if depth == 0 or kind == "name":
        return name(draw(st.sampled_from(("p", "q"))))
    below, number = conditions(depth - 1), numbers(depth=depth - 1)
    if kind == "compare":
        return ast.Compare(draw(number), [draw(st.sampled_from(SIGNS))()], [draw(number)])
    if kind == "chain":
        low, high = draw(number), draw(number)
        return ast.Compare(low, [ast.LtE(), ast.Lt()], [draw(number), high])
    if kind in ("and", "or"):
        op = ast.And() if kind == "and" else ast.Or()
        return ast.BoolOp(op, [draw(below) for _ in range(draw(st.integers(2, 3)))])
    if kind == "not":
        return ast.UnaryOp(ast.Not(), draw(below))
    if kind == "word":
        return ast.Compare(name("w"), [draw(st.sampled_from((ast.Eq, ast.NotEq)))()], [constant("甲")])
    if kind == "in":
        words = ast.Tuple([constant("甲"), constant("丙")], ast.Load())
        return ast.Compare(name("w"), [ast.In()], [words])
    return call("known", name(draw(st.sampled_from(("a", "p")))))


Cells = dict[str, list[Any]]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Cells, dict[str, int]]:
    """Columns of a few rows: numerators, answers and words, some of them missing; and denominators."""
    height = draw(st.integers(1, 12))
    missing = draw(st.sampled_from((0, 0, 1)))
    cells: Cells = {}
    for key in NUMBERS:
        span = draw(st.sampled_from(((0, 5), (-5, 5), (1, 9), (-300, 300), (-7, -1), (0, 100_000))))
        some: Any = st.integers(*span)
        cells[key] = draw(_column(some, height, missing))
    for key in ("p", "q"):
        cells[key] = draw(_column(st.booleans(), height, missing))
    cells["w"] = draw(_column(st.sampled_from(("甲", "乙", "丙")), height, missing))
    return cells, {key: draw(st.sampled_from((1, 1, 10, 100, 3))) for key in NUMBERS}


def _column(some: Any, height: int, missing: int) -> Any:
    one = st.one_of(some, some, some, st.none()) if missing else some
    return st.lists(one, min_size=height, max_size=height)


def exactly(tree: ast.expr, cells: Cells, over: dict[str, int], at: int) -> Any:
    def env(key: str) -> Any:
        held = cells[key.removeprefix("known:")][at]
        if key.startswith("known:"):
            return held is not None
        if held is None:
            raise NoValue(Undefined("missing_fact", key))
        return Fraction(held, over[key]) if key in over else held

    try:
        return Evaluator(env, lambda *_: []).value(tree)
    except NoValue:
        return None


def columns(cells: Cells, over: dict[str, int]) -> dict[str, Value]:
    made: dict[str, Value] = {}
    for key, held in cells.items():
        nulls = Nulls.of(key) if None in held else NEVER
        known = [x for x in held if x is not None]
        if not known:
            made[key] = None
        elif key in over:
            made[key] = quotient(Whole(pl.col(key), min(known), max(known), 0, nulls, key), over[key])
        else:
            made[key] = (Word if key == "w" else Truth)(pl.col(key), 0, nulls)
    known_: dict[str, Value] = {f"known:{key}": Truth(pl.col(key).is_not_null()) for key in cells}
    return made | known_


def frame_of(cells: Cells) -> pl.DataFrame:
    kinds = {**dict.fromkeys(NUMBERS, pl.Int64()), "p": pl.Boolean(), "q": pl.Boolean(), "w": pl.String()}
    return pl.DataFrame(cells, schema=kinds)


def lowered(tree: ast.expr, cells: Cells, over: dict[str, int]) -> list[Any]:
    sheet = Sheet()
    found = Lowering(sheet, columns(cells, over).__getitem__, {}).value(tree)
    height = len(cells["a"])
    if found is None:
        return [None] * height
    lazy = sheet.run(frame_of(cells).lazy())
    if not isinstance(found, Quotient):
        return spread(lazy.select(x=found.expr).collect()["x"], height)
    under = pl.lit(1, dtype=pl.Int64()) if found.of is None else found.of.expr
    table = lazy.select(x=found.over.expr, y=under).collect()
    tops, unders = spread(table["x"], height), spread(table["y"], height)
    assert None not in unders
    made = [None if x is None else Fraction(x, y * found.by) for x, y in zip(tops, unders, strict=True)]
    assert all(found.low <= x <= found.high for x in made if x is not None)
    if found.nulls.never:
        assert None not in made
    return made


def spread(series: pl.Series, height: int) -> list[Any]:
    values = series.to_list()
    return values * height if len(values) == 1 else values


REACHED: Final = {"columns": 0, "none": 0, "values": 0}


@given(st.one_of(numbers(), conditions()), tables())
@SOME
def test_a_tree_over_columns_comes_to_what_it_comes_to_row_by_row(
    tree: ast.expr, table: tuple[Cells, dict[str, int]]
) -> None:
    cells, over = table
    expected = [exactly(tree, cells, over, at) for at in range(len(cells["a"]))]
    try:
        found = lowered(tree, cells, over)
    except NoColumns:
        REACHED["none"] += 1
        return
    REACHED["columns"] += 1
    REACHED["values"] += sum(x is not None for x in expected)
    assert found == expected


def test_most_trees_have_columns() -> None:
    assert REACHED["columns"] > 5 * REACHED["none"]
    assert REACHED["values"] > REACHED["columns"]


def test_a_divisor_that_is_known_in_one_branch_only_does_not_spoil_the_others() -> None:
    tested = ast.Compare(name("b"), [ast.LtE()], [constant(Fraction(2))])
    tree = call("first", tested, name("a"), ast.BinOp(name("c"), ast.Div(), name("b")))
    cells: Cells = {
        "a": [2, 0],
        "b": [3, 0],
        "c": [6, 3],
        "p": [True, True],
        "q": [True, True],
        "w": ["甲", "甲"],
    }
    assert lowered(tree, cells, dict.fromkeys(NUMBERS, 1)) == [2, 0]
