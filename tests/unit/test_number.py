"""Exact numbers: read, rounded, printed, and the functions to 50 digits."""

from __future__ import annotations

import decimal
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rubric.model import Mode
from rubric.number import (
    DomainError,
    Written,
    exp_,
    fits,
    fixed,
    fraction_string,
    ln_,
    power_,
    read_number,
    round_places,
    round_step,
    show,
    show_percent,
    sqrt_,
)

if TYPE_CHECKING:
    from collections.abc import Callable

F = Fraction
MODES: tuple[Mode, ...] = get_args(Mode)

numbers = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6)
ties = st.integers(-(10**6), 10**6).map(lambda n: F(n, 200))
any_number = numbers | ties
positive = st.fractions(min_value=F(1, 10**6), max_value=10**6, max_denominator=10**6)
places = st.integers(0, 8)
modes = st.sampled_from(MODES)
steps = st.fractions(min_value=F(1, 1000), max_value=1000, max_denominator=1000)


# -- rounding --------------------------------------------------------------------------------------


@given(any_number, places, modes)
def test_rounding_is_idempotent_and_fits(x: Fraction, n: int, mode: Mode) -> None:
    once = round_places(x, n, mode)
    assert fits(once, n)
    assert round_places(once, n, mode) == once


@given(any_number, places, modes)
def test_rounding_leaves_what_fits(x: Fraction, n: int, mode: Mode) -> None:
    assume(fits(x, n))
    assert round_places(x, n, mode) == x


@given(any_number, steps, modes)
def test_rounding_stays_within_a_step_and_the_halves_within_half(
    x: Fraction, step: Fraction, mode: Mode
) -> None:
    distance = abs(round_step(x, step, mode) - x)
    assert distance <= step / 2 if mode.startswith("half") else distance < step


@given(any_number, any_number, steps, modes)
def test_rounding_keeps_the_order(x: Fraction, y: Fraction, step: Fraction, mode: Mode) -> None:
    low, high = sorted((x, y))
    assert round_step(low, step, mode) <= round_step(high, step, mode)


@given(any_number, steps)
def test_each_mode_goes_its_way(x: Fraction, step: Fraction) -> None:
    assert round_step(x, step, "floor") <= x <= round_step(x, step, "ceiling")
    assert abs(round_step(x, step, "down")) <= abs(x) <= abs(round_step(x, step, "up"))


@given(any_number, steps)
def test_rounding_mirrors(x: Fraction, step: Fraction) -> None:
    for mode in ("half_up", "half_even", "up", "down"):
        assert round_step(-x, step, mode) == -round_step(x, step, mode)
    assert round_step(-x, step, "floor") == -round_step(x, step, "ceiling")


@given(ties, st.integers(0, 3), modes)
def test_rounding_agrees_with_decimal(x: Fraction, n: int, mode: Mode) -> None:
    theirs = {
        "half_up": decimal.ROUND_HALF_UP,
        "half_even": decimal.ROUND_HALF_EVEN,
        "up": decimal.ROUND_UP,
        "down": decimal.ROUND_DOWN,
        "ceiling": decimal.ROUND_CEILING,
        "floor": decimal.ROUND_FLOOR,
    }
    value = decimal.Decimal(x.numerator) / decimal.Decimal(x.denominator)
    assert round_places(x, n, mode) == F(value.quantize(decimal.Decimal(1).scaleb(-n), rounding=theirs[mode]))


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", [-3, -2, -1, 1, 2, 3]),
        ("half_even", [-2, -2, 0, 0, 2, 2]),
        ("up", [-3, -2, -1, 1, 2, 3]),
        ("down", [-2, -1, 0, 0, 1, 2]),
        ("ceiling", [-2, -1, 0, 1, 2, 3]),
        ("floor", [-3, -2, -1, 0, 1, 2]),
    ],
)
def test_ties(mode: Mode, expected: list[int]) -> None:
    halves = [F(-5, 2), F(-3, 2), F(-1, 2), F(1, 2), F(3, 2), F(5, 2)]
    assert [round_places(x, 0, mode) for x in halves] == expected


def test_rounding_to_tens_and_to_no_step() -> None:
    assert round_places(F(1250), -2, "half_even") == 1200
    with pytest.raises(ValueError, match="not above 0"):
        round_step(F(1), F(0), "up")


def _number(text: str) -> Fraction:
    found = read_number(text)
    assert found is not None
    return found.value


def test_golden_steps_that_binary_floats_miscount() -> None:
    """An excess of exactly 10, 3 and 14 steps; binary floats count 11, 2 and 13."""
    one_point = _number("1%")
    assert round_step((_number("1.1") - 1) / one_point, F(1), "ceiling") == 10
    assert round_step((100 - _number("99.7")) / _number("0.1"), F(1), "floor") == 3
    assert round_step((_number("1.14") - 1) / one_point, F(1), "floor") == 14


def test_golden_half_up() -> None:
    """2.675 is a tie, which binary floats do not see."""
    x = _number("2.675")
    assert show(round_places(x, 2, "half_up")) == "2.68"
    assert show(round_places(x, 2, "half_even")) == "2.68"
    assert show(round_places(x, 2, "down")) == "2.67"


# -- reading and printing --------------------------------------------------------------------------


@given(any_number, places, modes)
def test_what_is_printed_is_read_again(x: Fraction, n: int, mode: Mode) -> None:
    rounded = round_places(x, n, mode)
    assert read_number(fixed(rounded, n)) == Written(rounded, n)
    assert read_number(fixed(rounded, n) + "%") == Written(rounded / 100, n, "%")


@given(st.integers(-(10**12), 10**12), st.integers(0, 10))
def test_exact_decimals_are_shown_without_a_mark(digits: int, n: int) -> None:
    x = F(digits, 10**n)
    shown = show(x)
    assert _number(shown) == x
    assert not ("." in shown and shown.endswith("0"))


@given(any_number, st.none() | places)
def test_the_mark_says_exactly_that_something_is_missing(x: Fraction, n: int | None) -> None:
    for shown, value in ((show(x, n), x), (show_percent(x, n), x)):
        assert (_number(shown.removeprefix("≈")) == value) is not shown.startswith("≈")


@given(any_number)
def test_fraction_string_round_trips(x: Fraction) -> None:
    assert F(fraction_string(x)) == x


@given(st.integers(0, 10**15))
def test_thousands_are_read(n: int) -> None:
    assert _number(f"{n:,}") == n
    assert _number(f"-{n:,}.50") == -n - F(1, 2)


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = read_number(text)
    assert found is None or any(char.isdigit() for char in text)


@given(st.text(alphabet="0123456789０９,，.．-−+%％‰ eE_²", max_size=12))
def test_near_numbers_are_read_as_python_reads_them(text: str) -> None:
    found = read_number(text)
    if found is not None:
        assert fits(found.value * {"": 1, "%": 100, "‰": 1000}[found.sign], found.places)
        assert not set(text) & set("eE_²")


@pytest.mark.parametrize(
    ("text", "value", "n", "sign"),
    [
        ("0.1", F(1, 10), 1, ""),
        ("95%", F(19, 20), 0, "%"),
        ("95.10%", F(951, 1000), 2, "%"),
        ("3‰", F(3, 1000), 0, "‰"),
        ("1,371.57", F(137157, 100), 2, ""),
        ("１，３７１．５７", F(137157, 100), 2, ""),
        ("−0.5", F(-1, 2), 1, ""),
        ("－５％", F(-1, 20), 0, "%"),
        ("+7", F(7), 0, ""),
        (".5", F(1, 2), 1, ""),
        ("  95 %\n", F(19, 20), 0, "%"),
        ("007", F(7), 0, ""),
        ("9" * 30 + "." + "9" * 30, F(int("9" * 60), 10**30), 30, ""),
    ],
)
def test_numbers(text: str, value: Fraction, n: int, sign: str) -> None:
    found = read_number(text)
    assert found is not None
    assert (found.value, found.places, found.sign) == (value, n, sign)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", ".", "%", "5.", "1e3", "1E-3", "1_000", "inf", "nan", "0x10", "1/3", "--1", "- 1",
        "1,37", "1,3710", "13,71.5", "0,123", "1371,570", "1,,371", "1.371,57", "1.2.3", "5%%", "1 000",
        "10²", "①", "½", "٣", "五", "约5", "1" * 31, "0." + "1" * 31, "5％万元",
    ],
)  # fmt: skip
def test_no_numbers(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (show(F(99)), "99"),
        (show(F(-1, 4)), "-0.25"),
        (show(F(1, 3)), "≈0.3333"),
        (show(F(1, 2**10)), "0.0009765625"),
        (show(F(1, 2**11)), "≈0.0005"),
        (show(F(19, 2), 2), "9.50"),
        (show(F(2675, 1000), 2), "≈2.68"),
        (show(F(-1, 1000), 2), "≈0.00"),
        (show(F(1371570)), "1371570"),
        (show_percent(F(2701, 3100)), "≈87.13%"),
        (show_percent(F(871, 1000)), "87.1%"),
        (show_percent(F(871, 1000), 2), "87.10%"),
        (show_percent(F(19, 20)), "95%"),
        (show_percent(F(1, 8), 0), "≈13%"),
        (fixed(F(0), 2), "0.00"),
        (fixed(F(-5, 100), 2), "-0.05"),
        (fraction_string(F(99)), "99"),
        (fraction_string(F(2701, 31)), "2701/31"),
    ],
)
def test_shown(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize(("x", "n"), [(F(1, 3), 4), (F(1, 8), 2), (F(10), -1)])
def test_fixed_refuses_to_round(x: Fraction, n: int) -> None:
    with pytest.raises(ValueError, match="decimals"):
        fixed(x, n)


def test_very_long_numbers_print() -> None:
    x = F(10**9001 + 7, 10)
    assert show(x) == "1" + "0" * 9000 + ".7"
    assert fraction_string(-x) == "-1" + "0" * 9000 + "7/10"


# -- functions to 50 digits ------------------------------------------------------------------------


def _near(x: Fraction, y: Fraction, digits: int = 48) -> bool:
    allowed: Fraction = max(abs(x), abs(y)) / 10**digits
    return abs(x - y) <= allowed


@given(positive)
def test_root_squares_back(x: Fraction) -> None:
    assert _near(sqrt_(x) ** 2, x)
    assert sqrt_(x * x) == x


@given(positive)
def test_exponential_undoes_the_logarithm(x: Fraction) -> None:
    assert _near(exp_(ln_(x)), x, 46)


@given(positive, positive)
def test_functions_keep_the_order(x: Fraction, y: Fraction) -> None:
    low, high = sorted((x, y))
    assert sqrt_(low) <= sqrt_(high)
    assert ln_(low) <= ln_(high)
    assert exp_(-high / 1000) <= exp_(-low / 1000)


@given(numbers, st.integers(0, 6))
def test_integer_powers_are_exact(x: Fraction, n: int) -> None:
    assert power_(x, F(n)) == x**n
    if x:
        assert power_(x, F(-n)) == x**-n


@given(st.fractions(0, 100, max_denominator=100), st.integers(1, 8), st.integers(1, 8))
def test_perfect_powers_are_exact(x: Fraction, over: int, under: int) -> None:
    assert power_(x**under, F(over, under)) == x**over


@given(positive, st.fractions(-20, 20, max_denominator=50))
def test_other_powers_agree_with_logarithms(x: Fraction, y: Fraction) -> None:
    assert _near(power_(x, y), exp_(ln_(x) * y), 45)


def test_logarithm_near_one_keeps_its_digits() -> None:
    tiny = F(1, 10**40)
    assert _near(ln_(1 + tiny), tiny - tiny**2 / 2 + tiny**3 / 3)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (power_(F(4), F(1, 2)), F(2)),
        (power_(F(8, 27), F(-2, 3)), F(9, 4)),
        (power_(F(0), F(1, 2)), F(0)),
        (power_(F(0), F(0)), F(1)),
        (power_(F(-2), F(3)), F(-8)),
        (power_(F(-1), F(101)), F(-1)),
        (power_(F(2), F(100)), F(2**100)),
        (power_(F(1), F(1, 3)), F(1)),
        (sqrt_(F(9, 16)), F(3, 4)),
        (ln_(F(1)), F(0)),
        (exp_(F(0)), F(1)),
        (sqrt_(F(2)), F("1.4142135623730950488016887242096980785696718753769")),
        (exp_(F(1)), F("2.7182818284590452353602874713526624977572470937000")),
    ],
)
def test_values(value: Fraction, expected: Fraction) -> None:
    assert value == expected


@pytest.mark.parametrize(
    "call",
    [
        lambda: sqrt_(F(-1)),
        lambda: ln_(F(0)),
        lambda: ln_(F(-1)),
        lambda: exp_(F(1001)),
        lambda: exp_(F(-1001)),
        lambda: power_(F(0), F(-1)),
        lambda: power_(F(0), F(-1, 2)),
        lambda: power_(F(-8), F(1, 3)),
        lambda: power_(F(9), F(10**9)),
        lambda: power_(F(10**1000), F(64)),
        lambda: power_(F(2), F(-(10**30))),
    ],
)
def test_outside_the_domain(call: Callable[[], Fraction]) -> None:
    with pytest.raises(DomainError):
        call()
