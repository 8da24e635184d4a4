"""Regular lines of a text table as columns: read by polars, without a row or a cell that changes places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

# What stands for a line end within a cell, and behind the last cell of every row: no text has them.
LINE: Final = b"\x1d"
END: Final = b"\x1e"
# So many rows may be looked at one by one, and one column in so many be read for nothing.
_FEW: Final = 256
_SPARED: Final = 8


class Lines(NamedTuple):
    """A record on each of ``rows`` lines, of which each should have ``due`` cells."""

    data: bytes
    rows: int
    due: int
    separator: str

    @property
    def letters(self) -> bool:
        """Whether there may be an e within a number."""
        return b"e" in self.data or b"E" in self.data


def columns_of(
    lines: Lines, wanted: Mapping[int, str], *, marked: bool
) -> tuple[pl.DataFrame, pl.Series, bool]:
    """The wanted columns by their place, the rows that may be of another length, and whether it took marks.

    Where most columns are wanted, polars refuses rows that are too long, and leaves the last cell of those
    that are too short empty: if few are empty, no marks are needed, which costs less.
    """
    found = None if marked or (lines.due - len(wanted)) * _SPARED > lines.due else _unmarked(lines)
    frame, odd = found or _marked(lines, wanted)
    frame = frame.select(pl.col(f"{at}").alias(name) for at, name in wanted.items())
    if LINE in lines.data:
        frame = frame.with_columns(pl.all().str.replace_all(LINE.decode(), "\n", literal=True))
    return frame, odd, found is None


def _unmarked(lines: Lines) -> tuple[pl.DataFrame, pl.Series] | None:
    try:
        frame = _read(lines, lines.data, [*range(lines.due)], more="raise")
    except pl.exceptions.PolarsError:
        return None
    last = frame[f"{lines.due - 1}"]
    if frame.height != lines.rows or last.null_count() > _FEW:
        return None
    return frame, last.is_null().arg_true()


def _marked(lines: Lines, wanted: Mapping[int, str]) -> tuple[pl.DataFrame, pl.Series]:
    """Each line gets one cell more, which must be in its place."""
    data = lines.data.replace(b"\n", lines.separator.encode() + END + b"\n")
    frame = _read(lines, data, sorted((*wanted, lines.due)), more="ignore")
    return frame, frame[f"{lines.due}"].ne_missing(pl.Series([END.decode()])).arg_true()


def _read(lines: Lines, data: bytes, places: list[int], *, more: str) -> pl.DataFrame:
    every = [*range(places[-1] + 1)]
    return pl.read_csv(
        data,
        has_header=False,
        schema={f"{at}": pl.String() for at in every},
        # polars lets long rows pass where it is told which columns to read.
        columns=None if places == every else places,
        separator=lines.separator,
        quote_char='"' if b'"' in data else None,
        extra_columns=more,  # type: ignore[arg-type]
        missing_columns="insert",
    )
