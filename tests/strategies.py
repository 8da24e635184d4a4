"""Facts drawn around a rubric's own cut points: each cut, a step to either side, the ends of ranges, zero."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from engine.facts_given import Facts, Given
from engine.testing import facts_for
from rubric.place import Place, Source
from rubric.range import Range, intersect, on_grid

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from rubric.model import Fact, Rubric

NOWHERE = Place(Source.of_text(""), 0, 0)


def cuts(rubric: Rubric) -> list[Fraction]:
    """Every constant that an expression of the rubric holds, its products and its neighbours."""
    trees = [item.worth.expr for item in rubric.root.walk()]
    trees += [value.lowered.expr for value in rubric.values.values()]
    trees += [worth.expr for item in rubric.root.walk() if item.each for _, worth in item.each.rules]
    found = {Fraction(0), Fraction(1)}
    for tree in trees:
        for node in ast.walk(tree):
            value: Any = node.value if isinstance(node, ast.Constant) else None
            if isinstance(value, Fraction):
                found.add(value)
    small = Fraction(1, 100)
    return sorted({x + d for x in found for d in (-1, -small, 0, small, 1)})


def values(fact: Fact, near: list[Fraction]) -> SearchStrategy[Any]:
    """A value of a fact."""
    if fact.type == "yes_no":
        return st.booleans()
    if fact.type == "choice":
        return st.sampled_from(fact.choices)
    if fact.type == "text":
        return st.sampled_from(["甲", "乙", "丙"])
    held = fact.range or Range.whole()
    ends = [end for end in (held.lo, held.hi) if end is not None]
    scale = Fraction(1, 100) if fact.unit == "%" else Fraction(1)
    wide = st.integers(-500, 20_000).map(lambda n: Fraction(n, 100) * scale * 100)
    some = st.one_of(st.sampled_from([*near, *ends]), wide, st.integers(-2, 300).map(Fraction))
    if fact.type == "integer":
        some = some.map(lambda x: Fraction(round(x)))
    inside = some.filter(held.contains)
    first = on_grid(held, fact.step or (Fraction(1) if fact.type == "integer" else Fraction(1, 1000)))
    return inside if first is None else st.one_of(inside, st.just(first))


def facts(rubric: Rubric) -> SearchStrategy[Facts]:
    """Facts of one subject, all known exactly."""
    return facts_for(rubric)


@st.composite
def blurred(draw: DrawFn, known: Facts, rubric: Rubric) -> Facts:
    """The same facts, some of them missing and some known only within a range that holds them."""
    exact: dict[str, Given[Any]] = {}
    ranges: dict[str, Given[Range]] = {}
    for name, given in known.facts.items():
        how = draw(st.sampled_from(("exact", "exact", "missing", "range")))
        if how == "range" and isinstance(given.value, Fraction):
            low, high = draw(st.sampled_from(((0, 1), (1, 0), (1, 1), (5, 5))))
            step = draw(st.sampled_from((Fraction(1, 100), Fraction(1), Fraction(7))))
            around = Range(given.value - low * step, given.value + high * step)
            fact = rubric.facts[name]
            held = around if fact.range is None else _inside(around, fact.range)
            ranges[name] = Given(name, held, "≈", place=NOWHERE)
        elif how != "missing":
            exact[name] = given
    judged = {path: one for path, one in known.judgements.items() if draw(st.booleans())}
    tables = {name: rows for name, rows in known.tables.items() if draw(st.booleans())}
    return Facts(None, None, None, exact, judged, sha256="", ranges=ranges, tables=tables)


def _inside(around: Range, held: Range) -> Range:
    found = intersect(around, held)
    assert found is not None  # both hold the value
    return found
