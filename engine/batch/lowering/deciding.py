"""Deciding: columns that decide what formulas come to, exactly or within ranges, in rows that lack the same.

Rows belong together that lack the same facts and whose numbers have the same signs. A missing fact is its
declared range in all of them, so that a sum, product or quotient of ranges has ends of which each is either
the same in all rows or an exact number of its own in each. Where that cannot be said beforehand the parts
decide, in the end the facts themselves. Source of the method: ``rubric.range``, end by end.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.batch.lowering import dividing, quotient
from engine.batch.lowering.quotient import Quotient, number
from engine.batch.lowering.refused import Overflow
from rubric.range import Range, add, div, mul, neg, sub
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.batch.lowering.sheet import Sheet

ZERO: Final = number(Fraction(0))
ONE: Final = number(Fraction(1))
End = Quotient | None


class Ends(Record):
    """The two ends of a range in every row; None is an infinite one."""

    low: End
    high: End

    @property
    def same(self) -> bool:
        """Whether it is one number in every row."""
        return self.low is self.high and self.low is not None


# Everything that a part can be: the same range in all rows, ends, or what decides it.
Decided = Range | Ends | tuple[Quotient, ...]


class Deciding:
    """Finds what decides trees; ``env`` says what a name is in these rows."""

    def __init__(self, env: Callable[[str], Decided], sheet: Sheet) -> None:
        self.env, self.sheet = env, sheet

    def parts(self, trees: Iterable[ast.expr]) -> list[Quotient]:
        """The columns that decide all of the trees, each once."""
        found = [one for tree in trees for one in deciders(self.of(tree))]
        return list({id(one): one for one in found}.values())

    def of(self, tree: ast.expr) -> Decided:
        """What a part is, or what decides it."""
        match tree:
            case ast.Name():
                return self.env(tree.id)
            case ast.Constant():
                return Range.point(tree.value) if isinstance(tree.value, Fraction) else ()
            case ast.UnaryOp(op=ast.USub()):
                return self._turned(self.of(tree.operand))
            case ast.BinOp():
                return self._calculated(tree)
        return self._together(map(self.of, _inside(tree)))

    def _together(self, parts: Iterable[Decided]) -> tuple[Quotient, ...]:
        return tuple(one for part in parts for one in deciders(part))

    def _turned(self, part: Decided) -> Decided:
        if isinstance(part, Range):
            return neg(part)
        if not isinstance(part, Ends):
            return part
        low, high = (None if end is None else quotient.neg(end) for end in (part.high, part.low))
        return Ends(low, low if part.low is part.high else high)

    def _calculated(self, tree: ast.BinOp) -> Decided:
        left, right = self.of(tree.left), self.of(tree.right)
        found: Decided | None = None
        if isinstance(left, Range) and isinstance(right, Range):
            found = _constant(tree.op, left, right)
        elif isinstance(left, Range | Ends) and isinstance(right, Range | Ends):
            try:
                found = self._ends(tree.op, left, right)
            except Overflow:
                found = None
        return self._together((left, right)) if found is None else found

    def _ends(self, op: ast.operator, left: Range | Ends, right: Range | Ends) -> Ends | None:
        if isinstance(op, ast.Add | ast.Sub):
            one = ends_of(left)
            other = ends_of(neg(right) if isinstance(right, Range) else right)
            if isinstance(op, ast.Add):
                other = ends_of(right)
            elif isinstance(right, Ends):
                turned = self._turned(right)
                assert isinstance(turned, Ends)  # ends were turned
                other = turned
            low = self._sum(one.low, other.low)
            return Ends(low, low if one.same and other.same else self._sum(one.high, other.high))
        if isinstance(op, ast.Mult):
            return self._product(ends_of(left), ends_of(right))
        under = self._under(right) if isinstance(op, ast.Div) else None
        return None if under is None else self._product(ends_of(left), under)

    def _sum(self, one: End, other: End) -> End:
        return None if one is None or other is None else quotient.add(one, other, self.sheet)

    def _under(self, part: Range | Ends) -> Ends | None:
        """One by a range; None where it may hold 0."""
        if isinstance(part, Range):
            found = div(Range.point(Fraction(1)), part)
            return None if found is None else ends_of(found)
        above = part.low is not None and part.low.low > 0
        if not above and (part.high is None or part.high.high >= 0):
            return None
        low = self._inverse(part.high)
        high = low if part.same else self._inverse(part.low)
        return None if low is None or high is None else Ends(low, high)

    def _inverse(self, end: End) -> End:
        return ZERO if end is None else dividing.div(ONE, end, self.sheet)

    def _product(self, one: Ends, other: Ends) -> Ends | None:
        """The product of two ranges of which it is known on which side of 0 they lie, or of two numbers."""
        if one.same and other.same and one.low is not None and other.low is not None:
            both = quotient.mul(one.low, other.low, self.sheet)
            return Ends(both, both)
        sides = _side(one), _side(other)
        if None in sides or sides == (0, 0):
            return None
        if sides[0] == 0 or sides == (-1, 1):
            one, other, sides = other, one, sides[::-1]
        # The first keeps to one side of 0.
        lows, highs = {
            (1, 1): ((one.low, other.low), (one.high, other.high)),
            (1, -1): ((one.high, other.low), (one.low, other.high)),
            (-1, -1): ((one.high, other.high), (one.low, other.low)),
            (1, 0): ((one.high, other.low), (one.high, other.high)),
            (-1, 0): ((one.low, other.high), (one.low, other.low)),
        }[sides]  # type: ignore[index]  # none of the sides is open
        found = [self._corner(*ends) for ends in (lows, highs)]
        return None if False in found else Ends(*found)  # type: ignore[arg-type]  # neither is

    def _corner(self, one: End, other: End) -> Quotient | bool | None:
        """The product of two ends; False where it is not known whether it is 0 or infinite."""
        signs = [1 if end is None else _sign(end) for end in (one, other)]
        # A 0 that is not reached is reached with another: rows must not differ in whether there is one.
        if None in signs and (0 in signs or one is None or other is None):
            return False
        if one is not None and other is not None:
            return quotient.mul(one, other, self.sheet)
        return ZERO if 0 in signs else None


def deciders(part: Decided) -> tuple[Quotient, ...]:
    """The columns that decide a part: those that are not the same in all rows."""
    if isinstance(part, Range):
        return ()
    found = (part.low, part.high) if isinstance(part, Ends) else part
    return tuple(one for one in found if one is not None and one.constant is None)


def ends_of(part: Range | Ends) -> Ends:
    """The ends of a range."""
    if isinstance(part, Ends):
        return part
    low, high = (None if end is None else number(end) for end in (part.lo, part.hi))
    return Ends(low, high)


def _inside(tree: ast.expr) -> Iterable[ast.expr]:
    parts = tree.args if isinstance(tree, ast.Call) else ast.iter_child_nodes(tree)
    return [part for part in parts if isinstance(part, ast.expr)]


CONSTANT: Final[Mapping[type[ast.operator], Callable[[Range, Range], Range | None]]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
    ast.Div: div,
}


def _constant(op: ast.operator, left: Range, right: Range) -> Decided:
    """What two ranges that are the same in all rows come to, if that is known; nothing decides it else."""
    found = CONSTANT[type(op)](left, right) if type(op) in CONSTANT else None
    return () if found is None else found


def _side(held: Ends) -> int | None:
    """1 or -1 where a range lies on that side of 0, 0 where it lies on both; None where that is not known."""
    if held.low is not None and held.low.low >= 0:
        return 1
    if held.high is not None and held.high.high <= 0:
        return -1
    both = (held.low is None or held.low.high < 0) and (held.high is None or held.high.low > 0)
    return 0 if both else None


def _sign(end: Quotient) -> int | None:
    """The sign of an end; None where rows differ in it."""
    if end.constant is not None:
        return (end.constant > 0) - (end.constant < 0)
    return 1 if end.low > 0 else -1 if end.high < 0 else None
