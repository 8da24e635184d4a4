"""The checks of a rubric: facts against facts, judged as the author allows."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.evaluate import NoValue
from engine.scorecard import CheckResult
from engine.traces import put_in
from engine.world import Context
from rubric.formula import MaybeUndefined, enclose
from rubric.formula.narrow import SIGNS
from rubric.range import Range, compare
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.world import World
    from rubric.formula import Bound
    from rubric.model import Check


class _Verdict(Record):
    holds: bool | None
    within: bool = False
    slack: Fraction | None = None


def run_checks(world: World) -> Iterator[CheckResult]:
    """Every check with its result; none of them changes a score."""
    context = Context(world, Fraction(0))
    for check in world.rubric.checks:
        verdict = _judge(check, world)
        yield CheckResult(
            check.name,
            check.text,
            put_in(check.that, context),
            verdict.holds,
            verdict.within,
            check.severity,
            check.because,
            verdict.slack,
            check.place,
        )


def _judge(check: Check, world: World) -> _Verdict:
    holds, _ = world.holds(check.that)
    sides = _sides(check.that, world)
    slack = sides[0] - sides[1] if sides is not None else None
    if holds or check.tolerance == "exact":
        return _Verdict(holds, slack=slack)
    if isinstance(check.tolerance, Fraction):
        near = _nearly(check, sides, check.tolerance)
        return _Verdict(near, slack=slack, within=near is True)
    return _printed(check, world, slack)


def _sides(that: ast.expr, world: World) -> tuple[Fraction, Fraction] | None:
    """The two sides of a comparison of numbers."""
    if not isinstance(that, ast.Compare) or len(that.ops) != 1:
        return None
    try:
        sides: list[Any] = [world.evaluator.value(side) for side in (that.left, that.comparators[0])]
    except NoValue:
        return None
    both = all(isinstance(side, Fraction) for side in sides)
    return (sides[0], sides[1]) if both else None


def _nearly(check: Check, sides: tuple[Fraction, Fraction] | None, tolerance: Fraction) -> bool | None:
    if sides is None:
        return None
    assert isinstance(check.that, ast.Compare)  # sides are those of a comparison
    left = Range(sides[0] - tolerance, sides[0] + tolerance)
    return compare(SIGNS[type(check.that.ops[0])], left, Range.point(sides[1])) is not False


def _printed(check: Check, world: World, slack: Fraction | None) -> _Verdict:
    """A figure with printed decimals stands for everything that is printed so; a count is exact."""

    def bound(name: str) -> Bound:
        given = world.facts.facts.get(name)
        if given is None or not isinstance(given.value, Fraction):
            return world.bound(name)
        half = _half(given)
        return Range(given.value - half, given.value + half) if half else Range.point(given.value)

    try:
        found = enclose(check.that, bound, tables=world.tables)
    except MaybeUndefined:
        return _Verdict(None, slack=slack)
    if found is False:
        return _Verdict(False, slack=slack)
    return _Verdict(None if slack is None and found is None else True, within=True, slack=slack)


def _half(given: Any) -> Fraction:
    """Half of the last printed digit."""
    if given.precision is not None:
        half: Fraction = given.precision / 2
        return half
    if not given.places:
        return Fraction(0)
    scale = 100 if str(given.text).rstrip().endswith(("%", "％")) else 1
    return Fraction(1, 2 * scale * 10**given.places)
