"""Alike: rows for which a leaf comes to the same, found in columns by what decides it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from engine.batch.lowering.deciding import Deciding, Ends
from engine.batch.lowering.entries import entries_of
from engine.batch.lowering.inputs import judged_name
from engine.batch.lowering.quotient import Quotient, quotient
from engine.batch.lowering.sheet import Sheet
from engine.batch.lowering.whole import Whole
from engine.world import ALL_SHARES
from rubric.range import Range
from rubric.rules.judgement import JUDGED
from rubric.scope import bound_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping, Sequence

    from engine.batch.lowering.deciding import Decided
    from engine.batch.plain import Column
    from rubric.model import Item, Rubric

# So few rows are looked at one by one as fast, and so many shapes are too many to be looked at by themselves.
FEW: Final = 64
SHAPES: Final = 64
ZERO: Final = Range.point(Fraction(0))
AT: Final = "@at"
Shape = tuple[Any, ...]


class Case(NamedTuple):
    """Rows that come to the same: what tells them from all others, and the cells of one of them."""

    key: Any
    held: Mapping[str, Any]


class Cases(NamedTuple):
    """Several cases, and the number of that of each row."""

    all: Sequence[Case]
    codes: pl.Series


class Alike:
    """Tells the rows of a leaf apart by what ``entries`` come to in them."""

    def __init__(self, item: Item, rubric: Rubric, entries: Sequence[ast.expr]) -> None:
        self.item, self.rubric, self.entries = item, rubric, entries

    def cases(self, some: pl.DataFrame, columns: Mapping[str, Column]) -> Cases | None:
        """The cases among some rows; None where it is not worth while to look for them so."""
        if some.height < max(FEW, 1):
            return None
        signs = [
            pl.col(name).sign() if kind == pl.Int64() else pl.col(name) for name, kind in some.schema.items()
        ]
        rows = pl.int_range(some.height, dtype=pl.UInt32(), eager=True).alias(AT)
        shapes = some.select(signs).with_columns(rows).group_by(some.columns).agg(pl.col(AT))
        if shapes.height > SHAPES:
            return None
        found: list[Case] = []
        codes: list[pl.DataFrame] = []
        for shape, at in zip(shapes.drop(AT).iter_rows(), shapes[AT], strict=True):
            own, numbers = self._of_a_shape(shape, some[at], columns)
            codes.append(pl.DataFrame([at.alias(AT), (numbers + len(found)).alias("@case")]))
            found += own
        joined = pl.concat(codes).sort(AT)
        return Cases(found, joined.get_columns()[1])

    def _of_a_shape(
        self, shape: Shape, held: pl.DataFrame, columns: Mapping[str, Column]
    ) -> tuple[list[Case], pl.Series]:
        """The cases among rows that lack the same and have the same signs, and the number of that of each."""
        signs = dict(zip(held.columns, shape, strict=True))
        sheet = Sheet()
        parts = Deciding(_Names(self.item, self.rubric, signs, columns, sheet), sheet).parts(self.entries)
        like = (shape, tuple(_size(columns.get(name)) for name in held.columns))
        if not parts:
            same = pl.repeat(0, held.height, dtype=pl.Int64, eager=True)
            return [Case(like, held.row(0, named=True))], same
        exprs = [expr for at, part in enumerate(parts) for expr in _exprs(at, part)]
        made = sheet.run(held.lazy()).select(exprs).collect()
        names = made.columns
        rows = pl.int_range(held.height, dtype=pl.UInt32(), eager=True).alias(AT)
        groups = made.with_columns(rows).group_by(names).agg(pl.col(AT)).with_row_index("@case")
        numbers = groups.select("@case", AT).explode(AT).sort(AT)["@case"].cast(pl.Int64())
        firsts = held[groups[AT].list.first()]
        cases = [
            Case((like, tuple(_numbers(parts, row))), one)
            for row, one in zip(groups.select(names).iter_rows(), firsts.iter_rows(named=True), strict=True)
        ]
        return cases, numbers


class _Names:
    """What names are in the rows of one shape."""

    def __init__(
        self,
        item: Item,
        rubric: Rubric,
        signs: Mapping[str, Any],
        columns: Mapping[str, Column],
        sheet: Sheet,
    ) -> None:
        self.item, self.rubric, self.signs, self.columns, self.sheet = item, rubric, signs, columns, sheet
        self.found: dict[str, Decided] = {}

    def __call__(self, name: str) -> Decided:
        if name not in self.found:
            self.found[name] = self._name(name)
        return self.found[name]

    def _name(self, name: str) -> Decided:
        if name == "points":
            return Range.point(self.item.points)
        if name in self.rubric.values:
            entries = entries_of(self.rubric.values[name].lowered.expr)
            return tuple(Deciding(self, self.sheet).parts(entries))
        column = judged_name(self.item.path) if name == JUDGED else name
        sign = self.signs.get(column)
        if sign is None:
            return self._missing(name)
        if column not in self.columns or self.columns[column].values.dtype != pl.Int64:
            return ()  # the shape says what it is
        return _number(column, self.columns[column], sign)

    def _missing(self, name: str) -> Decided:
        if name == JUDGED:
            rule = self.item.rule
            return (rule.shares if rule is not None else None) or ALL_SHARES
        fact = self.rubric.facts.get(name)
        found = None if fact is None or fact.type == "table" else bound_of(fact)
        return found if isinstance(found, Range) else ()


def _number(name: str, column: Column, sign: int) -> Decided:
    """The numbers of a column of one sign."""
    if sign == 0:
        return ZERO
    assert column.lo is not None  # a column with a number has its extremes
    assert column.hi is not None  # the same
    most = (1 << max(abs(column.lo), abs(column.hi)).bit_length()) - 1
    ends = (1, most) if sign > 0 else (-most, -1)
    held = quotient(Whole(pl.col(name), *ends, 0, name=name), column.over)
    return Ends(held, held)


def _size(column: Column | None) -> tuple[int, int] | None:
    """What a plan depends on besides the signs of a column: its denominator and how large its numbers are."""
    if column is None or column.lo is None or column.hi is None:
        return None
    return column.over, max(abs(column.lo), abs(column.hi)).bit_length()


def _exprs(at: int, part: Quotient) -> Iterator[pl.Expr]:
    yield part.over.expr.alias(f"{at}")
    if part.of is not None:
        yield part.of.expr.alias(f"{at}/")


def _numbers(parts: Sequence[Quotient], row: Sequence[Any]) -> Iterator[Fraction | None]:
    """The numbers that decide a row, in their lowest terms, so that parts of a table have the same."""
    cells = iter(row)
    for part in parts:
        over = next(cells)
        under = part.by * (next(cells) if part.of is not None else 1)
        yield None if over is None else Fraction(over, under)
