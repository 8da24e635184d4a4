"""A score that goes the other way than its author expects.

Exact where it is reported: with all other facts fixed, two figures of one fact were found whose scores,
as printed, stand the wrong way round; of a value, two figures of a fact that moves it. Where none was found
among those tried, nothing is said.
"""

from __future__ import annotations

import ast
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from rubric.audit.axis import figures
from rubric.audit.finding import Finding, Label
from rubric.audit.places import of_item
from rubric.audit.scopes import Scope
from rubric.audit.witness import candidates, cuts, example, facts_of
from rubric.audit.worth_at import worth_at
from rubric.model import Fact, Value
from rubric.number import show, show_percent
from rubric.place import Text
from rubric.problems import did_you_mean
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from rubric.audit.reading import Reading
    from rubric.audit.witness import Given
    from rubric.model import Item
    from rubric.place import Place

# How many spots are tried: for all expectations of a rubric together, and for each of them.
MOST: Final = 3000
EACH: Final = range(16, 800)
NUMBERS: Final = frozenset(("number", "integer"))
WORDS: Final = {1: ("上升", "rise", "反而下降", "falls"), -1: ("下降", "fall", "反而上升", "rises")}


class Reversed(Finding):
    """More of it earns less, or the other way round."""

    check = "direction"
    code = "A022"
    severity = "error"
    zh = "“{item}”应随“{fact}”的增大而{expected_zh}，得分却{found_zh}。"
    en = "“{item}” should {expected_en} as “{fact}” grows, and its score {found_en}."
    effect_zh = "{rest_zh}“{fact}”从 {low} 到 {high}，得分从 {first} 到 {second}。"
    effect_en = "{rest_en}with “{fact}” going from {low} to {high}, the score goes from {first} to {second}."
    fix_zh = "核对规则的方向；规则没有错，就改“{said_zh}”。"
    fix_en = "Check which way the rule goes; if it is right, correct {said_en}."
    item: str
    fact: str
    expected_zh: str
    expected_en: str
    found_zh: str
    found_en: str
    rest_zh: str
    rest_en: str
    low: str
    high: str
    first: str
    second: str
    said_zh: str
    said_en: str


class ExpectUnknown(Finding):
    """An expectation of a fact that there is not."""

    check = "direction"
    code = "A027"
    severity = "error"
    zh = "“{item}”的预期写了“{name}”，评分表没有声明叫这个名称的数值。"
    en = "What “{item}” expects names “{name}”, and the rubric declares no such number."
    effect_zh = "得分不受影响；这条预期没有人核对。"
    effect_en = "No score changes; nobody holds the item to it."
    fix_zh = "{near_zh}写一个数值事实或计算的名称。"
    fix_en = "{near_en}Name a fact that is a number, or a value."
    item: str
    name: str
    near_zh: str
    near_en: str


def check(reading: Reading) -> Iterator[Finding]:
    """What items expect, and what a proportion says is better beside a ceiling."""
    for item in reading.items:
        for names, sign, said in (
            (item.rising_in, 1, ("随升", "rising_in")),
            (item.falling_in, -1, ("随降", "falling_in")),
        ):
            for name in names:
                yield from _expected(reading, item, name, sign, said)
        yield from _better(reading, item)


def _expected(reading: Reading, item: Item, name: str, sign: int, said: tuple[str, str]) -> Iterator[Finding]:
    place = name.place if isinstance(name, Text) else item.place
    measured = reading.rubric.values.get(name) or reading.rubric.facts.get(name)
    if isinstance(measured, Value) or (measured is not None and measured.type in NUMBERS):
        yield from _held_against(reading, item, measured, sign, said, place)
    elif item.each is None:
        near_zh, near_en = did_you_mean(name, reading.rubric.facts)
        yield ExpectUnknown(
            place=place, labels=of_item(item), item=item.name, name=name, near_zh=near_zh, near_en=near_en
        )


def _better(reading: Reading, item: Item) -> Iterator[Finding]:
    """A proportion of one fact: a ceiling may not turn round what it says is better."""
    rule = item.rule
    if rule is None or rule.rule != "proportion" or item.worth.ceiling is None or item.worth.then_deduct:
        return
    fact = reading.rubric.facts.get(rule.quantity.id) if isinstance(rule.quantity, ast.Name) else None
    better = dict(rule.options)["better"]
    if fact is not None:
        sign = 1 if better == "higher" else -1
        yield from _held_against(reading, item, fact, sign, ("方向", "better"), rule.place)


def _held_against(
    reading: Reading,
    item: Item,
    measured: Fact | Value,
    sign: int,
    said: tuple[str, str],
    place: Place | None,
) -> Iterator[Finding]:
    turn = _turn(reading, item, measured, sign)
    if turn is None:
        return
    expected_zh, expected_en, found_zh, found_en = WORDS[sign]
    rest_zh, rest_en = _rest(reading, item, turn, measured)
    shown = show_percent if measured.unit == "%" else show
    label = Label(item.place, "这个指标", "the item") if item.place is not None else None
    yield Reversed(
        place=place,
        labels=(label,) if label is not None else (),
        item=item.name,
        fact=measured.name,
        expected_zh=expected_zh,
        expected_en=expected_en,
        found_zh=found_zh,
        found_en=found_en,
        rest_zh=rest_zh,
        rest_en=rest_en,
        low=shown(turn.low.measured),
        high=shown(turn.high.measured),
        first=show(turn.low.score),
        second=show(turn.high.score),
        said_zh=said[0],
        said_en=said[1],
    )


def _rest(reading: Reading, item: Item, turn: _Turn, measured: Fact | Value) -> tuple[str, str]:
    """What all other facts are, and of a value which fact moves it."""
    zh, en = example(reading, turn.given, Scope(item)) if turn.given else ("", "")
    if turn.axis.name != measured.name:
        shown = show_percent if turn.axis.unit == "%" else show
        moved = f"{turn.axis.name} = {shown(turn.low.figure)} → {shown(turn.high.figure)}"
        zh, en = "，".join(filter(None, (zh, moved))), ", ".join(filter(None, (en, moved)))
    return (f"如 {zh} 时，" if zh else "", f"For {en}, " if en else "For example, ")


# -- the search --------------------------------------------------------------------------------------


class _Spot(NamedTuple):
    """What is measured at one figure of the axis, and the score there."""

    measured: Fraction
    score: Fraction
    figure: Fraction


class _Turn(NamedTuple):
    """Two spots on an axis that stand the wrong way round, and what the other facts are."""

    axis: Fact
    given: Given
    low: _Spot
    high: _Spot


def _turn(reading: Reading, item: Item, measured: Fact | Value, sign: int) -> _Turn | None:
    scope = Scope(item)
    trees = [below.worth.expr for below in item.walk()]
    trees += [below.applies.when for below in item.walk() if below.applies is not None]
    read = {name: held for tree in trees for name, held in facts_of(reading, tree, scope).items()}
    moving = (
        {measured.name} if isinstance(measured, Fact) else facts_of(reading, measured.lowered.expr, scope)
    )
    for axis in (read[name] for name in moving if name in read and read[name].type in NUMBERS):
        others = {name: held for name, held in read.items() if name != axis.name}
        marks = cuts(reading, trees)
        left = _budget(reading)
        for given in _choices(others, marks):
            scales = [held.lo for held in given.values() if isinstance(held, Range) and held.lo]
            line = _thinned(figures(axis, marks, scales), left)
            spots = [
                spot for x in line if (spot := _spot(reading, item, measured, axis, given, x)) is not None
            ]
            found = _reversed(spots, sign)
            if found is not None:
                return _Turn(axis, given, *found)
            left -= len(line)
            if left <= 0:
                break
    return None


def _budget(reading: Reading) -> int:
    """How many spots may be tried for one expectation: a table with many of them is still checked at once."""
    count = sum(len(item.rising_in) + len(item.falling_in) for item in reading.items)
    return min(max(MOST // max(count, 1), EACH.start), EACH.stop)


def _thinned(line: list[Fraction], most: int) -> list[Fraction]:
    """Not more figures than may be tried, from all over the axis."""
    return line[:: -(-len(line) // most)] if len(line) > most else line


def _choices(facts: dict[str, Fact], marks: Sequence[Fraction]) -> Iterator[Given]:
    """A few choices of all other facts: the middle, the first and the last of what each may be."""
    held = [candidates(fact, marks) for fact in facts.values()]
    few = [tuple(dict.fromkeys((one[len(one) // 2], one[0], one[-1]))) for one in held]
    yield from (dict(zip(facts, one, strict=True)) for one in product(*few))


def _spot(
    reading: Reading, item: Item, measured: Fact | Value, axis: Fact, given: Given, figure: Fraction
) -> _Spot | None:
    """None where the figure leaves the score, or what is measured, open or without a value."""
    known = {**given, axis.name: Range.point(figure)}
    worth = worth_at(reading, item, known)
    if worth is None or worth.lo is None or not worth.is_point:
        return None
    if isinstance(measured, Fact):
        return _Spot(figure, worth.lo, figure)
    held = reading.survey(Scope(), known).of(measured.lowered.expr)
    point = isinstance(held, Range) and held.is_point
    return (
        _Spot(held.lo, worth.lo, figure)
        if point and isinstance(held, Range) and held.lo is not None
        else None
    )


def _reversed(spots: list[_Spot], sign: int) -> tuple[_Spot, _Spot] | None:
    """The best score so far against each further one, from the least of what is measured to the largest."""
    best: _Spot | None = None
    # Where equally much is measured, the scores stand as they should.
    for spot in sorted(spots, key=lambda one: (one.measured, sign * one.score)):
        if best is not None and sign * (best.score - spot.score) > 0:
            return best, spot
        if best is None or best.score != spot.score:
            best = spot
    return None
