"""Columns: what each column of a table is to a rubric."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.column_names import Meaning
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ("Columns", "Meaning")


class Columns(Record):
    """What every column of a table is, in the table's order; ``id`` is the one that tells subjects apart.

    A table without such a column tells its subjects apart by the numbers of their rows.
    """

    of: Mapping[str, Meaning]
    id: str | None

    @property
    def used(self) -> tuple[str, ...]:
        """The columns that say something of a subject."""
        return tuple(
            name for name, meaning in self.of.items() if meaning.kind != "ignored" or name == self.id
        )
