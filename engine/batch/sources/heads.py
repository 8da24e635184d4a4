"""The heads of a table: names that are there, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.batch.facts_row import letters
from engine.batch.problems_table import HeadTwice, NoRows, TooManyColumns
from rubric.column_names import plain_head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.problems import Problem

MOST_COLUMNS: Final = 10_000
# What files of other forms begin with.
_FORMS: Final = (
    (b"PK\x03\x04", "XLSX 工作簿", "an XLSX workbook", ".xlsx"),
    (b"PAR1", "Parquet", "Parquet", ".parquet"),
    (b"ARROW1", "Arrow", "Arrow", ".arrow"),
)


def known_form(head: bytes) -> tuple[str, str, str] | None:
    """The form that a file is in by its first bytes, in both languages, and how its name should end."""
    return next(((zh, en, suffix) for mark, zh, en, suffix in _FORMS if head.startswith(mark)), None)


def named(file: str, heads: Sequence[str]) -> tuple[tuple[str, ...], list[Problem]]:
    """The names of the columns; one without a head is called by its letter: ``[C]``.

    Heads that differ only in what nobody sees are one name twice.
    """
    if len(heads) > MOST_COLUMNS:
        return (), [TooManyColumns(name=file, most=MOST_COLUMNS)]
    if not any(head.strip() for head in heads):
        return (), [NoRows(name=file, what_zh="没有列名", what_en="names no columns")]
    first: dict[str, int] = {}
    problems: list[Problem] = []
    names: list[str] = []
    for at, head in enumerate(heads):
        plain = plain_head(head)
        if plain and plain in first:
            before, here = letters(first[plain]), letters(at)
            problems.append(HeadTwice(name=file, column=plain[:40], first=before, second=here))
        first.setdefault(plain, at)
        names.append(head.strip() if plain else f"[{letters(at)}]")
    return tuple(names), problems[:20]
