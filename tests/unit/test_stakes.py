"""What hangs on what is open: points at stake, what is left, boundaries and the order, on small tables."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine import load_facts, score
from engine.questions.stakes.answer import stakes_of
from rubric import load_rubric_text
from rubric.report import render_problems

if TYPE_CHECKING:
    from pathlib import Path

    from engine.questions.stakes.answer import Stakes

HEAD = "评分表: 例\n满分: {points}\n舍入: {{位数: 2, 方式: 四舍五入, 于: 指标}}\n"


def stakes(folder: Path, rubric: str, facts: str, points: int = 10) -> Stakes:
    read, problems = load_rubric_text(HEAD.format(points=points) + rubric)
    assert read is not None, render_problems(problems, "en")
    file = folder / "f.yaml"
    file.write_text(facts, "utf-8")
    known, problems = load_facts(str(file), read)
    assert known is not None, render_problems(problems, "en")
    return stakes_of(read, known, score(read, known))


def told(found: Stakes) -> dict[str, tuple[Fraction, Fraction, bool]]:
    """What is at stake and what is left at most, in the order of asking."""
    return {
        one.stake.open.named.title: (one.stake.at_stake, one.stake.left.width, one.stake.sure)
        for one in found.asked
    }


BANDS = """
事实: {率: {单位: "%", 范围: "[0%, 100%]"}, 好: {类型: 是否}}
指标:
  档: {分值: 6, 分档: {量: 率, 档: {"[95%, 100%]": 6, "[80%, 95%)": 4, "[0%, 80%)": 1}}}
  有: {分值: 4, 公式: 分值 若 好 否则 0}
"""


def test_a_number_is_worth_its_bands_and_a_yes_its_points(tmp_path: Path) -> None:
    found = stakes(tmp_path, BANDS, "事实: {}\n")
    assert told(found) == {"率": (5, 4, True), "好": (4, 5, True)}
    assert [one.after.width for one in found.asked] == [4, 0]
    assert (found.now.low, found.now.high) == (1, 10)


def test_an_approximate_number_is_worth_the_bands_that_it_may_lie_in(tmp_path: Path) -> None:
    found = stakes(tmp_path, BANDS, '事实: {率: "[94%, 96%]", 好: 是}\n')
    assert told(found) == {"率": (2, 0, True)}
    assert (found.now.low, found.now.high) == (8, 10)


def test_what_lies_between_two_cuts_hangs_on_nothing(tmp_path: Path) -> None:
    found = stakes(tmp_path, BANDS, '事实: {率: "[96%, 97%]"}\n')
    assert told(found) == {"好": (4, 0, True)}
    assert [one.named.title for one in found.idle] == ["率"]


def test_what_is_disputed_is_taken_for_unknown_beside_the_score_as_given(tmp_path: Path) -> None:
    found = stakes(tmp_path, BANDS, "事实: {率: {值: 95%, 存疑: 是}, 好: {值: 是, 存疑: 是}}\n")
    assert found.card.root.score == 10
    assert (found.now.low, found.now.high) == (1, 10)
    assert {one.named.title for one in found.disputed} == {"率", "好"}
    assert told(found) == {"率": (5, 4, True), "好": (4, 5, True)}


GRADES = "等级: {按: 舍入后, 优: '[9, 10]', 良: '[7, 9)', 差: '[0, 7)'}\n"


@pytest.mark.parametrize(
    ("facts", "inside"),
    [
        ("{}", [("9", "良", "优"), ("7", "差", "良")]),
        ("{率: 95%}", [("9", "良", "优"), ("7", "差", "良")]),
        ("{好: 是}", [("9", "良", "优"), ("7", "差", "良")]),
        ("{率: 85%}", [("7", "差", "良")]),
        ("{率: '[96%, 97%]', 好: 是}", []),
        ("{率: 50%, 好: 是}", []),
    ],
)
def test_the_boundaries_are_those_that_the_total_may_lie_on_both_sides_of(
    facts: str, inside: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    found = stakes(tmp_path, GRADES + BANDS, f"事实: {facts}\n")
    assert [(str(one.at), one.below, one.above) for one in found.boundaries] == inside


TOGETHER = """
事实: {甲: {类型: 是否}, 乙: {类型: 是否}, 丙: {类型: 是否}}
指标:
  同: {分值: 6, 公式: 分值 若 甲 且 乙 否则 0}
  单: {分值: 4, 公式: 分值 若 丙 否则 0}
"""


def test_of_two_that_only_count_together_each_may_leave_all_or_nothing(tmp_path: Path) -> None:
    found = stakes(tmp_path, TOGETHER, "事实: {}\n")
    assert told(found) == {"丙": (4, 6, True), "甲": (6, 10, True), "乙": (6, 10, True)}
    assert [one.after.width for one in found.asked] == [6, 6, 0]


def test_a_value_without_a_score_is_named_and_not_counted(tmp_path: Path) -> None:
    rubric = '事实: {甲: {范围: "[0, 10]"}}\n指标: {比: {分值: 10, 公式: "最小(分值, 10 / 甲)"}}\n'
    found = stakes(tmp_path, rubric, "事实: {}\n")
    (one,) = found.asked
    assert (one.stake.faulty, one.stake.left.width) == (0, 0)
    assert found.least.outcome.exact == 1
    assert found.least.short == 1


TABLE = """
事实:
  项目: {类型: 表, 列: {名: {类型: 文字}, 率: {单位: "%", 范围: "[0%, 100%]"}}}
指标:
  各项: {分值: 6, 公式: "分值 * 平均(项目, 率, 0)"}
  其余: {分值: 4, 公式: 分值}
"""


def test_a_table_is_worth_what_reads_it_and_that_is_an_estimate(tmp_path: Path) -> None:
    found = stakes(tmp_path, TABLE, "事实: {}\n")
    assert told(found) == {"项目": (6, 0, False)}
    assert found.least.open == found.most.open == (0,)


def test_an_empty_cell_is_an_open_thing_of_its_row_and_a_range_too_wide_is_said_to_be(tmp_path: Path) -> None:
    found = stakes(tmp_path, TABLE, "事实: {项目: [{名: 甲, 率: 50%}, {名: 乙}]}\n")
    assert told(found) == {"项目/乙/率": (6, 0, False)}
    assert (found.least.outcome.low, found.most.outcome.high) == (Fraction(11, 2), Fraction(17, 2))
    assert (found.least.short, found.most.short) == (Fraction(3, 2), Fraction(3, 2))


def test_ties_stand_in_the_order_of_the_table(tmp_path: Path) -> None:
    rubric = "指标: {项: {分值: 9, 要点: {丙: 3, 甲: 3, 乙: 3}}}\n"
    asked = stakes(tmp_path, rubric, "事实: {}\n", 9).asked
    assert [one.stake.open.named.title for one in asked] == ["丙", "甲", "乙"]


OVER_ROWS = """
事实: {甲: {类型: 是否}, 表: {类型: 表, 列: {办结: {类型: 是否}}}}
指标:
  同: {分值: 10, 公式: "分值 若 甲 且 任一(表, 办结, 空表=否) 否则 0"}
"""


def test_nothing_is_spared_while_a_table_is_open_that_an_answer_may_close(tmp_path: Path) -> None:
    found = stakes(tmp_path, OVER_ROWS, "事实: {}\n")
    # A yes leaves all ten points to the table, a no settles the score.
    assert [(one.stake.open.named.title, one.stake.at_stake) for one in found.asked] == [
        ("甲", 10),
        ("表", 10),
    ]
    assert found.spare == ()
    assert [one.after.width for one in found.asked] == [10, 10]
