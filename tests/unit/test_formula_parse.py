"""Formulas are read as their author meant them, digit by digit, and know where each part stands."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.formula import canonical, parse_formula, place_of, words
from rubric.source import Source, Table, Text, read_yaml
from tests.unit.formulas import HEAD, text_of, tree_of, where

MEANS = [
    ("1+2*3", "(1 + (2 * 3))"),
    ("10-4-3", "((10 - 4) - 3)"),
    ("8/4/2", "((8 / 4) / 2)"),
    ("2**3**2", "(2 ** (3 ** 2))"),
    ("-2**2", "(-(2 ** 2))"),
    ("2**-1", "(2 ** (-1))"),
    ("--x", "(-(-x))"),
    ("95%", "19/20"),
    ("3‰", "3/1000"),
    ("９５．５％", "191/200"),
    (".5", "1/2"),
    ("0.1+0.2", "(1/10 + 1/5)"),
    ("分值 × 支出 ÷ 预算", "((points * 支出) / 预算)"),
    ("失分 > 0", "(lost > 0)"),
    ("（甲＋乙）－１", "((甲 + 乙) - 1)"),
    ("甲 ≥ 90% 且 甲 ≤ 1", "((甲 >= 9/10) and (甲 <= 1))"),
    ("甲 ＝＝ 1 或 甲 ≠ 2", "((甲 == 1) or (甲 != 2))"),
    ("甲 ＞ 1", "(甲 > 1)"),
    ("80% <= 甲 < 95%", "(4/5 <= 甲 < 19/20)"),
    ("非 甲 且 乙", "((not 甲) and 乙)"),
    ("not not 甲", "(not (not 甲))"),
    ("a or b and c", "(a or (b and c))"),
    ("a 若 b 否则 c", "(a if b else c)"),
    ("a if b else c if d else e", "(a if b else (c if d else e))"),
    ("最小（1， 甲）", "min(1, 甲)"),
    ("比(甲, 乙, 零值=0)", "ratio(甲, 乙, 0)"),
    ("ratio(a, b, if_zero = 1)", "ratio(a, b, 1)"),
    ("平均(表, 额, 空表=0)", "mean(表, 额, 0)"),
    ("计数(表)", "count(表)"),
    ("方式 == “门户网站”", '(方式 == "门户网站")'),
    ("方式 == ‘门户网站’", '(方式 == "门户网站")'),
    ("方式 属于 (“甲”, '乙')", '(方式 in ("甲", "乙"))'),
    ("方式 not in ('甲')", '(方式 not in ("甲"))'),
    ("方式 非 属于 ('甲')", '(方式 not in ("甲"))'),
    ("是 或 no", "(yes or no)"),
    ("True and false", "(yes and no)"),
    ("舍入(甲, 1, '进位')", 'round(甲, 1, "up")'),
    ("round_to(a, 0.5, 'half_up')", 'round_to(a, 1/2, "half_up")'),
    ("得分(项目)", 'score("项目")'),
    ("score('组/项')", 'score("组/项")'),
    ("非税收入 + 或有负债 + 若干", "((非税收入 + 或有负债) + 若干)"),
    ("否则率 - 属于率", "(否则率 - 属于率)"),
    ("甲\n  + 乙\n  + 丙", "((甲 + 乙) + 丙)"),
    ("甲\u3000+\u00a0乙", "(甲 + 乙)"),
    ("ＡＢ１ + x", "(AB1 + x)"),
    ("比 + 1", "(比 + 1)"),
    ("甲 == “他说'好'”", "(甲 == \"他说'好'\")"),
]


@pytest.mark.parametrize(("formula", "means"), MEANS)
def test_a_formula_means_what_it_says(formula: str, means: str) -> None:
    assert canonical(tree_of(formula)) == means


def test_every_part_knows_its_own_characters() -> None:
    formula = "（分值 × 最小（１，支出）） 若 方式 属于 （“甲”） 否则 －95％"
    found = {}
    for node in ast.walk(tree_of(formula)):
        if isinstance(node, ast.expr):
            place = place_of(node)
            assert place is not None
            found[type(node).__name__, formula[place.start - len(HEAD) : place.end - len(HEAD)]] = place
    assert set(found) == {
        ("IfExp", formula),
        ("BinOp", "分值 × 最小（１，支出）"),
        ("Name", "分值"),
        ("Call", "最小（１，支出）"),
        ("Name", "最小"),
        ("Constant", "１"),
        ("Name", "支出"),
        ("Compare", "方式 属于 （“甲”）"),
        ("Name", "方式"),
        ("Tuple", "（“甲”）"),
        ("Constant", "“甲”"),
        ("UnaryOp", "－95％"),
        ("Constant", "95％"),
    }
    assert found["Constant", "95％"].column == len(HEAD) + formula.index("95％") + 1


@pytest.mark.parametrize(
    ("yaml", "line", "column"),
    [
        ("公式: 甲 + 乙.x", 1, 10),
        ('公式: "甲 == ""乙.x"', 0, 0),
        ("公式: '甲 == ''一'' + 乙.x'", 1, 20),
        ('公式: "甲 == \\"一\\" + 乙.x"', 1, 20),
        ("公式: >-\n  甲\n  + 乙.x", 3, 6),
        ("公式: |\n  甲\n  + 乙.x\n", 3, 6),
        ("公式: 甲\n  + 乙.x", 2, 6),
    ],
)
def test_columns_are_those_of_the_file_in_every_style(yaml: str, line: int, column: int) -> None:
    table, problems = read_yaml(Source.of_text(yaml))
    if not line:
        assert problems
        return
    assert isinstance(table, Table)
    text = next(iter(table.values()))
    assert isinstance(text, Text)
    _, (problem,) = parse_formula(text)
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (line, column)


@given(st.integers(0, 10**30 - 1), st.integers(0, 30), st.sampled_from(["", "%", "‰"]))
def test_digits_are_read_exactly(digits: int, places: int, sign: str) -> None:
    text = str(digits).zfill(places + 1)
    written = text[: len(text) - places] + ("." + text[len(text) - places :] if places else "")
    node = tree_of(written + sign)
    scale = {"": 1, "%": 100, "‰": 1000}[sign]
    assert isinstance(node, ast.Constant)
    value: Any = node.value
    assert value == Fraction(digits, 10**places * scale)


@given(st.text(alphabet="甲乙ab 19.%‰+-*/()<>=且或非若否则“”'\"，,\n×÷≥\u200b²[]{}:;", max_size=60))
def test_any_text_is_a_formula_or_one_problem_inside_it(text: str) -> None:
    read, problems = parse_formula(text_of(text))
    assert (read is None) == (len(problems) == 1)
    for problem in problems:
        assert problem.place is not None
        start, end = where(problem)
        assert 0 <= start <= end <= len(text)
        assert start < end or not text
    if read is not None:
        for node in ast.walk(read.tree):
            value: Any = getattr(node, "value", Fraction(0))
            assert isinstance(value, Fraction | bool | str)


def test_the_words_of_the_language_are_listed_for_translation() -> None:
    formula = "舍入(分值 * 比(甲, 乙, 零值=0), 1, “进位”) 若 非 丙 且 已知(丁) 否则 points"
    found = [
        (formula[w.place.start - len(HEAD) : w.place.end - len(HEAD)], w.word, w.kind)
        for w in words(text_of(formula))
    ]
    assert found == [
        ("舍入", "round", "function"),
        ("分值", "points", "name"),
        ("比", "ratio", "function"),
        ("零值", "if_zero", "argument"),
        ("“进位”", "up", "mode"),
        ("若", "if", "operator"),
        ("非", "not", "operator"),
        ("且", "and", "operator"),
        ("已知", "known", "function"),
        ("否则", "else", "operator"),
        ("points", "points", "name"),
    ]
    assert words(text_of("甲 +")) == []
