"""One item to the last step, laid out: its sections under their labels, the branch that decided marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explain.words import route, span
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN
from rubric.number import show

if TYPE_CHECKING:
    from engine.explain import Explanation
    from engine.render.page import Page
    from engine.render.spans import Spans


def explanation(page: Page, told: Explanation) -> list[Spans]:
    """The item's score, then its sections."""
    said = span(told.low, told.high, told.places, open_=not told.settled)
    lines = page.wrapped(route(told.path) or page.card.title, BOLD)
    style = LOST if told.high < told.points and not page.root.bonus else BOLD
    head = page.layout.clean(f"   {said} / {show(told.points)}   ")
    room = page.width - page.layout.measure(head)
    lines.append([(head, style), *(page.bar(page.root, min(room, 20)) if room >= 5 else [])])
    rows = []
    for section in told.sections:
        for step in section.steps:
            mark = {None: "", True: "▶ ", False: "  "}[step.decided]
            # The mark is laid out by hand: a blank at the start of a line would be lost.
            rows.append((section.label, mark, step.text, DIM if step.decided is False else PLAIN))
    return [*lines, [], *_marked(page, rows)]


def _marked(page: Page, rows: list[tuple[str, str, str, str]]) -> list[Spans]:
    layout = page.layout
    cells = max((layout.measure(label) for label, *_ in rows), default=0) + 2
    lines: list[Spans] = []
    before = None
    for label, mark, text, style in rows:
        head = MARGIN + layout.left("" if label == before else label, cells)
        before = label
        sign = layout.clean(mark)
        hang = layout.measure(head + sign)
        parts = layout.wrap(layout.clean(text), page.width - hang)
        lines.append([(head, DIM), (sign, PLAIN), (parts[0], style)])
        lines += [[(" " * hang + part, style)] for part in parts[1:]]
    return lines
