"""Annotations as workflow commands of GitHub Actions: a line each, shown beside the line of the file.

Format: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rubric.audit.annotation import file_of
from rubric.report import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rubric.audit.annotation import Annotation

_LEVELS: Final = {"error": "error", "warning": "warning", "hint": "notice"}


def render_github(annotations: Iterable[Annotation]) -> str:
    """A line for each annotation; nothing at all for none."""
    return "".join(f"{_line(one)}\n" for one in annotations)


def _line(one: Annotation) -> str:
    place = one.place
    where = {}
    if place is not None:
        where = {"file": file_of(place), "line": place.line, "endLine": place.end_line, "col": place.column}
        where |= {"endColumn": place.end_column} if place.end_line == place.line else {}
    where |= {"title": f"{one.code} {one.name}"}
    properties = ",".join(f"{key}={_property(str(held))}" for key, held in where.items())
    related = [f"{place.line}: {text}" for place, text in one.related]
    advice = f"→ {one.advice}" if one.advice else ""
    parts = (*one.text.splitlines(), *related, advice, one.page)
    said = "\n".join(visible(line) for line in parts if line)
    return f"::{_LEVELS[one.severity]} {properties}::{_data(said)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
