"""Lines that take away or add, as a person would tell them."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.lines import is_percent
from engine.explain.voices.spoken import (
    about,
    difference,
    in_words,
    joined,
    points_of,
    quantity,
)
from engine.explain.words import colon, commas, formula
from rubric.formula.show import substitute
from rubric.number import read_number, show, show_percent
from rubric.range import Range

if TYPE_CHECKING:
    from engine.scorecard import BranchUse, ItemScore
    from rubric.problems import Language


# What is said of a line that counts nothing: by whether more or less is counted, and whether it adds.
_WITHIN: Final = {
    "zh": {True: "不超过 {end}", False: "不低于 {end}"},
    "en": {True: "not above {end}", False: "not below {end}"},
}
_NOTHING: Final = {
    "zh": {True: "没有加分", False: "不扣分"},
    "en": {True: "so nothing is added", False: "so nothing is taken off"},
}


def lines(item: ItemScore, language: Language) -> list[str]:
    """Every line that changed the points, or that none did."""
    adds = item.rule == "award"
    uses = [use for use in item.trace.branches if use.decided]
    if uses:
        return [line(use, item, language, adds=adds) for use in uses]
    if len(item.trace.branches) == 1:
        quiet = _over(item.trace.branches[0], item, language)
        if quiet:
            return [commas([quiet, _NOTHING[language][adds]], language)]
    if language == "zh":
        return ["没有加分情形" if adds else "没有扣分情形"]
    return ["there is nothing to add" if adds else "there is nothing to deduct"]


def line(use: BranchUse, item: ItemScore, language: Language, *, adds: bool, again: bool = False) -> str:
    """``超编：在职人数 32 人，相当于编制数 31 人的 103.23%，比 100% 高 3.23 个百分点，扣 1.5 分``."""
    branch = use.branch
    took = _took(use, language, adds=adds, again=again)
    if branch.count is None:
        said = branch.because or in_words(formula(branch.label, language), language)
        return commas([said, took], language)
    head = "" if isinstance(branch.of, ast.Name) and branch.of.id == branch.because else branch.because or ""
    rate = _rate(use, item, language, adds=adds)
    part = commas([_over(use, item, language), rate, _counted(use, language), took], language)
    return colon(head, part, language)


def _took(use: BranchUse, language: Language, *, adds: bool, again: bool) -> str:
    if not isinstance(use.amount, Fraction):
        return ""
    worth = points_of(use.amount, language)
    if language == "zh":
        return f"{'再' if again else ''}{'加' if adds else '扣'} {worth}"
    return f"{worth} {'added' if adds else 'taken off'}"


def _over(use: BranchUse, item: ItemScore, language: Language) -> str:
    """What a counted line measures, and how far beyond its bound that is."""
    of, value, zh = use.branch.of, use.of, language == "zh"
    if not isinstance(value, Fraction):
        return ""
    percent = is_percent(use, item)
    match of:
        case ast.BinOp(left=left, op=ast.Sub(), right=ast.Constant(value=Fraction() as bound)):
            whole, above = value + bound, True
        case ast.BinOp(left=ast.Constant(value=Fraction() as bound), op=ast.Sub(), right=left):
            whole, above = bound - value, False
        case ast.expr():
            text = of.id if isinstance(of, ast.Name) else use.branch.label
            return quantity(text, value, item, language, percent=percent, held=None)
        case _:
            return ""
    side = _side_of(bound, beyond=value > 0, above=above)
    said = quantity(substitute(left, str, language), whole, item, language, percent=percent, held=side)
    end = about(show_percent(bound) if percent else show(bound), language)
    if value <= 0:
        return commas([said, _WITHIN[language][above].format(end=end)], language)
    by = difference(value, language, percent=percent)
    if zh:
        return f"{said}，比 {end} {'高' if above else '低'} {by}"
    return f"{said}, {by} {'above' if above else 'below'} {end}"


def _side_of(bound: Fraction, *, beyond: bool, above: bool) -> Range:
    """Where a figure lies that is, or is not, beyond its bound."""
    if above:
        return Range(bound, None, lo_open=True) if beyond else Range(None, bound)
    return Range(None, bound, hi_open=True) if beyond else Range(bound, None)


def _rate(use: BranchUse, item: ItemScore, language: Language, *, adds: bool) -> str:
    branch = use.branch
    if branch.per is None or branch.each is None:
        return ""
    percent = is_percent(use, item)
    per = difference(branch.per, language, percent=percent)
    each = _each(branch.each, language)
    if language == "zh":
        return joined(joined(f"每 {per}", "加" if adds else "扣"), each)
    return f"{each} {'for' if adds else 'off for'} each {per}"


def _each(text: str, language: Language) -> str:
    """What one step is worth as it is written: points, a share of them, or a formula."""
    written = read_number(text)
    zh = language == "zh"
    if written is None:
        said = formula(text, language)
        return f"“{said}”分" if zh else f"“{said}” points"
    if written.sign:
        return f"满分的 {text}" if zh else f"{text} of the points"
    return points_of(written.value, language)


def _counted(use: BranchUse, language: Language) -> str:
    """How the steps were counted, where it made a difference."""
    branch, zh = use.branch, language == "zh"
    if branch.per is None or not isinstance(use.steps, Fraction) or use.of == use.steps * branch.per:
        return "" if branch.count != "continuous" else ("按比例计" if zh else "pro rata")
    steps = show(use.steps)
    if branch.count == "started":
        return f"不足一步按一步计，共 {steps} 步" if zh else f"a started step counts, {steps} in all"
    return f"不足一步的不计，共 {steps} 步" if zh else f"only complete steps count, {steps} in all"
