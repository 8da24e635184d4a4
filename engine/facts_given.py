"""What is known of one subject: frozen data that every reader of the facts shares."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from engine.scorecard import Known, Lacks, Notice
from rubric.range import Range
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.judged import Judged
    from rubric.source import Place, Source

Held = TypeVar("Held", Known, Range)


class Given(Record, Generic[Held]):
    """A fact as the file gives it: what it comes to, its own text and where it stands.

    ``value`` is in the declared unit, ``text`` and ``unit`` are as they were written. ``places``
    are the decimals it was printed with; ``precision`` the last digit, in the declared unit, that
    an integer or a converted figure is sure of; ``cell`` the cell of a workbook that holds it.
    """

    name: str
    value: Held
    text: str
    unit: str | None = None
    source: str | None = None
    note: str | None = None
    place: Place | None = None
    places: int | None = None
    precision: Fraction | None = None
    scope: str | None = None
    period: str | None = None
    evidence: tuple[str, ...] = ()
    free: bool = False
    disputed: bool = False
    approximate: bool = False
    cell: str | None = None

    @cached_property
    def line(self) -> int | None:
        """The line of its file, from 1; counted once, however often the same facts are scored."""
        return self.place.line if self.place is not None else None


class GivenRow(Record):
    """A row of a table: what is known of its columns, values and ranges alike; an absent one is open."""

    cells: Mapping[str, Given[Any]]
    place: Place | None = None


class Facts(Record):
    """What is known of one subject; a fact of which nothing is known is absent.

    A fact known only within a range stands in ``ranges`` and not in ``facts``: who reads only
    ``facts`` takes it for open, which is wider and never wrong. A table that is absent from
    ``tables`` is open; one without rows is known to have none. ``lacks`` says of what was calculated
    from all subjects why it has no value for this one.
    """

    subject: str | None
    period: str | None
    rubric: str | None
    facts: Mapping[str, Given[Known]]
    judgements: Mapping[str, Judged]
    sha256: str
    filled: str | None = None
    ranges: Mapping[str, Given[Range]] = MappingProxyType({})
    tables: Mapping[str, tuple[GivenRow, ...]] = MappingProxyType({})
    attached: Mapping[str, frozenset[Literal["reason", "evidence"]]] = MappingProxyType({})
    notices: tuple[Notice, ...] = ()
    origin: Source | None = None
    lacks: Mapping[str, Lacks] = MappingProxyType({})
