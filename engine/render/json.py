"""A scorecard for programs: a contract in decimal and fraction strings."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.explain import opens, reasons
from rubric.number import fits, fixed, fraction_string, round_places, shortest_places

if TYPE_CHECKING:
    from engine.explain import OpenView
    from engine.scorecard import (
        Assumption,
        BranchUse,
        CheckResult,
        FactUse,
        ItemScore,
        Known,
        Notice,
        Required,
        Scorecard,
        Step,
        Trace,
        ValueUse,
    )
    from rubric.problems import Language


_MOST_PLACES: Final = 10


def to_json(card: Scorecard, language: Language) -> dict[str, Any]:
    """The scorecard as JSON values; ``language`` is that of the reasons."""
    root = card.root
    share = root.low / root.points if root.exact is not None and root.points else None
    return {
        "rubric": {
            "title": card.title,
            "version": card.version,
            "status": card.status,
            "sha256": card.rubric_sha256,
        },
        "subject": card.subject,
        "period": card.period,
        "points": decimal(root.points),
        "score": _score(root),
        "exact": _exact(root.exact),
        "range": _range(root),
        "share": None if share is None else decimal(share),
        "grade": card.grades[0] if len(card.grades) == 1 else None,
        "complete": card.complete,
        "items": [_item(item, language) for item in root.items],
        "open": [_open(view) for view in opens(card, language)],
        "requires": [_required(one) for one in card.requires],
        "checks": [_check(check) for check in card.checks],
        "facts": {"sha256": card.facts_sha256},
        "engine": card.engine,
        "trace": _trace(root, root.trace),
        "override": card.override,
        "notices": [_notice(one) for one in card.notices],
        "quota": list(card.quota),
        "assumed": None if card.assumed is None else assumed_json(card.assumed, root.places),
    }


def decimal(x: Fraction, places: int | None = None) -> str:
    """A decimal string: with the given places, else as short as is exact, else to ten places."""
    if places is not None and fits(x, places):
        return fixed(x, places)
    shortest = shortest_places(x, _MOST_PLACES)
    if shortest is not None:
        return fixed(x, shortest)
    return fixed(round_places(x, _MOST_PLACES, "half_up"), _MOST_PLACES)


def _score(item: ItemScore) -> str | None:
    return None if item.exact is None else decimal(item.low, item.places)


def _range(item: ItemScore) -> list[str] | None:
    return [decimal(x, item.places) for x in (item.low, item.high)] if item.exact is None else None


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else fraction_string(value)


def _item(item: ItemScore, language: Language) -> dict[str, Any]:
    return {
        "path": item.path,
        "name": item.name,
        "points": decimal(item.points),
        "score": _score(item),
        "exact": _exact(item.exact),
        "range": _range(item),
        "lost": None if item.lost is None else decimal(item.lost, item.places),
        "state": item.state,
        "rule": item.rule,
        "reasons": reasons(item, language),
        "trace": _trace(item, item.trace),
        "items": [_item(child, language) for child in item.items],
    }


def _trace(item: ItemScore, trace: Trace) -> dict[str, Any]:
    undefined = item.undefined
    return {
        "text": item.text,
        "basis": list(item.basis),
        "evidence": list(item.evidence),
        "note": item.note,
        "code": item.code,
        "bonus": item.bonus,
        "applies": item.condition,
        "otherwise": item.otherwise,
        "combine": item.combine,
        "table": item.table,
        "grades": list(item.grades),
        "formula": trace.formula or None,
        "substituted": trace.substituted or None,
        "quantity": _known(trace.quantity),
        "percent": trace.percent,
        "target": _known(trace.target),
        "options": dict(trace.options),
        "level": trace.level,
        "reason": trace.reason,
        "raw": _exact(trace.raw),
        "held": fraction_string(item.held),
        "steps": [_step(step) for step in item.steps],
        "difference": fraction_string(item.difference),
        "undefined": {"kind": undefined.kind, "detail": undefined.detail} if undefined else None,
        "branches": [_branch(use) for use in trace.branches],
        "values": [_value(use) for use in trace.values],
        "facts": [_fact(use) for use in trace.facts],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "amount": fraction_string(step.amount),
        "label": step.label or None,
        "because": step.because,
        "quantity": _known(step.quantity),
        "branches": [_branch(use) for use in step.uses],
    }


def _branch(use: BranchUse) -> dict[str, Any]:
    branch = use.branch
    return {
        "kind": branch.kind,
        "label": branch.label,
        "because": branch.because,
        "count": branch.count,
        "per": _exact(branch.per),
        "each": branch.each,
        "required": branch.required,
        "decided": use.decided,
        "amount": _known(use.amount),
        "of": _known(use.of),
        "steps": _known(use.steps),
    }


def _value(use: ValueUse) -> dict[str, Any]:
    return {
        "name": use.name,
        "value": _known(use.value),
        "formula": use.formula or None,
        "substituted": use.substituted or None,
        "percent": use.percent,
    }


def _fact(use: FactUse) -> dict[str, Any]:
    return {
        "name": use.name,
        "value": _known(use.value),
        "text": use.text,
        "unit": use.unit,
        "file": use.file,
        "line": use.line,
        "cell": use.cell,
        "source": use.source,
        "note": use.note,
    }


def _required(one: Required) -> dict[str, Any]:
    return {
        "path": one.path,
        "what": one.what,
        "condition": one.condition,
        "because": one.because,
        "blocking": one.blocking,
        "attached": one.attached,
    }


def _check(check: CheckResult) -> dict[str, Any]:
    return {
        "name": check.name,
        "text": check.text,
        "substituted": check.substituted,
        "holds": check.holds,
        "within": check.within,
        "severity": check.severity,
        "because": check.because,
        "slack": _exact(check.slack),
        "file": check.place.source.name if check.place else None,
        "line": check.place.line if check.place else None,
    }


def _notice(one: Notice) -> dict[str, Any]:
    return {"fact": one.name, "kind": one.kind, "given": one.given, "declared": one.declared}


def assumed_json(made: Assumption, places: int | None) -> dict[str, Any]:
    """What was assumed, and how far the total then is from the end of its range."""
    return {
        "which": made.which,
        "facts": [
            {
                "name": one.name,
                "value": _known(one.value),
                "unit": one.unit,
                "level": one.level or None,
                "disputed": one.disputed,
            }
            for one in made.facts
        ],
        "end": decimal(made.end, places),
        "short": decimal(made.short, places),
        "open": list(made.open),
    }


def _known(value: Known | None) -> str | bool | None:
    return fraction_string(value) if isinstance(value, Fraction) else value


def _open(view: OpenView) -> dict[str, Any]:
    return {
        "fact": view.name,
        "items": list(view.items),
        "at_stake": decimal(view.at_stake, view.places),
        "jointly": view.jointly,
        "reason": view.reason or None,
    }
