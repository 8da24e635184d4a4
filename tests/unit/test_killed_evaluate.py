"""What every operator and function of a formula comes to, at its edges and where it has no value."""

from __future__ import annotations

import ast
import operator
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluate import Evaluator, NoValue
from engine.scorecard import Undefined
from rubric.rules.reader import call, compare, constant, name, once, over, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.scorecard import Known

    Env = Callable[[str], Known]

F = Fraction
NUMBERS = [F(-2), F(-1, 2), F(0), F(1, 3), F(1, 2), F(2)]


def known(**values: Known) -> Env:
    """An environment of these names; any other has no value."""

    def look(name: str) -> Known:
        if name not in values:
            raise NoValue(Undefined("missing_fact", name))
        return values[name]

    return look


def rows_of(**tables: list[dict[str, Known]]) -> Callable[[str, Env], Iterable[Env]]:
    return lambda table, _env: [known(**row) for row in tables[table]]


def value(tree: ast.expr, rows: Any = None, **values: Known) -> Known:
    return Evaluator(known(**values), rows or rows_of()).value(tree)


def lacks(tree: ast.expr, rows: Any = None, **values: Known) -> tuple[str, str]:
    with pytest.raises(NoValue) as caught:
        value(tree, rows, **values)
    assert caught.value.args == (caught.value.why,)
    return caught.value.why.kind, caught.value.why.detail


def numbers(function: str, *given: Fraction | int | str) -> ast.Call:
    return call(function, *(constant(F(one) if isinstance(one, int) else one) for one in given))


# -- operators -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("op", "due"),
    [
        (ast.Lt(), operator.lt),
        (ast.LtE(), operator.le),
        (ast.Gt(), operator.gt),
        (ast.GtE(), operator.ge),
        (ast.Eq(), operator.eq),
        (ast.NotEq(), operator.ne),
    ],
)
def test_fractions_compare_as_numbers_do(op: ast.cmpop, due: Callable[[Any, Any], bool]) -> None:
    for a, b in product(NUMBERS, NUMBERS):
        assert value(compare(constant(a), op, constant(b))) is due(a, b)


@pytest.mark.parametrize(
    ("op", "due"), [(ast.Add(), operator.add), (ast.Sub(), operator.sub), (ast.Mult(), operator.mul)]
)
def test_arithmetic_is_exact(op: ast.operator, due: Callable[[Any, Any], Fraction]) -> None:
    for a, b in product(NUMBERS, NUMBERS):
        assert value(ast.BinOp(constant(a), op, constant(b))) == due(a, b)


def test_signs_and_not() -> None:
    assert value(ast.UnaryOp(ast.USub(), constant(F(1, 3)))) == F(-1, 3)
    assert value(ast.UnaryOp(ast.UAdd(), constant(F(-1, 3)))) == F(-1, 3)
    assert value(ast.UnaryOp(ast.Not(), constant(True))) is False
    assert value(ast.UnaryOp(ast.Not(), constant(False))) is True


def test_a_word_is_in_a_list_or_it_is_not() -> None:
    words = ast.Tuple([constant("优"), constant("良")], ast.Load())
    assert value(compare(name("级"), ast.In(), words), 级="良") is True
    assert value(compare(name("级"), ast.In(), words), 级="差") is False
    assert value(compare(name("级"), ast.NotIn(), words), 级="良") is False
    assert value(compare(name("级"), ast.NotIn(), words), 级="差") is True


def test_a_quotient_has_no_value_over_nothing_and_says_over_what() -> None:
    assert value(over(name("甲"), name("乙")), 甲=F(1), 乙=F(3)) == F(1, 3)
    assert lacks(over(name("甲"), name("乙")), 甲=F(1), 乙=F(0)) == ("zero_denominator", "乙")


def test_a_power_has_no_value_outside_its_domain_and_says_which() -> None:
    power = ast.BinOp(name("甲"), ast.Pow(), name("乙"))
    assert value(power, 甲=F(2), 乙=F(-3)) == F(1, 8)
    assert lacks(power, 甲=F(0), 乙=F(-1)) == ("domain", "甲 ** 乙")


# -- functions of numbers ----------------------------------------------------------------------------


@given(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=5))
def test_the_least_the_most_and_the_total(given: list[Fraction]) -> None:
    assert value(numbers("min", *given)) == min(given)
    assert value(numbers("max", *given)) == max(given)
    assert value(numbers("total", *given)) == sum(given)


def test_the_total_of_nothing_is_nothing_and_exact() -> None:
    nothing = value(call("total"))
    assert nothing == 0
    assert isinstance(nothing, Fraction)


@given(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))
def test_a_clamp_holds_between_its_ends(x: Fraction, one: Fraction, other: Fraction) -> None:
    low, high = min(one, other), max(one, other)
    assert value(numbers("clamp", x, low, high)) == max(low, min(x, high))


def test_whole_numbers_below_and_above() -> None:
    for function, due in (("floor", [-1, 0, 2]), ("ceil", [0, 1, 2]), ("abs", [F(1, 2), F(1, 2), 2])):
        found = [value(numbers(function, x)) for x in (F(-1, 2), F(1, 2), F(2))]
        assert found == due
        assert all(isinstance(one, Fraction) for one in found)


def test_rounding_to_decimals_and_to_steps() -> None:
    assert value(numbers("round", F(5, 8), 2, "half_up")) == F(63, 100)
    assert value(numbers("round_to", F(13), F(5), "floor")) == 10
    assert value(numbers("round_to", F(13, 8), F(1, 2), "floor")) == F(3, 2)
    for step in (F(0), F(-5)):
        said = f'round_to(13, {step}, "floor")'
        assert lacks(numbers("round_to", F(13), step, "floor")) == ("domain", said)


@pytest.mark.parametrize(
    ("function", "good", "due", "bad"),
    [("sqrt", F(9), F(3), F(-1)), ("ln", F(1), F(0), F(0)), ("exp", F(0), F(1), F(1001))],
)
def test_functions_that_have_no_value_for_some_numbers(
    function: str, good: Fraction, due: Fraction, bad: Fraction
) -> None:
    assert value(call(function, name("甲")), 甲=good) == due
    assert lacks(call(function, name("甲")), 甲=bad)[0] == "domain"
    assert lacks(call(function, name("甲")), 乙=bad) == ("missing_fact", "甲")


# -- what the rules lower to -----------------------------------------------------------------------


def test_the_first_that_holds_decides_and_the_rest_is_not_asked() -> None:
    tree = call("first", name("一"), constant(F(1)), name("二"), constant(F(2)), constant(F(3)))
    assert value(tree, 一=True) == 1
    assert value(tree, 一=False, 二=True) == 2
    assert value(tree, 一=False, 二=False) == 3
    assert lacks(tree, 一=False) == ("missing_fact", "二")
    assert value(call("first", constant(F(7)))) == 7


def test_what_branches_share_is_asked_for_once() -> None:
    asked: list[str] = []

    def env(name: str) -> Known:
        asked.append(name)
        return F(3)

    shared = once(call("abs", name("甲")))
    trace: dict[int, Known] = {}
    tree = ast.BinOp(shared, ast.Mult(), shared)
    assert Evaluator(env, rows_of()).value(tree, trace=trace) == 9
    assert asked == ["甲"]
    assert trace[id(shared)] == 3
    assert trace[id(tree)] == 9


def test_a_shared_part_that_is_nothing_is_nothing_the_second_time_too() -> None:
    shared = once(ast.BinOp(name("甲"), ast.Sub(), name("甲")))
    assert value(ast.BinOp(shared, ast.Add(), shared), 甲=F(5)) == 0


def test_a_part_without_a_value_says_why() -> None:
    assert lacks(undefined("outside", "甲 [0, 1]")) == ("outside", "甲 [0, 1]")
    assert lacks(call("undefined", constant("no_row"))) == ("no_row", "")


def test_a_ratio_has_something_for_nothing() -> None:
    tree = call("ratio", name("甲"), name("乙"), name("丙"))
    assert value(tree, 甲=F(1), 乙=F(4)) == F(1, 4)
    assert value(tree, 甲=F(1), 乙=F(0), 丙=F(9)) == 9


def test_a_lookup_finds_its_word_or_names_the_one_it_does_not_know() -> None:
    tree = call("lookup", name("级"), constant("优"), constant(F(5)), constant("良"), constant(F(3)))
    assert value(tree, 级="优") == 5
    assert value(tree, 级="良") == 3
    assert lacks(tree, 级="差") == ("no_row", "差")


def test_scores_and_what_is_known_are_asked_of_the_environment() -> None:
    ask: Mapping[str, Known] = {"score:总/甲": F(4), "known:乙": True}
    assert value(call("score", constant("总/甲")), **ask) == 4
    assert value(call("known", name("乙")), **ask) is True


# -- tables ----------------------------------------------------------------------------------------


ROWS = rows_of(表=[{"a": F(1), "b": True}, {"a": F(4), "b": False}, {"a": F(-2), "b": True}], 空=[])


@pytest.mark.parametrize(
    ("function", "column", "due"),
    [
        ("sum", "a", 3), ("mean", "a", 1), ("least", "a", -2), ("most", "a", 4), ("count", "b", 2),
        ("any", "b", True), ("all", "b", False),
    ],
)  # fmt: skip
def test_a_function_of_rows(function: str, column: str, due: Known) -> None:
    found = value(call(function, name("表"), name(column)), ROWS)
    assert found == due
    assert type(found) is (bool if isinstance(due, bool) else Fraction)


def test_rows_are_counted_whatever_is_in_them() -> None:
    for table, due in (("表", 3), ("空", 0)):
        found = value(call("count", name(table)), ROWS)
        assert found == due
        assert isinstance(found, Fraction)
    assert value(call("count", name("空"), name("b")), ROWS) == 0


@pytest.mark.parametrize("function", ["sum", "mean", "least", "most", "any", "all"])
def test_no_rows_have_no_value_unless_one_is_said(function: str) -> None:
    assert lacks(call(function, name("空"), name("a")), ROWS) == ("empty_table", "空")
    assert value(call(function, name("空"), name("a"), constant(F(8))), ROWS) == 8
    assert value(call("count", name("空"), name("a"), constant(F(8))), ROWS) == 8


def test_names_mean_the_facts_again_behind_a_row() -> None:
    both = ast.BinOp(call("sum", name("表"), name("a")), ast.Add(), name("a"))
    assert value(both, ROWS, a=F(100)) == 103
    missing = Evaluator(known(a=F(100)), ROWS)
    with pytest.raises(NoValue):
        missing.value(call("sum", name("表"), name("c")))
    assert missing.value(name("a")) == 100


# -- the evaluator itself ----------------------------------------------------------------------------


def test_another_environment_and_trace_are_for_one_value_only() -> None:
    evaluator = Evaluator(known(甲=F(1)), rows_of())
    trace: dict[int, Known] = {}
    tree = name("甲")
    assert evaluator.value(tree, known(甲=F(2)), trace) == 2
    assert trace == {id(tree): 2}
    assert evaluator.value(tree) == 1
    assert trace == {id(tree): 2}
    with pytest.raises(NoValue):
        evaluator.value(tree, known(乙=F(2)))
    assert evaluator.value(tree) == 1


def test_conditions_join_and_choose() -> None:
    for a, b in product((True, False), repeat=2):
        assert value(ast.BoolOp(ast.And(), [name("甲"), name("乙")]), 甲=a, 乙=b) is (a and b)
        assert value(ast.BoolOp(ast.Or(), [name("甲"), name("乙")]), 甲=a, 乙=b) is (a or b)
        assert value(ast.IfExp(name("甲"), constant(F(1)), constant(F(2))), 甲=a) == (1 if a else 2)


def test_what_our_own_parser_never_builds_is_not_evaluated() -> None:
    with pytest.raises(KeyError):
        value(ast.parse("a.b", mode="eval").body)
    with pytest.raises(KeyError):
        value(ast.parse("[1, 2]", mode="eval").body)
