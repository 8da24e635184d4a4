"""What a rubric says, read and checked: frozen data that every reader shares."""

from __future__ import annotations

from dataclasses import dataclass, field
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
FactType = Literal["number", "integer", "yes_no", "choice", "text", "table"]
NotApplicable = Literal["full", "zero", "redistribute", "rescale"]


@dataclass(frozen=True, slots=True)
class Rounding:
    """A number of decimal places and how to reach it."""

    places: int
    mode: Mode


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the evaluator must know. ``step`` is its smallest meaningful difference."""

    name: str
    type: FactType
    unit: str | None = None
    range: Range | None = None
    choices: tuple[str, ...] = ()
    step: Fraction | None = None
    label: str | None = None
    source: str | None = None
    scope: str | None = None
    period: str | None = None
    note: str | None = None
    optional: bool = False
    columns: Mapping[str, Fact] = field(default_factory=dict)
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """A yes/no fact that stands in a checklist and belongs to its item. ``key`` is PATH/NAME."""

    key: str
    name: str
    item: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A named quantity. ``rounding`` counts the displayed digits where the unit is %."""

    name: str
    expr: ast.expr
    text: str
    kind: str
    unit: str | None = None
    rounding: Rounding | None = None
    range: Range | None = None
    rule: Lowered | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """An identity among facts. ``tolerance`` is 'exact', 'last_digit' or an absolute number."""

    name: str
    expr: ast.expr
    text: str
    tolerance: Literal["exact", "last_digit"] | Fraction
    severity: Literal["error", "warning", "red_flag"]
    because: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """One interval and what it gives."""

    interval: Range
    label: str
    earns: ast.expr
    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A cap by another quantity: the score is at most what the band of ``of`` gives."""

    of: ast.expr
    text: str
    bands: tuple[Band, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition with a reason: a veto, or the ``applies`` of an item."""

    when: ast.expr
    text: str
    because: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must be attached when a condition on ``lost`` or the facts holds."""

    when: ast.expr
    text: str
    what: Literal["reason", "evidence"]
    blocking: bool
    because: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A name for an interval of scores."""

    name: str
    interval: Range


@dataclass(frozen=True, slots=True)
class Override:
    """A condition that sets the grade and leaves the score."""

    when: ast.expr
    text: str
    grade: str
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Grades:
    """Grades read on the exact or the rounded score."""

    on: Literal["exact", "rounded"]
    grades: tuple[Grade, ...]
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Each:
    """A group whose leaves are the rows of a table."""

    table: str
    where: ast.expr | None
    name: str
    points: ast.expr
    if_empty: NotApplicable | None
    rules: tuple[tuple[ast.expr | None, Lowered], ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A node of the table. The root is an item whose path is ''.

    ``points`` is what the parent counts; ``scale`` is the child's own full marks where a
    weighted child states both (they are equal otherwise).
    """

    path: str
    name: str
    points: Fraction
    scale: Fraction
    least: Fraction
    rule: Lowered | None
    items: tuple[Item, ...]
    combine: str = "sum"
    combine_expr: ast.expr | None = None
    combine_text: str = ""
    weight: Fraction | None = None
    weight_text: str | None = None
    each: Each | None = None
    applies: Condition | None = None
    otherwise: NotApplicable | None = None
    vetoes: tuple[Condition, ...] = ()
    ceiling: Ceiling | None = None
    then_deduct: Lowered | None = None
    bonus: bool = False
    requires: tuple[Requirement, ...] = ()
    grades: Grades | None = None
    rising_in: tuple[str, ...] = ()
    falling_in: tuple[str, ...] = ()
    text: str | None = None
    basis: tuple[str, ...] = ()
    note: str | None = None
    evidence: tuple[str, ...] = ()
    code: str | None = None
    place: Place | None = None

    def leaves(self) -> tuple[Item, ...]:
        """The leaves below this item, or itself."""
        if not self.items:
            return (self,)
        return tuple(leaf for child in self.items for leaf in child.leaves())

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
    beyond_full: bool
    facts: Mapping[str, Fact]
    elements: Mapping[str, Element]
    values: Mapping[str, Value]
    checks: tuple[Check, ...]
    units: Mapping[str, tuple[Fraction, str]]
    sha256: str
    source: Source | None = None

    def items(self) -> Mapping[str, Item]:
        """Every item by its path."""
        return {item.path: item for item in self.root.walk()}
