"""The names a facts file may use: facts, elements of checklists and items, by path or short name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from engine.facts_problems import ElementUnclear, UnknownFact
from rubric.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rubric.model import Item, Rubric
    from rubric.problems import Problem
    from rubric.source import Text

Thing = TypeVar("Thing")


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
        below = [item for item in rubric.root.walk() if item.path]
        self._items = _by_name(below)
        holding = {element.item for element in rubric.elements.values()}
        self._lists = _by_name(item for item in below if item.path in holding)

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

    def checklist(self, word: Text) -> Item | None:
        """The item with a checklist whose elements stand under this name; a fact's name is the fact's."""
        found = _exactly(word, self._lists.get(word, ()))
        return found[0] if len(found) == 1 and word not in self.rubric.facts else None

    def element(self, word: Text, item: Item) -> tuple[str | None, list[Problem]]:
        """The key of the element of an item that a word stands for."""
        own = {e.name: key for key, e in self.rubric.elements.items() if e.item == item.path}
        if word in own:
            return own[word], []
        return None, [_unknown(word, own)]


def _by_name(items: Iterable[Item]) -> Mapping[str, list[Item]]:
    named: dict[str, list[Item]] = {}
    for item in items:
        for word in dict.fromkeys((item.path, item.name)):
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
    return None, [_unknown(word, known)]


def _unknown(word: Text, known: Iterable[str]) -> UnknownFact:
    zh, en = did_you_mean(word, known)
    return UnknownFact(place=word.place, name=word, near_zh=zh, near_en=en)


def did_you_mean(word: str, known: Iterable[str]) -> tuple[str, str]:
    """The question that names the nearest known word, in both languages; empty where none is near."""
    near = nearest(word, known)
    return (f"是不是“{near}”？", f"Did you mean {near}? ") if near else ("", "")
