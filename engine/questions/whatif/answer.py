"""What a score would be with some facts otherwise: the items that move, from and to, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.questions.whatif.read import put
from engine.score import score
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.facts_given import Facts
    from engine.questions.whatif.read import Setting
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric


class Moved(Record):
    """An item whose points, score, state or grade is another one now, and what moved below it.

    ``before`` or ``after`` is None for a row of a table that is there only in the other. ``causes`` are
    the settings that it moves with: it moves by them alone, or moves otherwise without them.
    """

    path: str
    name: str
    before: ItemScore | None
    after: ItemScore | None
    causes: tuple[Setting, ...] = ()
    items: tuple[Moved, ...] = ()

    def walk(self) -> Iterator[Moved]:
        """This and everything that moved below it, parents first."""
        yield self
        for one in self.items:
            yield from one.walk()


class WhatIf(Record):
    """The present score, the score with the settings, and what moved between them; None for nothing."""

    before: Scorecard
    after: Scorecard
    settings: tuple[Setting, ...]
    moved: Moved | None

    @property
    def nothing(self) -> bool:
        """Whether nothing moved at all: no item, no grade, no check, nothing that is due."""
        a, b = self.before, self.after
        same = (a.grades, a.override, a.requires) == (b.grades, b.override, b.requires)
        return self.moved is None and same and not self.turned

    @property
    def turned(self) -> tuple[tuple[Any, Any], ...]:
        """The checks that hold before and not after, or the other way round, each as it was and as it is."""
        pairs = zip(self.before.checks, self.after.checks, strict=True)
        return tuple((a, b) for a, b in pairs if (a.holds, a.within) != (b.holds, b.within))


def what_if(
    rubric: Rubric, facts: Facts, card: Scorecard, changed: Facts, settings: Sequence[Setting]
) -> WhatIf:
    """The score of ``changed``, the facts with the settings, beside ``card``, their present score."""
    after = score(rubric, changed)
    causes = _Causes(rubric, facts, changed, settings, card, after)
    return WhatIf(card, after, tuple(settings), _moved(card.root, after.root, causes))


def _moved(before: ItemScore | None, after: ItemScore | None, causes: _Causes) -> Moved | None:
    one = after or before
    assert one is not None  # a path is of one of the two
    below = tuple(moved for a, b in _pairs(before, after) if (moved := _moved(a, b, causes)) is not None)
    if not below and state_of(before) == state_of(after):
        return None
    return Moved(one.path, one.name, before, after, causes.of(one.path), below)


def _pairs(
    before: ItemScore | None, after: ItemScore | None
) -> Iterator[tuple[ItemScore | None, ItemScore | None]]:
    """The items below both, those of one path together."""
    old = {item.path: item for item in (before.items if before is not None else ())}
    new = {item.path: item for item in (after.items if after is not None else ())}
    for path in dict.fromkeys((*old, *new)):
        yield old.get(path), new.get(path)


def state_of(item: ItemScore | None) -> Any:
    """What is printed of an item's score."""
    if item is None:
        return None
    return item.points, item.low, item.high, item.exact is None, item.state, item.grades


class _Causes:
    """Which settings an item moves with. Every setting is scored alone, and all but it."""

    def __init__(
        self,
        rubric: Rubric,
        facts: Facts,
        changed: Facts,
        settings: Sequence[Setting],
        before: Scorecard,
        after: Scorecard,
    ) -> None:
        self.settings = tuple(settings)
        self.before, self.after = _states(before), _states(after)
        self.trials: list[tuple[dict[str, Any], dict[str, Any]]] = []
        if len(settings) > 1:
            for one in settings:
                alone = score(rubric, put(facts, one.named, one.now))
                without = score(rubric, put(changed, one.named, one.before))
                self.trials.append((_states(alone), _states(without)))

    def of(self, path: str) -> tuple[Setting, ...]:
        if len(self.settings) < 2:
            return self.settings
        return tuple(
            one
            for one, (alone, without) in zip(self.settings, self.trials, strict=True)
            if alone.get(path) != self.before.get(path) or without.get(path) != self.after.get(path)
        )


def _states(card: Scorecard) -> dict[str, Any]:
    return {item.path: state_of(item) for item in card.root.walk()}
