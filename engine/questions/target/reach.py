"""What depends on which facts: the items that must be scored anew when some of them change."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.questions.names import read_by
from rubric.formula.check import items_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.questions.target.lever import Lever
    from engine.scorecard import ItemScore
    from rubric.model import Item, Rubric


class Reach:
    """Looks up the items that facts reach.

    ``rising`` says that no item can fall because another one rises: then points are sums, means, the best
    or the worst of other points, and no formula reads a score.
    """

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        items = rubric.root.walk()
        self.items = {item.path: item for item in items}
        # A geometric mean may gain more than the item that rises.
        self.adding = all(item.combine not in ("geometric", "formula") for item in items)
        self.read = {item.path: self._reads(_trees(item), item) for item in items}
        self.deciding = self._reads((one.applies.when for one in items if one.applies is not None), None)
        self.deciding |= {name for item in items for name in self._picking(item)}
        trees = [tree for item in items for tree in _trees(item)]
        trees += [value.lowered.expr for value in rubric.values.values()]
        self.rising = not any(items_of(tree) for tree in trees) and all(
            item.combine != "formula" for item in items
        )

    def gains_at_most(
        self, levers: Sequence[Lever], now: Mapping[str, ItemScore], most: Mapping[str, ItemScore] | None
    ) -> Fraction | None:
        """What some levers can add to any group, going by what their leaves are worth ``now`` and can be
        at ``most`` (None: their points); None where that says nothing. Rounding is allowed for."""
        touched = self.of(levers)
        if touched is None or not self.adding:
            return None
        names = {lever.named.name for lever in levers}
        items = [self.items[path] for path in touched]
        if any(item.items and names & self.read[item.path] for item in items):
            return None
        leaves = [item.path for item in items if not item.items]
        if most is None:
            room = [now[path].points - now[path].low for path in leaves]
        else:
            # What the most of the goal's item was reached without adds nothing to it.
            room = [most[path].high - now[path].low for path in leaves if path in most]
        places = [one.places for one in self.rubric.rounding.values()]
        slack = Fraction(len(items), 10 ** min(places)) if places else Fraction(0)
        return sum(room, slack)

    def _reads(self, trees: Iterable[ast.expr], item: Item | None) -> set[str]:
        found = {name for tree in trees for name in read_by(tree, self.rubric)}
        if item is not None and item.each is not None:
            found.add(item.each.table)
        return found

    def _picking(self, item: Item) -> Iterator[str]:
        """The cells that decide which rows a group has, what they are worth and by which rule."""
        each = item.each
        if each is None:
            return
        columns = self.rubric.facts[each.table].columns
        conditions = [each.where, *(when for when, _ in each.rules)]
        trees = [each.points, *(one.when for one in conditions if one is not None)]
        for tree in trees:
            for name in read_by(tree, self.rubric, columns):
                yield f"{each.table}/{name}" if name in columns else name

    def of(self, levers: Iterable[Lever]) -> frozenset[str] | None:
        """The paths of the items that some levers reach, groups above them included; None for all."""
        if not self.rising:
            return None
        found: set[str] = set()
        for lever in levers:
            name, row = lever.named.name, lever.named.row
            if (f"{row.table}/{name}" if row is not None else name) in self.deciding:
                return None
            found |= {above for path in self.own(lever) for above in upwards(path)}
        return frozenset(found)

    def own(self, lever: Lever) -> frozenset[str]:
        """The paths of the items whose own rule reads a lever."""
        if lever.named.kind == "judgement":
            return frozenset((lever.item.path,)) if lever.item is not None else frozenset()
        wanted = lever.named.row.table if lever.named.row is not None else lever.named.name
        return frozenset(path for path, names in self.read.items() if wanted in names)


def _trees(item: Item) -> Iterator[ast.expr]:
    yield item.worth.expr
    if item.combined is not None:
        yield item.combined
    if item.each is not None:
        yield item.each.points
        yield from (worth.expr for _, worth in item.each.rules)
        yield from (when.when for when, _ in item.each.rules if when is not None)
        if item.each.where is not None:
            yield item.each.where.when


def upwards(path: str) -> Iterator[str]:
    """A path and all above it, to that of the whole."""
    yield path
    while path:
        path = path.rpartition("/")[0]
        yield path
