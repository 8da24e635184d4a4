"""Any text is a value that knows its places, or problems that name theirs; never an exception."""

from __future__ import annotations

import copy
import os
import pickle
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubric.place import BLOCK
from rubric.problems import Problem
from rubric.report import problems_json, render_problems
from rubric.source import LONGEST, Missing, Place, Row, Source, Table, Text, read_source, read_yaml


def _read(text: str) -> Any:
    value, problems = read_yaml(Source.of_text(text))
    assert problems == [], render_problems(problems, "en")
    return value


def _found(text: str) -> list[tuple[str, int, int, str]]:
    """Code, line, column and the very characters of each problem."""
    source = Source.of_text(text)
    value, problems = read_yaml(source)
    assert value is None
    places = [(p, p.place) for p in problems if p.place]
    return [(p.code, at.line, at.column, source.text[at.start : at.end]) for p, at in places]


def _shown(place: Place) -> str:
    return place.source.text[place.start : place.end]


def _texts(value: Any) -> list[Text]:
    if isinstance(value, Table):
        return [one for key, held in value.items() for one in (key, *_texts(held))]
    return [one for held in value for one in _texts(held)] if isinstance(value, Row) else [value]


# -- what stands where -----------------------------------------------------------------------------------


def test_every_scalar_stays_as_it_was_written() -> None:
    value = _read("a: 0.30\nb: 95%\nc: yes\nd: 2023-01-01\ne: 010\nf: ~\ng: 1_000\nh: 12:30\n")
    assert list(value.values()) == ["0.30", "95%", "yes", "2023-01-01", "010", "~", "1_000", "12:30"]
    assert all(type(one) is Text for one in value.values())


def test_keys_and_values_know_their_places() -> None:
    value = _read("甲:\n  - 𠀀: 5  # 注\n    乙: '六'\n丙: {丁: 七}\n")
    key, row = next(iter(value.items()))
    assert (key.place.line, key.place.column, _shown(key.place)) == (1, 1, "甲")
    assert _shown(row.place) == "- 𠀀: 5  # 注\n    乙: '六'"
    assert [(_shown(t.place), t.place.line, t.place.column) for t in _texts(row)] == [
        ("𠀀", 2, 5),
        ("5", 2, 8),
        ("乙", 3, 5),
        ("'六'", 3, 8),
    ]
    assert _shown(value["丙"].place) == "{丁: 七}"


def test_a_value_that_was_left_out_is_missing_in_its_place() -> None:
    value = _read('a:\nb: ""\nc: {d: , e: 1}\n')
    assert (value["a"], type(value["a"])) == ("", Missing)
    assert (value["a"].place.line, value["a"].place.column) == (1, 3)
    assert (value["b"], type(value["b"]), value["b"].quoted) == ("", Text, True)
    assert type(value["c"]["d"]) is Missing


def test_names_are_normalised_and_keep_their_place() -> None:
    value = _read("金额（万元）: 1\n㎡ 数\u3000: 2\n")
    assert list(value) == ["金额(万元)", "m2 数"]
    key = next(iter(value))
    assert _shown(key.part(2, 3)) == "（"


PARTS = {
    "plain": "a: 甲 + 乙 * 丙\n",
    "a plain text over lines": "a: 甲 +\n   乙\n   * 丙\n",
    "single quotes": "a: '甲 + ''乙'' * 丙'\n",
    "double quotes": 'a: "甲 +\\t\\"乙\\" \\u002a 丙"\n',
    "a folded line in quotes": 'a: "甲 + \\\n   乙 * 丙"\n',
    "a block": "a: |\n  甲 +\n    乙\n\n  * 丙\n",
    "a folded block": "a: >-\n  甲 +\n  乙 * 丙\n",
    "a block with its signs in the text": "a: >2-\n  甲 +\n  > 乙 * 丙\n",
}


@pytest.mark.parametrize("text", PARTS.values(), ids=PARTS)
def test_a_part_of_a_value_is_found_in_its_file(text: str) -> None:
    value = _read(text)["a"]
    for mark in "甲+乙丙":
        at = value.index(mark)
        assert _shown(value.part(at, at + 1)) == mark
    whole = _shown(value.part(value.index("甲"), value.index("丙") + 1))
    assert (whole[0], whole[-1]) == ("甲", "丙")


def test_an_escape_is_one_character() -> None:
    value = _read('a: "n\\n\\x41n\\"B"\n')["a"]
    assert [_shown(value.part(value.index(c), value.index(c) + 1)) for c in "AB"] == ["\\", "B"]
    assert value.part(len(value) - 1, len(value)).start == value.place.end - 2


def test_a_part_beyond_the_value_is_its_end() -> None:
    value = _read("a: 甲乙\nb:\n")
    assert _shown(value["a"].part(7, 9)) == "乙"
    assert value["b"].part(0, 3) == value["b"].place


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_any_line_end_and_a_leading_mark_are_fine(end: str, tmp_path: Path) -> None:
    path = tmp_path / "甲.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + f"a: 1{end}b: 2{end}".encode())
    source, problems = read_source(path)
    assert problems == []
    assert source is not None
    value, problems = read_yaml(source)
    assert isinstance(value, Table)
    assert value == {"a": "1", "b": "2"}
    second = list(value.values())[1]
    assert (source.name, second.place.line, second.place.column) == ("甲.yaml", 2, 4)


def test_json_is_read_too() -> None:
    assert _read('{\n\t"a": [1, 2.50, true, null],\n\t"b": {"c": "x\\/y"}\n}\n') == {
        "a": ["1", "2.50", "true", "null"],
        "b": {"c": "x/y"},
    }


def test_a_text_can_be_copied() -> None:
    value = _read("a: 甲\n")["a"]
    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert (twin, twin.place, twin.quoted) == (value, value.place, False)


@given(st.text("甲\n ", max_size=40), st.integers(0, 2))
def test_lines_and_columns_are_those_of_the_text(text: str, blocks: int) -> None:
    text = "\n" * (BLOCK * blocks - 7 * blocks) + text
    source, lines = Source.of_text(text), text.split("\n")
    for index in range(max(0, len(text) - 30), len(text) + 1):
        line, column = source.line_column(index)
        assert (line, column) == (
            text.count("\n", 0, index) + 1,
            index - (text.rfind("\n", 0, index) + 1) + 1,
        )
        assert source.line_around(index) == (index - column + 1, index - column + 1 + len(lines[line - 1]))
        assert source.line_start(line) == index - column + 1
        assert source.line_text(line) == lines[line - 1]
    assert source.line_text(len(lines) + 5) == ""


def test_a_place_over_lines_ends_on_its_first_line() -> None:
    place = Place(Source.of_text("a: 甲乙\n   丙\n"), 3, 10)
    assert (place.line, place.column, place.end_line, place.end_column) == (1, 4, 2, 6)


# -- where YAML reads something else ---------------------------------------------------------------------

MISREAD = [
    ('当: "甲" == x\nb: 1\n', "Y111", 1, 4, '"甲" == x'),
    ("当: '甲' in x # c\n", "Y111", 1, 4, "'甲' in x"),
    ('- {当: "甲" == x, 扣: 1}\n', "Y111", 1, 7, '"甲" == x'),
    ('- "甲" == x\n', "Y111", 1, 3, '"甲" == x'),
    ("依据: [P] 湛财评 # c\nb: 1\n", "Y122", 1, 5, "[P] 湛财评"),
    ('依据: [甲]"乙"\nb: 1\n', "Y122", 1, 5, '[甲]"乙"'),
    ("- {当: [甲] == x, 扣: 1}\n", "Y122", 1, 7, "[甲] == x"),
    ("a: {b: 1} c\n", "Y122", 1, 4, "{b: 1} c"),
    ("优: [90, 100)\nb: 1\n", "Y112", 1, 4, "[90, 100)"),
    ("优: [90, 100)\n良: [80, 90]\n", "Y112", 1, 4, "[90, 100)"),
    ("a: {范围: (0, 100]}\n", "Y112", 1, 9, "(0, 100]"),
    ("a: {范围: [0，100)}\n", "Y112", 1, 9, "[0，100)"),
    ("- [90%, 100%)\n", "Y112", 1, 3, "[90%, 100%)"),
    ("原文: 率: 低于80\n", "Y113", 1, 5, "率: 低于80"),
    ("- 原文:  率: 低 # c\n", "Y113", 1, 8, "率: 低"),
    ("a: {原文: 率: 低, b: 1}\n", "Y113", 1, 9, "率: 低"),
    ("量: - x\n", "Y114", 1, 4, "- x"),
    ("- 量: - x + 1  # c\n", "Y114", 1, 6, "- x + 1"),
    ("a: {得: 分值 * min(1, 比(a, b))}\n", "Y115", 1, 8, "分值 * min(1, 比(a, b))"),
    ("a: {得: 最小（1, 2）, b: 1}\n", "Y115", 1, 8, "最小（1, 2）"),
    ("a: {范围: (0, 100)}\n", "Y115", 1, 9, "(0, 100)"),
    ("a: [min(1, 2), 3]\n", "Y115", 1, 5, "min(1, 2)"),
    ("a: {值: 1,371.57}\n", "Y115", 1, 8, "1,371.57"),
    ("a: {值: 约 1,234,567 万元, b: 1}\n", "Y115", 1, 8, "约 1,234,567 万元"),
    ("a: {b: 1, c}\n", "Y116", 1, 11, "c"),
    ("a: >= 5\n", "Y110", 1, 4, ">= 5"),
    ("a: | x\n", "Y110", 1, 4, "| x"),
    ("a: %5\n", "Y110", 1, 4, "%5"),
    ("a: @x\n", "Y110", 1, 4, "@x"),
    ("a: {b: `x`, c: 1}\n", "Y110", 1, 8, "`x`"),
    ("a: ? x\n", "Y110", 1, 4, "? x"),
    ("a: , x\n", "Y110", 1, 4, ", x"),
    ("满分：5\nb: 1\n", "Y103", 1, 3, "："),
    ("a: 1\n满分：5\nb: 1\n", "Y103", 2, 3, "："),
    ("a: 1\nb:\n  c: 1\n  满分：5\n", "Y103", 4, 5, "："),
    ("a:\n  甲：\n    b: 1\n", "Y103", 2, 4, "："),
    ("- 当：甲\n  扣: 1\n", "Y103", 1, 4, "："),
    ("事实:\n  甲：{单位: 元}\n", "Y103", 2, 4, "："),
    ("甲： [b: 1]\n", "Y103", 1, 2, "："),
    ('"甲"：5\nb: 1\n', "Y103", 1, 4, "："),
    ("{甲：5}\n", "Y103", 1, 3, "："),
    ("满分：5\n", "Y103", 1, 3, "："),
    ("满分:5\nb: 1\n", "Y118", 1, 3, ":"),
    ("a: 1\n满分:5\n", "Y118", 2, 3, ":"),
    ("满分:5\n", "Y118", 1, 3, ":"),
    ('"a":1\n', "Y118", 1, 4, ":"),
    ("a: {b: 1，c: 2}\n", "Y119", 1, 9, "，"),
    ("a:\n  甲: {b: 1， c: x}\n", "Y119", 2, 11, "，"),
    ('a: ["甲"，"乙"]\n', "Y119", 1, 8, "，"),
    ("- [{a: 1}，{b: 2}]\n", "Y119", 1, 10, "，"),
    ("a: {b: 1｝\n", "Y119", 1, 9, "｝"),
    ("a:\u30001\nb: 2\n", "Y120", 1, 3, "\u3000"),
    ("a:\n  b: 1\n\u3000c: 2\n", "Y120", 3, 1, "\u3000"),
    ("\u00a0a: 1\n  b: 2\n", "Y120", 1, 1, "\u00a0"),
    ("a:\n\tb: 1\n", "Y117", 2, 1, "\t"),
    ("a:\n  \tb: 1\n  c: 1\n", "Y117", 2, 3, "\t"),
    ("a: 1\nb\u200b: 2\n", "Y121", 2, 2, "\u200b"),
    ("a: 1\u2028b: 2\n", "Y121", 1, 5, "\u2028"),
    ("a: \x07\n", "Y121", 1, 4, "\x07"),
    ("a: \ud800\n", "Y121", 1, 4, "\ud800"),
    ("a: 甲\n\ufeffb: 1\n", "Y121", 2, 1, "\ufeff"),
]


@pytest.mark.parametrize(("text", "code", "line", "column", "marked"), MISREAD)
def test_what_yaml_reads_otherwise_is_said_at_its_character(
    text: str, code: str, line: int, column: int, marked: str
) -> None:
    assert _found(text) == [(code, line, column, marked)]


BROKEN = [
    ('a: "x\nb: 2\n', 1, 4, '"', "引号"),
    ('a: "x\nb: "y"\nc: 1\n', 1, 4, '"', "引号"),
    ('a: "x\\d"\n', 1, 6, "\\d", "反斜杠"),
    ("a: [1, 2\nb: 3\n", 1, 4, "[", "括号"),
    ("a: {b: 1\nc: 2\n", 1, 4, "{", "括号"),
    ('a: {b: "[0, 1)", c: 8{, d: "(0, 1]"}\n', 1, 4, "{", "括号"),
    ("a: {b: 1}}\n", 1, 10, "}", "括号"),
    ("a: 1\n b: 2\n", 2, 2, "b: 2", "缩进"),
    ("a:\n- b: 1\n c: 2\n", 3, 2, "c: 2", "缩进"),
    ("a:\n  b: 1\n c: 2\n", 3, 2, "c: 2", "缩进"),
    ("  a: 1\nb: 2\n", 2, 1, "b: 2", "缩进"),
    ("a: 1\n- b\n", 2, 1, "- b", "列表项"),
    ("- a\nb: 1\n", 2, 1, "b: 1", "列表项"),
    ("指标:\n  项\n    分值: 5\n", 2, 3, "项", "没有冒号"),
    ("a: 1\n项\nb: 1\n", 2, 1, "项", "没有冒号"),
    (": 1\n", 1, 1, ":", "没有名称"),
    ("a:\n  b: 1\n  : 2\n", 3, 3, ":", "没有名称"),
    ('a: {b: "[0, inf)}\n', 1, 8, '"', "引号"),
    ("a: {b: 甲，乙[，c: 丙}\n", 1, 4, "{", "括号"),
]


@pytest.mark.parametrize(("text", "line", "column", "marked", "said"), BROKEN)
def test_what_is_not_yaml_says_why(text: str, line: int, column: int, marked: str, said: str) -> None:
    assert _found(text) == [("Y102", line, column, marked)]
    assert said in read_yaml(Source.of_text(text))[1][0].message("zh")


REFUSED = [
    ("a: &x 1\nb: *x\n", [("Y104", 1, 4, "&x"), ("Y104", 2, 4, "*x")]),
    ("a: *甲，必须\nb: 1\n", [("Y104", 1, 4, "*")]),
    ("a: !!int 5\nb: !t {c: 1}\n", [("Y104", 1, 4, "!!int"), ("Y104", 2, 4, "!t")]),
    ("a: 1\n---\nb: 2\n", [("Y104", 2, 1, "---")]),
    ("<<: {a: 1}\n", [("Y104", 1, 1, "<<")]),
    ("[a]: 1\n", [("Y104", 1, 1, "[a]")]),
    ("{a: 1}: 1\n", [("Y104", 1, 1, "{a: 1}")]),
    ("a: 1\na: 2\n'a': 3\n", [("Y105", 2, 1, "a"), ("Y105", 3, 1, "'a'")]),
    ("（甲）: 1\n(甲): 2\n", [("Y105", 2, 1, "(甲)")]),
    ("a: {b: 1, b: 2}\n", [("Y105", 1, 11, "b")]),
    ("[" * 5000, [("Y106", 1, 65, "[")]),
    ("%TAG !a! x\n---\na: 1\n", [("Y104", 1, 1, "%TAG !a! x")]),
    ("a: 1\n" + " " * LONGEST, [("Y108", 2, LONGEST - 4, " ")]),
    ("- 1\n" * 100_000, [("Y108", 99_998, 3, "1")]),
    ("".join(f"k{n}: 1\n" for n in range(10_001)), [("Y108", 10_001, 1, "k10000")]),
    ("", [("Y107", 1, 1, "")]),
    ("# 空\n", [("Y107", 1, 1, "")]),
    ("---\n", [("Y107", 1, 1, "")]),
    ("甲" * 201 + ": 1\n", [("Y109", 1, 1, "甲" * 201)]),
    ("甲" * 1500 + ": 1\n", [("Y109", 1, 1, "甲" * 1500)]),
]


@pytest.mark.parametrize(("text", "found"), REFUSED)
def test_what_a_rubric_may_not_use_is_refused(text: str, found: list[tuple[str, int, int, str]]) -> None:
    assert _found(text) == found


FINE = [
    "a: 'b: c'\n",
    "a: b:c\n",
    "a: http://x\n",
    "a: 注：见附表\n",
    "其中：工资: 1\n",
    'a: |\n  b：c\n  "d" e\n  \t- x\n',
    "a: >-\n  [90, 100)\n",
    "a: (0, 100]\n",
    "a: [[0,100], [1,371]]\n",
    "a: [甲(一), 乙]\n",
    "a: {b: 1) 甲, c: }\n",
    "a: {b: '1,371.57', c: '[0, 1)'}\n",
    "a: {b: 1,\n    c: 2,}\n",
    "a: {\n  b: 1 # c, d\n}\n",
    "a: 2 - 1\n",
    "a: -1\n",
    "a: -x\n",
    "a: x > 5\n",
    "a: 5%\n",
    "a: “甲” == x\n",
    "%YAML 1.2\n---\na: 1\n...\n",
    "a: 1\t# c\n",
    "می\u200cخواهم: 1\n",
    "- a\n- - b\n  - c\n",
    "[" * 64 + "]" * 64,
    "a: 1\n" + " " * (LONGEST - 5),
    "- 1\n" * 99_994,  # and the beginnings and ends of a file, of its document and of the list
    "".join(f"k{n}: 1\n" for n in range(10_000)),
]


@pytest.mark.parametrize("text", FINE)
def test_what_yaml_reads_rightly_is_left_alone(text: str) -> None:
    assert _read(text)


def test_all_mistakes_of_a_file_are_said_at_once() -> None:
    """
    评分表：试
    满分:5
    等级:
      优: [90, 100]
      良: [80, 90)
    事实:
      甲: {单位: 万元， 范围: (0, 5]}
      乙: {值: 1,371.57}
    指标：
      项:
        原文: 率: 低于
        扣分:
          - {当: "甲" == x, 扣: 1}
          - 量: - x
        公式: >= 5
        公式: 1
    """
    text = test_all_mistakes_of_a_file_are_said_at_once.__doc__ or ""
    found = _found("\n".join(line[4:] for line in text.split("\n")[1:]))
    assert [(code, line) for code, line, _, _ in found] == [
        ("Y103", 1),
        ("Y118", 2),
        ("Y112", 5),
        ("Y119", 7),
        ("Y112", 7),
        ("Y115", 8),
        ("Y103", 9),
        ("Y113", 11),
        ("Y111", 13),
        ("Y114", 14),
        ("Y110", 15),
        ("Y105", 16),
    ]


def test_the_advice_is_the_text_to_write() -> None:
    for text, code, *_, marked in MISREAD:
        if "Y110" <= code <= "Y115" or code == "Y122":
            problem = read_yaml(Source.of_text(text))[1][0]
            advised = problem.hint("en").partition(": ")[2]
            assert _read(f"a: {advised}\n")["a"] == marked


# -- files -----------------------------------------------------------------------------------------------

UNREADABLE = {
    "GBK": ("评分表: 试\n".encode("gbk"), "GBK", None),
    "UTF-16": ("a: 1\n".encode("utf-16"), "UTF-16", None),
    "NUL": (b"a: \x00\n", "NUL", None),
    "a workbook": (b"PK\x03\x04\x00", "workbook", None),
    "a damaged text": ("评分表: 试\n甲: ".encode() + b"\xff\n", "no UTF-8", (2, 4)),
    "a damaged text with a mark": (b"\xef\xbb\xbf" + "甲: ".encode() + b"\xff\n", "no UTF-8", (1, 4)),
    "a damaged text with CRLF": ("甲\r\n乙: ".encode() + b"\xff\n", "no UTF-8", (2, 4)),
    "noise": (b"a\xff\xff", "no UTF-8", (1, 2)),
    "too large": (b" " * (8 * 1024 * 1024 + 1), "8 MB", None),
}


@pytest.mark.parametrize(("data", "said", "place"), UNREADABLE.values(), ids=UNREADABLE)
def test_bytes_that_are_no_text_are_said(
    data: bytes, said: str, place: tuple[int, int] | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    source, (problem,) = read_source(path)
    assert (source, problem.code) == (None, "Y101")
    assert said in problem.message("en")
    assert place == ((problem.place.line, problem.place.column) if problem.place else None)


def test_the_nearest_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "评分表.yaml").write_text("a: 1\n", "utf-8")
    _, (problem,) = read_source(tmp_path / "评分标.yaml")
    assert "评分表.yaml" in problem.hint("zh")
    _, (problem,) = read_source(tmp_path / "absent" / "x.yaml")
    assert "Did you mean" not in problem.hint("en")


def test_a_path_that_is_no_file_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (
        tmp_path,
        tmp_path / "pipe",
        tmp_path / "loop",
        Path("/dev/zero"),
        Path("x" * 5000),
        Path("\x00"),
        Path("\udcff"),
    ):
        source, (problem,) = read_source(path)
        assert (source, problem.code) == (None, "Y101")
        assert render_problems([problem], "zh").encode()


# -- nothing is too much ---------------------------------------------------------------------------------


def _laughs(levels: int) -> str:
    rows = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, levels)]
    return "a0: &a0 哈\n" + "".join(rows)


HUGE = {
    "aliases": _laughs(30),
    "brackets": "[" * 1_000_000,
    "braces": "{a: " * 500_000,
    "dashes": "- " * 500_000,
    "question marks": "? " * 500_000,
    "steps": "".join(f"{' ' * n}a:\n" for n in range(2_000)),
    "a word": "a" * 4_000_000,
    "a key": "a" * 4_000_000 + ": 1\n",
    "lines": "\n" * 8_000_000 + "a: 1\n",
    "lines before a mistake": "a: 1\n" + "\n" * 4_000_000 + " b: 1\n",
    "items": "- \n" * 2_500_000,
    "keys": "".join(f"k{n}: 1\n" for n in range(600_000)),
    "one key": "a: 1\n" * 1_000_000,
    "full-width colons": "甲：1\n" * 1_000_000,
    "tight colons": "甲:1\n" * 1_000_000,
    "mistakes": 'a: "x" y\n' * 500_000,
    "a long line with a mistake": 'a: "x" ' + "y" * 4_000_000,
    "colons": "a: " * 1_000_000,
    "anchors": "[" + "&a 1, " * 500_000 + "]",
    "cuts": "{" + ",".join(["min(1"] * 100_000) + "}",
    "cut items": "[" + ",".join(["min(1"] * 45_000) + "]",
    "thousands": "{a: 1" + ",371" * 45_000 + "}",
    "quotes": "'" * 4_000_000,
    "backslashes": '"' + "\\" * 4_000_001,
    "tabs": "a:\n" + "\t" * 4_000_000,
    "wide blanks": "a:\n" + "\u3000" * 2_000_000 + "b: 1\n",
    "bells": "\x07" * 4_000_000,
    "brackets without end": "a: [" + "(1, " * 1_000_000,
    "tag directives": "".join(f"%TAG !a{n}! x\n" for n in range(80_000)),
    "small tables": "- {a: 1, b: 2, c: 3}\n" * 20_000,
    "pairs in brackets": "- " + "[" * 60 + "a: 1, " * 30_000,
    "mistakes behind items": "- \n" * 49_000 + '- a: "x" y\n' * 60,
    "strays": "{" + "a, b: (1, " * 20_000 + "}",
    "keys of joiners": "".join("\u200c" * 190 + f"{n}: 1\n" for n in range(6_000)),
    "keys that unfold": "".join("\ufdfa" * 190 + f"{n}: 1\n" for n in range(6_000)),
    "a key that unfolds": "\ufdfa" * 999_000 + ": 1\n",
    "escapes": 'a: "' + "\\u4e00" * 160_000 + '"\n',
    "anchors in a wide text": "# 𠀀\n[" + "&a 1, " * 160_000 + "]",
}
# What is too long is not read at all: the longest that is read has to end as soon.
HUGE |= {f"{name}, cut": text[:LONGEST] for name, text in HUGE.items() if len(text) > LONGEST}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_nothing_takes_long_or_much(text: str) -> None:
    started = time.process_time()
    value, problems, shown = _refused_or_read(text)
    seconds = time.process_time() - started
    assert (value is None) is bool(problems)
    assert len(shown) < 100_000
    assert seconds < 1
    tracemalloc.start()  # which takes its time itself
    _refused_or_read(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 120_000_000


def _refused_or_read(text: str) -> tuple[Any, list[Problem], str]:
    value, problems = read_yaml(Source.of_text(text))
    problems_json(problems, "en")
    return value, problems, render_problems(problems, "zh")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_a_problem(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    source, problems = read_source(path)
    assert (source is None) is bool(problems)
    render_problems(problems, "zh").encode()
    if source is not None:
        _holds(source)


@given(st.text(max_size=300))
def test_any_text_is_a_value_or_problems(text: str) -> None:
    _holds(Source.of_text(text))


PIECES = [
    *"甲乙：: ，,，-?[]{}()（）\"'|>&*!%@`#\\~=<\n\t\u3000\u00a0\u200b\x00\r9",
    *(
        "\n  ",
        "\n    ",
        "- ",
        ": ",
        "a: ",
        "\n甲: ",
        "\n甲：",
        "{a: ",
        "[90, 100)",
        ", ",
        "1,371.5",
        "---\n",
        '"甲" == x',
        "<<: ",
    ),
]


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_yaml_like_text_is_a_value_or_problems(text: str) -> None:
    _holds(Source.of_text(text))


def _holds(source: Source) -> None:
    """What every reading owes: a value whose places are true, or problems that can be shown."""
    value, problems = read_yaml(source)
    assert (value is None) is bool(problems)
    starts = [problem.place.start for problem in problems if problem.place]
    assert starts == sorted(starts)
    for problem in problems:
        assert problem.place is not None
        assert 0 <= problem.place.start <= problem.place.end <= len(source.text) + 1
    for language in ("zh", "en"):
        render_problems(problems, language).encode()
        problems_json(problems, language)
    for text in _texts(value) if value is not None else []:
        _holds_text(text)


def _holds_text(text: Text) -> None:
    written = text.place.source.text
    assert 0 <= text.place.start <= text.place.end <= len(written)
    assert not set("\n\u3000\u00a0") & set(_shown(text.place)[:1]) or text.quoted
    if not text.quoted and "\n" not in _shown(text.place) and _shown(text.place).isascii():
        assert _shown(text.place) == text
    for at in range(len(text)):
        part = text.part(at, at + 1)
        assert text.place.start <= part.start < part.end <= max(text.place.end, part.start + 1)
        if not text.quoted and text[at].isascii() and not text[at].isspace():
            assert text[at] == written[part.start] or ord(written[part.start]) > 0x7F
