"""A single step or line that takes (or adds) more than the whole item is worth.

Exact: reported where the figure is one number, whatever the facts.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from rubric.audit.finding import Finding
from rubric.audit.places import excerpt_of, of_item
from rubric.audit.scopes import Scope
from rubric.formula.check import called
from rubric.number import show
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Rule
    from rubric.rules.base import Branch


class StepAbovePoints(Finding):
    """One line, once, and the item is empty (or full)."""

    check = "deduction-above-points"
    code = "A001"
    zh = "“{line}”一次就{verb} {step} 分，而“{item}”一共只有 {points} 分。"
    en = "“{line}” {en_verb} {step} points at once, and “{item}” holds only {points}."
    effect_zh = "第一次就{verb}到头：多出的 {rest} 分从不起作用。"
    effect_en = "The first one goes all the way: the {rest} points above never count."
    fix_zh = "核对这里的分数和指标的分值；本意是一次{verb}完，就写 {points}。"
    fix_en = "Check the figure against the item's points; where all is meant, write {points}."
    item: str
    line: str
    verb: str
    en_verb: str
    step: str
    points: str
    rest: str


class LimitAbovePoints(Finding):
    """A limit that nothing ever reaches."""

    check = "deduction-above-points"
    code = "A029"
    zh = "“{line}”写了最多 {most} 分，而“{item}”一共只有 {points} 分。"
    en = "“{line}” may come to {most} points, and “{item}” holds only {points}."
    effect_zh = "这个上限从不起作用：只这一行就能{verb}到头。"
    effect_en = "The limit never has an effect: this line alone can {en_verb}."
    fix_zh = "核对“最多”；本意就是可以{verb}完，写 {points}。"
    fix_en = "Check max; where all is meant, write {points}."
    item: str
    line: str
    most: str
    points: str
    verb: str
    en_verb: str


def check(reading: Reading) -> Iterator[Finding]:
    """Lines of deduct, award and then_deduct, and elements of a checklist that takes for each missing."""
    for item in reading.items:
        span, lines = item.points - item.least, item.worth.then_deduct
        yield from _above(reading, Scope(item), lines, span, ("扣", "takes"))
    for rule in reading.rules:
        owner = rule.scope.item
        if owner is None or rule.worth is None or rule.scope.table is not None:
            continue
        if _takes(rule):
            span = owner.points - owner.least
            yield from _above(reading, rule.scope, rule.lowered.branches, span, ("扣", "takes"))
        elif rule.lowered.rule == "award":
            yield from _above(reading, rule.scope, rule.lowered.branches, owner.points, ("加", "adds"))


def _takes(rule: Rule) -> bool:
    return rule.lowered.rule == "deduct" or any(key == "each_missing" for key, _ in rule.lowered.options)


def _above(
    reading: Reading, scope: Scope, branches: tuple[Branch, ...], span: Fraction, verbs: tuple[str, str]
) -> Iterator[Finding]:
    item = scope.item
    assert item is not None  # the lines of an item are read in its scope
    for branch in branches:
        yield from _limit(reading, scope, branch, span, verbs)
        step = _once(branch)
        found = reading.survey(scope).of(step) if step is not None else None
        if not isinstance(found, Range) or not found.is_point or found.lo is None or found.lo <= span:
            continue
        yield StepAbovePoints(
            place=branch.place,
            labels=of_item(item),
            item=item.name,
            line=excerpt_of(branch.place) if branch.place is not None else branch.label,
            verb=verbs[0],
            en_verb=verbs[1],
            step=show(found.lo),
            points=show(span),
            rest=show(found.lo - span),
        )


def _limit(
    reading: Reading, scope: Scope, branch: Branch, span: Fraction, verbs: tuple[str, str]
) -> Iterator[Finding]:
    tree, item = branch.amount, scope.item
    if branch.of is None or not isinstance(tree, ast.Call) or called(tree) != "min" or item is None:
        return
    found = reading.survey(scope).of(tree.args[1])
    if isinstance(found, Range) and found.is_point and found.lo is not None and found.lo > span:
        yield LimitAbovePoints(
            place=branch.place,
            labels=of_item(item),
            item=item.name,
            line=excerpt_of(branch.place) if branch.place is not None else branch.label,
            most=show(found.lo),
            points=show(span),
            verb=verbs[0],
            en_verb="take everything" if verbs[0] == "扣" else "fill the item",
        )


def _once(branch: Branch) -> ast.expr | None:
    """What a line takes the first time: its points, or those of one step."""
    tree = branch.amount
    if isinstance(tree, ast.Call) and called(tree) == "min":
        tree = tree.args[0]
    if isinstance(tree, ast.IfExp):
        return tree.orelse if branch.kind == "element" else tree.body
    counted = isinstance(tree, ast.BinOp) and branch.count in ("complete", "started")
    return tree.right if counted and isinstance(tree, ast.BinOp) else None
