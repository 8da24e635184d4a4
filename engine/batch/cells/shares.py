"""Texts of few plain digits and a sign of shares as numbers, all columns of a part at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.cells.column import AS_IT_IS
from engine.batch.cells.pieces import joined
from engine.batch.cells.short_texts import SAMPLE, short_texts
from engine.batch.cells.texts import ENDS
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.batch.cells.pieces import Exact

_SIGNS: Final = tuple(ENDS)


def sign_of(cells: pl.Series) -> str | None:
    """The sign that the first texts of a column end in, None where they end in none or in several."""
    found = {text[-1] for text in cells.head(SAMPLE) if text}
    sign = found.pop() if len(found) == 1 else None
    return sign if sign in _SIGNS else None


def short_shares(columns: Mapping[str, pl.Series], *, letters: bool = True) -> dict[str, Exact]:
    """The numbers of those columns in which every text is one of few plain digits and the column's sign.

    Each column has a ``sign_of`` its own. ``letters`` says whether there may be an e in a number.
    """
    signs = {name: sign for name, cells in columns.items() if (sign := sign_of(cells)) is not None}
    if not signs:
        return {}
    frame = pl.DataFrame([columns[name].alias(name) for name in signs]).lazy()
    signed = [pl.col(name).str.ends_with(sign).all() for name, sign in signs.items()]
    every = frame.select(signed).collect(optimizations=AS_IT_IS).row(0, named=True)
    kept = {name: sign for name, sign in signs.items() if every[name]}
    bare = [pl.col(name).str.strip_suffix(sign) for name, sign in kept.items()]
    numbers = frame.select(bare).collect(optimizations=AS_IT_IS).get_columns()
    return {
        name: joined(replace(made, places=made.places + ENDS[kept[name]]))
        for name, made in zip(kept, short_texts(numbers, letters=letters), strict=True)
        if made.values.null_count() == columns[name].null_count()
    }
