"""Part: so many rows of a table as are scored at once, as they stand in it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction
    from pathlib import Path

    from engine.batch.columns import Columns
    from rubric.problems import Problem

# So many rows of fifty columns are a hundred megabytes; what each part costs besides is a tenth of the work.
ROWS: Final = 1 << 18
# The rows of the tables within subjects: fact, then the subject's id, then a row by its columns.
SubjectTables = dict[str, "Mapping[str, tuple[Mapping[str, str], ...]]"]


class Part(Record):
    """Some rows of a table, in its order. A table has the same parts in every run.

    ``first`` is the number of the first row as a person sees it: under a head it is 2. ``frame``
    holds the columns as the table has them: text as text, numbers as its own kind of number.
    ``files`` are the facts files of its subjects where the table is a folder of them. ``cohort`` are
    quantities over all subjects by name, an exact number a row or None, and ``lacks`` the numbers of the
    reasons for None.
    ``broken`` are the rows, by their position, that the file itself keeps from being read, and why.
    Where the table is no sheet that a person sees (``lettered`` is False), cells go by their columns' names.
    Where ``letters`` is False, no text of it has an e: none of its numbers can have an exponent.
    """

    number: int
    first: int
    frame: pl.DataFrame
    columns: Columns
    file: str
    tables: Mapping[str, Mapping[str, tuple[Mapping[str, str], ...]]] = MappingProxyType({})
    files: tuple[Path, ...] = ()
    broken: Mapping[int, tuple[Problem, ...]] = MappingProxyType({})
    cohort: Mapping[str, tuple[Fraction | None, ...]] = MappingProxyType({})
    lacks: Mapping[str, pl.Series] = MappingProxyType({})
    lettered: bool = True
    letters: bool = True

    def _made(self) -> None:
        # Widened as it is, a narrow binary fraction would be another decimal than the one it stands for.
        narrow = [name for name, kind in self.frame.schema.items() if kind.is_float() and kind != pl.Float64]
        if narrow:
            self.__dict__["frame"] = self.frame.with_columns(pl.col(narrow).cast(pl.String).cast(pl.Float64))

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.files) or self.frame.height

    def row(self, at: int) -> Mapping[str, Any]:
        """The cells of a row by the names of their columns."""
        return self.frame.row(at, named=True)
