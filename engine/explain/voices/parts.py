"""What the reader's page is put together from: sentences, names, how an item came to its points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explain import loses, lost_of
from engine.explain.reasons import reached, rough
from engine.explain.undefined import waits
from engine.explain.voices.after import aside_of, rounded, steps
from engine.explain.voices.rules import told
from engine.explain.voices.spoken import about, difference, in_words, tidy
from engine.explain.words import clauses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.scorecard import CheckResult, ItemScore, Scorecard
    from rubric.problems import Language


def stop(text: str, language: Language) -> str:
    """A sentence with its end."""
    text = (tidy(text) if language == "zh" else text).rstrip("。.")
    return text if text.endswith(("：", ":")) else text + ("。" if language == "zh" else ".")


def name_of(item: ItemScore, card: Scorecard) -> str:
    """An item's name; with its group's where the table has several of that name."""
    same = [one for one in card.root.walk() if one.name == item.name]
    if len(same) < 2 or "/" not in item.path:
        return item.name
    return f"{item.path.split('/')[-2]} / {item.name}"


def how(item: ItemScore, language: Language) -> str:
    """How an item came to its points, in clauses."""
    if item.state == "not_applicable":
        return clauses([aside_of(item, language)], language)
    if item.undefined is not None:
        return in_words(waits(item, language), language)
    if item.items:
        return clauses([*steps(item, language), rounded(item, language)], language)
    rule = (
        [told(item, language)] if reached(item) else [about(part, language) for part in rough(item, language)]
    )
    return clauses([*rule, *steps(item, language), rounded(item, language)], language)


def leaves(item: ItemScore) -> Iterator[ItemScore]:
    """The leaves below an item."""
    return (one for one in item.walk() if not one.items)


def is_full(item: ItemScore) -> bool:
    """Whether an item surely has all its points, below it too; a bonus is none of them."""
    settled = item.exact is not None and not item.bonus and item.points > 0
    return settled and item.low >= item.points and not loses(item)


def others_full(group: ItemScore, told: set[str]) -> bool:
    """Whether a group has full items, and every other is one of those told of, open, or a bonus."""
    below = list(leaves(group))
    untold = [item for item in below if lost_of(item) > 0 and item.path not in told]
    return bool(group.items) and any(map(is_full, below)) and not untold


def topmost_away(item: ItemScore) -> Iterable[ItemScore]:
    """What does not apply, without what stands below it."""
    if item.state == "not_applicable":
        return [item]
    return [away for child in item.items for away in topmost_away(child)]


def difference_of(check: CheckResult, language: Language) -> str:
    """By how much the sides of a check differ, in percentage points where they are rates."""
    assert check.slack is not None  # asked for only where there is one
    return difference(abs(check.slack), language, percent="%" in check.substituted)
