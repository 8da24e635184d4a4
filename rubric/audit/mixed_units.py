"""Quantities of different units that are added, subtracted or compared.

Exact where it is reported: both units follow from the declarations, and one of them measures (money, area,
time ...), or they count persons and visits (人, 人次). A quantity without a declared unit, or multiplied by
a plain number, which may convert it, is not known and not reported.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from rubric.audit.finding import Finding, Label
from rubric.audit.places import excerpt_of
from rubric.audit.units import Clash, Units, differ, parse, shown
from rubric.formula import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.model import Value
    from rubric.place import Place


class MixedUnits(Finding):
    """The figure that comes out means nothing."""

    check = "mixed-units"
    code = "A012"
    severity = "error"
    zh = "“{left}”（{unit}）和“{right}”（{other}）单位不同，却相加减或相比较。"
    en = "“{left}” ({unit}) and “{right}” ({other}) differ in unit and are added or compared."
    effect_zh = "算出来的数没有意义，得分随单位的大小而变。"
    effect_en = "The figure means nothing, and the score hangs on the size of a unit."
    fix_zh = "改用同一单位的事实，或乘以换算的倍数；单位写错就改声明。"
    fix_en = (
        "Use facts of one unit, or multiply by what converts them; correct the declaration if it is wrong."
    )
    left: str
    unit: str
    right: str
    other: str


class DeclaredUnit(Finding):
    """A value is said to be in a unit that its formula does not come to."""

    check = "mixed-units"
    code = "A019"
    zh = "计算“{name}”声明单位 {unit}，公式算出来的却是 {other}。"
    en = "The value “{name}” is declared in {unit}, and its formula comes to {other}."
    effect_zh = "凡用到“{name}”的界限都按 {unit} 写，比较的却是 {other}。"
    effect_en = "Bounds on “{name}” are written in {unit}, and compared with {other}."
    fix_zh = "改声明的单位，或在公式里换算。"
    fix_en = "Correct the declared unit, or convert in the formula."
    name: str
    unit: str
    other: str


def check(reading: Reading) -> Iterator[Finding]:
    """Every tree, each clash once, and the values that declare a unit."""
    told: set[tuple[Place, Place]] = set()
    for tree, scope in reading.written:
        units = Units(reading, scope)
        units.of(tree)
        for clash in units.clashes:
            places = _place(clash.left), _place(clash.right)
            if places[0] is None or places[1] is None or (places[0], places[1]) in told:
                continue
            told.add((places[0], places[1]))
            yield _mixed(clash, places[0], places[1])
    for value in reading.rubric.values.values():
        yield from _declared(reading, value)


def _place(node: ast.expr) -> Place | None:
    """Where a part stands, or the first part of it that an author wrote."""
    found = (place_of(part) for part in ast.walk(node) if isinstance(part, ast.expr))
    return next((place for place in found if place is not None), None)


def _mixed(clash: Clash, left: Place, right: Place) -> Finding:
    unit, other = (shown(one) for one in clash.units)
    return MixedUnits(
        place=left,
        labels=(Label(right, other, other),),
        left=excerpt_of(left),
        unit=unit,
        right=excerpt_of(right),
        other=other,
    )


def _declared(reading: Reading, value: Value) -> Iterator[Finding]:
    declared, found = parse(value.unit), Units(reading).of(value.lowered.expr)
    if found and declared is not None and differ(declared, found):
        place = value.lowered.place
        unit, other = shown(declared), shown(found)
        labels = (Label(place, other, other),) if place is not None else ()
        yield DeclaredUnit(place=value.place, labels=labels, name=value.name, unit=unit, other=other)
