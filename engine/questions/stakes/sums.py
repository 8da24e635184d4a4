"""The total of a table that merely adds up its items, without scoring a group again."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.group import ADDS
from rubric.number import fits
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.score import _Scoring
    from engine.scorecard import ItemScore

ZERO = Fraction(0)


class Sums:
    """What a scoring shows of its groups, ``done`` being all its items by their paths.

    ``plain`` says of each group whether its printed points are the sum of those of its items whatever these
    come to. ``leaves`` are the paths of all other items.

    It holds for all facts with which the same items apply: nothing is taken off, held, capped or vetoed, no
    bound can be reached from outside, and no rounding finds anything to round.
    """

    def __init__(self, scoring: _Scoring, done: Mapping[str, ItemScore]) -> None:
        self.scoring, self.done = scoring, done
        paths = scoring.world.paths
        self.plain: Mapping[str, bool] = {
            path: self._is_plain(one) for path, one in done.items() if path in paths and paths[path].items
        }
        self.leaves = frozenset(path for path in done if path in paths and not paths[path].items)
        self._open = sum(done[path].exact is None for path in self.leaves)

    def total(self, changed: Mapping[str, ItemScore]) -> ItemScore:
        """The root with some leaves at other scores, where all groups are plain; below it stands what was."""
        root = self.done[""]
        pairs = [(self.done[path], item) for path, item in changed.items()]
        low = sum((new.low - old.low for old, new in pairs if new.low != old.low), root.low)
        high = sum((new.high - old.high for old, new in pairs if new.high != old.high), root.high)
        waiting = self._open + sum((new.exact is None) - (old.exact is None) for old, new in pairs)
        exact = None if waiting else low
        return replace(root, low=low, high=high, span=(low, high), exact=exact)

    def _is_plain(self, one: ItemScore) -> bool:
        item = self.scoring.world.paths[one.path]
        worth, rubric = item.worth, self.scoring.rubric
        changed = worth.then_deduct or worth.ceiling is not None or worth.veto
        applied = self.scoring.placements.applied[item.path].applies is True
        rounding = rubric.rounding.get("group" if item.path else "total")
        rounds = rounding is not None and any(
            child.places is None or child.places > rounding.places for child in one.items
        )
        if item.combine not in ADDS or changed or not applied or rounds or self.scoring.placements.nothing:
            return False
        return self._is_point(item.path) and self._stays_within(one)

    def _is_point(self, path: str) -> bool:
        return self.scoring.placements.places[path].factor.is_point

    def _stays_within(self, one: ItemScore) -> bool:
        """Whether no items can come to more, or to less, than their group."""
        paths, places = self.scoring.world.paths, self.scoring.placements.places
        own, by = paths[one.path], places[one.path].by
        most = least = ZERO
        for child in one.items:
            if child.state == "not_applicable" and child.otherwise in ("redistribute", "rescale"):
                continue
            low = paths[child.path].least * places[child.path].by
            ends = (low, child.points)
            printed = child.places is None or all(fits(end, child.places) for end in ends)
            if not printed or not self._is_point(child.path):
                return False
            least, most = least + low, most + child.points
        return own.least * by <= least and most <= own.points * by
