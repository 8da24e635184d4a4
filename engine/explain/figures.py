"""The numbers behind an item's points: what was measured, with the facts put in."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.explain.words import equation, figure, formula, is_name, true_minus
from engine.scorecard import CONVERSIONS
from rubric.formula.show import substitute
from rubric.number import read_number, show
from rubric.record import Record

if TYPE_CHECKING:
    import ast
    from collections.abc import Collection, Mapping

    from engine.scorecard import BranchUse, ItemScore, Step
    from rubric.problems import Language


def decided(item: ItemScore) -> BranchUse | None:
    """The branch that decided, None where there is none or it is open."""
    return next((use for use in item.trace.branches if use.decided), None)


def measured(item: ItemScore, language: Language) -> str:
    """``8 ÷ 1338.87 ≈ 0.60%``, or ``安排率 = 90%`` where a fact or a value is measured as it is."""
    trace = item.trace
    if not isinstance(trace.quantity, Fraction):
        return ""
    if trace.formula.strip() in ("points", "分值"):
        return "计满分" if language == "zh" else "full points"
    right = quantity_of(item)
    written = read_number(trace.substituted)
    if written is not None and written.value == trace.quantity:
        right = true_minus(trace.substituted)
    if is_name(trace.formula):
        return equation(trace.formula.strip(), right)
    return equation(formula(trace.substituted, language), right)


def quantity_of(item: ItemScore) -> str:
    """The measured quantity as it is shown, never on the other side of the band that holds it."""
    value, use = item.trace.quantity, decided(item)
    assert isinstance(value, Fraction)  # asked for only where there is one
    return figure(value, percent=item.trace.percent, held=use.branch.interval if use else None)


class Conversion(Record):
    """A step from an item's own points to the table's: its factor, None where it multiplied 0, and result."""

    step: Step
    by: Fraction | None
    after: Fraction


def conversions(item: ItemScore) -> list[Conversion]:
    """The steps that convert an item with a score to the table's points, in their order."""
    steps = [step for step in item.steps if step.kind in CONVERSIONS]
    at = (item.exact or Fraction(0)) - sum((step.amount for step in steps), Fraction(0))
    found = []
    for step in steps:
        found.append(Conversion(step, (at + step.amount) / at if at else None, at + step.amount))
        at += step.amount
    return found


def factor(item: ItemScore) -> Fraction | None:
    """What redistribution, rescaling or its own scale multiplied an item by, None where none can be seen."""
    whole = Fraction(1)
    for one in conversions(item):
        if one.by is None:
            return None
        whole *= one.by
    return whole


def own_points(item: ItemScore) -> Fraction | None:
    """The full points on the item's own scale, on which its rule is written."""
    by = factor(item)
    return item.points / by if by else None


def put_in(tree: ast.expr, item: ItemScore, language: Language, named: Collection[str] = ()) -> str:
    """A formula with the numbers put in; what is no number keeps its name, what is ``named`` has both."""
    shown = numbers(item)

    def said(name: str) -> str:
        number = shown.get(name)
        if number is None:
            return name
        return f"{name} {number}" if name in named else number

    return substitute(tree, said, language)


def numbers(item: ItemScore) -> Mapping[str, str]:
    """Every number that an item rests on, by name, as it is shown."""
    points = own_points(item)
    shown = {"points": show(points)} if points is not None else {}
    for use in item.trace.values:
        if isinstance(use.value, Fraction):
            shown[use.name] = figure(use.value, percent=use.percent)
    for fact in item.trace.facts:
        if isinstance(fact.value, Fraction):
            shown[fact.name] = true_minus(fact.text or show(fact.value))
    return shown
