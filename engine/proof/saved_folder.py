"""The folder of saved counterexamples: a facts file each, never over another file."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.output import emit
from engine.output_problems import FileExists, NotWritten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.problems import Problem

LONGEST: Final = 60


def file_name(*parts: str) -> str:
    """A file name made of an item's path and what it is about, that every system takes."""
    return ".".join(_part(part) for part in parts if part) + ".yaml"


def _part(part: str) -> str:
    kept = "".join(char if _may_stand(char) else "-" for char in part.strip())
    return kept.strip("-.")[:LONGEST] or "-"


def _may_stand(char: str) -> bool:
    return char in "_-" or unicodedata.category(char)[0] in "LNM"


def save_all(folder: str, files: Mapping[str, str]) -> list[Problem]:
    """Write the texts into the folder, which is made where it is not there, or say why not.

    A file that stands there already with the same text stays; with another text nothing is written.
    """
    target = Path(folder)
    taken = [name for name, text in files.items() if _differs(target / name, text)]
    if taken:
        return [FileExists(name=str(target / taken[0]))]
    try:
        target.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError):
        return [NotWritten(name=folder)]
    for name, text in files.items():
        problem = emit(text, str(target / name))
        if problem is not None:
            return [problem]
    return []


def _differs(path: Path, text: str) -> bool:
    if not os.path.lexists(path):
        return False
    try:
        return path.read_bytes() != text.encode()
    except OSError:
        return True
