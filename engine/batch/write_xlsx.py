"""A workbook of results: a sheet with the summary and a sheet with a row a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from rubric.problems import Language

# What a sheet can hold, less its head.
MOST_ROWS: Final = (1 << 20) - 1
PIECE: Final = 1 << 14
SHEETS: Final[Mapping[Language, tuple[str, str]]] = {"zh": ("汇总", "得分"), "en": ("summary", "scores")}
WIDTHS: Final = (8, 18, 10, 8, 8, 10, 10)


def write_xlsx(frame: pl.LazyFrame, summary: str, path: Path, language: Language) -> None:
    """The results as a workbook. Raises OSError where it cannot be written.

    Digits beyond the fifteenth are lost to a spreadsheet; the other forms keep them.
    """
    book = Workbook(write_only=True)
    first, second = SHEETS[language]
    told: Any = book.create_sheet(first)
    told.column_dimensions["A"].width = 110
    for line in summary.splitlines():
        told.append([_text(told, line)])
    sheet: Any = book.create_sheet(second)
    schema = frame.collect_schema()
    sheet.freeze_panes = "C2"
    for at, _ in enumerate(schema.names(), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS[min(at, len(WIDTHS)) - 1]
    sheet.append([_text(sheet, name, bold=True) for name in schema.names()])
    formats = [_format(kind) for kind in schema.dtypes()]
    for row in _rows(frame):
        sheet.append([_cell(sheet, held, form) for held, form in zip(row, formats, strict=True)])
    book.save(path)


def _rows(frame: pl.LazyFrame) -> Iterator[Sequence[Any]]:
    for piece in frame.collect(engine="streaming").iter_slices(PIECE):
        yield from piece.iter_rows()


def _format(kind: Any) -> str:
    """How a column's numbers are shown: scores with all their decimals."""
    if isinstance(kind, pl.Decimal):
        return "0" + ("." + "0" * kind.scale if kind.scale else "")
    return ""


def _cell(sheet: Any, held: Any, form: str) -> Any:
    if isinstance(held, str):
        return _text(sheet, held)
    if not form or held is None:
        return held
    cell = WriteOnlyCell(sheet, held)
    cell.number_format = form
    return cell


def _text(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """A text that is never a formula, without what no sheet may hold."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)[:32_767])
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
