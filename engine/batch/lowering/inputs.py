"""Inputs: the columns of a part as what names come to, with bounds that parts like it share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.lowering.nulls import NEVER, Nulls
from engine.batch.lowering.quotient import quotient
from engine.batch.lowering.truth import Truth, Word
from engine.batch.lowering.whole import Whole
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.batch.lowering.choosing import Value
    from engine.batch.plain import Column, Plain
    from rubric.model import Rubric
    from rubric.range import Range

Sign = tuple[Any, ...]


class Inputs(Record):
    """``frame`` holds the columns by their own names; ``signs`` says what they are like, and is all that
    ``values``, which names come to, depend on. A name that no row has anything for comes to None."""

    frame: pl.DataFrame
    values: Mapping[str, Value]
    signs: tuple[Sign, ...]


JUDGED_NAME: Final = "@judged:"
PLACES_NAME: Final = "@places:"


def judged_name(path: str) -> str:
    """The name of the judged share of an item."""
    return f"{JUDGED_NAME}{path}"


def places_name(name: str) -> str:
    """The name of the decimals that a number was printed with."""
    return f"{PLACES_NAME}{name}"


def attached_name(path: str, what: str) -> str:
    """The name of whether something is attached to an item."""
    return f"@{what}:{path}"


def inputs_of(plain: Plain, rubric: Rubric) -> Inputs:
    """The columns of a part as inputs."""
    series: dict[str, pl.Series] = {}
    values: dict[str, Value] = {}
    signs: list[Sign] = []
    for name, held, column in _named(plain, rubric):
        sign = None if column is None else _sign(name, column, held)
        values[name] = None if sign is None else value_of(sign)
        if column is not None and sign is not None:
            series[name] = column.values.alias(name)
            signs.append(sign)
            if column.printed is not None and column.printed.places is not None:
                series[places_name(name)] = column.printed.places.alias(places_name(name))
    for (path, what), attached in plain.attached.items():
        name = attached_name(path, what)
        series[name] = attached.fill_null(value=False).alias(name)
        values[name] = Truth(pl.col(name))
        signs.append((name,))
    frame = pl.DataFrame(list(series.values())) if series else pl.DataFrame({"@": [None] * plain.height})
    return Inputs(frame, values, tuple(signs))


def _named(plain: Plain, rubric: Rubric) -> list[tuple[str, Range | None, Column | None]]:
    """Every name with its declared range and its column."""
    named = [(n, f.range, plain.facts.get(n)) for n, f in rubric.facts.items() if f.type != "table"]
    others = [name for name in plain.facts if name not in rubric.facts]
    named += [(name, None, plain.facts[name]) for name in others]
    named += [(key, None, None) for key in rubric.elements if key not in plain.facts]
    return named + [(judged_name(path), None, column) for path, column in plain.judged.items()]


def _sign(name: str, column: Column, declared: Range | None) -> Sign | None:
    """What a column is like; None where no row has anything in it."""
    kind, nulls = column.values.dtype, column.values.null_count()
    if nulls == len(column.values):
        return None
    if kind != pl.Int64:
        return (name, str(kind), nulls > 0)
    assert column.lo is not None  # a column with a number has its extremes
    assert column.hi is not None  # the same
    lo, hi = _outward(column.lo, column.hi)
    if declared is not None:
        # A row that breaks the declared range is odd, and nothing of it is taken from here.
        lo = lo if declared.lo is None else max(lo, math.ceil(declared.lo * column.over))
        hi = hi if declared.hi is None else min(hi, math.floor(declared.hi * column.over))
        lo += declared.lo_open and declared.lo is not None and lo == declared.lo * column.over
        hi -= declared.hi_open and declared.hi is not None and hi == declared.hi * column.over
    if lo > hi:
        return None
    return (name, "number", nulls > 0, column.over, lo, hi)


def _outward(lo: int, hi: int) -> tuple[int, int]:
    """Bounds that parts with like numbers share: the next power of two, and whether 0 is among them."""
    least = -(1 << (-lo).bit_length()) if lo < 0 else min(lo, 1)
    most = (1 << hi.bit_length()) - 1 if hi > 0 else 0 if hi == 0 else -1
    return max(least, -(1 << 62)), min(most, 1 << 62)


def value_of(sign: Sign) -> Value:
    """What the column of a sign comes to."""
    name, kind, some, *rest = sign
    nulls = Nulls.of(name) if some else NEVER
    if kind == "number":
        over, lo, hi = rest
        return quotient(Whole(pl.col(name), lo, hi, 0, nulls, name), over)
    return Truth(pl.col(name), 0, nulls) if kind == "Boolean" else Word(pl.col(name), 0, nulls)
