"""The facts of one subject, read from YAML or JSON and held against what the rubric declares."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.facts_problems import ElementUnclear, UnknownFact, UnknownTopKey, WrongFact, WrongUnit
from engine.judgements import Judged, read_judgements
from rubric.keywords import canonical_key, canonical_word
from rubric.number import fraction_string, read_number
from rubric.problems import nearest
from rubric.range import show_range
from rubric.source import Source, Table, Text, read_source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.scorecard import Known
    from rubric.model import Fact, Rubric
    from rubric.problems import Problem
    from rubric.source import Place

TOP = frozenset(("subject", "period", "rubric", "facts", "judgements"))
ENTRY = frozenset(("value", "unit", "source", "note"))


@dataclass(frozen=True, slots=True)
class Given:
    """A fact as the file gives it: its exact value, its own text and where it stands."""

    name: str
    value: Known
    text: str
    unit: str | None = None
    source: str | None = None
    note: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one subject; a fact that is not known is absent."""

    subject: str | None
    period: str | None
    rubric: str | None
    facts: Mapping[str, Given]
    judgements: Mapping[str, Judged]
    sha256: str


def load_facts(path: str | Path, rubric: Rubric) -> tuple[Facts | None, list[Problem]]:
    """The facts in a file, or every problem in it."""
    source, problems = read_source(Path(path))
    return (None, problems) if source is None else read_facts(source, rubric)


def load_facts_text(text: str, rubric: Rubric) -> tuple[Facts | None, list[Problem]]:
    """The facts in a text, or every problem in it."""
    return read_facts(Source.of_text(text), rubric)


def read_facts(source: Source, rubric: Rubric) -> tuple[Facts | None, list[Problem]]:
    """The facts in a source, or every problem in it."""
    value, problems = read_yaml(source)
    if problems:
        return None, problems
    if not isinstance(value, Table):
        return None, [UnknownTopKey(place=value.place, key=str(value)[:20])]
    return _Reading(rubric).facts(value)


class _Reading:
    """One pass over a facts file that collects what is wrong with it."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self.problems: list[Problem] = []
        self.short: dict[str, list[str]] = {}
        for key, element in rubric.elements.items():
            for word in (element.name, f"{element.item.rsplit('/', 1)[-1]}/{element.name}", key):
                self.short.setdefault(word, []).append(key)

    def facts(self, value: Table) -> tuple[Facts | None, list[Problem]]:
        top: dict[str, Any] = {}
        for key, held in value.items():
            word = canonical_key(key, TOP)
            if word not in TOP or word in top:
                self.problems.append(UnknownTopKey(place=key.place, key=key))
            top[word] = held
        given = self._entries(top.get("facts"))
        judged, problems = read_judgements(top.get("judgements"), self.rubric)
        self.problems += problems
        if self.problems:
            return None, self.problems
        found = {word: str(top[word]) if word in top else None for word in ("subject", "period", "rubric")}
        return Facts(**found, facts=given, judgements=judged, sha256=_digest(found, given, judged)), []

    def _entries(self, held: Any) -> dict[str, Given]:
        if not isinstance(held, Table):
            if held:
                self.problems.append(UnknownTopKey(place=held.place, key=str(held)[:20]))
            return {}
        given: dict[str, Given] = {}
        for key, entry in held.items():
            name = self._name(key)
            if name is None:
                continue
            if name in given:
                self.problems.append(UnknownFact(place=key.place, name=key))
            elif (one := self._entry(name, key, entry)) is not None:
                given[name] = one
        return given

    def _name(self, key: Text) -> str | None:
        if key in self.rubric.facts:
            return str(key)
        keys = set(self.short.get(key, ()))
        if len(keys) == 1:
            return keys.pop()
        if keys:
            self.problems.append(ElementUnclear(place=key.place, name=key, items="、".join(sorted(keys))))
            return None
        near = nearest(key, [*self.rubric.facts, *self.short])
        zh, en = (f"是不是“{near}”？", f"Did you mean {near}? ") if near else ("", "")
        self.problems.append(UnknownFact(place=key.place, name=key, near_zh=zh, near_en=en))
        return None

    def _entry(self, name: str, key: Text, entry: Any) -> Given | None:
        parts: dict[str, Any] = {"value": entry}
        if isinstance(entry, Table):
            parts = {canonical_key(k, ENTRY): v for k, v in entry.items()}
            for word in parts.keys() - ENTRY:
                place = next(k.place for k in entry if canonical_key(k, ENTRY) == word)
                self.problems.append(UnknownTopKey(place=place, key=word))
        fact, text = self.rubric.facts.get(name), parts.get("value")
        unit = parts.get("unit")
        if unit is not None and fact is not None and unit != fact.unit:
            due = fact.unit or "—"
            self.problems.append(WrongUnit(place=unit.place, name=key, found=str(unit), due=due))
        if text == "":
            return None  # an empty value is a fact still to be filled in: open
        value = _known(text, fact, unit) if isinstance(text, Text) else None
        if value is None:
            due_zh, due_en = _due(fact)
            place = getattr(text, "place", key.place)
            self.problems.append(WrongFact(place=place, name=key, due_zh=due_zh, due_en=due_en))
            return None
        source, note = (str(parts[w]) if w in parts else None for w in ("source", "note"))
        return Given(name, value, str(text), str(unit) if unit else None, source, note, key.place)


def _known(text: Text, fact: Fact | None, unit: Any) -> Known | None:
    """The value of a scalar as its fact declares it, or None where it is not one."""
    if fact is None or fact.type == "yes_no":
        return {"yes": True, "no": False}.get(canonical_word(text))
    written = read_number(text)
    if written is None or (fact.unit == "%" and not written.sign and unit is None):
        return None
    value = written.value / 100 if unit == "%" and not written.sign else written.value
    if fact.type == "integer" and value.denominator != 1:
        return None
    return value if fact.range is None or fact.range.contains(value) else None


def _due(fact: Fact | None) -> tuple[str, str]:
    if fact is None or fact.type == "yes_no":
        return "是或否", "yes or no"
    zh, en = ("整数", "a whole number") if fact.type == "integer" else ("数", "a number")
    if fact.unit == "%":
        zh, en = "带百分号的数（如 95%）", "a number with its percent sign (95%)"
    if fact.range is not None:
        held = show_range(fact.range)
        zh, en = f"{zh}，在 {held} 之内", f"{en} within {held}"
    return zh, en


def _digest(top: Mapping[str, Any], given: Mapping[str, Given], judged: Mapping[str, Judged]) -> str:
    facts = {name: _plain(one.value) for name, one in sorted(given.items())}
    facts |= {f"@{path}": f"{one.level} {one.low} {one.high} {one.reason}" for path, one in judged.items()}
    return hashlib.sha256(json.dumps([top, facts], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _plain(value: Known) -> str:
    return str(value) if isinstance(value, bool | str) else fraction_string(value)
