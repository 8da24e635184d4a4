"""What came out, written in place of what was expected: those characters alone, the rest stays as it is."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Final

from engine.output import rewrite
from engine.output_problems import NotWritten
from engine.proof.cases_run import grades_of
from engine.proof.expectation import exact_number, written
from engine.render.spans import BOLD, DIM, LOST, MARGIN, PLAIN
from rubric.fmt import Edit, applied
from rubric.place import Missing, Row
from rubric.record import Record
from rubric.report import visible
from rubric.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from engine.proof.cases_run import Failure, Outcome, Run
    from engine.render.spans import Spans
    from rubric.place import Source
    from rubric.problems import Language, Problem

# What YAML would read as something else, where a text stands without quotes.
_LEADING: Final = frozenset("&*!|>%@`\"'#:?-")
_WITHIN: Final = (": ", " #", "[", "]", "{", "}", ",")


class Change(Record):
    """An edit of a file of tests, with the line it is on and what it is about."""

    source: Source
    edit: Edit
    line: int
    test: str
    of: str
    before: str
    after: str


def changes(runs: Iterable[Run]) -> list[Change]:
    """What would have to be written for the tests to pass; facts that were refused are not touched."""
    return [
        change
        for run in runs
        for outcome in run.outcomes
        for failure in outcome.failures
        if (change := _change(failure, outcome, run.suite.rubric.language)) is not None
    ]


def _change(failure: Failure, outcome: Outcome, language: Language) -> Change | None:
    one = failure.one
    place = one.held.place
    before = place.source.text[place.start : place.end]
    after = _after(failure, outcome, "" if isinstance(one.held, Row) else before, language)
    if after is None or place.source.path is None:
        return None
    text = after
    if isinstance(one.held, Missing):
        before, text = "", f" {after}"
        key = one.key.place
        # Behind the colon of its key: where an empty value stands is nowhere in particular.
        at = place.source.text.index(":", key.end) + 1
        edit = Edit(at, at, text)
    else:
        edit = Edit(place.start, place.end, text)
    return Change(place.source, edit, one.key.place.line, outcome.test.name, one.key, before, text.strip())


def _after(failure: Failure, outcome: Outcome, before: str, language: Language) -> str | None:
    """What to write in place of ``before``, in its quotes; None where there is nothing to write."""
    one = failure.one
    if failure.refused:
        codes = failure.names
        asked = one.kind == "problem" or one.value == "problem"
        return _names(codes, before) if asked else None
    if outcome.card is None or "problem" in (one.kind, one.value):
        return None
    if "grade" in (one.kind, one.value):
        names = grades_of(one, outcome.card)
        return _names(names, before) if names else None
    return _quoted(written(one, failure.item, language), before) if failure.item is not None else None


def _names(names: Sequence[str], before: str) -> str:
    if len(names) == 1:
        return _quoted(names[0], before)
    return f"[{', '.join(_quoted(name, '') for name in names)}]"


def _quoted(text: str, before: str) -> str:
    """A text in the quotes that it had, or in such as it needs; a list of two stands as it is."""
    mark = before[:1] if before[:1] in ("'", '"') else ""
    if not mark and (text.startswith("[") or exact_number(text) is not None):
        return text
    if not mark and (text[:1] in _LEADING or any(part in text for part in _WITHIN)):
        mark = '"'
    inner = text.replace("'", "''") if mark == "'" else text
    if mark == '"':
        inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return f"{mark}{inner}{mark}"


def write(found: Sequence[Change]) -> Problem | None:
    """Write the edits into their files, into all or none; the problem where that cannot be done."""
    files: dict[Path, bytes] = {}
    for path, new in _files(found):
        if new is None:
            return NotWritten(name=str(path))
        files[path] = new
    return rewrite(files)


def _files(found: Sequence[Change]) -> Iterator[tuple[Path, bytes | None]]:
    """The new contents of each file; None where it is no longer what was read."""
    for source in {id(change.source): change.source for change in found}.values():
        assert source.path is not None  # only what was read from a file is changed
        edits = sorted({change.edit for change in found if change.source is source})
        now, _ = read_source(source.path)
        if now is None or now.text != source.text:
            yield source.path, None
            continue
        text, before = applied(source.text, edits), source.path.read_bytes()
        if b"\r\n" in before and before.count(b"\r\n") == before.count(b"\n"):
            text = text.replace("\n", "\r\n")
        yield source.path, (BOM_UTF8 if before.startswith(BOM_UTF8) else b"") + text.encode()


def change_lines(found: Sequence[Change], language: Language) -> list[Spans]:
    """Each change with its place: what stood there, and what is written."""
    lines: list[Spans] = []
    for change in found:
        where = f"{visible(str(change.source.path))}:{change.line}"
        lines.append([(where, DIM), (f"  {visible(change.test)}", BOLD)])
        gap = "：" if language == "zh" else ": "
        lines.append([(f"{MARGIN * 3}- {visible(change.of)}{gap}{visible(change.before)}", LOST)])
        lines.append([(f"{MARGIN * 3}+ {visible(change.of)}{gap}{visible(change.after)}", PLAIN)])
    count = len(found)
    zh, en = f"已写入 {count} 处", f"{count} {'place' if count == 1 else 'places'} written"
    none = ("没有要写的", "nothing to write")
    said = (zh, en) if count else none
    return [*lines, [(said[language == "en"], BOLD)]]
