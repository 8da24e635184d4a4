"""A column of words: yes and no, choices and texts, each spelling read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.cells.column import Column, Read
from engine.batch.cells.numbers import unit_factor
from engine.batch.cells.texts import BLANKS, given
from engine.batch.facts_row import text_of
from engine.facts_values import read_value
from rubric.place import Place, Source, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.model import Fact, Rubric

# A column of words has a few spellings; in one with more than so many they are left to the exact reading.
_SPELLINGS: Final = 4096
_NOWHERE: Final = Place(Source.of_text(""), 0, 0)
_KINDS: Final = (pl.String, pl.Categorical, pl.Enum, pl.Boolean)


def read_words(cells: pl.Series, fact: Fact | None, unit: str | None, rubric: Rubric) -> Read:
    """The words of a fact, or of an element of a checklist where there is none; odd are other words."""
    kind: Any = pl.Boolean if fact is None or fact.type == "yes_no" else pl.String
    known = cells.dtype in _KINDS or cells.dtype.is_numeric() or cells.dtype == pl.Null
    if unit_factor(fact, unit, rubric) is None or not known:
        return Read(Column(pl.repeat(None, len(cells), dtype=kind, eager=True)), given(cells))
    if kind == pl.Boolean == cells.dtype:
        return Read(Column(cells))
    if fact is not None and fact.type == "text" and cells.dtype == pl.String:
        texts = cells.str.strip_chars(BLANKS)
        return Read(Column(texts.set((texts == "").fill_null(value=False), None)))
    return _spelled(cells, fact, kind)


def _spelled(cells: pl.Series, fact: Fact | None, kind: Any) -> Read:
    if isinstance(cells.dtype, pl.Categorical | pl.Enum):
        cells = cells.cast(pl.String)
    spellings = cells.drop_nulls().unique().head(_SPELLINGS + 1)
    meant = _meanings(spellings.head(_SPELLINGS).to_list(), fact)
    values = _replaced(cells, meant, kind)
    if len(meant) == len(spellings):
        return Read(Column(values))
    odd = given(cells) & values.is_null()
    return Read(Column(values), odd if odd.any() else None)


def _meanings(spellings: list[Any], fact: Fact | None) -> Mapping[Any, bool | str]:
    """What each spelling means; those that mean nothing are left out."""
    found: dict[Any, bool | str] = {}
    for spelling in spellings:
        value, _ = read_value(Text.at(text_of(spelling), _NOWHERE, quoted=True), "", fact, None)
        if value is not None and isinstance(value.value, bool | str):
            found[spelling] = value.value
    return found


def _replaced(cells: pl.Series, meant: Mapping[Any, bool | str], kind: Any) -> pl.Series:
    if not meant:
        return pl.repeat(None, len(cells), dtype=kind, eager=True)
    old = pl.Series(list(meant), dtype=cells.dtype)
    return cells.replace_strict(old, pl.Series(list(meant.values()), dtype=kind), default=None)
