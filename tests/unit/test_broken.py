"""One mistake a file: each is found at its line and column, with a sentence and advice."""

from __future__ import annotations

import pytest

from rubric import load_rubric_text
from rubric.report import render_problems

GOOD = """评分表: 试
满分: 5
舍入: 不舍入
事实:
  甲: {单位: 万元}
  乙: {类型: 是否}
指标:
  项:
    分值: 5
    公式: 甲
"""
TABLE = [
    ("满分: 5", "满分：5", "Y103", 2, 3),
    ("满分: 5", "满分: 五", "R203", 2, 5),
    ("满分: 5", "满分: 6", "P503", 1, 6),
    ("满分: 5", "分满: 5", "R201", 2, 1),
    ("满分: 5", "满分: 5\npoints: 5", "Y105", 3, 1),
    ("满分: 5\n", "满分: 5\n满分: 5\n", "Y105", 3, 1),
    ("舍入: 不舍入\n", "", "R202", 1, 6),
    ("舍入: 不舍入", "舍入: {位数: 2, 方式: 四舍, 于: 指标}", "R203", 3, 17),
    ("舍入: 不舍入", "舍入: {位数: 999999999, 方式: 四舍五入, 于: 指标}", "R203", 3, 10),
    ("舍入: 不舍入", "舍入: {位数: 1.5, 方式: 四舍五入, 于: 指标}", "R203", 3, 10),
    ("  甲:", f"  {'甲' * 500}:", "Y109", 5, 3),
    ("类型: 是否", "类型: 大概", "R203", 6, 11),
    ("  甲:", "  且:", "P508", 5, 3),
    ("公式: 甲", "公式: 丙", "N305", 10, 9),
    ("公式: 甲", "公式: 甲 + 乙", "N306", 10, 13),
    ("公式: 甲", "公式: 甲 > 1", "N306", 10, 9),
    ("公式: 甲", "公式: 甲 +", "N301", 10, 11),
    ("公式: 甲", "公式: 甲.real", "N301", 10, 10),
    ("公式: 甲", "公式: 甲[0]", "N301", 10, 10),
    ("公式: 甲", "公式: 9**9**9", "N314", 10, 9),
    ("公式: 甲", "公式: 1e999999", "N301", 10, 9),
    ("公式: 甲", "公式: open(甲)", "N303", 10, 9),
    ("公式: 甲", "公式: 比(甲, 1)", "N304", 10, 9),
    ("公式: 甲", "公式: 'lambda: 1'", "N301", 10, 16),
    ("公式: 甲", "公式: '[x for x in 甲]'", "N301", 10, 10),
    ("公式: 甲", "公式: 'f\"{甲}\"'", "N301", 10, 11),
    ("公式: 甲", "公式: " + "(" * 50 + "甲" + ")" * 50, "N302", 10, 9),
    ("公式: 甲", "公式: 是 + 1", "N306", 10, 9),
    ("公式: 甲", "要点: {一: 1, 二: 3}", "P503", 10, 9),
    ("公式: 甲", "分档: {量: 甲, 档: {'(-inf, 80%)': 0, '(80%, inf)': 5}}", "P501", 10, 13),
    ("公式: 甲", "分档: {量: 甲, 档: {'(-inf, 80%]': 0, '[80%, inf)': 5}}", "P502", 10, 38),
    ("公式: 甲", "分档: {量: 甲, 档: {'80 以上': 5}}", "P504", 10, 20),
    ("公式: 甲", "扣分: [{量: 甲, 每: 1%, 扣: 0.5}]", "P505", 10, 10),
    ("公式: 甲", "公式: 甲\n    扣分: [{当: 乙, 扣: 1}]", "P506", 11, 5),
    ("公式: 甲", "公式: 甲\n    适用: 乙", "P507", 11, 5),
    ("满分: 5", "满分: &x 5", "Y104", 2, 5),
    ("满分: 5", "满分: !!int 5", "Y104", 2, 5),
]


def test_the_twin_without_a_mistake_is_read() -> None:
    rubric, problems = load_rubric_text(GOOD)
    assert rubric is not None
    assert problems == []


@pytest.mark.parametrize(("good", "bad", "code", "line", "column"), TABLE)
def test_a_mistake_is_found_where_it_stands(good: str, bad: str, code: str, line: int, column: int) -> None:
    rubric, problems = load_rubric_text(GOOD.replace(good, bad, 1))
    assert rubric is None
    places = [(p.code, p.place.line, p.place.column) for p in problems if p.place]
    assert (code, line, column) in places, places
    for language in ("zh", "en"):
        text = render_problems(problems, language)
        assert code in text
        assert "→" in text
        assert "{" not in text.replace(bad, "") or "{" in bad + GOOD
