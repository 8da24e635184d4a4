"""What pages that answer a question share: their head, and texts on as many lines as they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.render.spans import BOLD, DIM, PLAIN
from engine.render.words import STATUS, subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.render.layout import Layout
    from engine.render.spans import Spans
    from engine.scorecard import Scorecard
    from rubric.problems import Language


class Head:
    """What stands above an answer: the rubric and the question, and whose score it is."""

    def __init__(
        self, card: Scorecard, question: str, language: Language, width: int, layout: Layout
    ) -> None:
        self.card, self.question, self.language = card, question, language
        self.width, self.layout = width, layout

    def lines(self) -> Iterator[Spans]:
        """The lines, an empty one last."""
        card = self.card
        status = STATUS[self.language].get(card.status or "", "")
        parts = (card.title, card.version, status, self.question)
        yield from wrapped(self.layout, "  ".join(part for part in parts if part), self.width, BOLD)
        who = subject(card.subject, card.period, self.language)
        yield from wrapped(self.layout, who, self.width, DIM) if who else ()
        yield []


def wrapped(layout: Layout, text: str, width: int, style: str, indent: str = "") -> Iterator[Spans]:
    """A text on as many lines as it takes."""
    parts = layout.wrap(layout.clean(text), max(width - layout.measure(indent), 8))
    yield from ([(indent + part, style)] for part in parts)


def beside(layout: Layout, head: str, text: str, width: int, style: str = PLAIN) -> Iterator[Spans]:
    """A text behind a head; its further lines stand under its first."""
    cells = layout.measure(head)
    parts = layout.wrap(layout.clean(text), max(width - cells, 8))
    yield [(head, DIM), (parts[0], style)]
    yield from ([(" " * cells + part, style)] for part in parts[1:])
