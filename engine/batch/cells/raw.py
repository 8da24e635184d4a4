"""The numbers in a column of whatever kind its table has: texts, integers, binary fractions, decimals."""

from __future__ import annotations

import polars as pl

from engine.batch.cells.floats import PLACES, Decimals, decimals
from engine.batch.cells.pieces import Exact, Some, Whole, joined, within
from engine.batch.cells.texts import Signs, digits, given, typed
from rubric.record import replace

# What ``first_tries``, ``short_texts`` and ``short_shares`` make of a column.
Made = Decimals | Whole | Exact


def read_exact(cells: pl.Series, signs: Signs, made: Made | None = None) -> Exact:
    """The numbers of a column over one power of ten; odd is a cell with anything else in it.

    ``made`` is what was made of the column together with others.
    """
    if isinstance(made, Exact):
        return made
    kind = cells.dtype
    if kind in (pl.Categorical, pl.Enum):
        cells = cells.cast(pl.String)
    if cells.dtype == pl.String:
        return joined(*typed(cells, signs, made if isinstance(made, Whole) else None))
    if signs.bare is None or not (kind.is_numeric() or kind == pl.Null):
        return Exact(nothing(len(cells)), 0, given(cells))
    if kind.is_float():
        tried = made if isinstance(made, Decimals) else None
        return joined(*_floats(decimals(cells, tried), cells, signs.bare))
    return _moved(_whole(cells), cells, signs.bare)


def nothing(height: int) -> pl.Series:
    """A column of numbers with none in it."""
    return pl.repeat(None, height, dtype=pl.Int64, eager=True)


def _moved(whole: Whole, cells: pl.Series, bare: int) -> Exact:
    lost = whole.values.null_count() != cells.null_count()
    odd = cells.is_not_null() & whole.values.is_null() if lost else None
    return joined(replace(whole, places=whole.places + bare), odd=odd)


def _whole(cells: pl.Series) -> Whole:
    """Integers and decimals: what does not fit 64 bits is null."""
    if not isinstance(cells.dtype, pl.Decimal):
        return within(cells)
    places, numerators = cells.dtype.scale, cells.to_physical()
    ten = pl.Series([10], dtype=numerators.dtype)
    while places > PLACES and not (numerators % ten != 0).any():
        places, numerators = places - 1, numerators // ten
    return within(numerators, places)


def _floats(made: Decimals, cells: pl.Series, bare: int) -> tuple[Whole, Some | None, pl.Series | None]:
    """The shortest decimals of binary fractions; the printed ones of those with many digits."""
    first = Whole(made.values, made.places + bare, made.ends)
    if made.rest is None:
        return first, None, None
    rows = (made.values.is_null() & cells.is_not_null()).arg_true()
    values, places = digits(cells.gather(rows).cast(pl.String))
    wrong = rows.filter(values.is_null())
    odd = pl.repeat(value=False, n=len(cells), eager=True).scatter(wrong, values=True) if len(wrong) else None
    return first, Some(rows, values, places + bare), odd
