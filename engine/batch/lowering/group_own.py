"""A group's own expression over what its items come to, and its vetoes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.lowering import truth
from engine.batch.lowering.functions import total
from engine.batch.lowering.quotient import Quotient, kept, number, scaled
from engine.batch.lowering.truth import Truth
from engine.group import joining
from rubric.formula.check import items_of
from rubric.worth import SUM

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Sequence

    from engine.batch.lowering.names import Names
    from engine.batch.lowering.scores import Scores
    from engine.batch.lowering.sheet import Sheet
    from rubric.model import Item

ZERO: Final = Fraction(0)
ADDS: Final = frozenset(("sum", "weighted"))


def any_of(parts: Sequence[Truth], sheet: Sheet) -> Truth:
    """Where any of the parts holds, as a column of its own."""
    some = [part for part in parts if part.fixed is not False]
    return truth.kept(truth.connected(some, any_=True), sheet) if some else truth.fixed(False)


class Vetoes:
    """The vetoes of a group: ``struck`` where one holds, ``some`` where one may, ``stuck`` where one that may
    comes before any that does, ``scores`` whether one of them reads a score: where that is open its range may
    still decide, which columns do not see."""

    def __init__(self, item: Item, names: Names) -> None:
        self.scores = any(items_of(veto.when) for veto in item.worth.veto)
        nothing = Truth(pl.lit(None, dtype=truth.BOOLEAN))
        tests = [names.holds(veto.when) or nothing for veto in item.worth.veto]
        self.nothing = max(ZERO, item.least)
        exact = [
            names.exactly.get(id(veto.when), test) for veto, test in zip(item.worth.veto, tests, strict=True)
        ]
        self.open = any(test is nothing or not test.nulls.never for test in (*tests, *exact))
        self.struck = self.some = self.stuck = truth.fixed(False)
        if self.open:
            stage = max(0, *(test.stage for test in tests))
            self.struck = Truth(pl.any_horizontal(test.expr.fill_null(value=False) for test in tests), stage)
            self.some = Truth(pl.any_horizontal(test.expr.is_null() for test in tests), stage)
            found: Any = pl
            for veto, known in zip(item.worth.veto, tests, strict=True):
                test = names.exactly.get(id(veto.when), known)
                found = found.when(test.expr).then(False).when(test.expr.is_null()).then(True)
            self.stuck = truth.kept(Truth(found.otherwise(False), stage), names.sheet)


class Own:
    """A group's own expression over what its items come to."""

    def __init__(self, item: Item, children: Sequence[Scores], names: Names, *, misfit: bool) -> None:
        self.item, self.names, self.misfit = item, names, misfit
        self.counted = [child for child in children if not child.gone]

    def worth(
        self,
        of: Callable[[Scores], Quotient | None],
        by: tuple[Fraction, Fraction],
        tree: ast.expr | None = None,
    ) -> Quotient | None:
        """What the group comes to where each of its items comes to ``of`` it; ``tree`` may be a part of that.

        The first of ``by`` converts what the items come to back to the group's own scale, the second the
        result to the table's.
        """
        start = self._together([of(child) for child in self.counted])
        if start is None:
            return None
        start = kept(start, self.names.sheet)
        own = {"points": number(self.item.points), SUM: scaled(start, 1 / by[0])}
        found = self.names.lowering(own).value(tree or self.item.worth.expr)
        if found is None:
            return None
        assert isinstance(found, Quotient)  # a group comes to points
        if not any(child.bonus for child in self.item.walk()[1:]):
            found = found.within(min(self.item.least, ZERO), max(self.item.points, ZERO))
        return kept(scaled(found, by[1]), self.names.sheet)

    def _together(self, values: Sequence[Quotient | None]) -> Quotient | None:
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        if self.item.combine in ADDS:
            return total(known, self.names.sheet)
        if not known:
            return number(ZERO)
        if self.item.combined is not None:
            keys = [child.item.name for child in self.counted]
            tree: ast.expr = self.item.combined
        else:
            keys = [f"@{at}" for at in range(len(known))]
            tree = joining(self.item, keys)
        own = {"points": number(self.item.points), **dict(zip(keys, known, strict=True))}
        found = self.names.lowering(own).value(tree)
        assert found is None or isinstance(found, Quotient)  # items come to points together
        return found
