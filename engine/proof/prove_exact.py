"""What intervals, the structure of a rule and its pieces along one fact decide, without a solver."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.group import ADDS
from engine.proof.piecewise import pieces_within
from engine.proof.piecewise_direction import direction
from engine.proof.prove_bounds import most_of, sum_of
from engine.proof.prove_unknowns import tables_of
from engine.proof.verdict import Said, Verdict
from rubric.formula import MaybeUndefined, enclose
from rubric.range import Range, intersect
from rubric.rules.judgement import JUDGED
from rubric.rules.reader import call, constant
from rubric.scope import bound_of
from rubric.worth import SUM

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.proof.claim import Claim
    from rubric.formula import Bound
    from rubric.model import Rubric

ZERO: Final = Fraction(0)


class Exact:
    """The exact analysis of one rubric."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric, self.tables = rubric, tables_of(rubric)

    def decide(self, claim: Claim) -> Verdict | None:
        """A verdict where the analysis gives one."""
        if claim.kind == "conserved":
            return self._conserved(claim)
        if claim.kind == "monotone":
            return self._monotone(claim)
        if claim.kind not in ("defined", "bounds"):
            return None
        found = self._enclosed(claim)
        if found is not None and (claim.kind == "defined" or _lies(found, self._ends(claim))):
            return Verdict(claim, "proved", "interval")
        plain = claim.row is None and not claim.item.is_group and claim.item.applies is None
        if plain and self._pieces(claim):
            return Verdict(claim, "proved", "pieces")
        return None

    # -- intervals --

    def _enclosed(self, claim: Claim) -> Range | None:
        """Everything that an item can come to where it applies; None where it may have no value."""
        item = claim.item
        tree: ast.expr = claim.worth.expr
        if claim.row is None and item.combined is not None:
            return None
        if claim.row is not None:
            tree = self._where_taken(claim, tree)
        elif item.applies is not None:
            tree = call("first", item.applies.when, tree, constant(max(ZERO, item.least)))
        try:
            found = enclose(tree, self.bound(claim), tables=self.tables)
        except MaybeUndefined:
            return None
        return found if isinstance(found, Range) else None

    def _where_taken(self, claim: Claim, tree: ast.expr) -> ast.expr:
        """The rule of a row where the group takes it and no earlier rule did; else nothing."""
        each = claim.item.each
        assert each is not None  # only groups of rows have rules of rows
        parts: list[ast.expr] = []
        if each.where is not None:
            parts += [ast.UnaryOp(ast.Not(), each.where.when), constant(ZERO)]
        for number, (when, _) in enumerate(each.rules):
            if number == claim.row:
                return (
                    call(
                        "first",
                        *parts,
                        *([when.when, tree] if when else []),
                        constant(ZERO) if when else tree,
                    )
                    if parts or when
                    else tree
                )
            if when is not None:
                parts += [when.when, constant(ZERO)]
        return tree

    def bound(self, claim: Claim) -> Callable[[str], Bound]:
        """Everything that a name can be in the scope of a claim."""
        item = claim.item
        columns: dict[str, Bound] = {}
        if claim.row is not None and item.each is not None:
            columns = {n: bound_of(f) for n, f in self.rubric.facts[item.each.table].columns.items()}
        shares = claim.worth.rule.shares if claim.worth.rule is not None else None

        def named(name: str) -> Bound:
            if name in columns:
                return columns[name]
            if name == "points":
                return Range(ZERO, item.points, lo_open=True) if columns else Range.point(item.points)
            if name == JUDGED:
                return shares or Range(ZERO, Fraction(1))
            return sum_of(item, self.rubric) if name == SUM else self.outer(name)

        return named

    def outer(self, name: str) -> Bound:
        """Everything that a fact or a value can be. Raises MaybeUndefined where it may have no value."""
        if name.startswith("known:"):
            return None
        if name.startswith("score:"):
            return Range.whole()
        fact = self.rubric.facts.get(name)
        if fact is not None:
            if fact.optional:
                raise MaybeUndefined("missing_fact", name)
            return bound_of(fact)
        value = self.rubric.values.get(name)
        if value is None:
            return None
        found = enclose(value.lowered.expr, self.outer, tables=self.tables)
        if value.range is not None and isinstance(found, Range) and intersect(found, value.range) != found:
            raise MaybeUndefined("value_range", name)
        return found

    def _ends(self, claim: Claim) -> Range:
        item = claim.item
        if claim.row is not None:
            return Range(ZERO, item.points)
        return Range(item.least, most_of(item, self.rubric))

    # -- pieces, structure --

    def _pieces(self, claim: Claim) -> bool:
        ends = self._ends(claim) if claim.kind == "bounds" else None
        item = claim.item
        tree: ast.expr = (
            claim.worth.expr if claim.worth.rule is None or claim.worth.rule.clamps else claim.worth.start
        )
        if claim.kind == "defined":
            tree = claim.worth.start
            if claim.worth.veto or claim.worth.ceiling is not None or claim.worth.then_deduct:
                return False
        elif tree is claim.worth.start:
            whole = pieces_within(claim.worth.expr, ends, item, self.rubric)
            return pieces_within(tree, ends, item, self.rubric) and whole
        return pieces_within(tree, ends, item, self.rubric)

    def _monotone(self, claim: Claim) -> Verdict | None:
        item = claim.item
        if not claim.fact or item.is_group:
            return None
        way = direction(item.worth.expr, claim.fact, self.rubric, self.bound(claim))
        if way is not None and way in (0, 1 if claim.rising else -1):
            return Verdict(claim, "proved", "structure")
        return None

    # -- points --

    def _conserved(self, claim: Claim) -> Verdict:
        """The points of a group's items against its own, and that points which move always find somebody."""
        item = claim.item
        own = [child for child in item.items if not child.bonus]
        if item.each is not None:
            return Verdict(claim, "proved", "structure")  # held when the facts are read, row by row
        if item.combine in ("sum", "weighted"):
            found = sum((child.points * child.scale for child in own), ZERO)
            if found != item.points:
                zh = f"下级分值合计 {found}，本级分值 {item.points}。"
                return Verdict(
                    claim,
                    "refuted",
                    "structure",
                    Said(zh, f"Its items have {found} points, it has {item.points}."),
                )
            return Verdict(claim, "proved", "structure")
        if item.combine == "formula" or all(child.points * child.scale == item.points for child in own):
            return Verdict(claim, "proved", "structure")
        zh, en = "下级的分值与本级不同。", "Its items have other points than it."
        return Verdict(claim, "refuted", "structure", Said(zh, en))


def follows(claim: Claim, ends: Mapping[tuple[str, str], Verdict]) -> Verdict | None:
    """A group whose items only add up does not reach an end that one of them never reaches."""
    item = claim.item
    plain = (
        item.combine in ADDS and item.items and not any(i.bonus or i.applies is not None for i in item.walk())
    )
    if claim.kind not in ("full", "least") or claim.row is not None or not plain:
        return None
    worth = item.worth
    least = sum((child.least * child.scale for child in item.items), ZERO)
    steps = worth.veto or worth.then_deduct or worth.ceiling is not None
    if claim.kind == "least" and (steps or least != item.least):
        return None
    never = [c for c in item.items if (held := ends.get((claim.kind, c.path))) and held.state == "refuted"]
    if not never:
        return None
    zh, en = "、".join(f"“{child.name}”" for child in never), ", ".join(child.name for child in never)
    return Verdict(claim, "refuted", "structure", Said(f"其中{zh}做不到。", f"Of its items {en} cannot."))


def _lies(found: Range, ends: Range) -> bool:
    return intersect(found, ends) == found
