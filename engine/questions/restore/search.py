"""The search for the least change of one fact that restores points of a leaf."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.evaluate import NoValue
from engine.leaf import rounded
from engine.questions.cuts import Cuts, cuts_of, joins, turns
from engine.questions.names import divisors, read_by
from engine.questions.restore.restoration import Change, Level, Restoration
from engine.questions.spot import Spot, beyond, changed, ends, others, spots_of
from engine.score import _Scoring
from engine.world import Context, World
from rubric.record import Record

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from engine.facts_given import Facts
    from engine.questions.leaf import Leaf
    from engine.scorecard import ItemScore, Known
    from rubric.model import Rubric

ONE: Final = Fraction(1)
NOTHING: Final = Fraction(0)


class _Try(Record):
    """Another value of one fact, with the cut points that it reaches.

    ``effort`` is what it takes, least first: whether it may well be asked for, its size, its place in the
    file, and last what it gains.
    """

    effort: tuple[int, Fraction, int, Fraction]
    spot: Spot
    value: Known
    reached: tuple[Fraction, ...] = ()
    cuts: Cuts | None = None


class Search(Record):
    """One leaf that lost points."""

    rubric: Rubric
    facts: Facts
    leaf: Leaf
    before: ItemScore

    def restoration(self) -> Restoration | None:
        """What restores points of this leaf, None where no single fact does."""
        spots = self.spots()
        change = self._elements(spots) or self._single(spots)
        return change or self._level()

    def spots(self) -> list[Spot]:
        """What the facts say of the leaf, each a thing that could be otherwise."""
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
        words = {name for name, fact in columns.items() if fact.type not in ("number", "integer")}
        return frozenset(read & words)

    # -- elements of a checklist --

    def _elements(self, spots: list[Spot]) -> Restoration | None:
        missing = [spot for spot in spots if spot.fact is None and spot.value is False]
        found = (self._verified((spot, True)) for spot in missing if self._tried(spot, True) is not None)
        changes = tuple(change for change in found if change is not None)
        if len(changes) < 2:
            return Restoration(changes) if changes else None
        return Restoration(changes, self._verified(*((one.spot, one.value) for one in changes)))

    # -- one fact --

    def _single(self, spots: list[Spot]) -> Restoration | None:
        tries = sorted(self._tries(spots), key=lambda one: one.effort)
        rule = self.leaf.worth.rule
        wanted = [self.before.points] if rule is not None and rule.rule == "proportion" else []
        for least in (*wanted, None):
            for one in tries:
                reached = self._tried(one.spot, one.value)
                if reached is None or (least is not None and reached < least) or not self._lands(one):
                    continue
                change = self._verified((one.spot, one.value))
                if change is not None:
                    return Restoration((change,))
        return None

    def _tries(self, spots: list[Spot]) -> Iterator[_Try]:
        yardsticks = self.yardsticks()
        for spot in spots:
            rank = self.rank(spot, yardsticks)
            if isinstance(spot.value, Fraction):
                yield from self._numbers(spot, spot.value, rank)
                continue
            for other in others(spot):
                reached = self._tried(spot, other)
                if reached is not None:
                    # Another word is a whole change; of several words the least step up comes first.
                    yield _Try((rank, ONE, spot.order, reached), spot, other)

    def _numbers(self, spot: Spot, old: Fraction, rank: int) -> Iterator[_Try]:
        cuts = self.cuts(spot, old)
        values: dict[Fraction, tuple[Fraction, ...]] = dict(beyond(spot, cuts.at))
        # The end of the range is as far as it goes, whatever the item does there.
        values |= {end: () for end in ends(spot) if end != old}
        for value, reached in values.items():
            effort = (rank, abs(value - old) / max(abs(old), spot.grid), spot.order, NOTHING)
            yield _Try(effort, spot, value, reached, cuts)

    def cuts(self, spot: Spot, old: Fraction) -> Cuts:
        """The cut points of the leaf in a number, which now is ``old``."""
        world, context = self.leaf.context.world, self.leaf.context

        def inside(name: str) -> ast.expr | None:
            value = None if name in context.columns else world.rubric.values.get(name)
            return value.lowered.expr if value is not None else None

        def evaluate(tree: ast.expr) -> Known:
            return world.evaluator.value(tree, context.exact)

        return cuts_of(self.leaf.worth.expr, spot.name, old, evaluate, inside)

    def _lands(self, one: _Try) -> bool:
        """Whether this reaches a point where the item is better, and not some point on the way to one."""
        cuts, old = one.cuts, one.spot.value
        if cuts is None or not one.reached:
            return True
        assert isinstance(one.value, Fraction)  # only numbers reach cuts
        assert isinstance(old, Fraction)
        above, best = one.value > old, self.before.exact

        def at(x: Fraction) -> Fraction | None:
            return self.exact_at(one.spot, x)

        def lands(cut: Fraction) -> bool:
            there = at(cut)
            gained = there is not None and best is not None and there > best
            return turns(at, cuts, cut) and (gained or not joins(at, cuts, cut, above=above))

        return any(map(lands, one.reached))

    def yardsticks(self) -> frozenset[str]:
        """The facts that others are measured against: nobody reaches a target by moving it."""
        rule = self.leaf.worth.rule
        columns = self.leaf.context.columns
        if rule is not None and rule.target is not None and rule.quantity is not None:
            targets = frozenset(read_by(rule.target, self.rubric, columns))
            return targets | divisors(rule.quantity, self.rubric, columns)
        return divisors(self.leaf.worth.expr, self.rubric, columns)

    def rank(self, spot: Spot, yardsticks: frozenset[str]) -> int:
        """How readily a spot is moved: 0 by the author's own word, 1 any other, 2 what others rest on."""
        item, rule = self.leaf.item, self.leaf.worth.rule
        if spot.given.free or spot.name in (*item.rising_in, *item.falling_in):
            return 0
        # Outside a lookup a choice says what kind of thing is scored, not how well it was done.
        kind = isinstance(spot.value, str) and rule is not None and rule.rule != "lookup"
        return 2 if kind or spot.name in yardsticks else 1

    # -- scoring --

    def exact_at(self, spot: Spot, value: Known) -> Fraction | None:
        """The item's score with another value by its expression alone, before rounding; None for none."""
        world = World(self.rubric, self.facts, lambda path: self._scoring((spot, value)).item(path))
        now = self.leaf.context
        context = Context(world, now.points, now.judged, now.row, now.columns, shares=now.shares)
        if spot.row is None:
            world.known[spot.name] = value

        def named(name: str) -> Known:
            return value if name == spot.name else context.exact(name)

        try:
            found = world.evaluator.value(self.leaf.worth.expr, named)
        except NoValue:
            return None
        assert isinstance(found, Fraction)  # an item earns points
        return found * self.leaf.place.scale * (self.leaf.place.factor.lo or ONE)

    def _scoring(self, *changes: tuple[Spot, Known]) -> _Scoring:
        return _Scoring(self.rubric, changed(self.facts, *changes))

    def _tried(self, spot: Spot, value: Known) -> Fraction | None:
        """The same as printed; None where it is no better than now."""
        exact = self.exact_at(spot, value)
        score = None if exact is None else rounded(exact, self.rubric.rounding.get("item"))
        return score if score is not None and score > self.before.low else None

    def _verified(self, *changes: tuple[Spot, Known]) -> Change | None:
        """The change with its gain by really scoring; None where the item gains nothing as the same item."""
        spot, value = changes[0]
        scored = self._scoring(*changes).item(self.leaf.holder)
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
