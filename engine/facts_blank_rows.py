"""An empty facts file in rows, a row for each line to fill in: CSV, or the sheets of a workbook."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final, Literal

from engine.facts_blank_lines import Blank, blanks, keyword, kind_word, told_text
from engine.facts_problems import NoWorkbooks
from engine.facts_xlsx import sheet_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rubric.model import Rubric
    from rubric.problems import Language, Problem

# The columns of a sheet and their widths.
COLUMNS: Final[Mapping[str, int]] = {
    "name": 32,
    "value": 14,
    "unit": 8,
    "source": 20,
    "note": 20,
    "level": 10,
    "share": 8,
    "points": 8,
    "reason": 28,
    "type": 8,
    "range": 14,
    "description": 48,
}
_TABLE: Final[Mapping[tuple[Literal["csv", "xlsx"], Language], str]] = {
    ("csv", "zh"): "值里写 CSV 文件名，其表头为各列的名称；确知没有行写 []",
    ("csv", "en"): "as value the name of a CSV file whose heads are the columns; [] where there are no rows",
    ("xlsx", "zh"): "填在工作表“{sheet}”里；确知没有行就在值里写 []",
    ("xlsx", "en"): "fill in the sheet {sheet}; as value [] where there are no rows for certain",
}
_ROW: Final[Mapping[Language, str]] = {
    "zh": "每行一条，<{column}>换成该行的{column}",
    "en": "one for each row, with its {column} for <{column}>",
}


def blank_csv(rubric: Rubric, language: Language, name: str | None = None) -> str:
    """The file as CSV; ``name`` is how it names its rubric."""
    out = io.StringIO()
    csv.writer(out).writerows(_rows(rubric, language, name, "csv"))
    return out.getvalue()


def blank_xlsx(
    rubric: Rubric, language: Language, name: str | None = None
) -> tuple[bytes | None, list[Problem]]:
    """The file as a workbook, with a sheet for each table."""
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - an extra: only who asks for a workbook pays for it
    except ImportError:
        return None, [NoWorkbooks()]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = keyword("facts", language)
    _write(sheet, _rows(rubric, language, name, "xlsx"), list(COLUMNS.values()))
    for blank in blanks(rubric):
        if blank.columns:
            _write_table(book.create_sheet(sheet_title(blank.name)), blank, language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), []


# -- rows --------------------------------------------------------------------------------------------


def _rows(
    rubric: Rubric, language: Language, name: str | None, form: Literal["csv", "xlsx"]
) -> list[list[str]]:
    heads = [keyword(word, language) for word in COLUMNS]
    top = {"subject": "", "period": "", **({"rubric": name} if name else {})}
    rows = [_row({"name": _free(word, language, rubric), "value": text}) for word, text in top.items()]
    return [heads, *rows, *(_row(_cells(blank, language, form)) for blank in blanks(rubric))]


def _free(word: str, language: Language, rubric: Rubric) -> str:
    """A word in this language, or in the other where a fact of that name would take its row."""
    said = keyword(word, language)
    taken = {*rubric.facts, *(element.name for element in rubric.elements.values())}
    return said if said not in taken else next(w for w in (keyword(word, "zh"), word) if w != said)


def _cells(blank: Blank, language: Language, form: Literal["csv", "xlsx"]) -> dict[str, str]:
    section = f"{keyword('judgements', language)}/" if blank.is_judged else ""
    return {
        "name": section + blank.example,
        "unit": blank.unit,
        "type": kind_word(blank, language),
        "range": blank.range,
        "description": told_text([*blank.told, *_more(blank, language, form)], language),
    }


def _more(blank: Blank, language: Language, form: Literal["csv", "xlsx"]) -> list[tuple[str, str]]:
    """What only a table, or a judgement of each of its rows, has to be told."""
    if blank.row:
        return [("", _ROW[language].format(column=blank.row))]
    if blank.kind != "table":
        return []
    columns = "、".join(f"{column.name} ({_told(column, language)})" for column in blank.columns)
    how = _TABLE[form, language].format(sheet=sheet_title(blank.name))
    return [("", how), ("columns", columns)]


def _told(column: Blank, language: Language) -> str:
    kind = "" if column.kind == "choice" else kind_word(column, language)
    return told_text((("", kind), ("unit", column.unit), ("range", column.range), *column.told), language)


def _row(cells: Mapping[str, str]) -> list[str]:
    return [cells.get(word, "") for word in COLUMNS]


# -- workbooks ---------------------------------------------------------------------------------------


def _write(sheet: Any, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """Writes rows as text, never as formulas; the heads are bold and stay in sight."""
    from openpyxl.styles import Font  # noqa: PLC0415 - as above

    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                cell = sheet.cell(at, column, " ".join(text.split()))
                cell.data_type = "s"
                cell.font = Font(bold=at == 1)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    sheet.freeze_panes = "B2"


def _write_table(sheet: Any, blank: Blank, language: Language) -> None:
    """The heads of a table; what a column is due stands in a comment, where it is no row."""
    from openpyxl.comments import Comment  # noqa: PLC0415 - as above

    _write(sheet, [[column.name for column in blank.columns]], [16] * len(blank.columns))
    for at, column in enumerate(blank.columns, start=1):
        sheet.cell(1, at).comment = Comment(_told(column, language), "rubric")
