"""A file on disk that is meant to be a text, and what keeps it from being one."""

from __future__ import annotations

from codecs import BOM_UTF8
from itertools import islice
from typing import TYPE_CHECKING, Final

from rubric.place import Place, Source
from rubric.problems import nearest
from rubric.yaml_problems import Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from rubric.problems import Problem

LARGEST: Final = 8 * 1024 * 1024
MOST_BESIDE: Final = 1000


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
        beside = [one.name for one in islice(path.parent.iterdir(), MOST_BESIDE)]
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
