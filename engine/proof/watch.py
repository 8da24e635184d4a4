"""Watching files: what is done is done again when one of them changes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.proof.cases_base import FORMS
from engine.proof.cases_found import SKIPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PAUSE: Final = 0.5
Snapshot = dict[str, tuple[int, int]]


def watch(
    names: Iterable[str],
    act: Callable[[], object],
    *,
    sleep: Callable[[float], None] = time.sleep,
    also: Iterable[Path] = (),
) -> None:
    """Act, then again whenever a file changes; ends quietly with Ctrl-C. ``also`` are folders besides."""
    folders = [folder_of(Path(name)) for name in names] + list(also)
    try:
        while True:
            before = snapshot(folders)
            act()
            while snapshot(folders) == before:
                sleep(PAUSE)
    except KeyboardInterrupt:
        return


def folder_of(path: Path) -> Path:
    """The folder in which a change concerns a path: its own, or itself."""
    return path if path.is_dir() else path.parent


def snapshot(folders: Iterable[Path]) -> Snapshot:
    """When every rubric, test and facts file of some folders was changed last, and its size."""
    return dict(_stamps(folders))


def _stamps(folders: Iterable[Path]) -> Iterator[tuple[str, tuple[int, int]]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.suffix.lower() not in FORMS or any(p in SKIPPED or p.startswith(".") for p in parts):
                continue
            try:
                found = path.stat()
            except OSError:  # gone in between
                continue
            yield str(path), (found.st_mtime_ns, found.st_size)
