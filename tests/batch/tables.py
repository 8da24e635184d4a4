"""Tables drawn at random, and written in every form that is read."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from hypothesis import strategies as st
from openpyxl import Workbook

from engine.batch.columns import Columns, Meaning
from engine.batch.facts_row import text_of
from engine.batch.sources.opened import open_table

# No formula, and nothing that a workbook or a line of text cannot hold.
LETTERS = "甲乙 万元ab,;\"'、（）0.1%-"
CELLS = st.one_of(
    st.none(),
    st.text(LETTERS, max_size=8),
    st.sampled_from(["1,371.57", "95%", 'a "b" c', "二行\n三行", "'", "0", "约 5", "12.50", "是"]),
).map(lambda text: text.strip() if text else None)
HEADS = st.lists(
    st.text("甲乙丙丁abc（元）", min_size=1, max_size=5), min_size=1, max_size=4, unique_by=lambda head: head
)
Row = list[str | None]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[Row]]:
    """Heads, and rows of texts; the first column tells rows apart."""
    heads = ["id", *(head for head in draw(HEADS) if head != "id")]
    width = len(heads) - 1
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12))
    return heads, [[f"u{at}", *(cell or None for cell in row)] for at, row in enumerate(rows)]


def csv_text(heads: list[str], rows: list[Row], **how: Any) -> str:
    out = io.StringIO()
    csv.writer(out, **how).writerows([heads, *rows])
    return out.getvalue()


def write_csv(path: Path, heads: list[str], rows: list[Row]) -> None:
    path.write_text(csv_text(heads, rows), "utf-8", newline="")


def write_gbk(path: Path, heads: list[str], rows: list[Row]) -> None:
    path.write_bytes(csv_text(["编号", *heads[1:]], rows, quoting=csv.QUOTE_ALL).encode("gb18030"))


def write_marked(path: Path, heads: list[str], rows: list[Row]) -> None:
    path.write_bytes(csv_text(heads, rows, delimiter=";", lineterminator="\n").encode("utf-8-sig"))


def write_wide(path: Path, heads: list[str], rows: list[Row]) -> None:
    path.write_bytes(csv_text(heads, rows, delimiter="\t").encode("utf-16"))


def write_xlsx(path: Path, heads: list[str], rows: list[Row]) -> None:
    book = Workbook()
    sheet: Any = book.active
    lines: list[Row] = [[*heads], *rows]
    for at, row in enumerate(lines, start=1):
        for place, text in enumerate(row, start=1):
            if text is not None:
                sheet.cell(at, place, text).data_type = "s"
    book.save(path)


def write_json(path: Path, heads: list[str], rows: list[Row]) -> None:
    first = dict.fromkeys(heads)
    lines = [json.dumps(first | dict(zip(heads, row, strict=True)), ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), "utf-8")


def frame_of(heads: list[str], rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String()), orient="row")


def write_parquet(path: Path, heads: list[str], rows: list[Row]) -> None:
    frame_of(heads, rows).write_parquet(path, row_group_size=5)


def write_arrow(path: Path, heads: list[str], rows: list[Row]) -> None:
    frame_of(heads, rows).write_ipc(path)


def write_stream(path: Path, heads: list[str], rows: list[Row]) -> None:
    table = frame_of(heads, rows).to_arrow()
    with pa.ipc.new_stream(path, table.schema) as sink:
        sink.write_table(table, max_chunksize=5)


FORMS: dict[str, Any] = {
    "a.csv": write_csv,
    "gbk.csv": write_gbk,
    "marked.csv": write_marked,
    "wide.tsv": write_wide,
    "a.xlsx": write_xlsx,
    "a.jsonl": write_json,
    "a.parquet": write_parquet,
    "a.arrow": write_arrow,
    "b.arrow": write_stream,
}


def texts(path: Path, rows: int = 1 << 17, start: int = 0) -> tuple[tuple[str, ...], list[Any]]:
    """The names of a table, and its rows as texts; a row that cannot be read by the codes of its problems."""
    source, problems = open_table(path)
    assert source is not None, problems
    columns = Columns({name: Meaning("fact", name) for name in source.names}, None)
    found: list[Any] = []
    for part in source.parts(columns, start, rows):
        assert part.number == start + len(found) // rows
        assert part.first == source.first + part.number * rows
        for at, row in enumerate(part.frame.iter_rows()):
            broken = tuple(problem.code for problem in part.broken.get(at, ()))
            found.append(broken or [text_of(cell) for cell in row])
    return source.names, found
