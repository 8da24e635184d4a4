"""Reading: one other way in which a rule could have been read."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Literal

from rubric.record import Record

if TYPE_CHECKING:
    from rubric.rules.base import Count

ReadingKind = Literal[
    "count", "end", "swapped", "denominator", "relative", "points", "rounded_first", "own_scale"
]


class Reading(Record):
    """One other reading. ``what`` is the line, the end, the quotient or the difference that is read so.

    ``count`` is how the steps then count; ``name`` the fact that is then divided by, the comparison as it
    then is, or the points of the item's own scale; ``places`` how many decimals (of a percentage, where
    ``percent``) a quantity is rounded to first.
    """

    kind: ReadingKind
    what: str
    name: str = ""
    count: Count | None = None
    places: int | None = None
    percent: bool = False


# A reading with the nodes that it changes, by their identity, and what stands in their place.
Site = tuple[Reading, dict[int, ast.expr]]
