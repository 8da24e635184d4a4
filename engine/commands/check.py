"""``rubric check``: the audit of each rubric, and what further looks were asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from engine.console import names, pretty
from engine.inputs import read_rubric
from engine.output_problems import UnknownCheck
from rubric.audit import CHECKS, SEVERITIES, audit, clean, findings_json, render_findings
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
    """What a further look at the rubrics has to say, in text and as one key of the JSON document."""

    key: str
    text: str
    data: Any
    failed: bool
    problems: tuple[Problem, ...] = ()


# A further look at all the rubrics; by their names as they were given.
Look = Callable[["Mapping[str, Rubric]", "argparse.Namespace", "Console", "Language"], Report]


def run(options: argparse.Namespace, console: Console, looks: Sequence[Look] = ()) -> int:
    """Audit every rubric, then look further; 0 clean, 1 something found, 2 something unreadable."""
    selected = names(options.select) or list(CHECKS)
    ignored = names(options.ignore)
    unknown = [name for name in (*selected, *ignored) if name not in CHECKS]
    if unknown:
        return console.refuse([_unknown(unknown[0])], console.language())
    rubrics: dict[str, Rubric] = {}
    for file in options.files:
        rubric, language = read_rubric(file, console)
        if rubric is None:
            return 2
        rubrics[file] = rubric
    chosen = [name for name in selected if name not in ignored]
    findings = [finding for rubric in rubrics.values() for finding in audit(rubric, chosen)]
    reports = [look(rubrics, options, console, language) for look in looks]
    problems = [problem for report in reports for problem in report.problems]
    if problems:
        return console.refuse(problems, language)
    written = console.write(_shown(findings, reports, options, language), language)
    worst = SEVERITIES.index(options.fail_on)
    failed = any(SEVERITIES.index(finding.severity) <= worst for finding in findings)
    return written or int(failed or any(report.failed for report in reports))


def _shown(
    findings: Sequence[Finding], reports: Sequence[Report], options: argparse.Namespace, language: Language
) -> str:
    if options.format == "json":
        data = findings_json(findings, language)
        return pretty(data | {report.key: report.data for report in reports})
    first = render_findings(findings, language) or clean(language)
    return "\n".join((first, *(report.text for report in reports)))


def _unknown(name: str) -> Problem:
    zh, en = did_you_mean(name, CHECKS)
    return UnknownCheck(name=name, known="、".join(CHECKS), near_zh=zh, near_en=en)
