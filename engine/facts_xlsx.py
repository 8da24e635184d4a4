"""Facts in a workbook: its cells as text, exactly as they were typed. The only reader of openpyxl."""

from __future__ import annotations

import warnings
import zipfile
from bisect import bisect_right
from contextlib import closing
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from engine.facts_cells import Cells
from engine.facts_problems import FormulaCell, NothingThere, NoWorkbook, NoWorkbooks, TooManyCells, WhichSheet
from rubric.source import LARGEST, MOST_PARTS, Place, Source, Text, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from rubric.problems import Problem

SHEETS: Final = ("事实", "facts")
UNPACKED: Final = 4 * LARGEST
WIDEST: Final = 64
_ZERO_HOUR: Final = "T00:00:00"


def cells_of_workbook(path: Path) -> tuple[Cells | None, list[Problem]]:
    """The cells of the sheet of facts, or every problem that keeps them from being read."""
    if not path.is_file():
        return None, read_source(path)[1]
    if not _is_sound(path):
        return None, [NoWorkbook(name=str(path))]
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an extra: only who reads a workbook pays for it
    except ImportError:
        return None, [NoWorkbooks()]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and of what else a score does not need
            with closing(load_workbook(path, read_only=True)) as book:
                return _read(book, path)
    except Exception:  # noqa: BLE001 - a broken workbook breaks openpyxl in every way there is
        return None, [NoWorkbook(name=str(path))]


def _is_sound(path: Path) -> bool:
    """Whether a file is an archive of bounded size whose parts define no entities of their own.

    Entities have no use in a workbook but to grow without end or to read other files.
    """
    try:
        if path.stat().st_size > LARGEST:
            return False
        with zipfile.ZipFile(path) as packed:
            if sum(member.file_size for member in packed.infolist()) > UNPACKED:
                return False
            return not any(_is_odd(name, packed.read(name)) for name in packed.namelist())
    except Exception:  # noqa: BLE001 - the errors of the decompressors have no common class
        return False


def _is_odd(name: str, part: bytes) -> bool:
    # A NUL byte in a text is some other encoding, in which a definition would not be seen.
    texts = (".xml", ".rels")
    return b"<!DOCTYPE" in part or b"<!ENTITY" in part or (name.endswith(texts) and b"\0" in part)


def _read(book: Any, path: Path) -> tuple[Cells | None, list[Problem]]:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    named = [sheets[name] for name in SHEETS if name in sheets]
    wanted = named or list(sheets.values())
    if not wanted:
        return None, [NoWorkbook(name=str(path))]
    if len(wanted) > 1:
        return None, [WhichSheet(name=path.name, sheets="、".join(sheets))]
    wanted[0].reset_dimensions()  # what a file says of its own size need not be so
    grid: list[list[_Cell]] = []
    parts = 0
    for row in wanted[0].iter_rows(max_col=WIDEST):
        grid.append(_row(row))
        parts += 1 + len(grid[-1])
        if parts > MOST_PARTS:
            return None, [TooManyCells()]
    if not any(cell.text for row in grid for cell in row):
        return None, [NothingThere(name=path.name)]
    return _laid_out(grid, path)


def _laid_out(grid: list[list[_Cell]], path: Path) -> tuple[Cells | None, list[Problem]]:
    """The cells in a text of their own, a line for a row, so that a problem has a line to show."""
    source = Source.of_text("\n".join("\t".join(_flat(c.text) for c in row) for row in grid), path.name, path)
    rows: list[tuple[Text, ...]] = []
    names: dict[int, str] = {}
    problems: list[Problem] = []
    at = 0
    for row in grid:
        texts: list[Text] = []
        for cell in row:
            place = Place(source, at, at + len(cell.text))
            texts.append(Text.at(cell.text.strip(), place, quoted=True))
            names[at] = cell.name
            problems += [FormulaCell(place=place)] if cell.formula else []
            at += len(cell.text) + 1
        at += not row
        rows.append(tuple(texts))
    cells = Cells(source, tuple(rows), names)
    return (None, at_their_cells(problems, cells)) if problems else (cells, [])


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
    text = _text(cell.value, getattr(cell, "number_format", ""))
    return _Cell(text, getattr(cell, "coordinate", ""), getattr(cell, "data_type", "") == "f")


def _text(value: Any, style: str) -> str:
    """A value as its cell was typed: fifteen digits are all that a workbook keeps of a number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
        return f"{_plain(number * 100)}%" if "%" in style else _plain(number)
    if isinstance(value, datetime):
        return value.isoformat().removesuffix(_ZERO_HOUR)
    return str(value)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _flat(text: str) -> str:
    return "".join(" " if char in "\t\r\n\ufeff" else char for char in text)


def at_their_cells(problems: Iterable[Problem], cells: Cells) -> list[Problem]:
    """The problems with the cell in their sentence, where there are cells."""
    if not cells.names:
        return list(problems)
    starts = sorted(cells.names)
    return [_at_cell(problem, starts, cells) for problem in problems]


def _at_cell(problem: Problem, starts: Sequence[int], cells: Cells) -> Problem:
    before = bisect_right(starts, problem.place.start) if problem.place is not None else 0
    name = cells.names[starts[before - 1]] if before else ""
    if not name:
        return problem
    kind = type(problem)
    words = {"zh": f"单元格 {name}：{kind.zh}", "en": f"Cell {name}: {kind.en}", "__slots__": ()}
    made: Problem = type(kind.__name__, (kind,), words)(
        **{f.name: getattr(problem, f.name) for f in fields(problem)}
    )
    return made
