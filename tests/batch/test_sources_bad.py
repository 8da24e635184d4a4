"""Tables that are none, or not wholly: what is said of each, in both languages.

``bad_tables.yaml`` holds every sentence; UPDATE_EXPECTED=1 stores it anew.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from openpyxl import Workbook

from engine.batch.columns import Columns, Meaning
from engine.batch.sources.opened import open_table
from engine.batch.sources.table import TableUnreadError
from rubric.problems import Problem
from rubric.source import Table, read_source, read_yaml

EXPECTED = Path(__file__).with_name("bad_tables.yaml")
FRAME = pl.DataFrame({"编号": ["甲"] * 5000, "数": range(5000)})


def text(content: str | bytes) -> Callable[[Path], None]:
    data = content if isinstance(content, bytes) else content.encode()

    def made(path: Path) -> None:
        path.write_bytes(data)

    return made


def cut(write: Callable[[Path], Any], share: float) -> Callable[[Path], None]:
    def made(path: Path) -> None:
        write(path)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    return made


def book(*sheets: tuple[str, list[list[Any]]]) -> Callable[[Path], None]:
    def made(path: Path) -> None:
        found = Workbook()
        found.remove(found.worksheets[0])
        for title, rows in sheets:
            sheet = found.create_sheet(title)
            for row in rows:
                sheet.append(row)
        found.save(path)

    return made


def entity(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>')


def stream(path: Path) -> None:
    table = FRAME.to_arrow()
    with pa.ipc.new_stream(path, table.schema) as sink:
        sink.write_table(table, max_chunksize=100)


def folder(**files: str) -> Callable[[Path], None]:
    def made(path: Path) -> None:
        path.mkdir()
        for name, content in files.items():
            (path / name.replace("_", ".")).write_text(content, "utf-8")

    return made


def scratched(path: Path) -> None:
    FRAME.write_parquet(path)
    data = bytearray(path.read_bytes())
    data[4:2000] = b"\xaa" * 1996
    path.write_bytes(data)


HEAD = "编号,数\n"
CASES: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "absent": ("表.csv", lambda _: None),
    "form": ("表.docx", text("x")),
    "old-workbook": ("表.xls", text(b"\xd0\xcf\x11\xe0")),
    "empty": ("表.csv", text("")),
    "blank": ("表.csv", text("\n , \n\n")),
    "mark-only": ("表.csv", text(b"\xef\xbb\xbf")),
    "nul": ("表.csv", text(b"a,b\n1,\x00\n")),
    "zip-as-csv": ("表.csv", text(b"PK\x03\x04\x00\x00")),
    "garbage": ("表.csv", text(bytes(range(253, 127, -1)) * 40)),
    "one-line": ("表.csv", text("x" * (1 << 21))),
    "wide": ("表.csv", text("a," * 20_000 + "b\n1\n")),
    "very-wide": ("表.csv", text("a," * (1 << 20))),
    "head-twice": ("表.csv", text("编号,数,备注, 数 \n1,2,3,4\n")),
    "head-quote": ("表.csv", text('编号,"数\n1,2\n')),
    "head-bytes": ("表.csv", text("编号,数".encode() + b"\xff\n1,2\n")),
    "row-long": ("表.csv", text(f"{HEAD}甲,1,371.57\n")),
    "row-short": ("表.csv", text(f"{HEAD}甲\n")),
    "row-blank": ("表.csv", text(f"{HEAD}甲,1\n,\n乙,2\n")),
    "row-quote": ("表.csv", text(f'{HEAD}甲,"1\n乙,2\n')),
    "row-bytes": ("表.csv", text(HEAD.encode() + "甲".encode() + b",\xff\n")),
    "gbk": ("表.csv", text(f"{HEAD}甲,1\n".encode("gbk"))),
    "semicolons": ("表.csv", text("编号;数\n甲;1\n")),
    "json-none": ("表.jsonl", text("[1]\n2\n")),
    "json-whole": ("表.jsonl", text('[\n{"编号": "甲"},\n{"编号": "乙"}\n]\n')),
    "json-line": ("表.jsonl", text('{"编号": "甲"}\n{"编号": \n')),
    "json-twice": ("表.jsonl", text('{"编号": "甲"}\n{"编号": 1, "编号": 2}\n')),
    "json-inner": ("表.jsonl", text('{"编号": "甲"}\n{"编号": {"a": 1}}\n')),
    "json-list": ("表.jsonl", text('{"项目": [{"名称": 1}]}\n{"项目": 5}\n')),
    "json-number": ("表.jsonl", text("5\n")),
    "xlsx-none": ("表.xlsx", text("编号,数\n")),
    "xlsx-entity": ("表.xlsx", entity),
    "xlsx-empty": ("表.xlsx", book(("a", []), ("b", []))),
    "xlsx-sheets": ("表.xlsx", book(("一", [["编号"]]), ("二", [["编号"]]))),
    "xlsx-formula": ("表.xlsx", book(("数据", [["编号", "数"], ["甲", "=1+1"]]), ("二", [["x"]]))),
    "xlsx-cut": ("表.xlsx", cut(book(("数据", [["编号"]])), 0.5)),
    "parquet-none": ("表.parquet", text("编号,数\n")),
    "parquet-cut": ("表.parquet", cut(FRAME.write_parquet, 0.5)),
    "parquet-page": ("表.parquet", scratched),
    "arrow-cut": ("表.arrow", cut(FRAME.write_ipc, 0.5)),
    "stream-cut": ("表.arrow", cut(stream, 0.5)),
    "head-only": ("表.csv", text(f"{HEAD},\n\n")),
    "head-only-xlsx": ("表.xlsx", book(("数据", [["编号", "数"], [None, None]]))),
    "head-only-parquet": ("表.parquet", FRAME.head(0).write_parquet),
    "parquet-as-csv": ("表.csv", FRAME.write_parquet),
    "folder-empty": ("夹", folder()),
    "folder-other": ("夹", folder(a_yaml="事实: {}", b_csv="名称,权重\n甲,1\n", c_txt="x")),
    "folder-none": ("夹", folder(c_txt="x")),
}


def said(problem: Problem, folder: Path) -> list[str]:
    sentences = [
        problem.message("zh"),
        problem.hint("zh"),
        problem.message("en"),
        problem.hint("en"),
    ]
    return [problem.code, *(one.replace(f"{folder}/", "") for one in sentences)]


def found(name: str, folder: Path) -> list[list[str]]:
    """Everything that is said of a table from opening it to its end."""
    file, write = CASES[name]
    path = folder / file
    write(path)
    source, problems = open_table(path)
    told = [*problems]
    if source is not None:
        told += source.notes
        try:
            columns = source.columns or Columns({one: Meaning("fact", one) for one in source.names}, None)
            for part in source.parts(columns):
                told += [problem for _, held in sorted(part.broken.items()) for problem in held]
        except TableUnreadError as unread:
            told.append(unread.problem)
    return [said(one, folder) for one in told]


def stored() -> Any:
    source, _ = read_source(EXPECTED)
    value, problems = read_yaml(source) if source is not None else (Table(), [])
    assert not problems
    return value


def store(name: str, sentences: list[list[str]]) -> None:
    held = {str(key): value for key, value in stored().items() if key in CASES}
    held[name] = sentences
    lines = ["# What is said of tables that are none, or not wholly. UPDATE_EXPECTED=1 stores it anew."]
    for key in CASES:
        lines += [f"{key}:", *(f"  - {json.dumps(one, ensure_ascii=False)}" for one in held.get(key, []))]
    EXPECTED.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_with_a_table_is_said(name: str, tmp_path: Path) -> None:
    sentences = found(name, tmp_path)
    if os.environ.get("UPDATE_EXPECTED"):
        store(name, sentences)
    assert sentences, "nothing is said"
    assert sentences == [[*one] for one in stored()[name]]
    for one in sentences:
        assert all(text and "None" not in text and "“”" not in text for text in one)
