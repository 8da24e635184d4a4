"""The axis of one fact: figures of it at which something may change, from the least to the largest."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rubric.range import ONE, ZERO, Range, on_grid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rubric.model import Fact

MOST: Final = 90
_NEAR: Final = Fraction(1, 1000)
_FAR: Final = (Fraction(2), Fraction(10), Fraction(1000))


def figures(fact: Fact, marks: Iterable[Fraction], scales: Iterable[Fraction] = ()) -> list[Fraction]:
    """Figures within the range of a number: its ends, ``marks`` and their multiples by ``scales`` (where a
    rate of two facts is cut), a little to either side of each, and the middle between neighbours."""
    held = fact.range or Range.whole()
    step = fact.step or (ONE if fact.type == "integer" else None)
    scaled = [mark * scale for scale in (ONE, *scales) for mark in (*marks, ONE)]
    ends = [end for end in (held.lo, held.hi) if end is not None]
    cut = list(dict.fromkeys((*ends, ZERO, *scaled)))[: MOST // 3]
    beside = [x + by * (step or abs(x) * _NEAR or _NEAR) for x in cut for by in (-1, 1)]
    largest = max((abs(x) for x in cut), default=ONE)
    beyond = [largest * far for far in _FAR]
    whole = sorted({*cut, *beside, *beyond})
    middles = [(low + high) / 2 for low, high in pairwise(whole)]
    fitting = {x for x in (*whole, *middles) if held.contains(x) and _on(x, step)}
    return sorted(fitting)[:MOST]


def _on(x: Fraction, step: Fraction | None) -> bool:
    return step is None or on_grid(Range.point(x), step) is not None
