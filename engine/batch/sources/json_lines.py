"""Tables in JSON Lines: an object a line, its numbers as the digits that stand there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.problems_table import LineNoRow, NoRows, RowBytes, StrangeKey, TableUnread
from engine.batch.sources.csv_bytes import HEAD, encoding_of, text_blocks
from engine.batch.sources.heads import named
from engine.batch.sources.json_cells import column_of
from engine.batch.sources.table import Chunk, TableSource, emptied

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from engine.batch.sources.csv_bytes import Encoding
    from rubric.problems import Problem

# The keys of so many bytes are the columns; a later line that has another one is mistyped.
SAMPLE: Final = HEAD


class _TwiceError(ValueError):
    """A key that stands twice in an object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _TwiceError
    return made


_READER: Final = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)


def open_json_lines(path: Path) -> tuple[JsonLinesTable | None, list[Problem]]:
    """A table of JSON Lines, or why it is none. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    encoding = encoding_of(head)
    if encoding is None or (b"\0" in head and "16" not in encoding.name):
        return None, [TableUnread(name=path.name, why_zh="它不是文本", why_en="it is no text")]
    text = head[encoding.mark :].decode(encoding.name, "ignore")
    if text.lstrip()[:1] == "[":
        return None, [_one_list(path)]
    lines = text.splitlines() if len(head) < SAMPLE else text.splitlines()[:-1]
    rows = [row for line in lines if isinstance(row := _row(line), dict)]
    keys = dict.fromkeys(key for row in rows for key in row)
    if not keys:
        zh, en = "没有一行是 JSON 对象", "has no line that is a JSON object"
        return None, [NoRows(name=path.name, what_zh=zh, what_en=en)]
    names, problems = named(path.name, [*keys])
    if problems:
        return None, problems
    inner = {name: _inner(rows, key) for name, key in zip(names, keys, strict=True)}
    table = JsonLinesTable(path, dict(zip(keys, names, strict=True)), inner, encoding)
    return table, []


def _one_list(path: Path) -> TableUnread:
    return TableUnread(
        name=path.name,
        why_zh="整个文件是一个 JSON 列表，不是一行一个对象",
        why_en="it is one list and not an object a line",
        do_zh="导出成 JSON Lines（每行一个对象），或 CSV。",
        do_en="Export it as JSON Lines, an object a line, or as CSV.",
    )


def _inner(rows: Iterable[Mapping[str, Any]], key: str) -> tuple[str, ...]:
    """The columns of the rows that a key holds, where it holds rows."""
    held = (row.get(key) for row in rows)
    lists = (one for one in held if isinstance(one, list))
    return tuple(dict.fromkeys(k for one in lists for row in one if isinstance(row, dict) for k in row))


def _row(line: str) -> dict[str, Any] | Problem | None:
    """The object of a line, None where it is blank, or what is wrong with it."""
    if not line.strip():
        return None
    try:
        row = _READER.decode(line)
    except _TwiceError:
        return LineNoRow(why_zh="有一个名称写了两次", why_en="a key stands in it twice")
    except (ValueError, RecursionError) as error:
        at = getattr(error, "pos", 0) + 1
        return LineNoRow(
            why_zh=f"从第 {at} 个字符起不是 JSON", why_en=f"from character {at} on it is no JSON"
        )
    if isinstance(row, dict):
        return row
    return LineNoRow(why_zh="它没有花括号", why_en="it is no mapping in braces")


class JsonLinesTable(TableSource):
    """Lines of JSON; the number of a row is that of its line."""

    def __init__(
        self, path: Path, keys: Mapping[str, str], inner: Mapping[str, tuple[str, ...]], encoding: Encoding
    ) -> None:
        lists = frozenset(name for name, columns in inner.items() if columns)
        super().__init__(path.name, [*keys.values()], lists=lists)
        self.path, self.keys, self.inner, self.encoding = path, keys, inner, encoding
        self.size = max(1, path.stat().st_size)

    def _tell(self, count: int) -> None:
        self.share = count / self.size

    def chunks(self, names: Sequence[str], skip: int) -> Iterator[Chunk]:
        """The rows behind the first ``skip``."""
        for block in text_blocks(self.path, self.encoding, self._tell):
            strange = isinstance(block, str)
            lines = (block if isinstance(block, str) else block.decode()).split("\n")[:-1]
            if len(lines) > skip:
                yield self._chunk(lines[skip:], names, strange=strange)
            skip = max(0, skip - len(lines))

    def is_empty(self) -> bool:
        """Whether it has no row: a line told its columns."""
        return False

    def _chunk(self, lines: Sequence[str], names: Sequence[str], *, strange: bool) -> Chunk:
        broken: dict[int, tuple[Problem, ...]] = {}
        blank: list[int] = []
        rows: list[Mapping[str, Any]] = []
        for at, line in enumerate(lines):
            row = self._bad_bytes(line) if strange else None
            found = row or self._row(line)
            if found is None:
                blank.append(at)
            elif not isinstance(found, dict):
                broken[at] = (found,)
            rows.append(found if isinstance(found, dict) else {})
        heads = {name: head for head, name in self.keys.items()}
        columns = [
            column_of(name, [row.get(heads[name]) for row in rows], self.inner[name], broken)
            for name in names
        ]
        return Chunk(emptied(pl.DataFrame(columns), broken), broken, blank)

    def _row(self, line: str) -> dict[str, Any] | Problem | None:
        row = _row(line)
        if not isinstance(row, dict) or row.keys() <= self.keys.keys():
            return row
        return StrangeKey(name=next(key for key in row if key not in self.keys)[:40])

    def _bad_bytes(self, line: str) -> Problem | None:
        try:
            line.encode()
        except UnicodeEncodeError:
            return RowBytes(encoding=self.encoding.name.upper())
        return None
