"""``rubric whatif``: what would change a score, and what would reach a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.console import pretty
from engine.explain import find
from engine.inputs import Scored, known, read_scored
from engine.questions.whatif.answer import what_if
from engine.questions.whatif.read import read_settings, with_settings
from engine.render.whatif import render_whatif
from engine.render.whatif_json import whatif_json
from engine.score import score
from rubric.problems import Problem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from engine.console import Console
    from engine.questions.whatif.read import Setting
    from rubric.problems import Language


def run(options: argparse.Namespace, console: Console) -> int:
    """Show what moves, or what reaches a target; 0 done, 1 out of reach, 2 something unreadable."""
    scored, language = read_scored(options.files, console)
    if scored is None:
        return 2
    settings, problems = read_settings(options.set, scored.rubric, scored.facts, language)
    if problems:
        return console.refuse(problems, language)
    changed, problems = with_settings(scored.rubric, scored.facts, settings)
    if problems:
        return console.refuse(problems, language)
    if options.target is not None:
        if settings:
            scored = Scored(score(scored.rubric, changed), scored.rubric, changed)
        return _target(scored, settings, options, console, language)
    found = what_if(scored.rubric, scored.facts, scored.card, changed, settings)
    if options.format == "json":
        return console.write(pretty(whatif_json(found, language)), language)
    width, colour = console.page()
    text = render_whatif(found, language=language, width=width, colour=colour, ascii=options.ascii)
    return console.write(text, language)


def _target(
    scored: Scored,
    settings: Sequence[Setting],
    options: argparse.Namespace,
    console: Console,
    language: Language,
) -> int:
    from engine.questions.target.answer import target  # noqa: PLC0415 - only who asks pays for the search
    from engine.questions.target.free import read_free  # noqa: PLC0415
    from engine.questions.target.goal import read_goal  # noqa: PLC0415
    from engine.render.target import render_target  # noqa: PLC0415
    from engine.render.target_json import target_json  # noqa: PLC0415

    path = _item(scored, options, console, language)
    if path is None:
        return 2
    item = next(one for one in scored.rubric.root.walk() if one.path == path)
    goal = read_goal(options.target, item, scored.rubric)
    free, problems = read_free(options.free or "", scored.rubric, scored.facts)
    if isinstance(goal, Problem):
        return console.refuse([goal, *problems], language)
    if problems:
        return console.refuse(problems, language)
    answer = target(scored.rubric, scored.facts, goal, free)
    if options.format == "json":
        text = pretty(target_json(answer, scored.card, settings, language))
    else:
        width, colour = console.page()
        text = render_target(
            answer, scored.card, settings, language=language, width=width, colour=colour, ascii=options.ascii
        )
    return console.write(text, language) or int(not answer.reached and answer.way is None)


def _item(scored: Scored, options: argparse.Namespace, console: Console, language: Language) -> str | None:
    """The path of the item that the target is of, '' for the whole; None with the problem printed."""
    if options.item is None:
        return ""
    if not known([options.item], scored.card, console, language):
        return None
    found = find(scored.card, options.item)
    return None if found is None else found.path
