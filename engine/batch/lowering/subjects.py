"""Subjects: the rows of a part as facts that hold no more than what is read, each once."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.lowering.inputs import CODE_NAME, JUDGED_NAME, PLACES_NAME, code_name, places_name
from engine.facts_given import Facts, Given
from engine.judged import Judged
from rubric.place import Place, Source
from rubric.range import Range
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from engine.batch.plain import Column

    Odd = Mapping[str, Sequence[Given[Any]]]

NOWHERE: Final = Place(Source.of_text(""), 0, 0)
MADE: Final = "@="


class Subjects(Record):
    """The facts of every different row among some, and how the rows are told from one another."""

    facts: tuple[Facts, ...]
    some: pl.DataFrame
    cases: pl.DataFrame
    count: int

    @property
    def codes(self) -> pl.Series:
        """The number of its facts for each of the rows."""
        numbers = pl.DataFrame([pl.int_range(len(self.facts), dtype=pl.Int64(), eager=True).alias("at")])
        return self.spread(numbers).to_series()

    def spread(self, made: pl.DataFrame) -> pl.DataFrame:
        """What was made of each of the facts, a row for each of the rows."""
        names = self.some.columns
        if not names:
            return made[[0] * self.count]
        keyed = pl.concat([self.cases, made.select(pl.all().name.prefix(MADE))], how="horizontal")
        joined = self.some.join(keyed, on=names, how="left", nulls_equal=True, maintain_order="left")
        return joined.select(pl.col(f"{MADE}{name}").alias(name) for name in made.columns)


def subjects(
    frame: pl.DataFrame,
    columns: Mapping[str, Column],
    given: Odd,
    reads: Collection[str],
    rows: pl.Series,
    *,
    printed: bool = False,
) -> Subjects:
    """The facts of these rows of a frame, in whose columns numbers stand over those of ``columns``; what
    strange cells give stands in ``given``.

    With ``printed`` they say how far the last digit goes that they were printed with.
    """
    asked = {*reads, *map(code_name, reads), *(map(places_name, reads) if printed else ())}
    names = [name for name in frame.columns if name in asked]
    if not names:
        return Subjects((facts_of({}, {}, {}),), pl.DataFrame(), pl.DataFrame(), len(rows))
    some = frame.select(names)[rows]
    cases = some.unique(maintain_order=True)
    facts = tuple(facts_of(held, columns, given) for held in cases.iter_rows(named=True))
    return Subjects(facts, some, cases, len(rows))


def strangers(frame: pl.DataFrame, reads: Iterable[str]) -> pl.Series | None:
    """The rows with a strange cell in one of these columns; None where there is none."""
    names = [name for name in map(code_name, reads) if name in frame.columns]
    if not names:
        return None
    return frame.select(pl.any_horizontal(pl.col(name).is_not_null() for name in names)).to_series()


def facts_of(held: Mapping[str, Any], columns: Mapping[str, Column], strange: Odd) -> Facts:
    """The facts in the cells of a row, in which numbers stand over those of ``columns``, and numbers of
    strange cells are those of what they give."""
    given: dict[str, Given[Any]] = {}
    ranges: dict[str, Given[Range]] = {}
    judged: dict[str, Judged] = {}
    for name, value in held.items():
        if value is None or name.startswith(PLACES_NAME):
            continue
        if name.startswith(CODE_NAME):
            one = strange[name.removeprefix(CODE_NAME)][value]
            (ranges if isinstance(one.value, Range) else given)[one.name] = one
            continue
        known = Fraction(value, columns[name].over) if type(value) is int else value
        if name.startswith(JUDGED_NAME):
            path = name.removeprefix(JUDGED_NAME)
            judged[path] = Judged("", known, known, "", NOWHERE)
        else:
            digit = _digit(held.get(places_name(name)), columns.get(name))
            given[name] = Given(name, known, "", precision=digit)
    return Facts(None, None, None, given, judged, "", ranges=ranges)


def _digit(places: int | None, column: Column | None) -> Fraction | None:
    """What one of the last printed digit is worth; None of a number that is exact."""
    printed = column.printed if column is not None else None
    return printed.factor / 10**places if places and printed is not None else None
