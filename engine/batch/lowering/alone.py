"""Leaves that columns leave open, scored by the engine of one subject, once for rows that say the same."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.lowering.entries import entries_of, key_of
from engine.batch.lowering.inputs import judged_name
from engine.batch.lowering.names import reads_of
from engine.batch.lowering.subjects import subjects
from engine.evaluate import NoValue
from engine.leaf import score_leaf
from engine.placement import Applied
from engine.scorecard import Undefined
from engine.world import Context, World
from rubric.number import fits
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.batch.lowering.placing import Placed
    from engine.batch.plain import Column
    from engine.facts_given import Facts
    from engine.scorecard import ItemScore
    from rubric.model import Item, Rubric

STATES: Final = ("scored", "not_applicable", "unscored")
# Decimals that are tried before all that there are, so that few plans are made.
FEW: Final = (0, 1, 2, 4, 6)
KINDS: Final = {
    "low": pl.Int64,
    "high": pl.Int64,
    "state": pl.UInt8,
    "fits": pl.Boolean,
    "least": pl.Int64,
    "most": pl.Int64,
}
# What the exact ends of scores are over, at most.
LARGEST: Final = 10**6


class Filled(Record):
    """The rows that were open, and for each the least and the most in units of the last of ``places``
    decimals, its state, and whether so many decimals hold it exactly; then the ends before rounding ``over``
    one denominator, which is 0 where there is none for all."""

    rows: pl.Series
    low: pl.Series
    high: pl.Series
    state: pl.Series
    fits: pl.Series
    least: pl.Series
    most: pl.Series
    places: int
    over: int


class Alone:
    """Scores one leaf for facts that hold no more than it reads."""

    def __init__(self, item: Item, rubric: Rubric, places: int, placed: Placed, *, flags: bool) -> None:
        self.item, self.rubric = item, rubric
        self.applied, self.place = placed.applied[item.path], placed.places[item.path]
        self.asks = item.applies if flags else None
        self.rounding = rubric.rounding.get("item")
        self.places = max(places, 0)
        trees = [item.worth.expr, *([item.applies.when] if item.applies is not None else [])]
        self.entries = tuple(entry for tree in trees for entry in entries_of(tree))
        self.known: dict[Any, ItemScore] = {}
        self.reads = {*reads_of(trees, rubric)[0], judged_name(item.path)}

    def fill(self, frame: pl.DataFrame, columns: Mapping[str, Column], rows: pl.Series) -> Filled:
        """The scores of these rows of a frame, whose columns are named as names are."""
        asked = subjects(frame, columns, self.reads, rows)
        scores = [self._score(facts) for facts in asked.facts]
        places = self._fewest(scores)
        over = math.lcm(*(end.denominator for score in scores for end in score.span))
        over = over if over <= LARGEST else 0
        made = pl.DataFrame([_cells(score, 10**places, over) for score in scores], schema=KINDS, orient="row")
        low, high, state, whole, least, most = asked.spread(made).get_columns()
        return Filled(rows, low, high, state, whole, least, most, places, over)

    def _fewest(self, scores: Sequence[ItemScore]) -> int:
        """So few decimals as write all of the scores; all there are where that is not enough."""
        if self.rounding is not None:
            return self.places
        ends = {end for score in scores for end in (score.low, score.high)}
        few = (n for n in FEW if n < self.places and all(fits(end, n) for end in ends))
        return next(few, self.places)

    def _score(self, facts: Facts) -> ItemScore:
        item, world = self.item, World(self.rubric, facts, nobody)
        shares = item.rule.shares if item.rule is not None else None
        context = Context(world, item.points, facts.judgements.get(item.path), shares=shares)
        key = key_of(self.entries, context)
        if key not in self.known:
            applied = self._applied(world)
            self.known[key] = score_leaf(item, item.worth, context, applied, self.place, self.rounding)
        return self.known[key]

    def _applied(self, world: World) -> Applied:
        """Whether the item applies, as it is placed or as this subject's facts say."""
        if self.asks is None:
            return self.applied
        applies, lacks = world.holds(self.asks.when)
        return Applied(applies, self.item.otherwise, self.asks.text, lacks)


def _cells(score: ItemScore, unit: int, over: int) -> tuple[Any, ...]:
    low, high = score.low * unit, score.high * unit
    whole = low.denominator == 1 and high.denominator == 1
    return round(low), round(high), STATES.index(score.state), whole, *(int(e * over) for e in score.span)


def nobody(path: str) -> ItemScore:
    """The score of an item where nothing is scored."""
    raise NoValue(Undefined("open_item", path))
