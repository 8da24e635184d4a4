"""A table as a command names it: opened, with what its columns are and the tables within its subjects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.batch.columns import Columns
from engine.batch.maps import read_maps, read_tables
from engine.batch.match import match
from engine.batch.part import ROWS
from engine.batch.problems_table import NoIdOfRows
from engine.batch.refused import RefusedError
from engine.batch.sources.opened import open_table
from engine.batch.subject_tables import SubjectTable, ids_in, of_nobody, read_subject_table
from rubric.column_names import IDS
from rubric.record import Record, replace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from engine.batch.part import Part
    from engine.batch.sources.table import TableSource
    from rubric.model import Rubric
    from rubric.problems import Problem


class OpenedTable(Record):
    """A table, what its columns are, and what is left over of either."""

    source: TableSource
    columns: Columns
    notes: tuple[Problem, ...]
    tables: tuple[SubjectTable, ...] = ()

    def parts(self, start: int = 0, rows: int = ROWS) -> Iterator[Part]:
        """The parts from this one on. Raises TableUnreadError where the file cannot be read on."""
        for part in self.source.parts(self.columns, start, rows):
            held = {table.fact: table.of(ids_in(part)) for table in self.tables}
            yield replace(part, tables=held) if held else part

    def strays(self) -> list[Problem]:
        """The ids in tables of rows that no subject has. Reads the column of ids once for each table."""
        only = Columns(
            {name: one for name, one in self.columns.of.items() if name == self.columns.id}, self.columns.id
        )
        found = (of_nobody(table, self.source.parts(only)) for table in self.tables)
        return [problem for problem in found if problem is not None]


def open_for(options: argparse.Namespace, rubric: Rubric) -> OpenedTable:
    """The table of ``RUBRIC TABLE`` with its ``--map``, ``--id`` and ``--table``. Raises RefusedError."""
    path = Path(options.files[1])
    source, problems = open_table(path)
    if source is None:
        raise RefusedError(problems)
    maps, problems = read_maps(options.map)
    files, found = read_tables(options.table, rubric)
    problems += found
    if problems:
        raise RefusedError(problems)
    if source.columns is not None:
        return OpenedTable(source, source.columns, tuple(source.notes))
    matched = match(
        source.names,
        rubric,
        maps,
        file=source.file,
        id_column=options.id,
        lists=source.lists,
        given=[*files],
    )
    if matched.columns is None:
        raise RefusedError(matched.problems)
    tables, notes = _tables(files, rubric, matched.columns, source)
    return OpenedTable(source, matched.columns, (*source.notes, *matched.notes, *notes), tables)


def _tables(
    files: Mapping[str, str], rubric: Rubric, columns: Columns, source: TableSource
) -> tuple[tuple[SubjectTable, ...], list[Problem]]:
    """The tables within the subjects, and what is left out of their files. Raises RefusedError."""
    if files and columns.id is None:
        raise RefusedError([NoIdOfRows(name=source.file, due=IDS[0])])
    tables: list[SubjectTable] = []
    problems: list[Problem] = []
    notes: list[Problem] = []
    for name, file in files.items():
        table, found, left = read_subject_table(file, rubric.facts[name], rubric, columns.id)
        tables += [table] if table is not None else []
        problems += found
        notes += left
    if problems:
        raise RefusedError(problems)
    return tuple(tables), notes
