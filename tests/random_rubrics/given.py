"""Facts of a random rubric: all known, some of them known no better than within a range, and back."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from engine.facts_given import Facts, Given, GivenRow
from engine.judged import Judged
from rubric.range import Range, intersect
from rubric.record import replace
from tests.random_rubrics.names import ONE, ZERO, chance
from tests.random_rubrics.rules import parts_of
from tests.strategies import NOWHERE, blurred, cuts, facts, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn

    from rubric.model import Item, Rubric

JUDGED = ("judgement", "given")


@st.composite
def facts_for(draw: DrawFn, rubric: Rubric) -> Facts:
    """Everything known, but for optional facts, some of which there are not."""
    known = draw(facts(rubric))
    at_cuts = dict(known.facts) | draw(_at_cuts(known, rubric))
    there = {n: g for n, g in at_cuts.items() if not _optional(rubric, n) or draw(st.booleans())}
    groups = [item for item in rubric.root.walk() if item.each is not None]
    rows = {item.each.table: draw(_rows_of(item, rubric)) for item in groups if item.each is not None}
    judged = {f"{item.path}/{name}": draw(_judged()) for item in groups for name in _names(item, rows)}
    leaves = {
        path: one for path, one in known.judgements.items() if path in {i.path for i in rubric.root.walk()}
    }
    return replace(known, facts=there, tables=dict(known.tables) | rows, judgements=leaves | judged)


@st.composite
def _at_cuts(draw: DrawFn, known: Facts, rubric: Rubric) -> dict[str, Given[Any]]:
    """Facts that bring the quantities of bands, bare or over another fact, exactly to their ends."""
    found: dict[str, Given[Any]] = {}
    for quantity, ends in _cut(rubric):
        name, by = _parts(quantity, known)
        value, fact = draw(st.sampled_from(ends)) * by, rubric.facts[name]
        whole = fact.type != "integer" or value.denominator == 1
        if not chance(draw, 4) and whole and (fact.range is None or fact.range.contains(value)):
            found[name] = _given(name, value)
    return found


def _parts(quantity: Any, known: Facts) -> tuple[str, Any]:
    """The fact that is measured and what it is divided by."""
    if isinstance(quantity, ast.BinOp):
        left, right = ast.unparse(quantity.left), ast.unparse(quantity.right)
        return left, known.facts[right].value
    return ast.unparse(quantity), ONE


def _cut(rubric: Rubric) -> Iterator[tuple[Any, list[Fraction]]]:
    """The quantities of bands that are a fact or one over another, with the ends of the bands."""
    rules = [rule for item in rubric.root.walk() for rule in (item.worth.rule, item.worth.ceiling)]
    for rule in rules:
        held = [b.interval for b in rule.branches if b.interval is not None] if rule is not None else []
        ends = [end for interval in held for end in (interval.lo, interval.hi) if end is not None]
        if rule is not None and ends and _simple(rule.quantity, rubric):
            yield rule.quantity, ends


def _simple(tree: Any, rubric: Rubric) -> bool:
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div):
        return (
            _simple(tree.left, rubric)
            and _simple(tree.right, rubric)
            and ast.dump(tree.left) != ast.dump(tree.right)
        )
    return (
        isinstance(tree, ast.Name)
        and tree.id in rubric.facts
        and rubric.facts[tree.id].type in ("number", "integer")
    )


def _optional(rubric: Rubric, name: str) -> bool:
    return name in rubric.facts and rubric.facts[name].optional


@st.composite
def _judged(draw: DrawFn) -> Judged:
    share = Fraction(draw(st.integers(0, 20)), 20)
    return Judged("", share, share, "…", NOWHERE)


@st.composite
def _rows_of(draw: DrawFn, group: Item, rubric: Rubric) -> tuple[GivenRow, ...]:
    """Rows of their own names whose points add up to those of the group; or none."""
    assert group.each is not None  # only groups of rows come here
    count, near = draw(st.integers(0, 3)), cuts(rubric)
    rows = []
    for number, points in enumerate(parts_of(draw, group.points, count) if count else ()):
        columns = rubric.facts[group.each.table].columns
        cells = {name: draw(values(held, near)) for name, held in columns.items()}
        cells |= {"名目": f"行{number}", "分数": points}
        rows.append(GivenRow({name: _given(name, value) for name, value in cells.items()}, NOWHERE))
    return tuple(rows)


def _names(group: Item, rows: dict[str, tuple[GivenRow, ...]]) -> list[str]:
    assert group.each is not None  # only groups of rows come here
    if not any(worth.rule is not None and worth.rule.rule in JUDGED for _, worth in group.each.rules):
        return []
    return [str(row.cells["名目"].value) for row in rows[group.each.table]]


def _given(name: str, value: Any) -> Given[Any]:
    return Given(name, value, str(value), place=NOWHERE)


# -- less and more of them -----------------------------------------------------------------------------


@st.composite
def opened(draw: DrawFn, known: Facts, rubric: Rubric) -> Facts:
    """The same facts, some of them open: missing, within a range, a level without a share, an empty cell."""
    found = draw(blurred(known, rubric))
    # Whether there is an optional fact is itself a fact, which is known here.
    there = {n: g for n, g in known.facts.items() if _optional(rubric, n) and n not in found.ranges}
    levels = {path: draw(_wider(one)) for path, one in known.judgements.items() if path in found.judgements}
    tables = {name: tuple(draw(_emptied(row)) for row in rows) for name, rows in found.tables.items()}
    return replace(found, facts=dict(found.facts) | there, judgements=levels, tables=tables)


@st.composite
def _wider(draw: DrawFn, one: Judged) -> Judged:
    if not chance(draw, 3):
        return one
    by = Fraction(draw(st.integers(0, 4)), 10)
    return replace(one, low=max(ZERO, one.low - by), high=min(ONE, one.high + by))


@st.composite
def _emptied(draw: DrawFn, row: GivenRow) -> GivenRow:
    """A row of which a cell may be open; its name and points are never."""
    kept = {n: cell for n, cell in row.cells.items() if n in ("名目", "分数") or not chance(draw, 5)}
    return replace(row, cells=kept)


@st.composite
def narrowed(draw: DrawFn, open_: Facts, known: Facts) -> Facts:
    """Open facts of which more is known: each as it was, within half its range, or known."""
    exact, ranges = dict(open_.facts), dict(open_.ranges)
    for name, given in known.facts.items():
        if name in exact or draw(st.booleans()):
            continue
        held = ranges.pop(name, None)
        if held is None or draw(st.booleans()):
            exact[name] = given
        else:
            ranges[name] = replace(held, value=_half(held.value, given.value))
    judged = {path: one for path, one in known.judgements.items() if draw(st.booleans())}
    tables = {name: rows for name, rows in known.tables.items() if draw(st.booleans())}
    return replace(
        open_,
        facts=exact,
        ranges=ranges,
        judgements=dict(open_.judgements) | judged,
        tables=dict(open_.tables) | tables,
    )


def _half(wide: Range, value: Any) -> Range:
    """The part of a range around a value that is half as far from it at either side."""
    low = None if wide.lo is None else (wide.lo + value) / 2
    high = None if wide.hi is None else (wide.hi + value) / 2
    found = intersect(wide, Range(low, high))
    assert found is not None  # both hold the value
    return found
