"""What is assumed at worst and at best: legal values that really come to the end, and an honest word if not."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine import load_facts, score
from engine.explain import assumption, assumptions
from engine.questions.stakes.assume import assume
from engine.render.json import to_json
from engine.render.markdown import render_markdown
from engine.render.terminal import render_text
from rubric import load_rubric_text
from rubric.report import render_problems
from tests.unit.test_stakes import BANDS, HEAD, TABLE, TOGETHER

if TYPE_CHECKING:
    from pathlib import Path

    from engine.questions.stakes.assume import Supposed
    from engine.questions.stakes.assume_search import Which

JUDGED = '指标: {质: {分值: 4, 评定: {等次: {好: "[80%, 100%]", 中: "[60%, 80%)", 差: "[0%, 60%)"}}}}\n'


def made(folder: Path, rubric: str, facts: str, which: Which, points: int = 10) -> Supposed:
    read, problems = load_rubric_text(HEAD.format(points=points) + rubric)
    assert read is not None, render_problems(problems, "en")
    file = folder / "f.yaml"
    file.write_text(facts, "utf-8")
    known, problems = load_facts(str(file), read)
    assert known is not None, render_problems(problems, "en")
    found = assume(read, known, score(read, known), which)
    assert found.facts.sha256 == found.card.facts_sha256 == known.sha256
    return found


def values(found: Supposed) -> dict[str, object]:
    assert found.card.assumed is not None
    return {one.name: one.value for one in found.card.assumed.facts}


@pytest.mark.parametrize(
    ("rubric", "facts", "which", "total", "assumed"),
    [
        (BANDS, "{}", "worst", 1, {"率": 0, "好": False}),
        (BANDS, "{}", "best", 10, {"率": 1, "好": True}),
        (BANDS, "{率: '[94%, 96%]', 好: 是}", "worst", 8, {"率": Fraction(94, 100)}),
        (BANDS, "{率: '[79.5%, 95%)', 好: 是}", "best", 8, {"率": Fraction(80, 100)}),
        (BANDS, "{率: {值: 95%, 存疑: 是}, 好: 是}", "worst", 5, {"率": 0}),
        (TOGETHER, "{甲: 是}", "best", 10, {"乙": True, "丙": True}),
        (TOGETHER, "{}", "worst", 0, {"甲": True, "乙": False, "丙": False}),
    ],
)
def test_the_end_of_the_range_is_reached_by_values_that_are_told(
    rubric: str, facts: str, which: Which, total: int, assumed: dict[str, object], tmp_path: Path
) -> None:
    found = made(tmp_path, rubric, f"事实: {facts}\n", which)
    assert found.card.root.score == total
    assert values(found) == assumed
    assert found.card.assumed is not None
    assert found.card.assumed.short == 0
    assert not found.card.complete
    assert len(assumptions(found.card, "zh")) == len(assumed)


@pytest.mark.parametrize(("which", "total", "level"), [("worst", "2.40", "中"), ("best", "3.20", "中")])
def test_a_level_without_a_greatest_share_is_assumed_by_a_share_that_it_holds(
    which: Which, total: str, level: str, tmp_path: Path
) -> None:
    found = made(tmp_path, JUDGED, "评定: {质: {等次: 中, 理由: 一般}}\n", which, 4)
    (one,) = found.card.assumed.facts if found.card.assumed is not None else ()
    assert one.level == level
    assert isinstance(one.value, Fraction)
    assert Fraction(60, 100) <= one.value < Fraction(80, 100)
    assert found.card.root.score == Fraction(total)


def test_an_end_that_no_values_reach_is_said_not_to_be_reached(tmp_path: Path) -> None:
    rubric = "事实: {甲: {范围: '[0, 1]'}}\n指标: {项: {分值: 10, 公式: 甲 + (1 - 甲) * 9}}\n"
    found = made(tmp_path, rubric, "事实: {}\n", "best")
    assert found.card.root.score == 9
    assert found.card.assumed is not None
    assert (found.card.assumed.end, found.card.assumed.short) == (10, 1)
    assert "没有取到，还差 1.00" in assumptions(found.card, "zh")[-1]
    assert "was not reached by 1.00" in assumptions(found.card, "en")[-1]


def test_of_a_table_nothing_is_assumed_and_the_score_stays_open(tmp_path: Path) -> None:
    found = made(tmp_path, TABLE, "事实: {}\n", "worst")
    assert found.card.assumed is not None
    assert (found.card.assumed.open, found.card.assumed.facts) == (("项目",), ())
    assert found.card.root.exact is None
    assert "项目" in assumptions(found.card, "en")[0]


def test_complete_facts_are_left_alone(tmp_path: Path) -> None:
    found = made(tmp_path, BANDS, "事实: {率: 95%, 好: 是}\n", "worst")
    assert found.card.assumed is None
    assert assumption(found.card, "zh") == ""
    assert found.card.complete


def test_every_form_says_that_it_is_no_score(tmp_path: Path) -> None:
    card = made(tmp_path, BANDS, "事实: {好: 是}\n", "worst").card
    text = render_text(card, language="zh", width=80, colour=False)
    assert text.splitlines()[1] == "这不是评价结果：未定的 1 项都按最低分假定（最坏情形）"
    assert "假定  率 = 0%" in text
    assert "Not the score" in render_markdown(card, "en")
    assert to_json(card, "zh")["assumed"] == {
        "which": "worst",
        "facts": [{"name": "率", "value": "0", "unit": "%", "level": None, "disputed": False}],
        "end": "5.00",
        "short": "0.00",
        "open": [],
    }
