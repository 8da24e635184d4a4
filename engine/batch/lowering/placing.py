"""Placing: what applies and what multiplies points, for every pattern of conditions that rows can have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.placement import Placements
from engine.scorecard import Undefined
from rubric.record import Record

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from engine.placement import Applied, Placement
    from rubric.model import Item, Rubric

MOVES: Final = frozenset(("redistribute", "rescale"))


class Placed(Record):
    """Whether each item applies and its placement, by path; ``nothing``: nothing of the whole is left."""

    applied: Mapping[str, Applied]
    places: Mapping[str, Placement]
    nothing: bool


class _Pattern:
    """A world in which it is settled which conditions hold; all that placements ask of one."""

    def __init__(self, rubric: Rubric, holds: Mapping[int, bool | None]) -> None:
        self.rubric, self.known = rubric, holds

    def holds(self, when: ast.expr) -> tuple[bool | None, Undefined | None]:
        found = self.known[id(when)]
        return found, Undefined("open_item") if found is None else None


def placed(rubric: Rubric, pattern: Mapping[str, bool | None]) -> Placed:
    """The placements where the conditions of these items, by path, come out so, None being open."""
    conditions = {
        id(item.applies.when): pattern.get(item.path, True) for item in conditional(rubric) if item.applies
    }
    world: Any = _Pattern(rubric, conditions)
    found = Placements(world)
    return Placed(found.applied, found.places, found.nothing)


def conditional(rubric: Rubric) -> tuple[Item, ...]:
    """The items that do not always apply."""
    return tuple(item for item in rubric.root.walk() if item.applies is not None)


def moves(rubric: Rubric) -> bool:
    """Whether what does not apply can change what others count, or leave nothing to score."""
    return rubric.root.applies is not None or any(item.otherwise in MOVES for item in rubric.root.walk())
