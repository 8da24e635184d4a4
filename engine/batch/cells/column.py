"""Column: what the cells of one column say, exactly, and the mask of those that do not say it plainly."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, overload

import polars as pl

from rubric.record import Record


class Printed(Record):
    """What one of the last digit of each cell is worth: ``factor / 10**places``.

    Where ``places`` is 0, and where there are none at all, the cell is exact as it stands.
    """

    places: pl.Series | None
    factor: Fraction


# What is asked of a frame of many columns has nothing to be shared: looking for it costs more than it saves.
AS_IT_IS: Final = pl.QueryOptFlags.none()
EXACT: Final = Printed(None, Fraction(1))


class Column(Record):
    """The values of a column: whole numbers over ``over``, truths or texts; null where a cell is empty.

    ``lo`` and ``hi`` are the least and the most numerator, None where there is none. ``printed`` is there
    where a check asks for it.
    """

    values: pl.Series
    over: int = 1
    lo: int | None = None
    hi: int | None = None
    printed: Printed | None = None


class Read(Record):
    """A column with the mask of its cells that are not plain; None where all of them are."""

    column: Column
    odd: pl.Series | None = None


# The least and the most of whole numbers, None where there is none.
Ends = tuple[int | None, int | None]


def numerators(values: pl.Series, over: int = 1) -> Column:
    """A column of numbers with its extremes."""
    return Column(values, over, *extremes(values))


def extremes(values: pl.Series) -> Ends:
    """The least and the most of whole numbers."""
    lo, hi = values.min(), values.max()
    return (lo, hi) if isinstance(lo, int) and isinstance(hi, int) else (None, None)


@overload
def either(first: pl.Series, /, *masks: pl.Series | None) -> pl.Series: ...
@overload
def either(*masks: pl.Series | None) -> pl.Series | None: ...
def either(*masks: pl.Series | None) -> pl.Series | None:
    """Where any of the masks holds; a mask that is None holds nowhere, and so does a null."""
    found: pl.Series | None = None
    for mask in masks:
        if mask is not None:
            held = mask.fill_null(value=False)
            found = held if found is None else found | held
    return found


def without(values: pl.Series, mask: pl.Series | None) -> pl.Series:
    """The values with null where the mask holds."""
    return values if mask is None else values.set(mask.fill_null(value=False), None)
