"""What an author must know of an item: the rule as the rubric holds it, and what its facts are close to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.record import Record

if TYPE_CHECKING:
    from rubric.model import Item, Rounding, Worth
    from rubric.place import Place


class NearCut(Record):
    """A number as it was given, and the next values below and above it where the item turns.

    All in the unit of the facts file; empty where there is none on that side. ``on`` says that it turns
    where the number now stands.
    """

    name: str
    now: str
    below: str
    above: str
    on: bool = False


class Mechanics(Record):
    """An item and what it is worth; of a row the rule that was taken for it, and the place of its group."""

    item: Item
    worth: Worth
    place: Place | None
    rounding: Rounding | None
    near: tuple[NearCut, ...] = ()
