"""Comparisons of quotients: denominators are above 0, so cross-multiplied numerators compare the same."""

from __future__ import annotations

import ast
import math
import operator
from typing import TYPE_CHECKING, Any, Final

from engine.batch.lowering.nulls import strict
from engine.batch.lowering.quotient import Quotient, common
from engine.batch.lowering.truth import Truth, fixed
from engine.batch.lowering.whole import Whole, lit, times

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    import polars as pl

    from engine.batch.lowering.sheet import Sheet

SIGNS: Final[Mapping[type[ast.cmpop], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
TURNED: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
    ast.Eq: ast.Eq,
    ast.NotEq: ast.NotEq,
}


def compare(sign: type[ast.cmpop], a: Quotient, b: Quotient, sheet: Sheet) -> Truth:
    """What a comparison says in every row, null where a side is."""
    if a.constant is not None and b.constant is None:
        return compare(TURNED[sign], b, a, sheet)
    nulls = strict((a.nulls, b.nulls))
    decided = _decided(sign, a, b) if nulls.never else None
    if decided is not None:
        return fixed(decided)
    if b.constant is not None:
        return _with_constant(sign, a, b.constant)
    one, other, _, _ = common(a, b, sheet)
    return _compared(sign, one, other)


def _decided(sign: type[ast.cmpop], a: Quotient, b: Quotient) -> bool | None:
    below, above = a.high < b.low, a.low > b.high
    apart = below or above
    point = a.low == a.high == b.low == b.high
    match sign.__name__:
        case "Lt":
            return True if below else False if a.low >= b.high else None
        case "LtE":
            return True if a.high <= b.low else False if above else None
        case "Gt":
            return True if above else False if a.high <= b.low else None
        case "GtE":
            return True if a.low >= b.high else False if below else None
        case "Eq":
            return True if point else False if apart else None
    return False if point else True if apart else None


def _with_constant(sign: type[ast.cmpop], a: Quotient, end: Fraction) -> Truth:
    if a.of is not None:
        shared = math.gcd(a.by, end.denominator)
        left = times(a.over, end.denominator // shared)
        right = times(a.of, end.numerator * (a.by // shared))
        return _compared(sign, left, right)
    due = end * a.by
    if due.denominator == 1:
        return _literal(sign, a, due.numerator)
    if sign in (ast.Eq, ast.NotEq):
        # No whole number is the end, and a null stays one.
        never = a.over.expr != a.over.expr
        return Truth(~never if sign is ast.NotEq else never, a.stage, a.nulls)
    return _literal(ast.LtE if sign in (ast.Lt, ast.LtE) else ast.Gt, a, math.floor(due))


def _literal(sign: type[ast.cmpop], a: Quotient, due: int) -> Truth:
    # What no number of the column passes may be more than 64 bits hold.
    due = min(max(due, a.over.lo - 1), a.over.hi + 1)
    return Truth(SIGNS[sign](a.over.expr, lit(due)), a.stage, a.nulls)


def _compared(sign: type[ast.cmpop], left: Whole, right: Whole) -> Truth:
    expr: pl.Expr = SIGNS[sign](left.expr, right.expr)
    return Truth(expr, max(left.stage, right.stage), strict((left.nulls, right.nulls)))
