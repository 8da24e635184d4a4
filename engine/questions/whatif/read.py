"""The settings of a what-if, read by the reader of facts files, and the facts with them put in."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.facts_digest import digest
from engine.facts_entry import Entries
from engine.facts_shape import TEXTS
from engine.facts_values import read_amount
from engine.judgements import read_judgements
from engine.questions.whatif.names import Meant, Named
from engine.questions.whatif.problems import NotASetting, SetTwice
from engine.rows import row_problems
from rubric.number import fold, read_number
from rubric.place import Source, Table, Text
from rubric.problems import Problem
from rubric.range import Range
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.facts_given import Facts, Given
    from engine.judged import Judged
    from rubric.model import Fact, Rubric
    from rubric.problems import Language

OPTION: Final = "--set"
_BEHIND: Final = re.compile(r"(?P<value>.*[0-9)\]】%‰])\s*(?P<unit>[^0-9)\]】%‰]+)", re.DOTALL)
_POINTS: Final = re.compile(r"\s*(分|points?)\s*$")
_SUPPOSED: Final = {"zh": "假设", "en": "supposed"}
Held = "Given[Any] | Judged | None"


class Setting(Record):
    """One thing set: what it is and what the facts hold of it, before and now; None where it is open."""

    named: Named
    before: Given[Any] | Judged | None
    now: Given[Any] | Judged | None


def read_settings(
    texts: Sequence[str], rubric: Rubric, facts: Facts, language: Language
) -> tuple[tuple[Setting, ...], list[Problem]]:
    """What ``--set`` options set, in their order, or every problem in them."""
    return _Reading(rubric, facts, language).all(texts)


def with_settings(rubric: Rubric, facts: Facts, settings: Iterable[Setting]) -> tuple[Facts, list[Problem]]:
    """The facts with some things set; problems where the rows of their tables then no longer fit."""
    changed = facts
    for one in settings:
        changed = put(changed, one.named, one.now)
    changed = replace(changed, sha256=_digest(changed))
    problems = row_problems(rubric, changed) if changed.tables != facts.tables else []
    return changed, problems


def put(facts: Facts, named: Named, held: Any) -> Facts:
    """The facts with another value of one thing; None leaves it open."""
    name = named.name
    if named.kind == "judgement":
        return replace(facts, judgements=_with(facts.judgements, name, held))
    if named.row is not None:
        rows = list(facts.tables[named.row.table])
        row = rows[named.row.number]
        rows[named.row.number] = replace(row, cells=_with(row.cells, name, held))
        return replace(facts, tables={**facts.tables, named.row.table: tuple(rows)})
    wide = held is not None and isinstance(held.value, Range)
    exact, ranges = (None, held) if wide else (held, None)
    return replace(facts, facts=_with(facts.facts, name, exact), ranges=_with(facts.ranges, name, ranges))


def held_of(facts: Facts, named: Named) -> Any:
    """What the facts hold of one thing, None where it is open."""
    if named.kind == "judgement":
        return facts.judgements.get(named.name)
    if named.row is not None:
        return facts.tables[named.row.table][named.row.number].cells.get(named.name)
    return facts.facts.get(named.name) or facts.ranges.get(named.name)


def _with(held: Any, name: str, value: Any) -> dict[str, Any]:
    """A mapping with another value under a name, in its old place; without the name for None."""
    found = {**held, name: value}
    return found if value is not None else {key: one for key, one in found.items() if key != name}


def _digest(facts: Facts) -> str:
    texts = {word: getattr(facts, word) for word in TEXTS}
    given: dict[str, Given[Any]] = {**facts.facts, **facts.ranges}
    return digest(texts, given, facts.tables, facts.judgements, facts.attached)


class _Reading:
    def __init__(self, rubric: Rubric, facts: Facts, language: Language) -> None:
        self.rubric, self.facts, self.language = rubric, facts, language
        self.meant = Meant(rubric, facts)

    def all(self, texts: Sequence[str]) -> tuple[tuple[Setting, ...], list[Problem]]:
        found: dict[Named, Setting] = {}
        problems: list[Problem] = []
        for text in texts:
            one = self._one(text)
            if isinstance(one, list):
                problems += one
            elif one.named in found:
                place = Source.of_text(text, OPTION)
                problems.append(SetTwice(place=_whole(place), name=one.named.title))
            else:
                found[one.named] = one
        return tuple(found.values()), problems

    def _one(self, text: str) -> Setting | list[Problem]:
        source = Source.of_text(text, OPTION)
        parts = list(_parted(source))
        if not parts:
            return [NotASetting(place=_whole(source), text=text)]
        looked = [(self.meant.of(key), key, value) for key, value in parts]
        # An element may have an equals sign in its name: the first that parts a known name counts.
        named, key, value = next((one for one in looked if isinstance(one[0], Named)), looked[0])
        if isinstance(named, Problem):
            return [named]
        before = held_of(self.facts, named)
        if not value:
            return Setting(named, before, None)
        now, problems = self._read(named, key, value, before)
        return problems or Setting(named, before, now)

    def _read(self, named: Named, key: Text, value: Text, before: Any) -> tuple[Any, list[Problem]]:
        if named.kind == "judgement":
            return self._judgement(named, key, value, before)
        entries = Entries(self.rubric, {})
        fact, table = self._fact(named)
        if fact is not None and fact.type == "table":
            return None, [_no_cell(self.meant, named, key)]
        given = entries.given(named.name, key, self._entry(value, fact), fact, None, table)
        if given is not None and before is not None:
            unit = given.unit or before.unit if isinstance(given.value, Fraction | Range) else None
            given = replace(given, unit=unit, free=before.free, scope=before.scope, period=before.period)
        return given, entries.problems

    def _fact(self, named: Named) -> tuple[Fact | None, str]:
        if named.row is None:
            return self.rubric.facts.get(named.name), ""
        return self.rubric.facts[named.row.table].columns[named.name], named.row.table

    def _entry(self, value: Text, fact: Fact | None) -> Any:
        """The value, or the value and the unit behind it."""
        if fact is None or fact.type not in ("number", "integer") or read_amount(value) is not None:
            return value
        at = self._unit_at(value, fact)
        if at is None:
            return value
        return _table(value, value=_part(value, 0, at), unit=_part(value, at, len(value)))

    def _unit_at(self, value: Text, fact: Fact) -> int | None:
        """Where the unit behind a number begins, None where there is none."""
        known = {fact.unit or "", *self.rubric.units, *(unit for _, unit in self.rubric.units.values())}
        folded = fold(value)
        for unit in sorted(filter(None, known), key=len, reverse=True):
            if folded.endswith(fold(unit)):
                return len(value) - len(unit)
        found = _BEHIND.fullmatch(folded)
        return found.start("unit") if found is not None and len(folded) == len(value) else None

    def _judgement(self, named: Named, key: Text, value: Text, before: Any) -> tuple[Any, list[Problem]]:
        reason = before.reason if before is not None else _SUPPOSED[self.language]
        parts = {**_figures(value), "reason": Text.at(reason, value.place)}
        entry = _table(value, **parts)
        path = Text.between(named.name, key.source, key.start, key.end, quoted=False)
        whole = Table()
        whole[path] = entry
        whole.place = key.place
        judged, problems = read_judgements(whole, self.rubric, self.facts.tables)
        return judged.get(named.name), problems


def _figures(value: Text) -> dict[str, Text]:
    """What a judgement says: a share, points, a level, or a level and a share behind it."""
    words = value.split()
    last = words[-1]
    if len(words) > 1 and read_number(last) is not None:
        start = value.rindex(last)
        return {"level": _part(value, 0, start), **_figures(_part(value, start, len(value)))}
    bare = _POINTS.sub("", value)
    number = read_number(bare)
    if number is None:
        return {"level": value}
    return {"share" if number.sign else "points": _part(value, 0, len(bare))}


def _parted(source: Source) -> Iterator[tuple[Text, Text]]:
    """Every way to part a text at an equals sign."""
    text = source.text
    for at, char in enumerate(text):
        if char in "=＝" and text[:at].strip():
            whole = Text.between(text, source, 0, len(text), quoted=False)
            yield _part(whole, 0, at), _part(whole, at + 1, len(text))


def _part(text: Text, start: int, end: int) -> Text:
    """A part of a text without the blanks around it."""
    held = text[start:end]
    left = start + len(held) - len(held.lstrip())
    right = end - (len(held) - len(held.rstrip()))
    left, right = (left, right) if left <= right else (end, end)
    begin = text.start + left
    return Text.between(text[left:right], text.source, begin, text.start + right, quoted=False)


def _table(at: Text, **parts: Text) -> Table:
    table = Table((Text.at(word, at.place), held) for word, held in parts.items())
    table.place = at.place
    return table


def _whole(source: Source) -> Any:
    return Text.between(source.text, source, 0, len(source.text), quoted=False).place


def _no_cell(meant: Meant, named: Named, key: Text) -> Problem:
    found = meant.of(Text.at(f"{named.name}/", key.place))
    assert isinstance(found, Problem)  # a table without a row and a column is none
    return found
