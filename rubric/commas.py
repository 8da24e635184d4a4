"""Commas within braces and brackets that were meant as a part of the text and have cut it."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from rubric.place import Missing, Place, Row, Text
from rubric.yaml_problems import SHOWN, CutAtComma, FullWidthColon, KeyWithoutValue, ThousandsCut, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rubric.problems import Problem

MOST_PIECES: Final = 50
_SIDES: Final = {"(": 1, "（": 1, "[": 1, ")": -1, "）": -1, "]": -1}
_BRACKET: Final = re.compile(r"[(（\[)）\]]")
_FIRST_DIGITS: Final = re.compile(r"(?:^|[^\d.])\d{1,3}$")
_THREE_DIGITS: Final = re.compile(r"\d{3}(?!\d)")


def cut_pairs(pairs: Sequence[tuple[Any, Any]], text: str) -> Iterator[Problem]:
    """What a comma within braces has cut off: pieces that stand there as keys without a value."""
    at = 0
    while at < len(pairs):
        key, value = pairs[at]
        at += 1
        if is_stray((key, value), text):
            yield _stray(key)
        elif isinstance(value, Text) and value and not value.quoted:
            behind = takewhile(lambda pair: is_stray(pair, text), pairs[at : at + MOST_PIECES])
            pieces = _pieces(value, (piece for piece, _ in behind))
            if pieces:
                yield _cut(value, pieces[-1], text)
            at += len(pieces)


def cut_items(row: Row, text: str) -> Iterator[Problem]:
    """What commas within brackets have cut: a text with an open bracket whose other half follows."""
    at = 0
    while at < len(row):
        first = row[at]
        at += 1
        if not isinstance(first, Text) or first.quoted or _open(first) <= 0:
            continue
        behind = takewhile(lambda one: isinstance(one, Text) and not one.quoted, row[at : at + MOST_PIECES])
        pieces = _pieces(first, behind)
        if pieces and _open(first) + sum(map(_open, pieces)) <= 0:
            yield _cut(first, pieces[-1], text)
        at += len(pieces)


def is_stray(pair: tuple[Any, Any], text: str) -> bool:
    """Whether a key stands between commas without a colon."""
    key, value = pair
    if not isinstance(value, Missing) or not isinstance(key, Text):
        return False
    return ":" not in text[key.end : max(value.start, key.end) + 1]


def _pieces(first: Text, behind: Iterable[Text]) -> list[Text]:
    """The pieces behind a comma that belong to the text before it: a bracket is open, or digits go on."""
    pieces, opened, digits = list[Text](), _open(first), bool(_FIRST_DIGITS.search(first))
    for piece in behind:
        if opened <= 0 and not (digits and _THREE_DIGITS.match(piece)):
            break
        opened += _open(piece)
        digits = digits and _THREE_DIGITS.fullmatch(piece) is not None
        pieces.append(piece)
    return pieces


def _cut(first: Text, last: Text, text: str) -> Problem:
    kind = CutAtComma if _open(first) > 0 else ThousandsCut
    place = Place(first.source, first.start, last.end)
    return kind(place=place, found=str(first[:SHOWN]), quoted=quote(text[first.start : last.end]))


def _open(text: str) -> int:
    """How many more brackets open than close."""
    return sum(map(_SIDES.__getitem__, _BRACKET.findall(text)))


def _stray(key: Text) -> Problem:
    colon = key.find("：")
    if colon > 0 and not key.quoted:
        return FullWidthColon(place=key.part(colon, colon + 1))
    return KeyWithoutValue(place=key.place, key=str(key[:SHOWN]))
