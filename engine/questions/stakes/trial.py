"""Trials: the total with some open things settled and the rest left open, over and over."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from engine.questions.again import Again
from engine.questions.names import read_by
from engine.questions.stakes.open import opened, opens_of, settled
from engine.questions.stakes.outcome import faults_of, outcome_of, settled_at, within
from engine.questions.stakes.sums import Sums
from engine.questions.target.reach import Reach, upwards
from engine.score import _read, _Scoring
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.facts_given import Facts
    from engine.questions.stakes.open import Open
    from engine.questions.stakes.outcome import Outcome
    from engine.scorecard import ItemScore, Known
    from rubric.model import Rubric

MOVING: Final = ("redistribute", "rescale")
# What is settled: the place of each open thing among the opens, and its value.
State = "Mapping[int, Known]"


class Trials:
    """One rubric and the facts of one subject, with what they leave open. What is disputed counts as open.

    ``count`` is how often the total was calculated; where the table ``adds`` up its items that is quick.
    """

    def __init__(self, rubric: Rubric, facts: Facts) -> None:
        self.rubric = rubric
        self.opens = opens_of(rubric, facts)
        self.facts = opened(facts, self.opens)
        self.reach = Reach(rubric)
        base = _Scoring(rubric, self.facts)
        root = base.root()
        self.base: Mapping[str, ItemScore] = dict(base.done)
        self._old_faults = faults_of(root)
        self.count = 0
        self._known: dict[frozenset[tuple[int, Known]], Outcome] = {}
        self._alike: dict[Any, Outcome] = {}
        self._kept: dict[Any, tuple[ItemScore, int]] = {}
        self._worths: dict[Any, int] = {}
        self._read: dict[frozenset[int], tuple[str, ...]] = {}
        self._settled: dict[tuple[int, Known], Any] = {}
        self._ground = base
        self.sums = Sums(base, self.base)
        self.adds = all(self.sums.plain.values())
        self.now = self._outcome(base)

    # -- what depends on what --

    @cached_property
    def readers(self) -> tuple[frozenset[str] | None, ...]:
        """For every open thing the items whose own rule reads it; None where all may hang on it."""
        return tuple(self._readers(number) for number in range(len(self.opens)))

    def _readers(self, number: int) -> frozenset[str] | None:
        one, reach = self.opens[number], self.reach
        if not reach.rising or (self._moves and reach.of(cast("Any", (one,))) is None):
            return None
        if one.is_judgement:
            return frozenset((one.item.path,)) if one.item is not None else frozenset()
        wanted = one.named.row.table if one.named.row is not None else one.named.name
        own = (path for path, names in reach.read.items() if wanted in names)
        return frozenset((*own, *(path for path, names in self._applying.items() if wanted in names)))

    @cached_property
    def _moves(self) -> bool:
        """Whether the points of what does not apply go elsewhere: then more hangs on it than its own item."""
        items = self.rubric.root.walk()
        return any(one.otherwise in MOVING or (one.each and one.each.if_empty in MOVING) for one in items)

    @cached_property
    def _applying(self) -> Mapping[str, frozenset[str]]:
        """What decides whether an item applies, by its path."""
        return {
            one.path: frozenset(read_by(one.applies.when, self.rubric))
            for one in self.rubric.root.walk()
            if one.applies is not None
        }

    def idle(self, number: int) -> bool:
        """Whether no point hangs on it: no item reads it, or all that do have their score already."""
        paths = self.readers[number]
        # What stands below a group that does not apply is not scored at all.
        scored = [self.base[path] for path in paths or () if path in self.base]
        return paths is not None and all(item.exact is not None for item in scored)

    @cached_property
    def clusters(self) -> tuple[tuple[int, ...], ...]:
        """The open things that are not idle, those together that an item reads together."""
        active = [n for n in range(len(self.opens)) if not self.idle(n)]
        if any(self.readers[n] is None for n in active):
            return (tuple(active),)
        groups: list[tuple[list[int], set[str]]] = []
        for n in active:
            paths = set(self.readers[n] or ())
            near = [group for group in groups if group[1] & paths]
            groups = [group for group in groups if group not in near]
            groups.append(([*(m for group in near for m in group[0]), n], paths.union(*(g[1] for g in near))))
        return tuple(sorted(tuple(sorted(group)) for group, _ in groups))

    @cached_property
    def closes(self) -> bool:
        """Whether nothing is open of an item once all is settled that it reads: no whole table is missing,
        and no item is without a score for another reason."""
        tables = any(one.is_table and not self.idle(n) for n, one in enumerate(self.opens))
        return not tables and not self._old_faults

    # -- trials --

    def at(self, state: Mapping[int, Known]) -> Outcome:
        """The total with some open things settled."""
        key = frozenset(state.items())
        found = self._known.get(key)
        if found is None:
            self.count += 1
            sign = self._sign(state)
            found = None if sign is None else self._alike.get(sign)
            if found is None:
                found = self._added(state) if sign is not None else None
                found = within(found or self._outcome(self._scored_with(state)), self.now)
            if sign is not None:
                self._alike[sign] = found
            self._known[key] = found
        return found

    def _added(self, state: Mapping[int, Known]) -> Outcome | None:
        """The total as the sum of what the leaves come to; None where it may be something else."""
        leaves = self._leaves(state)
        elsewhere = self._moves and not self._deciding.isdisjoint(state)
        if not self.adds or elsewhere or self._groups(state):
            return None
        changed = {path: self._kept[self._key(path, state)][0] for path in leaves}
        root = self.sums.total(changed)
        grades = self.rubric.root.grades
        faults = sum(len(faults_of(item) - self._old_faults) for item in changed.values())
        return outcome_of(root, () if grades is None else _read(grades, root), faults)

    def scoring(self, state: Mapping[int, Known]) -> _Scoring:
        """The scoring with some open things settled, in which every item that they do not reach is done, and
        every leaf that was scored before with the same values."""
        self.count += 1
        return self._scored_with(state)

    def _scored_with(self, state: Mapping[int, Known]) -> _Scoring:
        touched = self._touched(state)
        if touched is None:
            return _Scoring(self.rubric, self._with(state))
        done = {path: item for path, item in self.base.items() if path not in touched}
        for path in self._leaves(state):
            kept = self._kept.get(self._key(path, state))
            if kept is not None:
                done[path] = kept[0]
        return self._again(state, done)

    def _again(self, state: Mapping[int, Known], done: dict[str, ItemScore]) -> _Scoring:
        placed = self._deciding.isdisjoint(state)
        return Again(self._ground, self._with(state), done, placed=placed, traced=False)

    @cached_property
    def _deciding(self) -> frozenset[int]:
        """The open things that decide whether an item applies."""
        names = frozenset[str]().union(*self._applying.values())
        return frozenset(n for n, one in enumerate(self.opens) if one.named.name in names)

    def _with(self, state: Mapping[int, Known]) -> Facts:
        exact, ranges = dict(self.facts.facts), dict(self.facts.ranges)
        others: list[tuple[Open, Any]] = []
        for n, value in state.items():
            one, held = self.opens[n], self._held(n, value)
            if one.named.kind == "fact":
                exact[one.named.name] = held
                ranges.pop(one.named.name, None)
            else:
                others.append((one, held))
        return settled(replace(self.facts, facts=exact, ranges=ranges), others)

    def _held(self, number: int, value: Known) -> Any:
        found = self._settled.get((number, value))
        if found is None:
            found = self._settled[number, value] = self.opens[number].at(value)
        return found

    def _sign(self, state: Mapping[int, Known]) -> tuple[tuple[str, int], ...] | None:
        """What all items come to that read something settled: the total depends on nothing else. None where
        it does."""
        if self._overrides or any(self.readers[n] is None for n in state):
            return None
        found = [(path, self._leaf(path, state)) for path in self._leaves(state)]
        groups = self._groups(state)
        if groups:
            scoring = self._scored_with(state)
            found += [(path, self._worth(scoring.item(path))) for path in groups]
        return tuple(found)

    def _groups(self, state: Iterable[int]) -> list[str]:
        """The groups of items that themselves read something settled, and items that are not scored."""
        read = {path for n in state for path in self.readers[n] or ()}
        return sorted(read.difference(self._leaves(state)))

    def _leaf(self, path: str, state: Mapping[int, Known]) -> int:
        """What a leaf comes to, scored alone: it depends on nothing but what it reads."""
        key = self._key(path, state)
        if key not in self._kept:
            item = self._again(dict(key[1]), {}).item(path)
            self._kept[key] = item, self._worth(item)
        return self._kept[key][1]

    def _worth(self, item: ItemScore) -> int:
        """A number that stands for all that an item is to the group above it."""
        faults = len(faults_of(item))
        held = item.state, item.exact, item.span, item.low, item.high, item.points, item.otherwise, faults
        return self._worths.setdefault(held, len(self._worths))

    def _leaves(self, state: Iterable[int]) -> tuple[str, ...]:
        """The leaves, and the groups of rows, that read something settled."""
        numbers = frozenset(state)
        if numbers not in self._read:
            self._read[numbers] = tuple(sorted({path for n in numbers for path in self._scored[n]}))
        return self._read[numbers]

    @cached_property
    def _scored(self) -> tuple[frozenset[str], ...]:
        return tuple(
            frozenset(path for path in paths or () if path in self.base and not self._has_items[path])
            for paths in self.readers
        )

    @cached_property
    def _has_items(self) -> Mapping[str, bool]:
        return {item.path: bool(item.items) for item in self.rubric.root.walk()}

    def _key(self, path: str, state: Mapping[int, Known]) -> Any:
        """A leaf with the values of all that it reads; those not settled are always the same."""
        return path, tuple((n, state[n]) for n in self._reading[path] if n in state)

    @cached_property
    def _reading(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for n, paths in enumerate(self.readers):
            for path in paths or ():
                found.setdefault(path, []).append(n)
        return {path: tuple(numbers) for path, numbers in found.items()}

    @cached_property
    def _overrides(self) -> bool:
        grades = self.rubric.root.grades
        return grades is not None and bool(grades.override)

    def pinned(self, number: int, *, high: bool) -> Outcome:
        """The total if all that reads a table came to the most, or to the least, that it can."""
        scoring = _Scoring(self.rubric, self.facts)
        for path in self.readers[number] or self.base:
            item = self.base[path]
            if item.exact is None and (not item.items or item.table):
                scoring.done[path] = settled_at(item, high=high)
        return self._outcome(scoring)

    def _touched(self, state: Iterable[int]) -> frozenset[str] | None:
        found: set[str] = set()
        for n in state:
            paths = self.readers[n]
            if paths is None:
                return None
            found |= {above for path in paths for above in upwards(path)}
        return frozenset(found)

    def _outcome(self, scoring: _Scoring) -> Outcome:
        root = scoring.root()
        grades, _ = scoring.grades(self.rubric.root.grades, root)
        return outcome_of(root, grades, len(faults_of(root) - self._old_faults))
