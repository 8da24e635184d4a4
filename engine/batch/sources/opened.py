"""A table on disk, whatever its form: opened, or the reason why it cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.problems_table import NoRows, TableUnread, UnknownTableForm
from engine.batch.sources.arrow_stream import open_stream
from engine.batch.sources.columnar import open_columnar
from engine.batch.sources.csv_table import open_csv
from engine.batch.sources.facts_folder import open_folder
from engine.batch.sources.json_lines import open_json_lines
from engine.batch.sources.table import TableSource, TableUnreadError
from engine.batch.sources.workbook import open_workbook
from rubric.textfile import read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rubric.problems import Problem


# Workbooks of other programs, and of long ago.
PROGRAMS: Final = (".xls", ".xlsb", ".et", ".ods", ".numbers")
# What an Arrow file begins with, and a stream does not.
ARROW: Final = b"ARROW1"


def open_table(path: str | Path) -> tuple[TableSource | None, list[Problem]]:
    """The table in a file, or in a folder of facts files, or why it cannot be read."""
    path = Path(path)
    if not path.is_dir() and not path.is_file():
        return None, read_source(path)[1]
    kind = path.suffix.lower()
    opens = _folder if path.is_dir() else FORMS.get(kind)
    if opens is None:
        return None, [_other_program(path) if kind in PROGRAMS else UnknownTableForm(name=path.name)]
    try:
        source, problems = opens(path)
        empty = source is not None and source.is_empty()
    except TableUnreadError as unread:
        return None, [unread.problem]
    except OSError as error:
        why = error.strerror or type(error).__name__
        return None, [TableUnread(name=path.name, why_zh=why, why_en=why)]
    if empty:
        return None, [NoRows(name=path.name, what_zh="只有列名，没有行", what_en="has heads and no rows")]
    return source, problems


def _folder(path: Path) -> tuple[TableSource | None, list[Problem]]:
    """Facts files, or the pieces of one Parquet table as a cluster writes them."""
    pieces = sorted(one for one in path.glob("*.parquet") if not one.name.startswith((".", "_")))
    return open_columnar(path, pl.scan_parquet(pieces), "Parquet") if pieces else open_folder(path)


def _other_program(path: Path) -> TableUnread:
    return TableUnread(
        name=path.name,
        why_zh=f"{path.suffix} 不是能读的工作簿格式",
        why_en=f"{path.suffix} is no form of workbook that is read",
        do_zh="在表格软件里另存为 .xlsx 再试。",
        do_en="Save it as .xlsx in a spreadsheet program and try again.",
    )


def _parquet(path: Path) -> tuple[TableSource | None, list[Problem]]:
    return open_columnar(path, pl.scan_parquet(path, glob=False), "Parquet")


def _ipc(path: Path) -> tuple[TableSource | None, list[Problem]]:
    with path.open("rb") as file:
        is_file = file.read(len(ARROW)) == ARROW
    return open_columnar(path, pl.scan_ipc(path, glob=False), "Arrow") if is_file else open_stream(path)


FORMS: Final[Mapping[str, Callable[[Path], tuple[TableSource | None, list[Problem]]]]] = {
    ".csv": open_csv,
    ".tsv": open_csv,
    ".txt": open_csv,
    ".xlsx": open_workbook,
    ".xlsm": open_workbook,
    ".jsonl": open_json_lines,
    ".ndjson": open_json_lines,
    ".parquet": _parquet,
    ".arrow": _ipc,
    ".feather": _ipc,
    ".ipc": _ipc,
    ".arrows": _ipc,
}
