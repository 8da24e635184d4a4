"""Rubrics at random with facts for them, and what is compared of their scores.

``RANDOM_RUBRICS=20`` looks at twenty times as many. A rubric that fails is printed as it was found;
``SHRINK=1`` looks for the smallest like it, which may take minutes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hypothesis import HealthCheck, Phase, assume, note, settings
from hypothesis import strategies as st

from rubric import load_rubric_text
from rubric.report import render_problems
from tests.random_rubrics.given import facts_for
from tests.random_rubrics.names import Focus
from tests.random_rubrics.nodes import Tree
from tests.random_rubrics.tree import drafts
from tests.random_rubrics.writing import LANGUAGES, written

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from engine.facts_given import Facts
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric

MORE: Final = int(os.environ.get("RANDOM_RUBRICS", "1"))
PHASES: Final = [Phase.generate, Phase.shrink] if os.environ.get("SHRINK") else [Phase.generate]
SOME: Final = settings(
    max_examples=15 * MORE,
    deadline=None,
    database=None,
    phases=PHASES,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
SEEDS: Final = st.integers(0, 1000)


class Case(NamedTuple):
    """A rubric as a tree, read, and facts for it."""

    tree: Tree
    rubric: Rubric
    facts: Facts

    def __repr__(self) -> str:
        """The text of it, and no more of the facts than their values."""
        return f"{written(self.tree)}{ {n: str(g.value) for n, g in self.facts.facts.items()} }"


def read(tree: Tree, language: str = "en", seed: int = 0) -> Rubric:
    text = written(tree, language, seed)
    rubric, problems = load_rubric_text(text)
    # A rule drawn for other points than it was given to may never reach an item's least: that is a refusal.
    assume(rubric is not None or {one.code for one in problems} != {"P524"})
    assert rubric is not None, f"{render_problems(problems, 'en')}\n{text}"
    return rubric


@st.composite
def cases(draw: DrawFn, *, focus: Focus = "all") -> Case:
    tree = draw(drafts(focus=focus))
    note(written(tree))
    rubric = read(tree, draw(st.sampled_from(LANGUAGES)), draw(SEEDS))
    return Case(tree, rubric, draw(facts_for(rubric)))


def by_path(card: Scorecard) -> dict[str, ItemScore]:
    return {item.path: item for item in card.root.walk()}


def worth(card: Scorecard) -> dict[str, tuple[Any, ...]]:
    """What every item is worth, however it came to it."""
    return {
        path: (item.state, item.exact, item.span, item.low, item.high, item.points, item.difference)
        for path, item in by_path(card).items()
    }
