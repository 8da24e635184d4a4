"""Ranks and quotas in a whole run, held against what each row scores alone with the rank worked out by hand."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import score
from engine.cli import main
from engine.facts import load_facts_text
from rubric.load import load_rubric_text

RUBRIC = """
评分表: 名次
满分: 100
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
事实:
  支出: {单位: 万元, 范围: "[0, inf)"}
  预算: {单位: 万元, 范围: "(0, inf)"}
全体:
  平均执行: {平均: {量: 得分(执行), 按: 舍入后, 缺数: 不参加}}
指标:
  执行: {分值: 40, 公式: "分值 * 最小(1, 支出 / 预算)"}
  高于平均: {分值: 10, 情形: [{当: 得分(执行) > 平均执行, 得: 10}, {其余: 0}]}
  名次:
    分值: 50
    排名: {量: 支出 / 预算, 顺序: 从高到低, 并列: 靠前, 缺数: 不参加, 档: {1: 50, 2: 45, "[3, inf)": 30}}
等级:
  按: 舍入后
  优: "[70, 100]"
  良: "[0, 70)"
  名额: [{等级: 优, 最多: 30%, 方式: 截尾, 并列: 全部不计, 缺数: 不参加}]
"""
AMOUNTS = st.one_of(st.none(), st.integers(0, 40), st.sampled_from((95, 100, 99)))


def alone(row: tuple[int | None, int | None], rank: int | None, mean: Fraction | None) -> object:
    rubric, problems = load_rubric_text(RUBRIC)
    assert rubric is not None, problems
    spent, budget = row
    facts = {"支出": spent, "预算": budget, "名次排名": rank}
    lines = [f"  {name}: {'' if held is None else held}" for name, held in facts.items()]
    facts_, problems = load_facts_text("事实:\n" + "\n".join(lines), rubric)
    assert facts_ is not None, problems
    if mean is not None:
        from engine.facts_given import Given
        from rubric.record import replace

        facts_ = replace(facts_, facts={**facts_.facts, "平均执行": Given("平均执行", mean, str(mean))})
    return score(rubric, facts_)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("over")
    (made / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    return made


@given(st.lists(st.tuples(AMOUNTS, st.sampled_from((None, 40, 50, 100))), min_size=1, max_size=12))
@settings(max_examples=12, deadline=None)
def test_ranks_means_and_quotas(folder: Path, rows: list[tuple[int | None, int | None]]) -> None:
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("编号", "支出", "预算"))
        writer.writerows((f"甲{at}", *row) for at, row in enumerate(rows))
    out = folder / "out.parquet"
    assert (
        main(["batch", *map(str, (folder / "rubric.yaml", folder / "table.csv", "-o", out, "--part", 5))]) < 2
    )
    got = pl.read_parquet(out)
    rates = [None if a is None or b is None else Fraction(a, b) for a, b in rows]
    known = sorted((rate for rate in rates if rate is not None), reverse=True)
    firsts = [alone(row, None, None) for row in rows]
    held = [card.root.items[0].score for card in firsts]  # type: ignore[attr-defined]
    scored = [one for one in held if one is not None]
    mean = sum(scored, Fraction(0)) / len(scored) if scored else None
    totals: list[Fraction] = []
    for at, (row, rate) in enumerate(zip(rows, rates, strict=True)):
        card = alone(row, None if rate is None else known.index(rate) + 1, mean)
        root = card.root  # type: ignore[attr-defined]
        assert (Fraction(got["最低"][at]), Fraction(got["最高"][at])) == (root.low, root.high)
        assert (None if got["总分"][at] is None else Fraction(got["总分"][at])) == root.score
        totals += [root.score] if root.score is not None else []
    places = int(Fraction(3, 10) * len(totals))
    best = [total for total in totals if total >= 70]
    kept = [total for total in best if sum(other >= total for other in best) <= places]
    grades = got.filter(pl.col("总分").is_not_null())["等级"].to_list()
    assert grades.count("优") == len(kept)
    assert grades.count("良") == len(totals) - len(kept)


@pytest.mark.parametrize(
    ("row", "said"),
    [("乙", "没有值：本单位的量未定"), ("甲", None)],
)
def test_a_row_without_a_rank_says_why(
    folder: Path, capsys: pytest.CaptureFixture[str], row: str, said: str | None
) -> None:
    (folder / "two.csv").write_text("编号,支出,预算\n甲,1,2\n乙,,2\n", encoding="utf-8")
    main(["explain", str(folder / "rubric.yaml"), str(folder / "two.csv"), "--row", row, "--lang", "zh"])
    printed = capsys.readouterr().out
    assert "需要全部单位" not in printed
    assert said is None or said in printed


def test_a_place_can_be_won_back_and_a_mean_cannot(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "four.csv").write_text("编号,支出,预算\n甲,1,2\n乙,20,20\n丙,30,40\n丁,3,4\n", encoding="utf-8")
    main(["explain", str(folder / "rubric.yaml"), str(folder / "four.csv"), "--row", "甲", "--lang", "zh"])
    printed = capsys.readouterr().out
    assert "名次排名 减少 2（到 2），可得 +15.00" in printed
    assert "平均执行 = 30（由全部单位算出）" in printed
    assert "平均执行 减少" not in printed
