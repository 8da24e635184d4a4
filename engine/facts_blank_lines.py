"""What a facts file has to say about a rubric: one line for each thing to be filled in, and its words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from engine.judgements import JUDGING, judging_rules
from rubric.keywords import KEYS, WORDS
from rubric.range import Range, show_range
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rubric.model import Fact, FactType, Item, Rubric
    from rubric.problems import Language
    from rubric.rules.base import Lowered

# A word's first Chinese form is its own; points have one for each place where they may stand.
_CHINESE: Final[Mapping[str, str]] = {word: zh for zh, words in reversed(KEYS.items()) for word in words} | {
    "points": "得分",
    "yes or no": "是或否",
}
_TYPES: Final[Mapping[str, str]] = {word: zh for zh, word in reversed(WORDS.items())}
_LINES: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\s]+")

Told = tuple[tuple[str, str], ...]


class Blank(Record):
    """One line to fill in: ``item`` is that of a checklist's element, ``columns`` are a table's.

    A judgement with ``row`` stands for one of each row, whose name is in that column.
    """

    key: str
    name: str
    kind: FactType | Literal["judgement", "given"]
    item: str = ""
    unit: str = ""
    range: str = ""
    told: Told = ()
    columns: tuple[Blank, ...] = ()
    row: str = ""

    @property
    def example(self) -> str:
        """The key, with the column of a row's name in the place of that name."""
        return f"{self.key}/<{self.row}>" if self.row else self.key

    @property
    def is_judged(self) -> bool:
        """Whether a person's judgement is to be filled in."""
        return self.kind in JUDGING


def blanks(rubric: Rubric) -> Iterator[Blank]:
    """Everything to be filled in: facts, then elements of checklists, then judgements.

    What is calculated from all subjects is nothing to fill in.
    """
    yield from (_fact(fact) for fact in rubric.facts.values() if fact.cohort is None)
    texts = {item.path: item.text or "" for item in rubric.root.walk()}
    for key, element in rubric.elements.items():
        told = (("text", texts.get(element.item, "")),)
        yield Blank(key, element.name, "yes_no", item=element.item, told=told)
    for item in rubric.root.walk():
        rules = judging_rules(item)
        if rules:
            yield _judged(item, rules)


def _fact(fact: Fact) -> Blank:
    held = "" if fact.range is None else show_range(fact.range, percent=fact.unit == "%")
    told = (
        ("label", fact.label or ""),
        ("choices", "、".join(fact.choices)),
        ("scope", fact.scope or ""),
        ("period", fact.period or ""),
        ("source", fact.source or ""),
        ("note", fact.note or ""),
        ("optional", "yes" if fact.optional else ""),
    )
    columns = tuple(_fact(column) for column in fact.columns.values())
    return Blank(
        fact.name, fact.name, fact.type, unit=fact.unit or "", range=held, told=told, columns=columns
    )


def _judged(item: Item, rules: Iterable[Lowered]) -> Blank:
    row = item.each.name if item.each is not None else ""
    levels = ((b.label, b.interval) for rule in rules for b in rule.branches if b.interval is not None)
    said = [f"{label} {show_range(held, percent=True)}" for label, held in levels]
    bounds = "" if said or row else show_range(Range(item.least, item.points))
    told = (("levels", "、".join(dict.fromkeys(said))), ("points", bounds), ("text", item.text or ""))
    return Blank(item.path, item.name, "judgement" if said else "given", told=told, row=row)


def keyword(word: str, language: Language) -> str:
    """A key of the language as this language writes it."""
    return _CHINESE.get(word, word) if language == "zh" else word


def kind_word(blank: Blank, language: Language) -> str:
    """What is to be filled in, in a word."""
    if blank.is_judged:
        return keyword(blank.kind, language)
    return _TYPES.get(blank.kind, blank.kind) if language == "zh" else blank.kind


def told_text(pairs: Iterable[tuple[str, str]], language: Language) -> str:
    """What the rubric says of a line, as one line."""
    parts: list[str] = []
    for word, text in pairs:
        said = _LINES.sub(" ", text).strip()
        if word == "optional" and said:
            parts.append(keyword(word, language))
        elif said:
            parts.append(f"{keyword(word, language)} {said}".strip())
    return ("；" if language == "zh" else "; ").join(parts)
