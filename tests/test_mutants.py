"""Every mistake of ``mutants/`` is found by at least one look at the rubric, and no look finds any in the twins.

``mutants/found.yaml`` says which look finds which; the table of docs/soundness.md is made from it.
UPDATE_EXPECTED=1 stores both anew.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import ndiff
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

import pytest

from engine import score
from engine.facts_given import Facts
from engine.proof.near import near_shares, near_values
from engine.proof.saved import made_facts
from engine.scorecard import Known, Scorecard
from rubric.model import Combine, FactType, NotApplicable, Rubric
from rubric.range import Range
from rubric.shape import RULES
from rubric.source import Table, read_source, read_yaml
from tests.mutants import EFFECTS, FOUND, Mutant, mutants
from tests.mutants.looks import audited, broken, loaded, refusals, refuted, searched
from tests.mutants.table import written

MUTANTS: Final = mutants()
LOADED: Final = [one for one in MUTANTS if one.breaks != "refused"]
DOCUMENT: Final = Path(__file__).parents[1] / "docs/soundness.md"
UPDATE: Final = bool(os.environ.get("UPDATE_EXPECTED"))
# A proof or a search takes most of a second: they look at the rubrics in which there is something for them to
# find, and at the twins of those; elsewhere than on CI at one in four of them. What is stored is of all.
NTH: Final = 1 if os.environ.get("CI") else 4
FOR_PROOF: Final = ("property", "reach")
FOR_SEARCH: Final = ("property",)
LOOKS: Final = ("load", "check", "prove", "fuzz")
# The same figures mean another quantity there: what differs is the unit, in which a score does not show.
IN_UNITS: Final = frozenset(("energy-in-two-units", "persons-against-visits", "yuan-plus-ten-thousand-yuan"))
DRAWS: Final = 200


@cache
def found(mutant: Mutant, look: str) -> tuple[str, ...]:
    """What a look finds in the mistaken rubric; only the loader looks at what does not load."""
    if look == "load" or mutant.breaks == "refused":
        return refusals(mutant.mistaken) if look == "load" else ()
    rubric = loaded(mutant.mistaken)
    match look:
        case "check":
            return audited(rubric)
        case "prove":
            return refuted(rubric)
    return searched(rubric) if mutant.breaks in FOR_SEARCH else broken(rubric)


@cache
def stored() -> Mapping[str, Mapping[str, str]]:
    source, _ = read_source(FOUND)
    assert source is not None
    value, _ = read_yaml(source)
    assert isinstance(value, Table)
    return {str(name): {str(k): str(v) for k, v in held.items()} for name, held in value.items()}


def store() -> None:
    lines = ["# What each look finds in each mistaken rubric. UPDATE_EXPECTED=1 stores it anew."]
    for one in MUTANTS:
        told = {look: " ".join(found(one, look)) for look in LOOKS if found(one, look)}
        lines.append(f"{one.name}: {json.dumps(told, ensure_ascii=False)}")
    FOUND.write_text("\n".join(lines) + "\n", "utf-8")
    DOCUMENT.write_text(written(DOCUMENT.read_text("utf-8"), MUTANTS, stored(), LOOKS), "utf-8")


if UPDATE:
    store()


def every(ones: Iterable[Mutant]) -> list[Any]:
    return [pytest.param(one, id=one.name) for one in ones]


def looked_at(effects: Collection[str]) -> list[Any]:
    return every(MUTANTS if UPDATE else [one for one in MUTANTS if one.breaks in effects][::NTH])


@pytest.mark.parametrize("mutant", every(MUTANTS))
def test_loader_and_checks_find_what_is_stored(mutant: Mutant) -> None:
    for look in ("load", "check"):
        assert " ".join(found(mutant, look)) == stored()[mutant.name].get(look, "")


@pytest.mark.parametrize("mutant", looked_at(FOR_PROOF))
def test_a_proof_finds_what_is_stored(mutant: Mutant) -> None:
    assert " ".join(found(mutant, "prove")) == stored()[mutant.name].get("prove", "")


@pytest.mark.parametrize("mutant", looked_at(FOR_SEARCH))
def test_a_search_finds_what_is_stored(mutant: Mutant) -> None:
    assert " ".join(found(mutant, "fuzz")) == stored()[mutant.name].get("fuzz", "")


@pytest.mark.parametrize("mutant", every(MUTANTS))
def test_at_least_one_look_finds_it(mutant: Mutant) -> None:
    assert stored()[mutant.name]


@pytest.mark.parametrize("mutant", every(one for one in MUTANTS if one.breaks in FOR_SEARCH))
def test_a_search_finds_every_broken_property(mutant: Mutant) -> None:
    assert "fuzz" in stored()[mutant.name]


@pytest.mark.parametrize("mutant", every(MUTANTS))
def test_no_check_finds_anything_in_the_twin(mutant: Mutant) -> None:
    assert refusals(mutant.sound) == audited(loaded(mutant.sound)) == ()


@pytest.mark.parametrize("mutant", looked_at(FOR_PROOF))
def test_no_proof_refutes_anything_of_the_twin(mutant: Mutant) -> None:
    assert refuted(loaded(mutant.sound)) == ()


@pytest.mark.parametrize("mutant", looked_at(FOR_SEARCH))
def test_no_search_breaks_the_twin(mutant: Mutant) -> None:
    assert broken(loaded(mutant.sound)) == ()


@pytest.mark.parametrize("mutant", every(MUTANTS))
def test_only_what_breaks_the_file_is_refused(mutant: Mutant) -> None:
    assert mutant.breaks in EFFECTS
    assert bool(refusals(mutant.mistaken)) == (mutant.breaks == "refused")


@pytest.mark.parametrize("mutant", every(MUTANTS))
def test_the_twins_differ_in_the_mistake_only(mutant: Mutant) -> None:
    lines = list(ndiff(mutant.sound.splitlines(), mutant.mistaken.splitlines()))
    assert 1 <= sum(line.startswith(("- ", "+ ")) for line in lines) <= 8
    assert 10 <= len(mutant.mistaken.splitlines()) <= 40


def test_there_are_many_and_the_table_shows_them_all() -> None:
    assert {one.name for one in MUTANTS} >= IN_UNITS
    assert len(MUTANTS) >= 64
    assert stored().keys() == {one.name for one in MUTANTS}
    assert len({one.zh for one in MUTANTS}) == len({one.en for one in MUTANTS}) == len(MUTANTS)
    document = DOCUMENT.read_text("utf-8")
    assert document == written(document, MUTANTS, stored(), LOOKS)


# -- what a mistake breaks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mutant", every([m for m in LOADED if m.breaks == "score" and m.name not in IN_UNITS])
)
def test_some_facts_score_otherwise(mutant: Mutant) -> None:
    assert any(a != b for a, b in scores_of_both(mutant))


@pytest.mark.parametrize("mutant", every([m for m in LOADED if m.breaks == "nothing"]))
def test_all_facts_score_the_same(mutant: Mutant) -> None:
    assert all(a == b for a, b in scores_of_both(mutant))


def scores_of_both(mutant: Mutant) -> Iterator[tuple[Any, Any]]:
    """What the two rubrics score for the same facts, drawn from where either of them turns."""
    both = loaded(mutant.mistaken), loaded(mutant.sound)
    near = [near_values(rubric) for rubric in both]
    chance = random.Random(mutant.name)  # noqa: S311 - facts to try, no secrets
    for _ in range(DRAWS):
        values: dict[str, Any] = {}
        for name in near[0].keys() & near[1].keys():
            held = both[1].facts[name].range if name in both[1].facts else None
            shared = [x for x in (*near[0][name], *near[1][name]) if held is None or _within(held, x)]
            values[name] = chance.choice(shared)
        shares = {
            item.path: chance.choice(near_shares(item)) for item in both[0].root.walk() if near_shares(item)
        }
        cards = [score(rubric, given(rubric, values, shares)) for rubric in both]
        yield printed(cards[0]), printed(cards[1])


def _within(held: Range, value: Known) -> bool:
    return not isinstance(value, Fraction) or held.contains(value)


def given(rubric: Rubric, values: Mapping[str, Any], shares: Mapping[str, Any]) -> Facts:
    """Those facts; an element of a checklist that has another name in the other twin is answered with yes."""
    elements = {key: values.get(key, True) for key in rubric.elements}
    own = {name: x for name, x in values.items() if name in rubric.facts}
    return made_facts(rubric, own | elements, judgements=shares)


def printed(card: Scorecard) -> list[tuple[str, Any, Any]]:
    return [(item.path, item.low, item.high) for item in card.root.walk()]


# -- what the twins show of the language -----------------------------------------------------------------


def test_every_rule_and_modifier_of_the_language_stands_in_a_twin() -> None:
    rubrics = [loaded(one.sound) for one in MUTANTS]
    # The places of rank lower to bands.
    assert set(RULES) - {"rank"} <= {rule for rubric in rubrics for rule in _rules(rubric)}
    items = [item for rubric in rubrics for item in rubric.root.walk()]
    assert {item.combine for item in items} == set(get_args(Combine))
    assert {item.otherwise for item in items} == {None, *get_args(NotApplicable)}
    assert {rubric.beyond_full for rubric in rubrics} == {None, True, False}
    assert {rubric.language for rubric in rubrics} == {"zh", "en"}
    facts = [fact for rubric in rubrics for fact in rubric.facts.values()]
    assert {one.type for fact in facts for one in (fact, *fact.columns.values())} == set(get_args(FactType))
    for part in ("veto", "ceiling", "then_deduct"):
        assert any(getattr(item.worth, part) for item in items), part
    for part in ("bonus", "requires", "grades", "each", "rising_in", "falling_in", "weight", "least", "text"):
        assert any(getattr(item, part) for item in items), part
    for part in ("values", "checks", "units"):
        assert any(getattr(rubric, part) for rubric in rubrics), part
    assert any(item.grades.override for item in items if item.grades is not None)
    assert any(item.scale != 1 for item in items)
    assert any(rule is not None for item in items if item.each for rule, _ in item.each.rules)


def _rules(rubric: Rubric) -> Iterator[str]:
    for item in rubric.root.walk():
        worths = [item.worth, *(worth for _, worth in (item.each.rules if item.each is not None else ()))]
        yield from (worth.rule.rule for worth in worths if worth.rule is not None)
