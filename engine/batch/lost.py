"""Lost: what a subject lost in the words of its scorecard, short enough for a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explain import losses
from engine.explain.words import points

if TYPE_CHECKING:
    from engine.scorecard import Scorecard
    from rubric.problems import Language


def lost_words(card: Scorecard, language: Language) -> str:
    """Every loss, most first: ``预算执行/预算完成率 失 2：…；…`` or ``Budget/Execution lost 2: …; …``."""
    between = "；" if language == "zh" else "; "
    views = losses(card, language)
    return between.join(
        _one(view.path or card.title, points(view.lost, view.places), (view.reading, *view.figures), language)
        for view in views
    )


def _one(path: str, lost: str, why: tuple[str, ...], language: Language) -> str:
    said = [part.rstrip("。.") for part in why if part]
    if language == "zh":
        return f"{path} 失 {lost}" + (f"：{'，'.join(said)}" if said else "")
    return f"{path} lost {lost}" + (f": {', '.join(said)}" if said else "")
