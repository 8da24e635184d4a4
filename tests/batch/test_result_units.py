"""The columns of results, what a run keeps and what it sums up, against figures that were worked out by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest

from engine import score
from engine.batch.columns import Columns, Meaning
from engine.batch.export import decimals, exported
from engine.batch.layout import layout_of
from engine.batch.part import Part
from engine.batch.results import outcome, outcomes, units, unread
from engine.batch.run import counted, score_parts
from engine.batch.scorer import Scorer
from engine.batch.store import InUseError, Store, fingerprint
from engine.batch.summary import Summary, nice, summary_of
from engine.facts import load_facts_text
from rubric import load_rubric_text
from rubric.model import Rubric
from rubric.problems import Language


def loaded(text: str) -> Rubric:
    made, problems = load_rubric_text(f"评分表: 试\n{text}")
    assert made is not None, [(one.code, one.message("zh")) for one in problems]
    return made


def places(text: str) -> dict[str, int]:
    return {laid.item.path: laid.places for laid in layout_of(loaded(text)).items}


# -- layout: how many decimals a column needs --------------------------------------------------------

PART: Final = "公式: 分值"
AT_ITEMS: Final = "舍入: {位数: 1, 方式: 四舍五入, 于: 指标}\n"


def test_a_stage_that_rounds_says_its_decimals() -> None:
    rounding = "舍入: [{位数: 2, 方式: 四舍五入, 于: 指标}, {位数: 0, 方式: 截尾, 于: 总分}]\n"
    assert places(f"{rounding}满分: 10\n指标: {{甲: {{分值: 10, {PART}}}}}") == {"": 0, "甲": 2}


def test_without_rounding_there_are_ten_decimals_or_what_64_bits_leave() -> None:
    assert places(f"舍入: 不舍入\n满分: 10\n指标: {{甲: {{分值: 10, {PART}}}}}") == {"": 10, "甲": 10}
    # 18 digits are sure to fit: 10 of them before the point leave 8 behind it.
    huge = 10**9
    assert places(f"舍入: 不舍入\n满分: {huge}\n指标: {{甲: {{分值: {huge}, {PART}}}}}") == {"": 8, "甲": 8}
    below = f"舍入: 不舍入\n满分: 1\n指标: {{甲: {{分值: 1, 最低: -{10**11}, {PART}}}}}"
    assert places(below)["甲"] == 6


def test_groups_that_add_up_rounded_parts_have_their_decimals() -> None:
    parts = f"指标: {{甲: {{分值: 4, {PART}}}, 乙: {{分值: 6, 指标: {{丙: {{分值: 6, {PART}}}}}}}}}"
    assert places(f"{AT_ITEMS}满分: 10\n{parts}") == {"": 1, "甲": 1, "乙": 1, "乙/丙": 1}
    thirds = f"汇总: 加权\n指标: {{甲: {{权重: 1, {PART}}}, 乙: {{权重: 2, {PART}}}}}"
    assert places(f"{AT_ITEMS}满分: 1\n{thirds}") == {"": 1, "甲": 1, "乙": 1}
    # What does more than to add may come to any number.
    assert places(f"{AT_ITEMS}满分: 10\n汇总: 平均\n指标: {{甲: {{分值: 10, {PART}}}}}")[""] == 10
    assert places(f"{AT_ITEMS}满分: 1.25\n指标: {{甲: {{分值: 1.25, {PART}}}}}")[""] == 10


def test_points_that_move_may_need_every_decimal() -> None:
    facts = "事实: {有: {类型: 是否}, 表: {类型: 表, 列: {名: {类型: 文字}, 分: {范围: '(0, inf)'}}}}\n"
    rows = "{分值: 4, 逐项: {表: 表, 名: 名, 分值: 分, 空表: 零分}, 公式: 分值}"

    def groups(way: str) -> dict[str, int]:
        inner = f"乙: {{分值: 6, 指标: {{丙: {{分值: 3, {PART}}}, 丁: {{分值: 3, {PART}, 适用: 有, 不适用: {way}}}}}}}"
        return places(f"{AT_ITEMS}满分: 10\n{facts}指标: {{甲: {rows}, {inner}}}")

    assert groups("满分") == {"": 1, "甲": 1, "乙": 1, "乙/丙": 1, "乙/丁": 1}
    # Points that go to siblings stay within 乙; what is rescaled multiplies the whole table.
    assert groups("分摊") == {"": 10, "甲": 1, "乙": 10, "乙/丙": 1, "乙/丁": 1}
    assert groups("折算") == {"": 10, "甲": 10, "乙": 10, "乙/丙": 1, "乙/丁": 1}


# -- results and export: a scorecard as cells --------------------------------------------------------

NEGATIVE: Final = loaded(
    """满分: 10
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
可超满分: 是
事实: {数: {}, 加: {范围: "[0, inf)"}, 有: {类型: 是否}}
指标:
  扣: {分值: 6, 最低: -3, 公式: "限于(数, -3, 6)"}
  组: {分值: 4, 指标: {甲: {分值: 4, 公式: 分值}}, 适用: 有, 不适用: 零分}
  加分: {分值: 5, 附加: 是, 公式: "最小(5, 加)"}
"""
)


def cells(text: str, rubric: Rubric = NEGATIVE) -> tuple[Any, ...]:
    facts, problems = load_facts_text(text, rubric)
    assert facts is not None, problems
    return outcome(score(rubric, facts), layout_of(rubric))


def test_a_negative_score_a_bonus_beyond_full_and_what_does_not_apply() -> None:
    # −3 + 0 + 5 = 2; the group and what is below it do not apply.
    row = cells("事实: {数: -7, 加: 9, 有: 否}")
    assert row == (200, 200, 0, -300, -300, 0, 0, 0, 1, 0, 0, 1, 500, 500, 0, None, True, "", None)
    # 6 + 4 + 5 = 15 of 10.
    assert cells("事实: {数: 6, 加: 5, 有: 是}")[:3] == (1500, 1500, 0)
    # Open: −3 to 6, and the bonus known.
    assert cells("事实: {加: 1, 有: 是}")[:6] == (200, 1100, 2, -300, 600, 2)


def test_units_round_half_away_from_zero() -> None:
    assert [units(Fraction(n, 8), 2) for n in (1, -1, 3)] == [13, -13, 38]
    assert units(Fraction(-1, 3), 10) == -3333333333
    assert units(Fraction(5, 2), 0) == 3


def test_a_row_that_cannot_be_read_says_nothing() -> None:
    frame = outcomes([unread(layout_of(NEGATIVE))], layout_of(NEGATIVE))
    assert frame["low:0"].to_list() == [None]
    assert frame["state:3"].to_list() == [2]
    assert frame.select("grade", "complete", "failed", "reason").row(0) == (None, False, "", None)


@pytest.mark.parametrize(
    ("number", "digits", "due"),
    [
        (-305, 2, "-3.05"),
        (0, 2, "0.00"),
        (7, 0, "7"),
        (-(10**18), 10, "-100000000.0000000000"),
        (10**18 - 1, 0, "999999999999999999"),
        (2**63 - 1, 18, "9.223372036854775807"),
    ],
)
def test_units_become_decimals_without_loss(number: int, digits: int, due: str) -> None:
    frame = pl.DataFrame({"n": pl.Series([number, None], dtype=pl.Int64)}).select(
        decimals(pl.col("n"), digits)
    )
    assert frame.to_series().to_list() == [Decimal(due), None]
    assert str(frame.to_series()[0]) == due


def test_an_open_score_is_empty_beside_its_range() -> None:
    layout = layout_of(NEGATIVE)
    frame = outcomes([cells("事实: {加: 1, 有: 是}"), unread(layout)], layout)
    frame = frame.with_columns(
        row=pl.Series([2, 3]), id=pl.Series(["a", "b"]), problem=pl.Series([None, "坏"])
    )
    words: dict[Language, tuple[str, ...]] = {
        "zh": ("总分", "最低", "最高", "未评分"),
        "en": ("total", "low", "high", "unscored"),
    }
    for language, (*heads, state) in words.items():
        table = frame.select(exported(layout, language))
        assert table.select(heads).rows() == [(None, Decimal("2.00"), Decimal("11.00")), (None, None, None)]
        assert table.select(pl.col("^扣.+$")).to_series().to_list() == [state, state]
        assert table["扣"].to_list() == [None, None]
        assert table["组/甲"].to_list() == [Decimal("4.00"), None]


# -- the summary of a few rows -----------------------------------------------------------------------

GRADED: Final = loaded(
    """满分: 10
舍入: {位数: 1, 方式: 四舍五入, 于: 指标}
事实: {一: {范围: "[0, 6]"}, 二: {范围: "[0, 4]"}}
指标: {甲: {分值: 6, 公式: 一}, 乙: {分值: 4, 公式: 二}}
等级: {按: 舍入后, 优: "[9, 10]", 良: "[6, 9)", 差: "[0, 6)"}
"""
)


def summed(folder: Path, rows: list[tuple[str, str]], rubric: Rubric = GRADED, size: int = 3) -> Summary:
    """The summary of a table that is scored in parts of a few rows."""
    store = Store(folder / "out.csv")
    store.begin({})
    scorer = Scorer(rubric, "zh")
    of = {"一": Meaning("fact", "一"), "二": Meaning("fact", "二")}
    parts = [
        Part(
            at // size,
            at + 2,
            pl.DataFrame(rows[at : at + size], schema=["一", "二"], orient="row"),
            Columns(of, None),
            "t",
        )
        for at in range(0, len(rows), size)
    ]
    score_parts(parts, scorer, store, lambda _: None, strict=False)
    found = summary_of(store, rubric, scorer.layout)
    store.clear()
    assert list(folder.iterdir()) == []
    return found


def test_a_few_totals(tmp_path: Path) -> None:
    # 10, 9, 8.9, 6, 5.9 and 0; one row is open (3 to 7), one is unreadable.
    rows = [("6", "4"), ("5", "4"), ("4.9", "4"), ("6", "0"), ("1.9", "4"), ("0", "0"), ("3", ""), ("x", "1")]
    found = summed(tmp_path, rows)
    counts = found.counts
    assert (counts.rows, counts.complete, counts.open, counts.bad, counts.clean) == (8, 6, 1, 1, False)
    spread = found.spread
    assert spread is not None
    assert (spread.count, spread.mean) == (6, Fraction("39.8") / 6)
    # A quarter of five steps is 1.25: from 5.9 a quarter of the way to 6; then halfway from 6 to 8.9, and from
    # 8.9 three quarters of the way to 9.
    ends = [spread.least, spread.lower, spread.median, spread.upper, spread.most]
    assert ends == [0, Fraction("5.925"), Fraction("7.45"), Fraction("8.975"), 10]
    assert sum(one.count for one in found.bins) == 6
    assert {(one.low, one.high, one.count) for one in found.bins if one.count} == {(0, 1, 1), (5, 6, 1), (6, 7, 1), (8, 9, 1), (9, 10, 2)}  # fmt: skip
    assert found.grades == (("优", 2), ("良", 2), ("差", 2), ("良/差", 1))
    # 甲 lost 0, 1, 1.1, 0, 4.1, 6 and 3 of seven; 乙 0, 0, 0, 4, 0 and 4 of six.
    assert [(one.path, one.mean, one.losing, one.scored) for one in found.losses] == [
        ("甲", Fraction("15.2") / 7, 5, 7),
        ("乙", Fraction(8, 6), 2, 6),
    ]
    assert found.missing == (("二", 1),)
    # Half a tenth of ten points is less than a cell: near is one cell, 0.1.
    assert [(one.grade, one.on, one.below, one.near) for one in found.edges] == [
        ("优", 1, 1, Fraction(1, 10)),
        ("良", 1, 1, Fraction(1, 10)),
    ]
    # A span of 3 between the quarters: fences at 1.4 and 13.4.
    assert [(one.row, one.total) for one in found.outliers] == [(7, 0)]
    assert (found.bad, found.repeated, found.alone, found.places) == ((9,), 0, 1, 1)


def test_one_row_and_no_total_at_all(tmp_path: Path) -> None:
    one = summed(tmp_path, [("6", "3.5")])
    assert one.spread is not None
    assert {one.spread.least, one.spread.median, one.spread.most, one.spread.mean} == {Fraction("9.5")}
    assert [(b.low, b.high, b.count) for b in one.bins] == [(Fraction("9.5"), Fraction("9.6"), 1)]
    assert (one.far, one.counts.clean) == (0, True)
    for rows, bad in (([("x", "1"), ("1", "y")], (2, 3)), ([("", ""), ("", "1")], ())):
        none = summed(tmp_path, rows)
        assert (none.spread, none.bins, none.edges, none.far, none.bad) == (None, (), (), 0, bad)
        assert sum(count for _, count in none.grades) == 2 - len(bad)


def test_totals_below_zero_and_huge_ones(tmp_path: Path) -> None:
    huge = 10**12
    rubric = loaded(
        f"""满分: {huge}
舍入: {{位数: 0, 方式: 四舍五入, 于: 指标}}
事实: {{一: {{}}, 二: {{}}}}
指标: {{甲: {{分值: {huge}, 最低: -{huge}, 公式: "限于(一, -{huge}, {huge})"}}}}
最低: -{huge}
"""
    )
    found = summed(tmp_path, [(str(-huge), ""), (str(huge), ""), ("-1", ""), ("0", "")], rubric)
    assert found.spread is not None
    assert (found.spread.least, found.spread.most, found.spread.mean) == (-huge, huge, Fraction(-1, 4))
    assert sum(one.count for one in found.bins) == 4
    assert found.bins[0].low <= -huge < found.bins[0].high
    assert found.bins[-1].low < huge <= found.bins[-1].high
    # Lost: 2e12, 0, 1e12 + 1 and 1e12.
    assert [(one.mean, one.losing) for one in found.losses] == [(Fraction(4 * huge + 1, 4), 3)]
    assert found.places == 0


def test_ids_of_several_rows_are_named(tmp_path: Path) -> None:
    store = Store(tmp_path / "out.csv")
    store.begin({})
    scorer = Scorer(GRADED, "zh")
    frame = pl.DataFrame({"号": ["a", "b", "a", "", "5", "a"], "一": ["1"] * 6, "二": ["1"] * 6})
    of = {"号": Meaning("id"), "一": Meaning("fact", "一"), "二": Meaning("fact", "二")}
    score_parts([Part(0, 2, frame, Columns(of, "号"), "t")], scorer, store, lambda _: None, strict=True)
    found = summary_of(store, GRADED, scorer.layout)
    # The row without an id goes by its number, which is another one's id.
    assert (found.repeated, found.twice) == (2, (("a", (2, 4, 7)), ("5", (5, 6))))
    assert counted(store).clean


@pytest.mark.parametrize(("width", "least", "due"), [("0", "0.01", "0.01"), ("0.011", "0.01", "0.02"), ("3", "1", "5"), ("5", "1", "5"), ("5.01", "1", "10"), ("123456", "0.1", "200000")])  # fmt: skip
def test_bins_are_of_a_width_that_is_easily_counted(width: str, least: str, due: str) -> None:
    assert nice(Fraction(width), Fraction(least)) == Fraction(due)


# -- the store -------------------------------------------------------------------------------------


def put(store: Store, number: int) -> None:
    store.put(number, pl.DataFrame({"row": [number]}), pl.DataFrame({"row": [number]}), {"n": number})


def test_a_part_is_finished_once_its_outcomes_stand_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "结果.csv")
    assert store.started() is None
    store.begin({"表": 1})
    assert store.started() == {"表": 1}
    assert store.finished() == 0
    for number in (0, 1, 3):
        put(store, number)
    assert (store.finished(), store.has(3), store.has(2)) == (2, True, False)
    assert [one["n"] for one in store.about()] == [0, 1, 3]
    assert store.outcomes().collect()["row"].to_list() == [0, 1, 3]
    store.begin({})
    assert store.finished() == 0
    store.clear()
    assert list(tmp_path.iterdir()) == []


def test_a_manifest_that_is_none_is_no_run(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.csv")
    store.begin({})
    for text in ("", "[1]", "{"):
        (store.folder / "run.json").write_text(text, encoding="utf-8")
        assert store.started() is None


def test_only_one_run_at_a_time_and_only_its_own(tmp_path: Path) -> None:
    first, second = Store(tmp_path / "a.csv"), Store(tmp_path / "a.csv")
    first.begin({})
    put(first, 0)
    with pytest.raises(InUseError):
        second.hold()
    with pytest.raises(InUseError):
        second.begin({})
    second.clear()
    assert first.finished() == 1
    first.clear()
    second.begin({"b": 2})
    first.clear()
    assert second.started() == {"b": 2}
    second.clear()
    assert not second.folder.exists()


def test_the_grades_of_all_stand_for_those_of_the_parts(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.csv")
    store.begin({})
    for number in (0, 1):
        store.put(number, pl.DataFrame({"row": [number], "grade": ["优"]}), pl.DataFrame(), {})
    store.grade(pl.DataFrame({"grade": ["优", "良"], "quota": [None, "优"]}))
    assert store.outcomes().collect().to_dicts() == [
        {"row": 0, "grade": "优", "quota": None},
        {"row": 1, "grade": "良", "quota": "优"},
    ]


def test_a_table_that_changed_has_another_fingerprint(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("a", encoding="utf-8")
    before = fingerprint(table)
    assert json.loads(json.dumps(before)) == before
    table.write_text("b", encoding="utf-8")
    assert fingerprint(table) != before
    folder = fingerprint(tmp_path)
    (tmp_path / "b.yaml").write_text("", encoding="utf-8")
    assert fingerprint(tmp_path) != folder
