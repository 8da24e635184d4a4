"""A column of numbers as a fact declares them: its signs, unit, range, whole numbers and steps."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.batch.cells.column import EXACT, Column, Read, either, extremes, numerators, without
from engine.batch.cells.pieces import MOST, Exact
from engine.batch.cells.printed import printed_in
from engine.batch.cells.raw import nothing, read_exact
from engine.batch.cells.texts import Signs, given
from engine.facts_scales import scale
from engine.facts_values import SHARES
from rubric.record import replace

if TYPE_CHECKING:
    import polars as pl

    from engine.batch.cells.raw import Made
    from rubric.model import Fact, Rubric
    from rubric.range import Range

_PLACES: Final = {100: 2, 1000: 3}


def read_numbers(
    cells: pl.Series,
    fact: Fact,
    unit: str | None,
    rubric: Rubric,
    made: Made | None = None,
    *,
    printed: bool = False,
) -> Read:
    """The numbers of a fact in a column whose head gives ``unit``; odd is what the fact refuses.

    ``made`` is what was made of the column together with others; with ``printed`` the column says
    how its cells were printed.
    """
    factor = unit_factor(fact, unit, rubric)
    if factor is None:
        return Read(Column(nothing(len(cells)), printed=EXACT), given(cells))
    signs = signs_of(fact, unit)
    exact = read_exact(cells, signs, made)
    column, large = scaled(exact, factor)
    column, refused = _held(column, fact)
    if printed:
        column = replace(column, printed=printed_in(cells, exact, signs, factor))
    return Read(column, either(exact.odd, large, refused))


def unit_factor(fact: Fact | None, unit: str | None, rubric: Rubric) -> Fraction | None:
    """What one of the unit is in the fact's own, None where the fact has no such unit."""
    if not unit:
        return Fraction(1)
    if fact is None or fact.unit is None:
        return None
    # A share carries its sign and is not converted, whatever scales the rubric declares.
    return scale(unit, fact.unit, {} if fact.unit in SHARES else rubric.units)


def signs_of(fact: Fact, unit: str | None) -> Signs:
    """How a column of the fact takes the signs of shares."""
    if fact.unit is None or fact.unit not in SHARES:
        return Signs(signed=fact.unit is None)
    return Signs(bare=_PLACES[SHARES[fact.unit]] if unit else None)


def scaled(exact: Exact, factor: Fraction) -> tuple[Column, pl.Series | None]:
    """The numbers times a factor, and which of them become too large for it."""
    ends = exact.ends or extremes(exact.values)
    column = scaled_by(Column(exact.values, 10**exact.places, *ends), factor)
    if column.values.null_count() == exact.values.null_count():
        return column, None
    return column, exact.values.is_not_null() & column.values.is_null()


def scaled_by(column: Column, factor: Fraction) -> Column:
    """A column times a factor, null where a numerator becomes too large."""
    ratio = factor / column.over
    return _over(column, ratio.numerator, ratio.denominator)


def _over(column: Column, times: int, over: int) -> Column:
    if times == 1 or column.lo is None or column.hi is None:
        return Column(column.values, over, column.lo, column.hi)
    values, most = column.values, MOST // abs(times)
    if max(abs(column.lo), abs(column.hi)) > most:
        values = without(values, values.abs() > most)
    return numerators(values * times if most else nothing(len(values)), over)


def either_of(first: Column, second: Column) -> Column:
    """The numbers of the first column and, where it has none, those of the second, over one denominator."""
    over = math.lcm(first.over, second.over)
    one, other = (_over(column, over // column.over, over) for column in (first, second))
    return numerators(one.values.zip_with(one.values.is_not_null(), other.values), over)


def _held(column: Column, fact: Fact) -> tuple[Column, pl.Series | None]:
    """The column without what lies outside the fact's range or between its steps, and where that is."""
    values = column.values
    refused = [outside(column, fact.range)] if fact.range is not None else []
    steps = [Fraction(1)] if fact.type == "integer" else []
    refused += [_between(column, step) for step in (*steps, *((fact.step,) if fact.step else ()))]
    where = either(*refused)
    if where is None or not where.any():
        return column, None
    return numerators(without(values, where), column.over), where


def outside(column: Column, held: Range) -> pl.Series | None:
    """Which numbers of a column a range does not hold; None where it holds all."""
    if column.lo is None or column.hi is None:
        return None
    below = None if held.lo is None else _first(held.lo * column.over, open_=held.lo_open)
    above = None if held.hi is None else -_first(-held.hi * column.over, open_=held.hi_open)
    values = column.values
    return either(
        None if below is None or column.lo >= below else values < min(below, MOST + 1),
        None if above is None or column.hi <= above else values > max(above, -MOST - 1),
    )


def _first(end: Fraction, *, open_: bool) -> int:
    """The least whole number from an end on."""
    return math.floor(end) + 1 if open_ else math.ceil(end)


def _between(column: Column, step: Fraction) -> pl.Series | None:
    """Which numbers are no multiple of a step: numerators that the step's own does not divide."""
    whole = (Fraction(1, column.over) / step).denominator
    if whole == 1:
        return None
    return column.values != 0 if whole > MOST else column.values % whole != 0
