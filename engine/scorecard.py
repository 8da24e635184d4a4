"""The scorecard: every point of a score and why, frozen, conserved and free of any language."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from rubric.record import Record

if TYPE_CHECKING:
    from rubric.place import Place
    from rubric.rules.base import Branch

State = Literal["scored", "not_applicable", "unscored"]
StepKind = Literal["held", "then_deduct", "ceiling", "veto", "scale", "redistribute", "rescale"]
# The steps that convert what a rule gave to the points of the table.
CONVERSIONS: Final = ("scale", "redistribute", "rescale")
Known = Fraction | bool | str
# Why what is calculated from all subjects has no value for one: its own figure is open; it takes no part;
# the figure of another is open; nobody takes part; all are equal where a distance is due; it lies beyond the
# stated ends.
Lacks = Literal["missing", "apart", "open", "nobody", "spread", "beyond"]


class FactUse(Record, often=True):
    """A fact as it entered a score. ``value`` is None where it is open: known only within the range
    that ``text`` gives, or missing where ``text`` is empty too. ``over_all`` says that it is calculated
    from all subjects, and ``lacks`` why these leave it no value, None where nobody has calculated it."""

    name: str
    value: Known | None
    text: str
    unit: str | None = None
    file: str | None = None
    line: int | None = None
    source: str | None = None
    note: str | None = None
    cell: str | None = None
    over_all: bool = False
    lacks: Lacks | None = None


class ValueUse(Record):
    """A named value as it entered a score, with the author's formula of it."""

    name: str
    value: Known | None
    formula: str
    substituted: str
    percent: bool = False


class BranchUse(Record, often=True):
    """A branch with what it came to for these facts."""

    branch: Branch
    decided: bool
    amount: Known | None = None
    of: Known | None = None
    steps: Known | None = None


class Step(Record):
    """What a step after the rule, or after the sum of a group, added to the score (or took from it).

    ``scale`` is an item's own scale (a table of 100 points that counts 70), ``redistribute`` and
    ``rescale`` the points of what does not apply; ``label`` the condition or the
    quantity that decided, ``because`` the author's words for it, ``quantity`` what was measured.
    """

    kind: StepKind
    amount: Fraction
    label: str = ""
    because: str | None = None
    quantity: Known | None = None
    uses: tuple[BranchUse, ...] = ()


class Undefined(Record):
    """Why an item has no score, and the fact, formula, value or item (``detail``) that leaves it none."""

    kind: Literal[
        "missing_fact",
        "judgement",
        "zero_denominator",
        "out_of_bounds",
        "domain",
        "empty_table",
        "over_target",
        "outside",
        "open_item",
        "value_range",
        "no_row",
        "nothing_applies",
    ]
    detail: str = ""


class Trace(Record, often=True):
    """How a leaf came to its points, in the author's names and the file's numbers."""

    formula: str = ""
    substituted: str = ""
    quantity: Known | None = None
    percent: bool = False
    branches: tuple[BranchUse, ...] = ()
    facts: tuple[FactUse, ...] = ()
    level: str | None = None
    reason: str | None = None
    values: tuple[ValueUse, ...] = ()
    target: Known | None = None
    target_text: str = ""
    raw: Fraction | None = None
    options: tuple[tuple[str, str], ...] = ()


class ItemScore(Record, often=True):
    """One item's score, exact and as rounded.

    ``points`` are its full points as they count here: scaled, redistributed, rescaled. ``span`` is
    the least and the most it can be, exactly; ``low`` and ``high`` are the same two after rounding.
    All are equal where the item has a score. ``difference`` (尾差) is what rounding a group from its
    exact value added to the sum of its printed parts. ``table`` is the one whose rows are its leaves.
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
    steps: tuple[Step, ...] = ()
    difference: Fraction = Fraction(0)
    text: str | None = None
    basis: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    note: str | None = None
    code: str | None = None
    bonus: bool = False
    combine: str | None = None
    otherwise: str | None = None
    condition: str | None = None
    table: str | None = None
    undefined: Undefined | None = None
    grades: tuple[str, ...] = ()
    trace: Trace = Trace()
    items: tuple[ItemScore, ...] = ()

    @property
    def held(self) -> Fraction:
        """What holding it within its bounds changed."""
        return sum((step.amount for step in self.steps if step.kind == "held"), Fraction(0))

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
        if not self.items:
            return (self,)
        return (self, *(below for child in self.items for below in child.walk()))


class Required(Record):
    """Something that must be attached, and whether it is."""

    path: str
    what: Literal["reason", "evidence"]
    condition: str
    because: str | None
    blocking: bool
    attached: bool


class CheckResult(Record):
    """A check of facts against facts.

    ``holds`` is None where a fact it needs is open; ``within`` says that it holds only within what is
    allowed, ``printed`` that the rounding of the printed figures alone accounts for that; ``slack`` is the
    difference of its two sides, where it compares two.
    """

    name: str
    text: str
    substituted: str
    holds: bool | None
    within: bool
    severity: Literal["error", "warning", "red_flag"]
    because: str | None
    slack: Fraction | None = None
    place: Place | None = None
    printed: bool = False


class Notice(Record):
    """A fact given for another scope or period than the rubric declares."""

    name: str
    given: str
    declared: str
    kind: Literal["scope", "period"]


class Assumed(Record):
    """Something open, or disputed, with the value that it was assumed to have; of a judgement a share.

    ``unit`` is the declared one, in which the value is; ``level`` is that of a judgement.
    """

    name: str
    value: Known
    unit: str | None = None
    level: str | None = None
    disputed: bool = False


class Assumption(Record):
    """Everything open fixed so that the total comes to its least, or its most.

    ``end`` is the end of the range that the score had, ``short`` how far the total now is from it: no values
    were found that reach it. ``open`` are the tables that stay open, of whose rows nothing can be assumed.
    """

    which: Literal["worst", "best"]
    facts: tuple[Assumed, ...]
    end: Fraction
    short: Fraction
    open: tuple[str, ...] = ()


class Scorecard(Record):
    """A rubric joined with facts.

    ``grades`` holds every grade that is still possible, ``quota`` those of them that only so many of all
    subjects may have; ``requires`` what is not attached yet. With
    ``assumed`` it is not the score of the facts, whose fingerprint it keeps all the same.
    """

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
    requires: tuple[Required, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    override: str | None = None
    notices: tuple[Notice, ...] = ()
    assumed: Assumption | None = None
    quota: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every item has its score, not by an assumption, and nothing that blocks is missing."""
        settled = self.assumed is None and all(item.state != "unscored" for item in self.root.walk())
        return settled and not any(one.blocking for one in self.requires)

    @property
    def failed(self) -> bool:
        """Whether a check of severity error does not hold."""
        return any(check.holds is False and check.severity == "error" for check in self.checks)
