"""Findings as a person reads them: the places with what is said of each, the effect, what to do, the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rubric.report import excerpt, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.audit.finding import Finding, Label
    from rubric.place import Place
    from rubric.problems import Language

MOST_SHOWN: Final = 100
_KINDS: Final = {
    "zh": {"error": "错误：", "warning": "警告：", "hint": "提示："},
    "en": {"error": "error: ", "warning": "warning: ", "hint": "hint: "},
}
_EFFECT: Final = {"zh": "影响：", "en": "Effect: "}
_PAGE: Final = {"zh": "说明：", "en": "See "}


def render_findings(findings: Sequence[Finding], language: Language) -> str:
    """Every finding, one paragraph each, up to a hundred; ends with a line break."""
    shown = [_paragraph(finding, language) for finding in findings[:MOST_SHOWN]]
    more = len(findings) - len(shown)
    if more:
        shown.append(f"…… 另有 {more} 处\n" if language == "zh" else f"... and {more} more findings\n")
    return "\n".join(shown)


def clean(language: Language) -> str:
    """What is said where nothing was found."""
    return "没有发现问题。\n" if language == "zh" else "Nothing was found.\n"


def repairable(findings: Sequence[Finding], language: Language) -> str:
    """How many of the findings have one right repair; empty for none."""
    count = sum(bool(finding.repair) for finding in findings)
    if not count:
        return ""
    if language == "zh":
        return f"其中 {count} 处只有一种改法，可以用 --fix 修复。\n"
    return f"--fix can repair {count} of them, for which there is one right repair.\n"


def findings_json(findings: Sequence[Finding], language: Language) -> dict[str, list[dict[str, Any]]]:
    """The findings as data: ``{"findings": [...]}``, places counted from 1 in characters, or null."""
    return {"findings": [_plain(finding, language) for finding in findings]}


def _paragraph(finding: Finding, language: Language) -> str:
    place = finding.place
    where = f"{visible(place.file)}:{place.line}:{place.column}: " if place else ""
    kind = _KINDS[language][finding.severity]
    lines = [f"{where}{finding.code} {kind}{visible(finding.message(language))}"]
    if place is not None:
        lines.append(excerpt(place))
    lines += [_labelled(label, place, language) for label in finding.labels]
    lines.append(f"  {_EFFECT[language]}{visible(finding.effect(language))}")
    lines.append(f"  → {visible(finding.advice(language))}")
    lines.append(f"  {_PAGE[language]}{finding.page}")
    return "\n".join(lines) + "\n"


def _labelled(label: Label, first: Place | None, language: Language) -> str:
    """The excerpt of a label with its text behind the carets; the file is named where it is another."""
    other = first is None or first.source.name != label.place.source.name
    head = f"  {visible(label.place.file)}\n" if other else ""
    return f"{head}{excerpt(label.place)} {visible(_text(label, language))}"


def _text(label: Label, language: Language) -> str:
    return label.zh if language == "zh" else label.en


def _plain(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "check": finding.check,
        "code": finding.code,
        "severity": finding.severity,
        **_where(finding.place),
        "message": visible(finding.message(language)),
        "effect": visible(finding.effect(language)),
        "advice": visible(finding.advice(language)),
        "page": finding.page,
        "repair": [{**_where(one.place), "text": one.text} for one in finding.repair],
        "labels": [
            {**_where(label.place), "text": visible(_text(label, language))} for label in finding.labels
        ],
    }


def _where(place: Place | None) -> dict[str, Any]:
    return {
        "file": visible(place.file) if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "end_column": place.end_column if place else None,
    }
