"""Tables within subjects in files of their own: the rows of each by its id, whatever their order."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch import subject_tables
from engine.batch.facts_row import facts_of
from engine.batch.opened_table import OpenedTable, open_for
from engine.batch.refused import RefusedError
from engine.batch.subject_tables import SubjectTable, read_subject_table
from rubric.model import Rubric
from tests.batch.test_columns import RUBRIC, TEXT, loaded

SHARES = loaded(TEXT.replace('权重: {范围: "(0, 9]"}', '权重: {单位: "%", 名称: 比重, 范围: "(0%, 900%]"}'))


def table(path: Path, text: str, rubric: Rubric = RUBRIC, key: str | None = "编号") -> SubjectTable:
    path.write_text(text, "utf-8")
    found, problems, _ = read_subject_table(path, rubric.facts["项目"], rubric, key)
    assert found is not None, problems
    return found


def refused(path: Path, text: str) -> list[str]:
    path.write_text(text, "utf-8")
    found, problems, _ = read_subject_table(path, RUBRIC.facts["项目"], RUBRIC, "编号")
    assert found is None
    return [problem.code for problem in problems]


@pytest.mark.parametrize("most", [2_000_000, 3])
@settings(max_examples=15, deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.integers(1, 9)), max_size=12),
    ids=st.lists(st.sampled_from("甲乙丙丁戊"), max_size=5),
)
def test_every_subject_has_its_rows_in_their_order(
    tmp_path_factory: Any, most: int, rows: list[tuple[str, int]], ids: list[str]
) -> None:
    path = tmp_path_factory.mktemp("rows") / "a.parquet"
    pl.DataFrame(
        {"编号": [one for one, _ in rows] + ["己"], "权重": [*(n for _, n in rows), 1]},
        schema={"编号": pl.String(), "权重": pl.Int64()},
    ).write_parquet(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subject_tables, "MOST_HELD", most)
        patch.setattr(subject_tables, "ROWS", 2)
        found, _, _ = read_subject_table(path, RUBRIC.facts["项目"], RUBRIC, "编号")
    assert found is not None
    due = {one: tuple({"权重": str(n)} for who, n in rows if who == one) for one in ids}
    assert found.of(ids) == {one: held for one, held in due.items() if held}
    assert {*found.ids()} == {one for one, _ in rows} | {"己"}
    found.close()


def test_heads_are_columns_of_the_table_by_name_label_and_unit(tmp_path: Path) -> None:
    text = "备注,编号,比重（%）,名称\nx,甲,5,一\ny,甲,5%,二\nz,甲,约 5,三\n,甲,,四\n"
    found = table(tmp_path / "a.csv", text, SHARES)
    assert found.of(["甲"])["甲"] == (
        {"权重": "5%", "名称": "一"},
        {"权重": "5%", "名称": "二"},
        {"权重": "约 5", "名称": "三"},
        {"名称": "四"},
    )


def test_the_column_of_ids_is_called_as_in_the_table_of_subjects(tmp_path: Path) -> None:
    text = "编号,文号,权重\n1,甲,5\n"
    assert {*table(tmp_path / "a.csv", text, key="文号").ids()} == {"甲"}
    assert {*table(tmp_path / "a.csv", text, key="单位").ids()} == {"1"}
    assert {*table(tmp_path / "b.csv", "名称,权重\n甲,5\n", key="名称").ids()} == {"甲"}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("名称,权重\n甲,5\n", ["B852"]),
        ("编号,名称,权重数\n甲,一,5\n", ["B821"]),
        ("编号,权重（个）\n甲,5\n", ["B823"]),
        ("编号,权重\n甲,5\n甲,5,1\n", ["B854"]),
        ("", ["B813"]),
    ],
)
def test_a_file_of_rows_that_cannot_be_used_is_a_problem(text: str, codes: list[str], tmp_path: Path) -> None:
    assert refused(tmp_path / "a.csv", text) == codes


# -- as a command opens them -----------------------------------------------------------------------------


def opened(folder: Path, subjects: str, rows: str, *, key: str | None = None) -> OpenedTable:
    (folder / "主表.csv").write_text(subjects, "utf-8")
    (folder / "明细.csv").write_text(rows, "utf-8")
    given_tables = [f"项目={folder / '明细.csv'}"]
    files = ["rubric", str(folder / "主表.csv")]
    return open_for(Namespace(files=files, map=[], id=key, table=given_tables), RUBRIC)


def test_the_rows_of_a_subject_are_read_with_it(tmp_path: Path) -> None:
    found = opened(
        tmp_path, "编号,支出数\n甲,5\n乙,6\n", "编号,名称,权重\n乙,一,2\n甲,二,4\n乙,三,坏\n丙,四,1\n"
    )
    (part,) = found.parts()
    first, problems = facts_of(part, 0, RUBRIC)
    assert first is not None, problems
    assert [row.cells["权重"].text for row in first.tables["项目"]] == ["4"]
    second, problems = facts_of(part, 1, RUBRIC)
    assert second is None
    assert [problem.code for problem in problems] == ["F603"]
    (stray,) = found.strays()
    assert stray.message("zh") == "“明细.csv”里 1 个编号在主表里没有：丙。"
    assert "B833" in [note.code for note in found.notes]
    absent = next(note for note in found.notes if note.code == "B833")
    assert "项目" not in absent.message("zh")


def test_rows_of_subjects_without_an_id_belong_to_nobody(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refusal:
        opened(tmp_path, "支出数\n5\n", "编号,名称,权重\n乙,一,2\n")
    assert [problem.code for problem in refusal.value.problems] == ["B852"]
