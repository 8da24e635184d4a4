"""The float tier: an expression in float64, with a proved bound of its error, for what int64 cannot hold.

How it is called (all exact values are Fractions, all columns polars expressions over one frame)::

    tape = Tape("~f")                                   # names intermediate columns, each calculated once
    env = {"金额": column(pl.col("n"), over=100, lo=0, hi=10**15)}   # Int64 numerators; null: missing
    found = approximate(tree, env.__getitem__, tape.keep)            # Approx | Truth | Word | NEVER
    cells, sure = to_places(found, 2, "half_up", tape.keep)          # Int64 numerators over 10**2; Boolean
    frame = tape.onto(frame, [cells, sure]).with_columns(cells.alias("low:3"), sure.alias("sure:3"))

``env(name)`` gives for a name, ``known:NAME``, ``score:ITEM``, ``points``, ``@judged``, ``@sum`` ... an

* ``Approx``: ``column(numerators, over, lo, hi)``, ``settled(Fraction)``, another tree's result, or a
  ``quotient`` of two of them (the int tier's numerators over a denominator that varies by row);
* ``Truth(Boolean column, sure)``, ``Word(String column, sure)`` with ``sure=column.is_not_null()``;
* ``NEVER``: missing in every row. It raises Unsupported where it cannot say.

``exactly(node)`` may give another tier's answer for a condition or a rounding inside the tree (None: it
has none): ties of plain quotients are decided there. ``summed(parts, keep)`` adds unrounded leaves up,
``scaled(x, factor, keep)`` converts points, ``within(x, range, keep)`` holds a value within its declared
range, ``holds(tree, env, keep)`` decides a condition: a Boolean column and where it is sure.

``bridge`` does all this over the columns of engine/batch/lowering, and gives whole numbers back.

Where a row is sure, the cell is the one that the exact evaluation gives, digit for digit; a row that
reaches a missing name, a zero denominator, a number outside a domain, or a turn that the error leaves open
is not sure. No cell is null or NaN where it is sure, and the mask is never null.

What is relied upon of polars 2 (each measured in tests/batch/test_floats_functions.py): ``+ - *``, column
by column ``/`` and ``sqrt`` round once to nearest; ``x / constant`` is ``x * (1 / constant)``; Int64 to
Float64 rounds to nearest; ``floor`` is exact; NaN is greater than every number in a comparison; log, exp
and pow are within one ulp, taken as eight. Error analysis: N. J. Higham, Accuracy and Stability of
Numerical Algorithms, 2nd ed., ch. 3 (running error bounds), kept as one static part, one part relative to
the value and, only where both would be useless, one column.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from engine.batch.floats.approx import (
    FALSE,
    NEVER,
    TRUE,
    Approx,
    Never,
    Truth,
    Unsupported,
    Value,
    Word,
    column,
    settled,
)
from engine.batch.floats.arithmetic import divide, multiply, total
from engine.batch.floats.decide import whole
from engine.batch.floats.parts import within
from engine.batch.floats.tape import Tape
from engine.batch.floats.tree import Walk

if TYPE_CHECKING:
    from engine.batch.floats.approx import Env, Exactly, Keep
    from rubric.model import Mode

__all__ = [
    "FALSE",
    "NEVER",
    "TRUE",
    "Approx",
    "Never",
    "Tape",
    "Truth",
    "Unsupported",
    "Value",
    "Walk",
    "Word",
    "approximate",
    "column",
    "holds",
    "quotient",
    "scaled",
    "settled",
    "summed",
    "to_places",
    "within",
]


def approximate(tree: ast.expr, env: Env, keep: Keep, exactly: Exactly | None = None) -> Value:
    """What a tree comes to in every row. Raises Unsupported for tables and for numbers beyond 2**500."""
    return Walk(env, keep, exactly).value(tree)


def holds(tree: ast.expr, env: Env, keep: Keep, exactly: Exactly | None = None) -> tuple[pl.Expr, pl.Expr]:
    """Whether a condition holds, and where that is sure. Raises Unsupported as ``approximate`` does."""
    found = approximate(tree, env, keep, exactly)
    if isinstance(found, Never):
        return pl.lit(False), pl.lit(False)
    if not isinstance(found, Truth):
        raise Unsupported("not a condition")
    return found.value, _mask(found.sure)


def to_places(found: Value, places: int, mode: Mode, keep: Keep) -> tuple[pl.Expr, pl.Expr]:
    """Int64 numerators over 10**places of a rounded number, and where they are sure."""
    if isinstance(found, Never):
        return pl.lit(0, dtype=pl.Int64), pl.lit(False)
    if not isinstance(found, Approx):
        raise Unsupported("not a number")
    cells = whole(multiply(found, settled(Fraction(10) ** places), keep), mode, keep)
    if not cells.exact or max(cells.size, cells.magnitude) > 2**53:
        return pl.lit(0, dtype=pl.Int64), pl.lit(False)
    return keep(cells.value.cast(pl.Int64, strict=False)), _mask(cells.sure)


def quotient(over: Value, under: Value, keep: Keep) -> Value:
    """One number over another, sure only where that is not 0."""
    if isinstance(over, Approx) and isinstance(under, Approx):
        return divide(over, under, keep)
    return NEVER


def scaled(found: Value, factor: Fraction, keep: Keep) -> Value:
    """A number times a constant."""
    return multiply(found, settled(factor), keep) if isinstance(found, Approx) else found


def summed(parts: list[Value], keep: Keep) -> Value:
    """The sum of numbers, sure where all of them are; NEVER where one of them is."""
    numbers = [part for part in parts if isinstance(part, Approx)]
    return total(numbers, keep) if len(numbers) == len(parts) else NEVER


def _mask(sure: pl.Expr | None) -> pl.Expr:
    return pl.lit(True) if sure is None else sure
