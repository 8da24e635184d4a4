"""The elements of a checklist: which are there, which are missing, and which nothing goes without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explain.words import aside, colon, listed

if TYPE_CHECKING:
    from engine.scorecard import BranchUse, ItemScore
    from rubric.problems import Language


def short(item: ItemScore, language: Language) -> list[str]:
    """What is missing, or that all is there."""
    uses, zh = item.trace.branches, language == "zh"
    absent = [use for use in uses if there(use, item) is not True]
    needed = [use.branch.label for use in absent if use.branch.required]
    if needed:
        names = listed(needed, language)
        return [
            f"缺必备要点：{names}，本项不得分"
            if zh
            else f"missing what it requires: {names}; nothing is earned"
        ]
    if absent:
        return elements(absent, language)
    if len(uses) == 1:
        return [colon("具备" if zh else "there", uses[0].branch.label, language)]
    count = "both" if len(uses) == 2 else f"all {len(uses)}"
    return [f"{len(uses)} 项要点全部具备" if zh else f"{count} elements are there"]


def known_missing(item: ItemScore, language: Language) -> list[str]:
    """What is surely missing of an open checklist; branches that were not reached say nothing of it."""
    return elements([use for use in item.trace.branches if _fact(use, item) is False], language)


def elements(absent: list[BranchUse], language: Language) -> list[str]:
    """The missing ones, each with what it is worth."""
    if not absent:
        return []
    parts = [use.branch.label + aside(f"−{use.branch.each}", language) for use in absent]
    return [colon("缺" if language == "zh" else "missing", listed(parts, language), language)]


def there(use: BranchUse, item: ItemScore) -> bool | None:
    """Whether an element is there, None while that is open."""
    names = {fact.name for fact in item.trace.facts}
    if use.branch.label in names:
        return _fact(use, item)
    takes = any(name == "each_missing" for name, _ in item.trace.options)
    return not use.decided if takes else use.decided


def _fact(use: BranchUse, item: ItemScore) -> bool | None:
    known = {fact.name: fact.value for fact in item.trace.facts}
    value = known.get(use.branch.label)
    return value if isinstance(value, bool) else None
