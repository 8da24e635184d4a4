"""One group: what its items come to together, and every step after it."""

from __future__ import annotations

import ast
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.evaluate import NoValue
from engine.leaf import otherwise, rounded
from engine.placement import converted
from engine.scorecard import ItemScore, Step, Trace, Undefined
from engine.traces import steps_of
from engine.world import Context
from rubric.formula import MaybeUndefined, enclose, substitute, unparse
from rubric.number import fits, show
from rubric.range import Range, div, hull, intersect, mul
from rubric.rules.reader import call, constant, name, over, times
from rubric.worth import SUM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.placement import Applied, Placement
    from engine.scorecard import Known
    from engine.world import World
    from rubric.formula import Bound
    from rubric.model import Item, Rounding, Stage

ZERO: Final = Fraction(0)
ADDS: Final = frozenset(("sum", "weighted"))


def score_group(
    item: Item, children: tuple[ItemScore, ...], world: World, applied: Applied, place: Placement
) -> ItemScore:
    """The score of a group from the scores of its items, or everything that it can still be."""
    rounding, misfit = _rounding(item, children, world)
    counted = tuple(c for c in children if not _gone(c))
    start, low_high, combine_why = _together(item, counted, world, misfit=misfit)
    factor = place.factor if place.scale == 1 else mul(Range.point(place.scale), place.factor)
    settled = applied.applies is True and factor.is_point and start is not None
    by = (factor.lo or Fraction(1)) if factor.is_point else Fraction(1)
    seen: dict[int, Known] = {}
    why = combine_why
    value: Any = None
    if settled and start is not None:
        # Each group's own lines are on its own scale.
        own = start if by == 1 else start / by
        context = Context(world, item.points, extra={SUM: Range.point(own)})
        try:
            value = world.evaluator.value(item.worth.expr, context.exact, seen)
            _reach(item, world, context, seen)
        except NoValue as none:
            why = none.why
    if value is not None and start is not None:
        steps = tuple(_scaled(step, by) for step in steps_of(item.worth, seen, own))
        return _made(item, children, place, rounding, converted(value, by), steps, applied)
    span = _span(item, low_high, world, factor)
    if applied.applies is None:
        span = hull(span, otherwise(item, applied, place))
    return _open(item, children, place, rounding, span, why or applied.lacks, applied)


def _reach(item: Item, world: World, context: Context, seen: dict[int, Known]) -> None:
    """Where a veto decided, the steps before it are still to be shown, as far as they have a value."""
    if id(item.worth.capped) not in seen:
        trace: dict[int, Known] = {}
        try:
            world.evaluator.value(item.worth.capped, context.exact, trace)
        except NoValue:
            return
        seen.update(trace)


def _scaled(step: Step, by: Fraction) -> Step:
    if by == 1:
        return step
    return Step(step.kind, step.amount * by, step.label, step.because, step.quantity, step.uses)


def _gone(child: ItemScore) -> bool:
    """Whether an item's points went to others, so that it counts nowhere."""
    return child.state == "not_applicable" and child.otherwise in ("redistribute", "rescale")


def _rounding(item: Item, children: tuple[ItemScore, ...], world: World) -> tuple[Rounding | None, bool]:
    stage: Stage = "group" if item.path else "total"
    rounding = world.rubric.rounding.get(stage)
    misfit = item.combine in ADDS and any(
        child.places is not None and not fits(child.points, child.places) for child in children
    )
    if misfit and rounding is None:
        # Rounded children of unprintable points cannot add up: round the exact ones instead.
        rounding = world.rubric.rounding.get("item")
    return rounding, misfit


# -- together ------------------------------------------------------------------------------------------


def _together(
    item: Item, children: tuple[ItemScore, ...], world: World, *, misfit: bool
) -> tuple[Fraction | None, Range | None, Undefined | None]:
    """What the items come to, exactly where all are settled, and the range of it."""
    spans = [_bounds(child, exact=misfit) for child in children]
    settled = all(child.exact is not None for child in children)
    if item.combine in ADDS:
        low = _total(least for least, _ in spans)
        sure = all(least is most for least, most in spans)
        high = low if sure else _total(most for _, most in spans)
        return (low if settled else None), Range(low, high), None
    if not children:
        return ZERO, Range.point(ZERO), None
    extra: dict[str, Bound] = {
        (child.name if item.combined is not None else f"@{number}"): Range(*span)
        for number, (child, span) in enumerate(zip(children, spans, strict=True))
    }
    tree = item.combined if item.combined is not None else joining(item, list(extra))
    context = Context(world, item.points, extra=extra)
    why: Undefined | None = None
    if settled:
        try:
            value: Any = world.evaluator.value(tree, context.exact)
        except NoValue as none:
            why = none.why
        else:
            return value, Range.point(value), None
    try:
        found = enclose(tree, context.bound, tables=world.tables)
    except MaybeUndefined:
        found = None
    return None, found if isinstance(found, Range) else None, why


def _total(numbers: Iterable[Fraction]) -> Fraction:
    """Their sum over one denominator: a sum of fractions would be reduced at every step."""
    parts = [number.as_integer_ratio() for number in numbers]
    under = math.lcm(*(own for _, own in parts))
    return Fraction(sum(over * (under // own) for over, own in parts), under)


def _bounds(child: ItemScore, *, exact: bool) -> tuple[Fraction, Fraction]:
    return child.span if exact else (child.low, child.high)


def joining(item: Item, names: list[str]) -> ast.expr:
    """How the items of a group come together, as an expression over their scores."""
    parts: list[ast.expr] = [name(word) for word in names]
    count = constant(Fraction(len(parts)))
    if len(parts) == 1:
        return parts[0]
    if item.combine in ("best", "worst"):
        return call("max" if item.combine == "best" else "min", *parts)
    if item.combine == "mean":
        return over(call("total", *parts), count)
    product = over(parts[0], name("points"))
    for part in parts[1:]:
        product = times(product, over(part, name("points")))
    root = ast.BinOp(product, ast.Pow(), constant(Fraction(1, len(parts))))
    return times(name("points"), root)


def _span(item: Item, start: Range | None, world: World, factor: Range) -> Range:
    """Everything that an open group can still be, in the table's points."""
    # Bonus items may carry a group beyond its points; then its items' range is all there is to say.
    bounds = mul(Range(item.least, item.points), factor)
    own = div(start, factor) if start is not None else None
    context = Context(
        world, item.points, extra={SUM: own if own is not None else Range(item.least, item.points)}
    )
    try:
        found = enclose(item.worth.expr, context.bound, tables=world.tables)
    except MaybeUndefined:
        return bounds
    if not isinstance(found, Range):
        return bounds
    whole = mul(found, factor)
    if any(child.bonus for child in item.walk()[1:]):
        return whole
    return intersect(whole, bounds) or bounds


# -- made ----------------------------------------------------------------------------------------------


def _made(
    item: Item,
    children: tuple[ItemScore, ...],
    place: Placement,
    rounding: Rounding | None,
    value: Fraction,
    steps: tuple[Step, ...],
    applied: Applied,
) -> ItemScore:
    final = rounded(value, rounding)
    difference = ZERO
    if item.combine in ADDS:
        printed = _total(child.low for child in children if not _gone(child))
        taken = _total(step.amount for step in steps)
        difference = final - printed - taken
    return _group(
        item, children, place, rounding, applied, value, (value, value), (final, final), steps, difference
    )


def _open(
    item: Item,
    children: tuple[ItemScore, ...],
    place: Placement,
    rounding: Rounding | None,
    span: Range,
    why: Undefined | None,
    applied: Applied,
) -> ItemScore:
    low = span.lo if span.lo is not None else item.least
    high = span.hi if span.hi is not None else item.points
    ends = (rounded(low, rounding), rounded(high, rounding))
    return _group(item, children, place, rounding, applied, None, (low, high), ends, (), ZERO, why)


def _group(
    item: Item,
    children: tuple[ItemScore, ...],
    place: Placement,
    rounding: Rounding | None,
    applied: Applied,
    exact: Fraction | None,
    span: tuple[Fraction, Fraction],
    ends: tuple[Fraction, Fraction],
    steps: tuple[Step, ...],
    difference: Fraction,
    why: Undefined | None = None,
) -> ItemScore:
    return ItemScore(
        path=item.path,
        name=item.name,
        points=_points(item, children, place),
        state="scored" if exact is not None else "unscored",
        rule=item.combine,
        exact=exact,
        span=span,
        low=ends[0],
        high=ends[1],
        places=_places(children, rounding),
        steps=steps,
        difference=difference,
        text=item.text,
        basis=item.basis,
        evidence=item.evidence,
        note=item.note,
        code=item.code,
        bonus=item.bonus,
        combine=item.combine,
        condition=applied.condition,
        table=item.each.table if item.each is not None else None,
        undefined=why,
        trace=_trace(item, children),
        items=children,
    )


def _points(item: Item, children: tuple[ItemScore, ...], place: Placement) -> Fraction:
    """The full points of a group: those of its items, some of which may have left the table."""
    counted = [child.points for child in children if not child.bonus]
    adds = item.combine in ADDS and item.path and counted
    return _total(counted) if adds else place.points(item)


def _trace(item: Item, children: tuple[ItemScore, ...]) -> Trace:
    """The formula of a group that has one, with the scores of its items put in."""
    if item.combined is None:
        return Trace()
    scores = {child.name: show(child.score) for child in children if child.score is not None}
    put_in = substitute(item.combined, lambda name: scores.get(name, name))
    return Trace(formula=unparse(item.combined), substituted=put_in)


def _places(children: tuple[ItemScore, ...], rounding: Rounding | None) -> int | None:
    if rounding is not None:
        return rounding.places
    places = [child.places for child in children]
    return None if None in places else max((p for p in places if p is not None), default=None)
