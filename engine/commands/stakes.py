"""``rubric stakes``: what hangs on what is open, and in which order to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.console import pretty
from engine.inputs import read_scored
from engine.questions.stakes.answer import stakes_of
from engine.questions.stakes.assume import assume
from engine.render.stakes import render_stakes
from engine.render.stakes_json import stakes_json

if TYPE_CHECKING:
    import argparse

    from engine.console import Console


def run(options: argparse.Namespace, console: Console) -> int:
    """Show what is open; 0 nothing that the total depends on, 1 something, 2 something unreadable."""
    scored, language = read_scored(options.files, console)
    if scored is None:
        return 2
    rubric, facts, card = scored.rubric, scored.facts, scored.card
    found = stakes_of(rubric, facts, card)
    supposed = assume(rubric, facts, card, options.assume).card if options.assume else None
    if options.format == "json":
        text = pretty(stakes_json(found, supposed, language))
    else:
        width, colour = console.page()
        text = render_stakes(
            found, supposed, language=language, width=width, colour=colour, ascii=options.ascii
        )
    return console.write(text, language) or int(bool(found.asked) or found.now.exact is None)
