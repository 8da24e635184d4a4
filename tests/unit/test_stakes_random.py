"""What hangs on what is open, over random rubrics and facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import score
from engine.questions.stakes.answer import stakes_of
from engine.questions.stakes.assume_search import Extremes
from engine.questions.stakes.open import opened as with_disputed_open
from engine.questions.stakes.open import opens_of, settled
from engine.questions.stakes.trial import Trials
from engine.questions.stakes.values import Deciding
from rubric.record import replace
from tests.random_rubrics.cases import MORE, SOME, Case, cases
from tests.random_rubrics.given import opened

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from engine.facts_given import Facts, Given, GivenRow
    from engine.questions.stakes.open import Open

FEW = settings(SOME, max_examples=2 * MORE)


def without_tables(facts: Facts, case: Case) -> Facts:
    return replace(facts, tables=case.facts.tables)


@st.composite
def open_facts(draw: DrawFn, case: Case) -> Facts:
    held: Facts = draw(opened(case.facts, case.rubric))
    return draw(disputed(without_tables(held, case)))


@st.composite
def disputed(draw: Any, facts: Facts) -> Facts:
    """The same facts, some of what is known of them disputed, cells of tables too."""
    held = {name: draw(doubted(one)) for name, one in facts.facts.items()}
    tables = {name: tuple([draw(doubted_row(row)) for row in rows]) for name, rows in facts.tables.items()}
    return replace(facts, facts=held, tables=tables)


@st.composite
def doubted(draw: Any, one: Given[Any]) -> Given[Any]:
    return replace(one, disputed=draw(st.integers(0, 5)) == 0)


@st.composite
def doubted_row(draw: Any, row: GivenRow) -> GivenRow:
    """A row of which a cell may be disputed; its name and points are not, by which it is told."""
    return replace(
        row,
        cells={n: one if n in ("名目", "分数") else draw(doubted(one)) for n, one in row.cells.items()},
    )


@given(cases() | cases(focus="moves"), st.data())
@FEW
def test_stakes_stand_within_the_range_and_knowing_more_never_widens_it(
    case: Case, data: st.DataObject
) -> None:
    facts = data.draw(disputed(data.draw(opened(case.facts, case.rubric))))
    found = stakes_of(case.rubric, facts, score(case.rubric, facts))
    widest = found.now.width
    for one in found.asked:
        assert 0 <= one.stake.at_stake <= found.now.width
        assert found.now.low <= one.stake.left.low <= one.stake.left.high <= found.now.high
        assert found.now.width - one.stake.left.width <= one.stake.at_stake
        assert one.after.width <= widest
        widest = one.after.width


@given(cases(), st.data())
@FEW
def test_once_all_are_settled_in_their_order_nothing_is_open(case: Case, data: st.DataObject) -> None:
    facts = data.draw(open_facts(case))
    found = stakes_of(case.rubric, facts, score(case.rubric, facts))
    now = with_disputed_open(facts, opens_of(case.rubric, facts))
    for one in found.asked:
        now = settled(now, [(one.stake.open, answer(one.stake.open, case, facts, data))])
    root = score(case.rubric, now).root
    waiting = [item.path for item in root.walk() if item.undefined and item.undefined.kind == "missing_fact"]
    if not opens_of(case.rubric, now) or root.exact is None:
        assert [path for path in waiting if path in open_rows(case)] == waiting


def open_rows(case: Case) -> set[str]:
    """Items that may wait for an optional fact, which nobody can be asked for."""
    return {item.path for item in case.rubric.root.walk()} if optional(case) else set()


def optional(case: Case) -> bool:
    facts = case.rubric.facts.values()
    return any(one.optional or any(held.optional for held in one.columns.values()) for one in facts)


def answer(one: Open, case: Case, facts: Facts, data: st.DataObject) -> Any:
    trials = Trials(case.rubric, facts)
    number = next(n for n, other in enumerate(trials.opens) if other.named == one.named)
    values = Extremes(trials, Deciding(trials)).values(number, {})
    return one.at(data.draw(st.sampled_from(values)))


@given(cases(), st.data())
@FEW
def test_nothing_hangs_on_what_is_idle(case: Case, data: st.DataObject) -> None:
    facts = data.draw(open_facts(case))
    card = score(case.rubric, facts)
    found = stakes_of(case.rubric, facts, card)
    for one in found.idle:
        after = score(case.rubric, settled(facts, [(one, answer(one, case, facts, data))]))
        assert (after.root.low, after.root.high) == (card.root.low, card.root.high), one.named


@given(cases(), st.data())
@FEW
def test_every_open_thing_is_asked_for_once_or_idle(case: Case, data: st.DataObject) -> None:
    facts = data.draw(open_facts(case))
    found = stakes_of(case.rubric, facts, score(case.rubric, facts))
    named = [one.stake.open.named for one in found.asked] + [one.named for one in found.idle]
    assert sorted(map(repr, named)) == sorted(repr(one.named) for one in opens_of(case.rubric, facts))
