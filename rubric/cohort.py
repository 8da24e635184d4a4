"""Quantities over all subjects as they are read: each becomes a fact that the score of one subject reads."""

from __future__ import annotations

import ast
import re
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rubric.cohort_problems import (
    CohortKinds,
    EndsUnclear,
    NoCohortKind,
    NotAGroup,
    OnNothing,
    OnUnsaid,
    OutsideNever,
    OutsideUnsaid,
    PointsOfNobody,
    ScoreThroughValue,
)
from rubric.cohort_shape import KINDS, OverSubjectsShape
from rubric.forms import chinese_key
from rubric.formula import NUMBER, YES_NO, items_of, names_of
from rubric.model import Cohort, Fact
from rubric.number import Written
from rubric.place import Text
from rubric.range import Range
from rubric.record import replace
from rubric.rules.problems.items import NameTaken
from rubric.scope import name_problems
from rubric.worth import conditions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rubric.cohort_shape import CohortShape
    from rubric.model import FactType
    from rubric.problems import Problem
    from rubric.rules.reader import Reader
    from rubric.scope import Book
    from rubric.shape import ItemShape

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
HALF: Final = Fraction(1, 2)
SORTS: Final = frozenset(("choice", "yes_no", "text"))
WITHIN: Final = frozenset(("mean", "median", "least", "most"))
LANGUAGES: Final = {"zh": "{}排名", "en": "{}_rank"}


class Stated(NamedTuple):
    """A quantity as it stands in the file; ``kind`` is None where that could not be read, ``item`` the path
    of the item whose rule states it."""

    name: Text
    kind: str | None
    shape: Any
    unit: Text | None = None
    item: str | None = None


def stated(
    shapes: Mapping[Text, CohortShape | None],
    items: Iterable[tuple[str, ItemShape]],
    language: str,
    problems: list[Problem],
) -> dict[str, Stated]:
    """Every quantity over all subjects that a file states, by its name."""
    found = {str(name): _named(name, shape, problems) for name, shape in shapes.items()}
    for name, one in _ranked(items, language):
        if name in found:
            problems.append(NameTaken(place=one.name.place, name=name))
        found[name] = one
    return found


def _named(name: Text, shape: CohortShape | None, problems: list[Problem]) -> Stated:
    problems += name_problems(name)
    if shape is None:
        return Stated(name, None, None)
    kinds = [kind for kind in shape.written if kind in KINDS]
    if len(kinds) == 1:
        return Stated(name, kinds[0], getattr(shape, kinds[0]), shape.unit)
    if len(kinds) > 1:
        zh = "、".join(f"“{chinese_key(kind, shape)}”" for kind in kinds)
        place = shape.place_of(kinds[1])
        problems.append(CohortKinds(place=place, name=name, found_zh=zh, found_en=" and ".join(kinds)))
    elif not shape.strange:
        zh, en = "、".join(chinese_key(kind, shape) for kind in KINDS), ", ".join(KINDS)
        problems.append(NoCohortKind(place=name.place, name=name, known_zh=zh, known_en=en))
    return Stated(name, None, None)


def _ranked(items: Iterable[tuple[str, ItemShape]], language: str) -> Iterator[tuple[str, Stated]]:
    """The places that the rules of items rank by, under the names that formulas and facts files use."""
    ranked = [(path, shape) for path, shape in items if "rank" in shape.written]
    short = Counter(path.rpartition("/")[2] for path, _ in ranked)
    for path, shape in ranked:
        last = path.rpartition("/")[2]
        word = re.sub(r"\W+", "_", last if short[last] == 1 else path).strip("_")
        name = LANGUAGES[language].format(word if word.isidentifier() else f"_{word}")
        yield name, Stated(Text.at(name, shape.under.place), "rank", shape.rank, None, path)


def provisional(one: Stated) -> Fact:
    """The fact of a quantity before its formula is read: any number of its kind."""
    ranges = {"rank": Range(ONE, None), "count": Range(ZERO, None), "minmax": Range(ZERO, ONE)}
    held, unit = ranges.get(one.kind or ""), one.unit
    kind: FactType = "number"
    step = None
    shape = one.shape
    if one.kind == "rank" and shape is not None and shape.ties == "mean":
        step = HALF
    elif one.kind in ("rank", "count"):
        kind = "integer"
    elif one.kind == "percentile":
        all_of_them = shape is not None and shape.denominator == "all"
        held, unit = Range(ZERO, ONE, lo_open=all_of_them), one.unit or Text("%")
    return Fact(str(one.name), kind, unit=unit, range=held, step=step, place=one.name.place)


class Cohorts:
    """Reads the quantities of one rubric; one that another reads is read before it."""

    def __init__(self, book: Book, written: Mapping[str, Stated], *, moves: bool) -> None:
        # Where points move between items, no score keeps within the points that its item states.
        self.book, self.written, self.moves = book, written, moves
        self.found: dict[str, Cohort] = {}
        self.begun: set[str] = set()
        book.settle = self.settle

    def read(self) -> dict[str, Cohort]:
        """Every quantity that could be read; their facts are in the book."""
        for name in self.written:
            self.settle(name)
        return self.found

    def settle(self, name: str) -> None:
        """Read a quantity, so that its fact says everything that it can be."""
        one = self.written.get(name)
        if one is None or name in self.begun:
            return
        self.begun.add(name)
        if one.kind is None or one.shape is None:
            self.book.doubts.add(name)
            return
        self._read(name, one, one.shape)

    def _read(self, name: str, one: Stated, shape: OverSubjectsShape) -> None:
        reader = self.book.reader("", None)
        of = reader.formula(shape.of, YES_NO if one.kind == "count" else NUMBER)
        where = conditions([(shape.where, None)], reader)[0] if shape.where is not None else None
        read = not reader.problems
        trees = [of, *([where.when] if where is not None else [])]
        if read:
            reader.problems += self._reads(one, shape, trees)
        reader.problems += self._unclear(one, shape)
        if reader.problems or shape.doubtful or not reader.sure(*trees):
            self.book.doubts.add(name)
        self.book.problems += reader.problems
        held: dict[str, Any] = {key: getattr(shape, key, None) for key in ("order", "ties", "denominator")}
        held |= {"on": shape.on, "by": None if shape.by is None else str(shape.by)}
        held |= {"outside": getattr(shape, "outside", None), "deviation": getattr(shape, "deviation", None)}
        held |= {"start": _end(getattr(shape, "from_", None)), "end": _end(getattr(shape, "to", None))}
        kind: Any = one.kind
        missing: Any = shape.missing
        cohort = Cohort(
            name, kind, of, str(shape.of), missing, where=where, item=one.item, place=one.name.place, **held
        )
        self.found[name] = cohort
        self.book.facts[name] = replace(self._fact(name, one, of, reader, trees), cohort=cohort)

    # -- what it can be --

    def _fact(self, name: str, one: Stated, of: ast.expr, reader: Reader, trees: Iterable[ast.expr]) -> Fact:
        fact = self.book.facts[name]
        if one.kind not in WITHIN and one.kind != "sum":
            return fact
        bare = getattr(of, "id", "")
        value = self.book.values.get(bare)
        same = self.book.facts.get(bare) or value
        unit = one.unit or (same.unit if same is not None else None)
        moved = self.moves and self._scores(trees)[0]
        held = Range.whole() if reader.problems or moved else reader.domain(of)
        step = reader.grid(of) if one.kind in ("least", "most") else None
        return replace(fact, unit=unit, range=held if one.kind in WITHIN else _sums(held), step=step)

    # -- what is wrong with it --

    def _reads(self, one: Stated, shape: OverSubjectsShape, trees: Iterable[ast.expr]) -> Iterator[Problem]:
        name = str(one.name)
        if any(getattr(node, "id", "") == "points" for tree in trees for node in ast.walk(tree)):
            yield PointsOfNobody(place=shape.of.place, name=name)
        scored, value = self._scores(trees)
        if not scored:
            if "on" in shape.written:
                yield OnNothing(place=shape.place_of("on"), name=name)
        elif "on" not in shape.written:
            if not shape.strange:
                yield OnUnsaid(place=shape.of.place, name=name)
        elif shape.on == "exact" and value is not None:
            yield ScoreThroughValue(place=shape.value_place("on"), name=name, value=value)

    def _scores(self, trees: Iterable[ast.expr]) -> tuple[bool, str | None]:
        """Whether a score is read, and the value by way of which one is."""
        waiting: list[tuple[ast.expr, str | None]] = [(tree, None) for tree in trees]
        scored, through = False, None
        seen: set[str] = set()
        while waiting:
            tree, value = waiting.pop()
            if items_of(tree):
                scored, through = True, value or through
            for name in names_of(tree):
                if name in self.book.values and name not in seen:
                    seen.add(name)
                    waiting.append((self.book.values[name].lowered.expr, name))
        return scored, through

    def _unclear(self, one: Stated, shape: Any) -> Iterator[Problem]:
        if shape.by is not None:
            yield from group_problems(shape.by, self.book)
        if one.kind == "minmax":
            yield from _ends(one, shape)


def group_problems(by: Text, book: Book) -> Iterator[Problem]:
    """What keeps subjects from being taken apart by a fact."""
    fact = book.facts.get(by)
    if (fact is None or fact.type not in SORTS) and not book.doubtful(by):
        yield NotAGroup(place=by.place, name=by)


def _ends(one: Stated, shape: Any) -> Iterator[Problem]:
    ends = [_end(shape.from_), _end(shape.to)]
    if ends[0] == ends[1]:
        yield EndsUnclear(place=shape.value_place("to"), found=str(shape.contents["to"]))
    elif not any(isinstance(end, Fraction) for end in ends):
        if "outside" in shape.written:
            yield OutsideNever(place=shape.place_of("outside"), name=str(one.name))
    elif "outside" not in shape.written and not shape.strange:
        yield OutsideUnsaid(place=shape.place, name=str(one.name))


def _end(written: Any) -> Any:
    return written.value if isinstance(written, Written) else written


def _sums(held: Range) -> Range:
    """Everything that one or more numbers of a range can come to together."""
    if held.lo is not None and held.lo >= 0:
        return Range(held.lo, None, lo_open=held.lo_open)
    if held.hi is not None and held.hi <= 0:
        return Range(None, held.hi, hi_open=held.hi_open)
    return Range.whole()
