"""An expression and known facts to a value, exactly, with the value of every part on the way."""

from __future__ import annotations

import ast
import math
import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from simpleeval import SimpleEval

from engine.scorecard import Undefined
from rubric.formula.show import unparse
from rubric.number import DomainError, exp_, ln_, power_, round_places, round_step, sqrt_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.scorecard import Known


# Fractions compare by asking first what they are compared with: here both are known to be numbers.
def _below(a: Fraction, b: Fraction) -> bool:
    (over, under), (other_over, other_under) = a.as_integer_ratio(), b.as_integer_ratio()
    return over * other_under < other_over * under


def _at_most(a: Fraction, b: Fraction) -> bool:
    (over, under), (other_over, other_under) = a.as_integer_ratio(), b.as_integer_ratio()
    return over * other_under <= other_over * under


_OPERATORS: Final[dict[type[ast.AST], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Lt: _below,
    ast.LtE: _at_most,
    ast.Gt: lambda a, b: _below(b, a),
    ast.GtE: lambda a, b: _at_most(b, a),
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda word, words: word in words,
    ast.NotIn: lambda word, words: word not in words,
}


class NoValue(Exception):  # noqa: N818 - not a fault of the program: the facts leave it without a value
    """The expression has no value; ``why`` says what it lacks."""

    def __init__(self, why: Undefined) -> None:
        super().__init__(why)
        self.why = why


class Evaluator(SimpleEval):  # type: ignore[misc]  # simpleeval is not typed
    """Evaluates checked trees over exact numbers.

    ``env`` gives the value of a name, of ``known:NAME`` and of ``score:ITEM``; ``rows`` the rows of
    a table, each as a function like ``env``.
    """

    def __init__(
        self,
        env: Callable[[str], Known],
        rows: Callable[[str, Callable[[str], Known]], Iterable[Callable[[str], Known]]],
    ) -> None:
        super().__init__(operators=_OPERATORS, functions={}, names={}, allowed_attrs={})
        self.env, self.rows = env, rows
        self.trace: dict[int, Known] = {}
        # A closed set, with names, numbers and the calls of _CALLS: nothing else has a handler.
        self.nodes: dict[type[ast.AST], Any] = {
            ast.Tuple: lambda node: tuple(part.value for part in node.elts),
            ast.UnaryOp: self._eval_unaryop,
            ast.BinOp: self._binary,
            ast.BoolOp: self._eval_boolop,
            ast.Compare: self._compared,
            ast.IfExp: self._eval_ifexp,
        }

    def value(
        self, tree: ast.expr, env: Callable[[str], Known] | None = None, trace: dict[int, Known] | None = None
    ) -> Known:
        """The value of a tree. Raises NoValue where these facts leave it none.

        ``trace`` receives the value of every part that was reached, by identity.
        """
        before = self.env, self.trace
        self.env, self.trace = env or self.env, {} if trace is None else trace
        try:
            result: Known = self._eval(tree)
        finally:
            self.env, self.trace = before
        return result

    def _eval(self, node: ast.expr) -> Known:
        kind = type(node)
        # Most parts are calls (always of a name), names and numbers; the kind says which.
        if kind is ast.Call:
            result: Known = _CALLS[node.func.id](self, node)  # type: ignore[attr-defined,arg-type]
        elif kind is ast.Name:
            result = self.env(node.id)  # type: ignore[attr-defined]
        elif kind is ast.Constant:
            result = node.value  # type: ignore[attr-defined]
        else:
            result = self.nodes[kind](node)
        self.trace[id(node)] = result
        return result

    def _binary(self, node: ast.BinOp) -> Known:
        left: Any = self._eval(node.left)
        right: Any = self._eval(node.right)
        kind = type(node.op)
        if kind is ast.Div:
            if not right:
                raise NoValue(Undefined("zero_denominator", unparse(node.right)))
            quotient: Fraction = left / right
            return quotient
        if kind is ast.Pow:
            return _in_domain(lambda: power_(left, right), node)
        result: Known = _OPERATORS[kind](left, right)
        return result

    def _compared(self, node: ast.Compare) -> bool:
        left = self._eval(node.left)
        for op, comparator in zip(node.ops, node.comparators):  # noqa: B905 - a tree has equally many
            right = self._eval(comparator)
            if not _OPERATORS[type(op)](left, right):
                return False
            left = right
        return True

    def _first(self, node: ast.Call) -> Known:
        parts = iter(node.args)
        for part in parts:
            value = next(parts, None)
            if value is None:
                return self._eval(part)
            if self._eval(part):
                return self._eval(value)
        raise AssertionError(ast.dump(node))  # rules end it with what holds where no test does

    def _once(self, node: ast.Call) -> Known:
        known = self.trace.get(id(node))
        return self._eval(node.args[0]) if known is None else known

    def _undefined(self, node: ast.Call) -> Known:
        kind, *detail = (part.value for part in node.args if isinstance(part, ast.Constant))
        raise NoValue(Undefined(kind, *detail))  # type: ignore[arg-type]  # rules write only kinds that are known

    def _ratio(self, node: ast.Call) -> Known:
        over, under, if_zero = node.args
        left: Any = self._eval(over)
        right: Any = self._eval(under)
        if not right:
            return self._eval(if_zero)
        quotient: Fraction = left / right
        return quotient

    def _lookup(self, node: ast.Call) -> Known:
        of = self._eval(node.args[0])
        for word, value in zip(node.args[1::2], node.args[2::2], strict=True):
            if self._eval(word) == of:
                return self._eval(value)
        raise NoValue(Undefined("no_row", str(of)))

    def _score(self, node: ast.Call) -> Known:
        item: Any = node.args[0]
        return self.env(f"score:{item.value}")

    def _known(self, node: ast.Call) -> Known:
        fact: Any = node.args[0]
        return self.env(f"known:{fact.id}")

    def _table(self, node: ast.Call) -> Known:
        name: str = node.func.id  # type: ignore[attr-defined]  # calls are always of a name
        table: Any = node.args[0]
        rows = list(self.rows(table.id, self.env))
        if not rows and not (name == "count" and len(node.args) < 3):
            if len(node.args) < 3:
                raise NoValue(Undefined("empty_table", table.id))
            return self._eval(node.args[2])
        if name == "count" and len(node.args) == 1:
            return Fraction(len(rows))
        return _OVER_ROWS[name]([self._row(node.args[1], row) for row in rows])

    def _row(self, tree: ast.expr, row: Callable[[str], Known]) -> Any:
        before, self.env = self.env, row
        try:
            return self._eval(tree)
        finally:
            self.env = before


def _in_domain(calculate: Callable[[], Fraction], node: ast.expr) -> Fraction:
    try:
        return calculate()
    except DomainError:
        raise NoValue(Undefined("domain", unparse(node))) from None


def _least(first: Fraction, *others: Fraction) -> Fraction:
    for other in others:
        if _below(other, first):
            first = other
    return first


def _most(first: Fraction, *others: Fraction) -> Fraction:
    for other in others:
        if _below(first, other):
            first = other
    return first


def _clamp(x: Fraction, lo: Fraction, hi: Fraction) -> Fraction:
    return _most(lo, _least(x, hi))


def _sum(*values: Fraction) -> Fraction:
    return sum(values[1:], values[0]) if values else Fraction(0)


def _step(x: Fraction, step: Fraction, mode: Any) -> Fraction:
    if step <= 0:
        raise DomainError("the step is not above 0")
    return round_step(x, step, mode)


_FUNCTIONS: Final[Mapping[str, Any]] = {
    "min": _least,
    "max": _most,
    "abs": abs,
    "floor": lambda x: Fraction(math.floor(x)),
    "ceil": lambda x: Fraction(math.ceil(x)),
    "clamp": _clamp,
    "round": lambda x, places, mode: round_places(x, int(places), mode),
    "total": _sum,
}
# Those that have no value for some numbers.
_PARTIAL: Final[Mapping[str, Any]] = {"sqrt": sqrt_, "ln": ln_, "exp": exp_, "round_to": _step}


def _whole(function: Any) -> Callable[[Evaluator, ast.Call], Known]:
    """The reader of a call whose arguments are all calculated, and first."""
    return lambda evaluator, node: function(*[evaluator._eval(part) for part in node.args])  # noqa: SLF001 - one of its readers


def _partial(function: Any) -> Callable[[Evaluator, ast.Call], Known]:
    """The same where the function, not its arguments, may leave the call without a value."""

    def read(evaluator: Evaluator, node: ast.Call) -> Known:
        known = [evaluator._eval(part) for part in node.args]  # noqa: SLF001
        return _in_domain(lambda: function(*known), node)

    return read


_CALLS: Final[Mapping[str, Callable[[Evaluator, ast.Call], Known]]] = {
    **{name: _whole(function) for name, function in _FUNCTIONS.items()},
    **{name: _partial(function) for name, function in _PARTIAL.items()},
    "first": Evaluator._first,  # noqa: SLF001 - the table of the class's own readers
    "once": Evaluator._once,  # noqa: SLF001
    "undefined": Evaluator._undefined,  # noqa: SLF001
    "ratio": Evaluator._ratio,  # noqa: SLF001
    "lookup": Evaluator._lookup,  # noqa: SLF001
    "score": Evaluator._score,  # noqa: SLF001
    "known": Evaluator._known,  # noqa: SLF001
    **dict.fromkeys(("sum", "count", "mean", "least", "most", "any", "all"), Evaluator._table),  # noqa: SLF001
}
_OVER_ROWS: Final[Mapping[str, Callable[[list[Any]], Known]]] = {
    "sum": lambda values: sum(values, Fraction(0)),
    "count": lambda values: Fraction(sum(map(bool, values))),
    "mean": lambda values: sum(values, Fraction(0)) / len(values),
    "least": min,
    "most": max,
    "any": any,
    "all": all,
}
