"""Lines that fit: measuring, wrapping and padding in cells, and bars; no library, no colour."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Final

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction

_HARD: Final = "\N{NO-BREAK SPACE}"
_NO_START: Final = frozenset("，。、；：！？）》」』】〕”’…—％)],;:%")
_NO_END: Final = frozenset("（《「『【〔“‘")
_PLAIN: Final = str.maketrans(
    {
        "÷": "/",
        "×": "*",
        "≈": "~",
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "−": "-",
        "–": "-",
        "—": "-",
        "·": ".",
        "…": "...",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "→": "->",
        "▶": ">",
        "█": "#",
        "░": ":",
    }
)
_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"


class Layout(Record):
    """How text is measured and which signs may be used."""

    measure: Callable[[str], int]
    ascii: bool

    def clean(self, text: str) -> str:
        """An author's text in one line without anything a terminal would obey."""
        shown = "".join(_harmless(char) for char in text)
        return shown.translate(_PLAIN) if self.ascii else shown

    def left(self, text: str, cells: int) -> str:
        """Padded on the right."""
        return text + " " * max(0, cells - self.measure(text))

    def right(self, text: str, cells: int) -> str:
        """Padded on the left."""
        return " " * max(0, cells - self.measure(text)) + text

    def wrap(self, text: str, cells: int) -> list[str]:
        """Lines of at most ``cells`` cells, broken at blanks and between wide characters."""
        lines, line = [], ""
        for piece in self._pieces(text, max(cells, 4)):
            if line and self.measure(line + piece.rstrip(" ")) > cells:
                lines.append(line.rstrip(" "))
                line = piece.lstrip(" ")
            else:
                line += piece
        return [part.replace(_HARD, " ") for part in [*lines, line.rstrip(" ")]] or [""]

    def _pieces(self, text: str, cells: int) -> Iterable[str]:
        """What must stay together: a word, or a wide character with its punctuation."""
        piece = ""
        for char in text:
            if piece and self._breaks(piece[-1], char):
                yield from self._cut(piece, cells)
                piece = ""
            piece += char
        yield from self._cut(piece, cells)

    def _breaks(self, before: str, char: str) -> bool:
        # A bracket stays with the name of its function, which may end in a wide character.
        if char in _NO_START or before in _NO_END or char in " (":
            return char == "(" and before == " "
        return before == " " or 2 in (self.measure(before), self.measure(char))

    def _cut(self, piece: str, cells: int) -> Iterable[str]:
        # A word longer than a line has to be broken somewhere: nothing is ever left out.
        while self.measure(piece.rstrip(" ")) > cells:
            end = next(n for n in range(len(piece), 0, -1) if n == 1 or self.measure(piece[:n]) <= cells)
            yield piece[:end]
            piece = piece[end:]
        if piece:
            yield piece

    def bar(self, low: Fraction, high: Fraction, full: Fraction, cells: int) -> tuple[str, str, str]:
        """Solid for what is sure, hatched for what is open, dotted for what is lost."""
        if full <= 0:
            return "", "", " " * cells
        sure, most = (min(max(x, full * 0), full) / full * cells for x in (low, high))
        dot, solid, hatch = (".", "#", ":") if self.ascii else ("·", "█", "░")
        whole = int(sure)
        if high > low:
            # However little is open, it shows.
            whole = min(whole, cells - 1)
            end = max(math.ceil(most), whole + 1)
            return solid * whole, hatch * (end - whole), dot * (cells - end)
        part = int((sure - whole) * 8)
        if whole == 0 and part == 0 and low > 0:
            part = 1
        tip = "" if self.ascii or part == 0 else _EIGHTHS[part]
        head = solid * whole + tip
        return head, "", dot * (cells - len(head))


def _harmless(char: str) -> str:
    kind = unicodedata.category(char)
    if char in "\n\r\t\v\f\u2028\u2029":
        return " "
    # Controls and marks of direction could repaint the line or reorder what is read.
    return "\N{REPLACEMENT CHARACTER}" if kind in ("Cc", "Cf", "Cs", "Co") else char
