"""Tests of rubrics as data: a file of tests, or those in a rubric, read with the facts that each is about."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.explain import find
from engine.facts_names import Names
from engine.proof.cases_base import Bases, merged
from engine.proof.cases_problems import (
    ExpectedTwice,
    NoSuchExpected,
    NothingExpected,
    ProblemAndMore,
    TestTwice,
)
from engine.proof.expectation import (
    Expectation,
    code_problems,
    grade_problems,
    names_expected,
    points_expected,
)
from rubric.circles import item_path
from rubric.forms import read_shape
from rubric.keywords import canonical_key
from rubric.place import Table, Text
from rubric.problems import did_you_mean
from rubric.record import Record
from rubric.tests import ExpectedShape, read_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.facts_entry import CellNames
    from engine.scorecard import Scorecard
    from rubric.model import Item, Rubric
    from rubric.place import Place, Source
    from rubric.problems import Problem
    from rubric.tests import OwnTestsShape, TestShape

OF_WHOLE: Final = frozenset(("total", "grade", "problem"))
ZERO: Final = Fraction(0)


class Test(Record):
    """One test: the mapping of a facts file, made of its base and what differs, and what it expects."""

    __test__ = False  # no test of this program

    name: Text
    facts: Table
    origin: Source
    cells: CellNames
    expects: tuple[Expectation, ...]

    @property
    def place(self) -> Place:
        """Where its name stands."""
        return self.name.place


class Suite(Record):
    """The tests of one file; ``shown`` is what it is called."""

    shown: str
    source: Source
    rubric: Rubric
    tests: tuple[Test, ...]


def read_suite(
    value: Any, key: Text, source: Source, rubric: Rubric, shown: str, *, own: bool
) -> tuple[Suite | None, list[Problem]]:
    """The tests in a value of ``source``, or every problem in them; ``own`` are those in the rubric."""
    shape, problems = read_tests(value, key, own=own)
    if shape is None:
        return None, problems
    reading = _Reading(rubric, source, problems)
    tests = tuple(reading.tests(shape))
    return (None, problems) if problems else (Suite(shown, source, rubric, tests), [])


class _Reading:
    """One pass over the tests of a file that collects what is wrong with them."""

    def __init__(self, rubric: Rubric, source: Source, problems: list[Problem]) -> None:
        self.rubric, self.source, self.problems = rubric, source, problems
        self.names = Names(rubric)
        self.bases = Bases(rubric, source, problems)
        self.items = {item.path: item for item in rubric.root.walk()}
        self.rows = any(item.each is not None for item in self.items.values())

    def tests(self, shape: OwnTestsShape) -> Iterator[Test]:
        first: dict[str, Text] = {}
        shared = self.bases.read(shape.written.get("base"), shape.base)
        for one in shape.tests or ():
            if one.name in first:
                line = first[one.name].place.line
                self.problems.append(TestTwice(place=one.name.place, name=one.name, line=line))
            first.setdefault(one.name, one.name)
            base = self.bases.read(one.written["base"], one.base) if "base" in one.written else shared
            within = one.within if one.within is not None else shape.within
            expects = tuple(self._expects(one, within.value if within is not None else ZERO))
            yield Test(one.name, merged(base, one, self.names), self.source, base.cells, expects)

    # -- what is expected --

    def _expects(self, test: TestShape, within: Fraction) -> Iterator[Expectation]:
        before = len(self.problems)
        found = [one for key, held in test.expect.items() for one in self._expected(key, held, within)]
        if not found and len(self.problems) == before:
            self.problems.append(NothingExpected(place=test.name.place, name=test.name))
        refused = [
            one for one in found if one.kind == "problem" or (one.kind == "empty" and one.value == "problem")
        ]
        other = next((one for one in found if one not in refused), None)
        if refused and other is not None:
            self.problems.append(ProblemAndMore(place=other.key.place, name=other.key))
        first: dict[tuple[str | None, bool], Text] = {}
        for one in found:
            what = (one.path, one.kind == "grade" or one.value == "grade")
            if one.path is not None and what in first and not refused:
                self.problems.append(ExpectedTwice(place=one.key.place, name=one.key, first=first[what]))
            first.setdefault(what, one.key)
        yield from found

    def _expected(self, key: Text, held: Any, within: Fraction) -> Iterator[Expectation]:
        word = canonical_key(key, OF_WHOLE)
        if word == "total":
            yield from points_expected(key, "", held, within, self.problems)
        elif word == "grade":
            yield from self._grades(key, "", held, self.rubric.root)
        elif word == "problem":
            for one in names_expected(key, "", "problem", held, self.problems):
                self.problems += code_problems(one) if one.kind == "problem" else ()
                yield one
        else:
            yield from self._of_item(key, held, within)

    def _of_item(self, key: Text, held: Any, within: Fraction) -> Iterator[Expectation]:
        path = item_path("/".join(part.strip() for part in key.strip("/ ").split("/")), self.items)
        if path is None and not self.rows:  # the name of a row is known by the facts alone
            self.problems.append(no_such_item(key, self.items))
            return
        if not isinstance(held, Table):
            yield from points_expected(key, path, held, within, self.problems)
            return
        shape = read_shape(ExpectedShape, held, key, self.problems, always=True)
        within = shape.within.value if shape.within is not None else within
        if "points" in shape.written:
            yield from points_expected(key, path, shape.contents["points"], within, self.problems)
        if "grade" in shape.written:
            item = self.items[path] if path is not None else None
            yield from self._grades(key, path, shape.contents["grade"], item)
        if not held:
            self.problems.append(NothingExpected(place=key.place, name=key))

    def _grades(self, key: Text, path: str | None, held: Any, item: Item | None) -> Iterator[Expectation]:
        grades = item.grades if item is not None else None
        names = [grade.name for grade in grades.grades] if grades is not None else []
        for one in names_expected(key, path, "grade", held, self.problems):
            if one.kind == "grade":
                title = (item.path or self.rubric.title) if item is not None else key
                self.problems += grade_problems(one, names, title)
            yield one


def no_such_item(key: Text, items: Any) -> Problem:
    """That no item goes by a name, with the nearest that there is."""
    paths = [path for path in items if path]
    names = {path.rsplit("/", 1)[-1]: path for path in paths}
    zh, en = did_you_mean(key, [*names, *paths, "总分", "total", "等级", "grade", "问题", "problem"])
    return NoSuchExpected(place=key.place, name=key, near_zh=zh, near_en=en)


def unmet_names(test: Test, card: Scorecard) -> Iterator[Problem]:
    """The names of a test that neither the rubric nor the rows of its facts have."""
    for one in test.expects:
        if one.path is None and find(card, one.key) is None:
            yield no_such_item(one.key, {item.path: item for item in card.root.walk()})
