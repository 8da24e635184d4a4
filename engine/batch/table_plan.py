"""What the columns of a frame are, whoever holds it, and its rows as a part of a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.batch.match import match
from engine.batch.part import Part
from engine.batch.problems_columns import NoSuchColumnHere
from engine.batch.problems_spark import NeedsId, OnlyWhole, RecordCut
from engine.batch.refused import RefusedError
from engine.batch.sources.columnar import is_rows, plain_column
from engine.batch.sources.heads import named
from rubric.load import load_rubric
from rubric.model import Rubric
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import polars as pl

    from engine.batch.columns import Columns
    from rubric.model import Item
    from rubric.problems import Language, Problem

SHOWN: Final = 8
SHOWN_TEXT: Final = 60


class Plan(Record):
    """The columns of a frame that is called ``file``: what they mean, and under which name each stands.

    ``notes`` say which columns are not used and which facts have none. ``cut`` is a column that holds
    the text of a record which could not be read, where its source tells so.
    """

    file: str
    columns: Columns
    names: Mapping[str, str]
    notes: tuple[Problem, ...] = ()
    cut: str | None = None

    def part(self, frame: pl.DataFrame, first: int = 1, number: int = 0) -> Part:
        """Rows of the frame. Raises RefusedError where a column is not there that was when it was planned."""
        kinds = frame.schema
        absent = [name for name in self.names.values() if name not in kinds]
        if absent:
            raise RefusedError([_absent(absent[0], self.file, [*kinds])])
        columns = [plain_column(name, kinds[name]).alias(head) for head, name in self.names.items()]
        broken = self._broken(frame) if self.cut in kinds else {}
        part = frame.select(columns)
        return Part(number, first, part, self.columns, self.file, broken=broken, lettered=False)

    def _broken(self, frame: pl.DataFrame) -> dict[int, tuple[Problem, ...]]:
        assert self.cut is not None  # its caller has seen it
        cut = frame[self.cut]
        return {at: (RecordCut(found=cut[at][:SHOWN_TEXT]),) for at in cut.is_not_null().arg_true()}


def plan(
    rubric: Rubric,
    kinds: Mapping[str, pl.DataType],
    *,
    file: str,
    id_column: str | None = None,
    maps: Mapping[str, str] | None = None,
    needs_id: bool = False,
    cut: str | None = None,
) -> Plan:
    """What each column of a frame with these types is. Raises RefusedError, with every reason."""
    language = rubric.language
    refuse_cohort(rubric)
    heads, problems = named(file, [*kinds])
    if problems:
        raise RefusedError(problems, language)
    names = dict(zip(heads, kinds, strict=True))
    lists = frozenset(head for head, name in names.items() if is_rows(kinds[name]))
    found = match(heads, rubric, maps, file=file, id_column=id_column, lists=lists)
    if found.columns is None:
        raise RefusedError(found.problems, language)
    if needs_id and found.columns.id is None:
        raise RefusedError([NeedsId(name=file)], language)
    used = {head: names[head] for head in found.columns.used}
    return Plan(file, found.columns, used, tuple(found.notes), cut)


def rubric_for(given: Rubric | str | Path) -> Rubric:
    """A rubric by itself, by its file, or by its name in the catalogue. Raises RefusedError."""
    if isinstance(given, Rubric):
        return given
    rubric, problems = load_rubric(given)
    if rubric is None:
        raise RefusedError(problems)
    return rubric


def refuse_cohort(rubric: Rubric) -> None:
    """Raises RefusedError where a rubric scores a subject by all the others."""
    names = [*rubric.cohort, *(f"{grade}" for item in rubric.root.walk() for grade in _quotas(item))]
    if names:
        shown = "、".join(names[:SHOWN])
        raise RefusedError([OnlyWhole(title=rubric.title, names=shown)], rubric.language)


def _quotas(item: Item) -> Iterator[str]:
    yield from (quota.grade for quota in item.grades.quota) if item.grades is not None else ()


def language_of(rubric: Rubric, asked: Language | None) -> Language:
    """The language that was asked for, else the rubric's own."""
    return asked or rubric.language


def _absent(name: str, file: str, known: Iterable[str]) -> NoSuchColumnHere:
    shown = "、".join([*known][:SHOWN])
    return NoSuchColumnHere(
        column=name, where_zh=f"“{file}”的头一块", where_en=f"the plan for {file}", known=shown
    )
