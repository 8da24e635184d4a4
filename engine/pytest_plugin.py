"""The tests of rubrics as tests of pytest: every ``*.test.yaml`` that it comes upon is collected.

What they need is imported when the first such file is met: the plugin is active wherever this package
is installed, and most runs of pytest have none.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from engine.proof.cases import Suite, Test
    from rubric.problems import Problem

ENDS = (".test.yaml", ".test.yml")
WIDTH = 100


class UnreadableError(Exception):
    """A file of tests, or a test, that cannot be read; its text is what ``rubric test`` prints."""


class FailedError(Exception):
    """A test that failed; its text is what ``rubric test`` prints."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The tests of a file, if it is one of tests."""
    if not file_path.name.endswith(ENDS):
        return None
    made: pytest.Collector = RubricTests.from_parent(parent, path=file_path)
    return made


class RubricTests(pytest.File):
    """A file of tests of a rubric."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its tests, each an item of its own. Raises UnreadableError where something is wrong with it."""
        from engine.proof.cases_found import Finder

        finder = Finder()
        finder.find([str(self.path)])
        if finder.problems:
            raise UnreadableError(_said(finder.problems))
        for suite in finder.suites:
            for test in suite.tests:
                yield RubricTest.from_parent(self, name=str(test.name), suite=suite, test=test)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]
        """What is wrong, without a traceback."""
        if isinstance(excinfo.value, UnreadableError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))


class RubricTest(pytest.Item):
    """One test of a rubric."""

    def __init__(self, *, suite: Suite, test: Test, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]  # what pytest itself passes on
        self.suite, self.test = suite, test

    def runtest(self) -> None:
        """Run it. Raises FailedError where it fails, UnreadableError where it names what does not exist."""
        from engine.proof.cases_run import run_test
        from engine.proof.cases_text import Told, plain

        outcome = run_test(self.test, self.suite.rubric)
        if outcome.wrong:
            raise UnreadableError(_said(outcome.wrong))
        if not outcome.passed:
            told = Told(self.suite.rubric.language, WIDTH)
            raise FailedError(plain(told.failed(outcome, self.path.name)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]
        """The text of the failure, without a traceback."""
        if isinstance(excinfo.value, FailedError | UnreadableError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands: the line counted from 0."""
        return self.path, self.test.place.line - 1, f"{self.path.name}: {self.name}"


def _said(problems: Sequence[Problem]) -> str:
    from engine.console import locale_language
    from rubric.report import render_problems

    return render_problems(problems, locale_language())
