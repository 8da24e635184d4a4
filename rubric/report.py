"""Problems as a person reads them: the place, the line with a caret, what is wrong, what to do."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rubric.place import Place
    from rubric.problems import Language, Problem


MOST_SHOWN: Final = 100
CLIP: Final = 60
# Cells before the second line of a sentence and all after it.
INDENT: Final = 4
_WARNING: Final = {"zh": "警告：", "en": "warning: "}


def render_problems(
    problems: Sequence[Problem], language: Language, fit: Callable[[str], list[str]] | None = None
) -> str:
    """Every problem, one paragraph each, up to a hundred; ends with a line break.

    ``fit`` breaks a sentence into the lines of a page, which ``INDENT`` cells are then put before.
    """
    shown = [_paragraph(problem, language, fit) for problem in problems[:MOST_SHOWN]]
    more = len(problems) - len(shown)
    if more:
        shown.append(f"…… 另有 {more} 处问题\n" if language == "zh" else f"... and {more} more problems\n")
    return "\n".join(shown)


def problems_json(problems: Sequence[Problem], language: Language) -> dict[str, list[dict[str, Any]]]:
    """The problems as data: ``{"problems": [...]}``, places counted from 1 in characters, or null."""
    return {"problems": [_plain(problem, language) for problem in problems]}


def excerpt(place: Place) -> str:
    """The line of a place with carets under its characters, wide ones counted as two."""
    text, number = place.source.text, str(place.line)
    line_start, line_end = place.source.line_around(place.start)
    start = min(place.start, line_end)
    end = min(max(place.end, start + 1), start + CLIP, line_end)
    # Only what is shown is copied: a line may be as long as the file.
    before, under, after = (
        text[max(line_start, start - CLIP) : start],
        text[start:end],
        text[end : end + CLIP],
    )
    before = visible(before if start - CLIP <= line_start else "…" + before)
    after = visible(after[: line_end - end] if end + CLIP >= line_end else after + "…")
    under = visible(under)
    carets = "^" * max(1, cells(under))
    return f"  {number} | {before}{under}{after}\n  {' ' * len(number)} | {' ' * cells(before)}{carets}"


def cells(text: str) -> int:
    """The width of a text on a terminal, in cells."""
    return sum(map(_cells, text))


def visible(text: str) -> str:
    """A text in one line that cannot steer a terminal: what has no picture of its own gets one."""
    return _UNPRINTED.sub(lambda found: _picture(found[0]), text)


# Control characters, those that turn the direction of writing, other ends of a line, halves of characters.
_UNPRINTED: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def _picture(char: str) -> str:
    if char in "\t\n":
        return " "
    return chr(0x2400 + ord(char)) if char < " " else "\ufffd"


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _paragraph(problem: Problem, language: Language, fit: Callable[[str], list[str]] | None) -> str:
    place = problem.place
    where = f"{visible(place.file)}:{place.line}:{place.column}: " if place else ""
    kind = _WARNING[language] if problem.severity == "warning" else ""
    said = f"{where}{problem.code} {kind}{visible(problem.message(language))}"
    hint = f"→ {visible(problem.hint(language))}"
    first, *rest = fit(said) if fit is not None else [said]
    lines = [first, *(" " * INDENT + line for line in rest)]
    if place is not None:
        lines.append(excerpt(place))
    first, *rest = fit(hint) if fit is not None else [hint]
    lines += [f"  {first}", *(" " * INDENT + line for line in rest)]
    return "\n".join(lines) + "\n"


def _plain(problem: Problem, language: Language) -> dict[str, Any]:
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": visible(place.file) if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "end_column": place.end_column if place else None,
        "message": visible(problem.message(language)),
        "hint": visible(problem.hint(language)),
    }
