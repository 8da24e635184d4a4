"""The way to float64: the same names as approximations, and what comes of them where that is sure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from engine.batch import floats
from engine.batch.lowering.nulls import Nulls
from engine.batch.lowering.quotient import Quotient, quotient
from engine.batch.lowering.refused import NoColumns, Unsupported
from engine.batch.lowering.truth import Truth, Word
from engine.batch.lowering.whole import Whole, lit
from rubric.number import round_places

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from engine.batch.lowering.choosing import Value
    from engine.batch.lowering.names import Names
    from rubric.model import Rounding


class Floating:
    """Approximates trees over names, and before them over some of its ``own``."""

    def __init__(self, names: Names, own: Mapping[str, Value | floats.Value]) -> None:
        self.names, self.own = names, own
        self.keep = names.sheet.held
        self.values: dict[str, floats.Value] = {}

    def approximate(self, tree: ast.expr) -> floats.Value:
        """What a tree comes to in every row. Raises Unsupported."""
        try:
            return floats.approximate(tree, self.env, self.keep, self.exactly)
        except floats.Unsupported as none:
            raise Unsupported(str(none)) from None

    def env(self, name: str) -> floats.Value:
        """What a name is, approximately."""
        if name in self.own:
            return self._approximate(self.own[name])
        if name not in self.values:
            self.values[name] = self._named(name)
        return self.values[name]

    def _named(self, name: str) -> floats.Value:
        try:
            return self._approximate(self.names(name))
        except NoColumns:
            value = self.names.rubric.values.get(name)
            if value is None:
                raise floats.Unsupported(name) from None
        found = floats.approximate(value.lowered.expr, self.env, self.keep, self.exactly)
        return found if value.range is None else floats.within(found, value.range, self.keep)

    def exactly(self, node: ast.expr) -> floats.Value | None:
        """What whole numbers say of a condition or a rounding, if they do."""
        if any(_is_float(value) for value in self.own.values()):
            return None
        own: Any = self.own
        try:
            return self._approximate(self.names.lowering(own).value(node))
        except NoColumns:
            return None

    def _approximate(self, value: Value | floats.Value) -> floats.Value:
        if value is None:
            return floats.NEVER
        if isinstance(value, Quotient):
            return self._number(value)
        if isinstance(value, Truth | Word):
            sure = None if value.nulls.never else self.keep(value.expr.is_not_null())
            expr = self.keep(value.expr)
            if isinstance(value, Truth):
                return floats.Truth(expr, sure, value.fixed)
            return floats.Word(expr, sure, value.fixed)
        return value

    def _number(self, value: Quotient) -> floats.Value:
        if value.constant is not None:
            return floats.settled(value.constant)
        whole = self.names.sheet.kept(value.over)
        there = pl.lit(True) if whole.nulls.never else self.keep(whole.expr.is_not_null())
        top = floats.column(whole.expr, value.by, whole.lo, whole.hi, there)
        if value.of is None:
            return top
        return floats.quotient(
            top, floats.column(value.of.expr, 1, value.of.lo, value.of.hi, pl.lit(True)), self.keep
        )


def _is_float(value: Any) -> bool:
    return isinstance(value, floats.Approx | floats.Never)


def cells_of(
    found: floats.Value, places: int, mode: Any, ends: tuple[Fraction, Fraction], names: Names
) -> Quotient:
    """An approximated number, rounded; null where the rounding is not sure. It lies between ``ends``."""
    try:
        tops, sure = floats.to_places(found, places, mode, names.sheet.held)
    except floats.Unsupported as none:
        raise Unsupported(str(none)) from None
    expr = names.sheet.held(pl.when(sure).then(tops).otherwise(lit(None)))
    low, high = (round_places(end, places, mode) for end in ends)
    by = 10 ** max(places, 0)
    stage = names.sheet.stage_of(expr)
    if places < 0:
        expr = expr * lit(10**-places)
    over = Whole(expr, int(low * by), int(high * by), stage, Nulls.of(names.sheet.mark()))
    return quotient(over, by)


def rounded_cells(
    found: floats.Value, rounding: Rounding | None, places: int, ends: tuple[Fraction, Fraction], names: Names
) -> Quotient:
    """An approximated number as a stage rounds it, or where none does, as its cells print it."""
    if rounding is None:
        return cells_of(found, places, "half_up", ends, names)
    return cells_of(found, rounding.places, rounding.mode, ends, names)
