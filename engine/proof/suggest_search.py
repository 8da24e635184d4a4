"""The search for facts that reach a branch: item by item over its own few facts, then over the whole."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import combinations, product
from random import Random
from typing import TYPE_CHECKING, Any, Final

from engine.proof.near import typical
from engine.proof.suggest_facts import FACT, JUDGED, ROWS, OneRow, needs_judging
from engine.proof.suggest_grades import reach_by_halving, reach_by_losing
from engine.proof.suggest_rows import row_settings
from engine.questions.names import read_by
from rubric.circles import item_path
from rubric.formula import items_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator, Sequence

    from engine.proof.coverage import Covering
    from engine.proof.suggest_facts import Setting, Trial
    from rubric.model import Item

MOST_OF_ITEM: Final = 4000
MOST_OF_WHOLE: Final = 400
# As long as the whole search may take: what is not found by then is not found.
SECONDS: Final = 20.0


class Search:
    """One search: ``found`` tells for each branch what has to be set for it, over the ``base``."""

    def __init__(
        self,
        trial: Trial,
        wanted: frozenset[str],
        seconds: float = SECONDS,
        progressed: Callable[[int, int], None] | None = None,
    ) -> None:
        self.trial, self.wanted, self.count = trial, set(wanted), len(wanted)
        self.progressed = progressed
        self.until = time.monotonic() + seconds
        self.found: dict[str, dict[tuple[str, str], Any]] = {}
        self.base: dict[tuple[str, str], Any] = {}
        self.rows: dict[str, tuple[OneRow, ...]] = {}
        self.leaves = [item for item in trial.items.values() if not item.is_group]
        self.reads = {item.path: self._read(item) for item in trial.items.values()}

    def run(self) -> None:
        """Look for every branch that is wanted."""
        self._start()
        self.note(self.trial.tried(self.trial.covering, self.base)[0], {})
        for item in self.leaves:
            self._item(item)
        for group in self.trial.groups:
            self._rows(group)
        self._whole()
        self._check()

    @property
    def late(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() > self.until

    def note(self, decided: frozenset[str], setting: Setting) -> None:
        """Keep a setting for every branch that is still wanted and that it decides."""
        for key in decided & self.wanted:
            self.found[key] = dict(setting)
        self.wanted -= decided
        if self.progressed is not None:
            self.progressed(self.count - len(self.wanted), self.count)

    # -- what an item rests on --

    def _read(self, item: Item) -> list[tuple[str, str]]:
        """Everything that can be set and that an item's own rule and conditions read."""
        rubric = self.trial.rubric
        trees: list[ast.expr] = [item.worth.expr]
        trees += [item.applies.when] if item.applies is not None else []
        trees += [one.when.when for one in item.grades.override] if item.grades is not None else []
        names = dict.fromkeys(name for tree in trees for name in read_by(tree, rubric))
        known = [name.removeprefix("known:") for name in names]
        read = [(FACT, name) for name in dict.fromkeys(known) if name in self.trial.near]
        return [*read, (JUDGED, item.path)] if needs_judging(item) else read

    def scored_with(self, item: Item) -> list[Item]:
        """The items whose scores an item reads: they have to be scored with it."""
        trees = [item.worth.expr, *([item.applies.when] if item.applies is not None else [])]
        paths = (item_path(name, self.trial.items) for tree in trees for name in items_of(tree))
        return [self.trial.items[path] for path in paths if path is not None]

    def _part(self, item: Item) -> Covering:
        return self.trial.covering if self.scored_with(item) else self.trial.of([item])

    # -- the base: everything as good as it can be, one thing after another --

    def _start(self) -> None:
        trial = self.trial
        for fact in trial.rubric.facts.values():
            if fact.type != "table":
                self.base[FACT, fact.name] = typical(fact)
        self.base |= {(FACT, key): True for key in trial.rubric.elements}
        for leaf in self.leaves:
            if needs_judging(leaf):
                self.base[JUDGED, leaf.path] = trial.candidates((JUDGED, leaf.path))[0]
        for group in trial.groups:
            self.base[ROWS, group.path] = ()
            self.base[ROWS, group.path] = max(
                ((row,) for row in self._rows_of(group)),
                key=lambda rows: self._worth(trial.of([group]), {**self.base, (ROWS, group.path): rows}),
                default=(),
            )
        self._loose_tables()
        for what in list(self.base):
            if what[0] == FACT:
                self._improve(what)

    def _loose_tables(self) -> None:
        """One row in the tables that no group takes rows of."""
        taken = {group.each.table for group in self.trial.groups if group.each is not None}
        for fact in self.trial.rubric.facts.values():
            if fact.type == "table" and fact.name not in taken:
                cells = {name: typical(column) for name, column in fact.columns.items()}
                self.base[ROWS, fact.name] = (OneRow(cells, ""),)

    def _improve(self, what: tuple[str, str]) -> None:
        readers = [item for item in self.trial.items.values() if what in self.reads[item.path]]
        if not readers or self.late:
            return
        alone = all(not item.is_group and not self.scored_with(item) for item in readers)
        part = self.trial.of(readers) if alone else self.trial.covering
        best = self._worth(part, self.base)
        for value in self.trial.candidates(what):
            worth = self._worth(part, {**self.base, what: value})
            if worth > best:
                best, self.base[what] = worth, value

    def _worth(self, part: Covering, setting: Setting) -> tuple[int, Fraction, bool]:
        """How good a setting is: as many items scored as can be, then as many points, and no grade set."""
        _, card = self.trial.tried(part, setting)
        if card is None:
            return -1, Fraction(0), False
        scored = sum(score.state != "unscored" for score in card.root.walk())
        return scored, card.root.low, card.override is None

    # -- one item --

    def _item(self, item: Item, counts: tuple[int, ...] = (1, 2)) -> None:
        own = {one.key for one in self.trial.covering.all if one.path == item.path or one.value}
        part = self._part(item)
        whole = part is self.trial.covering
        for tried, change in enumerate(self._changes(self._all_read(item), counts)):
            if not own & self.wanted or tried > (MOST_OF_WHOLE if whole else MOST_OF_ITEM) or self.late:
                return
            self.note(self.trial.tried(part, {**self.base, **change})[0], change)

    def _all_read(self, item: Item) -> list[tuple[str, str]]:
        whats = dict.fromkeys(self.reads[item.path])
        for other in self.scored_with(item):
            whats |= dict.fromkeys(self.reads[other.path])
        return list(whats)

    def _changes(
        self, whats: list[tuple[str, str]], counts: tuple[int, ...] = (1, 2)
    ) -> Iterator[dict[tuple[str, str], Any]]:
        """So many things at a time, each with every value."""
        for count in counts:
            for some in combinations(whats, count):
                for values in product(*(self._nearest(what) for what in some)):
                    yield dict(zip(some, values, strict=True))

    def _nearest(self, what: tuple[str, str]) -> Sequence[Any]:
        """The values to try, those first that are least unlike the one of the base."""
        values, own = self.trial.candidates(what), self.base[what]
        if not isinstance(own, Fraction):
            return values
        return sorted(values, key=lambda x: abs(x - own))

    def _rows(self, group: Item) -> None:
        part = self.trial.of([group])
        own = {one.key for one in self.trial.covering.all if one.path == group.path}
        what = (ROWS, group.path)
        for rows in ((), *((row,) for row in self._rows_of(group))):
            if not own & self.wanted or self.late:
                return
            self.note(self.trial.tried(part, {**self.base, what: rows})[0], {what: rows})

    def _rows_of(self, group: Item) -> tuple[OneRow, ...]:
        if group.path not in self.rows:
            self.rows[group.path] = tuple(row_settings(self.trial, group))
        return self.rows[group.path]

    # -- the whole --

    def _whole(self) -> None:
        for item in self.trial.items.values():
            if item.is_group:
                self._item_of_whole(item)
            if item.grades is not None:
                reach_by_losing(self, item.path, item.grades)
        self._at_random()
        for item in self.trial.items.values():
            if item.grades is not None:
                reach_by_halving(self, item.path, item.grades)
        for leaf in self.leaves:
            self._item(leaf, (3,))

    def _check(self) -> None:
        """Take back what an item decides alone and what stands above it hides."""
        for key in list(self.found):
            setting = {**self.base, **self.found[key]}
            if key not in self.trial.tried(self.trial.covering, setting)[0]:
                del self.found[key]
                self.wanted.add(key)

    def _at_random(self) -> None:
        """Everything at once, drawn from the values that matter: the same draws in every run."""
        draw = Random(0)  # noqa: S311 - nothing here is a secret
        whats = [what for what in self.base if what[0] != ROWS]
        for _ in range(MOST_OF_WHOLE):
            if not self.wanted or self.late:
                return
            change = {what: draw.choice(self.trial.candidates(what)) for what in whats}
            self.note(self.trial.tried(self.trial.covering, {**self.base, **change})[0], change)

    def _item_of_whole(self, item: Item) -> None:
        own = {one.key for one in self.trial.covering.all if one.path == item.path}
        for tried, change in enumerate(self._changes(self.reads[item.path])):
            if not own & self.wanted or tried > MOST_OF_WHOLE or self.late:
                return
            self.note(self.trial.tried(self.trial.covering, {**self.base, **change})[0], change)
