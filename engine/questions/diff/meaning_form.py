"""The form of a rubric that decides scores: canonical, item by item, without its wording."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Self

from rubric.canonical import canonical_form
from rubric.include import Inclusion
from rubric.record import Record
from rubric.source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rubric.model import Rubric
    from rubric.place import Text

# What says why or where from, and what nothing is scored by.
WORDING: Final = frozenset(
    [
        "rubric",
        "version",
        "status",
        "language",
        "description",
        "basis",
        "policy",
        "tests",
        "text",
        "note",
        "evidence",
        "code",
        "expect",
        "was",
        "because",
        "label",
        "source",
        "scope",
        "period",
    ]
)
# What is meant where nothing is said.
UNSAID: Final = frozenset(
    (
        ("combine", "sum"),
        ("type", "number"),
        ("optional", "no"),
        ("bonus", "no"),
        ("clamp", "no"),
        ("required", "no"),
        ("blocking", "no"),
        ("least", "0"),
        ("integer", "no"),
    )
)
# Lists whose order changes nothing: lines that are added up, conditions of which any may hold.
UNORDERED: Final = frozenset(("deduct", "award", "then_deduct", "veto", "requires", "choices", "at", "list"))
SECTIONS: Final = ("facts", "values", "checks")


class Said(str):
    """A text in its canonical form, by which it is compared, with the author's own."""

    __slots__ = ("kind", "text")
    text: str
    kind: str

    def __new__(cls, canonical: str, text: str, kind: str) -> Self:
        """A text with what it is beside its canonical form."""
        made = super().__new__(cls, canonical)
        made.text, made.kind = text, kind
        return made


class Form(Record):
    """A rubric by sections: its ``top``, its ``items`` by path, each without those below it, and
    its facts, values and checks by name."""

    top: Mapping[str, Any]
    items: Mapping[str, Any]
    facts: Mapping[str, Any]
    values: Mapping[str, Any]
    checks: Mapping[str, Any]


def form_of(rubric: Rubric) -> Form:
    """The form of a rubric that was read from a source."""
    assert rubric.source is not None  # every rubric is read from one
    whole: Any = read_yaml(rubric.source)[0]
    inclusion = Inclusion(rubric.source)
    inclusion.put_in(whole)
    bare = _bare(canonical_form(whole, inclusion.beside, _keep))
    items = dict(_items(bare.get("items", {}), ""))
    top = {key: held for key, held in bare.items() if key not in ("items", *SECTIONS)}
    return Form(top, items, *(bare.get(section, {}) for section in SECTIONS))


def _keep(canonical: str, text: Text, kind: str) -> str:
    return Said(canonical, str(text).strip(), kind)


def _items(items: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for name, body in items.items():
        path = f"{above}/{name}" if above else str(name)
        yield path, {key: held for key, held in body.items() if key != "items"}
        yield from _items(body.get("items", {}), path)


def _bare(value: Any, under: str = "") -> Any:
    """The value without its wording, what goes without saying and orders that change nothing."""
    if isinstance(value, dict):
        kept = ((key, held) for key, held in value.items() if not _is_word(key) or _counts(key, held))
        return {key: _bare(held, str(key) if _is_word(key) or key == "" else "") for key, held in kept}
    if isinstance(value, list | tuple):
        found = [_bare(one, under if under == "rounding" else "") for one in value]
        # A tuple has no order of the author's.
        return tuple(sorted(found, key=_plainly)) if under in UNORDERED or under == "rounding" else found
    return value


def _is_word(key: str) -> bool:
    """Whether a key is of the language and not a name of the author's."""
    return isinstance(key, Said) and key.kind == "key"


def _counts(key: str, held: Any) -> bool:
    return key not in WORDING and (not isinstance(held, str) or (str(key), str(held)) not in UNSAID)


def _plainly(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
