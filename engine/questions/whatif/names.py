"""What a name on the command line stands for: a fact, an element, a judgement, or a cell of a table."""

from __future__ import annotations

import unicodedata
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from engine.facts_names import Names
from engine.facts_problems import ElementUnclear
from engine.judgements import judging_rules
from engine.questions.spot import Row
from engine.questions.whatif.problems import NoSuchCell, UnknownSetting
from rubric.keywords import canonical_key
from rubric.problems import did_you_mean
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.facts_given import Facts, GivenRow
    from rubric.model import Rubric
    from rubric.place import Text
    from rubric.problems import Problem

_JUDGED: Final = frozenset(("judgements",))


class Named(Record):
    """What is meant: the name of a fact, the PATH/NAME of an element, the path of what is judged, or,
    with ``row``, a column of a table. ``title`` is what it is called when spoken of."""

    kind: Literal["fact", "judgement", "cell"]
    name: str
    title: str
    row: Row | None = None


class Meant:
    """Looks up what names stand for, in one rubric and the facts of one subject."""

    def __init__(self, rubric: Rubric, facts: Facts) -> None:
        self.rubric, self.facts = rubric, facts
        self.names = Names(rubric)
        self.tables = {name: fact for name, fact in rubric.facts.items() if fact.type == "table"}

    def of(self, word: Text) -> Named | Problem:
        """What a name stands for, or why it stands for nothing."""
        head, _, rest = word.partition("/")
        if rest and canonical_key(head, _JUDGED) in _JUDGED and head not in self.rubric.facts:
            return self._judgement(rest, word) or self._unknown(word)
        if head in self.tables:
            return self._cell(head, rest, word)
        found, problems = self.names.fact(word)
        if found is not None:
            return Named("fact", found, self.title(found))
        if problems and isinstance(problems[0], ElementUnclear):
            return problems[0]
        return self._judgement(word, word) or self._unknown(word)

    def title(self, name: str) -> str:
        """An element by its own name where no other has it."""
        element = self.rubric.elements.get(name)
        if element is None:
            return name
        alike = [one for one in self.rubric.elements.values() if one.name == element.name]
        return element.name if len(alike) == 1 and element.name not in self.rubric.facts else name

    # -- judgements --

    def _judgement(self, name: str, word: Text) -> Named | Problem | None:
        found = [path for path in self.judged() if name in (path, path.rsplit("/", 1)[-1])]
        exact = [path for path in found if path == name]
        if len(exact or found) > 1:
            return ElementUnclear(place=word.place, name=word, items="、".join(found))
        return next((Named("judgement", path, path) for path in (*exact, *found)), None)

    def judged(self) -> Iterator[str]:
        """The path of everything that a person judges, rows of tables among them."""
        for item in self.rubric.root.walk():
            if not judging_rules(item):
                continue
            if item.each is None:
                yield item.path
                continue
            rows = self.facts.tables.get(item.each.table, ())
            yield from (f"{item.path}/{name}" for row in rows if (name := _named(row, item.each.name)))

    def _unknown(self, word: Text) -> Problem:
        judged = list(self.judged())
        elements = [element.name for element in self.rubric.elements.values()]
        known = chain(self.rubric.facts, elements, (path.rsplit("/", 1)[-1] for path in judged), judged)
        zh, en = did_you_mean(word.rsplit("/", 1)[-1] if "/" in word else word, known)
        return UnknownSetting(place=word.place, name=word, near_zh=zh, near_en=en)

    # -- cells --

    def _cell(self, table: str, rest: str, word: Text) -> Named | Problem:
        columns, rows = self.tables[table].columns, self.facts.tables.get(table, ())
        row, _, column = rest.rpartition("/")
        found = self._row(table, row)
        if row and found is not None and column in columns:
            return Named("cell", column, word, Row(table, found))
        missing = (row or rest) if found is None else column
        known = [name for held in rows for name in _texts(held)] if found is None else list(columns)
        zh, en = did_you_mean(missing, known)
        return NoSuchCell(
            place=word.place,
            table=table,
            name=missing or "…",
            columns="、".join(columns),
            near_zh=zh,
            near_en=en,
        )

    def _row(self, table: str, name: str) -> int | None:
        """The place of the row that alone goes by a name, or that is the of that number."""
        rows = self.facts.tables.get(table, ())
        plain = unicodedata.normalize("NFKC", name).strip()
        found = [number for number, row in enumerate(rows) if plain in _texts(row)]
        if len(found) == 1:
            return found[0]
        counted = int(plain) - 1 if plain.isascii() and plain.isdigit() and len(plain) < 6 else -1
        return counted if not found and 0 <= counted < len(rows) else None


def _named(row: GivenRow, column: str) -> str:
    given = row.cells.get(column)
    return "" if given is None else str(given.value) if isinstance(given.value, str) else given.text


def _texts(row: GivenRow) -> Iterator[str]:
    """What a row may go by: the words in it."""
    for given in row.cells.values():
        if isinstance(given.value, str):
            yield unicodedata.normalize("NFKC", given.value).strip()


def titles(table: str, number: int, facts: Facts) -> str:
    """A row by its first word that no other row has, else by its number."""
    rows = facts.tables[table]
    counts: Mapping[str, int] = {
        word: sum(word in _texts(row) for row in rows) for word in _texts(rows[number])
    }
    return next((word for word, count in counts.items() if count == 1), str(number + 1))
