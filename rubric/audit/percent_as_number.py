"""A rate that is held against a plain number which looks like percent.

Decided by what is written: the quantity is declared in % (or is a quotient of two quantities of one
unit), and the number has no sign and lies from 2 (for a quotient from 10) to 100. That the author means
percent is likely, not proved: a rate above 200% is not reported where its bound is written in %.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rubric.audit.finding import Finding, Label
from rubric.audit.places import excerpt_of
from rubric.audit.rates import is_plain, rates
from rubric.audit.units import Units
from rubric.formula import place_of
from rubric.number import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Rule
    from rubric.place import Place

FROM: Final = {"percent": Fraction(2), "share": Fraction(10)}
TO: Final = Fraction(100)


class PercentAsNumber(Finding):
    """90 is 9000%."""

    check = "percent-as-number"
    code = "A011"
    zh = "“{rate}”是比率，却和 {number} 相比：{number} 就是 {percent}%。"
    en = "“{rate}” is a rate and is held against {number}, which is {percent}%."
    effect_zh = "95% 就是 0.95，比 {number} 小得多：几乎所有情况都落在同一边。"
    effect_en = "95% is 0.95, far below {number}: nearly every case falls on the same side."
    fix_zh = "写 {number}%。"
    fix_en = "Write {number}%."
    rate: str
    number: str
    percent: str


def check(reading: Reading) -> Iterator[Finding]:
    """Comparisons in formulas, and the ends of bands."""
    told: set[Place] = set()
    for tree, scope in reading.written:
        units = Units(reading, scope)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Compare):
                continue
            for left, right in pairwise([node.left, *node.comparators]):
                for rate, number in ((left, right), (right, left)):
                    place, value = place_of(number), is_plain(number)
                    if value is not None and place not in told and _looks(units, rate, value):
                        told |= {place} if place is not None else set()
                        yield _finding(place, place_of(rate), value)
    for rule in reading.rules:
        yield from _bands(reading, rule)


def _looks(units: Units, rate: ast.expr, value: Fraction) -> bool:
    kind = rates(units, rate)
    return kind is not None and FROM[kind] <= value <= TO


def _bands(reading: Reading, rule: Rule) -> Iterator[Finding]:
    quantity = rule.lowered.quantity
    if rule.lowered.rule != "bands" or quantity is None or rule.lowered.percent:
        return
    units = Units(reading, rule.scope)
    for branch in rule.lowered.branches:
        held = branch.interval
        for end in (held.lo, held.hi) if held is not None else ():
            if end is not None and _looks(units, quantity, end):
                yield _finding(branch.place, place_of(quantity), end)
                return


def _finding(place: Place | None, rate: Place | None, value: Fraction) -> Finding:
    return PercentAsNumber(
        place=place,
        labels=(Label(rate, "比率", "a rate"),) if rate is not None else (),
        rate=excerpt_of(rate) if rate is not None else "",
        number=show(value),
        percent=show(value * 100),
    )
