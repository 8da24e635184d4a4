"""This package as one file that executors can import."""

from __future__ import annotations

import tempfile
import zipfile
from functools import cache
from pathlib import Path

import engine
import rubric
from engine.score import VERSION


@cache
def shipped() -> Path:
    """A zip of ``rubric`` and ``engine``, compiled for the Python that runs here, which executors share."""
    folder = Path(tempfile.mkdtemp(prefix="rubric-"))
    path = folder / f"rubric_engine-{VERSION}.zip"
    with zipfile.PyZipFile(str(path), "w", zipfile.ZIP_DEFLATED) as package:
        for module in (rubric, engine):
            _put(package, Path(module.__path__[0]))
    return path


def _put(package: zipfile.PyZipFile, folder: Path) -> None:
    package.writepy(str(folder))
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in (".py", ".pyc"):
            package.write(path, path.relative_to(folder.parent))
