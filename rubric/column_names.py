"""What the column of a table of subjects is by its name: a fact, an element, a part of a judgement."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, Literal

from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rubric.model import Element, Fact, Item

Kind = Literal[
    "fact",
    "element",
    "id",
    "subject",
    "share",
    "level",
    "points",
    "reason",
    "attached",
    "table",
    "ignored",
]
Attached = Literal["reason", "evidence"]
JUDGED: Final = ("judgement", "given")
# What tells subjects apart and what they are called: in this order where a table has several.
IDS: Final = (
    "id",
    "编号",
    "单位编号",
    "单位代码",
    "单位编码",
    "项目编号",
    "项目编码",
    "统一社会信用代码",
    "代码",
    "编码",
)
SUBJECTS: Final = (
    "subject",
    "评价单位",
    "单位",
    "单位名称",
    "部门",
    "部门名称",
    "评价对象",
    "项目名称",
    "名称",
    "name",
)
_PARTS: Final[Mapping[str, Literal["share", "level", "points", "reason", "evidence"]]] = {
    "得分率": "share",
    "share": "share",
    "等次": "level",
    "level": "level",
    "得分": "points",
    "points": "points",
    "理由": "reason",
    "reason": "reason",
    "佐证": "evidence",
    "evidence": "evidence",
}
_SECTIONS: Final = {
    "评定": "judgements",
    "judgements": "judgements",
    "已附": "attached",
    "attached": "attached",
}
BRACKETS: Final = re.compile(r"(?P<name>.+?)\s*[(\[【](?P<inside>[^()\[\]【】]+)[)\]】]")
_PART: Final = re.compile(
    rf"(?P<name>.+?)(?:\s*[:/_·-]\s*|\s+|(?=[^ -~]))(?P<part>{'|'.join(_PARTS)})", re.IGNORECASE
)


class Meaning(Record):
    """What one column is: ``name`` is a fact, the key of an element, or the path of an item.

    ``unit`` is what stands in brackets behind the name of a number, as the unit of an entry of a facts
    file.
    """

    kind: Kind
    name: str = ""
    unit: str | None = None
    attached: Attached | None = None


class HowJudged(Record):
    """A name that is a judged item's and does not say which part of the judgement is meant."""

    path: str


def plain_head(head: str) -> str:
    """A head in plain characters, without blanks that nobody sees."""
    return " ".join(unicodedata.normalize("NFKC", head).split())


def without_brackets(head: str) -> str:
    """A head without what stands in brackets behind it."""
    found = BRACKETS.fullmatch(plain_head(head))
    return found["name"] if found is not None else plain_head(head)


def judged_part(head: str) -> tuple[str, str] | None:
    """The item and the part that a head such as ``ITEM 得分率`` names; there may be no such item."""
    found = _PART.fullmatch(plain_head(head))
    return (_section(found["name"])[1], _PARTS[found["part"].lower()]) if found is not None else None


class ColumnNames:
    """Looks up what columns may be called in one rubric."""

    def __init__(self, facts: Mapping[str, Fact], elements: Mapping[str, Element], root: Item) -> None:
        self.facts = facts
        self.items: dict[str, list[Item]] = {}
        for item in root.walk():
            for word in dict.fromkeys(plain_head(word) for word in (item.path, item.name) if word):
                self.items.setdefault(word, []).append(item)
        self._ranks = [
            _by_word((name, _of_fact(fact)) for name, fact in facts.items()),
            _by_word(_elements(elements)),
            _by_word((fact.label, _of_fact(fact)) for fact in facts.values() if fact.label),
        ]
        self._others = _by_word(
            [*((word, Meaning("id")) for word in IDS), *((word, Meaning("subject")) for word in SUBJECTS)]
        )

    def meanings(self, head: str) -> list[Meaning | HowJudged]:
        """What a head can be: nothing where the rubric does not know it, several where it is not clear."""
        plain = plain_head(head)
        ways = (self._named(plain), self._judged(plain), self._in_brackets(plain), self._bare(plain))
        found = next((way for way in ways if way), None)
        return found or [*self._others.get(plain.lower(), ())]

    def _named(self, plain: str) -> list[Meaning | HowJudged]:
        return [*next((rank[plain] for rank in self._ranks if plain in rank), ())]

    def _in_brackets(self, plain: str) -> list[Meaning | HowJudged]:
        """A fact with its unit, or a hint for who fills in what is no number; or a part of a judgement."""
        found = BRACKETS.fullmatch(plain)
        if found is None:
            return []
        if found["inside"].lower() in _PARTS:
            return self._judged(f"{found['name']}:{found['inside']}")
        return [
            replace(one, unit=found["inside"]) if self._is_number(one) else one
            for one in self._named(found["name"])
        ]

    def _is_number(self, meaning: Meaning | HowJudged) -> bool:
        held = isinstance(meaning, Meaning) and meaning.kind == "fact" and self.facts[meaning.name]
        return bool(held) and held.type in ("number", "integer")  # type: ignore[union-attr]  # it is there

    def _judged(self, plain: str) -> list[Meaning | HowJudged]:
        """``ITEM:share``, ``ITEM 得分率``, ``评定/ITEM:理由``, ``已附/ITEM 佐证`` and their like."""
        found = _PART.fullmatch(plain)
        if found is None:
            return []
        part, (section, name) = _PARTS[found["part"].lower()], _section(found["name"])
        return [made for item in self._exactly(name) if (made := _part(item, part, section)) is not None]

    def _bare(self, plain: str) -> list[Meaning | HowJudged]:
        """An item by its name alone: points where nothing but points can be given for it."""
        section, name = _section(plain)
        judged = [item for item in self._exactly(name) if is_judged(item) and section != "attached"]
        return [
            Meaning("points", item.path) if rule_of(item) == "given" else HowJudged(item.path)
            for item in judged
        ]

    def _exactly(self, name: str) -> list[Item]:
        found = self.items.get(name, [])
        return [item for item in found if item.path == name] or found


def is_judged(item: Item) -> bool:
    """Whether an item is a leaf that is left to a person."""
    return rule_of(item) in JUDGED


def rule_of(item: Item) -> str | None:
    """The name of the rule of a leaf."""
    return item.rule.rule if item.each is None and item.rule is not None else None


def _part(item: Item, part: str, section: str) -> Meaning | None:
    judged = is_judged(item) and section != "attached"
    if part == "evidence" or (part == "reason" and not judged):
        if section == "judgements":
            return None
        return Meaning("attached", item.path, attached="evidence" if part == "evidence" else "reason")
    return Meaning(part, item.path) if judged else None  # type: ignore[arg-type]  # a kind of its name


def _section(name: str) -> tuple[str, str]:
    first, slash, rest = name.partition("/")
    section = _SECTIONS.get(first.lower(), "")
    return (section, rest) if slash and section else ("", name)


def _of_fact(fact: Fact) -> Meaning:
    return Meaning("table" if fact.type == "table" else "fact", fact.name)


def _elements(elements: Mapping[str, Element]) -> Iterator[tuple[str, Meaning]]:
    for key, element in elements.items():
        short = f"{element.item.rsplit('/', 1)[-1]}/{element.name}"
        for word in dict.fromkeys((element.name, short, key)):
            yield word, Meaning("element", key)


def _by_word(pairs: Iterable[tuple[str, Meaning]]) -> Mapping[str, list[Meaning]]:
    named: dict[str, list[Meaning]] = {}
    for word, meaning in pairs:
        held = named.setdefault(plain_head(word), [])
        if meaning not in held:
            held.append(meaning)
    return named
