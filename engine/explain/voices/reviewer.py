"""The voice for a reviewer: the whole trace of an item, and where everything in it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explain import explain_item
from engine.explain.duties import duty
from engine.explain.voices.told import Block, Line
from engine.explain.words import span
from rubric.number import show

if TYPE_CHECKING:
    from engine.scorecard import ItemScore, Scorecard
    from rubric.place import Place
    from rubric.problems import Language


def reviewer(
    item: ItemScore, card: Scorecard, language: Language, *, place: Place | None, restore: str | None
) -> Block:
    """Every step of one item as rows; ``place`` is where it stands in the rubric."""
    requires = [duty(one, item, language) for one in card.requires if one.path == item.path]
    told = explain_item(item, language, restore=restore, requires=requires, places=True, place=place)
    rows = [
        Line(step.text, section.label, step.decided) for section in told.sections for step in section.steps
    ]
    said = span(told.low, told.high, told.places, open_=not told.settled)
    lost = told.high < told.points and not item.bonus
    return Block("rows", tuple(rows), told.path or card.title, f"{said} / {show(told.points)}", lost)
