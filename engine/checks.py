"""The checks of a rubric: facts against facts, judged as the author allows."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.questions.verify.figures import Figures
from engine.questions.verify.judge import as_printed, gap_of, is_near, is_open, solve, to_solve
from engine.scorecard import CheckResult
from engine.traces import put_in
from engine.world import Context
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.world import World
    from rubric.model import Check


class Verdict(Record):
    """``within`` says that it holds only by what is allowed, ``printed`` that rounding alone allows it."""

    holds: bool | None
    within: bool = False
    slack: Fraction | None = None
    printed: bool = False


def run_checks(world: World) -> Iterator[CheckResult]:
    """Every check with its result; none of them changes a score."""
    context = Context(world, Fraction(0))
    figures = Figures(world)
    for check in world.rubric.checks:
        verdict = verdict_on(check, figures)
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
            verdict.printed,
        )


def verdict_on(check: Check, figures: Figures) -> Verdict:
    """Whether a check holds by the figures of its world, as its author allows."""
    if to_solve(check, figures):
        verdict = solve(check, figures).verdict
        return Verdict(None if verdict == "not_decidable" else verdict == "solved")
    holds, _ = figures.world.holds(check.that)
    slack = gap_of(check, figures)
    if holds or check.tolerance == "exact":
        return Verdict(holds, slack=slack)
    printed = as_printed(check, figures)
    if check.tolerance == "last_digit":
        near = None if printed and is_open(check, figures) else printed
    else:
        near = None if slack is None else is_near(check, figures)
    return Verdict(near, within=near is True, slack=slack, printed=printed is True)
