"""Everything a formula can come to, for facts that are known within ranges only."""

from __future__ import annotations

import ast
from fractions import Fraction
from functools import reduce
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast
from weakref import WeakKeyDictionary

from rubric.formula.check import called
from rubric.formula.narrow import SIGNS, Bound, implied, key_of, meet
from rubric.formula.show import unparse
from rubric.number import DIGITS, EXACT_POWER, DomainError, exp_, ln_, power_, shortest_places, sqrt_
from rubric.range import (
    ONE,
    ZERO,
    Range,
    absolute,
    add,
    ceil_,
    compare,
    div,
    floor_,
    hull,
    intersect,
    map_monotone,
    maximum,
    minimum,
    mul,
    neg,
    power_int,
    round_,
    round_step_,
    sub,
)
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rubric.formula.narrow import Key
    from rubric.model import Mode

LARGEST_BITS: Final = 1 << 14
KEPT_BITS: Final = 1 << 10
# The power up to which any number that a fact can be still has a value.
MILD: Final = 16


class MaybeUndefined(Exception):  # noqa: N818 - not a fault of the program: some facts leave no value
    """The value may not exist; ``kind`` is zero_denominator, domain, empty_table or a rule's own."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind, self.detail = kind, detail


class TableBound(Record):
    """What can be in a table: its columns (also ``known:COLUMN``), and how many rows it has."""

    columns: Mapping[str, Bound] = MappingProxyType({})
    least: int = 0
    most: int | None = None


def enclose(
    tree: ast.expr,
    env: Callable[[str], Bound],
    trace: dict[int, Bound] | None = None,
    tables: Mapping[str, TableBound] | None = None,
) -> Bound:
    """A bound that holds every value of the tree. Raises MaybeUndefined where it may have none.

    ``env`` gives the bound of a name, of ``known:NAME`` and of ``score:ITEM``. ``trace`` receives
    the bound of every part that can be reached, by identity.
    """
    encloser = Encloser(env, tables or {})
    result = encloser.bound(tree)
    if trace is not None:
        trace.update(encloser.trace)
    return result


def either(a: Bound, b: Bound) -> Bound:
    """What is one or the other."""
    if isinstance(a, Range) and isinstance(b, Range):
        return hull(a, b)
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return a | b
    return a if isinstance(a, bool) and a == b else None


class Encloser:
    """One walk over a tree; ``narrowed`` is what the conditions on the way imply.

    A reader that goes on where a part may have no value overrides ``calculated``, ``call`` and ``first``,
    which raise MaybeUndefined there.
    """

    # Whether a name can be the same whatever else is known, so that a part that several branches share need
    # not be looked at again where nothing more is known of what is in it.
    shares = True

    def __init__(self, env: Callable[[str], Bound], tables: Mapping[str, TableBound]) -> None:
        self.env, self.tables = env, tables
        self.trace: dict[int, Bound] = {}
        self.now: dict[int, Bound] = {}
        self.narrowed: dict[Key, Bound] = {}
        # What parts that stand in several places came to, and what was known then of all that is in them.
        self.shared: dict[int, tuple[Any, dict[Key, Bound] | None, Bound]] = {}
        self.known: dict[type[ast.expr], Callable[[Any], Bound]] = {
            ast.Name: lambda node: self.env(node.id),
            ast.Constant: _constant,
            ast.Tuple: lambda node: frozenset(str(e.value) for e in node.elts),
            ast.UnaryOp: self._signed,
            ast.BinOp: self.calculated,
            ast.BoolOp: self._connected,
            ast.Compare: self._compared,
            ast.IfExp: self._chosen,
            ast.Call: self.call,
        }

    def bound(self, node: ast.expr) -> Bound:
        """The bound of a part, in the light of the conditions that lead to it."""
        key = key_of(node)
        if isinstance(node, ast.Name) and key in self.narrowed:
            result = self.narrowed[key]
        else:
            result = self.known[type(node)](node)
            if key in self.narrowed:
                result = meet(result, self.narrowed[key])[0]
        if isinstance(result, Range):
            result = _tame(result)
        self.now[id(node)] = result
        self.trace[id(node)] = either(self.trace[id(node)], result) if id(node) in self.trace else result
        return result

    def number(self, node: ast.expr) -> Range:
        """The bound of a part that the check found to be a number."""
        return cast("Range", self.bound(node))

    def known_where(self, test: ast.expr, truth: bool) -> dict[Key, Bound] | None:
        """What is known where the condition has just come to ``truth``; None where it never can."""
        narrowed = dict(self.narrowed)
        for part, said in implied(test, truth, self.now):
            key = key_of(part)
            both, possible = meet(narrowed.get(key, self.now.get(id(part))), said)
            if not possible:
                return None
            if both is not None:
                narrowed[key] = both
        return narrowed

    def under(self, narrowed: dict[Key, Bound], node: ast.expr) -> Bound:
        """The bound of a part where so much is known."""
        before, self.narrowed = self.narrowed, narrowed
        found = self.bound(node)
        self.narrowed = before
        return found

    # -- operators --

    def _signed(self, node: ast.UnaryOp) -> Bound:
        value = self.bound(node.operand)
        if isinstance(node.op, ast.Not):
            return None if value is None else not value
        return neg(cast("Range", value)) if isinstance(node.op, ast.USub) else value

    def calculated(self, node: ast.BinOp) -> Range:
        """The bound of two numbers that are added, multiplied, divided ..."""
        left, right = cast("Range", self.bound(node.left)), cast("Range", self.bound(node.right))
        if isinstance(node.op, ast.Pow):
            return _power(left, right, node)
        if not isinstance(node.op, ast.Div):
            return _ARITHMETIC[type(node.op)](left, right)
        quotient = div(left, right)
        if quotient is None:
            raise MaybeUndefined("zero_denominator", unparse(node.right))
        return quotient

    def _connected(self, node: ast.BoolOp) -> bool | None:
        """Each part is looked at only where those before it may not have decided."""
        decides, before = isinstance(node.op, ast.Or), self.narrowed
        result: bool | None = not decides
        for part in node.values:
            value = self.bound(part)
            onward = None if value is decides else self.known_where(part, not decides)
            if value is decides or (value is None and onward is None):
                result = decides
                break
            result = None if value is None else result
            self.narrowed = self.narrowed if onward is None else onward
        self.narrowed = before
        return result

    def _compared(self, node: ast.Compare) -> bool | None:
        result: bool | None = True
        left = self.bound(node.left)
        for op, comparator in zip(node.ops, node.comparators, strict=True):
            right = self.bound(comparator)
            held = _held(op, left, right)
            if held is False:
                return False
            result = result if held else None
            left = right
        return result

    def _chosen(self, node: ast.IfExp) -> Bound:
        return self.first([node.test, node.body, node.orelse])

    def first(self, parts: list[ast.expr]) -> Bound:
        """``parts`` are a condition, its value, the next condition … and the value of all else."""
        before, found = self.narrowed, list[Bound]()
        for test, body in zip(parts[:-1:2], parts[1::2], strict=True):
            holds = self.bound(test)
            # Both before the branch is entered: there its parts are seen in a narrower light.
            where, elsewhere = self.known_where(test, True), self.known_where(test, False)
            if holds is True or (holds is None and where is not None):
                found.append(self.under(where or self.narrowed, body))
            if holds is True or (holds is None and elsewhere is None and found):
                break
            self.narrowed = self.narrowed if elsewhere is None else elsewhere
        else:
            found.append(self.bound(parts[-1]))
        self.narrowed = before
        return reduce(either, found)

    # -- calls --

    def call(self, node: ast.Call) -> Bound:
        """The bound of what a function gives."""
        name = called(node)
        if name in _NUMBERS:
            return _NUMBERS[name](*(self.number(argument) for argument in node.args))
        if name in _FUNCTIONS:
            return _approximate(self.number(node.args[0]), *_FUNCTIONS[name], unparse(node))
        if name in ("sum", "count", "mean", "least", "most", "any", "all"):
            return self._table(node, name)
        return _SPECIAL[name](self, node)

    def _once(self, node: ast.Call) -> Bound:
        part = node.args[0]
        if not self.shares:
            return self.bound(part)
        inside = _keys(part)
        said = {key: held for key, held in self.narrowed.items() if key in inside}
        env, before, found = self.shared.get(id(node), (None, None, None))
        if env is not self.env or before != said:
            found = self.bound(part)
            self.shared[id(node)] = self.env, said, found
        return found

    def _undefined(self, node: ast.Call) -> Bound:
        kind, *detail = [str(a.value) for a in node.args if isinstance(a, ast.Constant)]
        raise MaybeUndefined(kind, *detail)

    def _first_call(self, node: ast.Call) -> Bound:
        return self.first(node.args)

    def _known(self, node: ast.Call) -> Bound:
        return self.env("known:" + cast("ast.Name", node.args[0]).id)

    def _score(self, node: ast.Call) -> Bound:
        return self.env("score:" + str(cast("ast.Constant", node.args[0]).value))

    def _round(self, node: ast.Call) -> Range:
        value, by = self.number(node.args[0]), self.number(node.args[1])
        mode = cast("Mode", cast("ast.Constant", node.args[2]).value)
        if called(node) == "round":
            return round_(value, int(by.lo or 0), mode)
        if by.lo is None or by.lo < 0 or by.contains(ZERO):
            raise MaybeUndefined("domain", unparse(node))
        if by.is_point:
            return round_step_(value, by.lo, mode)
        return add(value, Range(None if by.hi is None else -by.hi, by.hi))

    def _ratio(self, node: ast.Call) -> Range:
        over, under, if_zero = (self.number(argument) for argument in node.args)
        parts = [if_zero] if under.contains(ZERO) else []
        for side in (Range(None, ZERO, hi_open=True), Range(ZERO, None, lo_open=True)):
            divisor = intersect(under, side)
            quotient = None if divisor is None else div(over, divisor)
            parts += [] if quotient is None else [quotient]
        return reduce(hull, parts)

    def _lookup(self, node: ast.Call) -> Bound:
        of = self.bound(node.args[0])
        values: list[Bound] = []
        for word, value in zip(node.args[1::2], node.args[2::2], strict=True):
            if not isinstance(of, frozenset) or cast("ast.Constant", word).value in of:
                values.append(self.bound(value))
        if not values:
            raise MaybeUndefined("domain", unparse(node))
        return reduce(either, values)

    # -- tables --

    def _table(self, node: ast.Call, name: str) -> Bound:
        table = self.tables[cast("ast.Name", node.args[0]).id]
        rows = Range(Fraction(table.least), None if table.most is None else Fraction(table.most))
        found: list[Bound] = []
        if table.most != 0:
            over = Range(max(ONE, Fraction(table.least)), rows.hi)
            held = self._row(node.args[1], table) if len(node.args) > 1 else True
            found.append(_over_rows(name, held, over))
        if table.least == 0:
            found.append(self._empty(node, name))
        return reduce(either, found)

    def _empty(self, node: ast.Call, name: str) -> Bound:
        """An empty table means what the author says. Only a count of nothing goes without saying."""
        if len(node.args) > 2:
            return self.bound(node.args[2])
        if name == "count":
            return Range.point(ZERO)
        raise MaybeUndefined("empty_table", cast("ast.Name", node.args[0]).id)

    def _row(self, node: ast.expr, table: TableBound) -> Bound:
        """The bound over every row: its columns hide whatever else goes by their names."""
        env, narrowed = self.env, self.narrowed

        def column(name: str) -> Bound:
            if name in table.columns:
                return table.columns[name]
            if name.removeprefix("known:") in table.columns:
                return None
            return env(name)

        self.env = column
        self.narrowed = {key: held for key, held in narrowed.items() if key not in table.columns}
        held = self.bound(node)
        self.env, self.narrowed = env, narrowed
        return held


_KEYS: Final[WeakKeyDictionary[ast.expr, frozenset[Key]]] = WeakKeyDictionary()


def _keys(tree: ast.expr) -> frozenset[Key]:
    """What all parts of a tree are remembered under."""
    found = _KEYS.get(tree)
    if found is None:
        found = _KEYS[tree] = frozenset(key_of(node) for node in ast.walk(tree) if isinstance(node, ast.expr))
    return found


_SPECIAL: Final[dict[str, Callable[[Encloser, ast.Call], Bound]]] = {
    "first": Encloser._first_call,  # noqa: SLF001 - the table of the class's own readers
    "once": Encloser._once,  # noqa: SLF001
    "undefined": Encloser._undefined,  # noqa: SLF001
    "known": Encloser._known,  # noqa: SLF001
    "score": Encloser._score,  # noqa: SLF001
    "round": Encloser._round,  # noqa: SLF001
    "round_to": Encloser._round,  # noqa: SLF001
    "ratio": Encloser._ratio,  # noqa: SLF001
    "lookup": Encloser._lookup,  # noqa: SLF001
}


# -- values ------------------------------------------------------------------------------------------


def _constant(node: ast.Constant) -> Bound:
    value: Any = node.value
    if isinstance(value, bool):
        return value
    return frozenset((value,)) if isinstance(value, str) else Range.point(value)


def _held(op: ast.cmpop, left: Bound, right: Bound) -> bool | None:
    if isinstance(left, Range) and isinstance(right, Range):
        return compare(SIGNS[type(op)], left, right)
    if isinstance(op, ast.In | ast.NotIn):
        inside = _inside(left, cast("frozenset[str]", right))
        return inside if isinstance(op, ast.In) or inside is None else not inside
    equal = _equal(left, right)
    return equal if isinstance(op, ast.Eq) or equal is None else not equal


def _inside(word: Bound, words: frozenset[str]) -> bool | None:
    if not isinstance(word, frozenset):
        return None
    return True if word <= words else None if word & words else False


def _equal(left: Bound, right: Bound) -> bool | None:
    if left is None or right is None:
        return None
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        return (len(left) == 1 and left == right) or (None if left & right else False)
    return left == right


def _over_rows(name: str, held: Bound, rows: Range) -> Bound:
    """What a function comes to over at least one row."""
    if name in ("any", "all"):
        return cast("bool | None", held)
    if name == "count":
        return rows if held is True else Range.point(ZERO) if held is False else Range(ZERO, rows.hi)
    return mul(rows, cast("Range", held)) if name == "sum" else held


def _clamp(x: Range, lo: Range, hi: Range) -> Range:
    return maximum(lo, minimum(x, hi))


def _each(fn: Callable[[Range, Range], Range]) -> Callable[..., Range]:
    return lambda *values: reduce(fn, values)


_ARITHMETIC: Final[dict[type[ast.operator], Callable[[Range, Range], Range]]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
}
_NUMBERS: Final[dict[str, Callable[..., Range]]] = {
    "min": _each(minimum),
    "max": _each(maximum),
    "abs": absolute,
    "floor": floor_,
    "ceil": ceil_,
    "clamp": _clamp,
    "total": lambda *values: reduce(add, values, Range.point(ZERO)),
}
# Each with the numbers it has a value for.
_FUNCTIONS: Final[dict[str, tuple[Callable[[Fraction], Fraction], Range]]] = {
    "sqrt": (sqrt_, Range(ZERO, None)),
    "ln": (ln_, Range(ZERO, None, lo_open=True)),
    "exp": (exp_, Range(Fraction(-1000), Fraction(1000))),
}


def _approximate(x: Range, fn: Callable[[Fraction], Fraction], domain: Range, text: str) -> Range:
    """A rising function that is computed to 50 digits, over numbers that it must have a value for."""
    if intersect(x, domain) != x:
        raise MaybeUndefined("domain", text)
    try:
        return _widened(map_monotone(x, fn, strict=False))
    except DomainError:
        raise MaybeUndefined("domain", text) from None


def _power(base: Range, exponent: Range, node: ast.BinOp) -> Range:
    try:
        found = _power_within(base, exponent)
    except DomainError:
        found = None
    if found is None:
        raise MaybeUndefined("domain", unparse(node))
    return found


def _power_within(base: Range, exponent: Range) -> Range | None:
    """Every power, or None where one may not exist.

    That a number has too many digits to be raised exactly is foreseen at the ends only.
    """
    if exponent.is_point and exponent.lo is not None:
        return _power_of(base, exponent.lo)
    if None in (base.lo, base.hi, exponent.lo, exponent.hi) or (base.lo or ZERO) <= 0:
        return None
    # A power rises or falls in each of the two as long as the other stays.
    ends = [(x, y) for x in (base.lo, base.hi) for y in (exponent.lo, exponent.hi)]
    corners = [power_(x, y) for x, y in ends if x is not None and y is not None]
    return _widened(Range(min(corners), max(corners)))


def _power_of(base: Range, y: Fraction) -> Range | None:
    if None in (base.lo, base.hi) and abs(y) > MILD:
        return None  # somewhere on the way to infinity it is too large
    if y.denominator == 1:
        found = power_int(base, int(y))
        return found if found is None or abs(y) <= EXACT_POWER else _widened(found, always=True)
    if intersect(base, Range(ZERO, None, lo_open=y < 0)) != base:
        return None
    return _widened(map_monotone(base, lambda x: power_(x, y), falling=y < 0, strict=False))


def _widened(r: Range, *, always: bool = False) -> Range:
    """The range with room for what 50 digits cannot write: near such an end a value may round past it."""
    lo = r.lo if r.lo is None or (_short(r.lo) and not always) else r.lo - abs(r.lo) * _ULP
    hi = r.hi if r.hi is None or (_short(r.hi) and not always) else r.hi + abs(r.hi) * _ULP
    return Range(lo, hi, r.lo_open and lo == r.lo, r.hi_open and hi == r.hi)


_ULP: Final = Fraction(1, 10 ** (DIGITS - 1))
_TOO_LONG: Final[int] = 10**DIGITS


def _short(x: Fraction) -> bool:
    """Whether 50 digits write it exactly."""
    places = shortest_places(x, 2 * DIGITS)
    if places is None:
        return False
    digits = abs((x * Fraction(10) ** places).numerator)
    while digits and digits % 10 == 0:
        digits //= 10
    return digits < _TOO_LONG


def _tame(r: Range) -> Range:
    """The range, its ends rounded outwards where their digits would slow everything down."""
    lo = r.lo if r.lo is None or _size(r.lo) <= LARGEST_BITS else _rounded(r.lo, down=True)
    hi = r.hi if r.hi is None or _size(r.hi) <= LARGEST_BITS else _rounded(r.hi, down=False)
    return (
        r if lo is r.lo and hi is r.hi else Range(lo, hi, r.lo_open and lo == r.lo, r.hi_open and hi == r.hi)
    )


def _size(x: Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def _rounded(x: Fraction, *, down: bool) -> Fraction:
    shift = x.numerator.bit_length() - x.denominator.bit_length() - KEPT_BITS
    unit = Fraction(2) ** shift
    count = x / unit
    whole = count.numerator // count.denominator
    return (whole if down or count.denominator == 1 else whole + 1) * unit
