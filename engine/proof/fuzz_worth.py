"""What a leaf, or each row of a group, is worth for one set of facts; and what of it should not be so."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.evaluate import NoValue
from engine.proof.near import no_score
from engine.rows import rows_of
from engine.score import _Scoring
from engine.scorecard import Undefined
from engine.world import Context, World
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.facts_given import Facts
    from engine.proof.fuzz_draw import Pair
    from engine.proof.fuzz_scope import Direction, Scope
    from rubric.model import Item, Rubric, Worth

DEFINED: Final = "defined"
BOUNDS: Final = "bounds"
# No score by the author's own word: where a proportion refuses what is over its target, an interpolation
# what is outside its points. A target of 0 that is said to be unscored names no divisor.
_SAID: Final = frozenset(("over_target", "outside"))
_WAITS: Final = frozenset(("open_item",))


class Outcome(Record):
    """What an item or a row is worth, on its own scale; ``why`` where it has no value."""

    path: str
    item: Item
    value: Fraction | None
    why: Undefined | None
    context: Context | None = None
    worth: Worth | None = None


def outcomes(rubric: Rubric, scope: Scope, above: Sequence[Item], facts: Facts) -> list[Outcome]:
    """The outcome of the scope's leaf, or of each row of its group; none where it does not apply."""
    world = _Scoring(rubric, facts).world if scope.scored else World(rubric, facts, no_score)
    item = scope.item
    for one in (*above, item):
        if one.applies is not None:
            holds, why = world.holds(one.applies.when)
            if holds is None:
                return [Outcome(item.path, item, None, why)]
            if not holds:
                return []
    if item.each is None:
        shares = item.rule.shares if item.rule is not None else None
        judged = facts.judgements.get(item.path)
        return [_outcome(item, item.worth, Context(world, item.points, judged, shares=shares))]
    rows = rows_of(item, world)
    if rows is None:
        return [Outcome(item.path, item, None, Undefined("missing_fact", item.each.table))]
    return [_outcome(row.item, row.worth, row.context) for row in rows]


def _outcome(item: Item, worth: Worth | None, context: Context) -> Outcome:
    if worth is None:
        return Outcome(item.path, item, None, Undefined("missing_fact", item.path), context)
    try:
        value: Any = context.world.evaluator.value(worth.expr, context.exact)
    except NoValue as none:
        return Outcome(item.path, item, None, none.why, context, worth)
    return Outcome(item.path, item, value, None, context, worth)


def broken(outcome: Outcome) -> str | None:
    """The property that an outcome breaks: to be defined, or to lie within its bounds."""
    if outcome.value is None:
        row = outcome.context is not None and outcome.context.row is not None
        return None if outcome.why is None else lacking(outcome.why, row=row)
    item = outcome.item
    inside = min(item.least, item.points) <= outcome.value <= item.points
    return None if inside else BOUNDS


def lacking(why: Undefined, *, row: bool = False) -> str | None:
    """The property that the reason for having no score breaks; None where the author asked for it.

    A row that leaves out what its own kind of row needs is not filled in yet: an optional column is there
    for the rows of other kinds, and what a person says of a row belongs to the rules that leave it to one.
    """
    if row and why.kind in ("missing_fact", "judgement"):
        return None
    if why.kind == "out_of_bounds":
        return BOUNDS
    said = why.kind in _SAID or (why.kind == "zero_denominator" and not why.detail)
    return None if said or why.kind in _WAITS else DEFINED


# -- directions --------------------------------------------------------------------------------------


def reversed_in(pair: Pair, first: Sequence[Outcome], second: Sequence[Outcome]) -> str | None:
    """The path of an outcome that goes against the pair's claim, None where all go with it."""
    others = {outcome.path: outcome for outcome in second}
    for one in first:
        other = others.get(one.path)
        if other is not None and _against(pair.claim, one, other):
            return one.path
    return None


def _against(claim: Direction, one: Outcome, other: Outcome) -> bool:
    if claim.worth is not None and not (one.worth is claim.worth is other.worth):
        return False
    a, b = measure(claim, one), measure(claim, other)
    if a is None or b is None or a == b or one.value is None or other.value is None:
        return False
    low, high = (one.value, other.value) if a < b else (other.value, one.value)
    return high < low if claim.way == "rises" else high > low


def measure(claim: Direction, outcome: Outcome) -> Fraction | None:
    """What a claim measures, held against its target; None where it has no value there."""
    context = outcome.context
    if context is None:
        return None
    evaluator = context.world.evaluator
    try:
        of: Any = evaluator.value(claim.measure, context.exact)
        over: Any = 1 if claim.over is None else evaluator.value(claim.over, context.exact)
    except NoValue:
        return None
    return None if over == 0 else Fraction(of) / over


def ordered(claims: Iterator[Direction]) -> tuple[Direction, ...]:
    """The claims that something can put to the test."""
    return tuple(claim for claim in claims if claim.movers or claim.columns)
