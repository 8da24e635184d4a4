"""What the system says of files: its errors in plain words, and a file that one run at a time may hold."""

from __future__ import annotations

import errno
import os
import re
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final

import polars as pl

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl: Any = None  # type: ignore[no-redef]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_FULL: Final = ("磁盘已满", "the disk is full")
_CLOSED: Final = ("没有写入的权限", "it may not be written there")
_WORDS: Final[Mapping[int, tuple[str, str]]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: ("文件大小超出了限制", "the file would be larger than is allowed"),
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: ("磁盘是只读的", "the disk is read-only"),
    errno.ENOENT: ("文件夹不存在", "there is no such folder"),
    errno.ENOTDIR: ("文件夹不存在", "there is no such folder"),
    errno.EISDIR: ("它是一个文件夹", "it is a folder"),
    errno.ENAMETOOLONG: ("文件名太长", "its name is too long"),
    errno.ENXIO: ("它不是普通的文件", "it is no file of data"),
    errno.EIO: ("没有写完，磁盘可能已满或出错", "it was cut short: the disk may be full, or has failed"),
}
_NUMBER: Final = re.compile(r"os error (\d+)")
# What the Parquet writer says where the end of a file found no room.
_CUT: Final = "transport error"


def why(error: OSError) -> tuple[str, str]:
    """Why a file cannot be written, in both languages."""
    said = error.strerror or str(error)
    return _WORDS.get(error.errno or 0, (said, said))


@contextmanager
def as_system_errors() -> Iterator[None]:
    """Raise what polars raises of a file as the OSError that it comes from."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        found = _NUMBER.search(str(error))
        number = int(found[1]) if found is not None else errno.EIO if _CUT in str(error) else None
        if number is None or getattr(error, "errno", None):
            raise
        raise OSError(number, os.strerror(number)) from None


def held(path: Path) -> IO[bytes] | None:
    """The file, opened for this run alone; None where another one holds it. It is free when its holder ends,
    however that comes about. Raises OSError where it cannot be opened."""
    while True:
        file = path.open("ab")
        if not _locked(file):
            file.close()
            return None
        # Whoever held it may have taken the file away in the meantime: then it holds nobody off.
        if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
        file.close()


def _locked(file: IO[bytes]) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt  # noqa: PLC0415 - on Windows alone

            locks: Any = msvcrt
            locks.locking(file.fileno(), locks.LK_NBLCK, 1)
    except OSError:
        return False
    return True
