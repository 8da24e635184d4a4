"""Lines read with marks behind each row and without them: the same cells, and the same rows out of place."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.batch.sources.csv_frame import Lines, columns_of
from engine.batch.sources.csv_table import open_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.batch.sources.csv_table import CsvTable

PATH: Final = Path(tempfile.mkdtemp(prefix="rubric-csv-")) / "table.csv"
WIDTH: Final = 9
CELL: Final = st.sampled_from(
    ("", "", "1.50", "甲", " ", "-7", '"a,b"', '""', '"c""d"', '"e\nf"', "1e3", "\ufeff")
)
ROW: Final = st.one_of(
    st.lists(CELL, min_size=WIDTH, max_size=WIDTH),
    st.lists(CELL, min_size=WIDTH, max_size=WIDTH),
    st.lists(CELL, min_size=0, max_size=WIDTH + 2),
)


def opened(rows: Sequence[Sequence[str]]) -> CsvTable:
    head = ",".join(f"h{at}" for at in range(WIDTH))
    PATH.write_text("\n".join([head, *(",".join(row) for row in rows), ""]), encoding="utf-8")
    table, problems = open_csv(PATH)
    assert table is not None, problems
    return table


def said(table: CsvTable, names: Sequence[str], *, marked: bool) -> list[Any]:
    """Every row, or why it is none, and whether it is blank."""
    found: list[Any] = []
    table.marked = marked
    for chunk in table.chunks(names, 0):
        table.marked = marked
        for at, row in enumerate(chunk.frame.rows()):
            codes = [problem.code for problem in chunk.broken.get(at, ())]
            blank = at in chunk.blank
            found.append((None if codes or blank else [cell or None for cell in row], codes, blank))
    return found


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(ROW, max_size=8), wanted=st.sets(st.integers(0, WIDTH - 1), min_size=1))
@example(rows=[["1"] * (WIDTH + 1), ["1"] * (WIDTH - 1)], wanted={0})
@example(rows=[["1"] * WIDTH, ["1"] * WIDTH + [""]], wanted={*range(WIDTH)})
@example(rows=[["1"] * WIDTH, [], ["1"] * WIDTH], wanted={*range(WIDTH)})
def test_marks_change_nothing(rows: list[list[str]], wanted: set[int]) -> None:
    table = opened(rows)
    every = said(table, table.names, marked=True)
    assert said(table, table.names, marked=False) == every
    names = [table.names[at] for at in sorted(wanted)]
    for marked in (True, False):
        some = said(table, names, marked=marked)
        assert [(codes, blank) for _, codes, blank in some] == [(codes, blank) for _, codes, blank in every]
        for (row, _, _), (whole, _, _) in zip(some, every, strict=True):
            assert row == (None if whole is None else [whole[at] for at in sorted(wanted)])


def test_marks_are_used_only_where_they_are_needed() -> None:
    wanted = {0: "a", 1: "b", 2: "c"}
    most = b"1,2,3\n" * 999
    for data, due, needed, out in (
        (most + b"1,2,3\n", 3, False, []),
        (most + b"1,2,\n", 3, False, [999]),
        (most + b"1,2\n", 3, False, [999]),
        (b"1,2,\n" * 1000, 3, True, []),
        (most + b"1,2,3,4\n", 3, True, [999]),
        (b"1,2,3,4\n" * 1000, 4, True, []),
    ):
        frame, odd, marked = columns_of(Lines(data, 1000, due, ","), wanted, marked=False)
        assert frame.shape == (1000, 3)
        assert marked is needed
        assert odd.to_list() == out


def test_a_block_says_whether_a_number_may_have_an_exponent() -> None:
    for text, held in (("甲,1.5\n", False), ("Abc,1.5\n", False), ("甲,1e5\n", True), ("甲,1E5\n", True)):
        assert Lines(text.encode(), 1, 2, ",").letters is held
    table = opened([["甲"] * WIDTH])
    assert [chunk.letters for chunk in table.chunks(table.names, 0)] == [False]
