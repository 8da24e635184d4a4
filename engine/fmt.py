"""Rubric files being formatted: all of them or none, and proved to mean what they meant before."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.fmt_tests import is_tests, same_tests, tests_file
from engine.output import rewrite
from engine.output_problems import MeaningChanged, NotWritten, OfNoRubric
from engine.rubric_files import File, as_written, members, reread
from rubric.fmt import formatted
from rubric.keywords import canonical_key
from rubric.load import load_rubric
from rubric.parts import Walk, choices_of, may_answer
from rubric.report import visible
from rubric.shape import RubricShape
from rubric.source import Table, read_source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rubric.model import Rubric
    from rubric.problems import Language, Problem

# A facts file may name its rubric, and has none of the others.
TOP: Final = frozenset(("rubric", "points", "rounding", "items", "each"))


@dataclass(slots=True)
class Formatted:
    """What formatting came to: the first rubric's language, and by the names given which files change."""

    language: Language | None = None
    problems: list[Problem] = field(default_factory=list)
    changes: dict[str, bool] = field(default_factory=dict)


def format_files(names: Sequence[str], keys: Language | None, *, check: bool) -> Formatted:
    """Format files in place; ``check`` writes nothing."""
    found = Formatted()
    given = {Path(os.path.realpath(name)): name for name in names}  # which does without a loop of links
    wholes = list(_wholes({path: name for path, name in given.items() if not is_tests(path)}, found))
    tests = list(_tests({path: name for path, name in given.items() if is_tests(path)}, found))
    if found.problems:
        return found
    new = {file.path: _new(file, keys, answers=False) for file, _ in tests}
    found.problems += [
        _changed(given[file.path]) for file, of in tests if not same_tests(file, new[file.path], of)
    ]
    groups = [members(whole) for whole in wholes]
    for files in groups:
        answers = may_answer(choice for file in files.values() for choice in choices_of(file.value))
        new |= {path: _new(file, keys, answers=answers) for path, file in files.items() if path in given}
    strays = [name for path, name in given.items() if path not in new]
    found.problems += [OfNoRubric(name=name) for name in strays]
    try:
        for whole, files in zip(wholes, groups, strict=True):
            found.problems += _proved(whole, files, new, given[whole.path])
    except OSError:
        found.problems.append(NotWritten(name=tempfile.gettempdir()))
    if found.problems:
        return found
    changed = {path: data for path, data in new.items() if data != path.read_bytes()}
    found.changes = {name: path in changed for path, name in given.items()}
    problem = rewrite(changed) if changed and not check else None
    found.problems += [problem] if problem else []
    return found


def formatted_text(found: Formatted, language: Language, *, check: bool) -> str:
    """What was done, a line for each file."""
    done = ("要整理", "would change") if check else ("已整理", "formatted")
    words = {True: done, False: ("没有要改的", "nothing to do")}
    lines = (words[changed][language == "en"] for changed in found.changes.values())
    gap = "：" if language == "zh" else ": "
    return "".join(f"{line}{gap}{visible(name)}\n" for line, name in zip(lines, found.changes, strict=True))


# -- what belongs together -----------------------------------------------------------------------------


def _wholes(given: dict[Path, str], found: Formatted) -> Iterator[File]:
    """The rubrics among the files; what cannot be read is a problem."""
    for path, name in given.items():
        source, problems = read_source(Path(name))
        value, more = read_yaml(source) if source is not None else (None, problems)
        found.problems += more
        if source is None or not isinstance(value, Table):
            found.problems += [] if more else [OfNoRubric(name=name)]
        elif {"rubric"} < TOP.intersection(canonical_key(key, TOP) for key in value):
            rubric, problems = load_rubric(path)
            found.problems += problems
            found.language = found.language or (rubric.language if rubric else None)
            yield File(path, source, value, RubricShape)


def _tests(given: dict[Path, str], found: Formatted) -> Iterator[tuple[File, Rubric]]:
    """The files of tests among the files, each with its rubric; what cannot be read is a problem."""
    for path in given:
        file, rubric, problems = tests_file(path)
        found.problems += problems
        if file is not None and rubric is not None:
            found.language = found.language or rubric.language
            yield file, rubric


# -- the new text and its proof ------------------------------------------------------------------------


def _new(file: File, keys: Language | None, *, answers: bool) -> bytes:
    parts = Walk(file.value, file.shape, answers=answers).parts
    text = formatted(file.source, file.value, parts, keys)
    return as_written(file, text)


def _proved(whole: File, files: dict[Path, File], new: dict[Path, bytes], name: str) -> list[Problem]:
    """Nothing where the files as they would be are the same rubric and tests; they are read to find out."""
    before, _ = load_rubric(whole.path)
    after, problems = reread(whole, files, new)
    if before is not None and after is not None and before.sha256 == after.sha256:
        same = whole.path not in new or before.tests is None or same_tests(whole, new[whole.path], before)
        return [] if same else [_changed(name)]
    return [MeaningChanged(name=name, why_zh=_why(problems, "zh"), why_en=_why(problems, "en"))]


def _changed(name: str) -> Problem:
    return MeaningChanged(
        name=name, why_zh="样例的意思会不同。", why_en="its tests would mean something else."
    )


def _why(problems: Iterable[Problem], language: Language) -> str:
    first = next(iter(problems), None)
    if first is None:
        return "内容的指纹不同。" if language == "zh" else "its digest would be another."
    where = f"{first.place.file}:{first.place.line}: " if first.place is not None else ""
    return f"{where}{first.message(language)}"
