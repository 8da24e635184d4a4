"""Records behave as frozen dataclasses do."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass, replace

import pytest

from rubric.record import Record


class Point(Record):
    """Two numbers, and what they are called."""

    x: int
    y: int = 0
    name: str = ""


class Named(Point):
    """With one field more."""

    more: tuple[int, ...] = ()


def test_made_by_position_or_by_name_with_defaults() -> None:
    assert (Point(1).x, Point(1).y, Point(1, name="a").name) == (1, 0, "a")
    assert Point(1, 2, "a") == Point(x=1, y=2, name="a")
    assert Named(1, more=(2,)).more == (2,)


def test_wrong_fields_are_refused() -> None:
    for values, given in [((), {}), ((1, 2, "a", 4), {}), ((1,), {"z": 1})]:
        with pytest.raises(TypeError, match="takes"):
            Point(*values, **given)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        replace(Point(1), z=2)  # type: ignore[call-arg]


def test_frozen_equal_and_hashable() -> None:
    one = Point(1)
    with pytest.raises(AttributeError, match="cannot be changed"):
        one.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="cannot be changed"):
        del one.x
    assert one.x == 1
    assert {Point(1), Point(1, 0)} == {one}
    assert one != Named(1)
    assert replace(one, y=5) == Point(1, 5)
    assert repr(one) == "Point(x=1, y=0, name='')"
    assert is_dataclass(one)
    assert asdict(one) == {"x": 1, "y": 0, "name": ""}
