"""Ranges of numbers: their ends, their arithmetic, and whether they cut a domain without holes."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from rubric.number import EXACT_POWER, DomainError, fold, power_, read_number, round_step, show
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rubric.model import Mode
    from rubric.number import Written

Comparison = Literal["<", "<=", ">", ">=", "==", "!="]

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
HALF: Final = Fraction(1, 2)


class Range(Record):
    """An interval that holds at least one number; an end that is None is infinite."""

    lo: Fraction | None
    hi: Fraction | None
    lo_open: bool = False
    hi_open: bool = False

    def _made(self) -> None:
        # An infinite end belongs to no range, so that equal ranges compare equal.
        if self.lo is None:
            self.__dict__["lo_open"] = True
        if self.hi is None:
            self.__dict__["hi_open"] = True
        if _is_empty(self.lo, self.hi, open_=self.lo_open or self.hi_open):
            raise ValueError(f"no number lies between {self.lo} and {self.hi}")

    @staticmethod
    def point(x: Fraction) -> Range:
        """The range of one number."""
        return Range(x, x)

    @staticmethod
    def whole() -> Range:
        """The range of all numbers."""
        return Range(None, None)

    @property
    def is_point(self) -> bool:
        """Whether it holds one number only."""
        return self.lo is not None and (self.lo is self.hi or self.lo == self.hi)

    def contains(self, x: Fraction) -> bool:
        """Whether ``x`` lies in it."""
        above = self.lo is None or self.lo < x or (self.lo == x and not self.lo_open)
        return above and (self.hi is None or x < self.hi or (self.hi == x and not self.hi_open))

    def meets(self, other: Range) -> bool:
        """Whether a number lies in both."""
        return intersect(self, other) is not None


def _is_empty(lo: Fraction | None, hi: Fraction | None, *, open_: bool) -> bool:
    if lo is None or hi is None:
        return False
    return open_ if lo is hi else lo > hi or (open_ and lo == hi)


class _End(NamedTuple):
    """An end: infinite to the left (-1), finite (0) or infinite to the right (1), and its value."""

    infinite: int
    value: Fraction
    open: bool


def _low(r: Range) -> _End:
    return _End(-1, ZERO, True) if r.lo is None else _End(0, r.lo, r.lo_open)


def _high(r: Range) -> _End:
    return _End(1, ZERO, True) if r.hi is None else _End(0, r.hi, r.hi_open)


def _between(low: _End, high: _End) -> Range:
    return Range(
        None if low.infinite else low.value, None if high.infinite else high.value, low.open, high.open
    )


def _closed_last(end: _End) -> tuple[int, Fraction, bool]:
    """Orders right ends: an open end lies left of the closed one."""
    return end.infinite, end.value, not end.open


# -- sets ------------------------------------------------------------------------------------------


def hull(a: Range, b: Range) -> Range:
    """The smallest range that holds both."""
    return _between(min(_low(a), _low(b)), max(_high(a), _high(b), key=_closed_last))


def intersect(a: Range, b: Range) -> Range | None:
    """What lies in both, or None."""
    low, high = max(_low(a), _low(b)), min(_high(a), _high(b), key=_closed_last)
    if (
        not low.infinite
        and not high.infinite
        and _is_empty(low.value, high.value, open_=low.open or high.open)
    ):
        return None
    return _between(low, high)


def _without(a: Range, b: Range) -> Iterator[Range]:
    """What of ``a`` lies left of ``b``, and what lies right of it."""
    if b.lo is not None:
        left = intersect(a, Range(None, b.lo, hi_open=not b.lo_open))
        if left is not None:
            yield left
    if b.hi is not None:
        right = intersect(a, Range(b.hi, None, lo_open=not b.hi_open))
        if right is not None:
            yield right


# -- arithmetic ------------------------------------------------------------------------------------


def add(a: Range, b: Range) -> Range:
    """Every sum of a number of ``a`` and one of ``b``."""
    return Range(
        None if a.lo is None or b.lo is None else a.lo + b.lo,
        None if a.hi is None or b.hi is None else a.hi + b.hi,
        a.lo_open or b.lo_open,
        a.hi_open or b.hi_open,
    )


def neg(r: Range) -> Range:
    """Every number of ``r`` with the other sign."""
    return Range(None if r.hi is None else -r.hi, None if r.lo is None else -r.lo, r.hi_open, r.lo_open)


def sub(a: Range, b: Range) -> Range:
    """Every difference."""
    return add(a, neg(b))


def _sign(end: _End) -> int:
    return end.infinite or (end.value > 0) - (end.value < 0)


def _times(a: _End, b: _End) -> _End:
    sign = _sign(a) * _sign(b)
    if sign and (a.infinite or b.infinite):
        return _End(sign, ZERO, True)
    if sign:
        return _End(0, a.value * b.value, a.open or b.open)
    # A closed 0 gives 0 with whatever number stands at the other side; an open one only nears it.
    reached = any(_sign(end) == 0 and not end.open for end in (a, b))
    return _End(0, ZERO, not reached)


def mul(a: Range, b: Range) -> Range:
    """Every product."""
    if a.is_point and b.is_point:
        return Range.point(a.lo * b.lo)  # type: ignore[operator]  # a point has ends
    corners = [_times(x, y) for x in (_low(a), _high(a)) for y in (_low(b), _high(b))]
    return _between(min(corners), max(corners, key=_closed_last))


def _reciprocal(r: Range) -> Range | None:
    if r.contains(ZERO):
        return None
    return Range(_inverse(r.hi), _inverse(r.lo), r.hi_open, r.lo_open)


def _inverse(end: Fraction | None) -> Fraction | None:
    """1/x at an end: 0 can only be an open one here, and there 1/x has no bound."""
    if end is None:
        return ZERO
    return None if end == 0 else 1 / end


def div(a: Range, b: Range) -> Range | None:
    """Every quotient, or None where the divisor may be 0."""
    reciprocal = _reciprocal(b)
    return None if reciprocal is None else mul(a, reciprocal)


def absolute(r: Range) -> Range:
    """Every absolute value."""
    if r.contains(ZERO):
        both = hull(r, neg(r))
        return Range(ZERO, both.hi, hi_open=both.hi_open)
    return r if _sign(_high(r)) > 0 else neg(r)


def minimum(a: Range, b: Range) -> Range:
    """Every lesser of two."""
    return _between(min(_low(a), _low(b)), min(_high(a), _high(b), key=_closed_last))


def maximum(a: Range, b: Range) -> Range:
    """Every greater of two."""
    return neg(minimum(neg(a), neg(b)))


def map_monotone(
    r: Range, fn: Callable[[Fraction], Fraction], *, falling: bool = False, strict: bool = True
) -> Range:
    """Every value of a function that never falls (or, with ``falling``, never rises) over ``r``.

    ``strict`` says that different numbers have different values. Say False for a function that is
    computed to 50 digits: a number next to an open end may then round onto its value, so the end
    becomes closed, except at 0, which no number rounds onto. An infinite end, or an open end
    where ``fn`` has no value, becomes an infinite one.
    """
    low, high = _image(_low(r), fn, strict=strict), _image(_high(r), fn, strict=strict)
    return _between(high, low) if falling else _between(low, high)


def _image(end: _End, fn: Callable[[Fraction], Fraction], *, strict: bool) -> _End:
    if end.infinite:
        return end
    try:
        value = fn(end.value)
    except DomainError:
        if end.open:
            return _End(1, ZERO, True)
        raise
    return _End(0, value, end.open and (strict or value == 0))


def power_int(r: Range, n: int) -> Range | None:
    """Every ``n``-th power, or None where a negative power of 0 may be asked."""
    if n == 0:
        return Range.point(ONE)
    if n < 0:
        reciprocal = _reciprocal(r)
        return None if reciprocal is None else power_int(reciprocal, -n)
    base = r if n % 2 else absolute(r)
    return map_monotone(base, lambda x: power_(x, Fraction(n)), strict=n <= EXACT_POWER)


# -- rounding --------------------------------------------------------------------------------------


def floor_(r: Range) -> Range:
    """Every number of ``r`` rounded down to an integer."""
    return round_step_(r, ONE, "floor")


def ceil_(r: Range) -> Range:
    """Every number of ``r`` rounded up to an integer."""
    return round_step_(r, ONE, "ceiling")


def round_(r: Range, places: int, mode: Mode) -> Range:
    """Every number of ``r`` with that many decimals."""
    return round_step_(r, Fraction(10) ** -places, mode)


def round_step_(r: Range, step: Fraction, mode: Mode) -> Range:
    """Every number of ``r`` rounded to a multiple of ``step``."""
    lo = r.lo if r.lo is None or not r.lo_open else _right_of(r.lo, step)
    hi = r.hi if r.hi is None or not r.hi_open else -_right_of(-r.hi, step)
    return Range(
        None if lo is None else round_step(lo, step, mode), None if hi is None else round_step(hi, step, mode)
    )


def _right_of(x: Fraction, step: Fraction) -> Fraction:
    """A number so little above ``x`` that it rounds as all between them do.

    Rounding jumps at multiples of half a step only.
    """
    jump = (math.floor(2 * x / step) + 1) * step / 2
    return (x + jump) / 2


# -- comparison ------------------------------------------------------------------------------------


def compare(op: Comparison, a: Range, b: Range) -> bool | None:
    """What the comparison of any number of ``a`` with any of ``b`` says, or None where it varies."""
    match op:
        case "<":
            return _decided(_below(a, b), _at_most(b, a))
        case "<=":
            return _decided(_at_most(a, b), _below(b, a))
        case ">":
            return _decided(_below(b, a), _at_most(a, b))
        case ">=":
            return _decided(_at_most(b, a), _below(a, b))
        case "==":
            return _decided(a.is_point and a == b, not a.meets(b))
        case "!=":
            return _decided(not a.meets(b), a.is_point and a == b)


def _decided(true: bool, false: bool) -> bool | None:
    return True if true else False if false else None


def _at_most(a: Range, b: Range) -> bool:
    return a.hi is not None and b.lo is not None and a.hi <= b.lo


def _below(a: Range, b: Range) -> bool:
    return _at_most(a, b) and (a.hi != b.lo or a.hi_open or b.lo_open)


# -- reading and printing --------------------------------------------------------------------------

_BRACKETS: Final = re.compile(r"(?P<open>[\[(])(?P<ends>.*)(?P<close>[\])])")
_INFINITE: Final = re.compile(r"(?:(?P<minus>[-负])|[+正])?(?:inf|infinity|∞|无穷大?)", re.IGNORECASE)
_LENTICULAR: Final = str.maketrans("【】", "[]")


class _Infinite(NamedTuple):
    sign: int


def read_range(text: str) -> Range | None:
    """The range that the text is, or None where it is none, holds nothing or may be read two ways.

    Written with brackets, ``[80, 95)``, or with two dots between ends that both belong to it: ``80..94.99``,
    ``95..`` and ``..60``.
    """
    found = _written(text)
    if found is None:
        return None
    low, high = _to_end(found.low, found.low_open), _to_end(found.high, found.high_open)
    if low.infinite > 0 or high.infinite < 0:
        return None
    if (
        not low.infinite
        and not high.infinite
        and _is_empty(low.value, high.value, open_=low.open or high.open)
    ):
        return None
    return _between(low, high)


def written_ends(text: str) -> tuple[Written | None, Written | None] | None:
    """The two ends of a range as they are written, None for an infinite one; None if it is no range."""
    found = _written(text)
    if found is None:
        return None
    low, high = (None if isinstance(end, _Infinite) else end for end in (found.low, found.high))
    return low, high


class _Interval(NamedTuple):
    """A range as it is written."""

    low: Written | _Infinite
    high: Written | _Infinite
    low_open: bool = False
    high_open: bool = False


def _written(text: str) -> _Interval | None:
    plain = _plain(text)
    found = _BRACKETS.fullmatch(plain)
    if found is None:
        return _dotted(plain)
    ends = _read_ends(found["ends"])
    return None if ends is None else _Interval(*ends, found["open"] == "(", found["close"] == ")")


def _dotted(text: str) -> _Interval | None:
    """The range of ``80..94.99``: what stands on neither side of the dots is without an end."""
    first, dots, last = (part.strip() for part in text.partition(".."))
    if not dots or not (first or last):
        return None
    low = _read_end(first) if first else _Infinite(-1)
    high = _read_end(last) if last else _Infinite(1)
    return None if low is None or high is None else _Interval(low, high)


def _plain(text: str) -> str:
    return fold(text).translate(_LENTICULAR).strip()


def _read_ends(text: str) -> tuple[Written | _Infinite, Written | _Infinite] | None:
    """The ends on both sides of the one comma that can part them: `1,000, 2,000` has three."""
    commas = [i for i, char in enumerate(text) if char == ","]
    pairs = [(_read_end(text[:i]), _read_end(text[i + 1 :])) for i in commas]
    readings = [(low, high) for low, high in pairs if low is not None and high is not None]
    return readings[0] if len(readings) == 1 else None


def _read_end(text: str) -> Written | _Infinite | None:
    infinite = _INFINITE.fullmatch(text.strip())
    if infinite is not None:
        return _Infinite(-1 if infinite["minus"] else 1)
    return read_number(text)


def _to_end(end: Written | _Infinite, open_: bool) -> _End:
    return _End(end.sign, ZERO, True) if isinstance(end, _Infinite) else _End(0, end.value, open_)


def show_range(r: Range, percent: bool = False) -> str:
    """The range in interval notation, in percent where the reader counts in it."""
    low = "-inf" if r.lo is None else _show_end(r.lo, percent)
    high = "inf" if r.hi is None else _show_end(r.hi, percent)
    return f"{'(' if r.lo_open else '['}{low}, {high}{')' if r.hi_open else ']'}"


def _show_end(x: Fraction, percent: bool) -> str:
    # Never shorter than it need be: an end that a reader types in again must be the same end.
    return show(x * 100) + "%" if percent else show(x)


# -- partition -------------------------------------------------------------------------------------


def on_grid(r: Range, step: Fraction) -> Fraction | None:
    """A multiple of ``step`` in ``r`` (the least, where there is one), or None."""
    if r.lo is not None and r.is_point:
        return r.lo if (r.lo / step).denominator == 1 else None
    if r.lo is None:
        return ZERO if r.hi is None else -_first_from(-r.hi, step, open_=r.hi_open)
    first = _first_from(r.lo, step, open_=r.lo_open)
    return first if r.contains(first) else None


def _first_from(x: Fraction, step: Fraction, *, open_: bool) -> Fraction:
    count = math.floor(x / step) + 1 if open_ else math.ceil(x / step)
    return count * step


def partition(
    intervals: Sequence[Range], domain: Range, step: Fraction | None = None
) -> tuple[list[Range], list[tuple[int, int, Range]]]:
    """The holes the intervals leave in the domain, and the pairs that overlap in it.

    With ``step`` only its multiples are numbers: what holds none of them is no hole and no overlap.
    """
    inside = [intersect(interval, domain) for interval in intervals]
    holes = [domain]
    for interval in inside:
        if interval is not None:
            holes = [rest for hole in holes for rest in _without(hole, interval)]
    overlaps = [
        (i, j, both)
        for j, b in enumerate(inside)
        for i, a in enumerate(inside[:j])
        if a is not None and b is not None and (both := intersect(a, b)) is not None
    ]
    if step is None:
        return holes, sorted(overlaps, key=lambda found: found[:2])
    return (
        [hole for hole in holes if on_grid(hole, step) is not None],
        sorted(
            (found for found in overlaps if on_grid(found[2], step) is not None), key=lambda found: found[:2]
        ),
    )
