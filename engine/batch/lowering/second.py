"""The second half of a plan: groups, the whole and what is told of a row, over the columns of its leaves."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

import polars as pl

from engine.batch.lowering.choosing import choose
from engine.batch.lowering.ending import Told, failed, missing, shown
from engine.batch.lowering.float_groups import float_group
from engine.batch.lowering.grading import Graded, graded
from engine.batch.lowering.groups import group
from engine.batch.lowering.leaves import float_leaf, leaf
from engine.batch.lowering.names import Answer, Names
from engine.batch.lowering.nulls import Nulls
from engine.batch.lowering.opened import Fill, opened, outer_of
from engine.batch.lowering.quotient import quotient
from engine.batch.lowering.refused import NoColumns, Unsupported
from engine.batch.lowering.scores import Scores, cells
from engine.batch.lowering.sheet import SHARED, Sheet
from engine.batch.lowering.whole import INT64
from engine.batch.lowering.whole import Whole as Number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.batch.layout import LaidItem, Layout
    from engine.batch.lowering.choosing import Value
    from engine.batch.lowering.placing import Placed
    from engine.batch.lowering.truth import Truth
    from rubric.model import Item, Rubric

STATE = pl.UInt8()


class Whole:
    """The outcome of a rubric in columns, for leaves that are there already. Raises NoColumns."""

    def __init__(
        self,
        rubric: Rubric,
        layout: Layout,
        values: Mapping[str, Value],
        placed: Placed,
        leaves: Mapping[str, Scores],
        fills: Mapping[str, Fill],
        answers: Mapping[int, Answer],
        *,
        flags: bool,
    ) -> None:
        self.rubric, self.placed, self.flags = rubric, placed, flags
        self.sheet = Sheet()
        self.names = Names(rubric, values, self.sheet, self._scored, answers)
        self.scores: dict[str, Scores] = dict(leaves)
        for path, fill in fills.items():
            self.scores[path] = opened(self.names.paths[path], fill, placed, rubric, self.sheet)
        self.failed: dict[str, NoColumns] = {}
        self.tiers: dict[str, str] = {}
        self.laid = {laid.item.path: laid.places for laid in layout.items}
        for item in rubric.root.walk():
            self._item(item.path)
        self.sure: list[pl.Expr] = []
        self.shown = shown(rubric.root.walk(), self.scores)
        self.outputs: dict[str, pl.Expr] = {}
        for laid in layout.items:
            self._lay(laid)
        self._told()

    def _item(self, path: str) -> Scores:
        """The scores of an item, when they are first asked for."""
        if path in self.failed:
            raise self.failed[path]
        if path not in self.scores:
            # Whoever asks for an item while it is being scored gets no answer.
            self.failed[path] = Unsupported("a circle")
            try:
                self.scores[path] = self._made(self.names.paths[path])
            except NoColumns as none:
                self.failed[path] = none
                raise
            del self.failed[path]
        return self.scores[path]

    def _made(self, item: Item) -> Scores:
        found: Scores | None = None
        try:
            found = self._in_whole(item)
            if not item.is_group:
                self.tiers[item.path] = "int64"
        except NoColumns as none:
            try:
                found = self._in_floats(item)
            except NoColumns as other:
                both = dict.fromkeys((none.why, other.why))
                raise Unsupported("; ".join(both)) from None
            self.tiers[item.path] = "float64"
        return found or self._unknown(item)

    def _unknown(self, item: Item) -> Scores:
        """An item of which columns say nothing in any row."""
        place, outer = self.placed.places[item.path], outer_of(item, self.placed)
        nulls = Nulls.of(self.sheet.mark())
        over = Number(pl.lit(None, dtype=INT64), floor(min(outer)), ceil(max(outer)), 0, nulls)
        rounding = self.rubric.rounding.get(
            "item" if not item.is_group else "group" if item.path else "total"
        )
        places = rounding.places if rounding is not None else None
        low = quotient(over)
        return Scores(item, low, low, low, place.points(item), places)

    def _in_whole(self, item: Item) -> Scores | None:
        if not item.is_group:
            return leaf(item, self.names, self.placed, flags=self.flags)
        children = [self._item(child.path) for child in item.items]
        return group(item, children, self.names, self.placed, flags=self.flags)

    def _in_floats(self, item: Item) -> Scores | None:
        places = self.laid[item.path]
        if not item.is_group:
            return float_leaf(item, self.names, self.placed, places, flags=self.flags)
        children = [self._item(child.path) for child in item.items]
        return float_group(item, children, self.names, self.placed, places, flags=self.flags)

    def _scored(self, path: str) -> Value:
        scores = self._item(path)
        if scores.printed:
            raise Unsupported("the score is approximated")
        if scores.open.fixed is False:
            return scores.low
        return choose([scores.open], [None, scores.low], self.sheet)

    # -- the cells ---------------------------------------------------------------------------------------

    def _lay(self, laid: LaidItem) -> None:
        scores, seen = self.scores[laid.item.path], self.shown[laid.item.path]
        low = cells(scores.low, laid.places, self.sheet)
        high = low if scores.high is scores.low else cells(scores.high, laid.places, self.sheet)
        for name, ends in ((laid.low, low), (laid.high, high)):
            self.outputs[name] = _where(seen, ends.expr, pl.lit(0, dtype=pl.Int64))
            if not ends.nulls.never and (ends is not low or name == laid.low):
                self.sure.append(_either(seen, ends.expr.is_not_null()))
        self.outputs[laid.state] = _where(seen, _state(scores), pl.lit(1, dtype=STATE))

    def _told(self) -> None:
        root = self.scores[""]
        grade = graded(self.rubric.root.grades, root, self.names)
        checks = failed(self.rubric, self.names)
        absent = missing(self.scores, self.shown, self.names)
        self.sure += _sure(grade, checks, absent)
        self.outputs["grade"] = grade.grade
        self.outputs["complete"] = ~root.open.expr & ~absent.expr
        self.outputs["failed"] = checks.expr
        self.outputs["reason"] = grade.reason

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The outcome of every row, and ``sure``."""
        sure = pl.all_horizontal(self.sure) if self.sure else pl.lit(True)
        outputs = {**self.outputs, "sure": sure}
        lazy = self.sheet.run(frame.lazy()).with_columns(**outputs)
        return lazy.select(list(outputs)).collect(optimizations=SHARED)


def _where(seen: Truth, expr: pl.Expr, other: pl.Expr) -> pl.Expr:
    if seen.fixed is not None:
        return expr if seen.fixed else other
    return pl.when(seen.expr).then(expr).otherwise(other)


def _either(seen: Truth, there: pl.Expr) -> pl.Expr:
    if seen.fixed is not None:
        return there if seen.fixed else pl.lit(True)
    return (~seen.expr | there).fill_null(value=False)


def _state(scores: Scores) -> pl.Expr:
    """0 scored, 1 not applicable, 2 unscored."""
    closed: pl.Expr = pl.lit(0, dtype=STATE)
    if scores.open.fixed is False:
        found = closed
    else:
        found = pl.when(scores.open.expr).then(pl.lit(2, dtype=STATE)).otherwise(closed)
    return _where(scores.applies, found, pl.lit(1, dtype=STATE))


def _sure(grade: Graded, *told: Told) -> list[pl.Expr]:
    found = [test.expr.is_not_null() for test in grade.sure]
    return found + [test.expr for one in told for test in one.sure]
