"""Functions that the solver cannot calculate: unknowns that rise, or fall, as what they are of does."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.proof import smt

if TYPE_CHECKING:
    from engine.proof.smt import Sheet, Term

Key = tuple[str, Fraction | None]


class Opaque(NamedTuple):
    """A call of a function that is only known to rise (1), to fall (-1) or to be one (0)."""

    arguments: tuple[Term, ...]
    value: Term


class Opaques:
    """All calls of such functions in one question: equal arguments have equal values, in order."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.seen: dict[Key, list[Opaque]] = {}
        self.anchored: set[tuple[Key, Fraction]] = set()

    def call(self, key: Key, arguments: tuple[Term, ...], way: int) -> Term:
        """The value of one more call."""
        value = self.sheet.fresh("real")
        self.fix(key, Opaque(arguments, value), way)
        return value

    def anchor(self, key: Key, argument: Fraction, value: Fraction) -> None:
        """A rising function's value at one number, said once."""
        if (key, argument) not in self.anchored:
            self.anchored.add((key, argument))
            self.fix(key, Opaque((smt.number(argument),), smt.number(value)), 1)

    def fix(self, key: Key, one: Opaque, way: int) -> None:
        """Hold a call against all others of its function."""
        for other in self.seen.setdefault(key, []):
            self._compare(one, other, way)
        self.seen[key].append(one)

    def _compare(self, one: Opaque, other: Opaque, way: int) -> None:
        if way == 0 or len(one.arguments) > 1:
            pairs = zip(one.arguments, other.arguments, strict=True)
            equal = smt.both(*(a == b for a, b in pairs))
            self.sheet.sides.append(smt.either(smt.negated(equal), one.value == other.value))
            return
        (x,), (y,) = one.arguments, other.arguments
        low, high = (one.value, other.value) if way > 0 else (other.value, one.value)
        self.sheet.sides.append(smt.either(x > y, low <= high))
        self.sheet.sides.append(smt.either(y > x, high <= low))
