"""The scorecard: every point of a score and why, frozen, conserved and free of any language."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rubric.model import Rounding
    from rubric.range import Range

State = Literal["scored", "not_applicable", "unscored"]
Known = Fraction | bool | str
LineKind = Literal["ceiling", "veto", "deduct", "held", "rounding", "beyond_full", "redistributed", "empty"]


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact as it entered a score. ``value`` is exact, a Range while open, None if missing."""

    name: str
    label: str
    value: Known | Range | None
    text: str  # as the facts file writes it, with its own places
    unit: str | None = None
    file: str | None = None
    line: int | None = None
    cell: str | None = None
    source: str | None = None
    note: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueUse:
    """A named value as it entered a score: formula, formula with numbers, exact and rounded."""

    name: str
    formula: str
    substituted: str
    exact: Known | Range | None
    value: Known | Range | None  # after its own rounding
    unit: str | None = None
    places: int | None = None


@dataclass(frozen=True, slots=True)
class BranchUse:
    """A branch with what it came to. ``decided`` is None where open facts leave it undecided."""

    kind: str
    label: str
    decided: bool | None
    amount: Fraction | Range | None = None
    of: Fraction | Range | None = None
    steps: Fraction | Range | None = None
    per: str | None = None
    each: str | None = None
    count: str | None = None
    most: str | None = None
    because: str | None = None
    fact: str | None = None
    required: bool = False
    interval: Range | None = None
    formula: str = ""
    substituted: str = ""


@dataclass(frozen=True, slots=True)
class Undefined:
    """Why an item has no score. ``kind`` names the reason; ``detail`` what it is about.

    Kinds: missing_fact (detail: fact names), open_fact, zero_denominator (detail: formula),
    missing_judgement, open_judgement, out_of_bounds, over_target, out_of_range, domain,
    empty_table, below (a child is unscored).
    """

    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """How a leaf came to its points, in the author's names and the file's numbers."""

    formula: str = ""
    substituted: str = ""
    quantity: Fraction | bool | str | Range | None = None
    quantity_unit: str | None = None
    branches: tuple[BranchUse, ...] = ()
    facts: tuple[FactUse, ...] = ()
    values: tuple[ValueUse, ...] = ()
    level: str | None = None
    share: Fraction | Range | None = None
    reason: str | None = None
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A named line of a node beside its children or its rule: what it added or took away."""

    kind: LineKind
    amount: Fraction | Range
    because: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item's score. ``points`` and ``score`` are on the item's own scale;
    ``counts`` is what the parent adds (they differ only for a weighted child with points)."""

    path: str
    name: str
    points: Fraction
    least: Fraction
    state: State
    rule: str | None
    score: Fraction | None
    exact: Fraction | None
    range: Range | None
    counts: Fraction | Range
    places: int | None = None  # displayed decimal places, None where nothing rounds
    code: str | None = None
    text: str | None = None
    basis: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    note: str | None = None
    weight: str | None = None
    bonus: bool = False
    because: str | None = None  # of not_applicable: the condition's text
    otherwise: str | None = None
    undefined: Undefined | None = None
    grade: str | None = None
    lines: tuple[Line, ...] = ()
    trace: Trace = field(default_factory=Trace)
    items: tuple[ItemScore, ...] = ()

    @property
    def lost(self) -> Fraction | None:
        """Points not earned, None while the score is open."""
        return None if self.score is None else self.points - self.score

    def walk(self) -> tuple[ItemScore, ...]:
        """This item and every one below it, parents first."""
        return (self, *(below for child in self.items for below in child.walk()))


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A missing or approximate fact and the points that hang on it (width of the total's range
    that knowing it alone could remove, an upper bound)."""

    name: str
    kind: Literal["missing", "approximate", "judgement"]
    range: Range | None
    stake: Fraction
    items: tuple[str, ...]
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A requirement that holds. ``attached`` says whether the facts file answered it."""

    path: str
    what: Literal["reason", "evidence"]
    because: str | None
    formula: str
    substituted: str
    blocking: bool
    attached: bool | None  # None: open facts leave the condition undecided


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A cross-check: ``holds`` is None where it cannot be decided."""

    name: str
    formula: str
    substituted: str
    holds: bool | None
    within_rounding: bool
    difference: Fraction | None
    tolerance: Fraction | None
    severity: Literal["error", "warning", "red_flag"]
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark on the facts: another scope or period than the declared one, or assumed."""

    kind: Literal["scope", "period", "assumed", "disputed"]
    fact: str
    detail: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A rubric joined with facts. ``root`` is the whole."""

    title: str
    version: str | None
    status: str | None
    language: Literal["zh", "en"]
    subject: str | None
    period: str | None
    root: ItemScore
    grades: tuple[str, ...]  # every grade still possible; one when decided
    grade_because: str | None
    rounding: tuple[tuple[str, Rounding], ...]
    open: tuple[OpenFact, ...]
    requires: tuple[Attachment, ...]
    checks: tuple[CheckResult, ...]
    notices: tuple[Notice, ...]
    rubric_sha256: str
    facts_sha256: str
    engine: str

    @property
    def grade(self) -> str | None:
        """The grade, or None while several are possible or none is defined."""
        return self.grades[0] if len(self.grades) == 1 else None

    @property
    def complete(self) -> bool:
        """Whether nothing is open, unscored or missing that must be attached."""
        blocked = any(a.blocking and a.attached is False for a in self.requires)
        unscored = any(i.state == "unscored" for i in self.root.walk())
        return self.root.score is not None and not unscored and not blocked
