"""``rubric reconcile``: whether a sheet that was handed in agrees with what the engine scores."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from engine.console import pretty
from engine.inputs import read_scored
from engine.output_problems import FileExists
from engine.questions.reconcile.answer import reconcile
from engine.questions.reconcile.reported_read import load_reported
from engine.render.reconcile import render_reconcile
from engine.render.reconcile_json import reconcile_json
from engine.render.reconcile_sheet import sheet_csv, sheet_xlsx

if TYPE_CHECKING:
    import argparse

    from engine.console import Console
    from engine.questions.reconcile.answer import Reconciliation
    from rubric.problems import Language

SHEETS = (".csv", ".xlsx")


def run(options: argparse.Namespace, console: Console) -> int:
    """Judge every reported score; 0 all agree, 1 something was found, 2 something unreadable."""
    *files, name = options.files
    scored, language = read_scored(files, console)
    if scored is None:
        return 2
    reported, problems = load_reported(name, scored.rubric, scored.card)
    if reported is None or problems:
        return console.refuse(problems, language)
    found = reconcile(scored.rubric, scored.facts, scored.card, reported)
    if _sheet(options):
        return _write_sheet(found, options, console, language) or int(not found.agreed)
    if options.format == "json":
        text = pretty(reconcile_json(found, language))
    else:
        width, colour = console.page()
        text = render_reconcile(found, language=language, width=width, colour=colour, ascii=options.ascii)
    return console.write(text, language) or int(not found.agreed)


def _sheet(options: argparse.Namespace) -> bool:
    """Whether a table is to be written."""
    return bool(options.output) and Path(options.output).suffix.lower() in SHEETS


def _write_sheet(
    found: Reconciliation, options: argparse.Namespace, console: Console, language: Language
) -> int:
    if os.path.lexists(options.output):
        return console.refuse([FileExists(name=options.output)], language)
    if Path(options.output).suffix.lower() == ".csv":
        return console.write(sheet_csv(found, language).encode("utf-8-sig"), language)
    data, problems = sheet_xlsx(found, language)
    return console.refuse(problems, language) if data is None else console.write(data, language)
