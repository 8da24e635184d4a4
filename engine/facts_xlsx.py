"""Facts in a workbook: its cells as text, exactly as they were typed. The only reader of openpyxl."""

from __future__ import annotations

import re
import warnings
from bisect import bisect_right
from contextlib import closing, contextmanager
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from engine.facts_cells import Cells
from engine.facts_problems import FormulaCell, NothingThere, NoWorkbook, NoWorkbooks, TooManyCells, WhichSheet
from engine.facts_table_problems import NearSheet
from rubric.problems import nearest
from rubric.record import Record
from rubric.source import LARGEST, MOST_PARTS, Place, Source, Text, read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from zipfile import ZipFile

    from engine.facts_entry import CellNames
    from rubric.model import Rubric
    from rubric.problems import Problem

Found = TypeVar("Found")
SHEETS: Final = ("事实", "facts")
UNPACKED: Final = 4 * LARGEST
PIECE: Final = 1 << 20
WIDEST: Final = 64
_UNTITLED: Final = re.compile(r"[\[\]:*?/\\]")
_ZERO_HOUR: Final = "T00:00:00"
# The decimals that a style always shows: 0.00, #,##0.00, 0.0%; not those of an exponent or a fraction.
_PLACES: Final = re.compile(r"[#,0]*0\.(?P<places>0+)(?![0#?Ee])")


class Book(Record):
    """A workbook: the sheet of the facts, and those of tables by the name of their fact."""

    facts: Cells
    tables: Mapping[str, Cells]


def sheet_title(name: str) -> str:
    """What the sheet of a table is called: a title takes few characters, and not all of them."""
    return _UNTITLED.sub("_", name)[:31]


def read_workbook(path: Path, rubric: Rubric) -> tuple[Book | None, list[Problem]]:
    """The cells of a workbook, or every problem that keeps them from being read."""
    return _opened(path, lambda book: _read(book, path, rubric))


def read_sheet(
    path: Path, titles: Sequence[str], which: Callable[[str], Problem]
) -> tuple[Cells | None, list[Problem]]:
    """The cells of the sheet with one of these titles, or of the only one; ``which`` says that neither is."""
    return _opened(path, lambda book: _one_sheet(book, path, titles, which))


def _opened(
    path: Path, read: Callable[[Any], tuple[Found | None, list[Problem]]]
) -> tuple[Found | None, list[Problem]]:
    if not path.is_file():
        return None, read_source(path)[1]
    if not is_sound(path, LARGEST, UNPACKED):
        return None, [NoWorkbook(name=str(path))]
    try:
        with open_book(path) as book:
            return read(book)
    except ImportError:
        return None, [NoWorkbooks()]
    except Exception:  # noqa: BLE001 - a broken workbook breaks openpyxl in every way there is
        return None, [NoWorkbook(name=str(path))]


@contextmanager
def open_book(path: Path) -> Iterator[Any]:
    """A workbook whose sheets are read row by row. Raises ImportError, or whatever breaks it."""
    from openpyxl import load_workbook  # noqa: PLC0415 - an extra: only who reads a workbook pays for it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and of what else a score does not need
        with closing(load_workbook(path, read_only=True)) as book:
            yield book


def _one_sheet(
    book: Any, path: Path, titles: Sequence[str], which: Callable[[str], Problem]
) -> tuple[Cells | None, list[Problem]]:
    sheets = list(book.worksheets)
    wanted = [sheet for sheet in sheets if sheet.title.strip() in titles] or sheets
    if len(wanted) != 1:
        return None, [which("、".join(sheet.title for sheet in sheets))]
    cells, found = _sheet(wanted[0], path, "")
    return cells, found or ([] if cells is not None else [NothingThere(name=path.name)])


def is_sound(path: Path, largest: int, unpacked: int) -> bool:
    """Whether a file is an archive of bounded size whose parts define no entities of their own.

    Entities have no use in a workbook but to grow without end or to read other files.
    """
    from zipfile import ZipFile  # noqa: PLC0415 - only who reads a workbook pays for it

    try:
        if path.stat().st_size > largest:
            return False
        with ZipFile(path) as packed:
            if sum(member.file_size for member in packed.infolist()) > unpacked:
                return False
            return not any(_is_odd(packed, name) for name in packed.namelist())
    except Exception:  # noqa: BLE001 - the errors of the decompressors have no common class
        return False


def _is_odd(packed: ZipFile, name: str) -> bool:
    # A NUL byte in a text is some other encoding, in which a definition would not be seen.
    strange = (b"<!DOCTYPE", b"<!ENTITY", *((b"\0",) if name.endswith((".xml", ".rels")) else ()))
    with packed.open(name) as file:
        end = b""
        while part := file.read(PIECE):
            if any(one in end + part for one in strange):
                return True
            end = part[-len(b"<!DOCTYPE") :]
    return False


def _read(book: Any, path: Path, rubric: Rubric) -> tuple[Book | None, list[Problem]]:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    titles = {sheet_title(name): name for name, fact in rubric.facts.items() if fact.type == "table"}
    others = [title for title in sheets if title not in titles]
    named = [title for title in SHEETS if title in others]
    wanted = named or others
    if not sheets:
        return None, [NoWorkbook(name=str(path))]
    if len(wanted) != 1:
        return None, [WhichSheet(name=path.name, sheets="、".join(sheets))]
    problems = _near_sheets(others, wanted[0], [title for title in titles if title not in sheets])
    cells, found = _sheet(sheets[wanted[0]], path, "")
    if cells is None:
        return None, found or [NothingThere(name=path.name)]
    tables: dict[str, Cells] = {}
    for title, name in titles.items():
        held, found = _sheet(sheets[title], path, title) if title in sheets else (None, [])
        problems += found
        if held is not None:
            tables[name] = held
    return (None, problems) if problems else (Book(cells, tables), [])


def _near_sheets(others: Sequence[str], facts: str, absent: Sequence[str]) -> list[Problem]:
    """The sheets that look like a mistyped table; any other is the author's own affair."""
    pairs = ((nearest(title, absent), title) for title in others if title != facts)
    return [NearSheet(table=table, name=title) for table, title in pairs if table is not None]


def _sheet(sheet: Any, path: Path, title: str) -> tuple[Cells | None, list[Problem]]:
    """The cells of a sheet, or None where nothing is written in it or something is wrong."""
    sheet.reset_dimensions()  # what a file says of its own size need not be so
    grid: list[list[_Cell]] = []
    parts = 0
    for row in sheet.iter_rows(max_col=WIDEST):
        grid.append(_row(row))
        parts += 1 + len(grid[-1])
        if parts > MOST_PARTS:
            return None, [TooManyCells()]
    if not any(cell.text for row in grid for cell in row):
        return None, []
    return _laid_out(grid, path, title)


def _laid_out(grid: list[list[_Cell]], path: Path, title: str) -> tuple[Cells | None, list[Problem]]:
    """The cells in a text of their own, a line for a row, so that a problem has a line to show."""
    name = f"{path.name}[{title}]" if title else path.name
    source = Source.of_text("\n".join("\t".join(_flat(c.text) for c in row) for row in grid), name, path)
    rows: list[tuple[Text, ...]] = []
    names: dict[int, str] = {}
    problems: list[Problem] = []
    at = 0
    for row in grid:
        texts: list[Text] = []
        for cell in row:
            place = Place(source, at, at + len(cell.text))
            texts.append(Text.at(cell.text.strip(), place, quoted=True))
            names[at] = f"{title}!{cell.name}" if title and cell.name else cell.name
            problems += [FormulaCell(place=place)] if cell.formula else []
            at += len(cell.text) + 1
        at += not row
        rows.append(tuple(texts))
    cells = Cells(source, tuple(rows), names)
    return (None, at_their_cells(problems, cells_by_name(cells))) if problems else (cells, [])


class _Cell(NamedTuple):
    text: str
    name: str
    formula: bool


def _row(row: Sequence[Any]) -> list[_Cell]:
    """The cells of a row up to the last that is filled."""
    filled = [at for at, cell in enumerate(row) if cell.value is not None]
    return [_cell(cell) for cell in row[: filled[-1] + 1 if filled else 0]]


def _cell(cell: Any) -> _Cell:
    # A cell that was never touched knows nothing of itself.
    return _Cell(typed(cell), getattr(cell, "coordinate", ""), is_formula(cell))


def is_formula(cell: Any) -> bool:
    """Whether a cell holds a formula and not a value."""
    return getattr(cell, "data_type", "") == "f"


def typed(cell: Any) -> str:
    """A value as its cell was typed: fifteen digits are all that a workbook keeps of a number."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        style = getattr(cell, "number_format", "")
        number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
        shown = _plain(number * 100 if "%" in style else number)
        return _with_places(shown, style) + ("%" if "%" in style else "")
    if isinstance(value, datetime):
        return value.isoformat().removesuffix(_ZERO_HOUR)
    return str(value)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _with_places(text: str, style: str) -> str:
    """The number with the zeros at its end that its cell shows: 1371.50 is sure of two decimals."""
    found = _PLACES.match(style)
    whole, _, part = text.partition(".")
    return f"{whole}.{part.ljust(len(found['places']), '0')}" if found is not None else text


def _flat(text: str) -> str:
    return "".join(" " if char in "\t\r\n\ufeff" else char for char in text)


def cells_by_name(*sheets: Cells) -> CellNames:
    """The cells of sheets by the name of their source and by place."""
    return {cells.source.name: cells.names for cells in sheets if cells.names}


def at_their_cells(problems: Iterable[Problem], names: CellNames) -> list[Problem]:
    """The problems with the cell in their sentence, where there are cells."""
    starts = {name: sorted(cells) for name, cells in names.items()}
    return [_at_cell(problem, starts, names) for problem in problems]


def _at_cell(problem: Problem, starts: Mapping[str, Sequence[int]], names: CellNames) -> Problem:
    sheet = problem.place.source.name if problem.place is not None else ""
    if problem.place is None or sheet not in names:
        return problem
    before = bisect_right(starts[sheet], problem.place.start)
    name = names[sheet][starts[sheet][before - 1]] if before else ""
    if not name:
        return problem
    kind = type(problem)
    words = {"zh": f"单元格 {name}：{kind.zh}", "en": f"Cell {name}: {kind.en}"}
    made: Problem = type(kind.__name__, (kind,), words)(**vars(problem))
    return made
