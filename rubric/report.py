"""Problems as a person reads them: the place, the line with a caret, what is wrong, what to do."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.problems import Language, Problem
    from rubric.source import Place


MOST_SHOWN: Final = 100
CLIP: Final = 60


def render_problems(problems: Sequence[Problem], language: Language) -> str:
    """Every problem, one paragraph each, up to a hundred; ends with a line break."""
    shown = [_paragraph(problem, language) for problem in problems[:MOST_SHOWN]]
    more = len(problems) - len(shown)
    if more:
        shown.append(f"…… 另有 {more} 处问题\n" if language == "zh" else f"... and {more} more problems\n")
    return "\n".join(shown)


def problems_json(problems: Sequence[Problem], language: Language) -> dict[str, list[dict[str, object]]]:
    """The problems as data: ``{"problems": [...]}``, places counted from 1 in characters."""
    return {"problems": [_record(problem, language) for problem in problems]}


def _record(problem: Problem, language: Language) -> dict[str, object]:
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": place.source.name if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "end_column": place.end_column if place else None,
        "message": problem.message(language),
        "hint": problem.hint(language),
    }


def _paragraph(problem: Problem, language: Language) -> str:
    place = problem.place
    where = f"{place.source.name}:{place.line}:{place.column}: " if place else ""
    lines = [f"{where}{problem.code} {problem.message(language)}"]
    if place is not None:
        lines.append(excerpt(place))
    lines.append(f"  → {problem.hint(language)}")
    return "".join(map(_harmless, "\n".join(lines))) + "\n"


def _harmless(char: str) -> str:
    # What an author wrote must not steer the reader's terminal.
    control = unicodedata.category(char) in ("Cc", "Cf") and char not in "\n\t"
    return "\N{REPLACEMENT CHARACTER}" if control else char


def excerpt(place: Place) -> str:
    """The line of a place with carets under its characters, wide ones counted as two."""
    line, number = place.source.line_at(place.start), str(place.line)
    start, end = place.column - 1, place.end_column - 1
    before, under = _clip_left(line[:start]), line[start : min(end, start + CLIP)]
    after = line[start + len(under) :]
    line = before + under + (after if len(after) <= CLIP else after[:CLIP] + "…")
    carets = "^" * max(1, cells(under))
    return f"  {number} | {line}\n  {' ' * len(number)} | {' ' * cells(before)}{carets}"


def _clip_left(text: str) -> str:
    return text if len(text) <= CLIP else "…" + text[-CLIP:]


def cells(text: str) -> int:
    """The width of a text on a terminal, in cells."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
