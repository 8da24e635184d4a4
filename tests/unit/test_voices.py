"""What the reader is told, rule by rule, and what holds of every voice over random rubrics."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine import score
from engine.explain import find, losses, lost_of
from engine.explain.voices import author, reader, reader_of, reviewer
from engine.proof.saved import made_facts
from engine.questions.restore.mechanics import mechanics
from engine.questions.restore.spoken import spoken
from engine.render.layout import Layout
from engine.render.terminal import render_text
from engine.render.voices import render_voice, render_voice_markdown
from rubric import load_rubric_text
from rubric.report import render_problems
from tests.random_rubrics.cases import SOME, Case, cases
from tests.random_rubrics.given import opened

if TYPE_CHECKING:
    from engine.scorecard import Scorecard
    from rubric.model import Rubric

Language = Literal["zh", "en"]
HEAD = "评分表: 例\n满分: {points}\n舍入: {{位数: 2, 方式: 四舍五入, 于: 指标}}\n"


def scored(item: str, facts: str, values: dict[str, Any], points: int = 5) -> tuple[Rubric, Scorecard, Any]:
    """A rubric of one item, its score, and the facts."""
    text = HEAD.format(points=points) + f"事实: {facts}\n指标:\n  甲项: {{分值: {points}, {item}}}\n"
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, render_problems(problems, "zh")
    exact = {
        name: Fraction(x) if not isinstance(x, bool | str) or _is_number(x) else x
        for name, x in values.items()
    }
    made = made_facts(rubric, exact)
    return rubric, score(rubric, made), made


def _is_number(value: object) -> bool:
    return isinstance(value, str) and value.replace(".", "").replace("/", "").isdigit()


def told(item: str, facts: str, values: dict[str, Any], language: Language, points: int = 5) -> str:
    """What a reader is told of one item, without what would bring points back."""
    _, card, _ = scored(item, facts, values, points)
    found = find(card, "甲项")
    assert found is not None
    (block,) = reader_of(card, found, language, {})
    (line,) = block.lines
    return line.text


RATE = '{率: {单位: "%", 范围: "[0%, 200%]"}}'
BANDS = '分档: {量: 率, 档: {"[90%, 200%]": 5, "[80%, 90%)": 4, "[0%, 80%)": 0}}'
OVER = '{人数: {类型: 整数, 单位: 人, 范围: "[0, inf)"}, 编制: {类型: 整数, 单位: 人, 范围: "[1, inf)"}}'
COUNT = '扣分: [{量: "人数 / 编制 - 100%", 每: 1%, 扣: 0.5, 计数: 足额, 因: 超编}]'
ELEMENTS = "要点: {管理办法: 2, 按时公开: 2, 合规: {得: 1, 必备: 是}}"
CASES = '情形: [{当: "数 > 10", 得: 5, 因: 数量充足}, {其余: 2}]'
NUMBER = '{数: {范围: "[0, inf)"}}'
TARGET = '{数: {范围: "[0, inf)"}, 目标数: {范围: "[1, inf)"}}'
SHARE = "比例: {量: 数, 目标: 目标数, 方向: 越高越好, 超额: 封顶}"
LINE = "比例: {量: 数, 目标: 目标数, 方向: 越低越好, 形状: 线性, 归零: 200%, 超额: 封顶}"
POINTS = "插值: {量: 数, 过点: [[20, 0], [40, 5]], 之外: 截断}"


@pytest.mark.parametrize(
    ("item", "facts", "values", "zh", "en"),
    [
        (
            BANDS,
            RATE,
            {"率": "0.87"},
            "甲项得 4 分（满分 5 分）：率 87%，达到 80% 但不足 90%，按规定得 4 分。",
            "甲项: 4 of 5 points: 率 is 87%, at least 80% but below 90%, which earns 4 points by the rubric.",
        ),
        (
            BANDS,
            RATE,
            {"率": "0.5"},
            "甲项得 0 分（满分 5 分）：率 50%，达到 0% 但不足 80%，按规定不得分。",
            "甲项: 0 of 5 points: 率 is 50%, at least 0% but below 80%, which earns nothing by the rubric.",
        ),
        (
            COUNT,
            OVER,
            {"人数": "32", "编制": "31"},
            (
                "甲项得 3.5 分（满分 5 分）：超编：人数 32，相当于编制 31 的约 103.23%，比 100% 高约 3.23 个百分点，"
                "每 1 个百分点扣 0.5 分，不足一步的不计，共 3 步，扣 1.5 分。"
            ),
            (
                "甲项: 3.5 of 5 points: 超编: 人数 is 32, about 103.23% of 编制 (31), about 3.23 percentage points "
                "above 100%, 0.5 points off for each 1 percentage point, only complete steps count, 3 in all, "
                "1.5 points taken off."
            ),
        ),
        (
            COUNT,
            OVER,
            {"人数": "27", "编制": "31"},
            "甲项得 5 分（满分 5 分）：人数 27，相当于编制 31 的约 87.10%，不超过 100%，不扣分。",
            (
                "甲项: 5 of 5 points: 人数 is 27, about 87.10% of 编制 (31), not above 100%, "
                "so nothing is taken off."
            ),
        ),
        (
            ELEMENTS,
            "{}",
            {"甲项/管理办法": False, "甲项/按时公开": False, "甲项/合规": True},
            "甲项得 1 分（满分 5 分）：管理办法尚未完善（2 分）、按时公开尚未做到（2 分）。",
            "甲项: 1 of 5 points: 管理办法 is not in place (2 points), 按时公开 is not in place (2 points).",
        ),
        (
            ELEMENTS,
            "{}",
            {"甲项/管理办法": True, "甲项/按时公开": True, "甲项/合规": False},
            "甲项得 0 分（满分 5 分）：合规尚未做到，属必备要点，本项不得分。",
            "甲项: 0 of 5 points: 合规 is not in place, and nothing is earned without it.",
        ),
        (
            CASES,
            NUMBER,
            {"数": "11"},
            "甲项得 5 分（满分 5 分）：数量充足，按规定得 5 分。",
            "甲项: 5 of 5 points: 数量充足, which earns 5 points by the rubric.",
        ),
        (
            CASES,
            NUMBER,
            {"数": "3"},
            "甲项得 2 分（满分 5 分）：属于其余情形，按规定得 2 分。",
            "甲项: 2 of 5 points: none of the listed cases holds, which earns 2 points by the rubric.",
        ),
        (
            SHARE,
            TARGET,
            {"数": "2", "目标数": "3"},
            "甲项得 3.33 分（满分 5 分）：数 2，为目标数 3 的约 66.67%，按完成比例得约 3.3333 分；按规定舍入为 3.33 分。",
            (
                "甲项: 3.33 of 5 points: 数 is 2, about 66.67% of 目标数 (3), which earns about 3.3333 points "
                "in proportion; rounded to 3.33 points."
            ),
        ),
        (
            LINE,
            TARGET,
            {"数": "15", "目标数": "10"},
            (
                "甲项得 2.5 分（满分 5 分）：数 15，对照目标数 10，10 及以下得满分、20 及以上不得分，"
                "其间按比例递减，得 2.5 分。"
            ),
            (
                "甲项: 2.5 of 5 points: 数 is 15, against 目标数 (10), full points up to 10, none from 20, "
                "and 2.5 points on the line between."
            ),
        ),
        (
            POINTS,
            NUMBER,
            {"数": "30"},
            "甲项得 2.5 分（满分 5 分）：数 30，介于 20（0 分）与 40（5 分）之间，按插值得 2.5 分。",
            (
                "甲项: 2.5 of 5 points: 数 is 30, between 20 (0 points) and 40 (5 points), "
                "which earns 2.5 points by interpolation."
            ),
        ),
    ],
)
def test_a_rule_is_told_in_a_sentence(
    item: str, facts: str, values: dict[str, Any], zh: str, en: str
) -> None:
    assert told(item, facts, values, "zh") == zh
    assert told(item, facts, values, "en") == en


def test_steps_after_the_rule_follow_it() -> None:
    ceiling = '上限: {量: 率, 档: {"[90%, 200%]": 5, "[0%, 90%)": 3}}'
    text = told(f"公式: 分值, {ceiling}", RATE, {"率": "0.8"}, "zh")
    assert (
        text
        == "甲项得 3 分（满分 5 分）：按满分 5 分计；率为 80%，达到 0% 但不足 90%，得分最多 3 分，减 2 分。"
    )
    vetoed = told('公式: 分值, 否决: [{当: "数 > 10", 因: 弄虚作假}]', NUMBER, {"数": "11"}, "zh")
    assert vetoed == "甲项得 0 分（满分 5 分）：因“弄虚作假”一票否决，本项不得分。"


def test_what_brings_points_back_is_a_sentence() -> None:
    rubric, card, facts = scored(BANDS, RATE, {"率": "0.87"})
    assert spoken(rubric, facts, card, "zh") == {"甲项": "如率增加 3 个百分点、达到 90%，可补回 1 分"}
    rubric, card, facts = scored(
        ELEMENTS, "{}", {"甲项/管理办法": False, "甲项/按时公开": False, "甲项/合规": True}
    )
    assert spoken(rubric, facts, card, "zh") == {
        "甲项": "如补齐管理办法可补回 2 分，做到按时公开可补回 2 分，全部做到可得 5 分"
    }


def test_a_table_in_which_nothing_applies_is_told_as_such() -> None:
    text = HEAD.format(points=5) + (
        "事实: {有: {类型: 是否}}\n指标:\n  甲项: {分值: 5, 公式: 分值, 适用: 有, 不适用: 折算}\n"
    )
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, render_problems(problems, "zh")
    card = score(rubric, made_facts(rubric, {"有": False}))
    assert card.root.undefined is not None
    assert "得分尚未确定" in printed(reader(card, "zh"))
    page = render_text(card, language="zh", width=100, colour=False)
    assert "没有一项指标适用" in page


def printed(blocks: Any, width: int = 10_000) -> str:
    return render_voice(blocks, Layout(cell_len, ascii=False), width, colour=False)


@given(cases(), st.data(), st.sampled_from(("zh", "en")), st.integers(60, 120))
@SOME
def test_every_voice_fits_and_leaves_nothing_out(
    case: Case, data: st.DataObject, language: Language, width: int
) -> None:
    rubric = case.rubric
    facts = data.draw(st.sampled_from((case.facts, data.draw(opened(case.facts, rubric)))))
    card = score(rubric, facts)
    items = card.root.walk()
    made = mechanics(rubric, facts, card, {item.path for item in items})
    pages = {
        "reader": reader(card, language, restore=spoken(rubric, facts, card, language)),
        "reviewer": [reviewer(item, card, language, place=None, restore=None) for item in items],
        "author": [author(item, made.get(item.path), card, language) for item in items],
    }
    for blocks in pages.values():
        assert [line for line in printed(blocks, width).splitlines() if cell_len(line) > width] == []
        assert render_voice_markdown(blocks).endswith("\n")
    page = printed(pages["reader"])
    for view in losses(card, language):
        found = find(card, view.path)
        assert found is not None
        assert not view.path or found.name in page
    # Every leaf has a rule to be shown to its author; only rows whose rule is still open have none.
    rows = {f"{item.path}/" for item in rubric.root.walk() if item.each is not None}
    for item in items:
        if not item.items and not any(item.path.startswith(path) for path in rows):
            assert item.path in made


@given(cases(), st.sampled_from(("zh", "en")))
@SOME
def test_what_is_said_to_have_full_points_has_them(case: Case, language: Language) -> None:
    card = score(case.rubric, case.facts)
    head = "{}得满分" if language == "zh" else "Full points for {}"
    page = printed(reader(card, language))
    for item in card.root.items:
        if f"\n{head.format(item.name)}。" in page or f"\n{head.format(item.name)}." in page:
            assert lost_of(item) <= 0
            assert item.low >= item.points
