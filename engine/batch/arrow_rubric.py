"""A rubric as bytes that another process can be sent, with all that it includes."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.batch.problems_spark import OtherRubric
from engine.batch.refused import RefusedError
from engine.rubric_files import File, members, tables_of
from rubric.load import load_rubric, load_source
from rubric.place import Source, Table
from rubric.record import Record
from rubric.shape import RubricShape
from rubric.source import read_yaml

if TYPE_CHECKING:
    from rubric.model import Rubric

# Rubrics that one process scores by at a time.
KEPT: Final = 8


class SentRubric(Record):
    """The files of a rubric, the rubric itself first, by their paths below its folder.

    ``sha256`` is that of the rubric that they were taken from.
    """

    files: tuple[tuple[str, bytes], ...]
    sha256: str

    def read(self) -> Rubric:
        """The rubric, read once in a process. Raises RefusedError where the files are not it any more."""
        return _read(self)


def sent(rubric: Rubric) -> SentRubric:
    """The files of a rubric as they stand now. Raises OSError where one of them is gone."""
    source = rubric.source
    assert source is not None  # every rubric is read from a text
    name = Path(source.name).name if source.path else "rubric.yaml"
    whole = (name, source.text.encode())
    beside = _beside(source) if source.path else ()
    return SentRubric((whole, *beside), rubric.sha256)


def _beside(source: Source) -> tuple[tuple[str, bytes], ...]:
    """The files that a rubric includes or looks numbers up in."""
    assert source.path is not None  # its caller has asked
    path = source.path.resolve()
    value, _ = read_yaml(source)
    assert isinstance(value, Table)  # it was read as a rubric before
    files = members(File(path, source, value, RubricShape))
    found = sorted({*files, *tables_of(files.values(), path.parent)} - {path})
    return tuple((one.relative_to(path.parent).as_posix(), one.read_bytes()) for one in found)


@lru_cache(maxsize=KEPT)
def _read(given: SentRubric) -> Rubric:
    (name, whole), *beside = given.files
    if beside:
        rubric = _read_in_a_folder(given)
    else:
        rubric, _ = load_source(Source.of_text(whole.decode(), name))
    if rubric is None or rubric.sha256 != given.sha256:
        raise RefusedError([OtherRubric(name=name)])
    return rubric


def _read_in_a_folder(given: SentRubric) -> Rubric | None:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in given.files:
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return load_rubric(Path(folder) / given.files[0][0])[0]
