"""Parts as they are kept: the table of results in whole units, and its sums, whatever the rows come to."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch.export import columns, decimals, digits_of, exported
from engine.batch.kept import extra_of, kept, scored_wholly
from engine.batch.layout import layout_of
from engine.batch.results import schema_of
from engine.batch.tally import Tallied, tally
from rubric import load_rubric_text
from rubric.model import Rubric
from rubric.problems import Language

LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


def loaded() -> Rubric:
    """Two leaves of 6 and 4 points, and a bonus; items are called like columns of the table."""
    rubric, problems = load_rubric_text(
        """评分表: 试
满分: 10
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
可超满分: 是
事实: {数: {}}
指标:
  总分: {分值: 6, 最低: -3, 公式: "限于(数, -3, 6)"}
  组: {分值: 4, 指标: {行号: {分值: 4, 公式: 分值}}}
  加分: {分值: 5, 附加: 是, 公式: 分值}
等级: {按: 舍入后, 优: "[9, 15]", 差: "(-inf, 9)"}
"""
    )
    assert rubric is not None, [one.message("en") for one in problems]
    return rubric


RUBRIC: Final = loaded()
LAYOUT: Final = layout_of(RUBRIC)


@st.composite
def parts(draw: st.DrawFn, first: int = 1) -> pl.DataFrame:
    """A part whose items are scored in all rows, or not."""
    height = draw(st.integers(1, 5))
    made: dict[str, Any] = {}
    for laid in LAYOUT.items:
        state = st.integers(0, 2) if draw(st.booleans()) else st.just(0)
        states = draw(st.lists(state, min_size=height, max_size=height))
        cells = draw(st.lists(st.integers(-300, 600), min_size=height, max_size=height))
        high = [
            cell + draw(st.integers(0, 9)) if held == 2 else cell
            for cell, held in zip(cells, states, strict=True)
        ]
        made |= {laid.low: cells, laid.high: high, laid.state: states}
    for name, some in (("grade", ("优", "差", None)), ("failed", ("", "平")), ("reason", (None, "一票"))):
        made[name] = draw(st.lists(st.sampled_from(some), min_size=height, max_size=height))
    made["complete"] = [all(made[laid.state][at] != 2 for laid in LAYOUT.items) for at in range(height)]
    made["problem"] = draw(st.lists(st.sampled_from((None, None, "坏")), min_size=height, max_size=height))
    frame = pl.DataFrame(made, schema=schema_of(LAYOUT) | {"problem": pl.String()})
    own = pl.Series("id", draw(st.lists(st.sampled_from(("a", "b", "乙")), min_size=height, max_size=height)))
    return frame.with_columns(own, row=pl.int_range(first, first + height, dtype=pl.Int64()))


@settings(max_examples=60, deadline=None)
@given(parts(), st.sampled_from(LANGUAGES), st.booleans())
def test_what_is_kept_is_the_table_of_results(part: pl.DataFrame, language: Language, reasons: bool) -> None:
    if reasons:
        part = part.with_columns(reasons=pl.lit("失 1"))
    extra = ("reasons",) if reasons else ()
    due = part.select(exported(LAYOUT, language, extra))
    for sure in (scored_wholly(part, LAYOUT), frozenset[str]()):
        held = kept(part, LAYOUT, language, sure)
        assert extra_of(held.columns) == extra
        got = held.select(
            decimals(pl.col(name), places, digits_of(LAYOUT)).alias(head)
            for name, head, places in columns(LAYOUT, language, extra)
        )
        assert got.columns == due.columns
        assert got.rows() == due.rows()


def test_items_that_are_called_like_columns_of_the_table_have_heads_of_their_own() -> None:
    heads = [column.head for column in columns(LAYOUT, "zh")]
    assert heads[7:] == [
        "总分（指标）", "总分（指标）·状态", "组", "组·状态", "组/行号", "组/行号·状态", "加分", "加分·状态",
        "未通过的核对", "等级依据", "问题",
    ]  # fmt: skip
    assert len(set(heads)) == len(heads)


class About:
    """A store as far as sums go."""

    def __init__(self, held: list[dict[str, Any]]) -> None:
        self.held = held

    def about(self) -> Any:
        """What was noted of each part."""
        return iter(self.held)


@settings(max_examples=60, deadline=None)
@given(st.lists(parts(), min_size=1, max_size=3))
def test_sums_are_those_of_the_rows(some: list[pl.DataFrame]) -> None:
    some = [part.with_columns(pl.col("row") + 10 * at) for at, part in enumerate(some)]
    noted = [tally(part, LAYOUT, scored_wholly(part, LAYOUT)) for part in some]
    assert noted == [tally(part, LAYOUT) for part in some], "what is known beforehand changes nothing"
    rest = {"missing": {"数": 1}, "tiers": {"总分": "int64"}, "alone": 2}
    found = Tallied(About([one | rest for one in noted]))  # type: ignore[arg-type]
    rows = [row for part in some for row in part.iter_rows(named=True)]
    good = [row for row in rows if row["problem"] is None]
    assert found.counts == {
        "rows": len(rows),
        "complete": sum(row["complete"] for row in good),
        "open": sum(not row["complete"] for row in good),
        "bad": len(rows) - len(good),
        "failed": sum(row["failed"] != "" for row in good),
    }
    assert found.bad == [row["row"] for row in rows if row["problem"] is not None][:8]
    assert sum(found.grades.values()) == len(rows)
    assert all(count == sum(row["grade"] == name for row in rows) for name, count in found.grades.items())
    totals = sorted((row["low:0"], row["row"], row["id"]) for row in rows if row["state:0"] != 2)
    assert found.ends == totals
    assert (found.missing["数"], found.alone) == (len(some), 2 * len(some))
    for number, most in ((1, 600), (3, 400)):
        scored = [row[f"low:{number}"] for row in rows if row[f"state:{number}"] == 0]
        losing = [most - low for low in scored if low < most]
        assert found.losses[number] == [sum(losing), len(losing), len(scored)]
    assert found.losses.keys() == {1, 3}, "neither groups nor what is added on top"


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=3), min_size=1, max_size=3), st.booleans())
def test_ids_that_rise_stand_once(ids: list[list[int]], text: bool) -> None:
    every = [[f"{one:02}" if text else one for one in some] for some in ids]
    part = pl.DataFrame(schema=schema_of(LAYOUT) | {"problem": pl.String(), "row": pl.Int64()})
    noted = []
    for some in every:
        rows = part.clear(len(some)).with_columns(pl.Series("id", some))
        noted.append(tally(rows, LAYOUT) | {"missing": {}, "tiers": {}, "alone": 0})
    flat = [one for some in ids for one in some]
    found = Tallied(About(noted))  # type: ignore[arg-type]
    assert found.rising == all(a < b for a, b in pairwise(flat))


@given(st.lists(st.integers(-9, 9), min_size=17, max_size=60), st.integers(1, 60))
def test_the_farthest_totals_are_found_in_the_parts(totals: list[int], size: int) -> None:
    nothing = pl.DataFrame(schema=schema_of(LAYOUT) | {"problem": pl.String()})
    whole = nothing.clear(len(totals)).with_columns(
        pl.Series("low:0", totals),
        pl.lit(0, pl.UInt8()).alias("state:0"),
        id=pl.lit("a"),
        row=pl.int_range(len(totals)),
    )
    rest = {"missing": {}, "tiers": {}, "alone": 0}
    parts = [tally(part, LAYOUT) | rest for part in whole.iter_slices(size)]
    due = sorted((total, row, "a") for row, total in enumerate(totals))
    assert Tallied(About(parts)).ends == [*due[:8], *due[-8:]]  # type: ignore[arg-type]


def test_what_was_lost_of_many_points_is_exact() -> None:
    huge = 10**9
    rubric, _ = load_rubric_text(
        f"评分表: 试\n满分: {huge}\n舍入: 不舍入\n事实: {{}}\n指标: {{甲: {{分值: {huge}, 公式: 分值}}}}\n"
    )
    assert rubric is not None
    layout = layout_of(rubric)
    one = 10 ** layout.items[1].places
    cells = {laid.low: [0] * 40 for laid in layout.items} | {laid.high: [0] * 40 for laid in layout.items}
    frame = pl.DataFrame(
        cells | {laid.state: [0] * 40 for laid in layout.items},
        schema={name: kind for name, kind in schema_of(layout).items() if ":" in name},
    ).with_columns(
        grade=pl.lit("优"), complete=True, failed=pl.lit(""), problem=pl.lit(None, pl.String()), id=1, row=1
    )
    assert Fraction(tally(frame, layout)["losses"][1][0], one) == 40 * huge
