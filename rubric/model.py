"""What a rubric says, read and checked: frozen data that every reader shares."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from rubric.record import Record

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from rubric.place import Place, Row, Source, Table, Text
    from rubric.range import Range
    from rubric.rules.base import Branch, Lowered

Mode = Literal["half_up", "half_even", "up", "down", "ceiling", "floor"]
Stage = Literal["item", "group", "total"]
FactType = Literal["number", "integer", "yes_no", "choice", "text", "table"]
NotApplicable = Literal["full", "zero", "redistribute", "rescale"]
Combine = Literal["sum", "weighted", "best", "worst", "mean", "geometric", "formula"]
Severity = Literal["error", "warning", "red_flag"]
Attachment = Literal["reason", "evidence"]
CohortKind = Literal[
    "rank", "percentile", "mean", "median", "least", "most", "sum", "count", "minmax", "zscore"
]
Missing = Literal["skip", "open"]
End = Literal["least", "most"]


class Rounding(Record):
    """A number of decimal places and how to reach it."""

    places: int
    mode: Mode


class Fact(Record):
    """Something the evaluator must know; a ``table`` has ``columns``, which are declared like facts."""

    name: str
    type: FactType
    unit: str | None = None
    range: Range | None = None
    source: str | None = None
    note: str | None = None
    place: Place | None = None
    label: str | None = None
    choices: tuple[str, ...] = ()
    step: Fraction | None = None
    optional: bool = False
    scope: str | None = None
    period: str | None = None
    columns: Mapping[str, Fact] = MappingProxyType({})
    cohort: Cohort | None = None


class Element(Record):
    """A yes/no fact that stands in a checklist and belongs to its item. ``key`` is PATH/NAME."""

    key: str
    name: str
    item: str
    place: Place | None = None


class Condition(Record):
    """A condition, the text that says it, and what follows from it in the author's words."""

    when: ast.expr
    text: str
    place: Place | None = None
    because: str | None = None


class Cohort(Record):
    """A quantity over all subjects, which enters the score of one as a fact of its ``name``.

    ``of`` is calculated for each subject (a condition for ``count``), with the exact or the rounded scores
    that it reads (``on``, None where it reads none); ``where`` says which subjects take part, ``by`` the fact
    whose every value makes a set of its own. A subject whose ``of``, ``where`` or ``by`` is open takes no
    part (``missing`` is skip) or leaves the quantity open for all of its set (open).

    ``order`` and ``ties`` belong to rank and percentile: ascending gives the least the first place, and those
    who tie share the best of their places (min), the worst, the mean, or one place (dense: 1, 2, 2, 3).
    A percentile is place / subjects, or with ``denominator`` others (place - 1) / (subjects - 1).
    ``start`` and ``end`` are what minmax counts as 0 and 1, numbers or the set's own extremes; ``outside``
    what becomes of what lies beyond them; ``deviation`` the divisor of zscore: of all, or all less one.

    ``item`` is the path of the item whose rule ``rank`` states it. ``level`` is 0 where it reads no other
    quantity of this kind, itself or through scores, else one more than the highest of those that it reads.
    """

    name: str
    kind: CohortKind
    of: ast.expr
    text: str
    missing: Missing
    order: Literal["ascending", "descending"] | None = None
    ties: Literal["min", "max", "mean", "dense"] | None = None
    denominator: Literal["all", "others"] | None = None
    on: Literal["exact", "rounded"] | None = None
    where: Condition | None = None
    by: str | None = None
    start: Fraction | End | None = None
    end: Fraction | End | None = None
    outside: Literal["clamp", "error"] | None = None
    deviation: Literal["population", "sample"] | None = None
    item: str | None = None
    level: int = 0
    place: Place | None = None

    @property
    def is_standing(self) -> bool:
        """Whether it says where a subject stands, not what all of them come to."""
        return self.kind in ("rank", "percentile", "minmax", "zscore")


class Value(Record):
    """A named quantity; its ``lowered`` expression includes the rounding to ``places``."""

    name: str
    lowered: Lowered
    unit: str | None = None
    places: int | None = None
    range: Range | None = None
    place: Place | None = None


class Solve(Record):
    """The figure that an identity is solved for: a fact, or a name of the check's own."""

    unknown: str
    integer: bool = False


class Check(Record):
    """Facts against facts. ``tolerance`` is exact, last_digit or the difference that is allowed."""

    name: str
    that: ast.expr
    text: str
    tolerance: Literal["exact", "last_digit"] | Fraction
    severity: Severity
    because: str | None = None
    place: Place | None = None
    solve: Solve | None = None


class Grade(Record):
    """A name for an interval of scores."""

    name: str
    interval: Range
    place: Place | None = None


class Override(Record):
    """A condition that sets the grade and leaves the score."""

    when: Condition
    grade: str


class Quota(Record):
    """How many subjects a grade is for; those beyond get the next grade below.

    ``most`` is a share of those who take part, made a whole number by ``mode``, or with no mode a number.
    Who tie at the last place are all in or all out. ``where``, ``by`` and ``missing`` are those of Cohort.
    """

    grade: str
    most: Fraction
    mode: Literal["down", "up", "half_up"] | None
    ties: Literal["all_in", "all_out"]
    missing: Missing
    where: Condition | None = None
    by: str | None = None
    place: Place | None = None


class Grades(Record):
    """Grades read on the exact or the rounded score."""

    on: Literal["exact", "rounded"]
    grades: tuple[Grade, ...]
    override: tuple[Override, ...] = ()
    quota: tuple[Quota, ...] = ()


class Requirement(Record):
    """Something that must be attached when a condition holds."""

    when: Condition
    what: Attachment
    blocking: bool = False


class Each(Record):
    """A group's leaves, one a row of ``table``: the rules are tried in order, the last has no ``when``."""

    table: str
    where: Condition | None
    name: str
    points: ast.expr
    if_empty: NotApplicable
    rules: tuple[tuple[Condition | None, Worth], ...]
    place: Place | None = None


class Worth(Record):
    """What an item is worth as one expression, and the parts of it that an explanation names.

    ``expr`` is the whole: the rule (or a group's ``@sum``), then ``then_deduct``, held within the
    bounds, the ceiling and the veto. The other trees are parts of it, looked up in a trace by identity:
    ``held`` the rule within its bounds, ``taken`` after the lines of ``then_deduct``, ``capped``
    under the ceiling. ``reads`` are the names in it.
    """

    expr: ast.expr
    rule: Lowered | None
    start: ast.expr
    held: ast.expr
    taken: ast.expr
    capped: ast.expr
    then_deduct: tuple[Branch, ...] = ()
    ceiling: Lowered | None = None
    veto: tuple[Condition, ...] = ()
    reads: tuple[str, ...] = ()


class Item(Record):
    """A node of the table: a group with ``items`` (or ``each``) or a leaf with a rule. The root's path is ''.

    ``points`` and ``least`` are on the item's own scale; ``scale`` is what converts them to its
    parent's (a table of 100 points that counts 70 has 7/10). ``was`` is its name, or its path, in the
    version of the rubric before this one.
    """

    path: str
    name: str
    points: Fraction
    least: Fraction
    worth: Worth
    items: tuple[Item, ...] = ()
    each: Each | None = None
    scale: Fraction = Fraction(1)
    weight: Fraction | None = None
    combine: Combine = "sum"
    combined: ast.expr | None = None
    bonus: bool = False
    applies: Condition | None = None
    otherwise: NotApplicable | None = None
    grades: Grades | None = None
    requires: tuple[Requirement, ...] = ()
    text: str | None = None
    basis: tuple[str, ...] = ()
    note: str | None = None
    evidence: tuple[str, ...] = ()
    code: str | None = None
    rising_in: tuple[str, ...] = ()
    falling_in: tuple[str, ...] = ()
    place: Place | None = None
    was: str | None = None

    @property
    def rule(self) -> Lowered | None:
        """The rule of a leaf."""
        return self.worth.rule

    @property
    def is_group(self) -> bool:
        """Whether its points come from items below it."""
        return bool(self.items) or self.each is not None

    def walk(self) -> tuple[Item, ...]:
        """This item and every one below it, parents first."""
        return (self, *(below for child in self.items for below in child.walk()))


class Rubric(Record):
    """A whole scoring table, checked. ``sha256`` is over its canonical form.

    ``tests`` are as they stand in the file, and read by those who run them.
    """

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
    values: Mapping[str, Value] = MappingProxyType({})
    checks: tuple[Check, ...] = ()
    units: Mapping[str, tuple[Fraction, str]] = MappingProxyType({})
    beyond_full: bool | None = None
    policy: Mapping[str, Literal["required", "optional"]] = MappingProxyType({})
    tests: Table | Row | Text | None = None
    cohort: Mapping[str, Cohort] = MappingProxyType({})
    columns: Mapping[str, str] = MappingProxyType({})

    @cached_property
    def paths(self) -> Mapping[str, Item]:
        """Every item by its path."""
        return {item.path: item for item in self.root.walk()}

    @cached_property
    def tables(self) -> Mapping[str, Mapping[str, Fact]]:
        """The columns of every table."""
        return {name: fact.columns for name, fact in self.facts.items() if fact.type == "table"}

    @cached_property
    def over_all(self) -> frozenset[str]:
        """The facts that are calculated from all subjects."""
        return frozenset(name for name, fact in self.facts.items() if fact.cohort is not None)
