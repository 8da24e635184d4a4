"""``score_table``: the same rows whatever library holds the table, at once or when it is collected."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import score
from engine.batch import table
from engine.batch.refused import RefusedError
from engine.batch.table import score_table
from engine.facts import load_facts_text
from rubric.load import load_rubric_text
from rubric.model import Rubric

ROOT = Path(__file__).parents[2]
NAME = "department-zhanjiang"
COUNTY = ROOT / "examples/county/departments.csv"
RUBRIC = (
    "rubric: small\nlanguage: en\npoints: 10\nrounding: {places: 2, mode: half_up, at: item}\n"
    "facts: {done: {}, planned: {}}\nitems: {share: {points: 10, formula: 10 * done / planned}}\n"
)


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    loaded, problems = load_rubric_text(RUBRIC)
    assert loaded is not None, problems
    return loaded


@pytest.fixture(scope="module")
def county() -> pl.DataFrame:
    return pl.read_csv(COUNTY, infer_schema=False)


@pytest.fixture(scope="module")
def due(county: pl.DataFrame) -> pl.DataFrame:
    made = score_table(NAME, county)
    assert isinstance(made, pl.DataFrame)
    return made


CELLS = st.one_of(st.none(), st.integers(-3, 12), st.floats(-1, 12).map(lambda x: round(x, 3)))


@settings(max_examples=25)
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), lazy=st.booleans())
def test_every_row_scores_as_it_does_alone(rubric: Rubric, rows: list[Any], lazy: bool) -> None:
    frame = pl.DataFrame({"done": [a for a, _ in rows], "planned": [b for _, b in rows]}, strict=False)
    got = score_table(rubric, frame.lazy()).collect() if lazy else score_table(rubric, frame)
    assert got["row"].to_list() == [*range(1, len(rows) + 1)]
    for one, row in zip(got.iter_rows(named=True), frame.iter_rows(named=True), strict=True):
        facts, _ = load_facts_text(
            "facts: {" + ", ".join(f"{name}: {cell}" for name, cell in row.items() if cell is not None) + "}",
            rubric,
        )
        assert facts is not None
        card = score(rubric, facts)
        assert (Fraction(one["low"]), Fraction(one["high"])) == (card.root.low, card.root.high)
        assert (one["total"] and Fraction(one["total"])) == card.root.score


def test_a_frame_of_any_library_gives_the_same(county: pl.DataFrame, due: pl.DataFrame) -> None:
    pandas = pytest.importorskip("pandas")
    arrow = score_table(NAME, county.to_arrow())
    assert type(arrow) is type(county.to_arrow())
    assert {str(kind) for kind in arrow.schema.types} == {"int64", "string", "bool", "decimal128(38, 2)"}
    made = pl.from_arrow(arrow)
    assert isinstance(made, pl.DataFrame)
    assert made.equals(due)
    frame = score_table(NAME, county.to_pandas())
    assert isinstance(frame, pandas.DataFrame)
    assert frame["总分"].iloc[0] == Decimal("77.41")
    assert [None if held is None else Decimal(held) for held in frame["总分"]] == due["总分"].to_list()
    assert frame["编号"].to_list() == due["编号"].to_list()


def test_a_pandas_frame_may_hold_what_a_person_types(rubric: Rubric) -> None:
    pandas = pytest.importorskip("pandas")
    cells = {
        "done": ["1,000", 0.1, None, Decimal("2.50"), "many"],
        "planned": [3000, 0.3, 1, "5", float("nan")],
    }
    frame = pandas.DataFrame({name: pandas.Series(held, dtype=object) for name, held in cells.items()})
    got = score_table(rubric, frame)
    assert [str(held) for held in got["total"]] == ["3.33", "3.33", "None", "5.00", "None"]
    assert got["problem"].notna().to_list() == [False, False, False, False, True]
    twice = pandas.DataFrame([[1, 2, 3]], columns=["done", "planned", "done"])
    assert codes(lambda: score_table(rubric, twice)) == ["B815"]
    assert codes(lambda: score_table(rubric, pandas.DataFrame())) == ["B813"]


def test_a_lazy_frame_is_scored_when_it_is_collected(
    county: pl.DataFrame, due: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "ROWS", 7)
    seen: list[int] = []
    whole = table._Scoring._scored  # noqa: SLF001 - how many rows it is given at once is what is looked at

    def spied(self: Any, made: Any, frame: pl.DataFrame, first: int) -> pl.DataFrame:
        seen.append(frame.height)
        return whole(self, made, frame, first)

    monkeypatch.setattr(table._Scoring, "_scored", spied)  # noqa: SLF001
    lazy = score_table(NAME, county.lazy())
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect_schema() == due.schema
    assert seen == []
    assert lazy.collect().equals(due)
    assert max(seen) <= 7
    assert sum(seen) == due.height
    few = lazy.filter(pl.col("总分") > 90).select("编号", "总分")
    assert few.collect(engine="streaming").equals(due.filter(pl.col("总分") > 90).select("编号", "总分"))
    seen.clear()
    assert lazy.head(3).collect().equals(due.head(3))
    assert sum(seen) <= 7


@pytest.mark.parametrize("threads", ["1", "2"])
def test_several_lazy_frames_in_one_query_do_not_wait_for_each_other(threads: str, tmp_path: Path) -> None:
    (tmp_path / "rubric.yaml").write_text(RUBRIC, "utf-8")
    program = (
        "import polars as pl\n"
        "from engine.batch.table import score_table\n"
        "rows = pl.LazyFrame({'id': range(300_000)}).with_columns(done=pl.col('id') % 7, planned=pl.lit(7))\n"
        "one, two = (score_table('rubric.yaml', rows).select('id', 'total') for _ in range(2))\n"
        "both = pl.concat([one, two]).join(one, on='id').group_by('id').agg(pl.len())\n"
        "print(both.filter(pl.col('len') == 2).collect(engine='streaming').height)\n"
    )
    env = {**os.environ, "POLARS_MAX_THREADS": threads, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout == "300000\n"


def codes(act: Any) -> list[str]:
    with pytest.raises(RefusedError) as error:
        act()
    return [problem.code for problem in error.value.problems]


def test_what_cannot_be_scored_is_refused_at_once(rubric: Rubric) -> None:
    frame = pl.LazyFrame({"id": ["a"], "done": [1], "plannd": [2]})
    assert codes(lambda: score_table(rubric, frame)) == ["B821"]
    assert codes(lambda: score_table(rubric, frame.collect(), id="absent")) == ["B825", "B821"]
    with pytest.raises(TypeError):
        score_table(rubric, [1, 2])


def test_an_empty_table_gives_an_empty_one(county: pl.DataFrame, due: pl.DataFrame) -> None:
    for none in (score_table(NAME, county.head(0)), score_table(NAME, county.lazy().head(0)).collect()):
        assert none.schema == due.schema
        assert none.height == 0
