"""Facts being tried: settings of facts, judgements and rows, and what parts of a rubric decide with them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.judgements import judging_rules
from engine.proof.near import near_shares, near_values
from engine.proof.saved import made_facts
from engine.score import score
from rubric.model import Worth
from rubric.number import round_places
from rubric.record import Record, replace
from rubric.rules.reader import name
from rubric.worth import SUM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.facts_given import Facts
    from engine.proof.coverage import Covering
    from engine.scorecard import Known, Scorecard
    from rubric.model import Item, Rubric

# What is set: a fact or an element, the judgement of an item, the rows that one group takes.
Setting = Mapping[tuple[str, str], Any]
FACT: Final = "fact"
JUDGED: Final = "judged"
ROWS: Final = "rows"
ZERO: Final = Fraction(0)


class OneRow(Record):
    """A row that a group takes: its cells, its name, and the share that a person gives it, if any."""

    cells: Mapping[str, Known]
    name: str
    share: Fraction | None = None

    def with_points(self, group: Item, points: Fraction, name: str | None = None) -> OneRow:
        """The row with points of the group, where a column holds them, and another name."""
        each, cells = group.each, dict(self.cells)
        if each is not None and isinstance(each.points, ast.Name) and each.points.id in cells:
            cells[each.points.id] = points
        if each is not None and name is not None and each.name in cells:
            cells[each.name] = name
        return OneRow(cells, name or self.name, self.share)


def laid_out(group: Item, rows: Sequence[OneRow]) -> list[OneRow]:
    """Several rows of one group: its points in parts of two decimals, and each a name of its own."""
    part = round_places(group.points / len(rows), 2, "floor") if rows else ZERO
    points = [part] * (len(rows) - 1)
    points.append(group.points - sum(points, ZERO))
    many = len(rows) > 1
    return [
        row.with_points(group, own, f"{row.name}{at}" if many else None)
        for at, (row, own) in enumerate(zip(rows, points, strict=False), 1)
    ]


class Trial:
    """A rubric with the values that matter of everything it reads, for trying settings on parts of it."""

    def __init__(self, covering: Covering) -> None:
        self.covering, self.rubric = covering, covering.rubric
        self.near = near_values(self.rubric)
        self.items = covering.items
        self.groups = tuple(item for item in self.items.values() if item.each is not None)
        self.parts: dict[tuple[str, ...], Covering] = {}

    def candidates(self, what: tuple[str, str]) -> Sequence[Any]:
        """The values to try for one thing."""
        kind, of = what
        return self.near[of] if kind == FACT else near_shares(self.items[of])

    def of(self, items: Iterable[Item]) -> Covering:
        """The part of the rubric that some items are, as a rubric of its own that adds them up."""
        chosen = tuple(items)
        key = tuple(item.path for item in chosen)
        if key not in self.parts:
            self.parts[key] = self.covering.within(part(self.rubric, chosen))
        return self.parts[key]

    def facts(self, setting: Setting, rubric: Rubric | None = None) -> Facts:
        """The facts of a setting. Raises ValueError where a judgement fits no level."""
        rubric = rubric or self.rubric
        values = {of: held for (kind, of), held in setting.items() if kind == FACT}
        judged = {of: held for (kind, of), held in setting.items() if kind == JUDGED and of in self.items}
        tables: dict[str, list[Mapping[str, Known]]] = {
            fact.name: [] for fact in self.rubric.facts.values() if fact.type == "table"
        }
        for group in self.groups:
            assert group.each is not None  # these groups have a leaf for each row
            for row in laid_out(group, setting.get((ROWS, group.path), ())):
                tables[group.each.table].append(row.cells)
                if row.share is not None:
                    judged[f"{group.path}/{row.name}"] = row.share
        for name_ in tables:
            tables[name_] += [row.cells for row in setting.get((ROWS, name_), ())]
        present = {item.path for item in rubric.root.walk()}
        judged = {
            path: held
            for path, held in judged.items()
            if path in present or path.rpartition("/")[0] in present
        }
        return made_facts(rubric, values, judgements=judged, tables=tables)

    def tried(self, covering: Covering, setting: Setting) -> tuple[frozenset[str], Scorecard | None]:
        """What a setting decides in a part of the rubric, and the scorecard; None where it fits nothing."""
        try:
            facts = self.facts(setting, covering.rubric)
        except ValueError:
            return frozenset(), None
        card = score(covering.rubric, facts)
        return covering.decided(facts, card), card


def part(rubric: Rubric, items: tuple[Item, ...]) -> Rubric:
    """A rubric that only adds up some items of another."""
    total = name(SUM)
    plain = Worth(total, None, total, total, total, total)
    root = replace(
        rubric.root,
        items=items,
        worth=plain,
        each=None,
        combine="sum",
        combined=None,
        applies=None,
        otherwise=None,
        grades=None,
        requires=(),
    )
    return replace(rubric, root=root, checks=())


def needs_judging(item: Item) -> bool:
    """Whether a leaf waits for a person."""
    return item.each is None and bool(judging_rules(item))
