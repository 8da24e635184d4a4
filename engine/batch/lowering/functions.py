"""The functions and operators of formulas over columns of exact numbers."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.batch.lowering import quotient
from engine.batch.lowering.quotient import Quotient, number
from engine.batch.lowering.rounding import round_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.batch.lowering.sheet import Sheet

ONE: Final = Fraction(1)
ZERO: Final = Fraction(0)


def _each(fn: Callable[[Quotient, Quotient, Sheet], Quotient]) -> Callable[[list[Quotient], Sheet], Quotient]:
    def folded(values: list[Quotient], sheet: Sheet) -> Quotient:
        result = values[0]
        for value in values[1:]:
            result = fn(result, value, sheet)
        return result

    return folded


def _clamp(values: list[Quotient], sheet: Sheet) -> Quotient:
    value, low, high = values
    return quotient.most(low, quotient.least(value, high, sheet), sheet)


def total(values: Iterable[Quotient], sheet: Sheet) -> Quotient:
    """The sum of all."""
    result = number(ZERO)
    for value in values:
        result = quotient.add(result, value, sheet)
    return result


ARITHMETIC: Final[Mapping[type[ast.operator], Callable[[Quotient, Quotient, Sheet], Quotient]]] = {
    ast.Add: quotient.add,
    ast.Sub: quotient.sub,
    ast.Mult: quotient.mul,
}
NUMBERS: Final[Mapping[str, Callable[[list[Quotient], Sheet], Quotient]]] = {
    "min": _each(quotient.least),
    "max": _each(quotient.most),
    "abs": lambda values, _: quotient.absolute(values[0]),
    "floor": lambda values, sheet: round_to(values[0], ONE, "floor", sheet),
    "ceil": lambda values, sheet: round_to(values[0], ONE, "ceiling", sheet),
    "clamp": _clamp,
    "total": total,
}
