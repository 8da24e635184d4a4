"""The mechanics of items for their author: rule, place, rounding, and the cut points next to the facts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.explain.voices.mechanics import Mechanics, NearCut
from engine.questions.cuts import joins, turns
from engine.questions.leaf import leaves_of
from engine.questions.restore.search import Search
from engine.questions.restore.words import number_of
from engine.score import _Scoring

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from engine.facts_given import Facts
    from engine.questions.cuts import Cuts
    from engine.questions.spot import Spot
    from engine.scorecard import Scorecard
    from rubric.model import Item, Rounding, Rubric


def mechanics(
    rubric: Rubric, facts: Facts, card: Scorecard, paths: Collection[str]
) -> Mapping[str, Mechanics]:
    """The mechanics of the items at these paths; a row that is still open has none.

    ``card`` is the score of these facts. Cut points are solved for with all other facts as they are, and
    only those are told at which the item's exact score really turns.
    """
    items = {item.path: item for item in rubric.root.walk()}
    scored = {item.path: item for item in card.root.walk() if item.path in paths}
    found = {
        path: Mechanics(item, item.worth, item.place, _rounding(rubric, item))
        for path, item in items.items()
        if path in paths and item.is_group
    }
    scoring = _Scoring(rubric, facts)
    leaves = [leaf for leaf in leaves_of(scoring, frozenset(scored)) if not leaf.item.is_group]
    for leaf in leaves:
        held = items[leaf.holder]
        place = held.each.place if leaf.row is not None and held.each is not None else leaf.item.place
        near = tuple(_near(Search(rubric, facts, leaf, scored[leaf.item.path])))
        found[leaf.item.path] = Mechanics(leaf.item, leaf.worth, place, rubric.rounding.get("item"), near)
    return found


def _rounding(rubric: Rubric, item: Item) -> Rounding | None:
    return rubric.rounding.get("group" if item.path else "total")


def _near(search: Search) -> Iterator[NearCut]:
    if search.before.state != "scored":
        return
    for spot in search.spots():
        value = spot.value
        if isinstance(value, Fraction):
            cuts = search.cuts(spot, value)
            below = _first(search, spot, cuts, reversed([x for x in cuts.at if x < value]))
            above = _first(search, spot, cuts, (x for x in cuts.at if x > value))
            on = value in cuts.at and _is_turn(search, spot, cuts, value)
            if below or above or on:
                yield NearCut(spot.name, _shown(value, spot), below, above, on)


def _first(search: Search, spot: Spot, cuts: Cuts, points: Iterable[Fraction]) -> str:
    """The first of these cut points inside the fact's range at which the item turns."""
    for x in points:
        if spot.held.contains(x) and _is_turn(search, spot, cuts, x):
            return _shown(x, spot)
    return ""


def _is_turn(search: Search, spot: Spot, cuts: Cuts, x: Fraction) -> bool:
    def at(y: Fraction) -> Fraction | None:
        return search.exact_at(spot, y)

    # Beyond an end of its range a fact is nothing: there the item turns only where it jumps.
    if x in (spot.held.lo, spot.held.hi):
        return not joins(at, cuts, x, above=x == spot.held.lo)
    return turns(at, cuts, x)


def _shown(value: Fraction, spot: Spot) -> str:
    unit = f" {spot.unit}" if spot.unit and not spot.sign else ""
    return f"{number_of(value, spot)}{spot.sign}{unit}"
