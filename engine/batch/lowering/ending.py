"""What is told of a row besides its scores: checks that do not hold, and what must be attached and is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.lowering import quotient, truth
from engine.batch.lowering.choosing import choose
from engine.batch.lowering.inputs import attached_name
from engine.batch.lowering.quotient import number
from engine.batch.lowering.refused import Unsupported
from engine.batch.lowering.truth import Truth
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.batch.lowering.names import Names
    from engine.batch.lowering.scores import Scores
    from rubric.model import Check, Item, Rubric

AND: Final = "、"


class Told(Record):
    """A text or a condition, with what must be yes for it to be sure."""

    expr: pl.Expr
    stage: int
    sure: tuple[Truth, ...] = ()


def failed(rubric: Rubric, names: Names) -> Told:
    """The names of the checks that do not hold. Raises NoColumns."""
    found = [_check(check, names) for check in rubric.checks]
    if not found:
        return Told(pl.lit("", dtype=truth.STRING), 0)
    words = [
        pl.when(~held.expr).then(pl.lit(check.name, dtype=truth.STRING))
        for check, (held, _) in zip(rubric.checks, found, strict=True)
    ]
    expr = pl.concat_str(words, separator=AND, ignore_nulls=True)
    stage = max(held.stage for held, _ in found)
    return Told(expr, stage, tuple(sure for _, sure in found if sure.fixed is not True))


def _check(check: Check, names: Names) -> tuple[Truth, Truth]:
    """Whether a check holds, and where that is sure."""
    if check.solve is not None and id(check.that) not in names.answers:
        raise Unsupported("a check of scores that is solved")
    held = names.holds(check.that)
    if held is None:
        raise Unsupported("an open check")
    if id(check.that) not in names.answers:
        # Of a check of scores that is open nobody was asked.
        if check.tolerance != "exact":
            return held, Truth(held.expr.fill_null(value=False), held.stage)
        return held, truth.fixed(True) if held.nulls.never else Truth(held.expr.is_not_null(), held.stage)
    return held, truth.fixed(True)


def missing(scores: Mapping[str, Scores], shown: Mapping[str, Truth], names: Names) -> Told:
    """Whether something that must be attached is not. Raises NoColumns."""
    parts: list[Truth] = []
    sure: list[Truth] = []
    for score in scores.values():
        for one in score.item.requires:
            if not one.blocking or shown[score.item.path].fixed is False:
                continue
            lost = quotient.sub(number(score.points), score.low, names.sheet)
            own = {"points": number(score.points), "lost": _where_closed(lost, score, names)}
            held = names.holds(one.when.when, own)
            if held is None:
                raise Unsupported("an open requirement")
            asked = id(one.when.when) in names.answers
            if asked and not held.nulls.never:
                held = Truth(held.expr.fill_null(value=False), held.stage)
            elif not held.nulls.never:
                sure.append(Truth(held.expr.is_not_null(), held.stage))
            there = names.given.get(attached_name(score.item.path, one.what))
            absent = truth.negated(there) if isinstance(there, Truth) else truth.fixed(True)
            parts.append(truth.connected((shown[score.item.path], held, absent), any_=False))
    if not parts:
        return Told(pl.lit(False), 0)
    whole = truth.connected(parts, any_=True)
    return Told(whole.expr, whole.stage, tuple(sure))


def _where_closed(lost: quotient.Quotient, score: Scores, names: Names) -> quotient.Quotient | None:
    if score.open.fixed is False:
        return lost
    found = choose([score.open], [None, lost], names.sheet)
    return found if isinstance(found, quotient.Quotient) else None


def shown(items: Iterable[Item], scores: Mapping[str, Scores]) -> dict[str, Truth]:
    """In which rows each item has a score of its own: where all the groups above it apply."""
    found: dict[str, Truth] = {}
    for item in items:
        found.setdefault(item.path, truth.fixed(True))
        for child in item.items:
            above = scores[item.path].applies
            found[child.path] = truth.connected((found[item.path], above), any_=False)
    return found
