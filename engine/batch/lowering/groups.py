"""One group in columns: what its items come to and every step after it, as ``engine.group`` has them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.batch.lowering import truth
from engine.batch.lowering.choosing import choose
from engine.batch.lowering.group_ends import ends_of
from engine.batch.lowering.group_own import ADDS, Own, Vetoes, any_of
from engine.batch.lowering.leaves import counted, prints
from engine.batch.lowering.quotient import Quotient, kept
from engine.batch.lowering.refused import Unsupported
from engine.batch.lowering.scores import Scores, rounded
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.batch.lowering.names import Names
    from engine.batch.lowering.placing import Placed
    from engine.batch.lowering.sheet import Sheet
    from engine.batch.lowering.truth import Truth
    from rubric.model import Item, Rounding, Stage

ZERO: Final = Fraction(0)


def group(
    item: Item, children: Sequence[Scores], names: Names, placed: Placed, *, flags: bool
) -> Scores | None:
    """The scores of a group from those of its items; None where no row has one. Raises NoColumns."""
    if placed.applied[item.path].applies is False:
        return _absent(item, names, placed)
    found = _applying(item, children, names, placed)
    if found is None or not flags or item.applies is None:
        return found if found is None else _rounded(found, names, rounding_of(item, children, names)[0])
    applies = names.holds(item.applies.when)
    return None if applies is None else _where_it_applies(found, applies, children, names, placed)


def _applying(item: Item, children: Sequence[Scores], names: Names, placed: Placed) -> Scores | None:
    """A group that applies, or may, before it is rounded."""
    rounding, misfit = rounding_of(item, children, names)
    if any(child.printed or (misfit and child.approx is not None) for child in children):
        raise Unsupported("an item is approximated")
    own, vetoes = Own(item, children, names, misfit=misfit), Vetoes(item, names)
    open_ = any_of([child.open for child in own.counted] + [vetoes.stuck], names.sheet)
    exact = _exact(own, placed)
    if exact is None:
        if _settled(item, placed) and open_.fixed is not True:
            return None
        open_ = truth.fixed(True)
    low = high = exact
    if open_.fixed is not False:
        low, high = ends_of(own, vetoes, placed, exact, open_)
    if low is None or high is None:
        return None
    points, places = points_of(item, children, placed), places_of(children, rounding)
    return Scores(item, low, high, exact, points, places, open=open_)


def _settled(item: Item, placed: Placed) -> bool:
    return placed.applied[item.path].applies is True and placed.places[item.path].factor.is_point


def _exact(own: Own, placed: Placed) -> Quotient | None:
    """The score before rounding, None while it is open what applies."""
    if not _settled(own.item, placed):
        return None
    by = placed.places[own.item.path].by
    return own.worth(lambda child: child.exact if own.misfit else child.low, (by, by))


def _rounded(found: Scores, names: Names, rounding: Rounding | None) -> Scores:
    """The same rounded, with the ends before that as its span."""
    low = kept(rounded(found.low, rounding, names.sheet), names.sheet)
    same = found.open.fixed is False
    high = low if same else kept(rounded(found.high, rounding, names.sheet), names.sheet)
    return replace(found, low=low, high=high, span=(found.low, found.high))


def _where_it_applies(
    found: Scores, applies: Truth, children: Sequence[Scores], names: Names, placed: Placed
) -> Scores | None:
    """The same with what the group counts in the rows in which it does not apply, rounded."""
    item, rounding = found.item, rounding_of(found.item, children, names)[0]
    if (
        rounding != names.rubric.rounding.get("group")
        or not item.path
        or not prints(found.points, found.places)
    ):
        raise Unsupported("two roundings")
    if found.exact is None:
        raise Unsupported("an open group that may not apply")
    absent = counted(item, placed)
    exact, low, high = (
        _where(applies, one, absent, names.sheet) for one in (found.exact, found.low, found.high)
    )
    open_ = truth.kept(truth.connected((applies, found.open), any_=False), names.sheet)
    whole = replace(found, exact=exact, low=low, high=high, open=open_, applies=applies)
    return _rounded(whole, names, rounding)


def _where(applies: Truth, value: Quotient, absent: Quotient, sheet: Sheet) -> Quotient:
    found = choose([applies], [value, absent], sheet)
    assert isinstance(found, Quotient)  # both are
    return kept(found, sheet)


def _absent(item: Item, names: Names, placed: Placed) -> Scores:
    """A group that does not apply: nothing of it is scored."""
    applied, place = placed.applied[item.path], placed.places[item.path]
    rounding = names.rubric.rounding.get("group")
    exact = counted(item, placed)
    low = rounded(exact, rounding, names.sheet)
    gone = applied.otherwise in ("redistribute", "rescale")
    points = ZERO if gone else place.points(item)
    places = rounding.places if rounding is not None else None
    return Scores(item, low, low, exact, points, places, applies=truth.fixed(False), gone=gone)


def rounding_of(item: Item, children: Sequence[Scores], names: Names) -> tuple[Rounding | None, bool]:
    """How a group is rounded, and whether its items are taken before their own rounding."""
    stage: Stage = "group" if item.path else "total"
    rounding = names.rubric.rounding.get(stage)
    misfit = item.combine in ADDS and any(not prints(child.points, child.places) for child in children)
    if misfit and rounding is None:
        rounding = names.rubric.rounding.get("item")
    return rounding, misfit


# -- points and places --------------------------------------------------------------------------------------


def points_of(item: Item, children: Sequence[Scores], placed: Placed) -> Fraction:
    """The full points of a group as they count."""
    points = [child.points for child in children if not child.item.bonus]
    adds = item.combine in ADDS and item.path and points
    return sum(points, ZERO) if adds else placed.places[item.path].points(item)


def places_of(children: Sequence[Scores], rounding: Rounding | None) -> int | None:
    """The decimals of a group's score, None where it is not rounded to any."""
    if rounding is not None:
        return rounding.places
    places = [child.places for child in children]
    return None if None in places else max((p for p in places if p is not None), default=None)
