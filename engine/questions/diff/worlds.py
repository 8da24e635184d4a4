"""Worlds: the scores between two sides, with each change made or not, as far as a question needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.group import ADDS
from engine.questions.diff.facts import placed
from engine.questions.diff.parts import NOTHING, part_of
from engine.questions.diff.reads import Reads
from engine.score import _Scoring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.facts_given import Facts
    from engine.questions.diff.facts import Change
    from engine.questions.diff.parts import PartKind
    from engine.questions.diff.shapley import Ends
    from engine.scorecard import ItemScore
    from rubric.model import Rubric

# The paths of a part before and after, None where there is no such item, and what it is a part of.
Key = tuple[str | None, str | None, "PartKind"]


class Worlds:
    """Two sides and the changes between them; where the rubric changed, that is one of them.

    A coalition is a set of bits, one a change that is made. Which facts only one rubric reads goes with it.
    """

    def __init__(
        self, rubrics: tuple[Rubric, Rubric], facts: tuple[Facts, Facts], changes: Sequence[Change]
    ) -> None:
        self.rubrics, self.facts, self.changes = rubrics, facts, changes
        self.rule = next((n for n, change in enumerate(changes) if change.kind == "rule"), None)
        self.reads = tuple(Reads(rubric, side, changes) for side, rubric in enumerate(rubrics))
        self._scorings: dict[tuple[int, int], _Scoring] = {}
        self._leaves: dict[tuple[int, str, int], ItemScore] = {}
        self._masks: dict[tuple[int, str], int] = {}

    def players(self, key: Key) -> list[int]:
        """The changes that may move a part, in order."""
        found: set[int] = set() if self.rule is None else {self.rule}
        for side, path in enumerate(key[:2]):
            if path is not None:
                found |= self._reach(side, path)
        return sorted(found)

    def has_lines(self, key: Key) -> bool:
        """Whether a group has lines of its own in either version."""
        groups = [reads.items.get(path or "") for reads, path in zip(self.reads, key[:2], strict=True)]
        worths = [group.worth for group in groups if group is not None]
        return any(worth.then_deduct or worth.ceiling or worth.veto for worth in worths)

    def _reach(self, side: int, path: str) -> frozenset[int]:
        reads = self.reads[side]
        if path in reads.items:
            return reads.of(path)
        group, _, row = path.rpartition("/")
        return reads.of(group, row)

    def worth(self, key: Key, coalition: int) -> Ends:
        """What a part comes to once the changes of a coalition are made, and no others."""
        side = 0 if self.rule is not None and not coalition >> self.rule & 1 else 1
        path = key[side]
        if path is None:
            return NOTHING
        scoring = self._scoring(side, coalition)
        if _left_out(path, scoring):
            return NOTHING
        found = self._item(path, side, coalition, scoring)
        return NOTHING if found is None else part_of(found, key[2])

    def _scoring(self, side: int, coalition: int) -> _Scoring:
        where = (side, coalition)
        if where not in self._scorings:
            made = (
                (change, bool(coalition >> n & 1))
                for n, change in enumerate(self.changes)
                if change.kind != "rule"
            )
            self._scorings[where] = _Scoring(self.rubrics[side], placed(self.facts[side], made, side))
        return self._scorings[where]

    def _item(self, path: str, side: int, coalition: int, scoring: _Scoring) -> ItemScore | None:
        items = self.reads[side].items
        if path not in items:
            rows = self._item(path.rpartition("/")[0], side, coalition, scoring)
            return next((row for row in rows.items if row.path == path), None) if rows is not None else None
        if not path or items[path].items:
            for item in items[path].walk():
                if not item.items and item.path not in scoring.done:
                    self._leaf(item.path, side, coalition, scoring)
        elif path not in scoring.done:
            return self._leaf(path, side, coalition, scoring)
        return scoring.root() if not path else scoring.item(path)

    def _leaf(self, path: str, side: int, coalition: int, scoring: _Scoring) -> ItemScore:
        """A leaf's score, the same in all coalitions that differ only in what it does not depend on."""
        if (side, path) not in self._masks:
            self._masks[side, path] = sum(1 << n for n in self.reads[side].of(path))
        same = (side, path, coalition & self._masks[side, path])
        if same not in self._leaves:
            self._leaves[same] = scoring.item(path)
        scoring.done[path] = self._leaves[same]
        return self._leaves[same]


def _left_out(path: str, scoring: _Scoring) -> bool:
    """Whether a group above an item is no sum or does not apply: nothing below it is a part of the total."""
    above = [path[:at] for at, char in enumerate(path) if char == "/"] + ([""] if path else [])
    paths, applied = scoring.world.paths, scoring.placements.applied
    return any(paths[one].combine not in ADDS or applied[one].applies is False for one in above)
