"""Quotas of grades in the score of one subject: which grades all subjects together may yet take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.world import World
    from rubric.model import Grades


def limited(grades: Grades | None, possible: Iterable[str], world: World) -> tuple[str, ...]:
    """The grades among the ``possible`` ones that are for so many subjects only, this one being counted."""
    quotas = grades.quota if grades is not None else ()
    mine = [q.grade for q in quotas if q.where is None or world.holds(q.where.when)[0] is not False]
    return tuple(grade for grade in possible if grade in mine)
