"""The edges of exact numbers: how long they may be, where exactness ends, and how small a digit may be."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rubric.number import (
    DIGITS,
    DomainError,
    exp_,
    fits,
    fixed,
    fold,
    ln_,
    power_,
    read_number,
    round_places,
    round_step,
    shortest_places,
    show,
    show_percent,
    sqrt_,
)

F = Fraction


# -- reading ---------------------------------------------------------------------------------------


def test_a_number_may_be_written_in_a_hundred_characters_and_no_more() -> None:
    assert read_number("5" + " " * 98 + "%") is not None
    assert read_number("5" + " " * 99 + "%") is None
    assert read_number(" " * 200 + "5" + " " * 200) is not None


def test_only_a_change_of_width_is_made_plain() -> None:
    assert fold("Ａ１％，（") == "A1%,("
    assert fold("ｱ") == "ア"
    assert fold("﹪") == "%"
    assert fold("\u00a0") == " "
    assert fold("甲−乙") == "甲-乙"
    assert fold("①²½㎡") == "①²½㎡"


def test_what_is_written_keeps_its_sign_and_its_decimals() -> None:
    plus, minus = read_number("+1.50"), read_number("-1.50")
    assert plus is not None
    assert minus is not None
    assert (plus.value, minus.value, plus.places) == (F(3, 2), F(-3, 2), 2)


def value_of(text: str) -> Fraction | None:
    written = read_number(text)
    return written.value if written is not None else None


def test_a_number_may_begin_with_its_point_and_have_its_thousands_marked() -> None:
    assert (value_of(".5"), value_of("-.25%"), value_of("1,234.5")) == (F(1, 2), F(-1, 400), F(2469, 2))
    assert (value_of("."), value_of(""), value_of("%"), value_of("1,23")) == (None, None, None, None)


def test_a_part_of_a_number_may_have_thirty_digits_and_no_more() -> None:
    whole, part = "9" * 30, "0" * 29 + "1"
    assert value_of(whole) == 10**30 - 1
    assert value_of(f"{whole}.{part}") == 10**30 - 1 + F(1, 10**30)
    assert (value_of("9" + whole), value_of(f"0.{part}1")) == (None, None)


def test_a_share_in_a_thousand_is_not_one_in_a_hundred() -> None:
    percent, thousandth = read_number("5%"), read_number("5‰")
    assert percent is not None
    assert thousandth is not None
    assert (percent.sign, thousandth.sign) == ("%", "‰")
    assert (percent.value, thousandth.value) == (F(1, 20), F(1, 200))


# -- rounding --------------------------------------------------------------------------------------


def test_half_of_a_step_goes_away_from_nothing_on_both_sides() -> None:
    due = {F(5, 2): 3, F(-5, 2): -3, F(12, 5): 2, F(-12, 5): -2, F(1, 2): 1, F(-1, 2): -1}
    assert {x: round_step(x, F(1), "half_up") for x in due} == due


def test_a_step_below_nothing_is_refused_and_the_least_step_is_not() -> None:
    with pytest.raises(ValueError, match="not above 0"):
        round_step(F(1), F(-1), "floor")
    assert round_step(F(1, 3), F(1, 10**9), "floor") == F(333333333, 10**9)
    assert round_step(F(7), F(1), "floor") == 7


@pytest.mark.parametrize("step", [F(1), F(3, 2), F(1, 7)])
def test_nothing_is_nothing_in_every_mode(step: Fraction) -> None:
    for mode in ("half_up", "half_even", "up", "down", "ceiling", "floor"):
        assert round_step(F(0), step, mode) == 0


def test_tens_and_hundreds_fit_by_their_zeros() -> None:
    assert fits(F(1200), -2)
    assert not fits(F(1210), -2)
    assert not fits(F(1220), -2)
    assert fits(F(1210), -1)
    assert not fits(F(1), -1)
    assert not fits(F(2401, 2), -1)
    assert fits(F(7), 0)
    assert not fits(F(7, 2), 0)
    assert round_places(F(1249), -2, "half_up") == 1200


# -- printing --------------------------------------------------------------------------------------


def test_the_shortest_writing_may_have_ten_decimals() -> None:
    assert shortest_places(F(1, 10**10), 10) == 10
    assert shortest_places(F(1, 10**11), 10) is None
    assert shortest_places(F(5), 0) == 0
    assert (show(F(1, 10**10)), show(F(1, 10**11))) == ("0.0000000001", "≈0.0000")


def test_percents_are_short_to_two_digits() -> None:
    assert show_percent(F(12345, 10**6)) == "≈1.23%"
    assert show_percent(F(123, 10**4)) == "1.23%"
    assert show_percent(F(1234, 10**5)) == "≈1.23%"
    assert show_percent(F(1, 100), 1) == "1.0%"


def test_no_number_has_fewer_decimals_than_none() -> None:
    assert fixed(F(12), 0) == "12"
    assert fixed(F(-12), 0) == "-12"
    assert fixed(F(1, 10), 1) == "0.1"
    assert (fixed(F(-1, 10), 1), fixed(F(-1), 0)) == ("-0.1", "-1")
    with pytest.raises(ValueError, match=r"1/3 is not a number with 2 decimals"):
        fixed(F(1, 3), 2)


@pytest.mark.parametrize("digits", [3999, 4000, 4001, 8000, 8001, 12001])
def test_long_numbers_keep_the_zeros_in_their_middle(digits: int) -> None:
    assert show(F(10**digits)) == "1" + "0" * digits
    assert show(F(10**digits - 1)) == "9" * digits


# -- functions to 50 digits ------------------------------------------------------------------------


def digits_of(x: Fraction) -> int:
    """How many digits a decimal has."""
    n = next(n for n in range(200) if fits(x, n))
    return len(str(abs(x.numerator * 10**n // x.denominator)))


@pytest.mark.parametrize(
    "value", [sqrt_(F(3)), ln_(F(3)), exp_(F(1, 3)), power_(F(2), F(1, 3)), sqrt_(F(1, 3)), exp_(F(2))]
)
def test_what_is_not_exact_has_fifty_digits(value: Fraction) -> None:
    assert DIGITS - 2 <= digits_of(value) <= DIGITS


def test_powers_are_exact_up_to_sixty_four() -> None:
    part = F(3, 7)
    assert power_(part, F(64)) == part**64
    assert power_(part, F(-64)) == part**-64
    assert power_(part, F(65)) != part**65
    assert power_(part, F(-65)) != part**-65
    assert abs(power_(part, F(65)) / part**65 - 1) < F(1, 10**48)


def test_exponents_reach_to_a_thousand_and_no_further() -> None:
    assert exp_(F(1000)) > 10**434
    assert 0 < exp_(F(-1000)) < F(1, 10**434)
    for beyond in (F(1000) + F(1, 10**9), -F(1000) - F(1, 10**9)):
        with pytest.raises(DomainError):
            exp_(beyond)


def test_an_exact_power_may_have_as_many_bits_as_are_allowed() -> None:
    widest = F(2**1023)  # 1024 bits, 64 times
    assert power_(widest, F(64)) == widest**64
    assert power_(1 / widest, F(64)) == 1 / widest**64
    for beyond in (F(2**1024), F(1, 2**1024), -F(2**1024)):
        with pytest.raises(DomainError, match="too large"):
            power_(beyond, F(64))
        with pytest.raises(DomainError, match="too large"):
            power_(beyond, F(-64))


def test_powers_of_negative_numbers_alternate() -> None:
    assert power_(F(-1), F(100)) == 1
    assert power_(F(-1), F(101)) == -1
    assert power_(F(-1, 3), F(65)) == -power_(F(1, 3), F(65))
    assert power_(F(-1, 3), F(66)) == power_(F(1, 3), F(66))
    for below in (F(-4), F(-1), F(-1, 2)):
        with pytest.raises(DomainError, match="negative number"):
            power_(below, F(1, 2))


def test_nothing_and_one_stay_what_they_are() -> None:
    assert (power_(F(0), F(99, 2)), power_(F(1), F(10**30))) == (0, 1)
    assert (power_(F(0), F(1000)), power_(F(1), F(-(10**30), 7))) == (0, 1)
    assert power_(F(0), F(0)) == 1
    with pytest.raises(DomainError, match="negative power of 0"):
        power_(F(0), F(-1))
    assert sqrt_(F(0)) == 0
    assert sqrt_(F(1)) == 1


@pytest.mark.parametrize("k", [2, 3, 5, 7, 40])
@pytest.mark.parametrize("root", [2, 3, 10, 255, 256, 10**12 + 39])
def test_roots_are_exact_where_they_are_rational(root: int, k: int) -> None:
    assert power_(F(root**k), F(1, k)) == root
    assert power_(F(1, root**k), F(1, k)) == F(1, root)
    assert power_(F(root**k), F(-1, k)) == F(1, root)
    for beside in (root**k - 1, root**k + 1):
        near = power_(F(beside), F(1, k))
        assert near != root or root**k > 10**45
        assert abs(near**k / beside - 1) < F(1, 10**46)


@pytest.mark.parametrize("digits", [10, 30, 60, 100])
def test_near_one_a_logarithm_and_a_power_keep_their_digits(digits: int) -> None:
    tiny = F(1, 10**digits)
    close = tiny - tiny**2 / 2 + tiny**3 / 3 - tiny**4 / 4 + tiny**5 / 5
    assert abs(ln_(1 + tiny) / close - 1) < F(1, 10**49)
    assert abs(power_(1 + tiny, F(1, 3)) ** 3 - 1 - tiny) < F(1, 10**48)
    assert abs(ln_(1 - tiny) + tiny + tiny**2 / 2 + tiny**3 / 3 + tiny**4 / 4 + tiny**5 / 5) < tiny / 10**49


@pytest.mark.parametrize("n", [2, 3, 5, 6, 7, 8])
def test_what_is_no_square_has_a_root_that_is_not_exact(n: int) -> None:
    root = sqrt_(F(n))
    assert root.denominator > 1
    assert 0 < abs(root**2 - n) < F(1, 10**48)


@pytest.mark.parametrize("digits", [10, 30, 60, 100])
def test_a_little_more_than_one_to_a_great_power_keeps_its_digits(digits: int) -> None:
    """(1 + 1/n) ** n is e · (1 - 1/2n + 11/24n² - ...)."""
    n = 10**digits
    due = exp_(F(1)) * (1 - F(1, 2 * n) + F(11, 24 * n**2) - F(7, 16 * n**3) + F(2447, 5760 * n**4))
    assert abs(power_(1 + F(1, n), F(n)) / due - 1) < F(1, 10**48)
