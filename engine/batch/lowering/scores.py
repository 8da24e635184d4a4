"""Scores: what is known of an item in every row, as columns."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.batch.lowering import truth
from engine.batch.lowering.rounding import round_to, steps
from rubric.record import Record

if TYPE_CHECKING:
    from engine.batch import floats
    from engine.batch.lowering.quotient import Quotient
    from engine.batch.lowering.sheet import Sheet
    from engine.batch.lowering.truth import Truth
    from engine.batch.lowering.whole import Whole
    from rubric.model import Item, Rounding


class Scores(Record):
    """``low`` and ``high`` are as a stage rounds them, ``exact`` is the score before, and means nothing where
    the item is open; what is null in ``low`` or ``high`` is not known from columns at all.

    ``open`` are the rows without a score, ``applies`` those in which it applies. ``gone``: its points went
    to others. ``points`` are its full points as they count, ``places`` the decimals of its rounding. ``span``
    are the least and the most before rounding, None where columns do not say them. Where ``approx`` is there
    it stands in the place of ``exact``.
    """

    item: Item
    low: Quotient
    high: Quotient
    exact: Quotient | None
    points: Fraction
    places: int | None
    open: Truth = truth.fixed(False)
    applies: Truth = truth.fixed(True)
    gone: bool = False
    span: tuple[Quotient, Quotient] | None = None
    approx: floats.Value | None = None

    @property
    def printed(self) -> bool:
        """Whether ``low`` is no more than what its cells print: the score itself is only approximated."""
        return self.approx is not None and self.places is None


def rounded(value: Quotient, rounding: Rounding | None, sheet: Sheet) -> Quotient:
    """Numbers as a stage rounds them."""
    if rounding is None:
        return value
    return round_to(value, Fraction(10) ** -rounding.places, rounding.mode, sheet)


def cells(value: Quotient, places: int, sheet: Sheet) -> Whole:
    """Numbers in units of the last of so many decimals."""
    return steps(value, Fraction(10) ** -places, "half_up", sheet)
