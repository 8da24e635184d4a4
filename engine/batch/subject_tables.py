"""Tables within subjects that stand in a file of their own: a row names its subject by the id."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.columns import Columns, Meaning
from engine.batch.facts_row import text_of
from engine.batch.part import ROWS
from engine.batch.problems_columns import (
    ColumnsTwice,
    HeadUnit,
    StrangeColumn,
    Unused,
)
from engine.batch.problems_table import (
    BrokenRowOf,
    NoIdOfRows,
    RowsOfNobody,
)
from engine.batch.sources.opened import open_table
from engine.facts_scales import scale
from engine.facts_values import SHARES
from rubric.column_names import BRACKETS, IDS, SUBJECTS, plain_head
from rubric.number import read_number
from rubric.problems import did_you_mean
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.batch.part import Part
    from engine.batch.sources.table import TableSource
    from rubric.model import Fact, Rubric
    from rubric.problems import Problem

# More rows than this are kept in a file, so that memory stays flat.
MOST_HELD: Final = 2_000_000
SHOWN: Final = 5
ID: Final = "\0id"
Rows = "Mapping[str, tuple[Mapping[str, str], ...]]"


class _Column(Record):
    """A column of the file: the column of the table that it is, and the sign that its bare numbers lack."""

    name: str
    sign: str = ""


class SubjectTable:
    """The rows of one table by the id of their subject. Close it to take its file away."""

    def __init__(
        self, fact: str, file: str, frame: pl.LazyFrame, columns: Mapping[str, _Column], folder: Any = None
    ) -> None:
        self.fact, self.file, self.frame, self.columns, self.folder = fact, file, frame, columns, folder

    def of(self, ids: Sequence[str]) -> dict[str, tuple[Mapping[str, str], ...]]:
        """The rows of these subjects, in the order of the file."""
        wanted = pl.Series(ID, [one for one in dict.fromkeys(ids) if one], dtype=pl.String())
        found = self.frame.filter(pl.col(ID).is_in(wanted.implode())).collect(engine="streaming")
        rows: dict[str, list[Mapping[str, str]]] = {}
        for row in found.iter_rows(named=True):
            cells = {one.name: text for head, one in self.columns.items() if (text := _text(row[head], one))}
            rows.setdefault(row[ID], []).append(cells)
        return {subject: tuple(held) for subject, held in rows.items()}

    def ids(self) -> pl.Series:
        """The ids that its rows name."""
        return self.frame.select(pl.col(ID).unique()).collect(engine="streaming").to_series()

    def close(self) -> None:
        """Let go of what is kept on disk."""
        if self.folder is not None:
            self.folder.cleanup()


def _text(cell: Any, column: _Column) -> str:
    text = str(text_of(cell))
    if not column.sign:
        return text
    number = read_number(text)
    return f"{text}{column.sign}" if number is not None and not number.sign else text


def read_subject_table(
    path: str | Path, fact: Fact, rubric: Rubric, key: str | None
) -> tuple[SubjectTable | None, list[Problem], list[Problem]]:
    """The table of a fact in a file, or every problem in it; and what is left out.

    ``key`` is the name of the column of ids in the table of subjects. Raises TableUnreadError.
    """
    source, problems = open_table(path)
    if source is None:
        return None, problems, []
    found = _Heads(source.names, fact, rubric, source.file)
    subject = found.id_column(key)
    problems = found.problems()
    if problems or subject is None:
        return None, problems, []
    columns = {name: one for name, one in found.columns.items() if name != subject}
    frame, folder, problems = _collected(source, subject, [*columns])
    if frame is None:
        return None, problems, []
    left = [name for name in source.names if name not in columns and name != subject]
    notes: list[Problem] = [Unused(count=len(left), columns="、".join(left[:SHOWN]))] if left else []
    return SubjectTable(fact.name, source.file, frame, columns, folder), [], [*source.notes, *notes]


class _Heads:
    """The heads of a file against the columns of a table."""

    def __init__(self, names: Sequence[str], fact: Fact, rubric: Rubric, file: str) -> None:
        self.names, self.fact, self.rubric, self.file = names, fact, rubric, file
        self.words = {plain_head(one.label): name for name, one in fact.columns.items() if one.label}
        self.words |= {plain_head(name): name for name in fact.columns}
        self.found: list[Problem] = []
        self.columns = {name: one for name in names if (one := self._column(name)) is not None}
        self.subject: str | None = None

    def id_column(self, key: str | None) -> str | None:
        """The column of ids: the one called as in the table of subjects, else one that is called an id."""
        plain = {plain_head(name).lower(): name for name in self.names}
        words = ([plain_head(key).lower()] if key is not None else []) + [*IDS, *SUBJECTS]
        found = (
            plain[word] for word in words if word in plain and (word == words[0] or self._free(plain[word]))
        )
        self.subject = next(found, None)
        if self.subject is None:
            self.found.append(NoIdOfRows(name=self.file, due=key or IDS[0]))
        return self.subject

    def _free(self, name: str) -> bool:
        return name not in self.columns

    def problems(self) -> list[Problem]:
        """Everything that is wrong with the heads."""
        first: dict[str, str] = {}
        twice: list[Problem] = []
        for name, column in self.columns.items():
            if column.name in first and name != self.subject:
                twice.append(ColumnsTwice(first=first[column.name], second=name, what=column.name))
            first.setdefault(column.name, name)
        return [*self.found, *twice, *self._near(first)]

    def _near(self, given: Mapping[str, str]) -> Iterator[Problem]:
        wanted = [word for word, name in self.words.items() if name not in given]
        for name in self.names:
            if name in self.columns or name == self.subject:
                continue
            zh, en = did_you_mean(plain_head(name), wanted)
            if zh:
                yield StrangeColumn(column=name, near_zh=zh, near_en=en)

    def _column(self, head: str) -> _Column | None:
        plain = plain_head(head)
        if plain in self.words:
            return _Column(self.words[plain])
        bracketed = BRACKETS.fullmatch(plain)
        name = self.words.get(bracketed["name"]) if bracketed is not None else None
        if bracketed is None or name is None:
            return None
        column = self.fact.columns[name]
        if column.type not in ("number", "integer"):
            return _Column(name)
        return self._with_unit(head, column, bracketed["inside"])

    def _with_unit(self, head: str, column: Fact, unit: str) -> _Column:
        due = column.unit
        if due is None or scale(unit, due, {}) is None:
            self.found.append(
                HeadUnit(
                    column=head,
                    name=column.name,
                    found=unit,
                    due_zh=f"评分表声明的单位是“{due}”" if due else "评分表没有给它声明单位",
                    due_en=f"the rubric declares {due}" if due else "the rubric declares no unit for it",
                )
            )
        return _Column(column.name, due if due in SHARES else "")


# -- rows ------------------------------------------------------------------------------------------------


def _collected(
    source: TableSource, subject: str, names: Sequence[str]
) -> tuple[pl.LazyFrame | None, Any, list[Problem]]:
    """All rows with the ids as texts: in memory, or in a file where they are many."""
    columns = Columns({name: Meaning("fact", name) for name in (subject, *names)}, subject)
    held: list[pl.DataFrame] = []
    folder: Any = None
    count = 0
    for part in source.parts(columns, 0, ROWS):
        if part.broken:
            return None, None, [*_broken(part)]
        frame = part.frame.with_columns(pl.Series(ID, ids_in(part), dtype=pl.String())).select(ID, *names)
        count += frame.height
        held.append(frame)
        if count > MOST_HELD:
            folder = folder or tempfile.TemporaryDirectory(prefix="rubric-")
            pl.concat(held).write_parquet(Path(folder.name) / f"{part.number:06}.parquet")
            held = []
    if folder is None:
        return pl.concat(held).lazy() if held else _none(names), None, []
    if held:
        pl.concat(held).write_parquet(Path(folder.name) / "999999.parquet")
    return pl.scan_parquet(sorted(Path(folder.name).glob("*.parquet"))), folder, []


def _none(names: Sequence[str]) -> pl.LazyFrame:
    return pl.LazyFrame(schema=dict.fromkeys((ID, *names), pl.String()))


def _broken(part: Part) -> Iterator[Problem]:
    for at, problems in [*sorted(part.broken.items())][:SHOWN]:
        for problem in problems:
            yield BrokenRowOf(
                name=part.file,
                row=part.first + at,
                said_zh=problem.message("zh"),
                said_en=problem.message("en"),
                do_zh=problem.hint("zh"),
                do_en=problem.hint("en"),
            )


def ids_in(part: Part) -> list[str]:
    """The id of every row as it is written, the empty text where there is none."""
    column = part.frame[part.columns.id] if part.columns.id is not None else None
    return [""] * part.height if column is None else [str(text_of(cell)) for cell in column]


def of_nobody(table: SubjectTable, subjects: Iterator[Part]) -> RowsOfNobody | None:
    """The ids in a table of rows that no subject has; ``subjects`` are all parts of their table."""
    left = {*table.ids()}
    for part in subjects:
        left.difference_update(ids_in(part))
    if not left:
        return None
    shown = "、".join(one or "（空）" for one in sorted(left)[:SHOWN])
    return RowsOfNobody(name=table.file, count=len(left), ids=f"{shown} …" if len(left) > SHOWN else shown)
