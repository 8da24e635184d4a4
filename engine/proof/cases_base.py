"""The facts of a test: those of its base, with what differs in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.facts import table_of
from engine.facts_shape import Shapes
from engine.facts_yaml import TOP, is_entry
from engine.proof.cases_problems import BadBase
from rubric.place import Missing, Place, Table, Text
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.facts_entry import CellNames
    from engine.facts_names import Names
    from rubric.model import Rubric
    from rubric.place import Source
    from rubric.problems import Problem
    from rubric.tests import TestShape

FORMS: Final = (".yaml", ".yml", ".json", ".csv", ".xlsx")
SECTIONS: Final = ("facts", "judgements", "attached")


class Base(Record):
    """The parts of a facts file by their English words, and the names of its cells where it has any."""

    parts: dict[str, Any]
    cells: CellNames


NONE: Final = Base({}, {})


class Bases:
    """Reads the bases of one file of tests, each once."""

    def __init__(self, rubric: Rubric, source: Source, problems: list[Problem]) -> None:
        self.rubric, self.source, self.problems = rubric, source, problems
        self.read_already: dict[str, Base] = {}

    def read(self, key: Text | None, held: Any) -> Base:
        """A base: a file of facts, or the mapping that would stand in one; nothing where there is none."""
        if key is None:
            return NONE
        if isinstance(held, Table):
            return Base(self._parts(held), {})
        if not isinstance(held, Text) or isinstance(held, Missing):
            why = ("它不是文件名，也不是事实", "it is neither the name of a file nor facts")
            self._refuse(held.place if isinstance(held, Text) and held else key.place, key, why)
            return NONE
        if held not in self.read_already:
            self.read_already[held] = self._file(held)
        return self.read_already[held]

    def _file(self, name: Text) -> Base:
        path, why = self._inside(name)
        if path is None:
            self._refuse(name.place, name, why)
            return NONE
        table, cells, problems = table_of(path, self.rubric)
        self.problems += problems
        return NONE if table is None else Base(self._parts(table), cells)

    def _parts(self, table: Table) -> dict[str, Any]:
        shapes = Shapes()
        parts = shapes.parts(table, TOP)
        for word in SECTIONS:
            shapes.table(word, parts.get(word))
        self.problems += shapes.problems
        return parts

    def _refuse(self, place: Place, name: str, why: tuple[str, str]) -> None:
        self.problems.append(BadBase(place=place, name=name, why_zh=why[0], why_en=why[1]))

    def _inside(self, name: Text) -> tuple[Path | None, tuple[str, str]]:
        """The file that ``name`` means, where it lies in the folder of the tests, or why it does not."""
        own = self.source.path
        if own is None:
            return None, ("样例不是从文件读入的", "the tests were not read from a file")
        outside = ("它不在样例文件所在的文件夹里", "it is not in the folder of the tests")
        absent = ("样例文件的文件夹里没有这个文件", "the folder of the tests holds no such file")
        if not name.lower().endswith(FORMS):
            forms = "、".join(FORMS)
            return None, (f"文件名应以 {forms} 结尾", f"its name should end in {forms}")
        try:
            folder = own.resolve().parent
            path = (folder / name).resolve()
            if "\\" in name or not path.is_relative_to(folder):
                return None, outside
            if path == own.resolve() or path == (self.rubric.source.path if self.rubric.source else None):
                return None, ("它不是事实文件", "it is no facts file")
            return (path, ("", "")) if path.is_file() else (None, absent)
        except (OSError, RuntimeError, ValueError):
            return None, absent


# -- putting together --------------------------------------------------------------------------------


def merged(base: Base, test: TestShape, names: Names) -> Table:
    """The mapping of a facts file: the base, with the test's facts, judgements and attachments in it."""
    whole = Table()
    whole.place = test.place
    for word in TOP:
        own = getattr(test, word) if word in SECTIONS else None
        held = base.parts.get(word)
        if isinstance(held, Table | None) and isinstance(own, Table):
            held = _over(held, own, word, names)
        elif own is not None and not isinstance(own, Missing):
            held = own  # whoever reads the facts says what is due there
        if held is not None:
            whole[Text.at(word, test.written[word].place if word in test.written else test.place)] = held
    return whole


def _over(base: Table | None, own: Table, word: str, names: Names) -> Table:
    under = _named(base, word, names) if base is not None else {}
    over = _named(own, word, names)
    table = Table({key: held for name, (key, held) in under.items() if name not in over})
    table |= dict(over.values())
    table.place = own.place
    return table


def _named(table: Table, word: str, names: Names) -> dict[str, tuple[Text, Any]]:
    """The entries by what their names stand for; one under two names is left to the reader to find."""
    found: dict[str, tuple[Text, Any]] = {}
    for name, key, held in _entries(table, word, names):
        found[name if name not in found else f"{name} {key.place.start}"] = (key, held)
    return found


def _entries(table: Table, word: str, names: Names) -> Iterator[tuple[str, Text, Any]]:
    for key, held in table.items():
        if word != "facts":
            item, _ = names.item(key)
            yield (item.path if item is not None else key), key, held
            continue
        of = names.checklist(key)
        if of is None or not isinstance(held, Table) or is_entry(held):
            yield names.fact(key)[0] or key, key, held
            continue
        for element, answer in held.items():
            path, _ = names.element(element, of)
            # Its full name: short ones may be those of other elements as well.
            full = path or f"{of.path}/{element}"
            yield full, Text.at(full, element.place), answer
