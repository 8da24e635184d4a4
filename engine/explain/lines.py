"""Lines that take away or add: what each measured, how its steps count, and where it stops."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.figures import own_points, put_in
from engine.explain.words import amount, aside, colon, commas, equation, figure, interval, signed
from rubric.number import read_number, show, show_percent
from rubric.range import Range

if TYPE_CHECKING:
    from engine.scorecard import BranchUse, ItemScore
    from rubric.problems import Language

COUNT: Final = {
    "zh": {
        "complete": "足额，不足一步不计",
        "started": "起步，不足一步按一步计",
        "continuous": "连续，按比例计",
    },
    "en": {
        "complete": "complete steps only",
        "started": "a started step counts",
        "continuous": "pro rata",
    },
}


def short(item: ItemScore, language: Language) -> list[str]:
    """Every line that changed the points, or that none did."""
    uses = [use for use in lines(item) if use.decided]
    if uses:
        return [line(use, item, language) for use in uses]
    quiet = figures(item, language)
    if len(item.trace.branches) == 1 and quiet:
        return quiet
    if item.rule == "award":
        return ["无加分情形" if language == "zh" else "nothing to add"]
    return ["无扣分情形" if language == "zh" else "nothing to deduct"]


def figures(item: ItemScore, language: Language) -> list[str]:
    """What each counting line measured; where some changed the points, only those."""
    counted = [use for use in lines(item) if use.of is not None]
    told = [use for use in counted if use.decided] or counted
    return [measured(use, item, language) for use in told]


def reading(item: ItemScore, language: Language) -> list[str]:
    """How the steps of each line that changed the points were counted."""
    return [counting(use, item, language) for use in lines(item) if use.decided]


def lines(item: ItemScore) -> list[BranchUse]:
    """The lines of a rule."""
    return [use for use in item.trace.branches if use.branch.kind == "line"]


def line(use: BranchUse, item: ItemScore, language: Language, *, adds: bool | None = None) -> str:
    """``超编：32 ÷ 31 ≈ 103.23%，高于 100%（−1.5）``. ``adds`` is told where it is not the item's rule."""
    branch = use.branch
    took = _signed(use, adds=item.rule == "award" if adds is None else adds)
    if branch.count is None:
        return (branch.because or branch.label) + aside(took, language)
    at_most = _at_most(use, item, language)
    said = measured(use, item, language)
    # A line that is called as what it measures is not named twice.
    head = "" if isinstance(branch.of, ast.Name) and branch.of.id == branch.because else branch.because or ""
    return colon(head, said + aside(commas([took, at_most], language), language), language)


def counting(use: BranchUse, item: ItemScore, language: Language) -> str:
    """``每 1% 扣 0.5，足额，不足一步不计：3 步（−1.5）``."""
    branch = use.branch
    if branch.count is None:
        return line(use, item, language)
    each = rate(use, item, language)
    steps = _steps(use, language)
    took = commas([_signed(use, adds=item.rule == "award"), _at_most(use, item, language)], language)
    # Where no part of a step is left over, it does not matter how one would count.
    whole = branch.per is not None and isinstance(use.steps, Fraction) and use.of == use.steps * branch.per
    said = commas([each, "" if whole and each else COUNT[language][branch.count]], language)
    return colon(said, steps + aside(took, language), language)


def rate(use: BranchUse, item: ItemScore, language: Language) -> str:
    """What a step is worth: ``每 1% 扣 0.5``."""
    branch = use.branch
    if branch.per is None or branch.each is None:
        return ""
    per = show_percent(branch.per) if is_percent(use, item) else show(branch.per)
    if language == "zh":
        return f"每 {per} {'加' if item.rule == 'award' else '扣'} {branch.each}"
    return f"{branch.each} {'for' if item.rule == 'award' else 'off'} each {per}"


def _steps(use: BranchUse, language: Language) -> str:
    assert isinstance(use.steps, Fraction)  # a line that decided has counted its steps
    if language == "zh":
        return f"{show(use.steps)} 步"
    return f"{show(use.steps)} step" + ("" if use.steps == 1 else "s")


def _at_most(use: BranchUse, item: ItemScore, language: Language) -> str:
    """The most that a line may take, where that is less than its steps come to."""
    worth, points = read_number(use.branch.each or ""), own_points(item)
    if worth is None or not isinstance(use.steps, Fraction) or not isinstance(use.amount, Fraction):
        return ""
    if worth.sign and points is None:
        return ""
    each = worth.value * points if worth.sign and points is not None else worth.value
    if use.steps * each <= use.amount:
        return ""
    return f"最多 {amount(use.amount)}" if language == "zh" else f"at most {amount(use.amount)}"


def _signed(use: BranchUse, *, adds: bool) -> str:
    if not isinstance(use.amount, Fraction):
        return ""
    return signed(use.amount if adds else -use.amount)


def stop(item: ItemScore, held: Fraction, language: Language) -> str:
    """What holding the rule within its bounds did."""
    zh = language == "zh"
    end = item.trace.raw + held if item.trace.raw is not None else None
    bound = show(end) if end is not None else ""
    if held > 0 and item.rule in ("deduct", "checklist"):
        if not end:
            return "扣完为止" if zh else "no further"
        return f"扣至最低 {bound} 为止" if zh else f"no further than {bound}"
    if held < 0:
        if not bound:
            return f"不超过满分{aside(signed(held), language)}" if zh else f"held at full ({signed(held)})"
        return f"以 {bound} 封顶" if zh else f"held at {bound}"
    if not bound:
        return f"不低于最低分{aside(signed(held), language)}" if zh else f"held at the least ({signed(held)})"
    return f"最低计 {bound}" if zh else f"not below {bound}"


# -- what is measured ------------------------------------------------------------------------------


def measured(use: BranchUse, item: ItemScore, language: Language) -> str:
    """``27 ÷ 31 ≈ 87.10%，不超过 100%``: what is measured against a constant is shown beside it."""
    of, value = use.branch.of, use.of
    if not isinstance(value, Fraction):
        return ""
    percent = is_percent(use, item)
    match of:
        case ast.BinOp(left=left, op=ast.Sub(), right=ast.Constant(value=Fraction() as bound)):
            side = _above(bound) if value > 0 else _up_to(bound)
            return _beside(left, value + bound, side, item, language, percent=percent)
        case ast.BinOp(left=ast.Constant(value=Fraction() as bound), op=ast.Sub(), right=right):
            side = _below(bound) if value > 0 else _from(bound)
            return _beside(right, bound - value, side, item, language, percent=percent)
        case ast.Name(id=name):
            return equation(name, figure(value, percent=percent))
        case ast.expr():
            return equation(put_in(of, item, language), figure(value, percent=percent))
    return equation(use.branch.label, figure(value, percent=percent))


def _beside(
    tree: ast.expr, value: Fraction, side: Range, item: ItemScore, language: Language, *, percent: bool
) -> str:
    left = tree.id if isinstance(tree, ast.Name) else put_in(tree, item, language)
    said = equation(left, figure(value, percent=percent, held=side))
    return commas([said, interval(side, language, percent=percent)], language)


def _above(x: Fraction) -> Range:
    return Range(x, None, lo_open=True)


def _up_to(x: Fraction) -> Range:
    return Range(None, x)


def _below(x: Fraction) -> Range:
    return Range(None, x, hi_open=True)


def _from(x: Fraction) -> Range:
    return Range(x, None)


def is_percent(use: BranchUse, item: ItemScore) -> bool:
    """Whether what a line measures is spoken of in percent."""
    branch = use.branch
    names = {node.id for node in ast.walk(branch.of) if isinstance(node, ast.Name)} if branch.of else set()
    values = {value.name: value.percent for value in item.trace.values}
    written = {fact.name for fact in item.trace.facts if fact.text.rstrip().endswith(("%", "％"))}
    if "%" in branch.label or names & written or any(values.get(name) for name in names):
        return True
    # A step of a hundredth of a quotient, or of a value that the author calculated, is one of a rate.
    divides = branch.of is not None and any(isinstance(node, ast.Div) for node in ast.walk(branch.of))
    rate = divides or bool(names & values.keys())
    return rate and branch.per is not None and branch.per < 1
