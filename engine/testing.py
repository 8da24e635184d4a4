"""For programmers who test a rubric: facts around its own cut points, and what must be true of its scores.

    from hypothesis import given
    from engine.testing import assert_sound, facts_for

    @given(facts_for(RUBRIC))
    def test_nobody_scores_more_for_the_whole_than_there_is(facts): ...

    def test_the_rubric_is_sound():
        assert_sound(RUBRIC)

Hypothesis is imported with this module, and by nothing that only scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.proof.fuzz import fuzz
from engine.proof.fuzz_draw import Pool, made_for
from engine.proof.fuzz_words import fuzz_findings
from engine.proof.saved import facts_yaml, made_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

    from engine.facts_given import Facts
    from engine.scorecard import Scorecard
    from rubric.model import Rubric

# The rubrics whose cut points are remembered: a test asks for its facts once for every example.
REMEMBERED: Final = 16
_POOLS: Final[dict[tuple[int, bool], Pool]] = {}

__all__ = ("assert_sound", "facts_for", "facts_yaml", "made_facts", "near_cuts")


def facts_for(rubric: Rubric) -> SearchStrategy[Facts]:
    """Whole sets of facts, known exactly, that a facts file may hold and that pass the rubric's error checks.

    Each number is drawn from the cut points of what reads it, a step of the fact to either side, the ends
    of its range, zero, and numbers in between; in every other set one fact is moved to where it meets
    the others (a / b at a threshold of the rubric, or a step beside it). Optional facts are sometimes
    absent, tables have up to three rows whose points add up, judgements stand at the ends of levels.
    """
    return _drawn(_pool(rubric, between=True), rubric)


def near_cuts(rubric: Rubric) -> SearchStrategy[Facts]:
    """The sets of ``facts_for`` without the numbers in between: all stand where a score may turn.

    Each number is a cut point, a step of the fact to either side of one, an end of its range, zero, or a
    round figure at which other facts meet their cut points. Only the points of rows may differ from that,
    as they have to add up.
    """
    return _drawn(_pool(rubric, between=False), rubric)


def assert_sound(
    rubric: Rubric, *properties: Callable[[Scorecard], str | None], count: int = 300, seed: int = 0
) -> None:
    """Search for facts that break a property, ``count`` sets of them for each item, always the same ones.

    Every item has a score within its bounds, moves as its ``expect`` and ``better`` say, is what its parts
    come to, and has a grade where there are grades. Each of ``properties`` is asked about whole scorecards
    and says in words what is wrong, or None. Raises AssertionError with every finding in the rubric's
    language. The time it takes grows with the items and with ``count``: some seconds for a large table.
    """
    found = fuzz(rubric, count, seed, properties)
    if found.findings:
        raise AssertionError("\n" + fuzz_findings(rubric, found, {}, rubric.language))


def _drawn(pool: Pool, rubric: Rubric) -> SearchStrategy[Facts]:
    return made_for(pool, pool.whole).map(lambda made: made.facts(rubric))


def _pool(rubric: Rubric, *, between: bool) -> Pool:
    """The pool of a rubric; it holds the rubric, whose identity is nobody else's as long."""
    key = id(rubric), between
    if key not in _POOLS:
        if len(_POOLS) >= REMEMBERED:
            _POOLS.clear()
        _POOLS[key] = Pool(rubric, between=between)
    return _POOLS[key]
