"""The command ``rubric``: what runs each of its commands. It alone imports lazily."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from engine.cli_parser import read_arguments
from engine.console import Console, pretty
from engine.inputs import known, parted, read_rubric, read_scored

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.commands.check import Look
    from engine.facts_blank import Form
    from engine.inputs import Scored
    from engine.scorecard import Scorecard
    from rubric.model import Rubric
    from rubric.problems import Language

FORMS: Final[Mapping[str, Form]] = {".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".xlsx": "xlsx"}
# More objects than a score keeps alive: about 10 MB.
ALIVE: Final = 50_000
# The commands that have a file of their own in engine/commands.
LATER: Final[tuple[str, ...]] = ("test", "verify", "whatif", "diff", "reconcile", "stakes")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 done, 1 incomplete or to be done, 2 unreadable input."""
    _collect_seldom()
    options = read_arguments(arguments, _RUNS)
    try:
        return int(options.run(options, Console(options)))
    except KeyboardInterrupt:
        return 130


def _collect_seldom() -> None:
    """Let the collector of cycles start when there is more than a score needs, and not at the very end."""
    # It would look at the same modules, trees and records seventy times and find next to nothing: a twelfth
    # of the time of a score. The process that ends gives everything back at once.
    gc.set_threshold(ALIVE, 10, 10)
    atexit.register(gc.freeze)


# -- score and explain: they pay only for what they print ------------------------------------------------


def _score(options: argparse.Namespace, console: Console) -> int:
    scored, language = read_scored(options.files, console)
    if scored is None:
        return 2
    scored = _supposed(scored, options)
    if options.only and not known([options.only], scored.card, console, language):
        return 2
    return _emit(_rendered(scored, options, console, language), scored.card, console, language)


def _explain(options: argparse.Namespace, console: Console) -> int:
    if options.row is not None:
        return _explain_row(options, console)
    files, items = parted(options.files)
    if not items:
        options.usage("[RUBRIC] FACTS ITEM [ITEM ...]")
    scored, language = read_scored(files, console)
    if scored is None or not known(items, scored.card, console, language):
        return 2
    return _explained(scored, items, options, console, language)


def _explain_row(options: argparse.Namespace, console: Console) -> int:
    if not _has("polars"):
        return _without_batch(console)
    from engine.commands.row import read_row

    items = options.files[2:]
    scored, language = read_row(options, console)
    if scored is None or not known(items, scored.card, console, language):
        return 2
    if items:
        return _explained(scored, items, options, console, language)
    options.only = options.depth = None
    options.lost = False
    scored = _supposed(scored, options)
    return _emit(_rendered(scored, options, console, language), scored.card, console, language)


def _explained(
    scored: Scored, items: Sequence[str], options: argparse.Namespace, console: Console, language: Language
) -> int:
    scored = _supposed(scored, options)
    if options.voice:
        from engine.commands.voices import told

        return _emit(told(scored, options, console, language, items), scored.card, console, language)
    from engine.render.terminal import render_explain

    width, colour = console.page()
    text = render_explain(
        scored.card,
        items,
        language=language,
        width=width,
        colour=colour,
        ascii=options.ascii,
        restore=_restore(scored, language),
    )
    return _emit(text, scored.card, console, language)


def _supposed(scored: Scored, options: argparse.Namespace) -> Scored:
    """The scorecard with everything open assumed, where that was asked for."""
    if options.assume is None:
        return scored
    from engine.questions.stakes.assume import assume

    made = assume(scored.rubric, scored.facts, scored.card, options.assume)
    return scored._replace(card=made.card, facts=made.facts)


def _restore(scored: Scored, language: Language) -> Mapping[str, str]:
    from engine.questions.restore.answer import restorations

    return restorations(scored.rubric, scored.facts, scored.card, language)


def _rendered(scored: Scored, options: argparse.Namespace, console: Console, language: Language) -> str:
    if options.format == "json":
        from engine.render.json import to_json

        return pretty(to_json(scored.card, language))
    if options.voice:
        from engine.commands.voices import told

        return told(scored, options, console, language)
    restore = _restore(scored, language)
    if options.format == "markdown":
        from engine.render.markdown import render_markdown

        only, depth, lost = options.only, options.depth, options.lost
        return render_markdown(scored.card, language, only=only, depth=depth, lost=lost, restore=restore)
    from engine.render.terminal import render_text

    width, colour = console.page()
    return render_text(
        scored.card,
        language=language,
        width=width,
        colour=colour,
        ascii=options.ascii,
        only=options.only,
        depth=options.depth,
        lost=options.lost,
        restore=restore,
    )


def _emit(text: str, card: Scorecard, console: Console, language: Language) -> int:
    if console.write(text, language):
        return 2
    return 0 if card.complete and not card.failed else 1


# -- the other commands ----------------------------------------------------------------------------------


def _facts(options: argparse.Namespace, console: Console) -> int:
    from pathlib import Path

    from engine.facts_blank import blank_facts
    from engine.facts_rubric import name_for
    from engine.output_problems import FileExists, UnknownForm

    rubric, language = read_rubric(options.rubric, console)
    if rubric is None:
        return 2
    form = FORMS.get(Path(options.output).suffix.lower() if options.output else ".yaml")
    if form is None:
        return console.refuse([UnknownForm(name=options.output)], language)
    if options.output and os.path.lexists(options.output):
        return console.refuse([FileExists(name=options.output)], language)
    blank, problems = blank_facts(rubric, form, language, name_for(options.rubric, options.output))
    if blank is None:
        return console.refuse(problems, language)
    return console.write(blank, language)


def _list(_options: argparse.Namespace, console: Console) -> int:
    from engine.output_folder import ready_made
    from engine.output_list import render_list

    language = console.language()
    found: dict[str, Rubric] = {}
    for name in ready_made():
        rubric, _ = read_rubric(name, console)
        if rubric is None:
            return 2
        found[name] = rubric
    return console.write(render_list(found, language), language)


def _new(options: argparse.Namespace, console: Console) -> int:
    from engine.output import emit
    from engine.output_folder import copied_text, copy_ready_made
    from rubric.load import load_rubric

    files, problems = copy_ready_made(options.ready, options.output, options.name)
    if problems:
        return console.refuse(problems, console.language())
    emit(copied_text(files, console.language(load_rubric(options.ready)[0])), None)
    return 0


def _fmt(options: argparse.Namespace, console: Console) -> int:
    from engine.fmt import format_files, formatted_text
    from engine.output import emit

    found = format_files(options.files, options.keys, check=options.check)
    language: Language = options.lang or found.language or console.language()
    if found.problems:
        return console.refuse(found.problems, language)
    emit(formatted_text(found, language, check=options.check), None)
    return 1 if options.check and any(found.changes.values()) else 0


def _check(options: argparse.Namespace, console: Console) -> int:
    from engine.commands.check import run

    return run(options, console, list(_looks(options)))


def _looks(options: argparse.Namespace) -> Iterator[Look]:
    """The further looks at a rubric that were asked for; each pays for itself."""
    if options.prove:
        from engine.proof.prove_look import look as proves

        yield proves
    if options.fuzz:
        from engine.proof.fuzz_look import look as fuzzes

        yield fuzzes


def _schema(options: argparse.Namespace, console: Console) -> int:
    rubric: Rubric | None = None
    if options.rubric:
        rubric, _ = read_rubric(options.rubric, console)
        if rubric is None:
            return 2
    return console.write(pretty(_schema_of(options.of, rubric)), console.language(rubric))


def _schema_of(of: str, rubric: Rubric | None) -> dict[str, Any]:
    if of == "scorecard":
        from engine.render.contract import json_schema

        return json_schema()
    if of == "rubric":
        from rubric.schema import rubric_schema

        return rubric_schema()
    if of == "tests":
        from rubric.schema import schema_of_tests

        return schema_of_tests()
    from engine.facts_schema import facts_schema

    return facts_schema(rubric)


def _batch(options: argparse.Namespace, console: Console) -> int:
    if not _has("polars"):
        return _without_batch(console)
    if options.engine == "spark" or options.master is not None:
        return _batch_on_spark(options, console)
    from engine.commands.batch import run

    if not options.output.lower().endswith(".xlsx"):
        return run(options, console)
    if not _has("openpyxl"):
        from engine.facts_problems import NoWorkbooks

        return console.refuse([NoWorkbooks()], console.language())
    from engine.batch.write_xlsx import write_xlsx

    return run(options, console, write_xlsx)


def _batch_on_spark(options: argparse.Namespace, console: Console) -> int:
    if not (_has("pyspark") and _has("pyarrow")):
        from engine.batch.problems_spark import NoSpark

        return console.refuse([NoSpark()], console.language())
    from engine.commands.batch_spark import run

    return run(options, console)


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _without_batch(console: Console) -> int:
    from engine.output_problems import NoBatch

    return console.refuse([NoBatch()], console.language())


def _later(name: str) -> Callable[[argparse.Namespace, Console], int]:
    """What runs the command of ``engine/commands/NAME.py``, imported when it is asked for."""

    def run(options: argparse.Namespace, console: Console) -> int:
        return int(import_module(f"engine.commands.{name}").run(options, console))

    return run


_RUNS: Final[Mapping[str, Callable[[argparse.Namespace, Console], int]]] = {
    "score": _score,
    "explain": _explain,
    "facts": _facts,
    "list": _list,
    "new": _new,
    "fmt": _fmt,
    "check": _check,
    "schema": _schema,
    "batch": _batch,
    **{name: _later(name) for name in LATER},
}

if __name__ == "__main__":
    sys.exit(main())
