"""What people gave an item, a row each: shares and points with their reasons, as shares of its points."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.cells.column import Column, Read, either, numerators, without
from engine.batch.cells.numbers import either_of, outside, scaled, scaled_by
from engine.batch.cells.raw import nothing, read_exact
from engine.batch.cells.texts import BLANKS, Signs, given
from engine.judged import Target, points_of
from engine.judgements import judging_rules
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rubric.model import Item, Rubric

_SIGNS: Final = {"share": Signs(bare=None), "points": Signs(signed=False)}
# A level, '' where none may be named, and the figures that may stand under it.
_Allowed = tuple[str, Range]


def read_judged(parts: Mapping[str, pl.Series], item: Item | None, rubric: Rubric) -> Read:
    """The shares that the columns ``share``, ``level``, ``points`` and ``reason`` of an item come to.

    Odd is a row that judges without a reason, by its level alone, by two figures, or by one that the
    item's rules do not allow.
    """
    filled = {word: given(cells) for word, cells in parts.items()}
    some = reduce(or_, filled.values())
    target = None if item is None else target_of(item)
    if target is None or "reason" not in parts:
        return Read(Column(nothing(len(some))), some)
    levels = _levels(parts.get("level"), len(some))
    words = [word for word in _SIGNS if word in parts]
    figures = [_shares(word, parts[word], levels, target, rubric) for word in words]
    column = reduce(either_of, figures, Column(nothing(len(some))))
    twice = filled["share"] & filled["points"] if len(words) > 1 else None
    odd = either(some & (~filled["reason"] | column.values.is_null()), twice)
    return Read(column, odd if odd is not None and odd.any() else None)


def target_of(item: Item) -> Target | None:
    """What is judged of a leaf, None where nothing is left to a person."""
    rules = judging_rules(item) if item.each is None else ()
    return Target(item.path, rules, item.points, item.least) if rules else None


def _levels(cells: pl.Series | None, height: int) -> pl.Series:
    """The level that each row names, '' where it names none."""
    if cells is None:
        return pl.repeat("", height, eager=True)
    if cells.dtype not in (pl.String, pl.Categorical, pl.Enum):
        # A level of another kind is none that a rubric can name, unless it says nothing.
        return given(cells).replace_strict({True: "\n", False: ""})
    return cells.cast(pl.String).str.strip_chars(BLANKS).fill_null("")


def _shares(word: str, cells: pl.Series, levels: pl.Series, target: Target, rubric: Rubric) -> Column:
    """The shares of one column of figures, null where the target's rules do not allow the figure."""
    column, _ = scaled(read_exact(cells, _SIGNS[word]), Fraction(1))
    made = [_fits(column, levels, *one) for one in _allowed(word, target, rubric)]
    kept = without(column.values, ~reduce(or_, made)) if made else nothing(len(cells))
    if word == "share" or not target.whole:
        return numerators(kept, column.over)
    return scaled_by(numerators(kept, column.over), 1 / target.whole)


def _fits(column: Column, levels: pl.Series, label: str, held: Range) -> pl.Series:
    named = levels == "" if not label else (levels == "") | (levels == label)
    beyond = outside(column, held)
    return named if beyond is None else named & ~beyond


def _allowed(word: str, target: Target, rubric: Rubric) -> Iterator[_Allowed]:
    """The figures of one kind that the rules of a target allow."""
    for rule in target.rules if target.whole else ():
        if rule.rule == "given":
            yield from (("", held) for held in _given(word, target))
            continue
        for branch in rule.branches:
            held = branch.interval
            if held is not None and word == "points":
                held = points_of(branch, target, rubric.rounding.get("item"))
            if held is not None:
                yield branch.label, held


def _given(word: str, target: Target) -> Iterator[Range]:
    """Points between the least and the most, or shares of what is above 0."""
    most = target.points or Fraction(0)
    if word == "points":
        yield Range(target.least, most)
    elif most > 0:
        yield Range(target.least / most, Fraction(1))
