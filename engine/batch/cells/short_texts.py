"""Texts of few plain digits as numbers, all columns of a part at once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.cells.column import AS_IT_IS, without
from engine.batch.cells.floats import decimals, first_tries
from engine.batch.cells.pieces import Whole, within

if TYPE_CHECKING:
    from collections.abc import Sequence

# A number has up to thirty digits on either side of its point.
LONG: Final = 30
NUMBER: Final = r"^[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)$"
# So many characters hold no more digits than a double tells apart.
_SHORT: Final = 15
SAMPLE: Final = 24
_LETTERS: Final = ("e", "E")


def short_texts(columns: Sequence[pl.Series], *, letters: bool = True) -> list[Whole]:
    """The numbers in columns of texts, of like length, that have few plain digits; null for any other text.

    A double is nearest to the text that it is read from, and to no other decimal of up to fifteen digits:
    the decimal that ``decimals`` proves it to be is the number in the text. polars also takes 1e3, 5. and
    what is not finite for doubles; the last is never a decimal. ``letters`` says whether an e may be there.
    """
    if not columns:
        return []
    whole = [not _has_point(cells) for cells in columns]
    frame = pl.DataFrame([cells.alias(f"{at}") for at, cells in enumerate(columns)])
    read = _cast(frame, whole)
    looks = [_look(at, whole=one, letters=letters) for at, one in enumerate(whole)]
    seen = frame.lazy().select(one for look in looks for one in look).collect(optimizations=AS_IT_IS).row(0)
    found: list[Whole | None] = [None] * len(columns)
    doubles: dict[int, pl.Series] = {}
    for at, (cells, numbers) in enumerate(zip(columns, read, strict=True)):
        longest, strange = seen[2 * at], seen[2 * at + 1]
        if not whole[at]:
            doubles[at] = _plain(numbers, cells, longest or 0, strange=strange)
        elif numbers.null_count() == cells.null_count() and (longest or 0) <= LONG:
            found[at] = within(numbers)
        else:
            doubles[at] = _plain(_double(cells), cells, longest or 0, strange=True)
    for at, made in zip(doubles, first_tries([*doubles.values()]), strict=True):
        best = decimals(doubles[at], made)
        found[at] = Whole(best.values, best.places, best.ends)
    return [one for one in found if one is not None]


def run(cells: pl.Series) -> str:
    """All texts in one: looking for a character in it costs next to nothing."""
    text = cells.str.join("\n").item() if len(cells) else ""
    return text or ""


def _has_point(cells: pl.Series) -> bool:
    return any(text is not None and "." in text for text in cells.head(SAMPLE))


def _cast(frame: pl.DataFrame, whole: Sequence[bool]) -> list[pl.Series]:
    kinds = [pl.Int64 if one else pl.Float64 for one in whole]
    made = [pl.col(f"{at}").cast(kind, strict=False) for at, kind in enumerate(kinds)]
    return frame.lazy().select(made).collect(optimizations=AS_IT_IS).get_columns()


def _double(cells: pl.Series) -> pl.Series:
    return cells.cast(pl.Float64, strict=False)


@lru_cache(maxsize=4096)
def _look(at: int, *, whole: bool, letters: bool) -> tuple[pl.Expr, ...]:
    """How long the longest text is, and whether one may be read as a double that is not written plainly."""
    text = pl.col(f"{at}")
    strange: Any = pl.lit(value=False)
    if not whole:
        strange = text.str.ends_with(".").any()
    if not whole and letters:
        # A search in one long text costs a tenth of one in each.
        strange |= text.str.join("\n").str.contains("[eE]").any()
    return text.str.len_bytes().max().alias(f"{at}>"), strange.alias(f"{at}?")


def _plain(numbers: pl.Series, cells: pl.Series, longest: int, *, strange: bool) -> pl.Series:
    """The numbers without those in texts that are long, or are not written plainly."""
    if longest > _SHORT:
        numbers = without(numbers, cells.str.len_bytes() > _SHORT)
    if strange and _strange(cells if not numbers.null_count() else cells.filter(numbers.is_not_null())):
        numbers = without(numbers, ~cells.str.contains(NUMBER))
    return numbers


def _strange(cells: pl.Series) -> bool:
    text = run(cells)
    return any(letter in text for letter in _LETTERS) or ".\n" in text or text.endswith(".")
