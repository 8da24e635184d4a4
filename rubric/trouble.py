"""Where YAML stops reading: the place, the lines around it, and how to read on behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rubric.place import Place, Source
from rubric.record import Record

if TYPE_CHECKING:
    from rubric.problems import Problem

WINDOW: Final = 2000
WIDE_BLANKS: Final = "\u3000\u00a0"
PAIRS: Final = {"{": "}", "[": "]"}
_QUOTED: Final = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_COMMENT: Final = re.compile(r"[ \t]+#.*")


class Repair(Record):
    """Characters to read in place of as many others, so that the rest keeps its place."""

    start: int
    end: int
    text: str

    def apply(self, text: str) -> str:
        """The text with the repair in it."""
        return text[: self.start] + self.text + text[self.end :]


class Finding(Record):
    """What was wrong; with a repair, the rest can still be read."""

    problem: Problem
    repair: Repair | None = None

    @property
    def place(self) -> Place:
        """Where the mistake stands."""
        assert self.problem.place is not None
        return self.problem.place


class Trouble(Record):
    """Where the reader stopped, what it was reading since when, and the last text it had read."""

    source: Source
    text: str
    index: int
    begun: int
    said: str
    last: tuple[int, int, str]
    flow: bool

    def says(self, *words: str) -> bool:
        """Whether the reader says one of these words of it."""
        return any(word in self.said for word in words)

    def place(self, start: int, end: int | None = None) -> Place:
        """A place in the source."""
        return Place(self.source, start, start + 1 if end is None else end)

    def line_of(self, index: int) -> tuple[int, int]:
        """Where the line of ``index`` begins and ends; a very long line is cut around it."""
        start = self.text.rfind("\n", max(0, index - WINDOW), index) + 1 or max(0, index - WINDOW)
        end = self.text.find("\n", index, index + WINDOW)
        return start, end if end >= 0 else min(len(self.text), index + WINDOW)

    def line(self, index: int) -> str:
        """The line of ``index``."""
        start, end = self.line_of(index)
        return self.text[start:end]

    def line_before(self, index: int) -> int | None:
        """Where the last line before that of ``index`` begins that is not blank."""
        end = len(self.text[: self.line_of(index)[0]].rstrip())
        return self.line_of(end - 1)[0] if end else None

    def at_line_start(self) -> bool:
        """Whether only blanks stand before the place in its line."""
        return not self.text[self.line_of(self.index)[0] : self.index].strip()

    def value_end(self, start: int) -> int:
        """Where the text that begins at ``start`` was meant to end: in its line, before a comment."""
        begin, end = self.line_of(start)
        line = without_quotes(self.text[start:end])
        if comment := _COMMENT.search(line):
            line = line[: comment.start()]
        opened = _QUOTED.sub("", self.text[begin:start])
        if self.flow or any(opened.count(mark) > opened.count(close) for mark, close in PAIRS.items()):
            line = line[: _flow_end(line)]
        return max(start + len(line.rstrip()), start + 1)


def without_quotes(line: str) -> str:
    """A line with what stands in quotes made harmless, every character in its place."""
    return _QUOTED.sub(lambda found: "x" * len(found[0]), line)


def _flow_end(line: str) -> int:
    depth = 0
    for at, char in enumerate(line):
        if char in "([（":
            depth += 1
        elif char in ")）" or (char == "]" and depth):
            depth -= 1
        elif char in "}]" or (char == "," and depth <= 0):
            return at
    return len(line)
