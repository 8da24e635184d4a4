"""Exact numbers: how they are read, rounded and printed, and the few functions that are not exact."""

from __future__ import annotations

import decimal
import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rubric.model import Mode

Sign = Literal["", "%", "‰"]

SHORTEST: Final = 10
APPROXIMATE: Final = 4
DIGITS: Final = 50
EXACT_POWER: Final = 64

_SCALE: Final[Mapping[Sign, int]] = {"": 1, "%": 100, "‰": 1000}
# NFKC would also turn 10² into 102 and ① into 1; only a change of width leaves a number what it is.
_WIDTHS: Final = ("<wide>", "<narrow>", "<small>", "<noBreak>")
_NUMBER: Final = re.compile(
    r"(?P<minus>[+-])?"
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)?"
    r"(?:\.(?P<part>[0-9]+))?"
    r"\s*(?P<sign>[%‰])?"
)
_LONGEST: Final = 30
# Two parts of thirty digits, their commas and signs, and blanks between.
_LONGEST_WRITTEN: Final = 100
_LARGEST_BITS: Final = 1 << 16
_LARGEST_EXPONENT: Final = 1000
_CHUNK: Final = 4000
_CHUNK_END: Final[int] = 10**_CHUNK


class DomainError(ValueError):
    """A function was asked for a value it does not have."""


class Written(Record):
    """A number as it was written: its exact value, its printed decimals and its sign."""

    value: Fraction
    places: int
    sign: Sign = ""


# -- reading ---------------------------------------------------------------------------------------


def fold(text: str) -> str:
    """The text with full-width forms and the minus sign made plain, character by character."""
    return text if text.isascii() else text.translate(_PLAIN)


class _Plain(dict[int, str]):
    """What each character becomes, looked up when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        wide = unicodedata.decomposition(char).startswith(_WIDTHS)
        self[code] = plain = unicodedata.normalize("NFKC", char) if wide else char
        return plain


_PLAIN: Final = _Plain({ord("−"): "-"})


def read_number(text: str) -> Written | None:
    """The number that the text is, or None where it is none."""
    text = text.strip()
    return _read_short(str(text)) if len(text) <= _LONGEST_WRITTEN else None


# A rubric says the same few numbers over and over, and each is looked at by several readers.
@lru_cache(maxsize=1024)
def _read_short(text: str) -> Written | None:
    found = _NUMBER.fullmatch(fold(text))
    if found is None:
        return None
    whole = (found["whole"] or "").replace(",", "")
    part = found["part"] or ""
    if not whole + part or len(whole) > _LONGEST or len(part) > _LONGEST:
        return None
    sign: Sign = "%" if found["sign"] == "%" else "‰" if found["sign"] else ""
    digits = int(whole + part)
    value = Fraction(-digits if found["minus"] == "-" else digits, 10 ** len(part) * _SCALE[sign])
    return Written(value, len(part), sign)


# -- rounding --------------------------------------------------------------------------------------


# A quotient of whole numbers, the lower one above 0: fractions themselves would be reduced at every step.
def _half_away(over: int, under: int) -> int:
    half = (2 * abs(over) + under) // (2 * under)
    return half if over > 0 else -half


def _half_even(over: int, under: int) -> int:
    whole, rest = divmod(over, under)
    return whole + (2 * rest > under or (2 * rest == under and whole % 2))


def _floor(over: int, under: int) -> int:
    return over // under


def _ceiling(over: int, under: int) -> int:
    return -(-over // under)


_TO_INTEGER: Final[Mapping[Mode, Callable[[int, int], int]]] = {
    "half_up": _half_away,
    "half_even": _half_even,
    "up": lambda over, under: (_ceiling if over > 0 else _floor)(over, under),
    "down": lambda over, under: (_floor if over > 0 else _ceiling)(over, under),
    "ceiling": _ceiling,
    "floor": _floor,
}


def round_step(x: Fraction, step: Fraction, mode: Mode) -> Fraction:
    """The multiple of ``step`` next to ``x``, as ``mode`` chooses."""
    if step <= 0:
        raise ValueError(f"the step {step} is not above 0")
    over, under = x.numerator * step.denominator, x.denominator * step.numerator
    return Fraction(_TO_INTEGER[mode](over, under) * step.numerator, step.denominator)


def round_places(x: Fraction, places: int, mode: Mode) -> Fraction:
    """``x`` with that many decimals; a negative count rounds to tens, hundreds and so on."""
    return round_step(x, _decimal_step(places), mode)


@lru_cache(maxsize=64)
def _decimal_step(places: int) -> Fraction:
    return Fraction(10) ** -places


def fits(x: Fraction, places: int) -> bool:
    """Whether that many decimals write ``x`` exactly."""
    if places < 0:
        return x.denominator == 1 and not x.numerator % 10**-places
    return x.denominator == 1 or not 10**places % x.denominator


# -- printing --------------------------------------------------------------------------------------


def _digits(n: int) -> str:
    """``str(n)`` of an ``n`` ≥ 0, in pieces: Python refuses to print very long integers at once."""
    if n < _CHUNK_END:
        return str(n)
    high, low = divmod(n, _CHUNK_END)
    return _digits(high) + str(low).zfill(_CHUNK)


def _integer(n: int) -> str:
    return "-" + _digits(-n) if n < 0 else _digits(n)


def fixed(x: Fraction, places: int) -> str:
    """``x`` with exactly ``places`` decimals; ``x`` must be rounded to them already."""
    if places < 0 or not fits(x, places):
        raise ValueError(f"{fraction_string(x)} is not a number with {places} decimals")
    digits = _digits(abs(x.numerator) * 10**places // x.denominator).zfill(places + 1)
    whole, part = (digits[:-places], "." + digits[-places:]) if places else (digits, "")
    return ("-" if x.numerator < 0 else "") + whole + part


def show(x: Fraction, places: int | None = None) -> str:
    """``x`` for a reader; whatever is shorter than the number it stands for carries ``≈``."""
    return _show(x, places, SHORTEST, APPROXIMATE)


def show_percent(x: Fraction, places: int | None = None) -> str:
    """``x`` in percent; ``places`` counts the digits shown."""
    return _show(x * 100, places, 2, 2) + "%"


def _show(x: Fraction, places: int | None, most: int, otherwise: int) -> str:
    if places is None:
        places = shortest_places(x, most)
        if places is None:
            places = otherwise
    if fits(x, places):
        return fixed(x, places)
    return "≈" + fixed(round_places(x, places, "half_up"), places)


def shortest_places(x: Fraction, most: int) -> int | None:
    """The fewest decimals that write ``x`` exactly, or None where ``most`` are too few."""
    if x.denominator == 1:
        return 0
    return next((places for places in range(most + 1) if fits(x, places)), None)


def fraction_string(x: Fraction) -> str:
    """``x`` as an exact fraction: ``99`` or ``2701/31``."""
    whole = _integer(x.numerator)
    return whole if x.denominator == 1 else f"{whole}/{_integer(x.denominator)}"


# -- functions to 50 digits ------------------------------------------------------------------------

# Many subjects are scored by the same goalposts, and a cube root costs as much as all the rest of a formula.
_KEPT: Final = 1024


def _context(digits: int) -> decimal.Context:
    return decimal.Context(
        prec=digits,
        rounding=decimal.ROUND_HALF_EVEN,
        Emin=decimal.MIN_EMIN,
        Emax=decimal.MAX_EMAX,
        traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
    )


def _decimal(x: Fraction, context: decimal.Context) -> decimal.Decimal:
    return context.divide(decimal.Decimal(x.numerator), decimal.Decimal(x.denominator))


def _rounded(x: decimal.Decimal) -> Fraction:
    return Fraction(_context(DIGITS).plus(x))


def _guarded(lost_bits: int = 0) -> decimal.Context:
    """A context with 20 digits to spare beyond those that cancellation takes away."""
    return _context(DIGITS + 20 + max(0, lost_bits) * 302 // 1000)


@lru_cache(maxsize=_KEPT)
def sqrt_(x: Fraction) -> Fraction:
    """The square root: exact of a perfect square, otherwise to 50 digits."""
    if x < 0:
        raise DomainError(f"no square root of {show(x)}")
    exact = _exact_root(x, 2)
    if exact is not None:
        return exact
    context = _guarded()
    return _rounded(context.sqrt(_decimal(x, context)))


@lru_cache(maxsize=_KEPT)
def ln_(x: Fraction) -> Fraction:
    """The natural logarithm, to 50 digits."""
    if x <= 0:
        raise DomainError(f"no logarithm of {show(x)}")
    # Near 1 the logarithm is as small as the distance from 1, so that distance needs its digits.
    context = _guarded(x.denominator.bit_length() - abs(x.numerator - x.denominator).bit_length())
    return _rounded(context.ln(_decimal(x, context)))


@lru_cache(maxsize=_KEPT)
def exp_(x: Fraction) -> Fraction:
    """The exponential, to 50 digits, of an exponent from -1000 to 1000."""
    if abs(x) > _LARGEST_EXPONENT:
        raise DomainError(f"the exponent {show(x)} is too large")
    context = _guarded()
    return _rounded(context.exp(_decimal(x, context)))


@lru_cache(maxsize=_KEPT)
def power_(x: Fraction, y: Fraction) -> Fraction:
    """``x ** y``: exact for integers up to 64 and for perfect powers, otherwise to 50 digits."""
    if x == 0 and y < 0:
        raise DomainError("no negative power of 0")
    if x < 0 and y.denominator != 1:
        raise DomainError(f"no power {show(y)} of the negative number {show(x)}")
    if abs(y.numerator) <= EXACT_POWER:
        root = _exact_root(x, y.denominator)
        if root is not None:
            return _exact_power(root, y.numerator)
    if x in (0, 1):
        return x
    size = _power_of_positive(abs(x), y)
    return -size if x < 0 and y.numerator % 2 else size


def _exact_power(x: Fraction, n: int) -> Fraction:
    bits = max(abs(x.numerator).bit_length(), x.denominator.bit_length())
    if bits * abs(n) > _LARGEST_BITS:
        raise DomainError("the power is too large")
    return x**n


def _power_of_positive(x: Fraction, y: Fraction) -> Fraction:
    near_one = x.denominator.bit_length() - abs(x.numerator - x.denominator).bit_length()
    context = _guarded(max(0, near_one) + 40)
    exponent = context.multiply(_decimal(y, context), context.ln(_decimal(x, context)))
    if abs(exponent) > _LARGEST_EXPONENT:
        raise DomainError("the power is too large")
    return _rounded(context.exp(exponent))


def _exact_root(x: Fraction, k: int) -> Fraction | None:
    """The ``k``-th root of ``x`` where it is rational; ``x`` ≥ 0 unless ``k`` is 1."""
    if k == 1:
        return x
    over, under = _integer_root(x.numerator, k), _integer_root(x.denominator, k)
    return None if over is None or under is None else Fraction(over, under)


def _integer_root(n: int, k: int) -> int | None:
    if n < 2:
        return n
    if k >= n.bit_length():  # 2**k is above n already
        return None
    root = 1 << -(-n.bit_length() // k)
    while True:  # Newton from above falls until it stands on the root
        below = ((k - 1) * root + n // root ** (k - 1)) // k
        if below >= root:
            return root if root**k == n else None
        root = below
