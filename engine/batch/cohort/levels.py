"""The order in which the quantities over all subjects are calculated."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rubric.model import Cohort, Rubric


def levels(rubric: Rubric) -> tuple[tuple[Cohort, ...], ...]:
    """The quantities by their levels: each reads only those of levels before its own.

    So many passes over all subjects, and one for the scores, each know all that they need.
    """
    return tuple(tuple(held) for _, held in groupby(rubric.cohort.values(), key=lambda one: one.level))
