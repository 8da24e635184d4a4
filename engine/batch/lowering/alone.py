"""Leaves that columns leave open, scored by the engine of one subject, once for rows that say the same."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from engine.batch.lowering.alike import Alike
from engine.batch.lowering.entries import entries_of, key_of
from engine.batch.lowering.inputs import judged_name
from engine.batch.lowering.names import reads_of
from engine.batch.lowering.subjects import facts_of, strangers, subjects
from engine.evaluate import NoValue
from engine.leaf import score_leaf
from engine.placement import Applied
from engine.scorecard import Undefined
from engine.world import Context, World
from rubric.number import fits
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from engine.batch.lowering.placing import Placed
    from engine.batch.lowering.subjects import Odd
    from engine.batch.plain import Column
    from engine.facts_given import Facts, Given
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
# So many scores of one leaf are kept for parts to come.
KEPT: Final = 1 << 14
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


class Came(NamedTuple):
    """What a leaf came to: as it is rounded and before that, and the number of its state."""

    low: Fraction
    high: Fraction
    span: tuple[Fraction, Fraction]
    state: int


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
        self.alike = Alike(item, rubric, self.entries)
        self.known: dict[Any, Came] = {}
        self.reads = {*reads_of(trees, rubric)[0], judged_name(item.path)}

    def fill(self, frame: pl.DataFrame, columns: Mapping[str, Column], given: Odd, rows: pl.Series) -> Filled:
        """The scores of these rows of a frame, whose columns are named as names are; ``given`` is what its
        strange cells give."""
        scores, codes = self._scores(frame, columns, given, rows)
        places = self._fewest(scores)
        over = math.lcm(*(end.denominator for score in scores for end in score.span))
        over = over if over <= LARGEST else 0
        made = pl.DataFrame([_cells(score, 10**places, over) for score in scores], schema=KINDS, orient="row")
        low, high, state, whole, least, most = made[codes].get_columns()
        return Filled(rows, low, high, state, whole, least, most, places, over)

    def _scores(
        self, frame: pl.DataFrame, columns: Mapping[str, Column], given: Odd, rows: pl.Series
    ) -> tuple[list[Came], pl.Series]:
        """The different scores of some of these rows, and for each of the rows which of them is its own."""
        strange = strangers(frame, self.reads)
        if strange is None:
            return self._plain(frame, columns, rows)
        odd = strange.gather(rows)
        scores, codes = self._plain(frame, columns, rows.filter(~odd))
        asked = subjects(frame, columns, given, self.reads, rows.filter(odd))
        others = asked.codes + len(scores)
        scores += [self._once(_told(facts), partial(_same, facts)) for facts in asked.facts]
        none = pl.repeat(0, len(rows), dtype=pl.Int64, eager=True)
        return scores, none.scatter((~odd).arg_true(), codes).scatter(odd.arg_true(), others)

    def _plain(
        self, frame: pl.DataFrame, columns: Mapping[str, Column], rows: pl.Series
    ) -> tuple[list[Came], pl.Series]:
        """The same of rows without strange cells."""
        names = [name for name in frame.columns if name in self.reads]
        cases = self.alike.cases(frame.select(names)[rows], columns) if names else None
        if cases is not None:
            held = ((("alike", case.key), partial(facts_of, case.held, columns, {})) for case in cases.all)
            return [self._once(*one) for one in held], cases.codes
        asked = subjects(frame, columns, {}, self.reads, rows)
        return [self._by_entries(facts) for facts in asked.facts], asked.codes

    def _fewest(self, scores: Sequence[Came]) -> int:
        """So few decimals as write all of the scores; all there are where that is not enough."""
        if self.rounding is not None:
            return self.places
        ends = {end for score in scores for end in (score.low, score.high)}
        few = (n for n in FEW if n < self.places and all(fits(end, n) for end in ends))
        return next(few, self.places)

    def _once(self, key: Any, facts: Callable[[], Facts]) -> Came:
        """The score of what has this key, made when it is first asked for."""
        if key not in self.known:
            self._forget()
            self.known[key] = self._score(*self._asked(facts()))
        return self.known[key]

    def _by_entries(self, facts: Facts) -> Came:
        """The score of these facts, once for all to which the entries come to the same."""
        world, context = self._asked(facts)
        key = "entries", key_of(self.entries, context)
        if key not in self.known:
            self._forget()
            self.known[key] = self._score(world, context)
        return self.known[key]

    def _asked(self, facts: Facts) -> tuple[World, Context]:
        world = World(self.rubric, facts, nobody, traced=False)
        shares = self.item.rule.shares if self.item.rule is not None else None
        return world, Context(world, self.item.points, facts.judgements.get(self.item.path), shares=shares)

    def _score(self, world: World, context: Context) -> Came:
        item, applied = self.item, self._applied(world)
        score = score_leaf(item, item.worth, context, applied, self.place, self.rounding)
        return Came(score.low, score.high, score.span, STATES.index(score.state))

    def _forget(self) -> None:
        """Keep no more than so many scores, however many parts there are."""
        if len(self.known) >= KEPT:
            self.known.clear()

    def _applied(self, world: World) -> Applied:
        """Whether the item applies, as it is placed or as this subject's facts say."""
        if self.asks is None:
            return self.applied
        applies, lacks = world.holds(self.asks.when)
        return Applied(applies, self.item.otherwise, self.asks.text, lacks)


def _cells(score: Came, unit: int, over: int) -> tuple[Any, ...]:
    low, high = score.low * unit, score.high * unit
    whole = low.denominator == 1 and high.denominator == 1
    return round(low), round(high), score.state, whole, *(int(e * over) for e in score.span)


def nobody(path: str) -> ItemScore:
    """The score of an item where nothing is scored."""
    raise NoValue(Undefined("open_item", path))


def _same(facts: Facts) -> Facts:
    return facts


def _told(facts: Facts) -> Any:
    """What facts say, without where they say it."""
    given: dict[str, Given[Any]] = {**facts.facts, **facts.ranges}
    judged = ((path, one.low, one.high) for path, one in facts.judgements.items())
    return "facts", tuple(sorted((name, one.value) for name, one in given.items())), tuple(judged)
