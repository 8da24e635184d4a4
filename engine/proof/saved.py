"""Saved: facts made of bare values, and the facts file that gives them back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from engine.facts_blank_lines import keyword
from engine.facts_blank_yaml import plain, shortest
from engine.facts_digest import digest
from engine.facts_entry import ENTRY
from engine.facts_given import Facts, Given, GivenRow
from engine.facts_values import SHARES
from engine.judged import Judged
from engine.judgements import judging_rules
from rubric.keywords import canonical_key
from rubric.number import fixed, fraction_string, shortest_places
from rubric.place import Place, Source
from rubric.range import Range
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.scorecard import Known
    from rubric.model import Fact, Item, Rubric
    from rubric.problems import Language

Values = Mapping[str, "Known"]

# A number may be written with so many digits before and behind its point.
DIGITS: Final = 30
REASON: Final[Mapping[Language, str]] = {"zh": "为举例而设", "en": "made up as an example"}
_NONE: Final[Mapping[str, Any]] = MappingProxyType({})
_NOWHERE: Final = Place(Source.of_text(""), 0, 0)


class Made(Record):
    """One set of facts as bare values: what ``made_facts`` is given, in its units."""

    values: Values
    judgements: Mapping[str, Fraction] = _NONE
    tables: Mapping[str, Sequence[Values]] = _NONE

    def facts(self, rubric: Rubric) -> Facts:
        """The facts. Raises ValueError as ``made_facts`` does."""
        return made_facts(rubric, self.values, judgements=self.judgements, tables=self.tables)

    def bare(self, rubric: Rubric) -> Facts:
        """The facts for a score that nobody is shown: without their texts and their digest."""
        return _facts(rubric, self, lambda name, value, _: Given(name, value, ""))


class CannotBeWrittenError(ValueError):
    """A facts file has no words for a value: a number without an end, or a text without a letter."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(f"{name} = {value} cannot be written into a facts file")
        self.name, self.value = name, value


# -- facts of bare values ----------------------------------------------------------------------------


def made_facts(
    rubric: Rubric,
    values: Values,
    *,
    judgements: Mapping[str, Fraction] = _NONE,
    tables: Mapping[str, Sequence[Values]] = _NONE,
) -> Facts:
    """Facts that are known exactly; what is not among them is open.

    ``values`` are in the declared units (95% is 19/20), by the name of a fact or the PATH/NAME of an
    element of a checklist. ``judgements`` are shares of the points by the path of an item or by
    GROUP/ROW; of a leaf whose rule is ``given`` they are its points. A row of ``tables`` leaves open the
    columns that it does not name. Raises ValueError for a judgement that no level of its item holds.
    """
    facts = _facts(rubric, Made(values, judgements, tables), _given)
    texts = dict.fromkeys(("subject", "period", "rubric"))
    return replace(facts, sha256=digest(texts, facts.facts, facts.tables, facts.judgements, {}))


def _facts(rubric: Rubric, made: Made, given: Callable[[str, Known, Fact | None], Given[Any]]) -> Facts:
    items = {item.path: item for item in rubric.root.walk()} if made.judgements else {}
    reason = REASON[rubric.language]
    tables = {
        name: tuple(
            GivenRow(
                {key: given(key, held, rubric.facts[name].columns[key]) for key, held in row.items()}, None
            )
            for row in rows
        )
        for name, rows in made.tables.items()
    }
    return Facts(
        subject=None,
        period=None,
        rubric=None,
        facts={name: given(name, value, rubric.facts.get(name)) for name, value in made.values.items()},
        judgements={
            path: _judged(path, held, judged_item(items, path), reason)
            for path, held in made.judgements.items()
        },
        tables=tables,
        sha256="",
    )


def _given(name: str, value: Known, fact: Fact | None) -> Given[Any]:
    if not isinstance(value, Fraction):
        return Given(name, value, str(value))
    written = value * SHARES.get(_unit(fact), 1)
    places = shortest_places(written, DIGITS)
    text = fraction_string(written) if places is None else fixed(written, places)
    return Given(name, value, text + (_unit(fact) if _unit(fact) in SHARES else ""), places=places)


def _unit(fact: Fact | None) -> str:
    return (fact.unit if fact is not None else None) or ""


def _judged(path: str, held: Fraction, item: Item, reason: str) -> Judged:
    share = held
    if is_given(item):
        share = held / whole_of(item) if whole_of(item) else Fraction(0)
    level = _level(item, share)
    if level is None:
        raise ValueError(f"{path}: no level of it holds {share}")
    return Judged(level, share, share, reason, _NOWHERE)


def judged_item(items: Mapping[str, Item], path: str) -> Item:
    """The leaf, or the group of the row, that a judgement is of. Raises KeyError where there is none."""
    found = items.get(path)
    return found if found is not None else items[path.rpartition("/")[0]]


def is_given(item: Item) -> bool:
    """Whether a leaf's points are typed in by a person."""
    return item.rule is not None and item.rule.rule == "given"


def whole_of(item: Item) -> Fraction:
    """What a share of a leaf is a share of: its points, or the most that is taken where it has none."""
    return item.points or -item.least


def _level(item: Item, share: Fraction) -> str | None:
    """The level that holds a share, '' where a rule takes any; None where none does."""
    for rule in judging_rules(item):
        if rule.rule == "given" and (rule.shares is None or rule.shares.contains(share)):
            return ""
        for branch in rule.branches:
            if branch.interval is not None and branch.interval.contains(share):
                return branch.label
    return None


# -- the file ----------------------------------------------------------------------------------------


def facts_yaml(rubric: Rubric, rubric_name: str | None, facts: Facts, language: Language) -> str:
    """A facts file in YAML that is read back to the same values, rows, judgements and attachments.

    ``rubric_name`` is how it names its rubric: a file as found from its folder, or a ready-made one.
    Where a figure is from (source, note, cell) is not written. Numbers are exact: raises
    CannotBeWrittenError for one that no decimal number of 30 digits is, and for an empty text.
    """
    return "\n".join(_File(rubric, language).lines(rubric_name, facts)) + "\n"


class _File:
    """The lines of one facts file."""

    def __init__(self, rubric: Rubric, language: Language) -> None:
        self.rubric, self.language = rubric, language
        self.items = {item.path: item for item in rubric.root.walk()}

    def word(self, word: str) -> str:
        return keyword(word, self.language)

    def lines(self, name: str | None, facts: Facts) -> Iterator[str]:
        head = {"subject": facts.subject, "period": facts.period, "rubric": name, "filled": facts.filled}
        yield from (f"{self.word(word)}: {plain(text)}" for word, text in head.items() if text)
        given: dict[str, Given[Any]] = {**facts.facts, **facts.ranges}
        known = [*self._facts(given, facts), *self._checklists(given)]
        # A file without a word would be no facts file.
        yield from self._section("facts", known) if known else (f"{self.word('facts')}:",)
        judged = [line for path, one in facts.judgements.items() for line in self._judgement(path, one)]
        yield from self._section("judgements", judged)
        attached = [line for path, kinds in facts.attached.items() for line in self._attached(path, kinds)]
        yield from self._section("attached", attached)

    def _section(self, word: str, lines: Sequence[str]) -> Iterator[str]:
        if lines:
            yield f"{self.word(word)}:"
            yield from (f"  {line}" for line in lines)

    # -- facts --

    def _facts(self, given: Mapping[str, Given[Any]], facts: Facts) -> Iterator[str]:
        for name, fact in self.rubric.facts.items():
            if name in facts.tables:
                yield from self._table(fact, facts.tables[name])
            elif name in given:
                yield f"{plain(name)}: {self._entry(given[name], fact)}"

    def _table(self, fact: Fact, rows: Iterable[GivenRow]) -> Iterator[str]:
        written = [self._cells(fact, row) for row in rows]
        yield f"{plain(fact.name)}:" + ("" if written else " []")
        for cells in written:
            yield from (f"  {'- ' if at == 0 else '  '}{cell}" for at, cell in enumerate(cells or ["{}"]))

    def _cells(self, fact: Fact, row: GivenRow) -> list[str]:
        cells = ((name, held) for name, held in fact.columns.items() if name in row.cells)
        return [f"{plain(name)}: {self._entry(row.cells[name], held)}" for name, held in cells]

    def _entry(self, given: Given[Any], fact: Fact | None) -> str:
        text = self._value(given, fact)
        if given.precision is None:
            return text
        precision = _number(given.name, given.precision, _unit(fact))
        return f"{{{self.word('value')}: {text}, {self.word('precision')}: {precision}}}"

    def _value(self, given: Given[Any], fact: Fact | None) -> str:
        value = given.value
        match value:
            case bool():
                return self._yes(value)
            case Fraction():
                return _number(given.name, value, _unit(fact), given.places or 0)
            case Range():
                return json.dumps(_interval(given.name, value, _unit(fact)))
            case str() if value:
                return json.dumps(value, ensure_ascii=False)
        raise CannotBeWrittenError(given.name, value)

    def _yes(self, value: bool) -> str:
        zh, en = ("是", "yes") if value else ("否", "no")
        return zh if self.language == "zh" else en

    # -- elements --

    def _checklists(self, given: Mapping[str, Given[Any]]) -> Iterator[str]:
        of: dict[str, dict[str, str]] = {}
        for key, element in self.rubric.elements.items():
            if key in given:
                of.setdefault(element.item, {})[element.name] = self._yes(bool(given[key].value))
        for path, answers in of.items():
            # An element that goes by the name of what an entry may hold would be read as that.
            if any(canonical_key(name, ENTRY) in ENTRY for name in answers):
                yield from (f"{plain(f'{path}/{name}')}: {answer}" for name, answer in answers.items())
            else:
                yield f"{plain(shortest(path, self.rubric))}:"
                yield from (f"  {plain(name)}: {answer}" for name, answer in answers.items())

    # -- judgements and what is attached --

    def _judgement(self, path: str, one: Judged) -> Iterator[str]:
        yield f"{plain(path)}:"
        if one.level:
            yield f"  {self.word('level')}: {json.dumps(one.level, ensure_ascii=False)}"
        if one.share is not None:
            yield f"  {self._share(path, one.share)}"
        yield f"  {self.word('reason')}: {json.dumps(one.reason, ensure_ascii=False)}"

    def _share(self, path: str, share: Fraction) -> str:
        """The share, or the points where only they end: a third of 6 is 2."""
        item = judged_item(self.items, path)
        ends = shortest_places(share * 100, DIGITS) is not None
        if item.path == path and (is_given(item) or not ends):
            return f"{self.word('points')}: {_number(path, share * whole_of(item), '')}"
        return f"{self.word('share')}: {_number(path, share, '%')}"

    def _attached(self, path: str, kinds: Iterable[str]) -> Iterator[str]:
        yield f"{plain(path)}:"
        yield from (f"  {self.word(kind)}: {json.dumps(REASON[self.language])}" for kind in sorted(kinds))


def _number(name: str, value: Fraction, unit: str, places: int = 0) -> str:
    """A number with its sign, if its unit is one; at least ``places`` decimals tell its last digit."""
    scale = SHARES.get(unit, 1)
    fewest = shortest_places(value * scale, DIGITS)
    if fewest is None or abs(value * scale) >= 10**DIGITS:
        raise CannotBeWrittenError(name, fraction_string(value))
    return fixed(value * scale, max(fewest, places)) + (unit if scale > 1 else "")


def _interval(name: str, held: Range, unit: str) -> str:
    low = "-inf" if held.lo is None else _number(name, held.lo, unit)
    high = "inf" if held.hi is None else _number(name, held.hi, unit)
    return f"{'(' if held.lo_open else '['}{low}, {high}{')' if held.hi_open else ']'}"
