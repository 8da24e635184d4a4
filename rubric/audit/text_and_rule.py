"""A quoted text that says another figure than the rule.

Decided where the text says the figure once and in one of a few fixed ways (每…扣 x 分, x 个百分点,
最多扣 x 分, 满分 x 分, and their English), and the item has one counted line. Whatever is said otherwise is
not read. Weighted items are not compared: their text may speak on another scale.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from rubric.audit import said_figures
from rubric.audit.finding import Finding, Label
from rubric.audit.rates import rates
from rubric.audit.units import Units
from rubric.formula.check import called
from rubric.number import read_number, show, show_percent
from rubric.place import Text
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from rubric.audit.reading import Reading
    from rubric.audit.said_figures import Figure
    from rubric.audit.scopes import Rule
    from rubric.model import Item
    from rubric.place import Place
    from rubric.rules.base import Branch


class TextAndRule(Finding):
    """One of the two is a slip of the pen."""

    check = "text-and-rule"
    code = "A017"
    zh = "“{item}”的原文写“{said}”，规则却是{what_zh} {rule}。"
    en = "The text of “{item}” says “{said}”, and the rule has {what_en} {rule}."
    effect_zh = "计分按规则的 {rule}，不按原文的 {text}。"
    effect_en = "Scores follow the rule's {rule}, not the text's {text}."
    fix_zh = "对照印发的文件，改规则或改原文。"
    fix_en = "Look into the printed document, and correct the rule or the text."
    item: str
    said: str
    what_zh: str
    what_en: str
    rule: str
    text: str


def check(reading: Reading) -> Iterator[Finding]:
    """Leaves whose text is quoted and whose points are their own."""
    for rule in reading.rules:
        item = rule.scope.item
        if item is None or rule.worth is None or rule.scope.table is not None or item.weight is not None:
            continue
        if isinstance(item.text, Text):
            yield from _points(reading, item, item.text)
            yield from _lines(reading, rule, item, item.text)


def _points(reading: Reading, item: Item, text: Text) -> Iterator[Finding]:
    said = said_figures.points(text)
    if said is not None and said.value not in (item.points, reading.rubric.root.points):
        yield _finding(
            item, text, said, ("分值", "points"), (show(item.points), show(said.value)), item.place
        )


def _lines(reading: Reading, rule: Rule, item: Item, text: Text) -> Iterator[Finding]:
    kind, lines = rule.lowered.rule, rule.lowered.branches
    of = lines[0].of if len(lines) == 1 else None
    if kind not in ("deduct", "award") or of is None or _more(rule):
        return
    line = lines[0]
    step, limit = said_figures.step(text, kind), said_figures.limit(text, kind)
    verb = ("每步扣", "a step of") if kind == "deduct" else ("每步加", "a step of")
    worth = _points_of(line.each, item)
    size = said_figures.per(text, step) if step is not None else None
    rate = rates(Units(reading, rule.scope), of) is not None
    if _in_proportion(line, worth, step, size):
        return
    if step is not None and worth is not None and step.value != worth:
        yield _finding(item, text, step, verb, (show(worth), show(step.value)), line.place)
    if size is not None and rate and line.per is not None and size.value != line.per:
        shown = show_percent(line.per), show_percent(size.value)
        yield _finding(item, text, size, ("每一步", "steps of"), shown, line.place)
    most = _most(reading, rule, line, item)
    if limit is not None and most is not None and limit.value != most:
        shown = show(most), show(limit.value)
        yield _finding(item, text, limit, ("最多", "at most"), shown, line.place)


def _in_proportion(line: Branch, worth: Fraction | None, step: Figure | None, size: Figure | None) -> bool:
    """Whether parts of a step count, so that 1 in 2% is 0.5 in 1%."""
    if line.count != "continuous" or worth is None or line.per is None or step is None or size is None:
        return False
    return worth * size.value == step.value * line.per


def _more(rule: Rule) -> bool:
    return rule.worth is not None and bool(rule.worth.then_deduct)


def _points_of(text: str | None, item: Item) -> Fraction | None:
    written = read_number(text) if text is not None else None
    if written is None:
        return None
    return written.value * item.points if written.sign else written.value


def _most(reading: Reading, rule: Rule, line: Branch, item: Item) -> Fraction | None:
    """What the line moves at most: its own limit, or all that the item holds."""
    span = item.points - item.least if rule.lowered.rule == "deduct" else item.points
    if not isinstance(line.amount, ast.Call) or called(line.amount) != "min":
        return span
    found = reading.survey(rule.scope).of(line.amount.args[1])
    return (
        min(found.lo, span) if isinstance(found, Range) and found.is_point and found.lo is not None else None
    )


def _finding(
    item: Item, text: Text, said: Figure, what: tuple[str, str], shown: tuple[str, str], place: Place | None
) -> Finding:
    label = Label(place, f"规则：{what[0]} {shown[0]}", f"the rule: {what[1]} {shown[0]}") if place else None
    return TextAndRule(
        place=text.part(said.start, said.end),
        labels=(label,) if label is not None else (),
        item=item.name,
        said=text[said.start : said.end],
        what_zh=what[0],
        what_en=what[1],
        rule=shown[0],
        text=shown[1],
    )
