"""Comments: what stands behind a # in a file, and those among them that ask for a check to be left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Final

from rubric.place import Place, Row, Table, Text
from rubric.record import Record
from rubric.source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.place import Source

_SIGN: Final = re.compile(r"(?:^|(?<=[ \t]))#", re.MULTILINE)
_NAMES: Final = r"(?P<names>[\w-]+(?:[ \t]*[,，、][ \t]*[\w-]+)*)?"
# A dash that begins the reason stands behind a blank: the names of checks hold dashes themselves.
_REASON: Final = r"(?:(?:[ \t]+[-–—]+|[ \t]*[:：])[ \t]*(?P<reason>.*))?"
_IGNORE: Final = re.compile(
    rf"#[ \t]*(?:rubric[ \t]*[:：][ \t]*(?:ignore|忽略)\b|忽略(?=[ \t]))[ \t]*{_NAMES}{_REASON}"
)
_WORD: Final = re.compile(r"[\w-]+")


class Ignore(Record):
    """A comment that asks for checks to be left out on one line, from 1: ``names`` with their places."""

    place: Place
    line: int
    names: tuple[tuple[str, Place], ...]
    reason: str


def comments(source: Source) -> Iterator[Place]:
    """Every comment of a YAML text, from its # to the end of its line; none of a text that cannot be read."""
    found = [one.start() for one in _SIGN.finditer(source.text)]
    if not found:
        return
    spans = sorted(_spans(read_yaml(source)[0]))
    starts = [start for start, _ in spans]
    behind = -1
    for start in found:
        at = bisect_right(starts, start) - 1
        if start > behind and (at < 0 or spans[at][1] <= start):
            behind = source.line_around(start)[1]
            yield Place(source, start, behind)


def ignores(source: Source) -> Iterator[Ignore]:
    """The comments that ask for something to be left out, each with the line that it speaks of."""
    if "忽略" not in source.text and "ignore" not in source.text:
        return
    for place in comments(source):
        text = source.text[place.start : place.end]
        asked = _IGNORE.match(text)
        if asked is not None:
            yield Ignore(place, _line(place), tuple(_names(asked, place)), _plain(asked["reason"] or ""))


def _names(asked: re.Match[str], place: Place) -> Iterator[tuple[str, Place]]:
    start, end = asked.span("names")
    for word in _WORD.finditer(asked.string, max(0, start), max(0, end)):
        at = place.start + word.start(), place.start + word.end()
        yield word[0], Place(place.source, *at)


def _plain(reason: str) -> str:
    return reason.strip() if any(char.isalnum() for char in reason) else ""


def _line(place: Place) -> int:
    """The line of the comment where something stands before it, else the next line with something on it."""
    text, line = place.source.text, place.line
    before, behind = place.source.line_around(place.start)
    if text[before : place.start].strip():
        return line
    while behind < len(text):
        line += 1
        start, behind = place.source.line_around(behind + 1)
        held = text[start:behind].strip()
        if held and not held.startswith("#"):
            return line
    return line


def _spans(value: Any) -> Iterator[tuple[int, int]]:
    """Where texts stand in which a # is no comment: those in quotes, and those in blocks."""
    if isinstance(value, Table | Row):
        for held in value.items() if isinstance(value, Table) else [(one,) for one in value]:
            for part in held:
                yield from _spans(part)
    elif isinstance(value, Text) and value.quoted:
        text, start = value.source.text, value.start
        # The line that opens a block may end in a comment.
        yield (text.find("\n", start) if text[start : start + 1] in "|>" else start), value.end
