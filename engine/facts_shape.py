"""The shapes of a facts file: keys in either language, texts, lists, and yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.facts_problems import GivenTwice, UnknownTopKey, WrongForm
from rubric.keywords import KEYS, canonical_key, canonical_word
from rubric.problems import did_you_mean
from rubric.source import Row, Table, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rubric.problems import Problem
    from rubric.source import Source

TEXTS: Final = ("subject", "period", "rubric", "filled")


def words_of(fields: frozenset[str]) -> dict[str, str]:
    """Every form in which ``fields`` may be written, with the English word it means."""
    found = {zh: word for zh, words in KEYS.items() for word in words if word in fields}
    return found | {word: word for word in fields}


class Shapes:
    """Takes a facts file apart and collects what is wrong with its shapes."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def parts(self, table: Table, fields: frozenset[str]) -> dict[str, Any]:
        """A mapping by its English words; keys that may not stand here are problems."""
        parts: dict[str, Any] = {}
        first: dict[str, Text] = {}
        for key, held in table.items():
            word = canonical_key(key, fields)
            if word not in fields:
                self.problems.append(stray(key, fields))
            elif word in parts:
                self.problems.append(GivenTwice(place=key.place, name=key, line=first[word].place.line))
            else:
                parts[word], first[word] = held, key
        return parts

    def table(self, name: str, held: Any) -> Table:
        """A mapping, empty where nothing stands."""
        if isinstance(held, Table):
            return held
        if held:
            self.form(name, held, "名称到内容的对照", "a mapping of names")
        return Table()

    def text(self, name: str, held: Any) -> str | None:
        """A text, None where nothing stands."""
        if held is None or isinstance(held, Text):
            return None if held is None else str(held)
        self.form(name, held, "一段文字", "a text")
        return None

    def texts(self, name: str, held: Any) -> tuple[str, ...]:
        """One text or a list of them."""
        found = held if isinstance(held, Row) else [] if held is None or held == "" else [held]
        return tuple(text for one in found if (text := self.text(name, one)))

    def flag(self, name: str, held: Any) -> bool:
        """Yes or no; nothing is no."""
        word = canonical_word(held) if isinstance(held, Text) else held
        if word not in ("yes", "no", "", None):
            self.form(name, held, "是或否", "yes or no")
        return word == "yes"

    def form(self, name: str, held: Any, due_zh: str, due_en: str) -> None:
        """Say that something else is due here."""
        self.problems.append(WrongForm(place=held.place, name=name, due_zh=due_zh, due_en=due_en))


def stray(key: Text, fields: frozenset[str]) -> Problem:
    """A key that stands where only ``fields`` may."""
    forms = words_of(fields)
    zh, en = did_you_mean(key, forms)
    pairs = sorted(f"{form} {word}" for form, word in forms.items() if form != word)
    return UnknownTopKey(place=key.place, key=key, allowed="、".join(pairs), near_zh=zh, near_en=en)


def twice(table: Table, fields: frozenset[str]) -> Iterator[Problem]:
    """The keys of a mapping that mean what one before them means."""
    first: dict[str, Text] = {}
    for key in table:
        word = canonical_key(key, fields)
        if word in first:
            yield GivenTwice(place=key.place, name=key, line=first[word].place.line)
        first.setdefault(word, key)


def in_order(problems: Iterable[Problem], origin: Source | None = None) -> list[Problem]:
    """The problems as a reader meets them: those of the file itself before those of files it names."""

    def at(problem: Problem) -> tuple[bool, str, int]:
        if problem.place is None:
            return False, "", 0
        source = problem.place.source
        own = origin is None or source is origin
        return not own, "" if own else source.name, problem.place.start

    return sorted(problems, key=at)
