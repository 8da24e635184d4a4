"""Formatting a rubric file: edits of single words and blanks; all else stays as the author wrote it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rubric.formula import words
from rubric.place import Row, Table, Text
from rubric.spoken import (
    formula_spellings,
    formula_word_in,
    key_in,
    key_spellings,
    word_in,
    word_spellings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rubric.formula import Word
    from rubric.parts import Part
    from rubric.place import Place, Source
    from rubric.problems import Language

_BLANKS: Final = re.compile(r"[ \t]+$", re.MULTILINE)
_END: Final = re.compile(r"[ \t\n]*\Z")
_EMPTY_LINES: Final = re.compile(r"(?:\n[ \t]*)*")


class Edit(NamedTuple):
    """Other characters in the place of some."""

    start: int
    end: int
    text: str


def formatted(source: Source, value: Table | Row, parts: Iterable[Part], keys: Language | None) -> str:
    """The text without stray blanks, and with the language's ``parts`` in the language ``keys``.

    ``value`` is what the text holds.
    """
    edits = set(_tidy(source, value))
    if keys is not None:
        edits |= {edit for part in parts for edit in _turned(part, keys) if part.text.place.source is source}
    return applied(source.text, sorted(edits))


def applied(text: str, edits: Sequence[Edit]) -> str:
    """A text with edits that are in order and do not meet."""
    pieces, at = [], 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])


# -- blanks ------------------------------------------------------------------------------------------


def _tidy(source: Source, value: Table | Row) -> Iterator[Edit]:
    """Blanks at the end of lines and of the file, but not those that a text in a block holds."""
    text = source.text
    blocks = list(_blocks(value, text))
    end = _END.search(text)
    assert end is not None  # there is always an end
    last = end.start()
    for found in _BLANKS.finditer(text):
        if found.start() < last and not any(start <= found.start() < stop for start, stop in blocks):
            yield Edit(*found.span(), "")
    if text[last:] != "\n" and not any(stop >= last and _keeps(text, start) for start, stop in blocks):
        yield Edit(last, len(text), "\n")


def _blocks(value: Any, text: str) -> Iterator[tuple[int, int]]:
    """Where texts in blocks stand, with the empty lines behind them."""
    if isinstance(value, Table | Row):
        for held in value.values() if isinstance(value, Table) else value:
            yield from _blocks(held, text)
    elif isinstance(value, Text) and value.quoted and text[value.place.start : value.place.start + 1] in "|>":
        behind = _EMPTY_LINES.match(text, value.place.end)
        yield value.place.start, behind.end() if behind else value.place.end


def _keeps(text: str, start: int) -> bool:
    """Whether a block says that the empty lines at its end belong to it."""
    return "+" in text[start : start + 3]


# -- words -------------------------------------------------------------------------------------------


def _turned(part: Part, language: Language) -> Iterator[Edit]:
    if part.kind == "key":
        spellings = key_spellings(part.word, part.shape)
        yield from _replaced(_whole(part.text), key_in(language, part.word, part.shape), spellings)
    elif part.kind == "word":
        new = word_in(language, part.word, part.under)
        yield from _replaced(_whole(part.text), new, word_spellings(part.word))
    elif part.kind in ("formula", "points"):
        for word in words(part.text):
            place = _inside(word)
            yield from _replaced(place, formula_word_in(language, word), formula_spellings(word))


def _whole(text: Text) -> Place:
    """The characters of a text, without its quotes."""
    return text.part(0, len(text))


def _inside(word: Word) -> Place:
    """The characters of a word of a formula; a mode stands in quotes, which stay."""
    place = word.place
    written = place.source.text[place.start : place.end]
    found = next((form for form in formula_spellings(word) if word.kind == "mode" and form in written), None)
    if found is None:
        return place
    start = place.start + written.index(found)
    return type(place)(place.source, start, start + len(found))


def _replaced(place: Place, new: str, spellings: Iterable[str]) -> Iterator[Edit]:
    """The edit that puts a word into a language, unless it is in it, or is not written plainly."""
    written = place.source.text[place.start : place.end]
    plain = unicodedata.normalize("NFKC", written).strip()
    if plain in spellings and plain.isascii() != new.isascii():
        start = place.start + written.index(written.strip())
        yield Edit(start, start + len(written.strip()), new)
