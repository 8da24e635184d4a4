"""The rule ``rank``: a subject's place among all decides what is earned, by bands of places."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from rubric.cohort_problems import NotPlaces
from rubric.number import read_number
from rubric.place import Text
from rubric.range import Range, read_range
from rubric.rules import bands
from rubric.rules.base import Lowered
from rubric.rules.reader import constant, name

if TYPE_CHECKING:
    from rubric.cohort_shape import RankRuleShape
    from rubric.problems import Problem
    from rubric.rules.reader import Reader


def lower(shape: RankRuleShape, reader: Reader) -> Lowered:
    """The bands of the fact that stands for the item's rank; a bare number is the band of one place."""
    ranked = (n for n, fact in reader.facts.items() if fact.cohort and fact.cohort.item == reader.path)
    fact = next(ranked, None)
    if fact is None:  # what is wrong with it was told
        return Lowered("bands", constant(Fraction(0)))
    read = {key: _places(key) for key in shape.bands}
    found = [(key, held) for key, held in read.items() if held is not None]
    problems: list[Problem] = [
        NotPlaces(place=key.place, found=key) for key, held in read.items() if held is None
    ]
    text = Text.at(fact, shape.of.place)
    return bands.over(name(fact), text, shape, found, problems, reader)


def _places(key: Text) -> Range | None:
    written = read_number(key)
    return read_range(key) if written is None or written.sign else Range.point(written.value)
