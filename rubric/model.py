"""What a rubric says, read and checked: frozen data that every reader shares."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from rubric.range import Range
    from rubric.rules.base import Lowered
    from rubric.source import Place, Source

Mode = Literal["half_up", "half_even", "up", "down", "ceiling", "floor"]
Stage = Literal["item", "group", "total"]
FactType = Literal["number", "integer", "yes_no"]
NotApplicable = Literal["full", "zero"]


@dataclass(frozen=True, slots=True)
class Rounding:
    """A number of decimal places and how to reach it."""

    places: int
    mode: Mode


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the evaluator must know."""

    name: str
    type: FactType
    unit: str | None = None
    range: Range | None = None
    source: str | None = None
    note: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """A yes/no fact that stands in a checklist and belongs to its item. ``key`` is PATH/NAME."""

    key: str
    name: str
    item: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition and the text that says it."""

    when: ast.expr
    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A name for an interval of scores."""

    name: str
    interval: Range


@dataclass(frozen=True, slots=True)
class Grades:
    """Grades read on the exact or the rounded score."""

    on: Literal["exact", "rounded"]
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A node of the table: a group with ``items`` or a leaf with a ``rule``. The root's path is ''."""

    path: str
    name: str
    points: Fraction
    least: Fraction
    rule: Lowered | None
    items: tuple[Item, ...]
    applies: Condition | None = None
    otherwise: NotApplicable | None = None
    grades: Grades | None = None
    text: str | None = None
    basis: tuple[str, ...] = ()
    note: str | None = None
    place: Place | None = None

    def walk(self) -> tuple[Item, ...]:
        """This item and every one below it, parents first."""
        return (self, *(below for child in self.items for below in child.walk()))


@dataclass(frozen=True, slots=True)
class Rubric:
    """A whole scoring table, checked. ``sha256`` is over its canonical form."""

    title: str
    version: str | None
    status: Literal["official", "example", "reconstruction", "draft"] | None
    language: Literal["zh", "en"]
    description: str | None
    basis: tuple[str, ...]
    root: Item
    rounding: Mapping[Stage, Rounding]
    facts: Mapping[str, Fact]
    elements: Mapping[str, Element]
    sha256: str
    source: Source | None = None
