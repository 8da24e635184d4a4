"""Facts of several subjects as the columns of a part, and what the kernel makes of them against ``score``."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, NamedTuple

import polars as pl

from engine import score
from engine.batch.cells.column import Printed
from engine.batch.kernel import Kernel
from engine.batch.layout import layout_of
from engine.batch.plain import Column, Plain
from engine.batch.results import outcome, schema_of
from engine.facts_given import Facts
from engine.questions.verify.printed import unit_of
from rubric.model import Rubric
from rubric.record import replace

LARGEST = 10**15


class Compared(NamedTuple):
    """How many rows there were, how many of them are regular, and how many of those the kernel was sure of."""

    rows: int
    regular: int
    sure: int


def plain_of(several: list[Facts], rubric: Rubric) -> Plain:
    """The columns of these subjects; a row with anything but exact facts and shares is odd."""
    odd = [_odd(one) for one in several]
    names = dict.fromkeys(name for one in several for name in one.facts)
    facts = {
        name: replace(_column([_value(one, name) for one in several], odd), printed=_printed(several, name))
        for name in names
    }
    paths = dict.fromkeys(path for one in several for path in one.judgements)
    known = {item.path for item in rubric.root.walk()}
    judged = {
        path: _column(
            [one.judgements[path].share if path in one.judgements else None for one in several], odd
        )
        for path in paths
        if path in known
    }
    kinds = [(item.path, one.what) for item in rubric.root.walk() for one in item.requires]
    attached: Any = {
        (path, what): pl.Series([what in one.attached.get(path, ()) for one in several])
        for path, what in kinds
    }
    return Plain(len(several), facts, judged, attached, pl.Series(odd, dtype=pl.Boolean()))


def _odd(facts: Facts) -> bool:
    levels = any(one.share is None for one in facts.judgements.values())
    return bool(facts.ranges or facts.tables or levels)


def _value(facts: Facts, name: str) -> Any:
    return facts.facts[name].value if name in facts.facts else None


def _printed(several: list[Facts], name: str) -> Printed | None:
    """How a fact was printed; None where that is no power of ten."""
    digits = [unit_of(one.facts[name]) if name in one.facts else Fraction(0) for one in several]
    places = [len(str(digit.denominator)) - 1 for digit in digits]
    if any(digit and (digit != Fraction(1, 10**n) or not n) for digit, n in zip(digits, places, strict=True)):
        return None
    return Printed(pl.Series(places, dtype=pl.UInt8()), Fraction(1))


def _column(values: list[Any], odd: list[bool]) -> Column:
    known = [value for value in values if value is not None]
    if not all(isinstance(value, Fraction) for value in known):
        return Column(pl.Series(values, dtype=pl.Boolean() if isinstance(known[0], bool) else pl.String()))
    over = 1
    for at, value in enumerate(values):
        if value is None:
            continue
        together = math.lcm(over, value.denominator)
        if together <= LARGEST and abs(value) * together <= LARGEST:
            over = together
        else:
            values[at], odd[at] = None, True
    for at, value in enumerate(values):
        if value is not None and abs(value * over) > LARGEST:
            values[at], odd[at] = None, True
    tops = [None if value is None else int(value * over) for value in values]
    held = [top for top in tops if top is not None]
    return Column(pl.Series(tops, dtype=pl.Int64()), over, min(held, default=None), max(held, default=None))


def compare(rubric: Rubric, several: list[Facts], kernel: Kernel | None = None) -> Compared:
    """Hold every row that the kernel is sure of against the score of its facts alone."""
    layout = layout_of(rubric)
    kernel = kernel or Kernel(rubric, layout)
    plain = plain_of(several, rubric)
    found, sure = kernel.run(plain)
    assert found.height == len(sure) == len(several)
    assert dict(found.schema) == schema_of(layout)
    assert sure.null_count() == 0
    rows = found.rows()
    held = (sure & ~plain.odd).to_list()
    for at, facts in enumerate(several):
        if held[at]:
            expected = outcome(score(rubric, facts), layout)
            assert rows[at] == expected, told(found.columns, rows[at], expected, facts, kernel, rubric)
    return Compared(len(several), int(plain.odd.not_().sum()), sum(held))


def told(
    columns: list[str],
    row: tuple[Any, ...],
    expected: tuple[Any, ...],
    facts: Facts,
    kernel: Kernel,
    rubric: Rubric,
) -> str:
    """The cells that differ, with the facts."""
    items = [item.path for item in rubric.root.walk()]
    differ = {
        f"{name} {items[int(name.split(':')[1])] if ':' in name else ''}": (mine, due)
        for name, mine, due in zip(columns, row, expected, strict=True)
        if mine != due
    }
    known = {name: str(one.value) for name, one in facts.facts.items()}
    return f"(found, due): {differ}\n{known}\n{kernel.tiers}"
