"""Values that decide: those among which what is open takes the total to its least and to its most.

As a function of one number an item is made of pieces that rise or fall (engine/questions/cuts.py solves for
their ends, the rest of the facts standing still). So its extremes stand at the ends of what the number can
be, at the cuts, or a step beside them where it jumps. Numbers that several items read may meet in between:
the middles of the pieces are tried as well. The pieces of a judgement are its levels.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from engine.judged import Judged
from engine.judgements import judging_rules
from engine.proof.near import SHARE, decimals, fitting, near_shares, readers, solved_in, step_of, typical
from engine.proof.saved import whole_of
from engine.questions.names import read_by
from engine.world import Context
from rubric.number import round_step
from rubric.place import Place, Source
from rubric.range import ONE, ZERO, Range, on_grid
from rubric.record import Record, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.proof.near import Reader
    from engine.questions.stakes.open import Open
    from engine.questions.stakes.trial import Trials
    from engine.scorecard import Known
    from engine.world import World
    from rubric.model import Fact, Item

HALF: Final = Fraction(1, 2)
PERCENT: Final = Fraction(1, 100)
# A number without an end is tried out this far; what it nears beyond is not reached.
FAR: Final = tuple(Fraction(10**n) for n in (3, 6, 9))
# How much closer than its usual step a number is taken to a cut, where the step does not reach far enough.
FINE: Final = Fraction(1, 10**6)
# Cut points beyond this many are thinned out by the middles that are not tried between them.
MOST_CUTS: Final = 40
_NOWHERE: Final = Place(Source.of_text(""), 0, 0)


class Values(Record):
    """Values of one open thing, the plainest first; ``whole`` says that nothing else decides more."""

    tried: tuple[Known, ...]
    whole: bool


class Deciding:
    """Looks up the values that decide, for one rubric and the facts of one subject."""

    def __init__(self, trials: Trials) -> None:
        self.trials, self.rubric = trials, trials.rubric
        self.readers = tuple(readers(trials.rubric))
        self._read: dict[int, frozenset[str]] = {}

    def reference(self) -> dict[int, Known]:
        """Every open thing at one value that is nothing out of the common."""
        return {n: _common(one) for n, one in enumerate(self.trials.opens) if not one.is_table}

    def of(
        self, number: int, state: Mapping[int, Known], *, fine: bool = False, blurred: bool = False
    ) -> Values:
        """The values that decide, all other open things being as in ``state``; with ``fine`` also very close
        beside the cuts. With ``blurred`` other numbers are open that move the cuts, so that nothing is looked
        at beside them."""
        one = self.trials.opens[number]
        if one.is_judgement:
            return Values(tuple(_shares(one, self.trials, fine=fine)), whole=True)
        assert one.fact is None or not one.is_table  # nothing can be supposed of rows
        if not one.is_number:
            return Values(_words(one), whole=one.fact is None or one.fact.type != "text")
        cuts, whole = self._cuts(number, state)
        return Values(tuple(_numbers(one, cuts, fine=fine, blurred=blurred)), whole=whole)

    # -- cuts --

    def _cuts(self, number: int, state: Mapping[int, Known]) -> tuple[tuple[Fraction, ...], bool]:
        one = self.trials.opens[number]
        value = state[number]
        assert isinstance(value, Fraction)  # only numbers have cuts
        world = self.trials.scoring(state).world
        found: set[Fraction] = set()
        whole = self._is_plain(number)
        for reader in self.readers:
            if one.named.name in self._names(reader):
                for context in _contexts(reader, one, world):
                    cuts = solved_in(reader.tree, one.named.name, value, context, context.columns)
                    found.update(cuts.at)
                    whole = whole and cuts.whole
        return tuple(sorted(cut for cut in found if one.held.contains(cut))), whole

    def _names(self, reader: Reader) -> frozenset[str]:
        found = self._read.get(id(reader))
        if found is None:
            columns = reader.table.columns if reader.table is not None else {}
            found = self._read[id(reader)] = frozenset(read_by(reader.tree, self.rubric, columns))
        return found

    def _is_plain(self, number: int) -> bool:
        """Whether one item alone depends on a number, so that its pieces are the total's."""
        one, paths = self.trials.opens[number], self.trials.readers[number]
        return paths is not None and len(paths) == 1 and one.named.row is None


def _contexts(reader: Reader, one: Open, world: World) -> Iterator[Context]:
    """The names that an expression sees: those of its item, or of each row that it is read for."""
    points = reader.item.points if reader.item is not None else ONE
    judged = Judged("", HALF, HALF, "", _NOWHERE)
    row = one.named.row
    if reader.table is None:
        if row is None:
            yield Context(world, points, judged)
        return
    inside = one.named.name in reader.table.columns
    if inside != (row is not None) or (row is not None and row.table != reader.table.name):
        return
    for number, held in enumerate(world.facts.tables.get(reader.table.name, ())):
        if row is None or row.number == number:
            yield Context(world, points, judged, held, reader.table.columns)


# -- numbers -----------------------------------------------------------------------------------------------


def _numbers(one: Open, cuts: Sequence[Fraction], *, fine: bool, blurred: bool) -> Iterator[Fraction]:
    assert one.fact is not None  # numbers are facts
    fact = replace(one.fact, range=one.held)
    ends = [end for end in (one.held.lo, one.held.hi) if end is not None]
    share = SHARE.get(fact.unit, ONE)
    far = [sign * x * share for x in FAR for sign in _endless(one.held)]
    marks = sorted({*cuts, *ends, ZERO})
    # Nothing turns far out: what lies between one such number and the next is not looked at.
    spans = pairwise(sorted({*marks, *far[: len(_endless(one.held))]}))
    middles = [(a + b) / 2 for a, b in spans] if len(cuts) <= MOST_CUTS else []
    beside = [*marks, *_beside(ends, step_of(fact))] if blurred else _beside(marks, step_of(fact))
    wanted = [*beside, *middles, *far, *_around(_common(one))]
    found = dict.fromkeys(fitting(fact, wanted))
    if fine and fact.step is None and fact.type != "integer":
        near = _beside([*cuts, *ends], step_of(fact) * FINE)
        found |= dict.fromkeys(x for x in near if one.held.contains(x))
    yield from sorted(found or _around(_common(one)), key=lambda x: (decimals(x) or 0, abs(x), x < 0))


def _endless(held: Range) -> tuple[int, ...]:
    return (*((1,) if held.hi is None else ()), *((-1,) if held.lo is None else ()))


def _beside(marks: Iterable[Fraction], step: Fraction) -> Iterator[Fraction]:
    for mark in marks:
        yield from (mark, mark - step, mark + step)


def _around(value: Known) -> tuple[Fraction, ...]:
    return (value,) if isinstance(value, Fraction) else ()


def _common(one: Open) -> Known:
    """One value that is nothing out of the common: the one that is disputed, the middle of what is known."""
    if one.is_judgement:
        return next(iter(_legal(one, near_shares(_item(one)))), _middle(one.held))
    if one.fact is None:
        return True
    if one.why == "disputed" and one.given is not None and not isinstance(_value(one), Range):
        return _value(one)  # type: ignore[no-any-return]  # it is no range
    if one.is_number and one.why == "approximate":
        return _on_grid(one.fact, one.held)
    return typical(replace(one.fact, range=one.held)) if one.is_number else typical(one.fact)


def _value(one: Open) -> Any:
    return getattr(one.given, "value", None)


def _on_grid(fact: Fact, held: Range) -> Fraction:
    middle, step = _middle(held), step_of(fact)
    near = next(fitting(replace(fact, range=held), [middle]), None)
    found = on_grid(held, step) if near is None else near
    return middle if found is None else found


def _middle(held: Range) -> Fraction:
    if held.lo is None or held.hi is None:
        return held.lo or held.hi or ZERO
    return (held.lo + held.hi) / 2


# -- words and shares --------------------------------------------------------------------------------------


def _words(one: Open) -> tuple[Known, ...]:
    if one.fact is None or one.fact.type == "yes_no":
        return (True, False)
    if one.fact.type == "choice":
        return one.fact.choices
    # The name of a row: its place in the table is nobody else's.
    return (str((one.named.row.number if one.named.row is not None else 0) + 1),)


def _shares(one: Open, trials: Trials, *, fine: bool) -> Iterator[Fraction]:
    """Legal shares at and beside the ends of levels: by a percent, by the last digit of the points."""
    item = _item(one)
    ends = [end for held in (one.held, *_levels(item)) for end in (held.lo, held.hi) if end is not None]
    steps = [PERCENT, *([PERCENT * FINE] if fine else [])]
    rounding, whole = trials.rubric.rounding.get("item"), abs(whole_of(item))
    wanted = [*near_shares(item), *ends, *(y for step in steps for y in _beside(ends, step))]
    if rounding is not None and whole and item.each is None:
        digit = Fraction(1, 10**rounding.places)
        for end in ends:
            points = (round_step(end * whole, digit, "floor"), round_step(end * whole, digit, "ceiling"))
            wanted += [x / whole for x in _beside(points, digit)]
    yield from sorted(dict.fromkeys(_legal(one, wanted)), key=lambda x: (_long(x), -x))


def _long(share: Fraction) -> int:
    places = decimals(share)
    return 99 if places is None else places


def _levels(item: Item) -> Iterator[Range]:
    for rule in judging_rules(item):
        yield from (branch.interval for branch in rule.branches if branch.interval is not None)


def _legal(one: Open, shares: Iterable[Fraction]) -> Iterator[Fraction]:
    """The shares that a judgement may give: such as are still open and, with levels, in one of them."""
    rules = judging_rules(_item(one))
    for share in shares:
        held = one.held.contains(share)
        if held and any(_holds(rule, share) for rule in rules):
            yield share


def _holds(rule: Any, share: Fraction) -> bool:
    if rule.rule == "given":
        return rule.shares is None or bool(rule.shares.contains(share))
    return any(one.interval is not None and one.interval.contains(share) for one in rule.branches)


def _item(one: Open) -> Item:
    assert one.item is not None  # what is judged is an item
    return one.item
