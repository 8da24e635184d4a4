"""The tables of a facts file: lists of rows, written in it or in a CSV file beside it."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any, Final

from engine.facts_cells import cells_of_csv
from engine.facts_entry import ENTRY
from engine.facts_given import GivenRow
from engine.facts_rows import no_such_column, rows_of
from engine.facts_table_problems import BadTableFile, NotARow, TooManyRows
from rubric.keywords import canonical_key
from rubric.source import Row, Table, Text, read_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.facts_entry import Entries
    from engine.facts_given import Given
    from rubric.model import Fact
    from rubric.source import Source

MOST_ROWS: Final = 10_000
# What may stand beside the rows and then holds for every cell that does not say otherwise.
BESIDE: Final = ENTRY - {"unit", "precision"}
NONE: Final = "[]"


class Tables:
    """Reads the tables of one facts file; what is wrong is collected with its entries."""

    def __init__(self, entries: Entries, origin: Source | None) -> None:
        self.entries, self.origin = entries, origin

    def read(self, key: Text, entry: Any, fact: Fact) -> tuple[GivenRow, ...] | None:
        """The rows of a table; None where it is left open."""
        above: dict[str, Any] = {}
        if isinstance(entry, Table) and entry:
            if not any(canonical_key(k, BESIDE) in BESIDE for k in entry):
                self._wrong(key, entry)  # most likely a single row
                return None
            above = self.entries.parts(entry, BESIDE)
            entry = above.pop("value", "")
            before = len(self.entries.problems)
            self.entries.beside(key, above)
            if len(self.entries.problems) > before:
                above = {}  # said once, and not of every cell
        rows = self._rows(key, entry, fact)
        if rows is None:
            return None
        self.entries.notice(fact.name, fact, above)
        if len(rows) > MOST_ROWS:
            place = getattr(rows[MOST_ROWS], "place", key.place)
            self.entries.problems.append(TooManyRows(place=place, table=fact.name, most=MOST_ROWS))
            return None
        return tuple(made for row in rows if (made := self._row(key, row, fact, above)) is not None)

    def _rows(self, key: Text, held: Any, fact: Fact) -> Row | None:
        if isinstance(held, Row):
            return held
        if isinstance(held, Text) and held == NONE:
            return Row()
        if isinstance(held, Text) and held.lower().endswith(".csv"):
            return self._from_file(held, fact)
        if held:
            self._wrong(key, held)
        return None

    def _wrong(self, key: Text, held: Any) -> None:
        due = "若干行的列表（没有行写 []），或同一文件夹里的 CSV 文件名"
        due_en = "a list of rows ([] for none), or the name of a CSV file beside this one"
        self.entries.form(key, held, due, due_en)

    # -- rows

    def _row(self, key: Text, row: Any, fact: Fact, above: Mapping[str, Any]) -> GivenRow | None:
        if not isinstance(row, Table):
            example = ", ".join(f"{name}: …" for name in list(fact.columns)[:3])
            place = getattr(row, "place", key.place)
            self.entries.problems.append(NotARow(place=place, table=fact.name, example=example))
            return None
        cells: dict[str, Given[Any]] = {}
        for name, entry in row.items():
            column = fact.columns.get(name)
            if column is None:
                self.entries.problems.append(no_such_column(name, fact))
                continue
            given = self.entries.given(column.name, name, entry, column, above, fact.name)
            if given is not None:
                cells[column.name] = given
        return GivenRow(cells, row.place)

    # -- files

    def _from_file(self, name: Text, fact: Fact) -> Row | None:
        path = self._inside(name, fact)
        if path is None:
            return None
        source, problems = read_source(path)
        cells = None
        if source is not None:
            cells, problems = cells_of_csv(source)
        self.entries.problems += problems
        if cells is None:
            return None
        rows, problems = rows_of(cells, fact)
        self.entries.problems += problems
        return rows

    def _inside(self, name: Text, fact: Fact) -> Path | None:
        """The file that ``name`` means, where it lies in the folder of the facts file itself."""
        # Facts may be put together from several files: the table is in the folder of the one that names it.
        origin = name.source if name.source.path is not None or self.origin is None else self.origin
        path, why_zh, why_en = _beside(name, origin.path)
        if path is None:
            problem = BadTableFile(place=name.place, table=fact.name, name=name, why_zh=why_zh, why_en=why_en)
            self.entries.problems.append(problem)
        return path


def _beside(name: str, own: Path | None) -> tuple[Path | None, str, str]:
    """The file of this name in the folder of the facts file, or why there is none that may be used."""
    if own is None:
        return None, "事实不是从文件读入的", "the facts were not read from a file"
    parts = PurePosixPath(name).parts
    if PureWindowsPath(name).anchor or ".." in parts or "\\" in name:
        return None, "只能写文件夹里面的文件", "only a file inside the folder may be named"
    steps = [own.parent.joinpath(*parts[: at + 1]) for at in range(len(parts))]
    try:
        if any(step.is_symlink() for step in steps):
            return None, "它是链接", "it is a link"
        found = steps[-1].is_file()
    except (OSError, ValueError):
        found = False
    if found:
        return steps[-1], "", ""
    return None, "事实文件的文件夹里没有这个文件", "the folder of the facts file holds no such file"
