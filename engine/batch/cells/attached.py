"""A column that tells what is attached: anything written in it, unless it says no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.cells.column import Column, Read
from engine.batch.cells.texts import BLANKS, given
from rubric.keywords import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO: Final[Sequence[str]] = ("no", *(word for word, meant in WORDS.items() if meant == "no"))


def read_attached(cells: pl.Series) -> Read:
    """Whether each cell says that something is attached; odd is a no in letters of another width."""
    there = given(cells)
    if cells.dtype == pl.Boolean:
        return Read(Column(cells.fill_null(value=False)))
    if cells.dtype not in (pl.String, pl.Categorical, pl.Enum):
        return Read(Column(there))
    texts = cells.cast(pl.String)
    no = _is_no(texts)
    wide = _is_no(texts.str.normalize("NFKC")) & ~no
    return Read(Column(there & ~no), wide if wide.any() else None)


def _is_no(texts: pl.Series) -> pl.Series:
    return texts.str.strip_chars(BLANKS).str.to_lowercase().is_in(_NO).fill_null(value=False)
