"""Claim: one thing that must be true of an item over all facts that a rubric declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from rubric.record import Record

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from rubric.audit.finding import Weight
    from rubric.model import Condition, Item, Value, Worth
    from rubric.place import Place
    from rubric.problems import Language
    from rubric.rules.base import Branch, Lowered

Kind = Literal["defined", "bounds", "monotone", "full", "least", "decides", "conserved"]
# What a claim of the kind ``decides`` speaks of.
Arm = Literal["branch", "then_deduct", "band", "ceiling", "veto", "applies", "not_applies", "value", "row"]

KINDS: Final[tuple[Kind, ...]] = (
    "defined",
    "bounds",
    "monotone",
    "full",
    "least",
    "decides",
    "conserved",
)
# How bad it is where it is refuted: what static checks give for the same.
SEVERITY: Final[Mapping[Kind, Weight]] = {
    "defined": "error",
    "bounds": "error",
    "monotone": "error",
    "full": "warning",
    "least": "hint",
    "decides": "warning",
    "conserved": "error",
}
# Of these an example is the proof; of the others it is what refutes them.
EXISTS: Final = frozenset(("full", "least", "decides"))

KIND_WORDS: Final[Mapping[Language, Mapping[Kind, str]]] = {
    "zh": {
        "defined": "处处有值",
        "bounds": "不超出分值",
        "monotone": "方向不反",
        "full": "能得满分",
        "least": "能得最低分",
        "decides": "每一档都用得上",
        "conserved": "分值相合",
    },
    "en": {
        "defined": "has a score everywhere",
        "bounds": "stays within its points",
        "monotone": "moves in its direction",
        "full": "can reach its full points",
        "least": "can reach its least",
        "decides": "every branch decides somewhere",
        "conserved": "points add up",
    },
}


class Claim(Record):
    """A claim about an item; with ``row`` about the rows that this rule of the group takes.

    ``fact`` is what moves in a claim of a direction ('' for the quantity of a proportion), ``rising``
    the direction; ``arm`` says what decides: a ``branch`` of ``lowered``, a ``condition`` or a ``value``'s.
    """

    kind: Kind
    item: Item
    row: int | None = None
    fact: str = ""
    rising: bool = True
    arm: Arm | None = None
    branch: Branch | None = None
    lowered: Lowered | None = None
    condition: Condition | None = None
    value: Value | None = None

    @property
    def worth(self) -> Worth:
        """The worth that the claim is about."""
        if self.row is None:
            return self.item.worth
        assert self.item.each is not None  # only groups of rows have rules of rows
        return self.item.each.rules[self.row][1]

    @property
    def exists(self) -> bool:
        """Whether an example proves it."""
        return self.kind in EXISTS

    @property
    def label(self) -> str:
        """The branch, fact or condition that it speaks of; '' where it speaks of the whole item."""
        if self.kind == "monotone":
            return self.fact
        if self.branch is not None:
            return self.branch.label
        return self.condition.text if self.condition is not None else ""

    @property
    def place(self) -> Place | None:
        """Where the rubric says what it speaks of."""
        own = self.branch.place if self.branch is not None else None
        said = self.condition.place if self.condition is not None else None
        return own or said or self.item.place

    def trees(self) -> tuple[ast.expr, ...]:
        """What is calculated where it is looked at."""
        applies = (self.item.applies.when,) if self.item.applies is not None else ()
        return (*applies, self.worth.expr)
