"""The order of asking against every order there is, scored anew; and what is said of an order that is not."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, permutations
from math import prod
from typing import TYPE_CHECKING, Any

from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from engine import score
from engine.explain.undefined import WAITING
from engine.facts_given import Facts, Given
from engine.questions.stakes.answer import stakes_of
from engine.questions.stakes.assume_search import Extremes
from engine.questions.stakes.open import settled
from engine.questions.stakes.soonest import merged
from engine.questions.stakes.trial import Trials
from engine.questions.stakes.values import Deciding
from rubric import load_rubric_text
from rubric.record import replace
from rubric.report import render_problems
from tests.random_rubrics.cases import MORE, SOME, Case, cases
from tests.unit.test_stakes import stakes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hypothesis.strategies import DrawFn

    from engine.questions.stakes.answer import Stakes
    from engine.scorecard import ItemScore, Known
    from rubric.model import Rubric

FEW = settings(SOME, max_examples=4 * MORE)
MOST_SCORINGS = 700
Cost = tuple[int, Fraction]


class Brute:
    """What sets of questions leave open at worst, every answer that decides being scored on its own."""

    def __init__(self, rubric: Rubric, facts: Facts) -> None:
        self.rubric, self.trials = rubric, Trials(rubric, facts)
        self.extremes = Extremes(self.trials, Deciding(self.trials))
        self.before = faults(score(rubric, self.trials.facts).root)
        self.found: dict[frozenset[int], Fraction] = {}

    def width(self, asked: frozenset[int]) -> Fraction:
        if asked not in self.found:
            widths: dict[bool, list[Fraction]] = {True: [], False: []}
            for state in self.answers(sorted(asked), {}):
                opens = self.trials.opens
                held = settled(self.trials.facts, [(opens[n], opens[n].at(v)) for n, v in state.items()])
                root = score(self.rubric, held, traced=False).root
                widths[faults(root) <= self.before].append(root.high - root.low)
            self.found[asked] = max(widths[True] or widths[False])
        return self.found[asked]

    def answers(self, numbers: Sequence[int], state: dict[int, Known]) -> Iterator[dict[int, Known]]:
        if not numbers:
            yield state
            return
        for value in self.extremes.values(numbers[0], state):
            yield from self.answers(numbers[1:], {**state, numbers[0]: value})

    def cost(self, order: Sequence[int]) -> Cost:
        """After how many questions all is settled that can be, and what is open on the way."""
        left = [self.width(frozenset(order[:size])) for size in range(1, len(order) + 1)]
        end = self.width(frozenset(order))
        whole = [self.width(frozenset()), *left]
        return next(size for size, width in enumerate(whole) if width == end), sum(left, Fraction(0))


def faults(root: ItemScore) -> set[str]:
    return {one.path for one in root.walk() if one.undefined and one.undefined.kind not in WAITING}


@st.composite
def few_open(draw: DrawFn, case: Case) -> Facts:
    """The facts of a case, but for a few of them."""
    names = [*case.facts.facts, *case.facts.judgements]
    gone = set(draw(st.lists(st.sampled_from(sorted(names)), min_size=2, max_size=4, unique=True)))
    return replace(
        case.facts,
        facts={n: one for n, one in case.facts.facts.items() if n not in gone},
        judgements={n: one for n, one in case.facts.judgements.items() if n not in gone},
    )


def numbered(found: Stakes, trials: Trials) -> list[int]:
    places = {repr(one.named): n for n, one in enumerate(trials.opens)}
    return [places[repr(one.stake.open.named)] for one in found.asked]


@given(cases() | cases(focus="moves"), st.data())
@FEW
def test_no_order_settles_the_score_sooner(case: Case, data: st.DataObject) -> None:
    assume(len(case.facts.facts) + len(case.facts.judgements) > 1)
    facts = data.draw(few_open(case))
    found = stakes_of(case.rubric, facts, score(case.rubric, facts))
    brute = Brute(case.rubric, facts)
    order = numbered(found, brute.trials)
    assume(1 < len(order) <= 5 and found.order.how != "one_ahead")
    assume(prod(1 + len(brute.extremes.values(n, {})) for n in order) <= MOST_SCORINGS)
    best = min(brute.cost(other) for other in permutations(order))
    claimed = [one.after.width for one in found.asked]
    assert (found.order.settled, sum(claimed)) <= best
    if found.order.how == "soonest":
        assert brute.cost(order) == best
        assert claimed == [brute.width(frozenset(order[:size])) for size in range(1, len(order) + 1)]
        assert found.order.settled == best[0]


MODES = ("half_up", "half_even", "up", "down", "ceiling", "floor")
FACTS = "甲乙丙丁戊"
PARTS = (
    "({a} if {x} else 0)",
    "({a} if {x} and {y} else 0)",
    "({a} if {x} or {y} else 0.5)",
    "(({a} if {x} else 0.25) if {y} else ({a} if {z} else 0))",
    "(-1.5 if {x} else 0)",
    "(量 / 4)",
    "(min(1, 量) if {x} else 0)",
)


@st.composite
def tables(draw: DrawFn) -> Rubric:
    """A table of a few items that read the same few facts: sums, conditions, items held at their ends."""
    digits, mode = draw(st.integers(0, 2)), draw(st.sampled_from(MODES))
    items = [draw(formulas()) for _ in range(draw(st.integers(1, 3)))]
    lines = [
        f"  {name}: {{points: 6, {draw(HELD)}formula: '{one}'}}"
        for name, one in zip("子丑寅", items, strict=False)
    ]
    yes_no = ", ".join(f"{name}: {{type: yes_no}}" for name in FACTS)
    text = (
        f"rubric: x\npoints: {6 * len(items)}\nrounding: {{places: {digits}, mode: {mode}, at: item}}\n"
        f"facts: {{{yes_no}, 量: {{range: '[0, 4]', step: 1}}}}\nitems:\n" + "\n".join(lines) + "\n"
    )
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, f"{render_problems(problems, 'en')}\n{text}"
    note(text)
    return rubric


@st.composite
def formulas(draw: DrawFn) -> str:
    parts = draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=3))
    named = [
        part.format(a=draw(st.sampled_from(("1", "1.5", "2.25", "3"))), **draw(st.fixed_dictionaries(NAMES)))
        for part in parts
    ]
    added = " + ".join(named)
    return added if draw(st.booleans()) else f"2 * ({added}) / 3"


HELD = st.sampled_from(("", "clamp: yes, "))
NAMES = {key: st.sampled_from(FACTS) for key in "xyz"}


@given(tables(), st.data())
@settings(SOME, max_examples=25 * MORE)
def test_no_order_of_an_adding_table_settles_the_score_sooner(rubric: Rubric, data: st.DataObject) -> None:
    known = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(FACTS[2:], st.booleans())))
    given_ = {name: Given(name, value, str(value)) for name, value in known.items()}
    facts = Facts(None, None, None, given_, {}, sha256="")
    found = stakes_of(rubric, facts, score(rubric, facts))
    brute = Brute(rubric, facts)
    order = numbered(found, brute.trials)
    assume(0 < len(order) <= 5 and found.order.how != "one_ahead")
    best = min(brute.cost(other) for other in permutations(order))
    claimed = [one.after.width for one in found.asked]
    assert (found.order.settled, sum(claimed)) <= best
    if found.order.how == "soonest":
        assert brute.cost(order) == best
        assert claimed == [brute.width(frozenset(order[:size])) for size in range(1, len(order) + 1)]


@given(cases(), st.data())
@FEW
def test_what_need_not_be_asked_changes_nothing_once_the_rest_is_known(
    case: Case, data: st.DataObject
) -> None:
    assume(len(case.facts.facts) + len(case.facts.judgements) > 1)
    facts = data.draw(few_open(case))
    found = stakes_of(case.rubric, facts, score(case.rubric, facts))
    now = facts
    for done in found.asked[: found.order.settled]:
        now = settled(now, [(done.stake.open, answer(done.stake.open, case, facts, data))])
    before = score(case.rubric, now).root
    for one in found.spare:
        after = score(case.rubric, settled(now, [(one, answer(one, case, facts, data))])).root
        assert (after.low, after.high) == (before.low, before.high) or faults(after)


def answer(one: Any, case: Case, facts: Facts, data: st.DataObject) -> Any:
    trials = Trials(case.rubric, facts)
    number = next(n for n, other in enumerate(trials.opens) if other.named == one.named)
    return one.at(data.draw(st.sampled_from(Extremes(trials, Deciding(trials)).values(number, {}))))


# -- chains ------------------------------------------------------------------------------------------------


def interleaved(chains: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    left = [chain for chain in chains if chain]
    if not left:
        yield []
    for place, chain in enumerate(left):
        for rest in interleaved([*left[:place], chain[1:], *left[place + 1 :]]):
            yield [chain[0], *rest]


def waiting(order: Sequence[tuple[int, Fraction]]) -> Fraction:
    return sum((place * gain for place, (_, gain) in enumerate(order)), Fraction(0))


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3), min_size=1, max_size=3))
@settings(SOME, max_examples=60 * MORE)
def test_chains_are_put_together_so_that_nothing_waits_for_less(gains: list[list[int]]) -> None:
    places = iter(range(100))
    chains = [[(next(places), Fraction(gain)) for gain in chain] for chain in gains]
    order = merged(chains)
    assert waiting(order) == min(map(waiting, interleaved(chains)))
    for chain in chains:
        assert [one for one in order if one in chain] == chain


# -- examples ----------------------------------------------------------------------------------------------


def asked(found: Stakes) -> list[str]:
    return [one.stake.open.named.title for one in found.asked]


YES = "事实: {甲: {类型: 是否}, 乙: {类型: 是否}, 丙: {类型: 是否}, 丁: {类型: 是否}}\n"


def test_two_that_count_together_come_before_one_that_takes_off_less_than_half(tmp_path: Path) -> None:
    rubric = YES + (
        "指标:\n  同: {分值: 7, 公式: 分值 若 甲 且 乙 否则 0}\n  单: {分值: 3, 公式: 分值 若 丙 否则 0}\n"
    )
    found = stakes(tmp_path, rubric, "事实: {}\n")
    assert asked(found) == ["甲", "乙", "丙"]
    assert [one.after.width for one in found.asked] == [10, 3, 0]
    assert (found.order.how, found.order.settled) == ("soonest", 3)


def test_the_fewest_questions_come_before_what_is_open_on_the_way(tmp_path: Path) -> None:
    # 丙 leaves little open, but 甲 and 乙 settle all by themselves: 丙 then changes nothing.
    rubric = YES + (
        "指标:\n  选:\n    分值: 10\n"
        "    公式: (10 若 乙 否则 0) 若 甲 否则 ((10 若 乙 否则 0) 若 丙 否则 (10 若 乙 否则 0))\n"
    )
    found = stakes(tmp_path, rubric, "事实: {}\n")
    assert found.asked[-1].after.width == 0
    assert asked(found)[0] == "乙"
    assert (found.order.how, found.order.settled) == ("soonest", 1)
    assert [one.named.title for one in found.spare] == ["甲", "丙"]


def test_the_elements_of_an_item_are_settled_each_for_itself(tmp_path: Path) -> None:
    listed = ", ".join(f"项{n}: {1 + n % 3}" for n in range(15))
    found = stakes(tmp_path, f"指标: {{表: {{分值: 30, 要点: {{{listed}}}}}}}\n", "事实: {}\n", 30)
    assert (found.order.how, found.order.settled) == ("soonest", 15)
    gains = [a.after.width - b.after.width for a, b in pairwise(found.asked)]
    assert gains == sorted(gains, reverse=True)


def test_a_deduction_that_stops_at_zero_is_not_the_sum_of_its_lines(tmp_path: Path) -> None:
    rubric = YES + (
        "指标:\n"
        "  扣: {分值: 5, 扣分: [{当: 非 甲, 扣: 5}, {当: 非 乙, 扣: 2}, {当: 非 丙, 扣: 1}]}\n"
        "  有: {分值: 5, 公式: 2 若 丁 否则 0}\n"
    )
    found = stakes(tmp_path, rubric, "事实: {}\n")
    assert asked(found) == ["甲", "乙", "丁", "丙"]
    # With 甲, 3 of the 5 points stay open; 乙 is worth 2 of them, and before 甲 is known nothing.
    assert [one.after.width for one in found.asked] == [5, 3, 1, 0]
    assert (found.order.how, found.order.settled) == ("soonest", 4)


MANY = 12


def test_beyond_what_can_be_compared_one_question_is_looked_ahead(tmp_path: Path) -> None:
    names = ", ".join(f"项{n}" for n in range(MANY))
    rubric = f"指标: {{缺: {{分值: 5, 要点: {{每缺: 1, 项: [{names}]}}}}}}\n"
    found = stakes(tmp_path, rubric, "事实: {}\n", 5)
    assert (found.order.how, found.order.settled, found.spare) == ("one_ahead", None, ())
    assert asked(found) == [f"项{n}" for n in range(MANY)]
    assert found.asked[-1].after.width == 0
