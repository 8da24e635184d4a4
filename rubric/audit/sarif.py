"""Annotations as SARIF 2.1.0, which code hosts and editors read.

Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Columns are counted in characters.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from rubric.audit.annotation import file_of
from rubric.report import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.audit.annotation import Annotation
    from rubric.audit.finding import Repair
    from rubric.place import Place
    from rubric.problems import Language

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {"error": "error", "warning": "warning", "hint": "note"}


def sarif(annotations: Sequence[Annotation], language: Language, version: str) -> dict[str, Any]:
    """The log of one run. ``version`` is that of the program."""
    rules = {one.code: one for one in annotations}
    places = {code: at for at, code in enumerate(rules)}
    driver = {"name": "rubric", "version": version, "rules": [_rule(one) for one in rules.values()]}
    run = {
        "tool": {"driver": driver},
        "language": "zh-CN" if language == "zh" else "en",
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, places[one.code]) for one in annotations],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(one: Annotation) -> dict[str, Any]:
    page = {"help": {"text": one.page}, "properties": {"page": one.page}} if one.page else {}
    level = {"level": _LEVELS[one.severity]}
    return {"id": one.code, "name": one.name, "defaultConfiguration": level, **page}


def _result(one: Annotation, rule: int) -> dict[str, Any]:
    related = [
        {"id": at, **_location(place), "message": {"text": visible(text)}}
        for at, (place, text) in enumerate(one.related)
    ]
    return {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": _LEVELS[one.severity],
        "message": {"text": _said(one)},
        "locations": [_location(one.place)] if one.place is not None else [],
        **({"relatedLocations": related} if related else {}),
        **({"fixes": [_fix(one.repair)]} if one.repair else {}),
    }


def _said(one: Annotation) -> str:
    advice = [f"→ {one.advice}"] if one.advice else []
    return "\n".join(visible(line) for line in (*one.text.splitlines(), *advice)) or one.code


def _location(place: Place) -> dict[str, Any]:
    physical = {"artifactLocation": {"uri": _uri(place)}, "region": _region(place)}
    return {"physicalLocation": physical}


def _uri(place: Place) -> str:
    path = Path(file_of(place))
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _region(place: Place) -> dict[str, int]:
    source = place.source
    (line, column), (end_line, end_column) = (source.line_column(at) for at in (place.start, place.end))
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": place.start,
        "charLength": place.end - place.start,
    }


def _fix(repair: Sequence[Repair]) -> dict[str, Any]:
    files: dict[str, list[Repair]] = {}
    for one in repair:
        files.setdefault(_uri(one.place), []).append(one)
    changes = [
        {
            "artifactLocation": {"uri": uri},
            "replacements": [
                {"deletedRegion": _region(one.place), "insertedContent": {"text": one.text}} for one in edits
            ],
        }
        for uri, edits in files.items()
    ]
    return {"artifactChanges": changes}
