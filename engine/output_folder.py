"""A new folder with copies of files: whole or not at all, and never over anything that exists."""

from __future__ import annotations

import os
import shutil
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.output_problems import FileExists, NotAFolderName, NotReadyMade, NotWritten
from rubric.load import CATALOG
from rubric.problems import did_you_mean
from rubric.report import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.problems import Language, Problem

LONGEST: Final = 80
_NOT_IN_NAMES: Final = frozenset('/\\:*?"<>|')


def ready_made() -> list[str]:
    """The names of the ready-made rubrics."""
    return sorted(path.parent.name for path in CATALOG.glob("*/rubric.yaml"))


def copy_ready_made(ready: str, parent: str, name: str) -> tuple[list[Path], list[Problem]]:
    """The files of a ready-made rubric, copied into the new folder ``name``, or why they are not."""
    names = ready_made()
    if ready not in names:
        zh, en = did_you_mean(ready, names)
        return [], [NotReadyMade(name=ready, near_zh=zh, near_en=en)]
    if not _may_be_called(name):
        return [], [NotAFolderName(name=name)]
    target = Path(parent, name)
    try:
        return _copy(CATALOG / ready, target), []
    except FileExistsError:
        return [], [FileExists(name=str(target))]
    except (OSError, ValueError):
        return [], [NotWritten(name=str(target))]


def copied_text(files: Sequence[Path], language: Language) -> str:
    """What was made, and what to do with it."""
    listed = "".join(f"  {visible(str(file))}\n" for file in files)
    rubric = visible(str(next(file for file in files if file.name == "rubric.yaml")))
    facts = f"rubric facts {rubric} -o facts.yaml"
    if language == "zh":
        return f"已复制：\n{listed}改好以后，生成空白的事实文件：{facts}\n"
    return f"Copied:\n{listed}Once it is edited, make an empty facts file: {facts}\n"


def _may_be_called(name: str) -> bool:
    plain = not any(char in _NOT_IN_NAMES or unicodedata.category(char).startswith("C") for char in name)
    return plain and 0 < len(name) <= LONGEST and name[0] not in ".-" and name == name.strip().rstrip(".")


def _copy(source: Path, target: Path) -> list[Path]:
    if os.path.lexists(target):
        raise FileExistsError(target)
    temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        files = sorted(
            path for path in source.rglob("*.*") if path.is_file() and "__pycache__" not in path.parts
        )
        for file in files:
            copied = temporary / file.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            # The bytes alone: what is installed may be read-only, and the copy is there to be edited.
            copied.write_bytes(file.read_bytes())
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o777 & ~mask)
        temporary.rename(target)  # onto what came to be meanwhile it fails, but for an empty folder
    except BaseException:
        with suppress(OSError):
            shutil.rmtree(temporary)
        raise
    return [target / file.relative_to(source) for file in files]
