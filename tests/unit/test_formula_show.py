"""A tree is shown as an author writes it, with the brackets it needs and no others."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.formula import canonical, substitute, unparse
from tests.unit.formulas import tree_of

SHOWN = [
    ("分值*(甲+乙)/4", "points × (甲 + 乙) ÷ 4"),
    ("(甲+乙)+丙", "甲 + 乙 + 丙"),
    ("甲-(乙-丙)", "甲 − (乙 − 丙)"),
    ("甲/(乙*丙)", "甲 ÷ (乙 × 丙)"),
    ("(甲*乙)/丙", "甲 × 乙 ÷ 丙"),
    ("(-甲)**2", "(−甲) ** 2"),
    ("-甲**2", "−甲 ** 2"),
    ("(2**3)**2", "(2 ** 3) ** 2"),
    ("2**3**2", "2 ** 3 ** 2"),
    ("比率 - 100％", "比率 − 100%"),
    ("非 (真 且 假) 或 真", "not (真 and 假) or 真"),
    ("(真 或 假) 且 真", "(真 or 假) and 真"),
    ("80%<=甲<95%", "80% ≤ 甲 < 95%"),
    ("(甲>1) == 真", "(甲 > 1) = 真"),
    ("(甲 若 真 否则 乙) * 2", "(甲 if 真 else 乙) × 2"),
    ("(甲 若 真 否则 乙) 若 假 否则 丙", "(甲 if 真 else 乙) if 假 else 丙"),
    ("方式 not in ('一', '二')", '方式 not in ("一", "二")'),
    ("是", "yes"),
]


@pytest.mark.parametrize(("formula", "shown"), SHOWN)
def test_a_formula_is_shown_with_the_brackets_it_needs(formula: str, shown: str) -> None:
    assert unparse(tree_of(formula)) == shown


def test_a_formula_is_shown_in_the_language_of_its_reader() -> None:
    tree = tree_of("min(1, a / b) if not c and d not in ('甲') else round(a, 1, '进位')")
    assert (
        unparse(tree, language="zh") == "最小(1, a ÷ b) 若 非 c 且 d 非 属于 (“甲”) 否则 舍入(a, 1, “进位”)"
    )
    assert canonical(tree_of(unparse(tree, language="zh"))) == canonical(tree)


def test_numbers_are_put_in_for_names() -> None:
    tree = tree_of("分值 * 最小(1, (支出 - 追回) / 预算) ** 2")
    shown = {"points": "6", "支出": "1338.87", "追回": "-8", "预算": "1338.87"}
    assert substitute(tree, lambda name: shown[name]) == "6 × min(1, (1338.87 − -8) ÷ 1338.87) ** 2"
    assert substitute(tree_of("x ** 2"), lambda _: "-3") == "(-3) ** 2"


def test_an_exact_fraction_of_a_rule_is_never_shown_rounded() -> None:
    third: Any = ast.Constant(Fraction(1, 3))  # type: ignore[arg-type]  # our readers know fractions
    node = ast.BinOp(ast.Name("x", ast.Load()), ast.Div(), third)
    assert unparse(node) == "x ÷ (1 ÷ 3)"
    assert canonical(node) == "(x / 1/3)"


def test_names_that_rules_make_are_told_apart() -> None:
    assert canonical(ast.Name("组/要点", ast.Load())) == '$"组/要点"'


_NAMES = st.sampled_from(["甲", "b", "丙"])
_ATOMS = _NAMES | st.sampled_from(["1", "2.5", "30%"])


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["+", "-", "*", "/", "**"])
    return st.one_of(
        st.builds("({} {} {})".format, inner, signs, inner),
        st.builds("(-{})".format, inner),
        st.builds("最大({}, {})".format, inner, inner),
        st.builds("({} 若 {} > {} 且 非 {} == 1 否则 {})".format, inner, inner, inner, inner, inner),
    )


@given(st.recursive(_ATOMS, _grow, max_leaves=12), st.sampled_from(["zh", "en"]))
def test_what_is_shown_reads_back_as_the_same_formula(formula: str, language: Any) -> None:
    tree = tree_of(formula)
    shown = unparse(tree, language=language).replace(" = ", " == ")
    assert canonical(tree_of(shown)) == canonical(tree)
