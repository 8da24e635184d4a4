"""Reads: which changes of the facts an item's score may depend on, in one version of a rubric."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from engine.judgements import judging_rules
from engine.questions.names import read_by
from rubric.circles import item_path
from rubric.formula import items_of, names_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.questions.diff.facts import Change
    from rubric.model import Item, Rubric

# Under which names a change is looked for, beside its own.
_SIGNS: Final[Mapping[str, tuple[str, ...]]] = {"judgement": ("@",), "table": ("", "#"), "rule": ()}


class Reads:
    """The names behind the items of one rubric: facts, elements and tables as they are, judgements as
    ``@PATH``, and as ``#TABLE`` how many rows a table has."""

    def __init__(self, rubric: Rubric, side: int, changes: Sequence[Change]) -> None:
        self.rubric, self.changes = rubric, changes
        self.items: Mapping[str, Item] = {item.path: item for item in rubric.root.walk()}
        self.named: dict[str, list[int]] = {}
        for number, change in enumerate(changes):
            for one in (change, *change.along):
                for sign in _SIGNS.get(one.kind, ("",)):
                    self.named.setdefault(sign + one.keys[side], []).append(number)
        self._known: dict[str, frozenset[str]] = {}

    def of(self, path: str, row: str | None = None) -> frozenset[int]:
        """The numbers of the changes that may move an item, or a ``row`` of a group of rows."""
        item = self.items[path]
        if row is None:
            return self._numbers(self.names(path)) | self._judged_rows(item)
        assert item.each is not None  # only groups of rows have rows
        read = {*self._read(item), *self._around(path), *self._moving}
        read |= {
            name for other in self._referred(self._trees(item)) for name in self._below(other, frozenset())
        }
        own = self.named.get(item.each.table, ())
        mine = {n for n in own if self.changes[n].kind == "table" or self.changes[n].name == row}
        return self._numbers({*read, f"@{path}/{row}"}) | mine

    def names(self, path: str) -> frozenset[str]:
        """The names behind an item: of all below it, of what is above it and of what moves points."""
        return frozenset((*self._below(path, frozenset()), *self._around(path), *self._moving))

    def _numbers(self, names: Iterable[str]) -> frozenset[int]:
        return frozenset(number for name in names for number in self.named.get(name, ()))

    # -- names

    def _below(self, path: str, seen: frozenset[str]) -> frozenset[str]:
        """The names that an item and all below it read, and the items whose scores they read."""
        if path not in self._known:
            item = self.items[path]
            found = {*self._read(item), *((item.each.table,) if item.each is not None else ())}
            if judging_rules(item):
                found.add(f"@{path}")
            for other in (*(child.path for child in item.items), *self._referred(self._trees(item))):
                if other not in seen:
                    found |= self._below(other, seen | {path})
            self._known[path] = frozenset(found)
        return self._known[path]

    def _read(self, item: Item) -> Iterator[str]:
        """The names in the expressions of an item itself, its own table aside."""
        columns = self.rubric.facts[item.each.table].columns if item.each is not None else ()
        for tree in self._trees(item):
            yield from read_by(tree, self.rubric, columns)
        yield from self._condition(item)

    def _trees(self, item: Item) -> Iterator[ast.expr]:
        yield item.worth.expr
        if item.combined is not None:
            yield item.combined
        if item.each is not None:
            yield from (worth.expr for _, worth in item.each.rules)
            yield from (when.when for when, _ in item.each.rules if when is not None)
            yield item.each.points
            if item.each.where is not None:
                yield item.each.where.when

    def _around(self, path: str) -> Iterator[str]:
        """What decides whether the groups above an item apply."""
        above = [path[:at] for at, char in enumerate(path) if char == "/"] + ([""] if path else [])
        return (name for one in above for name in self._condition(self.items[one]))

    def _condition(self, item: Item) -> Iterator[str]:
        """What decides whether an item applies."""
        if item.applies is not None:
            yield from read_by(item.applies.when, self.rubric)
            for path in self._referred([item.applies.when]):
                yield from self._below(path, frozenset())

    def _referred(self, trees: Iterable[ast.expr]) -> Iterator[str]:
        """The items whose scores are read, through named values too."""
        waiting, opened = list(trees), set[str]()
        while waiting:
            tree = waiting.pop()
            yield from (path for name in items_of(tree) if (path := item_path(name, self.items)) is not None)
            for name in names_of(tree):
                if name in self.rubric.values and name not in opened:
                    opened.add(name)
                    waiting.append(self.rubric.values[name].lowered.expr)

    @cached_property
    def _moving(self) -> frozenset[str]:
        """What decides where points go that leave an item: it may reach all others."""
        items = self.items.values()
        if not any(_moves(item) for item in items):
            return frozenset()
        found = {name for item in items for name in self._condition(item)}
        for item in items:
            if item.each is not None:
                found.add(f"#{item.each.table}")
                if item.each.where is not None:
                    found |= {item.each.table, *self._read(item)}
        return frozenset(found)

    def _judged_rows(self, item: Item) -> frozenset[int]:
        """The judgements of rows below an item."""
        groups = {one.path for one in item.walk() if one.each is not None}
        names = (name for name in self.named if name[:1] == "@" and name[1:].rpartition("/")[0] in groups)
        return self._numbers(names)


def _moves(item: Item) -> bool:
    empty = item.each.if_empty if item.each is not None else None
    return bool({"redistribute", "rescale"} & {item.otherwise, empty})
