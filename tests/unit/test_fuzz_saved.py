"""Facts made of bare values, and the file that gives them back; the values that matter of every fact."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.facts import load_facts_text
from engine.proof.near import near_values, step_of
from engine.proof.saved import CannotBeWrittenError, facts_yaml, made_facts
from engine.proof.saved_folder import file_name, save_all
from engine.testing import facts_for
from rubric.range import Range, on_grid
from rubric.report import render_problems
from tests.test_properties import NAMES, rubric_called
from tests.unit.test_fuzz import load

if TYPE_CHECKING:
    from pathlib import Path

    from engine.facts_given import Facts, Given
    from engine.scorecard import Known

FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
TABLE = """评分表: 表
满分: 10
舍入: 不舍入
事实:
  表:
    类型: 表
    列: {名称: {类型: 文字}, 权重: {范围: "(0, 10]"}, 性质: {类型: 选项, 选项: [算, 评]}, 率: {单位: "%", 范围: "[0%, 100%]", 可缺: 是}}
  说明: {类型: 文字}
  率: {单位: ‰, 范围: "[0‰, 1000‰]"}
指标:
  甲:
    分值: 10
    逐项: {表: 表, 名: 名称, 分值: 权重, 空表: 零分}
    规则:
      - {当: '性质 == "算"', 公式: 分值 * 率 若 已知(率) 否则 0}
      - {其余: {评定: {等次: {好: "[60%, 100%]", 差: "[0%, 60%)"}}}}
"""


def content(facts: Facts) -> object:
    return (
        {name: (one.value, one.places, _text(one)) for name, one in facts.facts.items()},
        {path: (one.level, one.low, one.high, one.reason) for path, one in facts.judgements.items()},
        {
            name: [{c: one.value for c, one in row.cells.items()} for row in rows]
            for name, rows in facts.tables.items()
        },
    )


def _text(one: Given[Known]) -> str | None:
    # Yes and no are written in the language of the file.
    return None if isinstance(one.value, bool) else one.text


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@FEW
def test_facts_are_read_back_as_they_were(name: str, data: st.DataObject) -> None:
    rubric = rubric_called(name)
    facts = data.draw(facts_for(rubric))
    for language in ("zh", "en"):
        again, problems = load_facts_text(facts_yaml(rubric, None, facts, language), rubric)
        assert again is not None, render_problems(problems, "en")
        assert content(again) == content(facts)
        assert again.sha256 == facts.sha256


@given(data=st.data())
@FEW
def test_rows_are_read_back_as_they_were(data: st.DataObject) -> None:
    rubric = load(TABLE)
    facts = data.draw(facts_for(rubric))
    again, problems = load_facts_text(facts_yaml(rubric, None, facts, "zh"), rubric)
    assert again is not None, render_problems(problems, "en")
    assert content(again) == content(facts)


def test_a_number_without_an_end_is_refused_and_never_rounded() -> None:
    rubric = load(TABLE)
    third = made_facts(rubric, {"率": Fraction(1, 3)})
    with pytest.raises(CannotBeWrittenError, match="率 = 1/3"):
        facts_yaml(rubric, None, third, "zh")
    with pytest.raises(CannotBeWrittenError):
        facts_yaml(rubric, None, made_facts(rubric, {"说明": ""}), "zh")


def test_a_share_without_an_end_is_written_as_points() -> None:
    text = "评分表: 评\n满分: 6\n舍入: 不舍入\n指标:\n  甲: {分值: 6, 评定: {等次: {好: '[50%, 100%]', 差: '[0%, 50%)'}}}\n"
    rubric = load(text)
    written = facts_yaml(rubric, None, made_facts(rubric, {}, judgements={"甲": Fraction(1, 3)}), "en")
    assert "points: 2" in written
    again, _ = load_facts_text(written, rubric)
    assert again is not None
    assert again.judgements["甲"].share == Fraction(1, 3)


def test_a_judgement_that_no_level_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="no level"):
        made_facts(rubric_called("13-judgement"), {}, judgements={_judged("13-judgement"): Fraction(2)})


def _judged(name: str) -> str:
    return next(
        i.path for i in rubric_called(name).root.walk() if i.rule is not None and i.rule.shares is not None
    )


def test_a_range_and_a_last_digit_are_kept() -> None:
    rubric = rubric_called("department-zhanjiang")
    text = "事实:\n  采购预算: {值: 12, 末位: 0.5}\n  采购支出: 至少 5\n  下达预算: 1371.50\n"
    first, _ = load_facts_text(text, rubric)
    assert first is not None
    again, problems = load_facts_text(facts_yaml(rubric, None, first, "zh"), rubric)
    assert again is not None, render_problems(problems, "en")
    assert again.ranges["采购支出"].value == Range(Fraction(5), None)
    assert again.facts["采购预算"].precision == Fraction(1, 2)
    assert again.facts["下达预算"].places == 2


# -- the folder --------------------------------------------------------------------------------------


def test_a_file_is_written_once_and_never_over_another(tmp_path: Path) -> None:
    folder = str(tmp_path / "new" / "here")
    name = file_name("投入/预算 执行率", "rises", "1")
    assert name == "投入-预算-执行率.rises.1.yaml"
    assert save_all(folder, {name: "a: 1\n"}) == []
    assert save_all(folder, {name: "a: 1\n"}) == []
    refused = save_all(folder, {"other.yaml": "b: 2\n", name: "a: 2\n"})
    assert [problem.code for problem in refused] == ["C703"]
    assert [path.name for path in (tmp_path / "new" / "here").iterdir()] == [name]


# -- the values that matter --------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_values_lie_in_the_range_and_on_the_grid_of_their_fact(name: str) -> None:
    rubric = rubric_called(name)
    near = near_values(rubric)
    assert set(near) >= {n for n, f in rubric.facts.items() if f.type != "table"} | set(rubric.elements)
    for key, values in near.items():
        table, _, column = key.partition("/")
        fact = rubric.facts.get(key) or (
            rubric.facts[table].columns[column] if table in rubric.facts else None
        )
        assert values
        if fact is None or fact.type not in ("number", "integer"):
            continue
        for value in values:
            assert isinstance(value, Fraction)
            assert fact.range is None or fact.range.contains(value)
            assert fact.type != "integer" or value.denominator == 1
            assert fact.step is None or on_grid(Range.point(value), fact.step) is not None


def test_each_threshold_stands_among_the_values_with_a_step_to_either_side() -> None:
    text = "评分表: 阈\n满分: 5\n舍入: 不舍入\n事实: {率: {单位: '%', 范围: '[0%, 200%]', 精度: 0.5%}, 预算: {范围: '(0, inf)'}, 支出: {范围: '[0, inf)'}}\n"
    text += "计算: {执行率: 支出 / 预算}\n指标:\n  甲: {分值: 2, 分档: {量: 率, 档: {'[0%, 95%)': 0, '[95%, 200%]': 2}}}\n"
    text += "  乙: {分值: 3, 情形: [{当: 执行率 >= 80%, 得: 3}, {其余: 0}]}\n"
    rubric = load(text)
    near = near_values(rubric)
    assert step_of(rubric.facts["率"]) == Fraction(1, 200)
    assert {Fraction(189, 200), Fraction(95, 100), Fraction(191, 200)} <= set(near["率"])
    assert {Fraction(0), Fraction(2)} <= set(near["率"])
    # Of the ratio: the value at which it turns while the other figure is a common one.
    assert {Fraction(80), Fraction(7999, 100), Fraction(8001, 100)} <= set(near["支出"])
    assert Fraction(100) in near["预算"]
