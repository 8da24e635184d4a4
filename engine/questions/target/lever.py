"""A lever: one thing in the facts that a target may change, what it can be, and what it then holds."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.judgements import judging_rules
from engine.questions.spot import Spot, others
from rubric.number import show
from rubric.range import Range
from rubric.record import Record, replace

if TYPE_CHECKING:
    from engine.judged import Judged
    from engine.questions.whatif.names import Named
    from engine.scorecard import Known
    from rubric.model import Item

ONE: Final = Fraction(1)
_SCALES: Final = {"": 1, "%": 100, "‰": 1000}
_SIGNS: Final = ("%", "‰")
PERCENT: Final = Fraction(1, 100)


class Lever(Record):
    """A fact, an element, a cell or a judgement with its present value.

    A number takes the multiples of ``grid`` in ``held``; anything else the ``words``. ``standard`` says that
    others are measured against it (a target, a divisor), so that nobody would change it to score more.
    """

    named: Named
    given: Any
    value: Known
    order: int
    grid: Fraction = ONE
    held: Range = Range.whole()
    words: tuple[Known, ...] = ()
    sign: str = ""
    unit: str = ""
    factor: Fraction = ONE
    item: Item | None = None
    standard: bool = False
    optional: bool = False

    # A search asks for levers by the thousand: each is the only one of its name.
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lever) and self.named == other.named

    def __hash__(self) -> int:
        return hash((self.named.name, self.named.row))

    @property
    def is_number(self) -> bool:
        """Whether it takes numbers."""
        return isinstance(self.value, Fraction)

    @property
    def steps(self) -> tuple[int | None, int | None]:
        """The least and the most of its values, counted in its grid; None for no end."""
        lo, hi = self.held.lo, self.held.hi
        least = None if lo is None else math.ceil(lo / self.grid)
        most = None if hi is None else math.floor(hi / self.grid)
        if lo is not None and least is not None and self.held.lo_open and least * self.grid == lo:
            least += 1
        if hi is not None and most is not None and self.held.hi_open and most * self.grid == hi:
            most -= 1
        return least, most

    def effort(self, value: Known) -> Fraction:
        """How large a change is: of a number the part of itself that it moves by, of anything else 1."""
        if isinstance(value, Fraction) and isinstance(self.value, Fraction):
            return abs(value - self.value) / max(abs(self.value), self.grid)
        return ONE if value != self.value else Fraction(0)

    def at(self, value: Known) -> Any:
        """What the facts hold with another value of it, in the words of the present one."""
        if self.named.kind == "judgement":
            assert isinstance(value, Fraction)  # a share
            return replace(self.given, level=level_of(self.item, value), low=value, high=value)
        return replace(self.given, value=value, text=self.shown(value), approximate=False)

    def within(self, lo: Fraction | None, hi: Fraction | None) -> Any:
        """What the facts hold where it may be anything between two numbers, or without an end."""
        if self.named.kind == "judgement":
            assert lo is not None  # shares have both ends
            assert hi is not None
            return replace(self.given, low=lo, high=hi)
        return replace(self.given, value=Range(lo, hi))

    def shown(self, value: Known) -> str:
        """A value as it is written in the file: in the unit and with the sign of the present one."""
        if isinstance(value, bool):
            yes = self.given.text.strip()
            english = yes.isascii()
            return ("yes" if value else "no") if english else ("是" if value else "否")
        if isinstance(value, Fraction):
            return show(value / self.factor * _SCALES[self.sign]) + self.sign
        return str(value)


def of_spot(spot: Spot, named: Named, *, standard: bool = False) -> Lever:
    """The lever of a fact, an element or a cell."""
    fact = spot.fact
    number = isinstance(spot.value, Fraction)
    counted = fact is not None and fact.type == "integer"
    grid = spot.grid if not counted else Fraction(spot.grid.numerator)
    return Lever(
        named,
        spot.given,
        spot.value,
        spot.order,
        grid if number else ONE,
        spot.held if number else Range.whole(),
        () if number else others(spot),
        (spot.sign or _declared(spot)) if number else "",
        spot.unit if number else "",
        spot.factor,
        standard=standard,
        optional=fact is not None and fact.optional,
    )


def _declared(spot: Spot) -> str:
    """The sign that a share has by its declaration."""
    unit = spot.fact.unit if spot.fact is not None else None
    return unit if unit in _SIGNS else ""


def of_judgement(judged: Judged, named: Named, item: Item, order: int) -> Lever | None:
    """The lever of a person's judgement, in whole percent of its points; None while it is open."""
    share = judged.share
    if share is None:
        return None
    grid = PERCENT
    while share % grid and grid.denominator < 10**6:
        grid /= 10
    held = next((rule.shares for rule in judging_rules(item) if rule.shares is not None), None)
    return Lever(
        named,
        judged,
        share,
        order,
        grid,
        held or Range(Fraction(0), ONE),
        sign="%",
        item=item,
    )


def level_of(item: Item | None, share: Fraction) -> str:
    """The level that holds a share, '' where points are typed in."""
    for rule in judging_rules(item) if item is not None else ():
        for branch in rule.branches:
            if branch.interval is not None and branch.interval.contains(share):
                return branch.label
    return ""
