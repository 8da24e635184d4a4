"""The first half of a plan: every leaf that reads no score, as columns of a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from engine.batch.lowering.leaves import float_leaf, leaf
from engine.batch.lowering.names import Names, reads_of
from engine.batch.lowering.nulls import NEVER, Nulls
from engine.batch.lowering.questions import NOTHING, Question, questions_of
from engine.batch.lowering.quotient import Quotient
from engine.batch.lowering.refused import NoColumns
from engine.batch.lowering.sheet import SHARED, Sheet
from engine.batch.lowering.whole import Whole
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.batch.layout import Layout
    from engine.batch.lowering.choosing import Value
    from engine.batch.lowering.placing import Placed
    from engine.batch.lowering.scores import Scores
    from rubric.model import Item, Rubric


class Given(Record):
    """A leaf whose columns are there: its scores over them, and the one that is null in open rows."""

    scores: Scores
    low: str


class Leaves:
    """The leaves of a rubric for columns that are like some signs.

    ``given`` are those that have columns, ``refused`` why others have none; ``late`` are scored with the
    groups: they read the score of an item, or are approximated and not rounded. ``floats`` are approximated.
    """

    def __init__(
        self, rubric: Rubric, layout: Layout, values: Mapping[str, Value], placed: Placed, *, flags: bool
    ) -> None:
        self.sheet = Sheet()
        self.names = Names(rubric, values, self.sheet)
        self.given: dict[str, Given] = {}
        self.refused: dict[str, str] = {}
        self.late: set[str] = set()
        self.floats: set[str] = set()
        self.places = [laid.places for laid in layout.items]
        self.outputs: dict[str, pl.Expr] = {}
        self.questions = questions_of(rubric)
        for question in self.questions:
            self._question(question)
        for number, item in enumerate(rubric.root.walk()):
            if not item.is_group:
                self._leaf(number, item, rubric, placed, flags=flags)

    def _question(self, question: Question) -> None:
        try:
            found = self.names.lowering().truth(question.columns)
        except NoColumns:
            found = None
        self.outputs[question.name] = NOTHING if found is None else found.expr

    def _leaf(self, number: int, item: Item, rubric: Rubric, placed: Placed, *, flags: bool) -> None:
        trees = [item.worth.expr, *([item.applies.when] if item.applies is not None else [])]
        if reads_of(trees, rubric)[1]:
            self.late.add(item.path)
            return
        try:
            found = leaf(item, self.names, placed, flags=flags)
        except NoColumns as none:
            found = self._float(number, item, placed, none.why, flags=flags)
        if found is not None:
            self.given[item.path] = self._out(number, found)

    def _float(self, number: int, item: Item, placed: Placed, why: str, *, flags: bool) -> Scores | None:
        """The leaf by approximation, where it is rounded; what is not is approximated where it is summed."""
        unrounded = self.names.rubric.rounding.get("item") is None
        names = Names(self.names.rubric, self.names.given, Sheet()) if unrounded else self.names
        try:
            found = float_leaf(item, names, placed, self.places[number], flags=flags)
        except NoColumns as none:
            self.refused[item.path] = f"{why}; {none.why}"
            return None
        if unrounded:
            self.late.add(item.path)
            return None
        self.floats.add(item.path)
        return found

    def _out(self, number: int, scores: Scores) -> Given:
        """The scores over columns of the result of this half."""
        if scores.open.fixed is True:
            return self._out_open(number, scores)
        if scores.exact is None:
            low = self._column(f"l:{number}", scores.low)
            return Given(replace(scores, low=low, high=low, approx=None), f"l:{number}")
        exact = self._column(f"x:{number}", scores.exact)
        same = scores.low.over is scores.exact.over or scores.places is None
        low = exact if same else self._column(f"l:{number}", scores.low)
        applies = scores.applies
        if applies.fixed is None:
            self.outputs[f"a:{number}"] = applies.expr
            applies = replace(applies, expr=pl.col(f"a:{number}"), stage=0)
        scores = replace(scores, exact=exact, low=low, high=low, applies=applies)
        return Given(scores, f"x:{number}" if same else f"l:{number}")

    def _out_open(self, number: int, scores: Scores) -> Given:
        """The same of a leaf that is open in all rows."""
        assert scores.span is not None  # its ends are all that is known of it
        names = ("x", "y") if scores.places is None else ("l", "h")
        span = self._column(f"x:{number}", scores.span[0]), self._column(f"y:{number}", scores.span[1])
        low, high = span
        if scores.places is not None:
            low, high = self._column(f"l:{number}", scores.low), self._column(f"h:{number}", scores.high)
        return Given(replace(scores, low=low, high=high, span=span), f"{names[0]}:{number}")

    def _column(self, name: str, value: Quotient) -> Quotient:
        self.outputs[name] = value.over.expr
        of = None
        if value.of is not None:
            under = f"d{name}"
            self.outputs[under] = value.of.expr
            of = Whole(pl.col(under), value.of.lo, value.of.hi, 0, NEVER, under)
        nulls = NEVER if value.nulls.never else Nulls.of(name)
        over = Whole(pl.col(name), value.over.lo, value.over.hi, 0, nulls, name)
        return Quotient(over, value.by, of, value.low, value.high)

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The columns of all leaves beside those of a part."""
        if not self.outputs:
            return frame
        made = [expr.alias(name) for name, expr in self.outputs.items()]
        lazy = self.sheet.run(frame.lazy()).select(pl.col(frame.columns), *made)
        return lazy.collect(optimizations=SHARED)
