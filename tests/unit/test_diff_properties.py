"""What must be true of every difference: it adds up, it turns round, and nothing differs from itself."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import score
from engine.facts_given import Facts
from engine.questions.diff import shapley
from engine.questions.diff.answer import Difference, diff
from engine.questions.diff.cards import card_of, diff_cards
from engine.questions.diff.meaning import meaning
from engine.questions.diff.parts import NOTHING, parts_of, total_of
from engine.questions.diff.shapley import added
from engine.render import contract
from engine.render.json import to_json
from rubric.model import Rubric
from tests.random_rubrics.cases import MORE, SOME, Case, cases, read
from tests.random_rubrics.changes import as_cases, rebuilt, scaled, shuffled, split
from tests.random_rubrics.given import facts_for, opened
from tests.random_rubrics.names import Focus
from tests.random_rubrics.nodes import Key, Number, Tree

# Each looks at every rubric there and back, at every coalition of what changed.
FEW = settings(SOME, max_examples=4 * MORE)
FOCUS: tuple[Focus, ...] = ("all", "moves")


@pytest.fixture(autouse=True)
def few_coalitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders come in early, so that both ways of sharing are met with."""
    monkeypatch.setattr(shapley, "MOST_EXACT", 5)
    monkeypatch.setattr(shapley, "MOST_ASKED", 128)


def adds_up(found: Difference) -> None:
    total, parts = NOTHING, NOTHING
    by_part = {part.key: NOTHING for part in found.parts}
    for cause in found.causes:
        total = added(total, cause.amount)
        assert any(share.amount != NOTHING for share in cause.shares)
        for share in cause.shares:
            by_part[share.part.key] = added(by_part[share.part.key], share.amount)
    for part in found.parts:
        assert by_part[part.key] == part.change, part.key
        parts = added(parts, part.change)
    assert total == parts == found.change
    assert found.before == (found.cards[0].root.low, found.cards[0].root.high)
    assert found.after == (found.cards[1].root.low, found.cards[1].root.high)


def amounts(found: Difference, *, back: bool) -> dict[object, object]:
    """What each cause contributes where, negated and with its sides exchanged where read backwards."""
    turn = Fraction(-1 if back else 1)
    told = {"added": "removed", "removed": "added"} if back else {}
    held: dict[object, object] = {}
    for cause in found.causes:
        names = tuple(sorted(change.order for change in cause.changes))
        for share in cause.shares:
            before, after, kind = share.part.key
            key = (after, before, kind) if back else (before, after, kind)
            amount = tuple(turn * end for end in share.amount)
            held[told.get(cause.kind, cause.kind), names, key] = amount
    return held


def holds(rubrics: tuple[Rubric, Rubric], facts: tuple[Facts, Facts]) -> Difference:
    found = diff(rubrics, facts)
    adds_up(found)
    back = diff(rubrics[::-1], facts[::-1])
    adds_up(back)
    assert amounts(back, back=True) == amounts(found, back=False)
    assert {change.order for change in back.idle} == {change.order for change in found.idle}
    return found


@given(cases(), st.data())
@FEW
def test_the_parts_of_a_score_add_up_to_it(case: Case, data: st.DataObject) -> None:
    known = data.draw(st.sampled_from((case.facts, data.draw(opened(case.facts, case.rubric)))))
    root = score(case.rubric, known).root
    assert total_of(parts_of(root)) == (root.low, root.high)


@pytest.mark.parametrize("focus", FOCUS)
@given(data=st.data())
@FEW
def test_two_sets_of_facts(focus: Focus, data: st.DataObject) -> None:
    case = data.draw(cases(focus=focus))
    holds((case.rubric, case.rubric), (case.facts, data.draw(facts_for(case.rubric))))


@given(cases(), st.data())
@FEW
def test_facts_that_are_open(case: Case, data: st.DataObject) -> None:
    other = data.draw(facts_for(case.rubric))
    sides = tuple(data.draw(opened(one, case.rubric)) for one in (case.facts, other))
    holds((case.rubric, case.rubric), (sides[0], sides[1]))


@given(cases(), st.data())
@FEW
def test_a_rubric_that_was_edited_and_other_facts(case: Case, data: st.DataObject) -> None:
    edited = read(data.draw(edits(case.tree)))
    other = data.draw(facts_for(edited))
    holds((case.rubric, edited), (case.facts, other))


@given(cases(), st.data())
@FEW
def test_a_rubric_that_was_edited_and_the_same_facts(case: Case, data: st.DataObject) -> None:
    edited = read(data.draw(edits(case.tree, names=False)))
    found = holds((case.rubric, edited), (case.facts, case.facts))
    assert {cause.kind for cause in found.causes} <= {"rule", "added", "removed", "rounding"}
    assert found.idle == ()


@given(cases(), cases())
@FEW
def test_two_rubrics_that_have_little_in_common(one: Case, other: Case) -> None:
    holds((one.rubric, other.rubric), (one.facts, other.facts))


@given(cases())
@FEW
def test_nothing_differs_from_itself(case: Case) -> None:
    found = diff((case.rubric, case.rubric), (case.facts, case.facts))
    assert (found.causes, found.idle, found.change) == ((), (), NOTHING)
    assert meaning(case.rubric, case.rubric).same


@given(cases(), st.integers(0, 1000))
@FEW
def test_wording_order_and_language_change_no_meaning(case: Case, seed: int) -> None:
    told = shuffled(case.tree, Random(seed))  # noqa: S311 - a test is no lottery
    again = read(told, "zh", seed)
    assert meaning(case.rubric, again).same
    assert score(again, case.facts).root.low == score(case.rubric, case.facts).root.low


@given(cases(), st.data())
@FEW
def test_what_is_the_same_in_meaning_scores_the_same(case: Case, data: st.DataObject) -> None:
    edited = read(data.draw(edits(case.tree)))
    if meaning(case.rubric, edited).same:
        one, other = (score(rubric, case.facts).root for rubric in (case.rubric, edited))
        assert (one.low, one.high) == (other.low, other.high)


@st.composite
def edits(draw: st.DrawFn, tree: Tree, *, names: bool = True) -> Tree:
    """The tree with points multiplied, a step or bands moved, a rule said as cases, or all of it shuffled."""
    seed = Random(draw(st.integers(0, 1000)))  # noqa: S311 - a test is no lottery
    ways = ("scaled", "split", "steps", "rounding", "cases", "shuffled", *(("renamed",) if names else ()))
    way = draw(st.sampled_from(ways))
    if way == "scaled":
        found: Tree = scaled(tree, Fraction(draw(st.sampled_from((2, 10)))))
        return found
    if way == "split":
        return split(tree, seed)
    if way == "steps":
        return cast("Tree", rebuilt(tree, lambda held: held | _double(held)))
    if way == "rounding":
        other = draw(cases()).tree
        return tree | {Key("rounding"): tree["rounding"] if "round" in str(tree) else other["rounding"]}
    if way == "cases":
        return as_cases(tree)
    return shuffled(tree, seed) if way == "shuffled" else _renamed(tree)


def _double(held: Tree) -> Tree:
    per = held.get("per")
    return {Key("per"): Number(per.value * 2, per.percent)} if isinstance(per, Number) else {}


def _renamed(tree: Tree) -> Tree:
    """The tree with its first leaf renamed that nothing names elsewhere."""
    text = str(tree)
    items = tree["items"]
    name = next((name for name in items if text.count(name) == 1), None)
    if name is None:
        return tree
    renamed = {(f"新{key}" if key == name else key): held for key, held in items.items()}
    renamed[f"新{name}"] = renamed[f"新{name}"] | {Key("was"): name}
    return tree | {Key("items"): renamed}


@given(cases(), st.data())
@FEW
def test_scorecards_in_json_add_up_and_lose_no_exact_score(case: Case, data: st.DataObject) -> None:
    cards = [score(case.rubric, one) for one in (case.facts, data.draw(facts_for(case.rubric)))]
    read_back = [card_of(contract.Scorecard.model_validate(to_json(card, "zh"))) for card in cards]
    for card, again in zip(cards, read_back, strict=True):
        lows = {item.path: item.low for item in card.root.walk() if item.exact is not None}
        assert lows == {item.path: item.low for item in again.root.walk() if item.exact is not None}
    found = diff_cards((read_back[0], read_back[1]))
    adds_up(found)
    assert amounts(diff_cards((read_back[1], read_back[0])), back=True) == amounts(found, back=False)
