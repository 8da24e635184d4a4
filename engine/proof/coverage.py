"""Coverage: which branches of a rubric the facts of a test decide, and which none decides."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.evaluate import NoValue
from engine.proof.branches import branches
from engine.rows import rows_of
from engine.traces import branches as branch_uses
from engine.world import Context, World
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.facts_given import Facts
    from engine.proof.branches import Decision, Side
    from engine.scorecard import ItemScore, Known, Scorecard
    from rubric.model import Grades, Item, Rubric
    from rubric.rules.base import Branch, Lowered


class Coverage(Record):
    """The branches of a rubric, and the keys of those that were decided."""

    rubric: Rubric
    all: tuple[Decision, ...]
    decided: frozenset[str]

    @property
    def missing(self) -> tuple[Decision, ...]:
        """The branches that nothing decided."""
        return tuple(one for one in self.all if one.key not in self.decided)

    @property
    def share(self) -> Fraction:
        """The share of the branches that was decided; a rubric without any is covered."""
        return Fraction(len(self.all) - len(self.missing), len(self.all)) if self.all else Fraction(1)


class Covering:
    """The branches of one rubric, for asking which a scorecard decided."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric, self.all = rubric, branches(rubric)
        self.items = {item.path: item for item in rubric.root.walk()}
        self.keys = {(id(one.of), one.side): one.key for one in self.all}

    def within(self, part: Rubric) -> Covering:
        """The same for a rubric that is made of some of this one's items: their branches keep their keys."""
        made = Covering.__new__(Covering)
        made.rubric, made.all, made.keys = part, self.all, self.keys
        made.items = {item.path: item for item in part.root.walk()}
        return made

    def decided(self, facts: Facts, card: Scorecard) -> frozenset[str]:
        """The keys of the branches that decided in a scorecard of these facts."""
        scores = {score.path: score for score in card.root.walk()}
        reading = _Reading(self, World(self.rubric, facts, lambda path: scores[path]))
        return frozenset(key for key in reading.card(card) if key is not None)

    def of(self, decided: Iterable[str]) -> Coverage:
        """The coverage that all that was decided comes to."""
        return Coverage(self.rubric, self.all, frozenset(decided))


class _Reading:
    """One scorecard being read for what decided in it."""

    def __init__(self, covering: Covering, world: World) -> None:
        self.covering, self.world = covering, world

    def key(self, of: Any, side: Side = "") -> str | None:
        return self.covering.keys.get((id(of), side))

    def card(self, card: Scorecard) -> Iterator[str | None]:
        values: dict[str, None] = {}
        for score in card.root.walk():
            item = self.covering.items.get(score.path)
            if item is not None:
                yield from self.item(item, score)
            if score.state == "scored":
                values |= dict.fromkeys(use.name for use in score.trace.values)
        yield from self.grades(self.covering.rubric.root.grades, card.root, card.grades)
        for name in values:
            yield from self.value(name)

    def item(self, item: Item, score: ItemScore) -> Iterator[str | None]:
        if item.applies is not None:
            holds, _ = self.world.holds(item.applies.when)
            yield None if holds is None else self.key(item.applies, "yes" if holds else "no")
        if item.each is not None:
            yield from self.rows(item, score)
        if score.state == "not_applicable":
            return
        if item.worth.rule is not None:
            yield from self.rule(item.worth.rule, score)
        if score.state == "scored":
            yield from self.steps(item, score)
            if item.path:
                yield from self.grades(item.grades, score, score.grades)

    # -- rules --

    def rule(self, rule: Lowered, score: ItemScore) -> Iterator[str | None]:
        if rule.rule == "judgement":
            yield from (self.key(branch) for branch in rule.branches if branch.label == score.trace.level)
        if score.state != "scored" or score.trace.raw is None:
            return
        if rule.rule == "proportion":
            yield self.key(rule, "yes" if _met(rule, score) else "no")
        elif not rule.branches:
            yield self.key(rule)
        for use in score.trace.branches:
            if use.branch.kind == "element":
                yield self.element(use.branch, use.amount)
            elif use.decided and use.branch.kind != "level":
                yield self.key(use.branch)

    def element(self, branch: Branch, amount: Known | None) -> str | None:
        """An element that was counted; one that the item cannot do without decides by missing alone."""
        there = self.world.known.get(branch.fact or "")
        if not isinstance(there, bool) or (amount is None and (there or not branch.required)):
            return None
        return self.key(branch, "yes" if there else "no")

    def rows(self, item: Item, score: ItemScore) -> Iterator[str | None]:
        rows = rows_of(item, self.world)
        if rows is None:
            return
        if not rows:
            yield self.key(item.each)
        for row, child in zip(rows, score.items, strict=False):
            if row.worth is not None and row.worth.rule is not None:
                yield self.key(row.worth)
                yield from self.rule(row.worth.rule, child)

    def value(self, name: str) -> Iterator[str | None]:
        value = self.covering.rubric.values[name]
        try:
            self.world.exact(name)
        except NoValue:
            return
        for use in branch_uses(value.lowered, self.world.traces.get(name, {})):
            if use.decided:
                yield self.key(use.branch)

    # -- what follows the rule --

    def steps(self, item: Item, score: ItemScore) -> Iterator[str | None]:
        kinds = {step.kind: step for step in score.steps}
        context = Context(self.world, item.points)
        if "then_deduct" in kinds:
            yield from (self.key(use.branch) for use in kinds["then_deduct"].uses)
        if "veto" in kinds:
            holding = (veto for veto in item.worth.veto if self.world.holds(veto.when, context.exact)[0])
            yield self.key(next(holding, None))
        elif item.worth.ceiling is not None:
            yield self.key(item.worth.ceiling, "yes" if "ceiling" in kinds else "no")
            yield from self.ceiling(item.worth.ceiling, context)

    def ceiling(self, ceiling: Lowered, context: Context) -> Iterator[str | None]:
        seen: dict[int, Known] = {}
        try:
            self.world.evaluator.value(ceiling.expr, context.exact, seen)
        except NoValue:
            return
        yield from (self.key(use.branch) for use in branch_uses(ceiling, seen) if use.decided)

    def grades(self, grades: Grades | None, score: ItemScore, names: tuple[str, ...]) -> Iterator[str | None]:
        if grades is None or score.state != "scored":
            return
        for override in grades.override:
            if self.world.holds(override.when.when)[0]:
                yield self.key(override)
                return
        yield from (self.key(grade) for grade in grades.grades if names == (grade.name,))


def _met(rule: Lowered, score: ItemScore) -> bool:
    """Whether a proportion reached its target."""
    of, target = score.trace.quantity, score.trace.target
    if not isinstance(of, Fraction) or not isinstance(target, Fraction):
        return False
    return of <= target if ("better", "lower") in rule.options else of >= target
