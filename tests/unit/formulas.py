"""Formulas in a file of their own, and a plain evaluator to hold the readers of their trees against."""

from __future__ import annotations

import ast
import math
import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from rubric.formula import Scope, check_formula, parse_formula
from rubric.number import exp_, ln_, power_, round_places, round_step, sqrt_
from rubric.source import Place, Source, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rubric.formula import Kind
    from rubric.problems import Problem

HEAD: Final = "公式："


def text_of(formula: str) -> Text:
    """The formula as the value of a file, behind Chinese text."""
    source = Source.of_text(HEAD + formula + "\n尾: 1")
    return Text.at(formula, Place(source, len(HEAD), len(HEAD) + len(formula)))


def tree_of(formula: str) -> ast.expr:
    read, problems = parse_formula(text_of(formula))
    assert read is not None, problems
    return read.tree


def problems_of(formula: str, scope: Scope, want: Kind | None = None) -> list[Problem]:
    """Everything that reading and checking find."""
    read, problems = parse_formula(text_of(formula))
    return problems if read is None else check_formula(read.tree, scope, want)[1]


def marked(formula: str) -> tuple[str, int, int]:
    """A formula whose offending characters stand between « and », without these, and where they are."""
    before, _, rest = formula.partition("«")
    bad, _, after = rest.partition("»")
    return before + bad + after, len(before), len(before) + len(bad)


def where(problem: Problem) -> tuple[int, int]:
    """The characters of the formula that a problem points at."""
    assert problem.place is not None
    return problem.place.start - len(HEAD), problem.place.end - len(HEAD)


class NoValue(Exception):  # noqa: N818 - the facts leave none
    """The formula has no value for these facts."""


_TWO: Final[dict[type[ast.AST], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: power_,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
_CALLS: Final[dict[str, Callable[..., Any]]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "floor": lambda x: Fraction(math.floor(x)),
    "ceil": lambda x: Fraction(math.ceil(x)),
    "clamp": lambda x, lo, hi: max(lo, min(x, hi)),
    "round": lambda x, places, mode: round_places(x, int(places), mode),
    "round_to": round_step,
    "ratio": lambda a, b, if_zero: if_zero if b == 0 else a / b,
    "sqrt": sqrt_,
    "ln": ln_,
    "exp": exp_,
    "total": lambda *parts: sum(parts, Fraction(0)),
    "once": lambda x: x,
    "first": lambda *parts: next((v for c, v in zip(parts[::2], parts[1::2], strict=False) if c), parts[-1]),
}


def value_of(node: ast.expr, facts: Mapping[str, Any]) -> Any:
    """The value of a tree, as a reader with a desk calculator finds it."""
    try:
        return _value(node, facts)
    except (ZeroDivisionError, ValueError) as error:
        raise NoValue from error


def _value(node: Any, facts: Mapping[str, Any]) -> Any:
    def go(part: Any) -> Any:
        return _value(part, facts)

    match node:
        case ast.Name():
            return facts[node.id]
        case ast.Constant():
            return node.value
        case ast.Tuple():
            return [go(part) for part in node.elts]
        case ast.UnaryOp():
            value = go(node.operand)
            return (
                not value
                if isinstance(node.op, ast.Not)
                else -value
                if isinstance(node.op, ast.USub)
                else value
            )
        case ast.BinOp():
            return _TWO[type(node.op)](go(node.left), go(node.right))
        case ast.BoolOp():
            return (all if isinstance(node.op, ast.And) else any)(go(part) for part in node.values)
        case ast.IfExp():
            return go(node.body) if go(node.test) else go(node.orelse)
        case ast.Compare():
            parts = [node.left, *node.comparators]
            pairs = zip(node.ops, parts, parts[1:], strict=False)
            return all(_TWO[type(op)](go(a), go(b)) for op, a, b in pairs)
    return _CALLS[node.func.id](*(go(part) for part in node.args))
