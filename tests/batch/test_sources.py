"""Tables of every form: the same rows from each, in the same parts in every run, and never a guess."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.batch.problems_table import RowQuote
from engine.batch.sources import csv_bytes, csv_records, csv_table
from engine.batch.sources.csv_records import records
from engine.batch.sources.table import TableUnreadError
from engine.facts_cells import cells_of_csv
from rubric.source import Source
from tests.batch.tables import FORMS, csv_text, tables, texts

FOLDER = Path(tempfile.mkdtemp(prefix="rubric-tables-"))
Table = tuple[list[str], list[list[str | None]]]


def due(rows: list[list[str | None]]) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in rows]


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=12, deadline=None)
@given(table=tables(), rows=st.integers(1, 7))
def test_every_form_gives_the_same_texts(name: str, table: Table, rows: int) -> None:
    heads, held = table
    path = FOLDER / name
    FORMS[name](path, heads, held)
    names, found = texts(path, rows)
    assert names == (("编号" if name == "gbk.csv" else "id"), *heads[1:])
    assert found == due(held)


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=4, deadline=None)
@given(table=tables().filter(lambda table: len(table[1]) > 2), rows=st.integers(1, 4))
def test_a_table_is_gone_on_with_at_any_part(name: str, table: Table, rows: int) -> None:
    heads, held = table
    path = FOLDER / f"on-{name}"
    FORMS[name](path, heads, held)
    for start in range(len(held) // rows + 2):
        assert texts(path, rows, start)[1] == due(held)[start * rows :]


# -- text that is not written as it should be ------------------------------------------------------------

MESS = st.text('ab,"\n甲 ;\r', max_size=60)


def by_law(text: str, width: int) -> list[Any]:
    """What the law of records makes of the rows of a text, read in one piece."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found: list[Any] = []
    for one in records(text if text.endswith("\n") or not text else f"{text}\n", ",", "", last=True):
        filled = [cell.strip() for cell in one.cells]
        if one.problem is not None:
            found.append((one.problem.code,))
        elif not any(filled):
            found.append(("B844",))
        elif len(filled) < width or any(one.cells[width:]):
            found.append((("B848" if len(filled) < width else "B841"),))
        else:
            found.append(filled[:width])
    while found and found[-1] == ("B844",):
        found.pop()
    return found


@settings(max_examples=200, deadline=None)
@given(text=MESS, block=st.integers(1, 40), rows=st.integers(1, 5))
@example(text='1,"2\n3,4\n5,"6"\n', block=4, rows=1)
@example(text='a,5" b\n"c","d"\n', block=3, rows=1)
@example(text='1,"a"",b\n2,3\n', block=40, rows=2)
@example(text="\n\n1,2\n,\n\n", block=1, rows=1)
def test_the_blocks_of_a_file_are_not_seen(text: str, block: int, rows: int) -> None:
    path = FOLDER / "mess.csv"
    path.write_bytes(f"p,q\n0,0\n{text}".encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_bytes, "BLOCK", block)
        patch.setattr(csv_table, "LONGEST_CELL", 8)  # when the slow way is taken, not what it finds
        assert texts(path, rows)[1] == by_law(f"0,0\n{text}", 2)


@settings(max_examples=300, deadline=None)
@given(text=MESS)
def test_records_are_read_as_the_cells_of_a_facts_file(text: str) -> None:
    source = Source.of_text(f"x{text}")
    cells, problems = cells_of_csv(source)
    separator = max(",;\t", key=source.text.split("\n", 1)[0].count)
    found = [*records(f"{source.text}\n", separator, "", last=True)]
    if cells is None:
        assert problems[0].code in ("F616", "F621")
        assert any(isinstance(one.problem, RowQuote) for one in found)
    else:
        assert [[cell.strip() for cell in one.cells] for one in found] == [[*row] for row in cells.rows]


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=80), block=st.integers(1, 30))
@pytest.mark.parametrize("name", ["any.csv", "any.jsonl", "any.parquet", "any.arrow", "any.xlsx"])
def test_any_bytes_are_a_table_or_a_problem(name: str, data: bytes, block: int) -> None:
    from engine.batch.sources.opened import open_table

    path = FOLDER / name
    path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_bytes, "BLOCK", block)
        source, problems = open_table(path)
        assert (source is None) == bool(problems)
        if source is not None:
            with suppress(TableUnreadError):
                texts(path, 3)


def test_a_byte_that_is_no_text_spoils_its_own_row_only() -> None:
    path = FOLDER / "bytes.csv"
    path.write_bytes("编号,数\n甲,1\n乙,".encode() + b"\xff" + "2\n丙,3\n".encode())
    assert texts(path)[1] == [["甲", "1"], ("B843",), ["丙", "3"]]
    path.write_bytes("编号,数\n甲,1\n".encode("gbk") + b"\xff\xff,2\n" + "丙,3\n".encode("gbk"))
    assert texts(path)[1] == [["甲", "1"], ("B843",), ["丙", "3"]]


def test_a_file_that_turns_out_to_be_gbk_far_below_is_read_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_bytes, "BLOCK", 64)
    monkeypatch.setattr(csv_table, "HEAD", 64)
    path = FOLDER / "late.csv"
    path.write_bytes(b"id,name\n" + b"1,a\n" * 100 + "2,甲乙\n".encode("gbk") * 50)
    found = texts(path)[1]
    assert found[:100] == [["1", "a"]] * 100
    assert found[100:] == [["2", "甲乙"]] * 50


def test_line_ends_within_cells_stay_and_any_line_end_parts_rows() -> None:
    path = FOLDER / "ends.csv"
    path.write_bytes(b'id,t\r\n1,"a\r\nb"\r\n2,c\r3,"d\re"\n')
    assert texts(path)[1] == [["1", "a\nb"], ["2", "c"], ["3", "d\ne"]]


def test_a_quote_that_is_never_closed_costs_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_records, "LONGEST_CELL", 1 << 12)
    path = FOLDER / "open.csv"
    rows = [[f"u{at}", "x" * 20] for at in range(2000)]
    text = csv_text(["id", "t"], rows, lineterminator="\n").replace("u7,x", 'u7,"x')  # type: ignore[arg-type]
    path.write_text(text, "utf-8")
    found = texts(path)[1]
    assert found[7] == ("B842",)
    assert found[:7] + found[8:] == rows[:7] + rows[8:]
