"""From the tree of an expression to columns of float64: what evaluate.py reaches is reached here."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.batch.floats.approx import (
    FALSE,
    NEVER,
    TRUE,
    ZERO,
    Approx,
    Never,
    Truth,
    Unsupported,
    Value,
    both,
    settled,
)
from engine.batch.floats.arithmetic import divide, negative
from engine.batch.floats.choosing import chosen
from engine.batch.floats.decide import compare, rounded
from engine.batch.floats.parts import (
    FUNCTIONS,
    OPERATORS,
    Missing,
    alike,
    among,
    condition,
    constant,
    kept,
    to_step,
)
from rubric.formula.check import called

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.batch.floats.approx import Env, Exactly, Keep
    from rubric.model import Mode


class Walk:
    """One walk over trees that share their names; each part is calculated once."""

    def __init__(self, env: Env, keep: Keep, exactly: Exactly | None = None) -> None:
        self.env, self.keep, self.exactly = env, keep, exactly
        self.done: dict[int, tuple[ast.expr, Value]] = {}
        self.names: dict[str, Value] = {}
        self.known: dict[type[ast.expr], Callable[[Any], Value]] = {
            ast.Name: lambda node: self.named(node.id),
            ast.Constant: constant,
            ast.UnaryOp: self._signed,
            ast.BinOp: self._binary,
            ast.BoolOp: self._connected,
            ast.Compare: self._compared,
            ast.IfExp: lambda node: self.first([node.test, node.body, node.orelse]),
            ast.Call: self._call,
        }

    def value(self, node: ast.expr) -> Value:
        """What a part comes to; Never where it has no value in any row. Raises Unsupported."""
        held = self.done.get(id(node))
        if held is None:
            try:
                found = self._asked(node)
            except Missing:
                found = NEVER
            # The node is held too: the identity of one that is gone may be another's.
            held = self.done[id(node)] = node, found
        return held[1]

    def _asked(self, node: ast.expr) -> Value:
        if self.exactly is not None and _turns(node):
            found = self.exactly(node)
            if found is not None:
                return found
        return self.known[type(node)](node)

    def number(self, node: ast.expr) -> Approx:
        """A part that the check found to be a number."""
        found = self.value(node)
        if isinstance(found, Never):
            raise Missing
        if not isinstance(found, Approx):
            raise Unsupported("not a number")
        return found

    def truth(self, node: ast.expr) -> Truth:
        """A part that the check found to be a condition."""
        found = self.value(node)
        if isinstance(found, Never):
            raise Missing
        return condition(found)

    def named(self, name: str) -> Value:
        """What a name comes to."""
        if name not in self.names:
            self.names[name] = kept(self.env(name), self.keep)
        return self.names[name]

    # -- operators --

    def _signed(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            held = self.truth(node.operand)
            return Truth(~held.value, held.sure, None if held.known is None else not held.known)
        value = self.number(node.operand)
        return negative(value) if isinstance(node.op, ast.USub) else value

    def _binary(self, node: ast.BinOp) -> Value:
        left, right = self.number(node.left), self.number(node.right)
        return OPERATORS[type(node.op)](left, right, self.keep)

    def _connected(self, node: ast.BoolOp) -> Value:
        """Each part is reached only where those before it do not decide."""
        decides = isinstance(node.op, ast.Or)
        found: Value = self.value(node.values[-1])
        for part in reversed(node.values[:-1]):
            test, end = self.value(part), TRUE if decides else FALSE
            if isinstance(test, Never):
                found = NEVER
                continue
            test = condition(test)
            found = chosen(test, end, found, self.keep) if decides else chosen(test, found, end, self.keep)
        return found

    def _compared(self, node: ast.Compare) -> Value:
        """``a <= b <= c``: c is reached only where the first of the two holds."""
        sides = [node.left, *node.comparators]
        pairs = list(zip(sides, node.ops, sides[1:], strict=False))
        found: Value | None = None
        for left, op, right in reversed(pairs):
            try:
                held: Value = self._pair(left, op, right)
            except Missing:
                held = NEVER
            if isinstance(held, Never):
                found = held
            elif isinstance(held, Truth):
                found = held if found is None else chosen(held, found, FALSE, self.keep)
        assert found is not None  # a comparison has two sides at least
        return found

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Truth:
        a = self.value(left)
        if isinstance(op, ast.In | ast.NotIn):
            words = [part.value for part in getattr(right, "elts", ()) if isinstance(part, ast.Constant)]
            return among(a, words, isinstance(op, ast.In), self.keep)
        b = self.value(right)
        if isinstance(a, Never) or isinstance(b, Never):
            raise Missing
        if isinstance(a, Approx) and isinstance(b, Approx):
            return compare(a, type(op), b, self.keep)
        return alike(a, b, isinstance(op, ast.Eq), self.keep)

    def first(self, parts: Sequence[ast.expr]) -> Value:
        """``parts`` are a condition, its value, the next condition ... and the value of all else."""
        tests = []
        for test, body in zip(parts[:-1:2], parts[1::2], strict=True):
            held = self.value(test)
            tests.append((held, body))
            if isinstance(held, Never) or (isinstance(held, Truth) and held.known is True):
                break
        found: Value = NEVER if _ends(tests) else self.value(parts[-1])
        for held, body in reversed(tests):
            if isinstance(held, Never):
                found = NEVER
            elif isinstance(held, Truth):
                value: Value = NEVER if held.known is False else self.value(body)
                found = chosen(held, value, found, self.keep)
        return found

    # -- calls --

    def _call(self, node: ast.Call) -> Value:
        name = called(node)
        if name in _LAZY:
            return _LAZY[name](self, node)
        function = FUNCTIONS.get(name)
        if function is None:
            raise Unsupported(name)
        return function([self.number(part) for part in node.args], self.keep)

    def _round(self, node: ast.Call) -> Value:
        x, by = self.number(node.args[0]), self.number(node.args[1])
        mode: Mode = node.args[2].value  # type: ignore[attr-defined]  # the check has looked
        if called(node) == "round":
            assert by.point is not None  # places are written out
            return rounded(x, Fraction(10) ** -int(by.point), mode, self.keep)
        return to_step(x, by, mode, self.keep)

    def _ratio(self, node: ast.Call) -> Value:
        over, under = self.number(node.args[0]), self.number(node.args[1])
        zero = compare(under, ast.Eq, settled(ZERO), self.keep)
        quotient = divide(over, under, self.keep)
        both_sure = both(over.sure, under.sure)
        zero = Truth(zero.value, both(both_sure, zero.sure), zero.known)
        if_zero = NEVER if zero.known is False else self.value(node.args[2])
        return chosen(zero, if_zero, quotient, self.keep)

    def _lookup(self, node: ast.Call) -> Value:
        of = self.value(node.args[0])
        found: Value = NEVER
        for word, value in reversed(list(zip(node.args[1::2], node.args[2::2], strict=True))):
            held = alike(of, self.value(word), True, self.keep)
            found = chosen(held, self.value(value), found, self.keep)
        return found


def _ends(tests: Sequence[tuple[Value, ast.expr]]) -> bool:
    """Whether the last condition leaves nothing to what comes after it."""
    held = tests[-1][0] if tests else None
    return isinstance(held, Never) or (isinstance(held, Truth) and held.known is True)


def _turns(node: ast.expr) -> bool:
    """Whether a part turns on what is decided exactly only: a condition, a rounding."""
    if isinstance(node, ast.Call):
        return called(node) in ("floor", "ceil", "round", "round_to")
    return isinstance(node, ast.Compare | ast.BoolOp) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )


_LAZY: Final[Mapping[str, Callable[[Walk, ast.Call], Value]]] = {
    "first": lambda walk, node: walk.first(node.args),
    "once": lambda walk, node: walk.value(node.args[0]),
    "undefined": lambda _walk, _node: NEVER,
    "ratio": Walk._ratio,  # noqa: SLF001 - the table of the class's own readers
    "lookup": Walk._lookup,  # noqa: SLF001
    "round": Walk._round,  # noqa: SLF001
    "round_to": Walk._round,  # noqa: SLF001
    "known": lambda walk, node: walk.named("known:" + node.args[0].id),  # type: ignore[attr-defined]
    "score": lambda walk, node: walk.named("score:" + str(node.args[0].value)),  # type: ignore[attr-defined]
}
