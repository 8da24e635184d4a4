"""Text files of a rubric: plain values that know where they stand. The only door to ruamel.yaml."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, DocumentStartEvent

from rubric.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST: Final = 8 * 1024 * 1024
DEEPEST: Final = 64
MOST_PARTS: Final = 100_000
LONGEST_KEY: Final = 200


@dataclass(frozen=True, slots=True)
class Source:
    """A text with the name it is shown under and, where it was read from disk, its path."""

    name: str
    text: str
    path: Path | None

    @classmethod
    def of_text(cls, text: str, name: str = "<text>", path: Path | None = None) -> Source:
        """A source made from text in memory."""
        return cls(name, text, path)

    def line_column(self, index: int) -> tuple[int, int]:
        """The line and the column, both from 1 and in characters, of the character at ``index``."""
        return self.text.count("\n", 0, index) + 1, index - self.start_of_line(index) + 1

    def start_of_line(self, index: int) -> int:
        """The index of the first character of the line that holds the character at ``index``."""
        return self.text.rfind("\n", 0, index) + 1

    def line_at(self, index: int) -> str:
        """The text of the line that holds the character at ``index``, without its end."""
        end = self.text.find("\n", index)
        return self.text[self.start_of_line(index) : None if end < 0 else end].rstrip("\r")


@dataclass(frozen=True, slots=True)
class Place:
    """Some characters of a source, from ``start`` up to ``end``."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        """The line of the first character, from 1."""
        return self.source.line_column(self.start)[0]

    @property
    def column(self) -> int:
        """The column of the first character, from 1."""
        return self.source.line_column(self.start)[1]

    @property
    def end_column(self) -> int:
        """The column behind the last character on the first line."""
        longest = len(self.source.line_at(self.start)) + 1
        return min(self.column + max(1, self.end - self.start), max(longest, self.column + 1))


class Text(str):
    """A scalar as it was written: numbers too stay text. An empty value is ``Text("")``."""

    __slots__ = ("place", "quoted")
    place: Place
    quoted: bool

    @classmethod
    def at(cls, text: str, place: Place, *, quoted: bool = False) -> Text:
        """A text that stands at a place."""
        made = cls(text)
        made.place, made.quoted = place, quoted
        return made

    def part(self, start: int, end: int) -> Place:
        """The place of the characters ``start`` to ``end`` of this value in its file."""
        spots = list(self._spots())
        if not spots:
            return self.place
        first = spots[min(start, len(spots) - 1)]
        last = spots[min(max(start, end - 1), len(spots) - 1)]
        return Place(self.place.source, first, last + 1)

    def _spots(self) -> Iterator[int]:
        # Blanks are folded by YAML but other characters keep their order, whatever the style.
        at, text = self.place.start, self.place.source.text
        for char in self:
            if not char.isspace():
                while at < self.place.end - 1 and text[at] != char:
                    at += 1
            yield at
            at += 1


class Table(dict[Text, Any]):
    """A mapping with its place; its keys are texts with theirs."""

    __slots__ = ("place",)
    place: Place


class Row(list[Any]):
    """A sequence with its place."""

    __slots__ = ("place",)
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(Problem):
    """The file cannot be read as a text."""

    code = "Y101"
    zh = "无法读取文件“{name}”：{why_zh}。"
    en = "The file {name} cannot be read: {why_en}."
    fix_zh = "{do_zh}"
    fix_en = "{do_en}"
    name: str
    why_zh: str
    why_en: str
    do_zh: str = "请检查文件名和所在文件夹。"
    do_en: str = "Check the file's name and folder."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYaml(Problem):
    """The text breaks the rules of YAML."""

    code = "Y102"
    zh = "这里不符合 YAML 的写法。"
    en = "This is not YAML."
    fix_zh = "含冒号、方括号或引号的内容请整体加引号；检查上一行的缩进和标点。"
    fix_en = "Quote text that holds colons, brackets or quotes; check the indentation of the line before."


@dataclass(frozen=True, slots=True, kw_only=True)
class FullWidthColon(Problem):
    """A full-width colon stands where YAML needs a plain one."""

    code = "Y103"
    zh = "这里用了全角冒号“：”，YAML 只认半角冒号加空格。"
    en = "A full-width colon stands here; YAML needs a plain colon and a space."
    fix_zh = "把“：”改成“: ”。"
    fix_en = "Write ': ' instead."


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden(Problem):
    """A feature of YAML that a rubric may not use."""

    code = "Y104"
    zh = "评分文件不允许使用 YAML 的{what_zh}。"
    en = "A rubric may not use {what_en}."
    fix_zh = "把内容直接写在这里。"
    fix_en = "Write the content out in this place."
    what_zh: str
    what_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTwice(Problem):
    """A key stands twice in one mapping."""

    code = "Y105"
    zh = "“{key}”写了两次。"
    en = "The key {key} stands here twice."
    fix_zh = "只保留一处。"
    fix_en = "Keep one of them."
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TooDeep(Problem):
    """The file is nested too deeply."""

    code = "Y106"
    zh = "文件嵌套超过 64 层。"
    en = "The file is nested more than 64 levels deep."
    fix_zh = "检查缩进和括号。"
    fix_en = "Check the indentation and the brackets."


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLarge(Problem):
    """The file has more parts than a rubric or a facts file can need."""

    code = "Y108"
    zh = "文件的内容超过 10 万项。"
    en = "The file holds more than 100,000 parts."
    fix_zh = "检查是不是选错了文件。"
    fix_en = "Check whether this is the right file."


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTooLong(Problem):
    """A key that is too long to be a name."""

    code = "Y109"
    zh = "这里的名称有 {count} 个字，最多 200 个。"
    en = "This name has {count} characters; 200 is the most."
    fix_zh = "换一个短名称，把长的说明写进“备注”或“原文”。"
    fix_en = "Choose a short name and put the long text under note or text."
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty(Problem):
    """The file holds nothing."""

    code = "Y107"
    zh = "文件“{name}”是空的。"
    en = "The file {name} is empty."
    fix_zh = "写入内容后再试。"
    fix_en = "Write something into it and try again."
    name: str


def read_source(path: Path) -> tuple[Source | None, list[Problem]]:
    """The text of a file: UTF-8, with or without a byte order mark, of at most 8 MB."""
    name = str(path)
    try:
        if path.is_dir():
            return None, [Unreadable(name=name, why_zh="它是一个文件夹", why_en="it is a folder")]
        if path.exists() and not path.is_file():
            # A pipe or a device may never end; only a file has a size to trust.
            return None, [Unreadable(name=name, why_zh="它不是普通文件", why_en="it is not a regular file")]
        if path.stat().st_size > LARGEST:
            return None, [Unreadable(name=name, why_zh="大于 8 MB", why_en="it is larger than 8 MB")]
        data = path.read_bytes()
    except (OSError, ValueError):
        return None, [Unreadable(name=name, why_zh="文件不存在或无权读取", why_en="it is absent or closed")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [_wrong_encoding(name)]
    return Source.of_text(text.replace("\r\n", "\n"), path.name, path), []


def _wrong_encoding(name: str) -> Unreadable:
    return Unreadable(
        name=name,
        why_zh="编码不是 UTF-8（可能是 GBK）",
        why_en="it is not encoded in UTF-8 (perhaps in GBK)",
        do_zh="在编辑器里另存为 UTF-8 编码。",
        do_en="Save it as UTF-8 in your editor.",
    )


def read_yaml(source: Source) -> tuple[Any, list[Problem]]:
    """The value of a YAML text, or every problem that keeps it from being read."""
    if not source.text.strip():
        return None, [Empty(name=source.name, place=Place(source, 0, 0))]
    try:
        problems = list(_screen(source))
        if problems:
            return None, problems
        node = YAML(typ="safe").compose(source.text)
    except MarkedYAMLError as error:
        return None, [_broken(source, error)]
    except (YAMLError, RecursionError, ValueError):
        return None, [NotYaml(place=Place(source, 0, 1))]
    if node is None:
        return None, [Empty(name=source.name, place=Place(source, 0, 0))]
    found: list[Problem] = []
    value = _build(node, source, found)
    return (None if found else value), found


def _broken(source: Source, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    index = min(mark.index, len(source.text)) if mark else 0
    # libyaml reports a full-width colon one line late: look at this line and the one before.
    here = source.start_of_line(index)
    for start in (source.start_of_line(max(0, here - 1)), here):
        if (at := source.line_at(start).find("：")) >= 0:
            return FullWidthColon(place=Place(source, start + at, start + at + 1))
    return NotYaml(place=Place(source, index, index + 1))


def _screen(source: Source) -> Iterator[Problem]:
    depth = documents = 0
    for number, event in enumerate(YAML(typ="safe").parse(source.text)):
        place = Place(source, event.start_mark.index, max(event.start_mark.index + 1, event.end_mark.index))
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        elif isinstance(event, DocumentStartEvent):
            documents += 1
        if number > MOST_PARTS:
            yield TooLarge(place=place)
            return
        if depth > DEEPEST:
            yield TooDeep(place=place)
            return
        if documents > 1:
            yield Forbidden(place=place, what_zh="多文档", what_en="several documents in one file")
            return
        yield from _forbidden(event, place)


def _forbidden(event: Any, place: Place) -> Iterator[Problem]:
    if isinstance(event, AliasEvent):
        yield Forbidden(place=place, what_zh="别名（*）", what_en="aliases (*)")
    elif getattr(event, "anchor", None):
        yield Forbidden(place=place, what_zh="锚点（&）", what_en="anchors (&)")
    if getattr(event, "tag", None):
        yield Forbidden(place=place, what_zh="标签（!）", what_en="tags (!)")


def _build(node: Any, source: Source, problems: list[Problem]) -> Any:
    place = Place(source, node.start_mark.index, node.end_mark.index)
    if isinstance(node.value, str):
        quoted = node.style in ("'", '"', "|", ">")
        return Text.at(node.value, place, quoted=quoted)
    if node.id == "sequence":
        row = Row(_build(child, source, problems) for child in node.value)
        row.place = place
        return row
    return _build_table(node, place, problems)


def _build_table(node: Any, place: Place, problems: list[Problem]) -> Table:
    table, source = Table(), place.source
    table.place = place
    for key_node, value_node in node.value:
        key = _build(key_node, source, problems)
        if not isinstance(key, Text) or key == "<<":
            where = Place(source, key_node.start_mark.index, key_node.end_mark.index)
            problems.append(
                Forbidden(place=where, what_zh="合并键或复合键", what_en="merge keys or compound keys")
            )
            continue
        if len(key) > LONGEST_KEY:
            problems.append(KeyTooLong(place=key.place, count=len(key)))
            continue
        name = Text.at(unicodedata.normalize("NFKC", key), key.place, quoted=key.quoted)
        if name in table:
            problems.append(KeyTwice(place=key.place, key=name))
        table[name] = _build(value_node, source, problems)
    return table
