"""Tables of text: CSV and its kin, in any of the encodings they come in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from engine.batch.problems_table import NoRows, ReadAs, RowTooLong, RowTooShort, TableUnread, TooManyColumns
from engine.batch.sources.csv_bytes import HEAD, STRANGE, as_utf8, encoding_of, text_blocks, too_long
from engine.batch.sources.csv_frame import END, LINE, Lines, columns_of
from engine.batch.sources.csv_records import LONGEST_CELL, cut, is_regular, records
from engine.batch.sources.heads import MOST_COLUMNS, known_form, named
from engine.batch.sources.table import Chunk, TableSource, emptied

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from engine.batch.sources.csv_bytes import Encoding
    from engine.batch.sources.csv_records import Record
    from rubric.problems import Problem

SEPARATORS: Final = ",;\t"
_QUOTED: Final = re.compile(rb'"(?:[^"]++|"")*+"')
_SPOKEN: Final = {",": ("逗号", "commas"), ";": ("分号", "semicolons"), "\t": ("制表符", "tabs")}
_ENCODED: Final = {
    "gb18030": ("GBK 编码", "GBK text"),
    "utf-16-le": ("UTF-16 编码", "UTF-16 text"),
    "utf-16-be": ("UTF-16 编码", "UTF-16 text"),
}


class _Form(NamedTuple):
    """How a file is written: its encoding, what parts its cells, and how many lines go before its rows."""

    encoding: Encoding
    separator: str
    before: int


def open_csv(path: Path) -> tuple[CsvTable | None, list[Problem]]:
    """A text table, or why it is none."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if (found := known_form(head)) is not None:
        return None, [_other_form(path, *found)]
    encoding = encoding_of(head)
    wide = encoding is not None and "16" in encoding.name
    if encoding is None or (b"\0" in head and not wide):
        return None, [_no_text(path)]
    whole = len(head) < HEAD
    text = head[encoding.mark :].decode(encoding.name, "replace" if wide else STRANGE)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first, before, separator = _first(text if whole else text[: text.rfind("\n") + 1], encoding.name)
    if first is None:
        return None, [_headless(path, text, whole)]
    if first.problem is not None:
        return None, [_bad_head(path, first.problem)]
    names, problems = named(path.name, first.cells)
    if problems:
        return None, problems
    table = CsvTable(path, names, _Form(encoding, separator, before))
    table.notes += _said(path, encoding.name, separator)
    return table, []


def _first(text: str, encoding: str) -> tuple[Record | None, int, str]:
    """The first record in which something stands, how many stand before, and the separator."""
    text = text if text.endswith("\n") or not text else f"{text}\n"
    line = next((one for one in text.split("\n") if one.strip(" ,;\t")), "")
    separator = max(SEPARATORS, key=line.count)
    for before, record in enumerate(records(text, separator, encoding.upper(), last=True)):
        if record.problem is not None or any(cell.strip() for cell in record.cells):
            return record, before, separator
    return None, 0, separator


def _said(path: Path, encoding: str, separator: str) -> Iterator[Problem]:
    found = [_ENCODED[encoding]] if encoding in _ENCODED else []
    if separator != ",":
        zh, en = _SPOKEN[separator]
        found.append((f"{zh}分隔", f"cells parted by {en}"))
    if found:
        how_zh, how_en = "、".join(zh for zh, _ in found), ", ".join(en for _, en in found)
        yield ReadAs(name=path.name, how_zh=how_zh, how_en=how_en)


def _headless(path: Path, text: str, whole: bool) -> Problem:
    if whole:
        return NoRows(name=path.name, what_zh="是空的", what_en="is empty")
    if max(map(text.count, SEPARATORS)) > MOST_COLUMNS:
        return TooManyColumns(name=path.name, most=MOST_COLUMNS)
    return too_long(path.name)


def _bad_head(path: Path, problem: Problem) -> Problem:
    return TableUnread(
        name=path.name,
        why_zh=f"表头{problem.message('zh').removeprefix('这一行').removesuffix('。')}",
        why_en=f"its head cannot be understood ({problem.message('en').removesuffix('.')})",
        do_zh=problem.hint("zh"),
        do_en=problem.hint("en"),
    )


def _other_form(path: Path, zh: str, en: str, suffix: str) -> Problem:
    return TableUnread(
        name=path.name,
        why_zh=f"它不是文本，像是 {zh}",
        why_en=f"it is no text but, as it seems, {en}",
        do_zh=f"文件名改为以 {suffix} 结尾再试。",
        do_en=f"End its name in {suffix} and try again.",
    )


def _no_text(path: Path) -> Problem:
    return TableUnread(
        name=path.name,
        why_zh="它不是文本（既不是 UTF-8 也不是 GBK）",
        why_en="it is no text, neither in UTF-8 nor in GBK",
        do_zh="用表格软件打开，另存为 UTF-8 的 CSV。",
        do_en="Open it in a spreadsheet program and save it as CSV in UTF-8.",
    )


class CsvTable(TableSource):
    """A text table. Its rows are those of a spreadsheet: the head is the first."""

    def __init__(self, path: Path, names: Sequence[str], form: _Form) -> None:
        super().__init__(path.name, names)
        self.path, self.form = path, form
        self.first = form.before + 2
        self.size = max(1, path.stat().st_size)
        self.marked = False

    def chunks(self, names: Sequence[str], skip: int) -> Iterator[Chunk]:
        """The rows behind the first ``skip``."""
        wanted = {self.names.index(name): name for name in names}
        skip += self.form.before + 1
        for block in self._blocks():
            count = block.count(b"\n") if isinstance(block, bytes) else len(block)
            if count > skip:
                chunk = (
                    self._regular(Lines(block, count, len(self.names), self.form.separator), wanted)
                    if isinstance(block, bytes)
                    else self._odd(block, wanted)
                )
                yield chunk.cut(skip)
            skip = max(0, skip - count)

    def _tell(self, count: int) -> None:
        self.share = count / self.size

    # -- blocks of whole records

    def _blocks(self) -> Iterator[bytes | list[Record]]:
        """Whole records: a line each where they are written regularly, otherwise already read."""
        rest: bytes | str = b""
        for block in text_blocks(self.path, self.form.encoding, self._tell):
            data = _joined(rest, block)
            end = cut(data) if isinstance(data, bytes) else 0
            lines = _lines(data[:end], self.form.separator) if isinstance(data, bytes) else None
            if lines:
                yield lines
                data = data[end:]
            # A stray quote hides all line ends behind it from the cut.
            if lines and len(data) < LONGEST_CELL:
                rest = data
            else:
                found, rest = self._records(data, last=False)
                yield found
        if rest:
            yield self._records(rest, last=True)[0]

    def _records(self, data: bytes | str, *, last: bool) -> tuple[list[Record], bytes | str]:
        text = data if isinstance(data, str) else data.decode()
        found = [*records(text, self.form.separator, self.form.encoding.name.upper(), last=last)]
        return found, as_utf8(text[found[-1].end :] if found else text)

    # -- rows

    def _regular(self, lines: Lines, wanted: Mapping[int, str]) -> Chunk:
        """Lines that are a record each."""
        frame, odd, self.marked = columns_of(lines, wanted, marked=self.marked)
        looked = sorted({*odd, *_empty(frame)})
        chunk = self._looked(frame, lines.data, looked) if looked else Chunk(frame)
        return chunk._replace(letters=lines.letters)

    def _looked(self, frame: pl.DataFrame, lines: bytes, looked: Sequence[int]) -> Chunk:
        """The rows with those marked that are blank or of the wrong length."""
        each = lines.split(b"\n")
        broken: dict[int, tuple[Problem, ...]] = {}
        blank: list[int] = []
        for at in looked:
            text = each[at].decode()
            cells = next(records(f"{text}\n", self.form.separator, "", last=True)).cells
            self._mark(at, cells, broken, blank)
        return Chunk(emptied(frame, broken), broken, blank)

    def _odd(self, found: Sequence[Record], wanted: Mapping[int, str]) -> Chunk:
        broken: dict[int, tuple[Problem, ...]] = {}
        blank: list[int] = []
        for at, record in enumerate(found):
            if record.problem is not None:
                broken[at] = (record.problem,)
            else:
                self._mark(at, record.cells, broken, blank)
        columns = {
            name: [
                (record.cells[place] or None) if place < len(record.cells) and at not in broken else None
                for at, record in enumerate(found)
            ]
            for place, name in wanted.items()
        }
        return Chunk(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String())), broken, blank)

    def _mark(
        self, at: int, cells: Sequence[str], broken: dict[int, tuple[Problem, ...]], blank: list[int]
    ) -> None:
        due = len(self.names)
        if not any(cell.strip() for cell in cells):
            blank.append(at)
        elif len(cells) < due or any(cells[due:]):
            kind = RowTooShort if len(cells) < due else RowTooLong
            broken[at] = (kind(found=len(cells), due=due),)


def _empty(frame: pl.DataFrame) -> pl.Series:
    """Where rows are in whose cells nothing is to be seen; most are told by their first cell alone."""
    if not frame.width:
        return pl.int_range(frame.height, eager=True)
    first, unseen = (one.is_null() | (one.str.strip_chars() == "") for one in (pl.first(), pl.all()))
    at = frame.select(first).to_series().arg_true()
    return at.filter(frame[at].select(pl.all_horizontal(unseen)).to_series()) if len(at) else at


def _joined(rest: bytes | str, block: bytes | str) -> bytes | str:
    if isinstance(rest, bytes) and isinstance(block, bytes):
        return rest + block
    return "".join(part if isinstance(part, str) else part.decode() for part in (rest, block))


def _lines(data: bytes, separator: str) -> bytes | None:
    """Regular records with a line each; None where they are not written as they should be."""
    if LINE in data or END in data:
        return None
    if b'"' not in data or is_regular(data, separator, lines=False):
        return data
    if not is_regular(data, separator, lines=True):
        return None
    return _QUOTED.sub(lambda found: found[0].replace(b"\n", LINE), data)
