"""Which facts a target may change: those that were named, that are marked, or that items below full read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.judgements import judging_rules
from engine.questions.leaf import leaves_of
from engine.questions.restore.search import Search
from engine.questions.spot import Row, Spot, spots_of
from engine.questions.target.lever import Lever, of_judgement, of_spot
from engine.questions.whatif.names import Meant, Named, titles
from engine.questions.whatif.problems import NotFree
from engine.score import _Scoring
from rubric.place import Source, Text
from rubric.problems import Problem
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.facts_given import Facts
    from engine.questions.target.goal import Goal
    from engine.scorecard import ItemScore
    from rubric.model import Rubric

OPTION: Final = "--free"


class Chosen:
    """Chooses the levers of a target: those named, else those marked, else what items below full read."""

    def __init__(self, rubric: Rubric, facts: Facts, goal: Goal) -> None:
        self.rubric, self.facts, self.goal = rubric, facts, goal
        self.scoring = _Scoring(rubric, facts)
        self.root = self.scoring.root()
        self.meant = Meant(rubric, facts)

    def levers(self, named: Sequence[Lever]) -> tuple[tuple[Lever, ...], Any, tuple[Lever, ...]]:
        """The levers, by what they were chosen, and those of the items below full that were left."""
        if named:
            return tuple(named), "named", ()
        marked = tuple(self._marked())
        if marked:
            return marked, "marked", ()
        read = list(self._read())
        return (
            tuple(one for one in read if not one.standard),
            "read",
            tuple(one for one in read if one.standard),
        )

    def _marked(self) -> Iterator[Lever]:
        """What the facts file marks as free."""
        for name, given in self.facts.facts.items():
            if given.free:
                yield from self._levers(spots_of((name,), self.rubric, self.facts))
        for table, rows in self.facts.tables.items():
            for number, row in enumerate(rows):
                marked = [name for name, given in row.cells.items() if given.free]
                yield from self._levers(spots_of(marked, self.rubric, self.facts, Row(table, number)))

    def _read(self) -> Iterator[Lever]:
        """What the items below full read, each once; a standard of one that another one earns by is none."""
        found: dict[tuple[str, Any], tuple[Spot, bool]] = {}
        below = {item.path: item for item in self._below()}
        for leaf in leaves_of(self.scoring, frozenset(below)):
            search = Search(self.rubric, self.facts, leaf, below[leaf.item.path])
            yardsticks = search.yardsticks()
            for spot in search.spots():
                standard = search.rank(spot, yardsticks) == 2
                before = found.get((spot.name, spot.row))
                found[spot.name, spot.row] = (spot, standard and (before is None or before[1]))
        for name in self._of_groups():
            for spot in spots_of((name,), self.rubric, self.facts):
                found.setdefault((name, None), (spot, False))
        for spot, standard in found.values():
            yield from self._levers([spot], standard=standard)

    def _below(self) -> Iterator[ItemScore]:
        """The leaves of the goal's item that have less than their points."""
        goal = self.scoring.item(self.goal.path) if self.goal.path else self.root
        for item in goal.walk():
            if not item.items and item.low < item.points:
                yield item

    def _of_groups(self) -> Iterator[str]:
        """What the ceilings, deductions and vetoes of the goal's own groups read."""
        goal = self.scoring.world.paths[self.goal.path]
        for item in goal.walk():
            if item.is_group:
                yield from item.worth.reads

    def _levers(self, spots: Any, *, standard: bool = False) -> Iterator[Lever]:
        for spot in spots:
            if spot.fact is not None and spot.fact.type == "text":
                continue
            yield of_spot(spot, self._named(spot), standard=standard)

    def _named(self, spot: Spot) -> Named:
        if spot.row is None:
            return Named("fact", spot.name, self.meant.title(spot.name))
        row = titles(spot.row.table, spot.row.number, self.facts)
        return Named("cell", spot.name, f"{spot.row.table}/{row}/{spot.name}", spot.row)

    def judged(self, levers: Sequence[Lever]) -> tuple[str, ...]:
        """The items below full that only a person's judgement could raise, and that were not free."""
        free = {one.named.name for one in levers if one.named.kind == "judgement"}
        rules = ("judgement", "given")
        return tuple(one.path for one in self._below() if one.rule in rules and one.path not in free)

    def open(self) -> tuple[str, ...]:
        """The items that are open: what they may still get is not counted."""
        goal = self.scoring.item(self.goal.path) if self.goal.path else self.root
        return tuple(item.path for item in goal.walk() if not item.items and item.exact is None)


def read_free(text: str, rubric: Rubric, facts: Facts) -> tuple[tuple[Lever, ...], list[Problem]]:
    """The levers that ``--free`` names, with commas between, or every problem in them."""
    meant, source = Meant(rubric, facts), Source.of_text(text, OPTION)
    levers: dict[Named, Lever] = {}
    problems: list[Problem] = []
    for start, end in _parts(text):
        word = Text.between(text[start:end], source, start, end, quoted=False)
        named = meant.of(word)
        if isinstance(named, Problem):
            problems.append(named)
            continue
        lever = _lever(named, rubric, facts)
        if isinstance(lever, Lever):
            levers[named] = lever
        else:
            zh, en = lever
            problems.append(NotFree(place=word.place, name=named.title, why_zh=zh, why_en=en))
    return tuple(levers.values()), problems


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Where the names between commas stand."""
    start = 0
    for end in (*(at for at, char in enumerate(text) if char in ",，"), len(text)):
        held = text[start:end]
        if held.strip():
            yield start + len(held) - len(held.lstrip()), end - len(held) + len(held.rstrip())
        start = end + 1


def _lever(named: Named, rubric: Rubric, facts: Facts) -> Lever | tuple[str, str]:
    """The lever of what was named, or why it is none."""
    if named.kind == "judgement":
        judged = facts.judgements.get(named.name)
        item = next((one for one in rubric.root.walk() if one.path == named.name), None)
        if item is None:
            item = next(one for one in rubric.root.walk() if one.path == named.name.rpartition("/")[0])
        assert judging_rules(item)  # only what is judged goes by such a name
        lever = None if judged is None else of_judgement(judged, named, item, len(facts.facts))
        return lever or ("还没有确定的得分率", "has no certain share yet")
    spot = next(spots_of((named.name,), rubric, facts, named.row), None)
    if spot is None:
        held = facts.ranges.get(named.name)
        open_ = ("只知道大致范围", "is known only within a range")
        return (
            open_ if held is not None and isinstance(held.value, Range) else ("还没有值", "has no value yet")
        )
    if spot.fact is not None and spot.fact.type == "text":
        return "是文字", "is a text"
    return of_spot(spot, named)
