"""Parts: the total of a scorecard as a sum of what its items and its groups' own lines give it.

A group that adds up is its items, what its own lines changed (``then_deduct``, ``ceiling``, ``veto``, its
bounds) and 尾差; any other group, a leaf, a row and what does not apply are parts of their own. The
parts add up to the printed total exactly, whatever the rubric. Where a score is open its low end and its
high end are taken apart in the same way; what the range of a group is narrower or wider than those of its
items stands with its own lines.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from engine.group import ADDS
from engine.questions.diff.shapley import added, less

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.questions.diff.shapley import Ends
    from engine.scorecard import ItemScore

PartKind = Literal["item", "lines", "rounding"]
# A part by the path of its item and what it is of that.
Part = tuple[str, PartKind]
ZERO: Final = Fraction(0)
NOTHING: Final[Ends] = (ZERO, ZERO)


def parts_of(item: ItemScore) -> dict[Part, Ends]:
    """The parts of an item's printed score, low end and high end; they add up to it."""
    return dict(_parts(item))


def _parts(item: ItemScore) -> Iterator[tuple[Part, Ends]]:
    if not is_sum(item):
        yield (item.path, "item"), (item.low, item.high)
        return
    for child in item.items:
        if not gone(child):
            yield from _parts(child)
    yield (item.path, "lines"), lines_of(item)
    yield (item.path, "rounding"), (item.difference, item.difference)


def part_of(item: ItemScore, kind: PartKind) -> Ends:
    """One part of an item's printed score; nothing where an item so scored has no such part."""
    if gone(item) or (kind == "item") == is_sum(item):
        return NOTHING
    if kind == "item":
        return item.low, item.high
    return lines_of(item) if kind == "lines" else (item.difference, item.difference)


def lines_of(group: ItemScore) -> Ends:
    """What a group's own lines, or the limits of its range, added to the sum of its items."""
    found = less((group.low, group.high), (group.difference, group.difference))
    for child in group.items:
        if not gone(child):
            found = less(found, (child.low, child.high))
    return found


def is_sum(item: ItemScore) -> bool:
    """Whether an item is the sum of those below it."""
    return bool(item.items) and item.combine in ADDS


def gone(item: ItemScore) -> bool:
    """Whether an item's points went to others, so that it counts nowhere."""
    return item.state == "not_applicable" and item.otherwise in ("redistribute", "rescale")


def total_of(parts: dict[Part, Ends]) -> Ends:
    """The sum of parts."""
    found = NOTHING
    for ends in parts.values():
        found = added(found, ends)
    return found
