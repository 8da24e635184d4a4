"""The reviewer's sheet as a table: CSV, or a workbook with numbers in its cells."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.explain import reasons
from engine.explain.words import clauses, points
from engine.facts_problems import NoWorkbooks
from engine.questions.reconcile.finding_words import findings_told
from engine.questions.reconcile.words import party, tally_words, told
from rubric.number import fits, fixed, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.questions.reconcile.answer import Reconciled, Reconciliation
    from rubric.problems import Language, Problem

Cell = str | Fraction | None
HEADS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "path": "路径",
        "name": "指标",
        "points": "分值",
        "reason": "{}理由",
        "engine": "引擎得分",
        "why": "引擎理由",
        "difference": "{}差额",
        "verdict": "{}判断",
        "total": "合计",
        "grade": "等级",
        "findings": "发现",
        "summary": "汇总",
        "sheet": "核对",
    },
    "en": {
        "path": "path",
        "name": "item",
        "points": "points",
        "reason": "{} reason",
        "engine": "engine",
        "why": "engine reason",
        "difference": "{} difference",
        "verdict": "{} verdict",
        "total": "total",
        "grade": "grade",
        "findings": "findings",
        "summary": "summary",
        "sheet": "review",
    },
}
# Fifteen digits are all that a workbook keeps of a number.
MOST_PLACES: Final = 10
_FORMULA: Final = ("=", "+", "-", "@", "\t")


def sheet_csv(found: Reconciliation, language: Language) -> str:
    """The table as CSV; a text that a spreadsheet would take for a formula has an apostrophe before it."""
    out = io.StringIO()
    csv.writer(out).writerows([_text(cell) for cell in row] for row in table(found, language))
    return out.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Fraction):
        return _digits(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else " ".join(cell.split())


def _digits(x: Fraction) -> str:
    places = next((n for n in range(MOST_PLACES + 1) if fits(x, n)), None)
    return show(x) if places is None else fixed(x, places)


def sheet_xlsx(found: Reconciliation, language: Language) -> tuple[bytes | None, list[Problem]]:
    """The table as a workbook; where what writes one is not installed, that."""
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - an extra: only who asks for a workbook pays for it
        from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - as above
    except ImportError:
        return None, [NoWorkbooks()]
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = HEADS[language]["sheet"]
    for at, row in enumerate(table(found, language), start=1):
        for column, held in enumerate(row, start=1):
            if held is None or held == "":
                continue
            cell = sheet.cell(at, column)
            _put(cell, held)
            cell.font = Font(bold=at == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=isinstance(held, str) and at > 1)
    for column, head in enumerate(table_heads(found, language), start=1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = _width(head, language)
    sheet.freeze_panes = "C2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), []


def _put(cell: Any, held: str | Fraction) -> None:
    """A number with the decimals that write it, or a text that is never a formula."""
    places = (
        next((n for n in range(MOST_PLACES + 1) if fits(held, n)), None)
        if isinstance(held, Fraction)
        else None
    )
    if isinstance(held, Fraction) and places is not None:
        cell.value = float(held) if places else int(held)
        cell.number_format = f"0.{'0' * places}" if places else "0"
    else:
        cell.value = show(held) if isinstance(held, Fraction) else " ".join(held.split())
        cell.data_type = "s"


def _width(head: str, language: Language) -> int:
    words = HEADS[language]
    long = (words["reason"].format(""), words["verdict"].format(""), words["why"], words["path"])
    return 40 if any(head.endswith(one.strip()) for one in long) else 24 if head == words["name"] else 10


# -- what stands in it ---------------------------------------------------------------------------------------


def table_heads(found: Reconciliation, language: Language) -> list[str]:
    """The heads of the table."""
    words = HEADS[language]
    columns = [party(column, language) for column in found.reported.columns]
    several = len(columns) > 1
    given = [head for column in columns for head in (column, words["reason"].format(column))]
    judged = [
        words[kind].format(column if several else "").strip()
        for column in columns
        for kind in ("difference", "verdict")
    ]
    return [words["path"], words["name"], words["points"], *given, words["engine"], *judged, words["why"]]


def table(found: Reconciliation, language: Language) -> list[list[Cell]]:
    """Every row of the table: the items, the findings, the summary."""
    heads = table_heads(found, language)
    rows: list[list[Cell]] = [list(heads), *(_row(row, found, language) for row in found.rows)]
    rows += _grades(found, language)
    for title, texts in _below(found, language):
        told_rows: list[list[Cell]] = [[label, text] for label, text in texts]
        rows += [[], [title], *told_rows]
    return rows


def _row(row: Reconciled, found: Reconciliation, language: Language) -> list[Cell]:
    item, words = row.item, HEADS[language]
    scores = row.row.scores if row.row is not None else {}
    cells: list[Cell] = [item.path, item.name if item.path else words["total"], item.points]
    for column in found.reported.columns:
        score = scores.get(column)
        cells += (
            [None, None]
            if score is None
            else [score.text if score.value is None else score.value, score.reason]
        )
    cells.append(item.low if item.exact is not None else _range(row))
    for column in found.reported.columns:
        verdict = row.verdicts.get(column)
        cells += (
            [None, None] if verdict is None else [verdict.difference, told(row, column, verdict, language)]
        )
    return [*cells, clauses(reasons(item, language), language)]


def _range(row: Reconciled) -> str:
    item = row.item
    return f"{points(item.low, item.places)} – {points(item.high, item.places)}"


def _grades(found: Reconciliation, language: Language) -> list[list[Cell]]:
    """The grades of every column in a row of their own."""
    whole = found.rows[-1].row
    if whole is None or not whole.grades:
        return []
    given: list[Cell] = [
        cell for column in found.reported.columns for cell in (whole.grades.get(column), None)
    ]
    due = ("、" if language == "zh" else ", ").join(found.card.grades)
    return [["", HEADS[language]["grade"], None, *given, due]]


def _below(found: Reconciliation, language: Language) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    words = HEADS[language]
    findings = [(one.label, one.sentence) for one in findings_told(found.findings, language)]
    if findings:
        yield words["findings"], findings
    yield (
        words["summary"],
        [
            (party(tally.column, language), line)
            for tally in found.tallies
            for line in tally_words(tally, found, language)
        ],
    )
