"""A bar on the error stream for a person who waits longer than a second; nothing in a pipe."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rubric.problems import Language

PATIENCE: Final = 1.0


@contextmanager
def progress(language: Language) -> Iterator[Callable[[int, int], None] | None]:
    """What is told how much is done; None where nobody looks."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    said = "试算" if language == "zh" else "Trial runs"
    bar = Progress(
        TextColumn(said), BarColumn(), TaskProgressColumn(), console=Console(stderr=True), transient=True
    )
    task = bar.add_task("", total=None)
    began = time.monotonic()

    def told(done: int, of: int) -> None:
        if time.monotonic() - began > PATIENCE:
            bar.start()  # does nothing once it has started
        bar.update(task, completed=done, total=of)

    try:
        yield told
    finally:
        bar.stop()
