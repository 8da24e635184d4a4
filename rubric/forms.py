"""What a value of a file may be: small readers that give the value or say what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rubric.keywords import KEYS, WORDS, canonical_key, canonical_word, key_forms
from rubric.misfit import KeyAgain, MissingKey, NoContent, UnknownKey, WrongContent, WrongWord
from rubric.number import fold, read_number
from rubric.place import Missing, Row, Table, Text
from rubric.problems import did_you_mean, near_words
from rubric.range import read_range
from rubric.yaml_problems import KeyTwice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rubric.place import Place
    from rubric.problems import Problem

MOST_PLACES: Final = 10
# A mapping with more strange keys than this is not a near miss.
MOST_HINTS: Final = 20
MOST_FOUND: Final = 40
MOST_ALLOWED: Final = 10


class Unread(Text):
    """What stands for something of which a problem was told already."""

    __slots__ = ()


class Form:
    """Reads one value. ``schema`` is what JSON Schema says of it."""

    due_zh: str = "另一种内容"
    due_en: str = "something else"
    like_zh: str = ""
    like_en: str = ""

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """The value read, or None with a problem. ``key`` is what the value stands under."""
        raise NotImplementedError

    def refuse(self, value: Any, key: Text, problems: list[Problem]) -> None:
        """Say that something else is due here."""
        if isinstance(value, Unread):
            return
        zh, en = _found(value)
        problems.append(
            (WrongContent if zh else NoContent)(
                place=place_of(value, key),
                key=key,
                due_zh=self.due_zh,
                due_en=self.due_en,
                found_zh=zh,
                found_en=en,
                like_zh=self.like_zh,
                like_en=self.like_en,
            )
        )


class Scalar(Form):
    """A text that ``parse`` makes into something; None says that it cannot."""

    def __init__(
        self,
        due_zh: str,
        due_en: str,
        parse: Callable[[Text], Any],
        schema: dict[str, Any],
        like: tuple[str, str] = ("", ""),
    ) -> None:
        self.due_zh, self.due_en, self.parse, self.schema = due_zh, due_en, parse, schema
        self.like_zh, self.like_en = like

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """The text as it was parsed."""
        found = self.parse(value) if isinstance(value, Text) and not isinstance(value, Missing) else None
        if found is None:
            self.refuse(value, key, problems)
        return found


class Perhaps(Scalar):
    """A text that may be left out: nothing is the empty text."""

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """The text as it stands."""
        return str(value) if isinstance(value, Missing) else super().read(value, key, problems)


class Words(Form):
    """One of a few words, in either language."""

    def __init__(self, *words: str, zh: Mapping[str, str] | None = None) -> None:
        self.words = frozenset(words)
        self.forms = [f"{zh}/{en}" for zh, en in WORDS.items() if en in self.words and zh.lower() != en]
        self.forms += [word for word in words if not any(f.endswith(f"/{word}") for f in self.forms)]
        # The first Chinese word is the usual one; ``zh`` says where a place has another.
        chinese = {en: zh for zh, en in reversed(WORDS.items())} | dict(zh or {})
        self.words_zh = "、".join(chinese.get(word, word) for word in words)
        self.words_en = ", ".join(words)
        self.due_zh, self.due_en = f"一个词（{self.words_zh}）", f"a word ({self.words_en})"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """The English form of the word."""
        word = next((w for w in self.meanings(value) if w in self.words), None)
        if word is None:
            self.refuse(value, key, problems)
        return word

    def refuse(self, value: Any, key: Text, problems: list[Problem]) -> None:
        """Name the words that may stand here, and the nearest."""
        if not isinstance(value, Text) or not value:
            super().refuse(value, key, problems)
            return
        near_zh, near_en = did_you_mean(value, [form for both in self.forms for form in both.split("/")])
        found_zh, found_en = _found(value)
        problems.append(
            WrongWord(
                place=value.place,
                key=key,
                due_zh=self.due_zh,
                due_en=self.due_en,
                found_zh=found_zh,
                found_en=found_en,
                words_zh=self.words_zh,
                words_en=self.words_en,
                near_zh=near_zh,
                near_en=near_en,
            )
        )

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
        self.words_zh, self.words_en = "是、否", "yes, no"
        self.due_zh, self.due_en = "是或否", "yes or no"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """True for yes."""
        word = super().read(value, key, problems)
        return None if word is None else word == "yes"


class NumberOr(Words):
    """A number, or one of a few words in either language."""

    def __init__(self, *words: str) -> None:
        super().__init__(*words)
        self.due_zh, self.due_en = (
            f"一个数或一个词（{self.words_zh}）",
            f"a number or a word ({self.words_en})",
        )

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """The number as it is written, or the English form of the word."""
        written = read_number(value) if isinstance(value, Text) and not isinstance(value, Missing) else None
        return super().read(value, key, problems) if written is None else written


class Several(Form):
    """A list, or one value that stands for a list of one."""

    def __init__(self, of: Form, *, alone: bool = True) -> None:
        self.of, self.alone = of, alone
        self.due_zh, self.due_en = "一个列表", "a list"
        self.like_zh, self.like_en = "，每一项以“- ”开头", " whose entries begin with '- '"

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
        self.due_zh, self.due_en = "若干行“名称: 内容”", "lines of NAME: CONTENT"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """A mapping by the names as they are written."""
        if not isinstance(value, Table):
            self.refuse(value, key, problems)
            return None
        return {name: self.of.read(held, name, problems) for name, held in value.items()}


class OneOf(Form):
    """The first form whose outer look fits: a mapping, a list or a text."""

    def __init__(
        self,
        *,
        text: Form | None = None,
        table: Form | None = None,
        row: Form | None = None,
        like: tuple[str, str] = ("", ""),
    ) -> None:
        self.text, self.table, self.row = text, table, row
        forms = [form for form in (text, table, row) if form is not None]
        self.due_zh = "，或".join(form.due_zh for form in forms)
        self.due_en = ", or ".join(form.due_en for form in forms)
        self.like_zh, self.like_en = like

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
    of the key. ``place`` is where the mapping stands and ``under`` the key under which it does, ``written``
    the places of its keys and ``contents`` what stands behind them, ``broken`` the keys whose value could not
    be read. ``strange`` says that it has keys which nobody knows: what seems to be missing may be one
    of them. ``chinese`` names keys in Chinese where the word table would choose another word; ``like``
    is an example of such a mapping.
    """

    fields: dict[str, Field] = {}  # noqa: RUF012 - filled once a class
    chinese: Mapping[str, str] = {}
    like: tuple[str, str] = ("", "")
    place: Place
    under: Text
    written: dict[str, Text]
    contents: dict[str, Any]
    broken: frozenset[str]
    strange: bool

    def __init_subclass__(cls) -> None:
        own = {name: held for name, held in vars(cls).items() if isinstance(held, Field)}
        cls.fields = {**cls.fields, **{name.rstrip("_"): held for name, held in own.items()}}
        for name, held in own.items():
            setattr(cls, name, held.default)

    def place_of(self, key: str) -> Place:
        """Where a key stands, or the whole mapping."""
        found = self.written.get(key)
        return found.place if found is not None else self.place

    def value_place(self, key: str) -> Place:
        """Where the value of a key stands, or the key itself where the value has no place."""
        found = self.written.get(key)
        return self.place if found is None else place_of(self.contents[key], found)

    @property
    def doubtful(self) -> bool:
        """Whether something in it was told to be wrong, so that what follows from it may be wrong too."""
        return self.strange or bool(self.broken)


class Shaped(Form):
    """A mapping with the keys of a shape."""

    def __init__(self, shape: Callable[[], type[Shape]]) -> None:
        self.shape = shape
        self.due_zh, self.due_en = "若干项“名称: 内容”", "a mapping (NAME: CONTENT)"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        """The shape filled in, or None where a key that it needs is missing."""
        kind = self.shape()
        if not isinstance(value, Table):
            self.like_zh, self.like_en = kind.like
            self.refuse(value, key, problems)
            return None
        return read_shape(kind, value, key, problems)


def read_shape(
    kind: type[Shape], table: Table, key: Text, problems: list[Problem], *, always: bool = False
) -> Any:
    """A mapping as its shape; every key that does not fit is a problem.

    None where a key that it needs is missing; ``always`` gives it even then.
    """
    keys = frozenset(kind.fields)
    made = kind()
    made.place, made.under, made.written, made.contents = key.place, key, {}, {}
    broken: set[str] = set()
    strange: list[Text] = []
    for name, held in table.items():
        word = canonical_key(name, keys)
        if word not in keys:
            strange.append(name)
            problems.append(_unknown(name, key, kind, hinted=len(strange) <= MOST_HINTS))
        elif word in made.written:
            first = made.written[word]
            same = first == name
            twice = KeyTwice(place=name.place, key=name)
            problems.append(twice if same else KeyAgain(place=name.place, key=name, first=first))
        else:
            made.written[word], made.contents[word] = name, held
            read = kind.fields[word].form.read(held, name, problems)
            if read is None:
                broken.add(word)
            else:
                setattr(made, word + "_" * hasattr(kind, word + "_"), read)
    made.broken, made.strange = frozenset(broken), bool(strange)
    missing = [word for word in kind.fields if kind.fields[word].required and word not in made.written]
    strange = strange[:MOST_HINTS]
    meant = {word for name in strange for word in _meant(name, keys)}
    problems += [missing_key(word, made) for word in missing if word not in meant]
    lost = [word for word in broken if kind.fields[word].required]
    return None if (missing or lost) and not always else made


def missing_key(word: str, shape: Shape) -> MissingKey:
    """That a key is missing from a shape."""
    form = shape.fields[word].form
    return MissingKey(
        place=shape.place,
        name=shape.under,
        key=word,
        zh_key=chinese_key(word, shape),
        due_zh=form.due_zh + form.like_zh,
        due_en=form.due_en + form.like_en,
    )


def chinese_key(word: str, shape: Shape | type[Shape]) -> str:
    """A key of a shape as it is called in Chinese."""
    return shape.chinese.get(word) or next((zh for zh, words in KEYS.items() if word in words), word)


def _unknown(name: Text, key: Text, kind: type[Shape], *, hinted: bool) -> UnknownKey:
    keys = frozenset(kind.fields)
    zh, en = did_you_mean(name, key_forms(keys)) if hinted else ("", "")
    allowed = {"allowed_zh": "", "allowed_en": ""}
    if len(keys) <= MOST_ALLOWED:
        words = "、".join(chinese_key(word, kind) for word in kind.fields)
        allowed = {
            "allowed_zh": f"；可以写：{words}",
            "allowed_en": f"; it may hold: {', '.join(kind.fields)}",
        }
    return UnknownKey(place=name.place, name=key, key=name, near_zh=zh, near_en=en, **allowed)


def _meant(name: Text, keys: frozenset[str]) -> list[str]:
    return [canonical_key(near, keys) for near in near_words(name, key_forms(keys))]


def place_of(value: Any, key: Text) -> Place:
    """Where a value stands, or its key where it has no place of its own."""
    place: Place = key.place
    if value is not None and value != "" and hasattr(value, "place"):
        place = value.place
    return place


def _found(value: Any) -> tuple[str, str]:
    """What stands somewhere, in few words; empty for nothing."""
    if isinstance(value, Table | Row) and not value:
        return "", ""
    if isinstance(value, Table):
        return "若干项“名称: 内容”", "a mapping (NAME: CONTENT)"
    if isinstance(value, Row):
        return "一个列表", "a list"
    text = " ".join(str(value or "").split())
    shown = text if len(text) <= MOST_FOUND else text[:MOST_FOUND] + "…"
    return (f"“{shown}”", repr(shown)) if shown else ("", "")


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
NAME_OR_NOTHING: Final = Perhaps(
    "一个名称，或空着", "a name, or nothing", lambda text: text, {"type": ["string", "null"]}
)
FORMULA: Final = Scalar("一个公式", "a formula", lambda text: text or None, _STRING)
CONDITION: Final = Scalar("一个条件", "a condition", lambda text: text or None, _STRING)
POINTS: Final = Scalar("一个分数或公式", "points or a formula", lambda text: text or None, _STRING)
NUMBER: Final = Scalar(
    "一个数", "a number", read_number, _NUMBER, ("，如 10、0.5 或 95%", " such as 10, 0.5 or 95%")
)
PLACES: Final = Scalar("一个 0 到 10 的整数", "a whole number from 0 to 10", _places, {"type": "integer"})
INTERVAL: Final = Scalar(
    "一个区间",
    "an interval",
    read_range,
    {"type": "string"},
    (
        '，如 "[80%, 90%)"：[ ] 含端点，( ) 不含，inf 表示没有尽头',
        ' such as "[80%, 90%)": [ ] includes the end, ( ) excludes it, inf is no end',
    ),
)
LANGUAGE: Final = Scalar("“zh”或“en”", "zh or en", _language, {"enum": ["zh", "en"]})
YES_NO: Final = YesNo()
LINES: Final = Several(LINE)


def words(names: Iterable[str]) -> Words:
    """One of the words."""
    return Words(*names)
