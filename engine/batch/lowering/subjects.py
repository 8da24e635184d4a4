"""Subjects: the rows of a part as facts that hold no more than what is read, each once."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.lowering.inputs import JUDGED_NAME, PLACES_NAME, places_name
from engine.facts_given import Facts, Given
from engine.judged import Judged
from rubric.place import Place, Source
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.batch.plain import Column

NOWHERE: Final = Place(Source.of_text(""), 0, 0)
MADE: Final = "@="


class Subjects(Record):
    """The facts of every different row among some, and how the rows are told from one another."""

    facts: tuple[Facts, ...]
    some: pl.DataFrame
    cases: pl.DataFrame
    count: int

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
    reads: Collection[str],
    rows: pl.Series,
    *,
    printed: bool = False,
) -> Subjects:
    """The facts of these rows of a frame, in whose columns numbers stand over those of ``columns``.

    With ``printed`` they say how far the last digit goes that they were printed with.
    """
    asked = {*reads, *map(places_name, reads)} if printed else reads
    names = [name for name in frame.columns if name in asked]
    if not names:
        return Subjects((_facts({}, {}),), pl.DataFrame(), pl.DataFrame(), len(rows))
    some = frame.select(names)[rows]
    cases = some.unique(maintain_order=True)
    facts = tuple(_facts(dict(zip(names, values, strict=True)), columns) for values in cases.iter_rows())
    return Subjects(facts, some, cases, len(rows))


def _facts(held: Mapping[str, Any], columns: Mapping[str, Column]) -> Facts:
    given: dict[str, Given[Any]] = {}
    judged: dict[str, Judged] = {}
    for name, value in held.items():
        if value is None or name.startswith(PLACES_NAME):
            continue
        known = Fraction(value, columns[name].over) if type(value) is int else value
        if name.startswith(JUDGED_NAME):
            path = name.removeprefix(JUDGED_NAME)
            judged[path] = Judged("", known, known, "", NOWHERE)
        else:
            digit = _digit(held.get(places_name(name)), columns.get(name))
            given[name] = Given(name, known, "", precision=digit)
    return Facts(None, None, None, given, judged, "")


def _digit(places: int | None, column: Column | None) -> Fraction | None:
    """What one of the last printed digit is worth; None of a number that is exact."""
    printed = column.printed if column is not None else None
    return printed.factor / 10**places if places and printed is not None else None
