"""Numbers as people type them, a column at once: plain digits, then blanks, commas, wide forms, signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.cells.column import without
from engine.batch.cells.pieces import Some, Whole, within
from engine.batch.cells.short_texts import LONG, NUMBER, run, short_texts
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

# What `str.strip` takes away; polars of itself would leave the separators among the control characters.
BLANKS: Final = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_ASCII_BLANKS: Final = BLANKS.encode("ascii", "ignore").decode().replace("\n", "")
_NO_NUMBER: Final = pl.Series(["?"])
# A number has up to sixty digits, and a text up to a hundred characters.
_PADDED: Final = 60
_FOLDED: Final[Mapping[str, str]] = {chr(0xFF10 + n): str(n) for n in range(10)} | {
    "\uff0b": "+",
    "\uff0d": "-",
    "\u2212": "-",
    "\uff0e": ".",
    "\uff0c": ",",
    "\uff05": "%",
    "\u3000": " ",
    "\u00a0": " ",
}
_THOUSANDS: Final = r"^[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?$"
ENDS: Final[Mapping[str, int]] = {"%": 2, "‰": 3}


class Signs(Record):
    """How a column takes the signs % and ‰, which move the point by two and three places.

    ``bare`` is by how many a number without one moves, None where it must have one; ``signed`` is
    whether it may have one.
    """

    bare: int | None = 0
    signed: bool = True


def given(cells: pl.Series) -> pl.Series:
    """Which cells have something in them: a text more than blanks, anything else a value."""
    if cells.dtype in (pl.Categorical, pl.Enum):
        cells = cells.cast(pl.String)
    if cells.dtype != pl.String:
        return cells.is_not_null()
    return (cells.str.strip_chars(BLANKS) != "").fill_null(value=False)


def typed(
    cells: pl.Series, signs: Signs, made: Whole | None = None
) -> tuple[Whole, Some | None, pl.Series | None]:
    """The numbers in texts, in two goes, and the texts with more than blanks in which none is plain.

    ``made`` is what ``short_texts`` made of the column, where it was asked.
    """
    if signs.bare is None:
        first = Whole(pl.repeat(None, len(cells), dtype=pl.Int64, eager=True))
    else:
        made = made or short_texts([cells])[0]
        first = replace(made, places=made.places + signs.bare)
    if first.values.null_count() == cells.null_count():
        return first, None, None
    rows = (first.values.is_null() & (cells != "").fill_null(value=False)).arg_true()
    if not len(rows):
        return first, None, None
    second, wrong = _rewritten(cells.gather(rows), rows, signs)
    return first, second, _mask(len(cells), rows.filter(wrong))


def _mask(height: int, rows: pl.Series) -> pl.Series | None:
    if not len(rows):
        return None
    return pl.repeat(value=False, n=height, eager=True).scatter(rows, values=True)


def folded(cells: pl.Series, text: str) -> pl.Series:
    """Texts, all of them in ``text`` too, with their wide forms made plain."""
    return cells if text.isascii() else cells.str.replace_many(list(_FOLDED), list(_FOLDED.values()))


def _rewritten(cells: pl.Series, rows: pl.Series, signs: Signs) -> tuple[Some, pl.Series]:
    """The numbers in texts that are not of plain digits, and which of the texts are none or refused."""
    tidy, ends = _tidied(cells)
    values, places = digits(tidy)
    signed = ends > 0
    refused = signed if not signs.signed else ~signed if signs.bare is None else signed & ~signed
    values = without(values, refused)
    wrong = values.is_null() & ((tidy != "") | signed)
    moved = places + ends + (~signed).cast(pl.Int64) * (signs.bare or 0)
    return Some(rows, values, moved), wrong


def digits(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The numbers in texts without blanks, commas and signs, null for any other, and their decimals."""
    (plain,) = short_texts([cells])
    places = pl.repeat(plain.places, len(cells), dtype=pl.Int64, eager=True)
    rows = (plain.values.is_null() & (cells != "")).arg_true()
    if not len(rows):
        return plain.values, places
    values, more = _long(cells.gather(rows))
    return plain.values.clone().scatter(rows, values), places.scatter(rows, more)


def _long(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The numbers in texts of as many digits as 64 bits hold, null for any other, and their decimals."""
    text = pl.col("text")
    size, point = text.str.len_bytes().cast(pl.Int64), text.str.find(".", literal=True).cast(pl.Int64)
    number = text.str.contains(NUMBER) & (size <= LONG)
    whole = text.str.replace(".", "", literal=True).cast(pl.Int64, strict=False)
    made = pl.DataFrame({"text": cells}).select(
        values=pl.when(number).then(whole), places=(size - point - 1).fill_null(0)
    )
    return within(made["values"]).values, made["places"]


def _tidied(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The texts folded, stripped, without their signs and thousands, and the decimals of their signs."""
    text = run(cells)
    cells = folded(cells, text)
    blank = has_blanks(text, len(cells))
    if blank:
        cells = cells.str.strip_chars(BLANKS)
    cells = cells.zip_with(cells.str.len_bytes() <= _PADDED, _NO_NUMBER)
    cells, ends = _without_ends(cells, blank=blank)
    if "," in text or "\uff0c" in text:
        bare = cells.str.replace_all(",", "", literal=True)
        cells = bare.zip_with(cells.str.contains(_THOUSANDS) | (bare == cells), _NO_NUMBER)
    return cells, ends


def has_blanks(text: str, lines: int) -> bool:
    """Whether any of the lines of a text may have blanks about it."""
    return not text.isascii() or text.count("\n") >= lines or any(blank in text for blank in _ASCII_BLANKS)


def _without_ends(cells: pl.Series, *, blank: bool) -> tuple[pl.Series, pl.Series]:
    ends = pl.repeat(0, len(cells), dtype=pl.Int64, eager=True)
    for sign, places in ENDS.items():
        has = cells.str.ends_with(sign) & (ends == 0)
        if has.any():
            without_sign = cells.str.strip_suffix(sign)
            without_sign = without_sign.str.strip_chars_end(BLANKS) if blank else without_sign
            cells, ends = without_sign.zip_with(has, cells), ends.set(has, places)
    return cells, ends
