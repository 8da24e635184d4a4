"""What a rubric says, in one form: English keys and words, numbers as fractions, formulas as trees."""

from __future__ import annotations

import csv
import hashlib
import json
from io import StringIO
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from rubric.formula import canonical, parse_formula
from rubric.keywords import canonical_key
from rubric.number import read_number
from rubric.parts import Walk, choices_of, may_answer
from rubric.place import Row, Table, Text
from rubric.range import read_range
from rubric.shape import RubricShape

if TYPE_CHECKING:
    from collections.abc import Callable

    from rubric.parts import Part
    from rubric.place import Source

_TOP: Final = frozenset(RubricShape.fields)
_BESIDE: Final = frozenset(("tests", "columns"))


def digest(whole: Table, beside: Callable[[Text], Source | None] | None = None) -> str:
    """The SHA-256 of the canonical form of a rubric whose includes are in place.

    Its tests are left out, and what columns of tables are called: they say nothing that anyone is scored by.
    """
    scored = Table((key, held) for key, held in whole.items() if canonical_key(key, _TOP) not in _BESIDE)
    text = json.dumps(canonical_form(scored, beside), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def canonical_form(
    whole: Table,
    beside: Callable[[Text], Source | None] | None = None,
    keep: Callable[[str, Text, str], str] | None = None,
) -> Any:
    """A rubric as plain values that do not depend on the language or the order of its keys.

    ``beside`` reads the files of tables that stand in files of their own. ``keep`` may put more into a text
    than its canonical form: it gets that, the author's own text and its kind ('' for one of the author's).
    """
    walk = Walk(whole, answers=may_answer(choices_of(whole)))
    return _Form(walk, beside, keep).of(whole)


class _Form:
    def __init__(
        self,
        walk: Walk,
        beside: Callable[[Text], Source | None] | None,
        keep: Callable[[str, Text, str], str] | None,
    ) -> None:
        self.walk, self.beside, self.keep = walk, beside, keep
        self.read: dict[tuple[str, str], str] = {}  # a rubric says most of its numbers many times
        self.said = {id(part.text): self._kept(self._said(part), part) for part in walk.parts}

    def of(self, value: Any) -> Any:
        found = self._of(value)
        return [found] if id(value) in self.walk.alone else found

    def _of(self, value: Any) -> Any:
        if isinstance(value, Table):
            pairs = [(self._text(key), self.of(held)) for key, held in value.items()]
            held = dict(sorted(pairs, key=itemgetter(0)))
            # A list keeps an order that counts, and keys that come to the same.
            plain = id(value) not in self.walk.ordered and len(held) == len(pairs)
            return held if plain else {"": pairs}
        if isinstance(value, Row):
            return [self.of(one) for one in value]
        return self._text(value)

    def _text(self, value: Any) -> Any:
        found = self.said.get(id(value))
        if found is not None:
            return found
        return str(value) if self.keep is None else self.keep(str(value), value, "")

    def _kept(self, said: Any, part: Part) -> Any:
        return (
            said if self.keep is None or not isinstance(said, str) else self.keep(said, part.text, part.kind)
        )

    def _said(self, part: Part) -> Any:
        if part.kind in ("key", "word"):
            return part.word
        if part.kind == "file":
            return self._file(part.text)
        same = (part.kind, part.text)
        if same not in self.read:
            self.read[same] = said(part)
        return self.read[same]

    def _file(self, name: Text) -> Any:
        source = self.beside(name) if self.beside is not None else None
        if source is None:
            return str(name)
        return [[cell.strip() for cell in row] for row in csv.reader(StringIO(source.text)) if any(row)]


def said(part: Part) -> str:
    """A text in its canonical form; one that cannot be read is itself."""
    text = part.text
    if part.kind == "interval":
        held = read_range(text)
        if held is None:
            return str(text)
        low, high = ("" if end is None else str(end) for end in (held.lo, held.hi))
        return f"{'(' if held.lo_open else '['}{low}, {high}{')' if held.hi_open else ']'}"
    written = read_number(text) if part.kind in ("number", "points") else None
    if written is not None:
        # 80% of the points is not 0.8 points.
        return str(written.value) + ("%" if written.sign else "")
    if part.kind in ("formula", "points"):
        formula, _ = parse_formula(text)
        return str(text) if formula is None else canonical(formula.tree)
    return str(text).strip()
