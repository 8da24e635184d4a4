"""A case that never decides, because those before it take everything it could hold.

Exact where it is reported: what is left by the cases before it was enclosed, and the condition cannot
hold there. The last line, for all else, is not looked at: it may stand for safety.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

from rubric.audit.finding import Finding, Label
from rubric.audit.places import excerpt_of
from rubric.audit.scopes import Scope
from rubric.rules.reader import call, constant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.place import Place

Arm = tuple[ast.expr, "Place | None"]


class UnreachableCase(Finding):
    """The first case that holds decides, and this one comes too late."""

    check = "unreachable-case"
    code = "A010"
    zh = "“{item}”的情形“{case}”轮不到：前面的情形已经把它包括了。"
    en = "The case “{case}” of “{item}” never gets its turn: those before it take all of it."
    effect_zh = "先成立的情形决定得分，这一条从不起作用。"
    effect_en = "The first case that holds decides, so this one never does."
    fix_zh = "把要求更高的情形排在前面，或收紧前面的条件。"
    fix_en = "Put the stricter case first, or narrow those before it."
    item: str
    case: str


def check(reading: Reading) -> Iterator[Finding]:
    """Cases of items and values, and the rules of the rows of a table."""
    for rule in reading.rules:
        if rule.lowered.rule == "cases":
            arms = [(b.test, b.place) for b in rule.lowered.branches if b.test is not None]
            yield from _late(reading, arms, rule.scope, rule.name)
    for item in reading.items:
        if item.each is not None:
            scope = Scope(item, reading.rubric.facts[item.each.table])
            rows = [(when.when, when.place) for when, _ in item.each.rules if when is not None]
            yield from _late(reading, rows, scope, item.name)


def _late(reading: Reading, arms: list[Arm], scope: Scope, name: str) -> Iterator[Finding]:
    nothing = constant(Fraction(0))
    survey = reading.survey(scope, applied=False)
    survey.of(call("first", *(part for test, _ in arms for part in (test, nothing)), nothing))
    for number, (test, place) in enumerate(arms):
        alone = reading.survey(scope, applied=False).of(test)
        if number == 0 or id(test) in survey.entered or isinstance(alone, bool) or place is None:
            continue
        before = [Label(p, "先轮到", "comes first") for _, p in arms[:number] if p is not None]
        yield UnreachableCase(place=place, labels=tuple(before[-2:]), item=name, case=excerpt_of(place))
