"""Annotation: a finding, or a problem, as tools that mark a file where something is wrong take it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rubric.record import Record

if TYPE_CHECKING:
    from rubric.audit.finding import Finding, Repair, Weight
    from rubric.place import Place
    from rubric.problems import Language, Problem


class Annotation(Record):
    """``code`` and ``name`` say of what kind it is, ``text`` what stands there and what it does, ``advice``
    what to do; ``page`` explains the kind, ``related`` are further places with what is said of each."""

    code: str
    name: str
    severity: Weight
    place: Place | None
    text: str
    advice: str
    page: str = ""
    related: tuple[tuple[Place, str], ...] = ()
    repair: tuple[Repair, ...] = ()


def of_finding(finding: Finding, language: Language) -> Annotation:
    """A finding of the audit."""
    zh = language == "zh"
    gap = "" if zh else " "
    return Annotation(
        finding.code,
        finding.check,
        finding.severity,
        finding.place,
        f"{finding.message(language)}{gap}{finding.effect(language)}",
        finding.advice(language),
        finding.page,
        tuple((label.place, label.zh if zh else label.en) for label in finding.labels),
        finding.repair,
    )


def of_problem(problem: Problem, language: Language) -> Annotation:
    """A problem that keeps a file from being read."""
    severity: Weight = "warning" if problem.severity == "warning" else "error"
    text, advice = problem.message(language), problem.hint(language)
    return Annotation(problem.code, type(problem).__name__, severity, problem.place, text, advice)


def file_of(place: Place) -> str:
    """The file of a place as such tools name it: from the folder in which they run, where it lies below."""
    path = place.source.path
    if path is None:
        return place.file
    whole, here = path.resolve(), Path.cwd()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else str(whole)
