"""``rubric verify``: whether the facts agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.console import pretty
from engine.inputs import read_scored
from engine.questions.verify.answer import verify
from engine.render.verify import render_verify, verify_json

if TYPE_CHECKING:
    import argparse

    from engine.console import Console


def run(options: argparse.Namespace, console: Console) -> int:
    """Judge every check; 0 they agree, 1 something is contradicted or undecided, 2 something unreadable."""
    scored, language = read_scored(options.files, console)
    if scored is None:
        return 2
    found = verify(scored.rubric, scored.facts, scored.card)
    if options.format == "json":
        text = pretty(verify_json(found, language))
    else:
        width, colour = console.page()
        text = render_verify(found, language=language, width=width, colour=colour, ascii=options.ascii)
    return console.write(text, language) or int(not found.agreed)
