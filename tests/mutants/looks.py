"""The looks at a rubric, each with what it finds: codes of problems and findings, words of refuted claims."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Final

from engine.proof.fuzz import fuzz
from engine.proof.prove import prove
from rubric import load_rubric_text
from rubric.audit import audit
from rubric.model import Rubric
from rubric.report import render_problems

# What one look finds in a rubric that loads, each thing once.
Look = Callable[[Rubric], tuple[str, ...]]

# Far more than any question here takes, so that a busy machine changes no verdict.
SECONDS_A_QUESTION: Final = 60.0
# A search in vain with few sets of facts goes on with more, as far as ten seconds reach.
COUNTS: Final = (50, 500)
SECONDS_OF_SEARCH: Final = 10.0
SEED: Final = 1


def refusals(text: str) -> tuple[str, ...]:
    """The codes of the problems for which a rubric does not load."""
    return tuple(dict.fromkeys(problem.code for problem in load_rubric_text(text)[1]))


@cache
def loaded(text: str) -> Rubric:
    """The rubric of a text that loads. Raises AssertionError with the problems where it does not."""
    rubric, problems = load_rubric_text(text)
    assert rubric is not None, render_problems(problems, "en")
    return rubric


def audited(rubric: Rubric) -> tuple[str, ...]:
    """The codes of what the static checks find."""
    return tuple(dict.fromkeys(finding.code for finding in audit(rubric)))


def refuted(rubric: Rubric) -> tuple[str, ...]:
    """The kinds of the claims that a proof refutes, in the order of the rubric."""
    verdicts = prove(rubric, SECONDS_A_QUESTION)
    return tuple(dict.fromkeys(one.claim.kind for one in verdicts if one.state == "refuted"))


def broken(rubric: Rubric, count: int = COUNTS[0]) -> tuple[str, ...]:
    """The properties that a search breaks."""
    return tuple(sorted({finding.property for finding in fuzz(rubric, count, SEED).findings}))


def searched(rubric: Rubric) -> tuple[str, ...]:
    """The same, searched for as long as nothing is found. Raises AssertionError where it takes too long."""
    start = time.process_time()
    found = next((what for count in COUNTS if (what := broken(rubric, count))), ())
    assert time.process_time() - start < SECONDS_OF_SEARCH
    return found
