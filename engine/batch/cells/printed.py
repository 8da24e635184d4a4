"""With how many decimals the cells of a column were printed, for checks that allow what rounding can do."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.cells.column import Printed
from engine.batch.cells.short_texts import run
from engine.batch.cells.texts import BLANKS, ENDS, folded, has_blanks
from rubric.formula import names_of

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.batch.cells.pieces import Exact
    from engine.batch.cells.texts import Signs
    from rubric.model import Rubric

# More than any number has.
MOST: Final = 255
_BEHIND: Final = BLANKS + "".join(ENDS)


def names_printed(rubric: Rubric) -> frozenset[str]:
    """The names of which checks ask how they were printed, through values too."""
    asking = [check.that for check in rubric.checks if check.tolerance == "last_digit" or check.solve]
    seen: set[str] = set()
    while asking:
        for name in names_of(asking.pop()):
            if name not in seen and name in rubric.values:
                asking.append(rubric.values[name].lowered.expr)
            seen.add(name)
    return frozenset(seen)


def printed_in(cells: pl.Series, exact: Exact, signs: Signs, factor: Fraction) -> Printed:
    """The last digits of cells that are no odd ones and come to ``exact``, one of them being ``factor``.

    A number that is no text is printed with the decimals that it needs.
    """
    if cells.dtype in (pl.Categorical, pl.Enum):
        cells = cells.cast(pl.String)
    bare = signs.bare or 0
    places = _typed(cells, bare) if cells.dtype == pl.String else _needed(exact, bare)
    return Printed(places, factor)


def _typed(cells: pl.Series, bare: int) -> pl.Series | None:
    """The decimals of texts, with those that their signs move the point by."""
    text = run(cells)
    cells = folded(cells, text)
    text = text if text.isascii() else run(cells)
    signs = [sign for sign in ENDS if sign in text]
    behind = signs or has_blanks(text, len(cells) - cells.null_count())
    number = cells.str.strip_chars_end(_BEHIND) if behind else cells
    point, size = number.str.find(".", literal=True), number.str.len_bytes()
    own = (size.cast(pl.Int64) - point.cast(pl.Int64) - 1).fill_null(0)
    moved = pl.repeat(bare, len(cells), dtype=pl.Int64, eager=True)
    for sign in signs:
        moved = moved.set(cells.str.contains(sign, literal=True).fill_null(value=False), ENDS[sign])
    return _held(own, moved)


def _needed(exact: Exact, bare: int) -> pl.Series | None:
    """The fewest decimals that write each number before a sign that the head gives moves it."""
    most = exact.places - bare
    if most <= 0:
        return None
    loose = (exact.values % 10**n == 0 for n in range(1, most + 1))
    zeros = reduce(add, (one.cast(pl.Int64) for one in loose))
    return _held((most - zeros).fill_null(0), pl.repeat(bare, len(zeros), dtype=pl.Int64, eager=True))


def _held(own: pl.Series, moved: pl.Series) -> pl.Series | None:
    """The decimals in all; 0 where there are none of its own, for such a number is exact."""
    if not (own > 0).any():
        return None
    return (own + moved).set(own <= 0, 0).clip(0, MOST).cast(pl.UInt8)
