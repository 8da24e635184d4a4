"""What a command prints or writes: whole or not at all, and quiet when nobody listens."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from engine.output_problems import NotWritten


def emit(text: str | bytes, file: str | None) -> NotWritten | None:
    """Print the text, or write it to ``file``; the problem where that cannot be done."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    try:
        _write(data, Path(file)) if file else _print(data.decode("utf-8"))
    except BrokenPipeError:
        _hush()
    except OSError:
        if not file:
            _hush()
        return NotWritten(name=file or "stdout")
    return None


def _print(text: str) -> None:
    if sys.stdout is None:  # started with its output closed
        return
    # A terminal of another encoding shows a question mark for what it lacks; nothing is cut.
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    sys.stdout.write(text)
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print to the error stream, quietly doing without one."""
    if sys.stderr is None:
        return
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def _hush() -> None:
    # The interpreter flushes once more at exit and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(data: bytes, path: Path) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
