"""Whole numbers and float64 lend each other what they hold: cells stay those of the exact evaluation."""

from __future__ import annotations

import ast
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import polars as pl

from engine.batch.floats.bridge import added, approximated, borrowed, cells, keeper, times_constant
from engine.batch.lowering.nulls import Nulls
from engine.batch.lowering.quotient import Quotient, quotient
from engine.batch.lowering.sheet import Sheet
from engine.batch.lowering.tree import Lowering
from engine.batch.lowering.truth import Truth, Word
from engine.batch.lowering.whole import Whole
from rubric.number import round_places
from rubric.rules.reader import compare, constant
from tests.batch.floats_trees import MODES, NUMBERS, Rows, exactly, number_tree, rows_of, seeded
from tests.unit.formulas import tree_of


def lowering_of(sheet: Sheet) -> Lowering:
    def env(fact: str) -> Any:
        nulls = Nulls.of(fact)
        if fact == "是":
            return Truth(pl.col(fact), 0, nulls)
        if fact == "词":
            return Word(pl.col(fact), 0, nulls)
        under, low, high = NUMBERS[fact]
        return quotient(Whole(pl.col(fact), low, high, 0, nulls, fact), under)

    return Lowering(sheet, env, {})


def names_of(sheet: Sheet, **values: Any) -> Any:
    named = {
        word: SimpleNamespace(lowered=SimpleNamespace(expr=tree), range=None) for word, tree in values.items()
    }
    return SimpleNamespace(sheet=sheet, rubric=SimpleNamespace(values=named))


def column_of(found: Quotient | None, sheet: Sheet, rows: Rows) -> list[Any]:
    if found is None:
        return [None] * rows.frame.height
    frame = sheet.run(rows.frame.lazy()).select(found.over.expr.alias("=")).collect()
    held = frame.get_column("=").to_list()
    return [None if x is None else Fraction(x, found.by) for x in held * (rows.frame.height // len(held))]


def test_what_comes_back_is_what_the_exact_evaluation_rounds_to() -> None:
    having = sure = 0
    for seed in range(120):
        random = seeded(seed)
        tree, rows, sheet = number_tree(random, random.randint(1, 3)), rows_of(random, 25), Sheet()
        mode, factor = random.choice(MODES), random.choice((Fraction(1), Fraction(7, 3)))
        found = approximated(tree, lowering_of(sheet), names_of(sheet))
        held = column_of(cells(times_constant(found, factor, sheet), 2, mode, sheet), sheet, rows)
        for row, cell in zip(rows.rows, held, strict=True):
            exact = exactly(tree, row)
            if cell is not None:
                assert exact is not None
                assert cell == round_places(exact * factor, 2, mode)
            if exact is not None and abs(exact) < 10**9:
                having, sure = having + 1, sure + (cell is not None)
    assert sure > 0.9 * having


def test_ties_of_quotients_are_decided_by_whole_numbers() -> None:
    rows, sheet = rows_of(seeded(5), 300, missing=0), Sheet()
    tree = tree_of("sqrt(数) if 差 / 数 >= 0.6 else 差 / 3 * 0")
    held = column_of(
        cells(approximated(tree, lowering_of(sheet), names_of(sheet)), 2, "half_up", sheet), sheet, rows
    )
    due = [exactly(tree, row) for row in rows.rows]
    assert held == [None if x is None else round_places(x, 2, "half_up") for x in due]


def test_quotients_are_added_that_whole_numbers_cannot_add() -> None:
    sheet, rows = Sheet(), rows_of(seeded(6), 200, missing=0.02)
    trees = [tree_of("差 / 数"), tree_of("钱 / 总"), tree_of("数 / 钱"), tree_of("微 / 总")]
    lowering, keep = lowering_of(sheet), keeper(sheet)
    parts = [borrowed(lowering.value(tree), keep) for tree in trees]
    held = column_of(cells(added(parts, sheet), 2, "half_up", sheet), sheet, rows)
    sure = having = 0
    for row, cell in zip(rows.rows, held, strict=True):
        exact = [exactly(tree, row) for tree in trees]
        if None in exact:
            assert cell is None
            continue
        having, sure = having + 1, sure + (cell is not None)
        assert cell in (None, round_places(sum(exact, Fraction(0)), 2, "half_up"))
    assert sure > 0.8 * having


def test_a_value_that_whole_numbers_refuse_is_calculated_for_those_who_name_it() -> None:
    sheet, rows = Sheet(), rows_of(seeded(8), 60)
    root = tree_of("sqrt(数)")
    lowering = lowering_of(sheet)
    known, refuse = lowering.env, root

    def env(name: str) -> Any:
        return lowering.value(refuse) if name.removeprefix("known:") == "根" else known(name)

    lowering.env = env
    tree: ast.expr = ast.IfExp(
        compare(tree_of("根"), ast.Gt(), constant(Fraction(9))), tree_of("根"), constant(Fraction(9))
    )
    found = approximated(tree, lowering, names_of(sheet, 根=root))
    held = column_of(cells(found, 3, "down", sheet), sheet, rows)
    for row, cell in zip(rows.rows, held, strict=True):
        exact = exactly(root, row)
        due = None if exact is None else round_places(max(exact, Fraction(9)), 3, "down")
        assert cell == due or (cell is None and exact == round(exact))
    there = approximated(tree_of("1 if known(根) else 0"), lowering, names_of(sheet, 根=root))
    for row, cell in zip(rows.rows, column_of(cells(there, 0, "down", sheet), sheet, rows), strict=True):
        assert cell == (None if row["数"] is None else 1)
