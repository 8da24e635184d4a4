"""Which mistake it was that stopped YAML from reading: one rule a mistake."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rubric.place import Place, Source
from rubric.trouble import PAIRS, WIDE_BLANKS, WINDOW, Finding, Repair, Trouble, without_quotes
from rubric.yaml_problems import (
    SHOWN,
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
    quote,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rubric.problems import Problem

MOST_LINES: Final = 20
_KEY: Final = r"(?:-[ ]+)*[^\s:：\"'#{}\[\],&*!|>%@`？?-][^:：\"'#\n]{0,80}?"
_FULL_WIDTH_COLON: Final = re.compile(rf"[ {WIDE_BLANKS}]*{_KEY}(：)")
_TIGHT_COLON: Final = re.compile(rf"[ ]*{_KEY}(:)(?=[^\s:/])")
_COLONS_MEANT: Final = re.compile(rf"^(?:{_FULL_WIDTH_COLON.pattern}|{_TIGHT_COLON.pattern})", re.MULTILINE)
_COLON: Final = re.compile(r":(?=[ \t]|$)")
_KEY_AND_BLANKS: Final = re.compile(r":[ \t]+")
_BOUND: Final = r"[^\[\](){}（）［］,，\"'\n]{1,40}"
_INTERVAL: Final = re.compile(rf"(?<![\"'])[\[(（［]{_BOUND}[,，]{_BOUND}[\])）］]")
_WIDE_SIGNS: Final = {"｝": "}", "］": "]", "，": ","}


def diagnose(trouble: Trouble) -> Finding:
    """The mistake that stopped the reader."""
    found = (finding for rule in _RULES if (finding := rule(trouble)) is not None)
    return next(found, Finding(NotYaml(place=trouble.place(trouble.index))))


# -- one rule a mistake: each looks at the place and what the reader says of it --------------------------


def _colon_meant(trouble: Trouble) -> Finding | None:
    if trouble.text[trouble.index : trouble.index + 1] == "：":
        return _colon(FullWidthColon, trouble, trouble.index)
    if not trouble.says("expected ':'", "mapping values", "expected key", "document start"):
        return None
    tight = trouble.says("find expected ':'", "mapping values")
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
    if not trouble.says("flow"):
        return None
    for index in (trouble.index, trouble.begun):
        start, end = trouble.line_of(index)
        for found in _INTERVAL.finditer(without_quotes(trouble.text[start:end])):
            if found[0][0] + found[0][-1] not in ("[]", "()", "（）", "［］"):
                return _quoted(BareInterval, trouble, start + found.start(), start + found.end())
    return None


def _behind_end(trouble: Trouble) -> Finding | None:
    start, end, style = trouble.last
    behind, char = trouble.text[end : trouble.index], trouble.text[trouble.index : trouble.index + 1]
    if style not in ('"', "'", "[", "{") or behind.strip() or not trouble.says("did not find expected"):
        return None
    if trouble.line_of(start)[0] != trouble.line_of(end)[0]:
        mark = trouble.text[start]
        return Finding(UnclosedQuote(place=trouble.place(start), mark=mark)) if mark in "\"'" else None
    if "\n" in behind or not char or char in "}]" or (char in "\"'" and trouble.says("flow")):
        return None
    if char == ":":
        return Finding(ColonNeedsSpace(place=trouble.place(trouble.index)))
    stop = trouble.value_end(start)
    kind = TextBehindQuote if style in "\"'" else TextBehindBracket
    return _quoted(kind, trouble, start, stop, trouble.text[trouble.index : stop].strip())


def _colon_in_text(trouble: Trouble) -> Finding | None:
    flow = trouble.says("flow mapping") and trouble.text[trouble.index : trouble.index + 1] == ":"
    if not flow and not trouble.says("mapping values"):
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
    return _quoted(ColonInText, trouble, found.end(), trouble.value_end(found.end()))


def _mapping_values(trouble: Trouble) -> Finding | None:
    if not trouble.says("mapping values"):
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
    if not trouble.says("block sequence entries"):
        return None
    if trouble.at_line_start():
        return _whole_line(WrongIndent, trouble, trouble.index)
    return _quoted(DashFirst, trouble, trouble.index, trouble.value_end(trouble.index), "- ")


def _first_sign(trouble: Trouble) -> Finding | None:
    block = trouble.says("block scalar")
    if not block and not trouble.says("mapping keys", "cannot start any token", "node content"):
        return None
    start = trouble.begun if block else trouble.index
    found = trouble.text[start : start + 1]
    if not found.strip():
        return None
    return _quoted(NeedsQuotes, trouble, start, trouble.value_end(start), found)


def _reference(trouble: Trouble) -> Finding | None:
    for word, zh, en in (
        ("alias", "别名（*）", "aliases (*)"),
        ("anchor", "锚点（&）", "anchors (&)"),
        ("tag", "标签（!）", "tags (!)"),
        ("directive", "指令（%）", "directives (%)"),
    ):
        if trouble.says(f"scanning a {word}", f"scanning an {word}", f"undefined {word} handle"):
            at = trouble.begun
            return Finding(Forbidden(place=trouble.place(at), what_zh=zh, what_en=en), _mask(trouble, at))
    return None


def _in_quotes(trouble: Trouble) -> Finding | None:
    if not trouble.says("quoted scalar"):
        return None
    if trouble.says("unexpected"):
        mark = trouble.text[trouble.begun : trouble.begun + 1]
        return Finding(UnclosedQuote(place=trouble.place(trouble.begun), mark=mark))
    return Finding(WrongEscape(place=trouble.place(trouble.index, trouble.index + 2)))


def _expected_colon(trouble: Trouble) -> Finding | None:
    if not trouble.says("expected ':'", "unexpected ':'"):
        return None
    if trouble.says("unexpected ':'"):
        return Finding(ColonNeedsSpace(place=trouble.place(trouble.index)))
    return _whole_line(MissingColon, trouble, trouble.begun)


def _full_width_sign(trouble: Trouble) -> Finding | None:
    if not trouble.says("flow"):
        return None
    if trouble.text[trouble.index : trouble.index + 1] in _WIDE_SIGNS:
        return _sign(trouble, trouble.index)
    due = PAIRS.get(trouble.text[trouble.begun : trouble.begun + 1])
    line = without_quotes(trouble.text[trouble.begun : trouble.line_of(trouble.begun)[1]])
    at = next((at for at, char in enumerate(line) if due and _WIDE_SIGNS.get(char) == due), None)
    return None if at is None else _sign(trouble, trouble.begun + at)


def _sign(trouble: Trouble, at: int) -> Finding:
    found = trouble.text[at]
    due = _WIDE_SIGNS[found]
    return Finding(FullWidthSign(place=trouble.place(at), found=found, due=due), Repair(at, at + 1, due))


def _bracket(trouble: Trouble) -> Finding | None:
    if trouble.says("flow"):
        mark = trouble.text[trouble.begun : trouble.begun + 1]
        return Finding(UnpairedBracket(place=trouble.place(trouble.begun), mark=mark))
    mark = trouble.text[trouble.index : trouble.index + 1]
    if mark and mark in "]}" and trouble.says("did not find expected"):
        return Finding(UnpairedBracket(place=trouble.place(trouble.index), mark=mark))
    return None


def _levels(trouble: Trouble) -> Finding | None:
    if not trouble.says("expected key", "'-' indicator", "document start") or not trouble.at_line_start():
        return None
    line = trouble.line(trouble.index).lstrip()
    if line.startswith(":"):
        return Finding(MissingName(place=trouble.place(trouble.index)))
    column = trouble.index - trouble.line_of(trouble.index)[0]
    begun = trouble.begun - trouble.line_of(trouble.begun)[0]
    listed = re.match(r"-(?:\s|$)", line) is not None
    mixed = listed if trouble.says("expected key") else trouble.says("'-' indicator") and not listed
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
    end = trouble.value_end(start)
    return Repair(start, end, "x" * (end - start))
