"""The functions and comparisons of formulas over the terms of the solver, and trees that read nothing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from engine.evaluate import Evaluator, NoValue
from engine.proof import smt
from rubric.formula.check import called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.proof.smt import Term
    from rubric.range import Range

ZERO: Final = Fraction(0)


def constant_of(tree: ast.expr) -> Any:
    """The value of a tree that reads nothing, None for every other and where it has no value."""
    if isinstance(tree, ast.Constant):
        return tree.value
    if isinstance(tree, ast.Name | ast.Tuple) or not _reads_nothing(tree):
        return None
    try:
        return Evaluator(_nobody, _none).value(tree)
    except NoValue:
        return None


def _reads_nothing(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return False
    if isinstance(node, ast.Call):
        return called(node) not in _READING and all(map(_reads_nothing, node.args))
    return all(map(_reads_nothing, ast.iter_child_nodes(node)))


def _nobody(name: str) -> Any:
    raise KeyError(name)


def _none(table: str, _outer: Any) -> Any:
    raise KeyError(table)


def within(term: Term, held: Range) -> Iterator[Term]:
    """The conditions that a term lies in a range."""
    if held.lo is not None:
        yield term > smt.number(held.lo) if held.lo_open else term >= smt.number(held.lo)
    if held.hi is not None:
        yield term < smt.number(held.hi) if held.hi_open else term <= smt.number(held.hi)


ONE: Final = Fraction(1)
ANCHORS: Final[Mapping[str, tuple[tuple[Fraction, Fraction], ...]]] = {
    "ln": ((ONE, ZERO),),
    "sqrt": ((ZERO, ZERO), (ONE, ONE)),
    "exp": ((ZERO, ONE),),
}
_READING: Final = frozenset(
    ("known", "score", "undefined", "sum", "count", "mean", "least", "most", "any", "all")
)
ARITHMETIC: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
}
COMPARE: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: smt.same,
    ast.NotEq: lambda a, b: smt.negated(smt.same(a, b)),
}


def _sum(values: Sequence[Term]) -> Term:
    return reduce(lambda a, b: a + b, values, smt.number(ZERO))


def _least(values: Sequence[Term]) -> Term:
    return reduce(lambda a, b: smt.choose(a <= b, a, b), values)


def _most(values: Sequence[Term]) -> Term:
    return reduce(lambda a, b: smt.choose(a >= b, a, b), values)


def _clamp(values: Sequence[Term]) -> Term:
    x, low, high = values
    return _most((low, _least((x, high))))


def _count(values: Sequence[Term]) -> Term:
    one, nothing = smt.number(ONE), smt.number(ZERO)
    return _sum([smt.choose(value, one, nothing) for value in values])


PLAIN: Final[Mapping[str, Callable[[Sequence[Any]], Any]]] = {
    "min": _least,
    "max": _most,
    "abs": lambda values: smt.choose(values[0] >= 0, values[0], -values[0]),
    "clamp": _clamp,
    "total": _sum,
}
OVER_ROWS: Final[Mapping[str, Callable[[Sequence[Any]], Any]]] = {
    "sum": _sum,
    "count": _count,
    "mean": lambda values: _sum(values) * smt.number(Fraction(1, len(values))),
    "least": _least,
    "most": _most,
    "any": lambda values: smt.either(*values),
    "all": lambda values: smt.both(*values),
}
