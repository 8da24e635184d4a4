"""The mapping of a facts file, held against the rubric; CSV and XLSX are brought to the same form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from engine.facts_digest import digest
from engine.facts_entry import ENTRY, Entries
from engine.facts_given import Facts
from engine.facts_names import Names
from engine.facts_problems import GivenTwice
from engine.facts_shape import TEXTS, in_order, twice
from engine.facts_tables import Tables
from engine.judgements import KEYS as JUDGEMENT
from engine.judgements import read_judgements
from rubric.given import AttachedShape, FactsShape
from rubric.keywords import canonical_key
from rubric.range import Range
from rubric.source import Table

if TYPE_CHECKING:
    from engine.facts_entry import CellNames
    from engine.facts_given import Given, GivenRow
    from engine.judged import Judged
    from engine.scorecard import Known
    from rubric.model import Rubric
    from rubric.problems import Problem
    from rubric.source import Place, Source, Text

TOP: Final = frozenset(FactsShape.fields)
ATTACHED: Final = frozenset(AttachedShape.fields)


def read_table(
    table: Table, rubric: Rubric, origin: Source | None = None, cells: CellNames | None = None
) -> tuple[Facts | None, list[Problem]]:
    """The facts in a mapping, or every problem in it; ``cells`` names the cells of a workbook by place."""
    return _Reading(rubric, origin, cells or {}).facts(table)


MOST_PROBLEMS: Final = 200


class _Reading:
    """One pass over a facts file that collects what is wrong with it."""

    def __init__(self, rubric: Rubric, origin: Source | None, cells: CellNames) -> None:
        self.rubric, self.origin = rubric, origin
        self.names = Names(rubric)
        self.entries = Entries(rubric, cells)
        self.problems = self.entries.problems
        self.given: dict[str, Given[Known]] = {}
        self.ranges: dict[str, Given[Range]] = {}
        self.tables: dict[str, tuple[GivenRow, ...]] = {}
        self.places: dict[str, Place] = {}

    def facts(self, table: Table) -> tuple[Facts | None, list[Problem]]:
        top = self.entries.parts(table, TOP)
        texts = {word: self.entries.text(word, top.get(word)) for word in TEXTS}
        self._entries(self.entries.table("facts", top.get("facts")))
        judged = self._judgements(self.entries.table("judgements", top.get("judgements")))
        attached = self._attached(self.entries.table("attached", top.get("attached")))
        if self.problems:
            return None, in_order(self.problems, self.origin)
        facts = Facts(
            subject=texts["subject"],
            period=texts["period"],
            rubric=texts["rubric"],
            filled=texts["filled"],
            facts=self.given,
            ranges=self.ranges,
            tables=self.tables,
            judgements=judged,
            attached=attached,
            notices=tuple(self.entries.notices),
            sha256=digest(texts, {**self.given, **self.ranges}, self.tables, judged, attached),
            origin=self.origin,
        )
        return facts, []

    # -- facts

    def _entries(self, table: Table) -> None:
        for key, entry in table.items():
            if len(self.problems) >= MOST_PROBLEMS:
                break  # nobody reads on, and each has a near miss to be looked for
            item = self.names.checklist(key)
            if isinstance(entry, Table) and item is not None and not is_entry(entry):
                for element, answer in entry.items():
                    name, problems = self.names.element(element, item)
                    self._entry(name, element, answer, problems)
            else:
                name, problems = self.names.fact(key)
                self._entry(name, key, entry, problems)

    def _entry(self, name: str | None, key: Text, entry: Any, problems: list[Problem]) -> None:
        self.problems += problems
        if name is None:
            return
        if name in self.places:
            self.problems.append(GivenTwice(place=key.place, name=key, line=self.places[name].line))
            return
        self.places[name] = key.place
        fact = self.rubric.facts.get(name)
        if fact is not None and fact.type == "table":
            rows = Tables(self.entries, self.origin).read(key, entry, fact)
            if rows is not None:
                self.tables[name] = rows
            return
        given = self.entries.given(name, key, entry, fact)
        if given is not None and isinstance(given.value, Range):
            self.ranges[name] = given
        elif given is not None:
            self.given[name] = given

    # -- judgements and what is attached

    def _judgements(self, table: Table) -> dict[str, Judged]:
        for entry in table.values():
            if isinstance(entry, Table):
                self.problems += twice(entry, JUDGEMENT)
        judged, problems = read_judgements(_filled(table), self.rubric, self.tables)
        self.problems += problems
        return judged

    def _attached(self, table: Table) -> dict[str, frozenset[Literal["reason", "evidence"]]]:
        attached: dict[str, frozenset[Literal["reason", "evidence"]]] = {}
        first: dict[str, Place] = {}
        rows = self.names.rows(self.tables) if table else {}
        for key, entry in table.items():
            path, problems = self.names.item_or_row(key, rows)
            self.problems += problems
            parts = self.entries.parts(self.entries.table(key, entry), ATTACHED)
            if path is not None and path in attached:
                self.problems.append(GivenTwice(place=key.place, name=key, line=first[path].line))
            elif path is not None:
                kinds: tuple[Literal["reason", "evidence"], ...] = ("reason", "evidence")
                said = (kind for kind in kinds if self.entries.texts(key, parts.get(kind)))
                attached[path], first[path] = frozenset(said), key.place
        return attached


def is_entry(table: Table) -> bool:
    """Whether a mapping holds what an entry holds, and so is not one of the elements of a checklist."""
    return any(canonical_key(key, ENTRY) in ENTRY for key in table)


def _filled(table: Table) -> Table:
    """The judgements that say something: what stands empty in a form is still to be filled in."""
    filled = Table()
    for key, entry in table.items():
        if isinstance(entry, Table):
            kept = Table((k, held) for k, held in entry.items() if held != "")
            kept.place = entry.place
            if kept:
                filled[key] = kept
        elif entry != "":
            filled[key] = entry
    return filled
