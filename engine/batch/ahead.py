"""Ahead: what comes next, made while what is there is used; behind: what is finished, put away meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from concurrent.futures import Future

T = TypeVar("T")


def ahead(made: Iterator[T]) -> Generator[T, None, None]:
    """The same in the same order, one of them ahead in a thread of its own; what that raises is raised here.

    Two are held at once at most. A thread that is at work is waited for when this is closed.
    """
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(_next, made)
        while one := coming.result():
            coming = pool.submit(_next, made)
            yield from one


def _next(made: Iterator[T]) -> list[T]:
    # An exception of the end cannot be passed on as one of an iterator.
    return [*islice(made, 1)]


class Behind:
    """Does one thing at a time in a thread of its own, in the order they are given."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(1)
        self.doing: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Wait for what is being done; what it raises counts where nothing else was raised."""
        self.pool.shutdown(wait=True)
        if kind is None:
            self.wait()

    def do(self, act: Callable[[], None]) -> None:
        """Do this once the one before is done; raises what that one raised."""
        self.wait()
        self.doing = self.pool.submit(act)

    def wait(self) -> None:
        """Wait for what is being done, and raise what it raises."""
        doing, self.doing = self.doing, None
        if doing is not None:
            doing.result()
