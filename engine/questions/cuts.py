"""Where an expression changes its form as one fact moves and all else stays: its cut points, exactly.

As a function of one number an item is made of pieces, each a ratio of linear functions. They end where
a comparison turns, where ``min``, ``max``, ``abs`` or ``clamp`` bends, where a denominator is 0 and where
a count of steps or a rounding jumps. All of these are solved for, none is searched for.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING, Any, Final

from engine.evaluate import NoValue
from engine.questions.form import Form, X, constant, meeting, minus, negative, over, plus, times
from rubric.formula.check import called
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.scorecard import Known

Forms = tuple[Form, ...]
# An expression with more forms than this is not solved.
MOST: Final = 64
ZERO: Final = Fraction(0)


class Cuts(Record):
    """Cut points, ascending. ``whole`` says that every part that depends on the fact was solved.

    A count of steps and a rounding jump at no end of points. ``at`` holds those next to where anything
    else changes and, of counts of steps, those next to the fact's own value. Each jump is solved with
    the others taken for what they round: of several counts in one expression one may turn a step later.
    """

    at: tuple[Fraction, ...]
    whole: bool


class _Stair(Record):
    """A part that jumps where one of ``forms`` is a multiple of ``rise``."""

    forms: Forms
    rise: Fraction
    counts: bool


def cuts_of(
    tree: ast.expr,
    fact: str,
    value: Fraction,
    evaluate: Callable[[ast.expr], Known],
    inside: Callable[[str], ast.expr | None],
) -> Cuts:
    """The cut points of an expression in ``fact``, which now is ``value``.

    ``evaluate`` gives the value of a part that does not depend on the fact (or raises NoValue),
    ``inside`` the expression of a named value, None for every other name. ``score(ITEM)`` is taken
    for fixed. A point may be one where the pieces on both sides are the same after all.
    """
    walk = _Walk(fact, evaluate, inside)
    walk.forms(tree)
    points = set(walk.points)
    # Parts come before what holds them: a jump outside is found with what it holds taken smooth.
    for stair in reversed(walk.stairs):
        bases = points | {value} if stair.counts else points
        points |= {x for base in bases for x in _jumps(stair, base)}
    return Cuts(tuple(sorted(points)), walk.whole)


Function = Callable[[Fraction], Fraction | None]


def turns(at: Function, cuts: Cuts, x: Fraction) -> bool:
    """Whether a function with these cuts really changes at the cut ``x``: not so where one ratio of linear
    functions passes through it. ``at`` gives its value, None where it has none.
    """
    return not _is_one_form(at, _near(cuts, x, (-2, -1, 0, 1, 2)))


def joins(at: Function, cuts: Cuts, x: Fraction, *, above: bool) -> bool:
    """Whether the piece on one side of the cut ``x`` runs into the value at it: nothing jumps."""
    return _is_one_form(at, _near(cuts, x, (0, 1, 2, 3) if above else (-3, -2, -1, 0)))


def _near(cuts: Cuts, x: Fraction, parts: tuple[int, ...]) -> tuple[Fraction, ...]:
    """Points around a cut with no other cut between them."""
    gap = min((abs(cut - x) for cut in cuts.at if cut != x), default=Fraction(1))
    return tuple(x + gap * part / 8 for part in parts)


def _is_one_form(at: Function, xs: tuple[Fraction, ...]) -> bool:
    """Whether one ratio of linear functions passes through all points, or the function has no value there."""
    values = [at(x) for x in xs]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return not known
    # Such a ratio is the same everywhere or nowhere twice, and keeps the cross-ratio of any four points.
    if len(set(known)) < len(known):
        return len(set(known)) == 1
    return all(_keep_ratio(xs[i : i + 4], known[i : i + 4]) for i in range(len(xs) - 3))


def _keep_ratio(x: Sequence[Fraction], y: Sequence[Fraction]) -> bool:
    (x_over, x_under), (y_over, y_under) = (
        ((p[0] - p[2]) * (p[1] - p[3]), (p[1] - p[2]) * (p[0] - p[3])) for p in (x, y)
    )
    return x_over * y_under == y_over * x_under


def _jumps(stair: _Stair, base: Fraction) -> Iterator[Fraction]:
    """The jumps next to a point: the two before the height that it has there, and the two after."""
    for form in stair.forms:
        height = form.at(base)
        if height is None:
            continue
        below = math.floor(height / stair.rise)
        for count in range(below - 1, below + 3):
            x = form.reaching(count * stair.rise)
            if x is not None:
                yield x


class _Walk:
    """One way through an expression; collects its cut points and, apart, its stairs."""

    def __init__(
        self, fact: str, evaluate: Callable[[ast.expr], Known], inside: Callable[[str], ast.expr | None]
    ) -> None:
        self.fact, self.evaluate, self.inside = fact, evaluate, inside
        self.points: set[Fraction] = set()
        self.stairs: list[_Stair] = []
        self.whole = True
        self._depends: dict[int, bool] = {}
        self._forms: dict[int, Forms] = {}

    # -- what depends on the fact --

    def depends(self, node: ast.expr) -> bool:
        """Whether a part reads the fact."""
        found = self._depends.get(id(node))
        if found is None:
            found = self._depends[id(node)] = self._reads(node)
        return found

    def _reads(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            held = None if node.id == self.fact else self.inside(node.id)
            return node.id == self.fact or (held is not None and self.depends(held))
        if isinstance(node, ast.Call):
            return called(node) not in ("known", "score") and any(map(self.depends, node.args))
        return any(self.depends(part) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))

    def fixed(self, node: ast.expr) -> Known | None:
        """The value of a part that does not depend on the fact, None where it has none."""
        try:
            return self.evaluate(node)
        except NoValue:
            return None

    # -- forms --

    def forms(self, node: ast.expr) -> Forms:
        """Every form that a part may have; none for a condition, a word, or what is not solved."""
        found = self._forms.get(id(node))
        if found is None:
            found = self._forms[id(node)] = self._solved(node) if self.depends(node) else self._number(node)
        return found

    def _number(self, node: ast.expr) -> Forms:
        value = self.fixed(node)
        return (constant(value),) if isinstance(value, Fraction) else ()

    def _solved(self, node: ast.expr) -> Forms:
        match node:
            case ast.Name(id=name):
                held = None if name == self.fact else self.inside(name)
                return (X,) if held is None else self.forms(held)
            case ast.UnaryOp(op=ast.USub(), operand=part):
                return self._kept(negative(f) for f in self.forms(part))
            case ast.UnaryOp(operand=part):
                return self.forms(part)
            case ast.BinOp(left=left, op=op, right=right):
                return self._combined(op, left, right)
            case ast.BoolOp() | ast.Compare():
                return self._condition(node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._first([test, body, orelse])
            case ast.Call():
                return self._called(node)
        return self._unsolved()

    def _condition(self, node: ast.BoolOp | ast.Compare) -> Forms:
        if isinstance(node, ast.BoolOp):
            for part in node.values:
                self.forms(part)
        else:
            for a, b in pairwise((node.left, *node.comparators)):
                if not isinstance(b, ast.Tuple):
                    self._meet(self.forms(a), self.forms(b))
        return ()

    def _unsolved(self) -> Forms:
        self.whole = False
        return ()

    def _kept(self, found: Iterable[Form | None]) -> Forms:
        """The forms without those that are none of ours, each once."""
        forms = dict.fromkeys(found)
        if None in forms:
            self.whole = False
        kept = tuple(form for form in forms if form is not None)
        return kept if len(kept) <= MOST else self._unsolved()

    def _combined(self, op: ast.operator, left: ast.expr, right: ast.expr) -> Forms:
        combine = _COMBINED.get(type(op))
        a, b = self.forms(left), self.forms(right)
        if combine is None:
            return self._unsolved()
        if isinstance(op, ast.Div):
            self._meet(b, (constant(ZERO),))
        return self._kept(combine(f, g) for f in a for g in b)

    # -- where forms meet --

    def _meet(self, a: Forms, b: Forms) -> None:
        for f, g in product(a, b):
            found = meeting(f, g)
            if found is None:
                self.whole = False
            self.points.update(found or ())

    # -- calls --

    def _called(self, node: ast.Call) -> Forms:
        name, args = called(node), node.args
        match name:
            case "once":
                return self.forms(args[0])
            case "first":
                return self._first(args)
            case "lookup":
                return self._kept(f for part in args[2::2] for f in self.forms(part))
            case "min" | "max" | "clamp":
                return self._bent(args)
            case "abs":
                held = self.forms(args[0])
                self._meet(held, (constant(ZERO),))
                return self._kept(sign for f in held for sign in (f, negative(f)))
            case "total":
                return self._total(args)
            case "ratio":
                share = self._combined(ast.Div(), args[0], args[1])
                return self._kept((*share, *self.forms(args[2])))
            case "floor" | "ceil" | "round" | "round_to":
                return self._stair(name, args)
        return self._unsolved()

    def _first(self, args: list[ast.expr]) -> Forms:
        """The forms of every value that can be chosen; a test that is fixed has chosen already."""
        found: list[Form] = []
        for test, value in zip(args[:-1:2], args[1::2], strict=True):
            chosen = None if self.depends(test) else self.fixed(test)
            self.forms(test)
            if chosen is False:
                continue
            found += self.forms(value)
            if chosen is True:
                return self._kept(found)
        return self._kept((*found, *self.forms(args[-1])))

    def _bent(self, args: list[ast.expr]) -> Forms:
        parts = [self.forms(part) for part in args]
        for a, b in combinations(parts, 2):
            self._meet(a, b)
        return self._kept(form for part in parts for form in part)

    def _total(self, args: list[ast.expr]) -> Forms:
        found: Forms = (constant(ZERO),)
        for part in args:
            held = self.forms(part)
            found = self._kept(plus(f, g) for f in found for g in held)
        return found

    def _stair(self, name: str, args: list[ast.expr]) -> Forms:
        rise = _rise(name, [self.fixed(part) for part in args[1:]])
        if rise is None:
            return self._unsolved()
        held = self.forms(args[0])
        self.stairs.append(_Stair(held, rise, counts=name in ("floor", "ceil")))
        return held


def _rise(name: str, args: list[Any]) -> Fraction | None:
    """What a stair's jumps are multiples of; rounding to the nearest jumps between two steps."""
    if name in ("floor", "ceil"):
        return Fraction(1)
    how = args[0]
    if not isinstance(how, Fraction) or (name == "round_to" and how <= 0):
        return None
    step = how if name == "round_to" else Fraction(10) ** -int(how)
    return step / 2


_COMBINED: Final[Mapping[type[ast.operator], Callable[[Form, Form], Form | None]]] = {
    ast.Add: plus,
    ast.Sub: minus,
    ast.Mult: times,
    ast.Div: over,
}
