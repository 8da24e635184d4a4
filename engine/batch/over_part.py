"""What quantities over all subjects read in one part: by columns where these are sure, else row by row."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.cohort.numbers import Numbers, column_of, joined
from engine.batch.cohort.quantity import Read, read_quantities, read_quotas
from engine.batch.facts_row import facts_of
from engine.batch.lowering.inputs import Inward
from engine.batch.lowering.names import Names
from engine.batch.lowering.quotient import Quotient
from engine.batch.lowering.refused import NoColumns
from engine.batch.lowering.sheet import Sheet
from engine.batch.plain import plain
from rubric.formula.check import items_of
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.batch.cohort.numbers import Column
    from engine.batch.part import Part
    from engine.facts_given import Facts
    from rubric.model import Cohort, Quota, Rubric

NOTHING: Final = Read(None, None, None)


class Piece(Record):
    """What one quantity, or one quota, reads in the rows of a part; see ``Quantity``."""

    of: Column
    where: pl.Series | None
    by: pl.Series | None


def read_part(part: Part, rubric: Rubric, cohort: Sequence[Cohort]) -> list[Piece]:
    """What each of some quantities reads in every row. A row that cannot be read has nothing."""
    fast = {one.name: column for one in cohort if (column := _columns(part, rubric, one)) is not None}
    left = {name: ~column.known for name, column in fast.items()}
    everywhere = pl.repeat(value=True, n=part.height, eager=True)
    rows = {one.name: left.get(one.name, everywhere).arg_true() for one in cohort}
    return [
        _piece(part, one, fast.get(one.name), rows[one.name], _by_rows(part, rubric, one, rows[one.name]))
        for one in cohort
    ]


def read_quota_part(part: Part, rubric: Rubric, quotas: Sequence[Quota]) -> list[Piece]:
    """Whom each of some quotas counts, and in which set."""
    reads = [
        _nothing(facts, lambda f: read_quotas(rubric, f, quotas), len(quotas))
        for facts in _facts(part, rubric)
    ]
    return [
        Piece(
            column_of([None] * part.height),
            _flags(read[at].where for read in reads) if quota.where is not None else None,
            _texts(read[at].by for read in reads) if quota.by is not None else None,
        )
        for at, quota in enumerate(quotas)
    ]


# -- by columns ------------------------------------------------------------------------------------------


def _columns(part: Part, rubric: Rubric, one: Cohort) -> Column | None:
    """The numbers of a quantity over facts and values, null where a row has to be asked by itself.

    None where columns cannot say it: it reads scores, or only some subjects, or sets of them.
    """
    if one.where is not None or one.by is not None or one.kind == "count" or items_of(one.of) or part.files:
        return None
    cells = plain(part, rubric)
    inputs = Inward(rubric).inputs(cells)
    sheet = Sheet()
    try:
        found = Names(rubric, inputs.values, sheet).lowering().value(one.of)
    except NoColumns:
        return None
    if not isinstance(found, Quotient):
        return None
    under = found.of.expr if found.of is not None else pl.lit(1, dtype=pl.Int64())
    frame = sheet.run(inputs.frame.lazy()).select(over=found.over.expr, under=under).collect()
    over = frame["over"].new_from_index(0, part.height) if frame.height != part.height else frame["over"]
    over = over.zip_with(~cells.odd, pl.Series([None], dtype=over.dtype).new_from_index(0, part.height))
    if found.of is None:
        return Numbers(over.cast(pl.Int64()), found.by)
    return _ratios(over, frame["under"] * found.by)


def _ratios(over: pl.Series, under: pl.Series) -> Column:
    """Quotients of two columns, each distinct one made once."""
    pairs = pl.DataFrame({"over": over, "under": under})
    distinct = pairs.unique(maintain_order=True)
    numbers = column_of(None if a is None or b is None else Fraction(a, b) for a, b in distinct.iter_rows())
    codes = pairs.join(distinct.with_row_index("at"), on=["over", "under"], how="left", nulls_equal=True)
    return numbers.gather(codes["at"])


# -- row by row ------------------------------------------------------------------------------------------


def _by_rows(part: Part, rubric: Rubric, one: Cohort, rows: pl.Series) -> list[Read]:
    return [
        _nothing(facts, lambda f: read_quantities(rubric, f, [one]), 1)[0]
        for facts in _facts(part, rubric, rows)
    ]


def _facts(part: Part, rubric: Rubric, rows: Iterable[int] | None = None) -> Iterator[Facts | None]:
    for at in range(part.height) if rows is None else rows:
        yield facts_of(part, at, rubric)[0]


def _nothing(facts: Facts | None, read: Callable[[Facts], Iterable[Read]], count: int) -> list[Read]:
    return [NOTHING] * count if facts is None else list(read(facts))


def _piece(part: Part, one: Cohort, fast: Column | None, rows: pl.Series, reads: Sequence[Read]) -> Piece:
    slow = column_of(read.of for read in reads)
    if fast is None:
        where = _flags(read.where for read in reads) if one.where is not None else None
        return Piece(slow, where, _texts(read.by for read in reads) if one.by is not None else None)
    known = fast.known
    numbers = pl.int_range(part.height, eager=True, dtype=pl.UInt32())
    of = joined([fast.where(known), slow], [numbers.filter(known), rows.cast(pl.UInt32())], part.height)
    return Piece(of, None, None)


def _flags(held: Iterable[bool | None]) -> pl.Series:
    return pl.Series(list(held), dtype=pl.Boolean())


def _texts(held: Iterable[str | None]) -> pl.Series:
    return pl.Series(list(held), dtype=pl.String())
