"""Where findings stand, and what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.finding import Label
from rubric.number import show
from rubric.range import show_range

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rubric.model import Fact, Item
    from rubric.place import Place

LONGEST = 60


def excerpt_of(place: Place) -> str:
    """The characters of a place in one line, cut where they are many."""
    text = " ".join(place.source.text[place.start : place.end].split())
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def declared(facts: Iterable[Fact]) -> tuple[Label, ...]:
    """A label for each fact that says where it is declared and what it can be."""
    return tuple(_declared(fact) for fact in facts if fact.place is not None)


def _declared(fact: Fact) -> Label:
    assert fact.place is not None  # asked by the caller
    if fact.type in ("number", "integer") and fact.range is not None:
        shown = show_range(fact.range, fact.unit == "%")
        return Label(fact.place, f"范围 {shown}", f"range {shown}")
    if fact.type in ("number", "integer"):
        return Label(fact.place, "没有写范围", "no range declared")
    return Label(fact.place, "在这里声明", "declared here")


def of_item(item: Item) -> tuple[Label, ...]:
    """A label for the points of an item."""
    shown = show(item.points)
    return (Label(item.place, f"分值 {shown}", f"points {shown}"),) if item.place is not None else ()
