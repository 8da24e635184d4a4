"""Nulls: where a column has no value, by the sources that leave it none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable


class Nulls(Record):
    """A column is null only in rows in which a source of ``may`` is, and wherever one of ``must`` is."""

    may: frozenset[str] = frozenset()
    must: frozenset[str] = frozenset()

    @staticmethod
    def of(source: str) -> Nulls:
        """Null exactly where one source is."""
        return Nulls(frozenset((source,)), frozenset((source,)))

    @property
    def never(self) -> bool:
        """Whether there is a value in every row."""
        return not self.may

    def implies(self, other: Nulls) -> bool:
        """Whether the other is null wherever this one is."""
        return self.may <= other.must


NEVER: Final = Nulls()


def strict(parts: Iterable[Nulls]) -> Nulls:
    """What has a value only where all its parts have one."""
    may: frozenset[str] = frozenset()
    must: frozenset[str] = frozenset()
    for part in parts:
        may, must = may | part.may, must | part.must
    return Nulls(may, must) if may else NEVER


def lazy(first: Nulls, others: Iterable[Nulls]) -> Nulls:
    """What has no value where the first part has none, and may have none where another has none."""
    may = first.may.union(*(other.may for other in others))
    return Nulls(may, first.must) if may else NEVER
