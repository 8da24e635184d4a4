"""What rests on what: the scores that items read, quantities over all subjects, and circles among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rubric.formula import items_of, names_of
from rubric.rules.problems.items import Circular, ScoreTooLate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from rubric.model import Cohort, Item, Value
    from rubric.problems import Problem

MOVES: Final = frozenset(("redistribute", "rescale"))
OVER: Final = "cohort:"


class Circles:
    """The items of a rubric, by their paths, and its quantities over all subjects, as ``cohort:NAME``.

    ``problems`` are the circles among them. ``level`` gives each quantity the number of those that have to be
    known before it, one above the other.
    """

    def __init__(
        self, root: Item, values: Mapping[str, Value], cohort: Mapping[str, Cohort], title: str
    ) -> None:
        self.items = {item.path: item for item in root.walk()}
        self.values, self.cohort, self.title = values, cohort, title
        self.problems: list[Problem] = []
        self.depth: dict[str, int] = {}
        self.moving = self._moving()
        for node in (*self.items, *(OVER + name for name in cohort)):
            self._visit(node, [])

    def level(self, name: str) -> int:
        """0 for a quantity that reads no other, itself or through scores; else one more than the highest."""
        return self.depth.get(OVER + name, 0)

    def _visit(self, node: str, way: list[str]) -> int:
        if node in way:
            self._circle(node, way[way.index(node) :])
            return -1
        if node not in self.depth:
            below = [self._visit(needed, [*way, node]) for needed in self._needs(node)]
            self.depth[node] = max(below, default=-1) + node.startswith(OVER)
        return self.depth[node]

    def _circle(self, node: str, way: list[str]) -> None:
        told = " → ".join(one.removeprefix(OVER) for one in (*way, node))
        if node.startswith(OVER):
            name, place = node.removeprefix(OVER), self.cohort[node.removeprefix(OVER)].place
        else:
            name, place = node or self.title, self.items[node].place
        self.problems.append(Circular(place=place, name=name, way=told[:200]))

    def _needs(self, node: str) -> list[str]:
        if node.startswith(OVER):
            one = self.cohort[node.removeprefix(OVER)]
            return self._read_by([one.of, *([one.where.when] if one.where is not None else [])])
        item = self.items[node]
        return [*(child.path for child in item.items), *self._scores(item), *self.moving]

    def _scores(self, item: Item) -> list[str]:
        """What an item reads, through the values that it names too."""
        trees: list[Any] = [item.worth.expr]
        if item.applies is not None:
            applies = self._read_by([item.applies.when])
            if item.otherwise in MOVES and not all(one.startswith(OVER) for one in applies):
                keys = {"key": "applies", "zh_key": "适用"}
                self.problems.append(ScoreTooLate(place=item.applies.place, name=item.name, **keys))
            trees.append(item.applies.when)
        if item.each is not None:
            whens = (item.each.where, *(when for when, _ in item.each.rules))
            trees += [item.each.points, *(worth.expr for _, worth in item.each.rules)]
            trees += [condition.when for condition in whens if condition is not None]
        return self._read_by(trees)

    def _moving(self) -> list[str]:
        """The quantities that decide which points move, on which the score of any item may rest."""
        empty = [item.each.if_empty for item in self.items.values() if item.each is not None]
        if not MOVES.intersection((*(item.otherwise for item in self.items.values()), *empty)):
            return []
        applies = [item.applies.when for item in self.items.values() if item.applies is not None]
        rows = [
            condition.when
            for item in self.items.values()
            if item.each is not None
            for condition in (item.each.where, *(when for when, _ in item.each.rules))
            if condition is not None
        ]
        return [one for one in self._read_by([*applies, *rows]) if one.startswith(OVER)]

    def _read_by(self, trees: Iterable[Any]) -> list[str]:
        found: list[str] = []
        seen: set[str] = set()
        waiting = list(trees)
        while waiting:
            tree = waiting.pop()
            paths = (item_path(name, self.items) for name in items_of(tree))
            found += [path for path in paths if path is not None]
            for name in names_of(tree):
                if name in self.cohort:
                    found.append(OVER + name)
                elif name in self.values and name not in seen:
                    seen.add(name)
                    waiting.append(self.values[name].lowered.expr)
        return found


def item_path(name: str, items: Collection[str]) -> str | None:
    """The path of the item that a name stands for: a path, or the unique end of one."""
    if name in items:
        return name
    ends = [path for path in items if path.endswith(f"/{name}")]
    return ends[0] if len(ends) == 1 else None
