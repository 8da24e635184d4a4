"""Where YAML stops reading: which mistake it was, and how to read on behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rubric.place import Place, Source
from rubric.record import Record
from rubric.yaml_problems import (
    BareInterval,
    ColonInText,
    ColonNeedsSpace,
    DashFirst,
    Forbidden,
    FullWidthColon,
    FullWidthSign,
    KeyTooLong,
    ListAndMapping,
    MissingColon,
    MissingName,
    NeedsQuotes,
    NotYaml,
    TabFound,
    TextBehindBracket,
    TextBehindQuote,
    UnclosedQuote,
    UnpairedBracket,
    WideBlank,
    WrongEscape,
    WrongIndent,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rubric.problems import Problem

WIDE_BLANKS: Final = "\u3000\u00a0"
WINDOW: Final = 2000
SHOWN: Final = 60
MOST_LINES: Final = 20
_KEY: Final = r"(?:-[ ]+)*[^\s:：\"'#{}\[\],&*!|>%@`？?-][^:：\"'#\n]{0,80}?"
_FULL_WIDTH_COLON: Final = re.compile(rf"[ {WIDE_BLANKS}]*{_KEY}(：)")
_TIGHT_COLON: Final = re.compile(rf"[ ]*{_KEY}(:)(?=[^\s:/])")
_COLONS_MEANT: Final = re.compile(rf"^(?:{_FULL_WIDTH_COLON.pattern}|{_TIGHT_COLON.pattern})", re.MULTILINE)
_COLON: Final = re.compile(r":(?=[ \t]|$)")
_KEY_AND_BLANKS: Final = re.compile(r":[ \t]+")
_BOUND: Final = r"[^\[\](){}（）［］,，\"'\n]{1,40}"
_INTERVAL: Final = re.compile(rf"(?<![\"'])[\[(（［]{_BOUND}[,，]{_BOUND}[\])）］]")
_QUOTED: Final = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_COMMENT: Final = re.compile(r"[ \t]+#.*")
_PAIRS: Final = {"{": "}", "[": "]"}
_WIDE_SIGNS: Final = {"｝": "}", "］": "]", "，": ","}


class Repair(Record):
    """Characters to read in place of as many others, so that the rest keeps its place."""

    start: int
    end: int
    text: str

    def apply(self, text: str) -> str:
        """The text with the repair in it."""
        return text[: self.start] + self.text + text[self.end :]


class Finding(Record):
    """What was wrong; with a repair, the rest can still be read."""

    problem: Problem
    repair: Repair | None = None

    @property
    def place(self) -> Place:
        """Where the mistake stands."""
        assert self.problem.place is not None
        return self.problem.place


class Trouble(Record):
    """Where the reader stopped, what it was reading since when, and the last text it had read."""

    source: Source
    text: str
    index: int
    begun: int
    said: str
    last: tuple[int, int, str]
    flow: bool

    def place(self, start: int, end: int | None = None) -> Place:
        """A place in the source."""
        return Place(self.source, start, start + 1 if end is None else end)

    def line_of(self, index: int) -> tuple[int, int]:
        """Where the line of ``index`` begins and ends; a very long line is cut around it."""
        start = self.text.rfind("\n", max(0, index - WINDOW), index) + 1 or max(0, index - WINDOW)
        end = self.text.find("\n", index, index + WINDOW)
        return start, end if end >= 0 else min(len(self.text), index + WINDOW)

    def line(self, index: int) -> str:
        """The line of ``index``."""
        start, end = self.line_of(index)
        return self.text[start:end]

    def line_before(self, index: int) -> int | None:
        """Where the last line before that of ``index`` begins that is not blank."""
        end = len(self.text[: self.line_of(index)[0]].rstrip())
        return self.line_of(end - 1)[0] if end else None

    def at_line_start(self) -> bool:
        """Whether only blanks stand before the place in its line."""
        return not self.text[self.line_of(self.index)[0] : self.index].strip()


def diagnose(trouble: Trouble) -> Finding:
    """The mistake that stopped the reader."""
    found = (finding for rule in _RULES if (finding := rule(trouble)) is not None)
    return next(found, Finding(NotYaml(place=trouble.place(trouble.index))))


def quote(text: str) -> str:
    """A text in quotation marks that it does not hold itself; only its beginning where it is long."""
    shown = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    if "'" not in shown:
        return f"'{shown}'"
    return f'"{shown}"' if not re.search(r'["\\]', shown) else "'" + shown.replace("'", "''") + "'"


# -- one rule a mistake: each looks at the place and what the reader says of it --------------------------


def _colon_meant(trouble: Trouble) -> Finding | None:
    if trouble.text[trouble.index : trouble.index + 1] == "：":
        return _colon(FullWidthColon, trouble, trouble.index)
    if not _says(trouble, "expected ':'", "mapping values", "expected key", "document start"):
        return None
    tight = _says(trouble, "find expected ':'", "mapping values")
    for start in sorted({trouble.line_of(trouble.begun)[0], *_lines_back(trouble)}):
        if found := _FULL_WIDTH_COLON.match(trouble.text, start, start + WINDOW):
            return _colon(FullWidthColon, trouble, found.start(1))
        if tight and (found := _TIGHT_COLON.match(trouble.text, start, start + WINDOW)):
            return _colon(ColonNeedsSpace, trouble, found.start(1))
    return None


def _lines_back(trouble: Trouble) -> Iterator[int]:
    """Where the lines begin that are read as one text with what stands before the place."""
    start = trouble.line_of(trouble.index)[0]
    yield start
    if _COLON.search(trouble.text, start, trouble.index):
        return
    for _ in range(MOST_LINES):
        before = trouble.line_before(start)
        if before is None or _COLON.search(trouble.line(before)):
            return
        yield (start := before)


def _colon(kind: type[FullWidthColon | ColonNeedsSpace], trouble: Trouble, at: int) -> Finding:
    end = trouble.line_of(at)[1]
    rest = trouble.text[at + 1 : end]
    kept = rest if not rest[:1].strip() else " " * len(rest)
    return Finding(kind(place=trouble.place(at)), Repair(at, end, ":" + kept))


def _tab(trouble: Trouble) -> Finding | None:
    start, end = trouble.line_of(trouble.index)
    blanks = re.compile(r"[ \t]*").match(trouble.text, start, end)
    indent = blanks.end() if blanks else start
    at = trouble.text.find("\t", start, indent)
    if at < 0 and trouble.text[trouble.index : trouble.index + 1] == "\t":
        at, indent = trouble.index, trouble.index + 1
    return Finding(TabFound(place=trouble.place(at, max(at + 1, indent)))) if at >= 0 else None


def _wide_blank(trouble: Trouble) -> Finding | None:
    for index in (trouble.begun, trouble.index, trouble.line_before(trouble.index) or 0):
        found = re.match(rf"(?:[ ]*{_KEY}:)?[ ]*([{WIDE_BLANKS}]+)", trouble.line(index))
        if found:
            start = trouble.line_of(index)[0]
            at, end = start + found.start(1), start + found.end(1)
            # Within the indentation nobody knows how many spaces it was meant to be.
            repair = Repair(at, end, " " * (end - at)) if ":" in found[0] else None
            return Finding(WideBlank(place=trouble.place(at, end)), repair)
    return None


def _interval(trouble: Trouble) -> Finding | None:
    if not _says(trouble, "flow"):
        return None
    for index in (trouble.index, trouble.begun):
        start, end = trouble.line_of(index)
        for found in _INTERVAL.finditer(_without_quotes(trouble.text[start:end])):
            if found[0][0] + found[0][-1] not in ("[]", "()", "（）", "［］"):
                return _quoted(BareInterval, trouble, start + found.start(), start + found.end())
    return None


def _behind_end(trouble: Trouble) -> Finding | None:
    start, end, style = trouble.last
    behind, char = trouble.text[end : trouble.index], trouble.text[trouble.index : trouble.index + 1]
    if style not in ('"', "'", "[", "{") or behind.strip() or not _says(trouble, "did not find expected"):
        return None
    if trouble.line_of(start)[0] != trouble.line_of(end)[0]:
        mark = trouble.text[start]
        return Finding(UnclosedQuote(place=trouble.place(start), mark=mark)) if mark in "\"'" else None
    if "\n" in behind or not char or char in "}]" or (char in "\"'" and _says(trouble, "flow")):
        return None
    if char == ":":
        return Finding(ColonNeedsSpace(place=trouble.place(trouble.index)))
    stop = _value_end(trouble, start)
    kind = TextBehindQuote if style in "\"'" else TextBehindBracket
    return _quoted(kind, trouble, start, stop, trouble.text[trouble.index : stop].strip())


def _colon_in_text(trouble: Trouble) -> Finding | None:
    flow = _says(trouble, "flow mapping") and trouble.text[trouble.index : trouble.index + 1] == ":"
    if not flow and not _says(trouble, "mapping values"):
        return None
    start = trouble.line_of(trouble.index)[0]
    if flow:
        start = max(start, *(trouble.text.rfind(c, start, trouble.index) + 1 for c in "{,"))
    found = _KEY_AND_BLANKS.search(trouble.text, start, trouble.index)
    if found is None:
        return None
    comma = trouble.text.rfind("，", found.end(), trouble.index)
    if flow and comma > 0:
        return _sign(trouble, comma)
    return _quoted(ColonInText, trouble, found.end(), _value_end(trouble, found.end()))


def _mapping_values(trouble: Trouble) -> Finding | None:
    if not _says(trouble, "mapping values"):
        return None
    start, end, _ = trouble.last
    if end == trouble.index and end - start > WINDOW // 2 and "\n" not in trouble.text[start:end]:
        return Finding(KeyTooLong(place=trouble.place(start, end), count=end - start))
    before = trouble.line_before(trouble.index)
    if (
        before is not None
        and ":" not in trouble.line(before)
        and not re.search(r"[-#]", trouble.line(before))
    ):
        return _whole_line(MissingColon, trouble, before)
    return _whole_line(WrongIndent, trouble, trouble.index)


def _dash(trouble: Trouble) -> Finding | None:
    if not _says(trouble, "block sequence entries"):
        return None
    if trouble.at_line_start():
        return _whole_line(WrongIndent, trouble, trouble.index)
    return _quoted(DashFirst, trouble, trouble.index, _value_end(trouble, trouble.index), "- ")


def _first_sign(trouble: Trouble) -> Finding | None:
    block = _says(trouble, "block scalar")
    if not block and not _says(trouble, "mapping keys", "cannot start any token", "node content"):
        return None
    start = trouble.begun if block else trouble.index
    found = trouble.text[start : start + 1]
    if not found.strip():
        return None
    return _quoted(NeedsQuotes, trouble, start, _value_end(trouble, start), found)


def _reference(trouble: Trouble) -> Finding | None:
    for word, zh, en in (
        ("alias", "别名（*）", "aliases (*)"),
        ("anchor", "锚点（&）", "anchors (&)"),
        ("tag", "标签（!）", "tags (!)"),
        ("directive", "指令（%）", "directives (%)"),
    ):
        if _says(trouble, f"scanning a {word}", f"scanning an {word}", f"undefined {word} handle"):
            at = trouble.begun
            return Finding(Forbidden(place=trouble.place(at), what_zh=zh, what_en=en), _mask(trouble, at))
    return None


def _in_quotes(trouble: Trouble) -> Finding | None:
    if not _says(trouble, "quoted scalar"):
        return None
    if _says(trouble, "unexpected"):
        mark = trouble.text[trouble.begun : trouble.begun + 1]
        return Finding(UnclosedQuote(place=trouble.place(trouble.begun), mark=mark))
    return Finding(WrongEscape(place=trouble.place(trouble.index, trouble.index + 2)))


def _expected_colon(trouble: Trouble) -> Finding | None:
    if not _says(trouble, "expected ':'", "unexpected ':'"):
        return None
    if _says(trouble, "unexpected ':'"):
        return Finding(ColonNeedsSpace(place=trouble.place(trouble.index)))
    return _whole_line(MissingColon, trouble, trouble.begun)


def _full_width_sign(trouble: Trouble) -> Finding | None:
    if not _says(trouble, "flow"):
        return None
    if trouble.text[trouble.index : trouble.index + 1] in _WIDE_SIGNS:
        return _sign(trouble, trouble.index)
    due = _PAIRS.get(trouble.text[trouble.begun : trouble.begun + 1])
    line = _without_quotes(trouble.text[trouble.begun : trouble.line_of(trouble.begun)[1]])
    at = next((at for at, char in enumerate(line) if due and _WIDE_SIGNS.get(char) == due), None)
    return None if at is None else _sign(trouble, trouble.begun + at)


def _sign(trouble: Trouble, at: int) -> Finding:
    found = trouble.text[at]
    due = _WIDE_SIGNS[found]
    return Finding(FullWidthSign(place=trouble.place(at), found=found, due=due), Repair(at, at + 1, due))


def _bracket(trouble: Trouble) -> Finding | None:
    if _says(trouble, "flow"):
        mark = trouble.text[trouble.begun : trouble.begun + 1]
        return Finding(UnpairedBracket(place=trouble.place(trouble.begun), mark=mark))
    mark = trouble.text[trouble.index : trouble.index + 1]
    if mark and mark in "]}" and _says(trouble, "did not find expected"):
        return Finding(UnpairedBracket(place=trouble.place(trouble.index), mark=mark))
    return None


def _levels(trouble: Trouble) -> Finding | None:
    if not _says(trouble, "expected key", "'-' indicator", "document start") or not trouble.at_line_start():
        return None
    line = trouble.line(trouble.index).lstrip()
    if line.startswith(":"):
        return Finding(MissingName(place=trouble.place(trouble.index)))
    column = trouble.index - trouble.line_of(trouble.index)[0]
    begun = trouble.begun - trouble.line_of(trouble.begun)[0]
    listed = re.match(r"-(?:\s|$)", line) is not None
    mixed = listed if _says(trouble, "expected key") else _says(trouble, "'-' indicator") and not listed
    if mixed and column == begun:
        return _whole_line(ListAndMapping, trouble, trouble.index)
    return _whole_line(WrongIndent, trouble, trouble.index)


_RULES: Final[tuple[Callable[[Trouble], Finding | None], ...]] = (
    _colon_meant,
    _tab,
    _wide_blank,
    _interval,
    _full_width_sign,
    _behind_end,
    _colon_in_text,
    _mapping_values,
    _dash,
    _first_sign,
    _reference,
    _in_quotes,
    _expected_colon,
    _bracket,
    _levels,
)


def colons_meant(source: Source) -> Iterator[Problem]:
    """The colons that make no key, a line each, of a text that is one scalar where keys were meant."""
    for found in _COLONS_MEANT.finditer(source.text):
        kind = FullWidthColon if found[1] else ColonNeedsSpace
        at = found.start(1) if found[1] else found.start(2)
        yield kind(place=Place(source, at, at + 1))


def _says(trouble: Trouble, *words: str) -> bool:
    return any(word in trouble.said for word in words)


def _whole_line(
    kind: type[MissingColon | WrongIndent | ListAndMapping], trouble: Trouble, index: int
) -> Finding:
    start, end = trouble.line_of(index)
    line = trouble.text[start:end]
    first = start + len(line) - len(line.lstrip())
    return Finding(kind(place=trouble.place(first, max(first + 1, start + len(line.rstrip())))))


def _quoted(
    kind: type[NeedsQuotes], trouble: Trouble, start: int, end: int, found: str | None = None
) -> Finding:
    text = trouble.text[start:end]
    shown = text if found is None else found
    shown = shown if len(shown) <= SHOWN else shown[:SHOWN] + "…"
    problem = kind(place=trouble.place(start, end), found=shown, quoted=quote(text))
    return Finding(problem, Repair(start, end, "x" * (end - start)))


def _mask(trouble: Trouble, start: int) -> Repair:
    end = _value_end(trouble, start)
    return Repair(start, end, "x" * (end - start))


def _without_quotes(line: str) -> str:
    """A line with what stands in quotes made harmless, every character in its place."""
    return _QUOTED.sub(lambda found: "x" * len(found[0]), line)


def _value_end(trouble: Trouble, start: int) -> int:
    """Where the text that begins at ``start`` was meant to end: in its line, before a comment."""
    begin, end = trouble.line_of(start)
    line = _without_quotes(trouble.text[start:end])
    if comment := _COMMENT.search(line):
        line = line[: comment.start()]
    opened = _QUOTED.sub("", trouble.text[begin:start])
    if trouble.flow or any(opened.count(mark) > opened.count(close) for mark, close in _PAIRS.items()):
        line = line[: _flow_end(line)]
    return max(start + len(line.rstrip()), start + 1)


def _flow_end(line: str) -> int:
    depth = 0
    for at, char in enumerate(line):
        if char in "([（":
            depth += 1
        elif char in ")）" or (char == "]" and depth):
            depth -= 1
        elif char in "}]" or (char == "," and depth <= 0):
            return at
    return len(line)
