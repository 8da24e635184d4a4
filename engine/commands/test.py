"""``rubric test``: the tests of rubrics, what they do not reach yet, and what would reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.console import pretty
from engine.output import emit
from engine.proof.cases_found import Finder
from engine.proof.cases_json import runs_json
from engine.proof.cases_run import run_suite
from engine.proof.cases_text import NO_TESTS, Told
from engine.proof.cases_update import change_lines, changes, write
from engine.proof.coverage_text import coverage_json, coverage_lines, coverages
from engine.proof.junit import junit
from engine.proof.watch import watch
from engine.render.spans import paint
from rubric.record import Record

if TYPE_CHECKING:
    import argparse

    from engine.console import Console
    from engine.proof.cases_run import Run
    from engine.proof.cases_update import Change
    from engine.proof.coverage import Coverage
    from engine.render.spans import Spans
    from rubric.problems import Language


FOLDER: Final = "suggested"


class Report(Record):
    """Everything that a run has to say."""

    runs: list[Run]
    covered: list[Coverage]
    changed: list[Change]

    @property
    def passed(self) -> bool:
        """Whether there was a test, and all of them passed."""
        outcomes = [outcome for run in self.runs for outcome in run.outcomes]
        return bool(outcomes) and all(outcome.passed for outcome in outcomes)


def run(options: argparse.Namespace, console: Console) -> int:
    """Run the tests of every path; 0 all passed, 1 one failed or there was none, 2 something unreadable."""
    if not options.watch:
        return _once(options, console)
    codes: list[int] = []

    def again() -> None:
        if codes:
            emit("\n", None)
        codes.append(_once(options, console))

    watch(options.files or ["."], again)
    return codes[-1] if codes else 0


def _once(options: argparse.Namespace, console: Console) -> int:
    finder = Finder()
    finder.find(options.files or ["."])
    language = _language(finder, console)
    if finder.problems:
        return console.refuse(finder.problems, language)
    runs = [run_suite(suite) for suite in finder.suites]
    wrong = [problem for run in runs for outcome in run.outcomes for problem in outcome.wrong]
    if wrong:
        return console.refuse(wrong, language)
    if options.junit and (unwritten := emit(junit(runs, language), options.junit)):
        return console.refuse([unwritten], language)
    counted = options.coverage or options.fail_under is not None or options.suggest
    rubrics = [rubric for rubric in finder.rubrics.values() if rubric is not None]
    report = Report(
        runs, coverages(runs, rubrics) if counted else [], changes(runs) if options.update else []
    )
    if options.suggest:
        return _suggest(report, options, console, language)
    _tell(report, options, console, language)
    if report.changed and (problem := write(report.changed)):
        return console.refuse([problem], language)
    under = options.fail_under
    short = under is not None and any(one.share < under for one in report.covered)
    return int(not report.passed or short)


def _suggest(report: Report, options: argparse.Namespace, console: Console, language: Language) -> int:
    """Write what would reach the rest; 0 where that reaches all of it and nothing failed."""
    from engine.proof.suggest_files import (  # noqa: PLC0415 - only who asks pays for the search
        suggestion_lines,
        suggestions_json,
        write_suggestions,
    )

    folder = options.output or FOLDER
    written, problems = write_suggestions(report.covered, folder, language)
    if problems:
        return console.refuse(problems, language)
    if options.format == "json":
        emit(pretty({"suggestions": suggestions_json(written, language)}), None)
    else:
        width, colour = console.page()
        layout = Told(language, width, ascii=options.ascii).layout
        emit(paint(suggestion_lines(written, folder, layout, width, language), width, colour=colour), None)
    failed = any(not outcome.passed for run in report.runs for outcome in run.outcomes)
    return int(failed or any(one.suggested.left for one in written))


def _language(finder: Finder, console: Console) -> Language:
    rubrics = [rubric for rubric in finder.rubrics.values() if rubric is not None]
    return console.language(rubrics[0] if rubrics else None)


def _tell(report: Report, options: argparse.Namespace, console: Console, language: Language) -> None:
    if options.format == "json":
        emit(pretty(_data(report, language)), None)
        return
    width, colour = console.page()
    told = Told(language, width, ascii=options.ascii)
    lines: list[Spans] = []
    if any(run.outcomes for run in report.runs):
        lines = told.runs(report.runs)
    else:
        lines = [[(line, "")] for line in told.layout.wrap(NO_TESTS[language], width)]
    lines += coverage_lines(report.covered, told.layout, width, language)
    if options.update:
        lines += [[], *change_lines(report.changed, language)]
    emit(paint(lines, width, colour=colour), None)


def _data(report: Report, language: Language) -> dict[str, Any]:
    data = runs_json(report.runs, language)
    if report.covered:
        data["coverage"] = coverage_json(report.covered, language)
    return data
