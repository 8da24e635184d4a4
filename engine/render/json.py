"""A scorecard for programs: a contract in decimal and fraction strings, with its JSON Schema."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.explain import opens, reasons
from rubric.number import fits, fixed, fraction_string, round_places, shortest_places

if TYPE_CHECKING:
    from engine.explain import OpenView
    from engine.scorecard import BranchUse, FactUse, ItemScore, Known, Scorecard, Trace
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
        "requires": [],
        "checks": [],
        "facts": {"sha256": card.facts_sha256},
        "engine": card.engine,
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
        "applies": item.condition,
        "otherwise": item.otherwise,
        "formula": trace.formula or None,
        "substituted": trace.substituted or None,
        "quantity": _known(trace.quantity),
        "percent": trace.percent,
        "level": trace.level,
        "reason": trace.reason,
        "held": fraction_string(item.held),
        "difference": fraction_string(item.difference),
        "undefined": {"kind": undefined.kind, "detail": undefined.detail} if undefined else None,
        "branches": [_branch(use) for use in trace.branches],
        "facts": [_fact(use) for use in trace.facts],
    }


def _branch(use: BranchUse) -> dict[str, Any]:
    branch = use.branch
    return {
        "kind": branch.kind,
        "label": branch.label,
        "because": branch.because,
        "count": branch.count,
        "decided": use.decided,
        "amount": _known(use.amount),
        "of": _known(use.of),
        "steps": _known(use.steps),
    }


def _fact(use: FactUse) -> dict[str, Any]:
    return {
        "name": use.name,
        "value": _known(use.value),
        "text": use.text,
        "unit": use.unit,
        "file": use.file,
        "line": use.line,
        "source": use.source,
        "note": use.note,
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


# -- schema ----------------------------------------------------------------------------------------

_DECIMAL: Final = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_FRACTION: Final = {"type": "string", "pattern": r"^-?[0-9]+(/[1-9][0-9]*)?$"}
_SHA256: Final = {"type": "string"}
_TEXT: Final = {"type": "string"}
_FLAG: Final = {"type": "boolean"}
_RANGE: Final = {"type": "array", "items": {"$ref": "#/$defs/decimal"}, "minItems": 2, "maxItems": 2}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what ``to_json`` gives."""
    whole = _object(
        {
            "rubric": _object(
                {"title": _TEXT, "version": _maybe(_TEXT), "status": _maybe(_TEXT), "sha256": _SHA256}
            ),
            "subject": _maybe(_TEXT),
            "period": _maybe(_TEXT),
            "points": _ref("decimal"),
            "score": _maybe(_ref("decimal")),
            "exact": _maybe(_ref("fraction")),
            "range": _maybe(_RANGE),
            "share": _maybe(_ref("decimal")),
            "grade": _maybe(_TEXT),
            "complete": _FLAG,
            "items": _list(_ref("item")),
            "open": _list(_ref("open")),
            "requires": _list({"type": "object"}),
            "checks": _list({"type": "object"}),
            "facts": _object({"sha256": _SHA256}),
            "engine": _TEXT,
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scorecard",
        "description": "Exactly one of score and range is null, here and in every item.",
        **whole,
        **_EITHER,
        "$defs": _definitions(),
    }


_EITHER: Final[dict[str, Any]] = {
    "oneOf": [
        {"properties": {"score": {"type": "string"}, "range": {"type": "null"}}},
        {"properties": {"score": {"type": "null"}, "range": {"type": "array"}}},
    ]
}


def _definitions() -> dict[str, Any]:
    states = {"enum": ["scored", "not_applicable", "unscored"]}
    known = {"type": ["string", "boolean", "null"], "description": "a number is a fraction"}
    item = {
        "path": _TEXT,
        "name": _TEXT,
        "points": _ref("decimal"),
        "score": _maybe(_ref("decimal")),
        "exact": _maybe(_ref("fraction")),
        "range": _maybe(_RANGE),
        "lost": _maybe(_ref("decimal")),
        "state": states,
        "rule": _maybe(_TEXT),
        "reasons": _list(_TEXT),
        "trace": _ref("trace"),
        "items": _list(_ref("item")),
    }
    trace = {
        "text": _maybe(_TEXT),
        "basis": _list(_TEXT),
        "applies": _maybe(_TEXT),
        "otherwise": _maybe(_TEXT),
        "formula": _maybe(_TEXT),
        "substituted": _maybe(_TEXT),
        "quantity": known,
        "percent": _FLAG,
        "level": _maybe(_TEXT),
        "reason": _maybe(_TEXT),
        "held": {**_ref("fraction"), "description": "what holding within the bounds added to the rule"},
        "difference": {**_ref("fraction"), "description": "what rounding a group added to its children"},
        "undefined": _maybe(_object({"kind": _TEXT, "detail": _TEXT})),
        "branches": _list(_ref("branch")),
        "facts": _list(_ref("fact")),
    }
    branch = {
        "kind": _TEXT,
        "label": _TEXT,
        "because": _maybe(_TEXT),
        "count": {"enum": ["complete", "started", "continuous", None]},
        "decided": _FLAG,
        "amount": known,
        "of": known,
        "steps": known,
    }
    fact = {
        "name": _TEXT,
        "value": known,
        "text": {**_TEXT, "description": "as written in the facts file, empty where it is missing"},
        "unit": _maybe(_TEXT),
        "file": _maybe(_TEXT),
        "line": _maybe({"type": "integer", "minimum": 1}),
        "source": _maybe(_TEXT),
        "note": _maybe(_TEXT),
    }
    waits = {
        "fact": {**_maybe(_TEXT), "description": "null where the item waits for no fact: see reason"},
        "items": _list(_TEXT),
        "at_stake": _ref("decimal"),
        "jointly": {**_FLAG, "description": "whether other open facts hang on the same points"},
        "reason": _maybe(_TEXT),
    }
    return {
        "decimal": {**_DECIMAL, "description": "exact, or to ten places where no decimal is"},
        "fraction": {**_FRACTION, "description": "exact"},
        "item": {**_object(item), **_EITHER},
        "trace": _object(trace),
        "branch": _object(branch),
        "fact": _object(fact),
        "open": _object(waits),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _maybe(of: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [of, {"type": "null"}]}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}
