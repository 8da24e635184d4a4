"""The intermediate columns of expressions, in the order in which they can be calculated."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


class Tape:
    """Names intermediate columns ``PREFIX0``, ``PREFIX1`` ...; what is named already keeps its name."""

    def __init__(self, prefix: str = "~") -> None:
        self.prefix = prefix
        self.kept: dict[str, pl.Expr] = {}
        self._reads: dict[str, frozenset[str]] = {}
        self._level: dict[str, int] = {}

    def keep(self, expr: pl.Expr) -> pl.Expr:
        """The column that holds this expression."""
        if expr.meta.is_column() or expr.meta.is_literal():
            return expr
        name = f"{self.prefix}{len(self.kept)}"
        reads = frozenset(expr.meta.root_names())
        self.kept[name], self._reads[name] = expr.alias(name), reads
        self._level[name] = 1 + max((self._level.get(read, 0) for read in reads), default=0)
        return pl.col(name)

    def layers(self, wanted: Iterable[pl.Expr]) -> list[list[pl.Expr]]:
        """The columns that the wanted expressions need: each layer reads only those before it."""
        due = [name for expr in wanted for name in expr.meta.root_names()]
        needed: set[str] = set()
        while due:
            name = due.pop()
            if name in self.kept and name not in needed:
                needed.add(name)
                due += self._reads[name]
        layers: list[list[pl.Expr]] = [[] for _ in range(max((self._level[n] for n in needed), default=0))]
        for name in self.kept:
            if name in needed:
                layers[self._level[name] - 1].append(self.kept[name])
        return layers

    def onto(self, frame: Frame, wanted: Iterable[pl.Expr]) -> Frame:
        """The frame with the columns that the wanted expressions need."""
        for layer in self.layers(wanted):
            frame = frame.with_columns(layer)
        return frame
