"""Outcome: what comes of one subject in a table of results, exactly as the scorecard of it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from rubric.number import round_places

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from engine.batch.layout import LaidItem, Layout
    from engine.scorecard import ItemScore, Scorecard

STATES: Final = ("scored", "not_applicable", "unscored")
UNSCORED: Final = STATES.index("unscored")
AND: Final = "、"
OR: Final = "/"


def schema_of(layout: Layout) -> dict[str, Any]:
    """The columns of outcomes: of every item the least and the most in units of its last decimal, and its
    state; then the grades still possible, whether all is scored, the checks that do not hold, and why an
    override decided the grade."""
    columns: dict[str, Any] = {}
    for laid in layout.items:
        columns |= {laid.low: pl.Int64(), laid.high: pl.Int64(), laid.state: pl.UInt8()}
    rest = {"grade": pl.String(), "complete": pl.Boolean(), "failed": pl.String(), "reason": pl.String()}
    return columns | rest


def outcome(card: Scorecard, layout: Layout) -> tuple[Any, ...]:
    """The cells of a scorecard, in the order of ``schema_of``."""
    scores = {score.path: score for score in card.root.walk()}
    cells: list[Any] = []
    for laid in layout.items:
        cells += _cells(laid, scores.get(laid.item.path))
    failed = AND.join(check.name for check in card.checks if check.holds is False)
    return (*cells, OR.join(card.grades) or None, card.complete, failed, card.override)


def _cells(laid: LaidItem, score: ItemScore | None) -> tuple[int | None, int | None, int]:
    # Below a group that does not apply there are no scores.
    if score is None:
        return 0, 0, STATES.index("not_applicable")
    low = units(score.low, laid.places)
    high = low if score.high is score.low else units(score.high, laid.places)
    return low, high, STATES.index(score.state)


def units(x: Fraction, places: int) -> int:
    """A number in units of its last decimal, rounded to it where it has more."""
    over: int = x.numerator * 10**places
    if not over % x.denominator:
        return over // x.denominator
    rounded: Fraction = round_places(x, places, "half_up") * 10**places
    return rounded.numerator


def unread(layout: Layout) -> tuple[Any, ...]:
    """The cells of a row that cannot be read: nothing is known of it."""
    none: list[Any] = [None, None, UNSCORED] * len(layout.items)
    return (*none, None, False, "", None)


def outcomes(rows: Sequence[tuple[Any, ...]], layout: Layout) -> pl.DataFrame:
    """Outcomes as a frame."""
    return pl.DataFrame(rows, schema=schema_of(layout), orient="row", strict=True)
