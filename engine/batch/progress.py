"""Progress of a run on the error stream: how far, how fast, how long still; nothing where nobody looks."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size

from engine.output import columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from rubric.problems import Language

# Seconds between two lines: often enough to be alive, seldom enough to be read.
EVERY: Final = 0.2
CLEAR: Final = "\r\x1b[2K"


class Progress:
    """One line that is written over and over, and taken away at the end.

    ``rows`` are those of the whole table, None where nobody has counted them yet.
    """

    def __init__(
        self,
        rows: int | None,
        language: Language,
        clock: Callable[[], float] = time.monotonic,
        write: Callable[[str], object] | None = None,
    ) -> None:
        self.rows, self.language, self.clock = rows, language, clock
        self.write = write or _writer()
        self.started = self.shown = clock()
        self.done = self.scored = 0

    def told(self, rows: int, *, scored: bool = True) -> None:
        """So many rows more are done; those of an earlier run say nothing of how fast this one is."""
        self.done += rows
        self.scored += rows if scored else 0
        now = self.clock()
        if self.write is not None and now - self.shown >= EVERY:
            self.shown = now
            told = line(self.done, self.scored, now - self.started, self.rows, self.language)
            # A line that is broken in two could not be taken away again.
            self.write(CLEAR + _fitting(told, columns(80) - 1))

    def end(self) -> None:
        """Take the line away."""
        if self.write is not None:
            self.write(CLEAR)


def _fitting(text: str, cells: int) -> str:
    return text if cell_len(text) <= cells else set_cell_size(text, cells)


def _writer() -> Callable[[str], object] | None:
    stream = sys.stderr
    if stream is None or not stream.isatty():
        return None

    def write(text: str) -> None:
        stream.write(text)
        stream.flush()

    return write


def line(done: int, scored: int, seconds: float, rows: int | None, language: Language) -> str:
    """What the line says: ``1,310,720 of 4,000,000 rows (32%), 812,000 a second, 3 s left``."""
    zh = language == "zh"
    rate = scored / seconds if seconds > 0 else 0.0
    share = f"{done * 100 // rows}%" if rows else ""
    if rows:
        parts = [f"{done:,} / {rows:,} 行（{share}）" if zh else f"{done:,} of {rows:,} rows ({share})"]
    else:
        parts = [f"{done:,} 行" if zh else f"{done:,} rows"]
    if rate:
        parts.append(f"每秒 {rate:,.0f} 行" if zh else f"{rate:,.0f} a second")
        if rows:
            left = duration((rows - done) / rate, language)
            parts.append(f"还要 {left}" if zh else f"{left} left")
    return ("，" if zh else ", ").join(parts)


def duration(seconds: float, language: Language) -> str:
    """A time as a person says it: ``40 s``, ``3 min 20 s``, ``2 h 05 min``."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    hour, minute, second = ("小时", "分", "秒") if language == "zh" else (" h", " min", " s")
    gap = "" if language == "zh" else " "
    if hours:
        return f"{hours}{hour}{gap}{minutes:02}{minute}"
    return f"{minutes}{minute}{gap}{rest:02}{second}" if minutes else f"{rest}{second}"
