"""What two sets of facts say otherwise, each a change that can be made alone, and the facts in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from engine.questions.diff.match import paths_between
from rubric.range import Range
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.facts_given import Facts, GivenRow
    from engine.questions.diff.match import Pair
    from rubric.model import Fact, Item, Rubric

ChangeKind = Literal["fact", "element", "judgement", "row", "table", "rule"]
# The parts of the facts that hold values by name: no fact stands in two of them.
HELD: Final = ("facts", "ranges", "tables", "judgements")


class Change(Record):
    """One thing that is otherwise. ``keys`` are its names before and after, ``was`` and ``now`` what is held
    under them, None where there is nothing; ``row`` the number of a row of a table, ``unit`` the one that a
    fact is declared in; ``along`` goes with it: judgements of rows that only one of two tables has."""

    kind: ChangeKind
    keys: tuple[str, str]
    was: Any = None
    now: Any = None
    row: int | None = None
    name: str = ""
    unit: str = ""
    along: tuple[Change, ...] = ()

    @property
    def order(self) -> tuple[str, str, str, int]:
        """Where it stands among others, the same when before and after are exchanged."""
        return (self.kind, *sorted(self.keys), -1 if self.row is None else self.row)  # type: ignore[return-value]  # two keys


RULE: Final = Change("rule", ("", ""))


def changes_of(
    rubrics: tuple[Rubric, Rubric], facts: tuple[Facts, Facts], pairs: Sequence[Pair]
) -> list[Change]:
    """Everything that both rubrics read alike and that the facts say otherwise, in an order of its own.

    What only one of the rubrics declares, or the two declare otherwise, belongs to the change of the rubric.
    """
    judged = list(_judged(facts, pairs))
    found = [*_plain(rubrics, facts), *_elements(rubrics, facts, pairs)]
    tables = {change.keys[1] for change in found if change.kind == "table"}
    groups = [
        {item.path: item.each.table for item in rubric.root.walk() if item.each is not None}
        for rubric in rubrics
    ]
    along: dict[Change, str] = {}
    for change in judged:
        of = {held.get(_above(key), "") for held, key in zip(groups, change.keys, strict=True)}
        if None in (change.was, change.now) and len(of) == 1 and of <= tables:
            along[change] = of.pop()
    found = [_with(change, along) if change.kind == "table" else change for change in found]
    return sorted([*found, *(one for one in judged if one not in along)], key=lambda change: change.order)


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def _with(table: Change, along: Mapping[Change, str]) -> Change:
    """A table that changed with the judgements of its rows that came or went."""
    return replace(table, along=tuple(one for one, name in along.items() if name == table.keys[1]))


def _plain(rubrics: tuple[Rubric, Rubric], facts: tuple[Facts, Facts]) -> Iterator[Change]:
    for name, fact in rubrics[0].facts.items():
        other = rubrics[1].facts.get(name)
        if other is None or not _alike(fact, other):
            continue
        if fact.type == "table":
            yield from _rows(name, rubrics, facts)
        else:
            was, now = (_held(one, name) for one in facts)
            yield from _change("fact", (name, name), was, now, name, fact.unit or "")


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two declarations mean the same by a value."""
    same = (one.type, one.unit, one.choices) == (other.type, other.unit, other.choices)
    if not same or one.columns.keys() != other.columns.keys():
        return False
    return all(_alike(held, other.columns[name]) for name, held in one.columns.items())


def _held(facts: Facts, name: str) -> Any:
    found = facts.facts.get(name)
    return found if found is not None else facts.ranges.get(name)


def _change(
    kind: ChangeKind, keys: tuple[str, str], was: Any, now: Any, name: str, unit: str = ""
) -> Iterator[Change]:
    if _value(was) != _value(now):
        yield Change(kind, keys, was, now, None, name, unit)


def _value(held: Any) -> Any:
    return held.value if held is not None else None


def _elements(
    rubrics: tuple[Rubric, Rubric], facts: tuple[Facts, Facts], pairs: Sequence[Pair]
) -> Iterator[Change]:
    after = dict(paths_between(pairs))
    for key, element in rubrics[0].elements.items():
        other = f"{after.get(element.item)}/{element.name}"
        if other in rubrics[1].elements:
            was, now = _held(facts[0], key), _held(facts[1], other)
            yield from _change("element", (key, other), was, now, element.name)


# -- judgements --------------------------------------------------------------------------------------


def _judged(facts: tuple[Facts, Facts], pairs: Sequence[Pair]) -> Iterator[Change]:
    for one, other in ((pair.before, pair.after) for pair in pairs):
        if one is None or other is None or not _same_judging(one, other):
            continue
        keys = [(one.path, other.path)]
        if one.each is not None:
            keys = [(f"{one.path}/{row}", f"{other.path}/{row}") for row in _judged_rows(facts, (one, other))]
        for old, new in keys:
            was, now = facts[0].judgements.get(old), facts[1].judgements.get(new)
            ends = [None if held is None else (held.low, held.high) for held in (was, now)]
            if ends[0] != ends[1]:
                yield Change("judgement", (old, new), was, now, None, new)


def _judged_rows(facts: tuple[Facts, Facts], groups: tuple[Item, Item]) -> list[str]:
    """The names of the rows of a group that are judged on either side."""
    found: dict[str, None] = {}
    for held, group in zip(facts, groups, strict=True):
        start = f"{group.path}/"
        found |= dict.fromkeys(path.removeprefix(start) for path in held.judgements if path.startswith(start))
    return list(found)


def _same_judging(one: Item, other: Item) -> bool:
    """Whether a judgement means the same in both versions: the levels, and the points it is given in."""
    if one.each is not None or other.each is not None:
        return one.each is not None and other.each is not None
    return one.points == other.points and _levels(one.rule) == _levels(other.rule)


def _levels(rule: Any) -> Any:
    return None if rule is None else (rule.rule, [(b.label, b.interval) for b in rule.branches])


# -- tables ------------------------------------------------------------------------------------------


def _rows(name: str, rubrics: tuple[Rubric, Rubric], facts: tuple[Facts, Facts]) -> Iterator[Change]:
    """The rows that changed, one by one where they keep their names and places; else the whole table."""
    was, now = (one.tables.get(name) for one in facts)
    if _plain_rows(was) == _plain_rows(now):
        return
    column = _naming(name, rubrics)
    if was is None or now is None or column is None or not _same_rows(was, now, column):
        yield Change("table", (name, name), was, now, None, name)
        return
    for number, (one, other) in enumerate(zip(was, now, strict=True)):
        if _plain_row(one) != _plain_row(other):
            yield Change("row", (name, name), one, other, number, str(one.cells[column].value))


def _naming(table: str, rubrics: tuple[Rubric, Rubric]) -> str | None:
    """The column that names the rows of a table, where all groups that have a leaf for each agree on it."""
    groups = [item for rubric in rubrics for item in rubric.root.walk() if item.each is not None]
    found = {item.each.name for item in groups if item.each is not None and item.each.table == table}
    return found.pop() if len(found) == 1 else None


def _same_rows(was: Sequence[GivenRow], now: Sequence[GivenRow], column: str) -> bool:
    """Whether two tables hold the same rows in the same order, each known to the last cell."""
    # While a cell is open it may be open which rows there are, for every row at once.
    cells = [cell for row in (*was, *now) for cell in row.cells.values()]
    if any(isinstance(cell.value, Range) for cell in cells):
        return False
    whole = {frozenset(row.cells) for row in (*was, *now)}
    names = [
        [row.cells[column].value if column in row.cells else None for row in rows] for rows in (was, now)
    ]
    return len(whole) == 1 and names[0] == names[1] and None not in names[0]


def _plain_rows(rows: Sequence[GivenRow] | None) -> Any:
    return None if rows is None else [_plain_row(row) for row in rows]


def _plain_row(row: GivenRow) -> Mapping[str, Any]:
    return {name: cell.value for name, cell in row.cells.items()}


# -- in between --------------------------------------------------------------------------------------


def placed(facts: Facts, changes: Iterable[tuple[Change, bool]], side: int) -> Facts:
    """The facts of one side (0 before, 1 after) with each change undone or made."""
    held = {part: dict(getattr(facts, part)) for part in HELD}
    for change, made in changes:
        for one in (change, *change.along):
            _place(held, one, one.now if made else one.was, one.keys[side])
    return replace(facts, **held)


def _place(held: dict[str, dict[str, Any]], change: Change, value: Any, key: str) -> None:
    if change.kind == "row":
        rows = list(held["tables"][key])
        rows[change.row or 0] = value
        held["tables"][key] = tuple(rows)
        return
    part = {"judgement": "judgements", "table": "tables"}.get(change.kind, "")
    for name in (part,) if part else ("facts", "ranges"):
        held[name].pop(key, None)
    if value is not None:
        held[part or _part(value)][key] = value


def _part(given: Any) -> str:
    return "ranges" if isinstance(given.value, Range) else "facts"
