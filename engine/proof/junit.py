"""What tests came to, as JUnit XML: what continuous integration reads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from engine.proof.cases_text import Told, plain
from rubric.report import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.proof.cases_run import Outcome, Run
    from rubric.problems import Language

WIDTH = 100


def junit(runs: Sequence[Run], language: Language) -> bytes:
    """A ``testsuites`` document with a suite for each file; a failure says what is printed of it."""
    root = Element("testsuites", _counts([outcome for run in runs for outcome in run.outcomes]))
    for run in runs:
        counts = _counts(run.outcomes)
        suite = SubElement(root, "testsuite", {"name": _clean(run.suite.shown), **counts})
        for outcome in run.outcomes:
            _case(suite, run.suite.shown, outcome, Told(language, WIDTH))
    indent(root)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _counts(outcomes: Sequence[Outcome]) -> dict[str, str]:
    failed = sum(not outcome.passed for outcome in outcomes)
    return {"tests": str(len(outcomes)), "failures": str(failed), "errors": "0", "skipped": "0"}


def _case(suite: Element, shown: str, outcome: Outcome, told: Told) -> None:
    file, line = _clean(shown), str(outcome.test.place.line)
    name = _clean(outcome.test.name)
    case = SubElement(suite, "testcase", {"classname": file, "name": name, "file": file, "line": line})
    if outcome.passed:
        return
    first = [f"{told.name(one)}: {' ≠ '.join(told.sides(one))}" for one in outcome.failures[:1]]
    failure = SubElement(case, "failure", {"message": _clean("".join(first)), "type": "AssertionError"})
    failure.text = "\n".join(_clean(text) for text in plain(told.failed(outcome, shown)).splitlines())


def _clean(text: str) -> str:
    """A text in one line with nothing in it that XML has no way to write."""
    return "".join(char if char not in "\ufffe\uffff" else "\ufffd" for char in visible(text))
