"""A quoted text that says another figure than the rule.

Decided where the text says the figure in one of a few fixed ways: 每…扣 x 分, x 个百分点, 最多扣 x 分,
扣完为止, 不足…按…计, 满分 x 分, 达到 x% 得满分, 低于 x% 不得分, 各 x 分, 权重 x%, 越低越好, and their
English. Whatever is said otherwise is not read. At a percentage the rule is enclosed: reported is only what
it surely does not give. Points of weighted items are not compared: their text may speak on another scale.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rubric.audit import said_figures
from rubric.audit.text_cuts import thresholds
from rubric.audit.text_finding import differs
from rubric.audit.text_lines import lines
from rubric.number import read_number, show, show_percent
from rubric.place import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rubric.audit.finding import Finding
    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Rule
    from rubric.model import Item

_WAYS: Final = {"higher": ("越高越好", "higher"), "lower": ("越低越好", "lower")}


def check(reading: Reading) -> Iterator[Finding]:
    """Leaves whose text is quoted."""
    parents = {child.path: item for item in reading.items for child in item.items}
    for rule in reading.rules:
        item = rule.scope.item
        if item is None or rule.worth is None or rule.scope.table is not None:
            continue
        if isinstance(item.text, Text):
            yield from _weight(item, item.text, parents)
            yield from _better(rule, item, item.text)
            yield from thresholds(reading, rule, item, item.text)
            if item.weight is None:
                yield from _points(reading, item, item.text)
                yield from lines(reading, rule, item, item.text)
                yield from _elements(rule, item, item.text)


def _points(reading: Reading, item: Item, text: Text) -> Iterator[Finding]:
    said = said_figures.points(text)
    if said is not None and said.value not in (item.points, reading.rubric.root.points):
        yield differs(item, text, said, ("分值", "points"), show(item.points), show(said.value), item.place)


def _better(rule: Rule, item: Item, text: Text) -> Iterator[Finding]:
    said, has = said_figures.better(text), dict(rule.lowered.options).get("better")
    if said is not None and has is not None and has != said.word:
        place = rule.lowered.place or item.place
        yield differs(item, text, said, ("方向", "better:"), _WAYS[has], _WAYS[said.word], place)


def _weight(item: Item, text: Text, parents: Mapping[str, Item]) -> Iterator[Finding]:
    """A weight is the item's own, or its share of its group or of the whole, or its points."""
    said = said_figures.weight(text)
    if said is None or item.path not in parents:
        return
    own = [item.weight] if item.weight is not None else []
    shares = _shares(item, parents)
    value = said.value / 100 if said.sign else said.value
    fits = [*own, *shares] if said.sign else [*own, *(100 * one for one in (*own, *shares)), item.points]
    if value not in fits:
        shown = show_percent if said.sign else show
        has = (own or shares)[0] if said.sign else (own or [item.points])[0]
        yield differs(item, text, said, ("权重", "the weight"), shown(has), shown(value), item.place)


def _shares(item: Item, parents: Mapping[str, Item]) -> list[Fraction]:
    """The shares of an item in its group, in the group above that, and so on to the whole."""
    share, found = Fraction(1), []
    while item.path in parents:
        parent = parents[item.path]
        share *= item.points * item.scale / parent.points if parent.points else 0
        found.append(share)
        item = parent
    return found


def _elements(rule: Rule, item: Item, text: Text) -> Iterator[Finding]:
    """What elements of a checklist earn, all the same or one after the other, or what each missing takes."""
    if rule.lowered.rule != "checklist":
        return
    branches = rule.lowered.branches
    worths = [_worth(branch.each) for branch in branches]
    if any(key == "each_missing" for key, _ in rule.lowered.options):
        steps, what = said_figures.steps(text, "deduct"), ("每缺一项扣", "for each missing")
        if len(steps) == 1 and steps[0].value != worths[0]:
            due = show(steps[0].value)
            yield differs(item, text, steps[0], what, show(worths[0]), due, branches[0].place)
        return
    each, listed = said_figures.each(text), said_figures.earnings(text)
    what = ("要点得", "an element that earns")
    if each is not None and each.value not in worths:
        yield differs(item, text, each, what, show(worths[0]), show(each.value), branches[0].place)
    elif each is None and len(listed) == len(branches) > 1:
        rest = [(branch, worth) for branch, worth in zip(branches, worths, strict=True)]
        for figure in listed:
            pair = next((one for one in rest if one[1] == figure.value), None)
            if pair is None:
                branch, worth = rest[0]
                yield differs(item, text, figure, what, show(worth), show(figure.value), branch.place)
                return
            rest.remove(pair)


def _worth(text: str | None) -> Fraction:
    written = read_number(text or "0")
    assert written is not None  # the rule printed it
    return written.value
