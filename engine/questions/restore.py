"""What would give back some of the points that a leaf lost: the least change of one fact that really does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.evaluate import NoValue
from engine.leaf import rounded
from engine.questions.cuts import cuts_of
from engine.questions.names import divisors, read_by
from engine.questions.restore_words import sentence
from engine.questions.spot import Row, Spot, beyond, changed, others, spots_of
from engine.rows import rows_of
from engine.score import _Scoring
from engine.world import Context, World
from rubric.range import Range

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping

    from engine.facts_given import Facts
    from engine.placement import Placement
    from engine.scorecard import ItemScore, Known, Scorecard
    from rubric.model import Item, Rubric, Worth
    from rubric.problems import Language

ONE: Final = Fraction(1)


@dataclass(frozen=True, slots=True)
class Change:
    """Another value of one fact, the score that the item then has, and what that is above its present one."""

    spot: Spot
    value: Known
    score: Fraction
    gain: Fraction


@dataclass(frozen=True, slots=True)
class Level:
    """The level that a person chose, whose share could be higher up to the end of ``held``."""

    name: str
    held: Range


@dataclass(frozen=True, slots=True)
class Restoration:
    """What restores points: one change, or missing elements each of which does (``together``: all of them).

    ``level`` stands alone, for points that only a person's judgement can restore.
    """

    changes: tuple[Change, ...]
    together: Change | None = None
    level: Level | None = None


def restorations(rubric: Rubric, facts: Facts, card: Scorecard, language: Language) -> Mapping[str, str]:
    """One sentence for every leaf that lost points and can have some back, by path, in the card's order.

    ``card`` is the score of these facts. A leaf is absent where no change of a single fact restores points.
    """
    places = {item.path: item.places for item in card.root.walk()}
    found = found_restorations(rubric, facts, card)
    return {path: sentence(one, places[path], language) for path, one in found.items()}


def found_restorations(rubric: Rubric, facts: Facts, card: Scorecard) -> Mapping[str, Restoration]:
    """The same as data. Every change in it was scored and gains what it says."""
    lost = [item for item in card.root.walk() if item.rule and not item.items and item.lost]
    lost = [item for item in lost if item.state == "scored"]
    if not lost:
        return {}
    scoring = _Scoring(rubric, facts)
    leaves = {leaf.item.path: leaf for leaf in _leaves(scoring, {item.path for item in lost})}
    found = {item.path: _Search(rubric, facts, leaves[item.path], item).restoration() for item in lost}
    return {path: one for path, one in found.items() if one is not None}


# -- leaves --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf as it was scored. ``holder`` is the path that scores it: its own, or its group's for a row."""

    item: Item
    worth: Worth
    context: Context
    place: Placement
    holder: str
    row: Row | None = None


def _leaves(scoring: _Scoring, paths: set[str]) -> Iterator[_Leaf]:
    world = scoring.world
    for path, item in world.paths.items():
        place = scoring.placements.places[path]
        if path in paths:
            judged = world.facts.judgements.get(path)
            yield _Leaf(item, item.worth, Context(world, item.points, judged), place, path)
        elif item.each is not None and any(one.startswith(f"{path}/") for one in paths):
            rows = world.facts.tables.get(item.each.table, ())
            for row in rows_of(item, world) or ():
                if row.item.path in paths and row.worth is not None:
                    number = next(n for n, held in enumerate(rows) if held is row.context.row)
                    where = Row(item.each.table, number)
                    yield _Leaf(row.item, row.worth, row.context, place, path, where)


# -- the search ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class _Effort:
    """What a change takes, least first: whether it may well be asked for, its size, its place in the file."""

    rank: int
    relative: Fraction
    order: int
    gain: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class _Search:
    """One leaf that lost points."""

    rubric: Rubric
    facts: Facts
    leaf: _Leaf
    before: ItemScore

    def restoration(self) -> Restoration | None:
        """What restores points of this leaf, None where no single fact does."""
        spots = self._spots()
        change = self._elements(spots) or self._single(spots)
        return change or self._level()

    def _spots(self) -> list[Spot]:
        world = self.leaf.context.world
        names = read_by(self.leaf.worth.expr, world.rubric, self.leaf.context.columns)
        deciding = self._deciding()
        found = spots_of(names, self.rubric, self.facts, self.leaf.row)
        return [spot for spot in found if spot.row is None or spot.name not in deciding]

    def _deciding(self) -> frozenset[str]:
        """The columns that say what a row is: another row is no restoration of this one."""
        each = self.leaf.context.world.paths[self.leaf.holder].each if self.leaf.row is not None else None
        if each is None:
            return frozenset()
        conditions = [each.where, *(when for when, _ in each.rules)]
        trees = [each.points, *(one.when for one in conditions if one is not None)]
        columns = self.leaf.context.columns
        read = {name for tree in trees for name in read_by(tree, self.rubric, columns)}
        # A number that also picks the rule (a target of 0) is still a number to be reached.
        return frozenset(name for name in read if columns[name].type not in ("number", "integer"))

    # -- elements of a checklist --

    def _elements(self, spots: list[Spot]) -> Restoration | None:
        missing = [spot for spot in spots if spot.fact is None and spot.value is False]
        found = (self._verified((spot, True)) for spot in missing)
        changes = tuple(change for change in found if change is not None)
        if len(changes) < 2:
            return Restoration(changes) if changes else None
        return Restoration(changes, self._verified(*((one.spot, one.value) for one in changes)))

    # -- one fact --

    def _single(self, spots: list[Spot]) -> Restoration | None:
        tries = sorted(self._tries(spots), key=lambda one: one[0])
        rule = self.leaf.worth.rule
        wanted = [self.before.points] if rule is not None and rule.rule == "proportion" else []
        for least in (*wanted, None):
            for _, spot, value in tries:
                reached = self._tried((spot, value))
                if reached is None or (least is not None and reached < least):
                    continue
                change = self._verified((spot, value))
                if change is not None:
                    return Restoration((change,))
        return None

    def _tries(self, spots: list[Spot]) -> Iterator[tuple[_Effort, Spot, Known]]:
        yardsticks = self._yardsticks()
        for spot in spots:
            rank = self._rank(spot, yardsticks)
            if isinstance(spot.value, Fraction):
                for value in self._values(spot):
                    relative = abs(value - spot.value) / max(abs(spot.value), spot.grid)
                    yield _Effort(rank, relative, spot.order), spot, value
                continue
            for other in others(spot):
                reached = self._tried((spot, other))
                if reached is not None:
                    # Another word is a whole change; of several words the least step up comes first.
                    yield _Effort(rank, ONE, spot.order, reached), spot, other

    def _values(self, spot: Spot) -> frozenset[Fraction]:
        world, context = self.leaf.context.world, self.leaf.context

        def inside(name: str) -> ast.expr | None:
            value = None if name in context.columns else world.rubric.values.get(name)
            return value.lowered.expr if value is not None else None

        def evaluate(tree: ast.expr) -> Known:
            return world.evaluator.value(tree, context.exact)

        assert isinstance(spot.value, Fraction)  # only numbers come here
        cuts = cuts_of(self.leaf.worth.expr, spot.name, spot.value, evaluate, inside)
        return beyond(spot, cuts.at)

    def _yardsticks(self) -> frozenset[str]:
        """The facts that others are measured against: nobody reaches a target by moving it."""
        rule = self.leaf.worth.rule
        columns = self.leaf.context.columns
        if rule is not None and rule.target is not None and rule.quantity is not None:
            targets = frozenset(read_by(rule.target, self.rubric, columns))
            return targets | divisors(rule.quantity, self.rubric, columns)
        return divisors(self.leaf.worth.expr, self.rubric, columns)

    def _rank(self, spot: Spot, yardsticks: frozenset[str]) -> int:
        item, rule = self.leaf.item, self.leaf.worth.rule
        if spot.given.free or spot.name in (*item.rising_in, *item.falling_in):
            return 0
        kind = spot.fact is not None and spot.fact.type == "choice" and rule is not None
        if spot.name in yardsticks or (kind and rule is not None and rule.rule != "lookup"):
            return 2
        return 1

    # -- scoring --

    def _tried(self, *changes: tuple[Spot, Known]) -> Fraction | None:
        """The item's score for these changes, by its expression alone; None where it is no better."""
        facts = changed(self.facts, *changes)
        world = World(self.rubric, facts, lambda path: _Scoring(self.rubric, facts).item(path))
        now, row = self.leaf.context, self.leaf.row
        held = facts.tables[row.table][row.number] if row is not None else None
        context = Context(world, now.points, now.judged, held, now.columns)
        try:
            value = world.evaluator.value(self.leaf.worth.expr, context.exact)
        except NoValue:
            return None
        assert isinstance(value, Fraction)  # an item earns points
        factor = self.leaf.place.scale * (self.leaf.place.factor.lo or ONE)
        score = rounded(value * factor, self.rubric.rounding.get("item"))
        return score if score > self.before.low else None

    def _verified(self, *changes: tuple[Spot, Known]) -> Change | None:
        """The change with its gain by really scoring; None where the item gains nothing as the same item."""
        spot, value = changes[0]
        if self._tried(*changes) is None:
            return None
        scored = _Scoring(self.rubric, changed(self.facts, *changes)).item(self.leaf.holder)
        after = next((item for item in scored.walk() if item.path == self.before.path), None)
        if after is None or after.state != "scored" or after.points != self.before.points:
            return None
        gain = after.low - self.before.low
        return Change(spot, value, after.low, gain) if gain > 0 else None

    # -- judgement --

    def _level(self) -> Restoration | None:
        trace = self.before.trace
        if self.before.rule != "judgement" or not isinstance(trace.quantity, Fraction):
            return None
        share = trace.quantity
        for use in trace.branches:
            held = use.branch.interval
            if held is not None and held.contains(share) and share != held.hi:
                return Restoration((), level=Level(use.branch.label, held))
        return None
