"""Match: which item of one version of a rubric is which of another, by path, by ``was`` and by content.

The same in both directions: what matches A with B matches B with A.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rubric.model import Item, Rubric

How = Literal["path", "was", "content"]


class Pair(Record):
    """An item before and after: None where there is none. ``how`` says by what they were matched."""

    before: Item | None
    after: Item | None
    how: How = "path"

    @property
    def key(self) -> tuple[str | None, str | None]:
        """The two paths."""
        before, after = self.before, self.after
        return (before.path if before is not None else None, after.path if after is not None else None)

    @property
    def renamed(self) -> bool:
        """Whether it is the same item under another path."""
        return None not in self.key and self.key[0] != self.key[1]


def match(before: Rubric, after: Rubric, content: Callable[[int, Item], Any]) -> list[Pair]:
    """Every item of either version once, in the order of the newer one, what was removed behind it.

    ``content`` is what an item of the older (0) or the newer (1) version says, wording and names aside; None
    for one that is not to be told by it.
    """
    found = _Match(content)
    found.pair(before.root, after.root, "path")
    found.strays(before, after)
    return found.all(before, after)


class _Match:
    def __init__(self, content: Callable[[int, Item], Any]) -> None:
        self.content = content
        self.to: dict[str, tuple[Item, How]] = {}
        self.fro: dict[str, tuple[Item, How]] = {}

    def pair(self, one: Item, other: Item, how: How) -> None:
        """Take two items for the same, and those below them that are."""
        self.to[one.path], self.fro[other.path] = (other, how), (one, how)
        self._children(one.items, other.items)

    def _children(self, ones: Sequence[Item], others: Sequence[Item]) -> None:
        self._by(_same_name, ones, others, "path")
        self._by(_was, ones, others, "was")
        self._alike(ones, others)

    def _by(
        self, test: Callable[[Item, Item], bool], ones: Iterable[Item], others: Iterable[Item], how: How
    ) -> None:
        """Pair those that pass a test with one another and with nothing else."""
        free = [one for one in ones if one.path not in self.to]
        left = [other for other in others if other.path not in self.fro]
        # All at once: whom a pair brings along must not depend on which version is looked through first.
        meant = [(one, other) for one in free for other in left if test(one, other)]
        for one, other in meant:
            alone = sum(one is a or other is b for a, b in meant) == 1
            if alone and one.path not in self.to and other.path not in self.fro:
                self.pair(one, other, how)

    def _alike(self, ones: Iterable[Item], others: Iterable[Item]) -> None:
        """Pair those that say the same and whose like stands nowhere else."""
        free = [one for one in ones if one.path not in self.to]
        left = [other for other in others if other.path not in self.fro]
        if not free or not left:
            return
        said = {id(item): self.content(side, item) for side, held in ((0, free), (1, left)) for item in held}

        def same(one: Item, other: Item) -> bool:
            return said[id(one)] is not None and said[id(one)] == said[id(other)]

        self._by(same, free, left, "content")

    def strays(self, before: Rubric, after: Rubric) -> None:
        """Match what was moved to another group."""
        ones, others = before.root.walk(), after.root.walk()
        self._by(_same_path, ones, others, "path")
        self._by(_was, ones, others, "was")
        self._alike(ones, others)

    def all(self, before: Rubric, after: Rubric) -> list[Pair]:
        """The pairs, and what is only in one version."""
        found = []
        for item in after.root.walk():
            known = self.fro.get(item.path)
            found.append(Pair(None, item) if known is None else Pair(known[0], item, known[1]))
        return found + [Pair(one, None) for one in before.root.walk() if one.path not in self.to]


def _same_name(one: Item, other: Item) -> bool:
    return one.name == other.name


def _same_path(one: Item, other: Item) -> bool:
    return one.path == other.path


def _was(one: Item, other: Item) -> bool:
    """Whether either says that it was the other: in the newer version, or read backwards."""
    return other.was in (one.path, one.name) or one.was in (other.path, other.name)


def paths_between(pairs: Iterable[Pair]) -> Iterator[tuple[str, str]]:
    """The paths of the items that both versions have, before and after."""
    for pair in pairs:
        if pair.before is not None and pair.after is not None:
            yield pair.before.path, pair.after.path


def by_path(pairs: Iterable[Pair], side: int) -> Mapping[str, Pair]:
    """The pairs by the path in the older (0) or the newer (1) version."""
    return {path: pair for pair in pairs if (path := pair.key[side]) is not None}
