"""One run of Hypothesis: so many examples from a seed, the smallest that fails, and no file left behind."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import HypothesisException

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import SearchStrategy

Drawn = TypeVar("Drawn")
_QUIET: Final[Any] = {
    "database": None,
    "deadline": None,
    "derandomize": False,
    "print_blob": False,
    "report_multiple_bugs": False,
    "suppress_health_check": tuple(HealthCheck),
    "verbosity": Verbosity.quiet,
}


class _FailedError(Exception):
    """An example has what is looked for."""


@contextmanager
def nothing_left() -> Iterator[None]:
    """A folder for what Hypothesis keeps of a run, gone after it."""
    with tempfile.TemporaryDirectory(prefix="rubric-") as folder:
        set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)


def visit(strategy: SearchStrategy[Drawn], look: Callable[[Drawn], None], count: int, start: int) -> None:
    """Show ``look`` up to ``count`` examples of a seed; fewer where there are no more."""

    @seed(start)
    @settings(max_examples=count, phases=(Phase.generate,), **_QUIET)
    @given(strategy)
    def run(example: Drawn) -> None:
        look(example)

    _quietly(run)


def smallest(
    strategy: SearchStrategy[Drawn], fails: Callable[[Drawn], bool], count: int, start: int
) -> Drawn | None:
    """The simplest example of a seed that fails, None where none does."""
    last: list[Drawn] = []

    @seed(start)
    @settings(max_examples=count, phases=(Phase.generate, Phase.shrink), **_QUIET)
    @given(strategy)
    def run(example: Drawn) -> None:
        if fails(example):
            last[:] = [example]
            raise _FailedError

    _quietly(run)
    return last[0] if last else None


def _quietly(run: Callable[[], None]) -> None:
    try:
        run()
    except (_FailedError, HypothesisException):
        return  # found, or no example passes what binds the facts
