"""From what pydantic refuses to problems with a sentence and a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rubric.keywords import KEYS, key_forms
from rubric.problems import Problem, nearest
from rubric.source import KeyTwice, Place, Row, Table, Text

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownKey(Problem):
    """A key that the language does not know in this place."""

    code = "R201"
    zh = "这里不能写“{key}”。"
    en = "The key {key} cannot stand here."
    fix_zh = "{near_zh}改正或删去。"
    fix_en = "{near_en}Correct it or remove it."
    key: str
    near_zh: str = ""
    near_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingKey(Problem):
    """A key that must be there is not."""

    code = "R202"
    zh = "这里缺“{zh_key}”。"
    en = "The key {key} is missing here."
    fix_zh = "补上“{zh_key}”。"
    fix_en = "Add {key}."
    key: str
    zh_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongContent(Problem):
    """A value is not of the kind that its key needs."""

    code = "R203"
    zh = "“{key}”这里应当是{due_zh}。"
    en = "{key} must be {due_en}."
    fix_zh = "按“{due_zh}”改写这一处。"
    fix_en = "Rewrite it as {due_en}."
    key: str
    due_zh: str
    due_en: str


MOST: Final = 200
_DUE: Final[dict[str, tuple[str, str]]] = {
    "text": ("一段文字", "a text"),
    "number": ("一个数", "a number"),
    "places": ("0 到 10 的整数", "a whole number from 0 to 10"),
    "interval": ("一个区间，如 [80%, 90%)", "an interval such as [80%, 90%)"),
    "yes_no": ("是或否", "yes or no"),
    "list_type": ("一个列表", "a list"),
    "dict_type": ("若干“名称: 内容”", "a mapping"),
    "model_type": ("若干“名称: 内容”", "a mapping"),
}


def problems_of(error: ValidationError, value: Any, shape: type[BaseModel]) -> list[Problem]:
    """One problem for each thing that does not fit the shape, in the order of the file."""
    errors = error.errors()[:MOST]
    deepest = max((len(d["loc"]) for d in errors), default=0)
    details = [d for d in errors if not _other_branch(d, deepest)]
    found = {(p.place.start if p.place else 0): p for p in (_problem(d, value, shape) for d in details)}
    return [found[start] for start in sorted(found)]


def _other_branch(detail: ErrorDetails, deepest: int) -> bool:
    """Whether this is the word of an either-or whose mapping was begun and is wrong further in."""
    return str(detail["loc"][-1:]).startswith("('literal[") and deepest > len(detail["loc"])


def _problem(detail: ErrorDetails, value: Any, shape: type[BaseModel]) -> Problem:
    place, kind = _locate(value, detail["loc"]), detail["type"]
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "key_twice":
        return KeyTwice(place=detail["ctx"]["place"], key=detail["ctx"]["key"])
    if kind == "extra_forbidden":
        place = _locate(value, detail["loc"], at_key=True)
        near = nearest(key, key_forms(_known_keys(shape)))
        zh, en = (f"是不是“{near}”？", f"Did you mean {near}? ") if near else ("", "")
        return UnknownKey(place=place, key=key, near_zh=zh, near_en=en)
    if kind == "missing":
        chinese = next((zh for zh, words in KEYS.items() if key in words), key)
        return MissingKey(place=place, key=key, zh_key=chinese)
    if kind == "literal_error":
        words = detail.get("ctx", {}).get("expected", "")
        return WrongContent(place=place, key=key, due_zh=f"下列之一：{words}", due_en=f"one of {words}")
    due_zh, due_en = _DUE.get(kind, ("另一种内容", "something else"))
    return WrongContent(place=place, key=key, due_zh=due_zh, due_en=due_en)


def _known_keys(shape: type[BaseModel]) -> frozenset[str]:
    return frozenset(shape.model_fields) | frozenset(word for words in KEYS.values() for word in words)


def _locate(value: Any, loc: tuple[int | str, ...], *, at_key: bool = False) -> Place:
    """The place of the deepest part of ``loc`` that the file has: its value, or its key."""
    place: Place = value.place
    for part in loc:
        if isinstance(value, Row) and isinstance(part, int) and part < len(value):
            value = value[part]
        elif isinstance(value, Table) and (key := _key(value, str(part))) is not None:
            place, value = key.place, value[key]
            if isinstance(value, Text) and value and not at_key:
                place = value.place
            continue
        else:
            continue
        place = getattr(value, "place", place)
    return place


def _key(table: Table, part: str) -> Text | None:
    return next((key for key in table if key == part or part in KEYS.get(key, ())), None)
