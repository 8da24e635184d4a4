"""One leaf in columns: its rule and every step after it, as ``engine.leaf`` has them for one subject."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.batch import floats
from engine.batch.lowering import truth
from engine.batch.lowering.choosing import choose
from engine.batch.lowering.floating import Floating, rounded_cells
from engine.batch.lowering.inputs import judged_name
from engine.batch.lowering.quotient import Quotient, kept, least, most, number, scaled
from engine.batch.lowering.refused import Unsupported
from engine.batch.lowering.scores import Scores, rounded
from engine.leaf import otherwise
from rubric.number import fits
from rubric.rules.judgement import JUDGED

if TYPE_CHECKING:
    from engine.batch.lowering.names import Names
    from engine.batch.lowering.placing import Placed
    from engine.batch.lowering.truth import Truth
    from rubric.model import Item

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)


def leaf(item: Item, names: Names, placed: Placed, *, flags: bool) -> Scores | None:
    """The scores of a leaf; None where no row has one. Raises NoColumns.

    With ``flags`` it is decided row by row whether the item applies, else ``placed`` says it.
    """
    applied, place = placed.applied[item.path], placed.places[item.path]
    rounding = names.rubric.rounding.get("item")
    gone = applied.applies is False and applied.otherwise in ("redistribute", "rescale")
    points = ZERO if gone else place.points(item)
    places = rounding.places if rounding is not None else None
    if applied.applies is False:
        exact: Quotient | None = counted(item, placed)
        applies: Truth | None = truth.fixed(False)
    else:
        applies = truth.fixed(True)
        if flags and item.applies is not None:
            applies = names.holds(item.applies.when)
        exact = _chosen(item, names, placed, applies)
    if exact is None or applies is None:
        return None
    exact = kept(exact, names.sheet)
    if applied.applies is not False and (applied.applies is None or not place.factor.is_point):
        return _open_leaf(item, exact, names, placed)
    low = kept(rounded(exact, rounding, names.sheet), names.sheet)
    return Scores(item, low, low, exact, points, places, applies=applies, gone=gone)


def _open_leaf(item: Item, own: Quotient, names: Names, placed: Placed) -> Scores:
    """A leaf that is known but for what applies: what it can still count. ``own`` is on its own scale."""
    applied, place = placed.applied[item.path], placed.places[item.path]
    low, high = (scaled(own, (end or ONE) * place.scale) for end in (place.factor.lo, place.factor.hi))
    if low is not high:
        low, high = least(low, high, names.sheet), most(low, high, names.sheet)
    if applied.applies is None:
        else_ = otherwise(item, applied, place)
        low = least(low, number(else_.lo or ZERO), names.sheet)
        high = most(high, number(else_.hi or ZERO), names.sheet)
    span = kept(low, names.sheet), kept(high, names.sheet)
    rounding = names.rubric.rounding.get("item")
    low, high = (kept(rounded(end, rounding, names.sheet), names.sheet) for end in span)
    places = rounding.places if rounding is not None else None
    return Scores(item, low, high, None, place.points(item), places, open=truth.fixed(True), span=span)


def _chosen(item: Item, names: Names, placed: Placed, applies: Truth | None) -> Quotient | None:
    """The exact score by whether the item applies."""
    if applies is None:
        return None
    if applies.fixed is False:
        return counted(item, placed)
    own = {"points": number(item.points), JUDGED: names.given.get(judged_name(item.path))}
    found = names.lowering(own).value(item.worth.expr)
    assert found is None or isinstance(found, Quotient)  # a rule comes to points
    place = placed.places[item.path]
    whole = placed.applied[item.path].applies is True and place.factor.is_point
    if found is not None:
        # Every step of a rule ends within its bounds, or without a value.
        found = found.within(min(item.least, ZERO), max(item.points, ZERO))
    value = None if found is None else scaled(found, place.by) if whole else found
    if applies.fixed:
        return value
    chosen = choose([applies], [value, counted(item, placed)], names.sheet)
    return chosen if isinstance(chosen, Quotient) else None


def float_leaf(item: Item, names: Names, placed: Placed, places: int, *, flags: bool) -> Scores | None:
    """The same by approximation, where whole numbers do not hold it. Raises NoColumns."""
    applied, place = placed.applied[item.path], placed.places[item.path]
    known = applied.applies is True and place.factor.is_point
    if not known or (flags and item.applies is not None):
        raise Unsupported("an approximated leaf that may not apply")
    rounding = names.rubric.rounding.get("item")
    own = {"points": number(item.points), JUDGED: names.given.get(judged_name(item.path))}
    floating = Floating(names, own)
    found = floats.scaled(floating.approximate(item.worth.expr), place.by, floating.keep)
    ends = (item.least * place.by, item.points * place.by)
    low = kept(rounded_cells(found, rounding, places, ends, names), names.sheet)
    counts = rounding.places if rounding is not None else None
    return Scores(item, low, low, None, place.points(item), counts, approx=found)


def counted(item: Item, placed: Placed) -> Quotient:
    """What an item that does not apply counts."""
    held = otherwise(item, placed.applied[item.path], placed.places[item.path])
    if not held.is_point or held.lo is None:
        raise Unsupported("open points")
    return number(held.lo)


def prints(points: Fraction, places: int | None) -> bool:
    """Whether so many decimals write the points, so that what is rounded to them adds up."""
    return places is None or fits(points, places)
