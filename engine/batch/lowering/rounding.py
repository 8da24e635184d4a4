"""Rounding of quotients to multiples of a step, in the six modes, by whole quotients and their rests."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.lowering import whole
from engine.batch.lowering.quotient import Quotient, quotient
from engine.batch.lowering.refused import Overflow
from engine.batch.lowering.whole import LARGEST, Whole, derived, lit, literal
from rubric.number import round_step

if TYPE_CHECKING:
    from engine.batch.lowering.sheet import Sheet
    from rubric.model import Mode

ZERO: Final = Fraction(0)


def round_to(a: Quotient, step: Fraction, mode: Mode, sheet: Sheet) -> Quotient:
    """The multiple of ``step`` next to every number, as ``mode`` chooses."""
    count = steps(a, step, mode, sheet)
    low, high = round_step(a.low, step, mode), round_step(a.high, step, mode)
    return quotient(whole.times(count, step.numerator), step.denominator, None, low, high)


def steps(a: Quotient, step: Fraction, mode: Mode, sheet: Sheet) -> Whole:
    """How many steps every number comes to when it is rounded."""
    low, high = (int(round_step(end, step, mode) / step) for end in (a.low, a.high))
    factor = Fraction(step.denominator, step.numerator) / a.by
    up, under = factor.numerator, factor.denominator
    if under == 1 and a.of is None:
        return whole.times(a.over, up).within(low, high)
    by = literal(under) if a.of is None else whole.times(a.of, under)
    try:
        return _directly(whole.times(a.over, up), by, mode, sheet).within(low, high)
    except Overflow:
        ends = (a.low / step / up, a.high / step / up)
        return _by_parts(a.over, up, by, ends, mode, sheet).within(low, high)


# -- in one division -----------------------------------------------------------------------------------


def _directly(top: Whole, by: Whole, mode: Mode, sheet: Sheet) -> Whole:
    if mode == "floor" or (mode == "down" and top.lo >= 0):
        return whole.over(top, by)
    if mode == "ceiling" or (mode == "up" and top.lo >= 0):
        return whole.over(whole.add(top, whole.sub(by, literal(1))), by)
    if mode == "half_up" and top.lo >= 0:
        return _half_up(top, by)
    top = sheet.kept(top)
    if mode == "half_up":
        return _turned(top, _half_up(whole.absolute(top), by))
    if mode in ("up", "down"):
        return _away(top, by, mode)
    return _by_rest(top, by, mode, sheet)


def _half_up(top: Whole, by: Whole) -> Whole:
    if by.constant is not None and by.constant % 2 == 0:
        return whole.over(whole.add(top, literal(by.constant // 2)), by)
    twice = whole.times(by, 2)
    return whole.over(whole.add(whole.times(top, 2), by), twice)


def _turned(top: Whole, size: Whole) -> Whole:
    expr = pl.when(top.expr < lit(0)).then(-size.expr).otherwise(size.expr)
    return derived(expr, -size.hi, size.hi, top, size)


def _away(top: Whole, by: Whole, mode: Mode) -> Whole:
    """Away from 0, or towards it: the one is rounding up where the number is above 0, the other below."""
    up = whole.over(whole.add(top, whole.sub(by, literal(1))), by)
    down = whole.over(top, by)
    rising = top.expr > lit(0) if mode == "up" else top.expr < lit(0)
    expr = pl.when(rising).then(up.expr).otherwise(down.expr)
    return derived(expr, min(up.lo, down.lo), max(up.hi, down.hi), top, by)


def _by_rest(top: Whole, by: Whole, mode: Mode, sheet: Sheet) -> Whole:
    count = sheet.kept(whole.over(top, by))
    rest = _rest(top, count, by, sheet)
    return _settled(count, rest, by, mode)


# -- in several, where the numerator would not fit -----------------------------------------------------


def _by_parts(
    top: Whole, up: int, by: Whole, ends: tuple[Fraction, Fraction], mode: Mode, sheet: Sheet
) -> Whole:
    """Long division: the factor goes in piece by piece, and only rests are multiplied.

    ``ends`` hold every quotient of the two.
    """
    top = sheet.kept(top)
    count = sheet.kept(whole.over(top, by).within(*map(math.floor, ends)))
    rest = _rest(top, count, by, sheet)
    done = 1
    for piece in _pieces(up, LARGEST // (2 * by.hi)):
        done *= piece
        more = sheet.kept(whole.times(rest, piece))
        digits = sheet.kept(whole.over(more, by).within(0, piece - 1))
        rest = _rest(more, digits, by, sheet)
        count = whole.add(whole.times(count, piece), digits)
        count = sheet.kept(count.within(*(math.floor(end * done) for end in ends)))
    return _settled(count, rest, by, mode)


def _pieces(up: int, most: int) -> list[int]:
    """Factors whose product is ``up``, each at most ``most``."""
    if up <= most:
        return [up]
    for prime in (2, 5, 3, 7):
        if up % prime == 0 and most >= prime:
            piece = prime
            while piece * prime <= most and up % (piece * prime) == 0:
                piece *= prime
            return [piece, *_pieces(up // piece, most)]
    raise Overflow(f"{up} > {most}")


def _rest(top: Whole, count: Whole, by: Whole, sheet: Sheet) -> Whole:
    """What a division rounded down leaves: at least 0 and less than the divisor."""
    # The product is between the number and the number less the divisor, whatever its factors could be.
    taken = derived(count.expr * by.expr, top.lo - by.hi, top.hi, count, by)
    return sheet.kept(derived(top.expr - taken.expr, 0, by.hi - 1, top, taken))


def _settled(count: Whole, rest: Whole, by: Whole, mode: Mode) -> Whole:
    """The count rounded down, or one more, as the rest and the mode say."""
    if mode == "floor":
        return count
    twice = whole.times(rest, 2)
    below, above, half = count.expr < lit(0), twice.expr > by.expr, twice.expr == by.expr
    more = {
        "ceiling": rest.expr > lit(0),
        "up": (rest.expr > lit(0)) & ~below,
        "down": (rest.expr > lit(0)) & below,
        "half_up": above | (half & ~below),
        "half_even": above | (half & (count.expr % lit(2) == lit(1))),
    }[mode]
    expr = count.expr + more.cast(pl.Int64())
    return derived(expr, count.lo, count.hi + 1, count, rest, by)
