"""``rubric diff``: why one score is another, or what two versions of a rubric say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.console import pretty
from engine.facts import load_facts
from engine.facts_rubric import rubric_of
from engine.inputs import read_rubric
from engine.questions.diff.answer import diff
from engine.questions.diff.inputs import read_for_both, same_file, sorted_files
from engine.questions.diff.meaning import meaning
from engine.questions.diff.meaning_search import search
from engine.render.diff import render_diff
from engine.render.diff_json import diff_json, meaning_json
from engine.render.meaning import render_meaning

if TYPE_CHECKING:
    import argparse

    from engine.console import Console
    from engine.facts_given import Facts
    from engine.questions.diff.answer import Difference
    from engine.questions.diff.inputs import Files
    from engine.questions.diff.meaning import Meaning
    from rubric.model import Rubric
    from rubric.problems import Language, Problem


def run(options: argparse.Namespace, console: Console) -> int:
    """Compare; 0 nothing is otherwise, 1 something is, 2 something cannot be read or compared."""
    files, problems = sorted_files(options.files)
    if files is None:
        return console.refuse(problems, console.language())
    if files.cards:
        return _cards(files, options, console)
    rubrics = _rubrics(files, console)
    if rubrics is None:
        return 2
    language = console.language(rubrics[1])
    if not files.facts:
        return _meaning(meaning(*rubrics), options, console, language)
    meant = meaning(*rubrics) if rubrics[0].sha256 != rubrics[1].sha256 else None
    facts, problems = _facts(files, rubrics, meant)
    if facts is None:
        return console.refuse(problems, language)
    return _told(diff(rubrics, facts, meant), options, console, language)


def _rubrics(files: Files, console: Console) -> tuple[Rubric, Rubric] | None:
    """The rubric of either side, those that the facts name where none was given."""
    names = list(files.rubrics)
    for facts in files.facts if not names else ():
        name, problems = rubric_of(facts)
        if name is None:
            console.refuse(problems, console.language())
            return None
        names.append(name)
    if len(names) == 2 and same_file(*names):
        names = names[:1]
    found = []
    for name in names:
        rubric, _ = read_rubric(name, console)
        if rubric is None:
            return None
        found.append(rubric)
    return found[0], found[-1]


def _facts(
    files: Files, rubrics: tuple[Rubric, Rubric], meant: Meaning | None
) -> tuple[tuple[Facts, Facts] | None, list[Problem]]:
    """The facts of either side, read for its own rubric."""
    if len(files.facts) == 1:
        return read_for_both(files.facts[0], rubrics, meant.pairs if meant is not None else ())
    found = []
    for name, rubric in zip(files.facts, rubrics, strict=True):
        facts, problems = load_facts(name, rubric)
        if facts is None:
            return None, problems
        found.append(facts)
    return (found[0], found[1]), []


def _cards(files: Files, options: argparse.Namespace, console: Console) -> int:
    from engine.questions.diff.cards import diff_cards, read_card  # noqa: PLC0415 - pydantic takes its time

    found = []
    for name in files.cards:
        card, problems = read_card(name)
        if card is None:
            return console.refuse(problems, console.language())
        found.append(card)
    return _told(diff_cards((found[0], found[1])), options, console, console.language())


def _told(found: Difference, options: argparse.Namespace, console: Console, language: Language) -> int:
    if options.format == "json":
        text = pretty(diff_json(found, language))
    else:
        width, colour = console.page()
        text = render_diff(found, language=language, width=width, colour=colour, ascii=options.ascii)
    return console.write(text, language) or int(bool(found.causes))


def _meaning(found: Meaning, options: argparse.Namespace, console: Console, language: Language) -> int:
    searched = search(found)
    if options.format == "json":
        text = pretty(meaning_json(found, searched, language))
    else:
        width, colour = console.page()
        text = render_meaning(
            found, searched, language=language, width=width, colour=colour, ascii=options.ascii
        )
    return console.write(text, language) or int(not found.same)
