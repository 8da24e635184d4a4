"""One check judged as printed figures must be: what the numbers behind the print can be, decides."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from engine.evaluate import NoValue
from engine.questions.solve.extent import extent
from engine.questions.solve.terms import NoTerms
from engine.questions.verify.figures import Figures, allowed_by
from engine.questions.verify.printed import Members, whole_in
from rubric.formula import MaybeUndefined, enclose
from rubric.range import ZERO, Range, div
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.questions.solve.pose import Condition
    from engine.questions.solve.sets import Solved
    from rubric.model import Check

Verdict = Literal[
    "exact",
    "within_rounding",
    "within_tolerance",
    "only_if_truncated",
    "solved",
    "red_flag",
    "contradicted",
    "not_decidable",
]
VERDICTS: Final[tuple[Verdict, ...]] = (
    "exact",
    "within_rounding",
    "within_tolerance",
    "only_if_truncated",
    "solved",
    "red_flag",
    "contradicted",
    "not_decidable",
)
Why = Literal["", "missing", "known_in_part", "zero", "method"]


class Judged(Record):
    """A check with its verdict.

    ``gap`` is the left side less the right as printed, ``room`` the most that rounding can make of it on its
    side of 0, each None where there is none. ``cut`` are the figures that were cut off, ``names`` what is
    missing or known in part. ``solved`` is what the unknown can be, ``whole`` the same in whole numbers.
    """

    check: Check
    verdict: Verdict
    gap: Fraction | None = None
    room: Fraction | None = None
    cut: tuple[str, ...] = ()
    why: Why = ""
    names: tuple[str, ...] = ()
    solved: tuple[Range, ...] = ()
    whole: tuple[Members, ...] = ()


def as_printed(check: Check, figures: Figures) -> bool | None:
    """Whether some numbers that are printed as these figures make a check true; None where that is open.

    Source of the reading: a figure with printed decimals stands for everything that is printed so, half a
    unit of its last digit on either side; a whole number is exact unless the facts file says otherwise.
    """
    if figures.conditions(check) is None:
        return figures.world.holds(check.that)[0]
    return figures.system([check], allow=ZERO).possible()


def values_of(check: Check, figures: Figures) -> Solved:
    """Everything that the figure a check is solved for can be."""
    (name,) = figures.unknown(check)
    return figures.system(
        [check], allow=ZERO, free=[name] if name in figures.world.rubric.facts else []
    ).values(name)


def to_solve(check: Check, figures: Figures) -> bool:
    """Whether a check is to be solved for a figure that the facts do not give."""
    return check.solve is not None and not any(figures.given(name) for name in figures.unknown(check))


def judge(check: Check, figures: Figures) -> Judged:
    """The verdict on one check by itself."""
    if to_solve(check, figures):
        return solve(check, figures)
    holds, _ = figures.world.holds(check.that)
    gap = gap_of(check, figures)
    room = None if gap is None else _room(gap, check, figures)
    if holds:
        return Judged(check, "exact", gap, room)
    if holds is False and figures.conditions(check) is None:
        return Judged(check, _against(check), gap, room)
    return _printed(check, figures, as_printed(check, figures), gap, room)


def _printed(
    check: Check, figures: Figures, possible: bool | None, gap: Fraction | None, room: Fraction | None
) -> Judged:
    open_ = _open(check, figures)
    if possible is None or (possible and open_):
        why: Why = "method" if not open_ else open_[0]
        return Judged(check, "not_decidable", gap, room, why=_zero(check, figures) or why, names=open_[1:])
    if possible:
        return Judged(check, "within_rounding", gap, room)
    if gap is not None and allowed_by(check) and is_near(check, figures):
        return Judged(check, "within_tolerance", gap, room)
    cut = _cut(check, figures)
    if cut and check.severity != "red_flag":
        return Judged(check, "only_if_truncated", gap, room, cut)
    return Judged(check, _against(check), gap, room)


def _against(check: Check) -> Verdict:
    return "red_flag" if check.severity == "red_flag" else "contradicted"


def _open(check: Check, figures: Figures) -> tuple[Any, ...]:
    """Why a check may be open, and the figures that are missing, or else those that are known in part."""
    reads = figures.reads(check)
    given = {name: figures.given(name) for name in reads if name not in figures.of_rows}
    missing = tuple(name for name, one in given.items() if one is None)
    if not given and figures.conditions(check) is None:
        return ("missing",)
    if missing:
        return ("missing", *missing)
    if any(figures.of_rows[name].open for name in reads if name in figures.of_rows):
        return ("missing",)
    part = tuple(name for name, one in given.items() if one is not None and isinstance(one.value, Range))
    return ("known_in_part", *part) if part else ()


def is_open(check: Check, figures: Figures) -> bool:
    """Whether a figure of a check is missing or known in part."""
    return bool(_open(check, figures))


def _zero(check: Check, figures: Figures) -> Why:
    """Whether a number to divide by may be 0."""
    poser = figures.poser(check)
    try:
        enclose(check.that, poser.bound, tables=figures.world.tables)
    except MaybeUndefined as undefined:
        return "zero" if undefined.kind == "zero_denominator" else ""
    return ""


def is_near(check: Check, figures: Figures) -> bool:
    """Whether the printed figures differ by no more than the rubric allows."""
    sides = _sides(check, figures)
    poser = figures.poser(check, {name: Range.point(x) for name, x in figures.likely.items()})
    return sides is not None and bool(poser.holds(sides))


def _sides(check: Check, figures: Figures) -> Condition | None:
    """The comparison of a check that makes only one, with what the rubric allows."""
    found = figures.conditions(check, allowed_by(check))
    return found[0] if found is not None and len(found) == 1 else None


def _cut(check: Check, figures: Figures) -> tuple[str, ...]:
    """The one figure, or else all, whose last digits must have been dropped for the check to hold."""
    decimals = figures.decimals(figures.reads(check))
    tries = [(name,) for name in decimals] + ([tuple(decimals)] if len(decimals) > 1 else [])
    for some in tries:
        if Figures(figures.world, some).system([check], allow=ZERO).possible():
            return some
    return ()


def gap_of(check: Check, figures: Figures) -> Fraction | None:
    """The left side less the right as printed, of a check that compares two numbers that are known."""
    sides = _sides(check, figures)
    if sides is None:
        return None
    try:
        found = figures.world.evaluator.value(ast.BinOp(sides.left, ast.Sub(), sides.right))
    except NoValue:
        return None
    assert isinstance(found, Fraction)  # both sides are numbers
    return found


def _room(gap: Fraction, check: Check, figures: Figures) -> Fraction | None:
    """How far rounding can take the difference of two sides on its side of 0, None where that has no end."""
    sides = _sides(check, figures)
    held = None if sides is None else _extent(sides, check, figures)
    end = None if held is None else held.lo if gap > 0 else held.hi
    return None if end is None else abs(gap - end)


def _extent(sides: Condition, check: Check, figures: Figures) -> Range | None:
    """Everything that the difference of two sides can be."""
    poser = figures.poser(check)
    try:
        over, under = poser.difference(sides)
    except NoTerms:
        under = {}
    if list(under) == [()]:
        held = extent(over, figures.domains).range
        return div(held, Range.point(under[()]))
    try:
        found: Any = enclose(
            ast.BinOp(sides.left, ast.Sub(), sides.right), poser.bound, tables=figures.world.tables
        )
    except MaybeUndefined:
        return None
    return found if isinstance(found, Range) else None


def solve(check: Check, figures: Figures) -> Judged:
    """What the figure that a check is solved for can be."""
    assert check.solve is not None
    others = [name for name in figures.reads(check) if name not in figures.unknown(check)]
    missing = tuple(name for name in others if figures.given(name) is None)
    found = values_of(check, figures)
    if missing and found.ranges:
        return Judged(check, "not_decidable", why="missing", names=missing)
    if not found.sharp:
        return Judged(check, "not_decidable", why=_zero(check, figures) or "method")
    whole = _whole(found.ranges) if check.solve.integer else ()
    if not found.ranges or (check.solve.integer and not whole):
        return Judged(check, _against(check))
    return Judged(check, "solved", solved=found.ranges, whole=whole)


def _whole(ranges: Sequence[Range]) -> tuple[Members, ...]:
    return tuple(whole_in(ranges))
