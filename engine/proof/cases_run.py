"""Tests being run: the facts read and scored, and every expectation held against what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.explain import find
from engine.facts import facts_in
from engine.proof.cases import unmet_names
from engine.proof.expectation import got, met
from engine.score import score
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.facts_given import Facts
    from engine.proof.cases import Suite, Test
    from engine.proof.expectation import Expectation
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric
    from rubric.problems import Language, Problem


class Failure(Record):
    """An expectation that is not met. ``item`` is what it is about, None where the facts were refused;
    ``names`` are the grades that came out instead of others, or the codes for which they were refused."""

    one: Expectation
    item: ItemScore | None = None
    names: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether there is no score at all."""
        return self.item is None

    def got(self, language: Language) -> str:
        """What came out instead, in the words of a test."""
        if self.item is None or "grade" in (self.one.kind, self.one.value):
            return ("、" if language == "zh" else ", ").join(self.names)
        return got(self.one, self.item, language)


class Outcome(Record):
    """What a test came to: a scorecard, or the problems for which its facts were refused.

    ``wrong`` are problems of the test itself that only its facts brought to light.
    """

    test: Test
    facts: Facts | None
    card: Scorecard | None
    problems: tuple[Problem, ...]
    failures: tuple[Failure, ...]
    wrong: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.failures and not self.wrong


class Run(NamedTuple):
    """A suite with what each of its tests came to."""

    suite: Suite
    outcomes: tuple[Outcome, ...]


def run_suite(suite: Suite) -> Run:
    """Every test of a suite, in the order of its file."""
    return Run(suite, tuple(run_test(test, suite.rubric) for test in suite.tests))


def run_test(test: Test, rubric: Rubric) -> Outcome:
    """One test."""
    facts, problems = facts_in(test.facts, rubric, test.origin, test.cells)
    if facts is None:
        refused = tuple(_refused(test, problems))
        return Outcome(test, None, None, tuple(problems), refused)
    card = score(rubric, facts)
    wrong = tuple(unmet_names(test, card))
    failures = tuple(_failures(test, card)) if not wrong else ()
    return Outcome(test, facts, card, (), failures, wrong)


def _refused(test: Test, problems: list[Problem]) -> Iterator[Failure]:
    codes = tuple(dict.fromkeys(problem.code for problem in problems))
    for one in test.expects:
        if one.kind != "problem" or set(one.value) != set(codes):
            yield Failure(one, names=codes)


def _failures(test: Test, card: Scorecard) -> Iterator[Failure]:
    for one in test.expects:
        item = item_of(one, card)
        if one.kind == "problem" or one.value == "problem":
            yield Failure(one, card.root)
        elif one.kind == "grade" or one.value == "grade":
            grades = grades_of(one, card)
            if one.kind != "grade" or set(grades) != set(one.value):
                yield Failure(one, item or card.root, grades)
        elif item is not None and not met(one, item):
            yield Failure(one, item)


def item_of(one: Expectation, card: Scorecard) -> ItemScore | None:
    """The item that an expectation is about."""
    if one.path is None:
        return find(card, one.key)
    return next(item for item in card.root.walk() if item.path == one.path)


def grades_of(one: Expectation, card: Scorecard) -> tuple[str, ...]:
    """The grades that are possible of what an expectation is about."""
    if one.path == "":
        return card.grades
    item = item_of(one, card)
    return item.grades if item is not None else ()
