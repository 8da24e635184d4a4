"""Random rubrics: what the kernel is sure of is what ``score`` says, digit for digit, and it is sure of most."""

from __future__ import annotations

import os
from typing import Any, Final

from hypothesis import HealthCheck, Phase, assume, given, note, settings
from hypothesis import strategies as st

from engine.facts_given import Facts
from rubric.model import Rubric
from rubric.record import replace
from tests.batch.plain_facts import Compared, compare
from tests.random_rubrics.cases import read
from tests.random_rubrics.given import facts_for
from tests.random_rubrics.tree import drafts
from tests.random_rubrics.writing import written

MORE: Final = int(os.environ.get("RANDOM_RUBRICS", "1"))
PHASES: Final = [Phase.generate, Phase.shrink] if os.environ.get("SHRINK") else [Phase.generate]
SOME: Final = settings(
    max_examples=25 * MORE,
    deadline=None,
    database=None,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
)
FOUND: list[Compared] = []
LACKING: list[Compared] = []


@st.composite
def tables(draw: st.DrawFn, missing: bool) -> tuple[Rubric, list[Facts]]:
    tree = draw(drafts(focus=draw(st.sampled_from(("all", "moves")))))
    note(written(tree))
    rubric = read(tree)
    assume(not any(item.each for item in rubric.root.walk()))
    rows = [replace(draw(facts_for(rubric)), tables={}) for _ in range(draw(st.integers(2, 6)))]
    if missing:
        rows = [draw(lacking(one)) for one in rows]
    return rubric, rows


@st.composite
def lacking(draw: st.DrawFn, facts: Facts) -> Facts:
    """The same facts without some of them."""
    gone = {name for name in facts.facts if draw(st.integers(0, 3)) == 0}
    known: dict[str, Any] = {name: one for name, one in facts.facts.items() if name not in gone}
    judged = {path: one for path, one in facts.judgements.items() if draw(st.integers(0, 3))}
    return replace(facts, facts=known, judgements=judged)


@given(tables(missing=False))
@SOME
def test_what_is_sure_of_known_facts_is_their_score(table: tuple[Rubric, list[Facts]]) -> None:
    FOUND.append(compare(*table))


@given(tables(missing=True))
@SOME
def test_what_is_sure_of_facts_in_part_is_their_score(table: tuple[Rubric, list[Facts]]) -> None:
    LACKING.append(compare(*table))


def test_it_is_sure_of_most_rows() -> None:
    regular, sure = (sum(one[at] for one in FOUND) for at in (1, 2))
    lacking_, some = (sum(one[at] for one in LACKING) for at in (1, 2))
    assert sure > 0.15 * regular > 0, (sure, regular)
    assert some > 0.1 * lacking_ > 0, (some, lacking_)
