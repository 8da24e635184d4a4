"""Every pattern of real scoring tables, and what each earns, worked out by hand.

A file of ``patterns/`` holds one ``rubric``, its ``cases`` (facts, as a mapping or as a whole facts file,
and what is expected of them) and ``refused``: changes of the rubric that must not load. Its comment says
which pattern it is. ``expect`` may name the printed ``total`` or the ``range`` it can still have, the
``exact`` total, the ``grade``, printed ``items`` and ``states`` by path, ``complete``, the number of
``requires`` not attached yet, the names of ``failed`` checks, and ``refused`` for facts that do not read.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine import load_facts_text, score
from rubric import load_rubric_text
from rubric.report import render_problems
from rubric.source import Row, Table, read_source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.model import Rubric

PATTERNS = Path(__file__).parent / "patterns"
EXPECTED = frozenset(
    ("total", "range", "exact", "grade", "items", "states", "complete", "requires", "failed", "refused")
)


def pattern(path: Path) -> dict[str, Any]:
    """One file of patterns, its scalars left as text."""
    source, problems = read_source(path)
    assert source is not None, render_problems(problems, "en")
    value, problems = read_yaml(source)
    assert isinstance(value, Table), render_problems(problems, "en")
    assert value.keys() <= {"rubric", "cases", "refused"}
    return {str(key): held for key, held in value.items()}


def parameters(key: str) -> list[Any]:
    """One parameter for each entry under ``key``."""
    return list(_parameters(key))


def _parameters(key: str) -> Iterator[Any]:
    for path in sorted(PATTERNS.glob("*.yaml")):
        for number, entry in enumerate(pattern(path).get(key, ()), 1):
            yield pytest.param(path, entry, id=f"{path.stem}-{number}")


def loaded(path: Path) -> Rubric:
    rubric, problems = load_rubric_text(str(pattern(path)["rubric"]))
    assert rubric is not None, render_problems(problems, "en")
    return rubric


def facts_text(value: Any) -> str:
    """A facts file: given whole, or only its facts."""
    return f"facts: {flow(value)}" if isinstance(value, Table) else str(value)


def flow(value: Any) -> str:
    if isinstance(value, Table):
        return "{" + ", ".join(f"{key}: {flow(held)}" for key, held in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]" if isinstance(value, Row) else str(value)


@pytest.mark.parametrize(("path", "case"), parameters("cases"))
def test_a_pattern_earns_what_was_worked_out_by_hand(path: Path, case: Any) -> None:
    expect = case["expect"]
    assert expect.keys() <= EXPECTED
    rubric = loaded(path)
    facts, problems = load_facts_text(facts_text(case["facts"]), rubric)
    assert (facts is None) == ("refused" in expect), render_problems(problems, "en")
    if facts is None:
        return
    card: Any = score(rubric, facts)
    items = {item.path: item for item in card.root.walk()}
    got = {
        "total": str(card.root.score),
        "range": [str(card.root.low), str(card.root.high)],
        "exact": str(card.root.exact),
        "grade": "、".join(card.grades),
        "items": {path: str(items[path].score) for path in expect.get("items", ())},
        "states": {path: items[path].state for path in expect.get("states", ())},
        "complete": "yes" if card.complete else "no",
    }
    if "requires" in expect:
        got["requires"] = str(len(card.requires))
    if "failed" in expect:
        got["failed"] = [check.name for check in card.checks if not check.holds]
    due = {key: normal(key, value) for key, value in expect.items()}
    assert {key: got[key] for key in due} == due


def normal(key: str, value: Any) -> Any:
    """An expectation in the form that the scorecard's own figures are compared in."""
    if key in ("total", "exact"):
        return str(Fraction(value))
    if key == "range":
        return [str(Fraction(end)) for end in value]
    if key == "items":
        return {path: str(Fraction(points)) for path, points in value.items()}
    return value


@pytest.mark.parametrize(("path", "change"), parameters("refused"))
def test_a_pattern_that_leaves_something_open_does_not_load(path: Path, change: Any) -> None:
    loaded(path)  # else the change would be refused for another reason
    text, old = str(pattern(path)["rubric"]), str(change["replace"])
    assert old in text
    rubric, _ = load_rubric_text(text.replace(old, str(change["by"]), 1))
    assert rubric is None
