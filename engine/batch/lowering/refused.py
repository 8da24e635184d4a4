"""Why a part of a rubric has no columns of whole numbers."""

from __future__ import annotations


class NoColumns(Exception):  # noqa: N818 - not a fault of the program: another way of scoring is taken
    """A part that columns of whole numbers do not hold; ``why`` is for the report."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Overflow(NoColumns):
    """A number on the way may need more than 64 bits."""


class Unsupported(NoColumns):
    """A part that is not made of whole numbers, or whose value no row alone decides."""
