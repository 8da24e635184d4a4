"""Inputs: the columns of a part as what names come to, with bounds that parts like it share."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.lowering.nulls import NEVER, Nulls
from engine.batch.lowering.quotient import quotient
from engine.batch.lowering.truth import Truth, Word
from engine.batch.lowering.whole import Whole
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.batch.lowering.choosing import Value
    from engine.batch.plain import Column, Plain
    from rubric.model import Rubric
    from rubric.range import Range

Sign = tuple[Any, ...]


class Inputs(Record):
    """``frame`` holds the columns by their own names; ``like`` says what they are like by name, None where no
    row has anything."""

    frame: pl.DataFrame
    like: Mapping[str, Sign | None]

    @cached_property
    def signs(self) -> tuple[Sign, ...]:
        """What the columns are like: all that plans depend on."""
        return tuple(sign for sign in self.like.values() if sign is not None)

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """What names come to, None where no row has anything; only who makes a plan asks for it."""
        return {name: None if sign is None else value_of(sign) for name, sign in self.like.items()}


JUDGED_NAME: Final = "@judged:"
PLACES_NAME: Final = "@places:"
CODE_NAME: Final = "@code:"


def judged_name(path: str) -> str:
    """The name of the judged share of an item."""
    return f"{JUDGED_NAME}{path}"


def places_name(name: str) -> str:
    """The name of the decimals that a number was printed with."""
    return f"{PLACES_NAME}{name}"


def code_name(name: str) -> str:
    """The name of the numbers of what the strange cells of a fact give."""
    return f"{CODE_NAME}{name}"


def attached_name(path: str, what: str) -> str:
    """The name of whether something is attached to an item."""
    return f"@{what}:{path}"


class Inward:
    """The columns of parts as inputs; what a column is like is worked out once for all that are like it."""

    def __init__(self, rubric: Rubric) -> None:
        self.declared = {name: fact.range for name, fact in rubric.facts.items() if fact.type != "table"}
        self.elements = tuple(rubric.elements)
        self._bounds: dict[tuple[str, int, int, int], tuple[int, int] | None] = {}

    def inputs(self, plain: Plain) -> Inputs:
        """The columns of a part."""
        series: dict[str, pl.Series] = {}
        like: dict[str, Sign | None] = {}
        for name, column in self._named(plain):
            like[name] = sign = None if column is None else self._sign(name, column)
            if column is not None and sign is not None:
                series[name] = column.values.alias(name)
                if column.printed is not None and column.printed.places is not None:
                    series[places_name(name)] = column.printed.places.alias(places_name(name))
        for (path, what), attached in plain.attached.items():
            name = attached_name(path, what)
            series[name] = attached.fill_null(value=False).alias(name)
            like[name] = (name, "Boolean", False)
        for name, codes in plain.codes.items():
            series[code_name(name)] = codes.alias(code_name(name))
        frame = pl.DataFrame(list(series.values())) if series else pl.DataFrame({"@": [None] * plain.height})
        return Inputs(frame, like)

    def _named(self, plain: Plain) -> Iterator[tuple[str, Column | None]]:
        """Every name with its column."""
        facts = plain.facts
        yield from ((name, facts.get(name)) for name in self.declared)
        yield from ((name, facts[name]) for name in facts if name not in self.declared)
        yield from ((key, None) for key in self.elements if key not in facts)
        yield from ((judged_name(path), column) for path, column in plain.judged.items())

    def _sign(self, name: str, column: Column) -> Sign | None:
        """What a column is like; None where no row has anything in it."""
        kind, nulls = column.values.dtype, column.values.null_count()
        if nulls == len(column.values):
            return None
        if kind != pl.Int64:
            return (name, str(kind), nulls > 0)
        assert column.lo is not None  # a column with a number has its extremes
        assert column.hi is not None  # the same
        key = (name, column.over, *_outward(column.lo, column.hi))
        if key not in self._bounds:
            self._bounds[key] = _within(self.declared.get(name), *key[1:])
        bounds = self._bounds[key]
        return None if bounds is None else (name, "number", nulls > 0, column.over, *bounds)


def _within(declared: Range | None, over: int, lo: int, hi: int) -> tuple[int, int] | None:
    """The bounds of a column within its declared range; None where nothing is left."""
    if declared is not None:
        # A row that breaks the declared range is odd, and nothing of it is taken from here.
        lo = lo if declared.lo is None else max(lo, math.ceil(declared.lo * over))
        hi = hi if declared.hi is None else min(hi, math.floor(declared.hi * over))
        lo += declared.lo_open and declared.lo is not None and lo == declared.lo * over
        hi -= declared.hi_open and declared.hi is not None and hi == declared.hi * over
    return (lo, hi) if lo <= hi else None


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
