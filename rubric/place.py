"""Where something stands in a text, and the plain values of a file that know it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Lines are counted by blocks: a text may be a million empty lines or one line of a million characters, and
# most of them are never asked about.
BLOCK: Final = 512
_ESCAPE: Final = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\n[ \t]*|.)", re.DOTALL)


class Source(Record):
    """A text with the name it is shown under and, where it was read from disk, its path."""

    name: str
    text: str
    path: Path | None = None

    def _made(self) -> None:
        self.__dict__["_counts"] = []

    @classmethod
    def of_text(cls, text: str, name: str = "<text>", path: Path | None = None) -> Source:
        """A source made from text in memory; any line end becomes a line feed, a leading mark goes."""
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        return cls(name, plain, path)

    def line_column(self, index: int) -> tuple[int, int]:
        """The line and the column, both from 1 and in characters, of the character at ``index``."""
        index = self._within(index)
        return self.line_of(index), index - self._line_start(index) + 1

    def line_of(self, index: int) -> int:
        """The line, from 1, of the character at ``index``."""
        index = self._within(index)
        block = index // BLOCK
        return self._newlines()[block] + self.text.count("\n", block * BLOCK, index) + 1

    def line_around(self, index: int) -> tuple[int, int]:
        """Where the line of the character at ``index`` begins and ends."""
        index = self._within(index)
        return self._line_start(index), self._line_end(index)

    def line_start(self, line: int) -> int:
        """The index of the first character of a line; the end of the text for a line it has not."""
        counts = self._newlines()
        block = max(0, bisect_left(counts, line - 1) - 1)
        at = block * BLOCK
        for _ in range(line - 1 - counts[block]):
            at = self.text.find("\n", at) + 1
            if not at:
                return len(self.text)
        return at

    def line_text(self, line: int) -> str:
        """The text of a line, without its end."""
        start = self.line_start(line)
        return self.text[start : self._line_end(start)]

    def _within(self, index: int) -> int:
        return max(0, min(index, len(self.text)))

    def _line_start(self, index: int) -> int:
        block = index // BLOCK
        found = self.text.rfind("\n", block * BLOCK, index)
        if found < 0:
            counts = self._newlines()
            block = bisect_left(counts, counts[block]) - 1  # the last one before that has a line end
            found = self.text.rfind("\n", block * BLOCK, block * BLOCK + BLOCK) if block >= 0 else -1
        return found + 1

    def _line_end(self, index: int) -> int:
        block = index // BLOCK
        found = self.text.find("\n", index, block * BLOCK + BLOCK)
        if found < 0:
            counts = self._newlines()
            passed = counts[min(block + 1, len(counts) - 1)]
            block = bisect_right(counts, passed) - 1  # the first one behind that has a line end
            found = self.text.find("\n", block * BLOCK)
        return found if found >= 0 else len(self.text)

    def _newlines(self) -> list[int]:
        """How many line ends stand before each block."""
        counts: list[int] = self.__dict__["_counts"]
        if not counts:
            starts = range(0, len(self.text), BLOCK)
            counted = (self.text.count("\n", at, at + BLOCK) for at in starts)
            counts.extend(accumulate(counted, initial=0))
        return counts


class Place(NamedTuple):
    """Some characters of a source, from ``start`` up to ``end``."""

    source: Source
    start: int
    end: int

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.source.name

    @property
    def line(self) -> int:
        """The line of the first character, from 1."""
        return self.source.line_of(self.start)

    @property
    def column(self) -> int:
        """The column of the first character, from 1."""
        return self.source.line_column(self.start)[1]

    @property
    def end_line(self) -> int:
        """The line of the last character."""
        return self.source.line_column(max(self.start, self.end - 1))[0]

    @property
    def end_column(self) -> int:
        """The column behind the last character that stands on the first line."""
        start, end = self.source.line_around(self.start)
        longest = max(end - start + 1, self.column + 1)
        return min(self.column + max(1, self.end - self.start), longest)


class Text(str):
    """A scalar as it was written: numbers too stay text."""

    # A file is mostly texts, and few are ever asked for their place: it is made when it is asked for.
    __slots__ = ("_spots", "end", "quoted", "source", "start")
    source: Source
    start: int
    end: int
    quoted: bool
    _spots: Sequence[int]

    @classmethod
    def at(cls, text: str, place: Place, *, quoted: bool = False) -> Self:
        """A text that stands at a place."""
        return cls.between(text, *place, quoted)

    @classmethod
    def between(cls, text: str, source: Source, start: int, end: int, quoted: bool) -> Self:
        """A text that stands between two indices of a source."""
        made = cls(text)
        made.source, made.start, made.end, made.quoted = source, start, end, quoted
        return made

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.source, self.start, self.end)

    def part(self, start: int, end: int) -> Place:
        """The place of the characters ``start`` to ``end`` of this value in its file."""
        if not self:
            return self.place
        if not hasattr(self, "_spots"):
            self._spots = _spots(self)
        first = self._spots[max(0, min(start, len(self) - 1))]
        last = self._spots[max(0, min(max(start, end - 1), len(self) - 1))]
        return Place(self.source, first, max(first, last) + 1)


class Missing(Text):
    """A value that was left out: equal to the empty text, and in its place."""

    __slots__ = ()


class Table(dict[Text, Any]):
    """A mapping with its place; its keys are texts with theirs."""

    __slots__ = ("place",)
    place: Place


class Row(list[Any]):
    """A sequence with its place."""

    __slots__ = ("place",)
    place: Place


def _spots(value: Text) -> Sequence[int]:
    """Where each character of a value stands in its file."""
    for mark in (0, 1) if value.quoted else (0,):
        start, end = value.start + mark, value.end - mark
        if value.source.text[start:end] == value:
            return range(start, end)
    return tuple(_spots_one_by_one(value))


def _spots_one_by_one(value: Text) -> Iterator[int]:
    """YAML folds blanks, but other characters keep their order, whatever the style."""
    written = list(_written(value))
    at = 0
    for char in value:
        if char.isspace():
            yield _spot(written, at, value)
            at += at < len(written) and written[at][1].isspace()
        elif (found := _find(written, at, char)) is not None:
            yield written[found][0]
            at = found + 1
        else:
            yield _spot(written, at - 1, value)  # one written character can be read as several


def _spot(written: list[tuple[int, str]], at: int, value: Text) -> int:
    return written[max(0, min(at, len(written) - 1))][0] if written else value.start


def _find(written: list[tuple[int, str]], at: int, char: str) -> int | None:
    for index in range(at, len(written)):
        if _same(written[index][1], char):
            return index
        if not written[index][1].isspace():
            return None
    return None


def _same(written: str, read: str) -> bool:
    return written == read or read in unicodedata.normalize("NFKC", written)


def _written(value: Text) -> Iterator[tuple[int, str]]:
    """The characters as written, each with its index; an escape is one character."""
    text, at, end = value.source.text, value.start, value.end
    style = text[at : at + 1] if value.quoted else ""
    if style in ("|", ">"):
        at = text.find("\n", at, end) + 1 or end
    elif style:
        at, end = at + 1, end - 1
    while at < end:
        found = _ESCAPE.match(text, at, end) if style == '"' else None
        if found:
            yield at, _meant(found[0])
            at = found.end()
        else:
            yield at, text[at]
            at += 2 if style == "'" and text.startswith("''", at) else 1


def _meant(escape: str) -> str:
    """What an escape stands for, as far as finding it needs: any blank will do for a blank."""
    if escape[1] in "xuU" and (digits := escape[2:]):
        return chr(int(digits, 16))
    return " " if escape[1] in "nrtvfb0aeN_LP \n" else escape[1]
