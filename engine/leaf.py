"""One leaf: its rule and every step after it, for the facts of one subject."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.evaluate import NoValue
from engine.placement import converted
from engine.scorecard import ItemScore, Step, Trace, Undefined
from engine.traces import only_rough, steps_of, trace_of
from rubric.formula import MaybeUndefined, enclose
from rubric.number import fits, round_places
from rubric.range import Range, hull, intersect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.placement import Applied, Placement
    from engine.scorecard import Known, StepKind
    from engine.world import Context
    from rubric.model import Item, Rounding, Worth

ZERO: Final = Fraction(0)


def score_leaf(
    item: Item,
    worth: Worth,
    context: Context,
    applied: Applied,
    place: Placement,
    rounding: Rounding | None,
) -> ItemScore:
    """The score of a leaf, or everything that it can still be."""
    seen: dict[int, Known] = {}
    trees = [item.applies.when] if item.applies is not None else []
    traced = context.world.traced
    if applied.applies is False:
        trace = trace_of(worth, trees, context, {}, item.path) if traced else Trace()
        return not_applicable(item, applied, place, rounding, trace)
    why = applied.lacks
    value: Any = None
    try:
        value = context.world.evaluator.value(worth.expr, context.exact, seen)
    except NoValue as none:
        why = why or none.why
    settled = value is not None and applied.applies is True and place.factor.is_point
    if settled and not traced:
        return made(item, place, rounding, trace=Trace(), exact=converted(value, place.by), applied=applied)
    trace = trace_of(worth, trees, context, seen, item.path) if traced else Trace()
    span = _span(item, worth, context, applied, place) if not settled else None
    if (
        why is not None
        and span is not None
        and span.is_point
        and only_rough(worth, trees, context)
        and place.factor.is_point
    ):
        value, settled = (span.lo or ZERO) / place.by, True
        if traced:
            _agreed(worth, context, seen)
    if not settled:
        assert span is not None  # whatever is not settled has been enclosed
        why = why or Undefined("open_item", item.path)
        return made(item, place, rounding, trace=trace, span=span, undefined=why, applied=applied)
    exact = converted(value, place.by)
    if not traced:
        return made(item, place, rounding, trace=trace, exact=exact, applied=applied)
    steps = (*steps_of(worth, seen, trace.raw), *_conversions(value, place))
    return made(item, place, rounding, trace=trace, exact=exact, steps=steps, applied=applied)


def _conversions(value: Fraction, place: Placement) -> Iterator[Step]:
    """The steps from an item's own points to the table's: none where nothing multiplies them."""
    if place.is_own:
        return
    factors: tuple[tuple[StepKind, Fraction | None], ...] = (
        ("scale", place.scale),
        ("redistribute", place.shared.lo),
        ("rescale", place.rescaled.lo),
    )
    for kind, by in factors:
        if by is not None and by != 1:
            yield Step(kind, value * by - value)
            value *= by


def _agreed(worth: Worth, context: Context, seen: dict[int, Known]) -> None:
    """Put down what each step comes to where rough facts leave it one number."""
    for tree in (worth.held, worth.taken, worth.capped, worth.expr):
        try:
            found = enclose(tree, context.bound, tables=context.world.tables)
        except MaybeUndefined:
            continue
        if isinstance(found, Range) and found.is_point and found.lo is not None:
            seen.setdefault(id(tree), found.lo)


def _span(item: Item, worth: Worth, context: Context, applied: Applied, place: Placement) -> Range:
    """Everything that an open leaf can still be, in the table's points."""
    bounds = Range(item.least, item.points)
    try:
        found = enclose(worth.expr, context.bound, tables=context.world.tables)
        held = found if isinstance(found, Range) else bounds
        held = intersect(held, bounds) or bounds
    except MaybeUndefined:
        held = bounds
    whole = place.counted(held)
    if applied.applies is None:
        whole = hull(whole, otherwise(item, applied, place))
    return whole


def otherwise(item: Item, applied: Applied, place: Placement) -> Range:
    """What an item that does not apply counts, in the table's points: one number once all else is known."""
    own = {"full": item.points, "zero": max(ZERO, item.least)}
    return place.counted(Range.point(own.get(applied.otherwise or "", ZERO)))


def not_applicable(
    item: Item, applied: Applied, place: Placement, rounding: Rounding | None, trace: Any
) -> ItemScore:
    """The score of an item that does not apply; what moved or left the table has no points here."""
    counts = otherwise(item, applied, place)
    if not counts.is_point:
        why = Undefined("open_item", item.path)
        return made(item, place, rounding, trace=trace, span=counts, undefined=why, applied=applied)
    exact = counts.lo
    return made(item, place, rounding, trace=trace, exact=exact, applied=applied, state="not_applicable")


def made(
    item: Item,
    place: Placement,
    rounding: Rounding | None,
    *,
    trace: Any,
    exact: Fraction | None = None,
    span: Range | None = None,
    steps: tuple[Step, ...] = (),
    undefined: Undefined | None = None,
    applied: Applied | None = None,
    state: Any = None,
) -> ItemScore:
    """A leaf's score, rounded."""
    low, high = (exact, exact) if exact is not None else _ends(span, item)
    least = rounded(low, rounding)
    gone = (
        state == "not_applicable" and applied is not None and applied.otherwise in ("redistribute", "rescale")
    )
    return ItemScore(
        path=item.path,
        name=item.name,
        points=ZERO if gone else place.points(item),
        state=state or ("scored" if exact is not None else "unscored"),
        rule=item.rule.rule if item.rule is not None else None,
        exact=exact,
        span=(low, high),
        low=least,
        high=least if high is low else rounded(high, rounding),
        places=rounding.places if rounding is not None else None,
        steps=steps,
        text=item.text,
        basis=item.basis,
        evidence=item.evidence,
        note=item.note,
        code=item.code,
        bonus=item.bonus,
        otherwise=applied.otherwise if applied is not None and state == "not_applicable" else None,
        condition=applied.condition if applied is not None else None,
        table=item.each.table if item.each is not None else None,
        undefined=undefined,
        trace=trace,
    )


def _ends(span: Range | None, item: Item) -> tuple[Fraction, Fraction]:
    if span is None or span.lo is None or span.hi is None:
        return item.least, item.points
    return span.lo, span.hi


def rounded(x: Fraction, rounding: Rounding | None) -> Fraction:
    """A number as a stage rounds it."""
    if rounding is None or fits(x, rounding.places):
        return x
    return round_places(x, rounding.places, rounding.mode)
