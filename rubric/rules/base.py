"""What every rule of the language has in common: it lowers to one expression and keeps its branches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import ast

    from rubric.range import Range
    from rubric.source import Place

BranchKind = Literal["band", "line", "element", "level"]
Count = Literal["complete", "started", "continuous"]


@dataclass(frozen=True, slots=True)
class Branch:
    """One arm of a rule that a reader of the score can point at.

    ``test`` is the node that is true where the branch decides; ``amount`` the node of the points
    it earns (or takes, for a line of deduct); ``of`` and ``steps`` the measured quantity and the
    counted steps of a line that counts. Nodes are looked up by identity in a trace.
    """

    kind: BranchKind
    label: str
    test: ast.expr | None = None
    amount: ast.expr | None = None
    of: ast.expr | None = None
    steps: ast.expr | None = None
    each: str | None = None
    count: Count | None = None
    because: str | None = None
    fact: str | None = None
    interval: Range | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Lowered:
    """A rule as one expression (in points) with the parts an explanation names.

    ``quantity`` is what is measured (the ``of`` of bands, the achieved share of a proportion);
    ``text`` the author's formula of it; ``clamps`` says that holding within bounds is silent.
    """

    rule: str
    expr: ast.expr
    text: str = ""
    quantity: ast.expr | None = None
    branches: tuple[Branch, ...] = ()
    clamps: bool = False
    options: tuple[tuple[str, str], ...] = ()
    place: Place | None = None
