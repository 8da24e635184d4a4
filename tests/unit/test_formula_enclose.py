"""An enclosure holds every value, is tight where nothing repeats, and says where a value may not exist."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.formula import MaybeUndefined, TableBound, enclose
from rubric.range import Range, read_range, show_range
from tests.unit.formulas import NoValue, tree_of, value_of

if TYPE_CHECKING:
    from rubric.formula import Bound


def _range(text: str) -> Range:
    found = read_range(text)
    assert found is not None
    return found


ENV: dict[str, Bound] = {
    "x": _range("[0, 10]"),
    "y": _range("[-5, 5]"),
    "p": _range("(0, inf)"),
    "n": _range("[0, inf)"),
    "w": _range("(-inf, inf)"),
    "率": _range("[85%, 120%)"),
    "真": True,
    "假": False,
    "未知": None,
    "选": frozenset(("一", "二", "三")),
    "定": frozenset(("一",)),
    "名": None,
    "known:x": True,
    "known:n": None,
    "score:组/项": _range("[0, 5]"),
}
TABLES = {
    "表": TableBound({"额": _range("[1, 2]"), "类": frozenset(("甲", "乙"))}),
    "三行": TableBound({"额": _range("[1, 2)"), "x": _range("[7, 8]")}, least=3, most=3),
    "空": TableBound({"额": _range("[1, 2]")}, most=0),
}
BOUNDS = [
    ("x + y", "[-5, 15]"),
    ("x * 2 - 1", "[-1, 19]"),
    ("x / p", "[0, inf)"),
    ("1 / p", "(0, inf)"),
    ("率 - 100%", "[-0.15, 0.2)"),
    ("分 if 假 else 3", "[3, 3]"),
    ("y ** 2", "[0, 25]"),
    ("n ** 2", "[0, inf)"),
    ("n ** 0.5", "[0, inf)"),
    ("(x + 1) ** -1", "[1/11, 1]"),
    ("abs(y)", "[0, 5]"),
    ("floor(率 * 100)", "[85, 119]"),
    ("ceil(x / 3)", "[0, 4]"),
    ("round(x / 3, 1, 'down')", "[0, 3.3]"),
    ("round_to(x, 4, 'up')", "[0, 12]"),
    ("min(1, x / 10, 0.5)", "[0, 0.5]"),
    ("max(y, 2)", "[2, 5]"),
    ("clamp(w, 0, 5)", "[0, 5]"),
    ("ratio(x, n, 7)", "[0, inf)"),
    ("ratio(x, 0, 7)", "[7, 7]"),
    ("ratio(10, x + 10, 7)", "[0.5, 1]"),
    ("sqrt(4)", "[2, 2]"),
    ("1 if 未知 else 2", "[1, 2]"),
    ("1 if x > 10 else 2", "[2, 2]"),
    ("1 if x >= 10 else 2", "[1, 2]"),
    ("5 if 率 >= 90% else 4 if 率 >= 80% else 0", "[4, 5]"),
    ("1 / x if x > 0 else 0", "[0, inf)"),
    ("0 if x == 0 else 1", "[0, 1]"),
    ("0 if x <= 0 else 1 / x", "[0, inf)"),
    ("x if 2 < x <= 3 else 2.5", "(2, 3]"),
    ("x if not (x < 2 or x > 3) else 2", "[2, 3]"),
    ("x if y >= 4 and x > y else 4.5", "(4, 10]"),
    ("x if x < 2 or x > 8 else 3", "[0, 10]"),
    ("5 if x < 2 and x < 1 else x", "[0, 10]"),
    ("sum(三行, x) if x < 3 else 21", "[21, 24]"),
    ("3 if 选 == '一' else 2 if 选 == '二' else 1 if 选 == '三' else 99", "[1, 3]"),
    ("3 if 选 in ('一', '二') else 1 if 选 == '三' else 99", "[1, 3]"),
    ("1 if 定 == '一' else 99", "[1, 1]"),
    ("1 if 名 == '一' else 2", "[1, 2]"),
    ("x if known(x) else 99", "[0, 10]"),
    ("1 if known(n) else 2", "[1, 2]"),
    ("score('组/项') * 2", "[0, 10]"),
    ("lookup(选, '一', 3, '二', 2, '三', x)", "[0, 10]"),
    ("lookup(定, '一', 3, '二', 2, '三', x)", "[3, 3]"),
    ("sum(三行, 额)", "[3, 6)"),
    ("sum(三行, x)", "[21, 24]"),
    ("sum(表, 额, if_empty=0)", "[0, inf)"),
    ("sum(空, 额, if_empty=9)", "[9, 9]"),
    ("mean(三行, 额 + 1)", "[2, 3)"),
    ("count(三行)", "[3, 3]"),
    ("count(三行, 额 > 2)", "[0, 0]"),
    ("count(三行, 额 > 1)", "[0, 3]"),
    ("count(空)", "[0, 0]"),
    ("count(表, 类 == '甲')", "[0, inf)"),
    ("most(三行, 额)", "[1, 2)"),
    ("1 if all(三行, 额 >= 1) else 99", "[1, 1]"),
    ("1 if any(三行, 额 >= 2) else 2", "[2, 2]"),
]
DECIDED: list[tuple[str, bool | None]] = [
    ("x >= 0", True),
    ("x < 0", False),
    ("x > 0", None),
    ("x >= 0 and 未知", None),
    ("x < 0 and 1 / 假", False),
    ("x >= 0 or 1 / 假", True),
    ("未知 and 假", False),
    ("未知 or 真", True),
    ("not 未知", None),
    ("x <= 0 or 1 / x > 0", True),
    ("x > 6 and x < 5", False),
    ("0 <= x <= 10", True),
    ("选 == '四'", False),
    ("选 not in ('四')", True),
    ("选 in ('一', '二', '三')", True),
    ("定 == 选", None),
    ("真 == 假", False),
    ("真 == 未知", None),
    ("名 == '一'", None),
]
UNDEFINED = [
    ("1 / x", "zero_denominator", "x"),
    ("1 / (x - 1)", "zero_denominator", "x − 1"),
    ("1 / x if x >= 0 else 0", "zero_denominator", "x"),
    ("1 / x if 未知 else 0", "zero_denominator", "x"),
    ("x > 0 or 1 / x > 0", "zero_denominator", "x"),
    ("sqrt(y)", "domain", "sqrt(y)"),
    ("ln(x)", "domain", "ln(x)"),
    ("exp(n)", "domain", "exp(n)"),
    ("y ** 0.5", "domain", "y ** 0.5"),
    ("x ** -1", "domain", "x ** −1"),
    ("x ** y", "domain", "x ** y"),
    ("n ** 100", "domain", "n ** 100"),
    ("round_to(1, x, 'up')", "domain", 'round_to(1, x, "up")'),
    ("sum(表, 额)", "empty_table", "表"),
    ("mean(空, 额)", "empty_table", "空"),
]


def _enclose(formula: str, trace: dict[int, Bound] | None = None) -> Bound:
    return enclose(tree_of(formula), ENV.__getitem__, trace, TABLES)


@pytest.mark.parametrize(("formula", "bound"), BOUNDS)
def test_a_formula_is_enclosed_as_tightly_as_its_facts_allow(formula: str, bound: str) -> None:
    found = _enclose(formula)
    assert isinstance(found, Range)
    if "/" in bound:
        assert found == Range(Fraction(1, 11), Fraction(1))
    else:
        assert show_range(found) == bound


@pytest.mark.parametrize(("formula", "truth"), DECIDED)
def test_a_condition_is_decided_only_where_every_fact_agrees(formula: str, truth: bool | None) -> None:
    assert _enclose(formula) is truth


@pytest.mark.parametrize(("formula", "kind", "detail"), UNDEFINED)
def test_a_value_that_may_not_exist_is_said(formula: str, kind: str, detail: str) -> None:
    with pytest.raises(MaybeUndefined) as caught:
        _enclose(formula)
    assert (caught.value.kind, caught.value.detail) == (kind, detail)


def test_the_trace_holds_what_every_part_can_be_and_leaves_out_what_is_never_reached() -> None:
    tree = tree_of("x * 2 if 真 else x * 3")
    trace: dict[int, Bound] = {}
    enclose(tree, ENV.__getitem__, trace)
    assert isinstance(tree, ast.IfExp)
    assert trace[id(tree)] == trace[id(tree.body)] == _range("[0, 20]")
    assert id(tree.orelse) not in trace


def _call(name: str, *arguments: Any) -> ast.Call:
    nodes = [a if isinstance(a, ast.expr) else ast.Constant(a) for a in arguments]
    return ast.Call(ast.Name(name, ast.Load()), nodes, [])


def test_bands_that_share_their_quantity_never_see_each_other() -> None:
    of = tree_of("x / 10")
    first, second = (ast.Compare(of, [ast.Lt()], [tree_of(cut)]) for cut in ("60%", "90%"))
    earned = ast.BinOp(of, ast.Mult(), tree_of("10"))
    tree = _call("first", first, earned, second, Fraction(7), Fraction(9))
    trace: dict[int, Bound] = {}
    assert enclose(tree, ENV.__getitem__, trace) == _range("[0, 9]")
    assert trace[id(earned)] == _range("[0, 6)")
    assert trace[id(of)] == _range("[0, 1]")
    assert enclose(_call("first", first, Fraction(1), second, of, Fraction(0)), ENV.__getitem__) == _range(
        "[0, 1]"
    )


def test_what_rules_lower_to_is_enclosed() -> None:
    undefined = _call("undefined", "no_target", "目标")
    assert enclose(_call("total", tree_of("x"), tree_of("y"), Fraction(1)), ENV.__getitem__) == _range(
        "[-4, 16]"
    )
    assert enclose(_call("once", tree_of("x")), ENV.__getitem__) == _range("[0, 10]")
    assert enclose(_call("first", tree_of("x >= 0"), Fraction(1), undefined), ENV.__getitem__) == _range(
        "[1, 1]"
    )
    with pytest.raises(MaybeUndefined) as caught:
        enclose(_call("first", tree_of("x > 0"), Fraction(1), undefined), ENV.__getitem__)
    assert (caught.value.kind, caught.value.detail) == ("no_target", "目标")


def test_numbers_that_grow_are_kept_short() -> None:
    formula = " * ".join(["(x + 1.123456789012345678901234567891) ** 60"] * 40)
    found = _enclose(formula)
    assert isinstance(found, Range)
    assert found.hi is not None
    assert found.hi.numerator.bit_length() < 1 << 15


# -- every value lies within ---------------------------------------------------------------------------

_NUMBERS = st.fractions(-4, 4, max_denominator=4)


@st.composite
def _facts(draw: st.DrawFn) -> tuple[dict[str, Bound], dict[str, Any]]:
    """Ranges for a, b and c, and a number within each; a yes/no that is open or not; a choice."""
    bounds: dict[str, Bound] = {}
    values: dict[str, Any] = {}
    for name in "abc":
        low, value, high = sorted(draw(st.tuples(_NUMBERS, _NUMBERS, _NUMBERS)))
        lo = None if draw(st.integers(0, 5)) == 0 else low
        hi = None if draw(st.integers(0, 5)) == 0 else high
        opens = draw(st.booleans()) and low < value, draw(st.booleans()) and value < high
        bounds[name], values[name] = Range(lo, hi, *opens), value
    values["t"] = draw(st.booleans())
    bounds["t"] = draw(st.sampled_from([None, values["t"]]))
    values["s"] = draw(st.sampled_from(["u", "v", "w"]))
    bounds["s"] = frozenset((values["s"], *draw(st.sets(st.sampled_from(["u", "v", "w"])))))
    return bounds, values


# A formula is grown from these: N is a number in it, C a condition.
_ATOMS = {"N": ["a", "b", "c", "0", "1", "2", "0.5"], "C": ["t", "s == 'u'", "s not in ('u', 'w')", "a < b"]}
_FORMS = {
    "N": [
        *("(N + N)", "(N - N)", "(N * N)", "(N / N)", "(-N)", "min(N, N)", "max(N, N)", "clamp(N, N, N)"),
        *("abs(N)", "floor(N)", "ceil(N)", "round(N, 0, 'half_up')", "round(N, 1, 'half_even')"),
        *("ratio(N, N, N)", "(N if C else N)", "(N if C else N if C else N)", "round_to(N, 0.3, 'up')"),
        *("sqrt(N)", "ln(N)", "exp(N)", "(N ** 2)", "(N ** 3)", "(N ** -1)", "(N ** 1.5)", "(N ** (-0.5))"),
    ],
    "C": [
        *("(N < N)", "(N <= N)", "(N > N)", "(N >= N)", "(N == N)", "(N != N)", "(N < N <= N)"),
        *("(C and C)", "(C or C)", "(not C)", "(C and C and C)", "(t == yes)", "(s != 'v')"),
    ],
}
_APPROXIMATE = ("sqrt", "ln", "exp", "**")


@st.composite
def _formula(draw: st.DrawFn, kinds: str = "NC", *, exact: bool = False) -> str:
    def grow(kind: str, depth: int) -> str:
        forms = [f for f in _FORMS[kind] if not (exact and any(word in f for word in _APPROXIMATE))]
        form = draw(st.sampled_from(_ATOMS[kind] if not depth or not draw(st.integers(0, 3)) else forms))
        return "".join(grow(char, depth - 1) if char in "NC" else char for char in form)

    return grow(draw(st.sampled_from(kinds)), 3)


@given(_formula(), _facts())
def test_every_value_lies_in_the_enclosure_and_exists_unless_it_was_said(
    formula: str, facts: tuple[dict[str, Bound], dict[str, Any]]
) -> None:
    bounds, values = facts
    tree = tree_of(formula)
    try:
        bound = enclose(tree, bounds.__getitem__)
    except MaybeUndefined:
        return
    try:
        value = value_of(tree, values)
    except NoValue:
        pytest.fail("the enclosure said that there is a value")
    if isinstance(bound, Range):
        assert bound.contains(value)
    else:
        assert bound in (None, value)


@given(_formula("N", exact=True), _facts())
def test_facts_that_are_known_enclose_to_the_value_itself(
    formula: str, facts: tuple[dict[str, Bound], dict[str, Any]]
) -> None:
    _, values = facts
    known = {name: Range.point(v) if isinstance(v, Fraction) else v for name, v in values.items()}
    known["s"] = frozenset((values["s"],))
    tree = tree_of(formula)
    try:
        value = value_of(tree, values)
    except NoValue:
        with pytest.raises(MaybeUndefined):
            enclose(tree, known.__getitem__)
        return
    assert enclose(tree, known.__getitem__) == Range.point(value)
