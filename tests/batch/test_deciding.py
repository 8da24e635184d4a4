"""What decides formulas in columns: rows that it does not tell apart come to the same, exactly or within ranges."""

from __future__ import annotations

import ast
import os
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.batch.cells.column import Column
from engine.batch.lowering import alike
from engine.batch.lowering.alone import nobody
from engine.batch.lowering.deciding import Deciding
from engine.batch.lowering.entries import key_of
from engine.batch.lowering.rising import rises
from engine.batch.lowering.subjects import facts_of
from engine.world import Context, World
from rubric import load_rubric_text
from rubric.formula import enclose, names_of
from rubric.range import Range
from rubric.rules.reader import call, constant, name, over, times

if TYPE_CHECKING:
    from rubric.model import Rubric

RANGES: Final = ("(-inf, inf)", "[0, inf)", "(0, inf)", "[1, 50]", "(-5, 0]", "[-3, 3]", "(-inf, -2]")
FACTS: Final = tuple("甲乙丙丁")
HEIGHT: Final = 80
SOME: Final = settings(
    max_examples=40 * int(os.environ.get("RANDOM_RUBRICS", "1")),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def all_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "SHAPES", 1000)


def rubric_over(ranges: list[str]) -> Rubric:
    facts = "".join(f'  {fact}: {{范围: "{held}"}}\n' for fact, held in zip(FACTS, ranges, strict=True))
    text = f"评分表: 试\n满分: 9\n舍入: 不舍入\n事实:\n{facts}指标:\n  项: {{分值: 9, 公式: '限于(甲 + 乙 + 丙 + 丁, 0, 9)'}}\n"
    made, problems = load_rubric_text(text)
    assert made is not None, [(one.code, one.message("zh")) for one in problems]
    return made


def formula(text: str) -> ast.expr:
    tree: ast.expr = ast.parse(text, mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = Fraction(str(node.value))  # type: ignore[assignment]  # as the rubric's trees hold it
    return tree


# Formulas, ranges of what is missing in them in all rows, and the cells of the others.
TOLD: Final[tuple[tuple[str, dict[str, str], dict[str, tuple[int, ...]]], ...]] = (
    ("(甲 + 丙) * 乙", {"丙": "[1, 50]"}, {"甲": (1, 3, 2), "乙": (2, 1, 3)}),
    ("(甲 + 丙) / 乙", {"丙": "[1, 50]"}, {"甲": (1, 3, 5), "乙": (1, 2, 3)}),
    ("(甲 - 丙) * 乙", {"丙": "[1, 50]"}, {"甲": (1, -1, 0), "乙": (-2, -1, -3)}),
    ("乙 / (甲 + 丙)", {"丙": "[1, 50]"}, {"甲": (1, 3, 2), "乙": (2, 4, 3)}),
    ("乙 * (甲 + 丁)", {"丁": "[-3, 3]"}, {"甲": (1, 2, 3), "乙": (5, 2, 5)}),
    ("(甲 - 1 + 乙) * 丙", {"乙": "[0, inf)", "丙": "(0, 5]"}, {"甲": (1, 2, 3)}),
    ("(甲 - 2 + 丁) * 乙", {"丁": "[-3, 3]"}, {"甲": (1, 2, 3), "乙": (1, -1, 2)}),
    ("(甲 - 5 + 丙 * 乙) * 丁", {"丙": "[0, 1]", "丁": "[-3, 3]"}, {"甲": (1, 5, 3), "乙": (5, 1, 3)}),
)


@pytest.mark.parametrize(("text", "missing", "cells"), TOLD)
def test_both_ends_decide(text: str, missing: dict[str, str], cells: dict[str, tuple[int, ...]]) -> None:
    rubric = rubric_over([missing.get(fact, RANGES[0]) for fact in FACTS])
    held: Any = {fact: [None] * HEIGHT for fact in missing}
    for fact, some in cells.items():
        many = {"甲": some, "乙": [one for one in some for _ in some]}[fact]
        held[fact] = [many[at % len(many)] for at in range(HEIGHT)]
    told_apart(rubric, formula(text), held)


def numbers() -> st.SearchStrategy[ast.expr]:
    some = st.sampled_from((Fraction(0), Fraction(1), Fraction(-2), Fraction(1, 3), Fraction(100)))
    return some.map(constant)


def trees() -> st.SearchStrategy[ast.expr]:
    leaves = st.one_of(st.sampled_from(FACTS).map(name), st.sampled_from(FACTS).map(name), numbers())
    return st.recursive(leaves, _larger, max_leaves=5)


def _larger(some: st.SearchStrategy[ast.expr]) -> st.SearchStrategy[ast.expr]:
    both = st.tuples(some, some)
    added = st.sampled_from((ast.Add(), ast.Sub()))
    return st.one_of(
        st.tuples(some, added, some).map(lambda parts: ast.BinOp(*parts)),
        both.map(lambda parts: times(*parts)),
        both.map(lambda parts: over(*parts)),
        both.map(lambda parts: over(*parts)),
        both.map(lambda parts: call("min", *parts)),
        some.map(lambda part: ast.UnaryOp(ast.USub(), part)),
    )


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Rubric, ast.expr, dict[str, list[int | None]]]:
    """A formula, and columns of few different whole numbers for the facts in it."""
    ranges = draw(st.lists(st.sampled_from(RANGES), min_size=len(FACTS), max_size=len(FACTS)))
    rubric = rubric_over(ranges)
    chance = draw(st.randoms(use_true_random=False))
    held: dict[str, list[int | None]] = {}
    for fact in FACTS:
        allowed = rubric.facts[fact].range or Range.whole()
        whole = [n for n in (-4, -2, -1, 0, 1, 2, 3, 4, 40) if allowed.contains(Fraction(n))]
        held[fact] = [None if chance.randrange(3) == 0 else chance.choice(whole) for _ in range(HEIGHT)]
    tree = draw(trees())
    assume(names_of(tree))
    return rubric, tree, {fact: held[fact] for fact in FACTS if fact in names_of(tree)}


def told_apart(rubric: Rubric, tree: ast.expr, held: dict[str, list[int | None]]) -> int:
    """How many cases there are; rows of one case must come to the same."""
    frame = pl.DataFrame({fact: pl.Series(column, dtype=pl.Int64) for fact, column in held.items()})
    columns = {fact: _column(frame[fact]) for fact in held}
    item = rubric.root.items[0]
    cases = alike.Alike(item, rubric, (tree,)).cases(frame, columns)
    assert cases is not None  # so many shapes are looked at
    found: dict[int, Any] = {}
    for code, row in zip(cases.codes, frame.iter_rows(named=True), strict=True):
        world = World(rubric, facts_of(row, columns, {}), nobody)
        key = key_of((tree,), Context(world, item.points))
        assert found.setdefault(code, _plain(key)) == _plain(key), (ast.dump(tree), row)
    return len(cases.all)


def _plain(key: Any) -> Any:
    """A key without the kind of what is lacking, and one for all that may have no value."""
    known, *rest = key[0]
    return rest[0] if known else rest[1] if isinstance(rest[1], tuple) else "none"


def _column(values: pl.Series) -> Column:
    lo, hi = values.min(), values.max()
    return Column(values, 1, lo, hi)  # type: ignore[arg-type]  # whole numbers or none


@given(drawn())
@SOME
def test_rows_that_are_not_told_apart_come_to_the_same(one: tuple[Rubric, ast.expr, Any]) -> None:
    told_apart(*one)


def test_rows_are_told_apart_by_what_matters_only() -> None:
    rubric = rubric_over(["[0, inf)", "(0, inf)", "[1, 50]", "[-3, 3]"])
    many: Any = list(range(1, HEIGHT + 1))
    none: Any = [None] * HEIGHT
    ratio = over(name("甲"), name("乙"))
    # Whatever is above 0 over a number of which nothing else is known is any number above 0.
    assert told_apart(rubric, ratio, {"甲": many, "乙": none, "丙": none, "丁": none}) == 1
    assert told_apart(rubric, ratio, {"甲": none, "乙": many, "丙": none, "丁": none}) == 1
    assert told_apart(rubric, ratio, {"甲": [3] * HEIGHT, "乙": many, "丙": none, "丁": none}) == HEIGHT
    by = over(name("甲"), name("丙"))
    assert told_apart(rubric, by, {"甲": [n // 40 for n in many], "乙": none, "丙": none, "丁": none}) == 3
    assert (
        told_apart(rubric, times(name("甲"), name("乙")), {"甲": many, "乙": many, "丙": none, "丁": none})
        > 9
    )


def test_a_zero_that_only_some_rows_reach_tells_them_apart() -> None:
    """A closed 0 times an open end is 0 itself; a number above 0 times it only comes near."""
    rubric = rubric_over(["[0, inf)", "(0, inf)", "[1, 50]", "[-3, 3]"])
    held: Any = {"甲": [n % 3 for n in range(HEIGHT)], "乙": [None] * HEIGHT, "丙": [None] * HEIGHT}
    tree = times(ast.BinOp(name("甲"), ast.Mult(), name("丙")), over(constant(Fraction(1)), name("乙")))
    assert told_apart(rubric, tree, {**held, "丁": [None] * HEIGHT}) >= 2


@pytest.mark.parametrize("parts", [0, 1])
def test_what_decides_is_needed(parts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Deciding.parts
    monkeypatch.setattr(Deciding, "parts", lambda self, some: found(self, some)[:parts])
    rubric = rubric_over(["[0, inf)", "(0, inf)", "[1, 50]", "[-3, 3]"])
    chance: Any = [n * n % 7 + 1 for n in range(HEIGHT)]
    tree = call("min", name("甲"), name("乙"))
    held = {"甲": chance, "乙": chance[::-1], "丙": [None] * HEIGHT, "丁": [None] * HEIGHT}
    with pytest.raises(AssertionError, match=r"BinOp|Call"):
        told_apart(rubric, tree, held)


# -- formulas that rise ------------------------------------------------------------------------------


@st.composite
def ends(draw: st.DrawFn) -> dict[str, Range]:
    """A closed range for each name."""
    some = st.fractions(-9, 9, max_denominator=6)
    pairs = ((fact, draw(some), draw(some)) for fact in FACTS)
    return {fact: Range(min(one, other), max(one, other)) for fact, one, other in pairs}


@given(trees(), ends())
@SOME
def test_the_ends_of_what_rises_are_what_it_comes_to_at_the_ends(
    tree: ast.expr, held: dict[str, Range]
) -> None:
    if not rises(tree, FACTS):
        return
    at_ends = [
        enclose(tree, {fact: Range.point(_end(one, side)) for fact, one in held.items()}.__getitem__)
        for side in (0, 1)
    ]
    low, high = at_ends
    assert isinstance(low, Range)
    assert isinstance(high, Range)
    assert enclose(tree, held.__getitem__) == Range(low.lo, high.hi)


def _end(held: Range, side: int) -> Fraction:
    end = held.hi if side else held.lo
    assert end is not None  # they are closed
    return end


def test_what_may_fall_does_not_rise() -> None:
    one, two = name("甲"), name("乙")
    assert rises(
        ast.BinOp(times(constant(Fraction(2, 5)), one), ast.Add(), over(two, constant(Fraction(3)))), FACTS
    )
    for tree in (
        ast.BinOp(one, ast.Sub(), two),
        times(constant(Fraction(-1)), one),
        times(one, two),
        over(constant(Fraction(1)), one),
        call("abs", one),
        name("戊"),
    ):
        assert not rises(tree, FACTS)
