"""The rules of real tables, the catalogue and the examples: the kernel says what ``score`` says."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.batch.kernel import Kernel
from engine.batch.layout import layout_of
from engine.facts_given import Facts
from engine.testing import facts_for
from rubric import load_rubric
from rubric.model import Rubric
from rubric.record import replace
from tests.batch.plain_facts import Compared, compare
from tests.test_patterns import PATTERNS, loaded

HERE: Final = Path(__file__).parents[2]
ROWS: Final = 8
# Where facts at the cut points leave most rows to the exact engine.
FEW: Final = {
    "examples/hdi": "a root of 0 is not told from one of next to nothing",
}
SOME: Final = settings(
    max_examples=3,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def corpus() -> list[Any]:
    found: list[Any] = [
        pytest.param(path, id=f"patterns/{path.stem}") for path in sorted(PATTERNS.glob("*.yaml"))
    ]
    ready = [*(HERE / "rubric/catalog").glob("*/rubric.yaml"), *(HERE / "examples").glob("*/rubric.yaml")]
    return found + [pytest.param(path, id=f"{path.parts[-3]}/{path.parts[-2]}") for path in sorted(ready)]


def rubric_of(path: Path) -> Rubric:
    if path.parent == PATTERNS:
        return loaded(path)
    rubric, _ = load_rubric(path)
    assert rubric is not None
    return rubric


def compared(rubric: Rubric, lacks: bool) -> Compared:
    """Tables of facts around the cut points, some of them left out; the first is the simplest that there is."""
    found: list[Compared] = []

    @given(st.lists(facts_for(rubric), min_size=ROWS, max_size=ROWS), st.integers(0, 2**32))
    @SOME
    def hold(rows: list[Facts], seed: int) -> None:
        chance = Random(seed)  # noqa: S311 - chance of a test
        kept = [_lacking(row, chance) for row in rows] if lacks else rows
        found.append(compare(rubric, kept, Kernel(rubric, layout_of(rubric))))

    hold()
    return Compared(*map(sum, zip(*found[1:], strict=True)))


def _lacking(facts: Facts, chance: Random) -> Facts:
    known = {name: one for name, one in facts.facts.items() if chance.random() > 0.2}
    judged = {path: one for path, one in facts.judgements.items() if chance.random() > 0.2}
    return replace(facts, facts=known, judgements=judged)


@pytest.mark.parametrize("path", corpus())
def test_known_facts(path: Path, request: pytest.FixtureRequest) -> None:
    found = compared(rubric_of(path), lacks=False)
    assert found.sure == found.regular or request.node.callspec.id in FEW


@pytest.mark.parametrize("path", corpus())
def test_facts_in_part(path: Path, request: pytest.FixtureRequest) -> None:
    found = compared(rubric_of(path), lacks=True)
    assert found.sure >= 0.5 * found.regular or request.node.callspec.id in FEW
