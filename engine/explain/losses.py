"""Where points were lost: every leaf and every step of a group that counts, most first."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.explain.facts import fact_sentence, value_sentence
from engine.explain.groups import ADDS, CHOOSES, chosen, counted
from engine.explain.reasons import figures, reading, reasons
from engine.explain.steps import sentence
from engine.explain.words import clauses, decimal_or_fraction, points
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.scorecard import FactUse, ItemScore, Scorecard, Step
    from rubric.problems import Language


class LossView(Record):
    """Points lost at one item, with everything a reader needs to see why and how to get them back.

    ``certain`` is False where the item is open: ``lost`` is then the least it has lost. ``step`` is that of
    a group which took the points.
    """

    path: str
    lost: Fraction
    places: int | None
    certain: bool
    text: str | None
    reading: str
    figures: tuple[str, ...]
    values: tuple[str, ...]
    facts: tuple[str, ...]
    restore: str | None
    step: Step | None = None


def losses(
    card: Scorecard,
    language: Language,
    *,
    restore: Mapping[str, str] | None = None,
    root: ItemScore | None = None,
) -> list[LossView]:
    """Every item that surely lost points, most first, then in the order of the table."""
    views = [
        _loss(item, language, (restore or {}).get(item.path)) if step is None else _step(step, item, language)
        for item, step in _losing(root or card.root)
    ]
    return sorted(views, key=lambda view: -view.lost)


def lost_total(root: ItemScore, views: Sequence[LossView]) -> tuple[Fraction, Fraction]:
    """What was surely lost altogether, and beside it what bonus items added."""
    extra = bonuses(root) if not root.bonus else Fraction(0)
    if extra:
        # The total then says nothing of what was lost: the losses themselves do.
        return sum((view.lost for view in views), Fraction(0)), extra
    return root.lost if root.lost is not None else root.points - root.high, extra


def lost_of(item: ItemScore) -> Fraction:
    """What an item has surely lost: a bonus that was not earned is no loss, points below 0 are.

    Full points that the places cannot hold lost nothing by being rounded.
    """
    if item.exact is not None and item.exact >= item.points and not item.bonus:
        return Fraction(0)
    return (Fraction(0) if item.bonus else item.points) - item.high


def loses(item: ItemScore) -> bool:
    """Whether points were surely lost at an item or below it."""
    return any(True for _ in _losing(item))


def unequal(item: ItemScore) -> list[str]:
    """The names of the groups whose items' losses are not the table's, because they are not added."""
    odd = item.items and item.combine not in ADDS and item.combine not in CHOOSES and loses(item)
    below = [name for child in item.items for name in unequal(child)]
    return [*([item.name] if odd else []), *below]


def bonuses(item: ItemScore) -> Fraction:
    """What bonus items surely added."""
    if item.bonus:
        return max(item.low, Fraction(0))
    return sum((bonuses(child) for child in item.items), Fraction(0))


def _losing(item: ItemScore) -> Iterator[tuple[ItemScore, Step | None]]:
    """The leaves that lost points that count, and the steps of groups that took some."""
    if not item.items:
        if lost_of(item) > 0:
            yield item, None
        return
    # Of several of which one is taken, only that one's losses are the table's.
    below = chosen(item)[:1] if item.combine in CHOOSES else counted(item)
    for child in below:
        yield from _losing(child)
    for step in item.steps:
        if step.kind != "held" and step.amount < 0:
            yield item, step


def _loss(item: ItemScore, language: Language, restore: str | None) -> LossView:
    return LossView(
        path=item.path,
        lost=lost_of(item),
        places=item.places,
        certain=item.exact is not None,
        text=item.text,
        reading=clauses(reasons(item, language), language) if item.undefined else reading(item, language),
        figures=() if item.undefined else (*figures(item, language), *_rounded(item, language)),
        values=tuple(value_sentence(use, language) for use in item.trace.values if use.formula),
        facts=tuple(fact_sentence(use, language) for use in _telling(item)),
        restore=restore,
    )


def _step(step: Step, item: ItemScore, language: Language) -> LossView:
    said = sentence(step, item, language)
    return LossView(item.path, -step.amount, item.places, True, item.text, said, (), (), (), None, step)


def _rounded(item: ItemScore, language: Language) -> list[str]:
    if item.exact is None or item.exact == item.low:
        return []
    exact, shown = decimal_or_fraction(item.exact), points(item.low, item.places)
    return [f"得 {exact}，舍入为 {shown}" if language == "zh" else f"earns {exact}, rounded to {shown}"]


def _telling(item: ItemScore) -> list[FactUse]:
    """The facts that lost the points: of a checklist only what is not there."""
    elements = {use.branch.label for use in item.trace.branches if use.branch.kind == "element"}
    told = [use for use in item.trace.facts if use.name not in elements or use.value is not True]
    # What does not apply waits for no fact.
    return [use for use in told if item.state != "not_applicable" or use.value is not None or use.text]
