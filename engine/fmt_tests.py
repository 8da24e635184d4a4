"""Tests being formatted: they must be read as the same facts and the same expectations as before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.facts_yaml import read_table
from engine.proof.cases import read_suite
from engine.proof.cases_found import ENDS, Finder
from engine.rubric_files import File
from rubric.keywords import canonical_key
from rubric.place import Source, Text
from rubric.shape import RubricShape
from rubric.source import read_yaml
from rubric.tests import TestsShape

if TYPE_CHECKING:
    from pathlib import Path

    from engine.proof.cases import Test
    from engine.proof.expectation import Expectation
    from rubric.model import Rubric
    from rubric.problems import Problem

TOP: Final = frozenset(RubricShape.fields)


def is_tests(path: Path) -> bool:
    """Whether a file is one of tests, by its name."""
    return path.name.endswith(ENDS)


def tests_file(path: Path) -> tuple[File | None, Rubric | None, list[Problem]]:
    """A file of tests with the rubric that they are of, or what is wrong with either."""
    finder = Finder()
    finder.find([str(path)])
    if finder.problems:
        return None, None, finder.problems
    [suite] = finder.suites
    value: Any = read_yaml(suite.source)[0]
    return File(path, suite.source, value, TestsShape), suite.rubric, []


def same_tests(file: File, new: bytes, rubric: Rubric) -> bool:
    """Whether the tests in a rubric, or in a file of their own, are the same in other contents of it."""
    changed = Source.of_text(new.decode(), file.source.name, file.path)
    return _meant(file, file.source, rubric) == _meant(file, changed, rubric)


def _meant(file: File, source: Source, rubric: Rubric) -> object:
    """What its tests come to for who runs them; where they cannot be read, what would be told of them."""
    value: Any = read_yaml(source)[0]
    own = file.shape is RubricShape
    key = Text("tests")
    if own:
        key = next((one for one in value if canonical_key(one, TOP) == "tests"), key)
        value = value.get(key)
    if value is None:
        return None
    key = Text.at(key, value.place)
    suite, problems = read_suite(value, key, source, rubric, source.name, own=own)
    if suite is None:
        return [problem.code for problem in problems]
    return [
        (test.name, _facts(test, rubric), [_expected(one) for one in test.expects]) for test in suite.tests
    ]


def _facts(test: Test, rubric: Rubric) -> object:
    facts, problems = read_table(test.facts, rubric, test.origin, test.cells)
    return facts.sha256 if facts is not None else [problem.code for problem in problems]


def _expected(one: Expectation) -> object:
    return (one.path if one.path is not None else str(one.key), one.kind, one.value, one.within)
