"""Solve: a claim asked of the solver, and every example that it gives scored again before it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.proof import smt
from engine.proof.prove_asked import against, asked
from engine.proof.prove_ends import at_its_end
from engine.proof.prove_made import Unwritten, made_from
from engine.proof.prove_replay import Played, shows, shows_direction
from engine.proof.prove_scene import Scene
from engine.proof.verdict import Said, Verdict
from engine.questions.names import read_by
from rubric.formula.check import items_of
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.proof.claim import Claim
    from engine.proof.smt import Answer
    from engine.proof.verdict import Example
    from rubric.model import Item, Rubric

NO_SOLVER: Final = Said(
    "没有安装求解器：安装 rubric-engine[prove]。", "The solver is missing: install rubric-engine[prove]."
)
TIME: Final = Said("求解器在限时内没有得出结论。", "The solver came to no answer within the time limit.")
NOT_SHOWN: Final = Said(
    "求解器给出的事实，按评分表精确计分后并不能说明问题。",
    "The solver's facts do not show it once they are scored exactly.",
)
NOT_WRITTEN: Final = Said(
    "求解器只找到写不成有限小数的事实。", "The solver only found numbers that no decimals write."
)
ROWS: Final = Said(
    "表的行数不限，只试到 {n} 行。", "A table may have any number of rows; up to {n} were tried."
)
MOVED: Final = Said(
    "有分值在指标之间转移，求解器不能替引擎断言没有这样的事实。",
    "Points move between items, so that the solver cannot say for the engine that no facts do it.",
)


class Attempt(Record):
    """One way to ask: how many rows tables have, whether a group's items may be any numbers, and whether
    no answer then is an answer."""

    counts: Mapping[str, int]
    below: bool
    decides: bool


class Solving:
    """Everything that the solver is asked about one rubric."""

    def __init__(self, rubric: Rubric, base: Mapping[str, Any], seconds: float) -> None:
        self.rubric, self.base, self.seconds = rubric, base, seconds
        self.tables = {name for name, fact in rubric.facts.items() if fact.type == "table"}

    def decide(self, claim: Claim) -> Verdict:
        """The verdict; not decided with the reason where the solver gives none that stands."""
        if not smt.available():
            return Verdict(claim, "undecided", why=NO_SOLVER)
        if claim.kind in ("full", "least") and claim.row is None and claim.item.items:
            example = at_its_end(claim, self.rubric, self.base, self.seconds)
            if example is not None:
                return Verdict(claim, "proved", "solver", examples=(example,))
        why = TIME
        for attempt in self._attempts(claim):
            for strict in (True, False):
                found, reason = self._ask(claim, attempt, strict=strict)
                if found:
                    state = "proved" if claim.exists else "refuted"
                    return Verdict(claim, state, "solver", examples=found)  # type: ignore[arg-type]  # one of the two
                if reason is not None:
                    why = reason
                    break
            else:
                if attempt.decides:
                    state = "refuted" if claim.exists else "proved"
                    return Verdict(claim, state, "solver")  # type: ignore[arg-type]  # one of the two
                why = self._why(attempt)
        return Verdict(claim, "undecided", why=why)

    def _why(self, attempt: Attempt) -> Said:
        if attempt.counts:
            n = max(attempt.counts.values())
            return Said(ROWS.zh.format(n=n), ROWS.en.format(n=n))
        return MOVED

    # -- ways to ask --

    def _attempts(self, claim: Claim) -> Iterator[Attempt]:
        tables = self._tables_of(claim)
        group = claim.item.is_group and claim.row is None and claim.value is None
        if group and not claim.exists:
            yield Attempt({}, True, True)
        if not group or not tables:
            rough = group and self._rough(claim)
            yield Attempt({}, False, not rough)
        takers = sum(1 for item in self.rubric.root.walk() if item.each is not None)
        most = max(3, takers) if group and tables else 2
        start = 1 if claim.row is not None else 0
        for n in range(start, most + 1) if tables else ():
            yield Attempt(dict.fromkeys(tables, n), False, False)

    def _rough(self, claim: Claim) -> bool:
        return any(item.otherwise in ("redistribute", "rescale") for item in claim.item.walk())

    def _tables_of(self, claim: Claim) -> set[str]:
        """The tables that a claim's score rests on."""
        if claim.value is not None:
            return self.tables.intersection(read_by(claim.value.lowered.expr, self.rubric))
        items = claim.item.walk() if claim.item.is_group else (claim.item,)
        found = {item.each.table for item in items if item.each is not None}
        for item in items:
            for tree in _trees(item):
                found |= self.tables.intersection(read_by(tree, self.rubric))
        if any(items_of(tree) for item in items for tree in _trees(item)):
            found |= self.tables
        return found

    # -- one question --

    def _ask(
        self, claim: Claim, attempt: Attempt, *, strict: bool
    ) -> tuple[tuple[Example, ...], Said | None]:
        """Examples that stand, or why there are none (None: there can be none)."""
        scene = Scene(self.rubric, claim, attempt.counts, below=attempt.below)
        second: dict[str, Any] = {}
        if claim.kind == "monotone":
            conditions, second = against(claim, scene)
        else:
            conditions = asked(claim, scene)
        if attempt.counts:
            conditions += scene.taken_once()
        conditions += scene.assumed(strict=strict)
        wanted = scene.unknowns.wanted() | second
        answer = smt.ask([*scene.sheet.sides, *conditions], wanted, self.seconds)
        if answer.outcome == "no":
            return (), None
        if answer.outcome == "unknown":
            return (), TIME
        return self._played(claim, scene, attempt, answer, two=claim.kind == "monotone")

    def _played(
        self, claim: Claim, scene: Scene, attempt: Attempt, answer: Answer, *, two: bool
    ) -> tuple[tuple[Example, ...], Said | None]:
        try:
            made = [
                made_from(self.rubric, answer.values, attempt.counts, scene.sheet, self.base, tag)
                for tag in (("", "'") if two else ("",))
            ]
            played = [Played(self.rubric, one) for one in made]
        except Unwritten:
            return (), NOT_WRITTEN
        except ValueError:
            return (), NOT_SHOWN
        if two:
            pair = shows_direction(claim, *played)
            return (pair, None) if pair is not None else ((), NOT_SHOWN)
        shown = shows(claim, played[0])
        return ((shown,), None) if shown is not None else ((), NOT_SHOWN)


def _trees(item: Item) -> list[Any]:
    trees = [item.worth.expr]
    trees += [item.applies.when] if item.applies is not None else []
    if item.each is not None:
        trees += [worth.expr for _, worth in item.each.rules]
        trees += [when.when for when, _ in item.each.rules if when is not None]
    return trees
