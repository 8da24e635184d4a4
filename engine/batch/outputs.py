"""Outputs: the files that a run will write, looked at before hours of scoring end in one that cannot be."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from engine.batch.problems import NoPlaceFor, NotATableForm, ResultOverInput, SameOutput
from engine.batch.refused import RefusedError
from engine.batch.system import why
from engine.batch.write import SINKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rubric.problems import Problem

FORMS = (*SINKS, ".xlsx")


def look(output: str, problems: str | None, inputs: Iterable[str | Path]) -> None:
    """Refuse an output that has no form, no place, or stands on an input or on the other.

    Raises RefusedError.
    """
    if Path(output).suffix.lower() not in FORMS:
        raise RefusedError([NotATableForm(name=output)])
    read = [Path(one) for one in inputs if Path(one).exists()]
    for name in (output, problems):
        found = _problem(name, read) if name else None
        if found is not None:
            raise RefusedError([found])
    if problems and _same(Path(output), Path(problems)):
        raise RefusedError([SameOutput(name=problems)])


def _problem(name: str, read: list[Path]) -> Problem | None:
    path = Path(name)
    if path.exists() and any(path.samefile(one) for one in read):
        return ResultOverInput(name=name)
    number = _refused(path)
    if number is None:
        return None
    why_zh, why_en = why(OSError(number, os.strerror(number)))
    return NoPlaceFor(name=name, why_zh=why_zh, why_en=why_en)


def _refused(path: Path) -> int | None:
    """The number of the error that writing would end in, as far as that can be told."""
    if path.is_dir():
        return errno.EISDIR
    # A device or a pipe would be replaced by a file.
    if path.exists() and not path.is_file():
        return errno.ENXIO
    folder = path.resolve().parent
    if not folder.is_dir():
        return errno.ENOENT
    return None if os.access(folder, os.W_OK) else errno.EACCES


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
