"""Sheet: the columns that a plan calculates on its way, in stages of those that need only earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.lowering.whole import Whole

if TYPE_CHECKING:
    from collections.abc import Mapping

# All that is left to find in a plan are parts that stand in it twice: to look for more, at every part of a
# table, costs more than it saves.
SHARED: Final = pl.QueryOptFlags.none(comm_subexpr_elim=True)


class Sheet:
    """Collects columns while expressions are lowered; what several parts read is calculated once."""

    def __init__(self) -> None:
        self.stages: list[dict[str, pl.Expr]] = []
        self._count = 0
        self._made: dict[str, int] = {}
        self._there: dict[str, int] = {}

    def keep(self, expr: pl.Expr, stage: int, name: str | None = None) -> tuple[str, int]:
        """The name of the column that an expression becomes, and the stage in which it is there."""
        name = name or self._name()
        while len(self.stages) <= stage:
            self.stages.append({})
        self.stages[stage][name] = expr
        self._there[name] = stage + 1
        return name, stage + 1

    def kept(self, whole: Whole) -> Whole:
        """The numbers as a column of their own, unless they are one already or the same in all rows."""
        if whole.name is not None or whole.constant is not None:
            return whole
        name, stage = self.keep(whole.expr, whole.stage)
        return Whole(pl.col(name), whole.lo, whole.hi, stage, whole.nulls, name)

    def held(self, expr: pl.Expr) -> pl.Expr:
        """An expression over columns of this sheet, as a column of its own."""
        if expr.meta.is_column() or expr.meta.is_literal():
            return expr
        return pl.col(self.keep(expr, self.stage_of(expr))[0])

    def stage_of(self, expr: pl.Expr) -> int:
        """The first stage in which all the columns that an expression reads are there."""
        return max((self._there.get(name, 0) for name in expr.meta.root_names()), default=0)

    def once(self, name: str, whole: Whole) -> Whole:
        """The numbers as the column of a name, made the first time: what goes by one is always the same."""
        if name not in self._made:
            self._made[name] = self.keep(whole.expr, whole.stage, name)[1]
        return Whole(pl.col(name), whole.lo, whole.hi, self._made[name], whole.nulls, name)

    def mark(self) -> str:
        """A source of nulls that no column is."""
        return f"?{self._name()}"

    def _name(self) -> str:
        self._count += 1
        return f"~{self._count}"  # no name of a rubric looks like it

    def run(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The frame with all the columns."""
        for columns in self.stages:
            frame = frame.with_columns(**columns)
        return frame

    def names(self) -> Mapping[str, int]:
        """Every column with the stage that makes it."""
        return {name: at for at, columns in enumerate(self.stages) for name in columns}
