"""The least and the most that a group can come to while something of it is open."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.batch.lowering import quotient, truth
from engine.batch.lowering.choosing import choose
from engine.batch.lowering.comparing import compare
from engine.batch.lowering.quotient import Quotient, kept, number
from engine.batch.lowering.rising import rises
from engine.leaf import otherwise

if TYPE_CHECKING:
    from engine.batch.lowering.group_own import Own, Vetoes
    from engine.batch.lowering.placing import Placed
    from engine.batch.lowering.scores import Scores
    from engine.batch.lowering.sheet import Sheet
    from engine.batch.lowering.truth import Truth

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
# Those whose least is that of the leasts of their items, and so the most.
RISING: Final = frozenset(("sum", "weighted", "best", "worst", "mean"))
Ends = tuple[Quotient | None, Quotient | None]


def ends_of(own: Own, vetoes: Vetoes, placed: Placed, exact: Quotient | None, open_: Truth) -> Ends:
    """The least and the most; in rows with nothing open both are the ``exact`` score."""
    low, high = _else(own, placed, *_inside(own, vetoes, placed))
    if open_.fixed is True:
        return low, high
    sheet = own.names.sheet
    least, most = (choose([open_], [end, exact], sheet) for end in (low, high))
    assert isinstance(least, Quotient)  # what is closed has a number
    assert isinstance(most, Quotient)  # the same
    return kept(least, sheet), kept(most, sheet)


def _inside(own: Own, vetoes: Vetoes, placed: Placed) -> Ends:
    """What the group can come to while it applies, within its bounds; None where columns do not say it."""
    item, place = own.item, placed.places[own.item.path]
    small, large = ((end or ONE) * place.scale for end in (place.factor.lo, place.factor.hi))
    moved = small != large
    # The parts of it rise with what the items come to: its ends are those of theirs.
    if not _rises(own) or (moved and item.least < 0) or (vetoes.open and vetoes.scores):
        return None, None
    tree = item.worth.capped if vetoes.open else item.worth.expr
    low = own.worth(lambda child: _end(child, 0, misfit=own.misfit), (large, small), tree)
    high = own.worth(lambda child: _end(child, 1, misfit=own.misfit), (small, large), tree)
    if low is None or high is None:
        return None, None
    if moved and (low.low < 0 or any(child.low.low < 0 for child in own.counted)):
        return None, None  # a factor that is open makes less of what is below 0
    if vetoes.open:
        low, high = _vetoed(vetoes, (small, large), low, high, own.names.sheet)
    if any(child.bonus for child in item.walk()[1:]):
        return low, high
    return _held(low, high, item.least * small, item.points * large, own.names.sheet)


def _rises(own: Own) -> bool:
    """Whether the items of a group come together to no less where one of them comes to more."""
    if own.item.combined is None:
        return own.item.combine in RISING
    return rises(own.item.combined, [child.item.name for child in own.counted])


def _else(own: Own, placed: Placed, low: Quotient | None, high: Quotient | None) -> Ends:
    """The ends where it is open whether the group applies at all."""
    item, sheet = own.item, own.names.sheet
    applied, place = placed.applied[item.path], placed.places[item.path]
    if low is None or high is None or applied.applies is not None:
        return low, high
    absent = otherwise(item, applied, place)
    low = quotient.least(low, number(absent.lo or ZERO), sheet)
    return low, quotient.most(high, number(absent.hi or ZERO), sheet)


def _end(child: Scores, which: int, *, misfit: bool) -> Quotient | None:
    """The least, or the most, that an item counts in its group."""
    if not misfit:
        return (child.low, child.high)[which]
    return child.exact if child.span is None else child.span[which]


def _vetoed(
    vetoes: Vetoes, by: tuple[Fraction, Fraction], low: Quotient, high: Quotient, sheet: Sheet
) -> tuple[Quotient, Quotient]:
    """A range with what vetoes make of it, those that hold and those that may."""
    struck, some = truth.kept(vetoes.struck, sheet), truth.kept(vetoes.some, sheet)
    nothing = [number(vetoes.nothing * factor) for factor in by]
    either = quotient.least(low, nothing[0], sheet), quotient.most(high, nothing[1], sheet)
    least = choose([struck, some], [nothing[0], either[0], low], sheet)
    most = choose([struck, some], [nothing[1], either[1], high], sheet)
    assert isinstance(least, Quotient)  # all of them are
    assert isinstance(most, Quotient)  # the same
    return least, most


def _held(
    low: Quotient, high: Quotient, least: Fraction, most: Fraction, sheet: Sheet
) -> tuple[Quotient, Quotient]:
    """A range within bounds; the bounds themselves where it lies outside them."""
    ends = number(least), number(most)
    outside = truth.connected(
        [
            compare(ast.Gt, low, ends[1], sheet),
            compare(ast.Lt, high, ends[0], sheet),
        ],
        any_=True,
    )
    held = quotient.most(low, ends[0], sheet), quotient.least(high, ends[1], sheet)
    if outside.fixed is False:
        return held
    test = truth.kept(outside, sheet)
    found = [choose([test], pair, sheet) for pair in zip(ends, held, strict=True)]
    one, other = found
    assert isinstance(one, Quotient)  # all of them are
    assert isinstance(other, Quotient)  # the same
    return one, other
