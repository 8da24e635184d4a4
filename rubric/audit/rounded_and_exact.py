"""A rounded quantity that is held against an exact one, or against a bound finer than its rounding.

Exact: which quantities are rounded follows from the declared places and from round, floor and ceil; exact
is what holds a quotient that nothing rounds. A bare fact counts as printed and clashes with neither.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from rubric.audit.finding import Finding, Label
from rubric.audit.places import excerpt_of
from rubric.audit.steps import EXACT, Steps
from rubric.formula import place_of
from rubric.number import show, show_percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Rule
    from rubric.place import Place


class RoundedAndExact(Finding):
    """What prints the same may compare as different."""

    check = "rounded-and-exact"
    code = "A020"
    zh = "“{rounded}”是舍入后的数，却和没有舍入的“{exact}”相比较。"
    en = "“{rounded}” is rounded, and is compared with “{exact}”, which is not."
    effect_zh = "两边印出来相同，也可能一边大一边小：得分要看印不出来的小数。"
    effect_en = "Two figures that print the same may compare as different: digits that nobody sees decide."
    fix_zh = "两边都舍入，或都不舍入：给计算写上“位数”，或用“舍入(…)”。"
    fix_en = "Round both or neither: give the value places, or write round(...)."
    rounded: str
    exact: str


class FinerThanRounded(Finding):
    """A bound that the rounded figure can never be."""

    check = "rounded-and-exact"
    code = "A021"
    zh = "“{rounded}”舍入到 {step}，界限 {bound} 却更细。"
    en = "“{rounded}” is rounded to steps of {step}, and its bound {bound} is finer."
    effect_zh = "它永远不会正好等于 {bound}：实际起作用的是 {low} 和 {high} 之间的分界。"
    effect_en = "It never is {bound}: in effect the cut lies between {low} and {high}."
    fix_zh = "把界限写到同样的位数，或给“{rounded}”多留位数。"
    fix_en = "Write the bound to as many places, or keep more places of “{rounded}”."
    rounded: str
    step: str
    bound: str
    low: str
    high: str


def check(reading: Reading) -> Iterator[Finding]:
    """Comparisons that an author wrote, those of a proportion, and the ends of bands."""
    told: set[tuple[Place | None, Place | None]] = set()
    for tree, scope in reading.written:
        steps = Steps(reading, scope)
        for node in (one for one in ast.walk(tree) if isinstance(one, ast.Compare)):
            for left, right in pairwise([node.left, *node.comparators]):
                for a, b in ((left, right), (right, left)):
                    where = place_of(a), place_of(b)
                    finding = _compared(steps, a, b) if where not in told and all(where) else None
                    if finding is not None:
                        told.add(where)
                        yield finding
    for rule in reading.rules:
        yield from _bands(reading, rule)


def _compared(steps: Steps, rounded: ast.expr, other: ast.expr) -> Finding | None:
    step, place, against = steps.of(rounded), place_of(rounded), place_of(other)
    if isinstance(step, str) or step is None or place is None or against is None:
        return None
    if isinstance(other, ast.Constant):
        value: object = other.value
        if not isinstance(value, Fraction) or value % step == 0:
            return None
        percent = "%" in excerpt_of(against)
        return _finer(excerpt_of(place), step, value, against, place, percent=percent)
    if steps.of(other) != EXACT:
        return None
    return RoundedAndExact(
        place=place,
        labels=(Label(against, "没有舍入", "not rounded"),),
        rounded=excerpt_of(place),
        exact=excerpt_of(against),
    )


def _bands(reading: Reading, rule: Rule) -> Iterator[Finding]:
    quantity = rule.lowered.quantity
    if rule.lowered.rule != "bands" or quantity is None:
        return
    step = Steps(reading, rule.scope).of(quantity)
    if step is None or isinstance(step, str):
        return
    for branch in rule.lowered.branches:
        held = branch.interval
        for end in (held.lo, held.hi) if held is not None else ():
            if end is not None and end % step != 0 and branch.place is not None:
                percent, text = rule.lowered.percent, rule.lowered.text
                yield _finer(text, step, end, branch.place, place_of(quantity), percent=percent)
                return


def _finer(
    rounded: str, step: Fraction, bound: Fraction, place: Place, of: Place | None, *, percent: bool
) -> Finding:
    shown = show_percent if percent else show
    low = bound - bound % step
    return FinerThanRounded(
        place=place,
        labels=(Label(of, "舍入后的数", "rounded"),) if of is not None else (),
        rounded=rounded,
        step=shown(step),
        bound=shown(bound),
        low=shown(low),
        high=shown(low + step),
    )
