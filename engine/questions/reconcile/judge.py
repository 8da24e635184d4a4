"""A reported score beside the engine's: the same, the same if rounded or read otherwise, another, or open."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, get_args

from engine.leaf import score_leaf
from engine.placement import Applied
from engine.questions.leaf import leaves_of
from engine.questions.reconcile.readings import readings_of
from engine.questions.reconcile.readings_kind import Reading
from engine.questions.reconcile.sums import is_engines
from engine.score import _Scoring
from rubric.model import Mode
from rubric.number import round_places, show
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.facts_given import Facts
    from engine.questions.leaf import Leaf
    from engine.questions.reconcile.reported import Score
    from engine.scorecard import ItemScore
    from rubric.model import Rounding, Rubric, Worth

VerdictKind = Literal["agrees", "rounding", "reading", "parts", "differs", "open"]
VERDICTS: Final[tuple[VerdictKind, ...]] = get_args(VerdictKind)
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
PLACES: Final = (3, 2, 1, 0)


class OtherRounding(Record):
    """How a score comes out when it is rounded otherwise; no places: not rounded at all."""

    places: int | None
    mode: Mode | None = None


class Explained(Record):
    """A reading under which the engine gives the reported score, and the rounding that takes besides."""

    reading: Reading
    rounding: OtherRounding | None = None


class Verdict(Record):
    """What is found of one reported score.

    ``difference`` is it less the engine's, None where the engine has none or it is said not to apply.
    ``within`` says of an item that is open whether the reported score is still possible.
    """

    kind: VerdictKind
    difference: Fraction | None = None
    rounding: OtherRounding | None = None
    readings: tuple[Explained, ...] = ()
    within: bool | None = None


def _on_own_scale(score: Score, points: Fraction) -> Explained:
    return Explained(Reading("own_scale", score.text, show(points)))


class Judge:
    """Judges the scores of one sheet; what it takes to score an item again is made once it is asked for."""

    def __init__(self, rubric: Rubric, facts: Facts, scoring: _Scoring | None = None) -> None:
        self.rubric, self.facts = rubric, facts
        self._scoring = scoring
        self._leaves: dict[str, Leaf] | None = None

    def _leaf(self, path: str) -> Leaf | None:
        if self._leaves is None:
            every = {item.path for item in self.scoring.root().walk() if not item.items}
            self._leaves = {leaf.item.path: leaf for leaf in leaves_of(self.scoring, every)}
        return self._leaves.get(path)

    @property
    def scoring(self) -> _Scoring:
        """The scoring in which items are scored again."""
        if self._scoring is None:
            self._scoring = _Scoring(self.rubric, self.facts)
        return self._scoring

    def verdict(self, item: ItemScore, score: Score, parts: ItemScore | None = None) -> Verdict:
        """The verdict on a score; ``parts`` is what a group comes to from its reported parts."""
        value = score.value
        if value is None:
            same = item.state == "not_applicable"
            return Verdict("agrees" if same else "differs")
        if item.exact is None:
            within = item.low <= value <= item.high
            if parts is not None and is_engines(parts, score):
                return Verdict("parts", within=within)
            return Verdict("open", within=within)
        difference = value - item.low
        if is_engines(item, score) and score.own is not None:
            return Verdict("reading", difference, readings=(_on_own_scale(score, score.own),))
        if is_engines(item, score):
            return Verdict("agrees", Fraction(0))
        if parts is not None and is_engines(parts, score):
            return Verdict("parts", difference)
        rounding = self.rounding(item, score)
        readings = () if item.items else tuple(self.readings(item, score))
        if rounding is not None and (not readings or self._is_fine(rounding, item)):
            return Verdict("rounding", difference, rounding, readings)
        if readings:
            return Verdict("reading", difference, rounding, readings)
        return Verdict("differs", difference)

    # -- rounding

    def rounding(self, item: ItemScore, score: Score) -> OtherRounding | None:
        """The rounding of the exact score that gives the reported one, the most likely first."""
        exact, value = item.exact, score.value
        assert exact is not None  # only settled items come here
        assert value is not None  # and scores with points
        if value == exact:
            return OtherRounding(None)
        for places, mode in self._roundings(item, score):
            if round_places(exact, places, mode) == value:
                return OtherRounding(places, mode)
        return None

    def _roundings(self, item: ItemScore, score: Score) -> Iterator[tuple[int, Mode]]:
        own = self._own(item)
        mode: Mode = own.mode if own is not None else "half_up"
        printed = dict.fromkeys((score.places, *((own.places,) if own is not None else ()), *PLACES))
        for ways in ((mode,), tuple(way for way in MODES if way != mode)):
            for places in printed:
                yield from ((places, way) for way in ways)

    def _own(self, item: ItemScore) -> Rounding | None:
        stage = self.rubric.rounding
        return stage.get("group" if item.items and item.path else "total" if item.items else "item")

    def _is_fine(self, rounding: OtherRounding, item: ItemScore) -> bool:
        """Whether a rounding loses no more than the table's own, so that no reading is needed beside it."""
        own = self._own(item)
        return rounding.places is None or (own is not None and rounding.places >= own.places)

    # -- readings

    def readings(self, item: ItemScore, score: Score) -> Iterator[Explained]:
        """Every other reading of a leaf that the engine scores as reported."""
        leaf = self._leaf(item.path) if item.state == "scored" else None
        if leaf is None:
            return
        loose: list[Explained] = []
        for reading, worth in readings_of(leaf, self.rubric):
            again = self.again(leaf, worth)
            if again.exact is None or again.exact == item.exact:
                continue
            if again.low == score.value:
                yield Explained(reading)
            elif (rounded := self.rounding(again, score)) is not None and self._as_printed(
                rounded, item, score
            ):
                loose.append(Explained(reading, rounded))
        yield from loose

    def _as_printed(self, rounding: OtherRounding, item: ItemScore, score: Score) -> bool:
        """Whether a reading may be rounded so: in the table's own mode, to the places that are printed."""
        own = self._own(item)
        mode = own.mode if own is not None else "half_up"
        return rounding.places == score.places and score.places > 0 and rounding.mode == mode

    def again(self, leaf: Leaf, worth: Worth) -> ItemScore:
        """A leaf scored with another worth."""
        applied = self.scoring.placements.applied.get(leaf.item.path, Applied(True))
        rounding = self.rubric.rounding.get("item")
        return score_leaf(leaf.item, worth, leaf.context, applied, leaf.place, rounding)
