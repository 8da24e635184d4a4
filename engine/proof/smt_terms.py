"""A checked expression as a term of the solver, with the condition under which it has a value.

The engine's evaluator and this reader walk the same trees; the tests hold one against the other. What
the solver cannot calculate (logarithms, roots, tables of unknown length) becomes an unknown of which
less is known: a proof over it stands, an example over it is worth what scoring it says.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from engine.proof import smt
from engine.proof.smt_functions import ANCHORS, ARITHMETIC, COMPARE, OVER_ROWS, PLAIN, constant_of, within
from engine.proof.smt_known import Known
from engine.proof.smt_tables import over_table
from rubric.formula.check import called
from rubric.number import EXACT_POWER
from rubric.range import Range

if TYPE_CHECKING:
    from engine.proof.smt import Sheet, Term
    from engine.proof.smt_known import Bounds, Names, Rows
    from engine.proof.smt_opaque import Opaques

ZERO: Final = Fraction(0)
LARGEST_EXPONENT: Final = 1000


class Translator:
    """Reads trees in one scope. ``names`` gives every name, ``known:NAME`` and ``score:ITEM``;
    ``bounds`` what an opaque part lies in; ``shared`` another translator that reads alike all that
    does not depend on what this one sees differently. A part that rules leave ``undefined`` for one of
    the ``lenient`` kinds counts as some number.
    """

    def __init__(
        self,
        sheet: Sheet,
        names: Names,
        rows: Rows,
        opaques: Opaques,
        bounds: Bounds | None = None,
        shared: tuple[Translator, Callable[[ast.expr], bool]] | None = None,
        lenient: frozenset[str] = frozenset(),
    ) -> None:
        self.sheet, self.names, self.rows, self.opaques = sheet, names, rows, opaques
        self.bounds, self.shared, self.lenient = bounds, shared, lenient
        self._seen: dict[int, tuple[ast.expr, Known]] = {}

    def known(self, tree: ast.expr) -> Known:
        """The term of a tree."""
        held = self._seen.get(id(tree))
        if held is None:
            held = (tree, self._shared(tree) or self._read(tree))
            self._seen[id(tree)] = held
        return held[1]

    def _shared(self, tree: ast.expr) -> Known | None:
        if self.shared is None or isinstance(tree, ast.Constant):
            return None
        other, depends = self.shared
        return None if depends(tree) else other.known(tree)

    def _read(self, tree: ast.expr) -> Known:
        fixed = constant_of(tree)
        if fixed is not None:
            self._anchor_all(tree)
            return self._constant(fixed)
        match tree:
            case ast.Name(id=name):
                return self.names(name)
            case ast.UnaryOp(op=op, operand=part):
                return self._signed(op, self.known(part))
            case ast.BinOp(left=left, op=op, right=right):
                return self._calculated(op, left, right)
            case ast.BoolOp(op=op, values=parts):
                return self._connected(parts, decides=isinstance(op, ast.Or))
            case ast.Compare():
                return self._compared(tree)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._first([test, body, orelse])
            case ast.Call():
                return _CALLS[called(tree)](self, tree)
        raise NotImplementedError(type(tree))

    def _constant(self, value: Any) -> Known:
        if isinstance(value, bool):
            return Known(value)
        return Known(self.sheet.numbered(value) if isinstance(value, str) else smt.number(value))

    def _anchor_all(self, tree: ast.expr) -> None:
        """What a logarithm, a root or an exponential of a number comes to holds for all others too."""
        for part in ast.walk(tree) if not isinstance(tree, ast.Constant) else ():
            if isinstance(part, ast.Call) and called(part) in ANCHORS:
                argument, value = constant_of(part.args[0]), constant_of(part)
                self.opaques.anchor((called(part), None), argument, value)

    # -- operators --

    def _signed(self, op: ast.unaryop, part: Known) -> Known:
        if isinstance(op, ast.Not):
            return Known(smt.negated(part.value), part.defined)
        return Known(-part.value, part.defined) if isinstance(op, ast.USub) else part

    def _calculated(self, op: ast.operator, left: ast.expr, right: ast.expr) -> Known:
        a, b = self.known(left), self.known(right)
        defined = smt.both(a.defined, b.defined)
        if isinstance(op, ast.Pow):
            return self._power(a, b, constant_of(right))
        if isinstance(op, ast.Div):
            return self._divided(a, b, constant_of(right), defined)
        return Known(ARITHMETIC[type(op)](a.value, b.value), defined)

    def _divided(self, a: Known, b: Known, by: Any, defined: Term) -> Known:
        if isinstance(by, Fraction):
            return Known(a.value * smt.number(1 / by), defined) if by else Known(a.value, False)
        return Known(self.sheet.quotient(a.value, b.value), smt.both(defined, b.value != 0))

    def _power(self, base: Known, exponent: Known, by: Any) -> Known:
        defined = smt.both(base.defined, exponent.defined)
        if not isinstance(by, Fraction):
            found = self.opaques.call(("power", None), (base.value, exponent.value), 0)
            return Known(found, smt.both(defined, base.value > 0))
        if by.denominator == 1 and abs(by) <= EXACT_POWER:
            return self._whole_power(base, int(by), defined)
        inside = base.value >= 0 if by > 0 else base.value > 0
        found = self.opaques.call(("power", by), (base.value,), 1 if by > 0 else -1)
        self._anchor(("power", by), by)
        self.sheet.sides.append(smt.either(smt.negated(inside), found >= 0))
        return Known(found, smt.both(defined, inside))

    def _anchor(self, key: tuple[str, Fraction | None], by: Fraction) -> None:
        """0 and 1 stay what they are under any power above 0."""
        if by > 0:
            for end in (ZERO, Fraction(1)):
                self.opaques.anchor(key, end, end)

    def _whole_power(self, base: Known, n: int, defined: Term) -> Known:
        if n == 0:
            return Known(smt.number(Fraction(1)), defined)
        product = reduce(lambda a, b: a * b, [base.value] * abs(n))
        if n > 0:
            return Known(product, defined)
        inverse = self.sheet.quotient(smt.number(Fraction(1)), product)
        return Known(inverse, smt.both(defined, base.value != 0))

    def _connected(self, parts: list[ast.expr], *, decides: bool) -> Known:
        """Each part is read only where those before it have not decided."""
        known = [self.known(part) for part in parts]
        found = known[-1]
        for part in reversed(known[:-1]):
            going = smt.negated(part.value) if decides else part.value
            value = smt.either(part.value, found.value) if decides else smt.both(part.value, found.value)
            found = Known(value, smt.both(part.defined, smt.either(smt.negated(going), found.defined)))
        return found

    def _compared(self, tree: ast.Compare) -> Known:
        value: Term = True
        left, defined = self.known(tree.left), True
        defined = left.defined
        for op, comparator in zip(tree.ops, tree.comparators, strict=True):
            if isinstance(comparator, ast.Tuple):
                words = [self.sheet.numbered(str(part.value)) for part in comparator.elts]  # type: ignore[attr-defined]
                inside = smt.either(*(left.value == word for word in words))
                held = inside if isinstance(op, ast.In) else smt.negated(inside)
                right = left
            else:
                right = self.known(comparator)
                held = COMPARE[type(op)](left.value, right.value)
                defined = smt.both(defined, smt.either(smt.negated(value), right.defined))
            value, left = smt.both(value, held), right
        return Known(value, defined)

    def _first(self, parts: list[ast.expr]) -> Known:
        """A condition, its value, the next condition … and the value of all else."""
        found = self.known(parts[-1])
        for test, body in reversed(list(zip(parts[:-1:2], parts[1:-1:2], strict=True))):
            when, held = self.known(test), self.known(body)
            value = smt.choose(when.value, held.value, found.value)
            defined = smt.choose(when.value, held.defined, found.defined)
            found = Known(value, smt.both(when.defined, defined))
        return found

    # -- calls --

    def _numbers(self, tree: ast.Call) -> tuple[list[Term], Term]:
        known = [self.known(part) for part in tree.args]
        return [one.value for one in known], smt.both(*(one.defined for one in known))

    def _plain(self, tree: ast.Call) -> Known:
        values, defined = self._numbers(tree)
        return Known(PLAIN[called(tree)](values), defined)

    def _floor(self, tree: ast.Call) -> Known:
        (x,), defined = self._numbers(tree)
        mode = "floor" if called(tree) == "floor" else "ceiling"
        return Known(self.sheet.rounded(x, mode), defined)

    def _round(self, tree: ast.Call) -> Known:
        x, by = self.known(tree.args[0]), constant_of(tree.args[1])
        mode: str = tree.args[2].value  # type: ignore[attr-defined]  # a quoted word
        if called(tree) == "round":
            step = Fraction(10) ** -int(by or 0)
        elif isinstance(by, Fraction):
            step = by
        else:
            return self._round_to(x, self.known(tree.args[1]), mode)
        if step <= 0:
            return Known(x.value, False)
        whole = self.sheet.rounded(x.value * smt.number(1 / step), mode)
        return Known(whole * smt.number(step), x.defined)

    def _round_to(self, x: Known, step: Known, mode: str) -> Known:
        whole = self.sheet.rounded(self.sheet.quotient(x.value, step.value), mode)
        return Known(whole * step.value, smt.both(x.defined, step.defined, step.value > 0))

    def _ratio(self, tree: ast.Call) -> Known:
        over, under, zero = (self.known(part) for part in tree.args)
        by = constant_of(tree.args[1])
        whole = self._divided(over, under, by, True).value if by != 0 else zero.value
        nothing = under.value == 0 if not isinstance(by, Fraction) else by == 0
        value = smt.choose(nothing, zero.value, whole)
        defined = smt.both(over.defined, under.defined, smt.choose(nothing, zero.defined, True))
        return Known(value, defined)

    def _smooth(self, tree: ast.Call) -> Known:
        """A logarithm, an exponential or a root: it rises, and lies within its interval."""
        name, x = called(tree), self.known(tree.args[0])
        inside = {"ln": lambda: x.value > 0, "sqrt": lambda: x.value >= 0}.get(
            name, lambda: smt.both(x.value <= LARGEST_EXPONENT, x.value >= -LARGEST_EXPONENT)
        )()
        key = (name, None)
        for argument, value in ANCHORS[name]:
            self.opaques.anchor(key, argument, value)
        found = self.opaques.call(key, (x.value,), 1)
        self.bounded(found, tree)
        return Known(found, smt.both(x.defined, inside))

    def bounded(self, found: Term, tree: ast.expr, nonempty: str = "") -> bool:
        """Hold an unknown within the enclosure of a tree; whether it has one. A table may be taken for
        ``nonempty``, where without rows there is no value anyway.
        """
        held = self.bounds(tree, nonempty) if self.bounds is not None else None
        if isinstance(held, Range):
            self.sheet.sides += list(within(found, held))
        return isinstance(held, Range)

    def _lookup(self, tree: ast.Call) -> Known:
        of = self.known(tree.args[0])
        value: Term = None
        defined: Term = False
        for word, held in reversed(list(zip(tree.args[1::2], tree.args[2::2], strict=True))):
            known = self.known(held)
            test = smt.same(of.value, self.known(word).value)
            value = known.value if value is None else smt.choose(test, known.value, value)
            defined = smt.choose(test, known.defined, defined)
        return Known(value, smt.both(of.defined, defined))

    def _undefined(self, tree: ast.Call) -> Known:
        kind = tree.args[0].value  # type: ignore[attr-defined]  # written by the rules
        return Known(self.sheet.fresh("real"), kind in self.lenient)

    # -- tables --

    def inner(self, names: Names) -> Translator:
        """A translator of the same question with a row's names."""
        return Translator(self.sheet, names, self.rows, self.opaques, self.bounds, lenient=self.lenient)


_CALLS: Final[Mapping[str, Callable[[Translator, ast.Call], Known]]] = {
    **dict.fromkeys(PLAIN, Translator._plain),  # noqa: SLF001 - the table of the class's own readers
    **dict.fromkeys(("floor", "ceil"), Translator._floor),  # noqa: SLF001
    **dict.fromkeys(("round", "round_to"), Translator._round),  # noqa: SLF001
    **dict.fromkeys(("sqrt", "ln", "exp"), Translator._smooth),  # noqa: SLF001
    **dict.fromkeys(OVER_ROWS, over_table),
    "first": lambda self, tree: self._first(tree.args),
    "once": lambda self, tree: self.known(tree.args[0]),
    "undefined": Translator._undefined,  # noqa: SLF001
    "ratio": Translator._ratio,  # noqa: SLF001
    "lookup": Translator._lookup,  # noqa: SLF001
    "known": lambda self, tree: self.names(f"known:{tree.args[0].id}"),  # type: ignore[attr-defined]
    "score": lambda self, tree: self.names(f"score:{tree.args[0].value}"),  # type: ignore[attr-defined]
}
