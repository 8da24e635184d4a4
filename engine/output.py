"""What a command prints or writes: whole or not at all, and quiet when nobody listens."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine.output_problems import NotWritten

if TYPE_CHECKING:
    from collections.abc import Mapping


def columns(otherwise: int) -> int:
    """The width of the terminal in cells, as COLUMNS or the terminal says, or what is given."""
    # What shutil.get_terminal_size does, without its archives: to import those takes longer than to score.
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or otherwise  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):  # closed, or no terminal
        return otherwise


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
    if path.exists() and not path.is_file():  # a device or a pipe stays what it is
        path.write_bytes(data)
        return
    path = path.resolve()
    mask = os.umask(0)
    os.umask(mask)
    temporary = _beside(data, path, 0o666 & ~mask)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _beside(data: bytes, path: Path, mode: int) -> Path:
    """A new file in the folder of ``path`` with what is to stand there; none where that fails."""
    from tempfile import mkstemp  # noqa: PLC0415 - only what is written to a file pays for it

    handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        temporary.chmod(mode)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def rewrite(files: Mapping[Path, bytes]) -> NotWritten | None:
    """Put other contents into files that exist, into all or none; the problem where that cannot be done."""
    before: dict[Path, bytes] = {}
    waiting: dict[Path, Path] = {}
    path = Path()
    try:
        for path, data in files.items():
            if not os.access(path, os.W_OK):
                raise PermissionError(path)
            before[path] = path.read_bytes()
            waiting[path] = _beside(data, path, path.stat().st_mode & 0o777)
        for path, temporary in list(waiting.items()):
            temporary.replace(path)
            del waiting[path]
    except OSError:
        _undo(before, waiting)
        return NotWritten(name=str(path))
    except BaseException:
        _undo(before, waiting)
        raise
    return None


def _undo(before: Mapping[Path, bytes], waiting: Mapping[Path, Path]) -> None:
    for path, data in before.items():
        with suppress(OSError):
            if path in waiting:
                waiting[path].unlink(missing_ok=True)
            elif path.read_bytes() != data:
                path.write_bytes(data)
