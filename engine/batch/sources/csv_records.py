"""Records of a text table: where they end, and the cells of those that are not written as they should be.

The law is that of a facts file in CSV: a cell that begins with a quote ends with one, a quote within it
is written twice, and any other cell goes to the next separator or line end, whatever is in it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.batch.problems_table import RowBytes, RowQuote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.problems import Problem

# A quoted cell that is not closed within so many characters is not closed at all.
LONGEST_CELL: Final = 1 << 20
_STRANGE: Final = re.compile("[\ud800-\udfff]")
_QUOTED: Final = re.compile(r'"(?:[^"]++|"")*+"')


class Record(NamedTuple):
    """The cells of a record, or why they cannot be read; ``end`` is where the next one starts."""

    cells: list[str]
    problem: Problem | None
    end: int


@lru_cache(maxsize=8)
def _regular(separator: str, *, lines: bool) -> re.Pattern[bytes]:
    """A text in which every quote opens or closes a cell, or is one of two within a quoted cell."""
    inside = r'[^"]' if lines else r'[^"\n]'
    edge = rf"[^{separator}\n]"
    return re.compile(rf'(?:[^"]*+(?<!{edge})"(?:{inside}++|"")*+"(?!{edge}))*+[^"]*+'.encode())


def is_regular(data: bytes, separator: str, *, lines: bool) -> bool:
    """Whether every quote is in its place; with ``lines`` quoted cells may hold line ends."""
    return _regular(separator, lines=lines).fullmatch(data) is not None


def cut(data: bytes) -> int:
    """Where the last whole record ends, if all quotes are in their place; 0 where none does."""
    end = len(data)
    quotes = data.count(b'"') if b'"' in data else 0
    while (at := data.rfind(b"\n", 0, end)) >= 0:
        quotes -= data.count(b'"', at, end) if quotes else 0
        if quotes % 2 == 0:
            return at + 1
        end = at
    return 0


def records(text: str, separator: str, encoding: str, *, last: bool) -> Iterator[Record]:
    """The records of a text that ends in a line feed; one that may go on behind it only with ``last``."""
    at = 0
    strange = not text.isascii() and _STRANGE.search(text) is not None
    while at < len(text):
        end = text.find("\n", at)
        if text.find('"', at, end) >= 0:
            found = _quoted(text, at, separator, last=last)
            if found is None:
                return
        else:
            found = Record(text[at:end].split(separator), None, end + 1)
        if strange and _STRANGE.search(text, at, found.end):
            found = Record([], RowBytes(encoding=encoding), found.end)
        yield found
        at = found.end


def _quoted(text: str, start: int, separator: str, *, last: bool) -> Record | None:
    """The record that begins at ``start``; None where it may go on behind the text."""
    cells: list[str] = []
    at = start
    while True:
        if text[at] != '"':
            end = _end(text, at, separator)
            cells.append(text[at:end])
        else:
            found = _QUOTED.match(text, at, at + LONGEST_CELL)
            end = found.end() if found is not None else at
            if found is None and not last and len(text) - at < LONGEST_CELL:
                return None
            if found is None or text[end] not in ("\n", separator):
                # The row ends with its line: what is read on from there is whole again.
                return Record([], RowQuote(), text.find("\n", at) + 1)
            cells.append(found[0][1:-1].replace('""', '"'))
        if text[end] == "\n":
            return Record(cells, None, end + 1)
        at = end + 1


def _end(text: str, at: int, separator: str) -> int:
    """Where a cell without quotes ends."""
    line = text.find("\n", at)
    end = text.find(separator, at, line)
    return line if end < 0 else end
