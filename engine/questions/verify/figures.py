"""The figures that checks hold against each other: what each stands for, and checks as conditions on them."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.questions.solve.pose import Condition, Poser, conditions_of
from engine.questions.solve.system import System
from engine.questions.verify.printed import domain_of, stands_for, unit_of
from engine.questions.verify.sums import OfRows, parts_of_rows
from rubric.range import ZERO, Range, intersect

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from engine.facts_given import Given
    from engine.world import World
    from rubric.model import Check

NUMBERS = ("number", "integer")


class Figures:
    """The numbers among the facts of a world, and those that its checks are solved for.

    Of the figures ``cut`` the digits behind the last are taken to have been dropped, not rounded.
    """

    def __init__(self, world: World, cut: Collection[str] = ()) -> None:
        self.world, self.cut = world, frozenset(cut)
        self._conditions: dict[tuple[str, Fraction], list[Condition] | None] = {}
        self._reads: dict[str, list[str]] = {}

    @cached_property
    def domains(self) -> Mapping[str, Range]:
        """Everything that each number can be, as it is printed; of one not given, its declared range."""
        facts = self.world.rubric.facts.values()
        found = {fact.name: self.printed(fact.name) for fact in facts if fact.type in NUMBERS}
        found |= {key: held.range for key, held in self.of_rows.items()}
        return found | {key: Range.whole() for check in self.world.rubric.checks for key in _own(check, self)}

    @cached_property
    def of_rows(self) -> Mapping[str, OfRows]:
        """What the checks read from the rows of tables, where cells are rounded in print or open."""
        if not self.world.facts.tables:
            return {}
        rubric = self.world.rubric
        values = (value.lowered.expr for value in rubric.values.values())
        return parts_of_rows([*(check.that for check in rubric.checks), *values], self.world)

    @cached_property
    def likely(self) -> Mapping[str, Fraction]:
        """The figures as they are printed."""
        held = ((name, self.given(name)) for name in self.domains)
        return {name: one.value for name, one in held if one and isinstance(one.value, Fraction)}

    @cached_property
    def whole(self) -> frozenset[str]:
        """The names of what can be whole numbers only."""
        facts = self.world.rubric.facts
        found = {name for name, fact in facts.items() if fact.type == "integer"}
        solved = [check for check in self.world.rubric.checks if check.solve and check.solve.integer]
        return frozenset(found).union(*(self.unknown(check) for check in solved))

    def given(self, name: str) -> Given[Any] | None:
        """A fact as the facts file gives it, as a number or as a range."""
        return self.world.facts.facts.get(name) or self.world.facts.ranges.get(name)

    def printed(self, name: str) -> Range:
        """Everything that a fact can be as it is printed."""
        given, declared = self.given(name), domain_of(self.world.rubric.facts.get(name))
        if given is None:
            return declared
        held = stands_for(given, cut=name in self.cut)
        return intersect(held, declared) or held

    def unknown(self, check: Check) -> frozenset[str]:
        """What the figure that a check is solved for goes by."""
        if check.solve is None:
            return frozenset()
        own = f"{check.name}/{check.solve.unknown}"
        return frozenset((check.solve.unknown if check.solve.unknown in self.world.rubric.facts else own,))

    def conditions(self, check: Check, allow: Fraction = ZERO) -> list[Condition] | None:
        """A check as comparisons of numbers, None where it is something else."""
        key = check.name, allow
        if key not in self._conditions:
            self._conditions[key] = conditions_of(check.that, allow, self.poser(check))
        return self._conditions[key]

    def poser(self, check: Check, domains: Mapping[str, Range] | None = None) -> Poser:
        """What reads the formulas of a check."""
        own = next(iter(_own(check, self)), None)
        named = None if own is None or check.solve is None else (check.solve.unknown, own)
        return Poser(self.world, self.domains if domains is None else domains, named)

    def reads(self, check: Check) -> list[str]:
        """The numbers that a check reads, through values too, in the order of the rubric."""
        if check.name not in self._reads:
            found = self.poser(check).reads(check.that)
            self._reads[check.name] = [name for name in self.domains if name in found]
        return self._reads[check.name]

    def system(
        self, checks: Iterable[Check], *, free: Collection[str] = (), allow: Fraction | None = None
    ) -> System:
        """The conditions of some checks together.

        The figures of ``free`` can be anything that the rubric declares. ``allow`` stands in the place of
        what each check allows.
        """
        domains = {**self.domains, **{n: domain_of(self.world.rubric.facts.get(n)) for n in free}}
        conditions: list[Condition] = []
        for check in checks:
            conditions += self.conditions(check, allowed_by(check) if allow is None else allow) or ()
        used = self._used(conditions)
        held = {name: domain for name, domain in domains.items() if name in used}
        return System(self.world, conditions, held, self.whole & used, self.likely)

    def _used(self, conditions: Iterable[Condition]) -> set[str]:
        found: set[str] = set()
        for one in conditions:
            found |= Poser(self.world, self.domains, one.own).reads(one.left, one.right)
        return found

    def decimals(self, names: Iterable[str]) -> list[str]:
        """Those of some figures that are rounded in print."""
        held = ((name, self.given(name)) for name in names)
        return [n for n, one in held if one and isinstance(one.value, Fraction) and unit_of(one)]


def allowed_by(check: Check) -> Fraction:
    """The difference that the rubric lets the sides of a check have beyond rounding."""
    return check.tolerance if isinstance(check.tolerance, Fraction) else ZERO


def _own(check: Check, figures: Figures) -> Iterator[str]:
    """The name of its own that a check is solved for."""
    if check.solve is not None and check.solve.unknown not in figures.world.rubric.facts:
        yield from figures.unknown(check)
