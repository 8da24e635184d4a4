"""Texts of few plain digits, read as doubles: none is read as another number, and none that is no number."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch.cells.shares import short_shares
from engine.batch.cells.short_texts import short_texts
from tests.batch.test_plain import BLANK, STRANGE

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
# What a parser of doubles takes, and a reader of tables does not.
LOOSE: Final = (
    *(
        "1e3",
        "1E3",
        "1e0",
        "2.5e00",
        "10e-1",
        "1e",
        "e5",
        "5.",
        "-5.",
        "+5.",
        ".",
        "-.",
        "inf",
        "-inf",
        "+inf",
    ),
    *(
        "nan",
        "NaN",
        "infinity",
        "INF",
        "1_0",
        "0x1",
        "1f",
        "1d",
        " 5",
        "5 ",
        "\t5",
        "- 5",
        "+-5",
        "--5",
        "1.2.3",
    ),
    *(
        "1,5",
        "1,234.5",
        "５",
        "٣",
        "½",
        "5%",
        "%",
        "",
        " ",
        "约5",
        "1/3",
        "yes",
        "none",
        "1-2",
        "5\n",
        "1\x005",
    ),
)
# Digits about the places where a double, or a number of 64 bits, ends.
EDGES: Final = (
    *("0", "-0", "-0.00", "+5", ".5", "-.5", "+.5", "007", "-007.50", "0.1", "1.15", "1.005", "0.30", "4.35"),
    *("999999999999999", "-999999999999999", "9999999999999.99", "99999999999999.9", "0.12345678901234"),
    *(
        "9007199254740992",
        "9007199254740993",
        "9007199254740991.5",
        "4503599627370496.5",
        "123456789012345.6",
    ),
    *(
        "0.1000000000000001",
        "0.10000000000000001",
        "8.002000000000001",
        "0.30000000000000004",
        "1.0000000000000001",
        "2251799813685248.5",
    ),
    *("9223372036854775807", "-9223372036854775808", "9223372036854775808", "4611686018427387904"),
    *(
        "9" * 30,
        "9" * 31,
        "0" * 29 + "5",
        "0" * 30 + "5",
        "0." + "0" * 30 + "1",
        "0" * 14 + "1",
        "0.0000000001",
    ),
)
DIGITS: Final = st.from_regex(r"-?[0-9]{1,17}(?:\.[0-9]{1,9})?", fullmatch=True)
CELLS: Final = st.one_of(
    DIGITS,
    DIGITS,
    st.integers(-(10**6), 10**9).map(lambda n: f"{n / 100:.2f}"),
    st.integers(-9, 9).map(str),
    st.sampled_from((*EDGES, *LOOSE, *STRANGE, *BLANK)),
    st.none(),
)


def held(columns: Sequence[Sequence[str | None]]) -> None:
    """Whatever a column of texts is read as stands in it."""
    texts = [pl.Series(cells, dtype=pl.String()) for cells in columns]
    letters = any("e" in (text or "").lower() for cells in columns for text in cells)
    for said in {True, letters}:
        found = short_texts(texts, letters=said)
        assert len(found) == len(columns)
        for cells, whole in zip(columns, found, strict=True):
            assert whole.ends in (None, (whole.values.min(), whole.values.max()))
            for text, number in zip(cells, whole.values, strict=True):
                assert number is None or _is(text, Fraction(number, 10**whole.places)), (text, number)


def _is(text: str | None, number: Fraction) -> bool:
    return (
        text is not None
        and PLAIN.fullmatch(text) is not None
        and len(text) <= 30
        and Fraction(text) == number
    )


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_number_is_what_stands_in_its_text(data: st.DataObject) -> None:
    height = data.draw(st.integers(0, 30))
    column = st.lists(CELLS, min_size=height, max_size=height)
    held(data.draw(st.lists(column, min_size=1, max_size=4)))


@pytest.mark.parametrize("among", ["7", "-7.25", "1234567890.12", None])
def test_no_text_is_read_as_another_number_whatever_stands_about_it(among: str | None) -> None:
    for text in (*EDGES, *LOOSE, *STRANGE, *BLANK):
        held([[text], [among], [text]])
        held([[among, text, among, among]])
        held([[among] * 30 + [text], [text] + [among] * 30])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 9), st.lists(st.integers(-(10**13), 10**13), min_size=1, max_size=30))
def test_numbers_of_up_to_thirteen_digits_are_all_read(places: int, whole: list[int]) -> None:
    texts = [_written(number, places) for number in whole]
    (found,) = short_texts([pl.Series(texts)])
    short = [text for text in texts if len(text) <= 15]
    assert found.values.len() - found.values.null_count() >= len(short)
    held([texts])


def _written(number: int, places: int) -> str:
    digits = f"{abs(number):0{places + 1}}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if number < 0 else text


def test_shares_are_read_where_every_text_has_the_sign_of_its_column() -> None:
    columns = {
        "plain": pl.Series(["90%", None, "82.5%", "-0.25%", "+7%"]),
        "thousandths": pl.Series(["9‰", "0.5‰", None, None, "12‰"]),
        "mixed": pl.Series(["90%", "5‰", "5%", "5%", "5%"]),
        "bare": pl.Series(["90%", "5%", "5%", "5%", "5"]),
        "blank": pl.Series(["90%", "5%", "", "5%", "5%"]),
        "apart": pl.Series(["90%", "5%", "5 %", "5%", "5%"]),
        "twice": pl.Series(["90%", "5%", "5%%", "5%", "5%"]),
        "power": pl.Series(["90%", "5%", "1e1%", "5%", "5%"]),
        "open": pl.Series(["90%", "5%", "5.%", "5%", "5%"]),
        "sign": pl.Series(["90%", "5%", "%", "5%", "5%"]),
        "none": pl.Series([None] * 5, dtype=pl.String()),
        "numbers": pl.Series(["90", "5", "5", "5", "5"]),
    }
    found = short_shares({name: _behind_many(cells) for name, cells in columns.items()})
    assert [*found] == ["plain", "thousandths"]
    assert [_fractions(one.values.tail(5), one.places) for one in found.values()] == [
        [Fraction(9, 10), None, Fraction(825, 1000), Fraction(-25, 10000), Fraction(7, 100)],
        [Fraction(9, 1000), Fraction(5, 10000), None, None, Fraction(12, 1000)],
    ]


def _behind_many(cells: pl.Series) -> pl.Series:
    """The cells behind more of the first of them than are looked at to tell the sign."""
    return pl.concat([cells.head(1).new_from_index(0, 30), cells])


def _fractions(values: pl.Series, places: int) -> list[Fraction | None]:
    return [None if number is None else Fraction(number, 10**places) for number in values]
