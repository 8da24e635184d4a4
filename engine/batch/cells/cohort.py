"""A column of exact numbers that were calculated over all subjects."""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING

import polars as pl

from engine.batch.cells.column import EXACT, Read, numerators
from engine.batch.cells.pieces import MOST
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction


def read_cohort(numbers: tuple[Fraction | None, ...]) -> Read:
    """The numbers over one denominator; odd are those that do not fit 64 bits over it."""
    over = _over(number.denominator for number in numbers if number is not None)
    made = [None if number is None else _numerator(number, over) for number in numbers]
    odd = [number is not None and whole is None for number, whole in zip(numbers, made, strict=True)]
    column = replace(numerators(pl.Series(made, dtype=pl.Int64), over), printed=EXACT)
    return Read(column, pl.Series(odd, dtype=pl.Boolean) if any(odd) else None)


def _over(denominators: Iterable[int]) -> int:
    """The least that all denominators divide, as far as it stays small enough."""
    over = 1
    for one in sorted(set(denominators)):
        both = lcm(over, one)
        over = both if both * both <= MOST else over
    return over


def _numerator(number: Fraction, over: int) -> int | None:
    whole = number * over
    return whole.numerator if whole.denominator == 1 and abs(whole) <= MOST else None
