"""A declared fact or value that nothing reads.

Exact: every formula of the rubric is looked through; a value that only unused values read is unused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.finding import Finding
from rubric.formula import names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.audit.reading import Reading


class UnusedName(Finding):
    """Somebody fills it in, or works it out, for nothing."""

    check = "unused-name"
    code = "A014"
    zh = "{what_zh}“{name}”没有任何规则使用。"
    en = "Nothing uses the {what_en} “{name}”."
    effect_zh = "它的数值怎样变，得分都不变。"
    effect_en = "Whatever it is, no score changes."
    fix_zh = "在规则里用上它，或删去这条声明。"
    fix_en = "Use it in a rule, or drop the declaration."
    name: str
    what_zh: str
    what_en: str


def check(reading: Reading) -> Iterator[Finding]:
    """Facts and values that no item and no check reads, themselves or through other values."""
    used = used_names(reading)
    rubric = reading.rubric
    for fact in rubric.facts.values():
        if fact.name not in used:
            zh, en = ("全体的量", "quantity over all subjects") if fact.cohort else ("事实", "fact")
            yield UnusedName(place=fact.place, labels=(), name=fact.name, what_zh=zh, what_en=en)
    for value in rubric.values.values():
        if value.name not in used:
            yield UnusedName(place=value.place, labels=(), name=value.name, what_zh="计算", what_en="value")


def used_names(reading: Reading) -> set[str]:
    """The names that items and checks read, through values too."""
    rubric = reading.rubric
    columns = {name: fact.columns.keys() for name, fact in rubric.facts.items() if fact.columns}
    waiting = [(tree, scope.table) for tree, scope in reading.trees]
    waiting += [
        (part, rule.scope.table)
        for rule in reading.rules
        if rule.scope.item is not None
        for part in (rule.lowered.quantity, rule.lowered.target)
        if part is not None
    ]
    used = {item.each.table for item in reading.items if item.each is not None}
    used |= {one.by for i in reading.items if i.grades for one in i.grades.quota if one.by is not None}
    while waiting:
        tree, table = waiting.pop()
        hidden = table.columns.keys() if table is not None else ()
        for name in names_of(tree, columns):
            if name in hidden or name in used:
                continue
            used.add(name)
            over_all = rubric.cohort.get(name)
            if over_all is not None:
                waiting += [(tree, None) for tree, scope in reading.over_all if scope.cohort == name]
                used |= {over_all.by} if over_all.by is not None else set()
            if name in rubric.values:
                lowered = rubric.values[name].lowered
                parts = (lowered.expr, lowered.quantity, lowered.target)
                waiting += [(part, None) for part in parts if part is not None]
    return used
