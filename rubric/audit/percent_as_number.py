"""A rate that is held against a plain number which looks like percent.

Decided by what is written: the quantity is declared in % (or is a quotient of two quantities of one
unit), and the number has no sign and lies from 2 (for a quotient from 10) to 100. That the author means
percent is likely, not proved: a rate above 200% is not reported where its bound is written in %.
"""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rubric.audit.finding import Finding, Label, Repair
from rubric.audit.places import excerpt_of
from rubric.audit.rates import is_plain, rates
from rubric.audit.units import Units, is_percent
from rubric.formula import place_of
from rubric.formula.check import called
from rubric.number import show
from rubric.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Rule

FROM: Final = {"percent": Fraction(2), "share": Fraction(10)}
TO: Final = Fraction(100)
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


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
    edits: tuple[Repair, ...]

    @property
    def repair(self) -> tuple[Repair, ...]:
        """The sign behind the number: where the quantity is declared in %, and nobody means 1000% or more."""
        return self.edits


class ScoreAsPercent(Finding):
    """60% is 0.6 points."""

    check = "percent-as-number"
    code = "A030"
    zh = "“{score}”是分数，却和 {percent} 相比：{percent} 就是 {number} 分。"
    en = "“{score}” is a number of points and is held against {percent}, which is {number} points."
    effect_zh = "几乎所有得分都比 {number} 分高：条件几乎总在同一边。"
    effect_en = (
        "Nearly every score is above {number} points: the condition is nearly always on the same side."
    )
    fix_zh = "写成分数；要比得分率，就把分数除以分值再比。"
    fix_en = "Write points; for a share, divide the score by the points of the item."
    score: str
    percent: str
    number: str


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
                        edits = (_signed(place),) if place is not None and _sure(units, rate, value) else ()
                        yield _finding(place, place_of(rate), value, edits)
                    if place is not None and place not in told and _is_score(rate) and is_percent(number):
                        told.add(place)
                        yield _score(rate, number, place)
    for rule in reading.rules:
        yield from _bands(reading, rule)


def _looks(units: Units, rate: ast.expr, value: Fraction) -> bool:
    kind = rates(units, rate)
    return kind is not None and FROM[kind] <= value <= TO


def _is_score(node: ast.expr) -> bool:
    scored = isinstance(node, ast.Call) and called(node) == "score"
    return scored or (isinstance(node, ast.Name) and node.id == "lost")


def _score(score: ast.expr, number: ast.expr, place: Place) -> Finding:
    where = place_of(score)
    value: object = number.value if isinstance(number, ast.Constant) else None
    return ScoreAsPercent(
        place=place,
        labels=(Label(where, "分数", "points"),) if where is not None else (),
        score=excerpt_of(where) if where is not None else "",
        percent=excerpt_of(place),
        number=show(value) if isinstance(value, Fraction) else "",
    )


def _bands(reading: Reading, rule: Rule) -> Iterator[Finding]:
    quantity = rule.lowered.quantity
    if rule.lowered.rule != "bands" or quantity is None or rule.lowered.percent:
        return
    units = Units(reading, rule.scope)
    for branch in rule.lowered.branches:
        held = branch.interval
        for end in (held.lo, held.hi) if held is not None else ():
            if end is not None and _looks(units, quantity, end):
                edits = tuple(_ends_signed(rule)) if _sure(units, quantity, _largest(rule)) else ()
                yield _finding(branch.place, place_of(quantity), end, edits)
                return


def _sure(units: Units, rate: ast.expr, value: Fraction) -> bool:
    """Whether only percent can be meant: a rate is declared as such, and 10 would be 1000%."""
    return rates(units, rate) == "percent" and FROM["share"] <= value <= TO


def _largest(rule: Rule) -> Fraction:
    held = [branch.interval for branch in rule.lowered.branches]
    return max(abs(end) for one in held if one is not None for end in (one.lo, one.hi) if end is not None)


def _ends_signed(rule: Rule) -> Iterator[Repair]:
    """A sign behind every end of every band: all of them are on one scale."""
    for branch in rule.lowered.branches:
        place = branch.place
        written = place.source.text[place.start : place.end] if place is not None else ""
        for found in _NUMBER.finditer(written):
            if place is not None:
                yield _signed(Place(place.source, place.start, place.start + found.end()))


def _signed(place: Place) -> Repair:
    return Repair(Place(place.source, place.end, place.end), "%")


def _finding(
    place: Place | None, rate: Place | None, value: Fraction, edits: tuple[Repair, ...] = ()
) -> Finding:
    return PercentAsNumber(
        place=place,
        labels=(Label(rate, "比率", "a rate"),) if rate is not None else (),
        rate=excerpt_of(rate) if rate is not None else "",
        number=show(value),
        percent=show(value * 100),
        edits=edits,
    )
