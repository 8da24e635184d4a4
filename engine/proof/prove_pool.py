"""The pool: a few hundred sets of facts around a rubric's own numbers, scored once and asked by every claim.

Items mostly read facts of their own, so one set of facts can try something else in every item at once.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import islice, product
from math import prod
from random import Random
from typing import TYPE_CHECKING, Any, Final

from engine.proof.prove_replay import Played
from engine.proof.saved import Made
from engine.questions.names import divisors, read_by
from rubric.range import Range, on_grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.scorecard import Known
    from rubric.model import Fact, Item, Rubric

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
HUNDRED: Final = Fraction(100)
SIZE: Final = 72
NUMBERS: Final = 24
LARGE: Final = Fraction(1_000_000)

# What an item reads: a fact or an element by its name, a judged share by ``@`` and the item's path.
Choices = dict[str, list[Any]]
# A table, the cells of one row of it, and the judgement of that row by GROUP/ROW.
RowMade = tuple[str, "Mapping[str, Any]", "Mapping[str, Any]"]


class Pool:
    """Scored sets of facts, made when they are first asked for."""

    def __init__(self, rubric: Rubric, base: Mapping[str, Known], tick: Callable[[], None]) -> None:
        self.rubric, self.base = rubric, base
        self.played: list[Played] = []
        groups = [item for item in rubric.root.walk() if item.each is not None]
        leaves = [item for item in rubric.root.walk() if item.each is None]
        self.choices = {item.path: choices_of(item, rubric) for item in leaves}
        combos = {path: _combos(choices) for path, choices in self.choices.items()}
        rows: list[RowMade | None] = [row for group in groups for row in _rows_of(group, rubric)]
        rows = rows or [None]
        for n in range(max(SIZE, min(len(rows), 4 * SIZE))):
            held = dict(base)
            order = leaves[n % len(leaves) :] + leaves[: n % len(leaves)]
            for item in order:
                own = combos[item.path]
                held |= own[n % len(own)]
            row = rows[n % len(rows)]
            self._play(held, () if row is None else (row,))
            tick()
        self._assemble(leaves, "full")
        self._assemble(leaves, "least")

    def _play(self, held: Mapping[str, Any], rows: Sequence[RowMade]) -> None:
        made = made_of(self.rubric, held, rows)
        try:
            self.played.append(Played(self.rubric, made))
        except ValueError:
            return  # a judgement that no level holds

    def _assemble(self, leaves: Sequence[Item], end: str) -> None:
        """One set of facts more: as many items as can stand at their full points, or at their least."""
        held: dict[str, Any] = dict(self.base)
        taken: set[str] = set()
        for item in leaves:
            if item.is_group:
                continue
            reads = list(self.choices[item.path])
            for played in self.played:
                score = played.items.get(item.path)
                if score is None or score.state == "unscored":
                    continue
                if score.low != (score.points if end == "full" else item.least):
                    continue
                own = {name: value for name in reads if (value := _value(played.made, name)) is not None}
                if all(held[name] == own.get(name) for name in taken.intersection(reads)):
                    held |= own
                    taken |= set(reads)
                    break
        self._play(held, self._rows_at(end))

    def _rows_at(self, end: str) -> list[RowMade]:
        """One row for each group of rows, with which it stands at its full points, or at 0."""
        found: list[RowMade] = []
        for group in self.rubric.root.walk():
            if group.each is None:
                continue
            for played in self.played:
                score, rows = played.items.get(group.path), played.made.tables.get(group.each.table, ())
                if score is None or score.state != "scored" or len(score.items) != 1 or not played.valid:
                    continue
                if score.low == (score.points if end == "full" else ZERO):
                    name = f"{rows[0][group.each.name]}{len(found) + 1}"
                    judged = played.made.judgements.get(score.items[0].path)
                    own = {f"{group.path}/{name}": judged} if judged is not None else {}
                    found.append((group.each.table, {**rows[0], group.each.name: name}, own))
                    break
        return found


def _value(made: Made, name: str) -> Any:
    return made.judgements.get(name[1:]) if name.startswith("@") else made.values.get(name)


def made_of(rubric: Rubric, held: Mapping[str, Any], rows: Sequence[RowMade] = ()) -> Made:
    """Facts out of what items read; tables have these rows only."""
    values = {name: value for name, value in held.items() if not name.startswith("@") and value is not None}
    judged = {name[1:]: value for name, value in held.items() if name.startswith("@")}
    tables: dict[str, tuple[Mapping[str, Any], ...]] = {
        name: () for name, fact in rubric.facts.items() if fact.type == "table"
    }
    for table, cells, own in rows:
        tables[table] = (*tables[table], cells)
        judged |= own
    return Made(values, judged, tables)


# -- what an item may read ---------------------------------------------------------------------------


def choices_of(item: Item, rubric: Rubric) -> Choices:
    """Everything that an item reads, with the values that are worth trying."""
    trees = [item.worth.expr, *([item.applies.when] if item.applies is not None else [])]
    trees += [item.combined] if item.combined is not None else []
    found: Choices = {}
    numbers = constants(trees, rubric)
    below = frozenset(name for tree in trees for name in divisors(tree, rubric))
    for name in dict.fromkeys(name for tree in trees for name in read_by(tree, rubric)):
        fact = rubric.facts.get(name)
        if name in rubric.elements:
            found[name] = [True, False]
        elif fact is not None and fact.type != "table":
            found[name] = candidates(fact, numbers, divisor=name in below)
    if item.rule is not None and item.rule.shares is not None:
        found[f"@{item.path}"] = _shares(item)
    return found


def _shares(item: Item) -> list[Fraction]:
    """Shares at the ends and in the middle of every level; of ``given``, points."""
    rule = item.rule
    assert rule is not None  # asked for leaves only
    whole = rule.shares or Range(ZERO, ONE)
    if rule.rule == "given":
        return [item.points, max(item.least, ZERO), item.least, (item.points + item.least) / 2]
    spans = [branch.interval for branch in rule.branches if branch.interval is not None] or [whole]
    found: list[Fraction] = [ONE, ZERO]
    for span in spans:
        low, high = max(span.lo or ZERO, ZERO), ONE if span.hi is None else min(span.hi, ONE)
        found += [low, high, (low + high) / 2]
    return [x for x in dict.fromkeys(found) if whole.contains(x)]


def constants(trees: Sequence[ast.expr], rubric: Rubric) -> list[Fraction]:
    """The numbers that stand in trees and in the values that they read, each once."""
    found: dict[Fraction, None] = {}
    waiting, seen = list(trees), set[str]()
    while waiting:
        for node in ast.walk(waiting.pop(0)):
            if isinstance(node, ast.Constant) and isinstance(node.value, Fraction):
                found[node.value] = None
            elif isinstance(node, ast.Name) and node.id in rubric.values and node.id not in seen:
                seen.add(node.id)
                waiting.append(rubric.values[node.id].lowered.expr)
    return list(found)


def candidates(fact: Fact, numbers: Sequence[Fraction], *, divisor: bool = False) -> list[Any]:
    """Values of a fact that are worth trying, the plainest first; None is an optional one that is absent."""
    found: list[Any]
    if fact.type == "yes_no":
        found = [True, False]
    elif fact.type == "choice":
        found = list(fact.choices)
    elif fact.type == "text":
        found = ["甲"]
    else:
        found = _numbers(fact, numbers, divisor=divisor)
    return [*found, None] if fact.optional else found


def _numbers(fact: Fact, numbers: Sequence[Fraction], *, divisor: bool) -> list[Fraction]:
    held = fact.range or Range.whole()
    step = fact.step or (ONE if fact.type == "integer" else None)
    share = ONE if fact.unit == "%" else HUNDRED
    ends = [end for end in (held.lo, held.hi) if end is not None]
    small = step or Fraction(1, 100) * (share / HUNDRED)
    tried = [share, ZERO, *ends, LARGE]
    if not divisor:
        tried += [x * share for x in numbers]
        for x in numbers:
            tried += [x, (1 + x) * share, (1 - x) * share, x * share - small, x * share + small]
    tried += [
        ONE,
        Fraction(7),
        Fraction(1, 2),
        *(end + small for end in ends),
        *(end - small for end in ends),
    ]
    if held.lo is not None and held.hi is not None:
        tried.append((held.lo + held.hi) / 2)
    fitting = [x for x in dict.fromkeys(tried) if held.contains(x) and _on(x, step)]
    return fitting[: NUMBERS if not divisor else 5] or [
        x for x in (on_grid(held, step or ONE), *ends) if x is not None
    ]


def _on(x: Fraction, step: Fraction | None) -> bool:
    return step is None or on_grid(Range.point(x), step) is not None


def _combos(choices: Choices) -> list[dict[str, Any]]:
    """Ways to choose a value of each: all of them where they are few, else some, always the same ones."""
    names, lists = list(choices), list(choices.values())
    if any(not held for held in lists):
        return [{}]
    if prod(len(held) for held in lists) <= SIZE:
        return [dict(zip(names, picked, strict=True)) for picked in product(*lists)] or [{}]
    rng = Random(1)  # noqa: S311 - the same examples each time, nothing secret
    ordered = [tuple(held[min(n, len(held) - 1)] for held in lists) for n in range(max(map(len, lists)))]
    drawn = [tuple(rng.choice(held) for held in lists) for _ in range(3 * SIZE)]
    kept = list(islice(dict.fromkeys([*ordered, *drawn]), SIZE))
    return [dict(zip(names, picked, strict=True)) for picked in kept]


# -- rows --------------------------------------------------------------------------------------------


def _rows_of(group: Item, rubric: Rubric) -> Iterator[RowMade]:
    """Tables of one row that a group may take, with the row's judgement where it has one."""
    each = group.each
    assert each is not None  # only groups of rows come here
    columns = rubric.facts[each.table].columns
    trees = [worth.expr for _, worth in each.rules]
    trees += [when.when for when, _ in each.rules if when is not None]
    numbers = constants(trees, rubric)
    below = frozenset(name for tree in trees for name in divisors(tree, rubric, columns))
    choices: Choices = {
        name: candidates(fact, numbers, divisor=name in below) for name, fact in columns.items()
    }
    if each.name in columns:
        choices[each.name] = ["甲"]
    if isinstance(each.points, ast.Name) and each.points.id in columns:
        choices[each.points.id] = [group.points]
    rng = Random(1)  # noqa: S311 - the same examples each time, nothing secret
    shares = [Fraction(n, 20) for n in (20, 0, 17, 14, 6, 16, 12)]
    for n in range(SIZE):
        row = {
            name: held[n % len(held)] if n < 4 else rng.choice(held) for name, held in choices.items() if held
        }
        row |= _wanted_words(each.where)
        name = row.get(each.name)
        kept = {column: value for column, value in row.items() if value is not None}
        yield each.table, kept, {f"{group.path}/{name}": shares[n % len(shares)]} if _judged(group) else {}


def _judged(group: Item) -> bool:
    assert group.each is not None  # only groups of rows come here
    return any(worth.rule is not None and worth.rule.shares is not None for _, worth in group.each.rules)


def _wanted_words(where: Any) -> dict[str, Any]:
    """What a plain condition of a group asks of its rows."""
    tree = where.when if where is not None else None
    match tree:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(value=word)]):
            return {name: word}
        case ast.Name(id=name):
            return {name: True}
    return {}
