"""Text files of a rubric: plain values that know where they stand. The only door to ruamel.yaml."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from rubric.commas import cut_items, cut_pairs, is_stray
from rubric.place import Missing, Place, Row, Source, Table, Text
from rubric.textfile import LARGEST, read_source
from rubric.trouble import WIDE_BLANKS, Trouble
from rubric.yaml_problems import (
    Empty,
    Forbidden,
    FullWidthColon,
    Invisible,
    KeyTooLong,
    KeyTwice,
    NotYaml,
    SeveralDocuments,
    TooDeep,
    TooLarge,
    TooManyKeys,
    WideBlank,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rubric.problems import Problem

__all__ = (
    "LARGEST",
    "MOST_PARTS",
    "KeyTwice",
    "Missing",
    "Place",
    "Row",
    "Source",
    "Table",
    "Text",
    "read_source",
    "read_yaml",
)

# A rubric of two thousand items has 60,000 parts in 300,000 characters. What is larger than this would take
# longer to read than a second, and is some other file.
LONGEST: Final = 1_000_000
MOST_PARTS: Final = 100_000
MOST_KEYS: Final = 10_000
DEEPEST: Final = 64
LONGEST_KEY: Final = 200
MOST_PROBLEMS: Final = 200
# Reading on behind a mistake reads the whole text again: as often as a person would mend it at one go,
# and less often where the text is long.
MOST_REPAIRS: Final = 50
MOST_REREAD: Final = 2_000_000

# What YAML does not take, and the line ends that nobody sees.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
# The reader compares every tag directive with every other before it gives anything back.
_TAG_DIRECTIVE: Final = re.compile(r"^%TAG\b.*", re.MULTILINE)
_WIDE_COLON: Final = re.compile(r"[^：]{1,40}(：)(?:\s|[{\[\"'“])")
_WIDE_BLANK: Final = frozenset(WIDE_BLANKS)
_MARKED: Final = re.compile(r"[^\s,\[\]{}]{1,80}")


def read_yaml(source: Source) -> tuple[Table | Row | Text | None, list[Problem]]:
    """The value of a YAML text, or every problem that keeps it from being read."""
    problems = _some(_unreadable(source))
    if problems:
        return None, problems
    value, problems = _read(source)
    if not problems and (value is None or isinstance(value, Missing)):
        problems = [Empty(name=source.name, place=Place(source, 0, 0))]
    if not problems and isinstance(value, Text) and not value.quoted:
        from rubric.misread import colons_meant  # noqa: PLC0415 - only a mistake pays for it

        problems = _some(colons_meant(source))
    return (None if problems else value), problems


def _unreadable(source: Source) -> Iterator[Problem]:
    """What is not even shown to the reader of YAML."""
    text = source.text
    if len(text) > LONGEST:
        place = Place(source, LONGEST, LONGEST + 1)
        yield TooLarge(place=place, most_zh=" 100 万字", most_en="1,000,000 characters")
        return
    for found in _UNSEEN.finditer(text):
        yield Invisible(place=Place(source, *found.span()), name=f"U+{ord(found[0]):04X}")
    for found in _TAG_DIRECTIVE.finditer(text):
        yield _forbidden(Place(source, *found.span()), "指令（%）", "directives (%)")


def _some(problems: Iterable[Problem]) -> list[Problem]:
    """The first of the problems, in the order of the text."""
    return sorted(
        islice(problems, MOST_PROBLEMS), key=lambda problem: problem.place.start if problem.place else 0
    )


def _read(source: Source) -> tuple[Any, list[Problem]]:
    """Reads, and behind a mistake that can be mended reads on, for the mistakes that follow."""
    reading = _Reading(source, source.text)
    value = reading.document()
    if reading.trouble is None:
        return value, _some(reading.problems)
    from rubric.misread import diagnose  # noqa: PLC0415 - only a mistake pays for it

    said: list[Problem] = []
    marked: list[Place] = []
    parts = characters = 0
    while reading.trouble is not None and len(said) < MOST_REPAIRS:
        finding = diagnose(reading.trouble)
        if any(place.start <= finding.place.start < place.end for place in marked):
            break  # an echo of what is already said
        said.append(finding.problem)
        marked.append(finding.place)
        parts += reading.parts
        characters += len(reading.text)
        if finding.repair is None or parts > MOST_PARTS // 2 or characters > MOST_REREAD:
            break
        reading = _Reading(source, finding.repair.apply(reading.text))
        reading.document()
    lines = {place.line for place in marked}
    return None, _some([*said, *(p for p in reading.problems if not p.place or p.place.line not in lines)])


class _StopError(Exception):
    """No more is to be read."""


class _Reading:
    """One pass over the events of a text: builds its values and screens them."""

    def __init__(self, source: Source, text: str) -> None:
        self.source, self.text = source, text
        self.problems: list[Problem] = []
        self.trouble: Trouble | None = None
        self.parts = self.documents = 0
        self.last = (0, 0, "")
        # Each with the event that opened it. No recursion: where the stack of Python happens to be full to
        # a page, calling from there costs ten times as much.
        self.opened: list[tuple[Any, list[Any]]] = []

    def document(self) -> Any:
        """The value of the only document, or None where there is none or reading stopped."""
        try:
            return self._document()
        except MarkedYAMLError as error:
            self.trouble = self._trouble(error)
        except (YAMLError, ValueError):
            self.problems.append(NotYaml(place=Place(self.source, 0, 1)))
        except _StopError:
            pass
        return None

    def _document(self) -> Any:
        value = None
        parser = YAML(typ="safe").get_constructor_parser(self.text)[1]
        while (event := parser.get_event()) is not None:
            self.parts += 1
            if self.parts > MOST_PARTS:
                self._stop(TooLarge(place=self._place(event), most_zh=" 10 万项", most_en="100,000 parts"))
            kind = type(event)
            if kind is ScalarEvent:
                held: Any = self._text(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._open(event)
                continue
            elif kind is MappingEndEvent:
                held = self._table(event, *self.opened.pop())
            elif kind is SequenceEndEvent:
                held = self._row(event, *self.opened.pop())
            elif kind is AliasEvent:
                held = self._alias(event)
            else:
                self._count(event)
                continue
            if self.opened:
                self.opened[-1][1].append(held)
            else:
                value = held
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
            flow=any(event.flow_style for event, _ in self.opened),
        )

    # -- what each event is

    def _text(self, event: Any) -> Text:
        if event.anchor or event.ctag:
            self._screen(event)
        value, style = event.value, event.style
        start, end = event.start_mark.index, event.end_mark.index
        self.last = (start, end, style)
        if style:
            written = self.text[start:end].rstrip()
            return Text.between(value, self.source, start, start + len(written), True)
        plain = value.strip()
        if len(plain) < len(value):
            # Nobody sees a wide blank at either end, and nobody means one.
            written = self.text[start:end]
            start += len(written) - len(written.lstrip())
            end = max(start, end - len(written) + len(written.rstrip()))
        kind = Text if plain else Missing
        return kind.between(plain, self.source, start, end, False)

    def _alias(self, event: Any) -> Text:
        self._report(_forbidden(self._mark(event), "别名（*）", "aliases (*)"))
        return Missing.at("", self._place(event))

    def _count(self, event: Any) -> None:
        self.documents += isinstance(event, DocumentStartEvent)
        if self.documents > 1:
            self._stop(SeveralDocuments(place=self._place(event)))

    def _open(self, event: Any) -> None:
        if len(self.opened) == DEEPEST:
            self._stop(TooDeep(place=self._place(event)))
        self._screen(event)
        self.opened.append((event, []))

    def _row(self, end: Any, begin: Any, held: list[Any]) -> Row:
        row = Row(held)
        row.place = self._span(begin, end, held)
        if begin.flow_style:
            self._report_all(cut_items(row, self.text))
        return row

    def _table(self, end: Any, begin: Any, held: list[Any]) -> Table:
        table, pairs = Table(), [*zip(held[::2], held[1::2], strict=True)]
        table.place = self._span(begin, end, held)
        if begin.flow_style and any(is_stray(pair, self.text) for pair in pairs):
            self._report_all(cut_pairs(pairs, self.text))
            pairs = [pair for pair in pairs if not is_stray(pair, self.text)]
        for key, value in pairs:
            name = self._name(key)
            if name is None:
                continue
            if name in table:
                self._report(KeyTwice(place=name.place, key=name))
            elif len(table) == MOST_KEYS:
                self._stop(TooManyKeys(place=name.place))
            table[name] = value
        return table

    def _span(self, begin: Any, end: Any, held: list[Any]) -> Place:
        """From the first character to the last; a block ends with its last value."""
        start, stop = begin.start_mark.index, end.end_mark.index
        if begin.flow_style:
            self.last = (start, stop, self.text[start])
            return Place(self.source, start, stop)
        return Place(self.source, start, max((one.place.end for one in held[-2:]), default=start))

    def _name(self, key: Any) -> Text | None:
        """What a key is called, or None where it cannot be a name."""
        if not isinstance(key, Text) or (key == "<<" and not key.quoted):
            self._report(_forbidden(key.place, "合并键或复合键", "merge keys or compound keys"))
            return None
        if not key.quoted:
            self._report_all(_misleading(key))
        name = key
        if len(key) <= LONGEST_KEY:
            plain = unicodedata.normalize("NFKC", key).strip()
            name = key if plain == key else Text.at(plain, key.place, quoted=key.quoted)
        if len(name) > LONGEST_KEY:
            self._report(KeyTooLong(place=key.place, count=len(name)))
            return None
        return name

    # -- what is wrong

    def _screen(self, event: Any) -> None:
        if event.anchor:
            self._report(_forbidden(self._mark(event), "锚点（&）", "anchors (&)"))
        if event.ctag:
            self._report(_forbidden(self._mark(event), "标签（!）", "tags (!)"))

    def _mark(self, event: Any) -> Place:
        at = event.start_mark.index
        found = _MARKED.match(self.text, at)
        return Place(self.source, at, found.end() if found else at + 1)

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark.index, event.end_mark.index
        return Place(self.source, start, max(start + 1, end))

    def _report(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) >= MOST_PROBLEMS:
            raise _StopError

    def _report_all(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self._report(problem)

    def _stop(self, problem: Problem) -> NoReturn:
        self.problems.append(problem)
        raise _StopError


def _misleading(key: Text) -> list[Problem]:
    """What in a key looks like something else, or like nothing."""
    found: list[Problem] = []
    if key.source.text[key.start - 1 : key.start] in _WIDE_BLANK:
        found.append(WideBlank(place=Place(key.source, key.start - 1, key.start)))
    if "：" in key and (colon := _WIDE_COLON.match(key + " ")):
        found.append(FullWidthColon(place=key.part(*colon.span(1))))
    # A joiner is a letter's companion in some scripts; the other format characters are strays.
    for at, char in enumerate("" if key.isprintable() else key[:LONGEST_KEY]):
        if unicodedata.category(char) == "Cf" and char not in "\u200c\u200d":
            found.append(Invisible(place=key.part(at, at + 1), name=f"U+{ord(char):04X}"))
    return found


def _forbidden(place: Place, zh: str, en: str) -> Problem:
    return Forbidden(place=place, what_zh=zh, what_en=en)
