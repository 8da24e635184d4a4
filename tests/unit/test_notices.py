"""A fact of another scope or period than the declared one scores, and is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import load_facts_text, score
from engine.render.markdown import render_markdown
from engine.render.terminal import render_text
from rubric import load_rubric_text

if TYPE_CHECKING:
    from engine.scorecard import Scorecard
    from rubric.problems import Language

RUBRIC = """
评分表: 口径
满分: 5
舍入: 不舍入
事实: {人数: {范围: "[0, 5]", 口径: 本级, 年度: 2023}}
指标: {甲: {分值: 5, 公式: 人数}}
"""


def card(fact: str) -> Scorecard:
    rubric, _ = load_rubric_text(RUBRIC)
    assert rubric is not None
    facts, _ = load_facts_text(f"事实: {{人数: {fact}}}", rubric)
    assert facts is not None
    return score(rubric, facts)


@pytest.mark.parametrize(
    ("language", "due"),
    [
        ("zh", "人数的口径是“全市”，评分表声明的是“本级”"),
        ("en", "人数 is given for the scope 全市; the rubric declares 本级"),
    ],
)
def test_another_scope_is_said_on_every_page(language: Language, due: str) -> None:
    other = card("{值: 4, 口径: 全市, 年度: 2023}")
    assert other.root.exact == 4
    assert due in render_text(other, language=language, width=120, colour=False)
    assert due in render_markdown(other, language)
    same = render_text(card("{值: 4, 口径: 本级}"), language=language, width=120, colour=False)
    assert due[:8] not in same
