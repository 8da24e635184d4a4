"""The rule ``checklist``: each element that is there earns its points."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

from rubric.model import Element
from rubric.number import Written, show
from rubric.rules.base import Branch, Lowered
from rubric.rules.problems import SumDiffers
from rubric.rules.reader import call, constant, name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rubric.rules.reader import Reader
    from rubric.source import Text


def lower(elements: dict[Text, Written], reader: Reader) -> Lowered:
    """The total of the elements; they are facts of their own, named PATH/ELEMENT."""
    branches = tuple(_element(element, worth, reader) for element, worth in elements.items())
    found = sum((_worth(w, reader) for w in elements.values()), Fraction(0))
    if found != reader.points:
        place = next(iter(elements)).place if elements else None
        due = show(reader.points)
        reader.problems.append(SumDiffers(place=place, name=reader.path, found=show(found), due=due))
    amounts = [b.amount for b in branches if b.amount is not None]
    return Lowered("checklist", call("total", *amounts), branches=branches)


def elements(written: Iterable[Text], path: str) -> list[Element]:
    """The yes/no facts that a checklist declares by standing there."""
    return [Element(f"{path}/{element}", str(element), path, element.place) for element in written]


def _element(element: Text, worth: Written, reader: Reader) -> Branch:
    test = name(f"{reader.path}/{element}")
    amount = ast.IfExp(test, constant(_worth(worth, reader)), constant(Fraction(0)))
    each = show(_worth(worth, reader))
    return Branch("element", str(element), test, amount, fact=test.id, each=each, place=element.place)


def _worth(worth: Written, reader: Reader) -> Fraction:
    return worth.value * reader.points if worth.sign else worth.value
