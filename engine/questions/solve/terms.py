"""Sums of products of names, and formulas brought into that form."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from rubric.formula.check import called

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Names in order, one as often as it is multiplied, and what their product counts.
Term = tuple[str, ...]
Poly = Mapping[Term, Fraction]
Ratio = tuple[Poly, Poly]

MOST_TERMS: Final = 256
HIGHEST_POWER: Final = 4
ONE: Final[Poly] = {(): Fraction(1)}


class NoTerms(Exception):  # noqa: N818 - not a fault of the program: some formulas have no such form
    """A formula is no sum of products, or one of too many."""


def number(x: Fraction) -> Poly:
    """A number as a sum of products."""
    return {(): x} if x else {}


def single(name: str) -> Poly:
    """A name as a sum of products."""
    return {(name,): Fraction(1)}


def plus(a: Poly, b: Poly, by: int = 1) -> Poly:
    """The sum, or with ``by`` −1 the difference."""
    found = dict(a)
    for term, factor in b.items():
        found[term] = found.get(term, Fraction(0)) + by * factor
    return {term: factor for term, factor in found.items() if factor}


def times(a: Poly, b: Poly) -> Poly:
    """The product. Raises NoTerms where it has too many terms."""
    if len(a) * len(b) > MOST_TERMS:
        raise NoTerms
    found: dict[Term, Fraction] = {}
    for left, x in a.items():
        for right, y in b.items():
            term = tuple(sorted((*left, *right)))
            found[term] = found.get(term, Fraction(0)) + x * y
    return {term: factor for term, factor in found.items() if factor}


def fixed(poly: Poly, known: Mapping[str, Fraction]) -> Poly:
    """The sum with numbers in the place of some names."""
    if not known:
        return poly
    found: dict[Term, Fraction] = {}
    for term, factor in poly.items():
        left = tuple(name for name in term if name not in known)
        value = reduce(lambda x, name: x * known[name], (n for n in term if n in known), factor)
        found[left] = found.get(left, Fraction(0)) + value
    return {term: factor for term, factor in found.items() if factor}


def names(poly: Poly) -> list[str]:
    """Its names, each once, in order."""
    return sorted(set(chain.from_iterable(poly)))


def is_linear(poly: Poly) -> bool:
    """Whether no two names are multiplied."""
    return all(len(term) <= 1 for term in poly)


def is_affine(poly: Poly) -> bool:
    """Whether no name is multiplied by itself: it is then linear in each while the others stay."""
    return all(len(set(term)) == len(term) for term in poly)


def around(poly: Poly, name: str) -> tuple[Poly, Poly]:
    """``(a, b)`` with ``poly = a × name + b``; the name must not be multiplied by itself."""
    a = {tuple(n for n in term if n != name): factor for term, factor in poly.items() if name in term}
    return a, {term: factor for term, factor in poly.items() if name not in term}


def ratio_of(tree: ast.expr, named: Callable[[str], Ratio], other: Callable[[ast.expr], Ratio]) -> Ratio:
    """A formula as one sum of products over another. Raises NoTerms where it is none.

    ``named`` gives that of a name; ``other`` that of a part of another kind, or raises NoTerms.
    """

    def read(part: ast.expr) -> Ratio:
        match part:
            case ast.Constant(value=Fraction() as known):
                return number(known), ONE
            case ast.Name(id=name):
                return named(name)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                over, under = read(inner)
                return plus({}, over, -1), under
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return read(inner)
            case ast.BinOp(op=ast.Pow(), left=base, right=ast.Constant(value=Fraction() as count)):
                return _power(read(base), count)
            case ast.BinOp(op=op, left=left, right=right) if type(op) in _CALCULATED:
                found: Ratio = _CALCULATED[type(op)](read(left), read(right))
                return found
            case ast.Call(args=[inner]) if called(part) == "once":
                return read(inner)
        return other(part)

    return read(tree)


def _sum(by: int) -> Callable[[Ratio, Ratio], Ratio]:
    def added(a: Ratio, b: Ratio) -> Ratio:
        if a[1] == b[1]:
            return plus(a[0], b[0], by), a[1]
        return plus(times(a[0], b[1]), times(b[0], a[1]), by), times(a[1], b[1])

    return added


def _divided(a: Ratio, b: Ratio) -> Ratio:
    if not b[0]:
        raise NoTerms  # there is no number to divide by
    return times(a[0], b[1]), times(a[1], b[0])


def _power(base: Ratio, count: Fraction) -> Ratio:
    if count.denominator != 1 or not 0 <= count <= HIGHEST_POWER:
        raise NoTerms
    parts: Iterable[Ratio] = [base] * int(count)
    return reduce(lambda a, b: (times(a[0], b[0]), times(a[1], b[1])), parts, (ONE, ONE))


_CALCULATED: Final[dict[type[ast.operator], Any]] = {
    ast.Add: _sum(1),
    ast.Sub: _sum(-1),
    ast.Mult: lambda a, b: (times(a[0], b[0]), times(a[1], b[1])),
    ast.Div: _divided,
}
