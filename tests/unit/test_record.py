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


class Often(Record, often=True):
    """The same two numbers, of which many are made."""

    x: int
    y: int = 0
    name: str = ""


class Named(Point):
    """With one field more."""

    more: tuple[int, ...] = ()


@pytest.mark.parametrize("kind", [Point, Often])
def test_made_by_position_or_by_name_with_defaults(kind: type[Point]) -> None:
    assert (kind(1).x, kind(1).y, kind(1, name="a").name) == (1, 0, "a")
    assert kind(1, 2, "a") == kind(x=1, y=2, name="a")
    assert vars(kind(1, name="a")) == {"x": 1, "y": 0, "name": "a"}


def test_fields_that_a_subclass_adds() -> None:
    assert Named(1, more=(2,)).more == (2,)


@pytest.mark.parametrize("kind", [Point, Often])
def test_wrong_fields_are_refused(kind: type[Point]) -> None:
    for values, given in [((), {}), ((1, 2, "a", 4), {}), ((1,), {"z": 1}), ((), {"z": 1})]:
        with pytest.raises(TypeError):
            kind(*values, **given)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        replace(kind(1), z=2)  # type: ignore[call-arg]


@pytest.mark.parametrize("kind", [Point, Often])
def test_frozen_equal_and_hashable(kind: type[Point]) -> None:
    one = kind(1)
    with pytest.raises(AttributeError, match="cannot be changed"):
        one.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="cannot be changed"):
        del one.x
    assert one.x == 1
    assert {kind(1), kind(1, 0)} == {one}
    assert one != Named(1)
    assert replace(one, y=5) == kind(1, 5)
    assert repr(one) == f"{kind.__name__}(x=1, y=0, name='')"
    assert is_dataclass(one)
    assert asdict(one) == {"x": 1, "y": 0, "name": ""}
