"""A leaf's rule at random: one function a rule. ``points`` are None where every row brings its own."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from tests.random_rubrics.names import (
    ONE,
    ZERO,
    Names,
    Quantity,
    chance,
    condition,
    cut_points,
    partition,
    quantity,
)
from tests.random_rubrics.nodes import (
    Amount,
    Formula,
    Interval,
    Key,
    Number,
    Points,
    Share,
    Tree,
    Word,
    is_decimal,
    keyed,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn

FULL: Final = Share(ONE)
SHARE: Final = Quantity("", ZERO, ONE, percent=True)
# The verb of a line, which its Chinese key tells.
TAKES: Final = Key("points", "扣")
ADDS: Final = Key("points", "加")


def rule(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:
    """The keys of one rule."""
    some = ROW_RULES if names.rows or not points else (*ROW_RULES, checklist)
    return draw(st.sampled_from(some))(draw, names, points)


# -- what is earned ------------------------------------------------------------------------------------


def earned(draw: DrawFn, names: Names, points: Fraction | None) -> Amount:
    """Something from 0 to the full points."""
    share = Fraction(draw(st.integers(0, 20)), 20)
    form = draw(st.sampled_from(("number", "share", "part", "formula")))
    if form == "number" and points is not None and is_decimal(points):
        return Points(share * points)
    if form == "part":
        return Formula(f"points / {draw(st.integers(1, 4))}")
    if form == "formula":
        return Formula(f"points * {names.fact('rate')}")
    return Share(share)


def several(draw: DrawFn, names: Names, points: Fraction | None, count: int) -> list[Amount]:
    """What some branches earn; one of them earns all, so that no bound keeps every one of them out."""
    best = draw(st.integers(0, count - 1))
    return [FULL if number == best else earned(draw, names, points) for number in range(count)]


def gain(draw: DrawFn, points: Fraction | None) -> Amount:
    """Something above 0, which may be more than the points."""
    share = Fraction(draw(st.integers(1, 12)), 10)
    if points and draw(st.booleans()):
        return Share(share)
    if points is None or not is_decimal(points):
        return Formula(f"points / {draw(st.integers(1, 5))}") if points is None or points else Points(share)
    return Points(share * (points or ONE))


# -- the rules -----------------------------------------------------------------------------------------


def formula(draw: DrawFn, names: Names, _: Fraction | None) -> Tree:
    form = draw(st.sampled_from(FORMULAS))
    text = form(draw, names)
    clamped = "min(" not in text and text != "points"
    return keyed(formula=Formula(text), **({"clamp": Word("yes")} if clamped and draw(st.booleans()) else {}))


def _all(_: DrawFn, __: Names) -> str:
    return "points"


def _part(_: DrawFn, names: Names) -> str:
    return f"points * min(1, {names.fact('amount')} / {names.fact('positive')})"


def _beyond(_: DrawFn, names: Names) -> str:
    return f"points * {names.fact('amount')} / {names.fact('positive')}"


def _ratio(draw: DrawFn, names: Names) -> str:
    return f"points * ratio({names.fact('amount')}, {names.fact('integer')}, {draw(st.sampled_from(('0', 'if_zero=1')))})"


def _linear(draw: DrawFn, names: Names) -> str:
    of = quantity(draw, names)
    return f"max(0, points - points * abs({of.text}) / {'1' if of.percent else '20'})"


def _either(draw: DrawFn, names: Names) -> str:
    return f"points if {condition(draw, names, scores=True)} else points * {names.fact('rate')} ** 2"


def _function(draw: DrawFn, names: Names) -> str:
    rate = names.fact("rate")
    forms = (
        f"points * sqrt({rate})",
        f"points * exp(-{rate})",
        f"points * floor({rate} * 10) / 10",
        f"points * ceil({rate} * 4) / 4",
        f'points * round({rate}, 1, "half_even")',
        f'points * round_to({rate}, 5%, "down")',
        f"points * clamp({names.fact('any')}, 0, 1)",
        f"points * (1 - {rate} ** 0.5)",
    )
    return draw(st.sampled_from(forms))


def _looked_up(_: DrawFn, names: Names) -> str:
    name = names.fact("choice")
    pairs = ", ".join(f'"{one}", {1 / (n + 1):.1f}' for n, one in enumerate(names.choices(name)))
    return f"points * lookup({name}, {pairs})"


def _scored(draw: DrawFn, names: Names) -> str:
    if names.rows or not names.leaves:
        return "points"
    # Of a smaller item, that alone could lie below the least of this one for good.
    return f'max(points / 2, min(points, score("{draw(st.sampled_from(names.leaves))}")))'


FORMULAS: Final = (_all, _part, _beyond, _ratio, _linear, _either, _function, _looked_up, _scored)


def proportion(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:
    of = quantity(draw, names, least=ZERO)
    held = keyed(
        of=Formula(of.text), better=Word("higher"), over=Word(draw(st.sampled_from(("cap", "error"))))
    )
    held[Key("target")], may_be_zero = draw(st.sampled_from(TARGETS))(names)
    if draw(st.booleans()):
        held |= keyed(better=Word("lower"), shape=Word("ratio"))
        if draw(st.booleans()):
            held |= keyed(shape=Word("linear"), zero_at=Number(Fraction(draw(st.integers(11, 30)), 10)))
    if chance(draw, 3):
        held[Key("from")] = Number(Fraction(draw(st.integers(1, 9)), 10), percent=True)
    if may_be_zero:
        held[Key("on_zero")] = Word("unscored") if draw(st.booleans()) else _plain(draw, points)
    return keyed(proportion=held)


def _plain(draw: DrawFn, points: Fraction | None) -> Amount:
    share = Fraction(draw(st.integers(0, 10)), 10)
    return Points(share * points) if points and is_decimal(points) and draw(st.booleans()) else Share(share)


TARGETS: Final[tuple[Callable[[Names], tuple[Any, bool]], ...]] = (
    lambda names: (Formula(names.fact("positive")), False),
    lambda names: (Formula(names.fact("amount")), True),
    lambda _: (Number(Fraction(12)), False),
)


def bands(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:
    return keyed(bands=banded(draw, names, points))


def banded(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:
    """A quantity and what each of its bands earns, in any order."""
    of = quantity(draw, names)
    held = partition(draw, of)
    amounts = several(draw, names, points, len(held))
    order = draw(st.permutations(range(len(held))))
    return keyed(of=Formula(of.text), bands={held[n]: amounts[n] for n in order})


def cases(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:
    count = draw(st.integers(1, 3))
    *amounts, last = several(draw, names, points, count + 1)
    lines = [keyed(when=Formula(condition(draw, names, scores=True)), earns=one) for one in amounts]
    for line in lines:
        if chance(draw, 3):
            line[Key("because")] = "达到要求"
    return keyed(cases=[*lines, keyed(otherwise=last)])


def deduct(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:
    return keyed(deduct=lines(draw, names, points, TAKES))


def award(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:
    return keyed(award=lines(draw, names, points, ADDS))


def lines(draw: DrawFn, names: Names, points: Fraction | None, verb: Key) -> list[Tree]:
    """Lines that take away or add."""
    return [_line(draw, names, points, verb) for _ in range(draw(st.integers(1, 3)))]


def _line(draw: DrawFn, names: Names, points: Fraction | None, verb: Key) -> Tree:
    line: Tree = {verb: gain(draw, points)}
    if draw(st.booleans()):
        line |= keyed(when=Formula(condition(draw, names, scores=True)))
    else:
        of = quantity(draw, names)
        per = Number(Fraction(draw(st.integers(1, 5)), 100 if of.percent else 1), percent=of.percent)
        count = Word(draw(st.sampled_from(("complete", "started", "continuous"))))
        line |= keyed(of=Formula(of.text), per=per, count=count)
        if chance(draw, 3):
            line |= keyed(max=gain(draw, points))
    return line | (keyed(because="超出部分") if chance(draw, 3) else {})


def checklist(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:  # noqa: ARG001 - a rule's signature
    assert points is not None  # rows have no checklist
    names_ = [
        f"{name}{draw(st.sampled_from(('', ' 完整', '-a')))}" for name in ("有制度", "合规", "手续", "doc")
    ]
    elements = names_[: draw(st.integers(1, 4))]
    if draw(st.booleans()):
        return keyed(checklist=keyed(each_missing=gain_of_element(draw, points), list_=elements))
    parts = parts_of(draw, ONE, len(elements))
    amounts = [Points(part * points) if is_decimal(points) else Share(part) for part in parts]
    required = [chance(draw, 4) for _ in elements]
    held = [keyed(earns=a, required=Word("yes")) if r else a for a, r in zip(amounts, required, strict=True)]
    return keyed(checklist=dict(zip(elements, held, strict=True)))


def gain_of_element(draw: DrawFn, points: Fraction) -> Points | Share:
    """A number above 0, in points or as a share of them."""
    share = Fraction(draw(st.integers(1, 10)), 10)
    return Points(share * points) if is_decimal(points) and draw(st.booleans()) else Share(share)


def parts_of(draw: DrawFn, whole: Fraction, count: int) -> list[Fraction]:
    """Parts above 0 that add up to the whole, in twentieths of it."""
    cuts = sorted(draw(st.sets(st.integers(1, 19), min_size=count - 1, max_size=count - 1)))
    ends = zip([0, *cuts], [*cuts, 20], strict=True)
    return [whole * Fraction(high - low, 20) for low, high in ends]


def lookup(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:
    form = draw(st.sampled_from((("choice",), ("yes_no",), ("choice", "yes_no"))))
    of = [names.fact(kind) for kind in form]
    domains: list[list[str]] = [
        names.choices(name) if kind == "choice" else [Word("yes"), Word("no")]
        for name, kind in zip(of, form, strict=True)
    ]
    rows = draw(st.permutations(list(product(*domains))))
    amounts = several(draw, names, points, len(rows))
    if len(of) == 1:
        table: Any = {row[0]: amount for row, amount in zip(rows, amounts, strict=True)}
        return keyed(lookup=keyed(of=Formula(of[0]), table=table))
    table = [
        dict(zip(of, row, strict=True)) | keyed(earns=amount)
        for row, amount in zip(rows, amounts, strict=True)
    ]
    return keyed(lookup=keyed(of=[Formula(name) for name in of], table=table))


def judgement(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:  # noqa: ARG001 - a rule's signature
    cuts = cut_points(draw, SHARE, 1, 3)
    ends = zip([ZERO, *cuts], [*cuts, ONE], strict=True)
    levels = [Interval(low, high, False, high < 1, percent=True) for low, high in ends]
    return keyed(judgement=keyed(levels={f"等次{n}": held for n, held in enumerate(levels)}))


def given(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:  # noqa: ARG001 - a rule's signature
    return keyed(given=Word("yes"))


def interpolate(draw: DrawFn, names: Names, points: Fraction | None) -> Tree:
    of = quantity(draw, names)
    xs = cut_points(draw, of, 2, 4)
    shares = [Fraction(draw(st.integers(0, 10)), 10) for _ in xs[1:]] + [ONE]
    numbers = points is not None and is_decimal(points) and draw(st.booleans())
    ys = [Points(share * points) if numbers and points is not None else Share(share) for share in shares]
    through = [[Number(x, of.percent), y] for x, y in zip(xs, ys, strict=True)]
    outside = Word(draw(st.sampled_from(("clamp", "error"))))
    return keyed(interpolate=keyed(of=Formula(of.text), through=through, outside=outside))


ROW_RULES: Final = (formula, proportion, bands, cases, deduct, award, lookup, judgement, given, interpolate)
