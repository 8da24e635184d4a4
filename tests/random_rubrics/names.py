"""The facts, values and tables that a rubric is made of, declared as they are needed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from hypothesis import strategies as st

from tests.random_rubrics.nodes import Formula, Interval, Key, Number, Tree, Word, keyed, number_text

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

# Rich in nothing more than in all else, in points that go elsewhere, or in rules with nothing around them.
Focus = Literal["all", "moves", "rules"]
ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
# A step of what is cut: 5% of a share, 1 of all else.
CUT: Final = {True: Fraction(1, 20), False: ONE}
STEMS: Final = {
    "amount": "金额",
    "positive": "目标",
    "any": "change",
    "rate": "率",
    "open_rate": "growth",
    "integer": "人数",
    "stepped": "评分",
    "yes_no": "已办",
    "choice": "channel",
    "optional": "复核",
    "table": "事项表",
}


def chance(draw: DrawFn, of: int) -> bool:
    """One in so many; the simplest example has none of it."""
    return bool(draw(st.integers(0, of - 1)) == of - 1)


class Quantity(NamedTuple):
    """Something to be measured: its formula, everything that it can be, whether in percent, and its grid."""

    text: str
    lo: Fraction | None = None
    hi: Fraction | None = None
    percent: bool = False
    grid: Fraction | None = None


class Names:
    """What is declared so far. ``rows`` says that the names are columns of a table,
    ``rounds`` that values may be rounded, ``focus`` what the rubric is rich in."""

    def __init__(
        self, draw: DrawFn, *, rows: bool = False, rounds: bool = False, focus: Focus = "all"
    ) -> None:
        self.draw, self.rows, self.rounds, self.focus = draw, rows, rounds, focus
        self.facts: Tree = {}
        self.values: Tree = {}
        self.kinds: dict[str, list[str]] = {}
        self.leaves: list[str] = []
        self.items = 0

    # -- declaring

    def fact(self, kind: str) -> str:
        """The name of a fact of a kind: one that there is, or a new one."""
        known = self.kinds.setdefault(kind, [])
        if known and chance(self.draw, 2):
            return self.draw(st.sampled_from(known))
        name = f"{'列' if self.rows else ''}{STEMS[kind]}{len(known) + 1}"
        known.append(name)
        self.facts[name] = self.declared(kind)
        return name

    def declared(self, kind: str) -> Tree:
        """What a fact of a kind says of itself."""
        ranges: dict[str, Tree] = {
            "amount": keyed(unit="万元", range=Interval(ZERO, None, False, True)),
            "positive": keyed(unit="万元", range=Interval(ZERO, None, True, True)),
            "any": {},
            "rate": keyed(unit="%", range=Interval(ZERO, ONE, False, False, percent=True)),
            "open_rate": keyed(unit="%", range=Interval(ZERO, None, False, True, percent=True)),
            "integer": keyed(type=Word("integer"), unit="人", range=Interval(ZERO, None, False, True)),
            "stepped": keyed(
                step=Number(Fraction(1, 100)), range=Interval(ZERO, Fraction(100), False, False)
            ),
            "yes_no": keyed(type=Word("yes_no")),
            "optional": keyed(optional=Word("yes"), range=Interval(ZERO, Fraction(10), False, False)),
        }
        if kind == "choice":
            return keyed(
                type=Word("choice"),
                choices=["门户网站", "board", "未公开"][: 2 + self.draw(st.integers(0, 1))],
            )
        return self.table() if kind == "table" else ranges[kind]

    def table(self) -> Tree:
        """A table of its own rows: amounts and whether they are done."""
        columns = {"款": keyed(range=Interval(ZERO, None, False, True)), "办结": keyed(type=Word("yes_no"))}
        return keyed(type=Word("table"), columns=columns)

    def choices(self, name: str) -> list[str]:
        """The choices of a fact."""
        found: list[str] = self.facts[name][Key("choices")]
        return found

    def item(self) -> str:
        """A name for an item that no other has."""
        self.items += 1
        return self.draw(st.sampled_from(("指标", "item", "项"))) + str(self.items)


Made = Callable[["DrawFn", Names], Quantity]


# -- what is measured ----------------------------------------------------------------------------------


def quantity(draw: DrawFn, names: Names, *, least: Fraction | None = None) -> Quantity:
    """A quantity; with ``least`` one that is never below 0."""
    some: list[Made] = [_amount, _rate, _open_rate, _quotient, _integer, _stepped]
    some += [] if least is not None else [_over, _deviation, _perhaps_over_zero, _any]
    some += [] if names.rows else [_count, _total, _value]
    made = draw(st.sampled_from(some))(draw, names)
    return made if least is None or (made.lo is not None and made.lo >= least) else _amount(draw, names)


def _amount(_: DrawFn, names: Names) -> Quantity:
    return Quantity(names.fact("amount"), ZERO)


def _any(_: DrawFn, names: Names) -> Quantity:
    return Quantity(names.fact("any"))


def _rate(_: DrawFn, names: Names) -> Quantity:
    return Quantity(names.fact("rate"), ZERO, ONE, percent=True)


def _open_rate(_: DrawFn, names: Names) -> Quantity:
    return Quantity(names.fact("open_rate"), ZERO, percent=True)


def _integer(_: DrawFn, names: Names) -> Quantity:
    return Quantity(names.fact("integer"), ZERO, grid=ONE)


def _stepped(_: DrawFn, names: Names) -> Quantity:
    return Quantity(names.fact("stepped"), ZERO, Fraction(100), grid=Fraction(1, 100))


def _quotient(_: DrawFn, names: Names) -> Quantity:
    return Quantity(f"{names.fact('amount')} / {names.fact('positive')}", ZERO, percent=True)


def _over(_: DrawFn, names: Names) -> Quantity:
    return Quantity(f"{names.fact('amount')} / {names.fact('positive')} - 100%", -ONE, percent=True)


def _perhaps_over_zero(_: DrawFn, names: Names) -> Quantity:
    return Quantity(f"{names.fact('amount')} / {names.fact('integer')}", percent=True)


def _deviation(_: DrawFn, names: Names) -> Quantity:
    return Quantity(f"abs({names.fact('open_rate')} - 100%)", ZERO, percent=True)


def _count(draw: DrawFn, names: Names) -> Quantity:
    condition = draw(st.sampled_from(("", ", 办结", ", 款 > 10", ", not 办结 and 款 <= 3")))
    return Quantity(f"count({names.fact('table')}{condition})", ZERO)


def _total(draw: DrawFn, names: Names) -> Quantity:
    function = draw(st.sampled_from(("sum", "mean", "least", "most")))
    empty = draw(st.sampled_from((", 0", ", if_empty=0", ", if_empty=5", "")))
    return Quantity(f"{function}({names.fact('table')}, 款{empty})", ZERO if empty else None)


def _value(draw: DrawFn, names: Names) -> Quantity:
    """A named value, one that there is or a new one."""
    if not names.values or draw(st.booleans()):
        named = f"值{len(names.values) + 1}"
        names.values[named] = draw(st.sampled_from((_plain_value, _rounded_value, _value_of_cases)))(
            draw, names
        )
        return Quantity(named)
    return Quantity(draw(st.sampled_from(sorted(names.values))))


def _plain_value(draw: DrawFn, names: Names) -> Any:
    made = _quotient(draw, names)
    return draw(st.sampled_from((Formula(made.text), keyed(formula=Formula(made.text), unit="%"))))


def _rounded_value(draw: DrawFn, names: Names) -> Any:
    made = _quotient(draw, names)
    value = keyed(formula=Formula(made.text), unit="%")
    if names.rounds:
        value[Key("places")] = Number(Fraction(draw(st.integers(0, 2))))
    if chance(draw, 3):
        value[Key("range")] = Interval(ZERO, Fraction(2), False, False, percent=True)
    return value


def _value_of_cases(draw: DrawFn, names: Names) -> Any:
    when = Formula(condition(draw, names))
    return keyed(cases=[keyed(when=when, earns=Number(Fraction(11, 10))), keyed(otherwise=Number(ONE))])


# -- where it is cut -----------------------------------------------------------------------------------


def cut_points(draw: DrawFn, of: Quantity, least: int, most: int) -> list[Fraction]:
    """Some numbers inside what a quantity can be, ascending."""
    step = CUT[of.percent]
    low = -10 if of.lo is None else int(of.lo / step)
    high = int(of.hi / step) if of.hi is not None else low + 40
    found = draw(st.sets(st.integers(low + 1, high - 1), min_size=least, max_size=most))
    return [number * step for number in sorted(found)]


def partition(draw: DrawFn, of: Quantity, *, most: int = 3) -> list[Interval]:
    """Intervals, ascending, that hold everything that a quantity can be exactly once."""
    cuts = cut_points(draw, of, 1, most)
    lows: list[tuple[Fraction | None, bool]] = [_first(draw, of)]
    highs: list[tuple[Fraction | None, bool]] = []
    for cut in cuts:
        below = draw(st.booleans())
        # Numbers that go in steps may leave out what lies between two of them.
        if of.grid is not None and cut + of.grid not in cuts and below and draw(st.booleans()):
            highs.append((cut, False))
            lows.append((cut + of.grid, False))
        else:
            highs.append((cut, not below))
            lows.append((cut, below))
    highs.append(_last(draw, of))
    ends = zip(lows, highs, strict=True)
    return [Interval(lo, hi, lo_open, hi_open, of.percent) for (lo, lo_open), (hi, hi_open) in ends]


def _first(draw: DrawFn, of: Quantity) -> tuple[Fraction | None, bool]:
    return (None, True) if of.lo is None or draw(st.booleans()) else (of.lo, False)


def _last(draw: DrawFn, of: Quantity) -> tuple[Fraction | None, bool]:
    return (None, True) if of.hi is None or draw(st.booleans()) else (of.hi, False)


# -- conditions ----------------------------------------------------------------------------------------


def condition(draw: DrawFn, names: Names, *, scores: bool = False) -> str:
    """Something that holds or does not; ``scores`` says that it may read those of other items."""
    joined = draw(st.sampled_from(("", "", "", " and ", " or ")))
    first = _simple(draw, names, scores=scores)
    return f"{first}{joined}{_simple(draw, names, scores=scores)}" if joined else first


def _simple(draw: DrawFn, names: Names, *, scores: bool) -> str:
    some = [_answer, _comparison, _chosen] + ([] if names.rows else [_known, _row_condition])
    some += [_score] if scores and names.leaves else []
    return draw(st.sampled_from(some))(draw, names)


def _answer(draw: DrawFn, names: Names) -> str:
    return draw(st.sampled_from(("", "not "))) + names.fact("yes_no")


def _comparison(draw: DrawFn, names: Names) -> str:
    of = draw(st.sampled_from((_amount, _rate, _quotient, _integer, _any)))(draw, names)
    cut = number_text(cut_points(draw, of, 1, 1)[0], percent=of.percent)
    sign = draw(st.sampled_from(("<", "<=", ">", ">=", "==", "!=")))
    chain = "0 <= " if sign in ("<", "<=") and draw(st.booleans()) else ""
    return f"{chain}{of.text} {sign} {cut}"


def _chosen(draw: DrawFn, names: Names) -> str:
    name = names.fact("choice")
    one, *others = names.choices(name)
    forms = (f'{name} == "{one}"', f'{name} != "{one}"', f'{name} in ("{one}", "{others[0]}")')
    return draw(st.sampled_from(forms))


def _known(_: DrawFn, names: Names) -> str:
    return f"known({names.fact('optional')})"


def _score(draw: DrawFn, names: Names) -> str:
    return f'score("{draw(st.sampled_from(names.leaves))}") > 0'


def _row_condition(draw: DrawFn, names: Names) -> str:
    function = draw(st.sampled_from(("any", "all")))
    return f"{function}({names.fact('table')}, 办结, if_empty={draw(st.sampled_from(('yes', 'no')))})"
