"""Layout: the columns of a result, which the rubric alone decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rubric.number import fits
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from rubric.model import Item, Rubric, Stage

# The decimals of a score that no stage rounds: as many as `show` prints of any number.
PLACES: Final = 10
# The digits that 64 bits hold whatever they are.
DIGITS: Final = 18
ADDS: Final = frozenset(("sum", "weighted"))
MOVES: Final = frozenset(("redistribute", "rescale"))


class LaidItem(Record):
    """An item whose cells are whole numbers of ``10**-places``; ``number`` is its place in the walk."""

    item: Item
    number: int
    places: int

    @property
    def low(self) -> str:
        """The column of the least that its score can be."""
        return f"low:{self.number}"

    @property
    def high(self) -> str:
        """The column of the most that its score can be."""
        return f"high:{self.number}"

    @property
    def state(self) -> str:
        """The column of its state."""
        return f"state:{self.number}"


class Layout(Record):
    """Every item of a rubric, parents first; the first is the whole."""

    items: tuple[LaidItem, ...]

    @property
    def whole(self) -> LaidItem:
        """The whole table."""
        return self.items[0]


def layout_of(rubric: Rubric) -> Layout:
    """The columns of the results under a rubric."""
    # What is rescaled multiplies the points of the whole table, wherever it stands.
    rescales = any("rescale" in _ways(item) for item in rubric.root.walk())
    places = dict(_places(rubric, rubric.root, moved=rescales))
    items = (LaidItem(item, at, places[item.path]) for at, item in enumerate(rubric.root.walk()))
    return Layout(tuple(items))


def _places(rubric: Rubric, item: Item, *, moved: bool) -> Iterator[tuple[str, int]]:
    """The decimals of every item from here down, the deepest first.

    ``moved`` says that what is around the item may multiply its points.
    """
    below: dict[str, int] = {}
    inside = moved or item.scale != 1 or any(_moves(child) for child in item.items)
    for child in item.items:
        below |= dict(_places(rubric, child, moved=inside))
    yield from below.items()
    yield item.path, _own(rubric, item, [below[child.path] for child in item.items], moved=moved)


def _own(rubric: Rubric, item: Item, below: list[int], *, moved: bool) -> int:
    stage: Stage = "total" if not item.path else "group" if item.is_group else "item"
    rounding = rubric.rounding.get(stage)
    if rounding is not None:
        return rounding.places
    leaf = rubric.rounding.get("item")
    most = min(PLACES, DIGITS - _digits(max(item.points, -item.least)))
    if not item.is_group or leaf is None:
        return most
    # What adds up rounded parts, and does no more, has their decimals.
    plain = item.combine in ADDS and not _steps(item) and not (moved or _scaled(item))
    if plain and fits(item.points, leaf.places):
        return max((*below, leaf.places))
    return most


def _steps(item: Item) -> bool:
    worth = item.worth
    return bool(worth.then_deduct or worth.ceiling or worth.veto) or not fits(item.least, 0)


def _scaled(item: Item) -> bool:
    """Whether something multiplies the points of what is below it: an own scale, or points that move."""
    return any(_moves(one) or one.scale != 1 for one in item.walk())


def _moves(item: Item) -> bool:
    """Whether its points go to others where it does not apply."""
    return bool(_ways(item) & MOVES)


def _ways(item: Item) -> set[str | None]:
    """What becomes of its points where it does not apply, or has no rows."""
    return {item.otherwise, item.each.if_empty if item.each is not None else None}


def _digits(x: Fraction) -> int:
    return len(str(int(x)))
