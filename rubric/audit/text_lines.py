"""A quoted text against the lines of a deduct or an award: steps, their size, their way, limits."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from rubric.audit import said_figures
from rubric.audit.places import excerpt_of
from rubric.audit.rates import rates
from rubric.audit.text_finding import differs
from rubric.audit.units import Units
from rubric.formula import place_of
from rubric.formula.check import called
from rubric.number import read_number, show, show_percent
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from rubric.audit.finding import Finding
    from rubric.audit.reading import Reading
    from rubric.audit.said_figures import Figure
    from rubric.audit.scopes import Rule
    from rubric.model import Item
    from rubric.place import Text
    from rubric.rules.base import Branch

_VERBS: Final = {"deduct": ("每步扣", "a step of"), "award": ("每步加", "a step of")}
_AT_ONCE: Final = {"deduct": ("一次扣", "a single deduction of"), "award": ("一次加", "a single addition of")}
_COUNTS: Final = {
    "complete": ("足额", "complete"),
    "started": ("起步", "started"),
    "continuous": ("连续", "continuous"),
}
_WAYS: Final = {1: ("高出的部分", "what lies above"), -1: ("不足的部分", "what lies below")}


def lines(reading: Reading, rule: Rule, item: Item, text: Text) -> Iterator[Finding]:
    """What a text says of lines, where both have equally many."""
    kind, branches = rule.lowered.rule, rule.lowered.branches
    if kind not in ("deduct", "award") or (rule.worth is not None and rule.worth.then_deduct):
        return
    counted = [line for line in branches if line.of is not None]
    single = [line for line in branches if line.of is None]
    steps = said_figures.steps(text, kind)
    if len(counted) == 1 and len(steps) == 1:
        yield from _one(reading, rule, item, text, counted[0], steps[0])
    elif len(counted) == len(steps) > 1 and not any(line.count == "continuous" for line in counted):
        worths = [_points_of(line.each, item) for line in counted]
        yield from _pairs(item, text, steps, list(zip(counted, worths, strict=True)), _VERBS[kind])
    if len(counted) == 1 and (len(branches) == 1 or _adjoins(text, steps, kind)):
        yield from _limits(reading, rule, item, text, counted[0])
    once = said_figures.once(text, kind)
    if single and len(once) == len(single):
        taken = [(line, _amount(reading, rule, line)) for line in single]
        yield from _pairs(item, text, once, taken, _AT_ONCE[kind])


def _one(
    reading: Reading, rule: Rule, item: Item, text: Text, line: Branch, step: Figure
) -> Iterator[Finding]:
    of = line.of
    assert of is not None  # the line counts
    worth, size = _points_of(line.each, item), said_figures.per(text, step)
    rate = rates(Units(reading, rule.scope), of) is not None
    verb = _VERBS[rule.lowered.rule]
    if not _in_proportion(line, worth, step, size):
        if worth is not None and step.value != worth:
            yield differs(item, text, step, verb, show(worth), show(step.value), line.place)
        if size is not None and rate and line.per is not None and size.value != line.per:
            shown = show_percent(line.per), show_percent(size.value)
            yield differs(item, text, size, ("每一步", "steps of"), *shown, line.place)
    yield from _relative(reading, rule, item, text, line, size)
    way, goes = said_figures.way(text, step), _way(of)
    if way is not None and goes is not None and way != goes:
        what = ("按数量计的是", "as what is counted")
        yield differs(item, text, step, what, _WAYS[goes], _WAYS[way], line.place)
    part = said_figures.count(text)
    if part is not None and line.count is not None and part.word != line.count:
        what = ("不足一步的计数", "for a part of a step the word")
        yield differs(item, text, part, what, _COUNTS[line.count], _COUNTS[part.word], line.place)


def _relative(
    reading: Reading, rule: Rule, item: Item, text: Text, line: Branch, size: Figure | None
) -> Iterator[Finding]:
    """Percentage points are differences of rates; a rate divided by a rate is a change in percent."""
    units = Units(reading, rule.scope)
    for node in ast.walk(line.of) if line.of is not None and size is not None and size.sign else ():
        divided = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        if divided and isinstance(node, ast.BinOp) and rates(units, node.left) == "percent":
            place = place_of(node) or line.place
            what = ("每一步按相对的百分之几：", "steps of relative percent:")
            rule_text = excerpt_of(place) if place is not None else ""
            if size is not None:
                yield differs(item, text, size, what, rule_text, ("百分点", "percentage points"), place)
            return


def _adjoins(text: Text, steps: list[Figure], kind: str) -> bool:
    """Whether the limit that a text says is said of its only step: 每篇加0.5分，最多加2分."""
    limit = said_figures.limit(text, kind)
    if limit is None or len(steps) != 1 or limit.start < steps[0].end:
        return False
    return not any(char in "。；;." for char in text[steps[0].end : limit.start])


def _limits(reading: Reading, rule: Rule, item: Item, text: Text, line: Branch) -> Iterator[Finding]:
    kind = rule.lowered.rule
    most, limit = _most(reading, rule, line, item), said_figures.limit(text, kind)
    span = item.points - item.least
    if most is None:
        return
    if limit is not None and limit.value != most:
        yield differs(item, text, limit, ("最多", "at most"), show(most), show(limit.value), line.place)
    whole = said_figures.all_of_it(text) if kind == "deduct" and limit is None else None
    if whole is not None and most < span:
        yield differs(item, text, whole, ("最多", "at most"), show(most), show(span), line.place)


def _pairs(
    item: Item,
    text: Text,
    said: list[Figure],
    held: list[tuple[Branch, Fraction | None]],
    what: tuple[str, str],
) -> Iterator[Finding]:
    """The first figure of the text that no line has, beside the first line that no figure says."""
    rest = [(line, worth) for line, worth in held if worth is not None]
    if len(rest) < len(held):
        return
    unmatched = []
    for figure in said:
        found = next((pair for pair in rest if pair[1] == figure.value), None)
        if found is None:
            unmatched.append(figure)
        else:
            rest.remove(found)
    if unmatched and rest:
        line, worth = rest[0]
        yield differs(item, text, unmatched[0], what, show(worth), show(unmatched[0].value), line.place)


def _way(of: ast.expr) -> int | None:
    """Whether an amount grows (1) with what is measured or as that falls (-1); None where it is not plain."""
    if not isinstance(of, ast.BinOp) or not isinstance(of.op, ast.Sub):
        return None
    left, right = isinstance(of.left, ast.Constant), isinstance(of.right, ast.Constant)
    return None if left == right else -1 if left else 1


def _in_proportion(line: Branch, worth: Fraction | None, step: Figure, size: Figure | None) -> bool:
    """Whether parts of a step count, so that 1 in 2% is 0.5 in 1%."""
    if line.count != "continuous" or worth is None or line.per is None or size is None:
        return False
    return worth * size.value == step.value * line.per


def _points_of(text: str | None, item: Item) -> Fraction | None:
    written = read_number(text) if text is not None else None
    if written is None:
        return None
    return written.value * item.points if written.sign else written.value


def _amount(reading: Reading, rule: Rule, line: Branch) -> Fraction | None:
    """What a line with a condition moves, where that is one number."""
    tree = line.amount
    found = reading.survey(rule.scope).of(tree.body) if isinstance(tree, ast.IfExp) else None
    return found.lo if isinstance(found, Range) and found.is_point else None


def _most(reading: Reading, rule: Rule, line: Branch, item: Item) -> Fraction | None:
    """What the line moves at most: its own limit, or all that the item holds."""
    span = item.points - item.least if rule.lowered.rule == "deduct" else item.points
    if not isinstance(line.amount, ast.Call) or called(line.amount) != "min":
        return span
    found = reading.survey(rule.scope).of(line.amount.args[1])
    held = found.lo if isinstance(found, Range) and found.is_point else None
    return None if held is None else min(held, span)
