"""The look that ``rubric check --prove`` takes: every rubric proved, told, and its counterexamples saved."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any, Final, Self

from engine.commands.check import Report
from engine.facts_rubric import name_for
from engine.output import complain
from engine.proof.claim import SEVERITY
from engine.proof.prove import SECONDS, prove
from engine.proof.prove_report import report_data, report_notes, report_text
from engine.proof.saved import CannotBeWrittenError, facts_yaml
from engine.proof.saved_folder import file_name, save_all
from rubric.audit import SEVERITIES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from engine.console import Console
    from engine.proof.verdict import Verdict
    from rubric.audit.annotation import Annotation
    from rubric.audit.finding import Weight
    from rubric.model import Rubric
    from rubric.problems import Language, Problem

# Whoever waits no longer than this is told nothing of the progress.
QUIET: Final = 1.0
OFTEN: Final = 0.2


def look(
    rubrics: Mapping[str, Rubric], options: argparse.Namespace, _console: Console, language: Language
) -> Report:
    """Prove every rubric; failed where a claim is refuted that is as bad as ``--fail-on`` says."""
    seconds = SECONDS if options.time_limit is None else float(options.time_limit)
    texts: list[str] = []
    data: dict[str, Any] = {}
    problems: list[Problem] = []
    notes: list[Annotation] = []
    failed = False
    for name, rubric in rubrics.items():
        with _Progress(language) as progress:
            verdicts = prove(rubric, seconds, progress.tell)
        files = dict(_files(name, rubric, verdicts, options.save, language)) if options.save else {}
        problems += save_all(options.save, {file: text for _, file, text in files.values()}) if files else []
        saved: dict[int, list[str]] = {}
        for number, file, _ in files.values():
            saved.setdefault(number, []).append(os.path.join(options.save, file))  # noqa: PTH118 - as it was typed
        texts.append(report_text(verdicts, rubric, language, saved))
        data[name] = report_data(verdicts, rubric, language, saved)
        notes += report_notes(verdicts, rubric, language)
        failed = failed or any(_fails(verdict, options.fail_on) for verdict in verdicts)
    return Report("proof", "\n".join(texts), data, failed, tuple(problems), tuple(notes))


def _fails(verdict: Verdict, fail_on: Weight) -> bool:
    severity = SEVERITY[verdict.claim.kind]
    return verdict.state == "refuted" and SEVERITIES.index(severity) <= SEVERITIES.index(fail_on)


def _files(
    name: str, rubric: Rubric, verdicts: Sequence[Verdict], folder: str, language: Language
) -> Iterator[tuple[str, tuple[int, str, str]]]:
    """A facts file for each example of what is refuted: its name, and the number of its verdict."""
    for number, verdict in enumerate(verdicts):
        if verdict.state != "refuted":
            continue
        claim = verdict.claim
        for part, example in enumerate(verdict.examples, 1):
            more = str(part) if len(verdict.examples) > 1 else ""
            row = "" if claim.row is None else f"rule-{claim.row + 1}"
            file = file_name("proof", claim.item.path or "whole", row, claim.kind, claim.label, more)
            beside = name_for(name, os.path.join(folder, file))  # noqa: PTH118 - as it was typed
            try:
                yield file, (number, file, facts_yaml(rubric, beside, example.facts, language))
            except CannotBeWrittenError:
                continue


class _Progress:
    """A line on the error stream that says how far it is, for a person at a terminal who waits."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.shown = False
        self.start = self.last = time.monotonic()
        self.listening = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            complain("\r\x1b[K")

    def tell(self, done: int, whole: int) -> None:
        """How many claims of how many are done."""
        now = time.monotonic()
        if not self.listening or now - self.start < QUIET or now - self.last < OFTEN:
            return
        self.last, self.shown = now, True
        said = f"正在证明 {done}/{whole}" if self.language == "zh" else f"proving {done}/{whole}"
        complain(f"\r\x1b[K{said}")
