"""Open: one thing that the facts of a subject leave open, what it can be, and the facts with it settled."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from engine.evaluate import NoValue
from engine.facts_given import Given
from engine.judged import Judged
from engine.judgements import JUDGING, judging_rules
from engine.questions.spot import Row
from engine.questions.target.lever import level_of
from engine.questions.whatif.names import Meant, Named, titles
from engine.questions.whatif.read import put
from engine.rows import rows_of
from engine.scorecard import Undefined
from engine.world import World
from rubric.place import Place, Source
from rubric.range import ONE, ZERO, Range, hull, intersect
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.facts_given import Facts
    from engine.scorecard import ItemScore, Known
    from rubric.model import Fact, Item, Rubric

Why = Literal["missing", "approximate", "disputed", "level"]
NUMBERS: Final = ("number", "integer")
_NOWHERE: Final = Place(Source.of_text(""), 0, 0)


class Open(Record):
    """A fact, an element, a cell, a judgement or a whole table that is not known, or that is disputed.

    ``given`` is what the facts hold of it, None for nothing. A number, or a share of points, can be anything
    in ``held``. ``item`` is what is judged; of a row it is the row's group.
    """

    named: Named
    why: Why
    fact: Fact | None
    given: Given[Any] | Judged | None
    held: Range = Range.whole()
    item: Item | None = None

    @property
    def is_table(self) -> bool:
        """Whether it is a whole table, of whose rows nothing can be supposed."""
        return self.fact is not None and self.fact.type == "table"

    @property
    def is_judgement(self) -> bool:
        """Whether a person is to judge it."""
        return self.named.kind == "judgement"

    @property
    def is_number(self) -> bool:
        """Whether it is a number that is measured, not judged."""
        return self.fact is not None and self.fact.type in NUMBERS

    def at(self, value: Known, text: str = "", reason: str = "") -> Given[Any] | Judged:
        """What the facts hold once it is settled."""
        if self.is_judgement:
            assert isinstance(value, Fraction)  # a share
            place = self.given.place if isinstance(self.given, Judged) else _NOWHERE
            return Judged(level_of(self.item, value), value, value, reason, place)
        unit = self.fact.unit if self.fact is not None else None
        held = self.given if isinstance(self.given, Given) else None
        scope, period = (held.scope, held.period) if held is not None else (None, None)
        return Given(self.named.name, value, text, unit, note=reason or None, scope=scope, period=period)


def opens_of(rubric: Rubric, facts: Facts) -> tuple[Open, ...]:
    """Everything that is open or disputed: facts, elements, cells and judgements, in the rubric's order.

    An optional fact that is absent is known to be absent, and a judgement of a row is open only once it
    is known what the row is.
    """
    meant = Meant(rubric, facts)
    found = [*_facts(rubric, facts, meant), *_cells(rubric, facts), *_judgements(rubric, facts)]
    return tuple(found)


def opened(facts: Facts, opens: Iterable[Open]) -> Facts:
    """The facts with what is disputed left open within what it is declared to be."""
    for one in opens:
        if one.why == "disputed":
            given: Any = one.given
            held = replace(given, value=one.held) if one.is_number else None
            facts = put(facts, one.named, held)
    return facts


def settled(facts: Facts, pairs: Iterable[tuple[Open, Given[Any] | Judged]]) -> Facts:
    """The facts with what they then hold of some open things; their digest stays the file's."""
    for one, held in pairs:
        facts = put(facts, one.named, held)
    return facts


# -- facts and elements ------------------------------------------------------------------------------------


def _facts(rubric: Rubric, facts: Facts, meant: Meant) -> Iterator[Open]:
    for name, fact in rubric.facts.items():
        named = Named("fact", name, name)
        if fact.type == "table":
            if name not in facts.tables and not fact.optional:
                yield Open(named, "missing", fact, None)
            continue
        given = facts.facts.get(name) or facts.ranges.get(name)
        why = _why(given, fact)
        if why is not None:
            yield Open(named, why, fact, given, _held(given, fact, why))
    for key in rubric.elements:
        given = facts.facts.get(key)
        if given is None or given.disputed:
            yield Open(Named("fact", key, meant.title(key)), _why(given, None) or "missing", None, given)


def _why(given: Given[Any] | None, fact: Fact | None) -> Why | None:
    if given is None:
        return None if fact is not None and fact.optional else "missing"
    if given.disputed and not (fact is not None and fact.optional and fact.type not in NUMBERS):
        return "disputed"
    return "approximate" if isinstance(given.value, Range) else None


def _held(given: Given[Any] | None, fact: Fact, why: Why) -> Range:
    """What a number can be: what is declared and, where it is known roughly, what is given of it."""
    declared = fact.range or Range.whole()
    if given is None or why == "disputed" or not isinstance(given.value, Range):
        return declared
    return intersect(declared, given.value) or given.value


def _cells(rubric: Rubric, facts: Facts) -> Iterator[Open]:
    for table, rows in facts.tables.items():
        columns = rubric.facts[table].columns
        for number, row in enumerate(rows):
            for name, fact in columns.items():
                given = row.cells.get(name)
                why = _why(given, fact)
                if why is not None:
                    title = f"{table}/{titles(table, number, facts)}/{name}"
                    named = Named("cell", name, title, Row(table, number))
                    yield Open(named, why, fact, given, _held(given, fact, why))


# -- judgements --------------------------------------------------------------------------------------------


def _judgements(rubric: Rubric, facts: Facts) -> Iterator[Open]:
    rows: World | None = None
    for item in rubric.root.walk():
        if not judging_rules(item):
            continue
        if item.each is None:
            yield from _judged(item.path, item, facts)
            continue
        rows = rows or World(rubric, facts, _no_score)
        for row in rows_of(item, rows) or ():
            if row.worth is not None and row.worth.rule is not None and row.worth.rule.rule in JUDGING:
                yield from _judged(row.item.path, item, facts)


def _judged(path: str, item: Item, facts: Facts) -> Iterator[Open]:
    given = facts.judgements.get(path)
    if given is None or given.share is None:
        why: Why = "missing" if given is None else "level"
        yield Open(Named("judgement", path, path), why, None, given, _shares(item, given), item)


def _shares(item: Item, given: Judged | None) -> Range:
    """The shares that a judgement can still be."""
    found: Range | None = None
    for rule in judging_rules(item):
        held = rule.shares or Range(ZERO, ONE)
        if given is not None:
            levels = (one.interval for one in rule.branches if one.label == given.level)
            within = next((one for one in levels if one is not None), held)
            held = intersect(Range(given.low, given.high), within) or held
        found = held if found is None else hull(found, held)
    assert found is not None  # only what is judged comes here
    return found


def _no_score(path: str) -> ItemScore:
    raise NoValue(Undefined("open_item", path))
