"""Where an item stands in this scoring: whether it applies, and what converts its points to the table's."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

from engine.rows import rows_of
from rubric.range import Range, mul
from rubric.record import Record

if TYPE_CHECKING:
    from engine.scorecard import Undefined
    from engine.world import World
    from rubric.model import Item, NotApplicable

ZERO: Final = Fraction(0)
ONE: Final = Range.point(Fraction(1))


class Applied(Record):
    """Whether an item applies (None: open, with what it lacks), what becomes of it if not, and why."""

    applies: bool | None
    otherwise: NotApplicable | None = None
    condition: str | None = None
    lacks: Undefined | None = None


# Nearly all items apply, and nothing is said of them if not.
APPLIES: Final = Applied(True)


class Placement(Record):
    """``scale`` converts the item's own points to the table's; ``shared`` is redistribution and ``rescaled``
    rescaling, each a range while it is open what applies, ``factor`` both."""

    scale: Fraction
    shared: Range
    rescaled: Range = ONE

    @cached_property
    def factor(self) -> Range:
        """What redistribution and rescaling multiply the item's points by."""
        return self.shared if self.rescaled is ONE else mul(self.shared, self.rescaled)

    @cached_property
    def is_own(self) -> bool:
        """Whether the item's own points are the table's, as they nearly always are."""
        return self.factor is ONE and self.scale == 1

    @cached_property
    def by(self) -> Fraction:
        """What converts the item's own points to the table's, the least that it can be."""
        factor = self.factor
        return self.scale if factor is ONE else self.scale * (factor.lo or Fraction(1))

    def points(self, item: Item) -> Fraction:
        """The item's full points as they count in the table, the least that they can be."""
        return converted(item.points, self.by)

    def counted(self, held: Range) -> Range:
        """Points of the item's own as they count in the table, whatever comes to apply."""
        return held if self.is_own else mul(mul(held, Range.point(self.scale)), self.factor)


OWN: Final = Placement(Fraction(1), ONE)


def converted(x: Fraction, by: Fraction) -> Fraction:
    """``x`` times ``by``, which nearly always is 1: a product of fractions takes its time."""
    return x if by == 1 else x * by


class Placements:
    """The placements of all items of a rubric for the facts of one subject."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.applied: dict[str, Applied] = {}
        self.places: dict[str, Placement] = {}
        root = world.rubric.root
        self._apply(root)
        self._place(root, OWN)
        leaves = any(s.applies is not True and s.otherwise == "rescale" for s in self.applied.values())
        removed = self._removed(root) if leaves else Range.point(ZERO)
        whole = root.points
        # Where everything may leave the table there is nothing to bring back to its full points.
        self.nothing = removed.hi is not None and removed.hi >= whole > 0
        if removed.lo is not None and removed.hi is not None and removed != Range.point(ZERO):
            low = whole / (whole - removed.lo) if removed.lo < whole else Fraction(1)
            self._rescale(root, low, whole - removed.hi)

    # -- what applies --

    def _apply(self, item: Item) -> Applied:
        for child in item.items:
            self._apply(child)
        own = self._own(item)
        empty = self._emptied(item) if own.applies is not False and item.items else False
        if empty is not False:
            own = Applied(
                None if empty is None else False, item.otherwise, None, own.lacks or self._lacks(item)
            )
        self.applied[item.path] = own
        return own

    def _own(self, item: Item) -> Applied:
        if item.applies is None and item.each is None and item.otherwise is None:
            return APPLIES
        if item.applies is not None:
            applies, lacks = self.world.holds(item.applies.when)
            if applies is not True:
                return Applied(applies, item.otherwise, item.applies.text, lacks)
        if item.each is not None and (rows := self._rows(item)) is not True:
            return Applied(rows, item.each.if_empty)
        return Applied(True, item.otherwise, item.applies.text if item.applies else None)

    def _rows(self, item: Item) -> bool | None:
        """Whether a group of rows has any; None while that is open and points may go elsewhere for it."""
        assert item.each is not None  # only groups of rows come here
        rows = rows_of(item, self.world)
        moves = item.each.if_empty in ("redistribute", "rescale")
        return bool(rows) if rows is not None else None if moves else True

    def _emptied(self, item: Item) -> bool | None:
        """Whether nothing is left that the points of its items could go to; None while that is open."""
        children = [self.applied[child.path] for child in item.items if not child.bonus]
        if any(c.applies for c in children):
            return False
        moved = [c.applies for c in children if c.otherwise == "redistribute"]
        if not moved:
            return False
        certain = False in moved and all(c.applies is False for c in children)
        return True if certain else None

    def _lacks(self, item: Item) -> Undefined | None:
        return next((c.lacks for child in item.items if (c := self.applied[child.path]).lacks), None)

    # -- factors --

    def _place(self, item: Item, place: Placement) -> None:
        self.places[item.path] = place
        moved = item.combine in ("sum", "weighted") and any(self._may_move(child) for child in item.items)
        for child in item.items:
            own = self._factor(item, child) if moved and not child.bonus else ONE
            shared = ONE if child.bonus else place.shared if own is ONE else mul(place.shared, own)
            same = child.scale == 1 and shared is place.shared
            self._place(child, place if same else Placement(place.scale * child.scale, shared))

    def _may_move(self, child: Item) -> bool:
        state = self.applied[child.path]
        return state.applies is not True and state.otherwise == "redistribute"

    def _factor(self, group: Item, child: Item) -> Range:
        """What redistribution multiplies an item's points by, while it applies itself."""
        if self.applied[child.path].applies is False:
            return ONE  # what counts full or zero keeps its own points
        certain = open_stay = moved = open_moved = ZERO
        for other in group.items:
            if other.bonus:
                continue
            state, points = self.applied[other.path], other.points * other.scale
            redistributed = state.otherwise == "redistribute"
            if state.applies or other is child:
                certain += points
            elif state.applies is None and redistributed:
                open_moved += points
            elif state.applies is None:
                open_stay += points
            elif redistributed:
                moved += points
        if not certain or not (moved or open_moved):
            return ONE
        low = 1 + moved / (certain + open_stay + open_moved)
        return Range(low, max(low, 1 + (moved + open_moved) / certain))

    def _removed(self, item: Item) -> Range:
        """The points that rescaling takes out of the table, in its own points."""
        state, place = self.applied[item.path], self.places[item.path]
        if state.otherwise == "rescale" and state.applies is not True:
            points = item.points * place.scale
            low = ZERO if state.applies is None else points * (place.factor.lo or ZERO)
            return Range(low, points * (place.factor.hi or ZERO))
        if state.applies is False:
            return Range.point(ZERO)  # its points went elsewhere as a whole
        low = high = ZERO
        for child in item.items:
            below = self._removed(child)
            low, high = low + (below.lo or ZERO), high + (below.hi or ZERO)
        return Range(low if state.applies else ZERO, high)

    def _rescale(self, item: Item, low: Fraction, left: Fraction) -> None:
        """Bring what applies to the full points of the whole, of which at least ``left`` are left."""
        whole = self.world.rubric.root.points
        for child in item.items:
            if not child.bonus:
                place = self.places[child.path]
                least = max(left, self._least(child))
                by = Range(low, max(low, whole / least)) if least > 0 else Range.point(low)
                self.places[child.path] = Placement(place.scale, place.shared, by)
                self._rescale(child, low, left)

    def _least(self, item: Item) -> Fraction:
        """The least points that are left of an item in the table while any of it is."""
        if not item.items:
            return self.places[item.path].points(item)
        below = (self._least(child) for child in item.items if not child.bonus)
        return min((points for points in below if points > 0), default=ZERO)
