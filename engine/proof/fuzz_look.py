"""``rubric check --fuzz N``: facts around the cut points of each rubric, and what they break."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine.commands.check import Report
from engine.facts_rubric import name_for
from engine.proof.fuzz import fuzz
from engine.proof.fuzz_progress import progress
from engine.proof.fuzz_words import fuzz_data, fuzz_notes, fuzz_text
from engine.proof.saved import CannotBeWrittenError, facts_yaml
from engine.proof.saved_folder import file_name, save_all

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from engine.console import Console
    from engine.proof.fuzz import Fuzzed
    from rubric.audit.annotation import Annotation
    from rubric.model import Rubric
    from rubric.problems import Language, Problem

# So many different seeds are enough, and short enough to be typed again.
SEEDS: Final = 1_000_000


def look(
    rubrics: Mapping[str, Rubric], options: argparse.Namespace, console: Console, language: Language
) -> Report:
    """Search every rubric from one seed, and save what was found where that was asked for."""
    del console
    seed = secrets.randbelow(SEEDS) if options.seed is None else options.seed
    texts: list[str] = []
    data: list[dict[str, Any]] = []
    problems: list[Problem] = []
    notes: list[Annotation] = []
    failed = False
    for file, rubric in rubrics.items():
        with progress(language) as told:
            fuzzed = fuzz(rubric, options.fuzz, seed, told=told)
        saved, found = _saved(file, rubric, fuzzed, options.save, language) if options.save else ({}, [])
        problems += found
        texts.append(fuzz_text(file, rubric, fuzzed, saved, language))
        notes += fuzz_notes(rubric, fuzzed, language)
        data.append(fuzz_data(file, rubric, fuzzed, saved, language))
        failed = failed or bool(fuzzed.findings)
    return Report("fuzz", "\n".join(texts), data, failed, tuple(problems), tuple(notes))


def _saved(
    file: str, rubric: Rubric, fuzzed: Fuzzed, folder: str, language: Language
) -> tuple[dict[tuple[str, str], list[str]], list[Problem]]:
    """The facts files of every finding, by its path and property."""
    names: dict[tuple[str, str], list[str]] = {}
    texts: dict[str, str] = {}
    for one in fuzzed.findings:
        for number, made in enumerate(one.facts, start=1):
            count = str(number) if len(one.facts) > 1 else ""
            name = file_name(one.path or rubric.title, one.property, count)
            try:
                path = str(Path(folder, name))
                texts[name] = facts_yaml(rubric, name_for(file, path), made.facts(rubric), language)
            except CannotBeWrittenError:
                continue  # told in words all the same
            names.setdefault((one.path, one.property), []).append(path)
    return names, save_all(folder, texts)
