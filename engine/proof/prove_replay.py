"""Replay: facts scored by the exact engine, and what they show of a claim. Nothing is stated without it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from engine.evaluate import NoValue
from engine.proof.prove_bounds import most_of
from engine.proof.saved import made_facts
from engine.proof.verdict import Example
from engine.rows import row_problems, rows_of
from engine.score import _Scoring, score
from engine.traces import at
from engine.world import Context

if TYPE_CHECKING:
    import ast

    from engine.facts_given import Facts
    from engine.proof.claim import Claim
    from engine.proof.saved import Made
    from engine.scorecard import ItemScore, Known
    from rubric.model import Rubric

ZERO: Final = Fraction(0)
# Refusals that the author has written are no holes: they have no detail, or a kind of their own.
REFUSED: Final = frozenset(("over_target", "outside"))


class Played:
    """Facts with everything that the engine says of them."""

    def __init__(self, rubric: Rubric, made: Made, facts: Facts | None = None) -> None:
        self.rubric, self.made = rubric, made
        self.facts = facts or made_facts(rubric, made.values, judgements=made.judgements, tables=made.tables)
        self.card = score(rubric, self.facts)
        self.items: Mapping[str, ItemScore] = {item.path: item for item in self.card.root.walk()}

    @cached_property
    def valid(self) -> bool:
        """Whether the facts would be taken: no error of their own, no failed check of severity error."""
        failed = any(c.holds is False and c.severity == "error" for c in self.card.checks)
        return not failed and not row_problems(self.rubric, self.facts)

    @cached_property
    def scoring(self) -> _Scoring:
        """The scoring, to ask more of it."""
        return _Scoring(self.rubric, self.facts)

    @cached_property
    def rows(self) -> Mapping[tuple[str, int], list[tuple[ItemScore, Context]]]:
        """The rows by their group and the rule that takes them."""
        found: dict[tuple[str, int], list[tuple[ItemScore, Context]]] = {}
        for item in self.rubric.root.walk():
            if item.each is None:
                continue
            worths = [worth for _, worth in item.each.rules]
            for row in rows_of(item, self.scoring.world) or ():
                number = next((n for n, worth in enumerate(worths) if worth is row.worth), None)
                if number is not None and row.item.path in self.items:
                    held = (self.items[row.item.path], row.context)
                    found.setdefault((item.path, number), []).append(held)
        return found

    def subjects(self, claim: Claim) -> list[tuple[ItemScore, Context]]:
        """The scores that a claim speaks of, each with the scope of its names."""
        item = claim.item
        if claim.row is not None:
            return list(self.rows.get((item.path, claim.row), ()))
        if item.path not in self.items:
            return []  # it stands in a group that does not apply
        judged = self.facts.judgements.get(item.path)
        return [(self.items[item.path], Context(self.scoring.world, item.points, judged))]

    def trace(self, tree: ast.expr, context: Context) -> dict[int, Known]:
        """What every part of a tree came to that was reached."""
        trace: dict[int, Known] = {}
        with suppress(NoValue):
            context.world.evaluator.value(tree, context.exact, trace)
        return trace


def shows(claim: Claim, played: Played) -> Example | None:
    """The example that these facts are: a witness of what must exist, or what refutes the rest."""
    if not played.valid:
        return None
    for item, context in played.subjects(claim):
        if _SHOWN[claim.kind](claim, item, context, played):
            return Example(played.made, played.facts, item)
    return None


def shows_direction(claim: Claim, low: Played, high: Played) -> tuple[Example, Example] | None:
    """Two examples of which the second should have the score that the claim says, and does not."""
    if not (low.valid and high.valid):
        return None
    pairs = zip(low.subjects(claim), high.subjects(claim), strict=False)
    for (before, _), (after, _) in pairs:
        if before.exact is None or after.exact is None or "not_applicable" in (before.state, after.state):
            continue
        fell = after.exact < before.exact
        rose = after.exact > before.exact
        if fell if claim.rising else rose:
            return Example(low.made, low.facts, before), Example(high.made, high.facts, after)
    return None


def ends(claim: Claim, item: ItemScore, rubric: Rubric) -> tuple[Fraction, Fraction]:
    """The least and the most that an item may come to, in the table's points."""
    own = claim.item
    if claim.row is not None:
        return ZERO, item.points
    scale = item.points / own.points if own.points else Fraction(1)
    return own.least * scale, most_of(own, rubric) * scale


def _undefined(claim: Claim, item: ItemScore, _context: Context, _played: Played) -> bool:
    why = item.undefined
    if item.state != "unscored" or why is None or why.kind in REFUSED or why.kind == "out_of_bounds":
        return False
    if why.kind == "zero_denominator" and not why.detail:
        return False
    if claim.row is None and claim.item.is_group:
        return all(child.state != "unscored" for child in item.items)
    return True


def _outside(claim: Claim, item: ItemScore, _context: Context, played: Played) -> bool:
    if item.undefined is not None and item.undefined.kind == "out_of_bounds":
        return claim.row is not None or not claim.item.is_group or _settled(item)
    if item.exact is None or item.state == "not_applicable":
        return False
    low, high = ends(claim, item, played.rubric)
    return not low <= item.exact <= high


def _settled(item: ItemScore) -> bool:
    return all(child.state != "unscored" for child in item.items)


def _full(_claim: Claim, item: ItemScore, _context: Context, _played: Played) -> bool:
    # Points that the places cannot write are reached exactly and printed short of themselves.
    return item.exact is not None and item.state == "scored" and max(item.low, item.exact) >= item.points


def _least(claim: Claim, item: ItemScore, _context: Context, played: Played) -> bool:
    least = ends(claim, item, played.rubric)[0]
    return item.exact is not None and item.state == "scored" and min(item.low, item.exact) <= least


def _decides(claim: Claim, item: ItemScore, context: Context, played: Played) -> bool:
    arm, branch = claim.arm, claim.branch
    if arm == "not_applies":
        return item.state == "not_applicable" and claim.condition is not None
    if arm == "value":
        return _in_value(claim, played)
    if item.state != "scored":
        return arm == "branch" and _refuses(claim, item, context, played)
    match arm:
        case "row" | "applies":
            return True
        case "branch":
            return _in_rule(claim, item)
        case "then_deduct":
            return any(use.branch is branch for step in item.steps for use in step.uses)
        case "ceiling":
            return any(step.kind == "ceiling" for step in item.steps)
        case "veto":
            text = claim.condition.text if claim.condition is not None else ""
            return any(step.kind == "veto" and step.label == text for step in item.steps)
        case "band":
            assert claim.lowered is not None  # a band stands in its ceiling
            assert branch is not None  # and is one of it
            return at(branch.amount, played.trace(claim.lowered.expr, context)) is not None
    return False


def _refuses(claim: Claim, item: ItemScore, context: Context, played: Played) -> bool:
    """Whether a branch decides that there is no score, as its author says."""
    branch, rule = claim.branch, claim.worth.rule
    if branch is None or rule is None or item.undefined is None or rule.rule not in ("cases", "lookup"):
        return False
    trace = played.trace(rule.expr, context)
    return branch.test is not None and at(branch.test, trace) is True and at(branch.amount, trace) is not None


def _in_rule(claim: Claim, item: ItemScore) -> bool:
    branch = claim.branch
    assert branch is not None  # the claim is of one
    if branch.kind == "level":
        return item.trace.level == branch.label
    return any(use.branch is branch and use.decided for use in item.trace.branches)


def _in_value(claim: Claim, played: Played) -> bool:
    assert claim.value is not None  # the claim is of one
    assert claim.branch is not None
    world = played.scoring.world
    try:
        world.exact(claim.value.name)
    except NoValue:
        return False
    amount = at(claim.branch.amount, world.traces.get(claim.value.name, {}))
    counted = claim.value.lowered.rule in ("deduct", "award", "checklist")
    return bool(amount) if counted else amount is not None


_SHOWN: Final[Mapping[str, Any]] = {
    "defined": _undefined,
    "bounds": _outside,
    "full": _full,
    "least": _least,
    "decides": _decides,
}
