"""Cells that are not plainly written, and empty ones: only the leaves that read them are scored by themselves."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pytest
from hypothesis import given

from engine.batch import exact, strange
from engine.batch.lowering import alike, group_ends, names
from engine.batch.lowering.deciding import Deciding
from engine.batch.scorer import Scorer
from rubric import load_rubric_text
from rubric.record import replace
from tests.batch import typed_tables
from tests.batch.plain_facts import compare
from tests.batch.test_equal import Drawn, hold, some, tables
from tests.batch.test_equal_mutants import ROWS, the_rubric, the_table
from tests.batch.test_kernel_random import tables as lacking_tables
from tests.batch.typed_tables import stated

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.facts_given import Facts
    from rubric.model import Rubric

RUBRIC: Final = """
评分表: 处处读数
满分: 30
舍入: {位数: 2, 方式: 四舍五入, 于: [指标, 总分]}
汇总: {公式: 甲组 * 60% + 乙组 * 40%}
事实:
  支出: {单位: 万元, 范围: "[0, inf)"}
  预算: {单位: 万元, 范围: "(0, inf)"}
  在编: {类型: 整数, 范围: "[1, inf)"}
  在岗: {类型: 整数, 范围: "[0, inf)"}
  净增: {}
  可无: {可缺: 是}
  违规: {类型: 是否}
指标:
  甲组:
    分值: 30
    指标:
      执行: {分值: 10, 分档: {量: 支出 / 预算, 档: {"(-inf, 60%)": 0, "[60%, 90%)": 4, "[90%, inf)": 10}}}
      控编: {分值: 10, 扣分: [{量: 在岗 / 在编 - 100%, 每: 1%, 扣: 0.5, 计数: 足额}]}
      增长: {分值: 10, 情形: [{当: 净增 * 支出 <= 0, 得: 1}, {当: 已知(可无) and 可无 > 2, 得: 9}, {其余: 4}]}
    否决: [{当: 违规 or 净增 > 1000}]
  乙组:
    分值: 30
    指标:
      规模: {分值: 10, 公式: "分值 * 最小(1, (支出 + 净增) / (预算 + 1))"}
      综合: {分值: 5, 公式: "限于(支出 / 预算, 0, 1) * 2 + 限于(净增 / 10, 0, 1) * 2 - 限于(在岗 / 100, 0, 1)", 最低: -1}
      编制: {分值: 15, 公式: "分值 * 限于(1 - (在岗 - 在编) / 在编, 0, 1)"}
等级: {按: 舍入后, 优: "[25, 30]", 中: "[10, 25)", 差: "(-inf, 10)", 改判: [{当: 净增 < -1000, 等级: 差, 因: 减}]}
核对: {不超: {式: 支出 <= 预算, 容差: 末位, 严重: 警告}, 够: {式: 在岗 >= 在编 - 3, 严重: 错误}}
"""
HEADS: Final = ("支出", "预算", "在编", "在岗", "净增", "可无", "违规")
PLAIN: Final = ("95.00", "100", "40", "41", "3", None, "否")
# Cells that no column holds as a plain number: ranges, estimates, and numbers with more digits than 64 bits have.
ODD: Final[dict[str, tuple[str, ...]]] = {
    "支出": ("约 95 ± 1", "[90, 95)", "至少 60", "约 91", "95.0000000000000000001", "[0, 0]"),
    "预算": ("约 100 ± 0.5", "(99, 101]", "至少 100", "1" + "0" * 25),
    "在编": ("[40, 42]", "至少 40", "约 40"),
    "在岗": ("[41, 41]", "[39, 44]", "约 41 ± 2"),
    "净增": ("约 3 ± 5", "至少 0", "(0, 2)", "-[1, 2]", "约 1000 ± 1", "[-1002, -999]"),
    "可无": ("[1, 3]", "至少 3", "约 0"),
}


def rubric_of(text: str) -> Rubric:
    made, problems = load_rubric_text(text)
    assert made is not None, [(one.code, one.message("zh")) for one in problems]
    return made


def rows() -> list[dict[str, str | None]]:
    """The plain row, the same with each odd cell, and with an odd cell and another that is empty."""
    base: dict[str, str | None] = dict(zip(HEADS, PLAIN, strict=True))
    odd = [{name: cell} for name, cells in ODD.items() for cell in cells]
    lacks: list[dict[str, str | None]] = [{name: None} for name in HEADS[1::2]]
    return [base] + [{**base, **one, **gone} for one in [{}, *odd] for gone in [{}, *lacks]]


def varied() -> list[dict[str, str | None]]:
    """Rows of different numbers, of which one or two facts are missing."""
    some: list[tuple[str | None, ...]] = [
        ("95", "100", "40", "41", "3", "5", "否"),
        ("0", "7.5", "40", "43", "-3", None, "否"),
    ]
    some += [("95", "100", "40", "41", "8", "5", "否"), ("95", "100", "40", "50", "8", "1", "否")]
    some += [("60", "100", "20", "23", "0", "1", None), ("6.66", "7.40", "1", "0", "7", "2.5", "否")]
    found: list[dict[str, str | None]] = [dict(zip(HEADS, one, strict=True)) for one in some]
    pairs = tuple(combinations_with_replacement(HEADS, 2))
    return [{**row, one: None, other: None} for row in found for one, other in pairs]


def test_odd_cells_are_asked_for_in_the_leaves_that_read_them() -> None:
    rubric, found = rubric_of(RUBRIC), rows()
    bad = sum("-[1, 2]" in row.values() for row in found)
    assert hold(rubric, stated(found)) == bad


def test_rows_that_are_scored_by_columns_of_like_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "FEW", 0)
    rubric, found = rubric_of(RUBRIC), [*rows(), *varied()]
    assert hold(rubric, stated(found)) == sum("-[1, 2]" in row.values() for row in found)


def test_parts_say_what_the_whole_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept from part to part holds in all of them, also where their columns have other decimals."""
    monkeypatch.setattr(alike, "FEW", 3)
    rubric, table = rubric_of(RUBRIC), stated([*rows(), *varied()])
    whole = Scorer(rubric, "zh").part(table.part)
    scorer, found = Scorer(rubric, "zh"), []
    for number, at in enumerate(range(0, table.part.height, 23)):
        part = replace(table.part, number=number, first=2 + at, frame=table.part.frame[at : at + 23])
        found.append(scorer.part(part).outcomes)
    assert pl.concat(found).equals(whole.outcomes)


def test_random_tables_with_many_odd_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_tables, "STRANGE", 1)
    monkeypatch.setattr(alike, "FEW", 0)

    @given(tables())
    @some(8)
    def held(drawn: Drawn) -> None:
        hold(*drawn)

    held()


def test_random_rubrics_over_rows_that_lack_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "FEW", 0)

    @given(lacking_tables(missing=True))
    @some(8)
    def held(table: tuple[Rubric, list[Facts]]) -> None:
        compare(*table)

    held()


def test_problems_are_those_of_the_whole_row() -> None:
    """A row of which only the odd cells are looked at has the problems of all its cells, at their places."""
    rubric = rubric_of(RUBRIC)
    found = [{**dict(zip(HEADS, PLAIN, strict=True)), **one} for one in BAD]
    part = stated(found).part
    scored = Scorer(rubric, "zh").part(part)
    _, alone = exact.exact(part, list(range(len(found))), rubric, Scorer(rubric, "zh").layout)
    assert [(p.row, p.problem.message("zh")) for p in scored.bad] == [
        (p.row, p.problem.message("zh")) for p in alone
    ]
    assert len(alone) > len(found)


BAD: Final = (
    {"支出": "x", "预算": "y", "在岗": "1.5"},
    {"支出": "约 x", "违规": "也许"},
    {"净增": "5%", "可无": "[3, 1]"},
    {"支出": "约 5 ± 1", "预算": "0"},
)


# -- broken on purpose -------------------------------------------------------------------------------


def odd_cells_are_empty(patch: pytest.MonkeyPatch) -> None:
    read = strange.Strange.read
    patch.setattr(strange.Strange, "read", lambda *args: replace(read(*args), codes={}))


def odd_cells_are_alike(patch: pytest.MonkeyPatch) -> None:
    cell = strange.Strange._cell  # noqa: SLF001 - what is broken
    patch.setattr(strange.Strange, "_cell", lambda self, name, meaning, _: cell(self, name, meaning, "约 9"))


def groups_read_nothing(patch: pytest.MonkeyPatch) -> None:
    call = names.Names.__call__

    def unseen(self: names.Names, name: str) -> Any:
        found = call(self, name)
        self.read.clear()
        return found

    patch.setattr(names.Names, "__call__", unseen)


def nothing_decides(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(alike, "FEW", 0)
    patch.setattr(Deciding, "parts", lambda *_: [])


def one_part_decides(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(alike, "FEW", 0)
    parts = Deciding.parts
    patch.setattr(Deciding, "parts", lambda self, trees: parts(self, trees)[:1])


def rising_falls(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(group_ends, "_rises", lambda _: True)


FALLING: Final = RUBRIC.replace("甲组 * 60% + 乙组 * 40%", "'最大(0, 甲组 - 乙组 * 40%)'")
# A group that reads an odd cell itself, which nobody is asked about: such rows are scored by themselves.
GROUPS: Final = RUBRIC.replace("    否决:", "    再扣: [{当: 已知(可无), 扣: 1, 因: 有}]\n    否决:")


def test_groups_that_read_odd_cells() -> None:
    odd = [row for row in rows() if row["可无"]]
    assert hold(rubric_of(GROUPS), stated(odd)) == len(odd)


def test_groups_that_do_not_rise() -> None:
    found = varied()[::4]
    assert hold(rubric_of(FALLING), stated(found)) > 0
    assert hold(rubric_of(RUBRIC), stated(found)) == 0


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        (odd_cells_are_empty, RUBRIC),
        (odd_cells_are_alike, RUBRIC),
        (groups_read_nothing, GROUPS),
        (nothing_decides, RUBRIC),
        (one_part_decides, RUBRIC),
        (rising_falls, FALLING),
    ],
)
def test_a_break_shows(
    broken: Callable[[pytest.MonkeyPatch], None], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)
    with pytest.raises(AssertionError, match='"事实"'):
        hold(rubric_of(text), stated([*rows(), *varied()]))


def test_the_table_of_breaks_is_read_by_cells_too() -> None:
    assert hold(the_rubric(), the_table()) == sum("x" in row for row in ROWS)
