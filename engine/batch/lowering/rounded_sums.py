"""Checks of sums that were rounded in print, in columns: whether numbers printed so can make them true.

Every number of a row stands for half a unit of its last digit on either side, without the end that is
printed as another (``engine.questions.verify.printed``), as far as its fact can be that; the difference of
two sides that are sums then takes every value between the sums of the ends
(``engine.questions.solve.extent``).
"""

from __future__ import annotations

import ast
import math
from fractions import Fraction
from functools import reduce
from operator import add, or_
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.lowering.inputs import places_name
from engine.batch.lowering.names import reads_of
from engine.questions.solve.terms import ONE, NoTerms, Ratio, is_linear, ratio_of, single
from engine.questions.verify.figures import NUMBERS
from engine.questions.verify.printed import domain_of
from rubric.formula.narrow import SIGNS
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.batch.plain import Column
    from rubric.model import Check, Rubric
    from rubric.range import Range

# Numerators stay within this.
MOST: Final = 1 << 62
# Numbers with more decimals are left to the engine of one subject.
DEEPEST: Final = 12
ZERO: Final = Fraction(0)
NOTHING: Final = pl.lit(None, dtype=pl.Int64())
YES: Final = pl.lit(True)
NO: Final = pl.lit(False)


class Sums(Record):
    """``factors[name] × name + … + rest``, compared with 0; ``reads`` is all that the check reads."""

    factors: Mapping[str, Fraction]
    rest: Fraction
    sign: str
    reads: frozenset[str]


class Decided(Record):
    """Whether a check holds, null where that is open; ``known`` are the rows in which it was decided."""

    holds: pl.Series
    known: pl.Series


def sums_of(check: Check, rubric: Rubric) -> Sums | None:
    """The check as a comparison of sums of facts, None where it is something else."""
    tree = check.that
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1:
        return None
    sign, reads = SIGNS.get(type(tree.ops[0])), frozenset(reads_of([tree], rubric)[0])
    solved = {one.solve.unknown for one in rubric.checks if one.solve and one.solve.integer}
    whole = {name for name, fact in rubric.facts.items() if fact.type == "integer"}
    # A number that another check takes for a whole one may be none.
    if sign in (None, "!=") or reads & solved - whole:
        return None

    def named(name: str) -> Ratio:
        if name in rubric.facts and rubric.facts[name].type in NUMBERS:
            return single(name), ONE
        if name in rubric.values:
            return ratio_of(rubric.values[name].lowered.expr, named, _other)
        raise NoTerms

    try:
        over, under = ratio_of(ast.BinOp(tree.left, ast.Sub(), tree.comparators[0]), named, _other)
    except NoTerms:
        return None
    if not is_linear(over) or list(under) != [()]:
        return None
    factors = {term[0]: factor / under[()] for term, factor in over.items() if term}
    return Sums(factors, over.get((), Fraction(0)) / under[()], str(sign), reads)


def _other(_: ast.expr) -> Ratio:
    raise NoTerms


def decided(sums: Sums, frame: pl.DataFrame, columns: Mapping[str, Column], rubric: Rubric) -> Decided | None:
    """What the check comes to in the rows of a frame; None where columns cannot say it of any."""
    terms = [_term(name, factor, frame, columns, rubric) for name, factor in sums.factors.items()]
    for most in range(_deepest(sums, frame), -1, -1):
        parts = [sums.rest, *(part for term in terms for part in term.parts(most))]
        over = math.lcm(*(part.denominator for part in parts))
        if sum((term.largest for term in terms), abs(sums.rest)) * over < MOST:
            break
    else:
        return None
    ends = [term.ends(over, most) for term in terms]
    whole = _summed(ends, int(sums.rest * over))
    missing = reduce(or_, (_value(name, frame).is_null() for name in sums.reads), NO)
    possible = _allowed(sums.sign, whole)
    plain = [_plain(name, frame, rubric, most) for name in sums.reads]
    made = frame.lazy().with_columns(
        pl.when(possible & missing).then(None).otherwise(possible).alias("@holds"),
        pl.all_horizontal(YES, *plain).alias("@known"),
    )
    found = made.select("@holds", "@known").collect()
    return Decided(found["@holds"], found["@known"])


def _value(name: str, frame: pl.DataFrame) -> pl.Expr:
    return pl.col(name) if name in frame.columns else NOTHING


def _places(name: str, frame: pl.DataFrame) -> pl.Expr:
    """The decimals of a number, 0 where it is exact or there is none."""
    printed = places_name(name)
    return pl.col(printed) if printed in frame.columns else pl.lit(0, dtype=pl.UInt8())


def _deepest(sums: Sums, frame: pl.DataFrame) -> int:
    names = [name for name in map(places_name, sums.factors) if name in frame.columns]
    found = frame.select(pl.max_horizontal(pl.col(names).max())).item() if names else 0
    return min(found or 0, DEEPEST)


def _plain(name: str, frame: pl.DataFrame, rubric: Rubric, most: int) -> pl.Expr:
    """Where a number stands for all numbers about it, or is exact."""
    if rubric.facts[name].type == "integer":
        return _value(name, frame).is_not_null() & (_places(name, frame) == 0)
    return _places(name, frame) <= most


# -- the ends of what each number stands for -----------------------------------------------------------


class _Ends(Record):
    """The ends of what a number stands for, null where there is none, and whether they are open."""

    low: pl.Expr
    low_open: pl.Expr
    high: pl.Expr
    high_open: pl.Expr


class _Term(Record):
    """A number times a factor: its column over ``by`` and of that ``size`` at most, the ``digit`` that its
    decimals divide, and all that it can be."""

    factor: Fraction
    value: pl.Expr
    places: pl.Expr
    by: int
    digit: Fraction
    domain: Range
    size: int

    def parts(self, most: int) -> Iterator[Fraction]:
        """The numbers that ends are made of, with up to so many decimals."""
        yield self.factor / self.by
        yield self.factor * self.digit / (2 * 10**most)
        yield from (self.factor * end for end in (self.domain.lo, self.domain.hi) if end is not None)

    @property
    def largest(self) -> Fraction:
        """More than any end is from 0."""
        ends = [abs(end) for end in (self.domain.lo, self.domain.hi) if end is not None]
        return abs(self.factor) * (Fraction(self.size, self.by) + self.digit + sum(ends))

    def ends(self, over: int, most: int) -> _Ends:
        """The ends over a denominator that all parts have."""
        by = abs(self.factor) * over
        value, half = self.value * int(by / self.by), self._half(by, most)
        printed, there = half > 0, self.value.is_not_null()
        low, low_open = value - half, printed & (self.value <= 0)
        high, high_open = value + half, printed & (self.value >= 0)
        if self.domain.lo is not None:
            end = pl.lit(int(self.domain.lo * by), dtype=pl.Int64())
            low, low_open = _cut(low, low_open, end, end - low, self.domain.lo_open, printed)
            low = pl.when(there).then(low).otherwise(end)
        if self.domain.hi is not None:
            end = pl.lit(int(self.domain.hi * by), dtype=pl.Int64())
            high, high_open = _cut(high, high_open, end, high - end, self.domain.hi_open, printed)
            high = pl.when(there).then(high).otherwise(end)
        low_open = pl.when(there).then(low_open).otherwise(pl.lit(self.domain.lo_open))
        high_open = pl.when(there).then(high_open).otherwise(pl.lit(self.domain.hi_open))
        if self.factor < 0:
            return _Ends(-high, high_open, -low, low_open)
        return _Ends(low, low_open, high, high_open)

    def _half(self, by: Fraction, most: int) -> pl.Expr:
        """Half of what the last digit is worth, 0 of a number that is exact."""
        known = range(1, most + 1)
        if not known:
            return pl.lit(0, dtype=pl.Int64())
        halves = [int(by * self.digit / (2 * 10**places)) for places in known]
        return self.places.replace_strict(list(known), halves, default=0, return_dtype=pl.Int64())


def _cut(
    end: pl.Expr, open_: pl.Expr, declared: pl.Expr, beyond: pl.Expr, declared_open: bool, printed: pl.Expr
) -> tuple[pl.Expr, pl.Expr]:
    """The end of a printed number no further than its fact goes."""
    beyond = pl.when(printed).then(beyond).otherwise(-1)
    cut = pl.when(beyond > 0).then(declared).otherwise(end)
    edge = pl.lit(declared_open)
    return cut, pl.when(beyond > 0).then(edge).when(beyond == 0).then(open_ | edge).otherwise(open_)


def _term(
    name: str, factor: Fraction, frame: pl.DataFrame, columns: Mapping[str, Column], rubric: Rubric
) -> _Term:
    domain, column = domain_of(rubric.facts[name]), columns.get(name)
    value, places = _value(name, frame), _places(name, frame)
    if column is None or column.lo is None or column.hi is None:
        return _Term(factor, value, places, 1, ZERO, domain, 0)
    digit = column.printed.factor if column.printed is not None else ZERO
    return _Term(factor, value, places, column.over, digit, domain, max(abs(column.lo), abs(column.hi)))


def _summed(ends: Sequence[_Ends], rest: int) -> _Ends:
    start = pl.lit(rest, dtype=pl.Int64())
    return _Ends(
        reduce(add, (one.low for one in ends), start),
        reduce(or_, (one.low_open for one in ends), NO),
        reduce(add, (one.high for one in ends), start),
        reduce(or_, (one.high_open for one in ends), NO),
    )


def _allowed(sign: str, held: _Ends) -> pl.Expr:
    """Whether some number between the ends compares so with 0."""
    below, above = (held.low < 0).fill_null(value=True), (held.high > 0).fill_null(value=True)
    at_low = ((held.low == 0) & ~held.low_open).fill_null(value=False)
    at_high = ((held.high == 0) & ~held.high_open).fill_null(value=False)
    if sign == "==":
        return (below | at_low) & (above | at_high)
    if sign in ("<", "<="):
        return below | at_low if sign == "<=" else below
    return above | at_high if sign == ">=" else above
