"""What is said of facts and items in a file of facts, and in the tests of a rubric: keys and their forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rubric.forms import LINE, LINES, YES_NO, Mapped, OneOf, Shape, Shaped, may
from rubric.shape import Anything

if TYPE_CHECKING:
    from collections.abc import Callable

    from rubric.forms import Form


class Elsewhere(Anything):
    """A part that somebody else reads, and that may be empty; ``written`` is how it is written."""

    def __init__(self, written: Callable[[], Form]) -> None:
        self.written = written


class Answer(Anything):
    """What is said of a fact: its value, an entry, the answers of a checklist, or the rows of a table."""


class GivenShape(Shape):
    """A mapping of a facts file."""


class EntryShape(GivenShape):
    """A value with what stands beside it."""

    value: Any = may(Answer())
    unit: Any = may(Elsewhere(lambda: LINE))
    source: Any = may(Elsewhere(lambda: LINE))
    note: Any = may(Elsewhere(lambda: LINE))
    scope: Any = may(Elsewhere(lambda: LINE))
    period: Any = may(Elsewhere(lambda: LINE))
    evidence: Any = may(Elsewhere(lambda: LINES))
    free: Any = may(Elsewhere(lambda: YES_NO))
    disputed: Any = may(Elsewhere(lambda: YES_NO))
    precision: Any = may(Elsewhere(lambda: LINE))


class JudgedShape(GivenShape):
    """What a person judged of an item."""

    chinese = {"points": "得分"}  # noqa: RUF012 - never changed

    level: Any = may(Elsewhere(lambda: LINE))
    share: Any = may(Elsewhere(lambda: LINE))
    points: Any = may(Elsewhere(lambda: LINE))
    reason: Any = may(Elsewhere(lambda: LINE))


class AttachedShape(GivenShape):
    """What is attached to an item."""

    reason: Any = may(Elsewhere(lambda: LINES))
    evidence: Any = may(Elsewhere(lambda: LINES))


FACTS: Final = Elsewhere(lambda: Mapped(Answer()))
JUDGED: Final = Elsewhere(lambda: Mapped(Elsewhere(lambda: Shaped(lambda: JudgedShape))))
ATTACHED: Final = Elsewhere(lambda: Mapped(Elsewhere(lambda: Shaped(lambda: AttachedShape))))


class FactsShape(GivenShape):
    """The top of a facts file."""

    subject: Any = may(Elsewhere(lambda: LINE))
    period: Any = may(Elsewhere(lambda: LINE))
    rubric: Any = may(Elsewhere(lambda: LINE))
    filled: Any = may(Elsewhere(lambda: LINE))
    facts: Any = may(FACTS)
    judgements: Any = may(JUDGED)
    attached: Any = may(ATTACHED)


# A file of facts, or the mapping that would stand in one.
BASE: Final = Elsewhere(lambda: OneOf(text=LINE, table=Shaped(lambda: FactsShape)))
