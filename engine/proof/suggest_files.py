"""The facts files that are suggested: their names, their text, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.facts_rubric import name_for
from engine.proof.coverage_text import place_of, told
from engine.proof.fuzz_progress import progress
from engine.proof.saved_folder import file_name, save_all
from engine.proof.suggest import Suggested, suggest, suggestion_yaml
from engine.render.spans import BOLD, DIM, MARGIN, PLAIN
from rubric.load import CATALOG
from rubric.record import Record
from rubric.report import cells, visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.proof.coverage import Coverage
    from engine.render.layout import Layout
    from engine.render.spans import Spans
    from rubric.problems import Language, Problem


class Written(Record):
    """The suggestions for one rubric, and the names of their files in the folder."""

    coverage: Coverage
    suggested: Suggested
    names: tuple[str, ...]


def write_suggestions(
    found: Sequence[Coverage], folder: str, language: Language
) -> tuple[list[Written], list[Problem]]:
    """Look for facts for every rubric and write them into the folder, or say why not."""
    files: dict[str, str] = {}
    written: list[Written] = []
    for number, coverage in enumerate(found, 1):
        with progress(language) as progressed:
            suggested = suggest(coverage, progressed=progressed)
        names = []
        for at, one in enumerate(suggested.suggestions, 1):
            name = file_name("-".join(("suggest", *([str(number)] if len(found) > 1 else []), str(at))))
            rubric = _named(coverage, f"{folder}/{name}")
            files[name] = suggestion_yaml(coverage, one, rubric, language)
            names.append(name)
        written.append(Written(coverage, suggested, tuple(names)))
    return written, save_all(folder, files) if files else []


def _named(coverage: Coverage, file: str) -> str | None:
    """How a facts file names the rubric: a ready-made one by its name, another as found from the file."""
    source = coverage.rubric.source
    path: Path | None = source.path if source is not None else None
    if path is None:
        return None
    return path.parent.name if path.parent.parent == CATALOG else name_for(str(path), file)


def suggestion_lines(
    written: Sequence[Written], folder: str, layout: Layout, width: int, language: Language
) -> list[Spans]:
    """Each file with what it reaches, then what no facts were found for."""
    zh = language == "zh"
    lines: list[Spans] = []
    for one in written:
        for name, suggestion in zip(one.names, one.suggested.suggestions, strict=True):
            count = len(suggestion.reaches)
            reaches = f"测到 {count} 处" if zh else f"reaches {count} more"
            lines.append([(visible(f"{folder}/{name}"), BOLD), (f"  {reaches}", PLAIN)])
        if one.suggested.left:
            said = "没有找到能测到这几处的事实：" if zh else "No facts were found that reach:"
            lines.append([(said, BOLD)])
            left = max(cells(place_of(branch)) for branch in one.suggested.left)
            for branch in one.suggested.left:
                indent = MARGIN * 3 + layout.left(place_of(branch), left) + MARGIN * 2
                parts = layout.wrap(layout.clean(told(branch, language)), max(width - cells(indent), 20))
                lines.append([(indent, DIM), (parts[0], PLAIN)])
                lines += [[(" " * cells(indent) + part, PLAIN)] for part in parts[1:]]
    if not any(one.names or one.suggested.left for one in written):
        lines.append([("每一处都有样例测到，不用补" if zh else "Tests decide every branch already", BOLD)])
    return lines


def suggestions_json(written: Sequence[Written], language: Language) -> list[dict[str, Any]]:
    """A list of ``{"rubric", "files": [{"name", "reaches"}], "left"}``; branches by key and in words."""
    return [
        {
            "rubric": one.coverage.rubric.title,
            "files": [
                {
                    "name": name,
                    "reaches": [{"key": b.key, "text": told(b, language)} for b in suggestion.reaches],
                }
                for name, suggestion in zip(one.names, one.suggested.suggestions, strict=True)
            ],
            "left": [{"key": b.key, "text": told(b, language)} for b in one.suggested.left],
        }
        for one in written
    ]
