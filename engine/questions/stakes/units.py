"""Units: what is open, put together where the total's open part does not fall into a part for each.

A table that adds up its items is as open as its items are, each for itself; and so is an item that adds up
terms, as long as what is open of each term is a whole number of the digits that the item is rounded to.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.questions.names import read_by
from engine.questions.target.reach import upwards
from engine.world import Context
from rubric.formula import MaybeUndefined, enclose
from rubric.formula.check import called
from rubric.range import Range
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.questions.stakes.trial import Trials
    from engine.scorecard import ItemScore
    from rubric.model import Item, Mode, Rounding

# These move with what they round: half a digit more or less far from zero makes no difference above it.
MOVES_ALONG: Final[frozenset[Mode]] = frozenset(("half_up", "up", "down", "ceiling", "floor"))
Numbers = frozenset[int]


class Piece(Record):
    """A part of the table that is open until all of ``numbers`` are settled, and how wide it is open; None
    where that is not a part of how wide the total is."""

    numbers: Numbers
    width: Fraction | None


class Unit(Record):
    """Open things that are settled for themselves: what they take off the open part of the total does not
    depend on the answers to any others. ``numbers`` are their places among what is open."""

    numbers: tuple[int, ...]
    pieces: tuple[Piece, ...]

    def open_at_most(self, asked: Numbers) -> Fraction | None:
        """How wide the unit's own part can still be once these are settled, None where nothing says."""
        widths = [one.width for one in self.pieces if not one.numbers <= asked]
        known = [width for width in widths if width is not None]
        return sum(known, Fraction(0)) if len(known) == len(widths) else None


def units_of(trials: Trials, numbers: Iterable[int]) -> tuple[Unit, ...]:
    """The units of some open things, none of them a whole table, in the order of the first of each."""
    wanted = frozenset(numbers)
    if any(trials.readers[n] is None for n in wanted):
        return (Unit(tuple(sorted(wanted)), (Piece(wanted, None),)),) if wanted else ()
    groups: list[list[Piece]] = []
    alone = (Piece(frozenset((n,)), Fraction(0)) for n in wanted)
    for piece in (*_pieces(trials, wanted), *alone):
        near = [group for group in groups if any(piece.numbers & held.numbers for held in group)]
        groups = [group for group in groups if group not in near]
        groups.append([piece, *(held for group in near for held in group)])
    units = (
        Unit(tuple(sorted(frozenset().union(*(p.numbers for p in held)))), tuple(held)) for held in groups
    )
    return tuple(sorted(units, key=lambda unit: unit.numbers))


def _pieces(trials: Trials, wanted: Numbers) -> Iterator[Piece]:
    below: dict[str, set[int]] = {path: set() for path, plain in trials.sums.plain.items() if not plain}
    read: dict[str, set[int]] = {}
    for n in wanted:
        for path in trials.readers[n] or ():
            read.setdefault(path, set()).add(n)
            for above in upwards(path):
                if above in below:
                    below[above].add(n)
    yield from (Piece(frozenset(held), None) for held in below.values() if held)
    for path, held in read.items():
        if path in trials.base and path not in trials.sums.plain:
            item = trials.base[path]
            terms = list(_terms(trials, item, held)) if len(held) > 1 else []
            yield from terms or [Piece(frozenset(held), item.high - item.low)]


# -- the terms of an item ----------------------------------------------------------------------------------


def _terms(trials: Trials, score: ItemScore, numbers: set[int]) -> Iterator[Piece]:
    """The terms of an item, where its open part is made up of theirs; none where it is not."""
    item = trials.sums.scoring.world.paths[score.path]
    if not _adds_up(trials, item, score):
        return
    context = Context(trials.sums.scoring.world, item.points)
    total, found = Range.point(Fraction(0)), []
    for by, tree in _addends(item.worth.start, Fraction(1), item.points):
        try:
            held = enclose(tree, context.bound, tables=context.world.tables)
        except MaybeUndefined:
            return
        if not isinstance(held, Range) or held.lo is None or held.hi is None:
            return
        ends = sorted((held.lo * by, held.hi * by))
        total = Range((total.lo or 0) + ends[0], (total.hi or 0) + ends[1])
        names = frozenset(read_by(tree, trials.rubric))
        read = frozenset(n for n in numbers if _name(trials, n) in names)
        found.append(Piece(read, ends[1] - ends[0]))
    rounding = trials.rubric.rounding.get("item")
    # Nothing was cut off at the item's bounds, and no digit can be rounded one way here and another there.
    uncut = (total.lo, total.hi) == score.span and numbers == set().union(*(one.numbers for one in found))
    if uncut and all(_is_whole(one.width, rounding) for one in found):
        yield from (one for one in found if one.numbers)


def _adds_up(trials: Trials, item: Item, score: ItemScore) -> bool:
    worth, rounding = item.worth, trials.rubric.rounding.get("item")
    steps = worth.then_deduct or worth.ceiling is not None or worth.veto
    own = trials.sums.scoring.placements.places[item.path].is_own
    moves = rounding is None or (rounding.mode in MOVES_ALONG and score.span[0] >= 0)
    return item.each is None and item.applies is None and not steps and own and moves


def _is_whole(width: Fraction | None, rounding: Rounding | None) -> bool:
    return width is not None and (rounding is None or (width * 10**rounding.places).denominator == 1)


def _name(trials: Trials, number: int) -> str:
    named = trials.opens[number].named
    return named.row.table if named.row is not None else named.name


def _addends(tree: ast.expr, by: Fraction, points: Fraction) -> Iterator[tuple[Fraction, ast.expr]]:
    """The terms that a tree adds up, each with what it is multiplied by."""
    inner = tree.args if isinstance(tree, ast.Call) and called(tree) in ("once", "total") else None
    if inner is not None:
        for part in inner:
            yield from _addends(part, by, points)
    elif isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        yield from _addends(tree.operand, -by, points)
    elif isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub):
        yield from _addends(tree.left, by, points)
        yield from _addends(tree.right, by if isinstance(tree.op, ast.Add) else -by, points)
    elif isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult | ast.Div):
        yield from _scaled(tree, by, points)
    else:
        yield by, tree


def _scaled(tree: ast.BinOp, by: Fraction, points: Fraction) -> Iterator[tuple[Fraction, ast.expr]]:
    left, right = _number(tree.left, points), _number(tree.right, points)
    if isinstance(tree.op, ast.Mult) and left is not None:
        yield from _addends(tree.right, by * left, points)
    elif right is not None and (isinstance(tree.op, ast.Mult) or right):
        yield from _addends(tree.left, by * right if isinstance(tree.op, ast.Mult) else by / right, points)
    else:
        yield by, tree


def _number(tree: ast.expr, points: Fraction) -> Fraction | None:
    """What a tree comes to where no fact is in it."""
    if isinstance(tree, ast.Name) and tree.id == "points":
        return points
    value = tree.value if isinstance(tree, ast.Constant) else None
    return value if isinstance(value, Fraction) else None
