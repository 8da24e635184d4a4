"""Binary fractions as the shortest decimals that stand for them, a column at once."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.cells.column import AS_IT_IS, without
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.batch.cells.column import Ends

# A column's cells are held over one power of ten: up to this, whatever it costs in size.
PLACES: Final = 9
# Decimals of up to fifteen digits stand for a double each, no two for the same.
_DIGITS: Final = 10**15
_SAMPLE: Final = 24
# Added to a number of less than 2**51, it leaves the nearest whole number in the last bits of the sum.
_SHIFT: Final = 1.5 * 2.0**52
_SHIFTED: Final = 0x433 << 52 | 1 << 51


class Decimals(Record):
    """Whole numbers over ``10**places``, null where a number has none; ``rest`` are those numbers.

    ``ends`` are the least and the most of the whole numbers, where they are known.
    """

    values: pl.Series
    places: int
    rest: pl.Series | None
    ends: Ends | None = None


def decimals(numbers: pl.Series, made: Decimals | None = None) -> Decimals:
    """The numbers (Float64) over one power of ten that holds them; what is not finite is left as rest.

    ``made`` is what ``first_tries`` made of them.
    """
    made = made or first_tries([numbers])[0]
    if made.rest is None:
        return made
    places = _needed(numbers.filter(made.rest), made.places)
    if places == made.places:
        return made
    wider = _over([numbers], [places])[0]
    return wider if wider.values.null_count() < made.values.null_count() else made


def first_tries(columns: Sequence[pl.Series]) -> list[Decimals]:
    """Each of some columns of like length over a power of ten that is likely to hold its numbers."""
    return _over(columns, [_guess(numbers) for numbers in columns])


def _over(columns: Sequence[pl.Series], places: Sequence[int]) -> list[Decimals]:
    """``n`` over ``10**places`` is what the shortest decimal says if it is the double and has few digits.

    ``n`` and the power are exact doubles, so their quotient is the double nearest to the decimal.
    polars would make a product of a quotient by a number, hence the columns of powers. What is not
    finite, or has many digits, leaves bits of the sum that are no number of few digits.
    """
    if not columns:
        return []
    given = [numbers.alias(f"x{at}") for at, numbers in enumerate(columns)]
    given += [_powers(one, len(columns[0])).alias(f"p{one}") for one in set(places) if one]
    frame = pl.DataFrame(given)
    wholes = frame.lazy().select(map(_whole, range(len(columns)), places)).collect(optimizations=AS_IT_IS)
    looks = [look for at, one in enumerate(places) for look in _looks(at, one)]
    seen = frame.hstack(wholes).lazy().select(looks).collect(optimizations=AS_IT_IS).row(0)
    return [
        _made(numbers, values, places[at], seen[3 * at : 3 * at + 3])
        for at, (numbers, values) in enumerate(zip(columns, wholes.get_columns(), strict=True))
    ]


# The expressions are the same for every part, and making them costs as much as running a few of them.
@lru_cache(maxsize=4096)
def _whole(at: int, places: int) -> pl.Expr:
    moved = pl.col(f"x{at}") * float(10**places) if places else pl.col(f"x{at}")
    return ((moved + _SHIFT).reinterpret(dtype=pl.Int64()) - _SHIFTED).alias(f"n{at}")


@lru_cache(maxsize=4096)
def _looks(at: int, places: int) -> tuple[pl.Expr, ...]:
    whole = pl.col(f"n{at}")
    return _good(at, places).all().alias(f"{at}="), whole.min().alias(f"{at}<"), whole.max().alias(f"{at}>")


def _good(at: int, places: int) -> pl.Expr:
    number = pl.col(f"n{at}").cast(pl.Float64())
    return (number / pl.col(f"p{places}") if places else number) == pl.col(f"x{at}")


def _made(numbers: pl.Series, values: pl.Series, places: int, seen: tuple[Any, ...]) -> Decimals:
    good, lo, hi = seen
    if lo is None or (good and lo > -_DIGITS and hi < _DIGITS):
        return Decimals(values.alias(numbers.name), places, None, (lo, hi))
    frame = pl.DataFrame([numbers.alias("x0"), values.alias("n0")])
    if places:
        frame = frame.hstack([_powers(places, len(numbers)).alias(f"p{places}")])
    few = pl.col("n0").is_between(-_DIGITS, _DIGITS, closed="none")
    rest = frame.select(~(_good(0, places) & few)).to_series()
    return Decimals(without(values.alias(numbers.name), rest), places, rest)


@lru_cache(maxsize=4)
def _powers(places: int, height: int) -> pl.Series:
    return pl.Series([float(10**places)]).new_from_index(0, height)


def _guess(numbers: pl.Series) -> int:
    """The decimals that some of the numbers have."""
    some = [x for x in numbers.head(_SAMPLE).to_list() if x is not None]
    if len(some) < _SAMPLE // 2:
        some = numbers.head(16 * _SAMPLE).drop_nulls().head(_SAMPLE).to_list()
    return max((places for places in map(_places, some) if places <= PLACES), default=0)


def _places(x: float) -> int:
    text = repr(x)
    if "e" not in text and "n" not in text:
        return 0 if text.endswith(".0") else len(text) - text.index(".") - 1
    exponent = Decimal(text).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _needed(numbers: pl.Series, places: int) -> int:
    """The most decimals, up to ``PLACES``, that one of the numbers needs; ``places`` where none does."""
    found, left = places, numbers
    for more in range(places + 1, PLACES + 1):
        rest = _over([left], [more])[0].rest
        kept = left.head(0) if rest is None else left.filter(rest)
        found = more if len(kept) < len(left) else found
        left = kept
        if not len(left):
            break
    return found
