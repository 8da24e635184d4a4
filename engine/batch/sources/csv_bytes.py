"""The bytes of a text table as UTF-8 lines, block by block, whatever they were encoded in."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from engine.batch.problems_table import TableUnread
from engine.batch.sources.table import TableUnreadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BLOCK: Final = 1 << 24
HEAD: Final = 1 << 20
LONGEST_LINE: Final = 1 << 26
# Bytes that are no text stand as lone surrogates, which no text has.
STRANGE: Final = "surrogateescape"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Encoding(NamedTuple):
    """How a file is encoded, the bytes of its mark, and whether it could still be another one."""

    name: str
    mark: int = 0
    open: bool = False


def encoding_of(head: bytes) -> Encoding | None:
    """What the first bytes of a file are encoded in: by its mark, else UTF-8, else GB18030, else nothing."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, len(mark))
    if head.isascii():
        return Encoding("utf-8", open=True)
    found = _wrong(head, "utf-8")
    if found is None:
        return Encoding("utf-8")
    if head[:found].isascii():
        # A GBK text fails at its first Chinese characters; a damaged UTF-8 text has good ones before.
        return Encoding("gb18030") if _mostly_gb18030(head) else None
    return Encoding("utf-8")


def _mostly_gb18030(head: bytes) -> bool:
    """Whether most of the lines that are not plain ASCII are in GB18030; a few may be damaged."""
    if _wrong(head, "gb18030") is None:
        return True
    lines = [line for line in head.splitlines() if not line.isascii()]
    return 2 * sum(_wrong(line, "gb18030") is None for line in lines) > len(lines)


def _wrong(data: bytes, encoding: str) -> int | None:
    """Where the first byte stands that cannot be; the last character may be cut."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError as error:
        return error.start
    return None


def text_blocks(path: Path, encoding: Encoding, told: Callable[[int], None]) -> Iterator[bytes | str]:
    """The text in pieces of whole lines that end in a line feed: UTF-8, or a text with strange bytes in it.

    ``told`` hears how many bytes are read. Raises TableUnreadError.
    """
    for lines in _lines(path, encoding, told):
        found, encoding = _decoded(lines, encoding)
        yield found


def _decoded(lines: bytes, encoding: Encoding) -> tuple[bytes | str, Encoding]:
    if lines.isascii():
        return lines, encoding
    if encoding.name == "gb18030":
        return as_utf8(lines.decode("gb18030", STRANGE)), encoding
    if _is_utf8(lines):
        return lines, Encoding("utf-8")
    if encoding.open and _wrong(lines, "gb18030") is None:
        return _decoded(lines, Encoding("gb18030"))
    return lines.decode("utf-8", STRANGE), Encoding("utf-8")


def _is_utf8(lines: bytes) -> bool:
    # Python would make a text of it, which takes more than twice as long.
    try:
        pl.Series([lines], dtype=pl.Binary()).cast(pl.String())
    except pl.exceptions.PolarsError:
        return False
    return True


def as_utf8(text: str) -> bytes | str:
    """The text in UTF-8, or itself where strange bytes are in it."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text


def _lines(path: Path, encoding: Encoding, told: Callable[[int], None]) -> Iterator[bytes]:
    """The bytes in pieces of whole lines; every line end is a line feed, behind the last line too."""
    rest = b""
    for block in _bytes(path, encoding, told):
        # A carriage return at the very end may be half of a line end.
        cut = max(block.rfind(b"\n"), block.rfind(b"\r", 0, len(block) - 1)) + 1
        if not cut:
            rest += block
            if len(rest) > LONGEST_LINE:
                raise TableUnreadError(too_long(path.name))
            continue
        held = memoryview(block)
        yield _plain(b"".join((rest, held[:cut])))
        rest = bytes(held[cut:])
    if rest:
        yield _plain(rest.removesuffix(b"\n").removesuffix(b"\r") + b"\n")


def too_long(name: str) -> TableUnread:
    """A text without line ends."""
    return TableUnread(
        name=name,
        why_zh="有一行长得不像表格的一行",
        why_en="one of its lines is longer than any row of a table",
        do_zh="检查是不是选错了文件，或引号没有配对。",
        do_en="Check whether this is the right file, and whether its quotes match.",
    )


def _plain(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _bytes(path: Path, encoding: Encoding, told: Callable[[int], None]) -> Iterator[bytes]:
    """The bytes behind the mark; UTF-16, whose line ends are of two bytes, as UTF-8."""
    wide = codecs.getincrementaldecoder(encoding.name)("replace") if "16" in encoding.name else None
    try:
        with path.open("rb") as file:
            file.seek(encoding.mark)
            while block := file.read(BLOCK):
                told(file.tell())
                yield wide.decode(block).encode() if wide is not None else block
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise TableUnreadError(TableUnread(name=path.name, why_zh=why, why_en=why)) from error
