"""Truth and words: columns of yes/no and of texts, with the logic that reads from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.lowering.nulls import NEVER, Nulls, lazy, strict
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.batch.lowering.sheet import Sheet

BOOLEAN: Final = pl.Boolean()
STRING: Final = pl.String()


class Truth(Record):
    """Yes or no in every row, null where a row has neither; ``fixed`` where all rows say the same."""

    expr: pl.Expr
    stage: int = 0
    nulls: Nulls = NEVER
    fixed: bool | None = None


class Word(Record):
    """A text in every row, null where a row has none; ``fixed`` where it is the same in all."""

    expr: pl.Expr
    stage: int = 0
    nulls: Nulls = NEVER
    fixed: str | None = None


def fixed(value: bool) -> Truth:
    """The same in every row."""
    return Truth(pl.lit(value, dtype=BOOLEAN), fixed=value)


def told(word: str) -> Word:
    """The same text in every row."""
    return Word(pl.lit(word, dtype=STRING), fixed=word)


def kept(truth: Truth, sheet: Sheet) -> Truth:
    """The same as a column of its own."""
    if truth.fixed is not None or truth.expr.meta.is_column():
        return truth
    name, stage = sheet.keep(truth.expr, truth.stage)
    return Truth(pl.col(name), stage, truth.nulls)


def negated(a: Truth) -> Truth:
    """No where it was yes."""
    if a.fixed is not None:
        return fixed(not a.fixed)
    return Truth(~a.expr, a.stage, a.nulls)


def connected(parts: Iterable[Truth], *, any_: bool) -> Truth:
    """``or`` (else ``and``): a part is asked only where those before it have not decided."""
    whole: Truth | None = None
    for part in parts:
        whole = part if whole is None else _both(whole, part, any_=any_)
    assert whole is not None  # a connection has parts
    return whole


def _both(a: Truth, b: Truth, *, any_: bool) -> Truth:
    if a.fixed is not None:
        return a if a.fixed is any_ else b
    stage = max(a.stage, b.stage)
    if a.nulls.never and b.nulls.never:
        if b.fixed is not None:
            return b if b.fixed is any_ else a
        return Truth(a.expr | b.expr if any_ else a.expr & b.expr, stage)
    # Where the first is null the result is, even where the second alone would decide.
    asked = ~a.expr if any_ else a.expr
    expr = pl.when(asked).then(b.expr).otherwise(a.expr)
    return Truth(expr, stage, lazy(a.nulls, [b.nulls]))


def equal(a: Truth | Word, b: Truth | Word) -> Truth:
    """Whether two texts, or two answers, are the same."""
    if a.fixed is not None and b.fixed is not None:
        return fixed(a.fixed == b.fixed)
    return Truth(a.expr == b.expr, max(a.stage, b.stage), strict((a.nulls, b.nulls)))


def among(a: Word, words: Iterable[str]) -> Truth:
    """Whether a text is one of several."""
    listed = list(words)
    if a.fixed is not None:
        return fixed(a.fixed in listed)
    return Truth(a.expr.is_in(listed), a.stage, a.nulls)
