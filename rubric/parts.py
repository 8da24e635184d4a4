"""The parts of a rubric file that belong to the language, each with what it means: keys, words, formulas.

The walk follows the shapes, so that a key or a word is known by the mapping it stands in and never by
its spelling: an item called 按 is the author's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from rubric.cohort_shape import QuotaShape
from rubric.forms import (
    CONDITION,
    FORMULA,
    INTERVAL,
    LINES,
    NUMBER,
    PLACES,
    POINTS,
    Mapped,
    NumberOr,
    OneOf,
    Scalar,
    Several,
    Shape,
    Shaped,
    Words,
    due,
    may,
)
from rubric.given import Answer, Elsewhere, EntryShape
from rubric.keywords import canonical_key
from rubric.place import Missing, Row, Table, Text
from rubric.shape import ElementShape, ItemShape, OverrideShape, RubricShape
from rubric.tests import OUTCOME, STATES, TESTS, Expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.forms import Form

PartKind = Literal["key", "word", "formula", "points", "number", "interval", "name", "text", "file"]


class EachMissingShape(Shape):
    """A checklist that takes away for each missing element; the rule reads it."""

    each_missing: Any = due(POINTS)
    list: Any = due(LINES)


class GradesShape(Shape):
    """What the language says among the grades."""

    on: Any = due(Words("exact", "rounded"))
    override: Any = may(Several(Shaped(lambda: OverrideShape)))
    quota: Any = may(Several(Shaped(lambda: QuotaShape)))


class IncludedShape(ItemShape):
    """The body of an item in a file of its own, with what it may bring."""

    facts: Any = RubricShape.fields["facts"]
    values: Any = RubricShape.fields["values"]
    cohort: Any = RubricShape.fields["cohort"]
    checks: Any = RubricShape.fields["checks"]


class Part(NamedTuple):
    """A text of a file: its ``word`` is what a key or a word is in English, ``shape`` and ``under`` say
    in which mapping a key and under which key a word stands."""

    text: Text
    kind: PartKind
    word: str = ""
    shape: type[Shape] = Shape
    under: str = ""


INCLUDE: Final = frozenset(("include",))
GRADES: Final = frozenset(("on", "override", "quota"))
EARNS: Final = frozenset(("earns",))
MISSING: Final = frozenset(("each_missing", "list"))
FACTS: Final = frozenset(("facts",))
FACT: Final = frozenset(("choices", "columns"))
ANSWERS: Final = frozenset(("yes", "no"))
ENTRY: Final = frozenset(EntryShape.fields)
WHOLE: Final = frozenset(Expected.whole.fields)
# What a rule reads itself, where its shape says no more than that it is a text.
_KINDS: Final[dict[str, PartKind]] = {"values": "formula", "through": "points", "levels": "interval"}
_SAID: Final = {"on_zero": frozenset(("unscored",)), "tolerance": frozenset(("exact", "last_digit"))}


class Walk:
    """One walk over a mapping, or over a list of tests: its ``parts``, and by their ids the values that stand
    for a list of one and the mappings whose order counts. ``answers`` says that 是 and yes are no choice of
    the author's."""

    def __init__(self, whole: Table | Row, shape: type[Shape] = RubricShape, *, answers: bool) -> None:
        self.parts: list[Part] = []
        self.alone: set[int] = set()
        self.ordered: set[int] = set()
        self.answers = answers
        if isinstance(whole, Row):
            self._form(TESTS, whole, "tests")
        else:
            self._shape(shape, whole)

    def _add(self, text: Any, kind: PartKind, word: str = "", under: str = "") -> None:
        if isinstance(text, Text) and not isinstance(text, Missing):
            self.parts.append(Part(text, kind, word, under=under))

    def _key(self, text: Text, word: str, shape: type[Shape]) -> None:
        self.parts.append(Part(text, "key", word, shape))

    def _shape(self, shape: type[Shape], value: Any) -> None:
        if not isinstance(value, Table):
            return
        words = frozenset(shape.fields)
        for key, held in value.items():
            if issubclass(shape, ItemShape) and canonical_key(key, INCLUDE) in INCLUDE:
                self._key(key, "include", shape)
                self._add(held, "file", under="include")
            elif (word := canonical_key(key, words)) in words:
                self._key(key, word, shape)
                self._field(word, shape.fields[word].form, held)

    def _field(self, word: str, form: Form, value: Any) -> None:
        own = {"checklist": self._checklist, "table": self._table, "grades": self._grades}.get(word)
        if own is not None and not isinstance(form, Scalar):
            own(value)
        elif word == "given":
            self._word(ANSWERS, value, word)
        else:
            self._form(TESTS if form is RubricShape.fields["tests"].form else form, value, word)

    def _form(self, form: Form, value: Any, under: str) -> None:
        if isinstance(form, Shaped):
            self._shape(form.shape(), value)
        elif isinstance(form, Elsewhere | Answer | Expected):
            self._read_elsewhere(form, value, under)
        elif isinstance(form, Mapped):
            self._mapped(form, value, under)
        elif isinstance(form, Several):
            self._several(form, value, under)
        elif isinstance(form, OneOf):
            self._one_of(form, value, under)
        elif isinstance(form, Words):
            if not self._word(form.words, value, under) and isinstance(form, NumberOr):
                self._add(value, "number")
        elif isinstance(form, Scalar):
            self._scalar(form, value, under)

    def _one_of(self, form: OneOf, value: Any, under: str) -> None:
        outer = (Table, form.table), (Row, form.row)
        held = next((one for kind, one in outer if isinstance(value, kind)), form.text)
        if under == "rounding" and isinstance(value, Table):
            self.alone.add(id(value))
        if held is not None:
            self._form(held, value, under)

    def _scalar(self, form: Scalar, value: Any, under: str) -> None:
        kinds: dict[int, PartKind] = {
            id(FORMULA): "formula",
            id(CONDITION): "formula",
            id(POINTS): "points",
            id(NUMBER): "number",
            id(PLACES): "number",
            id(INTERVAL): "interval",
        }
        kind = kinds.get(id(form)) or _KINDS.get(under, "text")
        words = STATES if form is OUTCOME else _SAID.get(under, frozenset())
        if not self._word(words, value, under):
            self._add(value, "points" if under in _SAID else kind)

    def _word(self, words: frozenset[str], value: Any, under: str) -> bool:
        word = next((one for one in Words.meanings(value) if one in words), None)
        if word is not None:
            self._add(value, "word", word, under)
        return word is not None

    def _mapped(self, form: Mapped, value: Any, under: str) -> None:
        if not isinstance(value, Table):
            return
        if under == "levels":
            self.ordered.add(id(value))
        for name, held in value.items():
            self._add(name, "interval" if under == "bands" else "name")
            self._form(form.of, held, under)

    def _several(self, form: Several, value: Any, under: str) -> None:
        if not isinstance(value, Row):
            self.alone.add(id(value))
        for one in value if isinstance(value, Row) else (value,):
            self._form(form.of, one, under)

    # -- what the rules read themselves

    def _checklist(self, value: Any) -> None:
        if not isinstance(value, Table):
            return
        if {canonical_key(key, MISSING) for key in value} == MISSING:
            self._shape(EachMissingShape, value)
            return
        for name, held in value.items():
            self._add(name, "name")
            self._shape(ElementShape, held)
            self._add(held, "points")

    def _table(self, value: Any) -> None:
        if isinstance(value, Text):
            self._add(value, "file", under="table")
        elif isinstance(value, Table):
            for answer, earns in value.items():
                self._answer(answer)
                self._add(earns, "points")
        for row in value if isinstance(value, Row) else ():
            self._row(row)

    def _row(self, row: Any) -> None:
        for key, held in row.items() if isinstance(row, Table) else ():
            if canonical_key(key, EARNS) in EARNS:
                self._key(key, "earns", ElementShape)
                self._add(held, "points")
            else:
                self._add(key, "formula")
                self._answer(held)

    def _answer(self, text: Any) -> None:
        if not self.answers or not self._word(ANSWERS, text, "table"):
            self._add(text, "name")

    def _grades(self, value: Any) -> None:
        for key, held in value.items() if isinstance(value, Table) else ():
            word = canonical_key(key, GRADES)
            if word not in GRADES:
                self._add(key, "name")
                self._add(held, "interval")
                continue
            self._key(key, word, GradesShape)
            self._form(GradesShape.fields[word].form, held, word)

    # -- what the tests say of facts and of items

    def _read_elsewhere(self, form: Elsewhere | Answer | Expected, value: Any, under: str) -> None:
        if isinstance(form, Elsewhere):
            self._form(form.written(), value, under)
        elif isinstance(form, Answer):
            self._given(value)
        else:
            self._expected(form, value)

    def _given(self, value: Any) -> None:
        """What a fact is given; its value is the author's, as its name is."""
        entry = isinstance(value, Table) and any(canonical_key(key, ENTRY) in ENTRY for key in value)
        if entry:
            self._shape(EntryShape, value)
            return
        self._add(value, "text")
        rows = value if isinstance(value, Row) else (value,)
        for name, held in (pair for row in rows if isinstance(row, Table) for pair in row.items()):
            self._add(name, "name")
            self._add(held, "text")
            self._shape(EntryShape, held)

    def _expected(self, form: Expected, value: Any) -> None:
        for key, held in value.items() if isinstance(value, Table) else ():
            word = canonical_key(key, WHOLE)
            if word in WHOLE:
                self._key(key, word, form.whole)
                self._form(form.whole.fields[word].form, held, word)
            else:
                self._add(key, "name")
                self._form(form.item, held, "points")


def choices_of(whole: Table | Row) -> Iterator[str]:
    """The choices of every fact that a file declares, and of every column."""
    for key, held in whole.items() if isinstance(whole, Table) else ():
        if canonical_key(key, FACTS) in FACTS and isinstance(held, Table):
            for fact in held.values():
                yield from _choices(fact)


def _choices(fact: Any) -> Iterator[str]:
    for key, held in fact.items() if isinstance(fact, Table) else ():
        word = canonical_key(key, FACT)
        if word == "choices":
            yield from (str(one) for one in (held if isinstance(held, Row) else [held]))
        elif word == "columns" and isinstance(held, Table):
            for column in held.values():
                yield from _choices(column)


def may_answer(choices: Iterator[str]) -> bool:
    """Whether no choice is spelt like yes or no, so that such a word can be nothing else."""
    return not any(ANSWERS.intersection(Words.meanings(Text(choice))) for choice in choices)
