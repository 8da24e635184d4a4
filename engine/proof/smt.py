"""The door to the solver z3: exact numbers as terms, rounding by explicit integers, questions with a limit.

Nothing else imports z3. Conditions that are settled already stay plain ``True`` and ``False``, so that most
of what a rubric says folds away before the solver sees it.
"""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from rubric.number import fits, round_places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

try:
    import z3
except ImportError:
    z3 = None

# A term is an expression of the solver; a condition may also be a plain True or False.
Term = Any
Outcome = Literal["yes", "no", "unknown"]

HALF: Final = Fraction(1, 2)
# The decimals that a number of an example may have, the fewest first.
PLACES: Final = (0, 1, 2, 3, 4, 6, 8)
# How long the solver may take to make one number of an example shorter.
SHORTENING: Final = 0.4


class Answer(NamedTuple):
    """Whether the conditions can hold together, and the value of each wanted term where they do."""

    outcome: Outcome
    values: Mapping[str, Any] = {}
    reason: str = ""


def available() -> bool:
    """Whether the solver is installed."""
    return z3 is not None


# -- terms -------------------------------------------------------------------------------------------


def number(x: Fraction) -> Term:
    """An exact number as a term."""
    return z3.Q(x.numerator, x.denominator) if x.denominator != 1 else z3.RealVal(x.numerator)


def word(n: int) -> Term:
    """A numbered word as a term."""
    return z3.IntVal(n)


def unknown(name: str, kind: Literal["real", "integer", "boolean"]) -> Term:
    """An unknown of that name."""
    return {"real": z3.Real, "integer": z3.Int, "boolean": z3.Bool}[kind](name)


def real(term: Term) -> Term:
    """A whole number as a real one."""
    return z3.ToReal(term)


def both(*parts: Term) -> Term:
    """All of the conditions."""
    if any(part is False for part in parts):
        return False
    open_ = [part for part in parts if part is not True]
    return True if not open_ else open_[0] if len(open_) == 1 else z3.And(*open_)


def either(*parts: Term) -> Term:
    """Any of the conditions."""
    if any(part is True for part in parts):
        return True
    open_ = [part for part in parts if part is not False]
    return False if not open_ else open_[0] if len(open_) == 1 else z3.Or(*open_)


def negated(part: Term) -> Term:
    """The opposite of a condition."""
    return not part if isinstance(part, bool) else z3.Not(part)


def choose(test: Term, a: Term, b: Term) -> Term:
    """One term where the condition holds, the other where it does not."""
    if isinstance(test, bool):
        return a if test else b
    if a is b:
        return a
    if isinstance(a, bool) or isinstance(b, bool):
        return either(both(test, a), both(negated(test), b))
    return z3.If(test, a, b)


def same(a: Term, b: Term) -> Term:
    """Whether two terms are equal; conditions are compared as conditions."""
    if isinstance(a, bool) and isinstance(b, bool):
        return a == b
    if isinstance(a, bool):
        a, b = b, a
    if isinstance(b, bool):
        return a if b else negated(a)
    return a == b


def folded(term: Term) -> Term:
    """A condition, settled where the solver's own rewriting settles it."""
    if isinstance(term, bool):
        return term
    plain = z3.simplify(term)
    return True if z3.is_true(plain) else False if z3.is_false(plain) else plain


class Sheet:
    """What the unknowns of one question must obey, and new unknowns of its own.

    Each side condition only defines a new unknown by others, so whatever the others are, all can hold.
    """

    def __init__(self) -> None:
        self.sides: list[Term] = []
        self.words: dict[str, int] = {}
        self._count = 0

    def fresh(self, kind: Literal["real", "integer", "boolean"]) -> Term:
        """An unknown that nobody else has."""
        self._count += 1
        return unknown(f"#{self._count}", kind)

    def numbered(self, text: str) -> Term:
        """The number of a word."""
        return word(self.words.setdefault(text, len(self.words)))

    def floor(self, y: Term) -> Term:
        """The whole number at or below ``y``: an integer ``k`` with ``k <= y < k + 1``."""
        k = self.fresh("integer")
        self.sides += [real(k) <= y, y < real(k) + 1]
        return k

    def quotient(self, over: Term, under: Term) -> Term:
        """``over / under`` wherever ``under`` is not 0; anything where it is."""
        q = self.fresh("real")
        self.sides.append(either(under == 0, q * under == over))
        return q

    def rounded(self, x: Term, mode: str) -> Term:
        """``x`` to a whole number, as a real one; the modes are those of rubric.number."""
        if mode == "floor":
            return real(self.floor(x))
        if mode == "ceiling":
            return -real(self.floor(-x))
        if mode == "half_even":
            return self._half_even(x)
        size = choose(x >= 0, x, -x)
        if mode == "down":
            whole = real(self.floor(size))
        elif mode == "up":
            whole = -real(self.floor(-size))
        else:
            whole = real(self.floor(size + number(HALF)))
        return choose(x >= 0, whole, -whole)

    def _half_even(self, x: Term) -> Term:
        k = self.floor(x + number(HALF))
        half = self.fresh("integer")
        odd = self.fresh("boolean")
        self.sides.append(z3.If(odd, k == 2 * half + 1, k == 2 * half))
        tie = x + number(HALF) == real(k)
        return real(z3.If(both(tie, odd), k - 1, k))


# -- questions ---------------------------------------------------------------------------------------


def ask(conditions: Sequence[Term], wanted: Mapping[str, Term], seconds: float) -> Answer:
    """Whether the conditions can hold together, with values that decimals write where they can be found.

    Numbers come back as Fraction (None where no decimals were found), conditions as bool.
    """
    if any(part is False for part in conditions):
        return Answer("no")
    solver = z3.Solver()
    solver.set("timeout", max(1, int(seconds * 1000)))
    solver.add(*[part for part in conditions if part is not True])
    found = str(solver.check())
    if found == "unsat":
        return Answer("no")
    if found != "sat":
        reason = str(solver.reason_unknown())
        # The solver takes Ctrl-C for itself while it runs, and only says so.
        if "keyboard" in reason:
            raise KeyboardInterrupt
        return Answer("unknown", reason=reason)
    return Answer("yes", _plain(solver, dict(wanted), seconds))


def _plain(solver: Any, wanted: dict[str, Term], seconds: float) -> dict[str, Any]:
    """The values of a model, each number as short as it can be found to be."""
    end = time.monotonic() + seconds
    first = _values(solver.model(), wanted)
    if all(_short(value) for value in first.values()):
        return first
    for names in (list(wanted), list(reversed(wanted))):
        solver.push()
        values = _shortened(solver, wanted, names, first, end)
        solver.pop()
        if all(value is not None for value in values.values()):
            return values
    return {name: value if _decimal(value) else None for name, value in first.items()}


def _shortened(
    solver: Any, wanted: Mapping[str, Term], names: list[str], values: Mapping[str, Any], end: float
) -> dict[str, Any]:
    """Fix one number after the other at the shortest decimal near its value that still fits."""
    solver.set("timeout", int(SHORTENING * 1000))
    for name in names:
        if _short(values[name]) and isinstance(values[name], Fraction | int):
            solver.add(wanted[name] == number(Fraction(values[name])))
            continue
        for candidate in _near(values[name]):
            if time.monotonic() > end:
                break
            solver.push()
            solver.add(wanted[name] == number(candidate))
            if str(solver.check()) == "sat":
                values = _values(solver.model(), wanted)
                break
            solver.pop()
    return {name: value if _decimal(value) else None for name, value in values.items()}


def _near(value: Any) -> Iterator[Fraction]:
    if isinstance(value, bool):
        return
    for places in PLACES:
        yield from dict.fromkeys(
            round_places(value, places, mode) for mode in ("half_up", "floor", "ceiling")
        )


def _short(value: Any) -> bool:
    return isinstance(value, bool) or (value is not None and fits(value, 4) and abs(value) < 10**9)


def _decimal(value: Any) -> bool:
    return isinstance(value, bool) or (value is not None and fits(value, PLACES[-1]))


def _values(model: Any, wanted: Mapping[str, Term]) -> dict[str, Any]:
    return {name: _value(model.eval(term, model_completion=True)) for name, term in wanted.items()}


def _value(found: Any) -> Any:
    if z3.is_bool(found):
        return bool(z3.is_true(found))
    if z3.is_algebraic_value(found):
        found = found.approx(PLACES[-1])
    return Fraction(found.as_fraction()) if z3.is_rational_value(found) else Fraction(found.as_long())


def is_condition(term: Term) -> bool:
    """Whether a term is a condition and no number."""
    return isinstance(term, bool) or bool(z3.is_bool(term))
