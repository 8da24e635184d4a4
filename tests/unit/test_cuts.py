"""The cut points of an expression in one number: exact, complete where they say so, and no more than forms."""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.evaluate import Evaluator, NoValue
from engine.questions.cuts import Cuts, cuts_of, joins, turns
from engine.questions.form import Form, X, constant, meeting, minus, over, plus, times
from engine.scorecard import Known, Undefined
from tests.unit.formulas import tree_of

NUMBERS = st.integers(-6, 6).map(Fraction)
F = Fraction


def nothing(name: str) -> Known:
    raise NoValue(Undefined("missing_fact", name))


def value(node: ast.expr, **known: Known) -> Fraction | None:
    def env(name: str) -> Known:
        if name not in known:
            raise NoValue(Undefined("missing_fact", name))
        return known[name]

    try:
        found = Evaluator(env, lambda _, __: ()).value(node)
    except NoValue:
        return None
    assert isinstance(found, Fraction)
    return found


def cuts(text: str, now: str = "0", **known: Known) -> Cuts:
    """The cuts of a formula in x; every other name is known, or a formula of its own where it is a text."""
    values = {name: tree_of(held) for name, held in known.items() if isinstance(held, str)}
    fixed = {name: held for name, held in known.items() if not isinstance(held, str)}

    def evaluate(node: ast.expr) -> Known:
        def env(name: str) -> Known:
            if name in values:
                return evaluate(values[name])
            if name in fixed:
                return fixed[name]
            raise NoValue(Undefined("missing_fact", name))

        return Evaluator(env, lambda _, __: ()).value(node)

    return cuts_of(tree_of(text), "x", Fraction(now), evaluate, values.get)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("1 if x < 3 else 0", "3"),
        ("1 if 1 < x <= 3 else 0", "1 3"),
        ("1 if x > 1 and not x == 3 else 0", "1 3"),
        ("min(6, 6 * x / 1338.87)", "1338.87"),
        ("max(x, 2 - x)", "1"),
        ("abs(x / 8 - 1)", "8"),
        ("clamp(2 * x, 1, 4)", "1/2 2"),
        ("1 if 32 / x - 1 <= 1% else 0", "0 3200/101"),
        ("ratio(4, x - 1, 0)", "1"),
        ("1 if 3 < a else x", ""),
        ("(1 if x < 2 else 0) if a < 5 else (1 if x < 9 else 0)", "2"),
        ("1 if known(x) and 1 < a else 2", ""),
        ("lookup(w, 'A', min(x, 1), 'B', max(x, 2))", "1 2"),
    ],
)
def test_a_cut_is_where_a_form_ends(text: str, due: str) -> None:
    found = cuts(text, a=F(4))
    assert found == Cuts(tuple(map(Fraction, due.split())), whole=True)


def test_a_named_value_is_opened() -> None:
    assert cuts("1 if rate >= 90% else 0", rate="x / due", due=F(200)).at == (180,)


def test_the_steps_next_to_the_fact_and_next_to_where_they_run_out_are_cuts() -> None:
    found = cuts("max(0, 4 - floor(max(x, 0) / 2))", "20")
    assert {F(18), F(20), F(22)} <= set(found.at)  # a step less, a step more
    assert {F(6), F(8), F(10)} <= set(found.at)  # where nothing is left to take


def test_a_rate_that_is_printed_turns_half_a_digit_early() -> None:
    assert F("89.5") in cuts('1 if round(x / 100, 2, "half_up") >= 90% else 0').at


def test_rounding_is_no_count_of_steps() -> None:
    # Else a slope that is rounded would have a cut at each digit of it.
    assert cuts('round(x, 4, "half_up")', "7").at == ()


@pytest.mark.parametrize(
    "text", ["1 if x * x < 4 else 0", "sqrt(x)", "1 if x / 3 < 3 / (x + 1) else 0", "x + 1 / x"]
)
def test_what_is_not_solved_is_said(text: str) -> None:
    assert not cuts(text).whole


def test_a_rational_crossing_of_two_ratios_is_solved() -> None:
    assert cuts("1 if x / 2 < 2 / x else 0") == Cuts((F(-2), F(0), F(2)), whole=True)


def test_a_test_without_a_value_hides_no_cut() -> None:
    assert cuts("(1 if x < 2 else 0) if missing < 5 else 3").at == (2,)


# -- whether a cut is one --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at", "does", "below", "above"),
    [
        ("2 * x", "1", False, True, True),
        ("min(x, 1)", "1", True, True, True),
        ("0 if x < 1 else 1", "1", True, False, True),
        ("0 if x <= 1 else x", "1", True, True, False),
        ("0", "1", False, True, True),
        ("1 / (x - 1)", "1", True, False, False),
        ("1 / (x + 5)", "1", False, True, True),
    ],
)
def test_a_real_cut_is_told_from_a_point_on_one_form(
    text: str, at: str, does: bool, below: bool, above: bool
) -> None:
    def function(x: Fraction) -> Fraction | None:
        return value(tree_of(text), x=x)

    held, x = Cuts((F(at),), whole=True), F(at)
    assert turns(function, held, x) is does
    assert joins(function, held, x, above=False) is below
    assert joins(function, held, x, above=True) is above


# -- forms -----------------------------------------------------------------------------------------


def forms() -> st.SearchStrategy[Form]:
    def made(parts: tuple[Fraction, ...]) -> Form | None:
        a, b, c, d = parts
        top, bottom = (plus(times(constant(s), X) or X, constant(r)) for s, r in ((a, b), (c, d)))
        assert top is not None
        assert bottom is not None
        return over(top, bottom)

    return st.tuples(*[NUMBERS] * 4).map(made).filter(lambda f: f is not None)  # type: ignore[return-value]


@given(forms(), forms(), NUMBERS)
def test_forms_calculate_as_their_values_do(f: Form, g: Form, x: Fraction) -> None:
    a, b = f.at(x), g.at(x)
    assume(a is not None and b is not None)
    assert a is not None
    assert b is not None
    for found, due in ((plus(f, g), a + b), (minus(f, g), a - b), (times(f, g), a * b)):
        # At a pole that cancels the form has a value and its parts have none, never the other way round.
        assert found is None or found.at(x) == due
    found = over(f, g)
    assert found is None or b == 0 or found.at(x) == a / b


@given(forms(), forms())
def test_forms_meet_where_they_are_equal(f: Form, g: Form) -> None:
    for x in meeting(f, g) or ():
        assert f.at(x) == g.at(x)


@given(forms(), NUMBERS)
def test_a_form_reaches_a_value_at_one_point_only(f: Form, y: Fraction) -> None:
    x = f.reaching(y)
    assert x is None or f.at(x) == y


# -- whole expressions -----------------------------------------------------------------------------


PARTS = (
    "({} + {})",
    "({} - {})",
    "({} * {})",
    "({} / {})",
    "min({}, {})",
    "max({}, {})",
    "abs({})",
    "clamp({}, 0, 3)",
    "({} if {} < {} else {})",
)


@st.composite
def formulas(draw: st.DrawFn, depth: int = 3) -> str:
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(["x", "x", "1", "2", "5", "0.5"]))
    part = draw(st.sampled_from(PARTS))
    return part.format(*(draw(formulas(depth - 1)) for _ in range(part.count("{}"))))


@given(formulas())
def test_between_two_cuts_there_is_one_form(text: str) -> None:
    node = tree_of(text)

    def evaluate(part: ast.expr) -> Known:
        return Evaluator(nothing, lambda _, __: ()).value(part)

    found = cuts_of(node, "x", F(0), evaluate, lambda _: None)
    assume(found.whole)
    ends = (min(found.at, default=F(0)) - 8, *found.at, max(found.at, default=F(0)) + 8)
    for low, high in pairwise(ends):
        middle, rest = (low + high) / 2, Cuts((low, high), whole=True)
        assert not turns(lambda x: value(node, x=x), rest, middle), (text, found, low, high)
