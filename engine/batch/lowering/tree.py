"""The same expression that a single score is read from, as a column of exact numbers."""

from __future__ import annotations

import ast
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from engine.batch.lowering import quotient, truth
from engine.batch.lowering.choosing import Value, choose, nothing_where_null
from engine.batch.lowering.comparing import compare
from engine.batch.lowering.dividing import div
from engine.batch.lowering.functions import ARITHMETIC, NUMBERS
from engine.batch.lowering.narrowing import Key, key_of, said
from engine.batch.lowering.quotient import Quotient, number
from engine.batch.lowering.refused import Unsupported
from engine.batch.lowering.rounding import round_to
from engine.batch.lowering.truth import Truth, Word
from rubric.formula.check import called

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from engine.batch.lowering.sheet import Sheet

ONE: Final = Fraction(1)
ZERO: Final = Fraction(0)
# The power up to which a product is written out.
POWERS: Final = 8
Narrowed = dict[Key, tuple[Fraction | None, Fraction | None]]


class Lowering:
    """Lowers checked trees over the columns of a sheet.

    ``env`` gives what a name is in every row, also ``known:NAME`` and ``score:ITEM``; None is a value that
    no row has. ``shared`` holds what is calculated once, by the text of it; those who share it mean the
    same by all names but the ``own`` ones of each. ``answers`` are conditions that columns hold already, by
    the identity of their trees.
    """

    def __init__(
        self,
        sheet: Sheet,
        env: Callable[[str], Value],
        shared: dict[str, Value],
        own: Iterable[str] = (),
        answers: Mapping[int, Truth] = MappingProxyType({}),
    ) -> None:
        self.answers = answers
        self.sheet, self.env, self.shared = sheet, env, shared
        self.own, self.owned = tuple(f"Name(id={name!r}," for name in own), dict[str, Value]()
        self.narrowed: Narrowed = {}
        self.found: dict[int, Value] = {}
        self.known: dict[type[ast.expr], Callable[[Any], Value]] = {
            ast.Name: lambda node: self.env(node.id),
            ast.Constant: _constant,
            ast.UnaryOp: self._signed,
            ast.BinOp: self._calculated,
            ast.BoolOp: self._connected,
            ast.Compare: self._compared,
            ast.IfExp: lambda node: self._first((node.test, node.body, node.orelse)),
            ast.Call: self._call,
        }

    def value(self, node: ast.expr) -> Value:
        """What a tree comes to in every row, null where it has no value there.

        Raises NoColumns where whole numbers cannot say it.
        """
        found = self.answers[id(node)] if id(node) in self.answers else self.known[type(node)](node)
        self.found[id(node)] = found
        low, high = self.narrowed.get(key_of(node), (None, None))
        if isinstance(found, Quotient) and (low is not None or high is not None):
            return found.within(found.low if low is None else low, found.high if high is None else high)
        return found

    def number(self, node: ast.expr) -> Quotient | None:
        """The value of a part that the check found to be a number."""
        found = self.value(node)
        assert found is None or isinstance(found, Quotient)  # the check has looked
        return found

    def truth(self, node: ast.expr) -> Truth | None:
        """The value of a part that the check found to be yes or no."""
        found = self.value(node)
        assert found is None or isinstance(found, Truth)  # the check has looked
        return found

    # -- operators --

    def _signed(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            held = self.truth(node.operand)
            return None if held is None else truth.negated(held)
        found = self.number(node.operand)
        return quotient.neg(found) if found is not None and isinstance(node.op, ast.USub) else found

    def _calculated(self, node: ast.BinOp) -> Value:
        divides = isinstance(node.op, ast.Div)
        left, right = (
            self.number(node.left),
            self._divisor(node.right) if divides else self.number(node.right),
        )
        if left is None or right is None:
            return None
        if divides:
            return div(left, right, self.sheet)
        if isinstance(node.op, ast.Pow):
            return self._power(left, right)
        return ARITHMETIC[type(node.op)](left, right, self.sheet)

    def _divisor(self, node: ast.expr) -> Quotient | None:
        """A part that is divided by: its bounds hold in every row, for other branches get its denominator."""
        before, self.narrowed = self.narrowed, {}
        found = self.number(node)
        self.narrowed = before
        return found

    def _power(self, base: Quotient, by: Quotient) -> Quotient:
        times = by.constant
        if times is None or times.denominator != 1 or not 0 <= times <= POWERS:
            raise Unsupported("a power")
        result = number(ONE)
        base = quotient.kept(base, self.sheet)
        for _ in range(int(times)):
            result = quotient.mul(result, base, self.sheet)
        return result if times else _kept_null(result, base, self.sheet)

    def _connected(self, node: ast.BoolOp) -> Value:
        any_ = isinstance(node.op, ast.Or)
        parts: list[Truth] = []
        before = self.narrowed
        for part in node.values:
            held = self.truth(part)
            if held is None:
                found = self._until_nothing(parts, any_=any_)
                break
            parts.append(held)
            if held.fixed is any_:
                found = truth.connected(parts, any_=any_)
                break
            self.narrowed = self._knowing(part, not any_)
        else:
            found = truth.connected(parts, any_=any_)
        self.narrowed = before
        return found

    def _until_nothing(self, parts: Sequence[Truth], *, any_: bool) -> Truth | None:
        """What parts come to that are followed by one that has no value: only what decides before it."""
        if not parts:
            return None
        before = truth.connected(parts, any_=any_)
        decides = before if any_ else truth.negated(before)
        found = choose([decides], [truth.fixed(any_), None], self.sheet)
        return found if isinstance(found, Truth) else None

    def _compared(self, node: ast.Compare) -> Value:
        if isinstance(node.ops[0], ast.In | ast.NotIn):
            return self._membership(node)
        result: Truth | None = None
        left = self.value(node.left)
        for sign, comparator in zip(node.ops, node.comparators, strict=True):
            right = self.value(comparator)
            if left is None or right is None:
                return self._until_nothing([result] if result is not None else [], any_=False)
            held = self._held(type(sign), left, right)
            result = held if result is None else truth.connected((result, held), any_=False)
            if result.fixed is False:
                break
            left = right
        return result

    def _held(self, sign: type[ast.cmpop], left: Value, right: Value) -> Truth:
        if isinstance(left, Quotient) and isinstance(right, Quotient):
            return compare(sign, left, right, self.sheet)
        assert isinstance(left, Truth | Word)  # the check has looked
        assert isinstance(right, Truth | Word)  # the check has looked
        same = truth.equal(left, right)
        return same if sign is ast.Eq else truth.negated(same)

    def _membership(self, node: ast.Compare) -> Value:
        left, words = self.value(node.left), node.comparators[0]
        if left is None:
            return None
        assert isinstance(left, Word)  # the check has looked
        assert isinstance(words, ast.Tuple)  # the parser makes no other
        inside = truth.among(left, [str(w.value) for w in words.elts if isinstance(w, ast.Constant)])
        return inside if isinstance(node.ops[0], ast.In) else truth.negated(inside)

    # -- calls --

    def _call(self, node: ast.Call) -> Value:
        name = called(node)
        special = _SPECIAL.get(name)
        if special is not None:
            return special(self, node)
        if name not in NUMBERS:
            raise Unsupported(name)
        values = [self.number(argument) for argument in node.args]
        known = [value for value in values if value is not None]
        return NUMBERS[name](known, self.sheet) if len(known) == len(values) else None

    def _first(self, parts: Sequence[ast.expr]) -> Value:
        """``test, value, test, value, ..., value``: the value of the first test that holds."""
        before = self.narrowed
        tests: list[Truth] = []
        values: list[Value] = []
        for test, value in zip(parts[:-1:2], parts[1::2], strict=True):
            held = self.truth(test)
            if held is None or held.fixed is True:
                values.append(None if held is None else self.value(value))
                break
            if held.fixed is False:
                continue
            tests.append(held if held.nulls.never else truth.kept(held, self.sheet))
            inside, outside = self._knowing(test, True), self._knowing(test, False)
            self.narrowed = inside
            values.append(self.value(value))
            self.narrowed = outside
        else:
            values.append(self.value(parts[-1]))
        self.narrowed = before
        return choose(tests, values, self.sheet)

    def _knowing(self, test: ast.expr, holds: bool) -> Narrowed:
        """What is known besides where a test has come out this way."""
        narrowed = dict(self.narrowed)
        for key, low, high in said(test, holds, lambda part: self.found.get(id(part))):
            was_low, was_high = narrowed.get(key, (None, None))
            lows = [end for end in (low, was_low) if end is not None]
            highs = [end for end in (high, was_high) if end is not None]
            narrowed[key] = (max(lows, default=None), min(highs, default=None))
        return narrowed

    def _once(self, node: ast.Call) -> Value:
        text = ast.dump(node)
        shared = self.owned if any(name in text for name in self.own) else self.shared
        if text not in shared:
            # It is asked for elsewhere too, where nothing of this is known.
            before, self.narrowed = self.narrowed, {}
            found = self.value(node.args[0])
            self.narrowed = before
            shared[text] = kept(found, self.sheet)
        return shared[text]

    def _undefined(self, _node: ast.Call) -> Value:
        return None

    def _ratio(self, node: ast.Call) -> Value:
        left, right = self.number(node.args[0]), self._divisor(node.args[1])
        if left is None or right is None:
            return None
        zero = compare(ast.Eq, right, number(ZERO), self.sheet)
        if zero.fixed is False:
            return div(left, right, self.sheet)
        said_ = nothing_where_null(left, self.value(node.args[2]), self.sheet)
        if zero.fixed is True:
            return said_
        return choose([truth.kept(zero, self.sheet)], [said_, div(left, right, self.sheet)], self.sheet)

    def _lookup(self, node: ast.Call) -> Value:
        of = self.value(node.args[0])
        if of is None:
            return None
        if not isinstance(of, Word):
            raise Unsupported("lookup")
        words = [str(word.value) for word in node.args[1::2] if isinstance(word, ast.Constant)]
        pairs = zip(words, node.args[2::2], strict=True)
        cases = [(truth.equal(of, truth.told(word)), self.value(value)) for word, value in pairs]
        tests = [test for test, _ in cases if test.fixed is not False]
        values = [value for test, value in cases if test.fixed is not False]
        certain = next((value for test, value in cases if test.fixed), None)
        return certain if of.fixed is not None else choose(tests, [*values, None], self.sheet)

    def _score(self, node: ast.Call) -> Value:
        item: Any = node.args[0]
        return self.env(f"score:{item.value}")

    def _known(self, node: ast.Call) -> Value:
        fact: Any = node.args[0]
        return self.env(f"known:{fact.id}")

    def _rounded(self, node: ast.Call) -> Value:
        value, by = self.number(node.args[0]), self.number(node.args[1])
        if value is None or by is None:
            return None
        mode: Any = node.args[2]
        if by.constant is None:
            raise Unsupported("round_to")
        step = by.constant if called(node) == "round_to" else Fraction(10) ** -int(by.constant)
        return round_to(value, step, mode.value, self.sheet) if step > 0 else None


def kept(value: Value, sheet: Sheet) -> Value:
    """A value as columns of its own."""
    if isinstance(value, Quotient):
        return quotient.kept(value, sheet)
    return truth.kept(value, sheet) if isinstance(value, Truth) else value


def _constant(node: ast.Constant) -> Value:
    value: Any = node.value
    if isinstance(value, bool):
        return truth.fixed(value)
    return truth.told(value) if isinstance(value, str) else number(Fraction(value))


def _kept_null(value: Quotient, asked: Quotient, sheet: Sheet) -> Quotient:
    found = nothing_where_null(asked, value, sheet)
    assert isinstance(found, Quotient)  # it was one before
    return found


_SPECIAL: Final[Mapping[str, Callable[[Lowering, ast.Call], Value]]] = {
    "first": lambda self, node: self._first(node.args),
    "once": Lowering._once,  # noqa: SLF001
    "undefined": Lowering._undefined,  # noqa: SLF001
    "ratio": Lowering._ratio,  # noqa: SLF001
    "lookup": Lowering._lookup,  # noqa: SLF001
    "score": Lowering._score,  # noqa: SLF001
    "known": Lowering._known,  # noqa: SLF001
    "round": Lowering._rounded,  # noqa: SLF001
    "round_to": Lowering._rounded,  # noqa: SLF001
}
