"""``rubric check``: the audit of each rubric, and what further looks were asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from engine.commands.fix import Fixed, fix, fixed_json, fixed_text
from engine.console import names, pretty
from engine.house import house_policy
from engine.output import emit
from engine.output_problems import UnknownCheck
from engine.version import VERSION
from rubric.audit import CHECKS, CODES, SEVERITIES, audit, clean, findings_json, render_findings
from rubric.audit.annotation import Annotation, of_finding, of_problem
from rubric.audit.github import render_github
from rubric.audit.report import repairable
from rubric.audit.sarif import sarif
from rubric.load import load_rubric
from rubric.problems import did_you_mean
from rubric.record import Record

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from engine.console import Console
    from rubric.audit import Finding
    from rubric.model import Rubric
    from rubric.problems import Language, Problem


class Report(Record):
    """What a further look at the rubrics has to say, in text and as one key of the JSON document; ``notes``
    are what tools that mark files are told of it."""

    key: str
    text: str
    data: Any
    failed: bool
    problems: tuple[Problem, ...] = ()
    notes: tuple[Annotation, ...] = ()

    @property
    def told(self) -> tuple[Annotation, ...]:
        """The notes; of a report that failed and has none, that it did, with all that it says."""
        if self.notes or not self.failed:
            return self.notes
        return (Annotation(self.key, self.key, "error", None, self.text.strip(), ""),)


Audit = Callable[["Rubric"], list["Finding"]]
# A further look at all the rubrics; by their names as they were given.
Look = Callable[["Mapping[str, Rubric]", "argparse.Namespace", "Console", "Language"], Report]


def run(options: argparse.Namespace, console: Console, looks: Sequence[Look] = ()) -> int:
    """Audit every rubric, then look further; 0 clean, 1 something found, 2 something unreadable."""
    chosen, ignored = _checks(options.select), _checks(options.ignore)
    unknown = [name for name in (*(chosen or []), *ignored) if name not in {**CHECKS, **CODES}]
    if unknown:
        return console.refuse([_unknown(unknown[0])], console.language())
    language = console.language()
    rubrics: dict[str, Rubric] = {}
    audits: dict[str, Audit] = {}
    for file in options.files:
        rubric, problems = load_rubric(file)
        language = console.language(rubric)
        audits[file], more = _audit(rubric, chosen, ignored)
        if rubric is None or more:
            return _refused([*problems, *more], options, console, language)
        rubrics[file] = rubric
    fixed, problems = _mended(rubrics, audits) if options.fix else ([], [])
    if problems:
        emit(fixed_text(fixed, language), None)
        return _refused(problems, options, console, language)
    findings = [finding for file, rubric in rubrics.items() for finding in audits[file](rubric)]
    reports = [look(rubrics, options, console, language) for look in looks]
    problems = [problem for report in reports for problem in report.problems]
    if problems:
        return _refused(problems, options, console, language)
    written = console.write(_shown(findings, fixed, reports, options, language), language)
    worst = SEVERITIES.index(options.fail_on)
    failed = any(SEVERITIES.index(finding.severity) <= worst for finding in findings)
    return written or int(failed or any(report.failed for report in reports))


def _checks(text: str | None) -> list[str]:
    """Names of checks, and codes in whichever case."""
    return [name.upper() if name.upper() in CODES else name for name in names(text)]


def _audit(
    rubric: Rubric | None, chosen: Sequence[str], ignored: Sequence[str]
) -> tuple[Audit, list[Problem]]:
    """The audit as it was asked for, under the house policy that a rubric falls under."""
    source = rubric.source if rubric is not None else None
    house, problems = house_policy(source.path if source is not None else None)
    return lambda one: audit(one, chosen or None, but=ignored, house=house), problems


def _mended(rubrics: dict[str, Rubric], audits: Mapping[str, Audit]) -> tuple[list[Fixed], list[Problem]]:
    """What was repaired in the rubrics, each of which is then read anew; stops at the first problem."""
    every: list[Fixed] = []
    for file, rubric in rubrics.items():
        fixed, problems = fix(rubric, audits[file])
        every += fixed
        again, unread = load_rubric(file) if fixed else (rubric, [])
        if problems or again is None:
            return every, [*problems, *unread]
        rubrics[file] = again
    return every, []


def _shown(
    findings: Sequence[Finding],
    fixed: Sequence[Fixed],
    reports: Sequence[Report],
    options: argparse.Namespace,
    language: Language,
) -> str:
    if options.format in ("github", "sarif"):
        notes = [note for report in reports for note in report.told]
        return _marked([*(of_finding(one, language) for one in findings), *notes], options, language)
    if options.format == "json":
        mended = {"fixed": fixed_json(fixed)} if options.fix else {}
        data = findings_json(findings, language) | mended
        return pretty(data | {report.key: report.data for report in reports})
    failed = any(report.failed for report in reports)
    found = render_findings(findings, language) or ("" if failed else clean(language))
    can = "" if options.fix else repairable(findings, language)
    first = [part for part in (fixed_text(fixed, language), found, can) if part]
    return "\n".join((*first, *(report.text for report in reports)))


def _marked(annotations: Sequence[Annotation], options: argparse.Namespace, language: Language) -> str:
    if options.format == "github":
        return render_github(annotations)
    return pretty(sarif(annotations, language, VERSION))


def _refused(
    problems: Sequence[Problem], options: argparse.Namespace, console: Console, language: Language
) -> int:
    """Tools that mark files are told of problems in their own form, and a person as ever."""
    if options.format in ("github", "sarif"):
        emit(_marked([of_problem(one, language) for one in problems], options, language), None)
        return 2
    return console.refuse(problems, language)


def _unknown(name: str) -> Problem:
    zh, en = did_you_mean(name, CHECKS)
    return UnknownCheck(name=name, known="、".join(CHECKS), near_zh=zh, near_en=en)
