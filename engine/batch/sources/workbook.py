"""Tables in a workbook: one sheet, read row by row, its cells as they were typed."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.facts_row import letters
from engine.batch.problems_table import FormulaInRow, NoRows, TableUnread, WhichTableSheet
from engine.batch.sources.heads import MOST_COLUMNS, named
from engine.batch.sources.table import Chunk, TableSource, TableUnreadError
from engine.facts_problems import NoWorkbooks
from engine.facts_xlsx import is_formula, is_sound, open_book, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rubric.problems import Problem

SHEETS: Final = ("数据", "data", "事实", "facts")
LARGEST: Final = 1 << 30
# A sheet is packed to a tenth or less; what grows beyond this is made to grow.
MOST_UNPACKED: Final = 1 << 32
GROWTH: Final = 100
PIECE: Final = 1 << 14
# In so many rows at the top something must stand, or the sheet is taken for empty.
TOP: Final = 100


def open_workbook(path: Path) -> tuple[WorkbookTable | None, list[Problem]]:
    """The table of a workbook, or why it cannot be read."""
    if not is_sound(path, LARGEST, min(MOST_UNPACKED, GROWTH * path.stat().st_size)):
        return None, [_broken(path)]
    try:
        with open_book(path) as book:
            return _opened(path, book)
    except ImportError:
        return None, [NoWorkbooks()]
    except Exception:  # noqa: BLE001 - a broken workbook breaks openpyxl in every way there is
        return None, [_broken(path)]


def _opened(path: Path, book: Any) -> tuple[WorkbookTable | None, list[Problem]]:
    tops = {sheet.title: _Top(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"}
    filled = [title for title, top in tops.items() if top.heads]
    named_so = [title for title in filled if title.strip().lower() in SHEETS]
    wanted = named_so or filled
    if not wanted:
        return None, [NoRows(name=path.name, what_zh="是空的", what_en="is empty")]
    if len(wanted) != 1:
        return None, [WhichTableSheet(name=path.name, sheets="、".join(filled))]
    top = tops[wanted[0]]
    names, problems = named(path.name, top.heads)
    if problems:
        return None, problems
    return WorkbookTable(path, wanted[0], names, top), []


class _Top:
    """How a sheet begins: so many rows ``before`` its ``heads``, and whether it is ``bare`` below them."""

    def __init__(self, sheet: Any) -> None:
        self.before, self.heads = 0, list[str]()
        sheet.reset_dimensions()  # what a file says of its own size need not be so
        rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1)
        for before, row in enumerate(islice(rows, TOP)):
            heads = [typed(cell).strip() for cell in row]
            if any(heads):
                last = max(at for at, head in enumerate(heads) if head)
                self.before, self.heads = before, heads[: last + 1]
                break
        self.bare = not any(cell.value is not None for row in rows for cell in row)


def _broken(path: Path) -> TableUnread:
    return TableUnread(
        name=path.name,
        why_zh="它不是可用的 XLSX 工作簿",
        why_en="it is no XLSX workbook that can be used",
        do_zh="在表格软件里另存为 .xlsx 再试；很大的表导出成 CSV。",
        do_en="Save it as .xlsx in a spreadsheet program and try again; export a very large table as CSV.",
    )


class WorkbookTable(TableSource):
    """A sheet; the rows have the numbers that it shows."""

    def __init__(self, path: Path, title: str, names: Sequence[str], top: _Top) -> None:
        super().__init__(path.name, names)
        self.path, self.title, self.bare = path, title, top.bare
        self.first = top.before + 2

    def chunks(self, names: Sequence[str], skip: int) -> Iterator[Chunk]:
        """The rows behind the first ``skip``."""
        wanted = {self.names.index(name): name for name in names}
        number = self.first + skip
        try:
            with open_book(self.path) as book:
                sheet = book[self.title]
                sheet.reset_dimensions()
                rows = sheet.iter_rows(min_row=number, max_col=len(self.names))
                while piece := [*islice(rows, PIECE)]:
                    yield self._chunk(piece, wanted, number)
                    number += len(piece)
        except Exception as error:
            raise TableUnreadError(_broken(self.path)) from error

    def is_empty(self) -> bool:
        """Whether nothing stands below the heads."""
        return self.bare

    def _chunk(self, rows: Iterable[Sequence[Any]], wanted: Mapping[int, str], number: int) -> Chunk:
        columns: dict[str, list[str | None]] = {name: [] for name in wanted.values()}
        broken: dict[int, tuple[Problem, ...]] = {}
        blank: list[int] = []
        for at, row in enumerate(rows):
            if not any(cell.value is not None for cell in row):
                blank.append(at)
            for place, name in wanted.items():
                columns[name].append((typed(row[place]) or None) if place < len(row) else None)
            formulas = [place for place in wanted if place < len(row) and is_formula(row[place])]
            if formulas:
                cells = (f"{letters(place)}{number + at}" for place in formulas)
                broken[at] = tuple(FormulaInRow(cell=cell) for cell in cells)
        frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String()))
        return Chunk(frame, broken, blank)
