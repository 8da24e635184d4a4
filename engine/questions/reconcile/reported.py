"""A sheet that was handed in: the scores that others gave, each with its reason, as they were written."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.place import Place, Source, Text

Column = Literal["self", "review", "audit"]
COLUMNS: Final[tuple[Column, ...]] = ("self", "review", "audit")
# What a row is about: an item, the group of the items above it, the whole, or the grades of the whole.
RowKind = Literal["item", "subtotal", "total", "grade"]


class Line(Record):
    """A row as it stands: every cell still a text.

    ``names`` are the parts of its path, its own name last. Scores, reasons and grades are by column.
    """

    kind: RowKind
    names: tuple[Text, ...]
    code: Text | None = None
    points: Text | None = None
    weight: Text | None = None
    scores: Mapping[Column, Text] = MappingProxyType({})
    reasons: Mapping[Column, Text] = MappingProxyType({})
    grades: Mapping[Column, Text] = MappingProxyType({})


class Sheet(Record):
    """All rows of a file, with the columns of scores it has and those that were not read.

    ``reasoned`` are the columns that have a place for reasons.
    """

    source: Source
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    reasoned: frozenset[Column]
    subject: str | None = None
    period: str | None = None
    unread: tuple[str, ...] = ()


class Score(Record):
    """A score that was given: its points (None: it is said not to apply), its text and its reason.

    ``own`` are the points of the scale on which it was given, where that is the item's own and not the
    table's; ``value`` then is what it counts in the table.
    """

    value: Fraction | None
    text: str
    places: int
    reason: str
    place: Place
    own: Fraction | None = None


class Figure(Record):
    """A number with the decimals it was printed with."""

    value: Fraction
    places: int


class ReportedRow(Record):
    """What is reported of one item, by its path; '' is the whole. ``name`` is as it was written."""

    path: str
    name: str
    place: Place
    points: Figure | None = None
    weight: Figure | None = None
    scores: Mapping[Column, Score] = MappingProxyType({})
    grades: Mapping[Column, str] = MappingProxyType({})


class Stray(Record):
    """A row that is no item of the rubric, is several of them, or is one that stands above already."""

    kind: Literal["unknown", "several", "twice"]
    name: str
    place: Place
    near_zh: str = ""
    near_en: str = ""


class Reported(Record):
    """The sheet as it is about the items of a rubric."""

    source: Source
    rows: Mapping[str, ReportedRow]
    columns: tuple[Column, ...]
    reasoned: frozenset[Column]
    strays: tuple[Stray, ...] = ()
    subject: str | None = None
    period: str | None = None
    unread: tuple[str, ...] = ()
