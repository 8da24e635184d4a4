"""The rule ``checklist``: each element that is there earns its points, or each that is missing takes some."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from rubric.forms import place_of, read_shape
from rubric.keywords import canonical_key
from rubric.number import read_number, show
from rubric.place import Row, Table, Text
from rubric.rules.base import Branch, Lowered
from rubric.rules.problems.lines import (
    ElementNameless,
    ElementTwice,
    ElementUnclear,
    MissingUnclear,
    NoElements,
)
from rubric.rules.problems.points import NotPositive, SumDiffers
from rubric.rules.reader import call, constant, minus, name
from rubric.shape import ElementShape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rubric.problems import Problem
    from rubric.rules.reader import Reader

ZERO = Fraction(0)
MISSING = frozenset(("each_missing", "list"))


class Listed(NamedTuple):
    """An element as it stands: its name, what it earns, whether the item is 0 without it."""

    name: Text
    earns: Text | None
    required: bool = False


def names(held: Table) -> list[Text]:
    """The elements that a checklist declares by standing there, however well or badly written."""
    if not _takes(held):
        return list(held)
    entry = next((v for k, v in held.items() if canonical_key(k, MISSING) == "list"), None)
    return [one for one in entry if isinstance(one, Text) and one] if isinstance(entry, Row) else []


def lower(held: Table, reader: Reader) -> Lowered:
    """The total of the elements; they are facts of their own, named PATH/ELEMENT."""
    if _takes(held):
        return _deductive(held, reader)
    listed = [one for key, value in held.items() if (one := _listed(key, value, reader)) is not None]
    branches = tuple(_element(one, _worth(one.earns, reader), reader.path, one.required) for one in listed)
    if len(listed) == len(held):
        _adds_up(listed, held, reader)
    expr: ast.expr = call("total", *_amounts(branches))
    needed = [b.test for b in branches if b.required and b.test is not None]
    if needed:
        # Zero, but where the item's least is above it: then the least, as holding it there would give.
        lacks = ast.UnaryOp(ast.Not(), needed[0] if len(needed) == 1 else ast.BoolOp(ast.And(), needed))
        expr = call("first", lacks, constant(max(ZERO, reader.least)), expr)
    return Lowered("checklist", expr, branches=branches)


def _takes(held: Table) -> bool:
    return {canonical_key(key, MISSING) for key in held} == MISSING


def _deductive(held: Table, reader: Reader) -> Lowered:
    parts = {canonical_key(key, MISSING): value for key, value in held.items()}
    each, elements = parts["each_missing"], names(held)
    worth = _worth(each if isinstance(each, Text) else None, reader)
    key = {canonical_key(key, MISSING): key for key in held}
    if worth is None or worth <= 0:
        place = place_of(each, key["each_missing"])
        reader.problems.append(MissingUnclear(place=place, name=each if isinstance(each, Text) else ""))
    if not elements:
        reader.problems.append(NoElements(place=place_of(parts["list"], key["list"]), name=key["list"]))
    else:
        reader.problems += _misnamed(parts["list"], key["list"])
    if worth is None or worth <= 0 or not elements:
        return Lowered("checklist", constant(ZERO))
    branches = tuple(_element(Listed(one, None), worth, reader.path, False, takes=True) for one in elements)
    expr = minus(name("points"), call("total", *_amounts(branches)))
    options = (("each_missing", show(worth)),)
    return Lowered("checklist", expr, branches=branches, clamps=True, options=options)


def _misnamed(entries: Row, key: Text) -> Iterator[Problem]:
    """The entries of a list that name no element, or one that was named before."""
    seen: set[str] = set()
    for one in entries:
        if not isinstance(one, Text) or not one:
            yield ElementNameless(place=place_of(one, key), name=key)
        elif one in seen:
            yield ElementTwice(place=one.place, name=one)
        else:
            seen.add(one)


def _amounts(branches: Iterable[Branch]) -> list[ast.expr]:
    return [b.amount for b in branches if b.amount is not None]


def _listed(key: Text, value: Any, reader: Reader) -> Listed | None:
    if isinstance(value, Table):
        shape = read_shape(ElementShape, value, key, reader.problems)
        if shape is None:
            return None
        one = Listed(key, shape.earns, shape.required)
    else:
        one = Listed(key, value if isinstance(value, Text) else None)
    if one.earns is None or _worth(one.earns, reader) is None:
        reader.problems.append(ElementUnclear(place=place_of(value, key), name=key))
        return None
    if (_worth(one.earns, reader) or ZERO) <= 0 < (reader.points or 1):
        reader.problems.append(NotPositive(place=one.earns.place, found=str(one.earns)))
        return None
    return one


def _adds_up(listed: Iterable[Listed], held: Table, reader: Reader) -> None:
    found = sum((_worth(one.earns, reader) or ZERO for one in listed), ZERO)
    if reader.points is not None and found != reader.points:
        name, due = reader.path.rpartition("/")[2], show(reader.points)
        reader.problems.append(SumDiffers(place=held.place, name=name, found=show(found), due=due))


def _element(
    one: Listed, worth: Fraction | None, path: str, required: bool, *, takes: bool = False
) -> Branch:
    test, earned = name(f"{path}/{one.name}"), constant(worth or ZERO)
    amount = ast.IfExp(test, constant(ZERO), earned) if takes else ast.IfExp(test, earned, constant(ZERO))
    return Branch(
        "element",
        str(one.name),
        test,
        amount,
        fact=test.id,
        each=show(worth or ZERO),
        place=one.name.place,
        required=required,
    )


def _worth(text: Text | None, reader: Reader) -> Fraction | None:
    written = read_number(text) if text is not None else None
    if written is None:
        return None
    return written.value * (reader.points or ZERO) if written.sign else written.value
