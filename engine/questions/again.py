"""The same rubric scored again for other facts, with what they do not reach done already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.placement import Placements
from engine.score import _Scoring
from engine.world import World

if TYPE_CHECKING:
    from engine.facts_given import Facts
    from engine.scorecard import ItemScore


class Again(_Scoring):
    """The scoring of other facts, with some items done; ``placed``: the same items apply as before.

    Unless it is ``traced`` it says what items come to and what they lack, not what they rest on.
    """

    def __init__(
        self, before: _Scoring, facts: Facts, done: dict[str, ItemScore], *, placed: bool, traced: bool
    ) -> None:
        self.rubric = before.rubric
        self.world = World(self.rubric, facts, self.item, traced=traced)
        self.world.__dict__["paths"] = before.world.paths
        self.done = done
        self.placements = before.placements if placed else Placements(self.world)
