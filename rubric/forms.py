"""What a value of a file may be: small readers that give the value or say what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rubric.keywords import WORDS, canonical_key, canonical_word, key_forms
from rubric.misfit import MissingKey, UnknownKey, WrongContent
from rubric.number import fold, read_number
from rubric.place import Missing, Row, Table, Text
from rubric.problems import did_you_mean
from rubric.range import read_range
from rubric.yaml_problems import KeyTwice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rubric.place import Place
    from rubric.problems import Problem

MOST_PLACES: Final = 10


class Form:
    """Reads one value. ``schema`` is what JSON Schema says of it."""

    due_zh: str = "另一种内容"
    due_en: str = "something else"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """The value read, or None with a problem. ``key`` is what the value stands under."""
        raise NotImplementedError

    def refuse(self, value: Any, key: Text, problems: list[Problem]) -> None:
        """Say that something else is due here."""
        place = _place(value, key)
        problems.append(WrongContent(place=place, key=key, due_zh=self.due_zh, due_en=self.due_en))


class Scalar(Form):
    """A text that ``parse`` makes into something; None says that it cannot."""

    def __init__(
        self, due_zh: str, due_en: str, parse: Callable[[Text], Any], schema: dict[str, Any]
    ) -> None:
        self.due_zh, self.due_en, self.parse, self.schema = due_zh, due_en, parse, schema

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """The text as it was parsed."""
        found = self.parse(value) if isinstance(value, Text) and not isinstance(value, Missing) else None
        if found is None:
            self.refuse(value, key, problems)
        return found


class Words(Form):
    """One of a few words, in either language."""

    def __init__(self, *words: str) -> None:
        self.words = frozenset(words)
        self.forms = [f"{zh}/{en}" for zh, en in WORDS.items() if en in self.words and zh.lower() != en]
        self.forms += [word for word in words if not any(f.endswith(f"/{word}") for f in self.forms)]
        self.due_zh = "下列之一：" + "、".join(self.forms)
        self.due_en = "one of " + ", ".join(self.forms)

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """The English form of the word."""
        word = next((w for w in self.meanings(value) if w in self.words), None)
        if word is None:
            self.refuse(value, key, problems)
        return word

    @staticmethod
    def meanings(value: Any) -> tuple[str, ...]:
        """What a word can mean: itself, its English form, or the word of a key of that name."""
        if not isinstance(value, Text):
            return ()
        plain = fold(value).strip()
        return (plain, canonical_word(plain))


class YesNo(Words):
    """Yes or no, as a boolean."""

    def __init__(self) -> None:
        super().__init__("yes", "no")
        self.due_zh, self.due_en = "是或否", "yes or no"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """True for yes."""
        word = super().read(value, key, problems)
        return None if word is None else word == "yes"


class Several(Form):
    """A list, or one value that stands for a list of one."""

    def __init__(self, of: Form, *, alone: bool = True) -> None:
        self.of, self.alone = of, alone
        self.due_zh, self.due_en = "一个列表（- …）", "a list"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """A tuple of what could be read."""
        if not isinstance(value, Row):
            if not self.alone or value == "":
                self.refuse(value, key, problems)
                return None
            value = [value]
        found = [self.of.read(one, _at(one, key), problems) for one in value]
        return tuple(one for one in found if one is not None)


class Mapped(Form):
    """Names of the author's, each with a value; what could not be read is None."""

    def __init__(self, of: Form) -> None:
        self.of = of
        self.due_zh, self.due_en = "若干“名称: 内容”", "names, each with its content"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """A mapping by the names as they are written."""
        if not isinstance(value, Table):
            self.refuse(value, key, problems)
            return None
        return {name: self.of.read(held, name, problems) for name, held in value.items()}


class OneOf(Form):
    """The first form whose outer look fits: a mapping, a list or a text."""

    def __init__(
        self, *, text: Form | None = None, table: Form | None = None, row: Form | None = None
    ) -> None:
        self.text, self.table, self.row = text, table, row
        forms = [form for form in (text, table, row) if form is not None]
        self.due_zh = "，或".join(form.due_zh for form in forms)
        self.due_en = ", or ".join(form.due_en for form in forms)

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """What the fitting form reads."""
        form = self.table if isinstance(value, Table) else self.row if isinstance(value, Row) else self.text
        if form is None:
            self.refuse(value, key, problems)
            return None
        return form.read(value, key, problems)


class Field:
    """A key of a shape: its form, and whether it must stand there."""

    __slots__ = ("default", "form", "required")

    def __init__(self, form: Form, default: Any = None, *, required: bool = False) -> None:
        self.form, self.default, self.required = form, default, required


def due(form: Form) -> Any:
    """A key that must be there."""
    return Field(form, required=True)


def may(form: Form, default: Any = None) -> Any:
    """A key that may be left out."""
    return Field(form, default)


class Shape:
    """A mapping of the language: its keys may be in either language, and no others are allowed.

    A subclass states its keys as ``name: type = due(form)``; a trailing underscore is not part
    of the key. ``place`` is where the mapping stands, ``written`` the places of its keys, ``broken`` the
    keys whose value could not be read.
    """

    fields: dict[str, Field] = {}  # noqa: RUF012 - filled once a class
    place: Place
    written: dict[str, Text]
    broken: frozenset[str]

    def __init_subclass__(cls) -> None:
        own = {name: held for name, held in vars(cls).items() if isinstance(held, Field)}
        cls.fields = {**cls.fields, **{name.rstrip("_"): held for name, held in own.items()}}
        for name, held in own.items():
            setattr(cls, name, held.default)

    def place_of(self, key: str) -> Place:
        """Where a key stands, or the whole mapping."""
        found = self.written.get(key)
        return found.place if found is not None else self.place


class Shaped(Form):
    """A mapping with the keys of a shape."""

    def __init__(self, shape: Callable[[], type[Shape]]) -> None:
        self.shape = shape
        self.due_zh, self.due_en = "若干“名称: 内容”", "a mapping"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """The shape filled in, or None where a key that it needs is missing."""
        if not isinstance(value, Table):
            self.refuse(value, key, problems)
            return None
        return read_shape(self.shape(), value, key, problems)


def read_shape(kind: type[Shape], table: Table, key: Text, problems: list[Problem]) -> Any:
    """A mapping as its shape; every key that does not fit is a problem."""
    keys = frozenset(kind.fields)
    made = kind()
    made.place, made.written = key.place if isinstance(key, Text) else table.place, {}
    broken: set[str] = set()
    for name, held in table.items():
        word = canonical_key(name, keys)
        if word not in keys:
            problems.append(_unknown(name, keys))
        elif word in made.written:
            problems.append(KeyTwice(place=name.place, key=name))
        else:
            made.written[word] = name
            read = kind.fields[word].form.read(held, name, problems)
            if read is None:
                broken.add(word)
            else:
                setattr(made, word + "_" * hasattr(kind, word + "_"), read)
    made.broken = frozenset(broken)
    missing = [word for word in kind.fields if kind.fields[word].required and word not in made.written]
    problems += [_missing(word, made.place) for word in missing]
    lost = [word for word in broken if kind.fields[word].required]
    return None if missing or lost else made


def _unknown(name: Text, keys: frozenset[str]) -> UnknownKey:
    zh, en = did_you_mean(name, key_forms(keys))
    return UnknownKey(place=name.place, key=name, near_zh=zh, near_en=en)


def _missing(word: str, place: Place) -> MissingKey:
    from rubric.keywords import KEYS  # noqa: PLC0415 - only a mistake pays for it

    chinese = next((zh for zh, words in KEYS.items() if word in words), word)
    return MissingKey(place=place, key=word, zh_key=chinese)


def _place(value: Any, key: Text) -> Place:
    place: Place = key.place
    if value is not None and value != "" and hasattr(value, "place"):
        place = value.place
    return place


def _at(value: Any, key: Text) -> Text:
    """The name under which an entry of a list is spoken of: the list's, where the entry stands."""
    return Text.at(key, value.place) if hasattr(value, "place") else key


# -- texts and numbers -------------------------------------------------------------------------------


def _places(text: Text) -> Any:
    written = read_number(text)
    if written is None or written.sign or written.value not in range(MOST_PLACES + 1):
        return None
    return written


def _language(text: Text) -> Text | None:
    return text if text in ("zh", "en") else None


_STRING: Final[dict[str, Any]] = {"type": ["string", "number", "boolean"]}
_NUMBER: Final[dict[str, Any]] = {"type": ["number", "string"]}
LINE: Final = Scalar("一段文字", "a text", lambda text: text or None, _STRING)
NUMBER: Final = Scalar("一个数", "a number", read_number, _NUMBER)
PLACES: Final = Scalar("0 到 10 的整数", "a whole number from 0 to 10", _places, {"type": "integer"})
INTERVAL: Final = Scalar(
    "一个区间，如 [80%, 90%)", "an interval such as [80%, 90%)", read_range, {"type": "string"}
)
LANGUAGE: Final = Scalar("zh 或 en", "zh or en", _language, {"enum": ["zh", "en"]})
YES_NO: Final = YesNo()
LINES: Final = Several(LINE)


def words(names: Iterable[str]) -> Words:
    """One of the words."""
    return Words(*names)
