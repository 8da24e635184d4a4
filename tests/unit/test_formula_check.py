"""Kinds are found before any fact is read, and every mixture of them is told where it stands."""

from __future__ import annotations

import pytest

from rubric.formula import NUMBER, TEXT, YES_NO, Choice, Kind, Scope, check_formula, items_of, names_of
from rubric.formula.check import called
from tests.unit.formulas import marked, problems_of, tree_of, where

WAYS = Choice(("门户网站", "公告栏", "未公开"))
SCOPE = Scope(
    {
        "甲": "number",
        "乙": "number",
        "真": "yes_no",
        "假": "yes_no",
        "方式": WAYS,
        "名": "text",
        "points": "number",
    },
    ["组", "组/一", "组/二", "别/二"],
    {"表": {"额": "number", "性质": Choice(("定量", "定性")), "办结": "yes_no"}},
)
KINDS: list[tuple[str, Kind]] = [
    ("甲 / 乙", NUMBER),
    ("分值 * 95%", NUMBER),
    ("甲 > 乙 > 1", YES_NO),
    ("真 == 假", YES_NO),
    ("真 且 非 假", YES_NO),
    ("方式 == '公告栏'", YES_NO),
    ("'公告栏' != 方式", YES_NO),
    ("方式 属于 ('公告栏', '未公开')", YES_NO),
    ("名 == '某单位'", YES_NO),
    ("名 == 方式", YES_NO),
    ("方式", WAYS),
    ("名", TEXT),
    ("'甲'", TEXT),
    ("方式 若 真 否则 方式", WAYS),
    ("1 若 真 否则 2", NUMBER),
    ("对照(方式, '门户网站', 3, '公告栏', 2, '未公开', 0)", NUMBER),
    ("得分(一)", NUMBER),
    ("得分('组/二')", NUMBER),
    ("已知(甲)", YES_NO),
    ("合计(表, 额 * 甲)", NUMBER),
    ("计数(表)", NUMBER),
    ("计数(表, 性质 == '定量')", NUMBER),
    ("平均(表, 额, 空表=0)", NUMBER),
    ("全部(表, 办结, 空表=是)", YES_NO),
    ("任一(表, 已知(额))", YES_NO),
    ("舍入(甲, -2, 'half_even')", NUMBER),
    ("甲 ** 999999999999", NUMBER),
    ("2 ** 0.5", NUMBER),
    ("甲 ** 乙", NUMBER),
]
WRONG = [
    ("方式 == 真".replace("真", "«真»"), "N306"),
    ("方式 属于 ('公告栏', «'公开栏'»)", "N312"),
    ("方式 == «'公告拦'»", "N312"),
    ("«甲» 属于 ('一')", "N306"),
    ("1 若 真 否则 «真»", "N306"),
    ("1 若 真 否则 «方式»", "N306"),
    ("«对照(方式, '门户网站', 3)»", "N317"),
    ("«对照(方式, '门户网站', 3, '公告栏', 2, '公告栏', 1, '未公开', 0)»", "N317"),
    ("对照(方式, «'网站'», 3, '公告栏', 2)", "N312"),
    ("对照(«甲», '一', 3)", "N306"),
    ("对照(方式, «甲», 3)", "N306"),
    ("对照(方式, '门户网站', 3, «'公告栏'»)", "N317"),
    ("得分(«二»)", "N313"),
    ("合计(表, «办结»)", "N306"),
    ("全部(表, «额»)", "N306"),
    ("平均(表, 额, 空表=«是»)", "N306"),
    ("合计(表, 性质 == «'定额'»)", "N312"),
    ("合计(«无此表», 额)", "N305"),
    ("已知(«丁»)", "N305"),
    ("甲 + «丁»", "N305"),
]


@pytest.mark.parametrize(("formula", "kind"), KINDS)
def test_the_kind_of_a_formula_is_known_before_any_fact(formula: str, kind: Kind) -> None:
    assert check_formula(tree_of(formula), SCOPE, None) == (kind, [])
    assert check_formula(tree_of(formula), SCOPE, kind) == (kind, [])


@pytest.mark.parametrize(("formula", "code"), WRONG)
def test_what_does_not_fit_is_told_where_it_stands(formula: str, code: str) -> None:
    formula, start, end = marked(formula)
    found = [(p.code, *where(p)) for p in problems_of(formula, SCOPE)]
    assert (code, start, end) in found
    assert {p for p, *_ in found} <= {code, "N306"}


@pytest.mark.parametrize(
    ("formula", "want"), [("甲", YES_NO), ("真", NUMBER), ("方式", NUMBER), ("甲 > 1", WAYS)]
)
def test_a_formula_must_be_what_its_place_asks_for(formula: str, want: Kind) -> None:
    kind, problems = check_formula(tree_of(formula), SCOPE, want)
    assert kind is None
    assert [p.code for p in problems] == ["N306"]


def test_several_mistakes_are_all_told() -> None:
    problems = problems_of("丁 + 真 * 戊", SCOPE)
    assert [(p.code, *where(p)) for p in problems] == [("N305", 0, 1), ("N306", 4, 5), ("N305", 8, 9)]


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("甲且乙", "甲 且 乙"),
        ("真或假", "真 或 假"),
        ("非真", "非 真"),
        ("真且非假", "真 且 非 假"),
        ("甲若真否则乙", "甲 若 真 否则 乙"),
    ],
)
def test_operators_that_run_into_names_are_told_with_their_spaces(formula: str, says: str) -> None:
    (problem,) = problems_of(formula, SCOPE)
    assert (problem.code, *where(problem)) == ("N305", 0, len(formula))
    assert f"“{says}”" in problem.hint("zh")
    assert says in problem.hint("en")


def test_the_nearest_name_is_offered() -> None:
    scope = Scope({"年初预算": "number"})
    (problem,) = problems_of("年初预祘 * 2", scope)
    assert "年初预算" in problem.hint("zh")
    (problem,) = problems_of("最小小(1, 2)", scope)
    assert "最小" in problem.hint("zh")


def test_names_are_those_that_are_read_in_their_order() -> None:
    tree = tree_of("(乙 若 真 否则 甲) + 合计(表, 额 * 丙) + 得分(一) + 分值 + 甲 + 已知(丁)")
    assert list(names_of(tree, {"表": {"额"}})) == ["乙", "真", "甲", "表", "丙", "丁"]
    assert names_of(tree_of("甲 + 乙")) == frozenset({"甲", "乙"})
    assert list(items_of(tree)) == ["一"]


def test_calls_go_by_their_english_name() -> None:
    import ast

    tree = tree_of("平方根(甲)")
    assert isinstance(tree, ast.Call)
    assert called(tree) == "sqrt"
