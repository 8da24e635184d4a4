"""The names a facts file may use: facts, elements, items and rows, by path or short name."""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from engine.facts_problems import ElementUnclear, UnknownFact
from rubric.problems import did_you_mean
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.facts_given import GivenRow
    from rubric.model import Item, Rubric
    from rubric.problems import Problem
    from rubric.source import Text

Thing = TypeVar("Thing")
# A file may hold thousands of rows and as many mistakes: each mistake is compared with so many names.
MOST_COMPARED: Final = 300


class NamedRow(Record):
    """A row of a table as a leaf of the group that has a leaf for each row."""

    group: Item
    name: str
    row: GivenRow

    @property
    def path(self) -> str:
        """What stands for the path of an item."""
        return f"{self.group.path}/{self.name}"

    def words(self) -> Iterator[str]:
        """The names it goes by: under the path of its group, and under its short name."""
        name = unicodedata.normalize("NFKC", self.name).strip()
        yield from dict.fromkeys((f"{self.group.path}/{name}", f"{self.group.name}/{name}"))


Rows = dict[str, list[NamedRow]]


def rows_by_name(groups: Iterable[Item], tables: Mapping[str, tuple[GivenRow, ...]]) -> Rows:
    """The rows of groups that have a leaf for each, by every name; rows of one name in one group are one."""
    named: dict[str, dict[str, NamedRow]] = {}
    for group in groups:
        each = group.each
        for row in tables.get(each.table, ()) if each is not None else ():
            given = row.cells.get(each.name) if each is not None else None
            if given is not None:
                one = NamedRow(group, given.value if isinstance(given.value, str) else given.text, row)
                for word in one.words():
                    named.setdefault(word, {}).setdefault(one.path, one)
    return {word: list(rows.values()) for word, rows in named.items()}


class Names:
    """Looks up the names of one rubric. A fact goes before an element, a path before a short name."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self._elements: dict[str, list[str]] = {}
        for key, element in rubric.elements.items():
            for word in dict.fromkeys(
                (element.name, f"{element.item.rsplit('/', 1)[-1]}/{element.name}", key)
            ):
                self._elements.setdefault(word, []).append(key)
        self._items = _by_name(rubric.root.walk())
        holding = {element.item for element in rubric.elements.values()}
        self._lists = _by_name(item for item in rubric.root.walk() if item.path in holding)

    def fact(self, word: Text) -> tuple[str | None, list[Problem]]:
        """The declared name, or the key of the element, that a word stands for."""
        if word in self.rubric.facts:
            return str(word), []
        if word in self.rubric.elements:
            return str(word), []
        known = [*self.rubric.facts, *self._elements]
        return _one(word, self._elements.get(word, ()), lambda key: key, known)

    def item(self, word: Text) -> tuple[Item | None, list[Problem]]:
        """The item that a path or a short name stands for."""
        found = self._items.get(word, ())
        return _one(word, _exactly(word, found), lambda item: item.path, self._items)

    def item_or_row(self, word: Text, rows: Rows) -> tuple[str | None, list[Problem]]:
        """The path of the item or of the row that a path or a short name stands for."""
        if word in self._items:
            item, problems = self.item(word)
            return None if item is None else item.path, problems
        return _one(word, (row.path for row in rows.get(word, ())), str, [*self._items, *rows])

    def rows(self, tables: Mapping[str, tuple[GivenRow, ...]]) -> Rows:
        """The rows of every group that has a leaf for each, by the names they go by."""
        return rows_by_name((item for item in self.rubric.root.walk() if item.each is not None), tables)

    def checklist(self, word: Text) -> Item | None:
        """The item with a checklist whose elements stand under this name; a fact's name is the fact's."""
        found = _exactly(word, self._lists.get(word, ()))
        return found[0] if len(found) == 1 and word not in self.rubric.facts else None

    def element(self, word: Text, item: Item) -> tuple[str | None, list[Problem]]:
        """The key of the element of an item that a word stands for."""
        own = {e.name: key for key, e in self.rubric.elements.items() if e.item == item.path}
        if word in own:
            return own[word], []
        return None, [unknown(word, own)]


def _by_name(items: Iterable[Item]) -> Mapping[str, list[Item]]:
    named: dict[str, list[Item]] = {}
    for item in items:
        # The whole has no path; it goes by its title.
        for word in dict.fromkeys(word for word in (item.path, item.name) if word):
            named.setdefault(word, []).append(item)
    return named


def _exactly(word: str, found: Iterable[Item]) -> list[Item]:
    exact = [item for item in found if item.path == word]
    return exact or list(found)


def _one(
    word: Text, found: Iterable[Thing], path: Callable[[Thing], str], known: Iterable[str]
) -> tuple[Thing | None, list[Problem]]:
    things = list(found)
    if len(things) == 1:
        return things[0], []
    if things:
        paths = "、".join(sorted(path(one) for one in things))
        return None, [ElementUnclear(place=word.place, name=word, items=paths)]
    return None, [unknown(word, known)]


def unknown(word: Text, known: Iterable[str]) -> UnknownFact:
    """A name that nothing declared goes by."""
    zh, en = did_you_mean(word, islice(known, MOST_COMPARED))
    return UnknownFact(place=word.place, name=word, near_zh=zh, near_en=en)
