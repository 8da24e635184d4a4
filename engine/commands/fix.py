"""``rubric check --fix``: repairs what has one right repair, in all files of a rubric or in none."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from engine.output import rewrite
from engine.output_problems import NotRepaired, NotWritten
from engine.rubric_files import File, as_written, members, reread
from rubric.fmt import Edit, applied
from rubric.load import CATALOG
from rubric.record import Record
from rubric.report import visible
from rubric.shape import RubricShape
from rubric.source import Table, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rubric.audit import Finding
    from rubric.model import Rubric
    from rubric.problems import Language, Problem


class Fixed(Record):
    """A finding that was repaired: its file, and each line of it as it was and as it is (None: gone)."""

    finding: Finding
    file: str
    lines: tuple[tuple[int, str, str | None], ...]


def fix(rubric: Rubric, look: Callable[[Rubric], list[Finding]]) -> tuple[list[Fixed], list[Problem]]:
    """Repair a rubric on disk. ``look`` is the audit.

    The files are written only where they are then read as a rubric in which the audit finds none of what
    was repaired, and which means what it meant where the findings say so.
    """
    found = look(rubric)
    whole = _whole(rubric)
    if whole is None or not any(finding.repair for finding in found):
        return [], []
    files = members(whole)
    chosen = list(_apart(found, files))
    if not chosen:
        return [], []
    new = _rewritten(chosen, files)
    try:
        after, problems = reread(whole, files, new)
    except OSError:
        return [], [NotWritten(name=tempfile.gettempdir())]
    wrong = _wrong(rubric, after, problems, found, chosen, look)
    if wrong is not None:
        return [], [NotRepaired(name=whole.source.name, why_zh=wrong[0], why_en=wrong[1])]
    fixed = [_fixed(finding) for finding in chosen]
    problem = rewrite(new)
    return ([], [problem]) if problem else (fixed, [])


def fixed_text(fixed: Sequence[Fixed], language: Language) -> str:
    """What was repaired, each line as it was and as it is; empty for nothing."""
    if not fixed:
        return ""
    zh = language == "zh"
    head = f"已修复 {len(fixed)} 处：" if zh else f"Repaired, {len(fixed)} in all:"
    lines = [head]
    for one in fixed:
        number = one.lines[0][0] if one.lines else 1
        lines.append(f"{visible(one.file)}:{number}: {one.finding.code} {one.finding.check}")
        for _, before, now in one.lines:
            lines.append(f"  - {visible(before)}")
            lines += [f"  + {visible(now)}"] if now is not None else []
    return "\n".join(lines) + "\n"


def fixed_json(fixed: Sequence[Fixed]) -> list[dict[str, object]]:
    """What was repaired as data; a line that is gone is null."""
    return [
        {
            "check": one.finding.check,
            "code": one.finding.code,
            "file": visible(one.file),
            "lines": [{"line": line, "before": before, "after": now} for line, before, now in one.lines],
        }
        for one in fixed
    ]


def _whole(rubric: Rubric) -> File | None:
    """The rubric's own file, where it may be written: those that come with the program may not."""
    source = rubric.source
    if source is None or source.path is None:
        return None
    path = source.path.resolve()
    value = read_yaml(source)[0]
    if path.is_relative_to(CATALOG.resolve()) or not isinstance(value, Table):
        return None
    return File(path, source, value, RubricShape)


def _apart(found: Iterable[Finding], files: Mapping[Path, File]) -> Iterator[Finding]:
    """The findings with a repair in one of the files, none of which touches what another one does."""
    taken: list[tuple[Path, Edit]] = []
    for finding in found:
        mine = list(_edits(finding))
        if not mine or any(path not in files for path, _ in mine):
            continue
        if any(path == other and _meet(edit, held) for path, edit in mine for other, held in taken):
            continue  # the next run has it
        taken += mine
        yield finding


def _meet(a: Edit, b: Edit) -> bool:
    return a.start <= b.end and b.start <= a.end


def _edits(finding: Finding) -> Iterator[tuple[Path, Edit]]:
    for one in finding.repair:
        path, place = one.place.source.path, one.place
        yield (path or Path()).resolve(), Edit(place.start, place.end, one.text)


def _rewritten(chosen: Iterable[Finding], files: Mapping[Path, File]) -> dict[Path, bytes]:
    edits: dict[Path, list[Edit]] = {}
    for finding in chosen:
        for path, edit in _edits(finding):
            edits.setdefault(path, []).append(edit)
    return {path: _bytes(files[path], held) for path, held in edits.items()}


def _bytes(file: File, edits: Iterable[Edit]) -> bytes:
    return as_written(file, applied(file.source.text, sorted(edits)))


def _wrong(
    rubric: Rubric,
    after: Rubric | None,
    problems: Sequence[Problem],
    found: Iterable[Finding],
    chosen: Sequence[Finding],
    look: Callable[[Rubric], list[Finding]],
) -> tuple[str, str] | None:
    """Why the repaired rubric is not what it should be; None where it is."""
    if after is None:
        first = problems[0]
        line = first.place.line if first.place is not None else 1
        return f"改后第 {line} 行：{first.message('zh')}", f"line {line} would read: {first.message('en')}"
    if all(finding.keeps for finding in chosen) and after.sha256 != rubric.sha256:
        return "改后的含义不同。", "it would not mean the same."
    before, now, mended = (Counter(map(_said, one)) for one in (found, look(after), chosen))
    left = next((said for said in mended if now[said] > before[said] - mended[said]), None)
    if left is not None:
        return f"改后仍有：{left[1]}", f"it would still be found that: {left[2]}"
    return None


def _said(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.message("zh"), finding.message("en")


def _fixed(finding: Finding) -> Fixed:
    source = finding.repair[0].place.source
    edits = sorted(edit for _, edit in _edits(finding))
    lines: dict[int, tuple[str, str | None]] = {}
    for number in sorted({source.line_column(edit.start)[0] for edit in edits}):
        start, end = source.line_around(source.line_start(number))
        here = [Edit(e.start - start, e.end - start, e.text) for e in edits if start <= e.start <= end]
        before = source.text[start:end]
        now = applied(source.text[start : end + 1], here)
        lines[number] = before, now.rstrip("\n") if now else None
    return Fixed(finding, source.name, tuple((number, *both) for number, both in lines.items()))
