"""What is made ahead and done behind: the same things in the same order, and nothing that goes wrong is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batch.ahead import Behind, ahead


@given(st.lists(st.none() | st.integers(), max_size=8))
def test_the_same_in_the_same_order(some: list[int | None]) -> None:
    assert [*ahead(iter(some))] == some


def test_one_is_made_while_one_is_used_and_no_more() -> None:
    made: list[int] = []
    second = threading.Event()

    def numbers() -> Iterator[int]:
        for n in range(5):
            made.append(n)
            if n == 1:
                second.set()
            yield n

    with closing(ahead(numbers())) as coming:
        assert made == []
        assert next(coming) == 0
        assert second.wait(5), "the next one is made before it is asked for"
        time.sleep(0.02)
        assert made == [0, 1]
        assert next(coming) == 1
    assert made in ([0, 1], [0, 1, 2])
    # Nothing is made behind the end.
    before = [*made]
    time.sleep(0.02)
    assert made == before


def test_what_goes_wrong_is_raised_where_it_would_have_been() -> None:
    def numbers() -> Iterator[int]:
        yield 1
        raise OSError(28, "full")

    coming = ahead(numbers())
    assert next(coming) == 1
    with pytest.raises(OSError, match="full"):
        next(coming)


def test_things_are_done_one_after_the_other() -> None:
    done: list[int] = []

    def act(n: int) -> None:
        time.sleep(0.01 if n % 2 else 0)
        done.append(n)

    with Behind() as behind:
        for n in range(6):
            behind.do(lambda n=n: act(n))  # type: ignore[misc]
            assert len(done) >= n - 1
    assert done == [*range(6)]


def fail() -> None:
    raise OSError(28, "full")


def test_what_fails_is_raised_at_the_next_or_at_the_end() -> None:
    with Behind() as behind:
        behind.do(fail)
        with pytest.raises(OSError, match="full"):
            behind.do(lambda: None)
    behind = Behind()
    behind.do(fail)
    with pytest.raises(OSError, match="full"), behind:
        pass


def test_what_ends_it_waits_for_what_is_done_and_counts_more() -> None:
    done: list[int] = []

    def act() -> None:
        time.sleep(0.02)
        done.append(1)
        fail()

    behind = Behind()
    behind.do(act)
    with pytest.raises(KeyboardInterrupt), behind:
        raise KeyboardInterrupt
    assert done == [1]
