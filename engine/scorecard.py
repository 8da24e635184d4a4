"""The scorecard: every point of a score and why, frozen, conserved and free of any language."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rubric.rules.base import Branch

State = Literal["scored", "not_applicable", "unscored"]
Known = Fraction | bool | str


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact as it entered a score. ``value`` is None where it is open: known only within the range
    that ``text`` gives, or missing where ``text`` is empty too."""

    name: str
    value: Known | None
    text: str
    unit: str | None = None
    file: str | None = None
    line: int | None = None
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class BranchUse:
    """A branch with what it came to for these facts."""

    branch: Branch
    decided: bool
    amount: Known | None = None
    of: Known | None = None
    steps: Known | None = None


@dataclass(frozen=True, slots=True)
class Undefined:
    """Why an item has no score: missing_fact (detail: its name), judgement (detail:
    the level where only that is known), zero_denominator, out_of_bounds
    (detail: the value)."""

    kind: Literal["missing_fact", "judgement", "zero_denominator", "out_of_bounds"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """How a leaf came to its points, in the author's names and the file's numbers."""

    formula: str = ""
    substituted: str = ""
    quantity: Known | None = None
    percent: bool = False
    branches: tuple[BranchUse, ...] = ()
    facts: tuple[FactUse, ...] = ()
    level: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item's score, exact and as rounded.

    ``span`` is the least and the most it can be, exactly; ``low`` and ``high`` are the same two
    after rounding. All are equal where the item has a score.
    ``held`` is what holding it within its bounds changed; ``difference`` (尾差) is what rounding
    a group from its exact children added to the sum of their printed scores.
    """

    path: str
    name: str
    points: Fraction
    state: State
    rule: str | None
    exact: Fraction | None
    span: tuple[Fraction, Fraction]
    low: Fraction
    high: Fraction
    places: int | None = None
    held: Fraction = Fraction(0)
    difference: Fraction = Fraction(0)
    text: str | None = None
    basis: tuple[str, ...] = ()
    otherwise: str | None = None
    condition: str | None = None
    undefined: Undefined | None = None
    trace: Trace = field(default_factory=Trace)
    items: tuple[ItemScore, ...] = ()

    @property
    def score(self) -> Fraction | None:
        """The rounded score, None while it is open."""
        return self.low if self.exact is not None else None

    @property
    def lost(self) -> Fraction | None:
        """Points not earned, None while the score is open."""
        return None if self.score is None else self.points - self.score

    def walk(self) -> tuple[ItemScore, ...]:
        """This item and every one below it, parents first."""
        return (self, *(below for child in self.items for below in child.walk()))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A rubric joined with facts. ``grades`` holds every grade that is still possible."""

    title: str
    version: str | None
    status: str | None
    language: Literal["zh", "en"]
    subject: str | None
    period: str | None
    root: ItemScore
    grades: tuple[str, ...]
    rubric_sha256: str
    facts_sha256: str
    engine: str

    @property
    def complete(self) -> bool:
        """Whether every item has its score."""
        return all(item.state != "unscored" for item in self.root.walk())
