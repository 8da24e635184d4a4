"""Store: the finished parts of a run, in a folder beside its output, so that another run can go on."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.system import as_system_errors, held

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MANIFEST: Final = "run.json"
LOCK: Final = "lock"
# What is hashed of each end of a table: enough to notice another one of the same size and date.
ENDS: Final = 1 << 20


class InUseError(Exception):
    """Another run is filling the folder."""


class Store:
    """A folder with a file for each finished part. A file appears whole or not at all.

    One run at a time fills it: parts of two would come out as one table.
    """

    def __init__(self, output: Path) -> None:
        self.folder = output.with_name(f".{output.name}.parts")
        self.lock: IO[bytes] | None = None

    def hold(self) -> None:
        """Keep other runs off. Raises InUseError, and OSError where the folder cannot be written."""
        if self.lock is None:
            self.folder.mkdir(exist_ok=True)
            self.lock = held(self.folder / LOCK)
            if self.lock is None:
                raise InUseError

    def started(self) -> Mapping[str, Any] | None:
        """What the run that left its parts here was about; None where there is none."""
        try:
            found = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def begin(self, about: Mapping[str, Any]) -> None:
        """Start anew: what stood here goes. Raises InUseError, and OSError where it cannot be written."""
        self.hold()
        self._empty()
        self._whole(MANIFEST, json.dumps(about, ensure_ascii=False, indent=2).encode())

    def has(self, number: int) -> bool:
        """Whether this part is finished."""
        return self._path("part", number).exists()

    def finished(self) -> int:
        """How many parts from the first on are finished."""
        number = 0
        while self.has(number):
            number += 1
        return number

    def put(
        self, number: int, outcomes: pl.DataFrame, problems: pl.DataFrame, about: Mapping[str, Any]
    ) -> None:
        """Keep a finished part, see ``kept``. Raises OSError where that cannot be done."""
        # The outcomes last: a part is finished once they stand there.
        self._whole(f"about-{number:06}.json", json.dumps(about, ensure_ascii=False).encode())
        if problems.height:
            self._write("problems", number, problems)
        self._write("part", number, outcomes)

    def outcomes(self) -> pl.LazyFrame:
        """The outcomes of all finished parts in the order of the table, with the grades under quotas."""
        grades = self.grades()
        if grades is None:
            return self.scored()
        return pl.concat([self.scored().drop("grade"), grades], how="horizontal")

    def scored(self) -> pl.LazyFrame:
        """The same with the grades that each subject has by itself."""
        return pl.scan_parquet(self.parts(), glob=False)

    def parts(self) -> list[Path]:
        """The files of all finished parts in the order of the table."""
        return sorted(self.folder.glob("part-*.parquet"))

    def grade(self, grades: pl.DataFrame) -> None:
        """Keep the grades of all subjects in the place of those of the parts. Raises OSError."""
        self._write("grades", 0, grades)

    def grades(self) -> pl.LazyFrame | None:
        """The grades that stand in the place of those of the parts, where there are such."""
        path = self._path("grades", 0)
        return pl.scan_parquet(path, glob=False) if path.exists() else None

    def problems(self) -> Iterator[pl.DataFrame]:
        """The problems of each part, in the order of the table."""
        for path in sorted(self.folder.glob("problems-*.parquet")):
            yield pl.read_parquet(path)

    def about(self) -> Iterator[Mapping[str, Any]]:
        """What was noted of each part, in the order of the table."""
        for path in sorted(self.folder.glob("about-*.json")):
            yield json.loads(path.read_bytes())

    def clear(self) -> None:
        """Take the folder away, if it is this run's."""
        if self.lock is None:
            return
        self._empty()
        lock, self.lock = self.lock, None
        try:
            (self.folder / LOCK).unlink()
        except PermissionError:  # a system on which no open file goes
            lock.close()
            (self.folder / LOCK).unlink(missing_ok=True)
        lock.close()
        # Another run may have come for it already.
        with suppress(OSError):
            self.folder.rmdir()

    def _empty(self) -> None:
        for path in self.folder.iterdir():
            if path.name != LOCK:
                path.unlink()

    def _path(self, kind: str, number: int) -> Path:
        return self.folder / f"{kind}-{number:06}.parquet"

    def _write(self, kind: str, number: int, frame: pl.DataFrame) -> None:
        path = self._path(kind, number)
        temporary = path.with_suffix(".new")
        with as_system_errors():
            # A part is read once and thrown away.
            frame.write_parquet(temporary, compression="lz4", statistics=False)
        temporary.replace(path)

    def _whole(self, name: str, data: bytes) -> None:
        temporary = self.folder / f"{name}.new"
        temporary.write_bytes(data)
        temporary.replace(self.folder / name)


def fingerprint(path: Path) -> list[Any]:
    """What tells a table, or a folder of facts files, from another: sizes, dates and both ends."""
    if path.is_dir():
        return [[one.name, one.stat().st_size, one.stat().st_mtime_ns] for one in sorted(path.iterdir())]
    state = path.stat()
    with path.open("rb") as file:
        ends = hashlib.sha256(file.read(ENDS))
        file.seek(max(0, state.st_size - ENDS))
        ends.update(file.read(ENDS))
    return [path.name, state.st_size, state.st_mtime_ns, ends.hexdigest()]
