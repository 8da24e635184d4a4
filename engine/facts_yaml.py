"""The mapping of a facts file, held against the rubric; CSV and XLSX are brought to the same form."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final, Literal

from engine.facts_given import Facts, Given
from engine.facts_names import Names, did_you_mean
from engine.facts_problems import GivenTwice, UnknownTopKey, WrongForm
from engine.facts_values import read_value
from engine.judgements import KEYS as JUDGEMENT
from engine.judgements import read_judgements
from rubric.keywords import KEYS, canonical_key, canonical_word
from rubric.number import fraction_string, read_number
from rubric.range import Range
from rubric.source import Row, Table, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.facts_values import Value
    from engine.judgements import Judged
    from engine.scorecard import Known
    from rubric.model import Fact, Rubric
    from rubric.problems import Problem
    from rubric.source import Place, Source

TOP: Final = frozenset(("subject", "period", "rubric", "filled", "facts", "judgements", "attached"))
TEXTS: Final = ("subject", "period", "rubric", "filled")
ENTRY: Final = frozenset(
    "value unit source note scope period evidence free disputed precision".split()  # noqa: SIM905 - one line
)
ATTACHED: Final = frozenset(("reason", "evidence"))
# Words that stand in facts files only.
WORDS: Final = {
    "填报": "filled",
    "已附": "attached",
    "口径": "scope",
    "佐证": "evidence",
    "可变": "free",
    "存疑": "disputed",
    "末位": "precision",
    "名称": "name",
}


def word_of(key: str, fields: frozenset[str]) -> str:
    """The English word that a key means where ``fields`` may stand, or the key itself."""
    word = canonical_key(key, fields)
    return word if word in fields else WORDS.get(word, word)


def words_of(fields: frozenset[str]) -> dict[str, str]:
    """Every form in which ``fields`` may be written, with the English word it means."""
    found = {zh: word for zh, words in KEYS.items() for word in words if word in fields}
    found |= {zh: word for zh, word in WORDS.items() if word in fields}
    return found | {word: word for word in fields}


def read_table(
    table: Table, rubric: Rubric, origin: Source | None = None, cells: Mapping[int, str] | None = None
) -> tuple[Facts | None, list[Problem]]:
    """The facts in a mapping, or every problem in it; ``cells`` names the cells of a workbook by place."""
    return _Reading(rubric, origin, cells or {}).facts(table)


class _Reading:
    """One pass over a facts file that collects what is wrong with it."""

    def __init__(self, rubric: Rubric, origin: Source | None, cells: Mapping[int, str]) -> None:
        self.rubric, self.origin, self.cells = rubric, origin, cells
        self.names = Names(rubric)
        self.problems: list[Problem] = []
        self.given: dict[str, Given[Known]] = {}
        self.ranges: dict[str, Given[Range]] = {}
        self.places: dict[str, Place] = {}

    def facts(self, table: Table) -> tuple[Facts | None, list[Problem]]:
        top = self._parts(table, TOP)
        texts = {word: self._text(word, top.get(word)) for word in TEXTS}
        self._entries(self._table("facts", top.get("facts")))
        judged = self._judgements(self._table("judgements", top.get("judgements")))
        attached = self._attached(self._table("attached", top.get("attached")))
        if self.problems:
            return None, in_order(self.problems)
        facts = Facts(
            subject=texts["subject"],
            period=texts["period"],
            rubric=texts["rubric"],
            filled=texts["filled"],
            facts=self.given,
            ranges=self.ranges,
            judgements=judged,
            attached=attached,
            sha256=_digest(texts, {**self.given, **self.ranges}, judged, attached),
            origin=self.origin,
        )
        return facts, []

    # -- shapes

    def _parts(self, table: Table, fields: frozenset[str]) -> dict[str, Any]:
        """A mapping by its English words; keys that may not stand here are problems."""
        parts: dict[str, Any] = {}
        first: dict[str, Text] = {}
        for key, held in table.items():
            word = word_of(key, fields)
            if word not in fields:
                self.problems.append(_stray(key, fields))
            elif word in parts:
                self.problems.append(GivenTwice(place=key.place, name=key, line=first[word].place.line))
            else:
                parts[word], first[word] = held, key
        return parts

    def _table(self, name: str, held: Any) -> Table:
        if isinstance(held, Table):
            return held
        if held:
            self._form(name, held, "名称到内容的对照", "a mapping of names")
        return Table()

    def _text(self, name: str, held: Any) -> str | None:
        if held is None or isinstance(held, Text):
            return None if held is None else str(held)
        self._form(name, held, "一段文字", "a text")
        return None

    def _texts(self, name: str, held: Any) -> tuple[str, ...]:
        found = held if isinstance(held, Row) else [] if held is None or held == "" else [held]
        return tuple(text for one in found if (text := self._text(name, one)))

    def _flag(self, name: str, held: Any) -> bool:
        word = canonical_word(held) if isinstance(held, Text) else held
        if word not in ("yes", "no", "", None):
            self._form(name, held, "是或否", "yes or no")
        return word == "yes"

    def _form(self, name: str, held: Any, due_zh: str, due_en: str) -> None:
        self.problems.append(WrongForm(place=held.place, name=name, due_zh=due_zh, due_en=due_en))

    # -- facts

    def _entries(self, table: Table) -> None:
        for key, entry in table.items():
            item = self.names.checklist(key)
            if isinstance(entry, Table) and item is not None and not _is_entry(entry):
                for element, answer in entry.items():
                    name, problems = self.names.element(element, item)
                    self._entry(name, element, answer, problems)
            else:
                name, problems = self.names.fact(key)
                self._entry(name, key, entry, problems)

    def _entry(self, name: str | None, key: Text, entry: Any, problems: list[Problem]) -> None:
        self.problems += problems
        if name is None:
            return
        if name in self.places:
            self.problems.append(GivenTwice(place=key.place, name=key, line=self.places[name].line))
            return
        self.places[name] = key.place
        parts = self._parts(entry, ENTRY) if isinstance(entry, Table) else {"value": entry}
        text = parts.get("value", "")
        unit = parts.get("unit")
        if isinstance(text, Row | Table):
            self._form(key, text, "一个值", "one value")
            return
        self._text(key, unit)
        fact = self.rubric.facts.get(name)
        at = text if isinstance(text, Text) else Text.at("", key.place)
        value, found = read_value(at, key, fact, unit if isinstance(unit, Text) else None)
        self.problems += found
        given = self._given(name, key, value, parts) if value is not None else None
        if given is not None and isinstance(given.value, Range):
            self.ranges[name] = given
        elif given is not None:
            self.given[name] = given

    def _given(self, name: str, key: Text, value: Value, parts: Mapping[str, Any]) -> Given[Any]:
        return Given(
            name,
            value.value,
            value.text,
            unit=self._text(key, parts.get("unit")) or None,
            source=self._text(key, parts.get("source")) or None,
            note=self._text(key, parts.get("note")) or None,
            place=key.place,
            places=value.places,
            precision=self._precision(key, parts.get("precision"), self.rubric.facts.get(name)),
            scope=self._text(key, parts.get("scope")) or None,
            period=self._text(key, parts.get("period")) or None,
            evidence=self._texts(key, parts.get("evidence")),
            free=self._flag(key, parts.get("free")),
            disputed=self._flag(key, parts.get("disputed")),
            approximate=value.approximate,
            cell=self.cells.get(getattr(parts.get("value"), "place", key.place).start),
        )

    def _precision(self, key: Text, held: Any, fact: Fact | None) -> Any:
        if held is None or held == "":
            return None
        written = read_number(held) if isinstance(held, Text) else None
        share = fact is not None and fact.unit == "%"
        if written is None or written.value <= 0 or (share and not written.sign):
            example = "0.01%" if share else "0.01"
            self._form(key, held, f"大于 0 的末位（如 {example}）", f"a last digit above 0 ({example})")
            return None
        return written.value

    # -- judgements and what is attached

    def _judgements(self, table: Table) -> dict[str, Judged]:
        for entry in table.values():
            if isinstance(entry, Table):
                self.problems += _twice(entry, JUDGEMENT)
        judged, problems = read_judgements(_filled(table), self.rubric)
        self.problems += problems
        return judged

    def _attached(self, table: Table) -> dict[str, frozenset[Literal["reason", "evidence"]]]:
        attached: dict[str, frozenset[Literal["reason", "evidence"]]] = {}
        for key, entry in table.items():
            item, problems = self.names.item(key)
            self.problems += problems
            parts = self._parts(self._table(key, entry), ATTACHED)
            if item is not None and item.path in attached:
                line = self.places[f"@{item.path}"].line
                self.problems.append(GivenTwice(place=key.place, name=key, line=line))
            elif item is not None:
                kinds: tuple[Literal["reason", "evidence"], ...] = ("reason", "evidence")
                attached[item.path] = frozenset(kind for kind in kinds if self._texts(key, parts.get(kind)))
                self.places[f"@{item.path}"] = key.place
        return attached


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems as a reader of the file meets them."""
    return sorted(problems, key=lambda problem: problem.place.start if problem.place else 0)


def _stray(key: Text, fields: frozenset[str]) -> Problem:
    forms = words_of(fields)
    zh, en = did_you_mean(key, forms)
    pairs = sorted(f"{form} {word}" for form, word in forms.items() if form != word)
    return UnknownTopKey(place=key.place, key=key, allowed="、".join(pairs), near_zh=zh, near_en=en)


def _is_entry(table: Table) -> bool:
    """Whether a mapping holds what an entry holds, and so is not one of the elements of a checklist."""
    return any(word_of(key, ENTRY) in ENTRY for key in table)


def _twice(table: Table, fields: frozenset[str]) -> Iterator[Problem]:
    first: dict[str, Text] = {}
    for key in table:
        word = word_of(key, fields)
        if word in first:
            yield GivenTwice(place=key.place, name=key, line=first[word].place.line)
        first.setdefault(word, key)


def _filled(table: Table) -> Table:
    """The judgements that say something: what stands empty in a form is still to be filled in."""
    filled = Table()
    for key, entry in table.items():
        if isinstance(entry, Table):
            kept = Table((k, held) for k, held in entry.items() if held != "")
            kept.place = entry.place
            if kept:
                filled[key] = kept
        elif entry != "":
            filled[key] = entry
    return filled


# -- the canonical form ------------------------------------------------------------------------------


def _digest(
    texts: Mapping[str, str | None],
    given: Mapping[str, Given[Any]],
    judged: Mapping[str, Judged],
    attached: Mapping[str, frozenset[Any]],
) -> str:
    top = {word: text for word, text in texts.items() if word != "filled" or text}
    facts = {name: _plain(one.value) for name, one in given.items()}
    facts |= {f"@{path}": f"{one.level} {one.low} {one.high} {one.reason}" for path, one in judged.items()}
    form = [top, facts, *([{path: sorted(kinds) for path, kinds in attached.items()}] if attached else [])]
    return hashlib.sha256(json.dumps(form, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _plain(value: Known | Range) -> str:
    if isinstance(value, Range):
        lo = "-inf" if value.lo is None else fraction_string(value.lo)
        hi = "inf" if value.hi is None else fraction_string(value.hi)
        return f"{'(' if value.lo_open else '['}{lo}, {hi}{')' if value.hi_open else ']'}"
    return str(value) if isinstance(value, bool | str) else fraction_string(value)
