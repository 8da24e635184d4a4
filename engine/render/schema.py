"""The JSON Schema of a scorecard."""

from __future__ import annotations

from typing import Any, Final

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
            "requires": _list(_ref("required")),
            "checks": _list(_ref("check")),
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


_REQUIRED: Final = {
    "path": _TEXT,
    "what": {"enum": ["reason", "evidence"]},
    "condition": _TEXT,
    "because": {"type": ["string", "null"]},
    "blocking": {**_FLAG, "description": "whether the scorecard is incomplete without it"},
    "attached": _FLAG,
}
_CHECK: Final = {
    "name": _TEXT,
    "text": _TEXT,
    "substituted": _TEXT,
    "holds": {"type": ["boolean", "null"], "description": "null where a fact it needs is open"},
    "within": {**_FLAG, "description": "whether it holds only within its tolerance"},
    "severity": {"enum": ["error", "warning", "red_flag"]},
    "because": {"type": ["string", "null"]},
    "slack": {
        "anyOf": [{"$ref": "#/$defs/fraction"}, {"type": "null"}],
        "description": "left side less right",
    },
    "file": {"type": ["string", "null"]},
    "line": {"type": ["integer", "null"], "minimum": 1},
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
        "evidence": {**_list(_TEXT), "description": "the documents that must back it"},
        "note": _maybe(_TEXT),
        "code": {**_maybe(_TEXT), "description": "its number in the printed table"},
        "bonus": {**_FLAG, "description": "outside the sum of points"},
        "applies": _maybe(_TEXT),
        "otherwise": {"enum": ["full", "zero", "redistribute", "rescale", None]},
        "combine": {"enum": ["sum", "weighted", "best", "worst", "mean", "geometric", "formula", None]},
        "grades": {
            **_list(_TEXT),
            "description": "every grade that is still possible, of a group that has some",
        },
        "formula": _maybe(_TEXT),
        "substituted": _maybe(_TEXT),
        "quantity": known,
        "percent": _FLAG,
        "target": {**known, "description": "what a proportion is held against"},
        "options": {"type": "object", "additionalProperties": _TEXT},
        "level": _maybe(_TEXT),
        "reason": _maybe(_TEXT),
        "raw": {**_maybe(_ref("fraction")), "description": "what the rule gives before every step"},
        "held": {**_ref("fraction"), "description": "what holding within the bounds added to the rule"},
        "steps": {**_list(_ref("step")), "description": "raw, or the sum of the items, plus these is exact"},
        "difference": {**_ref("fraction"), "description": "what rounding a group added to its children"},
        "undefined": _maybe(_object({"kind": _TEXT, "detail": _TEXT})),
        "branches": _list(_ref("branch")),
        "values": _list(_ref("value")),
        "facts": _list(_ref("fact")),
    }
    branch = {
        "kind": _TEXT,
        "label": _TEXT,
        "because": _maybe(_TEXT),
        "count": {"enum": ["complete", "started", "continuous", None]},
        "per": {**_maybe(_ref("fraction")), "description": "the size of a step"},
        "each": {**_maybe(_TEXT), "description": "what a step or an element is worth, as written"},
        "required": _FLAG,
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
        "cell": {**_maybe(_TEXT), "description": "the cell of a workbook"},
        "source": _maybe(_TEXT),
        "note": _maybe(_TEXT),
    }
    step = {
        "kind": {"enum": ["held", "then_deduct", "ceiling", "veto", "scale"]},
        "amount": {**_ref("fraction"), "description": "what it added, below 0 what it took"},
        "label": {**_maybe(_TEXT), "description": "the condition, or the quantity that was measured"},
        "because": _maybe(_TEXT),
        "quantity": known,
        "branches": _list(_ref("branch")),
    }
    value = {
        "name": _TEXT,
        "value": known,
        "formula": _maybe(_TEXT),
        "substituted": _maybe(_TEXT),
        "percent": _FLAG,
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
        "step": _object(step),
        "value": _object(value),
        "open": _object(waits),
        "required": _object(_REQUIRED),
        "check": _object(_CHECK),
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
