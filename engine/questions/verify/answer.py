"""Whether the facts agree with each other: every check by itself, and all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.questions.verify.conflict import Conflict, conflicts, undecided
from engine.questions.verify.figures import Figures
from engine.questions.verify.judge import Judged, judge
from engine.world import World
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.facts_given import Facts
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric

# What can stand beside other checks as true.
_TRUE = ("exact", "within_rounding", "within_tolerance", "only_if_truncated", "solved", "not_decidable")


class Verified(Record):
    """What was found out about the checks of a rubric with the facts of one subject.

    ``undecided`` are checks that hold one by one, where nobody knows whether they can be true together.
    """

    rubric: Rubric
    facts: Facts
    figures: Figures
    judged: tuple[Judged, ...]
    conflicts: tuple[Conflict, ...]
    undecided: tuple[tuple[str, ...], ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether nothing is contradicted and nothing was left open."""
        open_ = any(one.verdict in ("contradicted", "not_decidable") for one in self.judged)
        return not open_ and not self.conflicts and not self.undecided


def verify(rubric: Rubric, facts: Facts, card: Scorecard) -> Verified:
    """Every check judged, and what cannot be true together. ``card`` is the score of these facts."""
    world = World(rubric, facts, _items(card))
    figures = Figures(world)
    judged = tuple(judge(check, figures) for check in rubric.checks)
    cut = frozenset(name for one in judged for name in one.cut)
    figures = Figures(world, cut) if cut else figures
    alone = [one.check for one in judged if one.verdict == "contradicted" and figures.conditions(one.check)]
    together = [one for one in judged if one.verdict in _TRUE and one.check.severity != "red_flag"]
    together = [one for one in together if figures.conditions(one.check)]
    sure = [one.check for one in together if one.verdict != "not_decidable"]
    return Verified(
        rubric,
        facts,
        figures,
        judged,
        tuple(conflicts(alone, [one.check for one in together], figures)),
        tuple(undecided(sure, figures)),
    )


def _items(card: Scorecard) -> Callable[[str], ItemScore]:
    paths = {item.path: item for item in card.root.walk()}

    def scored(path: str) -> ItemScore:
        return paths[path]

    return scored
