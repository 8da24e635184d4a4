"""What must be attached to a score and is not yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from engine.explain.figures import numbers
from engine.explain.words import aside, clauses, colon, formula, route, spelled
from rubric.number import show

if TYPE_CHECKING:
    from engine.scorecard import ItemScore, Required, Scorecard
    from rubric.problems import Language

_WORD: Final = re.compile(r"[^\W\d]\w*")


def duties(card: Scorecard, language: Language, *, root: ItemScore | None = None) -> list[str]:
    """A sentence for each duty that is open, in the order of the table."""
    items = {item.path: item for item in (root or card.root).walk()}
    whole = "总分" if language == "zh" else "total"
    return [
        f"{route(one.path) or whole}  {duty(one, items[one.path], language)}"
        for one in card.requires
        if one.path in items
    ]


def duty(one: Required, item: ItemScore, language: Language) -> str:
    """``理由（失分 3.6 > 0）；必需：未附则评分不完整``, without the item that owes it."""
    if language == "zh":
        what = "理由" if one.what == "reason" else "佐证"
        missing = "必需：未附则评分不完整"
    else:
        what, missing = "a reason" if one.what == "reason" else "evidence", "incomplete without it"
    why = spelled(with_numbers(formula(one.condition, language), item))
    said = colon(what, one.because or "", language) + aside(why, language)
    return clauses([said, missing if one.blocking else ""], language)


def with_numbers(condition: str, item: ItemScore) -> str:
    """A condition with the number of every name that it rests on beside the name."""
    known = numbers(item)
    lost = {word: show(item.lost) for word in ("lost", "失分") if item.lost is not None}
    shown = {name: f"{name} {number}" for name, number in {**known, **lost}.items()}
    return _WORD.sub(lambda m: shown.get(m[0], m[0]), condition)
