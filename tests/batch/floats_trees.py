"""Random trees of the language over random rows, and what the exact evaluation says of each row."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

import polars as pl

from engine.batch.floats import Tape, Truth, Value, Word, column
from engine.evaluate import Evaluator, NoValue
from engine.scorecard import Undefined
from rubric.record import Record
from rubric.rules.reader import call, compare, constant, minus, name, once, over, times, undefined

MODES: tuple[Any, ...] = ("half_up", "half_even", "up", "down", "ceiling", "floor")
# Each number: its denominator, and the least and greatest numerator.
NUMBERS: dict[str, tuple[int, int, int]] = {
    "份": (10_000, 0, 10_000),
    "数": (1, 0, 500),
    "差": (10, -300, 300),
    "钱": (100, 0, 10**13),
    "总": (100, 1, 10**16),
    "微": (10**12, 1, 10**6),
    "巨": (7, -(2**62), 2**62),
}
SIGNS: Any = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
WORDS = ("甲", "乙", "丙")
CUTS = (
    [Fraction(n) for n in (0, 1, 2, 60, 100)]
    + [Fraction(n, 20) for n in (1, 3, 12, 17, 19)]
    + [Fraction(1, 3)]
)


def seeded(seed: int) -> Random:
    """The same draws for the same seed."""
    return Random(seed)  # noqa: S311 - nothing is kept secret by it


class Rows(Record):
    """A table of plain columns: numerators, yes/no and words, null where missing."""

    frame: pl.DataFrame
    rows: tuple[dict[str, Any], ...]


def rows_of(random: Random, height: int, *, missing: float = 0.05) -> Rows:
    """Rows with many edges, ties and round numbers among them."""
    columns: dict[str, list[Any]] = {n: [_numerator(random, n) for _ in range(height)] for n in NUMBERS}
    columns["是"] = [random.random() < 0.5 for _ in range(height)]
    columns["词"] = [random.choice(WORDS) for _ in range(height)]
    for held in columns.values():
        for at in range(height):
            if random.random() < missing:
                held[at] = None
    schema: dict[str, Any] = dict.fromkeys(NUMBERS, pl.Int64) | {"是": pl.Boolean, "词": pl.String}
    rows = []
    for at in range(height):
        row = {n: held[at] for n, held in columns.items()}
        for n, (under, _, _) in NUMBERS.items():
            row[n] = None if row[n] is None else Fraction(row[n], under)
        rows.append(row)
    return Rows(pl.DataFrame(columns, schema=schema), tuple(rows))


def _numerator(random: Random, fact: str) -> int:
    under, low, high = NUMBERS[fact]
    draw = random.random()
    if draw < 0.2:
        found = int(random.choice(CUTS) * under) + random.choice((-1, 0, 0, 0, 1))
    elif draw < 0.3:
        found = random.choice((low, high, 0))
    elif draw < 0.6:
        found = random.randint(low, high)
    else:
        size = random.randint(0, max(abs(low), abs(high)).bit_length())
        found = random.randint(-(1 << size), 1 << size)
    return min(max(found, low), high)


def env_of(fact: str) -> Value:
    """The names of the rows as approximations."""
    if fact == "是":
        return Truth(pl.col(fact), pl.col(fact).is_not_null())
    if fact == "词":
        return Word(pl.col(fact), pl.col(fact).is_not_null())
    under, low, high = NUMBERS[fact]
    return column(pl.col(fact), under, low, high)


def exactly(tree: ast.expr, row: dict[str, Any]) -> Any:
    """What the exact evaluation says; None where the row has no value."""

    def env(fact: str) -> Any:
        found = row[fact]
        if found is None:
            raise NoValue(Undefined("missing_fact", fact))
        return found

    try:
        return Evaluator(env, lambda *_: ()).value(tree)
    except NoValue:
        return None


def calculated(rows: Rows, tape: Tape, *exprs: pl.Expr) -> list[list[Any]]:
    """The expressions, row by row."""
    frame = tape.onto(rows.frame, exprs)
    found = frame.select(*(e.alias(f"={at}") for at, e in enumerate(exprs)))
    return [
        column.to_list() if len(column) == rows.frame.height else column.to_list() * rows.frame.height
        for column in found.get_columns()
    ]


# -- trees -----------------------------------------------------------------------------------------------


Part = Callable[[], ast.expr]
Shape = Callable[[Random, Part, Part], ast.expr]


def _banded(random: Random, part: Part) -> ast.expr:
    of = once(part())
    low, high = sorted(random.sample(CUTS, 2))
    tests = (
        compare(of, ast.Lt(), constant(low)),
        constant(Fraction(5)),
        compare(of, ast.LtE(), constant(high)),
    )
    return call(
        "first", *tests, times(of, constant(Fraction(10))), random.choice((part(), undefined("outside")))
    )


def _power(random: Random, part: Part) -> ast.expr:
    exponents = (2, 3, -1, 0, Fraction(1, 2), Fraction(1, 3), Fraction(5, 2), Fraction(-1, 2))
    return ast.BinOp(part(), ast.Pow(), constant(Fraction(random.choice(exponents))))


def _to_places(random: Random, part: Part) -> ast.expr:
    return call("round", part(), constant(Fraction(random.randint(-2, 6))), constant(random.choice(MODES)))


def _to_step(random: Random, part: Part) -> ast.expr:
    step = constant(Fraction(1, random.choice((1, 2, 3, 20)))) if random.random() < 0.7 else part()
    return call("round_to", part(), step, constant(random.choice(MODES)))


def _looked_up(part: Part) -> ast.expr:
    return call("lookup", name("词"), *(side for word in WORDS for side in (constant(word), part())))


_SHAPES: tuple[Shape, ...] = (
    *[lambda _, part, __: ast.BinOp(part(), ast.Add(), part())] * 2,
    *[lambda _, part, __: minus(part(), part())] * 2,
    *[lambda _, part, __: times(part(), part())] * 2,
    *[lambda _, part, __: over(part(), part())] * 2,
    lambda random, part, _: call(random.choice(("min", "max")), part(), part(), part()),
    lambda _, part, __: call("clamp", part(), constant(Fraction(0)), constant(Fraction(100))),
    lambda _, part, test: ast.IfExp(test(), part(), part()),
    lambda random, part, _: _banded(random, part),
    lambda _, part, __: call("ratio", part(), part(), part()),
    lambda random, part, _: call(random.choice(("abs", "floor", "ceil")), part()),
    lambda random, part, _: _to_places(random, part),
    lambda random, part, _: _to_step(random, part),
    lambda _, part, __: call("sqrt", part()),
    lambda _, part, __: call("ln", part()),
    lambda _, part, __: call("exp", over(part(), constant(Fraction(10)))),
    lambda random, part, _: _power(random, part),
    lambda _, part, __: ast.BinOp(call("abs", part()), ast.Pow(), over(part(), constant(Fraction(100)))),
    lambda _, part, __: call("total", part(), part(), part()),
    lambda _, part, __: _looked_up(part),
)


def number_tree(random: Random, depth: int) -> ast.expr:
    """A tree that comes to a number."""
    if depth == 0 or random.random() < 0.1:
        return name(random.choice(list(NUMBERS))) if random.random() < 0.75 else constant(random.choice(CUTS))
    part, test = partial(number_tree, random, depth - 1), partial(truth_tree, random, depth - 1)
    return random.choice(_SHAPES)(random, part, test)


def truth_tree(random: Random, depth: int) -> ast.expr:
    """A tree that comes to yes or no."""
    if depth == 0 or random.random() < 0.15:
        return name("是")
    part, test = partial(number_tree, random, depth - 1), partial(truth_tree, random, depth - 1)
    match random.randrange(8):
        case 0:
            return ast.BoolOp(
                random.choice((ast.And, ast.Or))(), [test() for _ in range(random.randint(2, 3))]
            )
        case 1:
            return ast.UnaryOp(ast.Not(), test())
        case 2:
            return ast.Compare(constant(Fraction(0)), [ast.LtE(), ast.Lt()], [part(), part()])
        case 3:
            words = ast.Tuple([constant(w) for w in random.sample(WORDS, 2)], ast.Load())
            return ast.Compare(name("词"), [random.choice((ast.In, ast.NotIn))()], [words])
        case 4:
            return compare(name("词"), random.choice((ast.Eq, ast.NotEq))(), constant(random.choice(WORDS)))
        case _:
            return compare(
                part(),
                random.choice(list(SIGNS))(),
                random.choice((part, lambda: constant(random.choice(CUTS))))(),
            )
