"""Scoring by columns, broken on purpose in one place after the other: the comparison with ``score`` tells."""

from __future__ import annotations

import ast
import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pytest

from engine.batch import exact, scorer
from engine.batch.cells import numbers
from engine.batch.cells.raw import read_exact
from engine.batch.floats import decide
from engine.batch.lowering import alone, comparing, first, inputs, rounding, second, truth, whole
from engine.batch.lowering.grading import graded
from engine.batch.lowering.quotient import add, number
from engine.batch.plain import plain
from engine.batch.strange import Strange
from rubric import load_rubric_text
from rubric.record import replace
from tests.batch.test_equal import hold, only_floats
from tests.batch.typed_tables import Typed, stated

if TYPE_CHECKING:
    from collections.abc import Callable

    from rubric.model import Rubric

RUBRIC: Final = """
评分表: 并列与边界
满分: 35
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
换算: {万元: 10000 元}
事实:
  支出: {单位: 万元, 范围: "[0, inf)"}
  预算: {单位: 万元, 范围: "(0, inf)"}
  满意度: {单位: "%", 范围: "[0%, 100%]"}
  净增: {}
  已办: {类型: 是否}
  已备案: {类型: 是否}
指标:
  执行: {分值: 5, 公式: "分值 * 最小(1, 支出 / 预算)"}
  分档: {分值: 5, 分档: {量: 满意度, 档: {"[0%, 60%)": 1, "[60%, 80%)": 3, "[80%, 100%]": 5}}}
  增长: {分值: 5, 情形: [{当: 净增 <= 0, 得: 1}, {当: 净增 < 7.5, 得: 3}, {当: 净增 >= 8, 得: 5}, {其余: 4}]}
  办理: {分值: 5, 情形: [{当: 已办 or 已备案, 得: 5}, {其余: 0}]}
  满意: {分值: 5, 公式: 分值 * 满意度}
  规模: {分值: 5, 公式: "分值 * 平方根(满意度)"}
  偏离: {分值: 5, 扣分: [{量: "绝对值(支出 / 预算 - 100%)", 每: 1%, 计数: 起步, 扣: 0.25}]}
等级: {按: 舍入后, 优: "[24.15, 35]", 良: "[18, 24.15)", 差: "[0, 18)"}
"""
HEADS: Final = ("支出", "预算", "满意度", "净增", "已办", "已备案")
# Five times the root of such shares is a tie, which floating point takes for a little less.
ROOTS: Final = (11, 29, 199, 205, 207, 239, 243, 411, 415, 801, 817)
ROWS: Final = (
    ("0.001", "1", "60%", "0", "是", "否"),
    ("0.003", "1", "80%", "7.5", "否", "否"),
    ("１,０００.5", "1,001", "79.99%", "-3", "否", "是"),
    ("7", "7.000", "100%", "7.499", None, "是"),
    ("1", "3", "59.999%", "8", "是", None),
    ("2.995", "3", "0%", "1234567.25", "否", None),
    ("约 3 ± 1", "4", "64%", "1", "是", "否"),
    ("约 3 ± 2", "4", "64%", "1", "是", "否"),
    ("6", "6", "36%", "2", None, "否"),
    ("x", "6", "36%", "2", "否", "否"),
    *(("1", "8", f"{root * root / 10**4:.4f}%", "8", "是", "否") for root in ROOTS),
    ("1", "8", "0.1%", "8.01", "是", "否"),
    ("9007199254740993", "9007199254740995", "49%", "9", "是", "是"),
)


def the_rubric() -> Rubric:
    made, problems = load_rubric_text(RUBRIC)
    assert made is not None, [(one.code, one.message("en")) for one in problems]
    return made


def the_table() -> Typed:
    return stated([dict(zip(HEADS, row, strict=True)) for row in ROWS])


def test_the_table_is_scored_as_its_rows_are_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rubric, table = the_rubric(), the_table()
    assert hold(rubric, table) < len(ROWS)
    only_floats(monkeypatch)
    assert hold(rubric, table) < len(ROWS)


# -- one break each ----------------------------------------------------------------------------------


def half_up_is_floor(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rounding, "_half_up", whole.over)


def half_up_is_half_down(patch: pytest.MonkeyPatch) -> None:
    plain = rounding._half_up  # noqa: SLF001 - what is broken

    def down(top: whole.Whole, by: whole.Whole) -> whole.Whole:
        return plain(whole.sub(top, whole.literal(1)), by)

    patch.setattr(rounding, "_half_up", down)


def sign(one: str, other: str) -> Callable[[pytest.MonkeyPatch], None]:
    def swapped(patch: pytest.MonkeyPatch) -> None:
        kind: type[ast.cmpop] = getattr(ast, one)
        patch.setitem(comparing.SIGNS, kind, getattr(operator, other))

    return swapped


def bounds_are_halved(patch: pytest.MonkeyPatch) -> None:
    plain = inputs._outward  # noqa: SLF001 - what is broken
    patch.setattr(inputs, "_outward", lambda lo, hi: plain(lo // 2, hi // 2))


def or_is_symmetric(patch: pytest.MonkeyPatch) -> None:
    def both(a: truth.Truth, b: truth.Truth, *, any_: bool) -> truth.Truth:
        expr = (a.expr | b.expr) if any_ else (a.expr & b.expr)
        return truth.Truth(expr.fill_null(value=False), max(a.stage, b.stage))

    patch.setattr(truth, "_both", both)


def empty_cells_are_nothing_lacking(patch: pytest.MonkeyPatch) -> None:
    run = first.Leaves.run

    def filled(self: first.Leaves, frame: pl.DataFrame) -> pl.DataFrame:
        return run(self, frame.with_columns(pl.col(pl.Boolean).fill_null(value=True)))

    patch.setattr(first.Leaves, "run", filled)


def open_leaves_are_alike(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(alone, "key_of", lambda *_: None)


def odd_rows_are_plain(patch: pytest.MonkeyPatch) -> None:
    def unread(*args: Any) -> Any:
        found = plain(*args)
        return replace(found, odd=pl.repeat(value=False, n=found.height, eager=True), strange={})

    patch.setattr(scorer, "plain", unread)


def unread_by_cells(patch: pytest.MonkeyPatch) -> None:
    """Every odd row is scored by itself."""
    patch.setattr(Strange, "read", lambda _, cells, __: cells)


def rows_are_put_one_off(patch: pytest.MonkeyPatch) -> None:
    unread_by_cells(patch)
    put = scorer._put  # noqa: SLF001 - what is broken
    patch.setattr(scorer, "_put", lambda frame, rows, other: put(frame, [*rows[1:], rows[0]], other))


def rows_that_differ_are_scored_once(patch: pytest.MonkeyPatch) -> None:
    unread_by_cells(patch)
    patch.setattr(exact, "cells_of", lambda _part, rows, _columns: [()] * len(rows))


def decimal_points_are_lost(patch: pytest.MonkeyPatch) -> None:
    # What was made of the column before is left aside.
    patch.setattr(
        numbers, "read_exact", lambda cells, signs, *_: read_exact(cells.str.replace("\\.", ""), signs)
    )


def grades_read_a_cell_beside(patch: pytest.MonkeyPatch) -> None:
    cell = Fraction(1, 100)

    def beside(grades: Any, root: Any, names: Any) -> Any:
        off = add(root.low, number(cell), names.sheet)
        return graded(grades, replace(root, low=off, high=off, exact=off), names)

    patch.setattr(second, "graded", beside)


def floats_have_no_error(patch: pytest.MonkeyPatch) -> None:
    plain = decide.sign_of
    patch.setattr(decide, "sign_of", lambda value, _, *rest: plain(value, Fraction(0), *rest))


BREAKS: Final = (
    half_up_is_floor,
    half_up_is_half_down,
    pytest.param(sign("LtE", "lt"), id="at_most_is_below"),
    pytest.param(sign("Lt", "le"), id="below_is_at_most"),
    pytest.param(sign("GtE", "gt"), id="at_least_is_above"),
    bounds_are_halved,
    or_is_symmetric,
    empty_cells_are_nothing_lacking,
    open_leaves_are_alike,
    odd_rows_are_plain,
    rows_are_put_one_off,
    rows_that_differ_are_scored_once,
    decimal_points_are_lost,
    grades_read_a_cell_beside,
    floats_have_no_error,
)


@pytest.mark.parametrize("broken", BREAKS)
def test_a_break_shows(broken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    rubric, table = the_rubric(), the_table()
    broken(monkeypatch)
    with pytest.raises(AssertionError, match='"事实"'):
        hold(rubric, table)
