"""The files of a rubric as they stand on disk, and the rubric that they would be with other contents."""

from __future__ import annotations

import tempfile
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rubric.load import load_rubric
from rubric.parts import IncludedShape, Walk
from rubric.source import Row, Table, read_source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rubric.forms import Shape
    from rubric.model import Rubric
    from rubric.place import Source
    from rubric.problems import Problem


@dataclass(frozen=True, slots=True)
class File:
    """A file of a rubric, or of its tests, as it stands on disk."""

    path: Path
    source: Source
    value: Table | Row
    shape: type[Shape]


def members(whole: File) -> dict[Path, File]:
    """A rubric and every file that it includes, by path."""
    files: dict[Path, File] = {}
    waiting = [whole]
    while waiting:
        file = waiting.pop()
        files[file.path] = file
        for name in _named(file, "include"):
            path = (whole.path.parent / name).resolve()
            source, _ = read_source(path)
            value = read_yaml(source)[0] if source is not None and path not in files else None
            if source is not None and isinstance(value, Table):
                waiting.append(File(path, source, value, IncludedShape))
    return files


def as_written(file: File, text: str) -> bytes:
    """Another text of a file, with the line ends and the mark at its beginning that it has on disk."""
    before = file.path.read_bytes()
    if b"\r\n" in before and before.count(b"\r\n") == before.count(b"\n"):
        text = text.replace("\n", "\r\n")
    return (BOM_UTF8 if before.startswith(BOM_UTF8) else b"") + text.encode()


def reread(
    whole: File, files: Mapping[Path, File], new: Mapping[Path, bytes]
) -> tuple[Rubric | None, list[Problem]]:
    """The rubric that the files would be with ``new`` contents, read in a folder of its own.

    Raises OSError where no such folder can be written.
    """
    folder = whole.path.parent
    with tempfile.TemporaryDirectory() as temporary:
        for path in {*files, *tables_of(files.values(), folder)}:
            copied = Path(temporary) / path.relative_to(folder)
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(new[path] if path in new else path.read_bytes())
        return load_rubric(Path(temporary) / whole.path.name)


def tables_of(files: Iterable[File], folder: Path) -> set[Path]:
    """The files in the folder of a rubric that these files of it look numbers up in."""
    return {(folder / name).resolve() for file in files for name in _named(file, "table")}


def _named(file: File, under: str) -> list[str]:
    parts = Walk(file.value, file.shape, answers=False).parts
    return [str(part.text) for part in parts if part.kind == "file" and part.under == under]
