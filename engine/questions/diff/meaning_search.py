"""Search: facts for which two versions of a rubric score an item otherwise, each scored with both.

All facts stand at a plain value; those that an item reads are moved one at a time, and then two at a time,
through the points at which either version turns and a step to either side (engine/proof/near.py).
What is found is an example; that nothing is found proves nothing.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, Any, Final

from engine.judgements import judging_rules
from engine.proof.near import near_shares, near_values, typical
from engine.proof.saved import Made, is_given, whole_of
from engine.questions.diff.match import paths_between
from engine.questions.diff.reads import Reads
from engine.score import _Scoring, score
from rubric.formula import names_of
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.questions.diff.meaning import Meaning
    from engine.questions.diff.shapley import Ends
    from engine.scorecard import ItemScore, Known
    from rubric.model import Item, Rubric

# Sets of facts that are tried for one item.
TRIES: Final = 300
# Values of each of two facts that are tried together.
FEW: Final = 6
ONE: Final = Fraction(1)


class Example(Record):
    """Facts for which an item scores otherwise: the values of those that it reads, by name (``@PATH`` a
    judgement), the item's points and the total under either version, and which facts are not at a plain
    value."""

    paths: tuple[str, str]
    facts: tuple[tuple[str, Known], ...]
    item: tuple[Ends, Ends]
    total: tuple[Ends, Ends]
    moved: frozenset[str] = frozenset()


class Searched(Record):
    """What became of the search for one item: the example, or after how many tries there was none."""

    paths: tuple[str, str]
    example: Example | None
    tries: int


def search(found: Meaning) -> list[Searched]:
    """An example for every item that says, or rests on something that says, otherwise."""
    if found.same:
        return []
    searching = _Search(found)
    return [searching.item(paths) for paths in searching.targets()]


class _Search:
    def __init__(self, found: Meaning) -> None:
        self.found, self.rubrics = found, found.rubrics
        self.reads = tuple(Reads(rubric, side, []) for side, rubric in enumerate(self.rubrics))
        self.paths = dict(paths_between(found.pairs))
        self.near = self._near()
        self.common = self._common()

    def targets(self) -> Iterator[tuple[str, str]]:
        """The leaves that may score otherwise, and the groups whose own lines do."""
        found: dict[tuple[str, str], None] = {}
        for one in self.found.meant:
            if None not in one.keys and one.facets and one.section in ("item", "top"):
                found[one.keys[0] or "", one.keys[1] or ""] = None
        named = {one.keys[side] for one in self.found.meant if one.section == "values" for side in (0, 1)}
        for pair in self.paths.items():
            if named & {name for side in (0, 1) for name in self._named(pair[side], side)}:
                found[pair] = None
        yield from found

    def _named(self, path: str, side: int) -> Iterator[str]:
        """The values that a leaf names."""
        item = self.reads[side].items[path]
        if not item.items:
            yield from names_of(item.worth.expr)

    # -- values

    def _near(self) -> Mapping[str, tuple[Known, ...]]:
        """The values that matter by name, those of either version; by the newer name of an element."""
        found: dict[str, dict[Known, None]] = {}
        for rubric, near in ((rubric, near_values(rubric)) for rubric in self.rubrics):
            for name, values in near.items():
                held = found.setdefault(self._newer(name) if rubric is self.rubrics[0] else name, {})
                held.update(dict.fromkeys(values))
        return {name: tuple(values) for name, values in found.items()}

    def _newer(self, name: str) -> str:
        path, _, rest = name.rpartition("/")
        return f"{self.paths[path]}/{rest}" if path in self.paths and path else name

    def _common(self) -> dict[str, Known]:
        """Every fact at a plain value."""
        found: dict[str, Known] = {}
        for rubric in self.rubrics:
            plain = (fact for fact in rubric.facts.values() if fact.type != "table")
            found |= {fact.name: typical(fact) for fact in plain if not fact.optional}
        elements = [self._newer(key) for key in self.rubrics[0].elements] + list(self.rubrics[1].elements)
        judged = {
            f"@{path if side else self.paths.get(path, path)}": near_shares(item)
            for side, reads in enumerate(self.reads)
            for path, item in reads.items.items()
            if is_judged(item)
        }
        return (
            found | dict.fromkeys(elements, True) | {name: held[0] for name, held in judged.items() if held}
        )

    def _made(self, values: Mapping[str, Known], side: int) -> Made:
        """Bare facts for one version; judgements stand among the values as ``@PATH``, in shares."""
        rubric, older = self.rubrics[side], {new: old for old, new in self.paths.items()}
        items = self.reads[side].items
        held: dict[str, Known] = {}
        judged: dict[str, Fraction] = {}
        for name, value in values.items():
            path, _, rest = name.rpartition("/")
            if name.startswith("@"):
                own = name[1:] if side else older.get(name[1:], name[1:])
                if isinstance(value, Fraction) and own in items and is_judged(items[own]):
                    judged[own] = value * (whole_of(items[own]) if is_given(items[own]) else ONE)
            else:
                held[f"{older[path]}/{rest}" if path and not side and path in older else name] = value
        tables = {
            name: rows
            for name, fact in rubric.facts.items()
            if fact.type == "table"
            for rows in (_rows(rubric, name, values),)
        }
        return Made(held, judged | dict(_judged_rows(rubric, tables)), tables)

    # -- one item

    def item(self, paths: tuple[str, str]) -> Searched:
        """The first set of facts for which the item scores otherwise."""
        names = self._names(paths)
        tries = 0
        for values in islice(self._tries(names), TRIES):
            tries += 1
            one, other = (self._scored(values, path, side) for side, path in enumerate(paths))
            if one is not None and other is not None and one != other:
                example = self._example(values, names, paths)
                if example is not None:
                    return Searched(paths, example, tries)
        return Searched(paths, None, tries)

    def _names(self, paths: tuple[str, str]) -> list[str]:
        """What the item reads in either version, by the newer names."""
        found: dict[str, None] = {}
        for side in (1, 0):
            for name in sorted(self.reads[side].names(paths[side])):
                judged = name.startswith("@")
                newer = f"@{self.paths.get(name[1:], name[1:])}" if judged and not side else name
                found[newer if judged or side else self._newer(name)] = None
        tables = [f"{name}/{column}" for name in found for column in self._columns(name)]
        return [*(name for name in found if name in self.near or name.startswith("@")), *tables]

    def _columns(self, table: str) -> Iterable[str]:
        fact = self.rubrics[1].facts.get(table) or self.rubrics[0].facts.get(table)
        return fact.columns if fact is not None else ()

    def _values(self, name: str) -> Sequence[Known]:
        if not name.startswith("@"):
            return self.near.get(name, ())
        found: dict[Known, None] = {}
        for side, items in enumerate(reads.items for reads in self.reads):
            path = name[1:] if side else {new: old for old, new in self.paths.items()}.get(name[1:], name[1:])
            if path in items:
                found |= dict.fromkeys(near_shares(items[path]))
        return tuple(found)

    def _tries(self, names: Sequence[str]) -> Iterator[Mapping[str, Known]]:
        yield self.common
        for name in names:
            yield from (self.common | {name: value} for value in self._values(name))
        for one, other in combinations(names, 2):
            for a, b in product(self._values(one)[:FEW], self._values(other)[:FEW]):
                yield self.common | {one: a, other: b}

    def _scored(self, values: Mapping[str, Known], path: str, side: int) -> Ends | None:
        """The item's points, None where these facts cannot be or leave it open."""
        try:
            facts = self._made(values, side).bare(self.rubrics[side])
        except ValueError:
            return None
        scoring = _Scoring(self.rubrics[side], facts)
        found: ItemScore = scoring.item(path) if path else scoring.root()
        return (found.low, found.high) if found.exact is not None else None

    def _example(
        self, values: Mapping[str, Known], names: Sequence[str], paths: tuple[str, str]
    ) -> Example | None:
        """The example by whole scorecards, None where they do not bear it out."""
        cards = [
            score(rubric, self._made(values, side).facts(rubric)) for side, rubric in enumerate(self.rubrics)
        ]
        items = [
            next((item for item in card.root.walk() if item.path == path), None)
            for card, path in zip(cards, paths, strict=True)
        ]
        if None in items:
            return None
        one, other = ((item.low, item.high) for item in items if item is not None)
        read = tuple((name, values[name]) for name in names if name in values)
        totals = [(card.root.low, card.root.high) for card in cards]
        moved = frozenset(name for name in values if values[name] != self.common[name])
        return Example(paths, read, (one, other), (totals[0], totals[1]), moved) if one != other else None


def _judged_rows(rubric: Rubric, tables: Mapping[str, Any]) -> Iterator[tuple[str, Fraction]]:
    """A judgement for every row of the groups that leave rows to a person."""
    for item in rubric.root.walk():
        if item.each is not None and judging_rules(item):
            share = next(iter(near_shares(item)), ONE)
            for row in tables[item.each.table]:
                yield f"{item.path}/{row[item.each.name]}", share


def is_judged(item: Item) -> bool:
    """Whether a leaf is left to a person."""
    return item.each is None and bool(judging_rules(item))


def _rows(rubric: Rubric, table: str, values: Mapping[str, Any]) -> list[dict[str, Known]]:
    """A row for each group that has leaves of this table's rows, with the points that the group has."""
    columns = rubric.facts[table].columns
    plain: dict[str, Known] = {
        name: values.get(f"{table}/{name}", typical(fact)) for name, fact in columns.items()
    }
    groups: list[Item] = [item for item in rubric.root.walk() if item.each and item.each.table == table]
    rows: list[dict[str, Known]] = []
    for number, group in enumerate(groups):
        assert group.each is not None  # only those were picked
        row: dict[str, Known] = plain | {group.each.name: f"{group.name}{number + 1}"}
        points = group.each.points
        named = isinstance(points, ast.Name) and points.id in columns
        rows.append(row | ({points.id: group.points} if named and isinstance(points, ast.Name) else {}))
    return rows
