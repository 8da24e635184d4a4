"""What every rule of the language has in common: it lowers to one expression and keeps its branches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rubric.record import Record

if TYPE_CHECKING:
    import ast
    from fractions import Fraction

    from rubric.place import Place
    from rubric.range import Range

BranchKind = Literal["band", "line", "element", "level", "case", "row", "point"]
Count = Literal["complete", "started", "continuous"]


class Branch(Record):
    """One arm of a rule that a reader of the score can point at.

    ``test`` is the node that is true where the branch decides; ``amount`` the node of the points
    it earns (or takes, for a line of deduct); ``of`` and ``steps`` the measured quantity and the
    counted steps of a line that counts, ``per`` the size of a step and ``worth`` what one is worth.
    Nodes are looked up by identity in a trace.
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
    per: Fraction | None = None
    required: bool = False


class Lowered(Record):
    """A rule as one expression (in points) with the parts an explanation names.

    ``quantity`` is what is measured (the ``of`` of bands, the achieved quantity of a proportion),
    ``target`` what it is held against; ``text`` the author's formula of it; ``clamps`` says that
    holding within bounds is silent; ``shares`` are those of the points that a person may give.
    """

    rule: str
    expr: ast.expr
    text: str = ""
    quantity: ast.expr | None = None
    branches: tuple[Branch, ...] = ()
    clamps: bool = False
    options: tuple[tuple[str, str], ...] = ()
    place: Place | None = None
    target: ast.expr | None = None
    shares: Range | None = None

    @property
    def percent(self) -> bool:
        """Whether its quantity is spoken of in percent."""
        return ("percent", "yes") in self.options
