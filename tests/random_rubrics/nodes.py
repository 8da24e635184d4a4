"""What a tree of a rubric holds besides mappings, lists and the author's own texts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple, Self

Tree = dict[str, Any]


class Key(str):
    """A key of the language by its English form; ``chinese`` where only some of its Chinese forms are meant."""

    __slots__ = ("chinese",)
    chinese: tuple[str, ...]

    def __new__(cls, word: str, *chinese: str) -> Self:
        made = super().__new__(cls, word)
        made.chinese = chinese
        return made


class Word(str):
    """A word of the language that is a value, by its English form."""

    __slots__ = ()


class Formula(str):
    """A formula or a condition in English words."""

    __slots__ = ()


class Points(NamedTuple):
    """A number of points: what is multiplied where the whole table is."""

    value: Fraction


class Share(NamedTuple):
    """A percentage of an item's points."""

    value: Fraction


class Number(NamedTuple):
    """A number that is not of points."""

    value: Fraction
    percent: bool = False


class Interval(NamedTuple):
    """An interval of a quantity; ``points`` says that the quantity is of points."""

    lo: Fraction | None
    hi: Fraction | None
    lo_open: bool
    hi_open: bool
    percent: bool = False
    points: bool = False


Amount = Points | Share | Formula


def keyed(**held: Any) -> Tree:
    """A mapping whose keys are the language's; an underscore behind a word is no part of it."""
    return {Key(word.removesuffix("_")): value for word, value in held.items()}


def decimal_text(x: Fraction) -> str:
    """A number that has a finite decimal form, in that form."""
    places = next(n for n in range(60) if (x * 10**n).denominator == 1)
    digits = str(abs(int(x * 10**places))).zfill(places + 1)
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if x < 0 else text


def is_decimal(x: Fraction) -> bool:
    """Whether a number has a decimal form short enough to be written in a rubric."""
    return (x * 10**12).denominator == 1


def number_text(x: Fraction, *, percent: bool = False) -> str:
    """A number as a rubric writes it."""
    return f"{decimal_text(x * 100)}%" if percent else decimal_text(x)


def in_formula(amount: Amount) -> str:
    """What is earned, as a part of a formula."""
    if isinstance(amount, Points):
        return f"({number_text(amount.value)})"
    if isinstance(amount, Share):
        return f"({number_text(amount.value, percent=True)} * points)"
    return f"({amount})"
