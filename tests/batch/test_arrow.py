"""The function over record batches: every row as ``rubric batch`` has it, in any process, in any pieces."""

from __future__ import annotations

import pickle
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch import arrow
from engine.batch.arrow import BatchScorer, batch_scorer
from engine.batch.refused import RefusedError
from engine.cli import main
from rubric.load import load_rubric, load_rubric_text
from rubric.record import replace

ROOT = Path(__file__).parents[2]
COUNTY = ROOT / "examples/county/departments.csv"
NAME = "department-zhanjiang"
RUBRIC = (
    "rubric: small\nlanguage: en\npoints: 10\nrounding: {places: 2, mode: half_up, at: item}\n"
    "facts: {done: {}, planned: {}}\nitems: {share: {points: 10, formula: 10 * done / planned}}\n"
)


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return pl.read_csv(COUNTY, infer_schema=False).to_arrow()


@pytest.fixture(scope="module")
def scorer(table: pa.Table) -> BatchScorer:
    return batch_scorer(NAME, table.schema)


@pytest.fixture(scope="module")
def due(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """What the command writes."""
    out = tmp_path_factory.mktemp("due") / "out.parquet"
    assert main(["batch", NAME, str(COUNTY), "-o", str(out)]) == 1
    return pl.read_parquet(out)


def frame(rows: Any) -> pl.DataFrame:
    made = pl.from_arrow(rows)
    assert isinstance(made, pl.DataFrame)
    return made


def test_a_batch_has_the_rows_of_the_command(scorer: BatchScorer, table: pa.Table, due: pl.DataFrame) -> None:
    got = frame(scorer(table))
    assert got.columns == [*due.columns[1:], "怎么办"]
    assert got.drop("问题", "怎么办").equals(due.drop("行号", "问题"))
    bad = got.filter(pl.col("问题").is_not_null())
    # Cells go by the names of their columns: neither letters nor rows mean anything here.
    assert bad["问题"].to_list() == [
        "单元格 新增就业完成率：“新增就业完成率”以 % 计，只写 104 有两种读法：104%，或 10400%。",
        "单元格 在职人数：“在职人数”应当是整数。",
    ]
    assert bad["怎么办"].null_count() == 0
    assert got.filter(pl.col("问题").is_null())["怎么办"].null_count() == got.height - 2


@settings(max_examples=8)
@given(cuts=st.lists(st.integers(0, 40), max_size=3), turned=st.booleans())
def test_any_pieces_give_the_same_rows(
    scorer: BatchScorer, table: pa.Table, cuts: list[int], turned: bool
) -> None:
    edges = [0, *sorted(cuts), table.num_rows]
    batches = [batch for a, b in pairwise(edges) for batch in (table.slice(a, b - a).to_batches() or [])]
    got = pa.Table.from_batches(list(scorer.stream(batches[::-1] if turned else batches)), scorer.schema)
    whole = scorer(table)
    assert got.sort_by("编号").equals(whole.sort_by("编号"))


def test_every_batch_has_the_one_schema(scorer: BatchScorer, table: pa.Table) -> None:
    batch = table.combine_chunks().to_batches()[0]
    for some in (batch, batch.slice(0, 1), batch.slice(0, 0)):
        got = scorer(some)
        assert got.schema == scorer.schema
        assert got.num_rows == some.num_rows
    assert scorer(table.slice(0, 0)).schema == scorer.schema
    kinds = {str(kind) for kind in scorer.schema.types}
    assert kinds == {"string", "bool", "decimal128(38, 2)"}


def test_a_scorer_works_in_another_process(tmp_path: Path) -> None:
    """The file of the rubric is not there any more, and nothing but the pickled bytes says what it was."""
    folder = tmp_path / "rubric"
    folder.mkdir()
    (folder / "main.yaml").write_text(
        "rubric: small\nlanguage: en\npoints: 10\nrounding: {places: 2, mode: half_up, at: item}\n"
        "facts: {done: {}, planned: {}}\nitems: {share: {include: parts/share.yaml}}\n",
        "utf-8",
    )
    (folder / "parts").mkdir()
    part = folder / "parts/share.yaml"
    part.write_text("points: 10\nformula: 10 * done / planned\n", "utf-8")
    made = batch_scorer(folder / "main.yaml", ["id", "done", "planned"])
    rows = pa.record_batch({"id": ["a", "b"], "done": ["1", "2"], "planned": ["3", "3"]})
    due = made(rows)
    (tmp_path / "sent").write_bytes(pickle.dumps((made, rows)))
    part.unlink()
    program = (
        "import pickle, pathlib, sys\n"
        "made, rows = pickle.loads(pathlib.Path(sys.argv[1]).read_bytes())\n"
        "pathlib.Path(sys.argv[2]).write_bytes(pickle.dumps(made(rows)))\n"
    )
    paths = [str(tmp_path / name) for name in ("sent", "got")]
    subprocess.run([sys.executable, "-c", program, *paths], check=True, cwd=ROOT)
    got = pickle.loads((tmp_path / "got").read_bytes())
    assert got.equals(due)
    assert [str(one) for one in got["total"].to_pylist()] == ["3.33", "6.67"]


def test_what_changed_on_the_way_is_refused(
    scorer: BatchScorer, table: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name, text), *_ = scorer.rubric.files
    other = replace(scorer.rubric, files=((name, text.replace("满分: 100".encode(), "满分: 99".encode())),))
    refused(lambda: replace(scorer, rubric=other)(table), "B861")
    monkeypatch.setattr(arrow, "VERSION", "9.9.9")
    refused(lambda: scorer(table), "B862")


def refused(act: Any, *codes: str) -> RefusedError:
    with pytest.raises(RefusedError) as error:
        act()
    assert [problem.code for problem in error.value.problems] == [*codes]
    assert all(code in str(error.value) for code in codes)
    again = pickle.loads(pickle.dumps(error.value))
    assert str(again) == str(error.value)
    return error.value


def test_what_cannot_be_scored_is_refused_before_any_row(tmp_path: Path) -> None:
    rubric, _ = load_rubric_text(RUBRIC)
    assert rubric is not None
    refused(lambda: batch_scorer(rubric, ["done", "planned"]), "B863")
    refused(lambda: batch_scorer(rubric, ["id", "x1", "x2"]), "B829")
    refused(lambda: batch_scorer(rubric, ["id", "done", "plannd"]), "B821")
    refused(lambda: batch_scorer(tmp_path / "absent.yaml", ["id"]), "Y101")
    ranked, problems = load_rubric_text(
        RUBRIC.replace(
            "items:",
            "cohort: {average: {mean: {of: done, missing: skip}}}\nitems:",
        )
    )
    assert ranked is not None, problems
    refused(lambda: batch_scorer(ranked, ["id", "done", "planned"]), "B864")
    scorer = batch_scorer(rubric, ["id", "done", "planned"])
    refused(lambda: scorer(pa.record_batch({"id": ["a"], "done": ["1"]})), "B825")


def test_columns_may_be_called_otherwise_and_have_other_types_in_every_batch() -> None:
    rubric, _ = load_rubric_text(RUBRIC)
    assert rubric is not None
    scorer = batch_scorer(
        rubric, ["key", "D", "planned", "note"], id="key", maps={"D": "done"}, language="en"
    )
    assert [note.code for note in scorer.notes] == ["B832"]
    texts = pa.record_batch({"key": ["a"], "D": ["0.1"], "planned": ["0.3"], "note": ["n"]})
    floats = pa.record_batch({"planned": [0.3], "key": [7], "D": [0.1], "more": [1]})
    nothing = pa.record_batch({"key": ["c"], "D": pa.nulls(1), "planned": [3]})
    rows = [row for batch in (texts, floats, nothing) for row in scorer(batch).to_pylist()]
    assert [row["id"] for row in rows] == ["a", "7", "c"]
    assert [str(row["total"]) for row in rows] == ["3.33", "3.33", "None"]
    assert [(str(row["low"]), str(row["high"])) for row in rows][2] == ("0.00", "10.00")


def test_a_row_without_an_id_gets_no_number() -> None:
    rubric, _ = load_rubric_text(RUBRIC)
    scorer = batch_scorer(rubric or "", ["id", "done", "planned"])
    rows = pa.record_batch({"id": ["a", " ", None], "done": ["1"] * 3, "planned": ["2"] * 3})
    got = scorer(rows)
    assert got["id"].to_pylist() == ["a", None, None]
    assert [str(total) for total in got["total"].to_pylist()] == ["5.00"] * 3


def test_reasons_are_a_column_when_asked_for(table: pa.Table) -> None:
    rubric, _ = load_rubric(NAME)
    assert rubric is not None
    scorer = batch_scorer(rubric, table.schema, reasons=True, language="zh")
    got = scorer(table.slice(0, 2))
    assert got.schema == scorer.schema
    assert all("失" in text for text in got["失分原因"].to_pylist())
