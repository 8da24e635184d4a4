"""Problems as a person reads them: the place, the line with a caret, what is wrong, what to do."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.problems import Language, Problem
    from rubric.source import Place


def render_problems(problems: Sequence[Problem], language: Language) -> str:
    """Every problem, one paragraph each; ends with a line break."""
    return "\n".join(_paragraph(problem, language) for problem in problems)


def _paragraph(problem: Problem, language: Language) -> str:
    place = problem.place
    where = f"{place.source.name}:{place.line}:{place.column}: " if place else ""
    lines = [f"{where}{problem.code} {problem.message(language)}"]
    if place is not None:
        lines.append(excerpt(place))
    lines.append(f"  → {problem.hint(language)}")
    return "\n".join(lines) + "\n"


def excerpt(place: Place) -> str:
    """The line of a place with carets under its characters, wide ones counted as two."""
    line, number = place.source.line_text(place.line), str(place.line)
    before, under = line[: place.column - 1], line[place.column - 1 : place.end_column - 1]
    carets = "^" * max(1, cells(under))
    return f"  {number} | {line}\n  {' ' * len(number)} | {' ' * cells(before)}{carets}"


def cells(text: str) -> int:
    """The width of a text on a terminal, in cells."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
