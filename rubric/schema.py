"""The JSON Schema of a rubric file, from its shapes: keys and words in both languages, and their meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rubric.descriptions import described
from rubric.forms import LINE, NUMBER, Mapped, NumberOr, OneOf, Scalar, Several, Shape, Shaped, Words
from rubric.given import Answer, Elsewhere, EntryShape
from rubric.parts import EachMissingShape, GradesShape, IncludedShape
from rubric.shape import ElementShape, ItemShape, RubricShape
from rubric.spoken import key_spellings, word_spellings
from rubric.tests import LISTED, TESTS, Expected, TestsShape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.forms import Form

# The draft that every editor knows; what is newer is not needed.
DRAFT: Final = "http://json-schema.org/draft-07/schema#"
Schema = dict[str, Any]
EMPTY_OR_LINE: Final[list[Schema]] = [LINE.schema, {"type": "null"}]


def rubric_schema() -> Schema:
    """The schema of a whole rubric file, and of a file that holds the body of an item."""
    builder = _Builder()
    whole, part = builder.shape(RubricShape), builder.shape(IncludedShape)
    titled = required("rubric", RubricShape)
    return {
        "$schema": DRAFT,
        "title": "评分表 · a rubric",
        "type": "object",
        "if": titled,
        "then": whole,
        "else": {"anyOf": [whole, part]},
        "definitions": dict(sorted(builder.definitions.items())),
    }


def schema_of_tests() -> Schema:
    """The schema of a file of tests: a list of them, or a mapping with their base and their rubric."""
    builder = _Builder()
    found = {"anyOf": [builder.shape(TestsShape), builder.form(LISTED)]}
    return {
        "$schema": DRAFT,
        "title": "样例 · tests of a rubric",
        **found,
        "definitions": dict(sorted(builder.definitions.items())),
    }


def required(word: str, shape: type[Shape]) -> Schema:
    """That a key stands there, in whichever spelling."""
    return {"anyOf": [{"required": [spelling]} for spelling in key_spellings(word, shape)]}


def described_as(spellings: Sequence[str], zh: str, en: str) -> str:
    """What an editor shows over a key: its two spellings, and what it means in both languages."""
    return f"{' · '.join(dict.fromkeys(spellings[:2]))}\n\n{zh}\n\n{en[:1].upper()}{en[1:]}"


def words_schema(words: frozenset[str]) -> Schema:
    """Words in both languages, those of one meaning side by side; yes and no are YAML's own too."""
    found: list[Any] = [spelling for word in sorted(words) for spelling in word_spellings(word)]
    found += [True] if "yes" in words else []
    found += [False] if "no" in words else []
    return {"enum": found}


class _Builder:
    """Collects a definition for each shape; shapes hold one another, so each refers to the others."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def shape(self, shape: type[Shape]) -> Schema:
        """A reference to the definition of a shape."""
        name = shape.__name__.removesuffix("Shape")
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name].update(self._definition(shape))
        return {"$ref": f"#/definitions/{name}"}

    def _definition(self, shape: type[Shape]) -> Schema:
        properties: dict[str, Schema] = {}
        others: dict[str, Schema] = {}
        for word, field in shape.fields.items():
            best, *rest = key_spellings(word, shape)
            held = {"description": _description(shape, word), **self._field(word, field.form)}
            properties |= {best: held, word: held}
            # What the language takes as well is no mistake, but nothing that an editor should offer.
            if also := [spelling for spelling in rest if spelling != word]:
                others[f"^({'|'.join(also)})$"] = held
        if issubclass(shape, ItemShape):
            held = {"description": _description(shape, "include"), "type": "string"}
            properties |= dict.fromkeys(key_spellings("include", shape), held)
        needed = [word for word, field in shape.fields.items() if field.required]
        needed += ["points"] if shape is RubricShape else []
        return {
            "type": "object",
            "properties": properties,
            **({"patternProperties": others} if others else {}),
            "additionalProperties": False,
            **({"allOf": [required(word, shape) for word in needed]} if needed else {}),
        }

    def _field(self, word: str, form: Form) -> Schema:
        special = {
            "checklist": self._checklist,
            "given": self._given,
            "grades": self._grades,
            "table": self._table,
        }.get(word)
        if special is not None and not isinstance(form, Scalar):
            return special()
        return self.form(TESTS if form is RubricShape.fields["tests"].form else form)

    def form(self, form: Form) -> Schema:
        """What a form takes."""
        if isinstance(form, Shaped):
            return self.shape(form.shape())
        if isinstance(form, Elsewhere):
            return {"anyOf": [self.form(form.written()), {"type": "null"}]}
        if isinstance(form, Answer):
            return self._answer()
        if isinstance(form, Expected):
            return {**self._definition(form.whole), "additionalProperties": self.form(form.item)}
        if isinstance(form, Mapped):
            return {"type": "object", "additionalProperties": self.form(form.of)}
        if isinstance(form, Several):
            return self._several(form)
        if isinstance(form, OneOf):
            held = (form.text, form.table, form.row)
            return {"anyOf": [self.form(one) for one in held if one is not None]}
        if isinstance(form, NumberOr):
            return {"anyOf": [words_schema(form.words), NUMBER.schema]}
        if isinstance(form, Words):
            return words_schema(form.words)
        return dict(form.schema) if isinstance(form, Scalar) else {}

    def _several(self, form: Several) -> Schema:
        one = self.form(form.of)
        row = {"type": "array", "items": one}
        return {"anyOf": [one, row]} if form.alone else row

    # -- what the rules read themselves

    def _checklist(self) -> Schema:
        element = {"anyOf": [LINE.schema, self.shape(ElementShape)]}
        named = {"type": "object", "additionalProperties": element, "minProperties": 1}
        return {"anyOf": [self.shape(EachMissingShape), named]}

    def _given(self) -> Schema:
        return {"anyOf": [{"enum": [*word_spellings("yes"), True]}, {"type": "object", "maxProperties": 0}]}

    def _grades(self) -> Schema:
        words = self._definition(GradesShape)
        return {**words, "additionalProperties": {"type": "string"}, "minProperties": 2}

    def _table(self) -> Schema:
        earned = {"type": "object", "additionalProperties": LINE.schema, "minProperties": 1}
        rows = {"type": "array", "items": earned, "minItems": 1}
        return {"anyOf": [{"type": "string"}, earned, rows]}

    # -- what the tests say of facts

    def _answer(self) -> Schema:
        told = {"anyOf": [*EMPTY_OR_LINE, self.shape(EntryShape)]}
        named: Schema = {"type": "object", "additionalProperties": told}
        # One key of an entry makes an entry of the whole, which then holds no names.
        keys = [spelling for word in EntryShape.fields for spelling in key_spellings(word, EntryShape)]
        elements = {**named, "propertyNames": {"not": {"enum": keys}}}
        return {"anyOf": [*told["anyOf"], {"type": "array", "items": named}, elements]}


def _description(shape: type[Shape], word: str) -> str:
    above = (one.__name__ for one in shape.__mro__[1:])
    return described_as(key_spellings(word, shape), *described(shape.__name__, word, *above))
