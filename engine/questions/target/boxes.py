"""Boxes: values of several levers at once, each lever's on one side of where it stands."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.questions.target.lever import Lever
    from engine.scorecard import Known

# Without any way known a number is looked for up to a thousand times itself.
FAR: Final = Fraction(1000)


def effort_of(values: Mapping[Lever, Known]) -> Fraction:
    """The relative changes of some levers added."""
    return sum((lever.effort(value) for lever, value in values.items()), Fraction(0))


class Side(Record):
    """Some values of a lever: numbers counted in its grid from the near end to the far one, or words."""

    lever: Lever
    near: int
    far: int
    words: tuple[Known, ...] = ()
    bounded: bool = True

    @property
    def corner(self) -> Known:
        """The value that costs least."""
        return self.words[0] if self.words else self.near * self.lever.grid

    @property
    def extent(self) -> Fraction:
        """How far it goes, measured as changes are."""
        if self.words:
            return Fraction(len(self.words) - 1)
        return abs(self.lever.effort(self.far * self.lever.grid) - self.lever.effort(self.corner))

    @property
    def is_point(self) -> bool:
        """Whether it is one value."""
        return len(self.words) == 1 if self.words else self.near == self.far

    def halves(self) -> tuple[Side, ...]:
        """The two halves of it; of words each."""
        if self.words:
            return tuple(Side(self.lever, 0, 0, (word,)) for word in self.words)
        middle = self.near + int((self.far - self.near) / 2)
        sign = 1 if self.far > self.near else -1
        return (Side(self.lever, self.near, middle), Side(self.lever, middle + sign, self.far))

    def held(self) -> Any:
        """What the facts hold where it may be any of these."""
        if self.words:
            return self.lever.at(self.words[0]) if len(self.words) == 1 else None
        low, high = sorted((self.near * self.lever.grid, self.far * self.lever.grid))
        return self.lever.at(low) if low == high else self.lever.within(low, high)


class Box(Record):
    """A side of each lever of a set."""

    sides: tuple[Side, ...]

    @property
    def corner(self) -> dict[Lever, Known]:
        """The values that cost least together."""
        return {side.lever: side.corner for side in self.sides}

    @property
    def effort(self) -> Fraction:
        """What its cheapest corner takes."""
        return effort_of(self.corner)

    @property
    def is_point(self) -> bool:
        """Whether it is one value of each."""
        return all(side.is_point for side in self.sides)

    @property
    def bounded(self) -> bool:
        """Whether it leaves out no value of its levers on its sides."""
        return all(side.bounded for side in self.sides)

    def held(self) -> dict[Lever, Any] | None:
        """What the facts hold where each may be any of its values; None where that cannot be said."""
        if any(side.lever.optional and len(side.words) > 1 for side in self.sides):
            return None
        return {side.lever: side.held() for side in self.sides}

    def halves(self) -> Iterator[Box]:
        """The box in parts, where it is widest."""
        widest = max((side for side in self.sides if not side.is_point), key=lambda side: side.extent)
        for half in widest.halves():
            yield Box(tuple(half if side is widest else side for side in self.sides))


def boxes_of(sides: Iterable[Sequence[Side]]) -> list[Box]:
    """The boxes of a set: of each of its levers any of its sides."""
    return [Box(each) for each in product(*sides)]


def around(sides: Sequence[Side]) -> Side:
    """All values of a lever from the lowest of its sides to the highest."""
    first, *others = sides
    if not others:
        return first
    ends = [end for side in sides for end in (side.near, side.far)]
    return Side(first.lever, min(ends), max(ends))


def sides_of(lever: Lever, cap: Fraction | None) -> Iterator[Side]:
    """A lever's values above and below where it stands, no farther than ``cap`` allows; its words as one."""
    if not lever.is_number:
        if lever.words:
            yield Side(lever, 0, 0, lever.words)
        return
    assert isinstance(lever.value, Fraction)  # it is a number
    least, most = lever.steps
    up, down = math.floor(lever.value / lever.grid) + 1, math.ceil(lever.value / lever.grid) - 1
    reach = FAR if cap is None else cap
    room = math.ceil(reach * max(abs(lever.value), lever.grid) / lever.grid) + 1
    ends = (
        (up + room if most is None else min(most, up + room)),
        (down - room if least is None else max(least, down - room)),
    )
    for near, end, whole in ((up, ends[0], most), (down, ends[1], least)):
        if (near <= end) if near == up else (near >= end):
            yield Side(lever, near, end, bounded=cap is not None or end == whole)
