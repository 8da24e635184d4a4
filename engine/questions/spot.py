"""A spot: one thing that the facts of a subject say, what else it could be, and the facts with it changed."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.facts_scales import scale
from rubric.number import fold
from rubric.range import Range
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.facts_given import Facts, Given
    from engine.scorecard import Known
    from rubric.model import Fact, Rubric

_SHARES: Final = {"%": 100, "‰": 1000}


class Row(Record):
    """A row of a table, by its place in it."""

    table: str
    number: int


class Spot(Record):
    """A fact (or an element of a checklist, whose ``fact`` is None) or, with ``row``, a cell of a table.

    ``name`` is the key under which the facts hold it; ``order`` its place among them. ``factor`` is what
    one of the unit in which it was given is in the declared one.
    """

    name: str
    fact: Fact | None
    given: Given[Any]
    order: int
    row: Row | None = None
    factor: Fraction = Fraction(1)

    @property
    def value(self) -> Known:
        """What it is now."""
        held: Known = self.given.value
        return held

    @property
    def sign(self) -> str:
        """The sign that its number was written with: %, ‰ or none."""
        last = fold(self.given.text).strip()[-1:]
        return last if last in _SHARES else ""

    @property
    def unit(self) -> str:
        """The unit in which it was given."""
        return self.given.unit or (self.fact.unit if self.fact is not None else None) or ""

    @property
    def grid(self) -> Fraction:
        """Its smallest difference: the declared one, 1 of what is counted, or its last printed digit."""
        if self.fact is not None and self.fact.step is not None:
            return self.fact.step
        if self.fact is not None and self.fact.type == "integer":
            return Fraction(1)
        if self.given.precision is not None:
            return self.given.precision
        printed = Fraction(1, 10 ** (self.given.places or 0))
        return printed * self.factor / _SHARES.get(self.sign, 1)

    @property
    def held(self) -> Range:
        """The range that it is declared in."""
        declared = self.fact.range if self.fact is not None else None
        return declared or Range.whole()


def spots_of(names: Iterable[str], rubric: Rubric, facts: Facts, row: Row | None = None) -> Iterator[Spot]:
    """The spots behind names; a name that is no fact, is a table or is not exactly known has none.

    What all subjects come to has none either: one of them cannot change it as it likes.
    A name that the table of ``row`` has as a column is the cell of that row.
    """
    columns = rubric.facts[row.table].columns if row is not None else {}
    cells = facts.tables[row.table][row.number].cells if row is not None else {}
    for name in names:
        inside = name in columns
        fact = columns[name] if inside else rubric.facts.get(name)
        if fact is not None and fact.cohort is not None and not fact.cohort.is_standing:
            continue
        held, where = (cells, row) if inside else (facts.facts, None)
        given = held.get(name)
        if given is not None and not isinstance(given.value, Range):
            factor = _factor(given, fact, rubric)
            yield Spot(name, fact, given, list(held).index(name), where, factor)


def _factor(given: Given[Any], fact: Fact | None, rubric: Rubric) -> Fraction:
    if given.unit is None or fact is None or fact.unit is None or fact.unit in _SHARES:
        return Fraction(1)
    return scale(given.unit, fact.unit, rubric.units) or Fraction(1)


def changed(facts: Facts, *changes: tuple[Spot, Known]) -> Facts:
    """The facts with other values at some spots; their digest and their texts stay the file's."""
    for spot, value in changes:
        given = replace(spot.given, value=value)
        if spot.row is None:
            facts = replace(facts, facts={**facts.facts, spot.name: given})
        else:
            facts = _with_cell(facts, spot.row, spot.name, given)
    return facts


def _with_cell(facts: Facts, row: Row, name: str, given: Given[Any]) -> Facts:
    rows = list(facts.tables[row.table])
    rows[row.number] = replace(rows[row.number], cells={**rows[row.number].cells, name: given})
    return replace(facts, tables={**facts.tables, row.table: tuple(rows)})


def others(spot: Spot) -> tuple[Known, ...]:
    """What else a yes/no fact or a choice can be; nothing for a number or a text."""
    if isinstance(spot.value, bool):
        return (not spot.value,)
    if spot.fact is not None and spot.fact.type == "choice":
        return tuple(choice for choice in spot.fact.choices if choice != spot.value)
    return ()


def beyond(spot: Spot, cuts: Iterable[Fraction]) -> Mapping[Fraction, tuple[Fraction, ...]]:
    """The values on a spot's grid at, and next beyond, each cut point, with the cuts that they reach.

    They are snapped away from its present value: what lies before a cut has not reached it.
    """
    old, grid = spot.value, spot.grid
    assert isinstance(old, Fraction)  # only numbers have cut points
    found: dict[Fraction, tuple[Fraction, ...]] = {}
    for cut in cuts:
        for value in _outward(cut, old, grid):
            if value != old and _is_legal(value, spot):
                found[value] = (*found.get(value, ()), cut)
    return found


def ends(spot: Spot) -> frozenset[Fraction]:
    """The ends of a spot's range that belong to it."""
    found = (spot.held.lo, spot.held.hi)
    return frozenset(end for end in found if end is not None and _is_legal(end, spot))


def _outward(cut: Fraction, old: Fraction, grid: Fraction) -> Iterator[Fraction]:
    if cut >= old:
        up = math.ceil(cut / grid) * grid
        yield from (up, up + grid) if up == cut else (up,)
    if cut <= old:
        down = math.floor(cut / grid) * grid
        yield from (down, down - grid) if down == cut else (down,)


def _is_legal(value: Fraction, spot: Spot) -> bool:
    counted = spot.fact is not None and spot.fact.type == "integer"
    return spot.held.contains(value) and (value.denominator == 1 or not counted)
