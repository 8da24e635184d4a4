"""Scene: unknown facts of a rubric with the scores over them, and what each claim asks of the solver."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.group import ADDS
from engine.proof import smt
from engine.proof.prove_bounds import end_of, sum_of
from engine.proof.prove_scores import Scores
from engine.proof.prove_unknowns import Unknowns
from engine.proof.smt_functions import within
from engine.proof.smt_known import Known
from engine.questions.names import read_by
from rubric.formula.check import called
from rubric.range import Range
from rubric.worth import SUM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.proof.claim import Claim
    from engine.proof.smt import Term
    from engine.proof.smt_terms import Translator
    from rubric.model import Check, Item, Rubric

ZERO: Final = Fraction(0)
# What an author refuses in words has no score and is no hole; bounds are a claim of their own.
SAID: Final = frozenset(("over_target", "outside", "zero_denominator", "out_of_bounds"))


class Scene:
    """One question's unknowns. ``counts`` are the rows of tables, left out where any number may be.

    ``below`` says that the scores of a group's items are taken for any numbers within their bounds.
    """

    def __init__(
        self, rubric: Rubric, claim: Claim, counts: Mapping[str, int], *, below: bool = False
    ) -> None:
        self.rubric, self.claim, self.below = rubric, claim, below
        self.sheet = smt.Sheet()
        lenient = SAID if claim.kind == "defined" else frozenset[str]()
        self.unknowns = Unknowns(rubric, self.sheet, counts, lenient=lenient)
        self.scores = Scores(self.unknowns)
        self.row: dict[str, Known] | None = None
        self._here: tuple[Translator, list[Term]] | None = None

    # -- the scope of the claim --

    def here(self) -> tuple[Translator, list[Term]]:
        """The translator of the claim's item or row, and the conditions under which it is scored."""
        if self._here is None:
            item = self.claim.item
            if self.claim.row is not None:
                self._here = self.taking(self._first_row(item))
            else:
                self._here = self.unknowns.of_item(item), self.applied(item)
        return self._here

    def applied(self, item: Item) -> list[Term]:
        """The conditions under which an item applies, and every group that it stands in."""
        return [*self.above(item), *_both_parts(self.scores.applies(item))]

    def above(self, item: Item) -> list[Term]:
        """The conditions under which every group applies that an item stands in."""
        paths = item.path.split("/")[:-1] if item.path else []
        groups = [self.scores.items["/".join(paths[:n])] for n in range(len(paths) + 1)] if item.path else []
        return [part for group in groups for part in _both_parts(self.scores.applies(group))]

    def _first_row(self, item: Item) -> Mapping[str, Known]:
        """The first row of the group's table, or any one."""
        assert item.each is not None  # only groups of rows have rules of rows
        rows = self.unknowns.cells(item.each.table)
        columns = self.rubric.facts[item.each.table].columns
        row = rows[0] if rows else self.unknowns.row(f"{item.each.table}[0]", columns)
        self.row = row
        return row

    def taking(self, row: Mapping[str, Known]) -> tuple[Translator, list[Term]]:
        """The translator of a row, and the conditions under which the claim's rule takes it."""
        item = self.claim.item
        assert item.each is not None  # only groups of rows have rules of rows
        points, taken = self.scores.row_points(item, row), self.scores.taken(item, row)
        translator: Any = self.scores.of_row(item, 0, row)
        conditions = [
            *self.applied(item),
            taken.value,
            taken.defined,
            points.defined,
            *within(points.value, Range(ZERO, item.points, True)),
        ]
        for number, (when, _) in enumerate(item.each.rules[: (self.claim.row or 0) + 1]):
            if when is None:
                continue
            held = translator.known(when.when)
            mine = number == self.claim.row
            conditions += [held.defined, held.value if mine else smt.negated(held.value)]
        return translator, conditions

    def points(self) -> Term:
        """The full points of the claim's item or row, on its own scale."""
        if self.claim.row is None:
            return smt.number(self.claim.item.points)
        self.here()
        assert self.row is not None  # made there
        return self.scores.row_points(self.claim.item, self.row).value

    # -- what must be true of the facts --

    def assumed(self, *, strict: bool) -> list[Term]:
        """Checks of severity error that share facts with the question hold: other facts are refused.

        ``strict`` takes those with a tolerance for exact. Otherwise they are left out, so that what is
        proved is proved for more facts than they let through.
        """
        held: list[Term] = []
        waiting = [check for check in self.rubric.checks if check.severity == "error"]
        while True:
            near = [check for check in waiting if self._shares(check)]
            if not near:
                return held
            for check in near:
                waiting.remove(check)
                if strict or check.tolerance == "exact":
                    held += self._holds(check, strict=strict)

    def _shares(self, check: Check) -> bool:
        reads = read_by(check.that, self.rubric)
        tables = self.rubric.facts[self.claim.item.each.table].name if self.claim.item.each else None
        return any(name in self.unknowns.variables for name in reads) or tables in reads

    def _holds(self, check: Check, *, strict: bool) -> Iterator[Term]:
        if self.row is not None and self.unknowns.cells(self._table()) is None:
            for part in _of_every_row(check.that, self._table()):
                translator: Any = self.scores.of_row(self.claim.item, 0, self.row)
                known = translator.known(part)
                yield smt.either(known.value, smt.negated(known.defined))
            return
        known = self.unknowns.translator.known(check.that)
        yield known.value if strict else smt.either(known.value, smt.negated(known.defined))
        if strict:
            yield known.defined

    def _table(self) -> str:
        assert self.claim.item.each is not None  # asked for rows only
        return self.claim.item.each.table

    def taken_once(self) -> list[Term]:
        """Every row is taken by exactly one group, and the points of a group's rows add up to its own."""
        found: list[Term] = []
        groups = [item for item in self.rubric.root.walk() if item.each is not None]
        nothing = smt.number(ZERO)
        for table in self.unknowns.counts:
            rows = self.unknowns.cells(table) or []
            takers = [group for group in groups if group.each is not None and group.each.table == table]
            for group in takers:
                taken = [self.scores.taken(group, row) for row in rows]
                worth = [self.scores.row_points(group, row) for row in rows]
                parts = [smt.choose(t.value, w.value, nothing) for t, w in zip(taken, worth, strict=True)]
                full = sum(parts[1:], parts[0]) == smt.number(group.points) if parts else True
                none = smt.both(*(smt.negated(t.value) for t in taken))
                found += [smt.either(none, full), *(t.defined for t in taken), *(w.defined for w in worth)]
            for row in rows if takers else ():
                taken = [self.scores.taken(group, row) for group in takers]
                found.append(smt.either(*(t.value for t in taken)))
                found += [
                    smt.negated(smt.both(a.value, b.value)) for n, a in enumerate(taken) for b in taken[:n]
                ]
        return found

    # -- groups --

    def together(self, item: Item) -> Known:
        """What a group's items come to: with ``below`` any numbers within their bounds."""
        if not self.below:
            return self.scores.together(item)
        if item.each is not None or item.combine in ADDS:
            return Known(self._any_number(sum_of(item, self.rubric)))
        ends = [end_of(child, item, self.rubric) for child in item.items]
        return self.scores.joined(item, [Known(self._any_number(end)) for end in ends])

    def _any_number(self, held: Range) -> Term:
        found = self.sheet.fresh("real")
        self.sheet.sides += list(within(found, held))
        return found

    def own(self, tree: ast.expr, item: Item) -> Known:
        """A step of the claim's item: of a group over what its items come to."""
        if self.claim.row is None and item.is_group:
            together = self.together(item)
            found = self.unknowns.of_item(item, {SUM: Known(together.value)}).known(tree)
            return Known(found.value, smt.both(together.defined, found.defined))
        translator, _ = self.here()
        return translator.known(tree)


def _both_parts(known: Known) -> list[Term]:
    return [known.value, known.defined]


def _of_every_row(that: ast.expr, table: str) -> Iterator[ast.expr]:
    """What a condition says of every row of a table."""
    if isinstance(that, ast.BoolOp) and isinstance(that.op, ast.And):
        for part in that.values:
            yield from _of_every_row(part, table)
    elif isinstance(that, ast.Call) and called(that) == "all":
        of = that.args[0]
        if isinstance(of, ast.Name) and of.id == table:
            yield that.args[1]
