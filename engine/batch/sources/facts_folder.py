"""A folder of facts files as a table: a file a subject, in the order of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.columns import Columns, Meaning
from engine.batch.part import ROWS, Part
from engine.batch.problems_table import FilesLeftOut, NoFactsFiles
from engine.batch.sources.table import TableSource
from engine.facts_cells import HEADS, cells_of_csv
from rubric.keywords import canonical_key
from rubric.textfile import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rubric.problems import Problem

TEXTS: Final = (".yaml", ".yml", ".json")
TABLES: Final = (".csv", ".xlsx")
TESTS: Final = (".test.yaml", ".test.yml")
FILE: Final = "文件"


def open_folder(path: Path) -> tuple[FolderTable | None, list[Problem]]:
    """The facts files of a folder, or why there are none. Raises OSError.

    Files in folders below it are no subjects: facts files keep their tables there.
    """
    files = sorted(
        (one for one in path.iterdir() if one.is_file() and not one.name.startswith((".", "~$"))),
        key=lambda one: one.name,
    )
    facts = [one for one in files if _holds_facts(one)]
    if not facts:
        return None, [NoFactsFiles(name=str(path))]
    table = FolderTable(path, facts)
    left = [one.name for one in files if one not in facts]
    if left:
        shown = "、".join(left[:5]) + (" …" if len(left) > 5 else "")
        table.notes.append(FilesLeftOut(count=len(left), files=shown))
    return table, []


def _holds_facts(path: Path) -> bool:
    name = path.name.lower()
    if name.endswith(TESTS):
        return False
    if name.endswith(".csv"):
        return _has_heads(path)
    return name.endswith((*TEXTS, ".xlsx"))


def _has_heads(path: Path) -> bool:
    """Whether a CSV file has the heads of facts: others are tables that facts files name."""
    source, _ = read_source(path)
    cells = cells_of_csv(source)[0] if source is not None else None
    if cells is None:
        return source is None  # what cannot be read is a subject with a problem
    heads = {canonical_key(cell, HEADS) for cell in next((row for row in cells.rows if any(row)), ())}
    return {"name", "value"} <= heads


class FolderTable(TableSource):
    """The facts files of a folder. What each holds is read when it is scored."""

    def __init__(self, path: Path, files: Sequence[Path]) -> None:
        super().__init__(path.name, (FILE,), rows=len(files))
        self.files = files
        self.columns = Columns({FILE: Meaning("id")}, FILE)

    def parts(self, columns: Columns, start: int = 0, rows: int = ROWS) -> Iterator[Part]:
        """The parts from number ``start`` on."""
        for number in range(start, -(-len(self.files) // rows)):
            files = tuple(self.files[number * rows : (number + 1) * rows])
            frame = pl.DataFrame({FILE: [one.name for one in files]})
            yield Part(number, number * rows + 1, frame, columns, self.file, files=files)
            self.share = (number * rows + len(files)) / len(self.files)
