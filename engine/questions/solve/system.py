"""Whether several conditions can hold at once while every name keeps within its range, and what one can be.

Conditions that share no open name are looked at apart. What is linear is decided by elimination
(``solve_linear``), one condition alone by its extent (``solve_extent``); otherwise ranges are narrowed by one
condition after the other until nothing changes, which proves that they cannot hold where a range runs empty,
and then an example is sought, name by name, which proves that they can. Where neither is found, that is said.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Final

from engine.questions.solve.extent import WIDEST_COVER, corners, extent, inside
from engine.questions.solve.linear import Row, TooMany, project, rows_of
from engine.questions.solve.narrow import line, values_for, without_zero
from engine.questions.solve.pose import Poser
from engine.questions.solve.sets import Solved, allowed
from engine.questions.solve.terms import NoTerms, fixed, is_linear
from engine.questions.verify.printed import inward
from rubric.range import ZERO, Range, hull, intersect
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from engine.questions.solve.pose import Condition, Domains, Posed
    from engine.world import World

MOST_ROUNDS: Final = 8
MOST_STEPS: Final = 80
# So many sums are worked out for one system, a second or so; what is then not known stays open.
MOST_COST: Final = 4000


class Part(Record):
    """Conditions that hang together by open names; ``odd`` are those without the form of a sum."""

    posed: tuple[Posed, ...]
    odd: tuple[Condition, ...]
    names: frozenset[str]


class System:
    """Conditions over names; ``whole`` are the names that can be whole numbers only."""

    def __init__(
        self,
        world: World,
        conditions: Sequence[Condition],
        domains: Mapping[str, Range],
        whole: Collection[str] = (),
        likely: Mapping[str, Fraction] | None = None,
    ) -> None:
        self.world, self.conditions, self.likely = world, conditions, likely or {}
        self.whole = frozenset(whole)
        self.empty, self.cost = False, 0
        self.domains: Domains = {}
        for name, held in domains.items():
            found = inward(held) if name in self.whole else held
            self.empty = self.empty or found is None
            self.domains[name] = found or held

    def possible(self) -> bool | None:
        """Whether all conditions can hold at once; None where that was not found out."""
        if self.empty:
            return False
        found = [self._possible(part) for part in self.parts]
        return False if False in found else None if None in found else True

    def values(self, name: str) -> Solved:
        """What a name can be where all conditions hold; none at all only where that is proved."""
        part = next((part for part in self.parts if name in part.names), None)
        if part is not None and not self.empty and not part.odd and len(part.posed) == 1:
            found = values_for(part.posed[0], name, self.domains)
            return Solved(found.ranges, found.sharp and self._sharp(part, name))
        if self.empty or (part is not None and self._possible(part) is False):
            return Solved((), True)
        if part is None:
            return Solved((self.domains[name],), True)
        if not part.odd and all(is_linear(one.poly) for one in part.posed):
            try:
                held = project(*_rows(part.posed, self.domains, part.names), name)
                return Solved(() if held is None else (held,), self._sharp(part, name))
            except TooMany:
                pass
        return self._met(part, name)

    def _met(self, part: Part, name: str) -> Solved:
        """What a name can be for each of its conditions, taken together."""
        domains = self._narrowed(part, self.domains)
        if domains is None:
            return Solved((), True)
        own = [one for one in part.posed if name in one.names]
        domains = {**domains, name: self.domains[name]}
        ranges: list[Range] = [self.domains[name]]
        sharp = not part.odd and len(part.posed) == len(own) and self._sharp(part, name)
        for one in own:
            found = values_for(one, name, domains)
            sharp = sharp and found.sharp
            ranges = [both for a in ranges for b in found.ranges if (both := intersect(a, b)) is not None]
        others = [n for one in own for n in one.names if n != name and not domains[n].is_point]
        return Solved(tuple(ranges), sharp and len(set(others)) == len(others))

    def _sharp(self, part: Part, name: str) -> bool:
        """Whether no other name than this one has to be a whole number."""
        return not any(n in self.whole and not self.domains[n].is_point for n in part.names - {name})

    # -- the conditions, and how they hang together

    @cached_property
    def parts(self) -> list[Part]:
        """The conditions in parts that share no open name."""
        whole: list[Part] = []
        for condition in self.conditions:
            one = self._part(condition)
            near = [part for part in whole if part.names & one.names]
            whole = [part for part in whole if part not in near]
            whole.append(reduce(_united, near, one))
        return whole

    def _poser(self, condition: Condition, domains: Mapping[str, Range] | None = None) -> Poser:
        return Poser(self.world, self.domains if domains is None else domains, condition.own)

    def _part(self, condition: Condition) -> Part:
        try:
            posed = tuple(self._poser(condition).posed(condition))
        except NoTerms:
            names = self._poser(condition).reads(condition.left, condition.right)
            return Part((), (condition,), frozenset(n for n in names if not self.domains[n].is_point))
        for name in frozenset().union(*(one.nonzero for one in posed)):
            self.domains[name] = without_zero(self.domains[name])
        return Part(posed, (), frozenset(name for one in posed for name in one.names))

    # -- whether they can hold

    def _possible(self, part: Part) -> bool | None:
        linear = all(is_linear(one.poly) for one in part.posed)
        several = linear and len(part.posed) > 1
        if not several and self._excluded(part):
            return False
        if self._at({n: self.likely.get(n, inside(self.domains[n])) for n in part.names}, part):
            return True
        real = not any(name in self.whole for name in part.names)
        if len(part.posed) == 1 and real and not part.odd and self._reaches(part.posed[0]):
            return True
        if linear:
            try:
                held = project(*_rows(part.posed, self.domains, part.names))
            except TooMany:
                pass
            else:
                if held is None or (real and not part.odd):
                    return held is not None
        return self._sought(part)

    def _excluded(self, part: Part) -> bool:
        """Whether one of the conditions cannot hold by itself."""
        if any(self._poser(one).enclosed(one) is False for one in part.odd):
            return True
        return not all(allowed(one.sign, extent(one.poly, self.domains).range) for one in part.posed)

    def _reaches(self, one: Posed) -> bool:
        """Whether a condition that its extent allows is known to hold somewhere."""
        return not one.nonzero and (extent(one.poly, self.domains).sharp or self._crosses(one))

    def _at(self, point: Mapping[str, Fraction], part: Part) -> bool:
        """Whether everything holds at a point."""
        if any(not self.domains[name].contains(x) for name, x in point.items()):
            return False
        if any(x.denominator != 1 for name, x in point.items() if name in self.whole):
            return False
        domains = {**self.domains, **{name: Range.point(x) for name, x in point.items()}}
        if any(point.get(name) == 0 for one in part.posed for name in one.nonzero):
            return False
        posed = all(allowed(one.sign, extent(one.poly, domains).range) for one in part.posed)
        return posed and all(self._poser(one, domains).holds(one) for one in part.odd)

    def _crosses(self, one: Posed) -> bool:
        """Whether a sum is on both sides of 0 at some points of its box: between them it is 0 somewhere."""
        held = [self.domains[name] for name in one.names]
        if len(held) > WIDEST_COVER or any(box.lo is None or box.hi is None for box in held):
            return False
        found = [
            (fixed(one.poly, corner.values).get((), ZERO), corner.reached)
            for corner in corners(list(one.names), self.domains)
        ]
        # Next to a corner that does not belong to the box a sum is on the side of 0 that the corner is on.
        below = any(x < 0 or (x == 0 and reached) for x, reached in found)
        return one.sign == "==" and below and any(x > 0 or (x == 0 and reached) for x, reached in found)

    def _narrowed(self, part: Part, domains: Mapping[str, Range]) -> Domains | None:
        """The ranges without what a single condition rules out, or None where nothing is left of one."""
        now = dict(domains)
        for _ in range(MOST_ROUNDS):
            before = dict(now)
            for one in part.posed:
                if self.cost > MOST_COST:
                    return now
                if not self._narrow(one, now):
                    return None
            if now == before:
                break
        return now

    def _narrow(self, one: Posed, domains: Domains) -> bool:
        """Narrow the ranges of a condition's names; False where nothing is left of one."""
        linear = is_linear(one.poly)
        self.cost += len(one.names) if linear else 30
        for name in one.names:
            if domains[name].is_point:
                continue
            found = line(one, name, domains) if linear else values_for(one, name, domains)
            self.cost += found.cost
            held = intersect(reduce(hull, found.ranges), domains[name]) if found.ranges else None
            held = inward(held) if held is not None and name in self.whole else held
            if held is None:
                return False
            domains[name] = held
        return allowed(one.sign, extent(one.poly, domains).range)

    def _sought(self, part: Part) -> bool | None:
        domains = self._narrowed(part, self.domains)
        if domains is None:
            return False
        steps = [MOST_STEPS]
        return True if self._found(part, domains, sorted(part.names), steps) else None

    def _found(self, part: Part, domains: Domains, left: Sequence[str], steps: list[int]) -> bool:
        """Whether a point can be found where all holds, one name being settled after the other."""
        if not left:
            return self._at({name: held.lo or ZERO for name, held in _of_names(domains, part.names)}, part)
        # What is printed comes first and is likely as it is printed; the rest then follows from it.
        name = min(left, key=lambda n: (not domains[n].is_point, n not in self.likely))
        rest = [n for n in left if n != name]
        for x in self._tries(name, domains[name]):
            steps[0] -= 1
            if steps[0] < 0 or self.cost > MOST_COST:
                return False
            onward = self._narrowed(part, {**domains, name: Range.point(x)})
            if onward is not None and self._found(part, onward, rest, steps):
                return True
        return False

    def _tries(self, name: str, held: Range) -> Iterator[Fraction]:
        """Numbers of a range that are worth trying, the likely one first."""
        if held.is_point and held.lo is not None:
            yield held.lo
            return
        middle = inside(held)
        found = [self.likely.get(name, middle), middle]
        if held.lo is not None and held.hi is not None:
            found += [held.lo, held.hi, (held.lo + middle) / 2, (middle + held.hi) / 2]
        if name in self.whole:
            found = [Fraction(x.numerator // x.denominator) for x in found]
        yield from (x for x in dict.fromkeys(found) if held.contains(x))


def _of_names(domains: Domains, names: Collection[str]) -> Iterator[tuple[str, Range]]:
    return ((name, domains[name]) for name in sorted(names))


def _united(a: Part, b: Part) -> Part:
    return Part((*a.posed, *b.posed), (*a.odd, *b.odd), a.names | b.names)


def _rows(
    posed: Sequence[Posed], domains: Mapping[str, Range], names: Collection[str]
) -> tuple[list[Row], list[Row]]:
    """The equations and the inequalities of linear conditions, the ranges of their names among them."""
    equations: list[Row] = []
    rows = [row for name in sorted(names) for row in rows_of(name, domains[name])]
    for one in posed:
        factors = {term[0]: factor for term, factor in one.poly.items() if term}
        row = Row(factors, one.poly.get((), ZERO), one.sign == "<")
        (equations if one.sign == "==" else rows).append(row)
    return equations, rows
