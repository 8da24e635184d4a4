"""Checks of a table's rows: what columns say of them is what the engine says of each subject alone."""

from __future__ import annotations

import os
from decimal import Decimal
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pytest

from engine.batch.columns import Columns, Meaning
from engine.batch.exact import exact
from engine.batch.facts_row import facts_of
from engine.batch.kernel import Kernel
from engine.batch.layout import layout_of
from engine.batch.lowering.names import reads_of
from engine.batch.lowering.rounded_sums import sums_of
from engine.batch.part import Part
from engine.batch.plain import Column, plain
from engine.questions.verify.printed import unit_of
from rubric import load_rubric_text
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from rubric.model import Rubric

MORE: Final = int(os.environ.get("RANDOM_RUBRICS", "1"))
HEIGHT: Final = 30
FACTS: Final = """
rubric: printed figures
points: 10
rounding: {places: 2, mode: half_up, at: [item]}
units: {yi: 10000 wan, wan: 10000 yuan, half: 0.5 wan}
facts:
  a: {unit: wan, range: "[0, inf)"}
  b: {unit: wan}
  c: {unit: wan, range: "(-0.12, 0.35]"}
  e: {range: "(0.05, 0.95)"}
  d: {}
  n: {type: integer, range: "[0, inf)"}
  m: {type: integer}
  p: {unit: "%", range: "[-5%, 120%]"}
  q: {unit: "‰"}
values:
  both: {formula: a + b}
  small: {formula: b - d, range: "[-0.2, 0.2]"}
"""
ITEMS: Final = """
items:
  one: {points: 10, formula: "points * clamp(a / 10, 0, 1)"}
"""
# The unit in the head of a column, the least and the most of its cells, the most decimals and their sign.
CELLS: Final[Mapping[str, tuple[tuple[tuple[str | None, str], ...], int, int]]] = {
    "a": (((None, ""), ("wan", ""), ("yuan", ""), ("yi", ""), ("half", "")), 0, 9),
    "b": (((None, ""), ("wan", ""), ("half", "")), -9, 9),
    "c": (((None, ""),), -1, 3),
    "d": (((None, ""), (None, "%")), -9, 9),
    "e": (((None, ""),), 1, 9),
    "n": (((None, ""),), 0, 9),
    "m": (((None, ""),), -9, 9),
    "p": (((None, "%"), (None, "‰"), ("%", ""), ("%", "%")), -5, 9),
    "q": (((None, "‰"), ("‰", ""), (None, "%")), -9, 9),
}
WIDE: Final = str.maketrans("0123456789.-%", "０１２３４５６７８９．－％")
SPELLINGS: Final[Sequence[Callable[[str], str]]] = (
    str,
    str,
    lambda text: f" {text}\t",
    lambda text: text.translate(WIDE),
    lambda text: text.replace("%", " %").replace("‰", "　‰"),
    lambda text: text if text.startswith("-") else f"+{text}",
    lambda text: text.replace("0.", ".") if text.startswith("0.") else text,
    lambda text: f"{text}\n",
)
KINDS: Final[Mapping[str, Any]] = {
    "text": pl.String(),
    "float": pl.Float64(),
    "whole": pl.Int64(),
    "decimal": pl.Decimal(12, 4),
}


def rubric_of(checks: str) -> Rubric:
    rubric, problems = load_rubric_text(f"{FACTS}checks:\n{checks}{ITEMS}")
    assert rubric is not None, [problem.message("en") for problem in problems]
    return rubric


ALL: Final = rubric_of(
    '  k: {that: "a + b + c + d + e + n + m + p + q == 0", tolerance: last_digit, severity: error}\n'
)


# -- checks ------------------------------------------------------------------------------------------------

LINEAR: Final = ("a", "b", "c", "d", "p", "q", "n", "m", "both")
SIGNS: Final = ("==", "==", "<=", "<", ">=", ">")
OTHERS: Final = (
    "p == (a / d if d > 0 else 0)",
    "a * d == b",
    "small == 0.1",
    "small + a == both - d",
    "p == n / 7",
    "abs(b) == a",
    "a != b",
    "max(a, b) <= d",
)
SOLVED: Final = (("x", "n / x == p"), ("x", "a + x == b"), ("m", "m * 2 == d"), ("c", "c + a == b"))


def side(chance: Random) -> str:
    """A sum of a few numbers, some of them times a number."""
    parts = [
        f"({chance.choice(('', '', '', '2 * ', '-', '0.1 * '))}{chance.choice(LINEAR)}{chance.choice(('', '', ' / 2'))})"
        for _ in range(chance.randint(1, 3))
    ]
    return " + ".join([*parts, *chance.choice(([], [], [], ["0.05"], ["25%"]))])


def check(chance: Random, number: int) -> str:
    tolerance = chance.choice(("last_digit", "last_digit", "last_digit", "exact", "0.05", "0"))
    kind, sign, more = chance.choice(("sum", "edge", "edge", "other", "solve")), chance.choice(SIGNS), ""
    if kind == "sum":
        that = f"{side(chance)} {sign} {side(chance)}"
    elif kind == "edge":
        # Of numbers with one decimal these are the very ends.
        figure = chance.choice(("a", "b", "c", "e", "-b", "a + b", "c - e"))
        that = f"{figure} {sign} {chance.choice(('m', 'm', 'n', '-n'))} / {chance.choice((20, 20, 20, 25))}"
    elif kind == "other":
        that = chance.choice(OTHERS)
    else:
        unknown, that = chance.choice(SOLVED)
        more = f", solve: {{unknown: {unknown}{chance.choice(('', '', ', integer: yes'))}}}"
    return f'  k{number}: {{that: "{that}", tolerance: {tolerance}, severity: error{more}}}\n'


# -- cells -------------------------------------------------------------------------------------------------


def cells(chance: Random, name: str, height: int) -> tuple[Meaning, pl.Series]:
    heads, least, most = CELLS[name]
    unit, sign = chance.choice(heads)
    kind = "text" if sign else chance.choice(("text", "text", "float", "whole", "decimal"))
    # A share is a number of its own kind only under a head that gives its sign; some hold no whole ones.
    kind = "text" if (name in "pq" and unit is None) or (name in "ce" and kind == "whole") else kind
    deep = chance.choice((1, 1, 2, 3))
    least_places = 1 if name in "ce" else 0
    found: list[Any] = []
    for _ in range(height):
        places = 0 if kind == "whole" else chance.choice((least_places, 1, 1, deep))
        text = f"{Decimal(chance.randint(least, most)).scaleb(-places):f}"
        if name in "nm":
            text = f"{chance.randint(least, most)}{chance.choice(('', '', '', '.0'))}"
        found.append(
            chance.choice((None, "")) if chance.random() < 0.05 else _cell(chance, kind, text + sign)
        )
    known = found if kind == "text" else [None if one == "" else one for one in found]
    return Meaning("fact", name, unit), pl.Series(name, known, dtype=KINDS[kind])


def _cell(chance: Random, kind: str, text: str) -> Any:
    if kind == "text":
        return chance.choice(SPELLINGS)(text)
    if kind == "float":
        return float(text)
    return Decimal(text) if kind == "decimal" else int(Decimal(text))


def table(seed: int) -> tuple[Rubric, Part]:
    chance = Random(seed)  # noqa: S311 - chance of a test
    rubric = rubric_of("".join(check(chance, number) for number in range(chance.randint(1, 3))))
    reads = reads_of([one.that for one in rubric.checks], rubric)[0]
    chosen = [name for name in CELLS if chance.random() < (0.95 if name in reads else 0.1)]
    return rubric, part_of([cells(chance, name, HEIGHT) for name in chosen or ["a"]])


def part_of(given: Sequence[tuple[Meaning, pl.Series]]) -> Part:
    frame = pl.DataFrame([series.alias(f"column {meaning.name}") for meaning, series in given])
    columns = dict(zip(frame.columns, (meaning for meaning, _ in given), strict=True))
    return Part(0, 2, frame, Columns(columns, None), "table.csv")


# -- what must hold ----------------------------------------------------------------------------------------


def hold(rubric: Rubric, part: Part) -> list[Any]:
    """Every row that is not odd is sure, and comes to what it comes to alone; what fails in each."""
    layout = layout_of(rubric)
    read = plain(part, rubric)
    found, sure = Kernel(rubric, layout).run(read)
    due, _ = exact(part, list(range(part.height)), rubric, layout)
    for at in range(part.height):
        if not read.odd[at]:
            assert sure[at], part.row(at)
            assert found.row(at) == due.row(at), (part.row(at), found.row(at), due.row(at))
    return due["failed"].to_list()


@pytest.mark.parametrize("seed", range(40 * MORE))
def test_what_columns_say_of_checks_is_what_each_row_comes_to(seed: int) -> None:
    hold(*table(seed))


@pytest.mark.parametrize(
    ("figure", "printed"),
    [
        ("a", {"a": ("0", "0.0", "0.1", "0.15", "")}),
        ("-a", {"a": ("0", "0.0", "0.1", "0.15", "")}),
        ("b", {"b": ("-0.1", "-0.0", "0", "0.0", "0.1", "")}),
        ("c", {"c": ("-0.1", "-0.10", "0.0", "0.3", "0.35", "")}),
        ("e", {"e": ("0.1", "0.06", "0.9", "0.5", "")}),
        ("1 - e", {"e": ("0.1", "0.06", "0.9", "0.5", "")}),
        ("b - c", {"b": ("-0.1", "0.0", "0.1"), "c": ("-0.1", "0.0", "0.3", "")}),
        ("n / 4 - b", {"b": ("-0.1", "0.0", "0.1"), "n": ("0", "0.0", "1", "")}),
    ],
)
def test_every_end_of_what_figures_stand_for(figure: str, printed: Mapping[str, Sequence[str]]) -> None:
    signs = ("==", "<=", "<", ">=", ">")
    thats = [f"{figure} {sign} m / {by}" for sign in signs for by in (20, 25)]
    rubric = rubric_of(
        "".join(f'  "{that}": {{that: "{that}", tolerance: last_digit, severity: error}}\n' for that in thats)
    )
    rows = list(product(*printed.values(), ("-3", "-2", "-1", "0", "1", "2", "3", "5", "6", "7", "19")))
    named = zip((*printed, "m"), zip(*rows, strict=True), strict=True)
    failed = hold(rubric, part_of([(Meaning("fact", name), pl.Series(name, texts)) for name, texts in named]))
    assert {that for text in failed for that in text.split("、")} >= set(thats)


@pytest.mark.parametrize("seed", range(10 * MORE))
@pytest.mark.parametrize("name", CELLS)
def test_the_last_digit_of_a_cell_is_that_of_its_row(name: str, seed: int) -> None:
    part = part_of([cells(Random(f"{name}{seed}"), name, HEIGHT)])  # noqa: S311 - chance of a test
    read = plain(part, ALL)
    for at in range(HEIGHT):
        if not read.odd[at]:
            facts, _ = facts_of(part, at, ALL)
            assert facts is not None
            due = unit_of(facts.facts[name]) if name in facts.facts else 0
            assert _digit(read.facts[name], at) == due, part.row(at)


def _digit(column: Column, at: int) -> Fraction | int:
    printed = column.printed
    assert printed is not None
    places = 0 if printed.places is None else printed.places[at]
    return printed.factor / 10**places if places else 0


@pytest.mark.parametrize(
    ("printed", "twentieths", "failed"),
    [
        ("1.0", 19, ""),
        ("1.0", 20, ""),
        ("1.0", 21, "k"),
        ("1", 21, "k"),
        ("-1.0", -19, ""),
        ("-1.0", -21, "k"),
        ("0.0", 1, "k"),
        ("0.0", -1, "k"),
        ("0.0", 0, ""),
        ("1.00", 21, "k"),
        ("1.05", 21, ""),
    ],
)
def test_an_end_that_is_printed_as_another_figure_is_none(printed: str, twentieths: int, failed: str) -> None:
    rubric = rubric_of('  k: {that: "b == m / 20", tolerance: last_digit, severity: error}\n')
    cells_of = (("b", pl.Series("b", [printed])), ("m", pl.Series("m", [twentieths])))
    assert hold(rubric, part_of([(Meaning("fact", name), cell) for name, cell in cells_of])) == [failed]


def test_a_figure_stands_for_no_more_than_its_fact_can_be() -> None:
    rubric = rubric_of('  k: {that: "c == m / 1000", tolerance: last_digit, severity: error}\n')
    printed, thousandths = ["0.3", "0.3", "-0.12", "0.35", "0.35"], [349, 350, -120, 350, 352]
    part = part_of(
        [
            (Meaning("fact", "c"), pl.Series("c", printed)),
            (Meaning("fact", "m"), pl.Series("m", thousandths)),
        ]
    )
    # −0.12 lies outside, and 0.35 is the most that it can be.
    assert plain(part, rubric).odd.to_list() == [False, False, True, False, False]
    assert hold(rubric, part) == ["", "k", "", "", "k"]


def test_a_number_that_another_check_takes_for_a_whole_one_stands_for_no_other() -> None:
    solved = '  k0: {that: "d * 2 == b", solve: {unknown: d, integer: yes}, severity: error}\n'
    rubric = rubric_of(f'{solved}  k1: {{that: "d == b", tolerance: last_digit, severity: error}}\n')
    part = part_of(
        [(Meaning("fact", name), pl.Series(name, [text])) for name, text in (("d", "0.5"), ("b", "0.52"))]
    )
    assert hold(rubric, part) == ["k0、k1"]


def test_without_printed_decimals_a_check_that_fails_is_not_sure() -> None:
    rubric = rubric_of('  k: {that: "a == b", tolerance: last_digit, severity: error}\n')
    part = part_of(
        [
            (Meaning("fact", name), pl.Series(name, ["1.0", text]))
            for name, text in (("a", "1.0"), ("b", "1.1"))
        ]
    )
    read = plain(part, rubric)
    bare = replace(read, facts={name: replace(column, printed=None) for name, column in read.facts.items()})
    assert Kernel(rubric, layout_of(rubric)).run(bare)[1].to_list() == [True, False]
    assert Kernel(rubric, layout_of(rubric)).run(read)[1].to_list() == [True, True]


@pytest.mark.parametrize(
    ("that", "linear"),
    [
        ("a + b == d", True),
        ("2 * (a - b / 4) <= both", True),
        ("a * d == b", False),
        ("a / d == b", False),
        ("a != b", False),
        ("small + a == b", True),
        ("max(a, b) == d", False),
    ],
)
def test_which_checks_are_sums(that: str, linear: bool) -> None:
    rubric = rubric_of(f'  k: {{that: "{that}", tolerance: last_digit, severity: error}}\n')
    assert (sums_of(rubric.checks[0], rubric) is not None) is linear
