"""Random rubrics: what the kernel is sure of is what ``score`` says, digit for digit, and it is sure of many."""

from __future__ import annotations

import os
from fractions import Fraction
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
# A kernel that is never sure is never wrong. What it cannot say of one item it leaves whole rubrics for, so
# that of so few random ones the part varies; what it must be sure of stands in test_kernel_patterns.
LEAST: Final = Fraction(1, 4)


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


def counted(*, missing: bool) -> tuple[int, int]:
    """How many regular rows of random tables there were, and of how many the kernel was sure."""
    found: list[Compared] = []

    @given(tables(missing))
    @SOME
    def held(table: tuple[Rubric, list[Facts]]) -> None:
        found.append(compare(*table))

    held()
    return sum(one.regular for one in found), sum(one.sure for one in found)


def test_what_is_sure_of_known_facts_is_their_score() -> None:
    regular, sure = counted(missing=False)
    assert sure >= LEAST * regular > 0, (sure, regular)


def test_what_is_sure_of_facts_in_part_is_their_score() -> None:
    regular, sure = counted(missing=True)
    assert sure >= LEAST * regular > 0, (sure, regular)
