"""Text files of a rubric: plain values that know where they stand. The only door to ruamel.yaml."""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from rubric.misread import WIDE_BLANKS, Trouble, colons_meant, diagnose, quote
from rubric.place import Missing, Place, Row, Source, Table, Text
from rubric.problems import nearest
from rubric.yaml_problems import (
    CutAtComma,
    Empty,
    Forbidden,
    FullWidthColon,
    Invisible,
    KeyTooLong,
    KeyTwice,
    KeyWithoutValue,
    NotYaml,
    SeveralDocuments,
    ThousandsCut,
    TooDeep,
    TooLarge,
    Unreadable,
    WideBlank,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rubric.problems import Problem

__all__ = ("KeyTwice", "Missing", "Place", "Row", "Source", "Table", "Text", "read_source", "read_yaml")

LARGEST: Final = 8 * 1024 * 1024
DEEPEST: Final = 64
MOST_PARTS: Final = 100_000
LONGEST_KEY: Final = 200
MOST_PROBLEMS: Final = 1000
# Reading on behind a mistake reads the whole text again: as often as a person would mend it at one go,
# and less often where the text is long.
MOST_REPAIRS: Final = 50
MOST_REREAD: Final = 2_000_000
MOST_PIECES: Final = 50

# What YAML does not take, and the line ends that nobody sees.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_WIDE_COLON: Final = re.compile(r"[^：]{1,40}(：)(?:\s|[{\[\"'“])")
_FIRST_DIGITS: Final = re.compile(r"(?:^|[^\d.])\d{1,3}$")
_THREE_DIGITS: Final = re.compile(r"\d{3}(?!\d)")
_MARKED: Final = re.compile(r"[^\s,\[\]{}]{1,80}")


# -- files -----------------------------------------------------------------------------------------------


def read_source(path: Path) -> tuple[Source | None, list[Problem]]:
    """The text of a file: UTF-8, with or without a byte order mark, of at most 8 MB."""
    try:
        data = _bytes(path)
    except FileNotFoundError:
        return None, [_absent(path)]
    except PermissionError:
        return None, [_unreadable(path, "没有权限读取", "there is no permission to read it")]
    except (OSError, ValueError):
        return None, [_unreadable(path, "这个路径打不开", "its path cannot be opened")]
    if isinstance(data, Unreadable):
        return None, [data]
    try:
        return Source.of_text(data.decode(), path.name, path), []
    except UnicodeDecodeError as error:
        return None, [_wrong_bytes(path, data, error.start)]


def _bytes(path: Path) -> bytes | Unreadable:
    if path.is_dir():
        return _unreadable(path, "它是一个文件夹", "it is a folder")
    if path.exists() and not path.is_file():
        # A pipe or a device may never end; only a file has a size to trust.
        return _unreadable(path, "它不是普通文件", "it is not a regular file")
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        return _unreadable(path, "大于 8 MB", "it is larger than 8 MB")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _encoded(path, "UTF-16")
    if data.startswith(b"PK\x03\x04"):
        return _unreadable(
            path, "它是压缩文件或工作簿，不是文本", "it is an archive or a workbook, not a text"
        )
    if b"\x00" in data:
        return _unreadable(path, "它含有空字节，不是文本", "it holds NUL bytes and is not a text")
    return data.removeprefix(BOM_UTF8)


def _unreadable(path: Path, why_zh: str, why_en: str) -> Unreadable:
    return Unreadable(name=str(path), why_zh=why_zh, why_en=why_en)


def _absent(path: Path) -> Unreadable:
    try:
        beside = [one.name for one in islice(path.parent.iterdir(), MOST_PROBLEMS)]
    except (OSError, ValueError):
        beside = []
    problem = Unreadable(name=str(path), why_zh="文件不存在", why_en="it does not exist")
    if (near := nearest(path.name, beside)) is None:
        return problem
    return Unreadable(
        name=problem.name,
        why_zh=problem.why_zh,
        why_en=problem.why_en,
        do_zh=f"是不是“{near}”？{problem.do_zh}",
        do_en=f"Did you mean {near}? {problem.do_en}",
    )


def _encoded(path: Path, encoding: str) -> Unreadable:
    return Unreadable(
        name=str(path),
        why_zh=f"编码不是 UTF-8，像是 {encoding}",
        why_en=f"it is not encoded in UTF-8 but, as it seems, in {encoding}",
        do_zh="用编辑器打开，“另存为”时把编码选成 UTF-8。",
        do_en="Open it in an editor and save it with the encoding UTF-8.",
    )


def _wrong_bytes(path: Path, data: bytes, start: int) -> Unreadable:
    # A GBK text fails at its first Chinese characters; a UTF-8 text that was damaged has good ones before.
    if data[:start].isascii() and _is_gbk(data):
        return _encoded(path, "GBK")
    source = Source.of_text(data.decode(errors="replace"), path.name, path)
    at = len(Source.of_text(data[:start].decode()).text)
    return Unreadable(
        place=Place(source, at, at + 1),
        name=str(path),
        why_zh="这里的字节不是 UTF-8 文字",
        why_en="the bytes here are no UTF-8 text",
        do_zh="重新输入这一处，并以 UTF-8 编码保存。",
        do_en="Type this place again and save the file in UTF-8.",
    )


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


# -- YAML ------------------------------------------------------------------------------------------------


def read_yaml(source: Source) -> tuple[Table | Row | Text | None, list[Problem]]:
    """The value of a YAML text, or every problem that keeps it from being read."""
    marks = islice(_UNSEEN.finditer(source.text), MOST_PROBLEMS)
    unseen = [_unseen(source, found) for found in marks]
    if unseen:
        return None, unseen
    value, problems = _read(source)
    if not problems and (value is None or isinstance(value, Missing)):
        return None, [Empty(name=source.name, place=Place(source, 0, 0))]
    if not problems and isinstance(value, Text) and not value.quoted:
        problems = list(islice(colons_meant(source), MOST_PROBLEMS))
    return (None if problems else value), problems


def _unseen(source: Source, found: re.Match[str]) -> Problem:
    return Invisible(place=Place(source, *found.span()), name=f"U+{ord(found[0]):04X}")


def _read(source: Source) -> tuple[Any, list[Problem]]:
    """Reads, and behind a mistake that can be mended reads on, for the mistakes that follow."""
    stopped: list[Problem] = []
    said: list[Place] = []
    text = source.text
    for attempt in range(1, MOST_REPAIRS + 1):
        reading = _Reading(source, text)
        value = reading.document()
        if reading.trouble is None:
            break
        finding = diagnose(reading.trouble)
        if any(one.start <= finding.place.start < one.end for one in said):
            break  # an echo of what is already said
        stopped.append(finding.problem)
        said.append(finding.place)
        if finding.repair is None or attempt * len(text) > MOST_REREAD:
            break
        text = finding.repair.apply(text)
    lines = {place.line for place in said}
    problems = [*stopped, *(p for p in reading.problems if not p.place or p.place.line not in lines)]
    return value, sorted(problems, key=lambda problem: problem.place.start if problem.place else 0)


class _StopError(Exception):
    """No more is to be read."""


class _Reading:
    """One pass over the events of a text: builds its values and screens them."""

    def __init__(self, source: Source, text: str) -> None:
        self.source, self.text = source, text
        self.problems: list[Problem] = []
        self.trouble: Trouble | None = None
        self.depth = self.flow = self.parts = self.documents = 0
        self.last = (0, 0, "")
        self.events: Iterator[Any] = iter(YAML(typ="safe").parse(text))

    def document(self) -> Any:
        """The value of the only document, or None where there is none or reading stopped."""
        value = None
        try:
            while (event := self._next()) is not None:
                if isinstance(event, NodeEvent):
                    value = self._value(event)
        except MarkedYAMLError as error:
            self.trouble = self._trouble(error)
        except (YAMLError, RecursionError, ValueError):
            self.problems.append(NotYaml(place=Place(self.source, 0, 1)))
        except _StopError:
            return None
        return value

    def _trouble(self, error: MarkedYAMLError) -> Trouble:
        mark = error.problem_mark or error.context_mark
        begun = error.context_mark or mark
        index = min(mark.index, len(self.text)) if mark else 0
        return Trouble(
            source=self.source,
            text=self.text,
            index=index,
            begun=min(begun.index, len(self.text)) if begun else index,
            said=f"{error.context or ''} {error.problem or ''}",
            last=self.last,
            flow=self.flow > 0,
        )

    def _next(self) -> Any:
        event = next(self.events, None)
        self.parts += 1
        if isinstance(event, CollectionStartEvent):
            self.depth += 1
            self.flow += bool(event.flow_style)
        elif isinstance(event, CollectionEndEvent):
            self.depth -= 1
            self.flow -= self.flow > 0
        elif isinstance(event, DocumentStartEvent):
            self.documents += 1
        self._screen(event)
        return event

    def _screen(self, event: Any) -> None:
        if self.parts > MOST_PARTS:
            self._stop(TooLarge(place=self._place(event)))
        if self.depth > DEEPEST:
            self._stop(TooDeep(place=self._place(event)))
        if self.documents > 1:
            self._stop(SeveralDocuments(place=self._place(event)))
        if isinstance(event, AliasEvent):
            self._report(_forbidden(self._mark(event), "别名（*）", "aliases (*)"))
        elif isinstance(event, NodeEvent) and event.anchor:
            self._report(_forbidden(self._mark(event), "锚点（&）", "anchors (&)"))
        if getattr(event, "tag", None):
            self._report(_forbidden(self._mark(event), "标签（!）", "tags (!)"))

    def _mark(self, event: Any) -> Place:
        at = event.start_mark.index
        found = _MARKED.match(self.text, at)
        return Place(self.source, at, found.end() if found else at + 1)

    def _place(self, event: Any) -> Place:
        start = event.start_mark.index if event is not None else len(self.text)
        end = event.end_mark.index if event is not None else start
        return Place(self.source, start, max(start + 1, end))

    def _report(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) >= MOST_PROBLEMS:
            raise _StopError

    def _stop(self, problem: Problem) -> None:
        self.problems.append(problem)
        raise _StopError

    def _value(self, event: Any) -> Any:
        if isinstance(event, MappingStartEvent):
            return self._table(event)
        return self._row(event) if isinstance(event, CollectionStartEvent) else self._text(event)

    def _text(self, event: Any) -> Text:
        start, end = event.start_mark.index, event.end_mark.index
        if not isinstance(event, ScalarEvent):
            return Missing.at("", Place(self.source, start, end))
        value, style = str(event.value), event.style or ""
        self.last = (start, end, style)
        if style:
            end = start + len(self.text[start:end].rstrip())
            return Text.at(value, Place(self.source, start, end), quoted=True)
        if value[:1] in WIDE_BLANKS or value[-1:] in WIDE_BLANKS:
            # Nobody sees a wide blank at either end, and nobody means one.
            value, written = value.strip(), self.text[start:end]
            start += len(written) - len(written.lstrip())
            end -= len(written) - len(written.rstrip())
        kind = Text if value else Missing
        return kind.at(value, Place(self.source, start, max(start, end)))

    def _row(self, event: Any) -> Row:
        row = Row()
        while not isinstance(after := self._next(), CollectionEndEvent):
            row.append(self._value(after))
        row.place = self._span(event, after, row[-1:])
        if event.flow_style:
            self._report_all(_cut_items(row, self.text))
        return row

    def _table(self, event: Any) -> Table:
        table, pairs = Table(), list[tuple[Any, Any]]()
        while not isinstance(after := self._next(), CollectionEndEvent):
            key = self._value(after)
            pairs.append((key, self._value(self._next())))
        table.place = self._span(event, after, pairs[-1] if pairs else ())
        if event.flow_style:
            self._report_all(_cut_pairs(pairs, self.text))
            pairs = [pair for pair in pairs if not _is_stray(pair, self.text)]
        for key, value in pairs:
            self._enter(table, key, value)
        return table

    def _span(self, event: Any, after: Any, held: Sequence[Any]) -> Place:
        """From the first character to the last; a block ends with its last value."""
        start = event.start_mark.index
        if not event.flow_style:
            return Place(self.source, start, max((one.place.end for one in held), default=start))
        self.last = (start, after.end_mark.index, self.text[start])
        return Place(self.source, start, after.end_mark.index)

    def _enter(self, table: Table, key: Any, value: Any) -> None:
        if not isinstance(key, Text) or (key == "<<" and not key.quoted):
            self._report(_forbidden(key.place, "合并键或复合键", "merge keys or compound keys"))
            return
        if len(key) > LONGEST_KEY:
            self._report(KeyTooLong(place=key.place, count=len(key)))
            return
        if not key.quoted:
            self._report_all(self._unseen_in(key))
        name = Text.at(unicodedata.normalize("NFKC", key).strip(), key.place, quoted=key.quoted)
        if name in table:
            self._report(KeyTwice(place=key.place, key=name))
        table[name] = value

    def _unseen_in(self, key: Text) -> Iterator[Problem]:
        start = key.place.start
        before = self.text[max(0, start - 1) : start]
        if before and before in WIDE_BLANKS:
            yield WideBlank(place=Place(self.source, start - 1, start))
        if found := _WIDE_COLON.match(key + " "):
            yield FullWidthColon(place=key.part(found.start(1), found.end(1)))
        for at, char in enumerate(key):
            # A joiner is a letter's companion in some scripts; the other format characters are strays.
            if unicodedata.category(char) == "Cf" and char not in "\u200c\u200d":
                yield Invisible(place=key.part(at, at + 1), name=f"U+{ord(char):04X}")

    def _report_all(self, problems: Iterator[Problem]) -> None:
        for problem in problems:
            self._report(problem)


def _forbidden(place: Place, zh: str, en: str) -> Problem:
    return Forbidden(place=place, what_zh=zh, what_en=en)


# -- commas within braces and brackets -------------------------------------------------------------------


def _cut_pairs(pairs: Sequence[tuple[Any, Any]], text: str) -> Iterator[Problem]:
    """What a comma within braces has cut off: pieces that stand there as keys without a value."""
    at = 0
    while at < len(pairs):
        key, value = pairs[at]
        at += 1
        if _is_stray((key, value), text):
            yield _stray(key)
        elif isinstance(value, Text) and value and not value.quoted:
            behind = takewhile(lambda pair: _is_stray(pair, text), pairs[at : at + MOST_PIECES])
            pieces = _pieces(value, (piece for piece, _ in behind))
            if pieces:
                yield _cut(value, pieces[-1], text)
            at += len(pieces)


def _pieces(first: Text, behind: Iterable[Text]) -> list[Text]:
    """The pieces behind a comma that belong to the text before it: a bracket is open, or digits go on."""
    pieces, opened, digits = list[Text](), _open(first), bool(_FIRST_DIGITS.search(first))
    for piece in behind:
        if opened <= 0 and not (digits and _THREE_DIGITS.match(piece)):
            break
        opened += _open(piece)
        digits = digits and _THREE_DIGITS.fullmatch(piece) is not None
        pieces.append(piece)
    return pieces


def _cut_items(row: Row, text: str) -> Iterator[Problem]:
    """What commas within brackets have cut: a text with an open bracket whose other half follows."""
    at = 0
    while at < len(row):
        first = row[at]
        at += 1
        if not isinstance(first, Text) or first.quoted or _open(first) <= 0:
            continue
        behind = takewhile(lambda one: isinstance(one, Text) and not one.quoted, row[at : at + MOST_PIECES])
        pieces = _pieces(first, behind)
        if pieces and _open(first) + sum(map(_open, pieces)) <= 0:
            yield _cut(first, pieces[-1], text)
        at += len(pieces)


def _cut(first: Text, last: Text, text: str) -> Problem:
    kind = CutAtComma if _open(first) > 0 else ThousandsCut
    place = Place(first.place.source, first.place.start, last.place.end)
    return kind(place=place, found=str(first[:60]), quoted=quote(text[place.start : place.end]))


def _open(text: str) -> int:
    return sum(text.count(mark) for mark in "(（[") - sum(text.count(mark) for mark in ")）]")


def _is_stray(pair: tuple[Any, Any], text: str) -> bool:
    """Whether a key stands between commas without a colon."""
    key, value = pair
    if not isinstance(key, Text) or not isinstance(value, Missing):
        return False
    return ":" not in text[key.place.end : max(value.place.start, key.place.end) + 1]


def _stray(key: Text) -> Problem:
    colon = key.find("：")
    if colon > 0 and not key.quoted:
        return FullWidthColon(place=key.part(colon, colon + 1))
    return KeyWithoutValue(place=key.place, key=str(key[:60]))
