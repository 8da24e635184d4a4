"""Scores that others published, as tables: ``rubric batch`` reproduces each to the digit, as ``score`` does.

The cases stand beside the repository and are no part of it; without them the tests skip.
"""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from engine import load_facts_text, score
from engine.cli import main
from rubric import load_rubric
from rubric.number import round_places
from tests.test_published_cases import CASES, CVSS, HDI, ROOT

# Every so-manieth row is compared with ``score`` in every item, all of them with what was published.
EVERY = 97


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("folder", "file", "count", "names", "due"),
    [pytest.param(*CVSS, id="cvss31"), pytest.param(*HDI, id="hdi")],
)
def test_every_published_score_is_reproduced(
    folder: str, file: str, count: int, names: tuple[str, ...], due: str, form: str, tmp_path: Path
) -> None:
    cases = CASES / folder / file
    if not cases.exists():
        pytest.skip(f"{cases} is absent: published scores stand beside the repository")
    table = tmp_path / f"table.{form}"
    _write(cases, table)
    out = tmp_path / f"out.{form}"
    path = ROOT / "examples" / folder / "rubric.yaml"
    command = ["batch", path, table, "-o", out, "--part", 1000, "--lang", "en", "--map", f"{due}="]
    assert main([str(word) for word in command]) == 0
    with cases.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = pl.read_parquet(out) if form == "parquet" else pl.read_csv(out, infer_schema=False)
    assert found.height == len(rows) == count
    totals = [Fraction(total) for total in found["total"]]
    assert totals == [Fraction(row[due]) for row in rows]
    assert found["complete"].cast(pl.String()).unique().to_list() == ["true"]
    for at in range(0, count, EVERY):
        _alone(path, {name: rows[at][name] for name in names}, found.row(at, named=True))


def _write(cases: Path, table: Path) -> None:
    """The same table: its bytes, or with numbers as numbers."""
    if table.suffix == ".csv":
        table.write_bytes(cases.read_bytes())
    else:
        pl.read_csv(cases, infer_schema_length=None).write_parquet(table)


def _alone(path: Path, facts: dict[str, str], row: dict[str, object]) -> None:
    """What ``score`` says of one row, item by item."""
    rubric, _ = load_rubric(path)
    assert rubric is not None
    read, problems = load_facts_text(json.dumps({"facts": facts}), rubric)
    assert read is not None, problems
    card = score(rubric, read)
    for item in card.root.walk()[1:]:
        assert row[f"{item.path}·state"] == item.state
        cell = Fraction(str(row[item.path]))
        assert item.score is not None
        assert cell in (item.score, round_places(item.score, 10, "half_up")), (item.path, facts)
