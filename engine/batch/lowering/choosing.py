"""Choosing: the value of the first test that holds, in columns, where a test without a value leaves none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl

from engine.batch.lowering import whole
from engine.batch.lowering.nulls import NEVER, Nulls
from engine.batch.lowering.quotient import Quotient, quotient
from engine.batch.lowering.refused import Overflow, Unsupported
from engine.batch.lowering.truth import BOOLEAN, STRING, Truth, Word
from engine.batch.lowering.whole import Whole, literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.batch.lowering.sheet import Sheet

# A number, an answer or a text in every row; None is one that has no value in any.
Value = Quotient | Truth | Word | None


def choose(tests: Sequence[Truth], values: Sequence[Value], sheet: Sheet) -> Value:
    """The value beside the first test that holds, the last one where none does: one more than tests."""
    if not tests:
        return values[0]
    known = [value for value in values if value is not None]
    if not known:
        return None
    nulls = _nulls(tests, values, sheet)
    if all(isinstance(value, Quotient) for value in known):
        return _numbers(tests, values, nulls, sheet)  # type: ignore[arg-type]  # all of them are
    stage = _stage([*tests, *known])
    kind = type(known[0])
    none = pl.lit(None, dtype=BOOLEAN if kind is Truth else STRING)
    if not all(isinstance(value, kind) for value in known):
        raise Unsupported("kinds differ")
    expr = chain(tests, [none if value is None else _expr(value) for value in values], none)
    return Truth(expr, stage, nulls) if kind is Truth else Word(expr, stage, nulls)


def _stage(parts: Sequence[Quotient | Truth | Word | Whole]) -> int:
    return max(part.stage for part in parts)


def _nulls(tests: Sequence[Truth], values: Sequence[Value], sheet: Sheet) -> Nulls:
    may: frozenset[str] = frozenset()
    for part in (*tests, *values):
        may |= frozenset((sheet.mark(),)) if part is None else part.nulls.may
    return Nulls(may, tests[0].nulls.must) if may else NEVER


def chain(tests: Sequence[Truth], exprs: Sequence[pl.Expr], none: pl.Expr) -> pl.Expr:
    """The expression of a choice.

    A null test is not false: where a later one would not be null as well, it is asked about.
    """
    found: Any = pl
    last = exprs[-1]
    for at, test in enumerate(tests):
        later = tests[at + 1 :]
        found = found.when(test.expr).then(exprs[at])
        if test.nulls.never:
            continue
        if not later:
            last = pl.when(test.expr.is_null()).then(none).otherwise(last)
        elif not all(test.nulls.implies(other.nulls) for other in later):
            found = found.when(test.expr.is_null()).then(none)
    result: pl.Expr = found.otherwise(last)
    return result


# -- numbers -------------------------------------------------------------------------------------------


def _numbers(
    tests: Sequence[Truth], values: Sequence[Quotient | None], nulls: Nulls, sheet: Sheet
) -> Quotient:
    known = [value for value in values if value is not None]
    by = math.lcm(*(value.by for value in known))
    ofs = {value.of.name: value.of for value in known if value.of is not None}
    of = next(iter(ofs.values()), None)
    try:
        tops = [_over(value, by, of if len(ofs) < 2 else None) for value in values]
        if len(ofs) > 1:
            of = _denominator(tests, [_under(value, 1) for value in values], sheet)
    except Overflow:
        # Each keeps its own denominator, whatever it is made of.
        tops = [None if value is None else value.over for value in values]
        of = _denominator(tests, [_under(value, None) for value in values], sheet)
        by = 1
    numerators = [top for top in tops if top is not None]
    none = whole.lit(None)
    expr = chain(tests, [none if top is None else top.expr for top in tops], none)
    ends = min(top.lo for top in numerators), max(top.hi for top in numerators)
    top = Whole(expr, *ends, _stage([*tests, *numerators]), nulls)
    return quotient(top, by, of, min(v.low for v in known), max(v.high for v in known))


def _over(value: Quotient | None, by: int, of: Whole | None) -> Whole | None:
    """The numerator over ``by`` times ``of``, which is the value's own or, where it has none, put in."""
    if value is None:
        return None
    top = whole.times(value.over, by // value.by)
    return whole.mul(top, of) if of is not None and value.of is None else top


def _under(value: Quotient | None, by: int | None) -> Whole:
    """The denominator of a value, with ``by`` in the place of its constant part where that is given."""
    if value is None:
        return literal(1)
    constant = value.by if by is None else by
    return literal(constant) if value.of is None else whole.times(value.of, constant)


def _denominator(tests: Sequence[Truth], unders: Sequence[Whole], sheet: Sheet) -> Whole:
    """The denominator of whatever is chosen; never null, for what is null has a null numerator."""
    found: Any = pl
    for test, under in zip(tests, unders, strict=False):
        found = found.when(test.expr).then(under.expr)
    stage = _stage([*tests, *unders])
    ends = min(under.lo for under in unders), max(under.hi for under in unders)
    return sheet.kept(Whole(found.otherwise(unders[-1].expr), *ends, stage))


def nothing_where_null(asked: Value, value: Value, sheet: Sheet) -> Value:
    """A value only where another has one."""
    if asked is None:
        return None
    if asked.nulls.never:
        return value
    test = Truth(_expr(asked).is_null(), asked.stage)
    return choose([test], [None, value], sheet)


def _expr(value: Quotient | Truth | Word) -> pl.Expr:
    return value.over.expr if isinstance(value, Quotient) else value.expr
