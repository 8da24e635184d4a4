"""The claims that are made of a rubric: what must be true of every item, rule, branch and step of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.proof.claim import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.model import Item, Rubric, Worth
    from rubric.rules.base import Lowered

# What more and less can be said of.
MOVING: Final = ("number", "integer", "yes_no")


def claims_of(rubric: Rubric) -> list[Claim]:
    """Every claim, in the order of the items."""
    found = [claim for item in rubric.root.walk() for claim in _of_item(item, rubric)]
    root = rubric.root
    found += [
        Claim("decides", root, arm="value", branch=branch, lowered=value.lowered, value=value)
        for value in rubric.values.values()
        for branch in value.lowered.branches
        if _can_decide(value.lowered, branch)
    ]
    return found


def _of_item(item: Item, rubric: Rubric) -> Iterator[Claim]:
    yield Claim("defined", item)
    yield Claim("bounds", item)
    if item.is_group:
        yield Claim("conserved", item)
    yield from _ends(item, item.worth, rubric)
    yield from _directions(item, rubric)
    if item.rule is not None:
        yield from _branches(item, item.rule)
    yield from _steps(item)
    if item.each is not None:
        yield from _rows(item, rubric)


def _ends(item: Item, worth: Worth, rubric: Rubric, row: int | None = None) -> Iterator[Claim]:
    """That the full points and the least can be reached, where there is more than one of them."""
    if item.points <= item.least:
        return
    yield Claim("full", item, row)
    below = (worth,) if row is not None or not item.is_group else tuple(one.worth for one in item.walk())
    if worth.veto or not any(_nears(one, rubric) for one in below):
        yield Claim("least", item, row)


def _nears(worth: Worth, rubric: Rubric) -> bool:
    """Whether a rule nears its least and never reaches it: a ratio of a target to what is better lower.

    The author chose it so; rounding brings it there after all.
    """
    ratio = worth.rule is not None and ("shape", "ratio") in worth.rule.options
    return ratio and not worth.veto and rubric.rounding.get("item") is None


def _directions(item: Item, rubric: Rubric) -> Iterator[Claim]:
    """That the score moves as the author says: by ``better`` in its quantity, by ``expect`` in facts."""
    rule = item.rule
    better = dict(rule.options).get("better") if rule is not None else None
    if better is not None:
        yield Claim("monotone", item, rising=better == "higher")
    columns = rubric.facts[item.each.table].columns if item.each is not None else {}
    for names, rising in ((item.rising_in, True), (item.falling_in, False)):
        for name in map(str, names):
            if name in columns and item.each is not None:
                for row in range(len(item.each.rules)):
                    yield Claim("monotone", item, row, fact=name, rising=rising)
            elif name in rubric.facts and rubric.facts[name].type in MOVING:
                yield Claim("monotone", item, fact=name, rising=rising)


def _branches(item: Item, lowered: Lowered, row: int | None = None) -> Iterator[Claim]:
    for branch in lowered.branches:
        if _can_decide(lowered, branch):
            yield Claim("decides", item, row, arm="branch", branch=branch, lowered=lowered)


def _can_decide(lowered: Lowered, branch: object) -> bool:
    """The two ends of an interpolation are no lines of the author's: they hold what lies outside."""
    return not (lowered.rule == "interpolate" and branch in (lowered.branches[0], lowered.branches[-1]))


def _steps(item: Item) -> Iterator[Claim]:
    worth = item.worth
    for branch in worth.then_deduct:
        yield Claim("decides", item, arm="then_deduct", branch=branch)
    if worth.ceiling is not None:
        yield Claim("decides", item, arm="ceiling", lowered=worth.ceiling)
        for branch in worth.ceiling.branches:
            yield Claim("decides", item, arm="band", branch=branch, lowered=worth.ceiling)
    for condition in worth.veto:
        yield Claim("decides", item, arm="veto", condition=condition)
    if item.applies is not None:
        yield Claim("decides", item, arm="applies", condition=item.applies)
        yield Claim("decides", item, arm="not_applies", condition=item.applies)


def _rows(item: Item, rubric: Rubric) -> Iterator[Claim]:
    each = item.each
    assert each is not None  # only groups of rows come here
    for row, (when, worth) in enumerate(each.rules):
        yield Claim("defined", item, row)
        yield Claim("bounds", item, row)
        yield from _ends(item, worth, rubric, row)
        yield Claim("decides", item, row, arm="row", condition=when)
        if worth.rule is not None:
            yield from _branches(item, worth.rule, row)
