"""The reviewer's sheet for programs: numbers as exact fractions, sentences in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.explain import reasons
from engine.explain.words import clauses
from engine.questions.reconcile.finding_words import finding_words
from engine.questions.reconcile.readings_words import read_so
from engine.questions.reconcile.words import told
from rubric.number import fraction_string

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.questions.reconcile.answer import Reconciled, Reconciliation, Tally
    from engine.questions.reconcile.findings import Finding
    from engine.questions.reconcile.judge import Explained, OtherRounding, Verdict
    from engine.questions.reconcile.reported import Column
    from rubric.problems import Language


def reconcile_json(found: Reconciliation, language: Language) -> dict[str, Any]:
    """All of it as JSON values."""
    card = found.card
    return {
        "rubric": {
            "title": card.title,
            "version": card.version,
            "status": card.status,
            "sha256": card.rubric_sha256,
        },
        "facts": {"sha256": card.facts_sha256},
        "reported": found.reported.source.name,
        "subject": card.subject,
        "period": card.period,
        "agreed": found.agreed,
        "rows": [_row(row, language) for row in found.rows],
        "findings": [_finding(one, language) for one in found.findings],
        "columns": [_tally(one) for one in found.tallies],
        "grades": list(card.grades),
        "unread": list(found.reported.unread),
    }


def _row(row: Reconciled, language: Language) -> dict[str, Any]:
    item = row.item
    return {
        "path": item.path,
        "name": item.name,
        "points": _number(item.points),
        "state": item.state,
        "low": _number(item.low),
        "high": _number(item.high),
        "exact": _number(item.exact),
        "reason": clauses(reasons(item, language), language),
        "reported": {
            column: _score(row, column, verdict, language) for column, verdict in row.verdicts.items()
        },
    }


def _score(row: Reconciled, column: Column, verdict: Verdict, language: Language) -> dict[str, Any]:
    assert row.row is not None  # a verdict is on a score
    score = row.row.scores[column]
    return {
        "score": _number(score.value),
        "text": score.text,
        "reason": score.reason or None,
        "line": score.place.line,
        "verdict": verdict.kind,
        "difference": _number(verdict.difference),
        "rounding": _rounding(verdict.rounding),
        "readings": [_explained(one, language) for one in verdict.readings],
        "within": verdict.within,
        "sentence": told(row, column, verdict, language),
    }


def _explained(one: Explained, language: Language) -> dict[str, Any]:
    reading = one.reading
    return {
        "kind": reading.kind,
        "what": reading.what,
        "read_as": reading.name or reading.count,
        "places": reading.places,
        "percent": reading.percent,
        "rounding": _rounding(one.rounding),
        "sentence": read_so(reading, language),
    }


def _rounding(rounding: OtherRounding | None) -> dict[str, Any] | None:
    return None if rounding is None else {"places": rounding.places, "mode": rounding.mode}


def _finding(one: Finding, language: Language) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "path": one.path,
        "name": one.name or None,
        "column": one.column,
        "reported": _number(one.reported),
        "due": _number(one.due),
        "text": one.text or None,
        "line": one.place.line if one.place is not None else None,
        "sentence": finding_words(one, language),
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "column": tally.column,
        "counts": dict(tally.counts),
        "total": _number(tally.total),
        "stated": tally.stated,
        "grade": tally.grade or None,
        "difference": _number(tally.difference),
        "in_items": _number(tally.rows),
        "elsewhere": _number(tally.rest),
    }


def _number(x: Fraction | None) -> str | None:
    return None if x is None else fraction_string(x)
