"""The value of one fact: a number, a range, yes/no, a choice or a text, read as the rubric declares it."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.facts_problems import BareShare, NoUnitDue, OutsideRange, TooFine, WrongFact, WrongUnit
from engine.facts_scales import scale
from engine.facts_table_problems import WrongChoice
from rubric.keywords import canonical_word
from rubric.number import Written, fold, read_number, show, show_percent
from rubric.problems import did_you_mean
from rubric.range import Range, intersect, on_grid, read_range, show_range, written_ends
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.scorecard import Known
    from rubric.model import Fact
    from rubric.problems import Problem
    from rubric.source import Text

SHARES: Final = {"%": 100, "‰": 1000}
_WORDS: Final = {"约": "approx", "至少": "at_least", "至多": "at_most"}
_AMOUNT: Final = re.compile(
    r"(?P<word>约|至少|至多|approx|at[_ ]least|at[_ ]most)?\s*(?P<rest>.*)", re.DOTALL
)
_ABOUT: Final = re.compile(r"\s*(?:±|\+/-)\s*")


class Amount(Record):
    """A number or a range as it was written; ``numbers`` are all that were written in it."""

    range: Range
    numbers: tuple[Written, ...]
    approximate: bool = False


class Value(Record):
    """What a text comes to. ``text`` is what is shown: it carries the sign its unit gave it.

    ``factor`` is what one of its unit is in the declared one.
    """

    value: Known | Range
    text: str
    places: int | None = None
    approximate: bool = False
    factor: Fraction = Fraction(1)


def read_value(
    text: Text,
    name: str,
    fact: Fact | None,
    unit: Text | None,
    units: Mapping[str, tuple[Fraction, str]] | None = None,
) -> tuple[Value | None, list[Problem]]:
    """The value of a fact or, without one, of an element of a checklist; ``units`` are declared scales."""
    factor, problems = _factor(name, fact, unit, units or {})
    if text == "":
        return None, problems  # still to be filled in: open
    if fact is None or fact.type in ("yes_no", "choice", "text"):
        value = _word(text, fact)
        if value is None:
            problems.append(_wrong(text, name, fact))
        return (None, problems) if problems or value is None else (Value(value, str(text)), [])
    amount = read_amount(text)
    if amount is None:
        return None, [*problems, _wrong(text, name, fact)]
    problems += _sign_problems(text, name, fact, unit, amount)
    return (None, problems) if problems else _settled(text, name, fact, unit, amount, factor)


def _word(text: Text, fact: Fact | None) -> bool | str | None:
    """The value of a fact that is no number, None where the text is none of its values."""
    if fact is None or fact.type == "yes_no":
        return {"yes": True, "no": False}.get(canonical_word(fold(text).strip().lower()))
    if fact.type == "text":
        return str(text)
    return next((choice for choice in fact.choices if _folded(choice) == _folded(text)), None)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def read_amount(text: str) -> Amount | None:
    """The number or range that a text is: `5`, `约 41.3 ± 0.05`, `至少 5`, `[41.25, 41.35)`."""
    number = read_number(text)
    if number is not None:  # as most of them are
        return Amount(Range.point(number.value), (number,))
    found = _AMOUNT.fullmatch(fold(text).strip())
    assert found is not None  # every text is some rest
    word, rest = found["word"], found["rest"]
    word = _WORDS.get(word or "", (word or "").replace(" ", "_"))
    if rest[:1] in tuple("[(【"):
        return None if word else _interval(rest)
    centre, *margins = (read_number(part) for part in _ABOUT.split(rest))
    if centre is None or None in margins or len(margins) > 1:
        return None
    if margins:
        return _about(centre, margins[0]) if word in ("", "approx") else None
    lo, hi = (
        None if word in ends else centre.value for ends in (("approx", "at_most"), ("approx", "at_least"))
    )
    return Amount(Range(lo, hi, lo is None, hi is None), (centre,), word == "approx")


def _interval(text: str) -> Amount | None:
    held, ends = read_range(text), written_ends(text)
    if held is None or ends is None:
        return None
    return Amount(held, tuple(end for end in ends if end is not None))


def _about(centre: Written, margin: Written | None) -> Amount | None:
    # `41.3 ± 1%` may mean a hundredth of 41.3: only one sign for both can be read.
    if margin is None or margin.value < 0 or margin.sign != centre.sign:
        return None
    low, high = centre.value - margin.value, centre.value + margin.value
    return Amount(Range(low, high), (centre, margin), True)


def _factor(
    name: str, fact: Fact | None, unit: Text | None, units: Mapping[str, tuple[Fraction, str]]
) -> tuple[Fraction, list[Problem]]:
    """What one of the given unit is in the declared one."""
    if not unit:
        return Fraction(1), []
    due = fact.unit if fact is not None else None
    if due is None:
        return Fraction(1), [NoUnitDue(place=unit.place, name=name, found=str(unit))]
    # A share carries its sign and is not converted: `5%` of a fact in ‰ would have two readings.
    factor = scale(unit, due, {} if due in SHARES else units)
    if factor is None:
        return Fraction(1), [WrongUnit(place=unit.place, name=name, found=str(unit), due=due)]
    return factor, []


def _sign_problems(text: Text, name: str, fact: Fact, unit: Text | None, amount: Amount) -> list[Problem]:
    signs = {number.sign for number in amount.numbers}
    if fact.unit is not None and fact.unit not in SHARES:
        signs -= {""}
        return [WrongUnit(place=text.place, name=name, found=sign, due=fact.unit) for sign in sorted(signs)]
    if fact.unit is None or (unit and len(signs) == 1) or "" not in signs:
        return []
    bare = next(number for number in amount.numbers if not number.sign)
    one, other = show(bare.value) + fact.unit, show_percent(bare.value)
    return [
        BareShare(place=text.place, name=name, sign=fact.unit, found=show(bare.value), one=one, other=other)
    ]


def _settled(
    text: Text, name: str, fact: Fact, unit: Text | None, amount: Amount, factor: Fraction
) -> tuple[Value | None, list[Problem]]:
    held, shown = _scaled(amount.range, factor), str(text)
    if fact.unit in SHARES and unit and not any(number.sign for number in amount.numbers):
        held, shown = _scaled(held, Fraction(1, SHARES[fact.unit])), f"{text}{fact.unit}"
    whole = Range.whole() if fact.range is None else fact.range
    inside = _inside(held, whole)
    if inside is None:
        percent = fact.unit == "%"
        found = shown if factor == 1 else f"{shown} {unit}"
        due = show_range(whole, percent=percent)
        return None, [OutsideRange(place=text.place, name=name, found=found, due=due)]
    if fact.type == "integer" and on_grid(inside, Fraction(1)) is None:
        return None, [_wrong(text, name, fact)]
    if fact.step is not None and inside.is_point and on_grid(inside, fact.step) is None:
        step = show_percent(fact.step) if fact.unit == "%" else show(fact.step)
        return None, [TooFine(place=text.place, name=name, found=shown, step=step)]
    places = max((number.places for number in amount.numbers), default=None)
    settled = inside.lo if inside.is_point and inside.lo is not None else inside
    return Value(settled, shown, places, amount.approximate, factor), []


def _inside(held: Range, whole: Range) -> Range | None:
    if held.is_point and held.lo is not None:
        return held if whole.contains(held.lo) else None
    return intersect(held, whole)


def _scaled(held: Range, factor: Fraction) -> Range:
    if factor == 1:
        return held
    lo, hi = (None if end is None else end * factor for end in (held.lo, held.hi))
    return Range(lo, hi, held.lo_open, held.hi_open)


def _wrong(text: Text, name: str, fact: Fact | None) -> Problem:
    if fact is not None and fact.type == "choice":
        zh, en = did_you_mean(text, fact.choices)
        choices, found = "、".join(fact.choices), str(text)[:40]
        return WrongChoice(place=text.place, name=name, found=found, choices=choices, near_zh=zh, near_en=en)
    due_zh, due_en = _due(fact)
    return WrongFact(place=text.place, name=name, due_zh=due_zh, due_en=due_en)


def _due(fact: Fact | None) -> tuple[str, str]:
    if fact is None or fact.type == "yes_no":
        return "是或否", "yes or no"
    zh, en = ("整数", "a whole number") if fact.type == "integer" else ("数", "a number")
    if fact.unit in SHARES:
        return f"带 {fact.unit} 的数（如 95{fact.unit}）", f"a number with its sign (95{fact.unit})"
    return zh, en
