"""The search along one lever: its least change that reaches something, and the most that it can reach.

Of every stretch between two cut points it is known how much the goal's item can come to at most: the items
that move one way there are best at one of its ends, everything else is enclosed by interval arithmetic. A
stretch that cannot reach what is looked for is left out whole, any other is halved, down to single values
of the lever's grid, which are scored. What is found is therefore the first there is; a search that would
take too long is given up and says so.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.questions.target.pieces import Pieces, Stretch, pieces_of, stretches
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.questions.target.lever import Lever
    from engine.questions.target.trial import Reading, Trials
    from engine.scorecard import ItemScore, Known

# So many trials a search may take before it is given up.
MOST: Final = 120
# Once all searches together have taken what they may, each of the rest gets so many.
FEW: Final = 16
# How far a number without an end is followed: so many times the width before, so often.
WIDER: Final = 16
WIDENED: Final = 7


class Wanted(Record):
    """What is looked for: whether a score has it (``is_met``), and whether a bound can (``may_be``)."""

    is_met: Callable[[Reading], bool]
    may_be: Callable[[Reading], bool]


def at_least(worth: Fraction) -> Wanted:
    """That the goal's item is certainly worth so much."""
    return Wanted(lambda found: found.score.low >= worth, lambda found: found.score.high >= worth)


class Found(Record):
    """A value of a lever, None where there is none; ``sure`` says that there is no nearer one (or none)."""

    value: Known | None
    sure: bool = True


class _GaveUpError(Exception):
    """The search has taken more trials than it may."""


class Line:
    """A lever along which to search, with some others moved."""

    def __init__(self, lever: Lever, state: Mapping[Lever, Known], trials: Trials) -> None:
        self.lever, self.trials = lever, trials
        self.state = {one: value for one, value in state.items() if one is not lever}
        self._pieces: Pieces | None = None
        self._bounds: dict[tuple[int, int | None], Reading] = {}
        self._all: Reading | None = None
        self._until = 0
        self._ended = True

    @property
    def pieces(self) -> Pieces:
        """The lever's pieces; solved once."""
        if self._pieces is None:
            self._pieces = pieces_of(self.lever, self.state, self.trials)
        return self._pieces

    # -- one value, or all of a stretch --

    def at(self, value: Known) -> Reading:
        """The reading at a value."""
        if self._until and self.trials.count > self._until:
            raise _GaveUpError
        return self.trials.at({**self.state, self.lever: value})

    def _step(self, count: int) -> Reading:
        return self.at(count * self.lever.grid)

    def bound(self, near: int, far: int | None) -> Reading:
        """A reading whose high end is beyond no value of a stretch without a cut inside."""
        if (near, far) not in self._bounds:
            self._bounds[near, far] = self._bounded(near, far)
        return self._bounds[near, far]

    def _bounded(self, near: int, far: int | None) -> Reading:
        first = self._step(near)
        if near == far:
            return first
        pins: dict[str, ItemScore] = {}
        if far is not None and self.trials.reach.rising:
            last = self._step(far)
            for path in self.pieces.smooth:
                a, b = first.done.get(path), last.done.get(path)
                if a is not None and b is not None and a.exact is not None and b.exact is not None:
                    pins[path] = a if a.exact >= b.exact else b
        ends = sorted(end * self.lever.grid for end in (near, far) if end is not None)
        low, high = ends[0], ends[-1]
        if far is None:
            low, high = (low, None) if self._is_up(near) else (None, high)  # type: ignore[assignment]  # no end
        held: dict[Lever, Any] = {one: one.at(value) for one, value in self.state.items()}
        return self.trials.bound({**held, self.lever: self.lever.within(low, high)}, pins)

    def _is_up(self, count: int) -> bool:
        return count * self.lever.grid > self.lever.value  # type: ignore[operator]  # only numbers are counted

    def _allowed(self, most: int) -> int:
        """Up to which count of trials a search may go on."""
        count = self.trials.count
        return min(count + most, max(self.trials.allowed, count + FEW))

    # -- the least change --

    def least(self, wanted: Wanted, *, most: int = MOST) -> Found:
        """The value nearest to the lever's own that reaches what is wanted."""
        self._until, self._ended = self._allowed(most), True
        if not self.lever.is_number:
            return self._word(wanted)
        if not wanted.may_be(self._whole()):
            return Found(None)
        sides = [self._side(wanted, most, up=up) for up in (True, False)]
        found = [one for one in sides if one.value is not None]
        if not found:
            return Found(None, all(one.sure for one in sides))
        best = min(found, key=lambda one: self.lever.effort(one.value or Fraction(0)))
        return Found(best.value, all(one.sure for one in sides))

    def _word(self, wanted: Wanted) -> Found:
        """Of several words the least that does: the one that gains least."""
        met = [word for word in self.lever.words if wanted.is_met(self.at(word))]
        return Found(min(met, key=lambda word: self.at(word).score.low, default=None))

    def _side(self, wanted: Wanted, most: int, *, up: bool) -> Found:
        # Each side has its own share: what the one gave up must not leave the other without an end.
        self._until = self._allowed(most)
        tried: list[int] = []
        try:
            for one in stretches(self.lever, self.pieces, up=up):
                tried.append(one.near)
                count = self._first(one, wanted)
                if count is not None:
                    return Found(count * self.lever.grid)
        except _GaveUpError:
            return Found(self._nearest(tried, wanted, up=up), sure=False)
        return Found(None, self._ended)

    def _first(self, one: Stretch, wanted: Wanted) -> int | None:
        """The nearest value of a stretch that reaches what is wanted."""
        if one.far is not None:
            return self._within(one.near, one.far, wanted)
        if not wanted.may_be(self.bound(one.near, None)):
            return None
        sign, near, width = (1 if self._is_up(one.near) else -1), one.near, 1
        for _ in range(WIDENED):
            found = self._within(near, near + sign * width, wanted)
            if found is not None:
                return found
            near, width = near + sign * (width + 1), WIDER * width
        self._ended = False
        return None

    def _within(self, near: int, far: int, wanted: Wanted) -> int | None:
        if wanted.is_met(self._step(near)):
            return near
        if near == far or not wanted.may_be(self.bound(near, far)):
            return None
        middle = near + (far - near) // 2 if far > near else near - (near - far) // 2
        found = self._within(near, middle, wanted)
        beyond = middle + (1 if far > near else -1)
        return found if found is not None else self._within(beyond, far, wanted)

    def _nearest(self, tried: list[int], wanted: Wanted, *, up: bool) -> Fraction | None:
        """A value that reaches what is wanted, and whose neighbour towards the lever's own does not."""
        self._until = 0
        assert isinstance(self.lever.value, Fraction)  # only numbers are searched by halves
        ends = [one.far for one in stretches(self.lever, self.pieces, up=up) if one.far is not None]
        good = next(
            (count for count in sorted({*tried, *ends}, key=abs) if wanted.is_met(self._step(count))), None
        )
        if good is None:
            return None
        sign = 1 if up else -1
        bad = sign * int(self.lever.value / self.lever.grid * sign // 1)
        while abs(good - bad) > 1:
            middle = (good + bad) // 2
            good, bad = (middle, bad) if wanted.is_met(self._step(middle)) else (good, middle)
        return good * self.lever.grid

    # -- the most --

    def most(self, *, most: int = MOST) -> tuple[Known, Fraction, Fraction]:
        """The value that the goal's item is worth most at, what it is then worth, and what it is never worth
        more than. Of values that are worth as much, the nearest."""
        self._until = self._allowed(most)
        best: Known = self.lever.value
        worth = self.at(best).score.low
        if not self.lever.is_number:
            for word in self.lever.words:
                if self.at(word).score.low > worth:
                    best, worth = word, self.at(word).score.low
            return best, worth, worth
        return self._climb(best, worth)

    def _climb(self, best: Known, worth: Fraction) -> tuple[Known, Fraction, Fraction]:
        waiting = [one for up in (True, False) for one in stretches(self.lever, self.pieces, up=up)]
        never = worth
        try:
            while waiting:
                one = waiting.pop()
                for count in (one.near, one.far):
                    got = None if count is None else self._step(count).score.low
                    if got is not None and count is not None and self._is_better(count, got, best, worth):
                        best, worth = count * self.lever.grid, got
                bound = self.bound(one.near, one.far).score.high
                if bound <= worth or one.near == one.far:
                    continue
                if one.far is None or abs(one.far - one.near) < 2:
                    never = max(never, bound if one.far is None else worth)
                    waiting += [] if one.far is not None else list(self._doubled(one))
                    continue
                waiting += _halves(one)
        except _GaveUpError:
            self._until = 0
            return best, worth, max(worth, self._whole().score.high)
        return best, worth, max(worth, never)

    def _is_better(self, count: int, got: Fraction, best: Known, worth: Fraction) -> bool:
        nearer = self.lever.effort(count * self.lever.grid) < self.lever.effort(best)
        return got > worth or (got == worth and nearer)

    def _doubled(self, one: Stretch) -> Iterator[Stretch]:
        """Single values ever farther out."""
        sign = 1 if self._is_up(one.near) else -1
        for power in range(WIDENED):
            count = one.near + sign * WIDER**power
            yield Stretch(count, count)

    def _whole(self) -> Reading:
        """A reading that is beyond everything that the lever can do."""
        if self._all is None:
            self._all = self._bounded_whole()
        return self._all

    def _bounded_whole(self) -> Reading:
        held: dict[Lever, Any] = {other: other.at(value) for other, value in self.state.items()}
        return self.trials.bound({**held, self.lever: anything(self.lever)})


def line_of(lever: Lever, state: Mapping[Lever, Known], trials: Trials) -> Line:
    """A lever's line with some others moved; what was found out along it once is not searched for again."""
    rest = {one: value for one, value in state.items() if one is not lever}
    key = lever, frozenset(rest.items())
    if key not in trials.lines:
        trials.lines[key] = Line(lever, rest, trials)
    return trials.lines[key]


def anything(lever: Lever) -> Any:
    """What the facts hold of a number that may be any of its values."""
    least, most = lever.steps
    low, high = (None if end is None else end * lever.grid for end in (least, most))
    return lever.within(low, high)


def _halves(one: Stretch) -> list[Stretch]:
    assert one.far is not None  # without an end nothing is halved
    middle = one.near + (one.far - one.near) // 2
    if one.far < one.near:
        middle = one.near - (one.near - one.far) // 2
        return [Stretch(middle - 1, one.far), Stretch(one.near, middle)]
    return [Stretch(middle + 1, one.far), Stretch(one.near, middle)]
