"""What the operators and functions of the language are in float64, and how the kinds of values meet."""

from __future__ import annotations

import ast
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.floats.approx import (
    FALSE,
    NEVER,
    TRUE,
    ZERO,
    Approx,
    Never,
    Truth,
    Unsupported,
    Value,
    Word,
    both,
    settled,
)
from engine.batch.floats.arithmetic import absolute, add, divide, multiply, replaced, subtract, total
from engine.batch.floats.choosing import chosen, greatest, smallest
from engine.batch.floats.decide import compare, rounded, rounded_to, whole
from engine.batch.floats.functions import exponential, logarithm, power, root
from rubric.number import round_step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.batch.floats.approx import Keep
    from rubric.model import Mode
    from rubric.range import Range


class Missing(Exception):  # noqa: N818 - how a part that is Never reaches all that must have it
    """A part that is reached has no value in any row."""


def constant(node: ast.Constant) -> Value:
    """A literal of a tree."""
    value: Any = node.value
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, str):
        return Word(pl.lit(value), None, value)
    return settled(Fraction(value))


def alike(a: Value, b: Value, equal: bool, keep: Keep) -> Truth:
    """Whether two words, or two conditions, are the same."""
    if isinstance(a, Never) or isinstance(b, Never):
        raise Missing
    if isinstance(a, Approx) or isinstance(b, Approx) or type(a) is not type(b):
        raise Unsupported("two kinds compared")
    held = a.value == b.value
    return Truth(keep(held if equal else ~held), both(a.sure, b.sure))


def among(a: Value, words: Sequence[Any], inside: bool, keep: Keep) -> Truth:
    """Whether a word is one of those written out."""
    if isinstance(a, Never):
        raise Missing
    if not isinstance(a, Word):
        raise Unsupported("not a word")
    held = a.value.is_in(list(words))
    return Truth(keep(held if inside else ~held), a.sure)


def to_step(x: Approx, step: Approx, mode: Mode, keep: Keep) -> Value:
    """A number rounded to a step, which has a value for steps above 0 only."""
    if step.hi <= 0:
        return NEVER
    if x.point is not None and step.point is not None:
        return settled(round_step(x.point, step.point, mode), both(x.sure, step.sure))
    if step.point is not None:
        found = rounded(x, step.point, mode, keep)
        return replaced(found, both(found.sure, step.sure))
    above = compare(step, ast.Gt, settled(ZERO), keep)
    quotient = divide(x, step, keep)
    if isinstance(quotient, Never):
        return NEVER
    return chosen(above, rounded_to(quotient, step, mode, keep), NEVER, keep)


def clamp(parts: list[Approx], keep: Keep) -> Approx:
    """A number held between two others."""
    x, lo, hi = parts
    return greatest(lo, smallest(x, hi, keep), keep)


def within(value: Value, held: Range, keep: Keep) -> Value:
    """A value that has none outside its declared range."""
    if not isinstance(value, Approx):
        return value
    found: Value = value
    ends = ((held.lo, held.lo_open, ast.Gt, ast.GtE), (held.hi, held.hi_open, ast.Lt, ast.LtE))
    for end, is_open, beyond, at in ends:
        if end is not None:
            inside = compare(value, beyond if is_open else at, settled(end), keep)
            found = chosen(inside, found, NEVER, keep)
    return found


def condition(value: Value) -> Truth:
    """A part that the check found to be a condition."""
    if not isinstance(value, Truth):
        raise Unsupported("not a condition")
    return value


def kept(value: Value, keep: Keep) -> Value:
    """The same, its columns named."""
    if isinstance(value, Never):
        return value
    sure = None if value.sure is None else keep(value.sure)
    changed: dict[str, Any] = {"value": keep(value.value), "sure": sure}
    if isinstance(value, Approx) and value.rows is not None:
        changed["rows"] = keep(value.rows)
    return type(value)(**(vars(value) | changed))


OPERATORS: Final[Mapping[type[ast.operator], Callable[[Approx, Approx, Keep], Approx | Never]]] = {
    ast.Add: add,
    ast.Sub: subtract,
    ast.Mult: multiply,
    ast.Div: divide,
    ast.Pow: power,
}
FUNCTIONS: Final[Mapping[str, Callable[[list[Approx], Keep], Value]]] = {
    "min": lambda parts, keep: reduce(lambda a, b: smallest(a, b, keep), parts),
    "max": lambda parts, keep: reduce(lambda a, b: greatest(a, b, keep), parts),
    "abs": lambda parts, keep: absolute(parts[0], keep),
    "floor": lambda parts, keep: whole(parts[0], "floor", keep),
    "ceil": lambda parts, keep: whole(parts[0], "ceiling", keep),
    "clamp": clamp,
    "total": total,
    "sqrt": lambda parts, keep: root(parts[0], keep),
    "ln": lambda parts, keep: logarithm(parts[0], keep),
    "exp": lambda parts, keep: exponential(parts[0], keep),
}
