"""Grades in columns: every grade that is still possible, and an override that decided."""

from __future__ import annotations

import ast
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.lowering import truth
from engine.batch.lowering.comparing import compare
from engine.batch.lowering.names import contained
from engine.batch.lowering.quotient import number
from engine.batch.lowering.refused import Unsupported
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.batch.lowering.names import Names
    from engine.batch.lowering.quotient import Quotient
    from engine.batch.lowering.scores import Scores
    from engine.batch.lowering.truth import Truth
    from rubric.model import Grades
    from rubric.range import Range

OR: Final = "/"


class Graded(Record):
    """``grade`` and ``reason`` are texts or null, ``sure`` the conditions that must not be null for them."""

    grade: pl.Expr
    reason: pl.Expr
    stage: int
    sure: tuple[Truth, ...] = ()


def graded(grades: Grades | None, root: Scores, names: Names) -> Graded:
    """The grade of the whole. Raises NoColumns."""
    nothing = pl.lit(None, dtype=truth.STRING)
    if grades is None:
        return Graded(nothing, nothing, 0)
    own, stage = _own(grades, root, names)
    tests: list[Truth] = []
    for override in grades.override:
        held = names.holds(override.when.when)
        if held is None:
            raise Unsupported("an open override")
        tests.append(held)
    if not tests:
        return Graded(own, nothing, stage)
    reasons = [one.when.because or one.when.text for one in grades.override]
    names_ = [one.grade for one in grades.override]
    asked = [id(one.when.when) in names.answers for one in grades.override]
    own = _besides(own, tests, names_)
    grade = _first(tests, names_, own)
    reason = _first(tests, reasons, nothing)
    stage = max(stage, *(test.stage for test in tests))
    unasked = (t for t, known in zip(tests, asked, strict=True) if not known and not t.nulls.never)
    return Graded(grade, reason, stage, tuple(unasked))


def _besides(own: pl.Expr, tests: Sequence[Truth], names: Sequence[str]) -> pl.Expr:
    """The grades that are possible by the score, and behind them those of overrides that stay open."""
    for test, name in zip(tests, names, strict=True):
        if test.nulls.never:
            continue
        word = pl.lit(name, dtype=truth.STRING)
        had = (OR + own + OR).str.contains(OR + name + OR, literal=True).fill_null(value=False)
        both = pl.concat_str([own, word], separator=OR, ignore_nulls=True)
        own = pl.when(test.expr.is_null() & ~had).then(both).otherwise(own)
    return own


def _first(tests: Sequence[Truth], words: Sequence[str], last: pl.Expr) -> pl.Expr:
    found: Any = pl
    for test, word in zip(tests, words, strict=True):
        found = found.when(test.expr).then(pl.lit(word, dtype=truth.STRING))
    result: pl.Expr = found.otherwise(last)
    return result


def _own(grades: Grades, root: Scores, names: Names) -> tuple[pl.Expr, int]:
    nothing = pl.lit(None, dtype=truth.STRING)
    if any(a.interval.meets(b.interval) for a, b in combinations(grades.grades, 2)):
        raise Unsupported("grades that overlap")
    value = root.exact if grades.on == "exact" else root.low
    known, stage = nothing, 0
    if value is not None:
        tests = [contained(value, grade.interval, names.sheet) for grade in grades.grades]
        known = _first(tests, [grade.name for grade in grades.grades], nothing)
        stage = max(test.stage for test in tests)
    elif root.open.fixed is not True:
        raise Unsupported("grades on what is approximated")
    if root.open.fixed is False:
        return known, stage
    ends = root.span if grades.on == "exact" else (root.low, root.high)
    if ends is None:
        raise Unsupported("the exact ends of what is open")
    possible = [_meets(grade.interval, *ends, names) for grade in grades.grades]
    words = [
        pl.when(test.expr).then(pl.lit(grade.name, dtype=truth.STRING))
        for grade, test in zip(grades.grades, possible, strict=True)
    ]
    some = pl.concat_str(words, separator=OR, ignore_nulls=True)
    some = pl.when(some == "").then(pl.lit(None, dtype=truth.STRING)).otherwise(some)
    stage = max(stage, root.open.stage, *(test.stage for test in possible))
    return pl.when(root.open.expr).then(some).otherwise(known), stage


def _meets(held: Range, low: Quotient, high: Quotient, names: Names) -> Truth:
    """Whether a range and the closed one from ``low`` to ``high`` have a number in common."""
    parts: list[Truth] = []
    if held.hi is not None:
        sign = ast.Lt if held.hi_open else ast.LtE
        parts.append(compare(sign, low, number(held.hi), names.sheet))
    if held.lo is not None:
        sign_ = ast.Gt if held.lo_open else ast.GtE
        parts.append(compare(sign_, high, number(held.lo), names.sheet))
    return truth.connected(parts, any_=False) if parts else truth.fixed(True)
