"""Random rubrics over tables as people type them: every row scores as a facts file with its cells does.

``RANDOM_RUBRICS=20`` looks at twenty times as many. Each way of calculating is held by itself and all
together; the ways are also broken on purpose, one by one, and each break must show.
"""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from engine import score
from engine.batch.layout import PLACES, layout_of
from engine.batch.lowering import first, second
from engine.batch.lowering.floating import Floating
from engine.batch.lowering.refused import Unsupported
from engine.batch.scorer import Scorer
from engine.facts import load_facts_text
from rubric.number import fits, round_places
from tests.batch.typed_tables import Typed, typed
from tests.random_rubrics.cases import read
from tests.random_rubrics.given import facts_for
from tests.random_rubrics.nodes import keyed
from tests.random_rubrics.tree import drafts
from tests.random_rubrics.writing import written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric

MORE: Final = int(os.environ.get("RANDOM_RUBRICS", "1"))
PHASES: Final = [Phase.generate, Phase.shrink] if os.environ.get("SHRINK") else [Phase.generate]
STATES: Final = {"scored": 0, "not_applicable": 1, "unscored": 2}
ROWS: Final = 12
UNITS: Final = {"万元": "10000 元"}
# Rows, and those of them that were scored one by one, by the way of calculating.
COUNTED: Final[dict[str, list[int]]] = {}


def some(examples: int) -> settings:
    return settings(
        max_examples=examples * MORE,
        deadline=None,
        database=None,
        phases=PHASES,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


class Drawn(NamedTuple):
    """A rubric and a table for it; of its rows those that fail are told by themselves."""

    rubric: Rubric
    table: Typed

    def __repr__(self) -> str:
        return self.rubric.sha256


@st.composite
def tables(draw: st.DrawFn) -> Drawn:
    tree = draw(drafts(focus=draw(st.sampled_from(("all", "all", "rules", "moves")))))
    tree |= keyed(units=UNITS)
    note(written(tree))
    rubric = read(tree)
    facts = [draw(facts_for(rubric)) for _ in range(4)]
    chance = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - a test is no lottery
    return Drawn(rubric, typed(rubric, facts, ROWS, chance))


# -- what must hold ----------------------------------------------------------------------------------


def hold(rubric: Rubric, table: Typed) -> int:
    """Every cell of every row is that of a facts file scored by itself. How many rows were scored so."""
    scored = Scorer(rubric, "zh").part(table.part)
    assert scored.outcomes.height == len(table.files)
    for at, text in enumerate(table.files):
        facts, problems = load_facts_text(text, rubric)
        row = scored.outcomes.row(at, named=True)
        codes = {problem.code for problem in problems} if facts is None else set()
        found = {one.problem.code for one in scored.bad if one.row == at + 2}
        assert found >= codes, (codes, found, text)
        if facts is None:
            assert unread(row, rubric), text
        else:
            same(row, score(rubric, facts), rubric, text)
    return scored.alone


def unread(row: Mapping[str, Any], rubric: Rubric) -> bool:
    """Whether nothing at all is said of a row but that it cannot be read."""
    numbers = range(sum(1 for _ in rubric.root.walk()))
    cells = [row[f"{end}:{n}"] for n in numbers for end in ("low", "high")]
    states = {row[f"state:{n}"] for n in numbers}
    told = (row["grade"], row["complete"], row["failed"], row["reason"])
    return bool(row["problem"]) and set(cells) == {None} and states == {2} and told == (None, False, "", None)


def same(row: Mapping[str, Any], card: Scorecard, rubric: Rubric, told: str) -> None:
    """The row says what the scorecard says, in every cell."""
    scores = {item.path: item for item in card.root.walk()}
    for number, laid in enumerate(layout_of(rubric).items):
        found = tuple(row[f"{cell}:{number}"] for cell in ("low", "high", "state"))
        due = cells(scores.get(laid.item.path), laid.places)
        assert found == due, (laid.item.path, found, due, told)
    failed = "、".join(check.name for check in card.checks if check.holds is False)
    ends = ("/".join(card.grades) or None, card.complete, failed, card.override, None)
    assert tuple(row[name] for name in ("grade", "complete", "failed", "reason", "problem")) == ends, told


def cells(item: ItemScore | None, places: int) -> tuple[int, int, int]:
    if item is None:
        return 0, 0, STATES["not_applicable"]
    for end in (item.low, item.high):
        assert places == PLACES or fits(end, places), "a column with fewer decimals than its scores"
    low, high = (round_places(end, places, "half_up") * 10**places for end in (item.low, item.high))
    return int(low), int(high), STATES[item.state]


# -- by every way of calculating ---------------------------------------------------------------------


def refuse(*_: object, **__: object) -> Any:
    raise Unsupported("not by this way")


def only_whole(patch: pytest.MonkeyPatch) -> None:
    """Nothing is approximated."""
    patch.setattr(Floating, "approximate", refuse)


def only_floats(patch: pytest.MonkeyPatch) -> None:
    """No leaf is scored in whole numbers, and no turn of one is decided by them."""
    patch.setattr(first, "leaf", refuse)
    patch.setattr(second, "leaf", refuse)
    patch.setattr(Floating, "exactly", lambda *_: None)


def all_ways(_: pytest.MonkeyPatch) -> None:
    """As it is."""


WAYS: Final[Mapping[str, Callable[[pytest.MonkeyPatch], None]]] = {
    "int64": only_whole,
    "float64": only_floats,
    "all": all_ways,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_row_is_scored_as_it_is_alone(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    WAYS[way](monkeypatch)
    counts = COUNTED.setdefault(way, [0, 0])

    @given(tables())
    @some(12)
    def by_this_way(drawn: Drawn) -> None:
        counts[0] += ROWS
        counts[1] += hold(*drawn)

    by_this_way()
